/*
 * From the records of vigie-nc-poll to samples; and the request that asks for them.
 *
 * Believes nothing: the records may come from a process that a device has taken over.  It can lie
 * about that device's values, and nothing else.
 */
#ifndef VG_AGENT_NCASK_NCTAKE_H
#define VG_AGENT_NCASK_NCTAKE_H

#include <stdbool.h>
#include <stddef.h>

#include "agent/rule/sampleset.h"
#include "lib/base/buf.h"
#include "lib/base/detail.h"

enum { VG_NCTAKE_SIZE = 16 << 20 }; /* octets of records in a session at most */

enum vg_nctake_state {
	VG_NCTAKE_NOTHING, /* nothing was said of it */
	VG_NCTAKE_WHOLE,   /* its samples are all there */
	VG_NCTAKE_LACKS,   /* the device does not offer the module */
	VG_NCTAKE_FAILED   /* the device answered with an error */
};

struct vg_nctake_probe {
	const struct vg_probe *probe; /* borrowed */
	enum vg_nctake_state state;
	struct vg_sampleset samples; /* of VG_NCTAKE_WHOLE */
	char text[VG_TEXT_SIZE];     /* why it failed */
};

struct vg_nctake {
	struct vg_nctake_probe *probes; /* owned */
	size_t n;
	long at;                  /* the probe that records are of; -1: none */
	struct vg_samplerow *row; /* that values are of, of the samples under way */
	size_t n_rows;            /* said of that probe, the same ones too */
	struct vg_buf pending;    /* of a record that goes on */
	size_t total;             /* octets taken */
	bool done, failed;
	char text[VG_TEXT_SIZE]; /* why the session failed */
};

/* Begins to take answers for the 'n' probes (borrowed) of 'probes'. */
void
vg_nctake_init(struct vg_nctake *take, const struct vg_probe *const *probes, size_t n);

/* Frees what it holds. */
void
vg_nctake_fini(struct vg_nctake *take);

/* Forgets an earlier session. */
void
vg_nctake_reset(struct vg_nctake *take);

/* Appends the request for all probes, in a session of at most 'seconds', to 'request'. */
void
vg_nctake_request(const struct vg_nctake *take, long seconds, struct vg_buf *request);

/*
 * Takes 'size' octets of 'data' (borrowed) that came at 'now'.  VG_OK; VG_EPARSE or VG_ELIMIT for
 * what no vigie-nc-poll in its senses writes, in 'detail': then the session counts for nothing.
 */
int
vg_nctake_feed(struct vg_nctake *take, const void *data, size_t size, struct vg_wall now,
    struct vg_detail *detail);

#endif
