/*
 * Claims of notifications: the ladder of what follows when a device answers, its two looks, the
 * limits; and whom an alarm of a managing device is about.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/heard/heard.h"
#include "lib/trapmap/owner.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"

#define FIRST_MS 5000
#define SECOND_MS 60000

static struct vg_mono
at(int64_t ms)
{
	return (struct vg_mono){VG_DAY_US + ms * VG_MS_US};
}

static struct vg_claimed
claim_of(const char *device, const char *resource, bool bad)
{
	struct vg_claimed claim = {.bad = bad, .trusted = true};

	snprintf(claim.device, sizeof(claim.device), "%s", device);
	snprintf(claim.resource, sizeof(claim.resource), "%s", resource);
	strcpy(claim.kind, "psu-failed");
	claim.notification = vg_mem_text("{}");
	return claim;
}

static struct vg_heard *
one(bool bad, bool trusted)
{
	struct vg_heard *heard = vg_heard_new(FIRST_MS * VG_MS_US, SECOND_MS * VG_MS_US);
	struct vg_claimed claim = claim_of("ne-7", "device/ne-7/psu/1", bad);

	claim.trusted = trusted;
	assert_int_equal(vg_heard_take(heard, &claim, at(0)), VG_OK);
	return heard;
}

/*
 * One claim and the answers to questions asked at so many ms: s silent, n nothing, g good, b bad;
 * and what follows: . wait, A agreed, S stands, D disagreed, O over.  In the order of the rungs.
 */
static const struct {
	const char *what;
	bool bad, trusted;
	const char *answers;
	int64_t asked_ms[6];
	const char *follows;
} rows[] = {
    {"1 asked before it came", true, true, "bs", {-1, -1}, ".."},
    {"2 silent: it stands", true, true, "s", {1}, "S"},
    {"2 a clear stands, too", false, true, "s", {1}, "S"},
    {"2 not what came in the clear", true, false, "s", {1}, "."},
    {"2 nor when it has answered since", true, true, "gs", {1, 2}, ".."},
    {"3 agreed at once", true, true, "b", {1}, "A"},
    {"3 agreed at the first look", true, true, "gb", {1, 5000}, ".A"},
    {"3 agreed at the second", true, true, "ggb", {1, 5000, 60000}, "..A"},
    {"3 a clear is agreed as often as it is seen", false, true, "gg", {1, 2}, "AA"},
    {"3 agreed in the clear", true, false, "b", {1}, "A"},
    {"4 after the disagreement", true, true, "gggggb",
	{1, 5000, 60000, 61000, 62000, 63000}, "..D..A"},
    {"4 told and silent", true, true, "ggs", {5000, 60000, 61000}, ".D."},
    {"5 many before the first look are none", true, true, "ggggg", {1, 2, 3, 4, 4999},
	"....."},
    {"5 many before the second are one", true, true, "gggg", {1, 5000, 5001, 59999},
	"...."},
    {"6 the device knows nothing of it", true, true, "nn", {1, 5000}, ".S"},
    {"6 nor of what came in the clear", true, false, "nn", {1, 5000}, ".O"},
    {"7 silent at both looks", true, false, "ss", {5000, 60000}, ".O"},
    {"7 silent at the last one", true, true, "gs", {5000, 60000}, ".O"},
    {"8 down, and up at two looks", true, true, "ggg", {1, 5000, 60000}, "..D"},
    {"8 up, and down at two looks", false, true, "bb", {5000, 60000}, ".D"},
    {"8 in the clear as well", true, false, "gg", {5000, 60000}, ".D"},
};

static enum vg_heard_says
says_of(char letter)
{
	switch (letter) {
	case 's':
		return VG_HEARD_SILENT;
	case 'g':
		return VG_HEARD_GOOD;
	case 'b':
		return VG_HEARD_BAD;
	default:
		return VG_HEARD_NOTHING;
	}
}

