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

#include "collector/letter/letter.h"
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
	assert_int_equal(vg_letter_write(letter, facts, &subject, &body), VG_OK);
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
	assert_int_equal(vg_letter_write(letter, &facts, &subject, &body), VG_ELIMIT);
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
		if (entry->d_name[0] == '.')
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(facts_are_put_in_and_what_is_not_known_goes),
	    cmocka_unit_test(a_subject_is_one_line),
	    cmocka_unit_test(a_template_that_is_wrong_is_refused),
	    cmocka_unit_test(what_is_too_long_is_refused),
	    cmocka_unit_test(the_shipped_ones_are_whole_in_both_languages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
