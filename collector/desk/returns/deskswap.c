/*
 * Swaps seen by poll.  Nothing is written replaced here: a person does that.
 */
#include "collector/desk/returns/deskswap.h"

#include <string.h>

#include "collector/desk/casework/deskreturnrow.h"
#include "collector/rma/swap.h"
#include "collector/store/storereturn.h"
#include "collector/store/storeunit.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

/* A box that was exchanged brings its boards with it: so long they are only learnt. */
enum { BOX_HOLD_S = 3600 };

/* A place in a device, and what is polled there now. */
struct place {
	struct vg_desk *desk; /* borrowed */
	char device[VG_NAME_SIZE], resource[VG_RESOURCE_SIZE];
	const char *part; /* "" the device itself; borrowed from 'resource' */
	const char *serial;
	struct vg_wall moment; /* of the inventory */
	struct vg_wall now;
};

/* What is on record of a place. */
struct record {
	char serial[VG_SERIAL_SIZE]; /* the last unit there; "" none */
	bool gone;                   /* it was moved away */
	struct vg_wall since;
	int64_t n; /* units that ever were there */
};

static int
open_place(struct vg_desk *desk, const char *resource, struct place *place)
{
	*place = (struct place){.desk = desk};
	int code = vg_text_copy(place->resource, sizeof(place->resource), resource);
	place->part = vg_resource_split(place->resource, NULL, place->device);
	return code;
}

static int
read_record(struct vg_desk *desk, const char *device, const char *part, struct record *r)
{
	const size_t q = VG_STOREUNIT_LAST;
	int code = vg_db_query(desk->db, q, "tt", device, part);

	*r = (struct record){.n = 0};
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	vg_text_copy(r->serial, sizeof(r->serial), vg_db_text(desk->db, q, 0));
	r->gone = vg_db_int(desk->db, q, 1) != 0;
	r->since.us = vg_db_int(desk->db, q, 2);
	r->n = vg_db_int(desk->db, q, 3);
	vg_db_done(desk->db, q);
	return VG_OK;
}

/* --- the alarm --------------------------------------------------------------------------- */

static int
say(struct vg_desk *desk, const char *resource, enum vg_action action,
    struct vg_wall moment, struct vg_wall now, const char *text)
{
	struct vg_event e = {
	    .action = action, .origin = VG_ORIGIN_SELF, .severity = VG_SEVERITY_MINOR};
	struct vg_detail detail;

	e.since = e.agent_time = moment;
	e.received = now;
	vg_text_copy(e.resource, sizeof(e.resource), resource);
	vg_text_copy(e.kind, sizeof(e.kind), "serial-mismatch");
	vg_resource_split(e.resource, NULL, e.device);
	vg_text_copy(e.text, sizeof(e.text), text);
	return vg_deskapply_event(desk, &e, "", 0, now, false, &detail);
}

int
vg_deskswap_mismatch(struct vg_desk *desk, const char *resource, const char *serial,
    const char *announced, struct vg_wall now)
{
	char text[VG_TEXT_SIZE];

	vg_text_format(text, sizeof(text), "serial %s serves, but %s was announced",
	    serial, announced);
	return say(desk, resource, VG_ACTION_RAISE, now, now, text);
}

/* Whether the place's mismatch stands. */
static int
is_raised(struct vg_desk *desk, const char *resource, bool *raised)
{
	struct vg_event key = {0};
	struct vg_alarm_row row;

	vg_text_copy(key.resource, sizeof(key.resource), resource);
	vg_text_copy(key.kind, sizeof(key.kind), "serial-mismatch");
	int code = vg_deskrows_alarm(desk, &key, &row);
	*raised = row.id != 0 && !row.cleared;
	return code;
}

static int
settle(struct vg_desk *desk, const char *resource, const char *serial,
    struct vg_wall moment, struct vg_wall now)
{
	char last[VG_SERIAL_SIZE], text[VG_TEXT_SIZE];
	bool raised;
	int code = is_raised(desk, resource, &raised);

