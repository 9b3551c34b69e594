/*
 * Days and clocks in words.
 */
#include "collector/sla/explaintext.h"

/* The column of what is told of a clock, in characters. */
enum { LABEL = 14 };

static const char *const short_months[] = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/* --- parts ----------------------------------------------------------------------------------- */

void
vg_explaintext_date(int64_t day, enum vg_slatext_language language, struct vg_buf *buf)
{
	const char *name = vg_slatext_weekday_short(vg_calendar_weekday(day), language);
	int year, month, of_month;

	vg_instant_date(day, &year, &month, &of_month);
	if (language == VG_SLATEXT_FRENCH)
		vg_buf_addf(buf, "%s %02d/%02d/%04d", name, of_month, month, year);
	else
		vg_buf_addf(buf, "%s %2d %s %d", name, of_month,
		    short_months[(month + 11) % 12], year);
}

void
vg_explaintext_last_day(
    int64_t day, enum vg_slatext_language language, struct vg_buf *buf)
{
	int year, month, of_month;

	vg_instant_date(day, &year, &month, &of_month);
	vg_buf_addf(buf, "%04d-%02d-%02d%s", year, month, of_month,
	    vg_slatext(VG_SLATEXT_COLON, language));
	vg_explaintext_date(day, language, buf);
	vg_buf_addf(buf, " %s", vg_slatext(VG_SLATEXT_AT_24, language));
}

void
vg_explaintext_span(int64_t us, struct vg_buf *buf)
{
	long long s = us / VG_SECOND_US;

	if (s < 60)
		vg_buf_addf(buf, "%lld s", s);
	else if (s < 3600)
		vg_buf_addf(buf, "%lld min", s / 60);
	else
		vg_buf_addf(buf, "%lld h %02lld min", s / 3600, s / 60 % 60);
}

void
vg_explaintext_label(const char *label, int width, struct vg_buf *buf)
{
	int wide = 0;

	for (const char *c = label; *c; c++)
		wide += ((unsigned char)*c & 0xC0) != 0x80;
	vg_buf_addf(buf, "%s%*s", label, wide < width ? width - wide : 1, "");
}

/* "16:00", with seconds when it has some; 24:00 for what is the first instant after 'day'. */
static void
add_time(const struct vg_zone *zone, int64_t day, struct vg_wall at, struct vg_buf *buf)
{
	struct vg_civil c = vg_instant_civil(at, vg_zonetable_offset(zone, at));

	if (vg_zonetable_day(zone, at) > day)
		vg_buf_add_text(buf, "24:00");
	else if (c.second)
		vg_buf_addf(buf, "%02d:%02d:%02d", c.hour, c.minute, c.second);
	else
		vg_buf_addf(buf, "%02d:%02d", c.hour, c.minute);
}

/* --- a day ----------------------------------------------------------------------------------- */

/* Why a day did not count. */
static const char *
why_not(const struct vg_explaintext_day *d, enum vg_slatext_language language)
{
	switch (d->why) {
	case VG_TALLY_START:
		return vg_slatext(VG_SLATEXT_THE_START, language);
	case VG_TALLY_CLOSED:
		return d->reason[0] ? d->reason : vg_slatext(VG_SLATEXT_CLOSED, language);
	case VG_TALLY_HOLIDAY:
		return d->reason[0] ? d->reason
				    : vg_slatext(VG_SLATEXT_HOLIDAY, language);
	case VG_TALLY_WEEKLY:
		return vg_slatext_weekday(vg_calendar_weekday(d->day), language);
	case VG_TALLY_SKIPPED:
		return vg_slatext(VG_SLATEXT_SKIPPED, language);
	case VG_TALLY_OVER:
		return vg_slatext(d->of ? VG_SLATEXT_RESTED : VG_SLATEXT_OVER, language);
	case VG_TALLY_OPEN:
	case VG_TALLY_OPENED:
	case VG_TALLY_MOVED:
		break;
	}
	return "";
}

