/*
 * Reasons on the screen.  The sentences are the collector's; here stand who, when and the order.
 */
#include "collector/cli/cliwhy.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/cli/clilist.h"
#include "collector/cli/cliproposal.h"
#include "collector/cli/cliquiet.h"
#include "collector/cli/clirecurs.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

#define DATA "/restconf/data/vigie-cases:"
#define TOP "vigie-cases:decisions"

enum { PAGE = 100, ALARM_LINES = 20, TARGET_SIZE = 1400 };

/* --- one decision --------------------------------------------------------------------------- */

/* "  message 412, lyon-2 number 17": what a person asks why-not with. */
static void
print_sender(const json_t *d)
{
	int64_t event = vg_cli_number(d, "event", 0);

	if (!event) {
		printf(vg_cli_true(d, "timer") ? "a timer" : "the collector itself");
		return;
	}
	printf("message %" PRId64, event);
	if (vg_cli_text(d, "agent")[0]) {
		printf(", ");
		vg_cli_print(vg_cli_text(d, "agent"));
		printf(" number %" PRId64, vg_cli_number(d, "sequence", 0));
	}
}

/* When it began and was said, where that is not when it was decided. */
static void
print_times(struct vg_cli *cli, const json_t *d)
{
	const char *time = vg_cli_text(d, "time");

	if (strcmp(vg_cli_text(d, "began"), time) != 0) {
		printf("; began ");
		vg_cli_print_moment(cli, d, "began");
	}
	if (strcmp(vg_cli_text(d, "said"), time) != 0 &&
	    strcmp(vg_cli_text(d, "said"), vg_cli_text(d, "began")) != 0) {
		printf("; said ");
		vg_cli_print_moment(cli, d, "said");
	}
}

static void
print_line(const char *indent, const char *text)
{
	if (!text[0])
		return;
	printf("%s", indent);
	vg_cli_print(text);
	printf("\n");
}

static void
print_rung(const json_t *d)
{
	printf("    ");
	vg_cli_print(vg_cli_text(d, "rung-text"));
	printf("\n");
	print_line("    ", vg_cli_text(d, "because"));
}

static void
print_decision(struct vg_cli *cli, const json_t *d)
{
	vg_cli_print_moment(cli, d, "time");
	printf("  ");
	vg_cli_print(vg_cli_text(d, "resource"));
	printf(" ");
	vg_cli_print(vg_cli_text(d, "kind"));
	if (vg_cli_text(d, "qualifier")[0]) {
		printf(" ");
		vg_cli_print(vg_cli_text(d, "qualifier"));
	}
	printf(
	    "  %s %s  (", vg_cli_text(d, "action"), vg_cli_text(d, "perceived-severity"));
	print_sender(d);
	print_times(cli, d);
	printf(")\n");
	print_rung(d);
}

/* --- lists of them -------------------------------------------------------------------------- */

/* What is walked: the target without its page, and how many may be shown (0: all). */
struct walk {
	const char *target;
	size_t limit, n;
	bool more;    /* the limit cut it */
	json_t *last; /* owned: the last one shown */
};

static void
print_page(struct vg_cli *cli, struct walk *walk, const json_t *decisions)
{
	for (size_t i = 0; i < json_array_size(decisions); i++) {
		json_t *d = json_array_get(decisions, i);
		walk->n++;
		print_decision(cli, d);
		json_decref(walk->last);
		walk->last = json_incref(d);
	}
}

/* Shows the decisions of 'walk', page by page. */
static int
show_walk(struct vg_cli *cli, struct walk *walk)
{
	char after[192] = "", target[TARGET_SIZE];
	int code = VG_CLIARGS_OK;

	do {
		size_t left = walk->limit ? walk->limit - walk->n : PAGE;
		json_t *answer;
		vg_text_format(target, sizeof(target), "%s&limit=%zu%s%s", walk->target,
		    left < PAGE ? left : (size_t)PAGE, after[0] ? "&after=" : "", after);
		code = vg_cli_ask(cli, target, &answer);
		print_page(cli, walk, vg_cli_list(answer, TOP, "decision"));
		if (vg_text_percent(after, sizeof(after),
			vg_cli_text(json_object_get(answer, TOP), "next"), ".-") != VG_OK)
			code = VG_CLIARGS_FAILURE;
		json_decref(answer);
		walk->more = after[0] && walk->limit && walk->n >= walk->limit;
	} while (code == VG_CLIARGS_OK && after[0] && !walk->more);
	return code;
}

