/*
 * The outbox: messages that wait to leave, each with its recipient, language and template.  A
 * (case, transition, recipient) is said once.  What becomes of them:
 * collector/desk/mail/deskcourier.h.
 *
 * A recipient is a person's reference, or "role:noc" and the like, whose addresses the courier
 * asks for when it sends; an address never stands here.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKOUTBOX_H
#define VG_COLLECTOR_DESK_MAIL_DESKOUTBOX_H

#include "collector/desk/desk.h"

struct vg_act_call;
struct vg_case_row;

/* A message to be queued; borrowed. */
struct vg_outbox_message {
	const char *number;     /* of the case */
	const char *what;       /* what happened, in a word; or a line that says it */
	const char *role;       /* client, supplier, noc, triage, commercial, owner ... */
	const char *transition; /* "reply@1783591200000000" */
	const char *recipient;  /* NULL: the role */
	const char *template;   /* "reply", "receipt" ... */
	const char *text;       /* body that a person wrote; NULL: the template's own */
	const char *attachment; /* "evidence supplier SHA256"; NULL: none */
};

/*
 * Queues 'm' (borrowed), inside a transaction; '*id' is its row, 0 when it was said already.
 * VG_OK or the database's.
 */
int
vg_deskoutbox_add(
    struct vg_act_call *call, const struct vg_outbox_message *m, int64_t *id);

/*
 * Queues a person's message to the client of the case 'row', to whoever of his asked last
 * (collector/desk/mail/deskasker.h); its name as the cause by which it meets targets goes to
 * 'cause', so that a failed delivery, or none in time, can take that back (deskmeeting.h).  The
 * call's text says how long it counts.
 */
int
vg_deskoutbox_reply(struct vg_act_call *call, const struct vg_case_row *row,
    const char *text, char cause[64]);

/* How that cause is written for the message 'id'. */
void
vg_deskoutbox_cause(int64_t id, char cause[64]);

/*
 * P9: which letter tells the supplier of the case 'row' (borrowed): '*template' (static) is
 * "escalation", or "escalation-more" where he has it already: a ticket of his is open, or none was
 * recorded yet and an escalation left.  VG_OK or the database's.
 */
int
vg_deskoutbox_escalation(
    struct vg_desk *desk, const struct vg_case_row *row, const char **template);

/*
 * P9: queues the letter 'template' of case 'row' (borrowed) to its supplier with what a person wrote, and
 * the evidence as it stands now, what stood and was done among it, masked for the supplier (P4),
 * named by the head of its chain; 'attached' says in words what goes with it.
 */
int
vg_deskoutbox_escalate(struct vg_act_call *call, const struct vg_case_row *row,
    const char *template, const char *text, char attached[VG_TEXT_SIZE]);

struct vg_outbox_view {
	int64_t id;
	struct vg_wall created, next_try;
	const char *case_number, *event, *what, *role, *state, *transition, *recipient,
	    *language, *template, *message_id, *reason, *text, *attachment, *channel,
	    *way;
	int64_t tries;
};
typedef void (*vg_outbox_cb)(const struct vg_outbox_view *view, void *cookie);

/*
 * Messages, the newest first; with 'open' those only that did not arrive yet.  'page' (NULL: all)
 * as in collector/desk/desklist.h.
 */
int
vg_desk_outbox(struct vg_desk *desk, bool open, struct vg_deskpage *page, vg_outbox_cb cb,
    void *cookie);

/* The message with this number, if there is one. */
int
vg_desk_outbox_one(struct vg_desk *desk, int64_t id, vg_outbox_cb cb, void *cookie);

#endif
