/*
 * What a play expects, looked up through the desk's queries.
 *
 *   expect cases N                                open cases
 *   expect case NUMBER FIELD VALUE                state, fault, owner ("-" nobody), severity,
 *                                                 mode, entitlement, worse (yes, no), rung, title, ball, revision,
 *                                                 site, class; rule, queue ("-" none), priority
 *   expect case NUMBER recurs|recurred NUMBER|none   the closed one that it comes back from; the
 *                                                 last one in which it came back
 *   expect case NUMBER proposed USER|none         who had that one last
 *   expect target CASE NAME running|met|ended|breached|none
 *   expect target CASE NAME due TIME
 *   expect target CASE NAME late yes|no           whether it ran past that
 *   expect target CASE NAME because TEXT          for what cause it ended
 *   expect alarm RESOURCE KIND standing|cleared|none
 *   expect alarm RESOURCE KIND FIELD VALUE        severity, flapping, known, repeats, rung, source,
 *                                               case, shelf, work (planned)
 *   expect suggestion CASE possible|likely|ready|none
 *   expect advice CASE FIELD TEXT                 rule, reason, check, checked, against, evidence, kind or
 *                                                 part of the suggestion holds TEXT; "-": is empty
 *   expect journal CASE TEXT                      an entry that holds TEXT
 *   expect times CASE N TEXT                      N entries that hold TEXT
 *   expect evidence CASE N                        N whole bodies
 *   expect agent NAME FIELD VALUE                 state, standing, queue, spool, last
 *   expect device NAME FIELD VALUE                serial, software, model
 *   expect unit DEVICE PART SERIAL|none           what serial a poll told of the part
 *   expect newer DEVICE minor|major VERSION|none  a release beyond what it runs
 *   expect mending CASE VERSION,VERSION|none      releases that mend a kind of its alarms
 *   expect crm CLIENT SUPPLIER registered|not-registered|none
 *   expect return R FIELD VALUE                   state, kind, flow, attempt, serial, rma, unit, seen,
 *                                                 new, lent, outcome, who, missing, stuck, clock
 *   expect returns CASE N                         how many
 *   expect part R integrator|supplier held|taken|none            its last key
 *   expect part R NUMBER proposed|in-force|suspended|superseded|given-back
 *   expect part R shipment under-way|delivered|not-arrived|recalled   the last one
 *   expect part R faulty|recalled|lent STATE      the last such unit
 *   expect part R check confirms|denies|unclear   the last check of its unit
 *   expect clock CASE NAME runs|paused|met|ended|none   a target, late or not
 *   expect clock CASE NAME from|due TIME          when it began, when it is due
 *                                                 NAME/R-...: the clock of that return
 *   expect told KIND N [RESOURCE]                 happenings of that kind
 *   expect repeated yes|no                        the idempotency key was known
 *   expect chain whole                            journal and audit verify
 *   expect file holds TEXT | no TEXT              octets of the database's files
 *   expect refused TEXT                           of the command before: clause or words
 *   expect says TEXT                              the answer of the command or mail before
 *   expect document TEXT | no TEXT                what the line before gave holds it, or not
 *   expect outbox CASE ROLE N                     messages queued for that role
 *   expect next CASE ROLE TIME                    when the last of them is sent at the earliest
 *   expect message ID FIELD VALUE                 state, role, to, template, case, tries, with, text
 *   expect letter ID holds|no TEXT                its subject and words, once it was taken
 *   expect result stored|known|folded|refused     of the message before
 *   expect storm ...                              see expectstorm.h
 *   expect page ... | pages ... | duty ... | proof ... | called ... | messages ...   see expectpage.h
 *   expect problem ..., expect elsewhere ...      see expectproblem.h
 *   expect why ... | why-not ...                  see expectwhy.h
 *   expect count STATE N                          messages stored, applied, unapplied, ...
 */
#ifndef VG_TESTS_PLAY_EXPECT_H
#define VG_TESTS_PLAY_EXPECT_H

#include <stdbool.h>
#include <stddef.h>

#include "collector/desk/desk.h"
#include "lib/model/vigiemib.h"

struct vg_play {
	const char *path;
	int line;
	char *why;
	size_t why_size;
	struct vg_desk *desk;
	struct vg_wall begun; /* when the play began */
	int again;            /* what of play.h is asked; 0: nothing */
	int differs;          /* replayed, it comes out otherwise */
	struct vg_wall
	    *marks; /* owned: when marks were made, to replay from each; NULL */
	size_t n_marks, marks_room;
	struct vg_wall now;
	int64_t age_us;   /* how long ago the messages that follow were made */
	int64_t since_us; /* how long ago the faults that follow began */
	bool alone;       /* whether those take no other with them */
	bool kept;        /* the kernel says that the wall clock is kept */
	int64_t stepped;  /* how far the wall clock ran away from the other one */
	char folder[64];  /* of the database; "" in memory */
	const struct vg_context *context; /* borrowed */
	char *content;                    /* of the tree, owned */
	char agent[VG_NAME_SIZE];         /* who speaks */
	char *says;                       /* in whose name, owned; NULL: its own */
	char spool[VG_SPOOL_SIZE];
	char key[65]; /* of the next command; "" none */
	bool repeated;
	uint16_t port;
	uint64_t sequence, skipped;
	struct vg_message last;
	enum vg_intake_result result;
	int code;                  /* of the last command */
	int judged;                /* a refusal was expected, or there was none */
	char said[512];            /* the last refusal */
	char answer[VG_TEXT_SIZE]; /* the last answer */
	char *document;            /* the last command's, owned; NULL: none */
	/* Takes what is sent in the desk's place; NULL: the desk does. */
	bool (*sink)(void *cookie, const struct vg_trap *trap);
	void *sink_cookie;
};

/* expectclock.c: the same for targets: by what they are, by whether they run. */
int
vg_expect_target(struct vg_play *p, char **words, char *seen, size_t size);
int
vg_expect_clock(struct vg_play *p, char **words, char *seen, size_t size);

/* Whether the words hold; else what was seen, in 'seen'. */
int
vg_expect_check(struct vg_play *p, char **words, char *seen, size_t size);

#endif