/* --- a case --------------------------------------------------------------------------------- */

/* What it was about until its cause was found. */
static void
print_before(struct vg_cli *cli, const json_t *c)
{
	const json_t *all = json_object_get(c, "before");

	for (size_t i = 0; i < json_array_size(all); i++) {
		const json_t *b = json_array_get(all, i);
		printf("until ");
		vg_cli_print_moment(cli, b, "until");
		printf(" it was: ");
		vg_cli_print(vg_cli_text(b, "title"));
		printf(" (subject ");
		vg_cli_print(vg_cli_text(b, "subject"));
		printf(", class %s)\n", vg_cli_text(b, "class"));
	}
	all = json_object_get(c, "merged");
	for (size_t i = 0; i < json_array_size(all); i++) {
		const char *merged = json_string_value(json_array_get(all, i));
		printf("case %s is merged into it: vigie why %s\n", merged, merged);
	}
}

static void
print_head(struct vg_cli *cli, const json_t *c)
{
	printf("case %s  ", vg_cli_text(c, "id"));
	vg_cli_print(vg_cli_text(c, "title"));
	printf("\nsubject ");
	vg_cli_print(vg_cli_text(c, "subject"));
	if (vg_cli_text(c, "class")[0])
		printf(", class %s", vg_cli_text(c, "class"));
	printf("; ");
	vg_cli_print(vg_cli_text(c, "entitlement-text"));
	printf("; revision %" PRId64 "; opened ", vg_cli_number(c, "revision", 0));
	vg_cli_print_moment(cli, c, "opened");
	printf("\n");
	print_before(cli, c);
	printf("\n");
}

static void
print_suggestions(const json_t *c)
{
	const json_t *all = json_object_get(c, "suggestion");

	for (size_t i = 0; i < json_array_size(all); i++) {
		const json_t *s = json_array_get(all, i);
		printf("suggested: ");
		vg_cli_print(vg_cli_text(s, "grade"));
		printf(" return of ");
		vg_cli_print(vg_cli_text(s, "resource"));
		printf(": ");
		vg_cli_print(vg_cli_text(s, "reason"));
		printf("\n");
	}
}

/* How it ended, or what still keeps it open. */
static void
print_end(struct vg_cli *cli, const json_t *c)
{
	const char *state = vg_cli_text(c, "state"), *owner = vg_cli_text(c, "owner");
	const char *fault = vg_cli_text(c, "fault"), *id = vg_cli_text(c, "id");

	printf("\n");
	vg_clirecurs_why(c);
	print_suggestions(c);
	vg_cliproposal_why(cli, c);
	if (strcmp(state, "closed") != 0)
		vg_cliquiet_of_case(cli, c);
	if (strcmp(state, "closed") == 0) {
		printf("closed ");
		vg_cli_print_moment(cli, c, "closed");
		printf(": ");
		vg_cli_print(vg_cli_text(c, "cause"));
		printf("; cure: ");
		vg_cli_print(vg_cli_text(c, "cure"));
		printf("\n");
	} else if (vg_cli_text(c, "merged-into")[0]) {
		printf("merged into case %s: what came since is told by vigie why %s\n",
		    vg_cli_text(c, "merged-into"), vg_cli_text(c, "merged-into"));
	} else if (strcmp(state, "merged") == 0 || strcmp(state, "void") == 0) {
		printf("%s: vigie case show %s tells where it went\n", state, id);
	} else if (strcmp(fault, "cleared") == 0) {
		printf("open (%s): all its alarms are over; it %s\n", state,
		    owner[0] ? "waits for who has taken it to close it"
			     : "closes by itself when it has settled");
	} else {
		printf("open (%s): its fault is %s, and %s\n", state, fault,
		    owner[0] ? "somebody has taken it"
			     : "nobody has taken it (vigie case take)");
	}
}

