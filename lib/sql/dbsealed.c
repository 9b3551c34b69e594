/*
 * A database that stays as it is: SQLite is told that nobody changes it ("immutable"), so that
 * it takes no lock and makes no log.
 */
#include "lib/sql/dbsealed.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/sql/dbcore.h"

/* "file:/a%20b?immutable=1"; the caller frees it. */
static char *
uri_of(const char *path)
{
	struct vg_buf uri;

	vg_buf_init(&uri, 0);
	vg_buf_add_text(&uri, "file:");
	for (const unsigned char *at = (const unsigned char *)path; *at; at++) {
		if (isalnum(*at) || strchr("/-._", *at))
			vg_buf_addf(&uri, "%c", *at);
		else
			vg_buf_addf(&uri, "%%%02X", *at);
	}
	vg_buf_add_text(&uri, "?immutable=1");
	return vg_buf_give(&uri);
}

/* What is committed only in a log would not be seen. */
static int
check_alone(const char *path, struct vg_detail *detail)
{
	char *log = vg_mem_format("%s-wal", path);
	int code = VG_OK;

	if (access(path, R_OK) != 0)
		code = vg_detail_set(detail, VG_ENOENT, "%s: cannot be read", path);
	else if (access(log, F_OK) == 0)
		code = vg_detail_set(detail, VG_ECORRUPT,
		    "%s: a log lies beside it: it is no finished copy", path);
	free(log);
	return code;
}

static int
read_whole(struct vg_db *db, const char *path, int64_t *version, struct vg_detail *detail)
{
	sqlite3_stmt *statement = NULL;
	const char *said = NULL;
	int code = VG_OK;

	if (sqlite3_prepare_v2(db->handle, "PRAGMA integrity_check(1)", -1, &statement,
		NULL) == SQLITE_OK &&
	    sqlite3_step(statement) == SQLITE_ROW)
		said = (const char *)sqlite3_column_text(statement, 0);
	if (!said || strcmp(said, "ok") != 0)
		code = vg_detail_set(detail, VG_ECORRUPT,
		    "%s: damaged (PRAGMA integrity_check: %.200s)", path,
		    said ? said : sqlite3_errmsg(db->handle));
	sqlite3_finalize(statement);
	statement = NULL;
	if (code != VG_OK)
		return code;
	*version = 0;
	if (sqlite3_prepare_v2(db->handle, "PRAGMA user_version", -1, &statement, NULL) ==
		SQLITE_OK &&
	    sqlite3_step(statement) == SQLITE_ROW)
		*version = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return VG_OK;
}

static int
open_sealed(
    const char *path, struct vg_db **db, int64_t *version, struct vg_detail *detail)
{
	struct vg_db *d = vg_mem_zero(sizeof(*d));
	int code = check_alone(path, detail);

	if (code == VG_OK) {
		char *uri = uri_of(path);
		if (sqlite3_open_v2(uri, &d->handle,
			SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX,
			NULL) != SQLITE_OK)
			code = vg_detail_set(detail, VG_EIO, "%s: %s", path,
			    d->handle ? sqlite3_errmsg(d->handle) : "memory exhausted");
		free(uri);
	}
	if (code == VG_OK)
		code = read_whole(d, path, version, detail);
	if (code == VG_OK)
		*db = d;
	else
		vg_db_close(d);
	return code;
}

int
vg_dbsealed_check(const char *path, int64_t *version, struct vg_detail *detail)
{
	struct vg_db *db = NULL;
	int code = open_sealed(path, &db, version, detail);

	vg_db_close(db);
	return code;
}

int
vg_dbsealed_open(const char *path, const struct vg_db_plan *plan, struct vg_db **db,
    struct vg_detail *detail)
{
	struct vg_db *d = NULL;
	int64_t version = 0;
	int code = open_sealed(path, &d, &version, detail);

	if (code == VG_OK && (version < 0 || (size_t)version != plan->n_migrations))
		code = vg_detail_set(detail, VG_EUNSUPPORTED,
		    "%s: version %lld, not this program's %zu", path, (long long)version,
		    plan->n_migrations);
	if (code == VG_OK)
		code = vg_db_prepare(d, path, plan, detail);
	if (code == VG_OK)
		*db = d;
	else
		vg_db_close(d);
	return code;
}
