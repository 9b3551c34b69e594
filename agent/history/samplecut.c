/*
 * Cutting evidence.
 */
#include "agent/history/samplecut.h"

#include <stdlib.h>
#include <string.h>

#include "agent/history/history.h"
#include "agent/history/samplepack.h"
#include "agent/history/samplewalk.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

/* A probe made anew from a track's names, and the history that is read through it. */
struct cutting {
	struct vg_history *history;
	struct vg_probe **probes; /* owned */
	int64_t *tracks;          /* owned; one a probe */
	size_t n, capacity, tracks_capacity;
	size_t under_way;            /* of the probes */
	struct vg_sampleset samples; /* its row under way */
};

/* Takes names up to 'end' of 'text' apart into objects; gives how many. */
static size_t
name_objects(const char *text, size_t size, struct vg_object **objects)
{
	const char *end = text + size;
	size_t n = 0, capacity = 0;

	*objects = NULL;
	while (text < end) {
		const char *comma = memchr(text, ',', (size_t)(end - text));
		const char *stop = comma ? comma : end;
		char *name = vg_mem_text_n(text, (size_t)(stop - text));
		*objects = vg_mem_grow(*objects, &capacity, n, sizeof(**objects));
		vg_text_copy((*objects)[n++].name, VG_NAME_SIZE, name);
		free(name);
		text = stop + 1;
	}
	return n;
}

static void
take_track(int64_t track, const char *name, const char *objects, void *cookie)
{
	struct cutting *c = cookie;
	struct vg_probe *probe = vg_mem_zero(sizeof(*probe));
	const char *middle = strchr(objects, ';');
	size_t scalars = middle ? (size_t)(middle - objects) : strlen(objects);

	vg_text_copy(probe->name, sizeof(probe->name), name);
	probe->n_scalars = name_objects(objects, scalars, &probe->scalars);
	if (middle)
		probe->n_columns =
		    name_objects(middle + 1, strlen(middle + 1), &probe->columns);
	c->probes = vg_mem_grow(c->probes, &c->capacity, c->n, sizeof(*c->probes));
	c->tracks = vg_mem_grow(c->tracks, &c->tracks_capacity, c->n, sizeof(*c->tracks));
	c->tracks[c->n] = track;
	c->probes[c->n++] = probe;
}

static void
set_value(struct vg_value *value, const struct vg_samplecell *cell)
{
	switch (cell->type) {
	case VG_SAMPLECELL_NUMBER:
		vg_value_set_integer(value, cell->number);
		break;
	case VG_SAMPLECELL_COUNTER32:
		vg_value_set_number(value, VG_VALUE_COUNTER32, cell->count);
		break;
	case VG_SAMPLECELL_COUNTER64:
		vg_value_set_number(value, VG_VALUE_COUNTER64, cell->count);
		break;
	case VG_SAMPLECELL_TICKS:
		vg_value_set_number(value, VG_VALUE_TIMETICKS, cell->count);
		break;
	case VG_SAMPLECELL_TEXT:
		vg_value_set_octets(value, VG_VALUE_OCTETS, cell->text, cell->size);
		break;
	case VG_SAMPLECELL_MISSING:
	case VG_SAMPLECELL_ROLL:
		value->type = VG_VALUE_NO_INSTANCE;
		break;
	}
}

static void
take_cell(const char *row, size_t object, const struct vg_samplecell *cell, void *cookie)
{
	struct cutting *c = cookie;
	const struct vg_probe *probe = c->samples.probe;
	struct vg_samplerow *values =
	    row ? vg_sampleset_row(&c->samples, row) : &c->samples.scalars;

	if (values && values->values &&
	    object < (row ? probe->n_columns : probe->n_scalars))
		set_value(&values->values[object], cell);
}

static bool
take_row(struct vg_wall at, const struct vg_buf *whole, void *cookie)
{
	struct cutting *c = cookie;
	struct vg_samplegrid grid;

	vg_sampleset_init(&c->samples, c->probes[c->under_way], at);
	if (vg_samplepack_each(whole->data, whole->size, &grid, take_cell, c) == VG_OK)
		vg_history_add(c->history, &c->samples);
	vg_sampleset_fini(&c->samples);
	return true;
}

void
vg_samplecut_evidence(struct vg_sampledb *db, struct vg_samplestage *stage,
    const struct vg_event *raise, const char *cut, struct vg_wall from,
    struct vg_wall until, struct vg_buf *json)
{
	struct cutting c = {.history = vg_history_new(VG_DAY_US)};

	if (db)
		vg_sampledb_each_track(db, raise->device, take_track, &c);
	for (; c.under_way < c.n; c.under_way++)
		vg_samplewalk_rows(stage, c.tracks[c.under_way], VG_SAMPLESPAN_RAW, from,
		    vg_instant_add(until, 1), take_row, &c);
	vg_history_evidence(c.history, raise, cut, from, until, json);
	vg_history_free(c.history);
	for (size_t i = 0; i < c.n; i++) {
		free(c.probes[i]->scalars);
		free(c.probes[i]->columns);
		free(c.probes[i]);
	}
	free(c.probes);
	free(c.tracks);
}
