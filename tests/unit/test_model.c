/*
 * lib/model and lib/time/instant: severities, OIDs, values, resources, events, instants.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "lib/base/error.h"
#include "lib/model/event.h"
#include "lib/model/oid.h"
#include "lib/model/resource.h"
#include "lib/model/severity.h"
#include "lib/model/trap.h"
#include "lib/model/value.h"
#include "lib/time/instant.h"

/* ItuPerceivedSeverity (RFC 3877) counts the other way round than RFC 8632. */
static void
severities_convert_by_name(void **state)
{
	static const struct {
		const char *name;
		int itu;
	} rows[] = {{"cleared", 1}, {"indeterminate", 2}, {"critical", 3}, {"major", 4},
	    {"minor", 5}, {"warning", 6}};
	enum vg_severity s, back;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(vg_severity_parse(rows[i].name, &s), VG_OK);
		assert_int_equal(vg_severity_to_itu(s), rows[i].itu);
		assert_int_equal(vg_severity_from_itu(rows[i].itu, &back), VG_OK);
		assert_int_equal(back, s);
		assert_string_equal(vg_severity_text(s), rows[i].name);
	}
	assert_int_equal(vg_severity_from_itu(0, &s), VG_ERANGE);
	assert_int_equal(vg_severity_parse("fatal", &s), VG_EPARSE);
	assert_true(VG_SEVERITY_CRITICAL > VG_SEVERITY_MAJOR);
}

