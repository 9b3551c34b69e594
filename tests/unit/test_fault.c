/*
 * Standing faults: what is told when, in the order a fault lives, and what is kept of the last
 * message.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "agent/fault/fault.h"

static const struct vg_kind psu_kind = {.name = "psu-failed",
    .severity = VG_SEVERITY_MAJOR,
    .lowest = VG_SEVERITY_MINOR,
    .highest = VG_SEVERITY_CRITICAL,
    .cause = 58};

static struct vg_wall
at(int64_t seconds)
{
	return (struct vg_wall){(1783591200 + seconds) * VG_SECOND_US};
}

static struct vg_finding
finding(const char *resource, bool bad, enum vg_severity severity, const char *text)
{
	return (struct vg_finding){.device = "ne-7",
	    .serial = "AB-1",
	    .resource = resource,
	    .kind = &psu_kind,
	    .qualifier = "",
	    .origin = VG_ORIGIN_POLL,
	    .bad = bad,
	    .severity = severity,
	    .text = text};
}

#define PSU "device/ne-7/psu/1"

/* A life of one fault: what is found, and the message that comes of it ("" for none). */
static const struct {
	const char *what;
	bool bad;
	enum vg_severity severity;
	const char *text;
	const char *message;
} life[] = {
    {"a clear of what does not stand", false, VG_SEVERITY_CLEARED, "fine", ""},
    {"raise", true, VG_SEVERITY_MAJOR, "failed", "raise major 1 1 failed"},
    {"a repeat", true, VG_SEVERITY_MAJOR, "failed", ""},
    {"another text alone", true, VG_SEVERITY_MAJOR, "failed again", ""},
    {"worse", true, VG_SEVERITY_CRITICAL, "burns", "change critical 1 4 burns"},
    {"worse, repeated", true, VG_SEVERITY_CRITICAL, "burns", ""},
    {"better", true, VG_SEVERITY_MINOR, "smokes", "change minor 1 6 smokes"},
    {"clear", false, VG_SEVERITY_CLEARED, "works", "clear minor 1 7 works"},
    {"a second clear", false, VG_SEVERITY_CLEARED, "works", ""},
    {"raised again", true, VG_SEVERITY_MAJOR, "failed", "raise major 9 9 failed"},
    {"cleared without a word", false, VG_SEVERITY_CLEARED, NULL,
	"clear major 9 10 failed"},
};

static void
a_fault_is_told_when_it_changes(void **state)
{
	struct vg_faults *faults = vg_fault_new();
	char said[VG_TEXT_SIZE + 64];

	(void)state;
	for (size_t i = 0; i < sizeof(life) / sizeof(life[0]); i++) {
		struct vg_finding f =
		    finding(PSU, life[i].bad, life[i].severity, life[i].text);
		struct vg_event m;
		said[0] = '\0';
		if (vg_fault_tell(faults, &f, at((int64_t)i), &m)) {
			snprintf(said, sizeof(said), "%s %s %d %d %s",
			    vg_event_action_text(m.action), vg_severity_text(m.severity),
			    (int)((m.since.us - at(0).us) / VG_SECOND_US),
			    (int)((m.agent_time.us - at(0).us) / VG_SECOND_US), m.text);
			assert_string_equal(m.resource, PSU);
			assert_string_equal(m.kind, "psu-failed");
			assert_string_equal(m.device, "ne-7");
			assert_string_equal(m.serial, "AB-1");
			assert_int_equal(m.cause, 58);
		}
		if (strcmp(said, life[i].message) != 0)
			fail_msg("%s: \"%s\", expected \"%s\"", life[i].what, said,
			    life[i].message);
		bool stands = vg_fault_find(faults, PSU, "psu-failed", "") != NULL;
		assert_int_equal(vg_fault_count(faults), stands ? 1 : 0);
		if (said[0])
			assert_int_equal(stands, m.action != VG_ACTION_CLEAR);
	}
	vg_fault_free(faults);
}

/* Raises the fault of 'resource' as message 'sequence'. */
static void
raise_fault(struct vg_faults *faults, const char *resource, uint64_t sequence)
{
	struct vg_finding f = finding(resource, true, VG_SEVERITY_MAJOR, "failed");
	struct vg_event m;

	assert_true(vg_fault_tell(faults, &f, at(1), &m));
	m.key.sequence = sequence;
	vg_fault_sent(faults, &m);
}

