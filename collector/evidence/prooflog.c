/*
 * Members stand in the order in which they are written here; equal facts give equal octets.
 */
#include "collector/evidence/prooflog.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"
#include "lib/base/text.h"

enum { CHANGES_MAX = 32 };

struct vg_prooflog {
	json_t *root; /* owned */
	json_t *
	    changes; /* of the alarm added last; borrowed of 'root', NULL: it is beyond */
};

static void
set_text(json_t *object, const char *name, const char *text)
{
	size_t size = text ? vg_text_fit(text, VG_PROOFLOG_TEXT_MAX) : 0;

	if (size)
		json_object_set_new(object, name, json_stringn(text, size));
}

static void
set_time(json_t *object, const char *name, struct vg_wall time)
{
	char text[VG_INSTANT_TEXT_SIZE];

	if (!vg_instant_is_set(time))
		return;
	vg_instant_text(time, text);
	json_object_set_new(object, name, json_string(text));
}

/* Whether there is room in the list; else one more is counted as left out. */
static bool
add(json_t *root, const char *list, json_t *row)
{
	json_t *rows = json_object_get(root, list);
	char beyond[64];

	if (!rows) {
		rows = json_array();
		json_object_set_new(root, list, rows);
	}
	if (json_array_size(rows) < VG_PROOFLOG_LIST_MAX)
		return json_array_append_new(rows, row) == 0;
	json_decref(row);
	vg_text_format(beyond, sizeof(beyond), "%s-left-out", list);
	json_object_set_new(root, beyond,
	    json_integer(json_integer_value(json_object_get(root, beyond)) + 1));
	return false;
}

struct vg_prooflog *
vg_prooflog_new(const struct vg_prooflog_case *f)
{
	struct vg_prooflog *log = vg_mem_zero(sizeof(*log));
	json_t *root = log->root = json_object();

	set_text(root, "case", f->number);
	set_time(root, "opened", f->opened);
	set_time(root, "until", f->until);
	set_text(root, "state", f->state);
	set_text(root, "supplier", f->supplier);
	set_text(root, "contract", f->contract);
	set_text(root, "device", f->device);
	set_text(root, "family", f->family);
	set_text(root, "model", f->model);
	set_text(root, "serial", f->serial);
	set_text(root, "software", f->software);
	set_text(root, "hardware", f->hardware);
	return log;
}

void
vg_prooflog_free(struct vg_prooflog *log)
{
	if (!log)
		return;
	json_decref(log->root);
	free(log);
}

void
vg_prooflog_alarm(struct vg_prooflog *log, const struct vg_prooflog_alarm *alarm)
{
	json_t *object = json_object(), *changes = json_array();

	set_text(object, "kind", alarm->kind);
	set_text(object, "resource", alarm->resource);
	set_text(object, "serial", alarm->serial);
	set_text(object, "severity", alarm->severity);
	set_time(object, "raised", alarm->raised);
	set_time(object, "cleared", alarm->cleared);
	set_text(object, "text", alarm->text);
	json_object_set_new(object, "change", changes);
	log->changes = add(log->root, "alarm", object) ? changes : NULL;
}

void
vg_prooflog_change(struct vg_prooflog *log, struct vg_wall at, const char *severity)
{
	if (!log->changes || json_array_size(log->changes) == CHANGES_MAX)
		return;
	json_t *object = json_object();

	set_time(object, "at", at);
	set_text(object, "severity", severity);
	json_array_append_new(log->changes, object);
}

void
vg_prooflog_row(
    struct vg_prooflog *log, const char *list, const struct vg_prooflog_row *row)
{
	json_t *object = json_object();

	set_time(object, "at", row->at);
	for (size_t i = 0; i < sizeof(row->name) / sizeof(row->name[0]) && row->name[i];
	     i++)
		set_text(object, row->name[i], row->text[i]);
	add(log->root, list, object);
}

void
vg_prooflog_write(const struct vg_prooflog *log, struct vg_buf *out)
{
	char *text = json_dumps(log->root, JSON_COMPACT);

	vg_buf_add_text(out, text);
	free(text);
}
