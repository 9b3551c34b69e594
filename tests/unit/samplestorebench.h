/*
 * A store of samples in a folder of its own, and what its file says, for the tests of the store.
 */
#ifndef VG_TESTS_UNIT_SAMPLESTOREBENCH_H
#define VG_TESTS_UNIT_SAMPLESTOREBENCH_H

#include "tests/unit/samplebench.h"

#include "agent/history/samplewalk.h"
#include "tests/unit/folderbench.h"

static const struct vg_samplekeep keep = {14, 92, 1096, 64};

static inline int
make_folder(void **state)
{
	(void)state;
	return folder_make("samples", "history.db");
}

static inline struct vg_samplestore *
open_store(void)
{
	struct vg_detail detail = {0};
	struct vg_samplestore *store = vg_samplestore_open(path, &keep, at(0), &detail);

	if (!store)
		fail_msg("%s", detail.text);
	return store;
}

static inline void
add(struct vg_sampledevice *device, const struct cycle *cycle)
{
	struct vg_sampleset set;

	fill(&set, cycle);
	vg_samplestore_add(device, &set);
	vg_sampleset_fini(&set);
}

static inline struct cycle
minute(int64_t n)
{
	return (struct cycle){n * 60, (uint64_t)n * 6000, 1 + n % 3, "A",
	    (uint64_t)n * 600, (uint64_t)n * 60, 2};
}

/* The rows of the one track, as "SECONDS:text" lines. */
struct rows {
	struct vg_buf text;
	size_t n;
};

static inline bool
note_row(struct vg_wall when, const struct vg_buf *whole, void *cookie)
{
	struct rows *rows = cookie;
	char *said = said_of(whole);

	vg_buf_addf(
	    &rows->text, "%lld: %s\n", (long long)((when.us - T0) / VG_SECOND_US), said);
	rows->n++;
	free(said);
	return true;
}

static inline struct rows
rows_of(enum vg_samplespan span)
{
	struct vg_sampledb *db;
	struct rows rows = {.n = 0};

	assert_int_equal(vg_sampledb_open(path, &db, NULL), VG_OK);
	struct vg_samplestage *stage = vg_samplestage_new(db);
	vg_buf_init(&rows.text, 0);
	vg_samplewalk_rows(stage, 1, span, (struct vg_wall){1},
	    (struct vg_wall){INT64_MAX}, note_row, &rows);
	vg_samplestage_free(stage);
	vg_sampledb_close(db);
	return rows;
}

static inline void
has(enum vg_samplespan span, size_t n, const char *text)
{
	struct rows rows = rows_of(span);

	if (rows.n != n || !strstr(vg_buf_text(&rows.text), text))
		fail_msg("%zu rows, expected %zu with %s:\n%s", rows.n, n, text,
		    vg_buf_text(&rows.text));
	vg_buf_fini(&rows.text);
}

#endif
