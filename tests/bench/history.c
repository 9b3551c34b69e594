/*
 * Samples of many devices kept: packed, written, put together and rolled up, against writing the
 * same octets.
 *
 *     build/release/tests/bench/history [DEVICES [HOURS [FOLDER]]]    (1,000, 5, /tmp)
 *
 * A device has 200 values in three probes: 12 interfaces of 13 columns, of which 8 are counters
 * that move; 16 sensors of 2 columns, one of which moves a little; 12 scalars.  Each is polled
 * every 60 s of a virtual time.  In each such minute three things are done by turns: samples are
 * made; made and written as so many octets; made and kept.  CPU is getrusage's of this process, the
 * kernel's share with it; a figure is the median of hours, since most of the work of an hour is
 * done at its end.  The last line is one JSON object.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <malloc.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/history/samplestore.h"
#include "lib/base/mem.h"
#include "lib/os/clock.h"

enum {
	PORTS = 12,
	PORT_COLUMNS = 13,
	FIXED_COLUMNS = 5,
	SENSORS = 16,
	SCALARS = 12,
	MINUTES = 60,
	MAX_HOURS = 1000
};

#define T0 (INT64_C(1783591200) * VG_SECOND_US) /* 2026-07-09T10:00:00Z */

static struct vg_object port_columns[PORT_COLUMNS], sensor_columns[2], scalars[SCALARS];
static const struct vg_probe ports = {
    .name = "ports", .columns = port_columns, .n_columns = PORT_COLUMNS};
static const struct vg_probe sensors = {
    .name = "sensors", .columns = sensor_columns, .n_columns = 2};
static const struct vg_probe status = {
    .name = "status", .scalars = scalars, .n_scalars = SCALARS};

struct bench {
	long devices, hours;
	char folder[64];
	char path[96];
	struct vg_samplestore *store;
	struct vg_sampledevice **each;
	struct vg_sampleset sets[3];
	int floor; /* the file that is only written to */
	double made_us[MAX_HOURS], written_us[MAX_HOURS], kept_us[MAX_HOURS];
	double slowest_ms; /* one cycle of one device, with what was done then */
};

static void
die(const char *what, const char *why)
{
	fprintf(stderr, "history: %s: %s\n", what, why);
	exit(1);
}

/* --- samples ------------------------------------------------------------------------------- */

static void
name_objects(struct vg_object *objects, size_t n, const char *stem)
{
	for (size_t i = 0; i < n; i++)
		snprintf(objects[i].name, sizeof(objects[i].name), "%s%zu", stem, i);
}

static struct vg_value *
row_of(struct vg_sampleset *set, const char *stem, size_t n)
{
	char index[32];

	snprintf(index, sizeof(index), "%s%zu", stem, n);
	return vg_sampleset_row(set, index)->values;
}

/* Once: a device's samples differ from another's by the numbers that are set in them. */
static void
make_sets(struct bench *b)
{
	static const char *const texts[] = {"SSG-500 rev 3", "2.4.1-r18", "FR-75-0042"};
	const struct vg_wall at = {T0};

	name_objects(port_columns, PORT_COLUMNS, "ifColumn");
	name_objects(sensor_columns, 2, "sensorColumn");
	name_objects(scalars, SCALARS, "scalar");
	vg_sampleset_init(&b->sets[0], &ports, at);
	vg_sampleset_init(&b->sets[1], &sensors, at);
	vg_sampleset_init(&b->sets[2], &status, at);
	for (size_t r = 0; r < PORTS; r++) {
		struct vg_value *values = row_of(&b->sets[0], "", 100 + r);
		vg_value_set_integer(&values[0], (int64_t)(100 + r));
		vg_value_set_integer(&values[1], 6);
		vg_value_set_integer(&values[2], 1);
		vg_value_set_integer(&values[3], r % 4 ? 1 : 2);
		vg_value_set_number(&values[4], VG_VALUE_UNSIGNED, 1000000000);
	}
	for (size_t r = 0; r < SENSORS; r++)
		vg_value_set_integer(&row_of(&b->sets[1], "1.", r + 1)[0], 3);
	for (size_t i = 0; i < SCALARS; i++) {
		struct vg_value *value = &b->sets[2].scalars.values[i];
		if (i > 8)
			vg_value_set_octets(
			    value, VG_VALUE_OCTETS, texts[i - 9], strlen(texts[i - 9]));
		else
			vg_value_set_integer(value, (int64_t)i % 3 + 1);
	}
}

/* A step of a counter: none is like the last one. */
static uint64_t
step_of(uint64_t seed)
{
	seed *= UINT64_C(0x9E3779B97F4A7C15);
	return seed >> 40;
}

