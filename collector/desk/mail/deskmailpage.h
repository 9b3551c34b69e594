/*
 * A page that is answered by mail.
 *
 * The answer names our Message-ID and comes from the person's own address: it is filed in the
 * page's case, and opens none.  From is a claim: only what our own mail service proved to be the
 * person's acknowledges the page, and an acknowledgement by mail does no more than by command: the
 * person is left alone for a while, the case stays untaken.
 *
 * For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKMAILPAGE_H
#define VG_COLLECTOR_DESK_MAIL_DESKMAILPAGE_H

#include "collector/desk/deskact.h"
#include "collector/desk/mail/deskmatch.h"

/* The page that 'mail' answers. */
struct vg_deskmailpage {
	int64_t id; /* 0: it answers none */
	char number[VG_CASE_NUMBER_SIZE], person[VG_NAME_SIZE];
};

/* Finds it; a mail of anybody but the page's person answers none.  VG_OK or the database's. */
int
vg_deskmailpage_find(
    struct vg_desk *desk, const struct vg_mail *mail, struct vg_deskmailpage *page);

/*
 * What comes of the answer, as a line in 'text'.  VG_OK or the database's.
 */
int
vg_deskmailpage_answer(struct vg_act_call *call, const struct vg_mail *mail,
    const struct vg_deskmailpage *page, char text[VG_TEXT_SIZE]);

#endif
