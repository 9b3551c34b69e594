/*
 * Ways out, and the messages that leave by them, for doors.
 */
#include "collector/desk/mail/deskwayview.h"

#include <string.h>

#include "collector/conf/confoutway.h"
#include "collector/desk/deskcore.h"
#include "collector/desk/desklist.h"
#include "collector/desk/mail/deskoutbox.h"
#include "collector/store/storeheld.h"
#include "collector/store/storelist.h"
#include "collector/store/storeoutway.h"
#include "lib/base/error.h"

static const char *
state_of(const struct vg_desk *desk, const char *name, bool used, bool fails)
{
	if (strcmp(name, "mail") != 0 && !vg_confoutway_find(desk->conf, name))
		return "gone";
	return !used ? "unused" : fails ? "fails" : "works";
}

int
vg_deskwayview_all(struct vg_desk *desk, vg_way_cb cb, void *cookie)
{
	const size_t q = VG_STOREOUTWAY_LIST;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "");

	while (code == VG_OK && vg_db_next(db, q)) {
		const char *name = vg_db_text(db, q, 0);
		const struct vg_way_view view = {.name = name,
		    .state = state_of(
			desk, name, vg_db_int(db, q, 1) > 1, vg_db_int(db, q, 2) != 0),
		    .failing = {vg_db_int(db, q, 2)},
		    .sent = {vg_db_int(db, q, 4)},
		    .waiting = vg_db_int(db, q, 5),
		    .oldest = {vg_db_int(db, q, 6)}};
		cb(&view, cookie);
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

int
vg_deskwayview_held(struct vg_desk *desk, int64_t *n)
{
	const size_t q = VG_STOREHELD_SILENT_N;
	int code = vg_db_query(desk->db, q, "i", INT64_C(10000));

	*n = 0;
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	*n = vg_db_int(desk->db, q, 0);
	vg_db_done(desk->db, q);
	return VG_OK;
}

int
vg_deskwayview_next_try(struct vg_desk *desk, struct vg_wall now, struct vg_wall *at)
{
	const size_t q = VG_STOREOUTWAY_SOONEST;
	int code = vg_db_query(desk->db, q, "i", now.us);

	*at = (struct vg_wall){0};
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	at->us = vg_db_int(desk->db, q, 0);
	vg_db_done(desk->db, q);
	return VG_OK;
}

/* --- messages -------------------------------------------------------------------------------- */

/* Gives the row that 'q' stands at; its number. */
static int64_t
give_message(struct vg_db *db, size_t q, vg_outbox_cb cb, void *cookie)
{
	const struct vg_outbox_view view = {.id = vg_db_int(db, q, 0),
	    .created = {vg_db_int(db, q, 1)},
	    .case_number = vg_db_text(db, q, 2),
	    .what = vg_db_text(db, q, 3),
	    .role = vg_db_text(db, q, 4),
	    .state = vg_db_text(db, q, 5),
	    .transition = vg_db_text(db, q, 6),
	    .recipient = vg_db_text(db, q, 7),
	    .language = vg_db_text(db, q, 8),
	    .template = vg_db_text(db, q, 9),
	    .message_id = vg_db_text(db, q, 10),
	    .tries = vg_db_int(db, q, 11),
	    .next_try = {vg_db_int(db, q, 12)},
	    .attachment = vg_db_text(db, q, 15),
	    .event = vg_db_text(db, q, 18),
	    .channel = vg_db_text(db, q, 16),
	    .way = vg_db_text(db, q, 17),
	    .reason = vg_db_text(db, q, 13),
	    .text = vg_db_text(db, q, 14)};

	cb(&view, cookie);
	return view.id;
}

int
vg_desk_outbox(struct vg_desk *desk, bool open, struct vg_deskpage *page, vg_outbox_cb cb,
    void *cookie)
{
	const size_t q = open ? VG_STORELIST_OUTBOX_OPEN : VG_STORELIST_OUTBOX;
	struct vg_desklist_walk walk = {desk, page, "outbox", q, .key.n = {INT64_MAX}};
	int code = vg_desklist_begin(&walk);

	if (code == VG_OK)
		code = vg_db_query(desk->db, q, "ii", walk.key.n[0], walk.want);
	while (code == VG_OK && vg_desklist_next(&walk))
		walk.key.n[0] = give_message(desk->db, q, cb, cookie);
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

int
vg_desk_outbox_one(struct vg_desk *desk, int64_t id, vg_outbox_cb cb, void *cookie)
{
	const size_t q = VG_STORELIST_OUTBOX_ONE;
	int code = vg_db_query(desk->db, q, "i", id);

	while (code == VG_OK && vg_db_next(desk->db, q))
		give_message(desk->db, q, cb, cookie);
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}
