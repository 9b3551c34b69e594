/*
 * Returns as entries of the model.
 */
#include "collector/api/apireturn.h"

#include <stdint.h>

#include "collector/api/apiscope.h"
#include "collector/api/apilist.h"
#include "collector/desk/persons/deskread.h"
#include "collector/desk/returns/deskreturnview.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/os/clock.h"

struct walk {
	struct vg_desk *desk;
	struct vg_restdata *data;
	bool parts;                          /* with keys, numbers and so on */
	const struct vg_rest_caller *caller; /* borrowed */
	struct vg_wall now;
	struct vg_deskscope scope;
	bool texts; /* of the return at hand: with what persons wrote */
	unsigned n; /* entries of the part at hand */
	int error;  /* the first failure of a part */
};

/* --- parts --------------------------------------------------------------------------------- */

/* Opens the next entry of a list that is keyed by its place. */
static void
next_entry(struct walk *w, const char *list)
{
	char number[16];
	const char *key = number;

	vg_text_format(number, sizeof(number), "%u", ++w->n);
	vg_restdata_entry(w->data, list, &key, 1);
}

static void
check_row(const struct vg_return_check_view *view, void *cookie)
{
	struct walk *w = cookie;

	next_entry(w, "check");
	vg_restdata_leaf(w->data, "result", view->result);
	if (w->texts) {
		vg_restdata_text(w->data, "check", view->check);
		vg_restdata_text(w->data, "text", view->text);
	}
	vg_restdata_text(w->data, "who", view->who);
	vg_restdata_time(w->data, "at", view->at);
	vg_restdata_out(w->data);
}

static void
key_row(const struct vg_return_key_view *view, void *cookie)
{
	struct walk *w = cookie;

	next_entry(w, "key");
	vg_restdata_leaf(w->data, "side", view->side);
	vg_restdata_time(w->data, "given", view->given);
	vg_restdata_text(w->data, "who", view->who);
	vg_restdata_time(w->data, "taken", view->taken);
	if (w->texts) {
		vg_restdata_text(w->data, "check", view->check);
		vg_restdata_text(w->data, "result", view->result);
		vg_restdata_text(w->data, "engineer", view->engineer);
		vg_restdata_text(w->data, "evidence", view->evidence);
		vg_restdata_text(w->data, "why", view->why);
	}
	vg_restdata_out(w->data);
}

static void
number_row(const struct vg_return_number_view *view, void *cookie)
{
	struct walk *w = cookie;

	vg_restdata_entry(w->data, "number", &view->number, 1);
	vg_restdata_leaf(w->data, "state", view->state);
	vg_restdata_time(w->data, "at", view->at);
	vg_restdata_text(w->data, "who", view->who);
	vg_restdata_out(w->data);
}

static void
shipment_row(const struct vg_return_shipment_view *view, void *cookie)
{
	struct walk *w = cookie;

	next_entry(w, "shipment");
	vg_restdata_int(w->data, "attempt", view->attempt);
	vg_restdata_text(w->data, "carrier", view->carrier);
	vg_restdata_text(w->data, "tracking", view->tracking);
	vg_restdata_text(w->data, "serial", view->serial);
	vg_restdata_text(w->data, "ship-to", view->ship_to);
	vg_restdata_time(w->data, "sent", view->sent);
	vg_restdata_text(w->data, "how", view->how);
	vg_restdata_time(w->data, "ended", view->ended);
	if (w->texts)
		vg_restdata_text(w->data, "proof", view->proof);
	vg_restdata_out(w->data);
}

static void
unit_row(const struct vg_return_unit_view *view, void *cookie)
{
	struct walk *w = cookie;

	next_entry(w, "unit");
	vg_restdata_leaf(w->data, "role", view->role);
	vg_restdata_text(w->data, "serial", view->serial);
	vg_restdata_leaf(w->data, "state", view->state);
	vg_restdata_text(w->data, "data", view->data);
	vg_restdata_text(w->data, "carrier", view->carrier);
	vg_restdata_text(w->data, "tracking", view->tracking);
	vg_restdata_time(w->data, "changed", view->changed);
	vg_restdata_out(w->data);
}

static void
write_parts(struct walk *w, const char *number)
{
	static const struct vg_return_parts parts = {
	    key_row, number_row, shipment_row, unit_row, check_row};

	w->n = 0;
	int err = vg_deskreturnview_parts(w->desk, number, &parts, w);
	if (w->error == VG_OK)
		w->error = err;
}

