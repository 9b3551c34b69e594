/*
 * The command line of vigie: words and options in any order, what is refused and how that is
 * said; the order of the queue; times as people read and type them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "collector/cli/cli.h"
#include "collector/cli/clicommands.h"
#include "collector/cli/clitime.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

enum { MAX_ARGS = 12 };

/* Splits 'line' at blanks (it is written into) and parses it. */
static int
parse(char *line, struct vg_cliargs *args, struct vg_detail *detail)
{
	char *argv[MAX_ARGS] = {line};
	int argc = 1;

	for (char *word = strtok(line, " "); word; word = strtok(NULL, " "))
		argv[argc++] = strcmp(word, "_") == 0 ? line + strlen(line) : word;
	return vg_cliargs_parse(
	    args, argc, argv, vg_clicommands_all, vg_clicommands_count, detail);
}

static void
good_lines_are_read(void **state)
{
	static const struct {
		const char *line, *noun, *verb, *object, *text, *socket;
		bool json;
	} rows[] = {
	    {"queue", "queue", "", NULL, NULL, NULL, false},
	    {"outbox", "outbox", "list", NULL, NULL, NULL, false},
	    {"mail --json", "mail", "list", NULL, NULL, NULL, true},
	    {"case show 123", "case", "show", "123", NULL, NULL, false},
	    {"--json case show 123", "case", "show", "123", NULL, NULL, true},
	    {"case --json show 123", "case", "show", "123", NULL, NULL, true},
	    {"case show 123 --json", "case", "show", "123", NULL, NULL, true},
	    {"case note 7 --text x", "case", "note", "7", "x", NULL, false},
	    {"--text=x --socket /s case note 7", "case", "note", "7", "x", "/s", false},
	    {"case note 7 --text=a=b", "case", "note", "7", "a=b", NULL, false},
	    {"case note 7 --text --json", "case", "note", "7", "--json", NULL, false},
	    {"case show -- --json", "case", "show", "--json", NULL, NULL, false},
	    {"device show ne-7", "device", "show", "ne-7", NULL, NULL, false},
	    {"watch --count 3 --for 9", "watch", "", NULL, NULL, NULL, false},
	    {"evidence 123 --for supplier -o f.tar", "evidence", "", "123", NULL, NULL,
		false},
	    {"evidence verify f.tar", "evidence", "verify", "f.tar", NULL, NULL, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_cliargs args;
		struct vg_detail detail = {0};
		char line[128];
		vg_text_copy(line, sizeof(line), rows[i].line);
		if (parse(line, &args, &detail) != VG_OK)
			fail_msg("%s: %s", rows[i].line, detail.text);
		if (strcmp(args.command->noun, rows[i].noun) != 0 ||
		    strcmp(args.command->verb, rows[i].verb) != 0 ||
		    !vg_text_same(args.object, rows[i].object) ||
		    !vg_text_same(args.text, rows[i].text) ||
		    !vg_text_same(args.socket, rows[i].socket) ||
		    args.json != rows[i].json)
			fail_msg("%s: read as %s %s %s", rows[i].line, args.command->noun,
			    args.command->verb, args.object ? args.object : "");
	}
}

static void
bad_lines_are_refused(void **state)
{
	static const struct {
		const char *line, *says;
	} rows[] = {
	    {"", "say what to do"},
	    {"nonsense", "no command 'nonsense'"},
	    {"privacy", "say what to do with 'privacy': find, export, erase, register"},
	    {"outbox 3", "no command 'outbox 3'"},
	    {"case fly", "no command 'case fly'"},
	    {"case show", "case show wants CASE"},
	    {"case show 1 2", "one word too many: '2'"},
	    {"message preview", "message preview wants TEMPLATE CASE"},
	    {"message preview receipt", "message preview wants CASE"},
	    {"message preview receipt 1 2", "one word too many: '2'"},
	    {"case close 1 --cause a --cure b --leave-ticket=true",
		"--leave-ticket takes no argument"},
	    {"case show 1 2 3", "one word too many: '2'"},
	    {"queue x", "one word too many: 'x'"},
	    {"why a/b c d e", "one word too many: 'e'"},
	    {"queue --text x", "queue has no option --text"},
	    {"case show 1 --mine", "case show has no option --mine"},
	    {"case note 1", "case note wants --text TEXT"},
	    {"case close 1 --cause x", "case close wants --cure TEXT"},
	    {"case note 1 --text _", "--text is empty"},
	    {"case note 1 --text \t", "--text is empty"},
	    {"case note 1 --text a\033[2J", "--text holds the control character 0x1B"},
	    {"case close 1 --cause a\177 --cure b",
		"--cause holds the control character 0x7F"},
	    {"case close 1 --cause a --cure \xFF", "--cure is not UTF-8"},
	    {"queue --bogus", "unknown option '--bogus'"},
	    {"queue -j", "unknown option '-j'"},
	    {"queue --json=yes", "--json takes no argument"},
	    {"queue --socket", "--socket wants PATH"},
	    {"watch --count 0", "--count wants a number above 0, not '0'"},
	    {"queue --limit 1000000001",
		"--limit wants at most 1000000000, not '1000000001'"},
	    {"queue --limit 99999999999999999999999",
		"--limit wants at most 1000000000, not '99999999999999999999999'"},
	    {"queue --limit -1", "--limit wants a number above 0, not '-1'"},
	    {"watch --for soon", "--for wants a number above 0, not 'soon'"},
	    {"watch --for supplier", "--for wants a number above 0, not 'supplier'"},
	    {"evidence 1 --for client", "--for wants supplier, not 'client'"},
	    {"evidence 1 --for 9", "--for wants supplier, not '9'"},
	    {"evidence verify f --for supplier", "evidence verify has no option --for"},
	    {"evidence 1 -o", "--output wants FILE"},
	    {"alarm list -o f", "alarm list has no option --output"},
	    {"evidence verify", "evidence verify wants FILE"},
	    {"--help nonsense", "no command 'nonsense'"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_cliargs args;
		struct vg_detail detail = {0};
		char line[128];
		vg_text_copy(line, sizeof(line), rows[i].line);
		if (parse(line, &args, &detail) != VG_EINVAL ||
		    strcmp(detail.text, rows[i].says) != 0)
			fail_msg("'%s': %s", rows[i].line, detail.text);
	}
}

static void
help_needs_no_whole_command(void **state)
{
	static const char *const lines[] = {"--help", "case --help", "case note --help",
	    "--version", "case show --help", "help-is-no-option --version"};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct vg_cliargs args;
		struct vg_detail detail;
		char line[128];
		vg_text_copy(line, sizeof(line), lines[i]);
		int wanted = i == 5 ? VG_EINVAL : VG_OK;
		assert_int_equal(parse(line, &args, &detail), wanted);
		/* A noun alone is asked for all its verbs, not for the one that lists. */
		assert_true((args.command != NULL) == (i == 2 || i == 4));
	}
}

static void
every_command_is_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < vg_clicommands_count; i++) {
		const struct vg_cliargs_command *c = &vg_clicommands_all[i];
		assert_non_null(c->run);
		assert_true(c->noun[0] && c->summary[0]);
		assert_int_equal(c->required & ~c->options, 0);
	}
}

