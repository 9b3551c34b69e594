/*
 * Asks one device by NETCONF: one session in two children, one answer.
 *
 * A device that is hostile or hangs costs its own session: the children are killed at the time
 * limit, and what they had said counts for nothing.
 *
 * Refuses to know when to ask, and what the values mean.
 */
#ifndef VG_AGENT_NCASK_NCASK_H
#define VG_AGENT_NCASK_NCASK_H

#include "agent/conf/agentconf.h"
#include "agent/ncask/nctake.h"
#include "lib/loop/loop.h"

struct vg_ncask;

enum vg_ncask_outcome {
	VG_NCASK_ANSWER,
	VG_NCASK_SILENT,   /* it cannot be reached, or hung, or said what is no NETCONF */
	VG_NCASK_REFUSED,  /* it does not know our user, or not with that credential */
	VG_NCASK_STRANGER, /* it showed another host key than the pinned ones */
	VG_NCASK_NOT_OFFERED /* it has SSH, and no NETCONF there */
};

/* "answer", "silent", ... (static) */
const char *
vg_ncask_outcome_text(enum vg_ncask_outcome outcome);

/* What a session brought; all borrowed until the callback returns. */
struct vg_ncask_result {
	enum vg_ncask_outcome outcome;
	const struct vg_nctake_probe
	    *probes; /* 'n' of them, when it is VG_NCASK_ANSWER */
	size_t n;
	const char *text; /* why there is no answer; "" otherwise */
};

/* Called once a run, never before the asking function has returned. */
typedef void (*vg_ncask_cb)(const struct vg_ncask_result *result, void *cookie);

/*
 * Gives what asks the device 'name' with 'conf' for 'n' probes (all borrowed, outlive it; the
 * array 'probes' does not), whose credential stands in the state folder 'state'.  NULL with
 * 'detail' when the credential cannot be used.
 */
struct vg_ncask *
vg_ncask_new(struct vg_loop *loop, const char *name,
    const struct vg_agentconf_netconf *conf, const struct vg_probe *const *probes,
    size_t n, const char *state, struct vg_detail *detail);

/* Ends a session under way without a call, and releases it (NULL is silent). */
void
vg_ncask_free(struct vg_ncask *ask);

/* Begins a session.  VG_OK: 'cb' will be called; VG_EBUSY while one is under way. */
int
vg_ncask_run(struct vg_ncask *ask, vg_ncask_cb cb, void *cookie);

#endif