	if (code != VG_OK || !raised)
		return code;
	code = vg_deskswap_polled(desk, resource, last);
	if (code != VG_OK || !vg_swap_is_same(last, serial))
		return code;
	vg_text_format(text, sizeof(text), "serial %s is on record now", serial);
	return say(desk, resource, VG_ACTION_CLEAR, moment, now, text);
}

int
vg_deskswap_settle(
    struct vg_desk *desk, const char *resource, const char *serial, struct vg_wall now)
{
	return settle(desk, resource, serial, now, now);
}

int
vg_deskswap_polled(
    struct vg_desk *desk, const char *resource, char serial[VG_SERIAL_SIZE])
{
	struct place place;
	struct record r;

	serial[0] = '\0';
	open_place(desk, resource, &place);
	int code = read_record(desk, place.device, place.part, &r);
	if (code == VG_OK && !r.gone)
		vg_text_copy(serial, VG_SERIAL_SIZE, r.serial);
	return code;
}

int
vg_deskswap_is_seen(
    struct vg_desk *desk, const struct vg_return_row *row, const char *serial, bool *seen)
{
	char last[VG_SERIAL_SIZE];
	int code = vg_deskswap_polled(desk, row->resource, last);

	*seen = vg_swap_is_same(serial, row->seen) || vg_swap_is_same(serial, last);
	return code;
}

/* --- where else it is known -------------------------------------------------------------- */

/* Of whom and where a serial is known beside the place. */
struct known {
	char place[VG_RESOURCE_SIZE]; /* of the same client; "" nowhere */
	char device[VG_NAME_SIZE];    /* where it is on record, of whatever client */
};

static void
note_known(
    const struct place *here, const char *device, const char *part, struct known *k)
{
	const struct vg_conf *conf = here->desk->conf;
	const struct vg_conf_device *d = vg_conf_device(conf, here->device);
	const struct vg_conf_device *there = vg_conf_device(conf, device);

	if (!there)
		return;
	if (!k->device[0])
		vg_text_copy(k->device, sizeof(k->device), device);
	if (!k->place[0] && d && strcmp(d->client, there->client) == 0)
		vg_text_format(
		    k->place, sizeof(k->place), "%s%s%s", device, *part ? "/" : "", part);
}

