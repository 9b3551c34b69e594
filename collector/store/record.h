/*
 * The record: journal, audit and happenings.  Journal and audit are hash chains; what a person
 * wrote stands beside the chain under a salted digest, so that it can be erased and the chain
 * still verifies.
 *
 * All calls need an open transaction and return what vg_db_run returns.
 */
#ifndef VG_COLLECTOR_STORE_RECORD_H
#define VG_COLLECTOR_STORE_RECORD_H

#include "lib/sql/db.h"
#include "lib/time/instant.h"

struct vg_record_entry {
	const char *case_number;
	struct vg_wall happened, recorded;
	const char *kind; /* "note", "take", "alarm", "system" ... */
	const char *who;  /* a user's name, or "vigie" */
	const char *side; /* "client", "integrator", "supplier", "carrier" */
	const char *ball; /* with whom it is then */
	const char *text;
};

/* Adds an entry to a case's journal. */
int
vg_record_journal(struct vg_db *db, const struct vg_record_entry *entry);

struct vg_record_act {
	struct vg_wall at;
	const char *who, *proxy, *door, *what, *object, *result;
};

/* Adds an act to the audit. */
int
vg_record_audit(struct vg_db *db, const struct vg_record_act *act);

/* Adds a happening for the event stream; gives its sequence. */
int
vg_record_happening(struct vg_db *db, struct vg_wall at, const char *kind,
    const char *case_number, const char *resource, const char *text, int64_t *sequence);

/*
 * Walks a chain from its first row, over what a sweep took from the audit: VG_OK with '*broken'
 * 0; VG_ECORRUPT with the id of the first row that does not fit in '*broken' (0: what is told of
 * the gaps does not); or the database's own failure.
 */
int
vg_record_verify_journal(struct vg_db *db, int64_t *broken);
int
vg_record_verify_audit(struct vg_db *db, int64_t *broken);

#endif
