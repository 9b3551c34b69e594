/*
 * What texts of NETCONF mean, how rows are named, and records that are taken or are not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/ncask/nctake.h"
#include "agent/ncask/ncvalue.h"
#include "lib/base/error.h"

static struct vg_object_word words[] = {{"minor", 2}, {"major", 3}, {"fan", 7}};

static const struct {
	enum vg_object_type type;
	const char *text, *value; /* "": missing */
} values[] = {
    {VG_OBJECT_NUMBER, "-9223372036854775808", "-9223372036854775808"},
    {VG_OBJECT_NUMBER, "18446744073709551615", "18446744073709551615"},
    {VG_OBJECT_NUMBER, "18446744073709551616", ""},
    {VG_OBJECT_NUMBER, "1.5", ""},
    {VG_OBJECT_TEXT, "a \xC3\xA9", "a \xC3\xA9"},
    {VG_OBJECT_WORD, "minor", "2"},
    {VG_OBJECT_WORD, "major minor", "3"},
    {VG_OBJECT_WORD, "ianahw:fan", "7"},
    {VG_OBJECT_WORD, "fans", "0"},
    {VG_OBJECT_IDENTITY, "acme:psu-bad", "psu-bad"},
    {VG_OBJECT_IDENTITY, "psu-bad", "psu-bad"},
    {VG_OBJECT_WORD, "", "0"},
    {VG_OBJECT_AGE, "2026-07-01T12:00:10Z 2026-07-01T14:00:00+02:00", "10"},
    {VG_OBJECT_AGE, "2026-07-01T12:00:10Z -", ""},
    {VG_OBJECT_AGE, "2026-07-01T12:00:10Z", ""},
    {VG_OBJECT_SENSOR, "356 units 1", "35600"},
    {VG_OBJECT_SENSOR, "12 kilo 0", "12000000"},
    {VG_OBJECT_SENSOR, "35 - -", "35000"},
    {VG_OBJECT_SENSOR, "-1500 milli 0", "-1500"},
    {VG_OBJECT_SENSOR, "5 yotta 0", ""},
    {VG_OBJECT_SENSOR, "5 ells 0", ""},
    {VG_OBJECT_SENSOR, "5 units 10", ""},
    {VG_OBJECT_SENSOR, "5 units", ""},
};

static void
a_text_is_read_by_its_type(void **state)
{
	char text[64];

	(void)state;
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		struct vg_object object = {
		    .type = values[i].type, .words = words, .n_words = 3};
		struct vg_value value = {0};
		vg_ncvalue_read(&object, values[i].text, &value);
		text[0] = '\0';
		if (!vg_value_is_missing(&value))
			vg_value_text(&value, text, sizeof(text));
		if (strcmp(text, values[i].value) != 0)
			fail_msg("%s: %s", values[i].text, text);
		vg_value_fini(&value);
	}
}

/* The index of the row with these 'n' keys. */
static void
index_of(const char *const *keys, size_t n, char index[VG_NAME_SIZE])
{
	struct vg_ncrecord record;
	struct vg_buf out;
	size_t used;

	vg_buf_init(&out, 0);
	vg_ncrecord_add(&out, VG_NCRECORD_ROW, keys, n);
	assert_int_equal(vg_ncrecord_read(out.data, out.size, &record, &used), VG_OK);
	vg_ncvalue_index(&record, index);
	vg_buf_fini(&out);
}

static void
a_row_is_named_by_its_keys(void **state)
{
	static const char *const one[] = {"Power Supply 1/a"};
	static const char *const two[] = {"a", "b"}, *const other[] = {"ab", ""};
	static const char *const far[] = {
	    "////////////////////////////////////////////////////////////////"};
	char index[VG_NAME_SIZE], again[VG_NAME_SIZE];

	(void)state;
	index_of(one, 1, index);
	assert_string_equal(index, "Power%20Supply%201%2Fa");
	index_of(far, 1, index);
	assert_int_equal(strlen(index), 16);
	index_of(two, 2, index);
	index_of(other, 2, again);
	assert_int_equal(strlen(index), 16);
	assert_string_not_equal(index, again);
}

/* --- records ------------------------------------------------------------------------------- */

static struct vg_object columns[] = {{.name = "class", .path = "class"},
    {.name = "serial", .path = "serial", .type = VG_OBJECT_TEXT}};
static struct vg_object scalars[] = {{.name = "n", .path = "n"}};
static struct vg_netconf_source source = {"m", "urn:m", "m/row", "name"};
static const struct vg_probe table = {
    .name = "table", .columns = columns, .n_columns = 2, .netconf = &source};
static const struct vg_probe single = {
    .name = "single", .scalars = scalars, .n_scalars = 1, .netconf = &source};

