/*
 * A case that a request or a person opens, whichever way it came: judged by the contract in
 * force then, written down, its clocks started, told.  For the desk's files alone.
 *
 * Source: policy clauses P1, P5, P6; the case's table of docs/policy.md ("a case begins in").
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKOPENING_H
#define VG_COLLECTOR_DESK_MAIL_DESKOPENING_H

#include "collector/desk/casework/casework.h"

/* What is known of it; all borrowed. */
struct vg_deskopening {
	struct vg_act_call *call;
	struct vg_wall at; /* when the request was in our hands: clocks count from it */
	const struct vg_conf_client *client; /* NULL: not known */
	const struct vg_conf_device *device; /* NULL: none named */
	const struct vg_conf_supplier
	    *supplier;                      /* NULL: the device's or the contract's */
	const struct vg_contract *contract; /* to judge by; NULL: none */
	const char *unknown; /* why it cannot be judged, in words: triage; NULL: it can */
	const char *title;
	const char *came;   /* in an outbox row's transition: "mail-12", "call" */
	const char *person; /* whom a receipt goes to; NULL: nobody */
	bool asks;          /* P6: a malfunction is reported, first-reply runs */
	bool taken;         /* its opener spoke with the client: he holds it */

	/* what was found */
	char number[VG_CASE_NUMBER_SIZE];
	enum vg_case_state state;
	struct vg_entitlement entitlement;
	const char *target; /* that runs towards the client; "" none */
};

/*
 * Judges, numbers and writes the case down and starts its clocks, inside a transaction; no
 * entry yet.  VG_OK or the database's.
 */
int
vg_deskopening_add(struct vg_deskopening *opening);

/* Queues what those inside, and a known client, are told.  VG_OK or the database's. */
int
vg_deskopening_tell(struct vg_deskopening *opening);

#endif
