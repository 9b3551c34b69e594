/*
 * Statements about pages that go together: one message of the outbox that carries several, to one
 * person by one of his channels.
 */
#ifndef VG_COLLECTOR_STORE_STORETOGETHER_H
#define VG_COLLECTOR_STORE_STORETOGETHER_H

#include "lib/sql/db.h"

enum vg_storetogether_statement {
	VG_STORETOGETHER_FIRST = 3560,
	/* person, template, channel, case -> message, when it leaves: nobody took it yet, and its words
	 * are not made */
	VG_STORETOGETHER_FIND = VG_STORETOGETHER_FIRST,
	VG_STORETOGETHER_LEAVES, /* message, when */
	/* message, limit -> case, class, severity, what, client, class of the case, device, page,
	 * reason, how many cases there are: of ladders that run, or news; the most urgent first */
	VG_STORETOGETHER_LIST,
	VG_STORETOGETHER_CASES, /* message, behind case, limit -> case */
	VG_STORETOGETHER_LOOK, /* message, when: the ladders of its cases are looked at */
	/* page, limit -> page, case, person: what is acknowledged with it and is not yet */
	VG_STORETOGETHER_ACK_OF,
	/* case, person or "": it leaves what nobody took yet */
	VG_STORETOGETHER_DETACH,
	/* page, now, reason: what else asks its person for its case, and nobody took yet, is over */
	VG_STORETOGETHER_ANSWERED,
	VG_STORETOGETHER_EMPTY, /* person, reason: what carries nothing any more never leaves */
	VG_STORETOGETHER_REPOINT, /* case: what it left is about another */
	/* now, until, class, repeated: ladders that told somebody before 'repeated' and tell him
	 * until 'until' are looked at now */
	VG_STORETOGETHER_PULL,
	VG_STORETOGETHER_END
};

/* Steps of the database's version. */
extern const char vg_storetogether_rules[];
extern const char vg_storetogether_words[];
extern const struct vg_db_group vg_storetogether_group;

/*
 * Of a row of the outbox: no words of it are made yet, so that it may still carry more, or less.  It
 * has its Message-ID from the first time that a courier takes it on; what is tried again by hand has
 * no tries, and is told in the words that it had.
 */
#define VG_STORETOGETHER_WORDLESS(o) "(" o "state = 'waiting' AND " o "message_id = '')"

/* Rows that tell something and ask for nothing. */
#define VG_STORETOGETHER_NEWS "'over','closed','hand-over','idle'"

/* Of the page 'p' and its ladder 'g': nobody is to be woken for it any more. */
#define VG_STORETOGETHER_STALE(p, g)                                                     \
	"(" p ".ended > 0 AND (" g ".ended > 0 OR " p ".queued < " g ".begun))"

/*
 * Whether the message 'outbox' carries a page of another case than the statement's ?1 that is still
 * to be told, and by no newer message.
 */
#define VG_STORETOGETHER_SHARED                                                              \
	"EXISTS (SELECT 1 FROM page l JOIN paging g ON g.case_number = l.case_number"        \
	" WHERE l.outbox = outbox.id AND l.case_number <> ?1"                                \
	" AND l.whom NOT IN (" VG_STORETOGETHER_NEWS ")"                                     \
	" AND NOT " VG_STORETOGETHER_STALE("l",                                              \
	    "g") " AND NOT EXISTS (SELECT 1 FROM page n WHERE n.case_number = l.case_number" \
		 " AND n.person = l.person AND n.id > l.id AND n.channel = l.channel"        \
		 " AND n.whom NOT IN (" VG_STORETOGETHER_NEWS ")))"

#endif
