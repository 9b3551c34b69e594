/*
 * P4 as people write it: phrases in French and English that a letter to a side must not hold, and
 * that it may (tests/data/p4-phrases.tsv), each put before the guard of the desk.
 */
#include "tests/unit/deskbench.h"

#include <stdlib.h>
#include <string.h>

#include "collector/desk/mail/deskguard.h"
#include "collector/desk/record/deskmask.h"
#include "collector/desk/record/deskwriter.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

enum { COLUMNS = 4, MAX_ROWS = 512 };

/* A row; its texts lie in the file as it was read. */
struct row {
	char *verdict, *of, *to, *text;
	unsigned line;
};

static struct vg_buf file;
static struct row rows[MAX_ROWS];
static size_t n_rows;

/* The cases of the table: their devices, who writes for them, and their numbers. */
static const struct {
	const char *name, *device, *from, *number;
} cases[] = {
    {"parc", "ne-7", "jeanne@clinique-parc.example", "2026-000001"},
    {"edf", "ne-8", "sophie@edf.example", "2026-000002"},
    {"sfr", "ne-9", "karim@sfr-business.example", "2026-000003"},
};

/* --- the table ------------------------------------------------------------------------------- */

/* "\n" and "\\" as they stand in a text. */
static void
unescape(char *text)
{
	char *to = text;

	for (const char *at = text; *at; at++) {
		if (*at == '\\' && (at[1] == 'n' || at[1] == '\\'))
			*to++ = *++at == 'n' ? '\n' : '\\';
		else
			*to++ = *at;
	}
	*to = '\0';
}

static void
read_row(char *line, unsigned number)
{
	char *column[COLUMNS] = {line};

	for (size_t i = 1; i < COLUMNS; i++) {
		column[i] = strchr(column[i - 1], '\t');
		if (!column[i])
			fail_msg("p4-phrases.tsv, line %u: column %zu", number, i + 1);
		*column[i]++ = '\0';
	}
	assert_true(n_rows < MAX_ROWS);
	unescape(column[3]);
	rows[n_rows++] = (struct row){column[0], column[1], column[2], column[3], number};
}

static void
read_rows(void)
{
	struct vg_detail detail = {0};
	unsigned number = 0;

	vg_buf_init(&file, 0);
	if (vg_file_read("tests/data/p4-phrases.tsv", &file, &detail) != VG_OK)
		fail_msg("%s", detail.text);
	vg_buf_add_u8(&file, 0);
	for (char *line = (char *)file.data, *next; line && *line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		number++;
		if (*line && *line != '#')
			read_row(line, number);
	}
}

static size_t
case_of(const struct row *row)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (strcmp(cases[i].name, row->of) == 0)
			return i;
	}
	fail_msg("p4-phrases.tsv, line %u: no case %s", row->line, row->of);
	return 0;
}

/* A maker whom a house has a pack for. */
static void
add_pack(void)
{
	struct vg_detail detail = {0};
	struct vg_pack pack;
	int code = vg_packload_file(context, "tests/data/p4-pack.json", &pack, &detail);

	if (code == VG_OK)
		code = vg_packset_add(packs, &pack, &detail);
	if (code != VG_OK || vg_packset_check(packs, &detail) != VG_OK)
		fail_msg("%s", detail.text);
}

/* --- what the cases are ---------------------------------------------------------------------- */

static void
act(const char *verb, const struct vg_act_arg *args, size_t n, struct vg_wall now)
{
	const struct vg_actor marc = {
	    .user = "marc", .door = "test", .role = VG_ROLE_MANAGER};
	const struct vg_act act = {.verb = verb, .object = "", .args = args, .n_args = n};
	struct vg_act_result result = {0};
	struct vg_detail detail = {0};

	if (vg_desk_act(desk, &marc, &act, now, &result, &detail) != VG_OK)
		fail_msg("%s: %s", verb, detail.text);
	free(result.document);
}

static void
open_cases(struct vg_wall now)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct vg_act_arg args[] = {
		    {"by", "mail"}, {"device", cases[i].device}, {"title", "dark"}};
		act("open", args, 3, now);
	}
	for (size_t i = 0; i < n_rows; i++) {
		if (strcmp(rows[i].verdict, "mail") != 0)
			continue;
		size_t c = case_of(&rows[i]);
		char subject[64];
		vg_text_format(subject, sizeof(subject), "[%s]", cases[c].number);
		const struct vg_act_arg args[] = {{"from", cases[c].from},
		    {"subject", subject}, {"text", rows[i].text}};
		act("mail-in", args, 3, now);
	}
}

/* --- tests ----------------------------------------------------------------------------------- */

/* As evidence says it. */
static void
mask(const struct vg_case_row *of_case, const char *text, struct vg_buf *out)
{
	struct vg_mask *mask = vg_deskmask_new(desk, of_case->client);

	assert_int_equal(vg_deskwriter_mask(desk, of_case->number, mask), VG_OK);
	vg_mask_text(mask, text, out);
	vg_mask_free(mask);
}

static bool
is_wrong(const struct row *row)
{
	bool refused = strcmp(row->verdict, "refuse") == 0;
	struct vg_detail detail = {0};
	struct vg_case_row of_case;
	struct vg_buf text;

	assert_int_equal(
	    vg_deskrows_case(desk, cases[case_of(row)].number, &of_case), VG_OK);
	vg_buf_init(&text, 0);
	if (strcmp(row->verdict, "mask") == 0)
		mask(&of_case, row->text, &text);
	else
		vg_buf_add_text(&text, row->text);
	const struct vg_mailguard_message message = {.text = vg_buf_text(&text)};
	int code = strcmp(row->to, "client") == 0
	    ? vg_deskguard_client(desk, &of_case, &message, &message, &detail)
	    : vg_deskguard_supplier(desk, &of_case, &message, &message, &detail);
	if (code != VG_OK && code != VG_EPOLICY)
		fail_msg("line %u: %s", row->line, detail.text);
	bool wrong = (code == VG_EPOLICY) != refused;
	if (wrong)
		fprintf(stderr, "line %u: %s to the %s: %s: %s\n", row->line,
		    refused ? "missed" : "refused", row->to, vg_buf_text(&text),
		    detail.text);
	vg_buf_fini(&text);
	return wrong;
}

static void
each_phrase_fares_as_it_should(void **state)
{
	size_t missed = 0, refused = 0, phrases = 0;
	struct vg_wall now;

	(void)state;
	vg_instant_parse("2026-07-09T08:00:00Z", &now);
	add_pack();
	read_rows();
	assert_int_equal(
	    begin_desk_of(":memory:", "tests/data/p4-phrases.json", false, now), VG_OK);
	open_cases(now);
	for (size_t i = 0; i < n_rows; i++) {
		bool must = strcmp(rows[i].verdict, "refuse") == 0;
		if (strcmp(rows[i].verdict, "mail") == 0)
			continue;
		phrases++;
		bool wrong = is_wrong(&rows[i]);
		missed += wrong && must;
		refused += wrong && !must;
	}
	fprintf(stderr, "%zu phrases: %zu missed, %zu refused wrongly\n", phrases, missed,
	    refused);
	vg_desk_close(desk);
	vg_buf_fini(&file);
	assert_true(phrases >= 60);
	assert_int_equal(missed + refused, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_phrase_fares_as_it_should),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
