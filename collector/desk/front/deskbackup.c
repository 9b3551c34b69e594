/*
 * Copies of the database, and putting one back.
 */
#include "collector/desk/front/deskbackup.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collector/desk/deskcore.h"
#include "collector/desk/front/deskpool.h"
#include "collector/desk/front/deskstart.h"
#include "collector/store/record.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/bigfile.h"
#include "lib/os/file.h"
#include "lib/sql/dbsealed.h"

enum { BOOTS = 1000 };

int
vg_deskbackup_begin(struct vg_desk *desk, const char *path, struct vg_dbcopy **copy,
    struct vg_detail *detail)
{
	return vg_dbcopy_begin(desk->db, path, copy, detail);
}

int
vg_deskbackup_note(struct vg_desk *desk, const struct vg_actor *actor, const char *what,
    const char *name, const char *result, bool verified, struct vg_wall now)
{
	int code = vg_db_begin(desk->db);

	if (code == VG_OK)
		code = vg_desk_audit(desk, actor, now, what, name, result);
	if (code == VG_OK && verified)
		code =
		    vg_db_run(desk->db, VG_SQL_META_PUT, "ti", "backup-verified", now.us);
	if (code == VG_OK && verified)
		code = vg_db_run(desk->db, VG_SQL_META_PUT, "tt", "backup-newest", name);
	if (code == VG_OK)
		return vg_desk_commit(desk);
	vg_desk_rollback(desk);
	return code;
}

void
vg_deskbackup_newest(struct vg_desk *desk, char *name, size_t size)
{
	const size_t q = VG_SQL_META_GET;

	name[0] = '\0';
	if (vg_db_query(desk->db, q, "t", "backup-newest") != VG_OK ||
	    !vg_db_next(desk->db, q))
		return;
	vg_text_copy(name, size, vg_db_text(desk->db, q, 0));
	vg_db_done(desk->db, q);
}

struct vg_wall
vg_deskbackup_last(struct vg_desk *desk)
{
	return (struct vg_wall){vg_desk_number(desk, "backup-verified", 0)};
}

/* The folder that 'path' stands in; the caller frees it. */
static char *
folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? vg_mem_text_n(path, (size_t)(slash - path)) : vg_mem_text(".");
}

int
vg_deskbackup_verify(const char *path, const char *carry, struct vg_digest *digest,
    struct vg_detail *detail)
{
	struct vg_db *db = NULL;
	int code = vg_bigfile_digest(path, digest, detail);

	if (code == VG_OK)
		code = vg_bigfile_check_seal(path, digest, detail);
	if (code == VG_OK)
		code = vg_dbsealed_open(path, &vg_schema_plan, &db, detail);
	if (code == VG_OK) {
		code = vg_desk_verify_chains(db, detail);
		if (code != VG_OK)
			vg_detail_prefix(detail, "%s", path);
	}
	if (code == VG_OK && carry) {
		char *folder = folder_of(path);
		code = vg_deskpool_carry(db, carry, folder, detail);
		free(folder);
	}
	vg_db_close(db);
	return code;
}

/* --- putting one back ---------------------------------------------------------------------- */

struct restore {
	const char *database, *file, *who;
	struct vg_wall now;
	char *fresh;  /* the copy, until it has its place */
	char *marker; /* there while the names are changed */
	char *aside;
	struct vg_digest digest;
};

/* engineBoots and the act, in one transaction of the fresh copy. */
static int
stamp(struct vg_db *db, const struct restore *r)
{
	char hex[VG_DIGEST_TEXT_SIZE], result[128];
	struct vg_desk desk = {.db = db};
	const char *slash = strrchr(r->file, '/');
	const struct vg_record_act act = {.at = r->now,
	    .who = r->who,
	    .proxy = "",
	    .door = "restore",
	    .what = "restore",
	    .object = slash ? slash + 1 : r->file,
	    .result = result};

	vg_digest_text(&r->digest, hex);
	vg_text_format(result, sizeof(result), "sha256 %s", hex);
	int code = vg_db_begin(db);
	if (code == VG_OK)
		code = vg_db_run(db, VG_SQL_META_PUT, "ti", "boots",
		    vg_desk_number(&desk, "boots", 0) + BOOTS);
	if (code == VG_OK)
		code = vg_record_audit(db, &act);
	if (code == VG_OK)
		return vg_db_commit(db);
	vg_db_rollback(db);
	return code;
}

static void
remove_beside(const char *path, const char *tail)
{
	char *name = vg_mem_format("%s%s", path, tail);

	unlink(name);
	free(name);
}

