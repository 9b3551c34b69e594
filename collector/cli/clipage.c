/*
 * The page of a case.
 */
#include "collector/cli/clipage.h"

#include <stdio.h>
#include <string.h>

#include "collector/cli/clievidence.h"
#include "collector/cli/clipeople.h"
#include "collector/cli/cliqueue.h"
#include "collector/cli/cliquiet.h"
#include "collector/cli/clitable.h"
#include "lib/base/text.h"

enum { WIDTH = 92, LABEL = 12, INDENT = 2 + LABEL };

/* --- layout -------------------------------------------------------------------------------- */

static void
heading(const struct vg_cli *cli, const char *text)
{
	printf("\n%s%s%s\n", cli->colour ? "\033[1m" : "", text,
	    cli->colour ? "\033[0m" : "");
}

/* The columns that a word of UTF-8 takes: its characters, not its octets. */
static int
columns(const char *text, size_t size)
{
	int n = 0;

	for (size_t i = 0; i < size; i++)
		n += ((unsigned char)text[i] & 0xC0) != 0x80;
	return n;
}

/* Prints 'text' from column 'at' on, folded at WIDTH with 'indent' blanks before later lines. */
static void
fold(const char *text, int at, int indent)
{
	bool first = true;

	while (*text) {
		size_t size = strcspn(text, " \t\r\n");
		char word[512];
		int wide = columns(text, size);
		if (size && !first && at + 1 + wide > WIDTH) {
			printf("\n%*s", indent, "");
			at = indent;
			first = true;
		}
		if (size) {
			vg_text_format(word, sizeof(word), "%s%.*s", first ? "" : " ",
			    (int)size, text);
			vg_cli_print(word);
			at += wide + !first;
			first = false;
		}
		text += size;
		text += strspn(text, " \t\r\n");
	}
	putchar('\n');
}

/* "  label       text", left out when there is no text. */
static void
field(const char *label, const char *text)
{
	if (!text[0])
		return;
	int wide = columns(label, strlen(label));
	printf("  %s%*s", label, wide < LABEL ? LABEL - wide : 1, "");
	fold(text, wide < LABEL ? INDENT : wide + 3, INDENT);
}

/* Appends ", PREFIX VALUE" to 'line' when there is a value. */
static void
join(char *line, size_t size, const char *prefix, const char *value)
{
	size_t used = strlen(line);

	if (value[0])
		vg_text_format(line + used, size - used, "%s%s%s%s", used ? ", " : "",
		    prefix, prefix[0] ? " " : "", value);
}

/* "16:20, 12 min ago" */
static void
write_since(const struct vg_cli *cli, const char *text, char *out, size_t size)
{
	struct vg_wall at = vg_clitime_parse(text);
	char moment[VG_CLITIME_SIZE];
	char span[VG_CLITIME_SIZE];

	out[0] = '\0';
	if (!vg_instant_is_set(at))
		return;
	vg_clitime_moment(&cli->time, at, moment);
	vg_clitime_span(vg_instant_since(cli->time.now, at) / VG_SECOND_US, span);
	vg_text_format(out, size, "%s, %s ago", moment, span);
}

/* --- head ---------------------------------------------------------------------------------- */

static void
print_title(const struct vg_cli *cli, const json_t *c)
{
	const char *severity = vg_cli_text(c, "severity");
	const char *colour = cli->colour ? vg_clitable_colour(severity) : "";

	printf("%s%s%s  ", colour, vg_cli_text(c, "id"), colour[0] ? "\033[0m" : "");
	fold(vg_cli_text(c, "title"), LABEL + 1, LABEL + 1);
}

static void
print_state(const json_t *c)
{
	const char *owner = vg_cli_text(c, "owner");
	char line[512] = "";

	join(line, sizeof(line), "", vg_cli_text(c, "state"));
	join(line, sizeof(line), owner[0] ? "taken by" : "",
	    owner[0] ? owner : "nobody has taken it");
	join(line, sizeof(line), "ball with", vg_cli_text(c, "ball"));
	if (vg_cli_true(c, "worse"))
		join(line, sizeof(line), "",
		    owner[0] ? "WORSE since it was taken" : "WORSE since it was told");
	field("state", line);
	line[0] = '\0';
	join(line, sizeof(line), "", vg_cli_text(c, "severity"));
	join(line, sizeof(line), "", vg_cli_text(c, "fault"));
	join(line, sizeof(line), "class", vg_cli_text(c, "class"));
	field("fault", line);
}

