/*
 * Each fault of the control socket: the notifications it has, the values they carry, and what
 * is no fault at all.
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
#include "tests/sim/simfamily.h"
#include "tests/sim/simfault.h"
#include "tests/sim/simset.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define A "1.3.6.1.4.1.2603."
#define STD "1.3.6.1.6.3.1.1.5."
#define SECOND INT64_C(1000000)
#define HOUR (3600 * SECOND)

static struct vg_simdevice device;

static void
make(const char *family)
{
	struct vg_detail detail = {0};
	char text[128];

	vg_text_format(text, sizeof(text),
	    "ne,family=%s,address=127.0.0.1,version=v2c,community=c", family);
	assert_int_equal(vg_simdevice_parse(text, &device, &detail), VG_OK);
}

/* Obeys "psu 1" or "clear psu 1" at 'at_us'; the notifications go to 'notices'. */
static int
obey(const char *line, int64_t at_us, struct vg_simnotice *notices, size_t *n)
{
	struct vg_detail detail = {0};
	char copy[128], *rest = copy, *words[8];
	bool is_clear = vg_text_starts(line, "clear ");
	size_t n_words = 0;
	int error;

	vg_text_copy(copy, sizeof(copy), is_clear ? line + 6 : line);
	while (n_words < 8 && (words[n_words] = strsep(&rest, " ")) != NULL)
		n_words++;
	error = vg_simfault_apply(
	    &device, is_clear, n_words, words, at_us, notices, n, &detail);
	assert_true((error == VG_OK) == (detail.text[0] == '\0'));
	return error;
}

static void
get(const struct vg_oid *oid, int64_t at_us, struct vg_simvalue *value)
{
	const struct vg_simleaf *leaf = vg_simtree_at(device.family->tree, oid);

	assert_non_null(leaf);
	vg_simtree_value(&device, leaf, at_us, value);
}

static int64_t
number_at(const char *text, int64_t at_us)
{
	struct vg_simvalue value;
	struct vg_oid oid;

	assert_int_equal(vg_oid_parse(text, &oid), VG_OK);
	get(&oid, at_us, &value);
	return value.tag == VG_SIMBER_INTEGER ? value.number : (int64_t)value.count;
}

struct row {
	const char *family, *line;
	const char *traps[2]; /* NULL: none */
	const char *bindings; /* the numbers and texts of the first, then of the second */
};

/* The values of all bindings, a blank between two. */
static void
tell(const struct vg_simnotice *notice, char *text, size_t size)
{
	for (size_t i = 0; i < notice->n_bindings; i++) {
		struct vg_simvalue value;
		char one[160] = "?";
		get(&notice->binding[i], 0, &value);
		if (value.tag == VG_SIMBER_INTEGER)
			vg_text_format(one, sizeof(one), "%lld", (long long)value.number);
		else if (value.tag == VG_SIMBER_OCTETS)
			vg_text_format(one, sizeof(one), "'%.*s'", (int)value.size,
			    (const char *)value.octets);
		else if (value.tag == VG_SIMBER_OID)
			vg_oid_text(&value.oid, one, sizeof(one));
		else if (value.tag == VG_SIMBER_COUNTER64)
			vg_text_copy(one, sizeof(one), "count");
		else if (value.tag == VG_SIMBER_IPADDRESS)
			vg_text_copy(one, sizeof(one), "address");
		if (text[0] != '\0')
			strncat(text, " ", size - strlen(text) - 1);
		strncat(text, one, size - strlen(text) - 1);
	}
}