static int
why_case(struct vg_cli *cli, const char *number)
{
	char target[96];
	struct walk walk = {.target = target};
	json_t *answer;

	vg_text_format(target, sizeof(target), DATA "cases/case=%s", number);
	int code = vg_cli_ask(cli, target, &answer);
	if (!answer)
		return code;
	const json_t *c = json_array_get(json_object_get(answer, "vigie-cases:case"), 0);
	print_head(cli, c);
	vg_text_format(target, sizeof(target), DATA "decisions?case=%s", number);
	code = show_walk(cli, &walk);
	if (walk.n == 0 && code == VG_CLIARGS_OK)
		printf(
		    "No decision is kept: no alarm made it, or it was opened before reasons "
		    "were.\n");
	print_end(cli, c);
	json_decref(walk.last);
	json_decref(answer);
	return code;
}

/* --- an alarm ------------------------------------------------------------------------------- */

static bool
is_number(const char *text)
{
	return text[0] && text[strspn(text, "0123456789")] == '\0';
}

/* Writes the target of the alarm with that key. */
static int
key_target(const char *object, const char *kind, const char *qualifier, char *target,
    size_t size)
{
	char resource[800], key[400];

	if (vg_text_percent(resource, sizeof(resource), object, "") != VG_OK ||
	    vg_text_percent(key, sizeof(key), qualifier, "") != VG_OK ||
	    vg_text_format(target, size,
		DATA "alarms/alarm=%s,vigie-alarm-types%%3A%s,%s", resource, kind,
		key) != VG_OK) {
		vg_cli_complain("too long");
		return VG_CLIARGS_USAGE;
	}
	return VG_CLIARGS_OK;
}

/* The same of the alarm that the words name: RESOURCE KIND [QUALIFIER]. */
static int
alarm_target(struct vg_cli *cli, char *target, size_t size)
{
	const char *qualifier = cli->args.more[1] ? cli->args.more[1] : "";

	if (cli->args.more[0])
		return key_target(
		    cli->args.object, cli->args.more[0], qualifier, target, size);
	vg_cli_complain(
	    "'%s': say its kind too, as vigie alarm list shows it", cli->args.object);
	return VG_CLIARGS_USAGE;
}

/* The alarm that the words name, given; with 'number' its number. */
static int
find_alarm(struct vg_cli *cli, int64_t *number, json_t **answer)
{
	char target[TARGET_SIZE];
	int code = alarm_target(cli, target, sizeof(target));

	*answer = NULL;
	if (code != VG_CLIARGS_OK)
		return code;
	code = vg_cli_ask(cli, target, answer);
	const json_t *a =
	    json_array_get(json_object_get(*answer, "vigie-cases:alarm"), 0);
	*number = vg_cli_number(a, "number", 0);
	return code;
}

/* Decisions about an alarm, the last first; the last 20, or as --limit says. */
static int
show_walk_of(struct vg_cli *cli, int64_t number, struct walk *walk)
{
	char target[96];

	vg_text_format(target, sizeof(target), DATA "decisions?alarm=%" PRId64, number);
	*walk = (struct walk){.target = target,
	    .limit = cli->args.limit ? (size_t)cli->args.limit : ALARM_LINES};
	int code = show_walk(cli, walk);
	walk->target = NULL;
	if (code == VG_CLIARGS_OK && walk->n == 0)
		printf("No decision about alarm %" PRId64 " is kept.\n", number);
	return code;
}

/* The same, and that there are more. */
static int
show_alarm(struct vg_cli *cli, int64_t number, struct walk *walk)
{
	int code = show_walk_of(cli, number, walk);

	if (walk->more)
		vg_cli_complain("the last %zu; there are more: --limit", walk->n);
	return code;
}

