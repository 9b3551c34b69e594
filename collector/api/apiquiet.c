/*
 * Shelves and planned work as entries of the model.
 */
#include "collector/api/apiquiet.h"

#include "collector/conf/confpattern.h"
#include "collector/desk/quiet/deskquietview.h"
#include "lib/base/error.h"
#include "lib/os/clock.h"

struct writing {
	struct vg_restdata *data;
	bool persons; /* with what persons wrote */
};

static void
write_names(struct vg_restdata *data, const char *leaf, const struct vg_conf_names *names)
{
	for (size_t i = 0; i < names->n; i++)
		vg_restdata_leaf(data, leaf, names->name[i]);
}

static void
shelf_row(const struct vg_conf_shelf *shelf, int64_t alarms, void *cookie)
{
	const struct writing *w = cookie;
	const char *name = shelf->name;

	vg_restdata_entry(w->data, "shelf", &name, 1);
	vg_restdata_time(w->data, "from", shelf->from);
	vg_restdata_time(w->data, "until", shelf->until);
	vg_restdata_text(w->data, "owner", shelf->owner);
	vg_restdata_text(w->data, "reason", w->persons ? shelf->reason : "");
	for (size_t i = 0; i < shelf->n_resources; i++)
		vg_restdata_leaf(
		    w->data, "resource", vg_confpattern_text(shelf->resources[i]));
	write_names(w->data, "kind", &shelf->kinds);
	vg_restdata_int(w->data, "alarms", alarms);
	vg_restdata_out(w->data);
}

int
vg_apiquiet_shelves(struct vg_desk *desk, bool persons, struct vg_restdata *data)
{
	struct writing w = {data, persons};

	return vg_deskquietview_shelves(desk, vg_clock_wall(), shelf_row, &w);
}

static void
work_row(
    const struct vg_conf_work *work, const struct vg_conf_window *window, void *cookie)
{
	const struct writing *w = cookie;
	const char *name = work->name;

	vg_restdata_entry(w->data, "work", &name, 1);
	vg_restdata_time(w->data, "begin", window->begin);
	vg_restdata_time(w->data, "end", window->end);
	vg_restdata_bool(w->data, "open", window->open);
	vg_restdata_bool(w->data, "weekly", work->weekly);
	vg_restdata_text(w->data, "owner", work->owner);
	vg_restdata_text(w->data, "reason", w->persons ? work->reason : "");
	write_names(w->data, "device", &work->devices);
	write_names(w->data, "site", &work->sites);
	write_names(w->data, "class", &work->classes);
	vg_restdata_out(w->data);
}

int
vg_apiquiet_planned(struct vg_desk *desk, bool persons, struct vg_restdata *data)
{
	struct writing w = {data, persons};

	vg_deskquietview_works(desk, vg_clock_wall(), work_row, &w);
	return VG_OK;
}