/* In order: a row finds the device as the rows of its family before it left it. */
static const struct row rows[] = {{"ssg-500", "psu 0", {A "0.17"}, A "5.2.6.5.2.0 2"},
    {"ssg-500", "psu 1", {A "0.17"}, A "5.2.6.5.2.0 3"},
    {"ssg-500", "clear psu 0", {A "0.17"}, A "5.2.6.5.2.0 3"},
    {"ssg-500", "clear psu 1", {A "0.16"}, A "5.2.6.5.2.0 1"},
    {"ssg-500", "fan", {A "0.17"}, A "5.2.6.5.3.0 3"},
    {"ssg-500", "clear fan", {A "0.16"}, A "5.2.6.5.3.0 2"},
    {"ssg-500", "bypass full", {A "0.17"}, A "5.2.6.5.5.0 1"},
    {"ssg-500", "bypass partial", {A "0.17"}, A "5.2.6.5.5.0 4"},
    {"ssg-500", "clear bypass", {A "0.16"}, A "5.2.6.5.5.0 2"},
    {"ssg-500", "temperature box high", {A "0.6"}, A "5.5.6.0 75 55 100"},
    {"ssg-500", "temperature box middle", {A "0.6"}, A "5.5.6.0 57 55 100"},
    {"ssg-500", "temperature box 100", {A "0.6"}, A "5.5.6.0 135 55 100"},
    {"ssg-500", "clear temperature box", {A "0.7"}, A "5.5.6.0 35 50 100"},
    {"ssg-500", "process acd down", {A "0.12"}, "4 'acd is down'"},
    {"ssg-500", "process acd stuck", {A "0.12"}, "5 'acd is stuck'"},
    {"ssg-500", "clear process acd", {A "0.12"}, "3 'acd is up'"},
    {"ssg-500", "link L1", {STD "3"}, "100 1 2"},
    {"ssg-500", "clear link L1", {STD "4"}, "100 1 1"},
    {"ssg-500", "reboot", {STD "1", A "0.12"}, "2 'system restarted'"},
    {"ssg-500", "clear reboot", {NULL}, ""},
    {"ssg-500", "serial NEW-7", {A "0.1"}, A "5.2.6.12.0 0 'NEW-7' address"},
    {"ssg-500", "licence expired", {A "0.24"}, "0 6 2 'licence expired'"},
    {"ssg-500", "clear licence", {A "0.24"}, "0 6 7 'licence renewed'"},
    {"ssg-500", "silence on", {NULL}, ""}, {"ssg-500", "silence off", {NULL}, ""},
    {"ac-500", "psu 0", {A "0.17"}, A "5.2.6.5.2.0 2"},
    {"sg-sigma-e14", "board 5 off", {A "0.19"}, "13 1 1"},
    {"sg-sigma-e14", "board 5 inactive", {A "0.19"}, "13 1 2"},
    {"sg-sigma-e14", "clear board 5", {A "0.19"}, "13 2 2"},
    {"sg-sigma-e14", "temperature 13 high", {A "0.25"}, "10 3"},
    {"sg-sigma-e14", "temperature 13 middle", {A "0.25"}, "10 2"},
    {"sg-sigma-e14", "clear temperature 13", {A "0.25"}, "10 1"},
    {"netxplorer", "board 1", {A "10.0.1"},
	"3 'Board status from type Core Controller, slot 3: off' count '10.1.2.3/5/7'"},
    {"netxplorer", "clear board 1", {A "10.0.2"},
	"1 'Board status from type Core Controller, slot 3: on' count '10.1.2.3/5/7'"},
    {"netxplorer", "link MGMT2", {STD "3"}, "2 1 2"},
    {"netxplorer", "reboot", {STD "1"}, ""}};

static void
every_fault_has_its_notification(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct vg_simnotice notices[VG_SIMFAULT_NOTICES];
		size_t n, wanted = 0;
		char text[512] = "";
		if (i == 0 || strcmp(rows[i].family, rows[i - 1].family) != 0)
			make(rows[i].family);
		if (obey(rows[i].line, 0, notices, &n) != VG_OK)
			fail_msg("row %zu: %s is refused", i, rows[i].line);
		while (wanted < 2 && rows[i].traps[wanted] != NULL)
			wanted++;
		assert_int_equal(n, wanted);
		for (size_t k = 0; k < n; k++) {
			char trap[128];
			vg_oid_text(&notices[k].trap, trap, sizeof(trap));
			assert_string_equal(trap, rows[i].traps[k]);
			tell(&notices[k], text, sizeof(text));
		}
		assert_string_equal(text, rows[i].bindings);
	}
}

