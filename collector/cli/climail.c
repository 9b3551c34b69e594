/*
 * Mails that came in.
 *
 * What a mail says of its sender is a claim; his address is shown with --people only.
 */
#include "collector/cli/climail.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "collector/cli/clilist.h"
#include "collector/cli/clipeople.h"
#include "lib/base/text.h"

#define TARGET "/restconf/data/vigie-cases:mails"

enum { MARKS = 96 };

/* "automatic, cut": what is to be known of it at a glance. */
static void
write_marks(const json_t *mail, char text[MARKS])
{
	static const char *const marks[] = {
	    "opened", "automatic", "cut", "unparsed", "html", "erased"};
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		if (vg_cli_true(mail, marks[i])) {
			vg_text_format(text + used, MARKS - used, "%s%s",
			    used ? ", " : "", marks[i]);
			used = strlen(text);
		}
	}
}

static void
write_sender(const struct vg_cli *cli, const json_t *mail, char text[VG_CLIPEOPLE_SIZE])
{
	vg_clipeople_write(
	    cli, vg_cli_text(mail, "person"), vg_cli_text(mail, "person-is"), text);
}

static bool
add_row(struct vg_cli *cli, struct vg_clitable *table, const json_t *mail)
{
	const char *state = vg_cli_text(mail, "state");
	char moment[VG_CLITIME_SIZE], sender[VG_CLIPEOPLE_SIZE], marks[MARKS];

	vg_clitable_line(table);
	vg_clitable_cell(table, vg_cli_text(mail, "id"));
	vg_clitime_second(
	    &cli->time, vg_clitime_parse(vg_cli_text(mail, "taken")), moment);
	vg_clitable_cell(table, moment);
	vg_clitable_cell(table, vg_cli_text(mail, "case"));
	write_sender(cli, mail, sender);
	vg_clitable_cell(table, sender);
	vg_clitable_cell(table, vg_cli_text(mail, "side"));
	vg_clitable_cell(table, state);
	write_marks(mail, marks);
	vg_clitable_cell(table, marks);
	vg_clitable_cell(table, vg_cli_text(mail, "subject"));
	return true;
}

int
vg_climail_list(struct vg_cli *cli)
{
	static const char *const columns[] = {
	    "MAIL", "TAKEN", "CASE", "FROM", "SIDE", "STATE", "MARKS", "SUBJECT"};
	const struct vg_clilist list = {
	    .target = cli->args.waiting ? TARGET "?state=open" : TARGET,
	    .top = "vigie-cases:mails",
	    .list = "mail",
	    .columns = columns,
	    .n_columns = 8,
	    .none = cli->args.waiting ? "No mail waits for a case." : "No mail came in.",
	    .row = add_row};

	if (!cli->args.json)
		vg_cli_learn_zone(cli);
	int code = vg_clipeople_load(cli);
	return code == VG_CLIARGS_OK ? vg_clilist_show(cli, &list) : code;
}

void
vg_climail_status(struct vg_cli *cli)
{
	char moment[VG_CLITIME_SIZE];
	json_t *answer = NULL;

	/* Whoever may not see mails is not told of them. */
	if (vg_cli_ask(cli, TARGET "?limit=1", &answer) != VG_CLIARGS_OK)
		return;
	const json_t *mails = json_object_get(answer, "vigie-cases:mails");
	int64_t n = vg_cli_number(mails, "waiting", 0);
	if (n) {
		vg_clitime_moment(
		    &cli->time, vg_clitime_parse(vg_cli_text(mails, "oldest")), moment);
		printf("mails       %" PRId64
		       " of unknown senders wait%s for a case, the "
		       "oldest since %s: vigie mail list --waiting\n",
		    n, n == 1 ? "s" : "", moment);
	}
	json_decref(answer);
}

/* --- one ----------------------------------------------------------------------------------- */

static void
print_line(const json_t *mail, const char *what, const char *leaf)
{
	const char *text = vg_cli_text(mail, leaf);

	if (!text[0])
		return;
	/* One line says one thing: what hosts found out apart is not read together. */
	while (*text) {
		char line[1024];
		size_t size = strcspn(text, "\n");
		vg_text_format(line, sizeof(line), "%.*s", (int)size, text);
		printf("%s: ", what);
		vg_cli_print(line);
		printf("\n");
		text += size + (text[size] == '\n');
	}
}

