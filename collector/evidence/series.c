/*
 * What comes from an agent is authenticated, not trusted: sizes are bounded.
 */
#include "collector/evidence/series.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"

static const char *
text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "";
}

/* [when, value]; false when it is none. */
static bool
read_point(const json_t *json, struct vg_series_point *point)
{
	const char *at = json_string_value(json_array_get(json, 0));
	const json_t *value = json_array_get(json, 1);

	*point = (struct vg_series_point){.text = ""};
	if (!at || vg_instant_parse(at, &point->at) != VG_OK)
		return false;
	point->is_number = json_is_integer(value);
	point->number = json_integer_value(value);
	if (json_is_string(value))
		point->text = json_string_value(value);
	return point->is_number || json_is_string(value);
}

static void
read_series(const json_t *json, const char *device, struct vg_series_point *points,
    vg_series_cb cb, void *cookie)
{
	const json_t *list = json_object_get(json, "points");
	struct vg_series s = {.device = device,
	    .probe = text_of(json, "probe"),
	    .object = text_of(json, "object"),
	    .index = text_of(json, "index"),
	    .points = points};

	for (size_t i = 0; i < json_array_size(list) && s.n_points < VG_SERIES_POINTS;
	     i++) {
		struct vg_series_point *p = &points[s.n_points];
		if (!read_point(json_array_get(list, i), p))
			continue;
		s.changed = s.changed || p->number != points[0].number ||
		    strcmp(p->text, points[0].text) != 0;
		s.n_points++;
	}
	cb(&s, cookie);
}

int
vg_series_read(const void *body, size_t size, vg_series_cb cb, void *cookie)
{
	json_t *root = json_loadb(body, size, 0, NULL);
	const json_t *list = json_object_get(root, "series");

	if (!json_is_array(list)) {
		json_decref(root);
		return VG_EPARSE;
	}
	struct vg_series_point *points =
	    vg_mem_array(VG_SERIES_POINTS, sizeof(struct vg_series_point));
	for (size_t i = 0; i < json_array_size(list); i++)
		read_series(
		    json_array_get(list, i), text_of(root, "device"), points, cb, cookie);
	free(points);
	json_decref(root);
	return VG_OK;
}

/* --- the table ----------------------------------------------------------------------------- */

struct table {
	struct vg_buf *csv;
	unsigned number;
};

void
vg_series_csv_head(struct vg_buf *csv)
{
	vg_buf_add_text(csv, "entry,device,probe,object,index,time,value\r\n");
}

static void
add_cell(struct vg_buf *csv, const char *text)
{
	vg_buf_add_text(csv, "\"");
	if (text[0] && strchr("=+-@\t\r", text[0]))
		vg_buf_add_text(csv, "'");
	for (; *text; text++) {
		if (*text == '"')
			vg_buf_add_text(csv, "\"");
		vg_buf_add_u8(csv, (uint8_t)*text);
	}
	vg_buf_add_text(csv, "\"");
}

static void
add_row(struct table *table, const struct vg_series *s, const struct vg_series_point *p)
{
	const char *const cells[] = {s->device, s->probe, s->object, s->index};
	char at[VG_INSTANT_TEXT_SIZE];

	vg_buf_addf(table->csv, "%u,", table->number);
	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
		add_cell(table->csv, cells[i]);
		vg_buf_add_text(table->csv, ",");
	}
	vg_instant_text(p->at, at);
	vg_buf_addf(table->csv, "%s,", at);
	if (p->is_number)
		vg_buf_addf(table->csv, "%" PRId64, p->number);
	else
		add_cell(table->csv, p->text);
	vg_buf_add_text(table->csv, "\r\n");
}

static void
add_series(const struct vg_series *series, void *cookie)
{
	for (size_t i = 0; i < series->n_points; i++)
		add_row(cookie, series, &series->points[i]);
}

int
vg_series_csv(const void *body, size_t size, unsigned number, struct vg_buf *csv)
{
	struct table table = {csv, number};

	return vg_series_read(body, size, add_series, &table);
}
