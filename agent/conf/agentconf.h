/*
 * The agent's tree as structs: the only file set of the agent that knows names of leafs.
 *
 * Immutable once made; everything is owned by the configuration.
 */
#ifndef VG_AGENT_CONF_AGENTCONF_H
#define VG_AGENT_CONF_AGENTCONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/detail.h"
#include "lib/base/digest.h"
#include "lib/model/event.h"
#include "lib/os/net.h"
#include "lib/pack/packset.h"
#include "lib/yang/tree.h"

enum {
	VG_AGENTCONF_USER_SIZE = 33,
	VG_AGENTCONF_CREDENTIAL_SIZE = 129,
	VG_AGENTCONF_ANSWERS_FROM = 8
};

/* The collector that is told. */
struct vg_agentconf_collector {
	char name[VG_NAME_SIZE];
	char address[VG_NET_TEXT_SIZE]; /* numeric */
	uint16_t port;
	char user[VG_AGENTCONF_USER_SIZE];
	char credential
	    [VG_AGENTCONF_CREDENTIAL_SIZE]; /* reference of lib/os/credential.h */
	int64_t timeout_ms;                 /* of one try of an inform */
	unsigned window;                    /* informs in flight, 1..64 */
};

/* Where notifications come in. */
struct vg_agentconf_listen {
	char name[VG_NAME_SIZE];
	char address[VG_NET_TEXT_SIZE]; /* numeric */
	uint16_t port;
};

enum { VG_AGENTCONF_KNOWN_AS = 16 };

/* How a device is asked by NETCONF. */
struct vg_agentconf_netconf {
	char address[VG_NET_TEXT_SIZE]; /* numeric; "": it is not */
	uint16_t port;
	char user[VG_NAME_SIZE];
	char credential[VG_AGENTCONF_CREDENTIAL_SIZE];
	char *host_keys; /* owned; one a line */
	int64_t limit_ms;
	bool old_algorithms;
};

/* A device to poll. */
struct vg_agentconf_device {
	char name[VG_NAME_SIZE];
	char site[VG_NAME_SIZE];
	char supplier[VG_NAME_SIZE];
	char family[VG_NAME_SIZE];       /* "" when it is to be found by sysObjectID */
	bool snmp;                       /* it is asked by SNMP */
	struct vg_address address;       /* with port; snmp only */
	struct vg_address *answers_from; /* owned; with its port; NULL: none */
	size_t n_answers_from;
	struct vg_address *known_as; /* owned; further ones, port 0; NULL: none */
	size_t n_known_as;
	bool v3;
	char user[VG_AGENTCONF_USER_SIZE]; /* v3 only */
	char credential[VG_AGENTCONF_CREDENTIAL_SIZE];
	struct vg_agentconf_netconf netconf;
	bool bmc; /* the management board of the device of that name */
	char key
	    [VG_NAME_SIZE]; /* under which things of it are kept: its name, or NAME+bmc */
};

/* Planned silence. */
struct vg_agentconf_silence {
	char name[VG_NAME_SIZE];
	struct vg_wall from, until;
	char (*devices)[VG_NAME_SIZE]; /* owned; none: all */
	size_t n_devices;
};

struct vg_agentconf {
	char name[VG_NAME_SIZE];
	char site[VG_NAME_SIZE];
	struct vg_agentconf_collector collector;
	int64_t
	    interval_ms; /* of status probes; the packs' intervals scale with it / 60,000 */
	int64_t timeout_ms; /* of one try of a poll */
	unsigned tries;
	unsigned unreachable_after; /* polls in a row */
	int64_t least_wait_ms;      /* of a try of a fast device */
	size_t in_flight;           /* requests at once, where the buffer allows */
	int receive_buffer;         /* octets asked for */
	size_t batch;               /* varbinds in one request */
	size_t reply_size;          /* octets of its reply */
	bool ping;                  /* a silent device is pinged */
	int64_t late_tick_ms;       /* own health: later is late */
	unsigned together_percent;  /* own health: more devices failing together ... */
	size_t together_least;      /* ... and at least so many */
	int64_t hold_s; /* faults of single devices are held so long at most */
	int64_t heartbeat_ms;
	int64_t standing_ms;   /* the list of standing faults, unasked */
	uint64_t max_messages; /* in the spool */
	uint64_t max_octets;   /* in the spool */
	int64_t max_age_ms;    /* in the spool */
	uint32_t raw_days, five_days, hour_days; /* samples, and their roll-ups */
	uint64_t history_megabytes;              /* the file of samples */
	int metrics_port;                        /* on loopback; -1: no metrics */
	struct vg_agentconf_device *devices;     /* owned; the enabled ones */
	size_t n_devices;
	struct vg_agentconf_device
	    *bmcs; /* owned; management boards of the enabled ones */
	size_t n_bmcs;
	struct vg_agentconf_silence *silences; /* owned */
	size_t n_silences;
	char (*names)[VG_NAME_SIZE]; /* owned; of all devices, enabled or not */
	size_t n_names;
	char digest
	    [VG_DIGEST_TEXT_SIZE]; /* SHA-256 of the file; "" unless it was read here */
	struct vg_agentconf_listen *listen; /* owned */
	size_t n_listen;
	unsigned trap_rate,
	    trap_burst; /* notifications of one device: a second, at once */
	int64_t storm_quiet_ms;
	int64_t first_look_ms, second_look_ms; /* after a notification */
	int64_t reconcile_ms;
	char (*packs)[VG_NAME_SIZE]; /* owned; none: all of the folder */
	size_t n_packs;
};

/*
 * Gives the configuration that 'tree' (borrowed; validated, of VG_TREE_AGENT) holds.
 * Returns VG_OK, or VG_EINVAL with 'detail' for what the model cannot refuse: an address that
 * two enabled devices share with the same port, a further one that another has too, a name that two
 * devices share but for case.
 */
int
vg_agentconf_make(
    const struct vg_tree *tree, struct vg_agentconf **conf, struct vg_detail *detail);

/*
 * Reads and validates the file 'path' (borrowed) with 'context' (borrowed) and gives what it holds.
 * Errors as vg_tree_parse and vg_agentconf_make; the detail names file and line.
 */
int
vg_agentconf_load(const struct vg_context *context, const char *path,
    struct vg_agentconf **conf, struct vg_detail *detail);

/* Whether it names the device 'name' (borrowed), enabled or not. */
bool
vg_agentconf_names(const struct vg_agentconf *conf, const char *name);

/*
 * The planned silence in which the device 'name' (borrowed) is at 'now', or NULL; borrowed.  It
 * lasts from its beginning to before its end.
 */
const struct vg_agentconf_silence *
vg_agentconf_silence(
    const struct vg_agentconf *conf, const char *name, struct vg_wall now);

/* The device that 'address' (borrowed; its port does not count) belongs to, or NULL. */
const struct vg_agentconf_device *
vg_agentconf_at(const struct vg_agentconf *conf, const struct vg_address *address);

/*
 * Whether each family that a device of 'conf' names is one of 'packs' (both borrowed): VG_OK, or
 * VG_EINVAL with 'detail'.
 */
int
vg_agentconf_families(const struct vg_agentconf *conf, const struct vg_packset *packs,
    struct vg_detail *detail);

/* Releases it (NULL is silent). */
void
vg_agentconf_free(struct vg_agentconf *conf);

#endif
