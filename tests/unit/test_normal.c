/*
 * Traps and bodies become events: foreign traps by the shipped packs, what nobody knows, and
 * the JSON bodies of agents, strict in what they need.
 */
#include "tests/unit/packbench.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "collector/normal/normal.h"
#include "lib/base/mem.h"

/* --- foreign traps ----------------------------------------------------------------------- */

static struct vg_varbind varbinds[8];

static void
make_trap(struct vg_trap *trap, const char *oid)
{
	*trap = (struct vg_trap){.version = 2,
	    .source = "127.0.0.7",
	    .received = {1000000},
	    .varbinds = varbinds};
	assert_int_equal(vg_oid_parse(oid, &trap->oid), VG_OK);
}

static struct vg_value *
add(struct vg_trap *trap, const char *oid)
{
	struct vg_varbind *v = &varbinds[trap->n_varbinds++];

	memset(v, 0, sizeof(*v));
	assert_int_equal(vg_oid_parse(oid, &v->oid), VG_OK);
	return &v->value;
}

static void
drop(struct vg_trap *trap)
{
	for (size_t i = 0; i < trap->n_varbinds; i++)
		vg_value_fini(&varbinds[i].value);
}

static void
a_known_trap(void **state)
{
	struct vg_event events[VG_TRAPMAP_MAX_CLAIMS];
	struct vg_trap trap;
	struct vg_oid pointer;

	(void)state;
	make_trap(&trap, "1.3.6.1.4.1.2603.0.17");
	assert_int_equal(vg_oid_parse("1.3.6.1.4.1.2603.5.2.6.5.2.0", &pointer), VG_OK);
	vg_value_set_oid(add(&trap, "1.3.6.1.4.1.2603.5.2.7.0"), &pointer);
	vg_value_set_integer(add(&trap, "1.3.6.1.4.1.2603.5.2.9.0"), 3);
	assert_int_equal(
	    vg_normal_foreign(packs, "allot", "ne-7", &trap, NULL, NULL, events), 1);
	assert_string_equal(events[0].resource, "device/ne-7/psu/1");
	assert_string_equal(events[0].kind, "psu-failed");
	assert_int_equal(events[0].action, VG_ACTION_RAISE);
	assert_int_equal(events[0].origin, VG_ORIGIN_TRAP);
	assert_int_equal(events[0].severity, VG_SEVERITY_MAJOR);
	assert_int_equal(events[0].cause, 78);
	assert_int_equal(events[0].since.us, 1000000);
	assert_int_equal(vg_event_check(&events[0], NULL), VG_OK);
	/* Another supplier's device says nothing with it. */
	assert_int_equal(
	    vg_normal_foreign(packs, "other", "ne-7", &trap, NULL, NULL, events), 1);
	assert_string_equal(events[0].kind, "unclassified-notification");
	drop(&trap);
}

/* Nobody knows it: everything is kept, and what it says is a well-formed event. */
static void
an_unknown_trap(void **state)
{
	struct vg_event events[VG_TRAPMAP_MAX_CLAIMS];
	struct vg_trap trap;

	(void)state;
	make_trap(&trap, "1.3.6.1.4.1.99999.0.4");
	vg_value_set_integer(add(&trap, "1.3.6.1.4.1.99999.1.0"), 7);
	vg_value_set_octets(
	    add(&trap, "1.3.6.1.4.1.99999.2.0"), VG_VALUE_OCTETS, "\x80\xff\n", 3);
	assert_int_equal(
	    vg_normal_foreign(packs, "allot", "ne-7", &trap, NULL, NULL, events), 1);
	assert_string_equal(events[0].kind, "unclassified-notification");
	assert_string_equal(events[0].qualifier, "1.3.6.1.4.1.99999.0.4");
	assert_string_equal(events[0].resource, "device/ne-7");
	assert_int_equal(events[0].severity, VG_SEVERITY_WARNING);
	assert_int_equal(events[0].cause, 1024);
	assert_non_null(strstr(events[0].text, "1.3.6.1.4.1.99999.1.0=7"));
	assert_int_equal(vg_event_check(&events[0], NULL), VG_OK);
	drop(&trap);
}

/* However long: the text is cut at a character, the event stays well-formed. */
static void
an_endless_trap(void **state)
{
	struct vg_event events[VG_TRAPMAP_MAX_CLAIMS];
	struct vg_trap trap;
	char text[1000];

	(void)state;
	for (size_t skew = 0; skew < 4; skew++) {
		make_trap(&trap, "1.3.6.1.4.1.99999.0.4");
		for (size_t i = 0; i < sizeof(text); i++)
			text[i] = (i + skew) % 2 ? '\xa9' : '\xc3';
		if (skew % 2)
			text[0] = 'x';
		for (int i = 0; i < 8; i++)
			vg_value_set_octets(add(&trap, "1.3.6.1.4.1.99999.1.0"),
			    VG_VALUE_OCTETS, text, sizeof(text) - skew);
		assert_int_equal(
		    vg_normal_foreign(packs, "allot", "ne-7", &trap, NULL, NULL, events),
		    1);
		assert_int_equal(vg_event_check(&events[0], NULL), VG_OK);
		drop(&trap);
	}
}

