/*
 * Mails as a resource.
 */
#include "collector/api/apimail.h"

#include <inttypes.h>

#include "collector/api/apilist.h"
#include "collector/desk/mail/deskmailview.h"
#include "collector/desk/mail/deskmention.h"
#include "collector/desk/persons/deskread.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/os/clock.h"

struct writing {
	struct vg_desk *desk;
	struct vg_restdata *data;
	const struct vg_rest_caller *caller;
	struct vg_wall now;
	bool whole; /* one mail, with its text */
	int code;   /* of what was read for it */
};

static void
write_number(struct vg_restdata *data, const char *list, int64_t number)
{
	char id[24];
	const char *const keys[] = {id};

	vg_text_format(id, sizeof(id), "%" PRId64, number);
	vg_restdata_entry(data, list, keys, 1);
}

static void
write_part(const struct vg_mail_part_view *view, void *cookie)
{
	struct vg_restdata *data = cookie;

	write_number(data, "part", view->number);
	vg_restdata_text(data, "name", view->name);
	vg_restdata_text(data, "type", view->type);
	vg_restdata_int(data, "size", view->size);
	vg_restdata_text(data, "sha256", view->sha256);
	vg_restdata_out(data);
}

static void
write_party(const struct vg_party_view *view, void *cookie)
{
	struct vg_restdata *data = cookie;
	const char *const keys[] = {view->side, view->name};

	vg_restdata_entry(data, "party", keys, 2);
	vg_restdata_leaf(data, "place", view->place);
	vg_restdata_out(data);
}

static void
write_supplier_number(const struct vg_number_view *view, void *cookie)
{
	struct vg_restdata *data = cookie;
	const char *const keys[] = {view->kind, view->number};

	vg_restdata_entry(data, "number", keys, 2);
	vg_restdata_leaf(data, "state", view->state);
	vg_restdata_out(data);
}

/* What its sender wrote, and what is known of him. */
static void
write_texts(const struct writing *w, const struct vg_mail_view *view)
{
	struct vg_restdata *data = w->data;

	vg_restdata_text(data, "from", view->from);
	vg_restdata_text(data, "to", view->to);
	vg_restdata_text(data, "cc", view->cc);
	vg_restdata_text(data, "reply-to", view->reply_to);
	vg_restdata_text(data, "subject", view->subject);
	vg_restdata_text(data, "authentication-results", view->authentication);
	vg_restdata_text(data, "raw", view->raw);
	if (w->whole)
		vg_restdata_text(data, "text", view->text);
}

static void
write_marks(struct vg_restdata *data, const struct vg_mail_view *view)
{
	const struct {
		const char *leaf;
		bool is;
	} marks[] = {{"automatic", view->automatic}, {"opened", view->opened},
	    {"cut", view->cut}, {"unparsed", view->unparsed}, {"html", view->html},
	    {"erased", view->erased}};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		if (marks[i].is)
			vg_restdata_leaf(data, marks[i].leaf, "true");
	}
}

static int
write_lists(struct vg_desk *desk, int64_t id, struct vg_restdata *data)
{
	int code = vg_desk_mail_parts(desk, id, write_part, data);

	if (code == VG_OK)
		code = vg_desk_mail_parties(desk, id, write_party, data);
	return code == VG_OK ? vg_desk_mail_numbers(desk, id, write_supplier_number, data)
			     : code;
}

static void
write_row(const struct vg_mail_view *view, void *cookie)
{
	struct writing *w = cookie;
	struct vg_restdata *data = w->data;
	bool reads =
	    vg_deskread_texts(w->desk, w->caller->user, (enum vg_role)w->caller->role,
		vg_deskread_closed(w->desk, view->case_number), w->now);

	write_number(data, "mail", view->id);
	vg_restdata_text(data, "case", view->case_number);
	vg_restdata_time(data, "taken", view->taken);
	vg_restdata_time(data, "recorded", view->recorded);
	vg_restdata_text(data, "message-id", view->message_id);
	vg_restdata_text(data, "person", view->person);
	vg_restdata_text(data, "person-is", vg_deskread_what(w->desk, view->person));
	vg_restdata_text(data, "side", view->side);
	vg_restdata_text(data, "state", view->state);
	vg_restdata_int(data, "rung", view->rung);
	write_marks(data, view);
	if (reads)
		write_texts(w, view);
	if (reads && w->whole)
		w->code = write_lists(w->desk, view->id, data);
	vg_restdata_out(data);
}

/* How many wait for a case; with the first page. */
static int
write_waiting(struct vg_desk *desk, struct vg_restdata *data)
{
	struct vg_wall oldest = {0};
	int64_t n;
	int err = vg_desk_mails_waiting(desk, &n, &oldest);

	if (err != VG_OK || !n)
		return err;
	vg_restdata_int(data, "waiting", n);
	vg_restdata_time(data, "oldest", oldest);
	return VG_OK;
}

int
vg_apimail_get(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	struct writing w = {desk, data, ask->caller, vg_clock_wall(), false, VG_OK};
	const struct vg_restpath_step *step =
	    ask->path->n_steps > 1 ? &ask->path->steps[1] : NULL;
	struct vg_deskpage page = vg_apilist_page(ask);
	int64_t id;

	if (step && step->n_keys == 1) {
		if (vg_text_int(step->keys[0], 1, INT64_MAX, &id) != VG_OK)
			return VG_OK; /* there is no such one */
		w.whole = true;
		int err = vg_desk_mail(desk, id, write_row, &w);
		return err == VG_OK ? w.code : err;
	}
	int err = vg_apilist_refuse(
	    ask, VG_RESTPATH_LIMIT | VG_RESTPATH_AFTER | VG_RESTPATH_STATE, detail);

	if (err == VG_OK && (!page.after || !page.after[0]))
		err = write_waiting(desk, data);
	if (err == VG_OK)
		err = vg_desk_mails(desk, ask->query->open, &page, write_row, &w);
	return vg_apilist_told(err, &page, data, detail);
}
