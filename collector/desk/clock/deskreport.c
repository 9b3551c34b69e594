/*
 * Cases of a contract into the report of a month.
 *
 * A clock that was merged in time goes on in the survivor and is judged there; a merged case held
 * nobody's ball from then on.  A case that was voided is in no report.
 */
#include "collector/desk/clock/deskreport.h"

#include <string.h>

#include "collector/desk/clock/clockwalk.h"
#include "collector/desk/clock/deskball.h"
#include "collector/store/storereport.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

enum { FIRST_YEAR = 1971, LAST_YEAR = 2099 };

/* --- what is asked ---------------------------------------------------------------------------- */

static int
parse_month(const char *text, int *year, int *month)
{
	char part[8];
	int64_t y, m;

	if (strlen(text) != 7 || text[4] != '-' || strspn(text, "0123456789") != 4 ||
	    strspn(text + 5, "0123456789") != 2)
		return VG_EINVAL;
	vg_text_format(part, sizeof(part), "%.4s", text);
	if (vg_text_int(part, FIRST_YEAR, LAST_YEAR, &y) != VG_OK)
		return VG_EINVAL;
	vg_text_format(part, sizeof(part), "%s", text + (text[5] == '0' ? 6 : 5));
	if (vg_text_int(part, 1, 12, &m) != VG_OK)
		return VG_EINVAL;
	*year = (int)y;
	*month = (int)m;
	return VG_OK;
}

/* The client: as the tree has it, else as the cases of a contract that is gone. */
static int
find_client(struct vg_desk *desk, const struct vg_contract *k, struct vg_deskreport *made)
{
	const size_t q = VG_STOREREPORT_CLIENT;

	if (k) {
		vg_text_copy(made->client, sizeof(made->client), k->client);
		return VG_OK;
	}
	int code = vg_db_query(desk->db, q, "t", made->contract);
	if (code != VG_OK)
		return code;
	if (!vg_db_next(desk->db, q))
		return vg_db_failed(desk->db) == VG_OK ? VG_ENOENT
						       : vg_db_failed(desk->db);
	vg_text_copy(made->client, sizeof(made->client), vg_db_text(desk->db, q, 0));
	vg_db_done(desk->db, q);
	return VG_OK;
}

/* --- a case ----------------------------------------------------------------------------------- */

/* What the walk over the cases knows of the one at hand. */
struct telling {
	struct vg_desk *desk;
	struct vg_slareport *report;
	const struct vg_contract *contract; /* NULL: gone from the tree */
	struct vg_wall now;
	struct vg_case_row row;
	struct vg_deskball ball;
	struct vg_wall solved, merged; /* unset: not */
	bool ticket;
};

static int
tell_clock(const struct vg_clockwalk_step *step, void *cookie)
{
	struct telling *t = cookie;
	struct vg_slareport_target target = {
	    .target = step->id.target, .promised = true, .state = step->state};

	if (step->error != VG_OK) {
		t->report->unjudged++;
		return VG_OK;
	}
	bool ends_by_merging = vg_instant_is_set(t->merged) &&
	    vg_instant_compare(step->state.ended, t->merged) == 0;
	if (ends_by_merging && !vg_instant_is_set(step->state.breached))
		return VG_OK;
	vg_text_copy(target.number, sizeof(target.number), t->row.number);
	if (vg_instant_is_set(step->state.breached))
		target.ball = vg_ball_at(
		    t->ball.moves, t->ball.n, vg_instant_add(step->state.breached, -1));
	vg_slareport_add_target(t->report, &target);
	return VG_OK;
}

/* What was recorded late is solved when it happened. */
static void
look_for_happened(const struct vg_entry_view *entry, void *cookie)
{
	struct telling *t = cookie;

	if (vg_instant_compare(entry->recorded, t->solved) == 0 &&
	    (strcmp(entry->kind, "resolve") == 0 || strcmp(entry->kind, "close") == 0))
		t->solved = entry->happened;
}

