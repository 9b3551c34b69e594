/*
 * What the simulator answers to a PDU: RFC 3416 section 4.2, and RFC 1157 for SNMPv1.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "lib/base/error.h"
#include "tests/sim/simpdu.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define NAME "1.3.6.1.2.1.1.5.0"
#define SENSOR "1.3.6.1.4.1.2603.5.5.18.1.3"
#define OCTETS64 "1.3.6.1.2.1.31.1.1.1.6"

enum { MAX = 200, PDU_ROOM = 4096 };
enum { TOO_BIG = 1, NO_SUCH_NAME = 2, NOT_WRITABLE = 17 };

/* A response, taken apart. */
struct answer {
	int error;
	int64_t request, status, index;
	size_t n, size; /* bindings; octets of all bindings */
	struct vg_oid oid[MAX];
	uint8_t tag[MAX];
};

static struct vg_simdevice device;

static int
set_up(void **state)
{
	struct vg_detail detail = {0};

	(void)state;
	return vg_simdevice_parse(
	    "ne,family=ssg-500,address=127.0.0.1,version=v2c,community=c", &device,
	    &detail);
}

/* A PDU that asks for 'n' names. */
static void
put_request(struct vg_simber_out *out, uint8_t type, int64_t first, int64_t second,
    size_t n, const char *const *oids)
{
	const struct vg_simvalue nothing = {.tag = VG_SIMBER_NULL};

	for (size_t i = n; i > 0; i--) {
		struct vg_oid oid;
		assert_int_equal(vg_oid_parse(oids[i - 1], &oid), VG_OK);
		vg_simpdu_put_binding(out, &oid, &nothing);
	}
	vg_simber_wrap(out, VG_SIMBER_SEQUENCE, 0);
	vg_simber_put_int(out, VG_SIMBER_INTEGER, second);
	vg_simber_put_int(out, VG_SIMBER_INTEGER, first);
	vg_simber_put_int(out, VG_SIMBER_INTEGER, 4711);
	vg_simber_wrap(out, type, 0);
	assert_false(out->failed);
}

static void
take_apart(const struct vg_simber_out *out, struct answer *answer)
{
	struct vg_cursor in = vg_cursor_over(vg_simber_data(out), vg_simber_written(out));
	struct vg_cursor pdu = vg_simber_take(&in, VG_SIMBER_RESPONSE), list;

	answer->request = vg_simber_take_int(&pdu, 0, INT32_MAX);
	answer->status = vg_simber_take_int(&pdu, 0, 18);
	answer->index = vg_simber_take_int(&pdu, 0, INT32_MAX);
	list = vg_simber_take(&pdu, VG_SIMBER_SEQUENCE);
	answer->size = vg_cursor_left(&list);
	while (vg_cursor_left(&list) > 0 && answer->n < MAX) {
		struct vg_cursor binding = vg_simber_take(&list, VG_SIMBER_SEQUENCE);
		vg_simber_take_oid(&binding, &answer->oid[answer->n]);
		vg_simber_any(&binding, &answer->tag[answer->n++]);
		assert_false(binding.failed);
	}
	assert_false(in.failed || pdu.failed || list.failed);
	assert_int_equal(answer->request, 4711);
}

static struct answer
ask_within(size_t limit, bool is_v1, uint8_t type, int64_t first, int64_t second,
    size_t n, const char *const *oids)
{
	unsigned char asked[PDU_ROOM], room[PDU_ROOM];
	struct vg_simber_out request, out;
	struct answer answer = {0};
	struct vg_cursor in;

	vg_simber_begin(&request, asked, sizeof(asked));
	put_request(&request, type, first, second, n, oids);
	in = vg_cursor_over(vg_simber_data(&request), vg_simber_written(&request));
	vg_simber_begin(&out, room, sizeof(room));
	answer.error = vg_simpdu_answer(&device, &in, is_v1, limit, 0, &out);
	if (answer.error == VG_OK)
		take_apart(&out, &answer);
	return answer;
}

