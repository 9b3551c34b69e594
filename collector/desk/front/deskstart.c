/*
 * The desk's life: opening, boots, trees, and whether what is stored fits together.
 */
#include "collector/desk/front/deskstart.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collector/desk/agents/deskawait.h"
#include "collector/desk/clock/desknextdue.h"
#include "collector/desk/clock/desksetback.h"
#include "collector/desk/deskcore.h"
#include "collector/desk/deskrepeat.h"
#include "collector/desk/foreign/deskforeign.h"
#include "collector/desk/front/desksweep.h"
#include "collector/desk/persons/deskrefused.h"
#include "collector/desk/record/deskdraft.h"
#include "collector/desk/record/deskcount.h"
#include "collector/desk/record/desklearned.h"
#include "collector/desk/record/deskrecent.h"
#include "collector/desk/record/deskrecorded.h"
#include "collector/desk/record/deskrevision.h"
#include "collector/desk/tree/desktake.h"
#include "collector/desk/tree/desktreenow.h"
#include "collector/letter/letterbook.h"
#include "collector/store/record.h"
#include "collector/storm/stormtally.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/chance.h"
#include "lib/sql/dbsync.h"

/* Octets that are made by chance with the database, or by the first program that wants them. */
static int
load_octets(struct vg_desk *desk, const char *name, unsigned char *octets, size_t n)
{
	size_t size = 0;

	if (vg_db_query(desk->db, VG_SQL_META_GET, "t", name) == VG_OK &&
	    vg_db_next(desk->db, VG_SQL_META_GET)) {
		const void *blob = vg_db_blob(desk->db, VG_SQL_META_GET, 0, &size);
		if (size == n)
			memcpy(octets, blob, n);
		vg_db_done(desk->db, VG_SQL_META_GET);
	}
	if (size == n)
		return VG_OK;
	vg_chance_fill(octets, n);
	return vg_db_run(desk->db, VG_SQL_META_PUT, "tb", name, (const void *)octets, n);
}

/*
 * engineBoots rises before the port opens: a receiver that comes back with old boots makes
 * every running sender's informs time out until the sender restarts.
 */
static int
count_boot(struct vg_desk *desk, struct vg_wall now, struct vg_detail *detail)
{
	int code = vg_db_begin(desk->db);

	if (code == VG_OK) {
		desk->boots = (uint32_t)vg_desk_number(desk, "boots", 0) + 1;
		code = vg_db_run(
		    desk->db, VG_SQL_META_PUT, "ti", "boots", (int64_t)desk->boots);
	}
	if (code == VG_OK)
		code = load_octets(desk, "engine", desk->engine, sizeof(desk->engine));
	if (code == VG_OK)
		code = load_octets(
		    desk, "personal", desk->key.octet, sizeof(desk->key.octet));
	if (code == VG_OK)
		code = vg_desksweep_arm(desk, now);
	if (code == VG_OK)
		code = vg_deskrecorded_boot(desk, now);
	/*
	 * A stream may have told what a power cut took (vg_desk_intake_written): its numbers are
	 * not given again, or whoever goes on from one of them would miss what bears it now.
	 */
	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_SQL_HAPPENING_SKIP, "i", VG_DESK_AHEAD_MAX);
	if (code == VG_OK)
		code = vg_db_commit(desk->db);
	else
		vg_db_rollback(desk->db);
	if (code != VG_OK)
		vg_detail_set(detail, code, "engineBoots: %s", vg_db_error(desk->db));
	return code;
}

/* A person at night reads this line and nothing else. */
static void
tell_remedy(struct vg_detail *detail)
{
	const struct vg_detail said = *detail;

	vg_detail_set(detail, VG_ECORRUPT,
	    "%s; restore it from a backup, or put it aside to begin with an empty one: agents "
	    "tell again what stands, but its cases are lost",
	    said.text);
}

int
vg_desk_open_plan(const char *path, const struct vg_db_plan *plan, bool replaying,
    const struct vg_packset *packs, struct vg_wall now, struct vg_desk **desk,
    struct vg_detail *detail)
{
	struct vg_desk *d = vg_mem_zero(sizeof(*d));

	d->packs = packs;
	d->replaying = replaying;
	d->recent = vg_deskrecent_new();
	d->repeats = vg_deskrepeat_new();
	d->learned = vg_desklearned_new();
	d->foreign = vg_mem_zero(sizeof(*d->foreign));
	vg_buf_init(&d->blob, 0);
	d->storms = vg_stormtally_new();
	int code = vg_db_open(path, plan, &d->db, detail);
	if (code == VG_ECORRUPT)
		tell_remedy(detail);
	if (code == VG_OK)
		code = count_boot(d, now, detail);
	if (code == VG_OK &&
	    (vg_deskrecent_load(d, now) != VG_OK || vg_deskcount_open(d) != VG_OK))
		code = vg_detail_set(detail, VG_EIO, "%s: %s", path, vg_db_error(d->db));
	if (code != VG_OK) {
		vg_desk_close(d);
		return code;
	}
	vg_deskmark_open(d, path);
	vg_deskdisk_open(d, path);
	*desk = d;
	return VG_OK;
}

