/*
 * What the noc is told of messages that a relay or a way does not take, together where they are many.
 *
 * The first that a relay refuses within an hour is told by itself, in its case; those after it are told
 * in one message when the hour is over.  Of single recipients who are refused while others are taken
 * it is ten minutes: a reply that somebody waits for may be among them.  What each case's journal says
 * is not made here.
 *
 * For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKHELD_H
#define VG_COLLECTOR_DESK_MAIL_DESKHELD_H

#include "collector/desk/deskact.h"

/* Of the message that tells of several. */
#define VG_DESKHELD_TEMPLATE "held"

/*
 * Notes that message 'id' was refused: by a relay that takes nothing ('all') or while others are taken.
 * '*fresh': it was not noted as that before.  '*alone': nobody tells of it yet; else one message tells of
 * it and others.  VG_OK or the database's.
 */
int
vg_deskheld_note(
    struct vg_act_call *call, int64_t id, bool all, bool *fresh, bool *alone);

/*
 * Gives message 'id' with 'transition', which tells of several and is to be made, its words.  VG_OK or
 * the database's.
 */
int
vg_deskheld_words(struct vg_act_call *call, int64_t id, const char *transition);

/*
 * Tells that the way out 'way' did not take message 'id' of the case 'number' ("": of none): a receiver that
 * refuses all of a storm is one piece of news in an hour.  VG_OK or the database's.
 */
int
vg_deskheld_lost(struct vg_act_call *call, int64_t id, const char *way,
    const char *number, const char *why);

#endif
