/*
 * All commands of vigie against a desk: each takes --at and is refused in the future, long ago
 * and before what it is about, with the clause; and no text leaves but through the guard of P4.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/cli/cliact.h"
#include "collector/cli/clicommands.h"
#include "collector/desk/desk.h"
#include "collector/desk/mail/deskletterview.h"
#include "collector/desk/mail/deskoutbox.h"
#include "lib/base/error.h"
#include "lib/yang/context.h"
#include "lib/yang/leafabout.h"
#include "lib/yang/packload.h"
#include "lib/yang/tree.h"

#define MARK "zqxj"

static struct vg_context *context;
static struct vg_packset *packs;
static struct vg_desk *desk;
static struct vg_wall opened; /* when all that the commands are about began */

static const struct vg_actor marc = {
    .user = "marc", .door = "test", .role = VG_ROLE_MANAGER};

/* They ask, or take what is next: no fact is recorded by them. */
static const char *const timeless[] = {"unclassified-accept", "engine-forget",
    "clock-accept", "problem-close", "user-passwd", "user-forget", "token-add",
    "token-revoke",
    /* What they put into the tree holds from now on. */
    "alarm-shelve", "alarm-unshelve", "planned-add", "planned-extend", "planned-end",

    /* It gets no case from now on. */
    "mail-dismiss",

    "outbox-take", "outbox-retry", "outbox-give-up", "page-ack", "page-test",
    "page-weekly", "page-why", "privacy-find", "privacy-export", "privacy-erase",
    "privacy-register"};
/* They are about no case yet; a mail and a call may be older than the case they join. */
static const char *const free_of_case[] = {"open", "mail-in"};

static bool
is_one_of(const char *verb, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(list[i], verb) == 0)
			return true;
	}
	return false;
}
#define IS_ONE_OF(verb, list) is_one_of(verb, list, sizeof(list) / sizeof((list)[0]))

/* --- what a command is given ----------------------------------------------------------------- */

/* A good value for each option; rows with a verb come first. */
static const struct {
	const char *verb, *name, *value; /* verb NULL: any */
} values[] = {
    {"check", "result", "confirms"},
    {"return-check", "result", "confirms"},
    {"supplier-ticket", "number", "SR-123456"},
    {"ask", "what", "information"},
    {"supplier-reply", "as", "asks"},
    {"void", "as", "spam"},
    {"order-ordered", "as", "order"},
    {"outbox-report", "outcome", "sent"},
    {"return-replace", "outcome", "exchanged"},
    {"open", "device", "ne-99"},
    {NULL, "resource", "device/ne-7/psu/2"},
    {"remind", "when", "2026-07-09T12:00:00Z"},
    {NULL, "as", "malfunction"},
    {NULL, "when", "2026-07-11T08:00:00Z"},
    {NULL, "valid-until", "2026-08-01T00:00:00Z"},
    {NULL, "reached", "yes"},
    {NULL, "act", "begin"},
    {NULL, "side", "integrator"},
    {NULL, "to", "claire"},
    {NULL, "with", "2026-000002"},
    {NULL, "into", "2026-000002"},
    {NULL, "device", "ne-7"},
    {NULL, "kind", "rma-proof"},
    {NULL, "by", "mail"},
    {NULL, "step", "collected"},
    {NULL, "from", "jeanne@clinique-a.example"},
    {NULL, "return", "R-2026-0001"},
    {NULL, "entries", "1"},
    {NULL, "finding", "confirms"},
    {NULL, "until", "tonight"},
    {NULL, "consent", "jeanne"},
    {NULL, "hand", "ours"},
};

static const char *
value_of(const char *verb, const char *name)
{
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		if (strcmp(values[i].name, name) == 0 &&
		    (!values[i].verb || strcmp(values[i].verb, verb) == 0))
			return values[i].value;
	}
	return "a word, " MARK;
}

/* What it must be given, and beside it what the desk wants of it. */
static size_t
fill_args(
    const struct vg_cliargs_command *row, struct vg_act_arg args[16], char names[16][32])
{
	static const char *const more[] = {"consent", "hand", "return", "check", "result",
	    "engineer", "finding", "entries", "device", "resource", "reason"};
	size_t n = 0;

	args[n++] = (struct vg_act_arg){"text", "said, " MARK};
	args[n++] = (struct vg_act_arg){"cause", "a cause, " MARK};
	args[n++] = (struct vg_act_arg){"cure", "a cure, " MARK};
	for (const char *at = row->words; at && *at && n < 16;) {
		size_t size = strcspn(at, " !");
		snprintf(names[n], 32, "%.*s", (int)size, at);
		if (at[size] == '!' ||
		    is_one_of(names[n], more, sizeof(more) / sizeof(more[0]))) {
			args[n] =
			    (struct vg_act_arg){names[n], value_of(row->rpc, names[n])};
			n++;
		}
		at += strcspn(at, " ");
		at += strspn(at, " ");
	}
	return n;
}

