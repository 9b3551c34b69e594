/*
 * lib/base: errors, buffers, cursors, texts, digests, secrets, state tables.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "lib/base/buf.h"
#include "lib/base/cursor.h"
#include "lib/base/detail.h"
#include "lib/base/digest.h"
#include "lib/base/error.h"
#include "lib/base/machine.h"
#include "lib/base/hash.h"
#include "lib/base/mem.h"
#include "lib/base/names.h"
#include "lib/base/secret.h"
#include "lib/base/text.h"

static void
errors_have_text(void **state)
{
	(void)state;
	assert_string_equal(vg_error_text(VG_OK), "ok");
	assert_string_equal(vg_error_text(VG_EPOLICY), "refused by policy");
	assert_string_equal(vg_error_name(VG_EPARSE), "VG_EPARSE");
	assert_string_equal(vg_error_text(-9999), "unknown error");
}

static void
detail_is_cut_at_a_character(void **state)
{
	struct vg_detail d;
	char big[600];

	(void)state;
	memset(big, 'a', sizeof(big));
	big[510] = (char)0xC3; /* é begins at the last place there is */
	big[511] = (char)0xA9;
	big[599] = '\0';
	assert_int_equal(vg_detail_set(&d, VG_EIO, "%s", big), VG_EIO);
	assert_int_equal(strlen(d.text), 510);
	assert_true(vg_text_is_utf8(d.text, strlen(d.text)));
	vg_detail_set(&d, VG_ENOENT, "no such device");
	assert_int_equal(vg_detail_prefix(&d, "case %d", 7), VG_ENOENT);
	assert_string_equal(d.text, "case 7: no such device");
	assert_int_equal(vg_detail_set(NULL, VG_EIO, "nobody asks"), VG_EIO);
}

static void
buf_remembers_its_first_failure(void **state)
{
	struct vg_buf b;

	(void)state;
	vg_buf_init(&b, 10);
	vg_buf_add_text(&b, "12345");
	vg_buf_addf(&b, "%d", 678901);
	assert_int_equal(b.error, VG_ELIMIT);
	vg_buf_add_text(&b, "x");
	assert_string_equal(vg_buf_text(&b), "12345");
	vg_buf_reset(&b);
	vg_buf_add_text(&b, "1234567890");
	assert_int_equal(b.error, VG_OK);
	char *given = vg_buf_give(&b);
	assert_string_equal(given, "1234567890");
	assert_string_equal(vg_buf_text(&b), "");
	free(given);
	vg_buf_fini(&b);
}

static void
cursor_never_passes_the_end(void **state)
{
	static const unsigned char data[] = {1, 2, 3, 4, 5};
	struct vg_cursor c = vg_cursor_over(data, sizeof(data));

	(void)state;
	assert_int_equal(vg_cursor_u16(&c), 0x0102);
	struct vg_cursor sub = vg_cursor_sub(&c, 2);
	assert_int_equal(vg_cursor_left(&sub), 2);
	assert_int_equal(vg_cursor_u32(&sub), 0);
	assert_true(sub.failed);
	assert_int_equal(vg_cursor_peek(&c), 5);
	assert_null(vg_cursor_take(&c, 2));
	assert_true(c.failed);
	assert_int_equal(vg_cursor_u8(&c), 0);
	assert_int_equal(vg_cursor_left(&c), 0);
}

static void
numbers_are_read_whole(void **state)
{
	static const struct {
		const char *text;
		int64_t low, high;
		int code;
		int64_t value;
	} rows[] = {
	    {"0", 0, 10, VG_OK, 0},
	    {"-5", -5, 5, VG_OK, -5},
	    {"11", 0, 10, VG_ERANGE, 0},
	    {"99999999999999999999", INT64_MIN, INT64_MAX, VG_ERANGE, 0},
	    {"", 0, 10, VG_EPARSE, 0},
	    {" 1", 0, 10, VG_EPARSE, 0},
	    {"1x", 0, 10, VG_EPARSE, 0},
	    {"+1", 0, 10, VG_EPARSE, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t value = 0;
		assert_int_equal(
		    vg_text_int(rows[i].text, rows[i].low, rows[i].high, &value),
		    rows[i].code);
		assert_int_equal(value, rows[i].value);
	}
	uint64_t u = 0;
	assert_int_equal(vg_text_uint("18446744073709551615", UINT64_MAX, &u), VG_OK);
	assert_true(u == UINT64_MAX);
	assert_int_equal(vg_text_uint("-1", UINT64_MAX, &u), VG_EPARSE);
}

static void
numbers_are_written(void **state)
{
	static const int64_t rows[] = {0, 7, 10, -1, 1234567890123, INT64_MAX, INT64_MIN};
	char text[VG_TEXT_NUMBER_SIZE], want[32];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		vg_text_of_int(rows[i], text);
		snprintf(want, sizeof(want), "%lld", (long long)rows[i]);
		assert_string_equal(text, want);
	}
	vg_text_of_uint(UINT64_MAX, text);
	assert_string_equal(text, "18446744073709551615");
}