int
vg_desk_open(const char *path, const struct vg_packset *packs, struct vg_wall now,
    struct vg_desk **desk, struct vg_detail *detail)
{
	return vg_desk_open_plan(path, &vg_schema_plan, false, packs, now, desk, detail);
}

void
vg_desk_close(struct vg_desk *desk)
{
	if (!desk)
		return;
	vg_deskmark_close(desk);
	vg_stormtally_free(desk->storms);
	vg_dbsync_free(desk->sync);
	vg_db_close(desk->db);
	vg_conf_free(desk->conf);
	vg_conf_free(desk->judge);
	vg_letterbook_free(desk->book);
	vg_desktreenow_forget(desk);
	vg_deskdraft_forget(desk);
	free(desk->pending);
	free(desk->disk.folder);
	free(desk->later);
	vg_deskrecent_free(desk->recent);
	vg_deskrepeat_free(desk->repeats);
	vg_deskrefused_free(desk->refused);
	vg_desklearned_free(desk->learned);
	free(desk->foreign);
	vg_buf_fini(&desk->blob);
	free(desk);
}

/* A tree that is none yet, with who is waited for under it: all of it or nothing. */
static int
take_revision(struct vg_desk *desk, struct vg_conf *conf,
    const struct vg_desk_revision *revision, struct vg_wall now, struct vg_detail *detail)
{
	struct vg_desktake take = {.conf = NULL};
	bool start = !desk->conf && !desk->replaying;
	int code = vg_db_begin(desk->db);

	if (code != VG_OK)
		vg_conf_free(conf);
	else
		code = vg_desktake_store(desk, conf, revision, now, &take, detail);
	if (code == VG_OK && start)
		code = vg_desksetback_started(desk, now);
	if (code == VG_OK)
		code = vg_deskawait_tree(desk, start, now);
	if (code == VG_OK)
		code = vg_desk_commit(desk);
	else
		vg_desk_rollback(desk);
	if (code == VG_OK)
		vg_desktake_done(desk, &take, now);
	else
		vg_desktake_undo(desk, &take);
	return code;
}

/*
 * The revision 'id' is this tree already.  A start asks for the due times anew, as a new revision
 * does; a replay begins in the middle of a collector's life, and its starts are lines.
 */
static int
put_again(struct vg_desk *desk, struct vg_conf *conf, int64_t id, struct vg_wall now)
{
	struct vg_desktake take = {conf, desk->conf, desk->revision};
	bool first = !desk->conf;

	desk->conf = conf;
	desk->revision = id;
	vg_desktake_done(desk, &take, now);
	int code = vg_db_begin(desk->db);
	if (code == VG_OK && first && !desk->replaying)
		code = vg_desksetback_started(desk, now);
	if (code == VG_OK && first)
		code = vg_desknextdue_rebuild(desk, now);
	if (code == VG_OK)
		code = vg_deskawait_tree(desk, first && !desk->replaying, now);
	if (code == VG_OK)
		return vg_desk_commit(desk);
	vg_desk_rollback(desk);
	return code;
}

int
vg_desk_set_conf(struct vg_desk *desk, struct vg_conf *conf,
    const struct vg_desk_revision *revision, struct vg_wall now, struct vg_detail *detail)
{
	struct vg_detail why = {.text = ""};

	vg_deskrepeat_forget(desk);
	int64_t id = vg_deskrevision_find(desk, revision);
	int code = id ? put_again(desk, conf, id, now)
		      : take_revision(desk, conf, revision, now, &why);
	return code == VG_OK ? VG_OK
			     : vg_detail_set(detail, code, "tree: %s",
				   why.text[0] ? why.text : vg_error_text(code));
}

char *
vg_desk_last_tree(struct vg_desk *desk)
{
	return vg_deskrevision_newest(desk, NULL, 0);
}

int
vg_desk_verify_chains(struct vg_db *db, struct vg_detail *detail)
{
	int64_t broken = 0;
	int code = vg_record_verify_journal(db, &broken);

	if (code != VG_OK)
		return vg_detail_set(
		    detail, code, "journal: row %" PRId64 " does not fit", broken);
	code = vg_record_verify_audit(db, &broken);
	if (code != VG_OK && broken)
		return vg_detail_set(
		    detail, code, "audit: row %" PRId64 " does not fit", broken);
	if (code != VG_OK)
		return vg_detail_set(
		    detail, code, "audit: its gaps are not those that a sweep told");
	return vg_deskrevision_verify(db, detail);
}

int
vg_desk_verify(struct vg_desk *desk, struct vg_detail *detail)
{
	return vg_desk_verify_chains(desk->db, detail);
}

int
vg_desk_verify_file(const char *path, struct vg_detail *detail)
{
	struct vg_db_plan whole = vg_schema_plan;
	struct vg_db *db = NULL;

	whole.whole_size = 0;

	if (access(path, F_OK) != 0)
		return vg_detail_set(detail, VG_ENOENT, "%s: there is none", path);
	int code = vg_db_open(path, &whole, &db, detail);
	if (code == VG_OK)
		code = vg_desk_verify_chains(db, detail);
	vg_db_close(db);
	return code;
}
