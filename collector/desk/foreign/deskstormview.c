/*
 * Queries on storms, for doors.
 */
#include "collector/desk/foreign/deskstormcore.h"

#include "collector/desk/desklist.h"
#include "collector/store/storestorm.h"
#include "lib/base/error.h"
#include "lib/model/trapblob.h"

static int64_t
give_storm(struct vg_db *db, size_t q, vg_storm_cb cb, void *cookie)
{
	const struct vg_storm_view view = {.id = vg_db_int(db, q, 0),
	    .source = vg_db_text(db, q, 1),
	    .device = vg_db_text(db, q, 2),
	    .resource = vg_db_text(db, q, 3),
	    .began = {vg_db_int(db, q, 4)},
	    .last = {vg_db_int(db, q, 5)},
	    .ended = {vg_db_int(db, q, 6)},
	    .folded = (uint64_t)vg_db_int(db, q, 7),
	    .unread = (uint64_t)vg_db_int(db, q, 8),
	    .passed = (uint64_t)vg_db_int(db, q, 9)};

	cb(&view, cookie);
	return view.id;
}

int
vg_deskstorm_find(struct vg_desk *desk, int64_t id, vg_storm_cb cb, void *cookie)
{
	const size_t q = VG_STORESTORM_ONE;
	int code = vg_db_query(desk->db, q, "i", id);

	while (code == VG_OK && vg_db_next(desk->db, q))
		give_storm(desk->db, q, cb, cookie);
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

/* What waits in memory is shown only when it is on disk: a full one shows what it has. */
int
vg_deskstorm_one(
    struct vg_desk *desk, int64_t id, struct vg_wall now, vg_storm_cb cb, void *cookie)
{
	(void)vg_deskstorm_flush(desk, now);
	return vg_deskstorm_find(desk, id, cb, cookie);
}

int
vg_deskstorm_list(struct vg_desk *desk, struct vg_deskpage *page, struct vg_wall now,
    vg_storm_cb cb, void *cookie)
{
	const size_t q = VG_STORESTORM_LIST;
	struct vg_desklist_walk walk = {desk, page, "storms", q, .key.n = {INT64_MAX}};
	int code = vg_desklist_begin(&walk);

	(void)vg_deskstorm_flush(desk, now);
	if (code == VG_OK)
		code = vg_db_query(desk->db, q, "ii", walk.key.n[0], walk.want);
	while (code == VG_OK && vg_desklist_next(&walk))
		walk.key.n[0] = give_storm(desk->db, q, cb, cookie);
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

int
vg_deskstorm_names(struct vg_desk *desk, int64_t id, vg_storm_name_cb cb, void *cookie)
{
	const size_t q = VG_STORESTORM_NAMES;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "i", id);

	while (code == VG_OK && vg_db_next(db, q)) {
		const struct vg_storm_name_view view = {.id = vg_db_int(db, q, 0),
		    .kind = vg_db_text(db, q, 1),
		    .oid = vg_db_text(db, q, 2),
		    .count = (uint64_t)vg_db_int(db, q, 3)};
		cb(&view, cookie);
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

int
vg_deskstorm_seconds(
    struct vg_desk *desk, int64_t name, size_t limit, vg_storm_second_cb cb, void *cookie)
{
	const size_t q = VG_STORESTORM_SECONDS;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "ii", name, (int64_t)limit);

	while (code == VG_OK && vg_db_next(db, q)) {
		const struct vg_storm_second_view view = {
		    .at = {vg_db_int(db, q, 0) * VG_SECOND_US},
		    .span = vg_db_int(db, q, 1),
		    .count = (uint64_t)vg_db_int(db, q, 2)};
		cb(&view, cookie);
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

int
vg_deskstorm_samples(
    struct vg_desk *desk, int64_t id, vg_storm_sample_cb cb, void *cookie)
{
	const size_t q = VG_STORESTORM_SAMPLES;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "i", id);

	while (code == VG_OK && vg_db_next(db, q)) {
		struct vg_wall at = {vg_db_int(db, q, 1)};
		struct vg_trap trap;
		size_t size;
		const void *blob = vg_db_blob(db, q, 2, &size);
		if (vg_trapblob_unpack(blob, size, &trap) != VG_OK)
			continue;
		cb(vg_db_int(db, q, 0), at, &trap, cookie);
		vg_trap_fini(&trap);
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}
