/*
 * The words of reasons: one row for each way of each rung, in their order.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "collector/correl/whytext.h"

#define SECOND VG_SECOND_US
#define T0 (INT64_C(1783591200) * SECOND) /* 2026-07-09T10:00:00Z */

static struct vg_wall
at(int64_t seconds)
{
	return (struct vg_wall){.us = T0 + seconds * SECOND};
}

static const struct vg_why full = {.at = {T0},
    .agent = "lyon-2",
    .resource = "device/ne-7/psu/1",
    .kind = "psu-failed",
    .class = "power",
    .subject = "device/ne-7",
    .severity = VG_SEVERITY_MAJOR,
    .before = VG_SEVERITY_MINOR,
    .number = "2026-000001",
    .window = {{T0 + 90 * SECOND}, 90},
    .n = 3,
    .rule = "r-1",
    .name = "w-1",
    .parent = "device/ne-7 device-unreachable",
    .contract = "c-1",
    .clause = "P2",
    .reason = "all is ours",
    .told = "traffic in bypass: ne-7",
    .revision = 12};

/* In the order of the rungs. */
static const struct {
	enum vg_why_way way;
	const char *rung, *because, *otherwise;
} said[] = {
    {VG_WHY_UNAPPLIED, "before the ladder: it could not be applied", "all is ours",
	"mend what is named"},
    {VG_WHY_SEEN, "rung 1: seen already", "it came before", "a copy"},
    {VG_WHY_LATE, "rung 2: later than what is applied: history only",
	"its agent's number 3 had been applied", "hole-wait-s"},
    {VG_WHY_INFO, "rung 3a: information only", "nothing stands because of psu-failed",
	"its pack says action info"},
    {VG_WHY_INFO_CASE, "rung 3b: information only: written into the open case",
	"journal of case 2026-000001", "its pack says action info"},
    {VG_WHY_OTHERS_DEVICE, "rung 4a: this agent may not speak of it",
	"agent lyon-2 does not serve device/ne-7/psu/1", "leaf agent of the device"},
    {VG_WHY_STRANGER, "rung 4b: it is of no device of the tree",
	"device/ne-7/psu/1 is of no device of the tree", "vigie tree load"},
    {VG_WHY_WEAKER, "rung 4c: its agent says otherwise",
	"an agent raised psu-failed of device/ne-7/psu/1", "poll-now"},
    {VG_WHY_PLAIN, "rung 4d: anybody may have sent it", "without a digest",
	"SNMPv3 with a digest"},
    {VG_WHY_CLEAR_NOTHING, "rung 5a: nothing stood that could be over",
	"psu-failed of device/ne-7/psu/1 did not stand", "had it been a raise"},
    {VG_WHY_CLEAR_DONE, "rung 5b: the fault is over",
	"the clear stood 90 s (kind psu-failed, clear-hold-s 90): told to case "
	"2026-000001",
	"had it been a raise"},
    {VG_WHY_CLEAR_HELD, "rung 5c: the fault is over, if that lasts",
	"when it has stood 90 s (kind psu-failed, clear-hold-s 90): at "
	"2026-07-09T10:01:30",
	"had it been a raise"},
    {VG_WHY_CLEAR_WAITS, "rung 5d: that it is over waits already",
	"a clear before it counts", "had it been a raise"},
    {VG_WHY_CLEAR_LASTED, "rung 5e: the fault is over, and that has lasted",
	"the clear stood 90 s", "had it been a raise"},
    {VG_WHY_GONE, "rung 5f: the fault is over meanwhile", "stands no more",
	"had it been a raise"},
    {VG_WHY_REPEAT, "rung 6a: the fault stands already",
	"psu-failed stands as minor in case 2026-000001", "were it worse"},
    {VG_WHY_CHANGED, "rung 6b: the fault stands already, changed",
	"psu-failed stands as minor", "were it worse"},
    {VG_WHY_CAME_BACK, "rung 6c: the fault stands again before its clear had lasted",
	"psu-failed stands as minor", "were it worse"},
    {VG_WHY_FLAPS, "rung 7: the fault comes and goes",
	"3 raises before it within 90 s (kind psu-failed, flap-within-s 90)",
	"flap-raises"},
    {VG_WHY_STORM, "rung 8: the source is in a storm", "beyond its budget",
	"vigie storm list"},
    {VG_WHY_SHELVED, "rung 9: shelved", "shelf w-1, until 2026-07-09T10:01:30",
	"not shelved"},
    {VG_WHY_PLANNED, "rung 10: planned work covers it",
	"planned work w-1 covers device/ne-7 device-unreachable, and psu-failed comes of "
	"it; what still stands goes on at "
	"2026-07-09T10:01:30",
	"leafs begin, end, class of planned-work"},
    {VG_WHY_SYMPTOM, "rung 11: explained by another fault",
	"device/ne-7 device-unreachable stands, and psu-failed comes of it: symptom "
	"in case 2026-000001",
	"one of its own comes of it when device/ne-7 device-unreachable is over"},
    {VG_WHY_COPY, "rung 11: the device itself tells the same fault",
	"device/ne-7 device-unreachable began within policy/copy-window-s of it: "
	"evidence in case 2026-000001",
	"and has none of its own: device/ne-7 device-unreachable is the fault"},
    {VG_WHY_SPREAD, "rung 11: another of its device took it along",
	"device/ne-7 device-unreachable was lost first, and device/ne-7/psu/1 began within "
	"policy/link-window-s of it: symptom in case 2026-000001",
	"one of its own comes of it when device/ne-7 device-unreachable is over"},
    {VG_WHY_SYMPTOM_LATE,
	"rung 11: explained by another fault of long ago, which is worse by it",
	"device/ne-7 device-unreachable has stood for longer than policy/explained-within-s, "
	"and psu-failed comes of it: symptom in case 2026-000001, which is told again",
	"one of its own comes of it when device/ne-7 device-unreachable is over"},
    {VG_WHY_JOINED, "rung 12a: an open case holds this subject and class",
	"case 2026-000001: subject device/ne-7, class power; case rule r-1; contract c-1; P2: "
	"all is ours",
	"vigie why 2026-000001"},
    {VG_WHY_JOINED_WORSE,
	"rung 12b: an open case holds this subject and class, and is worse by it",
	"case 2026-000001: subject device/ne-7, class power; case rule r-1; contract c-1; P2: "
	"all is ours",
	"vigie why 2026-000001"},
    {VG_WHY_ADOPTED, "rung 12c: the case of its symptoms becomes its own",
	"psu-failed explains all that stood in case 2026-000001, which is about it now: "
	"subject device/ne-7, class power; it was: traffic in bypass: ne-7",
	"vigie why 2026-000001"},
    {VG_WHY_ADOPTED_WORSE,
	"rung 12d: the case of its symptoms becomes its own, and is worse by it",
	"explains all that stood in case 2026-000001", "vigie why 2026-000001"},
    {VG_WHY_PROPOSED, "rung 12e: its cause has a case, which is not its owner's",
	"device/ne-7 device-unreachable explains what stands in case 2026-000001; case "
	"traffic in bypass: ne-7, where that is, is not its owner's: linked, and a merge "
	"is proposed",
	"vigie case merge 2026-000001 --into"},
    {VG_WHY_PROPOSED_HERE, "rung 12f: a case that it explains is another owner's",
	"which is another owner's than case 2026-000001", "--into 2026-000001"},
    {VG_WHY_NEVER_OPENS, "rung 13a: this severity opens no case",
	"a major psu-failed stands in no case; case rule r-1", "leaf page"},
    {VG_WHY_CLEAR_FIRST, "rung 13b: its hold ended while it was perhaps over",
	"looked at again at 2026-07-09T10:01:30", "clear-hold-s"},
    {VG_WHY_HELD, "rung 13d: held down",
	"a major psu-failed waits 90 s by its own time (kind psu-failed, hold-s 90): "
	"until 2026-07-09T10:01:30+00:00; case rule r-1; subject device/ne-7, class power",
	"leaf hold-s of the kind"},
    {VG_WHY_HELD_STILL, "rung 13e: held down already", "waits 90 s",
	"leaf hold-s of the kind"},
    {VG_WHY_HELD_BEHIND, "rung 13f: what explains it waits itself",
	"device/ne-7 device-unreachable stands, and psu-failed comes of it, but is kept by "
	"shelf w-1: it comes back just behind it, at 2026-07-09T10:01:30",
	"were device/ne-7 device-unreachable not shelved: vigie alarm unshelve takes shelf "
	"w-1 back"},
    {VG_WHY_LEFT, "rung 13g: what explained it is over, and its severity opens no case",
	"a major psu-failed stands in no case", "leaf page"},
    {VG_WHY_QUARANTINE, "rung 14a: no contract covers it: quarantine",
	"opened case 2026-000001", "leafs contract of the device"},
    {VG_WHY_OBSERVED, "rung 14b: the client acts himself: observed",
	"opened case 2026-000001", "vigie case intervene 2026-000001"},
    {VG_WHY_REOPENED, "rung 15: it came back soon after its case was closed",
	"case 2026-000001 was closed less than 90 s before (kind psu-failed, "
	"reopen-within-s 90); case rule r-1; contract c-1; P2: all is ours",
	"vigie why 2026-000001"},
    {VG_WHY_OPENED, "rung 16: no open case for this subject and class",
	"opened case 2026-000001: subject device/ne-7, class power; case rule r-1; "
	"contract c-1; P2: all is ours; found: traffic in bypass: ne-7; revision 12",
	"vigie why 2026-000001"},
};

