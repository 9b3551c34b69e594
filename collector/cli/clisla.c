/*
 * Sums without a collector.  The tree of --tree is read by the collector's own reader, so that
 * a calendar means here what it means there.
 */
#include "collector/cli/clisla.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/cli/cliexplain.h"
#include "collector/conf/conf.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/time/workday.h"
#include "lib/yang/calendarload.h"

enum { MAX_HOURS = 24 * VG_CALENDAR_MAX_DAYS, FIRST_YEAR = 1971, LAST_YEAR = 2099 };

/* --- the start ---------------------------------------------------------------------------- */

/* Writes the offset 'text' ("+0200", "+02") as RFC 3339 wants it. */
static int
spell_offset(const char *text, char *offset, size_t size)
{
	size_t n = strlen(text);

	if (n == 5 && !strchr(text, ':'))
		return vg_text_format(offset, size, "%.3s:%s", text, text + 3);
	return vg_text_format(offset, size, "%s%s", text, n == 3 ? ":00" : "");
}

int
vg_clisla_read(const struct vg_zone *zone, const char *text, struct vg_wall *at)
{
	char spelt[64], offset[16] = "";
	const char *time = strlen(text) > 10 ? text + 11 : "00:00:00";
	size_t n = strcspn(time, "Zz+-");
	struct vg_wall read;

	if (strlen(text) > 10 && !strchr("Tt ", text[10]))
		return VG_EPARSE;
	if (spell_offset(time + n, offset, sizeof(offset)) != VG_OK || n > 15 ||
	    vg_text_format(spelt, sizeof(spelt), "%.10sT%.*s%s%s", text, (int)n, time,
		n == 5 ? ":00" : "", offset[0] ? offset : "Z") != VG_OK ||
	    vg_instant_parse(spelt, &read) != VG_OK)
		return VG_EPARSE;
	int year = vg_instant_civil(read, 0).year;
	if (year < FIRST_YEAR || year > LAST_YEAR)
		return VG_ERANGE;
	if (!offset[0]) {
		int64_t in_day = read.us % VG_DAY_US;
		read = vg_zonetable_instant(zone, read.us / VG_DAY_US,
		    (int)(in_day / VG_SECOND_US), VG_ZONE_FIRST);
		read = vg_instant_add(read, in_day % VG_SECOND_US);
	}
	*at = read;
	return VG_OK;
}

static int
read_from(const struct vg_cli *cli, const struct vg_zone *zone, struct vg_wall *from)
{
	int code = vg_clisla_read(zone, cli->args.from, from);

	if (code == VG_ERANGE)
		vg_cli_complain("--from '%s': zones are known from %d to %d",
		    cli->args.from, (int)FIRST_YEAR, (int)LAST_YEAR);
	else if (code != VG_OK)
		vg_cli_complain("--from '%s' is no instant: write "
				"2026-07-09T14:00:00+02:00",
		    cli->args.from);
	return code == VG_OK ? VG_CLIARGS_OK : VG_CLIARGS_USAGE;
}

/* --- the calendar ------------------------------------------------------------------------- */

/* What the sum needs, as long as it needs it. */
struct room {
	struct vg_context *context;
	struct vg_tree *tree;
	struct vg_conf *conf;            /* of --tree */
	struct vg_calendarset *shipped;  /* without it */
	const struct vg_calendarset *in; /* one of the two */
};

static int
open_room(struct room *room, const char *file, struct vg_detail *detail)
{
	int code = vg_context_new(&room->context, detail);

	if (code != VG_OK)
		return code;
	if (!file) {
		code =
		    vg_calendarload_folder(room->context, NULL, &room->shipped, detail);
		room->in = room->shipped;
		return code;
	}
	code = vg_tree_load(room->context, file, VG_TREE_COLLECTOR, &room->tree, detail);
	if (code == VG_OK && vg_conf_read(room->tree, &room->conf, detail) != VG_OK)
		code = vg_detail_prefix(detail, "%s", file);
	if (code == VG_OK)
		room->in = room->conf->calendars;
	return code;
}

static void
close_room(struct room *room)
{
	vg_conf_free(room->conf);
	vg_tree_free(room->tree);
	vg_calendarset_free(room->shipped);
	vg_context_free(room->context);
}

/* Says which calendar is missing, and what was there to choose from. */
static int
no_calendar(const struct vg_cli *cli, const struct room *room)
{
	char names[700] = "";
	const struct vg_calendar *c;

	for (size_t i = 0; (c = vg_calendarset_at(room->in, i)); i++) {
		size_t used = strlen(names);
		vg_text_format(names + used, sizeof(names) - used, "%s%s",
		    used ? ", " : "", c->name);
	}
	vg_cli_complain("calendar '%s' is neither shipped%s%s; there are: %s",
	    cli->args.calendar, cli->args.tree ? " nor in " : " nor in a --tree",
	    cli->args.tree ? cli->args.tree : "", names);
	return VG_CLIARGS_NOT_FOUND;
}

