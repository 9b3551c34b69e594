/*
 * Samples kept: rolled up over a restart, cut as evidence over one, let go when their time is
 * over; a clock that steps back.
 */
#include "tests/unit/samplestorebench.h"

/* 130 minutes with an end in the midst of five minutes: as if there had been none. */
static void
cycles_are_kept_and_rolled_up_over_a_restart(void **state)
{
	struct vg_samplestore *store = open_store();
	struct vg_sampledevice *device = vg_samplestore_device(store, "ne-7");

	(void)state;
	for (int64_t n = 0; n <= 130; n++) {
		struct cycle cycle = minute(n);
		if (n == 63) {
			vg_samplestore_device_free(device);
			vg_samplestore_close(store);
			store = open_store();
			device = vg_samplestore_device(store, "ne-7");
		}
		add(device, &cycle);
	}
	assert_int_equal(vg_samplestore_counts(store).lost, 0);
	vg_samplestore_device_free(device);
	vg_samplestore_close(store);
	has(VG_SAMPLESPAN_RAW, 131,
	    "7740: .0=774000 .1=1 .2=A 1.0=1 1.1=77400 1.2=7740 2.0=1 2.1=77400 ");
	has(VG_SAMPLESPAN_FIVE, 26,
	    "3600: .0=5:360000000:372000000:384000000 "
	    ".1=5:1000:1800:3000 .2=- 1.0=5:1000:1000:1000 "
	    "1.1=5:10000:10000:10000 1.2=5:1000:1000:1000 2.0=");
	has(VG_SAMPLESPAN_HOUR, 2,
	    "3600: .0=60:360000000:537000000:714000000 "
	    ".1=60:1000:2000:3000 .2=- 1.0=60:1000:1000:1000 "
	    "1.1=60:10000:10000:10000 1.2=60:1000:1000:1000 2.0=");
}

/* What changes little takes little: a row of 9 values, of which 5 step with each cycle. */
static void
a_cycle_takes_few_octets(void **state)
{
	struct vg_samplestore *store = open_store();
	struct vg_sampledevice *device = vg_samplestore_device(store, "ne-7");

	(void)state;
	for (int64_t n = 0; n < 600; n++) {
		struct cycle cycle = minute(n);
		add(device, &cycle);
	}
	assert_in_range(vg_samplestore_counts(store).octets / 600, 1, 40);
	vg_samplestore_device_free(device);
	vg_samplestore_close(store);
}

static char *
evidence_of(struct vg_samplestore *store, int64_t from_s, int64_t until_s)
{
	const struct vg_event raise = {.key.sequence = 412,
	    .device = "ne-7",
	    .resource = "device/ne-7/psu/1",
	    .kind = "psu-failed"};
	struct vg_buf json;

	vg_buf_init(&json, 0);
	vg_samplestore_evidence(store, &raise, "raise", at(from_s), at(until_s), &json);
	return vg_buf_give(&json);
}

/* The power fails at minute 200; the agent ended at minute 150 and knows what was before. */
static void
evidence_reaches_back_over_a_restart(void **state)
{
	struct vg_samplestore *store = open_store();
	struct vg_sampledevice *device = vg_samplestore_device(store, "ne-7");

	(void)state;
	for (int64_t n = 0; n <= 200; n++) {
		struct cycle cycle = minute(n);
		cycle.power = n < 90 ? 2 : n < 200 ? 1 : 3;
		if (n == 150) {
			vg_samplestore_device_free(device);
			vg_samplestore_close(store);
			store = open_store();
			device = vg_samplestore_device(store, "ne-7");
		}
		add(device, &cycle);
	}
	char *json = evidence_of(store, 80 * 60, 200 * 60);
	if (!strstr(json,
		"\"object\":\"power\",\"index\":\"\",\"points\":["
		"[\"2026-07-09T11:20:00Z\",2],[\"2026-07-09T11:30:00Z\",1],"
		"[\"2026-07-09T13:20:00Z\",3]]}"))
		fail_msg("%s", json);
	free(json);
	vg_samplestore_device_free(device);
	vg_samplestore_close(store);
}

