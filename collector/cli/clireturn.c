/*
 * Returns: the list, and one as a page.
 */
#include "collector/cli/clireturn.h"

#include <stdio.h>
#include <string.h>

#include "collector/cli/clilist.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* --- list ---------------------------------------------------------------------------------- */

/* Since when it is as it is: "2 d 3 h". */
static void
write_age(const struct vg_cli *cli, const json_t *r, char age[VG_CLITIME_SIZE])
{
	struct vg_wall moved = vg_clitime_parse(vg_cli_text(r, "moved"));

	age[0] = '\0';
	if (vg_instant_is_set(moved))
		vg_clitime_span(
		    vg_instant_since(cli->time.now, moved) / VG_SECOND_US, age);
}

static bool
add_row(struct vg_cli *cli, struct vg_clitable *table, const json_t *r)
{
	bool stuck = vg_cli_true(r, "stuck");
	char age[VG_CLITIME_SIZE];

	if (cli->args.stuck && !stuck)
		return false;
	write_age(cli, r, age);
	vg_clitable_line(table);
	vg_clitable_cell(table, vg_cli_text(r, "id"));
	vg_clitable_cell(table, vg_cli_text(r, "case"));
	vg_clitable_cell(table, vg_cli_text(r, "state"));
	vg_clitable_coloured(table, age, stuck ? "late" : "");
	vg_clitable_cell(table, vg_cli_text(r, "missing"));
	vg_clitable_cell(table, vg_cli_text(r, "resource"));
	vg_clitable_cell(table, vg_cli_text(r, "serial"));
	vg_clitable_cell(table, vg_cli_text(r, "rma"));
	vg_clitable_cell(table, vg_cli_text(r, "faulty"));
	return true;
}

int
vg_clireturn_list(struct vg_cli *cli)
{
	static const char *const columns[] = {"RETURN", "CASE", "STATE", ">SINCE",
	    "WAITS FOR", "<UNIT", "SERIAL", "RMA", "FAULTY UNIT"};
	const struct vg_clilist list = {.target = cli->args.all
		? "/restconf/data/vigie-cases:returns?depth=3"
		: "/restconf/data/vigie-cases:returns?depth=3&state=open",
	    .top = "vigie-cases:returns",
	    .list = "return",
	    .columns = columns,
	    .n_columns = 9,
	    .none = cli->args.stuck ? "No return is stuck." : "No open return.",
	    .row = add_row};

	if (!cli->args.json)
		vg_cli_learn_zone(cli);
	return vg_clilist_show(cli, &list);
}

/* --- show ---------------------------------------------------------------------------------- */

/* "name  value", left out when there is none. */
static void
line(const char *name, const char *value)
{
	if (!value[0])
		return;
	printf("  %-12s", name);
	vg_cli_print(value);
	putchar('\n');
}

/* Appends ", WORD VALUE" to 'out' when there is a value. */
static void
join(char out[512], const char *word, const char *value)
{
	size_t used = strlen(out);

	if (value[0])
		vg_text_format(out + used, 512 - used, "%s%s%s%s", used ? ", " : "", word,
		    word[0] ? " " : "", value);
}

static void
join_time(const struct vg_cli *cli, char out[512], const char *word, const char *value)
{
	char moment[VG_CLITIME_SIZE];

	vg_clitime_moment(&cli->time, vg_clitime_parse(value), moment);
	join(out, word, moment);
}

/* One entry of a list: texts after their words, times likewise, in the order of 'fields'. */
struct field {
	const char *name, *word;
	bool is_time;
};

static void
print_part(const struct vg_cli *cli, const json_t *r, const char *list, const char *label,
    const struct field *fields, size_t n)
{
	const json_t *entries = json_object_get(r, list);

	for (size_t i = 0; i < json_array_size(entries); i++) {
		const json_t *entry = json_array_get(entries, i);
		char text[512] = "";
		for (size_t f = 0; f < n; f++) {
			const char *value = vg_cli_text(entry, fields[f].name);
			if (fields[f].is_time)
				join_time(cli, text, fields[f].word, value);
			else
				join(text, fields[f].word, value);
		}
		line(label, text);
	}
}

