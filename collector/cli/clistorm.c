/*
 * Storms on the screen.
 */
#include "collector/cli/clistorm.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "collector/cli/clilist.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

#define TOP "vigie-cases:storms"
#define TARGET "/restconf/data/" TOP

enum { SECONDS = 120 /* lines of them on a screen; --json gives all */ };

static void
put_number(struct vg_clitable *table, const json_t *object, const char *name)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRId64, vg_cli_number(object, name, 0));
	vg_clitable_cell(table, text);
}

static void
put_time(
    struct vg_cli *cli, struct vg_clitable *table, const json_t *object, const char *name)
{
	char moment[VG_CLITIME_SIZE];

	vg_clitime_second(
	    &cli->time, vg_clitime_parse(vg_cli_text(object, name)), moment);
	vg_clitable_cell(table, moment);
}

static bool
add_row(struct vg_cli *cli, struct vg_clitable *table, const json_t *storm)
{
	bool on = !vg_cli_text(storm, "ended")[0];

	vg_clitable_line(table);
	vg_clitable_cell(table, vg_cli_text(storm, "id"));
	vg_clitable_cell(table, vg_cli_text(storm, "source"));
	vg_clitable_cell(table, vg_cli_text(storm, "device"));
	put_time(cli, table, storm, "began");
	put_time(cli, table, storm, "last");
	if (on)
		vg_clitable_coloured(table, "is on", "major");
	else
		put_time(cli, table, storm, "ended");
	put_number(table, storm, "folded");
	put_number(table, storm, "unread");
	put_number(table, storm, "passed");
	return true;
}

int
vg_clistorm_list(struct vg_cli *cli)
{
	static const char *const columns[] = {"STORM", "SOURCE", "DEVICE", "BEGAN",
	    "LAST", "ENDED", ">COUNTED", ">UNREAD", ">TAKEN"};
	const struct vg_clilist list = {.target = TARGET,
	    .top = TOP,
	    .list = "storm",
	    .columns = columns,
	    .n_columns = 9,
	    .none = "Nobody went beyond his budget.",
	    .row = add_row};

	if (!cli->args.json)
		vg_cli_learn_zone(cli);
	return vg_clilist_show(cli, &list);
}

/* --- one --------------------------------------------------------------------------------- */

static bool
is_called(const json_t *storm, const char *name)
{
	return strcmp(vg_cli_text(storm, "source"), name) == 0 ||
	    strcmp(vg_cli_text(storm, "device"), name) == 0 ||
	    strcmp(vg_cli_text(storm, "resource"), name) == 0;
}

/* The number of the newest storm of 'name'. */
static int
find_number(struct vg_cli *cli, const char *name, int64_t *number)
{
	json_t *answer;
	int code = vg_cli_ask(cli, TARGET "?limit=1000", &answer);

	if (!answer)
		return code;
	const json_t *storms = vg_cli_list(answer, TOP, "storm");
	for (size_t i = 0; i < json_array_size(storms) && *number == 0; i++) {
		const json_t *storm = json_array_get(storms, i);
		if (is_called(storm, name))
			*number = vg_cli_number(storm, "id", 0);
	}
	json_decref(answer);
	if (*number > 0)
		return VG_CLIARGS_OK;
	vg_cli_complain("no storm of %s", name);
	return VG_CLIARGS_NOT_FOUND;
}

static void
print_names(struct vg_cli *cli, const json_t *storm)
{
	static const char *const columns[] = {"NOTIFICATION", ">N"};
	struct vg_clitable *table = vg_clitable_new(columns, 2, cli->colour);
	const json_t *names = json_object_get(storm, "name");

	for (size_t i = 0; i < json_array_size(names); i++) {
		const json_t *name = json_array_get(names, i);
		vg_clitable_line(table);
		vg_clitable_cell(table, vg_cli_text(name, "name"));
		put_number(table, name, "count");
	}
	printf("\n");
	vg_clitable_print(table, "");
}

