/*
 * `sla explain`: each clock of a case, day by day, with who held the ball.
 */
#include <string.h>

#include "collector/desk/deskact.h"
#include "collector/desk/deskball.h"
#include "collector/desk/deskclock.h"
#include "collector/sla/explain.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

static const char *
why_text(enum vg_tally_why why)
{
	static const char *const texts[] = {"", "opened", "the day of the start",
	    "closed", "never open on this weekday", "holiday",
	    "skipped by the change of the clocks", "over",
	    "counted, but no last day (article 642)"};

	return texts[why];
}

static void
add_instant(struct vg_buf *out, const char *what, struct vg_wall at)
{
	char text[VG_INSTANT_TEXT_SIZE];

	if (!vg_instant_is_set(at))
		return;
	vg_instant_text(at, text);
	vg_buf_addf(out, "  %-8s %s\n", what, text);
}

static void
add_line(struct vg_buf *out, const struct vg_explain_line *line, bool days)
{
	int year, month, day;
	const char *held = "";
	int64_t most = 0;

	vg_instant_date(line->day, &year, &month, &day);
	vg_buf_addf(out, "    %04d-%02d-%02d  ", year, month, day);
	if (days && line->n)
		vg_buf_addf(out, "day %u", line->n);
	else if (!days && line->open_us)
		vg_buf_addf(out, "%lld h %02lld min",
		    (long long)(line->open_us / VG_HOUR_US),
		    (long long)(line->open_us / VG_MINUTE_US % 60));
	else
		vg_buf_addf(out, "not counted");
	if (why_text(line->why)[0] || line->reason[0])
		vg_buf_addf(out, ", %s%s%s", why_text(line->why),
		    line->reason[0] ? ": " : "", line->reason);
	if (line->paused_us)
		vg_buf_addf(out, ", paused: %s", line->cause);
	for (int s = 0; s < VG_SIDE_N; s++) {
		if (line->held_us[s] > most) {
			most = line->held_us[s];
			held = vg_ball_text((enum vg_side)s);
		}
	}
	if (held[0])
		vg_buf_addf(out, ", ball with %s", held);
	vg_buf_addf(
	    out, "%s%s\n", line->due ? ", due" : "", line->ahead ? " (ahead)" : "");
}

/* The clock that the rows from 'first' to 'end' are. */
struct span {
	size_t nth, first, end;
};

static void
print_clock(const struct vg_clock_entry *e, const struct vg_sla_terms *terms,
    const struct vg_explain *explain, struct vg_buf *out)
{
	const struct vg_target_state *s = &explain->state;

	vg_buf_addf(out, "%s%s%s (%s), calendar %s\n", vg_sla_rule(e->target)->name,
	    e->part[0] ? " of return " : "", e->part, vg_sla_rule(e->target)->clause,
	    terms->calendar->name);
	add_instant(out, "began", s->start);
	add_instant(out, "due", s->due);
	add_instant(out, "met", s->met);
	add_instant(out, "ended", s->ended);
	add_instant(out, "breached", s->breached);
	if (vg_instant_is_set(s->breached))
		vg_buf_addf(out, "  the ball was with the %s then\n",
		    vg_ball_text(explain->breach_ball));
	for (size_t i = 0; i < explain->n_lines; i++)
		add_line(out, &explain->lines[i], terms->unit == VG_UNIT_DAYS);
}

static int
explain_clock(struct vg_desk *desk, const struct vg_case_row *row,
    const struct vg_clock_entry *e, const struct vg_clock *clock, const struct span *span,
    const struct vg_deskball *ball, struct vg_wall now, struct vg_buf *out)
{
	const struct vg_clock_id id = vg_clock_of_entry(row->number, e);
	struct vg_explain explain = {0};
	struct vg_sla_terms terms;

	vg_clock_terms(vg_clock_conf(desk, clock, span->nth), row, &id, clock, span->nth,
	    now, &terms);
	int code = vg_explain_target(&clock->rows[span->first], span->end - span->first,
	    &terms, ball->moves, ball->n, now, &explain);
	if (code == VG_OK)
		print_clock(e, &terms, &explain, out);
	else if (code == VG_EINVAL || code == VG_ERANGE || code == VG_ELIMIT) {
		vg_buf_addf(
		    out, "%s: %s\n", vg_sla_rule(e->target)->name, vg_error_text(code));
		code = VG_OK;
	}
	vg_explain_fini(&explain);
	return code;
}

/* Every clock of a ledger, the oldest first. */
static int
explain_ledger(struct vg_desk *desk, const struct vg_case_row *row,
    const struct vg_clock_entry *e, const struct vg_deskball *ball, struct vg_wall now,
    struct vg_buf *out)
{
	const struct vg_clock_id id = vg_clock_of_entry(row->number, e);
	struct span span = {0};
	struct vg_clock clock;
	int code = vg_clock_load(desk, &id, &clock);

	for (size_t i = 1; code == VG_OK && i <= clock.n_rows; i++) {
		if (i < clock.n_rows && clock.rows[i].act != VG_LEDGER_START)
			continue;
		span.end = i;
		code = explain_clock(desk, row, e, &clock, &span, ball, now, out);
		span.first = i;
		span.nth++;
	}
	vg_clock_fini(&clock);
	return code;
}

static int
explain(struct vg_act_call *call)
{
	struct vg_desk *desk = call->desk;
	struct vg_clock_list list = {0};
	struct vg_deskball ball = {0};
	struct vg_case_row row;
	struct vg_buf out;
	int code = vg_deskrows_case(desk, call->act->object, &row);

	if (code == VG_OK && !row.number[0])
		return vg_detail_set(call->detail, VG_ENOENT, "case %.20s: there is none",
		    call->act->object);
	if (code == VG_OK)
		code = vg_deskball_load(desk, row.number, &ball);
	if (code == VG_OK)
		code = vg_clock_list(desk, &row, call->now, &list);
	vg_buf_init(&out, 0);
	for (size_t i = 0; code == VG_OK && i < list.n; i++)
		code =
		    explain_ledger(desk, &row, &list.entries[i], &ball, call->now, &out);
	if (code == VG_OK && out.size == 0)
		vg_buf_addf(&out, "No clock ever ran in this case.\n");
	vg_text_copy(call->result->state, sizeof(call->result->state),
	    vg_casestate_text(row.state));
	if (code == VG_OK)
		call->result->document = vg_buf_give(&out);
	else
		vg_buf_fini(&out);
	vg_clock_list_fini(&list);
	vg_deskball_fini(&ball);
	return code;
}

const struct vg_act_rule vg_deskexplain_rules[] = {
    {"sla-explain", "case", VG_ROLE_VIEWER, "", explain, 0},
    {0},
};