/* A session in records, "TYPE FIELD FIELD\n"; true when they are taken. */
static bool
take(struct vg_nctake *taken, const char *script)
{
	static const struct {
		const char *name;
		enum vg_ncrecord_type type;
	} types[] = {{"begin", VG_NCRECORD_BEGIN}, {"lacks", VG_NCRECORD_LACKS},
	    {"row", VG_NCRECORD_ROW}, {"value", VG_NCRECORD_VALUE},
	    {"end", VG_NCRECORD_END}, {"fail", VG_NCRECORD_FAIL},
	    {"done", VG_NCRECORD_DONE}, {"go", VG_NCRECORD_GO}};
	char text[512], *line, *rest = text;
	struct vg_buf out;
	int code = VG_OK;

	assert_true(strlen(script) < sizeof(text));
	strcpy(text, script);
	vg_buf_init(&out, 0);
	while ((line = strsep(&rest, "\n")) != NULL) {
		const char *fields[4];
		size_t n = 0;
		char *name = strsep(&line, " ");
		while (line && n < 4)
			fields[n++] = strsep(&line, " ");
		for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
			if (strcmp(types[i].name, name) == 0)
				vg_ncrecord_add(&out, types[i].type, fields, n);
		}
	}
	for (size_t i = 0; i < out.size && code == VG_OK; i++)
		code = vg_nctake_feed(taken, out.data + i, 1, (struct vg_wall){1}, NULL);
	vg_buf_fini(&out);
	return code == VG_OK;
}

static void
rows_and_scalars_are_taken(void **state)
{
	const struct vg_probe *probes[] = {&table, &single};
	struct vg_nctake t;

	(void)state;
	vg_nctake_init(&t, probes, 2);
	for (int n = 0; n < 2; n++) {
		assert_true(take(&t,
		    "begin 0\nrow b\nvalue 0 7\nrow a\nvalue 1 S-1\nend 1\n"
		    "begin 1\nvalue 0 5\nend 1\ndone"));
		assert_true(t.done);
		const struct vg_sampleset *s = &t.probes[0].samples;
		assert_true(s->whole);
		assert_int_equal(s->n_rows, 2);
		assert_string_equal(s->rows[0].index, "a");
		assert_string_equal((const char *)s->rows[0].values[1].octets, "S-1");
		assert_int_equal(s->rows[1].values[0].integer, 7);
		assert_int_equal(t.probes[1].samples.scalars.values[0].integer, 5);
		vg_nctake_reset(&t);
	}
	assert_true(take(&t, "begin 0\nlacks\nbegin 1\nfail 0 no\ndone"));
	assert_int_equal(t.probes[0].state, VG_NCTAKE_LACKS);
	assert_int_equal(t.probes[1].state, VG_NCTAKE_FAILED);
	assert_string_equal(t.probes[1].text, "no");
	vg_nctake_reset(&t);
	assert_true(take(&t, "begin 0\nrow a\nend 0\nbegin 1\nfail 1 gone"));
	assert_false(t.probes[0].samples.whole);
	assert_true(t.failed && !t.done);
	vg_nctake_fini(&t);
}

static const char *const senseless[] = {"begin 1", "begin 2", "begin", "begin -1",
    "value 0 x", "row a", "end 1", "lacks", "go 1", "begin 0\nvalue 0 x", "begin 0\nrow",
    "begin 0\nrow a\nvalue 2 x", "begin 0\nrow a\nvalue x x", "begin 0\nend",
    "begin 0\nend 2", "begin 0\nbegin 1", "begin 0\nend 1\nbegin 0",
    "begin 0\nend 1\nrow a", "begin 0\nlacks\nbegin 1\nrow a",
    "begin 0\nlacks\nbegin 1\nvalue 1 x", "begin 0\nend 1\nbegin 1\nend 1\nbegin 2",
    "done\nbegin 0", "fail 1 x\ndone"};

static void
what_makes_no_sense_is_refused(void **state)
{
	const struct vg_probe *probes[] = {&table, &single};

	(void)state;
	for (size_t i = 0; i < sizeof(senseless) / sizeof(senseless[0]); i++) {
		struct vg_nctake t;
		vg_nctake_init(&t, probes, 2);
		if (take(&t, senseless[i]))
			fail_msg("taken: %s", senseless[i]);
		vg_nctake_fini(&t);
	}
}

/*
 * A table is searched for each of its rows: a child that says one row without end must not make
 * the agent search that often.
 */
static void
rows_are_counted_however_often_they_are_the_same(void **state)
{
	const struct vg_probe *probes[] = {&table};
	char key[16];
	const char *field = key;
	struct vg_nctake t;
	struct vg_buf out;
	size_t taken = 0;

	(void)state;
	vg_nctake_init(&t, probes, 1);
	assert_true(take(&t, "begin 0"));
	vg_buf_init(&out, 0);
	for (; taken < 3 * VG_SAMPLESET_MAX_ROWS; taken++) {
		snprintf(key, sizeof(key), "%zu", taken % 2);
		vg_buf_reset(&out);
		vg_ncrecord_add(&out, VG_NCRECORD_ROW, &field, 1);
		if (vg_nctake_feed(&t, out.data, out.size, (struct vg_wall){1}, NULL) !=
		    VG_OK)
			break;
	}
	vg_buf_fini(&out);
	assert_int_equal(taken, VG_SAMPLESET_MAX_ROWS);
	assert_int_equal(t.probes[0].samples.n_rows, 2);
	vg_nctake_fini(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_text_is_read_by_its_type),
	    cmocka_unit_test(a_row_is_named_by_its_keys),
	    cmocka_unit_test(rows_and_scalars_are_taken),
	    cmocka_unit_test(what_makes_no_sense_is_refused),
	    cmocka_unit_test(rows_are_counted_however_often_they_are_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
