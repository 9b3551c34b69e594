/*
 * The table of running clocks.
 */
#include "collector/cli/clidue.h"

#include <stdio.h>
#include <string.h>

#include "collector/cli/clitable.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

enum { TEN_YEARS_S = 3660 * 86400 };

int
vg_clidue_span(const char *text, int64_t *seconds)
{
	size_t digits = strspn(text, "0123456789");
	const char *units = "mhd",
		   *unit = text[digits] ? strchr(units, text[digits]) : NULL;
	static const int64_t each[] = {60, 3600, 86400};
	char number[16];
	int64_t n;

	if (!unit || text[digits + 1] ||
	    vg_text_format(number, sizeof(number), "%.*s", (int)digits, text) != VG_OK ||
	    vg_text_int(number, 1, TEN_YEARS_S / each[unit - units], &n) != VG_OK)
		return VG_EPARSE;
	*seconds = n * each[unit - units];
	return VG_OK;
}

/* What --within and --client let through. */
struct wanted {
	int64_t within_s;   /* -1: all */
	const char *client; /* NULL: all */
};

static bool
is_wanted(const struct wanted *w, const json_t *target)
{
	if (w->client && strcmp(vg_cli_text(target, "client"), w->client) != 0)
		return false;
	return w->within_s < 0 ||
	    vg_cli_number(target, "remaining-seconds", 0) <= w->within_s;
}

static void
add_row(struct vg_cli *cli, struct vg_clitable *table, const json_t *t)
{
	int64_t left = vg_cli_number(t, "remaining-seconds", 0);
	char moment[VG_CLITIME_SIZE], span[VG_CLITIME_SIZE];
	char what[96];

	vg_clitime_moment(&cli->time, vg_clitime_parse(vg_cli_text(t, "due")), moment);
	vg_clitime_left(left, span);
	vg_text_format(what, sizeof(what), "%s%s%s", vg_cli_text(t, "target"),
	    vg_cli_text(t, "return")[0] ? " " : "", vg_cli_text(t, "return"));
	vg_clitable_line(table);
	vg_clitable_coloured(
	    table, vg_cli_true(t, "paused") ? "paused" : span, left < 0 ? "late" : "");
	vg_clitable_cell(table, moment);
	vg_clitable_cell(table, vg_cli_text(t, "case"));
	vg_clitable_cell(table, what);
	vg_clitable_cell(table, vg_cli_text(t, "client"));
	vg_clitable_cell(table, vg_cli_text(t, "ball"));
	vg_clitable_cell(table, vg_cli_text(t, "owner"));
}

int
vg_clidue_list(struct vg_cli *cli)
{
	static const char *const columns[] = {
	    ">LEFT", ">DUE", "CASE", "TARGET", "<CLIENT", "BALL", "OWNER"};
	const char *within = vg_cli_word(cli, "within", NULL);
	struct wanted w = {-1, vg_cli_word(cli, "client", NULL)};
	json_t *answer;

	if (within && vg_clidue_span(within, &w.within_s) != VG_OK) {
		vg_cli_complain("--within '%s' is no time: write 30m, 8h or 2d", within);
		return VG_CLIARGS_USAGE;
	}
	if (!cli->args.json)
		vg_cli_learn_zone(cli);
	int code = vg_cli_ask(cli, "/restconf/data/vigie-sla:sla/running", &answer);
	if (!answer)
		return code;
	json_t *targets =
	    json_object_get(json_object_get(answer, "vigie-sla:running"), "target");
	if (cli->args.json) {
		for (size_t i = json_array_size(targets); i-- > 0;) {
			if (!is_wanted(&w, json_array_get(targets, i)))
				json_array_remove(targets, i);
		}
		json_dumpf(answer, stdout, JSON_COMPACT);
		putchar('\n');
		json_decref(answer);
		return code;
	}
	struct vg_clitable *table = vg_clitable_new(columns, 7, cli->colour);
	for (size_t i = 0; i < json_array_size(targets); i++) {
		if (is_wanted(&w, json_array_get(targets, i)))
			add_row(cli, table, json_array_get(targets, i));
	}
	vg_clitable_print(table, "No clock runs.");
	json_decref(answer);
	return code;
}
