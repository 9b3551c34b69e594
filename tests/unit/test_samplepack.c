/*
 * Cycles packed and given back, and rolled up counter-safe.
 */
#include "tests/unit/samplebench.h"

/* A cycle after another, what it says, and how many octets its difference may take; 0: none. */
static const struct {
	const char *what;
	struct cycle old, new;
	const char *said;
	size_t most;
} packs[] = {
    {"at rest but for uptime and counters", {0, 100, 1, "A", 5, 7, 1},
	{60, 6100, 1, "A", 70, 80, 1}, ".0=6100 .1=1 .2=A 1.0=1 1.1=70 1.2=80 ", 17},
    {"a value goes missing, a text changes", {0, 100, 1, "A", 5, 7, 1},
	{60, 100, -1, "caf\xC3\xA9", 5, 7, 1},
	".0=100 .1=- .2=caf\xC3\xA9 1.0=1 1.1=5 1.2=7 ", 17},
    {"nothing changed", {0, 100, 1, "A", 5, 7, 2}, {60, 100, 1, "A", 5, 7, 2},
	".0=100 .1=1 .2=A 1.0=1 1.1=5 1.2=7 2.0=1 2.1=5 2.2=7 ", 7},
    {"the last value of all", {0, 100, 1, "A", 5, 7, 2}, {60, 100, 1, "A", 5, 8, 2},
	".0=100 .1=1 .2=A 1.0=1 1.1=5 1.2=8 2.0=1 2.1=5 2.2=8 ", 11},
    {"a counter at its end", {0, 100, 1, "A", WRAP - 1, UINT64_MAX, 1},
	{60, 100, 1, "A", 0, 0, 1}, ".0=100 .1=1 .2=A 1.0=1 1.1=0 1.2=0 ", 20},
    {"a row more", {0, 100, 1, "A", 5, 7, 1}, {60, 100, 1, "A", 5, 7, 2},
	".0=100 .1=1 .2=A 1.0=1 1.1=5 1.2=7 2.0=1 2.1=5 2.2=7 ", 0},
    {"a row less", {0, 100, 1, "A", 5, 7, 2}, {60, 100, 1, "A", 5, 7, 1},
	".0=100 .1=1 .2=A 1.0=1 1.1=5 1.2=7 ", 0},
};

static void
what_is_packed_comes_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(packs) / sizeof(packs[0]); i++) {
		struct vg_buf old, new, whole, difference, back;
		pack(&old, &packs[i].old);
		pack(&new, &packs[i].new);
		vg_buf_init(&whole, 0);
		vg_buf_init(&difference, 0);
		vg_buf_init(&back, 0);
		int err = pack_on(&whole, &difference, &old, &packs[i].new);
		assert_int_equal(err, packs[i].most ? VG_OK : VG_EINVAL);
		assert_int_equal(whole.size, new.size);
		assert_memory_equal(whole.data, new.data, new.size);
		if (err == VG_OK && difference.size > packs[i].most)
			fail_msg("%s: %zu octets", packs[i].what, difference.size);
		const struct vg_buf *packed = err == VG_OK ? &difference : &new;
		assert_int_equal(
		    vg_samplepack_undo(&back, &old, packed->data, packed->size), VG_OK);
		assert_int_equal(back.size, new.size);
		assert_memory_equal(back.data, new.data, new.size);
		char *said = said_of(&back);
		assert_string_equal(said, packs[i].said);
		free(said);
		vg_buf_fini(&old);
		vg_buf_fini(&new);
		vg_buf_fini(&whole);
		vg_buf_fini(&difference);
		vg_buf_fini(&back);
	}
}

/* Octets that a disk could make of a row: each is refused or read, and nothing else happens. */
static void
damaged_rows_are_refused(void **state)
{
	struct vg_buf old, new, difference, back, text;
	struct vg_samplegrid grid;
	unsigned refused = 0;

	(void)state;
	pack(&old, &packs[1].old);
	vg_buf_init(&new, 0);
	vg_buf_init(&difference, 0);
	vg_buf_init(&back, 0);
	assert_int_equal(pack_on(&new, &difference, &old, &packs[1].new), VG_OK);
	assert_int_equal(
	    vg_samplepack_undo(&back, &back, difference.data, difference.size),
	    VG_ECONFLICT);
	for (size_t i = 0; i < difference.size; i++) {
		for (int bit = 0; bit < 8; bit++) {
			difference.data[i] ^= (unsigned char)(1 << bit);
			vg_buf_reset(&back);
			refused += vg_samplepack_undo(&back, &old, difference.data,
				       difference.size) != VG_OK;
			difference.data[i] ^= (unsigned char)(1 << bit);
		}
	}
	assert_true(refused > difference.size);
	for (size_t i = 0; i < new.size; i++) {
		for (int bit = 0; bit < 8; bit++) {
			new.data[i] ^= (unsigned char)(1 << bit);
			vg_buf_init(&text, 0);
			(void)vg_samplepack_each(new.data, new.size, &grid, say, &text);
			vg_buf_fini(&text);
			new.data[i] ^= (unsigned char)(1 << bit);
		}
		vg_buf_init(&text, 0);
		assert_int_equal(
		    vg_samplepack_each(new.data, i, &grid, say, &text), VG_EPARSE);
		vg_buf_fini(&text);
	}
	vg_buf_fini(&old);
	vg_buf_fini(&new);
	vg_buf_fini(&difference);
	vg_buf_fini(&back);
}

