/*
 * From the trap sockets to the desk: what has arrived goes to the desk as one batch, and only
 * what the desk says is on disk is acknowledged.
 *
 * Refusals are counted by cause and by source, logged, each cause at most once a minute and
 * source, and told by one alarm a source.
 */
#ifndef VG_COLLECTOR_INTAKE_INTAKE_H
#define VG_COLLECTOR_INTAKE_INTAKE_H

#include "collector/desk/desk.h"
#include "collector/intake/senders.h"
#include "lib/base/detail.h"
#include "lib/loop/loop.h"
#include "lib/trapin/trapin.h"

struct vg_intake;

/* Called after each batch that was stored: the desk's next due may be another. */
typedef void (*vg_intake_changed_cb)(void *cookie);

/*
 * Opens a trap socket for each listener of the desk's tree, with the tree's agents as SNMPv3
 * users, whose pass phrases are read from the credentials of 'state' (borrowed).  Borrows 'loop' and
 * 'desk', which outlive it.
 *
 * 'state' is borrowed for its life.
 *
 * Gives the intake, or NULL with detail: a port in use.  A credential that is missing or wrong is
 * an error in the log and an alarm, and its line unusable, here and after vg_intake_change.
 */
struct vg_intake *
vg_intake_open(struct vg_loop *loop, struct vg_desk *desk, const char *state,
    vg_intake_changed_cb cb, void *cookie, struct vg_detail *detail);

/* Writes the listeners' addresses to STATE/NAME.addr, when all else has begun; VG_OK or VG_EIO. */
int
vg_intake_tell(const struct vg_intake *intake, struct vg_detail *detail);

/*
 * The desk has another tree: users, sources, budgets and allowed prefixes become its own, without
 * a datagram lost.  False when the tree has other listeners, which change at the next start.
 */
bool
vg_intake_change(struct vg_intake *intake);

/*
 * Whether the disk refused what was written: nothing of it was acknowledged, and the collector must
 * stop and read what there is.
 */
bool
vg_intake_lost(const struct vg_intake *intake);

/*
 * To be called after each command: an engine that was to be forgotten is
 * (collector/desk/foreign/deskengine).
 */
void
vg_intake_forget(struct vg_intake *intake);

/* What each source has sent; borrowed. */
struct vg_senders *
vg_intake_senders(const struct vg_intake *intake);

/* Closes the sockets (NULL is silent). */
void
vg_intake_close(struct vg_intake *intake);

/* The sums of all listeners' counters. */
void
vg_intake_statistics(const struct vg_intake *intake, struct vg_trapin_statistics *sum);

#endif