static const char *
number_of(const char *word)
{
	static const char *const objects[][2] = {{"CASE", "2026-000001"},
	    {"RETURN", "R-2026-0001"}, {"VISIT", "V-2026-0001"}, {"ORDER", "O-2026-0001"},
	    {"MAIL", "1"}, {"PERSON", "p-jeanne"}};

	for (size_t i = 0; word && i < sizeof(objects) / sizeof(objects[0]); i++) {
		if (strcmp(objects[i][0], word) == 0)
			return objects[i][1];
	}
	return "";
}

static int
run(const struct vg_actor *actor, const char *verb, const char *object,
    const struct vg_act_arg *args, size_t n, struct vg_wall at, struct vg_wall now,
    struct vg_act_result *result, struct vg_detail *detail)
{
	const struct vg_act act = {
	    .verb = verb, .object = object, .args = args, .n_args = n, .at = at};
	int code;

	*detail = (struct vg_detail){0};
	code = vg_desk_act(desk, actor, &act, now, result, detail);
	free(result->document);
	return code;
}

static int taken; /* the message that a courier has */

/* One row of the table, happened 'at'. */
static int
run_row(const struct vg_cliargs_command *row, const struct vg_actor *actor,
    struct vg_wall at, struct vg_wall now, struct vg_detail *detail)
{
	const char *object = number_of(row->object), *verb, *leaf;
	char names[16][32], lower[32] = "", message[16];
	struct vg_act_arg args[16];
	struct vg_act_result result;
	size_t n = fill_args(row, args, names);

	for (size_t i = 0; row->object && row->object[i] && i < 31; i++)
		lower[i] = (char)tolower((unsigned char)row->object[i]);
	snprintf(message, sizeof(message), "%d", taken);
	if (strcmp(lower, "message") == 0)
		object = message;
	for (size_t i = 0; vg_desk_act_at(i, &verb, &leaf); i++) {
		/* "return ask CASE" makes a return: the case is a value. */
		if (strcmp(verb, row->rpc) != 0 || strcmp(lower, leaf) == 0 || !lower[0])
			continue;
		args[n++] = (struct vg_act_arg){lower, object};
		object = "";
		break;
	}
	return run(actor, row->rpc, object, args, n, at, now, &result, detail);
}

/* --- what they are about --------------------------------------------------------------------- */

struct step {
	const char *verb, *object;
	struct vg_act_arg args[5];
};

static const struct step steps[] = {
    {"open", "", {{"by", "mail"}, {"device", "ne-7"}, {"title", "dark"}}},
    {"open", "", {{"by", "mail"}, {"device", "ne-8"}, {"title", "loud"}}},
    {"return-ask", "", {{"case", "2026-000001"}, {"resource", "device/ne-7/psu/1"}}},
    {"order-ask", "", {{"case", "2026-000001"}, {"what", "swap it"}}},
    {"visit-plan", "",
	{{"case", "2026-000001"}, {"kind", "rma-proof"}, {"when", "2026-07-11T08:00:00Z"},
	    {"return", "R-2026-0001"}}},
    {"mail-in", "", {{"from", "jeanne@clinique-a.example"}, {"subject", "and ne-7?"}}},
    {"reply", "2026-000002", {{"text", "We look at it."}}},
    {"outbox-take", "", {{NULL, NULL}}},
};

static void
open_desk(void)
{
	struct vg_detail detail = {0};
	struct vg_tree *tree = NULL;
	struct vg_conf *conf = NULL;
	const struct vg_desk_revision revision = {"{}", "file", "vigie", ""};

	vg_desk_close(desk);
	desk = NULL;
	vg_instant_parse("2026-07-09T08:00:00Z", &opened);
	if (vg_desk_open(":memory:", packs, opened, &desk, &detail) != VG_OK ||
	    vg_tree_load(context, "tests/play/mail.json", VG_TREE_COLLECTOR, &tree,
		&detail) != VG_OK ||
	    vg_conf_read(tree, &conf, &detail) != VG_OK ||
	    vg_desk_set_conf(desk, conf, &revision, opened, &detail) != VG_OK)
		fail_msg("%s", detail.text);
	vg_tree_free(tree);
}