/* --- rolling up ------------------------------------------------------------------------------ */

/* Cycles of one row, and what is rolled up: uptime left out, power, in32, in64 in thousandths. */
static const struct {
	const char *what;
	struct cycle cycles[4];
	size_t n, n_inside;
	const char *power, *in32, *in64;
} rolls[] = {
    {"a steady device",
	{{0, 0, 1, "A", 0, 0, 1}, {60, 6000, 2, "A", 600, 60, 1},
	    {120, 12000, 6, "A", 1800, 120, 1}},
	3, 3, "3:1000:3000:6000", "2:10000:15000:20000", "2:1000:1000:1000"},
    {"the first of the next five minutes ends the last rate",
	{{0, 0, 1, "A", 0, 0, 1}, {60, 6000, 3, "A", 600, 60, 1}}, 2, 1,
	"1:1000:1000:1000", "1:10000:10000:10000", "1:1000:1000:1000"},
    {"a 32-bit counter wraps",
	{{0, 0, 1, "A", WRAP - 300, 9, 1}, {60, 6000, 1, "A", 300, 9, 1}}, 2, 2,
	"2:1000:1000:1000", "1:10000:10000:10000", "1:0:0:0"},
    {"a 64-bit counter never wraps: it was set anew",
	{{0, 0, 1, "A", 0, WRAP - 300, 1}, {60, 6000, 1, "A", 600, 300, 1}}, 2, 2,
	"2:1000:1000:1000", "1:10000:10000:10000", "-"},
    {"a 32-bit counter that fell by little has wrapped, too: there was no restart",
	{{0, 0, 1, "A", 6000, 0, 1}, {60, 6000, 1, "A", 5704, 60, 1}}, 2, 2,
	"2:1000:1000:1000", "1:71582783333:71582783333:71582783333", "1:1000:1000:1000"},
    {"a restart makes no rate",
	{{0, 900000, 1, "A", 100, 100, 1}, {60, 1000, 1, "A", 700, 700, 1}}, 2, 2,
	"2:1000:1000:1000", "-", "-"},
    {"an uptime that wraps is no restart",
	{{0, WRAP - 3000, 1, "A", 0, 0, 1}, {60, 3000, 1, "A", 600, 60, 1}}, 2, 2,
	"2:1000:1000:1000", "1:10000:10000:10000", "1:1000:1000:1000"},
    {"the device's own time counts: the answer came late",
	{{0, 0, 1, "A", 0, 0, 1}, {90, 6000, 1, "A", 600, 60, 1}}, 2, 2,
	"2:1000:1000:1000", "1:10000:10000:10000", "1:1000:1000:1000"},
    {"what is missing makes no number",
	{{0, 0, -1, "A", 0, 0, 1}, {60, 6000, 7, "A", 600, 60, 1}}, 2, 2,
	"1:7000:7000:7000", "1:10000:10000:10000", "1:1000:1000:1000"},
    {"a row that went makes no rate when it is back",
	{{0, 0, 1, "A", 0, 0, 1}, {60, 6000, 1, "A", 600, 60, 0},
	    {120, 12000, 1, "A", 1200, 120, 1}, {180, 18000, 1, "A", 1800, 180, 1}},
	4, 4, "4:1000:1000:1000", "1:10000:10000:10000", "1:1000:1000:1000"},
};

static void
take_five(enum vg_samplespan span, struct vg_wall begin, const struct vg_buf *packed,
    void *cookie)
{
	struct vg_buf *rolled = cookie;

	if (span == VG_SAMPLESPAN_FIVE && begin.us == T0)
		vg_buf_add(rolled, packed->data, packed->size);
}

/* Rolls cycles up, whole or by differences; those past 'n_inside' are of the time after. */
static char *
roll(const struct cycle *cycles, size_t n, size_t n_inside, bool differ)
{
	struct vg_buf rolled, last, whole, difference;
	struct vg_rollup *rollup = vg_rollup_new(take_five, &rolled);

	vg_buf_init(&rolled, 0);
	vg_buf_init(&last, 0);
	for (size_t k = 0; k < n; k++) {
		struct cycle cycle = cycles[k];
		vg_buf_init(&whole, 0);
		vg_buf_init(&difference, 0);
		cycle.at_s += k < n_inside ? 0 : 300 - 60;
		cycle.uptime += k < n_inside ? 0 : 24000;
		cycle.in32 += k < n_inside ? 0 : 2400;
		cycle.in64 += k < n_inside ? 0 : 240;
		int err = pack_on(&whole, &difference, &last, &cycle);
		const struct vg_buf *packed =
		    err == VG_OK && differ ? &difference : &whole;
		assert_int_equal(
		    vg_rollup_add(rollup, packed->data, packed->size), VG_OK);
		vg_buf_fini(&last);
		vg_buf_fini(&difference);
		last = whole;
	}
	if (n == n_inside)
		vg_rollup_end(rollup);
	vg_rollup_free(rollup);
	vg_buf_fini(&last);
	char *said = said_of(&rolled);
	vg_buf_fini(&rolled);
	return said;
}