static void
faults_have_keys_of_three_parts(void **state)
{
	static const char *const qualifiers[] = {"", "allot:x", "allot:y"};
	struct vg_faults *faults = vg_fault_new();
	struct vg_event m;

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct vg_finding f = finding(PSU, true, VG_SEVERITY_MAJOR, "failed");
		f.qualifier = qualifiers[i];
		assert_true(vg_fault_tell(faults, &f, at(i), &m));
	}
	raise_fault(faults, "device/ne-7/psu/0", 1);
	assert_int_equal(vg_fault_count(faults), 4);
	assert_int_equal(vg_fault_count_device(faults, "ne-7"), 4);
	assert_int_equal(vg_fault_count_device(faults, "ne-70"), 0);
	assert_null(vg_fault_find(faults, PSU, "psu-failed", "allot:z"));
	assert_null(vg_fault_find(faults, PSU, "fan-failed", ""));
	assert_string_equal(vg_fault_at(faults, 0)->resource, "device/ne-7/psu/0");
	assert_string_equal(vg_fault_at(faults, 3)->qualifier, "allot:y");
	assert_null(vg_fault_at(faults, 4));
	vg_fault_free(faults);
}

/* The table holds each fault's last message as it went out, whatever was done to it before. */
static void
the_last_message_is_kept_as_it_went_out(void **state)
{
	struct vg_faults *faults = vg_fault_new();
	struct vg_finding worse = finding(PSU, true, VG_SEVERITY_CRITICAL, "burns");
	struct vg_event m, again;

	(void)state;
	raise_fault(faults, PSU, 412);
	assert_int_equal(vg_fault_find(faults, PSU, "psu-failed", "")->key.sequence, 412);
	assert_true(vg_fault_tell(faults, &worse, at(9), &m));
	m.key.sequence = 413;
	vg_fault_sent(faults, &m);
	assert_memory_equal(vg_fault_find(faults, PSU, "psu-failed", ""), &m, sizeof(m));
	/* After a gap it is raised anew under another number. */
	again = m;
	again.action = VG_ACTION_RAISE;
	again.agent_time = at(100);
	again.key.sequence = 500;
	vg_fault_sent(faults, &again);
	assert_memory_equal(
	    vg_fault_find(faults, PSU, "psu-failed", ""), &again, sizeof(again));
	/* What was cleared meanwhile does not come back. */
	struct vg_finding good = finding(PSU, false, VG_SEVERITY_CLEARED, NULL);
	assert_true(vg_fault_tell(faults, &good, at(101), &m));
	vg_fault_sent(faults, &m);
	vg_fault_sent(faults, &again);
	assert_int_equal(vg_fault_count(faults), 0);
	vg_fault_free(faults);
}

/* The clear of before says nothing of what stands again, and tells who found it. */
static void
a_clear_does_not_touch_the_next_raise(void **state)
{
	struct vg_faults *faults = vg_fault_new();
	struct vg_finding good = finding(PSU, false, VG_SEVERITY_CLEARED, NULL);
	struct vg_event clear, standing;

	(void)state;
	raise_fault(faults, PSU, 1);
	good.origin = VG_ORIGIN_TRAP;
	assert_true(vg_fault_tell(faults, &good, at(2), &clear));
	assert_int_equal(clear.origin, VG_ORIGIN_TRAP);
	raise_fault(faults, PSU, 3);
	standing = *vg_fault_at(faults, 0);
	clear.key.sequence = 2;
	vg_fault_sent(faults, &clear);
	assert_memory_equal(vg_fault_at(faults, 0), &standing, sizeof(standing));
	vg_fault_free(faults);
}

/* Poll and notification in either order: the second one changes nothing but who says so, once. */
static void
a_second_witness_is_told_once(void **state)
{
	static const enum vg_origin orders[][2] = {{VG_ORIGIN_POLL, VG_ORIGIN_TRAP},
	    {VG_ORIGIN_TRAP, VG_ORIGIN_POLL}, {VG_ORIGIN_TRAP, VG_ORIGIN_BOTH}};
	struct vg_event m;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct vg_faults *faults = vg_fault_new();
		struct vg_finding f = finding(PSU, true, VG_SEVERITY_MAJOR, "failed");
		f.origin = orders[i][0];
		assert_true(vg_fault_tell(faults, &f, at(1), &m));
		assert_int_equal(m.origin, orders[i][0]);
		assert_false(vg_fault_tell(faults, &f, at(2), &m));
		f.origin = orders[i][1];
		assert_true(vg_fault_tell(faults, &f, at(3), &m));
		assert_int_equal(m.action, VG_ACTION_CHANGE);
		assert_int_equal(m.origin, VG_ORIGIN_BOTH);
		assert_false(vg_fault_tell(faults, &f, at(4), &m));
		f.origin = orders[i][0];
		assert_false(vg_fault_tell(faults, &f, at(5), &m));
		vg_fault_free(faults);
	}
}