static void
set_up(void)
{
	struct vg_act_result result = {0};
	struct vg_detail detail;

	open_desk();
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		size_t n = 0;
		while (n < 5 && steps[i].args[n].name)
			n++;
		if (run(&marc, steps[i].verb, steps[i].object, steps[i].args, n,
			(struct vg_wall){0}, opened, &result, &detail) != VG_OK)
			fail_msg("%s: %s", steps[i].verb, detail.text);
	}
	taken = atoi(result.object);
}

static void
expect_refused(const struct vg_cliargs_command *row, int code,
    const struct vg_detail *detail, const char *says)
{
	if (code != VG_EPOLICY || strncmp(detail->text, "5: ", 3) != 0 ||
	    !strstr(detail->text, says))
		fail_msg("%s %s: %d '%s', not '%s'", row->noun, row->verb, code,
		    detail->text, says);
}

/* --- tests ----------------------------------------------------------------------------------- */

static void
every_command_takes_a_time(void **state)
{
	const struct vg_actor claire = {
	    .user = "claire", .door = "test", .role = VG_ROLE_ADMIN};
	struct vg_actor noc = claire;
	struct vg_wall now;
	size_t n = 0;

	(void)state;
	noc.role = VG_ROLE_NOC;
	set_up();
	now = vg_instant_add(opened, VG_HOUR_US);
	for (size_t i = 0; i < vg_clicommands_count; i++) {
		const struct vg_cliargs_command *row = &vg_clicommands_all[i];
		struct vg_detail detail;
		if (!row->rpc)
			continue;
		bool has = (row->options & VG_CLIARGS_AT) != 0;
		if (has == IS_ONE_OF(row->rpc, timeless))
			fail_msg("%s %s: --at", row->noun, row->verb);
		if (!has)
			continue;
		n++;
		int code = run_row(row, &marc, vg_instant_add(now, 1), now, &detail);
		expect_refused(row, code, &detail, "in the future");
		struct vg_wall old = vg_instant_add(now, -7 * VG_DAY_US - 1);
		if (vg_desk_may(VG_ROLE_NOC, row->rpc))
			expect_refused(row, run_row(row, &noc, old, now, &detail),
			    &detail, "more than 7 days back");
		if (IS_ONE_OF(row->rpc, free_of_case))
			continue;
		code = run_row(row, &marc, vg_instant_add(opened, -1), now, &detail);
		expect_refused(row, code, &detail, "'at' lies before");
	}
	assert_true(n > 60);
}

/* Every verb of the desk can be typed. */
static void
every_verb_has_a_command(void **state)
{
	const char *verb, *object;

	(void)state;
	for (size_t v = 0; vg_desk_act_at(v, &verb, &object); v++) {
		bool found = false;
		for (size_t i = 0; i < vg_clicommands_count && !found; i++)
			found = vg_clicommands_all[i].rpc &&
			    strcmp(vg_clicommands_all[i].rpc, verb) == 0;
		if (!found)
			fail_msg("no command posts %s", verb);
	}
}

struct leak {
	const char *verb;
	size_t n, letters;
};

/* To the client, and to the supplier; each under its guard. */
static bool
leaves(const char *verb)
{
	return strcmp(verb, "reply") == 0 || strcmp(verb, "escalate") == 0;
}

static void
see_message(const struct vg_outbox_view *v, void *cookie)
{
	struct leak *leak = cookie;
	const char *texts[] = {v->text, v->what, v->transition, v->recipient, v->reason};
	bool holds = false;

	/* What a relay said of a message is kept with it, and told to our own. */
	if (strcmp(leak->verb, "outbox-report") == 0 && strcmp(v->role, "noc") == 0)
		return;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		holds = holds || strstr(texts[i], MARK) != NULL;
	leak->n += holds;
	if (holds && !leaves(leak->verb))
		fail_msg("what %s was told leaves to the %s: %s", leak->verb, v->role,
		    v->text[0] ? v->text : v->what);
}

/* Verbs whose words stand in letters to others than the noc. */
static const char *const told[] = {"reply", "escalate"};

static void
see_letter(const struct vg_letter_view *letter, void *cookie)
{
	struct leak *leak = cookie;
	bool holds = strstr(letter->subject, MARK) || strstr(letter->body, MARK);

	leak->letters++;
	if (holds && strcmp(letter->role, "noc") != 0 && !IS_ONE_OF(leak->verb, told))
		fail_msg("what %s was told stands in a letter to the %s: %s", leak->verb,
		    letter->role, letter->body);
}

