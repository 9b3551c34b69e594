/*
 * A desk in memory that lives again what another one lived: opened empty, given how things stood,
 * then fed message by message in virtual time.  It keeps no record, tells nobody, and lets go of
 * what is old, so that a million messages cost no more room than a thousand.
 */
#ifndef VG_COLLECTOR_DESK_REPLAY_DESKREPLAY_H
#define VG_COLLECTOR_DESK_REPLAY_DESKREPLAY_H

#include "collector/desk/desk.h"
#include "lib/model/vigiemib.h"

/* Opens an empty one at 'now'; 'packs' is borrowed.  VG_OK and '*desk', else as vg_desk_open. */
int
vg_deskreplay_open(const struct vg_packset *packs, struct vg_wall now,
    struct vg_desk **desk, struct vg_detail *detail);

/* From now on it reads with 'packs' (borrowed). */
void
vg_deskreplay_set_packs(struct vg_desk *desk, const struct vg_packset *packs);

/*
 * Puts a row of a mark back: 'table' is what its line says, 'line' the whole line, 'spool' the
 * octets of one that has a spool, else NULL (all borrowed).  Rows come in the order of a recording.
 * Returns VG_OK; VG_EINVAL for a table of another version, or a row that the table refuses.
 */
int
vg_deskreplay_put(struct vg_desk *desk, const char *table, const char *line,
    const unsigned char *spool, struct vg_detail *detail);

/* By what door, and by whom, the trees of a replay come. */
#define VG_DESKREPLAY_DOOR "replay"
#define VG_DESKREPLAY_WHO "vigie"

/*
 * Revision 'number', 'content' (borrowed), was in force when the mark was made: put in force by
 * that door it is no new one, and nothing is looked at anew; ledgers name it.  VG_OK, VG_EPARSE
 * with detail for what is no JSON, or the database's code.
 */
int
vg_deskreplay_revision(struct vg_desk *desk, int64_t number, const char *content,
    struct vg_wall now, struct vg_detail *detail);

/* Takes a message of an agent (borrowed), as the intake does one that is new. */
int
vg_deskreplay_message(
    struct vg_desk *desk, const struct vg_message *message, struct vg_wall now);

/*
 * Takes an event (borrowed): 'message' is the number of the foreign notification that told it, 0
 * when the collector said it of itself.
 */
int
vg_deskreplay_event(struct vg_desk *desk, const struct vg_event *event, int64_t message,
    struct vg_wall now);

/*
 * What became of a message of case 'number' turned its reply 'target' at 'at', 'as' a recording says it
 * (collector/desk/record/deskrecorded.h; all borrowed).  VG_OK also where it stands so already; or
 * the database's.
 */
int
vg_deskreplay_turn(struct vg_desk *desk, const char *number, const char *target,
    const char *as, struct vg_wall at, struct vg_wall now);

/*
 * Mail 'id' waited for a case, and had its turn as what the arguments of 'act' (borrowed) tell;
 * nothing where it does not wait.  'result' is filled.  VG_OK or the database's.
 */
int
vg_deskreplay_waited(struct vg_desk *desk, int64_t id, const struct vg_act *act,
    struct vg_wall now, struct vg_act_result *result);

/*
 * Writes the repeats that events have been counted as: before timers, acts and trees, which begin
 * with true counts.
 */
int
vg_deskreplay_settle(struct vg_desk *desk);

/*
 * The collector came back at 'now', having been there until 'alive': what it knew of its clocks is
 * gone, and it heard nobody meanwhile.
 */
void
vg_deskreplay_boot(struct vg_desk *desk, struct vg_wall alive, struct vg_wall now);

/*
 * The case that was 'then', of 'subject' and 'class' (all borrowed): the one of the same number,
 * else the one that is open, else the newest, else the one of the same number; "" none.
 */
int
vg_deskreplay_case_of(struct vg_desk *desk, const char *then, const char *subject,
    const char *class, char number[VG_CASE_NUMBER_SIZE]);

#endif
