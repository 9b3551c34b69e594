/*
 * What the files about incoming mail share.  For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKMAIL_H
#define VG_COLLECTOR_DESK_MAIL_DESKMAIL_H

#include "collector/desk/casework/casework.h"
#include "collector/desk/mail/deskmatch.h"

enum {
	VG_DESKMAIL_TEXT_SIZE = 2048
}; /* of an entry; the whole body stands with the mail */

/* What a mail did, so that it can be undone; borrowed. */
struct vg_mail_place {
	const char *number;         /* of the case */
	const char *state;          /* "filed", "request" */
	const char *before, *after; /* the case's states; "" none */
	struct vg_wall closed; /* when the case had been closed; unset: it was open */
	const char *target;    /* that it started; "" none */
	bool opened;           /* it opened the case */
};

/* Writes down what mail 'id' did.  VG_OK or the database's. */
int
vg_deskmail_place(
    struct vg_act_call *call, int64_t id, const struct vg_mail_place *place);

/* The entry that tells of mail 'id' in a journal. */
void
vg_deskmail_text(
    const struct vg_mail *mail, int64_t id, char text[VG_DESKMAIL_TEXT_SIZE]);

/* Adds that entry to the journal of 'row'. */
int
vg_deskmail_journal(struct vg_act_call *call, const struct vg_mail *mail,
    const struct vg_case_row *row, int64_t id);

/*
 * deskmailopen.c: opens a case for mail 'id' in the state that sender and contract give it,
 * tied `follows` to 'before' (NULL: none); what belongs to such a case is started and told.
 */
int
vg_deskmailopen_case(struct vg_act_call *call, struct vg_mail *mail,
    const struct vg_case_row *before, int64_t id);

/*
 * Files mail 'id' in the case 'mail' names, where it asks for nothing: what the case's supplier
 * wrote moves its watch (P5).  VG_OK, or the database's.
 */
int
vg_deskmail_file(struct vg_act_call *call, const struct vg_mail *mail, int64_t id);

/*
 * Files mail 'id' as what its client writes in the case 'mail' names: where that is merged, closed
 * for long or void, as the table says.  VG_OK, or as vg_casework_begin.
 */
int
vg_deskmail_in_case(struct vg_act_call *call, struct vg_mail *mail, int64_t id);

#endif