/* As it came, in one document. */
static int
dump(struct vg_cli *cli, const char *filter, const char *value)
{
	const struct vg_clilist list = {.top = TOP, .list = "decision"};
	struct vg_clilist wanted = list;
	char target[TARGET_SIZE];

	vg_text_format(target, sizeof(target), DATA "decisions?%s=%s", filter, value);
	wanted.target = target;
	return vg_clilist_show(cli, &wanted);
}

static int
dump_alarm(struct vg_cli *cli, int64_t number)
{
	char text[24];

	vg_text_format(text, sizeof(text), "%" PRId64, number);
	return dump(cli, "alarm", text);
}

static int
why_alarm(struct vg_cli *cli)
{
	json_t *answer = NULL;
	struct walk walk = {.target = NULL};
	int64_t number = 0;
	int code = VG_CLIARGS_OK;

	if (!is_number(cli->args.object)) {
		code = find_alarm(cli, &number, &answer);
	} else if (vg_text_int(cli->args.object, 1, INT64_MAX, &number) != VG_OK) {
		vg_cli_complain("'%.64s' is no alarm's number: write RESOURCE KIND, as "
				"vigie alarm list shows it",
		    cli->args.object);
		code = VG_CLIARGS_USAGE;
	}
	if (code == VG_CLIARGS_NOT_FOUND)
		vg_cli_complain("no %s was ever raised there: vigie alarm list --all",
		    cli->args.more[0]);
	json_decref(answer);
	if (code != VG_CLIARGS_OK)
		return code;
	if (cli->args.json)
		return dump_alarm(cli, number);
	code = show_alarm(cli, number, &walk);
	json_decref(walk.last);
	return code;
}

/* The alarm of that number: its last decision has its key. */
static int
find_numbered(struct vg_cli *cli, json_t **answer)
{
	char target[TARGET_SIZE];
	json_t *decisions;
	int64_t number;

	if (vg_text_int(cli->args.object, 1, INT64_MAX, &number) != VG_OK)
		return VG_CLIARGS_USAGE;
	vg_text_format(
	    target, sizeof(target), DATA "decisions?alarm=%" PRId64 "&limit=1", number);
	int code = vg_cli_ask(cli, target, &decisions);
	const json_t *d = json_array_get(vg_cli_list(decisions, TOP, "decision"), 0);
	if (code == VG_CLIARGS_OK && !d) {
		vg_cli_complain(
		    "no decision about an alarm %" PRId64
		    " is kept: say RESOURCE KIND, as vigie alarm list shows it",
		    number);
		code = VG_CLIARGS_NOT_FOUND;
	}
	if (code == VG_CLIARGS_OK)
		code = key_target(vg_cli_text(d, "resource"), vg_cli_text(d, "kind"),
		    vg_cli_text(d, "qualifier"), target, sizeof(target));
	json_decref(decisions);
	return code == VG_CLIARGS_OK ? vg_cli_ask(cli, target, answer) : code;
}

int
vg_cliwhy_alarm(struct vg_cli *cli, json_t **answer)
{
	int64_t number;

	*answer = NULL;
	return is_number(cli->args.object) ? find_numbered(cli, answer)
					   : find_alarm(cli, &number, answer);
}

int
vg_cliwhy_last(struct vg_cli *cli, int64_t number)
{
	struct walk walk = {.target = NULL};

	cli->args.limit = 1;
	int code = show_walk_of(cli, number, &walk);
	json_decref(walk.last);
	return code;
}

int
vg_cliwhy_why(struct vg_cli *cli)
{
	const char *object = cli->args.object;
	char number[16];

	if (!cli->args.json)
		vg_cli_learn_zone(cli);
	if (strchr(object, '/') || is_number(object))
		return why_alarm(cli);
	if (cli->args.more[0]) {
		vg_cli_complain("one word too many: '%s'", cli->args.more[0]);
		return VG_CLIARGS_USAGE;
	}
	int code = vg_cli_case_number(cli, object, number);
	if (code != VG_CLIARGS_OK)
		return code;
	return cli->args.json ? dump(cli, "case", number) : why_case(cli, number);
}

