/*
 * The suggestion of a return: one row a rung, by the shipped packs' rules (policy P13).
 */
#include "tests/unit/packbench.h"

#include <string.h>

#include "collector/rma/suggest.h"

#define RAISED INT64_C(1783584000000000)

/* A power supply that stands under a contract, with nothing beside it. */
static struct vg_suggest_facts
plain(void)
{
	static const char *const kinds[] = {"psu-failed"};

	return (struct vg_suggest_facts){.supplier = "allot",
	    .kind = "psu-failed",
	    .standing = true,
	    .raised = {RAISED},
	    .times_in_day = 1,
	    .entitled = true,
	    .standing_kinds = kinds,
	    .n_standing_kinds = 1};
}

static void
judge(const struct vg_suggest_facts *facts, int64_t seconds, struct vg_suggestion *s)
{
	vg_suggest_judge(
	    packs, facts, (struct vg_wall){RAISED + seconds * VG_SECOND_US}, s);
}

/* Letters of what is so beside the plain facts. */
static void
apply_letters(struct vg_suggest_facts *f, const char *letters)
{
	f->standing = !strchr(letters, 'g'); /* gone */
	f->check_confirms = strchr(letters, 'c');
	f->check_denies = strchr(letters, 'd');
	f->planned_work = strchr(letters, 'p');
	f->entitled = !strchr(letters, 'n'); /* no contract */
	f->symptom = strchr(letters, 's');
	f->feed_lost = strchr(letters, 'f');
	f->site_power_lost = strchr(letters, 'l');
	f->software_class = strchr(letters, 'w');
}

static const struct {
	unsigned rung;
	const char *kind, *letters;
	unsigned times;
	int64_t seconds;
	enum vg_grade grade;
	const char *says;
} rows[] = {
    /* 1 no return cures it */
    {1, "process-failed", "", 1, 9000, VG_GRADE_NONE, "not cured by a return"},
    {1, "process-failed", "c", 1, 9000, VG_GRADE_NONE, "not cured by a return"},
    {1, "no-such-kind", "", 1, 9000, VG_GRADE_NONE, "not cured by a return"},
    /* 3 the named check confirms it, whatever speaks against it */
    {3, "psu-failed", "c", 1, 600, VG_GRADE_READY, "recorded as confirming"},
    {3, "psu-failed", "cp", 1, 600, VG_GRADE_READY, "recorded as confirming"},
    /* 4 something speaks against it: not more than possible */
    {4, "psu-failed", "cd", 1, 9000, VG_GRADE_POSSIBLE, "speaks against"},
    {4, "psu-failed", "d", 1, 9000, VG_GRADE_POSSIBLE, "speaks against"},
    {4, "psu-failed", "p", 1, 9000, VG_GRADE_POSSIBLE, "speaks against"},
    {4, "psu-failed", "n", 1, 9000, VG_GRADE_POSSIBLE, "speaks against"},
    {4, "psu-failed", "s", 7, 9000, VG_GRADE_POSSIBLE, "speaks against"},
    {4, "psu-failed", "f", 1, 9000, VG_GRADE_POSSIBLE, "speaks against"},
    {4, "psu-failed", "l", 1, 9000, VG_GRADE_POSSIBLE, "speaks against"},
    {4, "psu-failed", "w", 3, 9000, VG_GRADE_POSSIBLE, "speaks against"},
    /* 5 three times within 24 hours, standing or not */
    {5, "psu-failed", "g", 3, 1200, VG_GRADE_LIKELY, "three times"},
    {5, "psu-failed", "", 3, 0, VG_GRADE_LIKELY, "three times"},
    {7, "psu-failed", "g", 2, 1200, VG_GRADE_POSSIBLE, "not been done"},
    /* 6 a quarter of an hour, to the second */
    {7, "psu-failed", "", 1, 899, VG_GRADE_POSSIBLE, "not been done"},
    {6, "psu-failed", "", 1, 900, VG_GRADE_LIKELY, "15 minutes"},
    {7, "psu-failed", "g", 1, 9000, VG_GRADE_POSSIBLE, "not been done"},
    /* 7 at opening */
    {7, "psu-failed", "", 1, 0, VG_GRADE_POSSIBLE, "not been done"},
};

