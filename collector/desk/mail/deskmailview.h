/*
 * Mails that came in, for whoever may read what persons wrote.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKMAILVIEW_H
#define VG_COLLECTOR_DESK_MAIL_DESKMAILVIEW_H

#include "collector/desk/desk.h"

/* One of them; texts are borrowed for the call, "" when there is none or it was erased. */
struct vg_mail_view {
	int64_t id, rung;
	const char *case_number; /* "": it stands in none */
	struct vg_wall taken, recorded;
	const char *message_id, *person, *side,
	    *state; /* state: filed, request, dismissed */
	const char *from, *to, *cc, *subject, *text, *raw, *reply_to, *authentication;
	bool automatic, opened, cut, unparsed, html, erased;
};
typedef void (*vg_mail_cb)(const struct vg_mail_view *view, void *cookie);

/* The newest first, of those that wait for a case alone; 'page' as in collector/desk/desklist.h. */
int
vg_desk_mails(struct vg_desk *desk, bool waiting, struct vg_deskpage *page, vg_mail_cb cb,
    void *cookie);

/* How many wait for a case, and when the oldest was in our hands.  VG_OK or the database's. */
int
vg_desk_mails_waiting(struct vg_desk *desk, int64_t *n, struct vg_wall *oldest);

/* The mail with this number, if there is one. */
int
vg_desk_mail(struct vg_desk *desk, int64_t id, vg_mail_cb cb, void *cookie);

struct vg_mail_part_view {
	int64_t number, size;
	const char *name, *type, *sha256;
};
typedef void (*vg_mail_part_cb)(const struct vg_mail_part_view *view, void *cookie);

/* The attachments of mail 'id', in its order. */
int
vg_desk_mail_parts(struct vg_desk *desk, int64_t id, vg_mail_part_cb cb, void *cookie);

#endif
