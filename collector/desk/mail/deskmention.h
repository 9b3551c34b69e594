/*
 * What mails name: numbers of the supplier who wrote, which a person accepts or declines, and whom
 * the tree knows among those to whom they went.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKMENTION_H
#define VG_COLLECTOR_DESK_MAIL_DESKMENTION_H

#include "collector/desk/desk.h"
#include "lib/time/instant.h"

struct vg_act_call;
struct vg_mail;

/* Borrowed while it is given. */
struct vg_number_view {
	const char *kind;      /* "ticket", "rma" */
	const char *number;    /* as the supplier wrote it */
	const char *state;     /* "proposed", "recorded", "declined" */
	int64_t mail;          /* that proposes it; 0: none, a person recorded it */
	struct vg_wall closed; /* a ticket's end; unset: it is open */
	/*
	 * of what a mail proposed (vg_desk_case_proposals): his name in the tree, when it came, who
	 * decided
	 */
	const char *supplier, *by;
	struct vg_wall taken, decided; /* decided: unset, nobody yet */
};
typedef void (*vg_number_cb)(const struct vg_number_view *view, void *cookie);

struct vg_party_view {
	const char *side, *name,
	    *place; /* "client", its name in the tree, "to" or "cc" */
};
typedef void (*vg_party_cb)(const struct vg_party_view *view, void *cookie);

/* Gives each number of mail 'id', or each known party.  VG_OK or the database's. */
int
vg_desk_mail_numbers(struct vg_desk *desk, int64_t id, vg_number_cb cb, void *cookie);
int
vg_desk_mail_parties(struct vg_desk *desk, int64_t id, vg_party_cb cb, void *cookie);

/* Gives tickets of case 'number' (borrowed), and what mails in it propose.  As before. */
int
vg_desk_case_numbers(
    struct vg_desk *desk, const char *number, vg_number_cb cb, void *cookie);

/* Gives each number that a mail in case 'number' proposed, and what became of it.  As before. */
int
vg_desk_case_proposals(
    struct vg_desk *desk, const char *number, vg_number_cb cb, void *cookie);

/* For the desk's own files: 'said' is recorded in case 'number' (both borrowed) by who calls. */
int
vg_deskmention_accepted(
    const struct vg_act_call *call, const char *number, const char *said);

/* For the desk's own files: files what 'mail' (borrowed), of row 'id', names. */
int
vg_deskmention_add(struct vg_desk *desk, const struct vg_mail *mail, int64_t id);

/*
 * How many numbers 'mail' (borrowed) proposes, in 'text': "SR-123456, SR-123457 (ticket), RMA-12345 (RMA)"; "":
 * none.
 */
size_t
vg_deskmention_say(const struct vg_mail *mail, char text[VG_TEXT_SIZE]);

/* What is added to what became of 'mail' (borrowed): "; a number is proposed: ..."; "": none is. */
void
vg_deskmention_tell(const struct vg_mail *mail, char text[VG_TEXT_SIZE]);

#endif