/* Each keep by its own time: blocks go whole, so that what stays can be read. */
static void
what_is_too_old_goes(void **state)
{
	static const struct vg_samplekeep few = {1, 2, 3, 64};
	struct vg_samplestore *store = open_store();
	struct vg_sampledevice *device = vg_samplestore_device(store, "ne-7");

	(void)state;
	vg_samplestore_set_keep(store, &few);
	for (int64_t n = 0; n <= 4 * 1440; n += 2) {
		struct cycle cycle = minute(n);
		add(device, &cycle);
	}
	vg_samplestore_device_free(device);
	vg_samplestore_close(store);
	struct rows raw = rows_of(VG_SAMPLESPAN_RAW), five = rows_of(VG_SAMPLESPAN_FIVE),
		    hour = rows_of(VG_SAMPLESPAN_HOUR);
	/* Hours go whole: up to one more stays. */
	assert_in_range(raw.n, 720, 760);
	assert_in_range(five.n, 576, 600);
	assert_in_range(hour.n, 72, 74);
	vg_buf_fini(&raw.text);
	vg_buf_fini(&five.text);
	vg_buf_fini(&hour.text);
}

/* The clock steps back by two minutes: no row may be read on top of another's. */
static void
a_clock_that_steps_back_mixes_nothing(void **state)
{
	static const int64_t minutes[] = {0, 1, 2, 3, 4, 2, 3, 4, 5};
	struct vg_samplestore *store = open_store();
	struct vg_sampledevice *device = vg_samplestore_device(store, "ne-7");

	(void)state;
	for (size_t i = 0; i < sizeof(minutes) / sizeof(minutes[0]); i++) {
		struct cycle cycle = minute(minutes[i]);
		cycle.at_s += i > 4 ? 30 : 0;
		cycle.power = (int64_t)i + 10;
		add(device, &cycle);
	}
	vg_samplestore_device_free(device);
	vg_samplestore_close(store);
	struct rows rows = rows_of(VG_SAMPLESPAN_RAW);
	unsigned found = 0;
	for (size_t i = 0; i < sizeof(minutes) / sizeof(minutes[0]); i++) {
		char line[96];
		snprintf(line, sizeof(line), "%lld: .0=%lld .1=%zu ",
		    (long long)(minutes[i] * 60 + (i > 4 ? 30 : 0)),
		    (long long)minutes[i] * 6000, i + 10);
		found += strstr(vg_buf_text(&rows.text), line) != NULL;
		if (i > 4 && !strstr(vg_buf_text(&rows.text), line))
			fail_msg("%s in\n%s", line, vg_buf_text(&rows.text));
	}
	/* Of the old ones those behind the step may be left out, but none says anything else. */
	assert_int_equal(found, rows.n);
	vg_buf_fini(&rows.text);
}

/* Back by 90 minutes: the hour is in a block already, and becomes one with what comes now. */
static void
a_clock_that_steps_back_into_an_hour_that_is_over(void **state)
{
	struct vg_samplestore *store = open_store();
	struct vg_sampledevice *device = vg_samplestore_device(store, "ne-7");

	(void)state;
	for (int64_t n = 0; n < 180; n++) {
		struct cycle cycle = minute(n);
		/* Minutes 0 to 119, then 30 to 89, of which every second one was there. */
		if (n >= 120) {
			cycle.at_s -= 90 * 60 + (n % 2) * 30;
			cycle.power = 9;
		}
		add(device, &cycle);
	}
	vg_samplestore_device_free(device);
	vg_samplestore_close(store);
	has(VG_SAMPLESPAN_RAW, 150, "2100: .0=");
	has(VG_SAMPLESPAN_FIVE, 24, "3300: .0=");
	struct rows five = rows_of(VG_SAMPLESPAN_FIVE);
	/*
	 * 5 minutes from minute 30: the five samples of before, three of which gave way, and three.
	 */
	if (!strstr(vg_buf_text(&five.text), "1800: .0=8:"))
		fail_msg("%s", vg_buf_text(&five.text));
	vg_buf_fini(&five.text);
}

