/*
 * Letters: what a template may say, and what becomes of it.
 */
#include <dirent.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "collector/letter/letterbook.h"
#include "collector/letter/letterwrap.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/os/datadir.h"
#include "lib/os/file.h"

static void
check(const char *template, const struct vg_letterfacts *facts, const char *want_subject,
    const char *want_body)
{
	struct vg_letter *letter;
	struct vg_detail detail = {0};
	struct vg_buf subject, body;

	vg_buf_init(&subject, 0);
	vg_buf_init(&body, 0);
	assert_int_equal(vg_letter_parse(template, &letter, &detail), VG_OK);
	assert_int_equal(vg_letter_write(letter, facts, false, &subject, &body), VG_OK);
	assert_string_equal(vg_buf_text(&subject), want_subject);
	assert_string_equal(vg_buf_text(&body), want_body);
	vg_letter_free(letter);
	vg_buf_fini(&subject);
	vg_buf_fini(&body);
}

static void
facts_are_put_in_and_what_is_not_known_goes(void **state)
{
	const struct vg_letterfacts some = {
	    .value = {[VG_LETTERFACT_CASE] = "2026-000001",
		[VG_LETTERFACT_SITE] = "",
		[VG_LETTERFACT_SEEN] = "one\ntwo"}};
	static const struct {
		const char *body, *want;
	} rows[] = {
	    {"a {case}\n", "a 2026-000001\n"},
	    {"a {device} b\n", "a  b\n"},
	    {"{?device}Device: {device}\nend\n", "end\n"},
	    {"{?site}Site: {site}\nend\n", "end\n"},
	    {"{!device}No device.\n{!case}No case.\n", "No device.\n"},
	    {"Case {case}{?device}, device {device}\n", "Case 2026-000001\n"},
	    {"Case {case}{?seen}, seen\n", "Case 2026-000001, seen\n"},
	    {"a\n\n{?device}gone\n\nb\n", "a\n\nb\n"},
	    {"\n\na\n\n\n", "a\n"},
	    {"{?seen}{seen}\n", "one\ntwo\n"},
	    {"{{case} {{\n", "{case} {\n"},
	    {"no line's end", "no line's end\n"},
	    {"{device}\n", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char template[256];
		vg_text_format(
		    template, sizeof(template), "Subject: s\n\n%s", rows[i].body);
		check(template, &some, "s", rows[i].want);
	}
}

static void
a_subject_is_one_line(void **state)
{
	const struct vg_letterfacts facts = {
	    .value = {[VG_LETTERFACT_TITLE] = "a\r\nBcc: x@y.example\r\n\r\nz"}};
	char want[VG_LETTER_SUBJECT_MAX + 1], title[VG_LETTER_SUBJECT_MAX + 8] = "";
	struct vg_letterfacts all = {.value = {[VG_LETTERFACT_TITLE] = title}};

	(void)state;
	check("Subject: [{title}]\n\n", &facts, "[a  Bcc: x@y.example    z]", "");
	/* Cut before the character that does not fit, not within it. */
	memset(title, 'x', VG_LETTER_SUBJECT_MAX - 1);
	memcpy(want, title, VG_LETTER_SUBJECT_MAX);
	strcat(title, "é");
	check("Subject: {title}\n\n", &all, want, "");
}

static void
a_template_that_is_wrong_is_refused(void **state)
{
	static const struct {
		const char *template, *why;
	} rows[] = {
	    {"", "line 1: it does not begin with 'Subject: '"},
	    {"Hello\n\n", "line 1: it does not begin with 'Subject: '"},
	    {"Subject: a", "line 2: an empty line follows the subject"},
	    {"Subject: a\nb\n", "line 2: an empty line follows the subject"},
	    {"Subject: {nobody}\n\n", "line 1: there is no fact 'nobody'"},
	    {"Subject: a\n\nb\n{?Case}c\n", "line 4: there is no fact 'Case'"},
	    {"Subject: a\n\n{}\n", "line 3: there is no fact ''"},
	    {"Subject: a\n\n{case\n}\n", "line 3: a brace does not close"},
	    {"Subject: a\n\n{", "line 3: a brace does not close"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_letter *letter = (struct vg_letter *)1;
		struct vg_detail detail = {0};
		assert_int_equal(
		    vg_letter_parse(rows[i].template, &letter, &detail), VG_EINVAL);
		assert_null(letter);
		assert_string_equal(detail.text, rows[i].why);
	}
}

static void
what_is_too_long_is_refused(void **state)
{
	struct vg_letter *letter;
	struct vg_detail detail = {0};
	struct vg_buf subject, body;
	char *text = malloc(VG_LETTER_BODY_MAX + 2);
	const struct vg_letterfacts facts = {.value = {[VG_LETTERFACT_TEXT] = text}};

	(void)state;
	memset(text, 'x', VG_LETTER_BODY_MAX + 1);
	text[VG_LETTER_TEMPLATE_MAX + 1] = '\0';
	assert_int_equal(vg_letter_parse(text, &letter, &detail), VG_ELIMIT);
	text[VG_LETTER_TEMPLATE_MAX + 1] = 'x';
	text[VG_LETTER_BODY_MAX + 1] = '\0';
	assert_int_equal(
	    vg_letter_parse("Subject: a\n\n{text}\n", &letter, &detail), VG_OK);
	vg_buf_init(&subject, 0);
	vg_buf_init(&body, 0);
	assert_int_equal(
	    vg_letter_write(letter, &facts, false, &subject, &body), VG_ELIMIT);
	vg_letter_free(letter);
	vg_buf_fini(&subject);
	vg_buf_fini(&body);
	free(text);
}

static int
by_name(const void *one, const void *other)
{
	return strcmp(one, other);
}

/* How many templates 'language' has; each of them is whole. */
static size_t
read_language(const char *language, char names[64][64])
{
	char root[256], path[512];
	struct dirent *entry;
	size_t n = 0;

	assert_int_equal(vg_datadir_find(VG_DATADIR_MESSAGES, root, sizeof(root)), VG_OK);
	vg_text_format(path, sizeof(path), "%s/%s", root, language);
	DIR *folder = opendir(path);
	assert_non_null(folder);
	while ((entry = readdir(folder))) {
		struct vg_letter *letter;
		struct vg_detail detail = {0};
		struct vg_buf text;
		if (entry->d_name[0] == '.' || strcmp(entry->d_name, "words.txt") == 0 ||
		    strcmp(entry->d_name, "phrases.txt") == 0)
			continue;
		vg_text_format(
		    path, sizeof(path), "%s/%s/%s", root, language, entry->d_name);
		vg_buf_init(&text, 0);
		assert_int_equal(vg_file_read(path, &text, &detail), VG_OK);
		if (vg_letter_parse(vg_buf_text(&text), &letter, &detail) != VG_OK)
			fail_msg("%s: %s", path, detail.text);
		vg_letter_free(letter);
		vg_buf_fini(&text);
		assert_true(n < 64);
		vg_text_copy(names[n++], sizeof(names[0]), entry->d_name);
	}
	closedir(folder);
	qsort(names, n, sizeof(names[0]), by_name);
	return n;
}

static void
the_shipped_ones_are_whole_in_both_languages(void **state)
{
	char fr[64][64], en[64][64];
	size_t n = read_language("fr", fr);

	(void)state;
	assert_true(n >= 15);
	assert_int_equal(read_language("en", en), n);
	for (size_t i = 0; i < n; i++)
		assert_string_equal(fr[i], en[i]);
}

/* --- words and dates ------------------------------------------------------------------------- */

static void
words_are_found_or_stand_for_themselves(void **state)
{
	struct vg_letterwords *words;
	struct vg_detail detail = {0};

	(void)state;
	assert_int_equal(vg_letterwords_parse(
			     "# about\n\nstate.new=à prendre\nx.y=a=b", &words, &detail),
	    VG_OK);
	assert_string_equal(vg_letterwords_find(words, "state", "new"), "à prendre");
	assert_string_equal(vg_letterwords_find(words, "x", "y"), "a=b");
	assert_string_equal(vg_letterwords_find(words, "state", "void"), "void");
	assert_string_equal(vg_letterwords_find(NULL, "state", "new"), "new");
	vg_letterwords_free(words);
	assert_int_equal(
	    vg_letterwords_parse("state.new=a\nnonsense\n", &words, &detail), VG_EINVAL);
	assert_string_equal(detail.text, "line 2: it is not KEY=WORDS");
	assert_int_equal(
	    vg_letterwords_parse("a.b=c\na.b=d\n", &words, &detail), VG_EINVAL);
	assert_string_equal(detail.text, "line 2: 'a.b' stands twice");
	assert_null(words);
}

static void
dates_are_words(void **state)
{
	/* Friday 17 July 2026, 24:00 and 12:05 UTC; Wednesday 1 July. */
	const int64_t day = vg_instant_days(2026, 7, 17);
	static const struct {
		enum vg_slatext_language language;
		const char *last, *at, *first;
	} rows[] = {
	    {VG_SLATEXT_FRENCH, "vendredi 17 juillet 2026 à 24 h",
		"vendredi 17 juillet 2026 à 12 h 05", "mercredi 1er juillet 2026 à 24 h"},
	    {VG_SLATEXT_ENGLISH, "Friday 17 July 2026 at 24:00",
		"Friday 17 July 2026 at 12:05", "Wednesday 1 July 2026 at 24:00"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_wall at = {
		    day * VG_DAY_US + 12 * VG_HOUR_US + 5 * VG_MINUTE_US};
		struct vg_buf buf;
		vg_buf_init(&buf, 0);
		vg_letterwords_last_day(rows[i].language, day, &buf);
		assert_string_equal(vg_buf_text(&buf), rows[i].last);
		vg_buf_reset(&buf);
		vg_letterwords_instant(rows[i].language, NULL, at, &buf);
		assert_string_equal(vg_buf_text(&buf), rows[i].at);
		vg_buf_reset(&buf);
		vg_letterwords_last_day(rows[i].language, day - 16, &buf);
		assert_string_equal(vg_buf_text(&buf), rows[i].first);
		vg_buf_fini(&buf);
	}
}

static void
an_offset_is_told(void **state)
{
	static const struct {
		int32_t s;
		const char *want;
	} rows[] = {{0, " (UTC)"}, {7200, " (UTC+2)"}, {-12600, " (UTC-3:30)"},
	    {-14400, " (UTC-4)"}, {20700, " (UTC+5:45)"}, {-1800, " (UTC-0:30)"}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_zone_step step = {INT64_MIN, rows[i].s};
		const struct vg_zone zone = {.steps = &step, .n_steps = 1};
		struct vg_buf buf;
		vg_buf_init(&buf, 0);
		vg_letterwords_offset(&zone, (struct vg_wall){0}, &buf);
		assert_string_equal(vg_buf_text(&buf), rows[i].want);
		vg_buf_fini(&buf);
	}
}

/* What the house wrote with instants of its own is read in the reader's zone and language. */
static void
instants_are_words(void **state)
{
	static const struct {
		enum vg_slatext_language language;
		bool offset;
		const char *text, *want;
	} rows[] = {
	    {VG_SLATEXT_FRENCH, false, "depuis 2026-07-09T08:00:00Z.",
		"depuis jeudi 9 juillet 2026 à 10 h 00."},
	    {VG_SLATEXT_ENGLISH, true,
		"at 2026-07-09T08:00:00.250Z and 2026-01-01T00:00:00Z",
		"at Thursday 9 July 2026 at 10:00 (UTC+2) and Thursday 1 January 2026 at "
		"02:00 (UTC+2)"},
	    {VG_SLATEXT_FRENCH, false, "x2026-07-09T08:00:00Z 2026-07-09 T Z",
		"x2026-07-09T08:00:00Z 2026-07-09 T Z"},
	    {VG_SLATEXT_FRENCH, false, "2026-13-09T08:00:00Z 2026-07-09T08:00",
		"2026-13-09T08:00:00Z 2026-07-09T08:00"},
	    {VG_SLATEXT_FRENCH, false, "", ""},
	};
	struct vg_zone_step step = {INT64_MIN, 7200};
	const struct vg_zone zone = {.steps = &step, .n_steps = 1};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_buf buf;
		vg_buf_init(&buf, 0);
		vg_buf_add_text(&buf, rows[i].text);
		vg_letterwords_instants(rows[i].language, &zone, rows[i].offset, &buf);
		assert_string_equal(vg_buf_text(&buf), rows[i].want);
		vg_buf_fini(&buf);
	}
}

/* 69 characters, and a link of 80. */
#define A69 "aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa"
#define LINK80                                                                           \
	"https://crm.allot.example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

/* At 72 characters, at blanks, and never within what has none; what a person wrote stays. */
static void
long_lines_are_broken(void **state)
{
	static const struct {
		const char *seen, *want;
	} rows[] = {
	    {"a", "a"},
	    {A69 " bb", A69 " bb"},
	    {A69 " bbb", A69 "\nbbb"},
	    {A69 " éé", A69 " éé"},
	    {A69 " b c d", A69 " b\nc d"},
	    {A69 "\xc2\xa0"
		 "bbb",
		"aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa\naaaaaaaaa"
		"\xc2\xa0"
		"bbb"},
	    {"  - " A69 " b\n  - c",
		"  - aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa "
		"aaaaaaaaa aaaaaaaaa\n    aaaaaaaaa b\n  - c"},
	    {"1. " A69 " b", "1. " A69 "\n   b"},
	    {LINK80, LINK80},
	    {"see " LINK80 " or ask", "see\n" LINK80 "\nor ask"},
	    {"  - " LINK80, "  - " LINK80},
	    {A69 "  bbb  ccc", A69 "\nbbb  ccc"},
	    {A69 "     ", A69},
	    /* A time is one word. */
	    {A69 " 8 h 17.", A69 "\n8 h 17."},
	    {A69 " \xc3\xa0 24 h", A69 "\n\xc3\xa0 24 h"},
	    {A69 " at 14:05", A69 "\nat 14:05"},
	    {A69 "  ", A69 "  "},
	};
	struct vg_letterfacts facts = {.value = {[VG_LETTERFACT_TEXT] = A69 " bbb"}};
	struct vg_letter *letter;
	struct vg_detail detail = {0};
	struct vg_buf subject, body;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_buf out;
		vg_buf_init(&out, 0);
		vg_letterwrap(rows[i].seen, &out);
		assert_string_equal(vg_buf_text(&out), rows[i].want);
		vg_buf_fini(&out);
	}
	vg_buf_init(&subject, 0);
	vg_buf_init(&body, 0);
	assert_int_equal(vg_letter_parse("Subject: " A69 " bbb\n\n{text}\n" A69 " bbb\n",
			     &letter, &detail),
	    VG_OK);
	assert_int_equal(vg_letter_write(letter, &facts, true, &subject, &body), VG_OK);
	assert_string_equal(vg_buf_text(&subject), A69 " bbb");
	assert_string_equal(vg_buf_text(&body), A69 " bbb\n" A69 "\nbbb\n");
	vg_letter_free(letter);
	vg_buf_fini(&subject);
	vg_buf_fini(&body);
}

/* Each key of 'one' stands in 'other' as well. */
static void
check_keys(const char *one, const char *other)
{
	char *lines = strdup(one), *rest = lines, *line;

	while ((line = strsep(&rest, "\n"))) {
		char key[128];
		if (!line[0] || line[0] == '#')
			continue;
		vg_text_format(
		    key, sizeof(key), "\n%.*s=", (int)strcspn(line, "="), line);
		if (!strstr(other, key))
			fail_msg("%s is missing in the other language", key + 1);
	}
	free(lines);
}

static void
both_languages_have_the_same_words(void **state)
{
	struct vg_buf text[VG_N_LANGUAGES];
	char root[256], path[512];

	(void)state;
	assert_int_equal(vg_datadir_find(VG_DATADIR_MESSAGES, root, sizeof(root)), VG_OK);
	for (int i = 0; i < VG_N_LANGUAGES; i++) {
		struct vg_letterwords *words;
		struct vg_detail detail = {0};
		vg_text_format(path, sizeof(path), "%s/%s/words.txt", root,
		    vg_language_text((enum vg_language)i));
		vg_buf_init(&text[i], 0);
		assert_int_equal(vg_file_read(path, &text[i], &detail), VG_OK);
		if (vg_letterwords_parse(vg_buf_text(&text[i]), &words, &detail) != VG_OK)
			fail_msg("%s: %s", path, detail.text);
		vg_letterwords_free(words);
	}
	check_keys(vg_buf_text(&text[0]), vg_buf_text(&text[1]));
	check_keys(vg_buf_text(&text[1]), vg_buf_text(&text[0]));
	vg_buf_fini(&text[0]);
	vg_buf_fini(&text[1]);
}

static void
a_template_is_found_by_turn_then_by_name(void **state)
{
	static const char *const names[] = {
	    "target", "target-client", "opened", "opened-client", "warning"};
	static const struct {
		const char *what, *name, *role, *want;
	} rows[] = {
	    {"opened", "opened", "client", "opened-client"},
	    {"opened", "target", "noc", "opened"},
	    {"first-reply: 50 %", "warning", "owner", "warning"},
	    {"return-ship", "target", "client", "target-client"},
	    {"return-ship", "target", "noc", "target"},
	    {"x", "y", "client", "target-client"},
	};
	struct vg_letterbook *book = vg_letterbook_new();

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char text[128];
		struct vg_detail detail = {0};
		vg_text_format(text, sizeof(text), "Subject: %s\n\n", names[i]);
		assert_int_equal(
		    vg_letterbook_add(book, VG_LANGUAGE_EN, names[i], text, &detail),
		    VG_OK);
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct vg_letterfacts none = {.value = {NULL}};
		struct vg_buf subject, body;
		vg_buf_init(&subject, 0);
		vg_buf_init(&body, 0);
		const struct vg_letter *letter = vg_letterbook_find(
		    book, VG_LANGUAGE_EN, rows[i].what, rows[i].name, rows[i].role);
		assert_non_null(letter);
		assert_int_equal(
		    vg_letter_write(letter, &none, false, &subject, &body), VG_OK);
		assert_string_equal(vg_buf_text(&subject), rows[i].want);
		vg_buf_fini(&subject);
		vg_buf_fini(&body);
	}
	assert_null(vg_letterbook_find(book, VG_LANGUAGE_FR, "opened", "opened", "noc"));
	vg_letterbook_free(book);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(facts_are_put_in_and_what_is_not_known_goes),
	    cmocka_unit_test(a_subject_is_one_line),
	    cmocka_unit_test(a_template_that_is_wrong_is_refused),
	    cmocka_unit_test(what_is_too_long_is_refused),
	    cmocka_unit_test(the_shipped_ones_are_whole_in_both_languages),
	    cmocka_unit_test(words_are_found_or_stand_for_themselves),
	    cmocka_unit_test(dates_are_words),
	    cmocka_unit_test(an_offset_is_told),
	    cmocka_unit_test(instants_are_words),
	    cmocka_unit_test(long_lines_are_broken),
	    cmocka_unit_test(both_languages_have_the_same_words),
	    cmocka_unit_test(a_template_is_found_by_turn_then_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