/* --- bodies ------------------------------------------------------------------------------ */

#define TEXT(json) (json), strlen(json)

static void
heartbeats(void **state)
{
	static const char *const bad[] = {"", "{", "[]", "7", "{\"queue\": \"3\"}",
	    "{\"queue\": 1.5}", "{\"version\": 7}", "{\"queue\": 1, \"queue\": 2}",
	    "{\"standing\": true}"};
	struct vg_heartbeat h;
	struct vg_detail detail = {0};

	(void)state;
	assert_int_equal(
	    vg_normal_heartbeat(TEXT("{\"version\": \"1.0\", \"queue\": 3, \"standing\": "
				     "2, \"cycle-age-ms\": 812, \"new\": {}}"),
		&h, &detail),
	    VG_OK);
	assert_string_equal(h.version, "1.0");
	assert_int_equal(h.queue, 3);
	assert_int_equal(h.standing, 2);
	assert_int_equal(h.cycle_age_ms, 812);
	assert_int_equal(vg_normal_heartbeat(TEXT("{}"), &h, &detail), VG_OK);
	assert_int_equal(h.cycle_age_ms, -1);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		detail.text[0] = '\0';
		if (vg_normal_heartbeat(TEXT(bad[i]), &h, &detail) != VG_EPARSE ||
		    !detail.text[0])
			fail_msg("%s: %s", bad[i], detail.text);
	}
}

static void
inventories(void **state)
{
	struct vg_inventory inv;
	struct vg_detail detail = {0};
	char long_name[300];

	(void)state;
	assert_int_equal(
	    vg_normal_inventory(
		TEXT("{\"device\": \"ne-7\", \"serial\": \"S\\u00e9\"}"), &inv, &detail),
	    VG_OK);
	assert_string_equal(inv.device, "ne-7");
	assert_string_equal(inv.serial, "S\xc3\xa9");
	assert_string_equal(inv.model, "");
	assert_int_equal(inv.n_parts, 0);
	free(inv.parts);
	assert_int_equal(
	    vg_normal_inventory(TEXT("{\"device\": \"ne-7\", \"component\": ["
				     "{\"name\": \"slot/3\", \"serial\": \"B3\"}]}"),
		&inv, &detail),
	    VG_OK);
	assert_int_equal(inv.n_parts, 1);
	assert_string_equal(inv.parts[0].name, "slot/3");
	assert_string_equal(inv.parts[0].serial, "B3");
	free(inv.parts);
	static const char *const odd[] = {"{\"device\": \"ne-7\", \"component\": 7}",
	    "{\"device\": \"ne-7\", \"component\": [7]}",
	    "{\"device\": \"ne-7\", \"component\": [{\"name\": \"a b\"}]}",
	    "{\"device\": \"ne-7\", \"component\": [{\"serial\": \"B3\"}]}",
	    "{\"device\": \"ne-7\", \"component\": [{\"name\": \"x\", \"serial\": 1}]}"};
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		if (vg_normal_inventory(odd[i], strlen(odd[i]), &inv, &detail) !=
		    VG_EPARSE)
			fail_msg("%s", odd[i]);
	}
	assert_int_equal(
	    vg_normal_inventory(TEXT("{\"serial\": \"S\"}"), &inv, &detail), VG_EPARSE);
	/* Addresses that name one host, as they are written; the rest is left out. */
	assert_int_equal(
	    vg_normal_inventory(
		TEXT("{\"device\": \"ne-7\", \"address\": [\"10.0.0.7\","
		     "\"127.0.0.1\", \"0.0.0.0\", \"224.0.0.1\", 7, \"10.0.0\","
		     "\"10.0.0.256\", \"10.0.0.8 \", \"x/10.0.0.9\", \"::1\"]}"),
		&inv, &detail),
	    VG_OK);
	assert_int_equal(inv.n_addresses, 1);
	assert_string_equal(inv.addresses[0], "10.0.0.7");
	free(inv.parts);
	assert_int_equal(
	    vg_normal_inventory(
		TEXT("{\"device\": \"ne-7\", \"address\": {}}"), &inv, &detail),
	    VG_OK);
	assert_int_equal(inv.n_addresses, 0);
	free(inv.parts);
	assert_non_null(strstr(detail.text, "device"));
	snprintf(long_name, sizeof(long_name), "{\"device\": \"%0200d\"}", 7);
	assert_int_equal(vg_normal_inventory(TEXT(long_name), &inv, &detail), VG_EPARSE);
	assert_int_equal(
	    vg_normal_inventory(TEXT("{\"device\": \"a\\u0000b\"}"), &inv, &detail),
	    VG_EPARSE);
}

