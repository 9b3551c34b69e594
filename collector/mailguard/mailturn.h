/*
 * Whose turn it is among mails of strangers that wait for a case: which lane a mail waits in, of
 * which house it is, and which of them the next turn is for.
 *
 * Who forges writes any address and any head; what he cannot have for nothing is a domain that our
 * own service proves (vg_mailorigin_proves), or one whose request a person here answered before.
 * So these wait in a lane of their own, one of a house a round, and have every second turn.  Of the
 * others no order is his alone who is true: one turn in four is the newest's, of those whose houses had
 * fewest, so that a flood which is over keeps nobody waiting who comes after it; what is left is the
 * oldest's of all, so that nobody waits for ever.
 *
 * A house is what somebody must have registered: of "a.b.evil.example" it is "evil.example".
 *
 * Pure.  Source: policy clause P6.
 */
#ifndef VG_COLLECTOR_MAILGUARD_MAILTURN_H
#define VG_COLLECTOR_MAILGUARD_MAILTURN_H

#include <stdbool.h>
#include <stdint.h>

/*
 * What a mail of a stranger is to its case.  From each it goes to none or one of those behind it:
 *
 *     WAITS -> AHEAD        the tree knows its sender now
 *     BEHIND -> FILES       what it is behind has its case, and it goes there
 *     BEHIND -> WAITS       that was dismissed, and it is the oldest of what was behind it
 *     WAITS, AHEAD -> OPENED   its turn; counts for an hour
 *     any -> (no row)       filed in a case, dismissed, erased, or an hour old
 *
 * The store computes it (storewaiting.c).
 */
enum vg_mailturn_state {
	VG_MAILTURN_OPENED = 1, /* it opened one, and counts for an hour */
	VG_MAILTURN_WAITS,      /* for a turn of its own */
	VG_MAILTURN_BEHIND,     /* it goes where another one goes, which waits */
	VG_MAILTURN_FILES,      /* it is to be filed in a case that is there */
	VG_MAILTURN_AHEAD       /* the tree knows its sender: its turn is next */
};

/* As the store has them. */
enum vg_mailturn_lane { VG_MAILTURN_VOUCHED, VG_MAILTURN_STRANGER, VG_MAILTURN_N };

enum { VG_MAILTURN_HOUSE_SIZE = 264 };

/* What is known of a mail; all borrowed. */
struct vg_mailturn_mail {
	const char *domain; /* of its sender, in lower case; "" none */
	const char *person; /* his reference ("sender-12") */
	bool everybodys;    /* in that domain everybody may have an address */
	bool proved;        /* our own service proved that it is the domain's */
	bool answered;      /* a person here answered a request from that domain */
};

/*
 * The lane of 'mail', and in 'house' whose turns its own are: in a domain where everybody may have an
 * address that is the one person's where he is proved, else all of theirs; who is proved never waits
 * behind who only says that he is of the same house.
 */
enum vg_mailturn_lane
vg_mailturn_place(
    const struct vg_mailturn_mail *mail, char house[VG_MAILTURN_HOUSE_SIZE]);

/* What of 'domain' (borrowed) somebody has registered, as far as that is seen from it; a part of it. */
const char *
vg_mailturn_registered(const char *domain);

enum vg_mailturn_whose {
	VG_MAILTURN_VOUCHED_FIRST, /* one of a house a round, the oldest of it */
	VG_MAILTURN_NEWEST,        /* one of a house a round, the newest of it */
	VG_MAILTURN_OLDEST,        /* of all */
	VG_MAILTURN_WHOSE_N
};

/* Whose turn number 'nth' is (from 0); and whose it is where none of them waits. */
enum vg_mailturn_whose
vg_mailturn_whose(int64_t nth);
enum vg_mailturn_whose
vg_mailturn_otherwise(enum vg_mailturn_whose whose);

#endif