static void
fill_ports(struct vg_sampleset *set, uint64_t device, uint64_t minute)
{
	for (size_t r = 0; r < PORTS; r++) {
		struct vg_value *values = set->rows[r].values;
		for (size_t i = FIXED_COLUMNS; i < PORT_COLUMNS; i++) {
			uint64_t seed = device * 131 + r * 17 + i;
			/* Octets by the hundred million, packets by the hundred thousand. */
			unsigned few = i < FIXED_COLUMNS + 2 ? 0 : 8;
			uint64_t mean = (UINT64_C(1) << 24) + seed % 1000 * 4096;
			vg_value_set_number(&values[i], VG_VALUE_COUNTER64,
			    (mean * (minute + 9000) + step_of(seed + minute)) >> few);
		}
	}
}

static void
fill(struct bench *b, uint64_t device, uint64_t minute)
{
	struct vg_wall at = {T0 +
	    ((int64_t)minute * 60 + (int64_t)device * 60 / b->devices) * VG_SECOND_US};

	fill_ports(&b->sets[0], device, minute);
	for (size_t r = 0; r < SENSORS; r++) {
		uint64_t noise = step_of(device * 31 + r * 7 + minute);
		vg_value_set_integer(
		    &b->sets[1].rows[r].values[1], 4000 + (int64_t)(noise % 50));
	}
	vg_value_set_number(&b->sets[2].scalars.values[0], VG_VALUE_TIMETICKS,
	    minute * 6000 + device % 6000);
	for (size_t i = 0; i < 3; i++) {
		b->sets[i].at = at;
		b->sets[i].clock.has_uptime = true;
		b->sets[i].clock.uptime = (uint32_t)(minute * 6000 + device % 6000);
		b->sets[i].restart = minute ? VG_RESTART_NO : VG_RESTART_UNKNOWN;
	}
}

/* --- measuring ----------------------------------------------------------------------------- */

static double
cpu_us(void)
{
	struct rusage r;

	getrusage(RUSAGE_SELF, &r);
	return (double)(r.ru_utime.tv_sec + r.ru_stime.tv_sec) * 1e6 +
	    (double)(r.ru_utime.tv_usec + r.ru_stime.tv_usec);
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double
median(double *values, size_t n)
{
	qsort(values, n, sizeof(*values), compare);
	return values[n / 2];
}

static double
make(struct bench *b, uint64_t minute)
{
	double began = cpu_us();

	for (long i = 0; i < b->devices; i++)
		fill(b, (uint64_t)i, minute);
	return cpu_us() - began;
}

/* As often as the store writes, and as much as it was given in this minute. */
static double
make_and_write(struct bench *b, uint64_t minute, size_t octets)
{
	double began = cpu_us();
	size_t part = octets / 12 + 1;
	char *data = vg_mem_zero(part);

	for (long i = 0; i < b->devices; i++)
		fill(b, (uint64_t)i, minute);
	for (size_t i = 0; i < 12; i++) {
		if (write(b->floor, data, part) < 0)
			die(b->folder, "full");
	}
	free(data);
	return cpu_us() - began;
}

static double
make_and_keep(struct bench *b, uint64_t minute)
{
	double began = cpu_us();

	for (long i = 0; i < b->devices; i++) {
		struct vg_mono begun = vg_clock_mono();
		fill(b, (uint64_t)i, minute);
		for (size_t k = 0; k < 3; k++)
			vg_samplestore_add(b->each[i], &b->sets[k]);
		double ms = (double)vg_instant_mono_since(vg_clock_mono(), begun) / 1e3;
		if (ms > b->slowest_ms)
			b->slowest_ms = ms;
	}
	return cpu_us() - began;
}

static void
one_hour(struct bench *b, long hour)
{
	double made = 0, written = 0, kept = 0;
	double cycles = (double)b->devices * MINUTES;

	for (uint64_t m = 0; m < MINUTES; m++) {
		uint64_t minute = (uint64_t)hour * MINUTES + m;
		size_t before = vg_samplestore_counts(b->store).octets;
		made += make(b, minute);
		kept += make_and_keep(b, minute);
		written += make_and_write(
		    b, minute, vg_samplestore_counts(b->store).octets - before);
	}
	b->made_us[hour] = made / cycles;
	b->written_us[hour] = written / cycles;
	b->kept_us[hour] = kept / cycles;
}

static double
resident(void)
{
	long pages = 0;
	FILE *file = fopen("/proc/self/statm", "r");

	if (!file || fscanf(file, "%*d %ld", &pages) != 1)
		die("/proc/self/statm", "not read");
	fclose(file);
	return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

/* --- what is on disk ----------------------------------------------------------------------- */

static double
octets_of(struct bench *b, const char *table)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *s = NULL;
	double octets = 0;

	char *sql = vg_mem_format("SELECT sum(length(data)) * 24.0 /"
				  " count(DISTINCT id >> 24) FROM %s",
	    table);
	if (sqlite3_open(b->path, &db) == SQLITE_OK &&
	    sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK &&
	    sqlite3_step(s) == SQLITE_ROW)
		octets = sqlite3_column_double(s, 0) / (double)b->devices;
	free(sql);
	sqlite3_finalize(s);
	sqlite3_close(db);
	return octets;
}

static double
size_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (double)st.st_size : 0;
}

