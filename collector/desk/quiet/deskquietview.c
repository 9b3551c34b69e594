/*
 * Shelves and planned work as views.
 */
#include "collector/desk/quiet/deskquietview.h"

#include <stdlib.h>

#include "collector/desk/deskcore.h"
#include "collector/store/storeshelf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"

static int
by_end(const void *a, const void *b)
{
	const struct vg_conf_shelf *const *left = a, *const *right = b;

	return vg_instant_compare((*left)->until, (*right)->until);
}

static int
count_alarms(struct vg_desk *desk, const char *shelf, int64_t *n)
{
	const size_t q = VG_STORESHELF_COUNT;
	int code = vg_db_query(desk->db, q, "t", shelf);

	*n = 0;
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	*n = vg_db_int(desk->db, q, 0);
	vg_db_done(desk->db, q);
	return VG_OK;
}

int
vg_deskquietview_shelves(
    struct vg_desk *desk, struct vg_wall now, vg_shelf_cb cb, void *cookie)
{
	const struct vg_conf *conf = desk->conf;
	const struct vg_conf_shelf **list =
	    vg_mem_array(conf->n_shelves, sizeof(struct vg_conf_shelf *));
	size_t n = 0;
	int code = VG_OK;

	for (size_t i = 0; i < conf->n_shelves; i++) {
		if (vg_instant_compare(conf->shelves[i].until, now) > 0)
			list[n++] = &conf->shelves[i];
	}
	if (n)
		qsort(list, n, sizeof(struct vg_conf_shelf *), by_end);
	for (size_t i = 0; i < n && code == VG_OK; i++) {
		int64_t alarms;
		code = count_alarms(desk, list[i]->name, &alarms);
		if (code == VG_OK)
			cb(list[i], alarms, cookie);
	}
	free(list);
	return code;
}

struct planned {
	const struct vg_conf_work *work;
	struct vg_conf_window window;
};

static int
by_begin(const void *a, const void *b)
{
	const struct planned *left = a, *right = b;

	return vg_instant_compare(left->window.begin, right->window.begin);
}

void
vg_deskquietview_works(
    const struct vg_desk *desk, struct vg_wall now, vg_planned_cb cb, void *cookie)
{
	const struct vg_conf *conf = desk->conf;
	struct planned *list = vg_mem_array(conf->n_works, sizeof(*list));
	size_t n = 0;

	for (size_t i = 0; i < conf->n_works; i++) {
		list[n].work = &conf->works[i];
		n += vg_conf_work_window(conf, list[n].work, now, &list[n].window);
	}
	if (n)
		qsort(list, n, sizeof(*list), by_begin);
	for (size_t i = 0; i < n; i++)
		cb(list[i].work, &list[i].window, cookie);
	free(list);
}
