/*
 * Rows that a start moves.
 */
#include "tests/rungs/rungswait.h"

#include "lib/base/text.h"

static struct vg_rungswait own, *kept = &own;

#define MOVED                                                                            \
	"kind IN ('silent', 'list', 'deaf') OR (kind = 'hold' AND object IN (SELECT"     \
	" CAST(id AS TEXT) FROM alarm WHERE kind = 'collector-deaf' AND cleared = 0))"

void
vg_rungswait_use(struct vg_rungswait *where)
{
	kept = where;
}

void
vg_rungswait_keep(sqlite3 *db)
{
	sqlite3_stmt *s = NULL;

	if (kept->waits)
		return;
	kept->n = 0;
	/* An error would be that of the opening, which this is a part of. */
	sqlite3_prepare_v2(
	    db, "SELECT 1 FROM sqlite_master WHERE name = 'due'", -1, &s, NULL);
	bool there = sqlite3_step(s) == SQLITE_ROW;
	sqlite3_finalize(s);
	s = NULL;
	if (there)
		sqlite3_prepare_v2(
		    db, "SELECT kind, object, at FROM due WHERE " MOVED, -1, &s, NULL);
	while (s && kept->n < VG_RUNGSWAIT_ROWS && sqlite3_step(s) == SQLITE_ROW) {
		struct vg_rungswait_row *row = &kept->rows[kept->n++];
		vg_text_copy(row->kind, sizeof(row->kind),
		    (const char *)sqlite3_column_text(s, 0));
		vg_text_copy(row->object, sizeof(row->object),
		    (const char *)sqlite3_column_text(s, 1));
		row->at = sqlite3_column_int64(s, 2);
	}
	sqlite3_finalize(s);
	kept->waits = true;
}

void
vg_rungswait_forget(void)
{
	kept->n = 0;
	kept->waits = false;
}

bool
vg_rungswait_back(sqlite3 *db)
{
	bool good = true;

	for (size_t i = 0; good && i < kept->n; i++) {
		sqlite3_stmt *s = NULL;
		sqlite3_prepare_v2(db,
		    "UPDATE due SET at = ?3 WHERE kind = ?1 AND object = ?2", -1, &s,
		    NULL);
		sqlite3_bind_text(s, 1, kept->rows[i].kind, -1, SQLITE_STATIC);
		sqlite3_bind_text(s, 2, kept->rows[i].object, -1, SQLITE_STATIC);
		sqlite3_bind_int64(s, 3, kept->rows[i].at);
		good = sqlite3_step(s) == SQLITE_DONE;
		sqlite3_finalize(s);
	}
	kept->n = 0;
	kept->waits = !good;
	return good;
}