static void
what_is_no_fault_changes_nothing(void **state)
{
	static const struct {
		const char *family, *line;
	} none[] = {{"ssg-500", "psu"}, {"ssg-500", "psu 2"}, {"ssg-500", "psu x"},
	    {"ac-500", "psu 1"}, {"netxplorer", "psu 0"}, {"netxplorer", "fan"},
	    {"ssg-500", "board 1 off"}, {"sg-sigma-e14", "board 15 off"},
	    {"sg-sigma-e14", "board 0 off"}, {"sg-sigma-e14", "board 3"},
	    {"sg-sigma-e14", "board 3 on"}, {"netxplorer", "board 3"},
	    {"ssg-500", "temperature"}, {"ssg-500", "temperature box"},
	    {"ssg-500", "temperature box 201"}, {"ssg-500", "temperature 3 high"},
	    {"ssg-500", "bypass"}, {"ssg-500", "bypass none"}, {"ssg-500", "process"},
	    {"ssg-500", "process acd"}, {"ssg-500", "process acd slow"},
	    {"ssg-500", "link"}, {"ssg-500", "link L17"}, {"netxplorer", "link L1"},
	    {"ssg-500", "clear reboot"}, {"ssg-500", "serial"}, {"ssg-500", "licence"},
	    {"netxplorer", "serial X"}, {"netxplorer", "licence expired"},
	    {"ssg-500", "silence"}, {"ssg-500", "silence maybe"}, {"ssg-500", "fire"},
	    {"ssg-500", "object"}, {"ssg-500", "object 1.3.6"},
	    {"ssg-500", "object x i 1"}, {"ssg-500", "object 1.3.6.1 i one"},
	    {"ssg-500", "object 1.3.6.1 u -1"}, {"ssg-500", "object 1.3.6.1 q 1"},
	    {"ssg-500", "object 1.3.6.1 none 1"}, {"ssg-500", "object 1.3.6.1 i+1 1"},
	    {"ssg-500", "object 1.3.6.1 C+x 1"}, {"ssg-500", "object 1.3.6.1 C+1"},
	    {"ssg-500", "notify"}, {"ssg-500", "notify x"}, {"ssg-500", "notify 1.3.6 x"},
	    {"ssg-500", "clear notify 1.3.6"}, {"ssg-500", ""}};

	(void)state;
	for (size_t i = 0; i < COUNT(none); i++) {
		struct vg_simnotice notices[VG_SIMFAULT_NOTICES];
		struct vg_simstate before;
		size_t n;
		make(none[i].family);
		before = device.state;
		if (obey(none[i].line, 0, notices, &n) != VG_EINVAL)
			fail_msg("row %zu: %s was obeyed", i, none[i].line);
		assert_int_equal(n, 0);
		assert_memory_equal(&before, &device.state, sizeof(before));
	}
}

static void
a_link_that_is_down_counts_nothing(void **state)
{
	static const char *const in = "1.3.6.1.2.1.31.1.1.1.6.100";
	static const char *const rate = A "5.2.6.3.1.13.100";
	struct vg_simnotice notices[VG_SIMFAULT_NOTICES];
	int64_t before;
	size_t n;

	(void)state;
	make("ssg-500");
	before = number_at(in, HOUR);
	assert_int_equal(obey("link L1", HOUR, notices, &n), VG_OK);
	assert_int_equal(number_at(in, 3 * HOUR), before);
	assert_int_equal(number_at(rate, 3 * HOUR), 0);
	assert_int_equal(obey("link L1", 2 * HOUR, notices, &n), VG_OK);
	assert_int_equal(obey("clear link L1", 3 * HOUR, notices, &n), VG_OK);
	assert_int_equal(number_at(in, 3 * HOUR), before);
	assert_true(number_at(in, 3 * HOUR + 10 * SECOND) > before);
	assert_true(number_at(rate, 3 * HOUR) > 0);
}

static void
a_reboot_begins_again(void **state)
{
	struct vg_simnotice notices[VG_SIMFAULT_NOTICES];
	size_t n;

	(void)state;
	make("ssg-500");
	assert_true(number_at("1.3.6.1.2.1.1.3.0", 0) > 20 * 86400 * 100);
	assert_int_equal(obey("reboot", HOUR, notices, &n), VG_OK);
	assert_int_equal(number_at("1.3.6.1.2.1.1.3.0", HOUR + 5 * SECOND), 500);
	assert_int_equal(number_at("1.3.6.1.2.1.31.1.1.1.6.100", HOUR), 0);
	assert_int_equal(device.boots, 2);
	assert_int_equal(obey("clear reboot", HOUR, notices, &n), VG_OK);
	assert_int_equal(number_at("1.3.6.1.2.1.1.3.0", HOUR), 360000);
}

static void
both_supplies_show_as_the_first(void **state)
{
	struct vg_simnotice notices[VG_SIMFAULT_NOTICES];
	size_t n;

	(void)state;
	make("ssg-500");
	assert_int_equal(number_at(A "5.2.6.5.2.0", 0), 1);
	obey("psu 1", 0, notices, &n);
	assert_int_equal(number_at(A "5.2.6.5.2.0", 0), 3);
	obey("psu 0", 0, notices, &n);
	assert_int_equal(number_at(A "5.2.6.5.2.0", 0), 2);
	assert_int_equal(number_at(A "5.5.18.1.3.0.3001", 0), 0);
	assert_int_equal(number_at(A "5.5.18.1.3.0.3002", 0), 0);
}

