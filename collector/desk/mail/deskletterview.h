/*
 * Letters for doors: what a courier sends, and what a template would make of a case.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKLETTERVIEW_H
#define VG_COLLECTOR_DESK_MAIL_DESKLETTERVIEW_H

#include "collector/conf/conf.h"
#include "collector/desk/desk.h"

/* A letter; all borrowed, "" what it has not. */
struct vg_letter_view {
	int64_t id;           /* of the message; 0: a preview */
	int64_t round;        /* how often it was begun anew */
	const char *taken_by; /* while it is under way: by which take; "" not known */
	const char *number, *state, *role, *template, *language, *channel, *message_id;
	const char *from, *from_name, *missing, *subject, *body;
	const char *auto_submitted, *in_reply_to, *references, *attachment;
	const char *to[VG_CONF_ADDRESSES];
	size_t n_to;
	struct vg_wall made;
	/* of another channel than mail; "" what it has not */
	const char *way, *url, *credential, *authority;
	const struct vg_conf_names *allow; /* NULL: none */
};
typedef void (*vg_letter_cb)(const struct vg_letter_view *view, void *cookie);

/*
 * Calls 'cb' with the letter of message 'id' and whom it goes to now.  VG_OK; VG_ENOENT with
 * detail: there is no such message, or it has no letter (yet, or any more); the database's.
 */
int
vg_deskletterview_one(struct vg_desk *desk, int64_t id, struct vg_wall now,
    vg_letter_cb cb, void *cookie, struct vg_detail *detail);

/*
 * Calls 'cb' with what 'template' would make of case 'number' for 'role' in 'language' (all
 * borrowed; another word than a language: as the recipient is written to).  As
 * vg_desk_letter_preview.
 */
int
vg_deskletterview_preview(struct vg_desk *desk, const char *template, const char *number,
    const char *role, const char *language, struct vg_wall now, vg_letter_cb cb,
    void *cookie, struct vg_detail *detail);

#endif
