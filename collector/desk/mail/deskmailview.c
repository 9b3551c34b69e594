/*
 * Mails for the doors.
 */
#include "collector/desk/mail/deskmailview.h"

#include "collector/desk/deskcore.h"
#include "collector/desk/desklist.h"
#include "collector/store/storeblob.h"
#include "collector/store/storewaiting.h"
#include "lib/base/error.h"

static int64_t
give(struct vg_db *db, size_t q, vg_mail_cb cb, void *cookie)
{
	const struct vg_mail_view view = {.id = vg_db_int(db, q, 0),
	    .case_number = vg_db_text(db, q, 1),
	    .taken = {vg_db_int(db, q, 2)},
	    .recorded = {vg_db_int(db, q, 3)},
	    .message_id = vg_db_text(db, q, 4),
	    .person = vg_db_text(db, q, 5),
	    .side = vg_db_text(db, q, 6),
	    .automatic = vg_db_int(db, q, 7) != 0,
	    .rung = vg_db_int(db, q, 8),
	    .state = vg_db_text(db, q, 9),
	    .opened = vg_db_int(db, q, 10) != 0,
	    .from = vg_db_text(db, q, 11),
	    .to = vg_db_text(db, q, 12),
	    .subject = vg_db_text(db, q, 13),
	    .text = vg_db_text(db, q, 14),
	    .raw = vg_db_text(db, q, 15),
	    .reply_to = vg_db_text(db, q, 16),
	    .authentication = vg_db_text(db, q, 17),
	    .cut = vg_db_int(db, q, 18) != 0,
	    .unparsed = vg_db_int(db, q, 19) != 0,
	    .html = vg_db_int(db, q, 20) != 0,
	    .erased = vg_db_int(db, q, 21) != 0,
	    .cc = vg_db_text(db, q, 22)};

	cb(&view, cookie);
	return view.id;
}

int
vg_desk_mails_waiting(struct vg_desk *desk, int64_t *n, struct vg_wall *oldest)
{
	const size_t q = VG_STOREWAITING_COUNT;
	int code = vg_db_query(desk->db, q, "");

	*n = 0;
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		*n = vg_db_int(desk->db, q, 0);
		oldest->us = vg_db_int(desk->db, q, 1);
		vg_db_done(desk->db, q);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

int
vg_desk_mails(struct vg_desk *desk, bool waiting, struct vg_deskpage *page, vg_mail_cb cb,
    void *cookie)
{
	const size_t q = waiting ? (size_t)VG_STOREWAITING_LIST : VG_STOREBLOB_LIST;
	struct vg_desklist_walk walk = {desk, page, "mail", q, .key.n = {INT64_MAX}};
	int code = vg_desklist_begin(&walk);

	if (code == VG_OK)
		code = vg_db_query(desk->db, q, "ii", walk.key.n[0], walk.want);
	while (code == VG_OK && vg_desklist_next(&walk))
		walk.key.n[0] = give(desk->db, q, cb, cookie);
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

int
vg_desk_mail(struct vg_desk *desk, int64_t id, vg_mail_cb cb, void *cookie)
{
	const size_t q = VG_STOREBLOB_ONE;
	int code = vg_db_query(desk->db, q, "i", id);

	while (code == VG_OK && vg_db_next(desk->db, q))
		give(desk->db, q, cb, cookie);
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

int
vg_desk_mail_parts(struct vg_desk *desk, int64_t id, vg_mail_part_cb cb, void *cookie)
{
	const size_t q = VG_STOREBLOB_PARTS;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "i", id);

	while (code == VG_OK && vg_db_next(db, q)) {
		const struct vg_mail_part_view view = {.number = vg_db_int(db, q, 0),
		    .name = vg_db_text(db, q, 1),
		    .type = vg_db_text(db, q, 2),
		    .size = vg_db_int(db, q, 3),
		    .sha256 = vg_db_text(db, q, 4)};
		cb(&view, cookie);
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}
