/*
 * SQL of log-ins.
 */
#include "collector/store/storelogin.h"

#define AT(name) [VG_STORELOGIN_##name - VG_STORELOGIN_FIRST]

const char vg_storelogin_tables[] =
    "CREATE TABLE login_phrase (user TEXT PRIMARY KEY, hash TEXT NOT NULL,"
    " at INTEGER NOT NULL, who TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE login_token (id INTEGER PRIMARY KEY AUTOINCREMENT, user TEXT NOT NULL,"
    " digest TEXT NOT NULL UNIQUE CHECK (length(digest) = 64), label TEXT NOT NULL,"
    " at INTEGER NOT NULL, who TEXT NOT NULL, until INTEGER NOT NULL);"
    "CREATE INDEX login_token_user ON login_token (user, id);";

#define TOKEN_COLUMNS "id, user, label, at, who, until"

static const char *const statements[] = {
    AT(PHRASE_PUT) = "INSERT INTO login_phrase (user, hash, at, who)"
		     " VALUES (?1, ?2, ?3, ?4) ON CONFLICT (user) DO UPDATE"
		     " SET hash = ?2, at = ?3, who = ?4",
    AT(PHRASE_DROP) = "DELETE FROM login_phrase WHERE user = ?1",
    AT(PHRASE) = "SELECT hash, at FROM login_phrase WHERE user = ?1",
    AT(TOKEN_ADD) = "INSERT INTO login_token (user, digest, label, at, who, until)"
		    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    AT(TOKEN_DROP) = "DELETE FROM login_token WHERE id = ?1",
    AT(TOKENS_DROP) = "DELETE FROM login_token WHERE user = ?1",
    AT(TOKEN_COUNT) = "SELECT count(*) FROM login_token WHERE user = ?1",
    AT(TOKEN) = "SELECT user, until FROM login_token WHERE digest = ?1"
		" AND (until = 0 OR until > ?2)",
    AT(TOKEN_OF_ID) = "SELECT user FROM login_token WHERE id = ?1",
    AT(TOKENS_ALL) = "SELECT " TOKEN_COLUMNS " FROM login_token"
		     " WHERE (user, id) > ('', 0) ORDER BY user, id LIMIT 10000",
    AT(TOKENS) = "SELECT " TOKEN_COLUMNS " FROM login_token WHERE user = ?1"
		 " ORDER BY id",
};

const struct vg_db_group vg_storelogin_group = {
    VG_STORELOGIN_FIRST, VG_STORELOGIN_END - VG_STORELOGIN_FIRST, statements};
