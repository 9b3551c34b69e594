/*
 * SQL of the tree's revisions.
 */
#include "collector/store/storerevision.h"

#include "collector/store/sought.h"

#define AT(name) [VG_STOREREVISION_##name - VG_STOREREVISION_FIRST]

#define IN_FORCE "(SELECT max(id) FROM revision)"
/* Of a person's leaves those that are words to look for; too short ones stand in other words. */
#define CALLED "leaf IN ('name','mail') AND length(text) >= 4"

const char vg_storerevision_tables[] =
    "CREATE TABLE revision_text (revision INTEGER NOT NULL REFERENCES revision,"
    " mark TEXT NOT NULL, person TEXT NOT NULL, leaf TEXT NOT NULL, salt BLOB NOT NULL,"
    " text TEXT NOT NULL, PRIMARY KEY (revision, mark)) WITHOUT ROWID;"
    "CREATE INDEX revision_text_person ON revision_text (person) WHERE person <> '';"
    "CREATE TABLE erased_person (ref TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TRIGGER revision_stays BEFORE UPDATE OF id, sha256, door, at, content, who, diff"
    " ON revision BEGIN SELECT RAISE(ABORT, 'a revision stays as it was'); END;"
    "CREATE TRIGGER revision_is_kept BEFORE DELETE ON revision"
    " BEGIN SELECT RAISE(ABORT, 'a revision stays as it was'); END;" VG_SOUGHT_GUARD(
	"revision_text");

static const char *const statements[] = {
    AT(LAST) = "SELECT id, taken FROM revision WHERE door = ?1 ORDER BY id DESC LIMIT 1",
    AT(NEWEST) = "SELECT content, id, door FROM revision ORDER BY id DESC LIMIT 1",
    AT(BY_ID) = "SELECT content, id, door FROM revision WHERE id = ?1",
    AT(LIST) =
	"SELECT id, sha256, door, at, who, diff,"
	" (SELECT text FROM revision_text WHERE revision_text.revision = revision.id"
	" AND leaf = 'comment') FROM revision ORDER BY id DESC LIMIT 1000",
    AT(ALL) = "SELECT id, sha256, content FROM revision ORDER BY id",
    AT(UNTAKE) = "UPDATE revision SET taken = '' WHERE door = ?1 AND taken <> ''",
    AT(ADD) = "INSERT INTO revision (sha256, door, at, content, who, diff, taken)"
	      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    AT(TEXT) = "INSERT INTO revision_text (revision, mark, person, leaf, salt, text)"
	       " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    AT(TEXTS) = "SELECT mark, salt, text, leaf FROM revision_text WHERE revision = ?1",
    AT(PART) = "SELECT substr(CAST(content AS BLOB), ?2, ?3) FROM revision WHERE id = ?1",
    AT(TEXT_OF) = "SELECT text FROM revision_text WHERE revision = ?1 AND mark = ?2",
    AT(BEGIN) = "INSERT INTO erasing (one) VALUES (1)",
    AT(SEEK_ERASED) =
	"INSERT OR IGNORE INTO sought (kind, text)"
	" SELECT 'ref', ref FROM erased_person UNION"
	" SELECT 'word', lower(text) FROM revision_text WHERE " CALLED
	" AND person IN (SELECT ref FROM erased_person) UNION"
	" SELECT 'digits', " VG_SOUGHT_DIGITS(
	    "text") " FROM revision_text"
		    " WHERE leaf = 'telephone' AND person IN (SELECT ref FROM erased_person)",
    AT(DROP) = "DELETE FROM revision_text WHERE revision < " IN_FORCE
	       " AND (" VG_SOUGHT_IS("person") " OR " VG_SOUGHT_SAYS("text") ")",
    AT(FORGET) = "DELETE FROM sought",
    AT(END) = "DELETE FROM erasing",
    AT(ERASED_ADD) = "INSERT INTO erased_person (ref, at) VALUES (?1, ?2)"
		     " ON CONFLICT (ref) DO UPDATE SET at = excluded.at",
    AT(PERSON) = "SELECT person FROM revision_text WHERE person <> '' AND (person = ?1"
		 " OR (leaf IN ('name','mail') AND lower(text) = lower(?1))) LIMIT 1",
    AT(WORDS) = "SELECT DISTINCT leaf, text FROM revision_text WHERE person = ?1"
		" AND leaf IN ('name','mail','telephone')",
    AT(SAYS) =
	"SELECT t.revision, '', r.at, t.leaf, t.text FROM revision_text t"
	" JOIN revision r ON r.id = t.revision WHERE " VG_SOUGHT_IS(
	    "t.person") " OR " VG_SOUGHT_SAYS("t.text") " ORDER BY t.revision, t.leaf",
};

const struct vg_db_group vg_storerevision_group = {
    VG_STOREREVISION_FIRST, VG_STOREREVISION_END_OF - VG_STOREREVISION_FIRST, statements};
