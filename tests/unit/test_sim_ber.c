/*
 * The simulator's BER: numbers and names as X.690 writes them, and what is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/text.h"
#include "tests/sim/simber.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static void
check_hex(const struct vg_simber_out *out, const char *hex)
{
	unsigned char wanted[64];
	size_t size = strlen(hex) / 2;

	assert_false(out->failed);
	assert_int_equal(vg_text_unhex(wanted, size, hex), VG_OK);
	assert_int_equal(vg_simber_written(out), size);
	assert_memory_equal(vg_simber_data(out), wanted, size);
}

static void
integers_are_as_short_as_can_be(void **state)
{
	static const struct {
		int64_t value;
		const char *hex;
	} rows[] = {{0, "020100"}, {127, "02017f"}, {128, "02020080"}, {255, "020200ff"},
	    {256, "02020100"}, {-1, "0201ff"}, {-128, "020180"}, {-129, "0202ff7f"},
	    {INT32_MAX, "02047fffffff"}, {INT32_MIN, "020480000000"},
	    {INT64_MAX, "02087fffffffffffffff"}, {INT64_MIN, "02088000000000000000"}};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		unsigned char room[64];
		struct vg_simber_out out;
		struct vg_cursor in;
		vg_simber_begin(&out, room, sizeof(room));
		vg_simber_put_int(&out, VG_SIMBER_INTEGER, rows[i].value);
		check_hex(&out, rows[i].hex);
		in = vg_cursor_over(vg_simber_data(&out), vg_simber_written(&out));
		assert_int_equal(
		    vg_simber_take_int(&in, INT64_MIN, INT64_MAX), rows[i].value);
		assert_false(in.failed);
	}
}

static void
unsigned_numbers_are_never_negative(void **state)
{
	static const struct {
		uint64_t value;
		const char *hex;
	} rows[] = {{0, "410100"}, {127, "41017f"}, {128, "41020080"},
	    {UINT32_MAX, "410500ffffffff"}, {UINT64_MAX, "410900ffffffffffffffff"}};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		unsigned char room[64];
		struct vg_simber_out out;
		vg_simber_begin(&out, room, sizeof(room));
		vg_simber_put_uint(&out, VG_SIMBER_COUNTER32, rows[i].value);
		check_hex(&out, rows[i].hex);
	}
}

static void
names_go_out_and_come_back(void **state)
{
	static const struct {
		const char *oid, *hex;
	} rows[] = {{"0.0", "060100"}, {"1.3.6.1", "06032b0601"},
	    {"1.3.6.1.4.1.2603.5.128", "060a2b06010401942b058100"},
	    {"2.999.4294967295",
		"06078837"
		"8fffffff7f"}};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		unsigned char room[64];
		struct vg_simber_out out;
		struct vg_oid oid, back;
		struct vg_cursor in;
		assert_int_equal(vg_oid_parse(rows[i].oid, &oid), VG_OK);
		vg_simber_begin(&out, room, sizeof(room));
		vg_simber_put_oid(&out, &oid);
		check_hex(&out, rows[i].hex);
		in = vg_cursor_over(vg_simber_data(&out), vg_simber_written(&out));
		vg_simber_take_oid(&in, &back);
		assert_false(in.failed);
		assert_int_equal(vg_oid_compare(&oid, &back), 0);
	}
}

static void
lengths_grow_with_what_they_count(void **state)
{
	static const struct {
		size_t size;
		unsigned char head[4];
		size_t n_head;
	} rows[] = {{0, {4, 0}, 2}, {127, {4, 127}, 2}, {128, {4, 0x81, 128}, 3},
	    {255, {4, 0x81, 255}, 3}, {256, {4, 0x82, 1, 0}, 4}};
	static const unsigned char data[256];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		unsigned char room[300];
		struct vg_simber_out out;
		vg_simber_begin(&out, room, sizeof(room));
		vg_simber_put_octets(&out, VG_SIMBER_OCTETS, data, rows[i].size);
		assert_int_equal(vg_simber_written(&out), rows[i].size + rows[i].n_head);
		assert_memory_equal(vg_simber_data(&out), rows[i].head, rows[i].n_head);
	}
}

static void
what_does_not_fit_is_remembered(void **state)
{
	unsigned char room[4];
	struct vg_simber_out out;

	(void)state;
	vg_simber_begin(&out, room, sizeof(room));
	vg_simber_put_octets(&out, VG_SIMBER_OCTETS, "12345", 5);
	assert_true(out.failed);
	vg_simber_put_int(&out, VG_SIMBER_INTEGER, 1);
	assert_true(out.failed);
}

static void
malformed_elements_are_refused(void **state)
{
	static const struct {
		const char *hex;
		bool is_oid;
	} rows[] = {{"02", false}, {"0200", false}, {"0202ff", false}, {"0280", false},
	    {"0285000000000101", false}, {"0209000000000000000001", false},
	    {"040101", false}, {"02020100", false}, {"0600", true}, {"060180", true},
	    {"06032b0680", true}, {"06062b9fffffff7f", true}, {"0206", true}};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		unsigned char data[16];
		size_t size = strlen(rows[i].hex) / 2;
		struct vg_cursor in;
		struct vg_oid oid;
		assert_int_equal(vg_text_unhex(data, size, rows[i].hex), VG_OK);
		in = vg_cursor_over(data, size);
		if (rows[i].is_oid)
			vg_simber_take_oid(&in, &oid);
		else
			vg_simber_take_int(&in, 0, 255);
		if (!in.failed)
			fail_msg("row %zu (%s) was taken", i, rows[i].hex);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(integers_are_as_short_as_can_be),
	    cmocka_unit_test(unsigned_numbers_are_never_negative),
	    cmocka_unit_test(names_go_out_and_come_back),
	    cmocka_unit_test(lengths_grow_with_what_they_count),
	    cmocka_unit_test(what_does_not_fit_is_remembered),
	    cmocka_unit_test(malformed_elements_are_refused)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
