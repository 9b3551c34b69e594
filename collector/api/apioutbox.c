/*
 * The outbox as a resource.
 */
#include "collector/api/apioutbox.h"

#include <inttypes.h>
#include <string.h>

#include "collector/api/apilist.h"
#include "collector/desk/mail/deskoutbox.h"
#include "collector/desk/mail/deskwayview.h"
#include "collector/desk/persons/deskread.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/os/clock.h"

struct writing {
	struct vg_desk *desk;
	struct vg_restdata *data;
	const struct vg_rest_caller *caller;
	struct vg_wall now;
};

/* What a person wrote, and what a relay said of his address, is not everybody's. */
static bool
shows_text(const struct writing *w, const struct vg_outbox_view *view)
{
	return vg_deskread_texts(w->desk, w->caller->user, (enum vg_role)w->caller->role,
	    vg_deskread_closed(w->desk, view->case_number), w->now);
}

/* Which of our own people is called, and when, is a duty list, which a viewer has none of. */
static bool
shows_recipient(const struct writing *w, const struct vg_outbox_view *view)
{
	return vg_text_starts(view->recipient, "role:") ||
	    vg_text_starts(view->recipient, "way:") ||
	    vg_deskread_persons(w->desk, w->caller->user, (enum vg_role)w->caller->role);
}

static void
write_row(const struct vg_outbox_view *view, void *cookie)
{
	const struct writing *w = cookie;
	struct vg_restdata *data = w->data;
	char id[24];
	const char *const keys[] = {id};

	vg_text_format(id, sizeof(id), "%" PRId64, view->id);
	vg_restdata_entry(data, "message", keys, 1);
	vg_restdata_text(data, "case", view->case_number);
	vg_restdata_time(data, "created", view->created);
	vg_restdata_text(data, "event", view->event);
	vg_restdata_text(data, "what", view->what);
	vg_restdata_text(data, "role", view->role);
	if (shows_recipient(w, view)) {
		vg_restdata_text(data, "recipient", view->recipient);
		vg_restdata_text(
		    data, "recipient-is", vg_deskread_what(w->desk, view->recipient));
	}
	vg_restdata_text(data, "language", view->language);
	vg_restdata_text(data, "template", view->template);
	vg_restdata_text(data, "channel", view->channel);
	vg_restdata_text(data, "way", view->way);
	vg_restdata_text(data, "attachment", view->attachment);
	vg_restdata_text(data, "state", view->state);
	vg_restdata_int(data, "tries", view->tries);
	if (strcmp(view->state, "waiting") == 0 || strcmp(view->state, "taken") == 0)
		vg_restdata_time(data, "next-try", view->next_try);
	vg_restdata_text(data, "message-id", view->message_id);
	if ((view->text[0] || view->reason[0]) && shows_text(w, view)) {
		vg_restdata_text(data, "reason", view->reason);
		vg_restdata_text(data, "text", view->text);
	}
	vg_restdata_out(data);
}

static void
write_way(const struct vg_way_view *view, void *cookie)
{
	struct vg_restdata *data = ((const struct writing *)cookie)->data;
	const char *const keys[] = {view->name};

	vg_restdata_entry(data, "way", keys, 1);
	vg_restdata_leaf(data, "state", view->state);
	vg_restdata_time(data, "failing-since", view->failing);
	vg_restdata_time(data, "last-sent", view->sent);
	vg_restdata_int(data, "waiting", view->waiting);
	vg_restdata_time(data, "oldest", view->oldest);
	vg_restdata_out(data);
}

int
vg_apioutbox_get(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	struct writing w = {desk, data, ask->caller, vg_clock_wall()};
	const struct vg_restpath_step *step =
	    ask->path->n_steps > 1 ? &ask->path->steps[1] : NULL;
	struct vg_deskpage page = vg_apilist_page(ask);
	int64_t id, held = 0;

	if (step && step->n_keys == 1 && strcmp(step->name, "message") == 0) {
		if (vg_text_int(step->keys[0], 1, INT64_MAX, &id) != VG_OK)
			return VG_OK; /* there is no such one */
		return vg_desk_outbox_one(desk, id, write_row, &w);
	}
	int err = vg_apilist_refuse(
	    ask, VG_RESTPATH_LIMIT | VG_RESTPATH_AFTER | VG_RESTPATH_STATE, detail);

	if (err != VG_OK)
		return err;
	bool first = !page.after || !page.after[0];
	if (first)
		err = vg_deskwayview_held(desk, &held);
	if (err == VG_OK && first)
		vg_restdata_int(data, "held", held);
	if (err == VG_OK && first)
		err = vg_deskwayview_all(desk, write_way, &w);
	if (err == VG_OK)
		err = vg_desk_outbox(desk, ask->query->open, &page, write_row, &w);
	return vg_apilist_told(err, &page, data, detail);
}
