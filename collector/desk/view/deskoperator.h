/*
 * Alarms as RFC 8632 has them, beside what every list shows: their status changes, what operators
 * said of them, which causes explain them, how many there are; and what an operator says of one
 * (of many: collector/desk/view/deskpurge).
 *
 * The operator's state is his alone: no case moves by it, but that "ack" of an alarm whose open
 * case nobody owns is the command take, with its refusals (docs/INTERFACES.md, Alarms).
 *
 * Source: RFC 8632; collector/store/storealarm.h.
 */
#ifndef VG_COLLECTOR_DESK_VIEW_DESKOPERATOR_H
#define VG_COLLECTOR_DESK_VIEW_DESKOPERATOR_H

#include "collector/desk/desk.h"
#include "collector/desk/desklist.h"
#include "collector/desk/deskscope.h"

/* --- what is asked ------------------------------------------------------------------------- */

/* How it changed: 'severity' VG_SEVERITY_CLEARED when it cleared.  Borrowed for the call. */
struct vg_alarm_change {
	struct vg_wall at;
	enum vg_severity severity;
	const char *text;
};
typedef void (*vg_alarm_change_cb)(const struct vg_alarm_change *change, void *cookie);

/* What an operator, or vigie, said of it: "none", "ack", "closed", "shelved", "un-shelved". */
struct vg_alarm_said {
	struct vg_wall at;
	const char *operator, * state, *text;
};
typedef void (*vg_alarm_said_cb)(const struct vg_alarm_said *said, void *cookie);

/* The newest of each, the newest first: so many changes as alarm-control says, 32 words. */
int
vg_deskoperator_changes(
    struct vg_desk *desk, int64_t alarm, vg_alarm_change_cb cb, void *cookie);
int
vg_deskoperator_said(
    struct vg_desk *desk, int64_t alarm, vg_alarm_said_cb cb, void *cookie);

struct vg_deskoperator_state {
	char state[16];        /* last said */
	struct vg_wall purged; /* unset: never */
	struct vg_wall again;  /* the first change after that; unset: none */
};

/* What is known of one alarm: VG_OK or the database's. */
int
vg_deskoperator_state(
    struct vg_desk *desk, int64_t alarm, struct vg_deskoperator_state *state);

/* Whether it is in the list: it was not purged since it changed last. */
bool
vg_deskoperator_listed(
    const struct vg_deskoperator_state *state, const struct vg_alarm_view *view);

/* How many there are, in the list and on no shelf: [severity][cleared][closed]. */
struct vg_deskoperator_summary {
	uint32_t n[VG_SEVERITY_CRITICAL + 1][2][2];
	bool shelved; /* a shelf holds something */
};
int
vg_deskoperator_summary(struct vg_desk *desk, const struct vg_deskscope *scope,
    struct vg_deskoperator_summary *summary);

/* When an alarm changed last, or somebody said something of one; unset: never. */
struct vg_wall
vg_deskoperator_last(struct vg_desk *desk);

/*
 * Alarms of the list ('shelved': those on shelves), standing ones first, then those that changed
 * last, those that 'narrow' (borrowed) leaves; 'page' as in collector/desk/desklist.h.
 */
int
vg_deskoperator_list(struct vg_desk *desk, bool shelved,
    const struct vg_alarm_narrow *narrow, struct vg_deskpage *page, vg_alarm_cb cb,
    void *cookie);

/* --- what is told -------------------------------------------------------------------------- */

/* One status change as it is told: not of what is on a shelf.  Borrowed. */
struct vg_alarm_news {
	int64_t number; /* rising */
	int64_t alarm;
	bool shelved;
	struct vg_alarm_change change;
};
typedef void (*vg_alarm_news_cb)(const struct vg_alarm_news *news, void *cookie);

/* The status changes after number 'after', 'rows' at most. */
int
vg_deskoperator_news(
    struct vg_desk *desk, int64_t after, size_t rows, vg_alarm_news_cb cb, void *cookie);

/*
 * The number of the oldest change that is kept (0: none is), of the newest, and of the one before
 * the first that is dated 'at' or later.
 */
int64_t
vg_deskoperator_oldest(struct vg_desk *desk);
int64_t
vg_deskoperator_newest(struct vg_desk *desk);
int64_t
vg_deskoperator_before(struct vg_desk *desk, struct vg_wall at);

/* --- what operators do --------------------------------------------------------------------- */

/* Who may is asked before, by collector/desk/persons/deskaccess, whose row this has. */

/*
 * Says 'state' ("none", "ack", "closed") with 'text' ("": none) of alarm 'id' in the name of
 * 'actor' (all borrowed).  VG_OK; VG_ENOENT when there is no such alarm in
 * the list; VG_EPOLICY for one on a shelf, or what take refuses; VG_EFULL, VG_EIO.
 */
int
vg_deskoperator_set(struct vg_desk *desk, const struct vg_actor *actor, int64_t id,
    const char *state, const char *text, struct vg_wall now, struct vg_detail *detail);

#endif
