/*
 * Notifications that nothing was made of.
 */
#include "collector/desk/foreign/deskunknown.h"

#include <string.h>

#include "collector/desk/deskcore.h"
#include "collector/desk/desklist.h"
#include "collector/normal/normal.h"
#include "collector/normal/notice.h"
#include "collector/store/storeunknown.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"
#include "lib/model/trapblob.h"
#include "lib/pack/maker.h"
#include "lib/trapmap/withhold.h"

/* --- in ------------------------------------------------------------------------------------ */

/* Who sends what: an agent's or a device's event, or a stranger's trap. */
struct sender {
	const char *device, *source, *agent;
	int64_t message;
};

static int
note(struct vg_desk *desk, const struct sender *from, const struct vg_event *event,
    struct vg_wall now)
{
	int code = vg_db_run(desk->db, VG_STOREUNKNOWN_AGAIN, "ttttiit", event->qualifier,
	    from->device, from->source, from->agent, now.us, from->message, event->text);

	if (code != VG_OK || vg_db_changes(desk->db))
		return code;
	code = vg_db_run(desk->db, VG_STOREUNKNOWN_ADD, "ttttiit", event->qualifier,
	    from->device, from->source, from->agent, now.us, from->message, event->text);
	return code == VG_OK ? vg_db_run(desk->db, VG_STOREUNKNOWN_BOUND, "") : code;
}

int
vg_deskunknown_event(struct vg_desk *desk, const struct vg_event *event,
    const char *agent, int64_t message, struct vg_wall now)
{
	const struct sender from = {event->device, "", agent, agent[0] ? 0 : message};

	if (!event->device[0] || strcmp(event->kind, "unclassified-notification") != 0)
		return VG_OK;
	return note(desk, &from, event, now);
}