static void
each_answer_has_its_rung(void **state)
{
	static const char letters[] = ".ASDO";

	(void)state;
	for (size_t r = 0; r < sizeof(rows) / sizeof(rows[0]); r++) {
		struct vg_heard *heard = one(rows[r].bad, rows[r].trusted);
		for (size_t i = 0; rows[r].answers[i]; i++) {
			struct vg_mono asked = at(rows[r].asked_ms[i]);
			enum vg_heard_step step = vg_heard_judge(
			    heard, 0, says_of(rows[r].answers[i]), asked, asked);
			char got = letters[step];
			if (got != rows[r].follows[i])
				fail_msg("%s: answer %zu: %c, not %c", rows[r].what, i,
				    got, rows[r].follows[i]);
		}
		vg_heard_free(heard);
	}
}

static void
looks_are_due_once_each(void **state)
{
	struct vg_heard *heard = one(true, true);
	size_t i = 9;

	(void)state;
	assert_int_equal(vg_heard_next(heard).us, at(FIRST_MS).us);
	assert_false(vg_heard_due(heard, at(FIRST_MS - 1), &i));
	assert_true(vg_heard_due(heard, at(FIRST_MS), &i));
	assert_int_equal(i, 0);
	assert_false(vg_heard_due(heard, at(FIRST_MS), &i));
	assert_int_equal(vg_heard_next(heard).us, 0);
	/* What was under way when the look was due does not count: it is due still. */
	assert_int_equal(
	    vg_heard_judge(heard, 0, VG_HEARD_GOOD, at(1), at(FIRST_MS)), VG_HEARD_WAIT);
	assert_true(vg_heard_due(heard, at(FIRST_MS), &i));
	vg_heard_judge(heard, 0, VG_HEARD_GOOD, at(FIRST_MS), at(FIRST_MS));
	assert_int_equal(vg_heard_next(heard).us, at(SECOND_MS).us);
	assert_true(vg_heard_due(heard, at(SECOND_MS), &i));
	assert_false(vg_heard_is_over(heard, i));
	assert_int_equal(
	    vg_heard_judge(heard, 0, VG_HEARD_GOOD, at(SECOND_MS), at(SECOND_MS)),
	    VG_HEARD_DISAGREED);
	assert_true(vg_heard_at(heard, 0)->told);
	/* A day later the disagreement is over. */
	assert_false(vg_heard_due(heard, at(SECOND_MS + 86399000), &i));
	assert_true(vg_heard_due(heard, at(SECOND_MS + 86400000), &i));
	assert_true(vg_heard_is_over(heard, i));
	vg_heard_free(heard);
}

/* The last word counts; that a disagreement was told stays known until they agree. */
static void
a_later_one_takes_the_place_of_an_earlier(void **state)
{
	struct vg_heard *heard = one(true, true);
	struct vg_claimed up = claim_of("ne-7", "device/ne-7/psu/1", false);

	(void)state;
	assert_true(vg_heard_speaks(heard, "device/ne-7/psu/1", "psu-failed", true));
	assert_false(vg_heard_speaks(heard, "device/ne-7/psu/1", "psu-failed", false));
	assert_false(vg_heard_speaks(heard, "device/ne-7/psu/0", "psu-failed", true));
	vg_heard_judge(heard, 0, VG_HEARD_GOOD, at(5000), at(5000));
	vg_heard_judge(heard, 0, VG_HEARD_GOOD, at(60000), at(60000));
	assert_int_equal(vg_heard_take(heard, &up, at(61000)), VG_OK);
	assert_int_equal(vg_heard_count(heard), 1);
	assert_true(vg_heard_at(heard, 0)->told);
	assert_true(vg_heard_speaks(heard, "device/ne-7/psu/1", "psu-failed", false));
	assert_int_equal(vg_heard_judge(heard, 0, VG_HEARD_GOOD, at(61001), at(61001)),
	    VG_HEARD_AGREED);
	vg_heard_drop(heard, 0);
	assert_int_equal(vg_heard_count(heard), 0);
	vg_heard_free(heard);
	vg_heard_free(NULL);
}