static void
rungs(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_suggest_facts f = plain();
		struct vg_suggestion s;
		f.kind = rows[i].kind;
		f.times_in_day = rows[i].times;
		apply_letters(&f, rows[i].letters);
		judge(&f, rows[i].seconds, &s);
		if (s.rung != rows[i].rung || s.grade != rows[i].grade ||
		    !strstr(s.reason, rows[i].says))
			fail_msg("row %zu: rung %u, %s, %s", i, s.rung,
			    vg_suggest_grade_text(s.grade), s.reason);
	}
}

/* 2: a rule may wait before it says anything, even of a confirmed check. */
static void
too_fresh(void **state)
{
	/* No shipped rule waits: this one is made to. */
	struct vg_return_rule *rule =
	    (struct vg_return_rule *)(uintptr_t)vg_packset_return_rule(
		packs, "allot", "board-off");
	struct vg_suggest_facts f = plain();
	struct vg_suggestion s;

	(void)state;
	assert_non_null(rule);
	const uint32_t shipped_s = rule->suggest_after_s;
	rule->suggest_after_s = 300;
	f.kind = "board-off";
	f.check_confirms = true;
	judge(&f, 299, &s);
	assert_int_equal(s.grade, VG_GRADE_NONE);
	assert_int_equal(s.rung, 2);
	assert_non_null(strstr(s.reason, "long enough"));
	judge(&f, 300, &s);
	assert_int_equal(s.grade, VG_GRADE_READY);
	rule->suggest_after_s = shipped_s;
}

/* Each reason against is told, in words of the pack. */
static void
against(void **state)
{
	static const char *const kinds[] = {"psu-failed", "power-feed-lost"};
	struct vg_suggest_facts f = plain();
	struct vg_suggestion s;

	(void)state;
	f.standing_kinds = kinds;
	f.n_standing_kinds = 2;
	apply_letters(&f, "dlfpwns");
	judge(&f, 3600, &s);
	assert_int_equal(s.grade, VG_GRADE_POSSIBLE);
	/* The power that is lost is told once. */
	assert_int_equal(s.n_against, 6);
	assert_non_null(strstr(s.against[0], "not confirming"));
	assert_non_null(strstr(s.against[1], "power of the site"));
	assert_non_null(strstr(s.against[2], "planned work"));
	assert_non_null(strstr(s.against[3], "software"));
	assert_non_null(strstr(s.against[4], "(P1)"));
	assert_non_null(strstr(s.against[5], "symptom"));
	apply_letters(&f, "f");
	judge(&f, 3600, &s);
	assert_int_equal(s.n_against, 1);
	assert_non_null(strstr(s.against[0], "power feed is lost"));
	apply_letters(&f, "");
	judge(&f, 3600, &s);
	assert_non_null(strstr(s.against[0], "stands too"));
	assert_false(vg_instant_is_set(s.likely_at));
}

/* Grades go down again, and name the moment at which they would rise. */
static void
up_and_down(void **state)
{
	static const char *const fed[] = {"psu-failed", "power-feed-lost"};
	struct vg_suggest_facts f = plain();
	struct vg_suggestion s;

	(void)state;
	judge(&f, 60, &s);
	assert_int_equal(s.grade, VG_GRADE_POSSIBLE);
	assert_int_equal(s.likely_at.us, RAISED + 900 * VG_SECOND_US);
	judge(&f, 1000, &s);
	assert_int_equal(s.grade, VG_GRADE_LIKELY);
	f.standing_kinds = fed;
	f.n_standing_kinds = 2;
	judge(&f, 1100, &s);
	assert_int_equal(s.grade, VG_GRADE_POSSIBLE);
	f = plain();
	f.standing = false;
	f.n_standing_kinds = 0;
	judge(&f, 1200, &s);
	assert_int_equal(s.grade, VG_GRADE_POSSIBLE);
	assert_false(vg_instant_is_set(s.likely_at));
}

/* The tree's numbers instead of the policy's own. */
static void
numbers_of_the_tree(void **state)
{
	struct vg_suggest_facts f = plain();
	struct vg_suggestion s;

	(void)state;
	f.likely_after_s = 3600;
	f.likely_times = 5;
	f.likely_within_s = 48 * 3600;
	f.times_in_day = 4;
	judge(&f, 3599, &s);
	assert_int_equal(s.grade, VG_GRADE_POSSIBLE);
	assert_int_equal(s.likely_at.us, RAISED + 3600 * VG_SECOND_US);
	judge(&f, 3600, &s);
	assert_int_equal(s.rung, 6);
	assert_non_null(strstr(s.reason, "60 minutes"));
	f.times_in_day = 5;
	judge(&f, 60, &s);
	assert_int_equal(s.rung, 5);
	assert_non_null(strstr(s.reason, "5 times or more within 48 hours"));
}