static struct answer
ask(bool is_v1, uint8_t type, int64_t first, int64_t second, const char *oid)
{
	return ask_within(VG_SIMPDU_MAX, is_v1, type, first, second, 1, &oid);
}

static void
a_get_says_what_is_missing(void **state)
{
	static const struct {
		const char *oid;
		uint8_t tag;
	} rows[] = {{NAME, VG_SIMBER_OCTETS},
	    {"1.3.6.1.2.1.1.5.1", VG_SIMBER_NO_INSTANCE},
	    {"1.3.6.1.2.1.1.5", VG_SIMBER_NO_INSTANCE},
	    {SENSOR ".0.1001", VG_SIMBER_INTEGER},
	    {SENSOR ".0.1002", VG_SIMBER_NO_INSTANCE},
	    {SENSOR ".77.1001", VG_SIMBER_NO_INSTANCE},
	    {"1.3.6.1.4.1.2603.5.5.18.1.4.0.1001", VG_SIMBER_NO_OBJECT},
	    {"1.3.6.1.4.1.2603.5.5.18.1", VG_SIMBER_NO_OBJECT},
	    {"0.0", VG_SIMBER_NO_OBJECT}, {"2.1.1", VG_SIMBER_NO_OBJECT},
	    {OCTETS64 ".100", VG_SIMBER_COUNTER64}};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct answer a = ask(false, VG_SIMBER_GET, 0, 0, rows[i].oid);
		if (a.status != 0 || a.n != 1 || a.tag[0] != rows[i].tag)
			fail_msg("row %zu: %s: status %d, tag 0x%02x", i, rows[i].oid,
			    (int)a.status, a.tag[0]);
	}
}

static void
snmpv1_has_one_error_for_it(void **state)
{
	static const char *const two[] = {NAME, OCTETS64 ".100"};
	struct answer a;

	(void)state;
	a = ask_within(VG_SIMPDU_MAX, true, VG_SIMBER_GET, 0, 0, 2, two);
	assert_int_equal(a.status, NO_SUCH_NAME); /* Counter64 */
	assert_int_equal(a.index, 2);
	assert_int_equal(a.n, 2);
	assert_int_equal(a.tag[0], VG_SIMBER_NULL); /* as it was asked */
	a = ask(true, VG_SIMBER_GETNEXT, 0, 0, "2.1");
	assert_int_equal(a.status, NO_SUCH_NAME);
	assert_int_equal(a.index, 1);
	/* ifHCInOctets and all that follow it in ifXTable are stepped over. */
	a = ask(true, VG_SIMBER_GETNEXT, 0, 0, OCTETS64);
	assert_int_equal(a.status, 0);
	assert_int_equal(a.tag[0], VG_SIMBER_GAUGE32);
	assert_int_equal(ask(true, VG_SIMBER_GETBULK, 0, 5, NAME).error, VG_EUNSUPPORTED);
}

static void
getnext_ends_with_the_tree(void **state)
{
	struct answer a = ask(false, VG_SIMBER_GETNEXT, 0, 0, "1.3.6.1.2.1.1.4.0");
	struct vg_oid name;

	(void)state;
	assert_int_equal(vg_oid_parse(NAME, &name), VG_OK);
	assert_int_equal(vg_oid_compare(&a.oid[0], &name), 0);
	a = ask(false, VG_SIMBER_GETNEXT, 0, 0, "2.1");
	assert_int_equal(a.status, 0);
	assert_int_equal(a.tag[0], VG_SIMBER_END_OF_MIB);
}