/* --- the return ---------------------------------------------------------------------------- */

/* What its case shows of it too. */
static void
write_head(struct vg_restdata *data, const struct vg_return_view *view)
{
	vg_restdata_leaf(data, "state", view->state);
	vg_restdata_text(data, "kind", view->kind);
	vg_restdata_int(data, "attempt", view->attempt);
	vg_restdata_text(data, "resource", view->resource);
	vg_restdata_text(data, "part", view->part);
	vg_restdata_text(data, "serial", view->serial);
	vg_restdata_text(data, "rma", view->rma);
	vg_restdata_text(data, "faulty", view->unit);
	vg_restdata_time(data, "moved", view->moved);
	vg_restdata_text(data, "missing", view->missing);
	vg_restdata_bool(data, "stuck", view->stuck);
}

static void
return_row(const struct vg_return_view *view, void *cookie)
{
	struct walk *w = cookie;
	struct vg_restdata *data = w->data;

	if (vg_deskscope_case(&w->scope, w->desk, view->case_number) != VG_OK)
		return;
	vg_restdata_entry(data, "return", &view->number, 1);
	write_head(data, view);
	vg_restdata_text(data, "case", view->case_number);
	vg_restdata_text(data, "flow", view->flow);
	vg_restdata_text(data, "device", view->device);
	vg_restdata_text(data, "rule", view->rule);
	vg_restdata_text(data, "who", view->who);
	vg_restdata_time(data, "opened", view->opened);
	vg_restdata_text(data, "announced", view->announced);
	vg_restdata_text(data, "seen", view->seen);
	vg_restdata_text(data, "new-serial", view->new_serial);
	vg_restdata_text(data, "lent", view->lent);
	vg_restdata_text(data, "outcome", view->outcome);
	vg_restdata_time(data, "replaced", view->replaced);
	vg_restdata_time(data, "clock", view->clock);
	w->texts =
	    vg_deskread_texts(w->desk, w->caller->user, (enum vg_role)w->caller->role,
		vg_deskread_closed(w->desk, view->case_number), w->now);
	if (w->parts)
		write_parts(w, view->number);
	vg_restdata_out(data);
}

static int
write_list(struct walk *w, const struct vg_rest_ask *ask, struct vg_detail *detail)
{
	struct vg_deskpage page = vg_apilist_page(ask);
	int err = vg_apilist_refuse(
	    ask, VG_RESTPATH_LIMIT | VG_RESTPATH_AFTER | VG_RESTPATH_STATE, detail);

	if (err != VG_OK)
		return err;
	page.scope = &w->scope;
	w->parts = ask->depth == 0 || ask->depth > 3;
	err = vg_deskreturnview_list(
	    w->desk, ask->query->open, &page, vg_clock_wall(), return_row, w);
	return vg_apilist_told(err, &page, w->data, detail);
}

int
vg_apireturn_get(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	const struct vg_restpath_step *step =
	    ask->path->n_steps > 1 ? &ask->path->steps[1] : NULL;
	struct walk w = {.desk = desk,
	    .data = data,
	    .caller = ask->caller,
	    .now = vg_clock_wall(),
	    .scope = vg_apiscope_of(desk, ask->caller)};
	int err;

	if (!step || step->n_keys != 1) {
		err = write_list(&w, ask, detail);
		return err != VG_OK ? err : w.error;
	}
	err = vg_apilist_refuse(ask, 0, detail);
	if (err != VG_OK)
		return err;
	w.parts = ask->depth == 0 || ask->depth > 2;
	err = vg_deskreturnview_one(desk, step->keys[0], vg_clock_wall(), return_row, &w);
	if (err == VG_ENOENT)
		return vg_detail_set(
		    detail, err, "return %.32s: not found", step->keys[0]);
	return err != VG_OK ? err : w.error;
}

static void
short_row(const struct vg_return_view *view, void *cookie)
{
	struct vg_restdata *data = cookie;

	vg_restdata_entry(data, "return", &view->number, 1);
	write_head(data, view);
	vg_restdata_out(data);
}

int
vg_apireturn_of_case(struct vg_desk *desk, const char *number, struct vg_wall now,
    struct vg_restdata *data)
{
	return vg_deskreturnview_of_case(desk, number, now, short_row, data);
}