static void
oids_parse_and_order(void **state)
{
	struct vg_oid a, b, p;
	char text[64];

	(void)state;
	assert_int_equal(vg_oid_parse(".1.3.6.1.4.1.2603", &p), VG_OK);
	assert_int_equal(vg_oid_parse("1.3.6.1.4.1.2603.5.2", &a), VG_OK);
	assert_int_equal(vg_oid_parse("1.3.6.1.4.1.2604", &b), VG_OK);
	assert_true(vg_oid_under(&a, &p));
	assert_false(vg_oid_under(&b, &p));
	assert_true(vg_oid_compare(&a, &b) < 0);
	assert_true(vg_oid_compare(&a, &p) > 0);
	assert_int_equal(vg_oid_text(&a, text, sizeof(text)), VG_OK);
	assert_string_equal(text, "1.3.6.1.4.1.2603.5.2");
	assert_int_equal(vg_oid_text(&a, text, 5), VG_ETRUNC);
	static const char *const bad[] = {
	    "", ".", "1.", "1..2", "1.a", "1.4294967296", "1.-2"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(vg_oid_parse(bad[i], &a), VG_EPARSE);
	p.n_arcs = VG_OID_MAX;
	assert_int_equal(vg_oid_append(&p, 1), VG_ELIMIT);
}

static void
values_own_and_print(void **state)
{
	struct vg_value v = {0}, copy;
	char text[64];
	int64_t n;

	(void)state;
	vg_value_set_octets(&v, VG_VALUE_OCTETS, "caf\xC3\xA9", 5);
	vg_value_copy(&copy, &v);
	assert_true(vg_value_same(&v, &copy));
	vg_value_text(&copy, text, sizeof(text));
	assert_string_equal(text, "caf\xC3\xA9");
	vg_value_set_octets(&v, VG_VALUE_OCTETS, "\x00\xFF", 2);
	vg_value_text(&v, text, sizeof(text));
	assert_string_equal(text, "0x00ff");
	assert_false(vg_value_same(&v, &copy));
	assert_int_equal(vg_value_as_int(&v, &n), VG_EINVAL);
	vg_value_set_number(&v, VG_VALUE_COUNTER64, UINT64_MAX);
	assert_int_equal(vg_value_as_int(&v, &n), VG_OK);
	assert_true(n == INT64_MAX);
	vg_value_set_octets(&v, VG_VALUE_ADDRESS, "\x7F\x01\x02\x03", 4);
	vg_value_text(&v, text, sizeof(text));
	assert_string_equal(text, "127.1.2.3");
	v.type = VG_VALUE_NO_INSTANCE;
	assert_true(vg_value_is_missing(&v));
	vg_value_fini(&v);
	vg_value_fini(&copy);
}

static void
resources_keep_their_grammar(void **state)
{
	static const struct {
		const char *text;
		int code;
	} rows[] = {{"device/ne-7", VG_OK}, {"device/ne-7/psu/1", VG_OK},
	    {"device/sig-2/port/L1", VG_OK}, {"device/ne-7/filesystem/%2Fopt", VG_OK},
	    {"site/lyon-2/power", VG_OK}, {"agent/lyon-2", VG_OK}, {"", VG_EPARSE},
	    {"device", VG_EPARSE}, {"device/", VG_EPARSE}, {"box/ne-7", VG_EPARSE},
	    {"device/ne-7/", VG_EPARSE}, {"device/ne 7", VG_EPARSE},
	    {"device/ne-7/%2f", VG_EPARSE}, {"device/n\xC3\xA9", VG_EPARSE}};
	char resource[VG_RESOURCE_SIZE], class[VG_NAME_SIZE], name[VG_NAME_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(vg_resource_check(rows[i].text), rows[i].code);
	assert_int_equal(vg_resource_build(resource, "device", "ne-7", "psu/1"), VG_OK);
	assert_string_equal(resource, "device/ne-7/psu/1");
	assert_string_equal(vg_resource_split(resource, class, name), "psu/1");
	assert_string_equal(class, "device");
	assert_string_equal(name, "ne-7");
	assert_string_equal(vg_resource_split("site/lyon-2", NULL, name), "");
	assert_false(vg_resource_is_name("a/b"));
}

static void
events_are_checked(void **state)
{
	struct vg_event e = {.action = VG_ACTION_RAISE,
	    .severity = VG_SEVERITY_MAJOR,
	    .device = "ne-7",
	    .resource = "device/ne-7/psu/1",
	    .kind = "psu-failed"};
	const char *what = "";

	(void)state;
	assert_int_equal(vg_event_check(&e, &what), VG_OK);
	e.severity = VG_SEVERITY_CLEARED;
	assert_int_equal(vg_event_check(&e, &what), VG_EINVAL);
	assert_string_equal(what, "severity");
	e.severity = VG_SEVERITY_MINOR;
	strcpy(e.resource, "ne-7");
	assert_int_equal(vg_event_check(&e, &what), VG_EINVAL);
	assert_string_equal(what, "resource");
	enum vg_action a = VG_ACTION_INFO;
	assert_int_equal(vg_event_action_parse("clear", &a), VG_OK);
	assert_int_equal(a, VG_ACTION_CLEAR);
	assert_int_equal(vg_event_action_parse("", &a), VG_EPARSE);
}

static void
instants_read_and_write(void **state)
{
	static const struct {
		const char *text;
		const char *utc; /* NULL: refused */
	} rows[] = {{"2026-07-09T14:00:00+02:00", "2026-07-09T12:00:00Z"},
	    {"2024-02-29T23:59:59.25Z", "2024-02-29T23:59:59.250Z"},
	    {"1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"},
	    {"2026-07-09T14:00:00-03:30", "2026-07-09T17:30:00Z"},
	    {"2026-07-09T14:00:00", NULL}, {"2026-02-29T00:00:00Z", NULL},
	    {"2026-13-01T00:00:00Z", NULL}, {"2026-07-09T24:00:00Z", NULL},
	    {"2026-07-09T14:00:00+0200", NULL}, {"2026-07-09T14:00:00Zx", NULL},
	    {"", NULL}};
	char text[VG_INSTANT_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_wall w = {.us = 1};
		int code = vg_instant_parse(rows[i].text, &w);
		assert_int_equal(code, rows[i].utc ? VG_OK : VG_EPARSE);
		vg_instant_text(w, text);
		if (rows[i].utc)
			assert_string_equal(text, rows[i].utc);
	}
	struct vg_wall w;
	vg_instant_parse("2026-07-09T12:00:00Z", &w);
	vg_instant_text_at(w, 7200, text);
	assert_string_equal(text, "2026-07-09T14:00:00+02:00");
}

/* Every day of 400 years and more goes there and back. */
static void
dates_roundtrip(void **state)
{
	int y, m, d;

	(void)state;
	for (int64_t day = -200000; day < 200000; day++) {
		vg_instant_date(day, &y, &m, &d);
		assert_true(vg_instant_days(y, m, d) == day);
	}
	assert_true(vg_instant_days(2000, 3, 1) - vg_instant_days(2000, 2, 28) == 2);
	assert_true(vg_instant_days(1900, 3, 1) - vg_instant_days(1900, 2, 28) == 1);
}

static void
octets_roundtrip(void **state)
{
	unsigned char octets[VG_INSTANT_OCTETS];
	struct vg_wall w, back;

	(void)state;
	vg_instant_parse("2026-07-09T12:34:56.700Z", &w);
	vg_instant_octets(w, octets);
	assert_int_equal(vg_instant_from_octets(octets, sizeof(octets), &back), VG_OK);
	assert_int_equal(vg_instant_compare(w, back), 0);
	octets[8] = '-';
	octets[9] = 3;
	assert_int_equal(vg_instant_from_octets(octets, sizeof(octets), &back), VG_OK);
	assert_true(vg_instant_since(back, w) == 3 * VG_HOUR_US);
	octets[2] = 13;
	assert_int_equal(
	    vg_instant_from_octets(octets, sizeof(octets), &back), VG_EPARSE);
	assert_int_equal(vg_instant_from_octets(octets, 9, &back), VG_EPARSE);
}

static void
traps_are_searched_by_oid(void **state)
{
	struct vg_trap trap = {0};
	struct vg_oid wanted;

	(void)state;
	trap.varbinds = calloc(2, sizeof(*trap.varbinds));
	trap.n_varbinds = 2;
	vg_oid_parse("1.3.6.1.2.1.1", &trap.varbinds[0].oid);
	vg_oid_parse("1.3.6.1.4.1.2603.5.2.8.0", &trap.varbinds[1].oid);
	vg_oid_parse("1.3.6.1.4.1.2603.5.2.8", &wanted);
	assert_ptr_equal(vg_trap_find(&trap, &wanted), &trap.varbinds[1]);
	vg_oid_parse("1.3.6.1.4.1.2603.5.2.9", &wanted);
	assert_null(vg_trap_find(&trap, &wanted));
	vg_trap_fini(&trap);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(severities_convert_by_name),
	    cmocka_unit_test(oids_parse_and_order),
	    cmocka_unit_test(values_own_and_print),
	    cmocka_unit_test(resources_keep_their_grammar),
	    cmocka_unit_test(events_are_checked),
	    cmocka_unit_test(instants_read_and_write),
	    cmocka_unit_test(dates_roundtrip),
	    cmocka_unit_test(octets_roundtrip),
	    cmocka_unit_test(traps_are_searched_by_oid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