/* The next instance after 'oid' as text, "" at the end. */
static void
next(const char *oid, char *text, size_t size)
{
	struct vg_simvalue value;
	struct vg_oid at;

	assert_int_equal(vg_oid_parse(oid, &at), VG_OK);
	text[0] = '\0';
	if (vg_simset_next(&device, &at, false, 0, &value))
		vg_oid_text(&at, text, size);
}

static void
what_is_ordered_stands_before_the_tree(void **state)
{
	static const char *const server = A "5.5.1.1.5.6.1",
				 *const power = A "5.2.6.5.2.0";
	struct vg_simnotice notices[VG_SIMFAULT_NOTICES];
	struct vg_simvalue value;
	struct vg_oid oid;
	char text[128] = "";
	size_t n;

	(void)state;
	make("ssg-500");
	/* An instance that the tree has not, between those that it has. */
	next(A "5.5.1", text, sizeof(text));
	assert_string_equal(text, A "5.5.2.0");
	assert_int_equal(
	    obey("object 1.3.6.1.4.1.2603.5.5.1.1.5.6.1 i 3", 0, notices, &n), VG_OK);
	next(A "5.5.1", text, sizeof(text));
	assert_string_equal(text, server);
	next(server, text, sizeof(text));
	assert_string_equal(text, A "5.5.2.0");
	/* One that it has, with another value, and away. */
	vg_oid_parse(power, &oid);
	assert_int_equal(
	    obey("object 1.3.6.1.4.1.2603.5.2.6.5.2.0 i 4", 0, notices, &n), VG_OK);
	assert_true(vg_simset_get(&device, &oid, 0, &value));
	assert_int_equal(value.number, 4);
	assert_int_equal(
	    obey("object 1.3.6.1.4.1.2603.5.2.6.5.2.0 none", 0, notices, &n), VG_OK);
	assert_false(vg_simset_get(&device, &oid, 0, &value));
	next(A "5.2.6.5.1.0", text, sizeof(text));
	assert_string_equal(text, A "5.2.6.5.3.0");
	assert_int_equal(
	    obey("clear object 1.3.6.1.4.1.2603.5.2.6.5.2.0", 0, notices, &n), VG_OK);
	assert_true(vg_simset_get(&device, &oid, 0, &value));
	assert_int_equal(value.number, 1);
	/* A text keeps its blanks; a notification carries what is told. */
	assert_int_equal(
	    obey("object 1.3.6.1.4.1.2603.5.5.16.0 s acd is down", 0, notices, &n),
	    VG_OK);
	assert_int_equal(obey("notify 1.3.6.1.4.1.2603.0.18 1.3.6.1.4.1.2603.5.5.16.0", 0,
			     notices, &n),
	    VG_OK);
	assert_int_equal(n, 1);
	assert_int_equal(notices[0].n_bindings, 1);
	assert_true(vg_simset_get(&device, &notices[0].binding[0], 0, &value));
	assert_int_equal(value.size, 11);
	assert_memory_equal(value.octets, "acd is down", 11);
	vg_simset_drop(&device, NULL);
}

static uint64_t
count_at(const char *oid)
{
	struct vg_simvalue value;
	struct vg_oid parsed;

	assert_int_equal(vg_oid_parse(oid, &parsed), VG_OK);
	assert_true(vg_simset_get(&device, &parsed, 0, &value));
	return value.count;
}

static void
a_counter_grows_at_each_look(void **state)
{
	struct vg_simnotice notices[VG_SIMFAULT_NOTICES];
	size_t n;

	(void)state;
	make("ssg-500");
	assert_int_equal(obey("object 1.3.6.1.4 C 1000", 0, notices, &n), VG_OK);
	assert_int_equal(obey("object 1.3.6.1.4 C+10", 0, notices, &n), VG_OK);
	assert_int_equal(count_at("1.3.6.1.4"), 1010);
	assert_int_equal(count_at("1.3.6.1.4"), 1020);
	assert_int_equal(obey("object 1.3.6.1.4 C+0", 0, notices, &n), VG_OK);
	assert_int_equal(count_at("1.3.6.1.4"), 1020);
	assert_int_equal(obey("object 1.3.6.1.4 c+2 4294967295", 0, notices, &n), VG_OK);
	assert_int_equal(count_at("1.3.6.1.4"), 1);
	vg_simset_drop(&device, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_fault_has_its_notification),
	    cmocka_unit_test(what_is_no_fault_changes_nothing),
	    cmocka_unit_test(a_link_that_is_down_counts_nothing),
	    cmocka_unit_test(a_reboot_begins_again),
	    cmocka_unit_test(what_is_ordered_stands_before_the_tree),
	    cmocka_unit_test(both_supplies_show_as_the_first),
	    cmocka_unit_test(a_counter_grows_at_each_look)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
