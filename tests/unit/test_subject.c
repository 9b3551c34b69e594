/*
 * What a case is about, and what it is called.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "collector/correl/subject.h"

static void
test_subjects(void **state)
{
	static const struct {
		const char *class, *resource, *site;
		bool has_part;
		const char *subject;
	} subjects[] = {
	    {"power", "device/ne-7/psu/1", "lyon-2", false, "device/ne-7"},
	    {"reachability", "device/ne-7", "lyon-2", false, "device/ne-7"},
	    {"link", "device/ne-7/port/L1", "lyon-2", true, "device/ne-7/port/L1"},
	    {"site-power", "site/lyon-2/power", "lyon-2", false, "site/lyon-2"},
	    {"site-power", "device/ne-7/feed/0", "lyon-2", false, "site/lyon-2"},
	    {"site-power", "device/ne-7/feed/0", "", false, "device/ne-7"},
	    {"agent", "agent/lyon-2/clock", "lyon-2", false, "agent/lyon-2"},
	    {"self", "collector/noc/disk", "", false, "collector/noc"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++) {
		char subject[VG_RESOURCE_SIZE];
		struct vg_kind kind = {.key_has_part = subjects[i].has_part};
		strcpy(kind.class, subjects[i].class);
		vg_subject_of(&kind, subjects[i].resource, subjects[i].site, subject);
		assert_string_equal(subject, subjects[i].subject);
	}
}

static void
test_titles(void **state)
{
	char title[VG_TEXT_SIZE];
	struct vg_kind kind = {.name = "psu-failed", .label = "power supply failed"};

	(void)state;
	vg_subject_title(&kind, "device/ne-7/psu/1", title);
	assert_string_equal(title, "power supply failed: ne-7 psu/1");
	kind.label[0] = '\0';
	vg_subject_title(&kind, "agent/lyon-2", title);
	assert_string_equal(title, "psu-failed: lyon-2");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_subjects),
	    cmocka_unit_test(test_titles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
