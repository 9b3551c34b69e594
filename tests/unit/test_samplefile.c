/*
 * The file of samples when it is at its limit, damaged, of another version, not to be had.
 */
#include <sys/stat.h>

#include "lib/sql/db.h"
#include "tests/unit/samplestorebench.h"

static void
a_full_file_loses_samples_and_nothing_else(void **state)
{
	static const struct vg_samplekeep tiny = {14, 92, 1096, 1};
	struct vg_samplestore *store = open_store();
	struct vg_sampledevice *device = vg_samplestore_device(store, "ne-7");
	struct cycle cycle;
	int64_t n = 0;

	(void)state;
	cycle = minute(n++);
	add(device, &cycle);
	assert_int_equal(vg_samplestore_flush(store, at(0)), VG_OK);
	vg_samplestore_set_keep(store, &tiny);
	while (n < 40000 && vg_samplestore_counts(store).lost == 0) {
		cycle = minute(n++);
		add(device, &cycle);
	}
	assert_int_not_equal(vg_samplestore_counts(store).lost, 0);
	vg_samplestore_set_keep(store, &keep);
	uint64_t lost = vg_samplestore_counts(store).lost;
	for (int i = 0; i < 10; i++) {
		cycle = minute(n++);
		add(device, &cycle);
	}
	assert_int_equal(vg_samplestore_flush(store, at(n * 60)), VG_OK);
	assert_int_equal(vg_samplestore_counts(store).lost, lost);
	vg_samplestore_device_free(device);
	vg_samplestore_close(store);
}

/* At its limit and days later: what has become too old makes room. */
static void
a_full_file_goes_on_when_the_old_goes(void **state)
{
	static const struct vg_samplekeep tiny = {4, 4, 4, 4};
	enum { DEVICES = 40 };
	struct vg_samplestore *store = open_store();
	struct vg_sampledevice *devices[DEVICES];
	char names[DEVICES][16];
	int64_t n = 0;
	int err = VG_OK;

	(void)state;
	vg_samplestore_set_keep(store, &tiny);
	for (int i = 0; i < DEVICES; i++) {
		snprintf(names[i], sizeof(names[i]), "ne-%d", i);
		devices[i] = vg_samplestore_device(store, names[i]);
	}
	for (; n < 4 * 1440 && vg_samplestore_counts(store).lost == 0; n++) {
		for (int i = 0; i < DEVICES; i++) {
			struct cycle cycle = minute(n);
			cycle.in64 *= (uint64_t)n * UINT64_C(0x9E3779B97F4A7C15);
			add(devices[i], &cycle);
		}
	}
	assert_int_not_equal(vg_samplestore_counts(store).lost, 0);
	for (int64_t i = 0; i < 60; i++) {
		struct cycle cycle = minute(9 * 1440 + i);
		add(devices[0], &cycle);
		err = vg_samplestore_flush(store, at(cycle.at_s));
	}
	assert_int_equal(err, VG_OK);
	for (int i = 0; i < DEVICES; i++)
		vg_samplestore_device_free(devices[i]);
	vg_samplestore_close(store);
}

/* 12 rows of which each value is another at each cycle: nothing of it packs. */
static void
add_random(struct vg_sampledevice *device, int64_t n, uint64_t *chance)
{
	struct cycle cycle = minute(n);
	struct vg_sampleset set;

	cycle.n_rows = 12;
	fill(&set, &cycle);
	for (size_t i = 0; i < set.n_rows; i++) {
		for (size_t k = 0; k < probe.n_columns; k++) {
			*chance = *chance * UINT64_C(6364136223846793005) + 1;
			vg_value_set_number(
			    &set.rows[i].values[k], VG_VALUE_COUNTER64, *chance);
		}
	}
	vg_samplestore_add(device, &set);
	vg_sampleset_fini(&set);
}

/* Less than an hour fits: what waits for its hour fills the file, and its oldest gives way. */
static void
a_file_full_of_what_waits_goes_on(void **state)
{
	static const struct vg_samplekeep tiny = {14, 92, 1096, 1};
	enum { DEVICES = 40, MINUTES = 600 };
	struct vg_samplestore *store = open_store();
	struct vg_sampledevice *devices[DEVICES];
	char names[DEVICES][16];
	uint64_t chance = 1;
	struct stat file;

	(void)state;
	vg_samplestore_set_keep(store, &tiny);
	for (int i = 0; i < DEVICES; i++) {
		snprintf(names[i], sizeof(names[i]), "ne-%d", i);
		devices[i] = vg_samplestore_device(store, names[i]);
	}
	for (int64_t n = 0; n < MINUTES; n++) {
		for (int i = 0; i < DEVICES; i++)
			add_random(devices[i], n, &chance);
	}
	struct vg_samplecounts counts = vg_samplestore_counts(store);
	for (int i = 0; i < DEVICES; i++)
		vg_samplestore_device_free(devices[i]);
	vg_samplestore_close(store);
	assert_int_equal(stat(path, &file), 0);
	assert_in_range(file.st_size, 1, 1 << 20);
	struct rows rows = rows_of(VG_SAMPLESPAN_RAW);
	/* Of what came most was written, hours were put together, the last of it can be read. */
	assert_in_range(counts.kept, MINUTES * DEVICES * 8 / 10, MINUTES * DEVICES);
	assert_in_range(counts.rolled, 200, MINUTES * DEVICES);
	assert_int_not_equal(rows.n, 0);
	assert_in_range(strtoll(vg_buf_text(&rows.text), NULL, 10), (MINUTES - 60) * 60,
	    MINUTES * 60);
	vg_buf_fini(&rows.text);
}