static struct vg_zone_step paris_steps[] = {
    {0, 3600}, {1774746000, 7200} /* 2026-03-29T01:00Z */, {1792890000, 3600}};

/* 2026-07-09T12:00:00Z, 14:00 in Paris. */
static const struct vg_clitime july = {
    {1783598400000000}, {"Europe/Paris", paris_steps, 3}};

static void
moments_are_written(void **state)
{
	static const struct {
		const char *at, *text;
	} rows[] = {
	    {"2026-07-09T12:05:00Z", "14:05"},
	    {"2026-07-08T22:00:00Z", "00:00"},
	    {"2026-07-08T21:59:00Z", "Wed 8 Jul 23:59"},
	    {"2026-01-01T00:00:00Z", "Thu 1 Jan 01:00"},
	    {"2025-12-31T22:59:00Z", "31 Dec 2025 23:59"},
	    {"", ""},
	};
	static const struct {
		int64_t seconds;
		const char *text;
	} spans[] = {{0, "0 s left"}, {59, "59 s left"}, {60, "1 min left"},
	    {13680, "3 h 48 min left"}, {-300, "late by 5 min"},
	    {2 * 86400 + 3600, "2 d 1 h left"}};
	char text[VG_CLITIME_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		vg_clitime_moment(&july, vg_clitime_parse(rows[i].at), text);
		assert_string_equal(text, rows[i].text);
	}
	for (size_t i = 0; i < sizeof(spans) / sizeof(spans[0]); i++) {
		vg_clitime_left(spans[i].seconds, text);
		assert_string_equal(text, spans[i].text);
	}
}

