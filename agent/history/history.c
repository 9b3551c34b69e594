/*
 * Series of changes.
 *
 * Samples of a probe come in the same order each time, so the search for a series begins behind
 * the one found last.
 */
#include "agent/history/history.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "agent/history/jsonbody.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

enum { TEXT_SIZE = 128 };

struct point {
	int64_t us;
	int64_t number;
	char *text; /* owned; NULL for a number */
};

struct series {
	const struct vg_probe *probe; /* borrowed */
	const struct vg_object *object;
	char *index; /* owned; "" of a scalar */
	struct point *points;
	size_t n, capacity;
	int64_t seen_us; /* when it had its last value again */
};

struct vg_history {
	struct series *series;
	size_t n, capacity;
	size_t hint;
	int64_t horizon_us;
};

struct vg_history *
vg_history_new(int64_t horizon_us)
{
	struct vg_history *history = vg_mem_zero(sizeof(*history));

	history->horizon_us = horizon_us;
	return history;
}

void
vg_history_free(struct vg_history *history)
{
	if (!history)
		return;
	for (size_t i = 0; i < history->n; i++) {
		struct series *s = &history->series[i];
		for (size_t k = 0; k < s->n; k++)
			free(s->points[k].text);
		free(s->points);
		free(s->index);
	}
	free(history->series);
	free(history);
}

/* --- keeping ----------------------------------------------------------------------------- */

static struct series *
need_series(struct vg_history *history, const struct vg_probe *probe,
    const struct vg_object *object, const char *index)
{
	for (size_t i = 0; i < history->n; i++) {
		size_t at = (history->hint + i) % history->n;
		struct series *s = &history->series[at];
		if (s->object == object && strcmp(s->index, index) == 0) {
			history->hint = at + 1;
			return s;
		}
	}
	if (history->n >= VG_HISTORY_SERIES)
		return NULL;
	history->series = vg_mem_grow(
	    history->series, &history->capacity, history->n, sizeof(*history->series));
	struct series *made = &history->series[history->n++];
	made->probe = probe;
	made->object = object;
	made->index = vg_mem_text(index);
	history->hint = history->n;
	return made;
}

/* Lets go what is older than the horizon; the value that held at the horizon stays. */
static void
prune(struct series *s, int64_t oldest_us)
{
	size_t n = 0;

	while (n + 1 < s->n &&
	    (s->points[n + 1].us <= oldest_us || s->n - n >= VG_HISTORY_POINTS))
		n++;
	if (n == 0)
		return;
	for (size_t i = 0; i < n; i++)
		free(s->points[i].text);
	memmove(s->points, s->points + n, (s->n - n) * sizeof(*s->points));
	s->n -= n;
}

static void
keep(struct vg_history *history, const struct vg_probe *probe,
    const struct vg_object *object, const char *index, const struct vg_value *value,
    int64_t us)
{
	char text[TEXT_SIZE];
	int64_t number = 0;
	bool numeric = vg_value_as_int(value, &number) == VG_OK;
	struct series *s = need_series(history, probe, object, index);

	if (!s)
		return;
	if (!numeric)
		vg_value_text(value, text, sizeof(text));
	s->seen_us = us;
	const struct point *last = s->n ? &s->points[s->n - 1] : NULL;
	if (last && (last->text != NULL) == !numeric &&
	    (numeric ? last->number == number : strcmp(last->text, text) == 0))
		return;
	s->points = vg_mem_grow(s->points, &s->capacity, s->n, sizeof(*s->points));
	s->points[s->n++] =
	    (struct point){us, number, numeric ? NULL : vg_mem_text(text)};
	prune(s, us - history->horizon_us);
}

void
vg_history_add(struct vg_history *history, const struct vg_sampleset *samples)
{
	const struct vg_probe *probe = samples->probe;
	int64_t us = samples->at.us;

	for (size_t i = 0; samples->scalars.values && i < probe->n_scalars; i++) {
		const struct vg_value *value = &samples->scalars.values[i];
		if (!vg_value_is_missing(value))
			keep(history, probe, &probe->scalars[i], "", value, us);
	}
	for (size_t r = 0; r < samples->n_rows; r++) {
		const struct vg_samplerow *row = &samples->rows[r];
		for (size_t i = 0; i < probe->n_columns; i++) {
			const struct vg_value *value = &row->values[i];
			if (!vg_value_is_missing(value) &&
			    value->type != VG_VALUE_COUNTER32 &&
			    value->type != VG_VALUE_COUNTER64)
				keep(history, probe, &probe->columns[i], row->index,
				    value, us);
		}
	}
}