static void
each_way_has_its_words(void **state)
{
	int last = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++) {
		struct vg_why why = full;
		struct vg_buf rung, because, otherwise;
		vg_buf_init(&rung, 0);
		vg_buf_init(&because, 0);
		vg_buf_init(&otherwise, 0);
		why.way = said[i].way;
		vg_whytext_rung(why.way, &rung);
		vg_whytext_because(&why, NULL, &because);
		vg_whytext_otherwise(&why, &otherwise);
		assert_string_equal(vg_buf_text(&rung), said[i].rung);
		if (!strstr(vg_buf_text(&because), said[i].because) ||
		    !strstr(vg_buf_text(&because), "revision 12"))
			fail_msg("%s: \"%s\"", said[i].rung, vg_buf_text(&because));
		if (!strstr(vg_buf_text(&otherwise), said[i].otherwise))
			fail_msg("%s: \"%s\"", said[i].rung, vg_buf_text(&otherwise));
		/* In the order of the rungs, none twice. */
		assert_true((int)why.way > last);
		last = (int)why.way;
		vg_buf_fini(&rung);
		vg_buf_fini(&because);
		vg_buf_fini(&otherwise);
	}
}

static void
what_went_before_is_told(void **state)
{
	struct vg_why why = full;
	struct vg_buf text;

	(void)state;
	vg_buf_init(&text, 0);
	why.way = VG_WHY_JOINED_WORSE;
	why.flags = VG_WHY_RAISED_WORSE;
	vg_whytext_because(&why, NULL, &text);
	assert_non_null(
	    strstr(vg_buf_text(&text), "it stood as minor and is major now; case"));
	vg_buf_reset(&text);
	why.way = VG_WHY_OPENED;
	why.flags = VG_WHY_BEGAN_FLAPPING | VG_WHY_REVISIT;
	vg_whytext_because(&why, NULL, &text);
	assert_non_null(strstr(vg_buf_text(&text), "with it 4 raises: flapping"));
	assert_non_null(strstr(vg_buf_text(&text), "what held it back is over; opened"));
	vg_buf_reset(&text);
	why.flags = VG_WHY_RELEASED | VG_WHY_REVISIT;
	vg_whytext_because(&why, NULL, &text);
	assert_non_null(strstr(vg_buf_text(&text), "what explained it is over; opened"));
	/* Of what is explained by what waits without a shelf; of planned work of its own. */
	vg_buf_reset(&text);
	why.name[0] = '\0';
	why.way = VG_WHY_HELD_BEHIND;
	vg_whytext_because(&why, NULL, &text);
	assert_non_null(strstr(vg_buf_text(&text), "comes of it, but has no case yet"));
	vg_buf_reset(&text);
	vg_whytext_otherwise(&why, &text);
	assert_non_null(
	    strstr(vg_buf_text(&text), "it waits policy/parent-wait-s at most"));
	vg_buf_reset(&text);
	strcpy(why.name, "w-1");
	why.parent[0] = '\0';
	why.way = VG_WHY_PLANNED;
	vg_whytext_because(&why, NULL, &text);
	assert_non_null(
	    strstr(vg_buf_text(&text), "planned work w-1 covers it; what still"));
	/* Rung 8 is told of a whole storm, at its beginning and at its end. */
	vg_buf_reset(&text);
	why.way = VG_WHY_STORM;
	strcpy(why.told, "127.0.0.66: 8 counted");
	vg_whytext_because(&why, NULL, &text);
	assert_non_null(strstr(vg_buf_text(&text), "beyond its budget is counted"));
	assert_non_null(strstr(vg_buf_text(&text), "found: 127.0.0.66: 8 counted"));
	vg_buf_reset(&text);
	why.action = VG_ACTION_CLEAR;
	vg_whytext_because(&why, NULL, &text);
	assert_non_null(strstr(vg_buf_text(&text), "the storm is over"));
	vg_buf_reset(&text);
	strcpy(why.kind, "unclassified-notification");
	vg_whytext_otherwise(&why, &text);
	assert_non_null(strstr(vg_buf_text(&text), "vigie unclassified stub"));
	vg_buf_fini(&text);
}