int
vg_deskunknown_crowded(struct vg_desk *desk, const struct vg_event *event, bool *crowded)
{
	const size_t q = VG_STOREUNKNOWN_CROWDED;

	*crowded = false;
	if (strcmp(event->kind, "unclassified-notification") != 0)
		return VG_OK;
	int code = vg_db_query(desk->db, q, "tt", event->device, event->qualifier);
	if (code == VG_OK && vg_db_next(desk->db, q))
		*crowded = vg_db_int(desk->db, q, 0) != 0;
	vg_db_done(desk->db, q);
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

int
vg_deskunknown_source(
    struct vg_desk *desk, const struct vg_trap *trap, int64_t message, struct vg_wall now)
{
	const struct sender from = {"", trap->source, "", message};
	struct vg_event event;

	vg_trapmap_unclassified("", trap, &event);
	return note(desk, &from, &event, now);
}

int
vg_deskunknown_proof(struct vg_desk *desk, const struct vg_event *event,
    const struct vg_message_key *key, int64_t first, const struct vg_buf *body)
{
	char device[VG_NAME_SIZE];
	struct vg_detail unused;
	struct vg_trap trap;

	/* Samples are evidence, too. */
	if (vg_notice_read(body->data, body->size, &trap, &unused) != VG_OK)
		return VG_OK;
	vg_trap_fini(&trap);

	vg_resource_split(event->resource, NULL, device);
	return vg_db_run(desk->db, VG_STOREUNKNOWN_PROOF, "tttbi", event->qualifier,
	    device, key->agent, key->spool, sizeof(key->spool), first);
}

/* --- out ----------------------------------------------------------------------------------- */

/* A row that outlives its query. */
struct row {
	struct vg_unknown_view view;
	char oid[VG_QUALIFIER_SIZE], device[VG_NAME_SIZE], source[VG_TRAP_SOURCE_SIZE];
	char agent[VG_NAME_SIZE], maker[VG_NAME_SIZE], text[VG_TEXT_SIZE];
	int64_t message, evidence;
};

/* Reads the row that 'q' stands at. */
static void
read_row(struct vg_desk *desk, size_t q, struct row *row)
{
	struct vg_db *db = desk->db;
	struct vg_oid oid = {.n_arcs = 0};

	memset(row, 0, sizeof(*row));
	vg_text_copy(row->oid, sizeof(row->oid), vg_db_text(db, q, 1));
	vg_text_copy(row->device, sizeof(row->device), vg_db_text(db, q, 2));
	vg_text_copy(row->source, sizeof(row->source), vg_db_text(db, q, 3));
	vg_text_copy(row->agent, sizeof(row->agent), vg_db_text(db, q, 4));
	vg_text_copy(row->text, sizeof(row->text), vg_db_text(db, q, 10));
	row->message = vg_db_int(db, q, 8);
	row->evidence = vg_db_int(db, q, 9);
	if (vg_oid_parse(row->oid, &oid) == VG_OK)
		vg_maker_name(desk->packs, &oid, row->maker);
	row->view = (struct vg_unknown_view){.id = vg_db_int(db, q, 0),
	    .oid = row->oid,
	    .device = row->device,
	    .source = row->source,
	    .agent = row->agent,
	    .maker = row->maker,
	    .text = row->text,
	    .known = vg_trapmap_knows(desk->packs, &oid),
	    .standing = vg_db_int(db, q, 11) != 0,
	    .count = vg_db_int(db, q, 5),
	    .first = {vg_db_int(db, q, 6)},
	    .last = {vg_db_int(db, q, 7)}};
}

int
vg_desk_unknown(struct vg_desk *desk, const char *device, struct vg_deskpage *page,
    vg_unknown_cb cb, void *cookie)
{
	const size_t q = VG_STOREUNKNOWN_LIST;
	struct vg_desklist_walk walk = {
	    desk, page, "unclassified", q, .key.n = {INT64_MAX, INT64_MAX}};
	int code = vg_desklist_begin(&walk);

	if (code == VG_OK)
		code = vg_db_query(
		    desk->db, q, "iiit", walk.key.n[0], walk.key.n[1], walk.want, device);
	while (code == VG_OK && vg_desklist_next(&walk)) {
		struct row row;
		read_row(desk, q, &row);
		walk.key.n[0] = row.view.last.us;
		walk.key.n[1] = row.view.id;
		cb(&row.view, cookie);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

/* The notification that the collector heard itself; VG_ENOENT: it is swept away. */
static int
read_message(struct vg_desk *desk, int64_t message, struct vg_trap *trap)
{
	const size_t q = VG_STOREUNKNOWN_BODY;
	int code = vg_db_query(desk->db, q, "i", message);
	size_t size;

	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? VG_ENOENT : code;
	const void *body = vg_db_blob(desk->db, q, 0, &size);
	code = vg_trapblob_unpack(body, size, trap);
	vg_db_done(desk->db, q);
	return code;
}

/* The one that an agent heard. */
static int
read_evidence(struct vg_desk *desk, int64_t evidence, struct vg_trap *trap)
{
	const size_t q = VG_STOREUNKNOWN_PARTS;
	struct vg_detail unused;
	struct vg_buf body;
	int code = vg_db_query(desk->db, q, "i", evidence);

	vg_buf_init(&body, 0);
	while (code == VG_OK && vg_db_next(desk->db, q)) {
		size_t size;
		const void *part = vg_db_blob(desk->db, q, 0, &size);
		vg_buf_add(&body, part, size);
	}
	if (code == VG_OK)
		code = body.size ? vg_notice_read(body.data, body.size, trap, &unused)
				 : VG_ENOENT;
	vg_buf_fini(&body);
	return code;
}

/* Gives the row with what 'trap' holds, if it is the row's: numbers of rows are used again. */
static void
give_whole(struct vg_desk *desk, struct row *row, const struct vg_trap *trap,
    vg_unknown_cb cb, void *cookie)
{
	char oid[VG_QUALIFIER_SIZE];
	struct vg_trap room;
	const struct vg_trap *kept =
	    vg_withhold(vg_packset_marks(desk->packs), NULL, trap, &room);

	vg_oid_text(&kept->oid, oid, sizeof(oid));
	row->view.trap = strcmp(oid, row->oid) == 0 ? kept : NULL;
	cb(&row->view, cookie);
	vg_withhold_end(kept, trap);
}

int
vg_desk_unknown_one(struct vg_desk *desk, int64_t id, vg_unknown_cb cb, void *cookie)
{
	const size_t q = VG_STOREUNKNOWN_ONE;
	struct vg_trap trap = {0};
	struct row row;
	int code = vg_db_query(desk->db, q, "i", id);

	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	read_row(desk, q, &row);
	vg_db_done(desk->db, q);
	code = row.message ? read_message(desk, row.message, &trap)
			   : read_evidence(desk, row.evidence, &trap);
	if (code == VG_OK)
		give_whole(desk, &row, &trap, cb, cookie);
	else if (!vg_db_is_disk(code))
		cb(&row.view, cookie);
	vg_trap_fini(&trap);
	return vg_db_is_disk(code) ? code : VG_OK;
}