static void
a_damaged_file_is_put_aside(void **state)
{
	FILE *file = fopen(path, "w");

	(void)state;
	assert_non_null(file);
	fputs("this is no database, and long enough to be seen as none", file);
	fclose(file);
	struct vg_samplestore *store = open_store();
	char *aside = vg_mem_format("%s.%lld", path, (long long)(T0 / VG_SECOND_US));
	assert_int_equal(access(aside, F_OK), 0);
	free(aside);
	vg_samplestore_close(store);
}

static void
garble(const char *side)
{
	char *name = vg_mem_format("%s%s", path, side);
	FILE *file = fopen(name, "r+");

	assert_non_null(file);
	assert_int_equal(fseek(file, 0, SEEK_END), 0);
	long size = ftell(file);
	assert_int_equal(fseek(file, 0, SEEK_SET), 0);
	while (size-- > 0)
		fputc('x', file);
	fclose(file);
	free(name);
}

/* Damaged while its folder is not to be had: what comes is counted, and kept a minute later. */
static void
a_file_that_cannot_be_had_is_tried_again(void **state)
{
	struct vg_samplestore *store = open_store();
	struct vg_sampledevice *device = vg_samplestore_device(store, "ne-7");
	char *away = vg_mem_format("%s.away", folder);
	int err = VG_OK;
	int64_t n = 0;

	(void)state;
	/* More than is held in memory. */
	for (; n < 300; n++) {
		struct cycle cycle = minute(n);
		cycle.at_s = n * 10;
		add(device, &cycle);
		assert_int_equal(vg_samplestore_flush(store, at(n * 10)), VG_OK);
	}
	garble("");
	garble("-wal");
	assert_int_equal(rename(folder, away), 0);
	for (n = 60; n < 64 && err == VG_OK; n++) {
		struct cycle cycle = minute(n);
		add(device, &cycle);
		err = vg_samplestore_flush(store, at(n * 60));
	}
	assert_int_equal(err, VG_ECORRUPT);
	uint64_t lost = vg_samplestore_counts(store).lost;
	int64_t failed_s = (n - 1) * 60;
	struct cycle cycle = minute(n);
	for (int64_t i = 1; i < 4; i++) {
		cycle.at_s = failed_s + i * 10;
		add(device, &cycle);
		assert_int_equal(vg_samplestore_counts(store).lost, lost + (uint64_t)i);
	}
	assert_int_equal(rename(away, folder), 0);
	cycle.at_s = failed_s + 60;
	add(device, &cycle);
	assert_int_equal(vg_samplestore_flush(store, at(cycle.at_s)), VG_OK);
	assert_int_equal(vg_samplestore_counts(store).lost, lost + 3);
	vg_samplestore_device_free(device);
	vg_samplestore_close(store);
	has(VG_SAMPLESPAN_RAW, 1, ".1=");
	free(away);
}

/* A number that no file of ours has costs neither the start nor what comes. */
static void
a_damaged_number_holds_nothing_up(void **state)
{
	struct vg_samplestore *store = open_store();
	struct vg_sampledevice *device = vg_samplestore_device(store, "ne-7");
	struct cycle cycle = minute(0);
	struct vg_sampledb *db;

	(void)state;
	add(device, &cycle);
	vg_samplestore_device_free(device);
	vg_samplestore_close(store);
	assert_int_equal(vg_sampledb_open(path, &db, NULL), VG_OK);
	assert_int_equal(vg_sampledb_set_done(db, 1, UINT64_C(1) << 60), VG_OK);
	vg_sampledb_close(db);
	alarm(20);
	store = open_store();
	device = vg_samplestore_device(store, "ne-7");
	cycle = minute(1);
	add(device, &cycle);
	assert_int_equal(vg_samplestore_flush(store, at(60)), VG_OK);
	vg_samplestore_device_free(device);
	vg_samplestore_close(store);
	alarm(0);
	has(VG_SAMPLESPAN_RAW, 1, "60: ");
}

/* What an older program kept is put aside: no start fails of it. */
static void
a_file_of_another_version_is_put_aside(void **state)
{
	static const char *const migrations[] = {
	    "CREATE TABLE track (id INTEGER PRIMARY KEY);"
	    "CREATE TABLE sample (track INTEGER, at INTEGER);"};
	static const struct vg_db_plan old = {
	    .migrations = migrations, .n_migrations = 1};
	struct vg_db *db;

	(void)state;
	assert_int_equal(vg_db_open(path, &old, &db, NULL), VG_OK);
	vg_db_close(db);
	struct vg_samplestore *store = open_store();
	char *aside = vg_mem_format("%s.%lld", path, (long long)(T0 / VG_SECOND_US));
	assert_int_equal(access(aside, F_OK), 0);
	free(aside);
	struct vg_sampledevice *device = vg_samplestore_device(store, "ne-7");
	struct cycle cycle = minute(0);
	add(device, &cycle);
	assert_int_equal(vg_samplestore_flush(store, at(0)), VG_OK);
	assert_int_equal(vg_samplestore_counts(store).kept, 1);
	vg_samplestore_device_free(device);
	vg_samplestore_close(store);
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    ROW(a_full_file_loses_samples_and_nothing_else),
	    ROW(a_full_file_goes_on_when_the_old_goes),
	    ROW(a_file_full_of_what_waits_goes_on),
	    ROW(a_damaged_file_is_put_aside),
	    ROW(a_file_that_cannot_be_had_is_tried_again),
	    ROW(a_damaged_number_holds_nothing_up),
	    ROW(a_file_of_another_version_is_put_aside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
