/*
 * Cycles of one small probe, and what packed rows say, for the tests of agent/history.
 */
#ifndef VG_TESTS_UNIT_SAMPLEBENCH_H
#define VG_TESTS_UNIT_SAMPLEBENCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/history/rollup.h"
#include "agent/history/samplepack.h"
#include "agent/history/samplestore.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"

static struct vg_object scalars[] = {
    {.name = "uptime"}, {.name = "power"}, {.name = "label"}};
static struct vg_object columns[] = {
    {.name = "oper"}, {.name = "in32"}, {.name = "in64"}};
static const struct vg_probe probe = {.name = "status",
    .scalars = scalars,
    .n_scalars = 3,
    .columns = columns,
    .n_columns = 3};

#define T0 (INT64_C(1783591200) * VG_SECOND_US) /* 2026-07-09T10:00:00Z */
#define WRAP UINT64_C(4294967296)

static inline struct vg_wall
at(int64_t seconds)
{
	return (struct vg_wall){T0 + seconds * VG_SECOND_US};
}

/* One cycle; rows 1 and 2 have the same values but for oper of row 2, which is 1. */
struct cycle {
	int64_t at_s;
	uint64_t uptime; /* hundredths */
	int64_t power;   /* -1: noSuchInstance */
	const char *label;
	uint64_t in32, in64;
	size_t n_rows;
};

static inline void
fill(struct vg_sampleset *set, const struct cycle *cycle)
{
	vg_sampleset_init(set, &probe, at(cycle->at_s));
	set->clock.has_uptime = true;
	set->clock.uptime = (uint32_t)cycle->uptime;
	vg_value_set_number(&set->scalars.values[0], VG_VALUE_TIMETICKS, cycle->uptime);
	if (cycle->power < 0)
		set->scalars.values[1].type = VG_VALUE_NO_INSTANCE;
	else
		vg_value_set_integer(&set->scalars.values[1], cycle->power);
	vg_value_set_octets(
	    &set->scalars.values[2], VG_VALUE_OCTETS, cycle->label, strlen(cycle->label));
	for (size_t i = 0; i < cycle->n_rows; i++) {
		char index[24];
		snprintf(index, sizeof(index), "%zu", i + 1);
		struct vg_samplerow *row = vg_sampleset_row(set, index);
		vg_value_set_integer(&row->values[0], 1);
		vg_value_set_number(&row->values[1], VG_VALUE_COUNTER32, cycle->in32);
		vg_value_set_number(&row->values[2], VG_VALUE_COUNTER64, cycle->in64);
	}
}

static inline void
say(const char *row, size_t object, const struct vg_samplecell *cell, void *cookie)
{
	struct vg_buf *text = cookie;

	vg_buf_addf(text, "%s.%zu=", row ? row : "", object);
	switch (cell->type) {
	case VG_SAMPLECELL_MISSING:
		vg_buf_add_text(text, "-");
		break;
	case VG_SAMPLECELL_NUMBER:
		vg_buf_addf(text, "%lld", (long long)cell->number);
		break;
	case VG_SAMPLECELL_COUNTER32:
	case VG_SAMPLECELL_COUNTER64:
	case VG_SAMPLECELL_TICKS:
		vg_buf_addf(text, "%llu", (unsigned long long)cell->count);
		break;
	case VG_SAMPLECELL_TEXT:
		vg_buf_addf(text, "%.*s", (int)cell->size, cell->text);
		break;
	case VG_SAMPLECELL_ROLL:
		vg_buf_addf(text, "%llu:%lld:%lld:%lld", (unsigned long long)cell->n,
		    (long long)cell->least, (long long)cell->mean, (long long)cell->most);
		break;
	}
	vg_buf_add_text(text, " ");
}

static inline char *
said_of(const struct vg_buf *whole)
{
	struct vg_samplegrid grid;
	struct vg_buf text;

	vg_buf_init(&text, 0);
	assert_int_equal(
	    vg_samplepack_each(whole->data, whole->size, &grid, say, &text), VG_OK);
	return vg_buf_give(&text);
}

/* Packs a cycle, on top of 'base' (NULL: none); what vg_samplepack_add says. */
static inline int
pack_on(struct vg_buf *whole, struct vg_buf *difference, const struct vg_buf *base,
    const struct cycle *cycle)
{
	struct vg_sampleset set;

	fill(&set, cycle);
	int err = vg_samplepack_add(
	    whole, difference, base ? base->data : NULL, base ? base->size : 0, &set);
	vg_sampleset_fini(&set);
	return err;
}

static inline void
pack(struct vg_buf *whole, const struct cycle *cycle)
{
	struct vg_buf difference;

	vg_buf_init(whole, 0);
	vg_buf_init(&difference, 0);
	assert_int_equal(pack_on(whole, &difference, NULL, cycle), VG_EINVAL);
	vg_buf_fini(&difference);
}

#endif
