/*
 * SQL of pages that are over, or rest while what they are about is on a shelf.
 */
#include "collector/store/storepageover.h"

#include "collector/store/storetogether.h"

#define AT(name) [VG_STOREPAGEOVER_##name - VG_STOREPAGEOVER_FIRST]

#define OPEN "NOT IN ('closed','merged','void')"
/* Looked at at once, whatever the ladder waits for. */
#define SOON(at, number, if_so)                                                          \
	" INSERT INTO due (kind, object, at) SELECT 'page', " number ", " at             \
	" WHERE " if_so                                                                  \
	" ON CONFLICT (kind, object) DO UPDATE SET at = min(at, excluded.at);"
#define CASE_OF(alarm)                                                                   \
	"(SELECT c.number FROM alarm a JOIN support_case c ON c.number = a.case_number"  \
	" WHERE a.id = " alarm " AND a.cleared = 0 AND c.state " OPEN ")"
/* Its ladder is over and something of it is on a shelf: what comes now may be on none. */
#define IS_QUIET                                                                          \
	"EXISTS (SELECT 1 FROM paging WHERE case_number = NEW.case_number AND ended > 0)" \
	" AND EXISTS (SELECT 1 FROM alarm a JOIN alarm_shelf s ON s.alarm = a.id"         \
	" WHERE a.case_number = NEW.case_number)"

/* clang-format off */
const char vg_storepageover_shelves[] =
    "CREATE TRIGGER page_shelved AFTER INSERT ON alarm_shelf BEGIN"
    SOON("NEW.at", CASE_OF("NEW.alarm"), CASE_OF("NEW.alarm") " IS NOT NULL") " END;"
    "CREATE TRIGGER page_unshelved AFTER DELETE ON alarm_shelf BEGIN"
    SOON("OLD.at", CASE_OF("OLD.alarm"), CASE_OF("OLD.alarm") " IS NOT NULL") " END;"
    "CREATE TRIGGER page_joined_new AFTER INSERT ON alarm"
    " WHEN NEW.case_number IS NOT NULL BEGIN"
    SOON("NEW.changed", "NEW.case_number", IS_QUIET) " END;"
    "CREATE TRIGGER page_joined AFTER UPDATE OF case_number ON alarm"
    " WHEN NEW.case_number IS NOT NULL AND NEW.cleared = 0 BEGIN"
    SOON("NEW.changed", "NEW.case_number", IS_QUIET) " END;";
/* clang-format on */

static const char *const statements[] = {
    /* One that was passed on while its ladder runs is still true: it may leave. */
    AT(STALE) =
	"SELECT 1 FROM (SELECT max(NOT stale) AS live FROM (SELECT"
	" coalesce(" VG_STORETOGETHER_STALE("p",
	    "g") ", 0) AS stale FROM page p"
		 " LEFT JOIN paging g ON g.case_number = p.case_number WHERE p.outbox = ?1"
		 " AND p.whom NOT IN (" VG_STORETOGETHER_NEWS "))) WHERE live = 0",
    AT(SHELVES) =
	"SELECT DISTINCT coalesce(s.shelf, '') FROM alarm a LEFT JOIN alarm_shelf s"
	" ON s.alarm = a.id WHERE a.case_number = ?1 AND a.cleared = 0 ORDER BY 1",
};

const struct vg_db_group vg_storepageover_group = {
    VG_STOREPAGEOVER_FIRST, VG_STOREPAGEOVER_END - VG_STOREPAGEOVER_FIRST, statements};
