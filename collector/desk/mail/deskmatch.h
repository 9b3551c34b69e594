/*
 * Which case a mail belongs to: a numbered ladder, the first rung that answers decides.
 *
 *   1 it answers a message of ours (Message-ID)       2 or a mail that stands in a case
 *   3 a case's number in its address or its subject   4 a supplier's number of it
 *   5 a device of the sender's client is named        6 the sender's client has one contract
 *   7 the client alone is known                       8 nobody knows the sender
 *
 * Rungs 1 to 4 find a case, the newest reference first; who may not speak in it
 * (collector/mailguard/mailspeak.h) is only shown it, and the next one is asked, the first in a
 * subject first.  5 to 8 say what a new one is about; of a supplier's mail, that of the direct
 * client to whom it is written or copied, and so of a stranger's that goes to both (P5).
 * A supplier's mail that answers nothing may be about a case all the same (deskabout.h).
 *
 * For the desk's files alone.  Source: policy clauses P1, P4, P6.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKMATCH_H
#define VG_COLLECTOR_DESK_MAIL_DESKMATCH_H

#include "collector/desk/deskcore.h"
#include "collector/mailguard/mailtoken.h"

/* Numbers of one kind that a mail names and nobody has recorded; more are not looked at. */
enum { VG_DESKMATCH_NUMBERS = 8 };
struct vg_deskmatch_numbers {
	char word[VG_DESKMATCH_NUMBERS][VG_MAILTOKEN_WORD_SIZE];
	size_t n;
};

/* A mail, and what was found out about it; pointers are borrowed. */
struct vg_mail {
	const char *from, *to, *cc, *subject, *text, *message_id, *in_reply_to,
	    *references;
	/* what came with it (deskmailmore.h); "" each: nothing */
	const char *raw, *envelope_from, *envelope_to, *extension, *reply_to;
	bool cut, unparsed, html;
	bool automatic;
	bool erased; /* it was filed, and its words are gone since */
	struct vg_wall at;
	char sender[VG_MAILTOKEN_MAIL_SIZE]; /* "" none: a delivery report */
	char person
	    [VG_NAME_SIZE]; /* reference of the sender; before: as it is known already */
	/* "client", "supplier", "integrator": for whom he speaks in the case; of strangers who
	 * open one "client" */
	const char *side;
	const struct vg_conf_client *client;     /* NULL: not known */
	const struct vg_conf_supplier *supplier; /* NULL: no supplier's */
	const struct vg_conf_device *device;     /* named in it; NULL: none */
	const struct vg_contract *contract;      /* what a new case is judged by */
	int rung;
	char number[VG_CASE_NUMBER_SIZE]; /* of the case found; "" none */
	char alike[VG_CASE_NUMBER_SIZE];  /* "looks like"; "" none */
	/* a supplier's numbers, of his tickets and of returns, that are proposed */
	struct vg_deskmatch_numbers tickets, returns;
	bool aside; /* a number in it is of a case that it is not about */
};

/* The supplier of whose desks' domains the address 'mail' (borrowed) is; NULL: of none. */
const struct vg_conf_supplier *
vg_deskmatch_supplier(const struct vg_conf *conf, const char *mail);

/* Fills in what is found out.  VG_OK or the database's. */
int
vg_deskmatch_find(struct vg_desk *desk, struct vg_mail *mail);

/* An open case that a new one of 'mail' may be the same as (section 7), in 'alike'. */
int
vg_deskmatch_alike(struct vg_desk *desk, struct vg_mail *mail, const char *number);

#endif