static void
getbulk_gives_so_many(void **state)
{
	static const char *const two[] = {"1.3.6.1.2.1.1", "1.3.6.1.2.1.2.2.1.2"};
	static const struct {
		int64_t once, often;
		size_t n;
	} rows[] = {{0, 0, 0}, {0, 1, 2}, {0, 5, 10}, {1, 0, 1}, {1, 5, 6}, {2, 5, 2},
	    {9, 5, 2}, {-1, 3, 6}, {0, -1, 0}, {1, -7, 1}};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct answer a = ask_within(VG_SIMPDU_MAX, false, VG_SIMBER_GETBULK,
		    rows[i].once, rows[i].often, 2, two);
		if (a.status != 0 || a.n != rows[i].n)
			fail_msg("row %zu: %zu bindings, %zu wanted", i, a.n, rows[i].n);
	}
}

static void
getbulk_stops_at_a_full_frame_and_at_the_end(void **state)
{
	struct answer a = ask(false, VG_SIMBER_GETBULK, 0, INT32_MAX, "1.3");
	const char *const name = "1.3";

	(void)state;
	assert_int_equal(a.status, 0);
	assert_true(a.n > 10 && a.size <= VG_SIMPDU_MAX);
	a = ask_within(300, false, VG_SIMBER_GETBULK, 0, INT32_MAX, 1, &name);
	assert_int_equal(a.status, 0);
	assert_true(a.n > 1 && a.size <= 300);
	a = ask(false, VG_SIMBER_GETBULK, 0, INT32_MAX, "2.1");
	assert_int_equal(a.n, 1);
	assert_int_equal(a.tag[0], VG_SIMBER_END_OF_MIB);
}

static void
what_is_too_big_is_said(void **state)
{
	static const char *const one[] = {"1.3.6.1.2.1.1.1.0"};
	const char *many[MAX];
	struct answer a;

	(void)state;
	for (size_t i = 0; i < MAX; i++)
		many[i] = one[0];
	a = ask_within(VG_SIMPDU_MAX, false, VG_SIMBER_GET, 0, 0, 60, many);
	assert_int_equal(a.status, TOO_BIG);
	assert_int_equal(a.index, 0);
	assert_int_equal(a.n, 0);
	a = ask_within(VG_SIMPDU_MAX, true, VG_SIMBER_GET, 0, 0, 60, many);
	assert_int_equal(a.status, TOO_BIG);
	assert_int_equal(a.n, 60);
	a = ask_within(VG_SIMPDU_MAX, false, VG_SIMBER_GETBULK, 0, 1, 129, many);
	assert_int_equal(a.status, TOO_BIG);
	assert_int_equal(
	    ask_within(20, false, VG_SIMBER_GET, 0, 0, 1, one).status, TOO_BIG);
}

static void
a_set_is_refused_and_counted(void **state)
{
	uint64_t before = device.sets;
	struct answer a = ask(false, VG_SIMBER_SET, 0, 0, NAME);

	(void)state;
	assert_int_equal(a.status, NOT_WRITABLE);
	assert_int_equal(a.index, 1);
	assert_int_equal(a.n, 1);
	assert_int_equal(ask(true, VG_SIMBER_SET, 0, 0, NAME).status, NO_SUCH_NAME);
	assert_int_equal(device.sets, before + 2);
}

static void
other_pdus_are_not_answered(void **state)
{
	static const uint8_t types[] = {VG_SIMBER_RESPONSE, VG_SIMBER_TRAP_V1,
	    VG_SIMBER_TRAP, VG_SIMBER_REPORT, 0xa6, VG_SIMBER_SEQUENCE};

	(void)state;
	for (size_t i = 0; i < COUNT(types); i++)
		assert_int_equal(ask(false, types[i], 0, 0, NAME).error, VG_EUNSUPPORTED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_get_says_what_is_missing),
	    cmocka_unit_test(snmpv1_has_one_error_for_it),
	    cmocka_unit_test(getnext_ends_with_the_tree),
	    cmocka_unit_test(getbulk_gives_so_many),
	    cmocka_unit_test(getbulk_stops_at_a_full_frame_and_at_the_end),
	    cmocka_unit_test(what_is_too_big_is_said),
	    cmocka_unit_test(a_set_is_refused_and_counted),
	    cmocka_unit_test(other_pdus_are_not_answered)};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