static void
print_parties(const json_t *c)
{
	char line[512] = "";

	join(line, sizeof(line), "", vg_cli_text(c, "client"));
	join(line, sizeof(line), "site", vg_cli_text(c, "site"));
	join(line, sizeof(line), "device", vg_cli_text(c, "device"));
	join(line, sizeof(line), "of", vg_cli_text(c, "supplier"));
	field("where", line);
	vg_cliqueue_work(c, line, sizeof(line));
	join(line, sizeof(line), "by rule", vg_cli_text(c, "rule"));
	field("queue", line);
	line[0] = '\0';
	if (vg_cli_text(c, "problem")[0])
		vg_text_format(line, sizeof(line),
		    "also seen elsewhere: %d (supplier problem %s)",
		    (int)vg_cli_number(c, "seen-elsewhere", 0),
		    vg_cli_text(c, "problem"));
	field("elsewhere", line);
	line[0] = '\0';
	join(line, sizeof(line), "", vg_cli_text(c, "contract"));
	join(line, sizeof(line), "", vg_cli_text(c, "mode"));
	join(line, sizeof(line), "", vg_cli_text(c, "entitlement"));
	field("contract", line);
	field("", vg_cli_text(c, "entitlement-text"));
}

/* What it was before, and what came of it later. */
static void
print_recurs(const json_t *c)
{
	const json_t *later = json_object_get(c, "recurred");
	const char *owner = vg_cli_text(c, "proposed-owner");
	char line[512] = "";

	join(line, sizeof(line), "the fault of case", vg_cli_text(c, "recurs"));
	join(line, sizeof(line), owner[0] ? "proposed:" : "", owner);
	if (owner[0])
		join(line, sizeof(line), "", "had it last");
	field("recurs", line);
	line[0] = '\0';
	for (size_t i = 0; i < json_array_size(later); i++)
		join(line, sizeof(line), i ? "" : "in case",
		    json_string_value(json_array_get(later, i)));
	field("recurred", line);
}

static void
print_times(const struct vg_cli *cli, const json_t *c)
{
	char line[512];
	char rung[64] = "";

	write_since(cli, vg_cli_text(c, "opened"), line, sizeof(line));
	if (vg_cli_number(c, "rung", 0))
		vg_text_format(
		    rung, sizeof(rung), "by rung %d", (int)vg_cli_number(c, "rung", 0));
	join(line, sizeof(line), rung, vg_cli_text(c, "rung-text"));
	field("opened", line);
	write_since(cli, vg_cli_text(c, "closed"), line, sizeof(line));
	field("closed", line);
	field("cause", vg_cli_text(c, "cause"));
	field("cure", vg_cli_text(c, "cure"));
}

/* --- clocks -------------------------------------------------------------------------------- */

/* What a clock says: met, ended, late or how long it still runs. */
static void
write_clock(const struct vg_cli *cli, const json_t *target, char *line, size_t size)
{
	char moment[VG_CLITIME_SIZE];
	char left[VG_CLITIME_SIZE];

	line[0] = '\0';
	vg_clitime_moment(
	    &cli->time, vg_clitime_parse(vg_cli_text(target, "met")), moment);
	join(line, size, "met", moment);
	vg_clitime_moment(
	    &cli->time, vg_clitime_parse(vg_cli_text(target, "ended")), moment);
	join(line, size, "ended", moment);
	join(line, size, "because", vg_cli_text(target, "end-cause"));
	vg_clitime_moment(
	    &cli->time, vg_clitime_parse(vg_cli_text(target, "due")), moment);
	join(line, size, "due", moment);
	if (json_object_get(target, "remaining-seconds")) {
		vg_clitime_left(vg_cli_number(target, "remaining-seconds", 0), left);
		join(line, size, "", left);
	}
	vg_clitime_moment(
	    &cli->time, vg_clitime_parse(vg_cli_text(target, "breached")), moment);
	join(line, size, "BREACHED", moment);
	vg_clitime_moment(
	    &cli->time, vg_clitime_parse(vg_cli_text(target, "start")), moment);
	join(line, size, "began", moment);
	if (json_object_get(target, "paused"))
		join(line, size, "", "paused");
	join(line, size, "of", vg_cli_text(target, "part"));
	join(line, size, "clause", vg_cli_text(target, "clause"));
	join(line, size, "calendar", vg_cli_text(target, "calendar"));
}

static void
print_clocks(const struct vg_cli *cli, const json_t *c)
{
	const json_t *targets = json_object_get(c, "target");
	char line[512];

	if (json_array_size(targets) == 0)
		return;
	heading(cli, "Clocks");
	for (size_t i = 0; i < json_array_size(targets); i++) {
		const json_t *target = json_array_get(targets, i);
		const char *name = vg_cli_text(target, "name");
		write_clock(cli, target, line, sizeof(line));
		printf("  %-*s", LABEL + 4, name);
		fold(line, INDENT + 4, INDENT + 4);
	}
}

