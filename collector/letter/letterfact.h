/*
 * The facts that a letter may name.
 *
 * Pure.
 */
#ifndef VG_COLLECTOR_LETTER_LETTERFACT_H
#define VG_COLLECTOR_LETTER_LETTERFACT_H

#include <stddef.h>

/* Name in a template, and what it holds as text. */
#define VG_LETTERFACT_MAP(X)                                                             \
	X(ASKED, "asked")             /* when the request came */                        \
	X(BALL, "ball")               /* who has to move */                              \
	X(CASE, "case")               /* 2026-000123 */                                  \
	X(CAUSE, "cause")             /* what it was, as a person wrote it */            \
	X(CLASS, "class")             /* of a page: W1 to W4 */                          \
	X(CLIENT, "client")           /* the client */                                   \
	X(CONTRACT, "contract")       /* the contract's reference */                     \
	X(COUNT, "count")             /* of several pages: how many cases */             \
	X(CURE, "cure")               /* what mended it */                               \
	X(DAY, "day")                 /* of a day target: which counted day it is */     \
	X(DAYS, "days")               /* of a day target: how many there are */          \
	X(DAY_NONE, "day-none")       /* "yes": no day of it was counted yet */          \
	X(DEVICE, "device")           /* the device */                                   \
	X(DUE, "due")                 /* when the target is due */                       \
	X(ENTITLEMENT, "entitlement") /* why the contract covers it, or does not */      \
	X(EVIDENCE, "evidence")       /* the bundle that goes with it */                 \
	X(HOLDS_DATA, "holds-data")   /* "yes": the unit holds the client's data */      \
	X(INTEGRATOR, "integrator")   /* our own name */                                 \
	X(INTO, "into")               /* the case that goes on in its place */           \
	X(LAST_DAY, "last-day")       /* the last day of a day target */                 \
	X(LIST, "list")               /* of W4: the faults; of several pages: cases */   \
	X(MODEL, "model")             /* the device's model */                           \
	X(NEXT, "next")               /* of a page: who is told next, and when */        \
	X(NEXT_DUE, "next-due")       /* what is due next, and when */                   \
	X(NUMBER, "number")           /* the RMA number */                               \
	X(OWNER, "owner")             /* who holds the case */                           \
	X(OWNER_NAME, "owner-name")   /* the name that a client may read */              \
	X(PAGE, "page")               /* the page's number */                            \
	X(PERCENT, "percent")         /* how much of the time has run */                 \
	X(PLANNED, "planned")         /* the planned work */                             \
	X(REPLY_DUE, "reply-due")     /* by when an engineer answers */                  \
	X(RETURN_ADDRESS, "return-address") /* where faulty units are sent to */         \
	X(RETURN_FIRST, "return-first")     /* "yes": the faulty unit goes first */      \
	X(SEND_BACK, "send-back")           /* "yes": the client is to send it now */    \
	X(RETURN, "return")                 /* R-2026-0001 */                            \
	X(SEEN, "seen")                     /* the standing faults, a line each */       \
	X(SERIAL, "serial")                 /* the unit's serial number */               \
	X(SEVERITY, "severity")             /* the case's */                             \
	X(SHIPPED, "shipped")               /* carrier and tracking number */            \
	X(SINCE, "since")                   /* when the fault began */                   \
	X(SITE, "site")                     /* the site */                               \
	X(SOFTWARE, "software")             /* the device's software version */          \
	X(STATE, "state")                   /* the case's, in words */                   \
	X(SUBJECT, "subject")     /* what the case is about: device, site ... */         \
	X(TARGET, "target")       /* the promise, in words */                            \
	X(TELEPHONE, "telephone") /* the hotline's */                                    \
	X(TEXT, "text")           /* what a person wrote */                              \
	X(TICKET, "ticket")       /* to a supplier: his own number of it */              \
	X(TITLE, "title")         /* the case's title */                                 \
	X(UNIT, "unit")           /* the part to be replaced */                          \
	X(UNTIL, "until")         /* when the planned work ends */                       \
	X(WHAT, "what")           /* the turn of the case, in a line */                  \
	X(WHY, "why")             /* of a page: why it is told to this person */

enum vg_letterfact {
#define X(name, text) VG_LETTERFACT_##name,
	VG_LETTERFACT_MAP(X)
#undef X
	    VG_N_LETTERFACTS
};

/* What is known, by fact; NULL or "" is not known.  All borrowed, UTF-8. */
struct vg_letterfacts {
	const char *value[VG_N_LETTERFACTS];
};

/* The fact called by the first 'size' octets of 'name' (borrowed), or -1. */
int
vg_letterfact_find(const char *name, size_t size);

/* Its name in templates (static). */
const char *
vg_letterfact_name(enum vg_letterfact fact);

#endif
