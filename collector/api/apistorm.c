/*
 * Storms as resources.
 */
#include "collector/api/apistorm.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "collector/api/apilist.h"
#include "collector/desk/foreign/deskstorm.h"
#include "collector/evidence/proofbody.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/clock.h"

/* Seconds of one answer at most, of each name the newest. */
enum { MAX_SECONDS = 20000 };

struct name {
	int64_t id;
	char *text; /* owned */
};

struct writing {
	struct vg_desk *desk;
	struct vg_restdata *data;
	int64_t id;         /* of the one that is written whole; 0: none was found */
	struct name *names; /* owned */
	size_t n_names, room;
	size_t name; /* whose seconds are written */
};

static void
write_head(const struct vg_storm_view *view, void *cookie)
{
	struct writing *w = cookie;
	char id[24];
	const char *const keys[] = {id};

	vg_text_format(id, sizeof(id), "%" PRId64, view->id);
	vg_restdata_entry(w->data, "storm", keys, 1);
	vg_restdata_text(w->data, "source", view->source[0] ? view->source : "others");
	vg_restdata_text(w->data, "device", view->device);
	vg_restdata_text(w->data, "resource", view->resource);
	vg_restdata_time(w->data, "began", view->began);
	vg_restdata_time(w->data, "last", view->last);
	vg_restdata_time(w->data, "ended", view->ended);
	vg_restdata_uint(w->data, "folded", view->folded);
	vg_restdata_uint(w->data, "unread", view->unread);
	vg_restdata_uint(w->data, "passed", view->passed);
	w->id = view->id;
}

static void
write_entry(const struct vg_storm_view *view, void *cookie)
{
	struct writing *w = cookie;

	write_head(view, cookie);
	vg_restdata_out(w->data);
}

static void
write_name(const struct vg_storm_name_view *view, void *cookie)
{
	struct writing *w = cookie;
	const char *const keys[] = {view->oid[0] ? view->oid : view->kind};

	vg_restdata_entry(w->data, "name", keys, 1);
	vg_restdata_uint(w->data, "count", view->count);
	vg_restdata_out(w->data);
	w->names = vg_mem_grow(w->names, &w->room, w->n_names, sizeof(*w->names));
	w->names[w->n_names++] = (struct name){view->id, vg_mem_text(keys[0])};
}

static void
write_second(const struct vg_storm_second_view *view, void *cookie)
{
	struct writing *w = cookie;
	char at[VG_INSTANT_TEXT_SIZE];
	const char *const keys[] = {at, w->names[w->name].text};

	vg_instant_text(view->at, at);
	vg_restdata_entry(w->data, "second", keys, 2);
	vg_restdata_int(w->data, "span", view->span);
	vg_restdata_uint(w->data, "count", view->count);
	vg_restdata_out(w->data);
}

static void
write_sample(int64_t number, struct vg_wall at, const struct vg_trap *trap, void *cookie)
{
	struct writing *w = cookie;
	char id[24], oid[VG_OID_TEXT_SIZE];
	const char *const keys[] = {id};
	struct vg_buf body;

	vg_text_format(id, sizeof(id), "%" PRId64, number);
	vg_restdata_entry(w->data, "sample", keys, 1);
	vg_restdata_time(w->data, "at", at);
	if (vg_oid_text(&trap->oid, oid, sizeof(oid)) == VG_OK)
		vg_restdata_text(w->data, "notification", oid);
	vg_buf_init(&body, 0);
	vg_proofbody_event(trap, "", &body);
	char *text = vg_mem_text_n(body.data, body.size);
	vg_restdata_text(w->data, "message", text);
	free(text);
	vg_buf_fini(&body);
	vg_restdata_out(w->data);
}

static int
write_whole(struct writing *w, int64_t id)
{
	int code = vg_deskstorm_one(w->desk, id, vg_clock_wall(), write_head, w);

	if (code != VG_OK || !w->id)
		return code;
	code = vg_deskstorm_names(w->desk, id, write_name, w);
	for (w->name = 0; code == VG_OK && w->name < w->n_names; w->name++)
		code = vg_deskstorm_seconds(w->desk, w->names[w->name].id,
		    MAX_SECONDS / w->n_names, write_second, w);
	if (code == VG_OK)
		code = vg_deskstorm_samples(w->desk, id, write_sample, w);
	vg_restdata_out(w->data);
	return code;
}

int
vg_apistorm_get(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	struct writing w = {.desk = desk, .data = data};
	const struct vg_restpath_step *step =
	    ask->path->n_steps > 1 ? &ask->path->steps[1] : NULL;
	struct vg_deskpage page = vg_apilist_page(ask);
	int64_t id;

	if (step && step->n_keys == 1) {
		if (vg_text_int(step->keys[0], 1, INT64_MAX, &id) != VG_OK)
			return VG_OK; /* there is no such one */
		int code = write_whole(&w, id);
		for (size_t i = 0; i < w.n_names; i++)
			free(w.names[i].text);
		free(w.names);
		return code;
	}
	int err = vg_apilist_refuse(ask, VG_RESTPATH_LIMIT | VG_RESTPATH_AFTER, detail);
	if (err == VG_OK)
		err = vg_deskstorm_list(desk, &page, vg_clock_wall(), write_entry, &w);
	return vg_apilist_told(err, &page, data, detail);
}