static void
the_kind_holds_the_severity(void **state)
{
	struct vg_faults *faults = vg_fault_new();
	struct vg_finding f = finding(PSU, true, VG_SEVERITY_CRITICAL, "failed");
	struct vg_kind kind = psu_kind;
	struct vg_event m;

	(void)state;
	kind.highest = VG_SEVERITY_MAJOR;
	f.kind = &kind;
	assert_true(vg_fault_tell(faults, &f, at(1), &m));
	assert_int_equal(m.severity, VG_SEVERITY_MAJOR);
	f.severity = VG_SEVERITY_WARNING;
	assert_true(vg_fault_tell(faults, &f, at(2), &m));
	assert_int_equal(m.severity, VG_SEVERITY_MINOR);
	vg_fault_free(faults);
}

static void
what_stood_is_restored(void **state)
{
	struct vg_faults *faults = vg_fault_new();
	struct vg_event kept = {.action = VG_ACTION_CHANGE,
	    .severity = VG_SEVERITY_CRITICAL,
	    .since = at(-500),
	    .key.sequence = 7,
	    .resource = PSU,
	    .kind = "psu-failed",
	    .device = "ne-7",
	    .text = "burns"};
	struct vg_finding bad = finding(PSU, true, VG_SEVERITY_CRITICAL, "burns");
	struct vg_finding good = finding(PSU, false, VG_SEVERITY_CLEARED, NULL);
	struct vg_event m;

	(void)state;
	vg_fault_restore(faults, &kept);
	vg_fault_restore(faults, &kept);
	assert_int_equal(vg_fault_count(faults), 1);
	/* It is not told again as long as it is the same. */
	assert_false(vg_fault_tell(faults, &bad, at(1), &m));
	assert_memory_equal(vg_fault_at(faults, 0), &kept, sizeof(kept));
	assert_true(vg_fault_tell(faults, &good, at(2), &m));
	assert_int_equal(m.since.us, at(-500).us);
	assert_string_equal(m.text, "burns");
	vg_fault_free(faults);
}

static void
the_digest_is_of_what_stands(void **state)
{
	struct vg_faults *one = vg_fault_new(), *other = vg_fault_new();
	char a[VG_DIGEST_TEXT_SIZE], b[VG_DIGEST_TEXT_SIZE];
	static const char line[] = "device/ne-7/psu/0 psu-failed  11\n"
				   "device/ne-7/psu/1 psu-failed  12\n";

	(void)state;
	vg_fault_digest(one, a);
	assert_string_equal(
	    a, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	raise_fault(one, PSU, 12);
	raise_fault(one, "device/ne-7/psu/0", 11);
	raise_fault(other, "device/ne-7/psu/0", 11);
	raise_fault(other, PSU, 12);
	vg_fault_digest(one, a);
	vg_fault_digest(other, b);
	assert_string_equal(a, b);
	struct vg_digest sum = vg_digest_of(line, sizeof(line) - 1);
	vg_digest_text(&sum, b);
	assert_string_equal(a, b);
	vg_fault_free(one);
	vg_fault_free(other);
}

static const struct {
	const char *kind;
	uint32_t n_psu;
	enum vg_severity severity;
} supplies[] = {
    {"psu-failed", 0, VG_SEVERITY_MAJOR}, /* not known: as the kind says */
    {"psu-failed", 1, VG_SEVERITY_CRITICAL},
    {"psu-failed", 2, VG_SEVERITY_MAJOR},
    {"fan-failed", 1, VG_SEVERITY_MAJOR},
};

static void
the_only_power_supply_is_worth_more(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(supplies) / sizeof(supplies[0]); i++) {
		struct vg_kind kind = psu_kind;
		strcpy(kind.name, supplies[i].kind);
		assert_int_equal(
		    vg_fault_severity(&kind, VG_SEVERITY_MAJOR, supplies[i].n_psu),
		    supplies[i].severity);
	}
}

/* --- flapping ----------------------------------------------------------------------------- */

static const struct vg_kind flap_kind = {.name = "psu-failed",
    .severity = VG_SEVERITY_MAJOR,
    .flap_count = 3,
    .flap_within_s = 100};

/* Raises and clears the fault of 'resource' at 'second'; whether the raise was marked. */
static bool
comes_and_goes(struct vg_faults *faults, const char *resource, int64_t second)
{
	struct vg_finding f = finding(resource, true, VG_SEVERITY_MAJOR, "failed");
	struct vg_event raise, clear;

	f.kind = &flap_kind;
	assert_true(vg_fault_tell(faults, &f, at(second), &raise));
	f.bad = false;
	assert_true(vg_fault_tell(faults, &f, at(second + 1), &clear));
	assert_int_equal(clear.flapping, raise.flapping);
	return raise.flapping;
}

static void
was_raised(struct vg_faults *faults, const char *qualifier, int64_t second)
{
	const struct vg_raise raise = {PSU, "psu-failed", qualifier, at(second)};

	vg_fault_restore_raise(faults, &raise);
}

