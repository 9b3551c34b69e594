/*
 * What all daemons share: their options, their state folder with its lock.
 */
#ifndef VG_LIB_OS_DAEMON_H
#define VG_LIB_OS_DAEMON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/detail.h"
#include "lib/os/net.h"

/* One more long option of a program beside the common ones. */
struct vg_daemon_option {
	const char *name;     /* "new-spool" */
	const char *argument; /* "FILE" when it takes one, else NULL */
	const char *help;     /* one line */
	const char **value; /* where the argument goes; with none, set to "" when given */
};

struct vg_daemon {
	const char *program; /* "vigie-agent" */
	const char *summary; /* one line for --help */
	const char *config;  /* default, replaced by --config (borrowed from argv) */
	const char *state;   /* default, replaced by --state */
	const char
	    *socket;     /* default, replaced by --socket; NULL: the program has none */
	bool says_state; /* --state was given */
	bool check;      /* --check: validate the configuration and exit */
	const struct vg_daemon_option *options; /* ends with a NULL name; NULL: none */
};

/*
 * Reads the command line into 'daemon', whose defaults the caller has set.
 * Returns VG_OK to go on; VG_EEXIST when --help or --version was printed (exit 0); VG_EINVAL
 * for wrong usage, already told on stderr (exit 2).
 */
int
vg_daemon_options(struct vg_daemon *daemon, int argc, char **argv);

/*
 * Makes the state folder (mode 0750) and takes its lock file, held until the process ends.  What
 * the process makes from now on is not for others than its group (umask 027).  Made by root, the
 * lock file belongs to the owner of the folder.
 * VG_OK; VG_EBUSY when another process holds it (the detail names its pid); VG_EIO.
 */
int
vg_daemon_lock(const char *state, struct vg_detail *detail);

/*
 * Writes "ADDRESS PORT\n" of a listener into STATE/NAME.addr, so that port 0 can be used.  It is the
 * last step of a start: who finds the file may ask and signal at once.
 * VG_OK or an error of vg_file_write.
 */
int
vg_daemon_write_address(const char *state, const char *name,
    const struct vg_address *address, struct vg_detail *detail);

#endif