/* What stands behind a day that counts: an opening's reason, article 642, a change of clocks. */
static void
add_remark(const struct vg_explaintext_day *d, enum vg_slatext_language language,
    struct vg_buf *buf)
{
	if (d->why == VG_TALLY_OPENED)
		vg_buf_addf(buf, "  %s%s%s", vg_slatext(VG_SLATEXT_OPENED, language),
		    d->reason[0] ? vg_slatext(VG_SLATEXT_COLON, language) : "",
		    d->reason);
	if (d->why == VG_TALLY_MOVED)
		vg_buf_addf(buf, ", %s %s %s", vg_slatext(VG_SLATEXT_MOVED_BUT, language),
		    vg_slatext_weekday(vg_calendar_weekday(d->day), language),
		    vg_slatext(VG_SLATEXT_MOVED_NO, language));
	if (vg_instant_is_set(d->from) && d->open_us &&
	    vg_zonetable_offset(d->zone, d->from) !=
		vg_zonetable_offset(d->zone, d->until))
		vg_buf_addf(buf, "  %s", vg_slatext(VG_SLATEXT_CLOCKS_CHANGE, language));
}

static void
add_hours(const struct vg_explaintext_day *d, enum vg_slatext_language language,
    struct vg_buf *buf)
{
	vg_buf_addf(buf, "%s ", vg_slatext(VG_SLATEXT_COUNTED, language));
	vg_explaintext_span(d->open_us, buf);
	if (!vg_instant_is_set(d->from))
		return;
	vg_buf_addf(buf, ", %s", vg_slatext(VG_SLATEXT_HOURS_FROM, language));
	add_time(d->zone, d->day, d->from, buf);
	vg_buf_addf(buf, " %s ", vg_slatext(VG_SLATEXT_HOURS_UNTIL, language));
	add_time(d->zone, d->day, d->until, buf);
}

void
vg_explaintext_day(const struct vg_explaintext_day *day,
    enum vg_slatext_language language, struct vg_buf *buf)
{
	const char *why = why_not(day, language);

	vg_explaintext_date(day->day, language, buf);
	vg_buf_add_text(buf, "  ");
	if (day->n > day->of)
		vg_buf_add_text(buf, vg_slatext(VG_SLATEXT_COUNTED_TOO, language));
	else if (day->n)
		vg_buf_addf(buf, "%s %u %s %u", vg_slatext(VG_SLATEXT_COUNTED, language),
		    day->n, vg_slatext(VG_SLATEXT_COUNT_OF, language), day->of);
	else if (day->open_us)
		add_hours(day, language, buf);
	else
		vg_buf_addf(buf, "%s%s%s", vg_slatext(VG_SLATEXT_NOT_COUNTED, language),
		    why[0] ? vg_slatext(VG_SLATEXT_COLON, language) : "", why);
	if (day->n || day->open_us)
		add_remark(day, language, buf);
}

/* --- a clock --------------------------------------------------------------------------------- */

static void
add_label(enum vg_slatext text, enum vg_slatext_language language, struct vg_buf *buf)
{
	vg_buf_add_text(buf, "  ");
	vg_explaintext_label(vg_slatext(text, language), LABEL, buf);
}

static void
add_instant(const struct vg_explain_clock *c, enum vg_slatext label, struct vg_wall at,
    const char *after, enum vg_slatext_language language, struct vg_buf *buf)
{
	char text[VG_INSTANT_TEXT_SIZE];

	if (!vg_instant_is_set(at))
		return;
	add_label(label, language, buf);
	vg_instant_text_at(at, vg_zonetable_offset(c->zone, at), text);
	vg_buf_addf(buf, "%s%s%s\n", text, after[0] ? ", " : "", after);
}

/* The cause of the act that brought the clock to rest. */
static const char *
rest_cause(const struct vg_explain_clock *c)
{
	const struct vg_ledger_row *rest = vg_ledger_rest(c->rows, c->n_rows, 0);

	return rest && rest->cause ? rest->cause : "";
}

static void
add_head(const struct vg_explain_clock *c, enum vg_slatext_language language,
    struct vg_buf *buf)
{
	const struct vg_target_state *s = &c->explain->state;

	add_instant(c, VG_SLATEXT_START, s->start, "", language, buf);
	add_instant(c, VG_SLATEXT_DUE, s->due, "", language, buf);
	if (c->unit == VG_UNIT_DAYS && s->last_day) {
		add_label(VG_SLATEXT_LAST_DAY, language, buf);
		vg_explaintext_last_day(s->last_day, language, buf);
		vg_buf_add_text(buf, "\n");
	}
	add_instant(c, VG_SLATEXT_MET, s->met, rest_cause(c), language, buf);
	add_instant(c, VG_SLATEXT_END, s->ended, rest_cause(c), language, buf);
	if (!vg_instant_is_set(s->breached))
		return;
	add_instant(c, VG_SLATEXT_BREACHED, s->breached, "", language, buf);
	vg_buf_addf(buf, "  %*s%s %s\n", LABEL, "",
	    vg_slatext(VG_SLATEXT_BALL_THEN, language),
	    vg_slatext_side(c->explain->breach_ball, language));
}