static void
utf8_is_checked_strictly(void **state)
{
	static const struct {
		const char *bytes;
		bool good;
	} rows[] = {{"abc", true}, {"caf\xC3\xA9", true}, {"\xE2\x82\xAC", true},
	    {"\xF0\x9F\x94\x8C", true}, {"\xC0\xAF", false}, {"\xE0\x80\xAF", false},
	    {"\xED\xA0\x80", false}, {"\xF5\x80\x80\x80", false}, {"\xC3", false},
	    {"\xA9", false}, {"\xEF\xBF\xBD", true}, {"\xEF\xBF\xBE", false},
	    {"\xEF\xBF\xBF", false}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(
		    vg_text_is_utf8(rows[i].bytes, strlen(rows[i].bytes)), rows[i].good);
}

/* What is cut ends where a character ends; what moves a terminal is known by its octets. */
static void
text_is_cut_between_characters(void **state)
{
	static const struct {
		const char *text;
		size_t size;
		const char *cut;
	} rows[] = {{"ab", 3, "ab"}, {"abc", 3, "ab"}, {"a\xc3\xa9z", 3, "a"},
	    {"a\xc3\xa9z", 4, "a\xc3\xa9"}, {"\xe2\x82\xac", 3, ""},
	    {"\xf0\x9f\x98\x80!", 4, ""}, {"\xf0\x9f\x98\x80!", 5, "\xf0\x9f\x98\x80"},
	    {"\xa9\xa9\xa9\xa9", 3, "\xa9\xa9"}};
	static const struct {
		const char *text;
		size_t harms;
	} harms[] = {{"a", 0}, {"", 0}, {"\x1b[m", 1}, {"\x7f", 1}, {"\xc2\x9b", 2},
	    {"\xc2\xa0", 0}, {"\xe2\x80\xae", 3}, {"\xe2\x80\xa8", 3},
	    {"\xe2\x81\xa6", 3}, {"\xe2\x82\xac", 0}, {"\xc3", 1}, {"\x9b", 1}};
	char room[16];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		vg_text_copy(room, rows[i].size, rows[i].text);
		assert_string_equal(room, rows[i].cut);
		vg_text_format(room, rows[i].size, "%s", rows[i].text);
		assert_string_equal(room, rows[i].cut);
		assert_int_equal(
		    vg_text_fit(rows[i].text, rows[i].size - 1), strlen(rows[i].cut));
	}
	for (size_t i = 0; i < sizeof(harms) / sizeof(harms[0]); i++)
		assert_int_equal(vg_text_harms(harms[i].text), harms[i].harms);
}

static void
percent_goes_and_comes_back(void **state)
{
	char text[64];

	(void)state;
	assert_int_equal(
	    vg_text_percent(text, sizeof(text), "/opt x\xC3\xA9", ""), VG_OK);
	assert_string_equal(text, "%2Fopt%20x%C3%A9");
	assert_int_equal(vg_text_unpercent(text), VG_OK);
	assert_string_equal(text, "/opt x\xC3\xA9");
	char nul[] = "a%00b", cut[] = "a%4";
	assert_int_equal(vg_text_unpercent(nul), VG_EPARSE);
	assert_int_equal(vg_text_unpercent(cut), VG_EPARSE);
	assert_int_equal(vg_text_percent(text, 4, "a/b", ""), VG_ETRUNC);
}

static void
hex_goes_and_comes_back(void **state)
{
	unsigned char data[3];
	char text[7];

	(void)state;
	assert_int_equal(vg_text_unhex(data, 3, "00ffA5"), VG_OK);
	vg_text_hex(text, data, 3);
	assert_string_equal(text, "00ffa5");
	assert_int_equal(vg_text_unhex(data, 3, "00ff"), VG_EPARSE);
	assert_int_equal(vg_text_unhex(data, 3, "00ffzz"), VG_EPARSE);
}