static void
print_seconds(struct vg_cli *cli, const json_t *storm)
{
	static const char *const columns[] = {"FROM", ">SECONDS", "NOTIFICATION", ">N"};
	struct vg_clitable *table = vg_clitable_new(columns, 4, cli->colour);
	const json_t *seconds = json_object_get(storm, "second");
	size_t n = json_array_size(seconds);

	for (size_t i = 0; i < n && i < SECONDS; i++) {
		const json_t *second = json_array_get(seconds, i);
		vg_clitable_line(table);
		put_time(cli, table, second, "at");
		put_number(table, second, "span");
		vg_clitable_cell(table, vg_cli_text(second, "name"));
		put_number(table, second, "count");
	}
	printf("\n");
	vg_clitable_print(table, "Its seconds are not kept any more.");
	if (n > SECONDS)
		printf("... and %zu more: --json has them all\n", n - SECONDS);
}

/*
 * "  VARBIND = VALUE" for each, under what the notification is called; as it came when it is none.
 */
static void
print_message(const char *text)
{
	json_t *message = json_loads(text, 0, NULL);
	const json_t *varbinds = json_object_get(message, "varbinds");

	if (!message)
		vg_cli_print_lines(text);
	else
		vg_cli_print(vg_cli_text(message, "notification"));
	printf("\n");
	for (size_t i = 0; i < json_array_size(varbinds); i++) {
		const json_t *v = json_array_get(varbinds, i);
		printf("  ");
		vg_cli_print(vg_cli_text(v, "oid"));
		printf(" = ");
		if (strcmp(vg_cli_text(v, "type"), "none") == 0)
			printf("(withheld)");
		else
			vg_cli_print(vg_cli_text(v, "value"));
		printf("\n");
	}
	json_decref(message);
}

static void
print_samples(struct vg_cli *cli, const json_t *storm)
{
	const json_t *samples = json_object_get(storm, "sample");

	for (size_t i = 0; i < json_array_size(samples); i++) {
		const json_t *sample = json_array_get(samples, i);
		int64_t number = vg_cli_number(sample, "number", 0);
		char moment[VG_CLITIME_SIZE];
		vg_clitime_second(
		    &cli->time, vg_clitime_parse(vg_cli_text(sample, "at")), moment);
		if (number)
			printf("\nno. %" PRId64 ", %s\n", number, moment);
		else
			printf("\nthe last one read, %s\n", moment);
		print_message(vg_cli_text(sample, "message"));
	}
}

static void
print_storm(struct vg_cli *cli, const json_t *storm)
{
	char began[VG_CLITIME_SIZE], last[VG_CLITIME_SIZE];
	const char *device = vg_cli_text(storm, "device");

	vg_clitime_second(
	    &cli->time, vg_clitime_parse(vg_cli_text(storm, "began")), began);
	vg_clitime_second(&cli->time, vg_clitime_parse(vg_cli_text(storm, "last")), last);
	printf("storm %s of ", vg_cli_text(storm, "id"));
	vg_cli_print(vg_cli_text(storm, "source"));
	if (device[0]) {
		printf(", device ");
		vg_cli_print(device);
	}
	printf("\n%s to %s, %s\n", began, last,
	    vg_cli_text(storm, "ended")[0] ? "over" : "is on");
	printf("counted %" PRId64 ", refused unread %" PRId64 ", taken as news %" PRId64
	       "\n",
	    vg_cli_number(storm, "folded", 0), vg_cli_number(storm, "unread", 0),
	    vg_cli_number(storm, "passed", 0));
	print_names(cli, storm);
	print_seconds(cli, storm);
	print_samples(cli, storm);
}

int
vg_clistorm_show(struct vg_cli *cli)
{
	const char *name = cli->args.object;
	char target[64];
	int64_t number = 0;
	json_t *answer;
	int code = VG_CLIARGS_OK;

	if (vg_text_int(name, 1, INT64_MAX, &number) != VG_OK)
		code = find_number(cli, name, &number);
	if (code != VG_CLIARGS_OK)
		return code;
	if (!cli->args.json)
		vg_cli_learn_zone(cli);
	snprintf(target, sizeof(target), TARGET "/storm=%" PRId64, number);
	code = vg_cli_get(cli, target, &answer);
	if (!answer)
		return code;
	const json_t *storms = json_object_get(answer, "vigie-cases:storm");
	if (json_array_size(storms) > 0)
		print_storm(cli, json_array_get(storms, 0));
	json_decref(answer);
	return code;
}