/* Of those it went to, whom the tree knows. */
static void
print_parties(const json_t *mail)
{
	const json_t *all = json_object_get(mail, "party");

	for (size_t i = 0; i < json_array_size(all); i++) {
		const json_t *party = json_array_get(all, i);
		printf("%s: %s ",
		    strcmp(vg_cli_text(party, "place"), "cc") == 0 ? "copy to"
								   : "sent to",
		    vg_cli_text(party, "side"));
		vg_cli_print(vg_cli_text(party, "name"));
		printf("\n");
	}
}

static void
print_numbers(const json_t *mail)
{
	const json_t *all = json_object_get(mail, "number");

	for (size_t i = 0; i < json_array_size(all); i++) {
		const json_t *number = json_array_get(all, i);
		const char *kind = vg_cli_text(number, "kind");
		bool proposed = strcmp(vg_cli_text(number, "state"), "proposed") == 0;
		printf("supplier's number: ");
		vg_cli_print(vg_cli_text(number, "number"));
		printf(" (%s), %s", kind, vg_cli_text(number, "state"));
		if (proposed)
			printf(": vigie mail accept %s", vg_cli_text(mail, "id"));
		if (proposed && json_array_size(all) > 1) {
			printf(" --number ");
			vg_cli_print(vg_cli_text(number, "number"));
		}
		printf("\n");
	}
}

static void
print_parts(struct vg_cli *cli, const json_t *mail)
{
	static const char *const columns[] = {
	    "PART", ">OCTETS", "TYPE", "NAME", "SHA-256"};
	const json_t *parts = json_object_get(mail, "part");
	struct vg_clitable *table;

	if (json_array_size(parts) == 0)
		return;
	table = vg_clitable_new(columns, 5, cli->colour);
	for (size_t i = 0; i < json_array_size(parts); i++) {
		const json_t *part = json_array_get(parts, i);
		char number[24];
		snprintf(
		    number, sizeof(number), "%d", (int)vg_cli_number(part, "number", 0));
		vg_clitable_line(table);
		vg_clitable_cell(table, number);
		vg_clitable_cell(table, vg_cli_text(part, "size"));
		vg_clitable_cell(table, vg_cli_text(part, "type"));
		vg_clitable_cell(table, vg_cli_text(part, "name"));
		vg_clitable_cell(table, vg_cli_text(part, "sha256"));
	}
	printf("\n");
	vg_clitable_print(table, "No attachment.");
}

static void
print_mail(struct vg_cli *cli, const json_t *mail)
{
	const char *number = vg_cli_text(mail, "case");
	char moment[VG_CLITIME_SIZE], sender[VG_CLIPEOPLE_SIZE], marks[MARKS];

	write_sender(cli, mail, sender);
	write_marks(mail, marks);
	vg_clitime_second(
	    &cli->time, vg_clitime_parse(vg_cli_text(mail, "taken")), moment);
	printf("mail %s, taken %s, %s%s%s\n", vg_cli_text(mail, "id"), moment,
	    vg_cli_text(mail, "state"), marks[0] ? ", " : "", marks);
	printf("case: %s\n", number[0] ? number : "none");
	printf("sender: %s (%s)\n", sender, vg_cli_text(mail, "side"));
	if (cli->args.people) {
		print_line(mail, "says to be from", "from");
		print_line(mail, "wants answers at", "reply-to");
		print_line(mail, "for", "to");
		print_line(mail, "copies", "cc");
	}
	print_parties(mail);
	print_numbers(mail);
	print_line(mail, "our hosts say", "authentication-results");
	print_line(mail, "octets", "raw");
	print_line(mail, "subject", "subject");
	if (vg_cli_text(mail, "text")[0]) {
		printf("\n");
		vg_cli_print_lines(vg_cli_text(mail, "text"));
	}
	print_parts(cli, mail);
}

int
vg_climail_show(struct vg_cli *cli)
{
	char target[128];
	uint64_t id;
	json_t *answer = NULL;

	if (vg_text_uint(cli->args.object, INT64_MAX, &id) != 0) {
		vg_cli_complain("'%.40s' is no mail's number", cli->args.object);
		return VG_CLIARGS_USAGE;
	}
	if (!cli->args.json)
		vg_cli_learn_zone(cli);
	int code = vg_clipeople_load(cli);
	if (code != VG_CLIARGS_OK)
		return code;
	snprintf(target, sizeof(target), TARGET "/mail=%llu", (unsigned long long)id);
	code = vg_cli_get(cli, target, &answer);
	if (!answer)
		return code;
	const json_t *all = json_object_get(answer, "vigie-cases:mail");
	if (json_array_size(all) > 0)
		print_mail(cli, json_array_get(all, 0));
	json_decref(answer);
	return code;
}
