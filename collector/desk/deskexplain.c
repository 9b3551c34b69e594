/*
 * `sla explain`: each clock of a case, day by day, with who held the ball.
 */
#include <string.h>

#include "collector/desk/deskact.h"
#include "collector/sla/explain.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

enum { MAX_MOVES = 1000 };

struct moves {
	struct vg_ball_move rows[MAX_MOVES];
	size_t n;
};

/* Each entry of the journal says with whom the ball is after it. */
static void
add_move(const struct vg_entry_view *entry, void *cookie)
{
	struct moves *m = cookie;

	for (int side = 0; side < VG_SIDE_N && m->n < MAX_MOVES; side++) {
		if (strcmp(entry->ball, vg_ball_text((enum vg_side)side)) == 0)
			m->rows[m->n++] = (struct vg_ball_move){
			    .at = entry->happened, .side = (enum vg_side)side};
	}
}

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

static int
explain_one(struct vg_act_call *call, enum vg_target target, const struct moves *moves,
    struct vg_buf *out)
{
	struct vg_deskclock_ledger ledger;
	struct vg_explain explain;
	int code = vg_deskclock_ledger(call->desk, call->act->object, target, &ledger);

	if (code != VG_OK || !ledger.exists)
		return code;
	memset(&explain, 0, sizeof(explain));
	code = vg_explain_target(ledger.rows, ledger.n_rows, &ledger.terms, moves->rows,
	    moves->n, call->now, &explain);
	if (code == VG_OK) {
		const struct vg_target_state *s = &explain.state;
		vg_buf_addf(out, "%s (%s), calendar %s\n", vg_sla_rule(target)->name,
		    vg_sla_rule(target)->clause, ledger.terms.calendar->name);
		add_instant(out, "began", s->start);
		add_instant(out, "due", s->due);
		add_instant(out, "met", s->met);
		add_instant(out, "ended", s->ended);
		add_instant(out, "breached", s->breached);
		if (vg_instant_is_set(s->breached))
			vg_buf_addf(out, "  the ball was with the %s then\n",
			    vg_ball_text(explain.breach_ball));
		for (size_t i = 0; i < explain.n_lines; i++)
			add_line(
			    out, &explain.lines[i], ledger.terms.unit == VG_UNIT_DAYS);
	} else if (code == VG_EINVAL || code == VG_ERANGE || code == VG_ELIMIT) {
		vg_buf_addf(
		    out, "%s: %s\n", vg_sla_rule(target)->name, vg_error_text(code));
		code = VG_OK;
	}
	vg_explain_fini(&explain);
	return code;
}

static int
explain(struct vg_act_call *call)
{
	struct moves moves = {.n = 0};
	struct vg_case_row row;
	struct vg_buf out;
	int code = vg_deskrows_case(call->desk, call->act->object, &row);

	if (code == VG_OK && !row.number[0])
		return vg_detail_set(call->detail, VG_ENOENT, "case %.20s: there is none",
		    call->act->object);
	if (code == VG_OK)
		code = vg_desk_entries(call->desk, row.number, NULL, add_move, &moves);
	vg_buf_init(&out, 0);
	for (int t = 0; code == VG_OK && t < VG_TARGET_N; t++)
		code = explain_one(call, (enum vg_target)t, &moves, &out);
	if (code == VG_OK && out.size == 0)
		vg_buf_addf(&out, "No clock ever ran in this case.\n");
	vg_text_copy(call->result->state, sizeof(call->result->state),
	    vg_casestate_text(row.state));
	if (code == VG_OK)
		call->result->document = vg_buf_give(&out);
	else
		vg_buf_fini(&out);
	return code;
}

const struct vg_act_rule vg_deskexplain_rules[] = {
    {"sla-explain", "case", VG_ROLE_VIEWER, "", explain, 0},
    {0},
};
