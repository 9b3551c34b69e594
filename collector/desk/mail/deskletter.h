/*
 * Letters: the words of a message of the outbox, made when it is taken first and kept
 * beside it, so that a second try sends the same octets under the same Message-ID; whom
 * it goes to is asked of the tree at each try, for addresses are stored nowhere.
 *
 * A letter to a client or to a supplier passes the guard of P4 as it stands, whatever was
 * looked at when its parts were written.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKLETTER_H
#define VG_COLLECTOR_DESK_MAIL_DESKLETTER_H

#include "collector/desk/mail/deskaddress.h"
#include "collector/desk/mail/deskletterfact.h"

struct vg_act_call;
struct vg_conf_outway;

/* What is to be done with a message that was about to leave. */
enum vg_deskletter_fate {
	VG_DESKLETTER_GOES,
	VG_DESKLETTER_WAITS,  /* nobody can be written to yet */
	VG_DESKLETTER_SILENT, /* an automatic answer too many (RFC 3834) */
	VG_DESKLETTER_STOPS   /* P4, or no template can say it: a person is to be told */
};

/*
 * For the outbox, in its transaction: makes the letter of message 'id' unless it is made,
 * and says in '*fate' whether it may leave, else why not in 'why'; what another way than
 * mail is told is deskhook.h's.  VG_OK, the database's, or an error of the templates with
 * the call's detail.
 */
int
vg_deskletter_make(struct vg_act_call *call, int64_t id, enum vg_deskletter_fate *fate,
    char why[VG_TEXT_SIZE]);

/* A letter as a courier sends it. */
struct vg_deskletter {
	struct vg_deskletter_row row;
	struct vg_deskaddress to;
	char from[VG_CONF_MAIL_SIZE], from_name[VG_TEXT_SIZE];
	const char *auto_submitted;       /* static; "": a person wrote it */
	const struct vg_conf_outway *way; /* of the tree; NULL: it is a mail */
	struct vg_wall made;
	size_t together; /* of pages, while it is made: how many cases it is about */
	/* owned; ids without angle brackets, the references with blanks between them */
	char *subject, *body, *in_reply_to, *references;
};

/*
 * Reads the letter of message 'id' with whom it goes to now.  'letter' is to be released
 * also after an error.  VG_OK; VG_ENOENT with detail: there is no such message, or it was
 * not taken yet, or its words were erased; the database's.
 */
int
vg_desk_letter(struct vg_desk *desk, int64_t id, struct vg_wall now,
    struct vg_deskletter *letter, struct vg_detail *detail);

/*
 * The letter that 'template' would make of case 'number' for 'role' in 'language' (all
 * borrowed; -1: as the recipient has it): nothing is kept, nobody is written to.  What a
 * person writes, and what only an occasion gives, is made up.  VG_OK; VG_ENOENT for no
 * such case or template; VG_EPOLICY when the guard would stop it, the letter being given
 * all the same; the database's.
 */
int
vg_desk_letter_preview(struct vg_desk *desk, const char *template, const char *number,
    const char *role, int language, struct vg_wall now, struct vg_deskletter *letter,
    struct vg_detail *detail);

/*
 * For who writes 'text' for the letter that 'template' makes of case 'number' for 'role'
 * (all borrowed), before anything of it is written: whether the guard would stop the
 * letter.  VG_OK, also where no letter can be made yet, and in a replay; VG_EPOLICY with
 * P4 and the word in 'detail'; the database's.
 */
int
vg_deskletter_check(struct vg_desk *desk, const char *template, const char *number,
    const char *role, const char *text, struct vg_wall now, struct vg_detail *detail);

/* Frees what it holds and empties it. */
void
vg_deskletter_fini(struct vg_deskletter *letter);

#endif