/* --- the sum ------------------------------------------------------------------------------ */

static int
too_long(const struct vg_cli *cli, int64_t n, const char *what)
{
	vg_cli_complain(
	    "calendar %s: %lld %s do not run out within %d days (10 years) of %s",
	    cli->args.calendar, (long long)n, what, (int)VG_CALENDAR_MAX_DAYS,
	    cli->args.from);
	return VG_CLIARGS_FAILURE;
}

static int
compute(const struct vg_cli *cli, const struct vg_calendar *calendar,
    struct vg_cliexplain *sum)
{
	const struct vg_cliargs *args = &cli->args;

	sum->calendar = calendar;
	if (args->hours) {
		sum->open_us = args->hours * VG_HOUR_US;
		if (vg_calendar_explain(calendar, sum->from, sum->open_us, &sum->due.due,
			&sum->tally) == VG_OK)
			return VG_CLIARGS_OK;
		return too_long(cli, args->hours, "hours");
	}
	sum->days = (unsigned)args->days;
	sum->last = vg_text_same(args->last_day, "art-642") ? VG_WORKDAY_ART_642
							    : VG_WORKDAY_COUNTED;
	if (vg_workday_add(calendar, sum->from, sum->days, sum->last, &sum->due,
		&sum->tally) == VG_OK)
		return VG_CLIARGS_OK;
	return too_long(cli, args->days, "working days");
}

static int
check_usage(const struct vg_cliargs *args)
{
	if (!args->hours == !args->days)
		vg_cli_complain("sla due wants --hours N or --days N, one of the two");
	else if (args->hours > MAX_HOURS || args->days > VG_CALENDAR_MAX_DAYS)
		vg_cli_complain("--%s: at most %d", args->hours ? "hours" : "days",
		    args->hours ? (int)MAX_HOURS : (int)VG_CALENDAR_MAX_DAYS);
	else if (args->last_day && !args->days)
		vg_cli_complain("--last-day is for a sum of days");
	else if (args->last_day && strcmp(args->last_day, "counted") != 0 &&
	    strcmp(args->last_day, "art-642") != 0)
		vg_cli_complain(
		    "--last-day is counted or art-642, not '%s'", args->last_day);
	else
		return VG_CLIARGS_OK;
	return VG_CLIARGS_USAGE;
}

/* The due instant with its offset, and for days the last one: the key `due` is fixed. */
static void
print_json(const struct vg_cliexplain *sum)
{
	char due[VG_INSTANT_TEXT_SIZE], last[VG_CLIEXPLAIN_DATE_SIZE];
	json_t *answer;

	vg_cliexplain_due(sum, due);
	answer = json_pack("{ss}", "due", due);
	if (sum->days) {
		vg_cliexplain_date(sum->due.last_day, last);
		json_object_set_new(answer, "last-day", json_string(last));
	}
	json_dumpf(answer, stdout, JSON_PRESERVE_ORDER);
	putchar('\n');
	json_decref(answer);
}

static int
run(struct vg_cli *cli, const struct room *room, enum vg_slatext_language language)
{
	const struct vg_calendar *calendar =
	    vg_calendarset_find(room->in, cli->args.calendar);
	struct vg_cliexplain sum = {0};

	if (!calendar)
		return no_calendar(cli, room);
	int code = read_from(cli, calendar->zone, &sum.from);
	if (code == VG_CLIARGS_OK)
		code = compute(cli, calendar, &sum);
	if (code == VG_CLIARGS_OK && cli->args.json)
		print_json(&sum);
	else if (code == VG_CLIARGS_OK)
		vg_cliexplain_print(&sum, language);
	vg_tally_fini(&sum.tally);
	return code;
}

int
vg_clisla_due(struct vg_cli *cli)
{
	struct vg_detail detail = {0};
	struct room room = {0};
	enum vg_slatext_language language = VG_SLATEXT_ENGLISH;
	int code = check_usage(&cli->args);

	if (code == VG_CLIARGS_OK)
		code = vg_cli_language(cli, &language);
	if (code != VG_CLIARGS_OK)
		return code;
	int err = open_room(&room, cli->args.tree, &detail);
	if (err != VG_OK) {
		vg_cli_complain("%s", detail.text);
		code = err == VG_ENOENT ? VG_CLIARGS_NOT_FOUND : VG_CLIARGS_FAILURE;
	} else {
		code = run(cli, &room, language);
	}
	close_room(&room);
	return code;
}
