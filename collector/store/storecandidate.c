/*
 * SQL of the candidate tree.
 */
#include "collector/store/storecandidate.h"

#define AT(name) [VG_STORECANDIDATE_##name - VG_STORECANDIDATE_FIRST]

const char vg_storecandidate_tables[] =
    "CREATE TABLE candidate (one INTEGER PRIMARY KEY CHECK (one = 1),"
    " content TEXT NOT NULL, base INTEGER NOT NULL REFERENCES revision,"
    " who TEXT NOT NULL, door TEXT NOT NULL, since INTEGER NOT NULL,"
    " editor TEXT NOT NULL, changed INTEGER NOT NULL);"
    "CREATE TABLE confirming (one INTEGER PRIMARY KEY CHECK (one = 1),"
    " revision INTEGER NOT NULL REFERENCES revision,"
    " before INTEGER NOT NULL REFERENCES revision, who TEXT NOT NULL,"
    " session TEXT NOT NULL, persist TEXT NOT NULL, until INTEGER NOT NULL);";

static const char *const statements[] = {
    AT(GET) = "SELECT content, base, who, door, since, editor, changed FROM candidate",
    AT(HEAD) = "SELECT '', base, who, door, since, editor, changed FROM candidate",
    AT(PUT) =
	"INSERT INTO candidate (one, content, base, who, door, since, editor, changed)"
	" VALUES (1, ?1, ?2, ?3, ?4, ?5, ?3, ?5) ON CONFLICT (one) DO UPDATE SET"
	" content = excluded.content, base = excluded.base,"
	" editor = excluded.editor, changed = excluded.changed",
    AT(DROP) = "DELETE FROM candidate",
    AT(WAITING) = "SELECT revision, before, who, session, persist, until FROM confirming",
    AT(WAIT) =
	"INSERT INTO confirming (one, revision, before, who, session, persist, until)"
	" VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (one) DO UPDATE SET"
	" revision = excluded.revision, before = excluded.before,"
	" who = excluded.who, session = excluded.session,"
	" persist = excluded.persist, until = excluded.until",
    AT(OVER) = "DELETE FROM confirming",
};

const struct vg_db_group vg_storecandidate_group = {VG_STORECANDIDATE_FIRST,
    VG_STORECANDIDATE_END_OF - VG_STORECANDIDATE_FIRST, statements};