/* --- why not -------------------------------------------------------------------------------- */

static void
print_event(struct vg_cli *cli, const json_t *e)
{
	printf("message %s", vg_cli_text(e, "id"));
	if (vg_cli_text(e, "state")[0]) {
		printf(", %s, came ", vg_cli_text(e, "state"));
		vg_cli_print_moment(cli, e, "received");
		printf(" from ");
		vg_cli_print(vg_cli_text(e, "source"));
		if (vg_cli_text(e, "agent")[0])
			printf(", %s number %" PRId64, vg_cli_text(e, "agent"),
			    vg_cli_number(e, "sequence", 0));
		printf(": ");
		vg_cli_print(vg_cli_text(e, "notification"));
	}
	if (vg_cli_text(e, "device")[0])
		printf(" of %s", vg_cli_text(e, "device"));
	printf("\n");
	print_line("    ", vg_cli_text(e, "because"));
	print_line("    ", vg_cli_text(e, "otherwise"));
}

static int
not_event(struct vg_cli *cli, int64_t number)
{
	char target[96];
	json_t *answer;

	vg_text_format(target, sizeof(target), DATA "events/event=%" PRId64, number);
	int code = vg_cli_get(cli, target, &answer);
	if (!answer)
		return code;
	print_event(cli, json_array_get(json_object_get(answer, "vigie-cases:event"), 0));
	json_decref(answer);
	return code;
}

/* AGENT:SEQUENCE */
static int
not_numbered(struct vg_cli *cli, const char *object, const char *colon)
{
	char target[256];
	json_t *answer;

	vg_text_format(target, sizeof(target), DATA "events/numbered=%.*s,%s",
	    (int)(colon - object), object, colon + 1);
	int code = vg_cli_ask(cli, target, &answer);
	if (code == VG_CLIARGS_NOT_FOUND)
		vg_cli_complain(
		    "no message %s of %.*s is kept: it never came, it still "
		    "waits in the agent's spool, or it is too old (vigie agent "
		    "show %.*s)",
		    colon + 1, (int)(colon - object), object, (int)(colon - object),
		    object);
	if (!answer)
		return code;
	int64_t id = vg_cli_number(
	    json_array_get(json_object_get(answer, "vigie-cases:numbered"), 0), "id", 0);
	json_decref(answer);
	return not_event(cli, id);
}

/* Why the alarm has no case; or that it has one. */
static int
not_alarm(struct vg_cli *cli)
{
	struct walk walk = {.target = NULL};
	json_t *answer;
	int64_t number = 0;
	int code = find_alarm(cli, &number, &answer);

	if (code == VG_CLIARGS_NOT_FOUND)
		vg_cli_complain(
		    "nothing was ever raised under this key; what came of the "
		    "device: vigie event list --device; what was counted and not "
		    "read: vigie storm list, vigie intake show");
	json_decref(answer);
	if (code != VG_CLIARGS_OK)
		return code;
	cli->args.limit = 1;
	if (cli->args.json)
		return dump_alarm(cli, number);
	code = show_alarm(cli, number, &walk);
	print_line("    ", vg_cli_text(walk.last, "otherwise"));
	json_decref(walk.last);
	return code;
}

int
vg_cliwhy_not(struct vg_cli *cli)
{
	const char *object = cli->args.object;
	const char *colon = strchr(object, ':');
	int64_t number;

	if (!cli->args.json)
		vg_cli_learn_zone(cli);
	if (strchr(object, '/'))
		return not_alarm(cli);
	if (colon && colon > object && is_number(colon + 1))
		return not_numbered(cli, object, colon);
	if (vg_text_int(object, 1, INT64_MAX, &number) == VG_OK)
		return not_event(cli, number);
	vg_cli_complain(
	    "'%s' is no event: write its number, AGENT:NUMBER, or RESOURCE KIND; of a case: "
	    "vigie why",
	    object);
	return VG_CLIARGS_USAGE;
}
