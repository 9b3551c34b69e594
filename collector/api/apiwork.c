/*
 * Visits and work orders as entries of the model.
 */
#include "collector/api/apiwork.h"

#include <stdint.h>

#include "collector/api/apiscope.h"
#include "collector/desk/work/deskworkview.h"
#include "lib/base/error.h"

struct walk {
	struct vg_desk *desk;
	struct vg_restdata *data;
	struct vg_deskscope scope;
	size_t left;  /* rows that may still be written */
	bool persons; /* with what persons wrote */
};

static struct walk
begin(struct vg_desk *desk, const struct vg_rest_ask *ask, bool persons,
    struct vg_restdata *data)
{
	return (struct walk){desk, data, vg_apiscope_of(desk, ask->caller),
	    ask->query->limit ? ask->query->limit : SIZE_MAX, persons};
}

static void
visit_row(const struct vg_visit_view *view, void *cookie)
{
	struct walk *w = cookie;
	struct vg_restdata *data = w->data;

	if (w->left == 0 ||
	    vg_deskscope_case(&w->scope, w->desk, view->case_number) != VG_OK)
		return;
	w->left--;
	vg_restdata_entry(data, "visit", &view->number, 1);
	vg_restdata_leaf(data, "state", view->state);
	vg_restdata_text(data, "case", view->case_number);
	vg_restdata_text(data, "kind", view->kind);
	vg_restdata_time(data, "when", view->planned_for);
	vg_restdata_text(data, "return", view->rma);
	vg_restdata_text(data, "order", view->order);
	vg_restdata_text(data, "who", view->who);
	vg_restdata_time(data, "moved", view->moved);
	vg_restdata_text(data, "found", w->persons ? view->found : "");
	vg_restdata_text(data, "finding", view->finding);
	vg_restdata_out(data);
}

int
vg_apiwork_visits(struct vg_desk *desk, const struct vg_rest_ask *ask, bool persons,
    struct vg_restdata *data)
{
	struct walk w = begin(desk, ask, persons, data);

	return vg_deskworkview_visits(desk, !ask->query->open, visit_row, &w);
}

static void
order_row(const struct vg_order_view *view, void *cookie)
{
	struct walk *w = cookie;
	struct vg_restdata *data = w->data;

	if (w->left == 0 ||
	    vg_deskscope_case(&w->scope, w->desk, view->case_number) != VG_OK)
		return;
	w->left--;
	vg_restdata_entry(data, "order", &view->number, 1);
	vg_restdata_leaf(data, "state", view->state);
	vg_restdata_text(data, "case", view->case_number);
	vg_restdata_text(data, "what", w->persons ? view->what : "");
	vg_restdata_text(data, "who", view->who);
	vg_restdata_time(data, "moved", view->moved);
	vg_restdata_text(data, "proposal", view->proposal);
	vg_restdata_time(data, "valid-until", view->valid_until);
	vg_restdata_text(data, "reference", view->reference);
	vg_restdata_text(data, "by", w->persons ? view->by_whom : "");
	vg_restdata_out(data);
}

int
vg_apiwork_orders(struct vg_desk *desk, const struct vg_rest_ask *ask, bool persons,
    struct vg_restdata *data)
{
	struct walk w = begin(desk, ask, persons, data);

	return vg_deskworkview_orders(desk, !ask->query->open, order_row, &w);
}
