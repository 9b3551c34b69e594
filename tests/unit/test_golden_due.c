/*
 * Due times against tests/data/golden-due.tsv, which two oracles agree on
 * (tests/data/golden_due.py).  Weeks and holidays are the shipped ones, in the zone of the row.
 */
#include "tests/unit/calendarbench.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/text.h"
#include "lib/time/workday.h"
#include "lib/zone/zone.h"

#define TABLE VG_CHECKOUT "/tests/data/golden-due.tsv"

enum { MIN_ROWS = 600, MAX_ZONES = 16, N_FIELDS = 7 };
enum { KIND, WEEK, HOLIDAYS, ZONE, FROM, AMOUNT, DUE };

static struct vg_zone zones[MAX_ZONES];
static size_t n_zones;

static int
tear_down_zones(void **state)
{
	for (size_t i = 0; i < n_zones; i++)
		vg_zonetable_fini(&zones[i]);
	return tear_down(state);
}

static const struct vg_zone *
zone_of(const char *name)
{
	for (size_t i = 0; i < n_zones; i++) {
		if (strcmp(zones[i].name, name) == 0)
			return &zones[i];
	}
	assert_true(n_zones < MAX_ZONES);
	assert_int_equal(vg_zone_load(name, &zones[n_zones]), VG_OK);
	return &zones[n_zones++];
}

/* The row's week, holidays and zone as one calendar, which owns nothing. */
static struct vg_calendar
calendar_of(char *const *field)
{
	struct vg_calendar c = {0};
	const struct vg_calendar *shipped = vg_calendarset_find(set, field[WEEK]);

	if (shipped)
		c = *shipped;
	for (size_t d = 0; !shipped && d < 7; d++) { /* the week "night" */
		assert_string_equal(field[WEEK], "night");
		c.slots[d][0] = (struct vg_slot){0, 9000};
		c.slots[d][1] = (struct vg_slot){18000, 21600};
		c.slots[d][2] = (struct vg_slot){84600, 86400};
		c.n_slots[d] = 3;
	}
	c.holidays = vg_calendarset_holidays(set, field[HOLIDAYS]);
	assert_non_null(c.holidays);
	c.zone = zone_of(field[ZONE]);
	return c;
}

/* Computes the row; false and 'got' when it is due at another instant. */
static bool
is_right(char *const *field, char got[VG_INSTANT_TEXT_SIZE])
{
	struct vg_calendar c = calendar_of(field);
	struct vg_workday_due due = {.due = {0}};
	struct vg_wall from;
	int64_t n;
	int code;

	assert_int_equal(vg_instant_parse(field[FROM], &from), VG_OK);
	assert_int_equal(vg_text_int(field[AMOUNT], 1, 1000, &n), VG_OK);
	if (strcmp(field[KIND], "hours") == 0)
		code = vg_calendar_add(&c, from, n * VG_HOUR_US, &due.due);
	else
		code =
		    vg_workday_add(&c, from, (unsigned)n, VG_WORKDAY_COUNTED, &due, NULL);
	vg_instant_text_at(due.due, vg_zonetable_offset(c.zone, due.due), got);
	return code == VG_OK && strcmp(got, field[DUE]) == 0;
}

static void
due_times_are_those_of_the_golden_table(void **state)
{
	char line[512], got[VG_INSTANT_TEXT_SIZE];
	int rows = 0, mismatches = 0;
	FILE *file = fopen(TABLE, "r");

	(void)state;
	assert_non_null(file);
	while (fgets(line, sizeof(line), file)) {
		char *field[N_FIELDS], *at = line;
		if (line[0] == '#')
			continue;
		line[strcspn(line, "\n")] = '\0';
		for (int i = 0; i < N_FIELDS; i++)
			assert_non_null(field[i] = strsep(&at, "\t"));
		rows++;
		if (is_right(field, got))
			continue;
		mismatches++;
		print_error("%s %s %s %s from %s + %s: wanted %s, not %s\n", field[KIND],
		    field[WEEK], field[HOLIDAYS], field[ZONE], field[FROM], field[AMOUNT],
		    field[DUE], got);
	}
	fclose(file);
	print_message("# golden table: %d rows, mismatches: %d\n", rows, mismatches);
	assert_true(rows >= MIN_ROWS);
	assert_int_equal(mismatches, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(due_times_are_those_of_the_golden_table),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down_zones);
}
