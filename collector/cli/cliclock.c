/*
 * Reads the explained clocks of an answer back and prints them with the words of
 * collector/sla/explaintext.h.
 */
#include "collector/cli/cliclock.h"

#include <stdlib.h>
#include <string.h>

#include "collector/sla/explaintext.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/zone/zone.h"

/* A clock read back. */
struct clock {
	struct vg_explain_clock clock;
	struct vg_explain explain;
	struct vg_ledger_row *rows; /* owned */
	size_t room;
	struct vg_zone zone; /* owned */
};

/* Days since 1970-01-01 of "2026-07-17"; 0: it is none. */
static int64_t
read_day(const char *text)
{
	char spelt[VG_INSTANT_TEXT_SIZE];
	struct vg_wall at;

	vg_text_format(spelt, sizeof(spelt), "%.10sT00:00:00Z", text);
	return vg_instant_parse(spelt, &at) == VG_OK ? at.us / VG_DAY_US : 0;
}

static struct vg_wall
read_time(const json_t *object, const char *name)
{
	return vg_clitime_parse(vg_cli_text(object, name));
}

static int64_t
read_span(const json_t *object, const char *name)
{
	return vg_cli_number(object, name, 0) * VG_SECOND_US;
}

static void
read_acts(struct clock *c, struct vg_explain_line *line, const json_t *acts)
{
	line->first_row = c->clock.n_rows;
	for (size_t i = 0; i < json_array_size(acts); i++) {
		const json_t *act = json_array_get(acts, i);
		const char *cause = vg_cli_text(act, "cause");
		c->rows =
		    vg_mem_grow(c->rows, &c->room, c->clock.n_rows, sizeof(*c->rows));
		struct vg_ledger_row *row = &c->rows[c->clock.n_rows];
		*row = (struct vg_ledger_row){
		    .at = read_time(act, "at"), .cause = cause[0] ? cause : NULL};
		for (int a = VG_LEDGER_START; a <= VG_LEDGER_REOPEN; a++) {
			if (strcmp(vg_cli_text(act, "act"),
				vg_ledger_act_text((enum vg_ledger_act)a)) == 0)
				row->act = (enum vg_ledger_act)a;
		}
		/* One that a newer collector knows is not shown. */
		c->clock.n_rows += row->act != 0;
	}
	line->n_rows = c->clock.n_rows - line->first_row;
}

static void
read_line(struct clock *c, const json_t *entry)
{
	const json_t *held = json_object_get(entry, "held");
	int why = vg_explain_why_parse(vg_cli_text(entry, "why"));
	struct vg_explain *x = &c->explain;

	x->lines = vg_mem_grow(x->lines, &x->room, x->n_lines, sizeof(*x->lines));
	struct vg_explain_line *line = &x->lines[x->n_lines++];
	*line = (struct vg_explain_line){.day = read_day(vg_cli_text(entry, "day")),
	    .why = why < 0 ? VG_TALLY_OPEN : (enum vg_tally_why)why,
	    .open_us = read_span(entry, "open-seconds"),
	    .n = (unsigned)vg_cli_number(entry, "counted", 0),
	    .paused_us = read_span(entry, "paused-seconds"),
	    .cause = vg_cli_text(entry, "pause-cause"),
	    .due = vg_cli_true(entry, "due"),
	    .ahead = vg_cli_true(entry, "ahead")};
	vg_text_copy(line->reason, sizeof(line->reason), vg_cli_text(entry, "reason"));
	for (size_t i = 0; i < json_array_size(held); i++) {
		const json_t *h = json_array_get(held, i);
		int side = vg_ball_parse(vg_cli_text(h, "side"));
		if (side >= 0)
			line->held_us[side] = read_span(h, "seconds");
	}
	read_acts(c, line, json_object_get(entry, "act"));
}

static void
read_state(struct vg_explain *x, const json_t *entry)
{
	int ball = vg_ball_parse(vg_cli_text(entry, "breach-ball"));

	x->state = (struct vg_target_state){.running = vg_cli_true(entry, "running"),
	    .paused = vg_cli_true(entry, "paused"),
	    .start = read_time(entry, "start"),
	    .due = read_time(entry, "due"),
	    .met = read_time(entry, "met"),
	    .ended = read_time(entry, "ended"),
	    .breached = read_time(entry, "breached"),
	    .last_day = read_day(vg_cli_text(entry, "last-day"))};
	x->breach_ball = ball < 0 ? VG_SIDE_INTEGRATOR : (enum vg_side)ball;
}

/* Prints one clock; one of a target that is not known here is left out. */
static void
print_clock(const json_t *entry, enum vg_slatext_language language, struct vg_buf *buf)
{
	const json_t *lines = json_object_get(entry, "line");
	int target = vg_sla_target(vg_cli_text(entry, "target"));
	const char *zone = vg_cli_text(entry, "zone");
	struct clock c = {0};

	if (target < 0)
		return;
	if (zone[0])
		vg_zone_load(zone, &c.zone);
	read_state(&c.explain, entry);
	for (size_t i = 0; i < json_array_size(lines); i++)
		read_line(&c, json_array_get(lines, i));
	c.clock.target = (enum vg_target)target;
	c.clock.part = vg_cli_text(entry, "return");
	c.clock.calendar = vg_cli_text(entry, "calendar");
	c.clock.zone = &c.zone;
	c.clock.unit = strcmp(vg_cli_text(entry, "unit"), "days") == 0 ? VG_UNIT_DAYS
								       : VG_UNIT_HOURS;
	c.clock.amount = (uint32_t)vg_cli_number(entry, "amount", 0);
	c.clock.rows = c.rows;
	c.clock.error = json_string_value(json_object_get(entry, "error"));
	c.clock.explain = &c.explain;
	vg_explaintext_clock(&c.clock, language, buf);
	vg_explain_fini(&c.explain);
	free(c.rows);
	vg_zonetable_fini(&c.zone);
}

int
vg_cliclock_explain(struct vg_cli *cli)
{
	enum vg_slatext_language language = VG_SLATEXT_ENGLISH;
	char target[96], number[16];
	json_t *answer;
	struct vg_buf buf;

	int code = vg_cli_language(cli, &language);
	if (code != VG_CLIARGS_OK)
		return code;
	vg_cli_learn_zone(cli);
	code = vg_cli_case_number(cli, cli->args.object, number);
	if (code != VG_CLIARGS_OK)
		return code;
	vg_text_format(
	    target, sizeof(target), "/restconf/data/vigie-sla:sla/case=%s", number);
	code = vg_cli_get(cli, target, &answer);
	if (!answer)
		return code;
	const json_t *clocks = json_object_get(
	    json_array_get(json_object_get(answer, "vigie-sla:case"), 0), "clock");
	vg_buf_init(&buf, 0);
	for (size_t i = 0; i < json_array_size(clocks); i++)
		print_clock(json_array_get(clocks, i), language, &buf);
	if (!buf.size)
		vg_buf_addf(&buf, "%s\n", vg_slatext(VG_SLATEXT_NO_CLOCK, language));
	vg_cli_print_lines(vg_buf_text(&buf));
	vg_buf_fini(&buf);
	json_decref(answer);
	return code;
}
