/*
 * What another tree means for cases that are open: corrections and amendments move running
 * clocks, a contract that is found lets them begin (policy section 5, clause P1).
 */
#include "collector/desk/tree/deskrevise.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/casework/deskentitle.h"
#include "collector/desk/causes/deskkin.h"
#include "collector/desk/clock/deskclock.h"
#include "collector/desk/clock/desknextdue.h"
#include "collector/desk/record/desklater.h"
#include "collector/store/storelist.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

/* --- running clocks --------------------------------------------------------------------------- */

/* What a clock is judged by: a tree, as its versions stand at an instant; and why it is now. */
struct ruling {
	const struct vg_conf *conf;
	struct vg_wall as_of;
	char why[VG_NAME_SIZE + 64];
};

static int
judge(const struct ruling *by, const struct vg_case_row *row,
    const struct vg_clock_id *id, const struct vg_clock *clock, struct vg_wall now,
    struct vg_target_state *state)
{
	struct vg_sla_terms terms;

	vg_clock_terms(by->conf, row, id, clock, clock->n_kinds - 1, by->as_of, &terms);
	return vg_sla_compute(clock->rows, clock->n_rows, &terms, now, state);
}

/* Says in the journal that the due time moved, and arms the warnings anew. */
static int
revise_clock(struct vg_desk *desk, const struct ruling *before,
    const struct ruling *after, const struct vg_case_row *row,
    const struct vg_clock_id *id, struct vg_wall now)
{
	char text[VG_TEXT_SIZE], old[VG_INSTANT_TEXT_SIZE], new[VG_INSTANT_TEXT_SIZE];
	struct vg_target_state was, is;
	struct vg_clock clock;
	int code = vg_clock_load(desk, id, &clock);

	bool moved = code == VG_OK && clock.n_kinds &&
	    judge(before, row, id, &clock, now, &was) == VG_OK &&
	    judge(after, row, id, &clock, now, &is) == VG_OK && is.running &&
	    vg_instant_compare(was.due, is.due) != 0;
	vg_clock_fini(&clock);
	if (code != VG_OK || !moved)
		return code;
	vg_instant_text(was.due, old);
	vg_instant_text(is.due, new);
	vg_text_format(text, sizeof(text), "%s%s%s is due %s, no more %s: %s",
	    vg_sla_rule(id->target)->name, id->part[0] ? " of " : "", id->part, new, old,
	    after->why);
	code = vg_desk_journal(desk, row->number, now, now, "target", "vigie", text);
	if (code == VG_OK)
		code = vg_desk_tell(desk, now, "target-revised", row->number, "", text);
	return code == VG_OK ? vg_deskwarn_arm(desk, id, now) : code;
}

static int
revise_clocks(struct vg_desk *desk, const struct ruling *before,
    const struct ruling *after, const struct vg_case_row *row, struct vg_wall now)
{
	struct vg_clock_list list;
	int code = vg_clock_list(desk, row, now, &list);

	for (size_t i = 0; code == VG_OK && i < list.n; i++) {
		const struct vg_clock_id id =
		    vg_clock_of_entry(row->number, &list.entries[i]);
		code = revise_clock(desk, before, after, row, &id, now);
	}
	vg_clock_list_fini(&list);
	return code;
}

/* --- another tree ----------------------------------------------------------------------------- */

typedef char case_number[VG_CASE_NUMBER_SIZE];

struct numbers {
	case_number *number; /* owned */
	size_t n, room;
};

static int
list_open(struct vg_desk *desk, struct numbers *all)
{
	const size_t q = VG_STORELIST_OPEN_CASES;
	int code = vg_db_query(desk->db, q, "ti", "", INT64_MAX);

	while (code == VG_OK && vg_db_next(desk->db, q)) {
		all->number =
		    vg_mem_grow(all->number, &all->room, all->n, sizeof(*all->number));
		vg_text_copy(all->number[all->n++], VG_CASE_NUMBER_SIZE,
		    vg_db_text(desk->db, q, 0));
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

/*
 * Section 7: what planned work holds is held to its end as the tree has it now; withdrawn, no more.
 */
static int
hold_again(struct vg_desk *desk, const struct vg_alarm_row *row, struct vg_wall now)
{
	int64_t settle_us = (int64_t)desk->conf->policy.planned_settle_s * VG_SECOND_US;
	struct vg_wall until = now;
	char object[24];

	vg_text_format(object, sizeof(object), "%" PRId64, row->id);
	if (!vg_deskkin_work(
		desk, row->event.resource, row->event.device, row->class, now, &until))
		until = now;
	return vg_desk_put_due(desk, "hold", object, vg_instant_add(until, settle_us));
}

static int
look_at_planned(struct vg_desk *desk, struct vg_wall now)
{
	const size_t q = VG_STORELIST_PLANNED;
	int64_t id = 0, last;
	int code = VG_OK;

	do {
		struct vg_alarm_row row;
		last = id;
		code = vg_db_query(desk->db, q, "i", id);
		if (code != VG_OK || !vg_db_next(desk->db, q))
			return code == VG_OK ? vg_db_failed(desk->db) : code;
		id = vg_db_int(desk->db, q, 1);
		vg_db_done(desk->db, q);
		code = vg_deskrows_alarm_by_id(desk, id, &row);
		if (code == VG_OK)
			code = hold_again(desk, &row, now);
	} while (code == VG_OK && id > last);
	return code;
}

int
vg_deskrevise_amended(
    struct vg_desk *desk, const char *contract, struct vg_wall at, struct vg_wall now)
{
	const struct ruling before = {desk->conf, vg_instant_add(at, -1), ""};
	struct ruling after = {desk->conf, now, ""};
	struct numbers all = {0};
	int code = list_open(desk, &all);

	vg_text_format(
	    after.why, sizeof(after.why), "an amendment of %s is in force", contract);
	for (size_t i = 0; code == VG_OK && i < all.n; i++) {
		struct vg_case_row row;
		code = vg_deskrows_case(desk, all.number[i], &row);
		if (code != VG_OK || strcmp(row.contract, contract) != 0)
			continue;
		code = revise_clocks(desk, &before, &after, &row, now);
		if (code == VG_OK)
			code = vg_desklater_next_due(desk, row.number, now);
	}
	free(all.number);
	return code == VG_OK ? vg_desknextdue_amendments(desk, now) : code;
}

int
vg_deskrevise_look(struct vg_desk *desk, const struct vg_conf *before, struct vg_wall now)
{
	const struct ruling was = {before, now, ""};
	struct ruling is = {desk->conf, now, ""};
	struct numbers all = {0};
	int code = list_open(desk, &all);

	vg_text_format(
	    is.why, sizeof(is.why), "revision %" PRId64 " of the tree", desk->revision);

	for (size_t i = 0; code == VG_OK && i < all.n; i++) {
		struct vg_case_row row;
		code = vg_deskrows_case(desk, all.number[i], &row);
		if (code == VG_OK && before)
			code = revise_clocks(desk, &was, &is, &row, now);
		if (code == VG_OK)
			code = vg_deskentitle_look(desk, row.number, now);
	}
	free(all.number);
	return code == VG_OK ? look_at_planned(desk, now) : code;
}