/* The calendar of the contract's version that the case was opened under. */
static const struct vg_calendar *
calendar_of(const struct telling *t)
{
	const struct vg_contract *k = t->contract;
	const struct vg_terms *v = k
	    ? vg_terms_at(k->versions, k->n_versions, t->row.opened, t->row.opened)
	    : NULL;

	return vg_conf_contract_calendar(
	    t->desk->conf, t->row.contract, v ? v->calendar : "always");
}

static int
tell_case(struct telling *t, const char *number)
{
	int code = vg_deskrows_case(t->desk, number, &t->row);

	if (code == VG_OK)
		code = vg_deskball_load(t->desk, t->row.number, &t->ball);
	if (code == VG_OK && vg_instant_is_set(t->solved))
		code =
		    vg_desk_entries(t->desk, t->row.number, NULL, look_for_happened, t);
	if (code == VG_OK)
		vg_slareport_add_case(t->report, t->row.opened, t->solved,
		    vg_instant_is_set(t->merged) ? t->merged : t->row.closed, t->ticket,
		    t->ball.moves, t->ball.n, calendar_of(t), t->now);
	if (code == VG_OK)
		code = vg_clockwalk_case(t->desk, &t->row, t->now, tell_clock, t);
	vg_deskball_fini(&t->ball);
	return code;
}

static int
tell_cases(struct vg_desk *desk, struct vg_deskreport *made, struct vg_wall now)
{
	const size_t q = VG_STOREREPORT_CASES;
	struct telling t = {.desk = desk,
	    .report = &made->report,
	    .contract = vg_conf_contract(desk->conf, made->contract),
	    .now = now};
	char number[VG_CASE_NUMBER_SIZE];
	int code = vg_db_query(desk->db, q, "tii", made->contract, made->report.from.us,
	    made->report.until.us);

	while (code == VG_OK && vg_db_next(desk->db, q)) {
		vg_text_copy(number, sizeof(number), vg_db_text(desk->db, q, 0));
		t.solved.us = vg_db_int(desk->db, q, 1);
		t.ticket = vg_db_int(desk->db, q, 2);
		t.merged.us = vg_db_int(desk->db, q, 3);
		code = tell_case(&t, number);
		if (code != VG_OK)
			vg_db_done(desk->db, q);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

int
vg_deskreport_make(struct vg_desk *desk, const char *contract, const char *month,
    struct vg_wall now, struct vg_deskreport *made, struct vg_detail *detail)
{
	const struct vg_contract *k = vg_conf_contract(desk->conf, contract);
	int year, of_year;

	memset(made, 0, sizeof(*made));
	if (parse_month(month, &year, &of_year) != VG_OK)
		return vg_detail_set(detail, VG_EINVAL,
		    "'%.16s' is no month: write 2026-07, of %d to %d", month,
		    (int)FIRST_YEAR, (int)LAST_YEAR);
	if (vg_text_copy(made->contract, sizeof(made->contract), contract) != VG_OK)
		return vg_detail_set(
		    detail, VG_ENOENT, "contract %.64s...: there is none", contract);
	int code = find_client(desk, k, made);
	if (code == VG_ENOENT)
		return vg_detail_set(detail, code,
		    "contract %.64s: neither the tree nor a case knows it", contract);
	if (code != VG_OK)
		return code;
	vg_slareport_init(&made->report, made->contract, made->client, year, of_year,
	    k && k->zone ? k->zone : &desk->conf->zone);
	if (vg_instant_compare(now, made->report.from) < 0)
		return vg_detail_set(detail, VG_ERANGE,
		    "contract %s: the month %s has not begun: there is nothing to report",
		    made->contract, month);
	if (vg_instant_compare(now, made->report.until) < 0)
		made->report.as_of = now;
	return tell_cases(desk, made, now);
}

void
vg_deskreport_fini(struct vg_deskreport *made)
{
	vg_slareport_fini(&made->report);
}