/* Takes all that waits, as a courier would, and reads it. */
static void
read_letters(struct leak *leak, struct vg_wall now)
{
	struct vg_act_result result;
	struct vg_detail detail;

	while (run(&marc, "outbox-take", "", NULL, 0, (struct vg_wall){0}, now, &result,
		   &detail) == VG_OK)
		assert_int_equal(vg_deskletterview_one(desk, atoi(result.object), now,
				     see_letter, leak, &detail),
		    VG_OK);
}

/*
 * P4: only a reply and an escalation are copied into a message, and the guard has seen them;
 * notes, calls and all others stay inside.
 */
static void
only_what_is_guarded_leaves(void **state)
{
	static const char *const must[] = {"open", "note", "call", "ask", "client-answer",
	    "escalate", "supplier-ticket", "supplier-reply", "remote-session", "remind",
	    "void", "merge", "split", "hold", "mail-in", "dismiss", "return-ask",
	    "return-confirm", "return-refuse", "return-reject", "return-cancel",
	    "return-healed", "return-client-holds", "visit-move", "visit-refused",
	    "visit-no-access", "visit-cancel", "order-ask", "order-propose",
	    "order-cancel", "reply"};
	size_t done = 0, letters = 0;

	(void)state;
	for (size_t i = 0; i < vg_clicommands_count; i++) {
		const struct vg_cliargs_command *row = &vg_clicommands_all[i];
		struct leak leak = {.verb = row->rpc};
		struct vg_detail detail;
		if (!row->rpc)
			continue;
		set_up();
		struct vg_wall now = vg_instant_add(opened, VG_HOUR_US);
		int code = run_row(row, &marc, (struct vg_wall){0}, now, &detail);
		if (IS_ONE_OF(row->rpc, must) && code != VG_OK)
			fail_msg("%s: %s", row->rpc, detail.text);
		done += IS_ONE_OF(row->rpc, must);
		assert_int_equal(
		    vg_desk_outbox(desk, false, NULL, see_message, &leak), VG_OK);
		assert_int_equal(leak.n, leaves(row->rpc));
		read_letters(&leak, now);
		letters += leak.letters;
	}
	assert_true(letters > done);
	assert_int_equal(done, sizeof(must) / sizeof(must[0]));
}

/* Help shows of each what the models say. */
static void
every_option_is_described(void **state)
{
	(void)state;
	for (size_t i = 0; i < vg_clicommands_count; i++) {
		const struct vg_cliargs_command *row = &vg_clicommands_all[i];
		for (const char *at = row->rpc ? row->words : NULL; at && *at;) {
			char name[64];
			struct vg_buf about;
			snprintf(name, sizeof(name), "%.*s", (int)strcspn(at, " !"), at);
			vg_buf_init(&about, 4096);
			if (!vg_leafabout_input(context, row->rpc, name, &about) ||
			    !about.size)
				fail_msg("%s %s --%s", row->noun, row->verb, name);
			/* A boolean leaf takes no string: the command must know it. */
			bool flag = strncmp(vg_buf_text(&about), "true, false", 11) == 0;
			if (flag != vg_cliact_is_boolean(name))
				fail_msg(
				    "%s %s --%s: a boolean?", row->noun, row->verb, name);
			vg_buf_fini(&about);
			at += strcspn(at, " ");
			at += strspn(at, " ");
		}
	}
	struct vg_buf about;
	vg_buf_init(&about, 4096);
	assert_true(vg_leafabout_input(context, "open", "by", &about));
	assert_string_equal(vg_buf_text(&about), "call, mail, person: How it came.");
	assert_false(vg_leafabout_input(context, "open", "by-whom", &about));
	assert_false(vg_leafabout_input(context, "opened", "by", &about));
	vg_buf_fini(&about);
}

static int
begin_all(void **state)
{
	struct vg_detail detail = {0};

	(void)state;
	if (vg_context_new(&context, &detail) == VG_OK &&
	    vg_packload_folder(context, NULL, NULL, 0, &packs, &detail) == VG_OK)
		return 0;
	print_error("%s\n", detail.text);
	return -1;
}

static int
end_all(void **state)
{
	(void)state;
	vg_desk_close(desk);
	vg_packset_free(packs);
	vg_context_free(context);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_command_takes_a_time),
	    cmocka_unit_test(every_verb_has_a_command),
	    cmocka_unit_test(only_what_is_guarded_leaves),
	    cmocka_unit_test(every_option_is_described),
	};

	return cmocka_run_group_tests(tests, begin_all, end_all);
}
