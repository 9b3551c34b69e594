/*
 * SQL of messages without a case.
 */
#include "collector/store/storequeue.h"

#define AT(name) [VG_STOREQUEUE_##name - VG_STOREQUEUE_FIRST]

static const char *const statements[] = {
    AT(ADD) = "INSERT INTO outbox (created, case_number, what, role, transition,"
	      " recipient, template, next_try) VALUES (?1, NULL, ?2, ?3, ?4, ?5, ?6, ?1)"
	      " ON CONFLICT (transition, recipient) WHERE case_number IS NULL DO NOTHING",
    AT(TOLD) = "SELECT 1 FROM outbox WHERE case_number IS NULL AND transition = ?1"
	       " AND recipient = ?2 LIMIT 1",
};

const struct vg_db_group vg_storequeue_group = {
    VG_STOREQUEUE_FIRST, VG_STOREQUEUE_END - VG_STOREQUEUE_FIRST, statements};
