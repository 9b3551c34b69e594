/*
 * SQL of pages that are over.
 */
#include "collector/store/storepageover.h"

#define AT(name) [VG_STOREPAGEOVER_##name - VG_STOREPAGEOVER_FIRST]

static const char *const statements[] = {
    /* One that was passed on while its ladder runs is still true: it may leave. */
    AT(STALE) = "SELECT 1 FROM page p JOIN paging g ON g.case_number = p.case_number"
		" WHERE p.outbox = ?1 AND p.ended > 0"
		" AND p.whom NOT IN ('over','closed','hand-over','idle')"
		" AND (g.ended > 0 OR p.queued < g.begun)",
};

const struct vg_db_group vg_storepageover_group = {
    VG_STOREPAGEOVER_FIRST, VG_STOREPAGEOVER_END - VG_STOREPAGEOVER_FIRST, statements};