/* --- the bench ----------------------------------------------------------------------------- */

static void
begin(struct bench *b, const char *folder)
{
	static const struct vg_samplekeep keep = {14, 92, 1096, 8192};
	struct vg_detail detail = {0};
	char *name;

	snprintf(b->folder, sizeof(b->folder), "%s/vigie-history.XXXXXX", folder);
	if (!mkdtemp(b->folder))
		die(b->folder, "not made");
	snprintf(b->path, sizeof(b->path), "%s/history.db", b->folder);
	name = vg_mem_format("%s/floor", b->folder);
	b->floor = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	free(name);
	make_sets(b);
	b->store = vg_samplestore_open(b->path, &keep, (struct vg_wall){T0}, &detail);
	if (!b->store || b->floor < 0)
		die(b->path, detail.text);
	b->each = vg_mem_array((size_t)b->devices, sizeof(struct vg_sampledevice *));
}

static void
tell(struct bench *b, double octets, double memory, double file)
{
	size_t n = (size_t)b->hours;
	double made = median(b->made_us + 1, n), written = median(b->written_us + 1, n),
	       kept = median(b->kept_us + 1, n);
	double raw = octets_of(b, "raw"), five = octets_of(b, "five"),
	       hour = octets_of(b, "hour");

	printf("%ld devices of 200 values, %ld hours: %.2f us CPU a device and cycle; "
	       "its octets written alone %.2f us\n",
	    b->devices, b->hours, kept - made, written - made);
	printf("%.0f octets a device and cycle; on disk a device and day %.0f of cycles, "
	       "%.0f of 5 minutes, %.0f of hours; %.0f octets of memory a device; "
	       "longest halt %.1f ms\n",
	    octets, raw, five, hour, memory, b->slowest_ms);
	printf("{\"devices\": %ld, \"hours\": %ld, \"cpu_us\": %.2f, \"floor_us\": %.2f, "
	       "\"octets\": %.0f, \"raw_day\": %.0f, \"five_day\": %.0f, "
	       "\"hour_day\": %.0f, \"file\": %.0f, \"memory\": %.0f, "
	       "\"halt_ms\": %.1f}\n",
	    b->devices, b->hours, kept - made, written - made, octets, raw, five, hour,
	    file, memory, b->slowest_ms);
}

static void
end(struct bench *b)
{
	static const char *const names[] = {"history.db", "floor"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char *name = vg_mem_format("%s/%s", b->folder, names[i]);
		unlink(name);
		free(name);
	}
	rmdir(b->folder);
	for (size_t i = 0; i < 3; i++)
		vg_sampleset_fini(&b->sets[i]);
	close(b->floor);
	free(b->each);
}

int
main(int argc, char **argv)
{
	static struct bench b;

	b.devices = argc > 1 ? strtol(argv[1], NULL, 10) : 1000;
	b.hours = argc > 2 ? strtol(argv[2], NULL, 10) : 5;
	if (b.devices < 1 || b.devices > 100000 || b.hours < 1 || b.hours >= MAX_HOURS)
		die("usage", "history [DEVICES [HOURS [FOLDER]]]");
	begin(&b, argc > 3 ? argv[3] : "/tmp");
	double before = resident();
	char name[32];
	char *names = vg_mem_array((size_t)b.devices, sizeof(name));
	for (long i = 0; i < b.devices; i++) {
		char *at = names + (size_t)i * sizeof(name);
		snprintf(at, sizeof(name), "ne-%ld", i);
		b.each[i] = vg_samplestore_device(b.store, at);
	}
	/* The first hour puts none before it together. */
	for (long hour = 0; hour <= b.hours; hour++)
		one_hour(&b, hour);
	double memory = (resident() - before) / (double)b.devices;
	struct vg_samplecounts counts = vg_samplestore_counts(b.store);
	if (counts.lost)
		die(b.path, "samples were lost");
	double octets =
	    (double)counts.octets / ((double)b.devices * (double)(b.hours + 1) * MINUTES);
	for (long i = 0; i < b.devices; i++)
		vg_samplestore_device_free(b.each[i]);
	vg_samplestore_close(b.store);
	tell(&b, octets, memory, size_of(b.path));
	free(names);
	end(&b);
	return 0;
}
