/*
 * Decisions kept: why each event was taken as it was, in a row that the ladder's rung, way and
 * numbers fill.  A mere repeat has none: that its message names an alarm says it.
 */
#ifndef VG_COLLECTOR_DESK_RECORD_DESKDECISION_H
#define VG_COLLECTOR_DESK_RECORD_DESKDECISION_H

#include "collector/correl/why.h"
#include "collector/desk/deskcore.h"

/*
 * begin: the verdict of 'p' is there; gives the passage the number of its decision, for an alarm
 * that is new names it.  keep: its deeds are carried out.  VG_OK or the database's error.
 */
int
vg_deskdecision_begin(struct vg_desk *desk, struct vg_passage *p);
int
vg_deskdecision_keep(struct vg_desk *desk, const struct vg_passage *p);

/* A case that is linked with that of its cause; all borrowed. */
struct vg_deskdecision_proposal {
	const struct vg_alarm_row *alarm; /* in 'number', whose story tells it */
	enum vg_why_way way;
	const char *number, *other;
	const char *parent; /* "RESOURCE KIND" of the cause */
};

/*
 * While 'message' (its row; 0 none) is taken: a merge is proposed.  VG_OK or the database's error.
 */
int
vg_deskdecision_proposed(struct vg_desk *desk, int64_t message, struct vg_wall now,
    const struct vg_deskdecision_proposal *proposal);

/*
 * Before the ladder: the message 'row' could not be applied, for the cause 'reason' (borrowed), or
 * came later than the number 'applied' of its agent.  VG_OK or the database's error.
 */
int
vg_deskdecision_unapplied(
    struct vg_desk *desk, int64_t row, struct vg_wall now, const char *reason);
int
vg_deskdecision_late(
    struct vg_desk *desk, int64_t row, struct vg_wall now, int64_t applied);

/* Rung 8, which is decided for all that a source sends in a storm and not message by message. */
struct vg_deskdecision_storm {
	const char *resource; /* of the storm's alarm; borrowed, as the next */
	const char *found;    /* what was counted */
	uint64_t n;           /* how much of it */
	bool over;
	int64_t id; /* written: the decision's, for _storm_told; 0: none is kept */
};

/*
 * storm: the source goes beyond its budget, or is over it; before its alarm is told of.
 * storm_told: that is done: an alarm that is new has it as its first decision.  VG_OK or the
 * database's error.
 */
int
vg_deskdecision_storm(
    struct vg_desk *desk, struct vg_deskdecision_storm *storm, struct vg_wall now);
int
vg_deskdecision_storm_told(
    struct vg_desk *desk, const struct vg_deskdecision_storm *storm);

/*
 * The row at hand of a statement of storedecision.h that gives a decision's columns; gives the
 * number of the alarm's decision before it (0: none).
 */
int64_t
vg_deskdecision_read(struct vg_db *db, size_t statement, struct vg_why *why);

#endif