static void
numbers_are_rolled_up_and_counters_are_safe(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2 * sizeof(rolls) / sizeof(rolls[0]); i++) {
		size_t k = i / 2;
		char *said =
		    roll(rolls[k].cycles, rolls[k].n, rolls[k].n_inside, i % 2 == 0);
		char *expected = vg_mem_format(".1=%s .2=- 1.0=", rolls[k].power);
		char *counters =
		    vg_mem_format("1.1=%s 1.2=%s ", rolls[k].in32, rolls[k].in64);
		if (!strstr(said, expected) || !strstr(said, counters))
			fail_msg("%s: %s", rolls[k].what, said);
		free(said);
		free(expected);
		free(counters);
	}
}

/* What is told of a table whose indexes are others at each cycle. */
struct told {
	size_t n_hours, n_fives, most;
	struct vg_buf hour;
};

static void
take_told(enum vg_samplespan span, struct vg_wall begin, const struct vg_buf *packed,
    void *cookie)
{
	struct told *told = cookie;
	struct vg_cursor c = vg_cursor_over(packed->data, packed->size);
	struct vg_samplehead head;

	(void)begin;
	vg_samplepack_read_head(&c, &head);
	assert_false(c.failed);
	if (head.grid.n_rows > told->most)
		told->most = head.grid.n_rows;
	told->n_fives += span == VG_SAMPLESPAN_FIVE;
	told->n_hours += span == VG_SAMPLESPAN_HOUR;
	if (span == VG_SAMPLESPAN_HOUR)
		vg_buf_add(&told->hour, packed->data, packed->size);
}

static void
fill_table(struct vg_sampleset *set, int64_t cycle, int64_t at_s, size_t n_rows)
{
	vg_sampleset_init(set, &probe, at(at_s));
	for (size_t i = 0; i < n_rows; i++) {
		char index[32];
		snprintf(index, sizeof(index), "%lld.%zu", (long long)cycle, i);
		struct vg_samplerow *row = vg_sampleset_row(set, index);
		vg_value_set_integer(&row->values[0], at_s + (int64_t)i);
	}
}

/* Each minute 1,000 rows that were not there before, and half a minute later a step of each. */
static void
rows_that_are_always_others_are_told_up_to_a_limit(void **state)
{
	enum { ROWS = 1000, CYCLES = 60 };
	struct told told = {.n_hours = 0};
	struct vg_rollup *rollup = vg_rollup_new(take_told, &told);
	struct vg_buf whole, last, difference;
	struct vg_sampleset set;

	(void)state;
	vg_buf_init(&told.hour, 0);
	vg_buf_init(&whole, 0);
	vg_buf_init(&last, 0);
	vg_buf_init(&difference, 0);
	for (int64_t n = 0; n < CYCLES; n++) {
		vg_buf_reset(&last);
		fill_table(&set, n, n * 60, ROWS);
		(void)vg_samplepack_add(&last, &difference, NULL, 0, &set);
		vg_sampleset_fini(&set);
		assert_int_equal(vg_rollup_add(rollup, last.data, last.size), VG_OK);
		vg_buf_reset(&whole);
		vg_buf_reset(&difference);
		fill_table(&set, n, n * 60 + 30, ROWS);
		assert_int_equal(
		    vg_samplepack_add(&whole, &difference, last.data, last.size, &set),
		    VG_OK);
		vg_sampleset_fini(&set);
		assert_int_equal(
		    vg_rollup_add(rollup, difference.data, difference.size), VG_OK);
	}
	vg_rollup_end(rollup);
	assert_int_equal(told.n_fives, 12);
	assert_int_equal(told.n_hours, 1);
	assert_int_equal(told.most, VG_SAMPLESET_MAX_ROWS);
	assert_int_equal(
	    vg_rollup_left_out(rollup), ROWS * CYCLES - VG_SAMPLESET_MAX_ROWS);
	char *said = said_of(&told.hour);
	assert_non_null(strstr(said, " 0.0.0=2:0:15000:30000 "));
	assert_non_null(strstr(said, " 3.999.0=2:1179000:1194000:1209000 "));
	assert_non_null(strstr(said, " 4.95.0=2:335000:350000:365000 "));
	assert_null(strstr(said, " 4.96.0="));
	free(said);
	vg_rollup_free(rollup);
	vg_buf_fini(&told.hour);
	vg_buf_fini(&whole);
	vg_buf_fini(&last);
	vg_buf_fini(&difference);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_packed_comes_back),
	    cmocka_unit_test(damaged_rows_are_refused),
	    cmocka_unit_test(numbers_are_rolled_up_and_counters_are_safe),
	    cmocka_unit_test(rows_that_are_always_others_are_told_up_to_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
