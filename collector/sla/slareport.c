/*
 * Reports of a month.
 */
#include "collector/sla/slareport.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"

static const char *const readers[] = {
    [VG_SLAREPORT_CLIENT] = "client", [VG_SLAREPORT_INTERNAL] = "internal"};

const char *
vg_slareport_reader_text(enum vg_slareport_reader reader)
{
	return readers[reader];
}

int
vg_slareport_reader_parse(const char *text, enum vg_slareport_reader *reader)
{
	for (int i = VG_SLAREPORT_CLIENT; i <= VG_SLAREPORT_INTERNAL; i++) {
		if (strcmp(readers[i], text) != 0)
			continue;
		*reader = (enum vg_slareport_reader)i;
		return VG_OK;
	}
	return VG_EINVAL;
}

void
vg_slareport_init(struct vg_slareport *report, const char *contract, const char *client,
    int year, int month, const struct vg_zone *zone)
{
	int64_t first = vg_instant_days(year, month, 1);
	int64_t next = vg_instant_days(
	    month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1);

	*report = (struct vg_slareport){
	    .contract = contract,
	    .client = client,
	    .year = year,
	    .month = month,
	    .zone = zone,
	    .from = vg_zonetable_instant(zone, first, 0, VG_ZONE_FIRST),
	    .until = vg_zonetable_instant(zone, next, 0, VG_ZONE_FIRST),
	};
}

static bool
is_within(const struct vg_slareport *report, struct vg_wall at)
{
	return vg_instant_compare(at, report->from) >= 0 &&
	    vg_instant_compare(at, report->until) < 0;
}

/* When the target was decided; unset: it is not. */
static struct vg_wall
decided(const struct vg_target_state *state)
{
	if (vg_instant_is_set(state->breached))
		return state->breached;
	return vg_instant_is_set(state->met) ? state->met : state->ended;
}

static void
count(const struct vg_slareport *report, const struct vg_target_state *state,
    struct vg_slareport_count *c)
{
	struct vg_wall at = decided(state);

	if (!vg_instant_is_set(at) || vg_instant_compare(at, report->until) >= 0)
		c->running += vg_instant_compare(state->start, report->until) < 0;
	else if (!is_within(report, at))
		return;
	else if (vg_instant_is_set(state->breached))
		c->missed++;
	else if (vg_instant_is_set(state->met))
		c->kept++;
	else
		c->ended++;
}

bool
vg_slareport_shows(
    const struct vg_slareport_target *missed, enum vg_slareport_reader reader)
{
	enum vg_sight sight = vg_sla_rule(missed->target)->sight;

	return reader == VG_SLAREPORT_INTERNAL || sight == VG_SIGHT_CLIENT ||
	    (sight == VG_SIGHT_PROMISED && missed->promised);
}

const struct vg_slareport_count *
vg_slareport_count_of(const struct vg_slareport *report, enum vg_target target,
    enum vg_slareport_reader reader)
{
	return reader == VG_SLAREPORT_CLIENT ? &report->promised[target]
					     : &report->counts[target];
}

void
vg_slareport_add_target(
    struct vg_slareport *report, const struct vg_slareport_target *target)
{
	const struct vg_target_state *state = &target->state;

	count(report, state, &report->counts[target->target]);
	if (vg_slareport_shows(target, VG_SLAREPORT_CLIENT))
		count(report, state, &report->promised[target->target]);
	if (!vg_instant_is_set(state->breached) || !is_within(report, state->breached))
		return;
	report->missed = vg_mem_grow(
	    report->missed, &report->room, report->n_missed, sizeof(*report->missed));
	report->missed[report->n_missed++] = *target;
}

void
vg_slareport_add_case(struct vg_slareport *report, struct vg_wall opened,
    struct vg_wall solved, struct vg_wall closed, bool ticket,
    const struct vg_ball_move *moves, size_t n_moves, const struct vg_calendar *calendar,
    struct vg_wall now)
{
	struct vg_wall until = vg_instant_is_set(closed) ? closed : now;

	report->cases += vg_instant_compare(opened, report->until) < 0 &&
	    vg_instant_compare(until, report->from) >= 0;
	if (vg_instant_is_set(solved) && is_within(report, solved)) {
		report->solved++;
		report->solved_alone += !ticket;
	}
	if (vg_instant_compare(opened, report->from) < 0)
		opened = report->from;
	if (vg_instant_compare(until, report->until) > 0)
		until = report->until;
	vg_ball_add(&report->held, moves, n_moves, calendar, opened, until);
}

static void
print_counts(const struct vg_slareport *report, enum vg_slatext_language language,
    enum vg_slareport_reader reader, struct vg_buf *buf)
{
	const char *colon = vg_slatext(VG_SLATEXT_COLON, language);
	bool any = false;