/* The kind goes by the moment of the fault; both ends of a window are inside it. */
static void
kinds_of_return(void **state)
{
	enum { DOA_S = 30 * 86400 };
	const int64_t doa_us = DOA_S * VG_SECOND_US, repeat_us = 90 * VG_DAY_US;
	const struct {
		int64_t received, replaced;
		uint32_t doa_s, repeat_days;
		enum vg_return_kind kind;
	} cases[] = {
	    {0, 0, 0, 0, VG_RETURN_STANDARD},
	    {0, 0, DOA_S, 0, VG_RETURN_STANDARD},
	    {RAISED - 1, 0, 0, 0, VG_RETURN_STANDARD},
	    {RAISED, 0, DOA_S, 0, VG_RETURN_DOA},
	    {RAISED - doa_us, 0, DOA_S, 0, VG_RETURN_DOA},
	    {RAISED - doa_us - 1, 0, DOA_S, 0, VG_RETURN_STANDARD},
	    {RAISED + 1, 0, DOA_S, 0, VG_RETURN_STANDARD},
	    {0, RAISED - repeat_us, 0, 0, VG_RETURN_REPEAT},
	    {0, RAISED - repeat_us - 1, 0, 0, VG_RETURN_STANDARD},
	    {0, RAISED - 7 * VG_DAY_US, 0, 7, VG_RETURN_REPEAT},
	    {0, RAISED - 7 * VG_DAY_US - 1, 0, 7, VG_RETURN_STANDARD},
	    {0, RAISED + 1, 0, 0, VG_RETURN_STANDARD},
	    {RAISED - 1, RAISED - 1, DOA_S, 0, VG_RETURN_DOA},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct vg_suggest_facts f = plain();
		struct vg_suggestion s;
		f.received.us = cases[i].received;
		f.replaced.us = cases[i].replaced;
		f.doa_window_s = cases[i].doa_s;
		f.repeat_window_days = cases[i].repeat_days;
		judge(&f, 9000, &s);
		if (s.kind != cases[i].kind)
			fail_msg("row %zu: %s", i, vg_suggest_kind_text(s.kind));
	}
	for (int k = VG_RETURN_STANDARD; k <= VG_RETURN_REPEAT; k++)
		assert_int_equal(
		    vg_suggest_kind_parse(vg_suggest_kind_text((enum vg_return_kind)k)),
		    k);
	assert_int_equal(vg_suggest_kind_parse("odd"), -1);
}

/* Whatever has a rule names the part, the check that would confirm it, and is of a class. */
static void
every_rule_names_its_check(void **state)
{
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < vg_packset_count(packs); i++) {
		const struct vg_pack *pack = vg_packset_at(packs, i);
		for (size_t r = 0; r < pack->n_return_rules; r++) {
			const struct vg_return_rule *rule = &pack->return_rules[r];
			const struct vg_kind *kind = vg_packset_kind(packs, rule->kind);
			if (!rule->unit[0] || !rule->check[0] || !kind || !kind->class[0])
				fail_msg("return rule %s", rule->name);
			if (rule->advice != VG_RETURN_NEVER && !kind->hardware &&
			    strcmp(kind->class, "link") != 0)
				fail_msg("return rule %s: not of hardware", rule->name);
			n++;
		}
	}
	assert_true(n > 0);
}