static void
times_are_read(void **state)
{
	static const struct {
		const char *typed, *at; /* NULL: refused */
	} rows[] = {
	    {"2026-07-09T14:00:00+02:00", "2026-07-09T12:00:00Z"},
	    {"2026-07-09T14:00", "2026-07-09T12:00:00Z"},
	    {"2026-01-05 08:30", "2026-01-05T07:30:00Z"},
	    {"13:59", "2026-07-09T11:59:00Z"},
	    {"14:00", "2026-07-09T12:00:00Z"},
	    {"14:01", "2026-07-08T12:01:00Z"},
	    {"24:00", NULL},
	    {"12:60", NULL},
	    {"1:00", NULL},
	    {"ab:cd", NULL},
	    {"12:0:", NULL},
	    {"2026-02-30T10:00", NULL},
	    {"yesterday", NULL},
	    {"", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_wall at = {0};
		char text[VG_INSTANT_TEXT_SIZE];
		int err = vg_clitime_read(&july, rows[i].typed, &at);
		vg_instant_text(at, text);
		if ((err == VG_OK) != (rows[i].at != NULL) ||
		    (rows[i].at && strcmp(text, rows[i].at) != 0))
			fail_msg("'%s': %d %s", rows[i].typed, err, text);
	}
}

/* Of what is asked of times to come an hour alone is today's. */
static void
an_hour_is_todays(void **state)
{
	char text[VG_INSTANT_TEXT_SIZE];
	struct vg_wall at = {0};

	(void)state;
	assert_int_equal(vg_clitime_read_today(&july, "14:01", &at), VG_OK);
	vg_instant_text(at, text);
	assert_string_equal(text, "2026-07-09T12:01:00Z");
	assert_int_equal(vg_clitime_read_today(&july, "25:00", &at), VG_EPARSE);
}

static void
a_case_may_be_short(void **state)
{
	struct vg_cli cli = {
	    .time = {{1783598400000000}, {"Europe/Paris", paris_steps, 3}}};
	char number[16];

	(void)state;
	assert_int_equal(vg_cli_case_number(&cli, "123", number), VG_CLIARGS_OK);
	assert_string_equal(number, "2026-000123");
	assert_int_equal(vg_cli_case_number(&cli, "2025-000007", number), VG_CLIARGS_OK);
	assert_string_equal(number, "2025-000007");
	/* 2026-12-31T23:30Z is next year in Paris. */
	cli.time.now = vg_clitime_parse("2026-12-31T23:30:00Z");
	assert_int_equal(vg_cli_case_number(&cli, "1", number), VG_CLIARGS_OK);
	assert_string_equal(number, "2027-000001");
	assert_int_equal(vg_cli_case_number(&cli, "0", number), VG_CLIARGS_USAGE);
	assert_int_equal(vg_cli_case_number(&cli, "1000000", number), VG_CLIARGS_USAGE);
	assert_int_equal(vg_cli_case_number(&cli, "2026-7", number), VG_CLIARGS_USAGE);
}

/*
 * Every command can be given each option of its own, though another command has one of that name.
 */
static void
own_options_can_be_given(void **state)
{
	(void)state;
	for (size_t i = 0; i < vg_clicommands_count; i++) {
		const struct vg_cliargs_command *c = &vg_clicommands_all[i];
		char texts[32][48], *argv[80] = {texts[0]};
		struct vg_cliargs args;
		struct vg_detail detail = {0};
		int argc = 1;
		size_t n = 0, wanted = 0;

		texts[0][0] = '\0';
		argv[argc++] = (char *)(uintptr_t)c->noun;
		if (c->verb[0])
			argv[argc++] = (char *)(uintptr_t)c->verb;
		for (const char *word = c->object; word; word = strchr(word + 1, ' '))
			argv[argc++] = (char *)(uintptr_t) "1";
		for (const char *at = c->words; at && *at; wanted++) {
			snprintf(texts[n], sizeof(texts[n]), "--%.*s=v",
			    (int)strcspn(at, " !"), at);
			argv[argc++] = texts[n++];
			at += strcspn(at, " ");
			at += strspn(at, " ");
		}
		const struct vg_cliargs_option *o;
		for (size_t k = 0; (o = vg_cliargs_option(k)); k++) {
			if (!(o->bit & c->required))
				continue;
			snprintf(texts[n], sizeof(texts[n]), "--%s=1", o->name);
			argv[argc++] = texts[n++];
		}
		int err = vg_cliargs_parse(
		    &args, argc, argv, vg_clicommands_all, vg_clicommands_count, &detail);
		if (err != VG_OK || args.n_words != wanted)
			fail_msg("%s %s: %s", c->noun, c->verb, detail.text);
	}
}

static void
refusals_have_their_codes(void **state)
{
	static const struct {
		long status;
		const char *tag;
		int code;
	} rows[] = {
	    {409, "refused-by-policy", VG_CLIARGS_REFUSED},
	    {404, "", VG_CLIARGS_NOT_FOUND},
	    {503, "try-later", VG_CLIARGS_LATER},
	    {403, "", VG_CLIARGS_FAILURE},
	    {400, "", VG_CLIARGS_FAILURE},
	    {500, "", VG_CLIARGS_FAILURE},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char body[256];
		snprintf(body, sizeof(body),
		    "{\"ietf-restconf:errors\":{\"error\":[{\"error-app-tag\":\"%s\","
		    "\"error-message\":\"m\"}]}}",
		    rows[i].tag);
		assert_int_equal(
		    vg_cli_refusal(rows[i].status, body, false), rows[i].code);
	}
	assert_int_equal(vg_cli_refusal(500, "no json", false), VG_CLIARGS_FAILURE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(good_lines_are_read),
	    cmocka_unit_test(bad_lines_are_refused),
	    cmocka_unit_test(help_needs_no_whole_command),
	    cmocka_unit_test(every_command_is_whole),
	    cmocka_unit_test(moments_are_written),
	    cmocka_unit_test(times_are_read),
	    cmocka_unit_test(an_hour_is_todays),
	    cmocka_unit_test(a_case_may_be_short),
	    cmocka_unit_test(own_options_can_be_given),
	    cmocka_unit_test(refusals_have_their_codes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
