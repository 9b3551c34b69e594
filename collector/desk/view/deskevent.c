/*
 * What became of messages.  Who decides what comes before the ladder writes it into the message's
 * state; what is a mere repeat names its alarm; all else has decisions.
 */
#include "collector/desk/view/deskevent.h"

#include <stdlib.h>
#include <string.h>

#include "collector/desk/deskcore.h"
#include "collector/desk/desklist.h"
#include "collector/desk/foreign/deskidentity.h"
#include "collector/desk/view/deskwhy.h"
#include "collector/store/storedecision.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/model/trapblob.h"

/* A row of the message table; what its body tells. */
struct row {
	int64_t id, sequence, type, alarm;
	struct vg_wall received;
	char agent[VG_NAME_SIZE], source[64], state[16];
	char device[VG_NAME_SIZE], name[VG_OID_TEXT_SIZE];
};

/* The device and the name of what came are in it. */
static void
read_body(struct vg_desk *desk, struct row *row, const void *blob, size_t size)
{
	struct vg_message m = {0};
	struct vg_detail unused;
	struct vg_trap trap;

	if (vg_trapblob_unpack(blob, size, &trap) != VG_OK)
		return;
	if (!row->agent[0]) {
		const struct vg_conf_device *device =
		    vg_deskidentity_of(desk, &trap, &unused);
		vg_text_copy(
		    row->device, sizeof(row->device), device ? device->name : "");
		(void)vg_oid_text(&trap.oid, row->name, sizeof(row->name));
	} else if (vg_vigiemib_decode(&trap, &m, &unused) == VG_OK) {
		vg_text_copy(row->device, sizeof(row->device), m.event.device);
		vg_text_copy(row->name, sizeof(row->name), vg_vigiemib_name(m.type));
		vg_vigiemib_fini(&m);
	}
	vg_trap_fini(&trap);
}

static void
read_row(struct vg_desk *desk, size_t q, struct row *row)
{
	struct vg_db *db = desk->db;
	size_t size;

	memset(row, 0, sizeof(*row));
	row->id = vg_db_int(db, q, 0);
	vg_text_copy(row->agent, sizeof(row->agent), vg_db_text(db, q, 1));
	row->sequence = vg_db_int(db, q, 2);
	row->type = vg_db_int(db, q, 3);
	vg_text_copy(row->source, sizeof(row->source), vg_db_text(db, q, 4));
	row->received.us = vg_db_int(db, q, 5);
	vg_text_copy(row->state, sizeof(row->state), vg_db_text(db, q, 6));
	row->alarm = vg_db_int(db, q, 7);
	const void *blob = vg_db_blob(db, q, 8, &size);
	read_body(desk, row, blob, size);
}

/* When the hole before it is given up, and what was applied last. */
static int
ask_hole(struct vg_desk *desk, struct vg_whytext_event *fate)
{
	const size_t q = VG_STOREDECISION_HOLE;
	int code = vg_db_query(desk->db, q, "t", fate->agent);

	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	fate->until.us = vg_db_int(desk->db, q, 0);
	fate->applied = vg_db_int(desk->db, q, 1);
	vg_db_done(desk->db, q);
	return VG_OK;
}

static enum vg_whytext_fate
fate_of(const struct row *row)
{
	bool of_fault =
	    row->type == 0 || vg_vigiemib_is_fault((enum vg_message_type)row->type);

	if (!row->state[0])
		return VG_WHYTEXT_NO_MESSAGE;
	if (strcmp(row->state, "waiting") == 0)
		return VG_WHYTEXT_WAITS;
	if (strcmp(row->state, "history") == 0)
		return row->agent[0] ? VG_WHYTEXT_ABANDONED : VG_WHYTEXT_STRANGER;
	if (!of_fault)
		return VG_WHYTEXT_ITSELF;
	if (row->alarm)
		return VG_WHYTEXT_REPEAT;
	return row->agent[0] ? VG_WHYTEXT_OLD : VG_WHYTEXT_NO_KIND;
}

static void
see_last(const struct vg_why *why, void *cookie)
{
	struct vg_deskevent *e = cookie;

	e->decided = true;
	e->last = *why;
}

static int
give(struct vg_desk *desk, const struct row *row, vg_deskevent_cb cb, void *cookie)
{
	struct vg_deskevent e = {.id = row->id,
	    .agent = row->agent,
	    .sequence = row->sequence,
	    .received = row->received,
	    .source = row->source,
	    .state = row->state,
	    .type = row->name,
	    .device = row->device,
	    .alarm = row->alarm,
	    .fate = {.agent = row->agent,
		.source = row->source,
		.sequence = row->sequence,
		.alarm = row->alarm,
		.days = desk->conf->retention.messages_days}};
	int code = vg_deskwhy_message(desk, row->id, see_last, &e);

	e.fate.fate = fate_of(row);
	if (e.decided && !e.alarm)
		e.alarm = e.last.alarm;
	if (code == VG_OK && e.fate.fate == VG_WHYTEXT_WAITS)
		code = ask_hole(desk, &e.fate);
	if (code == VG_OK)
		cb(&e, cookie);
	return code;
}

int
vg_deskevent_one(struct vg_desk *desk, int64_t id, vg_deskevent_cb cb, void *cookie)
{
	const size_t q = VG_STOREDECISION_MESSAGE;
	struct row row = {.id = id};
	int code = vg_db_query(desk->db, q, "i", id);

	if (code == VG_OK && vg_db_next(desk->db, q)) {
		read_row(desk, q, &row);
		vg_db_done(desk->db, q);
	}
	if (code == VG_OK)
		code = vg_db_failed(desk->db);
	return code == VG_OK ? give(desk, &row, cb, cookie) : code;
}

/* Rows that a page looks at, read before any is given: giving one asks more. */
static int
read_page(struct vg_desk *desk, int64_t below, struct vg_wall since, int64_t n,
    struct row *rows, size_t *n_rows)
{
	const size_t q = VG_STOREDECISION_MESSAGES;
	int code = vg_db_query(desk->db, q, "ii", below, n);

	*n_rows = 0;
	while (code == VG_OK && vg_db_next(desk->db, q)) {
		struct row *row = &rows[*n_rows];
		read_row(desk, q, row);
		if (vg_instant_compare(row->received, since) < 0) {
			vg_db_done(desk->db, q);
			break;
		}
		++*n_rows;
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

int
vg_deskevent_list(struct vg_desk *desk, const char *device, struct vg_wall since,
    struct vg_deskpage *page, vg_deskevent_cb cb, void *cookie)
{
	const size_t limit = vg_deskpage_limit(page);
	const size_t looks = device[0] ? VG_DESKPAGE_MAX : limit;
	struct vg_deskpage_key key = {.n = {INT64_MAX}};
	struct row *rows = vg_mem_array(looks + 1, sizeof(*rows));
	size_t n = 0, given = 0, i = 0;
	int code = vg_deskpage_begin(page, "events", &key);

	if (code == VG_OK)
		code = read_page(desk, key.n[0], since, (int64_t)looks + 1, rows, &n);
	for (; code == VG_OK && i < n && i < looks && given < limit; i++) {
		key.n[0] = rows[i].id;
		if (device[0] && strcmp(rows[i].device, device) != 0)
			continue;
		given++;
		code = give(desk, &rows[i], cb, cookie);
	}
	if (code == VG_OK && i < n)
		vg_deskpage_more(page, "events", &key);
	free(rows);
	return code;
}