static void
fates_are_told(void **state)
{
	static const struct {
		enum vg_whytext_fate fate;
		const char *because, *otherwise;
	} rows[] = {
	    {VG_WHYTEXT_WAITS,
		"it waits for what lyon-2 has numbered before it, from 8 on; given up at "
		"2026-07-09T10:00:30+00:00",
		"leaf hole-wait-s"},
	    {VG_WHYTEXT_ABANDONED, "lyon-2 began another spool", "told anew"},
	    {VG_WHYTEXT_STRANGER, "10.0.0.9 is no device of the tree", "device/address"},
	    {VG_WHYTEXT_REPEAT, "rung 6a: the fault stands already: counted at alarm 5",
		"vigie why 5"},
	    {VG_WHYTEXT_ITSELF, "no ladder judges it", ""},
	    {VG_WHYTEXT_NO_KIND, "makes no fault of it", "a pack's trap"},
	    {VG_WHYTEXT_OLD, "why is not kept", ""},
	    {VG_WHYTEXT_NO_MESSAGE, "messages are kept 30 days", "vigie intake show"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct vg_whytext_event e = {.fate = rows[i].fate,
		    .agent = "lyon-2",
		    .source = "10.0.0.9",
		    .applied = 7,
		    .until = at(30),
		    .alarm = 5,
		    .days = 30};
		struct vg_buf text;
		vg_buf_init(&text, 0);
		vg_whytext_fate_because(&e, NULL, &text);
		if (!strstr(vg_buf_text(&text), rows[i].because))
			fail_msg("row %zu: \"%s\"", i, vg_buf_text(&text));
		vg_buf_reset(&text);
		vg_whytext_fate_otherwise(&e, &text);
		if (!strstr(vg_buf_text(&text), rows[i].otherwise))
			fail_msg("row %zu: \"%s\"", i, vg_buf_text(&text));
		vg_buf_fini(&text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_way_has_its_words),
	    cmocka_unit_test(what_went_before_is_told),
	    cmocka_unit_test(fates_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