/* A copy of FILE beside the database: brought to this version, proved, stamped, on disk. */
static int
prepare(struct restore *r, struct vg_detail *detail)
{
	struct vg_db_plan whole = vg_schema_plan;
	struct vg_db *db = NULL;
	int64_t version = 0;
	int code = vg_dbsealed_check(r->file, &version, detail);

	whole.whole_size = 0;
	if (code == VG_OK && (version <= 0 || (size_t)version > whole.n_migrations))
		code = vg_detail_set(detail, VG_EUNSUPPORTED,
		    "%s: version %lld, this program knows 1 to %zu", r->file,
		    (long long)version, whole.n_migrations);
	remove_beside(r->fresh, "");
	remove_beside(r->fresh, "-wal");
	if (code == VG_OK)
		code = vg_bigfile_copy(r->file, r->fresh, &r->digest, NULL, NULL, detail);
	if (code == VG_OK)
		code = vg_bigfile_check_seal(r->file, &r->digest, detail);
	if (code == VG_OK)
		code = vg_db_open(r->fresh, &whole, &db, detail);
	if (code == VG_OK)
		code = vg_desk_verify_chains(db, detail);
	if (code == VG_OK) {
		char *from = folder_of(r->file), *to = folder_of(r->database);
		code = vg_deskpool_carry(db, from, to, detail);
		free(from);
		free(to);
	}
	if (code == VG_OK) {
		code = stamp(db, r);
		if (code == VG_OK)
			code = vg_db_checkpoint(db);
		if (code != VG_OK)
			vg_detail_set(detail, code, "%s: %s", r->fresh, vg_db_error(db));
	}
	vg_db_close(db);
	remove_beside(r->fresh, ".ballast");
	if (code != VG_OK) {
		remove_beside(r->fresh, "");
		remove_beside(r->fresh, "-wal");
	}
	return code;
}

/* Root restores for the collector: the file is its owner's whose folder it lies in. */
static int
give_to_owner(const struct restore *r, struct vg_detail *detail)
{
	char *folder = vg_mem_text(r->fresh);
	char *slash = strrchr(folder, '/');
	struct stat st;
	int code = VG_OK;

	if (slash)
		*slash = '\0';
	if (geteuid() == 0 && slash &&
	    (stat(folder, &st) != 0 || chown(r->fresh, st.st_uid, st.st_gid) != 0))
		code = vg_detail_set(detail, VG_EIO, "%s: %s", r->fresh, strerror(errno));
	free(folder);
	return code;
}

static int
move(const char *from, const char *to, struct vg_detail *detail)
{
	if (rename(from, to) == 0 || errno == ENOENT)
		return VG_OK;
	return vg_detail_set(detail, VG_EIO, "%s to %s: %s", from, to, strerror(errno));
}

/*
 * The log of the database before must not be read into the one that comes: it goes aside first.
 * Between the names neither is whole, which is what the marker says.
 */
static int
change_places(struct restore *r, struct vg_detail *detail)
{
	char *log = vg_mem_format("%s-wal", r->database);
	char *log_aside = vg_mem_format("%s-wal", r->aside);
	int code = vg_file_write(r->marker, r->aside, strlen(r->aside), 0600, detail);

	/* What an interrupted run has put aside is what was there; what stands now is ours. */
	bool is_aside = access(r->aside, F_OK) == 0;
	if (code == VG_OK && !is_aside)
		code = move(log, log_aside, detail);
	if (code == VG_OK && !is_aside)
		code = move(r->database, r->aside, detail);
	if (code == VG_OK)
		code = move(r->fresh, r->database, detail);
	if (code == VG_OK)
		code = vg_file_sync_folder(r->database, detail);
	if (code == VG_OK && access(r->database, F_OK) == 0) {
		unlink(r->marker);
		code = vg_file_sync_folder(r->database, detail);
	}
	free(log_aside);
	free(log);
	return code;
}

/* DATABASE.before-20260701T120000Z, or what an interrupted run has called it. */
static char *
name_aside(const struct restore *r)
{
	struct vg_civil c = vg_instant_civil(r->now, 0);
	struct vg_detail unused;
	struct vg_buf said;

	vg_buf_init(&said, 255);
	if (vg_file_read(r->marker, &said, &unused) == VG_OK &&
	    vg_text_starts(vg_buf_text(&said), r->database))
		return vg_buf_give(&said);
	vg_buf_fini(&said);
	return vg_mem_format("%s.before-%04d%02d%02dT%02d%02d%02dZ", r->database, c.year,
	    c.month, c.day, c.hour, c.minute, c.second);
}

int
vg_deskbackup_restore(const char *database, const char *file, const char *who,
    struct vg_wall now, char aside[256], struct vg_detail *detail)
{
	struct restore r = {.database = database, .file = file, .who = who, .now = now};

	r.fresh = vg_mem_format("%s.new", database);
	r.marker = vg_mem_format("%s.restoring", database);
	r.aside = name_aside(&r);
	int code = prepare(&r, detail);
	if (code == VG_OK)
		code = give_to_owner(&r, detail);
	if (code == VG_OK)
		code = change_places(&r, detail);
	vg_text_copy(aside, 256, access(r.aside, F_OK) == 0 ? r.aside : "");
	free(r.aside);
	free(r.marker);
	free(r.fresh);
	return code;
}

int
vg_deskbackup_check_unfinished(const char *database, struct vg_detail *detail)
{
	char *marker = vg_mem_format("%s.restoring", database);
	int code = VG_OK;

	if (access(marker, F_OK) == 0)
		code = vg_detail_set(detail, VG_EBUSY,
		    "%s: a restore was interrupted; run it again to its end, and it "
		    "starts",
		    marker);
	free(marker);
	return code;
}