/* The rows of the fault catalogue and what each says of a return. */
static void
the_catalogue_has_its_rules(void **state)
{
	static const struct {
		const char *row, *kind, *class;
		enum vg_return_advice advice;
	} wanted[] = {
	    {"F01", "psu-failed", "power", VG_RETURN_YES},
	    {"F02", "power-feed-lost", "site-power", VG_RETURN_NEVER},
	    {"F03", "fan-failed", "cooling", VG_RETURN_YES},
	    /* F04 and F05 are one kind; mid range alone never meets the condition. */
	    {"F04", "temperature-high", "cooling", VG_RETURN_CONDITIONAL},
	    {"F05", "temperature-high", "cooling", VG_RETURN_CONDITIONAL},
	    {"F06", "board-off", "board", VG_RETURN_YES},
	    {"F07", "board-inactive", "board", VG_RETURN_CONDITIONAL},
	    {"F08", "bypass-active", "bypass", VG_RETURN_CONDITIONAL},
	    {"F09", "bypass-active", "bypass", VG_RETURN_CONDITIONAL},
	    {"F10", "process-failed", "software", VG_RETURN_NEVER},
	    {"F11", "unexpected-restart", "software", VG_RETURN_CONDITIONAL},
	    {"F12", "device-unreachable", "reachability", VG_RETURN_CONDITIONAL},
	    {"F13", "management-silent", "monitoring", VG_RETURN_NEVER},
	    {"F14", "network-link-down", "link", VG_RETURN_CONDITIONAL},
	    {"F15", "management-link-down", "link", VG_RETURN_CONDITIONAL},
	    {"F16", "link-mode-mismatch", "link", VG_RETURN_NEVER},
	    {"F17", "link-errors", "link", VG_RETURN_CONDITIONAL},
	    {"F18", "storage-nearly-full", "capacity", VG_RETURN_NEVER},
	    {"F19", "disk-failed", "storage-hw", VG_RETURN_YES},
	    {"F20", "memory-usage-high", "capacity", VG_RETURN_NEVER},
	    {"F21", "memory-failed", "memory-hw", VG_RETURN_YES},
	    {"F22", "cpu-usage-high", "capacity", VG_RETURN_NEVER},
	    {"F23", "capacity-near-limit", "capacity", VG_RETURN_NEVER},
	    {"F24", "licence-expiry", "licence", VG_RETURN_NEVER},
	    {"F24", "licence-invalid", "licence", VG_RETURN_NEVER},
	    {"F24", "licence-limit-reached", "licence", VG_RETURN_NEVER},
	    {"F25", "policy-out-of-sync", "software", VG_RETURN_NEVER},
	    {"F26", "content-update-failed", "software", VG_RETURN_NEVER},
	    {"F27", "dos-attack", "security", VG_RETURN_NEVER},
	    {"F28", "server-unreachable", "dependency", VG_RETURN_NEVER},
	    {"F29", "peer-unreachable", "dependency", VG_RETURN_NEVER},
	    {"F30", "redundancy-lost", "bypass", VG_RETURN_NEVER},
	    {"F31", "policy-server-unreachable", "dependency", VG_RETURN_NEVER},
	    {"F31", "cluster-node-down", "software", VG_RETURN_NEVER},
	    {"F32", "clock-offset", "software", VG_RETURN_NEVER},
	    {"F32", "battery-failed", "storage-hw", VG_RETURN_CONDITIONAL},
	    {"F33", "access-violations", "security", VG_RETURN_NEVER},
	    {"F34", "notifications-disabled", "monitoring", VG_RETURN_NEVER},
	    {"F34", "notification-gap", "monitoring", VG_RETURN_NEVER},
	    {"F35", "unclassified-notification", "triage", VG_RETURN_NEVER},
	    /* F36, dead on arrival, is no kind: kinds_of_return above. */
	};
	size_t n_rows = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		const struct vg_return_rule *rule =
		    vg_packset_return_rule(packs, "allot", wanted[i].kind);
		const struct vg_kind *kind = vg_packset_kind(packs, wanted[i].kind);
		if (!rule || strcmp(rule->pack, "allot") != 0 ||
		    rule->advice != wanted[i].advice || !kind ||
		    strcmp(kind->class, wanted[i].class) != 0)
			fail_msg("%s: %s", wanted[i].row, wanted[i].kind);
		n_rows += i == 0 || strcmp(wanted[i].row, wanted[i - 1].row) != 0;
	}
	assert_int_equal(n_rows, 35);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rungs),
	    cmocka_unit_test(too_fresh),
	    cmocka_unit_test(against),
	    cmocka_unit_test(up_and_down),
	    cmocka_unit_test(numbers_of_the_tree),
	    cmocka_unit_test(kinds_of_return),
	    cmocka_unit_test(every_rule_names_its_check),
	    cmocka_unit_test(the_catalogue_has_its_rules),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
