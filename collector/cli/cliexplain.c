/*
 * Explanations of sums.
 */
#include "collector/cli/cliexplain.h"

#include "collector/cli/cli.h"
#include "collector/sla/explaintext.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

enum { ENGLISH_LABEL = 10, FRENCH_LABEL = 14 };

void
vg_cliexplain_due(const struct vg_cliexplain *sum, char text[VG_INSTANT_TEXT_SIZE])
{
	vg_instant_text_at(
	    sum->due.due, vg_zonetable_offset(sum->calendar->zone, sum->due.due), text);
}

void
vg_cliexplain_date(int64_t day, char text[VG_CLIEXPLAIN_DATE_SIZE])
{
	int year, month, of_month;

	vg_instant_date(day, &year, &month, &of_month);
	vg_text_format(
	    text, VG_CLIEXPLAIN_DATE_SIZE, "%04d-%02d-%02d", year, month, of_month);
}

static void
add_line(const struct vg_cliexplain *sum, const struct vg_tally_line *line,
    enum vg_slatext_language language, struct vg_buf *buf)
{
	const struct vg_explaintext_day day = {.day = line->day,
	    .why = line->why,
	    .reason = line->reason,
	    .n = line->n,
	    .of = sum->days,
	    .open_us = line->open_us,
	    .from = line->from,
	    .until = line->until,
	    .zone = sum->calendar->zone};

	vg_explaintext_day(&day, language, buf);
	vg_buf_add_text(buf, "\n");
}

/* "label     ": as wide for every label. */
static void
add_label(enum vg_slatext text, enum vg_slatext_language language, struct vg_buf *buf)
{
	vg_explaintext_label(vg_slatext(text, language),
	    language == VG_SLATEXT_FRENCH ? FRENCH_LABEL : ENGLISH_LABEL, buf);
}

static void
add_warning(const struct vg_cliexplain *sum, int percent,
    enum vg_slatext_language language, struct vg_buf *buf)
{
	char text[VG_INSTANT_TEXT_SIZE], label[16];
	struct vg_wall at;
	int code = sum->days
	    ? vg_workday_percent(sum->calendar, sum->from, sum->days, percent, &at)
	    : vg_calendar_percent(sum->calendar, sum->from, sum->open_us, percent, &at);

	if (code != VG_OK)
		return;
	vg_instant_text_at(at, vg_zonetable_offset(sum->calendar->zone, at), text);
	vg_text_format(label, sizeof(label), "%d %%", percent);
	vg_explaintext_label(
	    label, language == VG_SLATEXT_FRENCH ? FRENCH_LABEL : ENGLISH_LABEL, buf);
	vg_buf_addf(buf, "%s\n", text);
}

static void
add_head(const struct vg_cliexplain *sum, enum vg_slatext_language language,
    struct vg_buf *buf)
{
	const struct vg_calendar *c = sum->calendar;
	char text[VG_INSTANT_TEXT_SIZE];

	vg_cliexplain_due(sum, text);
	add_label(VG_SLATEXT_DUE, language, buf);
	vg_buf_addf(buf, "%s\n", text);
	if (sum->days) {
		add_label(VG_SLATEXT_LAST_DAY, language, buf);
		vg_explaintext_last_day(sum->due.last_day, language, buf);
		vg_buf_add_text(buf, "\n");
	}
	add_label(VG_SLATEXT_CALENDAR, language, buf);
	vg_buf_addf(buf, "%s, %s, %s %s\n", c->name, c->zone->name,
	    vg_slatext(VG_SLATEXT_HOLIDAYS, language),
	    c->holidays ? c->holidays->name
			: vg_slatext(VG_SLATEXT_NO_HOLIDAYS, language));
	vg_instant_text_at(sum->from, vg_zonetable_offset(c->zone, sum->from), text);
	add_label(VG_SLATEXT_START, language, buf);
	vg_buf_addf(buf, "%s\n", text);
}

void
vg_cliexplain_print(const struct vg_cliexplain *sum, enum vg_slatext_language language)
{
	struct vg_buf buf;

	vg_buf_init(&buf, 0);
	add_head(sum, language, &buf);
	add_warning(sum, 50, language, &buf);
	add_warning(sum, 75, language, &buf);
	add_warning(sum, 90, language, &buf);
	vg_buf_add_text(&buf, "\n");
	for (size_t i = 0; i < sum->tally.n_lines; i++)
		add_line(sum, &sum->tally.lines[i], language, &buf);
	vg_cli_print_lines(vg_buf_text(&buf));
	vg_buf_fini(&buf);
}