/* --- the suggestion ------------------------------------------------------------------------ */

static void
print_suggestion(const struct vg_cli *cli, const json_t *suggestion)
{
	const json_t *against = json_object_get(suggestion, "against");
	char line[512] = "";

	join(line, sizeof(line), "", vg_cli_text(suggestion, "part"));
	if (!line[0])
		join(line, sizeof(line), "", vg_cli_text(suggestion, "resource"));
	join(line, sizeof(line), "serial", vg_cli_text(suggestion, "serial"));
	field(vg_cli_text(suggestion, "grade"), line);
	field("kind", vg_cli_text(suggestion, "kind"));
	field("why", vg_cli_text(suggestion, "reason"));
	field("evidence", vg_cli_text(suggestion, "evidence"));
	field("by rule", vg_cli_text(suggestion, "rule"));
	for (size_t i = 0; i < json_array_size(against); i++) {
		const char *text = json_string_value(json_array_get(against, i));
		field(i ? "" : "against", text ? text : "");
	}
	field("check first", vg_cli_text(suggestion, "check"));
	field("checked", vg_cli_text(suggestion, "checked"));
	write_since(cli, vg_cli_text(suggestion, "since"), line, sizeof(line));
	field("since", line);
}

static void
print_suggestions(const struct vg_cli *cli, const json_t *c)
{
	const json_t *suggestions = json_object_get(c, "suggestion");

	if (json_array_size(suggestions) == 0)
		return;
	heading(cli, "Suggested return (nothing is sent back before two keys)");
	for (size_t i = 0; i < json_array_size(suggestions); i++)
		print_suggestion(cli, json_array_get(suggestions, i));
}

/* --- the supplier's numbers ---------------------------------------------------------------- */

static void
print_numbers(const struct vg_cli *cli, const json_t *c)
{
	const json_t *all = json_object_get(c, "supplier-number");

	if (json_array_size(all) == 0)
		return;
	heading(cli, "Supplier's numbers");
	for (size_t i = 0; i < json_array_size(all); i++) {
		const json_t *n = json_array_get(all, i);
		const char *mail = vg_cli_text(n, "mail");
		char text[256] = "";
		join(text, sizeof(text), "", vg_cli_text(n, "number"));
		join(text, sizeof(text), "",
		    vg_cli_text(n, "closed")[0] ? "closed" : vg_cli_text(n, "state"));
		if (mail[0])
			join(text, sizeof(text), "by mail", mail);
		if (mail[0])
			join(text, sizeof(text), "vigie mail accept", mail);
		field(vg_cli_text(n, "kind"), text);
	}
}

/* --- returns ------------------------------------------------------------------------------- */

static void
print_returns(const struct vg_cli *cli, const json_t *c)
{
	const json_t *returns = json_object_get(c, "return");

	if (json_array_size(returns) == 0)
		return;
	heading(cli, "Returns");
	for (size_t i = 0; i < json_array_size(returns); i++) {
		const json_t *r = json_array_get(returns, i);
		char text[512] = "";
		join(text, sizeof(text), "", vg_cli_text(r, "state"));
		join(text, sizeof(text), "", vg_cli_text(r, "part"));
		join(text, sizeof(text), "serial", vg_cli_text(r, "serial"));
		join(text, sizeof(text), "RMA", vg_cli_text(r, "rma"));
		join(text, sizeof(text), "waits for", vg_cli_text(r, "missing"));
		if (vg_cli_true(r, "stuck"))
			join(text, sizeof(text), "", "STUCK");
		field(vg_cli_text(r, "id"), text);
		write_since(cli, vg_cli_text(r, "moved"), text, sizeof(text));
		field("", text);
	}
}

/* P15: what would mend it without a part. */
static void
print_releases(const struct vg_cli *cli, const json_t *c)
{
	const json_t *releases = json_object_get(c, "release");

	if (json_array_size(releases) == 0)
		return;
	heading(cli, "Releases that name this fault");
	for (size_t i = 0; i < json_array_size(releases); i++) {
		const json_t *r = json_array_get(releases, i);
		field(vg_cli_text(r, "weight"), vg_cli_text(r, "version"));
	}
	field("on the crm", vg_cli_text(c, "crm"));
	if (vg_cli_text(c, "crm")[0])
		field("",
		    vg_cli_true(c, "crm-registered")
			? "the client is registered there"
			: "the client is not registered there");
}

/* --- the record ---------------------------------------------------------------------------- */

