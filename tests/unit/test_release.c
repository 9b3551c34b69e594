/*
 * Releases: versions as suppliers print them, what is newer, what mends a kind (policy P15).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "collector/work/release.h"
#include "lib/base/error.h"

#define NOW ((struct vg_wall){INT64_C(1783584000000000)})

static void
comparing(void **state)
{
	static const struct {
		const char *a, *b;
		int order;
	} pairs[] = {
	    {"Version 16.5.30", "16.5.30", 0},
	    {"Version 16.5.30", "AOS16.5.30", 0},
	    {"v16.5", "16.5.0", 0},
	    {"16.5.9", "16.5.30", -1},
	    {"16.1.50", "16.5", -1},
	    {"NX 8.3", "NX7.9", 1},
	    {"17", "16.5.30", 1},
	    {"16.5.30-b12", "16.5.30", 1},
	    {"16.5.30-b12", "16.5.30_b9", 1},
	    {"16.5.30 (build 12)", "16.5.30", 0},
	    {"17.1-rc2", "17.1", -1},
	    {"17.1-rc2", "17.1-RC10", -1},
	    {"17.1-beta", "17.0.99", 1},
	    {"17.1preview", "17.1", 0},
	    {"SG-9700 Version 16.5.30", "16.5.30", 0},
	    {"16..5", "16", 1},
	    {"16.5.", "16.5", 0},
	    {"1.2.3.4.5.6.7", "1.2.3.4.5.6.9", 0},
	    {"99999999999999999999.1", "4294967295.0", 1},
	    {"99999999999999999999", "99999999999999999999", 0},
	    {"016.05", "16.5", 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		struct vg_release_version a, b;
		assert_int_equal(vg_release_parse(pairs[i].a, &a), VG_OK);
		assert_int_equal(vg_release_parse(pairs[i].b, &b), VG_OK);
		if (vg_release_compare(&a, &b) != pairs[i].order ||
		    vg_release_compare(&b, &a) != -pairs[i].order)
			fail_msg("%s and %s: %d", pairs[i].a, pairs[i].b,
			    vg_release_compare(&a, &b));
	}
}

static void
odd_texts(void **state)
{
	static const char *const odd[] = {
	    NULL, "", "Version", "unknown", "\xff\xfe", "..", "-", "\n"};

	(void)state;
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		struct vg_release_version v;
		assert_int_equal(vg_release_parse(odd[i], &v), VG_EPARSE);
	}
}

static const char *const bypass[] = {"bypass-active", "process-failed"};
static const char *const process[] = {"process-failed"};

/* In no order; one of another family, one not out yet, one that is no version. */
static const struct vg_release catalogue[] = {
    {"aos", "17.1.5", VG_RELEASE_MINOR, {5}, bypass, 2},
    {"aos", "Version 16.5.40", VG_RELEASE_MINOR, {2}, process, 1},
    {"aos", "17.1", VG_RELEASE_MAJOR, {4}, NULL, 0},
    {"aos", "16.5.30", VG_RELEASE_MINOR, {1}, process, 1},
    {"aos", "16.5.60", VG_RELEASE_MINOR, {INT64_C(1783584000000001)}, process, 1},
    {"nx", "18.0", VG_RELEASE_MAJOR, {3}, process, 1},
    {"aos", "spring", VG_RELEASE_MINOR, {3}, process, 1},
    {"aos", "16.5.50", VG_RELEASE_MINOR, {6}, NULL, 0},
};
enum { N = sizeof(catalogue) / sizeof(catalogue[0]) };

static void
newer(void **state)
{
	static const struct {
		const char *family, *polled, *minor, *major;
	} rows[] = {
	    {"aos", "Version 16.5.30", "16.5.50", "17.1.5"},
	    {"AOS", "16.5.50", NULL, "17.1.5"},
	    {"aos", "17.1", "17.1.5", NULL},
	    {"aos", "17.0.9", NULL, "17.1.5"},
	    {"aos", "17.1.5", NULL, NULL},
	    {"aos", "18.0", NULL, NULL},
	    {"nx", "8.3", NULL, "18.0"},
	    {"smp", "8.3", NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_release_newer got;
		assert_int_equal(vg_release_find_newer(catalogue, N, rows[i].family,
				     rows[i].polled, NOW, &got),
		    VG_OK);
		const char *minor = got.minor ? got.minor->version : "-";
		const char *major = got.major ? got.major->version : "-";
		if (strcmp(minor, rows[i].minor ? rows[i].minor : "-") != 0 ||
		    strcmp(major, rows[i].major ? rows[i].major : "-") != 0)
			fail_msg("row %zu: minor %s, major %s", i, minor, major);
	}
	struct vg_release_newer none;
	assert_int_equal(
	    vg_release_find_newer(catalogue, N, "aos", "unknown", NOW, &none), VG_EPARSE);
	assert_null(none.minor);
	assert_null(none.major);
}

static void
check_fixing(const char *polled, const char *kind, size_t max, const char *want, int line)
{
	const struct vg_release *found[4];
	char got[128] = "";
	size_t n =
	    vg_release_find_fixing(catalogue, N, "aos", polled, kind, NOW, found, max);

	assert_true(n <= max);
	for (size_t i = 0; i < n; i++) {
		strcat(got, i ? ", " : "");
		strcat(got, found[i]->version);
	}
	if (strcmp(got, want) != 0)
		fail_msg("line %d: %s", line, got);
}

static void
fixing(void **state)
{
	(void)state;
	check_fixing(
	    "16.5.29", "process-failed", 4, "16.5.30, Version 16.5.40, 17.1.5", __LINE__);
	check_fixing("16.5.30", "process-failed", 4, "Version 16.5.40, 17.1.5", __LINE__);
	check_fixing("17.1.5", "process-failed", 4, "", __LINE__);
	check_fixing("16.5.30", "bypass-active", 4, "17.1.5", __LINE__);
	check_fixing("16.5.30", "psu-failed", 4, "", __LINE__);
	/* Nothing is known of the device: all that mend it. */
	check_fixing(
	    NULL, "process-failed", 4, "16.5.30, Version 16.5.40, 17.1.5", __LINE__);
	/* Too many: the smallest steps stay. */
	check_fixing("1", "process-failed", 2, "16.5.30, Version 16.5.40", __LINE__);
	check_fixing("1", "process-failed", 0, "", __LINE__);
}

static void
names(void **state)
{
	(void)state;
	assert_string_equal(vg_release_weight_text(VG_RELEASE_MINOR), "minor");
	assert_int_equal(vg_release_weight_parse("major"), VG_RELEASE_MAJOR);
	assert_int_equal(vg_release_weight_parse("huge"), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(comparing),
	    cmocka_unit_test(odd_texts),
	    cmocka_unit_test(newer),
	    cmocka_unit_test(fixing),
	    cmocka_unit_test(names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
