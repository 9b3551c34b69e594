/*
 * Supplier problems as resources.
 */
#include "collector/api/apiproblem.h"

#include "collector/api/apilist.h"
#include "collector/desk/causes/deskfamily.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

static void
case_row(const struct vg_problem_case_view *view, void *cookie)
{
	struct vg_restdata *data = cookie;

	vg_restdata_entry(data, "case", &view->number, 1);
	vg_restdata_text(data, "client", view->client);
	vg_restdata_text(data, "device", view->device);
	vg_restdata_text(data, "state", view->state);
	vg_restdata_time(data, "linked", view->linked);
	vg_restdata_out(data);
}

static void
write_head(const struct vg_problem_view *view, void *cookie)
{
	struct vg_restdata *data = cookie;
	char kind[VG_KIND_SIZE + 32];

	vg_text_format(kind, sizeof(kind), "vigie-alarm-types:%s", view->kind);
	vg_restdata_entry(data, "problem", &view->number, 1);
	vg_restdata_leaf(data, "state", view->state);
	vg_restdata_text(data, "outcome", view->outcome);
	vg_restdata_text(data, "supplier", view->supplier);
	vg_restdata_text(data, "model", view->model);
	vg_restdata_text(data, "software", view->software);
	vg_restdata_leaf(data, "kind", kind);
	vg_restdata_time(data, "opened", view->opened);
	vg_restdata_time(data, "changed", view->changed);
	vg_restdata_time(data, "closed", view->closed);
	vg_restdata_uint(data, "cases", view->n_cases);
	vg_restdata_uint(data, "clients", view->n_clients);
	vg_restdata_uint(data, "devices", view->n_devices);
}

static void
problem_row(const struct vg_problem_view *view, void *cookie)
{
	write_head(view, cookie);
	vg_restdata_out(cookie);
}

static int
write_one(struct vg_desk *desk, const char *number, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	int err = vg_apilist_refuse(ask, 0, detail);

	if (err == VG_OK)
		err = vg_deskfamily_one(desk, number, write_head, data);
	if (err == VG_ENOENT)
		return vg_detail_set(detail, err, "problem %.32s: not found", number);
	if (err == VG_OK) {
		err = vg_deskfamily_cases(desk, number, case_row, data);
		vg_restdata_out(data);
	}
	return err;
}

int
vg_apiproblem_get(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	const struct vg_restpath_step *step =
	    ask->path->n_steps > 1 ? &ask->path->steps[1] : NULL;
	struct vg_deskpage page = vg_apilist_page(ask);
	int err;

	if (step && step->n_keys == 1)
		return write_one(desk, step->keys[0], ask, data, detail);
	err = vg_apilist_refuse(
	    ask, VG_RESTPATH_LIMIT | VG_RESTPATH_AFTER | VG_RESTPATH_STATE, detail);
	if (err != VG_OK)
		return err;
	err = vg_deskfamily_list(desk, ask->query->open, &page, problem_row, data);
	return vg_apilist_told(err, &page, data, detail);
}

int
vg_apiproblem_of_case(struct vg_desk *desk, const char *number, struct vg_restdata *data)
{
	char problem[VG_PROBLEM_NUMBER_SIZE];
	size_t elsewhere;
	int err = vg_deskfamily_of_case(desk, number, problem, &elsewhere);

	vg_restdata_text(data, "problem", problem);
	if (err == VG_OK && problem[0])
		vg_restdata_uint(data, "seen-elsewhere", elsewhere);
	return err;
}