/* One device cannot take the room of the others. */
static void
room_is_bounded(void **state)
{
	struct vg_heard *heard = vg_heard_new(1, 2);
	char device[32], resource[64];
	size_t taken = 0;

	(void)state;
	for (int d = 0; d < 6; d++) {
		for (int i = 0; i <= VG_HEARD_MAX_DEVICE; i++) {
			snprintf(device, sizeof(device), "ne-%d", d);
			snprintf(resource, sizeof(resource), "device/ne-%d/psu/%d", d, i);
			struct vg_claimed claim = claim_of(device, resource, true);
			int code = vg_heard_take(heard, &claim, at(0));
			taken += code == VG_OK;
			if (d < 4)
				assert_int_equal(
				    code, i < VG_HEARD_MAX_DEVICE ? VG_OK : VG_EFULL);
		}
	}
	assert_int_equal(taken, VG_HEARD_MAX);
	/* What is there already is replaced, full or not. */
	struct vg_claimed same = claim_of("ne-0", "device/ne-0/psu/3", false);
	assert_int_equal(vg_heard_take(heard, &same, at(1)), VG_OK);
	vg_heard_free(heard);
}

/* --- owners -------------------------------------------------------------------------------- */

static void
an_alarm_begins_with_its_owner(void **state)
{
	static const struct {
		const char *text, *address;
	} texts[] = {
	    {"alarm/10.1.2.3.5.7.1.0", "10.1.2.3"},
	    {"allot:nx-10.1.2.3.5.7.1.0", "10.1.2.3"},
	    {"allot:nx-255.0.0.1.9", "255.0.0.1"},
	    {"10.1.2.3.5", "10.1.2.3"},
	    {"alarm/10.1.2.3", NULL},
	    {"alarm/10.1.2.256.5", NULL},
	    {"alarm/10.1.2.1000.5", NULL},
	    {"alarm/10.1..3.5", NULL},
	    {"alarm/x.1.2.3.5", NULL},
	    {"alarm/", NULL},
	    {"", NULL},
	};
	char address[VG_OWNER_ADDRESS_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		bool found = vg_owner_address(texts[i].text, address);
		if (found != (texts[i].address != NULL))
			fail_msg("%s: %d", texts[i].text, found);
		if (found)
			assert_string_equal(address, texts[i].address);
	}
}

static void
a_part_goes_to_its_owner_and_back(void **state)
{
	char owned[VG_RESOURCE_SIZE], long_part[VG_RESOURCE_SIZE];

	(void)state;
	assert_true(vg_owner_part("nx-1", "alarm/10.1.2.3.5", owned));
	assert_string_equal(owned, "via/nx-1/alarm/10.1.2.3.5");
	assert_string_equal(vg_owner_of("nx-1", owned), "alarm/10.1.2.3.5");
	assert_null(vg_owner_of("nx", owned));
	assert_null(vg_owner_of("nx-11", owned));
	assert_null(vg_owner_of("nx-1", "alarm/10.1.2.3.5"));
	assert_true(vg_owner_part("nx-1", "", owned));
	assert_string_equal(owned, "via/nx-1");
	assert_string_equal(vg_owner_of("nx-1", owned), "");
	memset(long_part, 'a', sizeof(long_part) - 1);
	long_part[sizeof(long_part) - 1] = '\0';
	assert_false(vg_owner_part("nx-1", long_part, owned));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_answer_has_its_rung),
	    cmocka_unit_test(looks_are_due_once_each),
	    cmocka_unit_test(a_later_one_takes_the_place_of_an_earlier),
	    cmocka_unit_test(room_is_bounded),
	    cmocka_unit_test(an_alarm_begins_with_its_owner),
	    cmocka_unit_test(a_part_goes_to_its_owner_and_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
