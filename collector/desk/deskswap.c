/*
 * Swaps seen by poll.  Nothing is written replaced here: a person does that.
 */
#include "collector/desk/deskswap.h"

#include <string.h>

#include "collector/rma/swap.h"
#include "collector/store/storereturn.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

static int
say(struct vg_desk *desk, const char *device, enum vg_action action, struct vg_wall now,
    const char *text)
{
	struct vg_event e = {
	    .action = action, .origin = VG_ORIGIN_SELF, .severity = VG_SEVERITY_MINOR};
	struct vg_detail detail;

	e.since = e.agent_time = e.received = now;
	vg_resource_build(e.resource, "device", device, NULL);
	vg_text_copy(e.kind, sizeof(e.kind), "serial-mismatch");
	vg_text_copy(e.device, sizeof(e.device), device);
	vg_text_copy(e.text, sizeof(e.text), text);
	return vg_deskapply_event(desk, &e, "", 0, now, false, &detail);
}

int
vg_deskswap_mismatch(struct vg_desk *desk, const char *device, const char *serial,
    const char *announced, struct vg_wall now)
{
	char text[VG_TEXT_SIZE];

	vg_text_format(text, sizeof(text), "serial %s serves, but %s was announced",
	    serial, announced);
	return say(desk, device, VG_ACTION_RAISE, now, text);
}

int
vg_deskswap_polled(struct vg_desk *desk, const char *device, char serial[VG_SERIAL_SIZE])
{
	const size_t q = VG_SQL_DEVICE_GET;
	int code = vg_db_query(desk->db, q, "t", device);

	serial[0] = '\0';
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	vg_text_copy(serial, VG_SERIAL_SIZE, vg_db_text(desk->db, q, 2));
	vg_db_done(desk->db, q);
	return VG_OK;
}

int
vg_deskswap_is_seen(
    struct vg_desk *desk, const struct vg_return_row *row, const char *serial, bool *seen)
{
	char last[VG_SERIAL_SIZE] = "";
	bool whole = *vg_resource_split(row->resource, NULL, NULL) == '\0';
	int code = whole ? vg_deskswap_polled(desk, row->device, last) : VG_OK;

	*seen = vg_swap_is_same(serial, row->seen) || vg_swap_is_same(serial, last);
	return code;
}

/* Whether the device's mismatch stands. */
static int
is_raised(struct vg_desk *desk, const char *device, bool *raised)
{
	struct vg_event key = {0};
	struct vg_alarm_row row;

	vg_resource_build(key.resource, "device", device, NULL);
	vg_text_copy(key.kind, sizeof(key.kind), "serial-mismatch");
	int code = vg_deskrows_alarm(desk, &key, &row);
	*raised = row.id != 0 && !row.cleared;
	return code;
}

int
vg_deskswap_settle(
    struct vg_desk *desk, const char *device, const char *serial, struct vg_wall now)
{
	char last[VG_SERIAL_SIZE], text[VG_TEXT_SIZE];
	bool raised;
	int code = is_raised(desk, device, &raised);

	if (code != VG_OK || !raised)
		return code;
	code = vg_deskswap_polled(desk, device, last);
	if (code != VG_OK || !vg_swap_is_same(last, serial))
		return code;
	vg_text_format(text, sizeof(text), "serial %s is on record now", serial);
	return say(desk, device, VG_ACTION_CLEAR, now, text);
}

/* The client's device that had this serial, "" when none had. */
static int
find_place(struct vg_desk *desk, const char *device, const char *serial,
    char place[VG_NAME_SIZE])
{
	const struct vg_conf_device *here = vg_conf_device(desk->conf, device);
	const struct vg_conf_device *there;
	const size_t q = VG_STORERETURN_PLACE_OF;
	int code = vg_db_query(desk->db, q, "tt", serial, device);

	place[0] = '\0';
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	vg_text_copy(place, VG_NAME_SIZE, vg_db_text(desk->db, q, 0));
	vg_db_done(desk->db, q);
	there = vg_conf_device(desk->conf, place);
	if (!here || !there || strcmp(here->client, there->client) != 0)
		place[0] = '\0';
	return VG_OK;
}

/* The open return of the device itself. */
static int
find_return(struct vg_desk *desk, const char *device, struct vg_return_row *row)
{
	const size_t q = VG_STORERETURN_OPEN_OF;
	char resource[VG_RESOURCE_SIZE], number[VG_DESK_NUMBER_SIZE] = "";

	vg_resource_build(resource, "device", device, NULL);
	int code = vg_db_query(desk->db, q, "tt", device, resource);
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		vg_text_copy(number, sizeof(number), vg_db_text(desk->db, q, 0));
		vg_db_done(desk->db, q);
	}
	return code == VG_OK ? vg_deskreturnrow_get(desk, number, row) : code;
}

static int
carry(struct vg_desk *desk, const char *device, const struct vg_return_row *row,
    const struct vg_swap_verdict *v, const char *serial, struct vg_wall now)
{
	char resource[VG_RESOURCE_SIZE], text[VG_TEXT_SIZE * 2];
	int code = VG_OK;

	vg_resource_build(resource, "device", device, NULL);
	vg_text_format(text, sizeof(text), "return %s: %s%s", row->number, v->text,
	    v->effects & VG_SWAP_PROPOSE_REPLACED ? " (proposed)" : "");
	if (row->number[0]) {
		code =
		    vg_db_run(desk->db, VG_STORERETURN_SEEN, "tt", row->number, serial);
		if (code == VG_OK)
			code = vg_desk_journal(
			    desk, row->case_number, now, now, "return", "vigie", text);
	}
	if (code == VG_OK)
		code = vg_desk_tell(
		    desk, now, "device-changed", row->case_number, resource, v->text);
	if (code == VG_OK && (v->effects & VG_SWAP_MISMATCH))
		return say(desk, device, VG_ACTION_RAISE, now, v->text);
	return code == VG_OK ? vg_deskswap_settle(desk, device, serial, now) : code;
}

int
vg_deskswap_seen(struct vg_desk *desk, const char *device, const char *recorded,
    const char *serial, struct vg_wall now)
{
	struct vg_return_row row;
	char place[VG_NAME_SIZE], entitlement[VG_TEXT_SIZE] = "";
	const struct vg_conf_device *d = vg_conf_device(desk->conf, device);
	struct vg_swap_verdict v;
	int code = find_return(desk, device, &row);

	if (code == VG_OK)
		code = find_place(desk, device, serial, place);
	if (code != VG_OK)
		return code;
	if (d && d->contract)
		vg_text_format(entitlement, sizeof(entitlement),
		    "the place has contract %s, the unit is not on record",
		    d->contract->name);
	const struct vg_swap_facts facts = {.recorded = recorded,
	    .polled = serial,
	    .has_return = row.number[0] != '\0',
	    .state = row.state,
	    .announced = row.announced,
	    .lent = row.lent,
	    .known_place = place,
	    .entitlement = entitlement};
	vg_swap_judge(&facts, &v);
	return v.rung > 3 ? carry(desk, device, &row, &v, serial, now) : VG_OK;
}
