/*
 * The two children of a poll: ssh, which carries the bytes, and vigie-nc-poll, which reads them.
 *
 * The command line of ssh is fixed: no configuration file of anybody's, the host key pinned, one
 * way to log in, nothing forwarded.  A password goes through the program that ssh asks for it
 * (vigie-nc-poll again), which reads the credential file: it never stands in an argument or in
 * an environment.
 */
#ifndef VG_AGENT_NCASK_NCSPAWN_H
#define VG_AGENT_NCASK_NCSPAWN_H

#include <stdbool.h>
#include <sys/types.h>

#include "agent/conf/agentconf.h"
#include "lib/base/detail.h"

enum { VG_NCSPAWN_PATH = 1024, VG_NCSPAWN_TRANSPORT = 3 };

/* The variable that makes vigie-nc-poll say a password: the path of its credential file. */
#define VG_NCSPAWN_PASSWORD "VIGIE_NC_POLL_PASSWORD"

/* What the children of one device are started with. */
struct vg_ncspawn {
	const char *name;                        /* of the device, borrowed */
	const struct vg_agentconf_netconf *conf; /* borrowed */
	char program[VG_NCSPAWN_PATH];           /* vigie-nc-poll */
	char known_hosts[VG_NCSPAWN_PATH];
	char credential[VG_NCSPAWN_PATH];
	bool password; /* the credential is one, else a private key */
};

/* The children under way, and our ends of their pipes (non-blocking); -1 for none. */
struct vg_ncspawn_children {
	pid_t ssh, reader;
	int ssh_end, reader_end; /* pidfds: readable when the child has ended */
	int records;             /* what the reader answers */
	int errors;              /* what ssh complains of */
	int status;              /* of the reader, as waitpid gives it; after the end */
};

/*
 * Prepares 'spawn' for the device 'name' with 'conf' (both borrowed, outlive it): reads what kind
 * of credential it has in the state folder 'state', and writes its pinned keys there.  VG_OK, or
 * an error in 'detail'.
 */
int
vg_ncspawn_prepare(struct vg_ncspawn *spawn, const char *name,
    const struct vg_agentconf_netconf *conf, const char *state, struct vg_detail *detail);

/*
 * Starts both children; the reader finds the 'size' octets of 'request' (borrowed) on its stdin.
 * VG_OK; VG_ELIMIT for a request that no pipe holds, VG_EIO.
 */
int
vg_ncspawn_start(const struct vg_ncspawn *spawn, const void *request, size_t size,
    struct vg_ncspawn_children *children, struct vg_detail *detail);

/* Kills what still runs, takes both children's ends, and closes all. */
void
vg_ncspawn_end(struct vg_ncspawn_children *children);

#endif