/* The units of polls, then those of the tree. */
static int
find_known(const struct place *here, struct known *k)
{
	const struct vg_conf *conf = here->desk->conf;
	const size_t q = VG_STOREUNIT_ELSEWHERE;
	struct vg_db *db = here->desk->db;
	int code = vg_db_query(db, q, "ttt", here->serial, here->device, here->part);

	*k = (struct known){.place = ""};
	while (code == VG_OK && vg_db_next(db, q))
		note_known(here, vg_db_text(db, q, 0), vg_db_text(db, q, 1), k);
	for (size_t i = 0; i < conf->n_devices; i++) {
		const struct vg_conf_device *d = &conf->devices[i];
		bool other = *here->part || strcmp(d->name, here->device) != 0;
		if (other && vg_swap_is_same(d->serial, here->serial))
			note_known(here, d->name, "", k);
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

/* P14: what is known of the contract of a serial that nobody announced. */
static void
write_entitlement(
    const struct place *here, const struct known *k, char text[VG_TEXT_SIZE])
{
	const struct vg_conf *conf = here->desk->conf;
	const struct vg_conf_device *d = vg_conf_device(conf, k->device);
	const struct vg_conf_device *place = vg_conf_device(conf, here->device);
	struct vg_entitlement e;

	vg_contract_judge(d ? d->contract : NULL, here->now, &e);
	if (d && d->contract)
		vg_text_format(text, VG_TEXT_SIZE,
		    "the unit is on record for %s, contract %s%s", d->name,
		    d->contract->name, e.contract ? "" : ", which is not in force");
	else if (d)
		vg_text_format(text, VG_TEXT_SIZE,
		    "the unit is on record for %s, without a contract", d->name);
	else if (place && place->contract)
		vg_text_format(text, VG_TEXT_SIZE,
		    "the unit is on record nowhere, no contract is known for it; the place "
		    "has contract %s",
		    place->contract->name);
	else
		text[0] = '\0';
}

/* --- one place --------------------------------------------------------------------------- */

/* The open return of what is in the place. */
static int
find_return(struct vg_desk *desk, const char *device, const char *resource,
    struct vg_return_row *row)
{
	const size_t q = VG_STORERETURN_OPEN_OF;
	char number[VG_DESK_NUMBER_SIZE] = "";

	int code = vg_db_query(desk->db, q, "tt", device, resource);
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		vg_text_copy(number, sizeof(number), vg_db_text(desk->db, q, 0));
		vg_db_done(desk->db, q);
	}
	return code == VG_OK ? vg_deskreturnrow_get(desk, number, row) : code;
}

/* The unit is here now, alone, and nowhere else. */
static int
put_unit(const struct place *p)
{
	struct vg_db *db = p->desk->db;
	int code = vg_db_run(
	    db, VG_STOREUNIT_LEAVE, "ttti", p->serial, p->device, p->part, p->moment.us);

	return code == VG_OK ? vg_db_run(db, VG_STOREUNIT_PUT, "ttti", p->serial,
				   p->device, p->part, p->moment.us)
			     : code;
}

/* The place that it came from says it no more, until it is asked again. */
static int
leave_other(const struct place *p, const struct known *k)
{
	char device[VG_NAME_SIZE], resource[VG_RESOURCE_SIZE], text[VG_TEXT_SIZE];

	vg_text_format(resource, sizeof(resource), "device/%s", k->place);
	bool whole = *vg_resource_split(resource, NULL, device) == '\0';
	int code = whole
	    ? vg_db_run(p->desk->db, VG_STOREUNIT_EMPTY, "tt", device, p->serial)
	    : VG_OK;
	vg_text_format(
	    text, sizeof(text), "serial %s moved to %s", p->serial, p->resource);
	return code == VG_OK
	    ? vg_desk_tell(p->desk, p->now, "device-changed", "", resource, text)
	    : code;
}

static int
carry(const struct place *p, const struct vg_return_row *row,
    const struct vg_swap_verdict *v, const struct known *k)
{
	struct vg_desk *desk = p->desk;
	char text[VG_TEXT_SIZE * 2];
	int code = VG_OK;

	vg_text_format(text, sizeof(text), "return %s: %s%s", row->number, v->text,
	    v->effects & VG_SWAP_PROPOSE_REPLACED ? " (proposed)" : "");
	if (row->number[0]) {
		code = vg_db_run(
		    desk->db, VG_STORERETURN_SEEN, "tt", row->number, p->serial);
		if (code == VG_OK)
			code = vg_desk_journal(desk, row->case_number, p->now, p->now,
			    "return", "vigie", text);
	}
	if (code == VG_OK)
		code = vg_desk_tell(desk, p->now, "device-changed", row->case_number,
		    p->resource, v->text);
	if (code == VG_OK && (v->effects & VG_SWAP_MOVE) && k->place[0])
		code = leave_other(p, k);
	if (code == VG_OK && (v->effects & VG_SWAP_MISMATCH))
		return say(
		    desk, p->resource, VG_ACTION_RAISE, p->moment, p->now, v->text);
	return code == VG_OK ? settle(desk, p->resource, p->serial, p->moment, p->now)
			     : code;
}

/* Whether the place's unit is the one that the tree has on record. */
static bool
is_of_tree(const struct place *p)
{
	const struct vg_conf_device *d = vg_conf_device(p->desk->conf, p->device);

	return d && !*p->part && vg_swap_is_same(d->serial, p->serial);
}

/* Whether this very unit was in the place before. */
static int
was_here(const struct place *p, bool *was)
{
	const size_t q = VG_STOREUNIT_WAS;
	struct vg_db *db = p->desk->db;
	int code = vg_db_query(db, q, "ttt", p->serial, p->device, p->part);

	*was = false;
	if (code != VG_OK || !vg_db_next(db, q))
		return code == VG_OK ? vg_db_failed(db) : code;
	*was = true;
	vg_db_done(db, q);
	return VG_OK;
}

/* Judges what is polled in the place; 'quiet': it came with its box and is only learnt. */
static int
see(const struct place *p, bool quiet)
{
	const struct vg_conf_device *d = vg_conf_device(p->desk->conf, p->device);
	char entitlement[VG_TEXT_SIZE];
	struct vg_return_row row;
	struct vg_swap_verdict v;
	struct record recorded;
	struct known known;
	bool was = false;
	int code = read_record(p->desk, p->device, p->part, &recorded);

	if (code == VG_OK)
		code = find_return(p->desk, p->device, p->resource, &row);
	if (code == VG_OK)
		code = find_known(p, &known);
	if (code == VG_OK)
		code = was_here(p, &was);
	if (code != VG_OK)
		return code;
	if (!recorded.serial[0] && !*p->part && d)
		vg_text_copy(recorded.serial, sizeof(recorded.serial), d->serial);
	write_entitlement(p, &known, entitlement);
	const bool home = was || is_of_tree(p);
	const struct vg_swap_facts facts = {.recorded = recorded.serial,
	    .polled = p->serial,
	    .has_return = row.number[0] != '\0',
	    .state = row.state,
	    .announced = row.announced,
	    .lent = row.lent,
	    .known_place = known.place[0] ? known.place
		: home                    ? "its shelf"
					  : "",
	    .entitlement = entitlement};
	vg_swap_judge(&facts, &v);
	if (v.rung == 1)
		return VG_OK;
	code = put_unit(p);
	if (code == VG_OK && v.rung == 3 && is_of_tree(p))
		return settle(p->desk, p->resource, p->serial, p->moment, p->now);
	if (code != VG_OK || v.rung <= 3 || (quiet && !row.number[0]))
		return code;
	return carry(p, &row, &v, &known);
}

/* --- the whole device -------------------------------------------------------------------- */

/* The box was exchanged just now, or is about to be seen exchanged. */
static int
is_new_box(const struct place *box, bool *is_new)
{
	struct vg_return_row row;
	struct record r;
	int code = read_record(box->desk, box->device, "", &r);

	*is_new =
	    r.n > 1 && vg_instant_since(box->moment, r.since) < BOX_HOLD_S * VG_SECOND_US;
	if (code == VG_OK)
		code = find_return(box->desk, box->device, box->resource, &row);
	if (code == VG_OK && row.number[0] && row.state >= VG_RETURN_SH)
		*is_new = true;
	return code;
}

int
vg_deskswap_inventory(struct vg_desk *desk, const struct vg_inventory *inventory,
    struct vg_wall moment, struct vg_wall now)
{
	char resource[VG_RESOURCE_SIZE];
	struct place box, place;
	bool quiet = false;

	vg_resource_build(resource, "device", inventory->device, NULL);
	open_place(desk, resource, &box);
	box.serial = inventory->serial;
	box.moment = moment;
	box.now = now;
	int code = see(&box, false);
	if (code == VG_OK)
		code = is_new_box(&box, &quiet);
	for (size_t i = 0; code == VG_OK && i < inventory->n_parts; i++) {
		vg_text_format(resource, sizeof(resource), "%s/%s", box.resource,
		    inventory->parts[i].name);
		if (open_place(desk, resource, &place) != VG_OK)
			continue;
		place.serial = inventory->parts[i].serial;
		place.moment = moment;
		place.now = now;
		code = see(&place, quiet);
	}
	return code;
}

int
vg_deskswap_parts(
    struct vg_desk *desk, const char *device, vg_deskswap_cb cb, void *cookie)
{
	const size_t q = VG_STOREUNIT_PARTS;
	int code = vg_db_query(desk->db, q, "t", device);

	while (code == VG_OK && vg_db_next(desk->db, q)) {
		const struct vg_deskswap_part part = {vg_db_text(desk->db, q, 0),
		    vg_db_text(desk->db, q, 1), {vg_db_int(desk->db, q, 2)}};
		cb(&part, cookie);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}