/* Who held the ball of the day, for how long when it was not one alone. */
static void
add_ball(const struct vg_explain_line *line, enum vg_slatext_language language,
    struct vg_buf *buf)
{
	int n = 0;

	for (int s = 0; s < VG_SIDE_N; s++)
		n += line->held_us[s] > 0;
	for (int s = 0, told = 0; s < VG_SIDE_N; s++) {
		if (line->held_us[s] <= 0)
			continue;
		vg_buf_addf(buf, "%s%s %s", told++ ? ", " : "; ",
		    vg_slatext(VG_SLATEXT_BALL_WITH, language),
		    vg_slatext_side((enum vg_side)s, language));
		if (n < 2)
			continue;
		vg_buf_add_text(buf, " ");
		vg_explaintext_span(line->held_us[s], buf);
	}
}

static void
add_rows(const struct vg_explain_clock *c, const struct vg_explain_line *line,
    enum vg_slatext_language language, struct vg_buf *buf)
{
	for (size_t i = 0; i < line->n_rows; i++) {
		const struct vg_ledger_row *row = &c->rows[line->first_row + i];
		vg_buf_addf(buf, "  %*s", LABEL, "");
		add_time(c->zone, line->day, row->at, buf);
		vg_buf_addf(buf, " %s%s%s\n", vg_slatext_act(row->act, language),
		    row->cause ? vg_slatext(VG_SLATEXT_COLON, language) : "",
		    row->cause ? row->cause : "");
	}
}

static void
add_line(const struct vg_explain_clock *c, const struct vg_explain_line *line,
    enum vg_slatext_language language, struct vg_buf *buf)
{
	const struct vg_explaintext_day day = {.day = line->day,
	    .why = line->why,
	    .reason = line->reason,
	    .n = line->n,
	    .of = c->unit == VG_UNIT_DAYS ? c->amount : 0,
	    .open_us = line->open_us,
	    .zone = c->zone};

	vg_buf_add_text(buf, "  ");
	vg_explaintext_day(&day, language, buf);
	if (line->paused_us) {
		vg_buf_addf(buf, "; %s ", vg_slatext(VG_SLATEXT_PAUSED, language));
		vg_explaintext_span(line->paused_us, buf);
		vg_buf_addf(buf, "%s%s",
		    line->cause[0] ? vg_slatext(VG_SLATEXT_COLON, language) : "",
		    line->cause);
	}
	add_ball(line, language, buf);
	if (line->due)
		vg_buf_addf(buf, "; %s", vg_slatext(VG_SLATEXT_DUE, language));
	if (line->ahead)
		vg_buf_addf(buf, " (%s)", vg_slatext(VG_SLATEXT_AHEAD, language));
	vg_buf_add_text(buf, "\n");
	add_rows(c, line, language, buf);
}

void
vg_explaintext_clock(const struct vg_explain_clock *clock,
    enum vg_slatext_language language, struct vg_buf *buf)
{
	const char *clause = vg_sla_rule(clock->target)->clause;

	vg_buf_addf(buf, "%s", vg_slatext_target(clock->target, language));
	if (clock->part[0])
		vg_buf_addf(buf, " %s %s", vg_slatext(VG_SLATEXT_OF_RETURN, language),
		    clock->part);
	if (clause[0])
		vg_buf_addf(buf, " (%s)", clause);
	vg_buf_addf(
	    buf, ", %s %s\n", vg_slatext(VG_SLATEXT_CALENDAR, language), clock->calendar);
	if (clock->error) {
		vg_buf_addf(buf, "  %s%s%s\n", vg_slatext(VG_SLATEXT_CANNOT, language),
		    vg_slatext(VG_SLATEXT_COLON, language), clock->error);
		return;
	}
	add_head(clock, language, buf);
	for (size_t i = 0; i < clock->explain->n_lines; i++)
		add_line(clock, &clock->explain->lines[i], language, buf);
}