/* --- cutting ----------------------------------------------------------------------------- */

static void
write_point(struct vg_buf *json, int64_t us, const struct point *p, bool first)
{
	char when[VG_INSTANT_TEXT_SIZE];

	vg_instant_text((struct vg_wall){us}, when);
	vg_buf_addf(json, "%s[\"%s\",", first ? "" : ",", when);
	if (p->text)
		vg_jsonbody_quote(json, p->text);
	else
		vg_buf_addf(json, "%" PRId64, p->number);
	vg_buf_add_text(json, "]");
}

/* The first point to show: the one that held at 'from'. */
static size_t
first_point(const struct series *s, int64_t from_us)
{
	size_t first = 0;

	while (first + 1 < s->n && s->points[first + 1].us <= from_us)
		first++;
	return first;
}

static void
write_series(
    const struct series *s, int64_t from_us, int64_t until_us, struct vg_buf *json)
{
	size_t first = first_point(s, from_us), i = first;

	vg_buf_add_text(json, "{");
	vg_jsonbody_member(json, "probe", s->probe->name);
	vg_jsonbody_member(json, "object", s->object->name);
	vg_buf_add_text(json, ",\"index\":");
	vg_jsonbody_quote(json, s->index);
	vg_buf_add_text(json, ",\"points\":[");
	for (; i < s->n && s->points[i].us <= until_us; i++)
		write_point(json, s->points[i].us, &s->points[i], i == first);
	/* The value still held at the end: say until when it was seen. */
	if (i == s->n && i > first && s->seen_us > s->points[i - 1].us &&
	    s->seen_us <= until_us)
		write_point(json, s->seen_us, &s->points[i - 1], false);
	vg_buf_add_text(json, "]}");
}

static bool
is_wanted(const struct series *s, int64_t from_us, int64_t until_us)
{
	size_t first = first_point(s, from_us);

	if (s->n == 0 || s->seen_us < from_us || s->points[first].us > until_us)
		return false;
	/* Of tables only what changed: the rest is as it always was. */
	return !s->index[0] || (first + 1 < s->n && s->points[first + 1].us <= until_us);
}

void
vg_history_evidence(const struct vg_history *history, const struct vg_event *raise,
    const char *cut, struct vg_wall from, struct vg_wall until, struct vg_buf *json)
{
	char when[VG_INSTANT_TEXT_SIZE];
	bool first = true;

	vg_buf_addf(json, "{\"raise\":%" PRIu64, raise->key.sequence);
	vg_jsonbody_member(json, "device", raise->device);
	vg_jsonbody_member(json, "resource", raise->resource);
	vg_jsonbody_member(json, "kind", raise->kind);
	vg_buf_add_text(json, ",\"qualifier\":");
	vg_jsonbody_quote(json, raise->qualifier);
	vg_jsonbody_member(json, "cut", cut);
	vg_instant_text(from, when);
	vg_jsonbody_member(json, "from", when);
	vg_instant_text(until, when);
	vg_jsonbody_member(json, "until", when);
	vg_buf_add_text(json, ",\"series\":[");
	for (size_t i = 0; i < history->n; i++) {
		if (!is_wanted(&history->series[i], from.us, until.us))
			continue;
		if (!first)
			vg_buf_add_text(json, ",");
		first = false;
		write_series(&history->series[i], from.us, until.us, json);
	}
	vg_buf_add_text(json, "]}");
}

size_t
vg_history_series(const struct vg_history *history)
{
	return history->n;
}

size_t
vg_history_points(const struct vg_history *history)
{
	size_t n = 0;

	for (size_t i = 0; i < history->n; i++)
		n += history->series[i].n;
	return n;
}