/* A list half read would clear what stands. */
static void
standing_lists(void **state)
{
	static const char *const bad[] = {"{}", "{\"standing\": [1]}",
	    "{\"standing\": 1, \"next\": 2}", "{\"standing\": [\"1\"], \"next\": 2}",
	    "{\"standing\": [1, null], \"next\": 2}", "{\"standing\": [0], \"next\": 2}",
	    "{\"standing\": [-1], \"next\": 2}", "{\"standing\": [1], \"next\": 0}",
	    "{\"standing\": [1], \"next\": -2}", "{\"standing\": [1.5], \"next\": 2}"};
	struct vg_standing list;
	struct vg_detail detail;

	(void)state;
	assert_int_equal(
	    vg_normal_standing(
		TEXT("{\"standing\": [412, 415], \"next\": 431}"), &list, &detail),
	    VG_OK);
	assert_int_equal(list.n_sequences, 2);
	assert_int_equal(list.sequences[1], 415);
	assert_int_equal(list.next, 431);
	free(list.sequences);
	assert_int_equal(
	    vg_normal_standing(TEXT("{\"standing\": [], \"next\": 1}"), &list, &detail),
	    VG_OK);
	assert_int_equal(list.n_sequences, 0);
	free(list.sequences);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (vg_normal_standing(TEXT(bad[i]), &list, &detail) != VG_EPARSE)
			fail_msg("%s", bad[i]);
		assert_null(list.sequences);
	}
}

/* As docs/INTERFACES.md writes it, which is what agents send. */
static void
gaps(void **state)
{
	static const char *const bad[] = {
	    "{}",
	    "{\"from\": 1}",
	    "{\"to\": 1}",
	    "{\"from\": 0, \"to\": 1}",
	    "{\"from\": 2, \"to\": 1}",
	    "{\"from\": \"1\", \"to\": 2}",
	    "{\"first\": 1, \"last\": 2}",
	    "{\"from\": 2, \"to\": 9223372036854775807}",
	};
	struct vg_detail detail;
	struct vg_gap gap;

	(void)state;
	assert_int_equal(
	    vg_normal_gap(TEXT("{\"from\": 100, \"to\": 180, \"lost\": 81, \"reason\": "
			       "\"overflow\"}"),
		&gap, &detail),
	    VG_OK);
	assert_int_equal(gap.first, 100);
	assert_int_equal(gap.last, 180);
	assert_string_equal(gap.why, "overflow");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (vg_normal_gap(TEXT(bad[i]), &gap, &detail) != VG_EPARSE)
			fail_msg("%s", bad[i]);
	}
}

static void
evidence(void **state)
{
	struct vg_detail detail;
	struct vg_evidence_key key;

	(void)state;
	assert_int_equal(
	    vg_normal_evidence(TEXT("{\"raise\": 412, \"resource\": \"device/ne-7\", "
				    "\"kind\": \"psu-failed\", \"series\": []}"),
		&key, &detail),
	    VG_OK);
	assert_string_equal(key.resource, "device/ne-7");
	assert_string_equal(key.kind, "psu-failed");
	assert_string_equal(key.qualifier, "");
	assert_int_equal(
	    vg_normal_evidence(TEXT("{\"kind\": \"psu-failed\"}"), &key, &detail),
	    VG_EPARSE);
	assert_int_equal(
	    vg_normal_evidence(TEXT("{\"resource\": \"device/ne-7\"}"), &key, &detail),
	    VG_EPARSE);
}

/* --- gzip -------------------------------------------------------------------------------- */

static size_t
pack(const char *text, size_t size, unsigned char *out, size_t room)
{
	z_stream z = {.next_out = out, .avail_out = (uInt)room};
	unsigned char *in = vg_mem_copy(text, size);

	z.next_in = in;
	z.avail_in = (uInt)size;
	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, 0), Z_OK);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	size_t n = z.total_out;
	deflateEnd(&z);
	free(in);
	return n;
}

static void
packed_bodies(void **state)
{
	enum { BOMB = 3 << 20 };
	const char json[] = "{\"queue\": 5}";
	unsigned char packed[8192];
	struct vg_heartbeat h;
	struct vg_detail detail;

	(void)state;
	size_t n = pack(json, strlen(json), packed, sizeof(packed));
	assert_int_equal(vg_normal_heartbeat(packed, n, &h, &detail), VG_OK);
	assert_int_equal(h.queue, 5);
	/* Cut short at any octet. */
	for (size_t size = 0; size < n; size++)
		assert_int_equal(
		    vg_normal_heartbeat(packed, size, &h, &detail), VG_EPARSE);
	/* What unpacks to more than a body may be is refused, not unpacked. */
	char *bomb = vg_mem_zero(BOMB);
	memset(bomb, ' ', BOMB);
	bomb[0] = '{';
	bomb[BOMB - 1] = '}';
	n = pack(bomb, BOMB, packed, sizeof(packed));
	assert_int_equal(vg_normal_heartbeat(packed, n, &h, &detail), VG_EPARSE);
	free(bomb);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_known_trap),
	    cmocka_unit_test(an_unknown_trap),
	    cmocka_unit_test(an_endless_trap),
	    cmocka_unit_test(heartbeats),
	    cmocka_unit_test(inventories),
	    cmocka_unit_test(standing_lists),
	    cmocka_unit_test(gaps),
	    cmocka_unit_test(evidence),
	    cmocka_unit_test(packed_bodies),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