/* The vector is FIPS 180-2's "abc". */
static void
digest_is_sha256(void **state)
{
	char text[VG_DIGEST_TEXT_SIZE];
	struct vg_digest d = vg_digest_of("abc", 3);

	(void)state;
	vg_digest_text(&d, text);
	assert_string_equal(
	    text, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	struct vg_digest one = vg_digest_chain(&d, "x", 1),
			 two = vg_digest_chain(&d, "y", 1);
	assert_false(vg_digest_same(&one, &two));
}

static void
secret_is_bounded_and_wiped(void **state)
{
	struct vg_secret s = {0}, t = {0};
	char big[VG_SECRET_MAX] = "x";

	(void)state;
	assert_int_equal(vg_secret_set(&s, "geheim", 6), VG_OK);
	assert_int_equal(vg_secret_set(&t, "geheim", 6), VG_OK);
	assert_int_equal(t.size, s.size);
	assert_memory_equal(t.data, s.data, s.size);
	assert_int_equal(vg_secret_set(&t, big, sizeof(big)), VG_ELIMIT);
	assert_int_equal(t.size, 0);
	vg_secret_wipe(&s);
	assert_int_equal(s.data[0], 0);
}

static void
machine_reads_its_table(void **state)
{
	static const char *const states[] = {"open", "shut"};
	static const char *const facts[] = {"push", "pull"};
	static const unsigned char cells[] = {1, VG_MACHINE_REFUSE, VG_MACHINE_STAY, 0};
	const struct vg_machine m = {"door", states, 2, facts, 2, cells};

	(void)state;
	assert_int_equal(vg_machine_cell(&m, 0, 0), 1);
	assert_int_equal(vg_machine_cell(&m, 0, 1), VG_MACHINE_REFUSE);
	assert_int_equal(vg_machine_cell(&m, 1, 1), 0);
	assert_int_equal(vg_machine_state(&m, "shut"), 1);
	assert_int_equal(vg_machine_fact(&m, "kick"), -1);
}

static void
memory_grows_zeroed(void **state)
{
	size_t room = 0;
	int *items = vg_mem_grow(NULL, &room, 0, sizeof(*items));

	(void)state;
	items[0] = 7;
	for (size_t n = 1; n < 100; n++)
		items = vg_mem_grow(items, &room, n, sizeof(*items));
	assert_int_equal(items[0], 7);
	assert_int_equal(items[99], 0);
	assert_true(room >= 100);
	free(items);
}

/* Values of the draft's own test vectors. */
static void
hashes_are_fnv1a(void **state)
{
	(void)state;
	assert_int_equal(vg_hash_text(""), 0x811C9DC5u);
	assert_int_equal(vg_hash_text("a"), 0xE40C292Cu);
	assert_int_equal(vg_hash_text("foobar"), 0xBF9CF968u);
	assert_int_equal(vg_hash_octets("a\0b", 1), 0xE40C292Cu);
}

static void
names_are_shared_until_dropped(void **state)
{
	struct vg_names *names = vg_names_new();
	const char *first = vg_names_hold(names, "port/1");
	char text[32];

	(void)state;
	assert_ptr_equal(vg_names_hold(names, "port/1"), first);
	for (int i = 2; i < 200; i++) {
		snprintf(text, sizeof(text), "port/%d", i);
		assert_string_equal(vg_names_hold(names, text), text);
	}
	/* The table has grown meanwhile; the same name is the same pointer. */
	assert_ptr_equal(vg_names_hold(names, "port/1"), first);
	assert_int_equal(vg_names_count(names), 199);
	for (int i = 0; i < 2; i++)
		vg_names_drop(names, first);
	assert_int_equal(vg_names_count(names), 199);
	vg_names_drop(names, first);
	assert_int_equal(vg_names_count(names), 198);
	vg_names_drop(names, NULL);
	vg_names_free(names);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(text_is_cut_between_characters),
	    cmocka_unit_test(errors_have_text),
	    cmocka_unit_test(detail_is_cut_at_a_character),
	    cmocka_unit_test(buf_remembers_its_first_failure),
	    cmocka_unit_test(cursor_never_passes_the_end),
	    cmocka_unit_test(numbers_are_read_whole),
	    cmocka_unit_test(numbers_are_written),
	    cmocka_unit_test(utf8_is_checked_strictly),
	    cmocka_unit_test(percent_goes_and_comes_back),
	    cmocka_unit_test(hex_goes_and_comes_back),
	    cmocka_unit_test(digest_is_sha256),
	    cmocka_unit_test(secret_is_bounded_and_wiped),
	    cmocka_unit_test(machine_reads_its_table),
	    cmocka_unit_test(memory_grows_zeroed),
	    cmocka_unit_test(hashes_are_fnv1a),
	    cmocka_unit_test(names_are_shared_until_dropped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