static void
print_alarms(const struct vg_cli *cli, const json_t *c)
{
	const json_t *alarms = json_object_get(c, "alarm");
	char line[512], shelf[VG_CLIQUIET_SHELF_SIZE];

	if (json_array_size(alarms) == 0)
		return;
	heading(cli, "Alarms");
	for (size_t i = 0; i < json_array_size(alarms); i++) {
		const json_t *a = json_array_get(alarms, i);
		const char *severity = vg_cli_text(a, "perceived-severity");
		const char *colour = cli->colour ? vg_clitable_colour(severity) : "";
		printf("  %s%-*s%s", colour, LABEL, severity, colour[0] ? "\033[0m" : "");
		line[0] = '\0';
		join(
		    line, sizeof(line), "", vg_cli_bare(vg_cli_text(a, "alarm-type-id")));
		join(line, sizeof(line), "", vg_cli_text(a, "resource"));
		join(line, sizeof(line), "",
		    vg_cli_true(a, "is-cleared") ? "cleared" : "stands");
		join(line, sizeof(line), "", vg_cli_text(a, "role"));
		fold(line, INDENT, INDENT);
		write_since(cli, vg_cli_text(a, "last-raised"), line, sizeof(line));
		field("", line);
		field("", vg_cli_text(a, "alarm-text"));
		vg_cliquiet_shelf(cli, a, shelf);
		vg_text_format(line, sizeof(line), "on shelf %s", shelf);
		field("", shelf[0] ? line : "");
	}
}

static void
evidence_line(const char *label, const char *text, void *cookie)
{
	(void)cookie;
	field(label, text);
}

/* The text of the alarm that 'evidence' was cut for; "" when the case does not show it. */
static const char *
said_of(const json_t *c, const json_t *evidence)
{
	const json_t *alarms = json_object_get(c, "alarm");
	json_t *body = json_loads(vg_cli_text(evidence, "body"), 0, NULL);
	const char *said = "";

	for (size_t i = 0; i < json_array_size(alarms); i++) {
		const json_t *a = json_array_get(alarms, i);
		if (strcmp(vg_cli_text(a, "resource"), vg_cli_text(body, "resource")) ==
			0 &&
		    strcmp(vg_cli_bare(vg_cli_text(a, "alarm-type-id")),
			vg_cli_text(body, "kind")) == 0)
			said = vg_cli_text(a, "alarm-text");
	}
	json_decref(body);
	return said;
}

static void
print_evidence(const struct vg_cli *cli, const json_t *c)
{
	const json_t *evidence = json_object_get(c, "evidence");

	if (json_array_size(evidence) == 0)
		return;
	heading(cli, "Evidence");
	for (size_t i = 0; i < json_array_size(evidence); i++) {
		const json_t *one = json_array_get(evidence, i);
		vg_clievidence_tell(
		    cli, one, said_of(c, one), cli->args.all, evidence_line, NULL);
	}
}

static void
print_journal(const struct vg_cli *cli, const json_t *c)
{
	const json_t *entries = json_object_get(c, "entry");

	if (json_array_size(entries) == 0)
		return;
	heading(cli, "Journal");
	for (size_t i = 0; i < json_array_size(entries); i++) {
		const json_t *e = json_array_get(entries, i);
		char moment[VG_CLITIME_SIZE];
		char who[VG_CLIPEOPLE_SIZE];
		char head[128 + VG_CLIPEOPLE_SIZE];
		vg_clitime_second(
		    &cli->time, vg_clitime_parse(vg_cli_text(e, "time")), moment);
		vg_clipeople_write(
		    cli, vg_cli_text(e, "who"), vg_cli_text(e, "who-is"), who);
		vg_text_format(head, sizeof(head), "%s  #%s %s %s: ", moment,
		    vg_cli_text(e, "sequence"), who, vg_cli_text(e, "kind"));
		printf("  ");
		vg_cli_print(head);
		fold(vg_cli_text(e, "text"), 2 + columns(head, strlen(head)), 2 + LABEL);
	}
}

void
vg_clipage_print(struct vg_cli *cli, const json_t *c)
{
	print_title(cli, c);
	print_state(c);
	print_parties(c);
	print_times(cli, c);
	print_recurs(c);
	print_clocks(cli, c);
	print_suggestions(cli, c);
	print_numbers(cli, c);
	print_returns(cli, c);
	print_releases(cli, c);
	print_alarms(cli, c);
	print_evidence(cli, c);
	print_journal(cli, c);
	printf("\nTimes in %s.\n", cli->time.zone.n_steps ? cli->time.zone.name : "UTC");
}