	vg_buf_addf(buf, "%s\n", vg_slatext(VG_SLATEXT_TARGETS, language));
	for (int t = 0; t < VG_TARGET_N; t++) {
		const struct vg_slareport_count *c =
		    vg_slareport_count_of(report, (enum vg_target)t, reader);
		unsigned judged = c->kept + c->missed;
		if (!judged && !c->ended && !c->running)
			continue;
		any = true;
		vg_buf_addf(buf, "  %s%s%s %u, %s %u, %s %u, %s %u",
		    vg_slatext_target((enum vg_target)t, language), colon,
		    vg_slatext(VG_SLATEXT_KEPT, language), c->kept,
		    vg_slatext(VG_SLATEXT_MISSED, language), c->missed,
		    vg_slatext(VG_SLATEXT_ENDED, language), c->ended,
		    vg_slatext(VG_SLATEXT_RUNNING, language), c->running);
		if (judged)
			vg_buf_addf(buf, " (%u %%)", c->kept * 100 / judged);
		vg_buf_add_text(buf, "\n");
	}
	if (!any)
		vg_buf_addf(buf, "  %s\n", vg_slatext(VG_SLATEXT_NONE, language));
}

static void
print_missed(const struct vg_slareport *report, enum vg_slatext_language language,
    enum vg_slareport_reader reader, struct vg_buf *buf)
{
	const char *colon = vg_slatext(VG_SLATEXT_COLON, language);
	bool any = false;

	for (size_t i = 0; i < report->n_missed; i++) {
		const struct vg_slareport_target *m = &report->missed[i];
		if (!vg_slareport_shows(m, reader))
			continue;
		if (!any)
			vg_buf_addf(
			    buf, "%s\n", vg_slatext(VG_SLATEXT_MISSED_LIST, language));
		any = true;
		vg_buf_addf(buf, "  %s%s%s, %s %s\n", m->number, colon,
		    vg_slatext_target(m->target, language),
		    vg_slatext(VG_SLATEXT_BALL, language),
		    vg_slatext_side(m->ball, language));
	}
}

/* "26 h 05" */
static void
print_span(struct vg_buf *buf, int64_t us)
{
	int64_t minutes = us / VG_MINUTE_US;

	vg_buf_addf(buf, "%lld h %02d", (long long)(minutes / 60), (int)(minutes % 60));
}

static void
print_sides(const struct vg_slareport *report, enum vg_slatext_language language,
    struct vg_buf *buf)
{
	const char *colon = vg_slatext(VG_SLATEXT_COLON, language);

	vg_buf_addf(buf, "%s\n", vg_slatext(VG_SLATEXT_SIDES, language));
	for (int s = 0; s < VG_SIDE_N; s++) {
		vg_buf_addf(
		    buf, "  %s%s", vg_slatext_side((enum vg_side)s, language), colon);
		print_span(buf, report->held.wall_us[s]);
		vg_buf_add_text(buf, ", ");
		print_span(buf, report->held.open_us[s]);
		vg_buf_addf(buf, " %s\n", vg_slatext(VG_SLATEXT_OPEN, language));
	}
}

/* What limits the report: a month that is not over, nothing to tell, sums that failed. */
static void
print_limits(const struct vg_slareport *report, enum vg_slatext_language language,
    struct vg_buf *buf)
{
	char text[VG_INSTANT_TEXT_SIZE];

	if (vg_instant_is_set(report->as_of)) {
		vg_instant_text_at(report->as_of,
		    vg_zonetable_offset(report->zone, report->as_of), text);
		vg_buf_addf(
		    buf, "%s %s\n", vg_slatext(VG_SLATEXT_NOT_OVER, language), text);
	}
	if (!report->cases)
		vg_buf_addf(buf, "%s\n", vg_slatext(VG_SLATEXT_NO_CASE, language));
	if (report->unjudged)
		vg_buf_addf(buf, "%s%s%u\n", vg_slatext(VG_SLATEXT_UNJUDGED, language),
		    vg_slatext(VG_SLATEXT_COLON, language), report->unjudged);
}

void
vg_slareport_print(const struct vg_slareport *report, enum vg_slatext_language language,
    enum vg_slareport_reader reader, struct vg_buf *buf)
{
	const char *colon = vg_slatext(VG_SLATEXT_COLON, language);

	vg_buf_addf(buf, "%s %s, %s, %s %d\n", vg_slatext(VG_SLATEXT_CONTRACT, language),
	    report->contract, report->client, vg_slatext_month(report->month, language),
	    report->year);
	print_limits(report, language, buf);
	print_counts(report, language, reader, buf);
	print_missed(report, language, reader, buf);
	vg_buf_addf(buf, "%s%s%u\n", vg_slatext(VG_SLATEXT_SOLVED, language), colon,
	    report->solved);
	if (report->solved)
		vg_buf_addf(buf, "  %s%s%u (%u %%)\n",
		    vg_slatext(VG_SLATEXT_ALONE, language), colon, report->solved_alone,
		    report->solved_alone * 100 / report->solved);
	print_sides(report, language, buf);
}

void
vg_slareport_fini(struct vg_slareport *report)
{
	free(report->missed);
	report->missed = NULL;
	report->n_missed = report->room = 0;
}