/* Many devices share batches, and are put into blocks side by side: each has its own. */
/* A clock far ahead at the last cycle of a device that goes: its batch is not held for ever. */
static void
a_cycle_far_ahead_holds_no_batches(void **state)
{
	struct vg_samplestore *store = open_store();
	struct vg_sampledevice *gone = vg_samplestore_device(store, "ne-7");
	struct vg_sampledevice *device = vg_samplestore_device(store, "ne-8");
	struct cycle ahead = minute(10 * 366 * 1440);
	struct vg_sampledb *db;

	(void)state;
	add(gone, &ahead);
	for (int64_t n = 0; n < 10; n++) {
		struct cycle cycle = minute(n);
		add(device, &cycle);
	}
	vg_samplestore_device_free(gone);
	vg_samplestore_device_free(device);
	vg_samplestore_close(store);
	assert_int_equal(vg_sampledb_open(path, &db, NULL), VG_OK);
	struct vg_samplestage *stage = vg_samplestage_new(db);
	assert_int_equal(vg_samplestage_list(stage, 1)->n, 0);
	assert_int_equal(vg_samplestage_list(stage, 2)->n, 10);
	vg_samplestage_free(stage);
	vg_sampledb_close(db);
	has(VG_SAMPLESPAN_RAW, 1, ".1=");
}

static void
many_devices_share_batches(void **state)
{
	enum { DEVICES = 40 };
	struct vg_samplestore *store = open_store();
	struct vg_sampledevice *devices[DEVICES];
	char names[DEVICES][16];

	(void)state;
	for (int i = 0; i < DEVICES; i++) {
		snprintf(names[i], sizeof(names[i]), "ne-%d", i);
		devices[i] = vg_samplestore_device(store, names[i]);
	}
	for (int64_t n = 0; n <= 125; n++) {
		for (int i = 0; i < DEVICES; i++) {
			struct cycle cycle = minute(n);
			cycle.at_s += i;
			cycle.power = i;
			add(devices[i], &cycle);
		}
	}
	assert_int_equal(vg_samplestore_counts(store).lost, 0);
	for (int i = 0; i < DEVICES; i++)
		vg_samplestore_device_free(devices[i]);
	vg_samplestore_close(store);
	struct vg_sampledb *db;
	assert_int_equal(vg_sampledb_open(path, &db, NULL), VG_OK);
	struct vg_samplestage *stage = vg_samplestage_new(db);
	for (int i = 0; i < DEVICES; i++) {
		struct rows rows = {.n = 0};
		char line[96];
		vg_buf_init(&rows.text, 0);
		vg_samplewalk_rows(stage, i + 1, VG_SAMPLESPAN_RAW, (struct vg_wall){1},
		    (struct vg_wall){INT64_MAX}, note_row, &rows);
		snprintf(line, sizeof(line), "%d: .0=426000 .1=%d .2=A ", 71 * 60 + i, i);
		if (rows.n != 126 || !strstr(vg_buf_text(&rows.text), line))
			fail_msg("%zu rows of ne-%d", rows.n, i);
		vg_buf_reset(&rows.text);
		rows.n = 0;
		vg_samplewalk_rows(stage, i + 1, VG_SAMPLESPAN_HOUR, (struct vg_wall){1},
		    (struct vg_wall){INT64_MAX}, note_row, &rows);
		snprintf(line, sizeof(line), ".1=60:%d000:%d000:%d000 ", i, i, i);
		if (rows.n != 2 || (i && !strstr(vg_buf_text(&rows.text), line)))
			fail_msg("ne-%d: %s", i, vg_buf_text(&rows.text));
		vg_buf_fini(&rows.text);
	}
	vg_samplestage_free(stage);
	vg_sampledb_close(db);
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    ROW(cycles_are_kept_and_rolled_up_over_a_restart),
	    ROW(a_cycle_takes_few_octets),
	    ROW(evidence_reaches_back_over_a_restart),
	    ROW(what_is_too_old_goes),
	    ROW(a_clock_that_steps_back_mixes_nothing),
	    ROW(a_clock_that_steps_back_into_an_hour_that_is_over),
	    ROW(a_cycle_far_ahead_holds_no_batches),
	    ROW(many_devices_share_batches),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
