/*
 * Who may speak in a case by mail, and for which side: a numbered ladder, the first rung that
 * answers decides.  A From is a claim; what may be lost by believing it is a line in a journal.
 *
 *   1 the case's client               for the client      4 who wrote in it before     as he did
 *   2 the case's supplier             for the supplier    5 another client or supplier nobody
 *   3 our own office                  for us              6 a stranger who answers a message of ours:
 *                                                           for whom that message was
 *   7 a stranger                      nobody
 *
 * Pure.  Source: policy clauses P4, P6.
 */
#ifndef VG_COLLECTOR_MAILGUARD_MAILSPEAK_H
#define VG_COLLECTOR_MAILGUARD_MAILSPEAK_H

#include <stdbool.h>

/* What is known of a sender and a case; borrowed, "" each: none. */
struct vg_mailspeak {
	const char *client, *supplier; /* names in the tree of whom he writes for */
	bool office;                   /* his address is of our own domain */
	const char *wrote;   /* side of what he wrote in this case before and stands */
	const char *answers; /* role of the message of ours that he answers */
	const char *case_client, *case_supplier;
};

/*
 * The side for which he speaks: "client", "supplier", "integrator" (static); NULL: he may not.  The
 * number of the rung that decided goes to '*rung' (NULL: not wanted).
 */
const char *
vg_mailspeak_side(const struct vg_mailspeak *who, int *rung);

#endif