static void
what_comes_and_goes_is_flapping(void **state)
{
	struct vg_faults *faults = vg_fault_new();

	(void)state;
	assert_false(comes_and_goes(faults, PSU, 0));
	assert_false(comes_and_goes(faults, PSU, 50));
	assert_false(comes_and_goes(faults, "device/ne-8/psu/1", 98));
	/* The third within a hundred seconds; then only the last two are. */
	assert_true(comes_and_goes(faults, PSU, 99));
	assert_false(comes_and_goes(faults, PSU, 150));
	assert_true(comes_and_goes(faults, PSU, 151));
	assert_false(comes_and_goes(faults, PSU, 100000));
	vg_fault_free(faults);
	/* A restart forgets none of them. */
	faults = vg_fault_new();
	was_raised(faults, "", 0);
	was_raised(faults, "", 50);
	was_raised(faults, "x", 60);
	assert_true(comes_and_goes(faults, PSU, 60));
	vg_fault_free(faults);
}

/* However often it comes and goes: what is remembered has an end. */
static void
raises_of_long_ago_are_let_go(void **state)
{
	struct vg_faults *faults = vg_fault_new();

	(void)state;
	for (int64_t i = 0; i < 30000; i++)
		was_raised(faults, "", i);
	assert_true(comes_and_goes(faults, PSU, 30000));
	assert_false(comes_and_goes(faults, PSU, 200000));
	vg_fault_free(faults);
}

/* --- symptoms ----------------------------------------------------------------------------- */

static void
what_explains_a_fault_is_told_with_it(void **state)
{
	static char parents[][VG_KIND_SIZE] = {"power-feed-lost", "board-off"};
	struct vg_kind kind = psu_kind;
	static const struct vg_kind feed_kind = {
	    .name = "board-off", .severity = VG_SEVERITY_MAJOR};
	struct vg_finding psu = finding(PSU, true, VG_SEVERITY_MAJOR, "failed");
	struct vg_finding feed =
	    finding("device/ne-7/slot/2", true, VG_SEVERITY_MAJOR, "off");
	struct vg_faults *faults = vg_fault_new();
	struct vg_event m;

	(void)state;
	kind.parents = parents;
	kind.n_parents = 2;
	psu.kind = &kind;
	feed.kind = &feed_kind;
	feed.qualifier = "q";
	/* Another device's is none of it, though its name begins alike. */
	feed.device = "ne-70";
	feed.resource = "device/ne-70/slot/2";
	assert_true(vg_fault_tell(faults, &feed, at(0), &m));
	assert_true(vg_fault_tell(faults, &psu, at(1), &m));
	assert_string_equal(m.symptom_of, "");
	/* It comes, the next look says so once; it goes. */
	feed.device = "ne-7";
	feed.resource = "device/ne-7/slot/2";
	assert_true(vg_fault_tell(faults, &feed, at(2), &m));
	assert_true(vg_fault_tell(faults, &psu, at(3), &m));
	assert_int_equal(m.action, VG_ACTION_CHANGE);
	assert_string_equal(m.symptom_of, "device/ne-7/slot/2 board-off q");
	assert_false(vg_fault_tell(faults, &psu, at(4), &m));
	feed.bad = false;
	assert_true(vg_fault_tell(faults, &feed, at(5), &m));
	assert_true(vg_fault_tell(faults, &psu, at(6), &m));
	assert_int_equal(m.action, VG_ACTION_CHANGE);
	assert_string_equal(m.symptom_of, "");
	/* There before it: the raise bears it, and the clear. */
	psu.bad = false;
	assert_true(vg_fault_tell(faults, &psu, at(7), &m));
	feed.bad = psu.bad = true;
	assert_true(vg_fault_tell(faults, &feed, at(8), &m));
	assert_true(vg_fault_tell(faults, &psu, at(9), &m));
	assert_int_equal(m.action, VG_ACTION_RAISE);
	assert_string_equal(m.symptom_of, "device/ne-7/slot/2 board-off q");
	vg_fault_free(faults);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_fault_is_told_when_it_changes),
	    cmocka_unit_test(faults_have_keys_of_three_parts),
	    cmocka_unit_test(the_last_message_is_kept_as_it_went_out),
	    cmocka_unit_test(a_clear_does_not_touch_the_next_raise),
	    cmocka_unit_test(a_second_witness_is_told_once),
	    cmocka_unit_test(the_kind_holds_the_severity),
	    cmocka_unit_test(what_stood_is_restored),
	    cmocka_unit_test(the_digest_is_of_what_stands),
	    cmocka_unit_test(the_only_power_supply_is_worth_more),
	    cmocka_unit_test(what_comes_and_goes_is_flapping),
	    cmocka_unit_test(raises_of_long_ago_are_let_go),
	    cmocka_unit_test(what_explains_a_fault_is_told_with_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
