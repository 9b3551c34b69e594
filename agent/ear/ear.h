/*
 * The agent's ear: the sockets at which its devices' own notifications come in.
 *
 * Only addresses of devices of the tree may send, each within its budget; SNMPv3 is believed from
 * the user by which that device is polled, with its keys.  What anybody else sends is counted, and
 * told in the log at once and then once an hour.
 *
 * Refuses to know what a notification means, and acknowledges nothing that is not on disk.
 */
#ifndef VG_AGENT_EAR_EAR_H
#define VG_AGENT_EAR_EAR_H

#include "agent/conf/agentconf.h"
#include "agent/state/state.h"
#include "lib/loop/loop.h"
#include "lib/trapin/trapin.h"

struct vg_ear;

struct vg_ear_tools {
	struct vg_loop *loop; /* all borrowed, outlive the ear */
	const struct vg_agentconf *conf;
	struct vg_state *state;
	/*
	 * Takes a notification of 'device'; false when it cannot be kept now.  Both borrowed until
	 * it returns.
	 */
	bool (*take_cb)(const struct vg_agentconf_device *device,
	    const struct vg_trap *trap, void *cookie);
	/* Puts all that was taken since the last call on disk; whether it is there. */
	bool (*store_cb)(void *cookie);
	/* 'device' has sent more than its budget: what it says is not read. */
	void (*storm_cb)(const struct vg_agentconf_device *device, void *cookie);
	void *cookie;
};

/*
 * Opens all listeners of the tree but those that 'before' (borrowed; NULL: none) has already, which
 * vg_ear_take_over gives it; credentials are read in the folder 'state' (borrowed).  Counts a boot of
 * our engine when there is any.
 * Gives the ear, or NULL with 'detail': a port in use, the disk.  A device whose credential cannot
 * be read is heard by v1 and v2c only.
 */
struct vg_ear *
vg_ear_open(const struct vg_ear_tools *tools, const char *state,
    const struct vg_ear *before, struct vg_detail *detail);

/* Writes the listeners' addresses to STATE/NAME.addr, when all else has begun; VG_OK or VG_EIO. */
int
vg_ear_tell(const struct vg_ear *ear, const char *state, struct vg_detail *detail);

/* Takes the listeners that both have from 'before', which is only to be closed from then on. */
void
vg_ear_take_over(struct vg_ear *ear, struct vg_ear *before);

/* Closes them (NULL is silent). */
void
vg_ear_close(struct vg_ear *ear);

/* How many listeners there are, and what came in at all of them. */
size_t
vg_ear_count(const struct vg_ear *ear);
void
vg_ear_statistics(const struct vg_ear *ear, struct vg_trapin_statistics *sum);

#endif