static void
print_parts(const struct vg_cli *cli, const json_t *r)
{
	static const struct field keys[] = {{"side", "", false}, {"given", "given", true},
	    {"check", "", false}, {"result", "", false}, {"engineer", "by", false},
	    {"evidence", "", false}, {"who", "recorded by", false},
	    {"taken", "TAKEN BACK", true}, {"why", "", false}};
	static const struct field checks[] = {{"result", "", false}, {"at", "", true},
	    {"who", "by", false}, {"check", "", false}, {"text", "", false}};
	static const struct field numbers[] = {{"number", "", false},
	    {"state", "", false}, {"at", "since", true}, {"who", "recorded by", false}};
	static const struct field shipments[] = {{"carrier", "by", false},
	    {"tracking", "tracking", false}, {"serial", "serial", false},
	    {"ship-to", "to the", false}, {"sent", "sent", true}, {"how", "", false},
	    {"ended", "", true}, {"proof", "", false}};
	static const struct field units[] = {{"role", "", false},
	    {"serial", "serial", false}, {"state", "", false}, {"changed", "since", true},
	    {"data", "data", false}, {"carrier", "by", false},
	    {"tracking", "tracking", false}};

	print_part(cli, r, "check", "check", checks, sizeof(checks) / sizeof(checks[0]));
	print_part(cli, r, "key", "key", keys, sizeof(keys) / sizeof(keys[0]));
	print_part(cli, r, "number", "RMA number", numbers,
	    sizeof(numbers) / sizeof(numbers[0]));
	print_part(cli, r, "shipment", "shipment", shipments,
	    sizeof(shipments) / sizeof(shipments[0]));
	print_part(cli, r, "unit", "unit", units, sizeof(units) / sizeof(units[0]));
}

static void
print_return(struct vg_cli *cli, const json_t *r)
{
	char text[512] = "", age[VG_CLITIME_SIZE];

	vg_cli_print(vg_cli_text(r, "id"));
	printf("  ");
	vg_cli_print(vg_cli_text(r, "part"));
	putchar('\n');
	write_age(cli, r, age);
	join(text, "", vg_cli_text(r, "state"));
	join(text, "since", age);
	if (vg_cli_true(r, "stuck"))
		join(text, "", "STUCK");
	line("state", text);
	line("waits for", vg_cli_text(r, "missing"));
	line("case", vg_cli_text(r, "case"));
	text[0] = '\0';
	join(text, "", vg_cli_text(r, "resource"));
	join(text, "serial", vg_cli_text(r, "serial"));
	line("unit", text);
	text[0] = '\0';
	join(text, "", vg_cli_text(r, "kind"));
	join(text, "", vg_cli_text(r, "flow"));
	vg_text_format(age, sizeof(age), "%d", (int)vg_cli_number(r, "attempt", 1));
	join(text, "attempt", age);
	join(text, "asked by", vg_cli_text(r, "who"));
	join_time(cli, text, "", vg_cli_text(r, "opened"));
	line("return", text);
	line("by rule", vg_cli_text(r, "rule"));
	text[0] = '\0';
	join_time(cli, text, "runs since", vg_cli_text(r, "clock"));
	line("replacement", text);
	line("announced", vg_cli_text(r, "announced"));
	line("seen", vg_cli_text(r, "seen"));
	line("lent", vg_cli_text(r, "lent"));
	text[0] = '\0';
	join(text, "", vg_cli_text(r, "outcome"));
	join(text, "serial", vg_cli_text(r, "new-serial"));
	join_time(cli, text, "", vg_cli_text(r, "replaced"));
	line("replaced", text);
	print_parts(cli, r);
	printf("\nTimes in %s.\n", cli->time.zone.n_steps ? cli->time.zone.name : "UTC");
}

int
vg_clireturn_show(struct vg_cli *cli)
{
	char target[160], key[96];
	json_t *answer;
	int code;

	if (vg_text_percent(key, sizeof(key), cli->args.object, "") != VG_OK) {
		vg_cli_complain("'%s' is too long for a number", cli->args.object);
		return VG_CLIARGS_USAGE;
	}
	vg_text_format(
	    target, sizeof(target), "/restconf/data/vigie-cases:returns/return=%s", key);
	if (!cli->args.json)
		vg_cli_learn_zone(cli);
	code = vg_cli_get(cli, target, &answer);
	if (!answer)
		return code;
	print_return(
	    cli, json_array_get(json_object_get(answer, "vigie-cases:return"), 0));
	json_decref(answer);
	return code;
}
