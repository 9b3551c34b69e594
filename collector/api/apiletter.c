/*
 * Letters for doors.
 */
#include "collector/api/apiletter.h"

#include <inttypes.h>
#include <string.h>

#include "collector/api/apilist.h"
#include "collector/desk/mail/deskletterview.h"
#include "collector/desk/mail/deskwayview.h"
#include "collector/desk/persons/deskread.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/os/clock.h"

struct writing {
	struct vg_desk *desk;
	struct vg_restdata *data;
	const struct vg_rest_caller *caller;
	const struct vg_restpath_step *step;
	struct vg_wall now;
	bool hidden; /* the case was closed too long ago for who asks */
	const struct vg_detail *refused;
};

static void
write_words(struct vg_restdata *data, const struct vg_letter_view *letter)
{
	vg_restdata_leaf(data, "channel", letter->channel);
	vg_restdata_text(data, "from", letter->from);
	vg_restdata_text(data, "from-name", letter->from_name);
	for (size_t i = 0; i < letter->n_to; i++)
		vg_restdata_leaf(data, "to", letter->to[i]);
	vg_restdata_text(data, "missing", letter->missing);
	vg_restdata_text(data, "subject", letter->subject);
	vg_restdata_text(data, "text", letter->body);
	if (letter->auto_submitted[0])
		vg_restdata_leaf(data, "auto-submitted", letter->auto_submitted);
	vg_restdata_text(data, "in-reply-to", letter->in_reply_to);
	vg_restdata_text(data, "references", letter->references);
}

static void
write_way(struct vg_restdata *data, const struct vg_letter_view *letter)
{
	if (!letter->url[0])
		return;
	vg_restdata_into(data, "way");
	vg_restdata_leaf(data, "name", letter->way);
	vg_restdata_leaf(data, "url", letter->url);
	vg_restdata_text(data, "credential", letter->credential);
	vg_restdata_text(data, "authority", letter->authority);
	for (size_t i = 0; letter->allow && i < letter->allow->n; i++)
		vg_restdata_leaf(data, "allow-address", letter->allow->name[i]);
	vg_restdata_out(data);
}

/* P9: "evidence supplier SHA256" is the bundle that is masked for him. */
static void
write_attachment(struct vg_restdata *data, const struct vg_letter_view *letter)
{
	char name[64], resource[128];
	const char *const keys[] = {name};

	if (!vg_text_starts(letter->attachment, "evidence supplier "))
		return;
	vg_text_format(name, sizeof(name), "evidence-%s.json", letter->number);
	vg_text_format(resource, sizeof(resource),
	    "vigie-evidence:evidence/case=%s/bundle=supplier", letter->number);
	vg_restdata_entry(data, "attachment", keys, 1);
	vg_restdata_leaf(data, "type", "application/json");
	vg_restdata_leaf(data, "resource", resource);
	vg_restdata_out(data);
}

static void
write_letter(const struct vg_letter_view *letter, void *cookie)
{
	struct writing *w = cookie;
	struct vg_restdata *data = w->data;
	char id[24];
	const char *const keys[] = {id};

	w->hidden =
	    !vg_deskread_texts(w->desk, w->caller->user, (enum vg_role)w->caller->role,
		vg_deskread_closed(w->desk, letter->number), w->now);
	if (w->hidden)
		return;
	vg_text_format(id, sizeof(id), "%" PRId64, letter->id);
	vg_restdata_entry(data, "letter", keys, 1);
	vg_restdata_text(data, "case", letter->number);
	vg_restdata_leaf(data, "state", letter->state);
	vg_restdata_text(data, "taken-by", letter->taken_by);
	vg_restdata_int(data, "round", letter->round);
	vg_restdata_leaf(data, "role", letter->role);
	vg_restdata_leaf(data, "template", letter->template);
	vg_restdata_leaf(data, "language", letter->language);
	vg_restdata_text(data, "message-id", letter->message_id);
	vg_restdata_time(data, "made", letter->made);
	write_words(data, letter);
	write_way(data, letter);
	write_attachment(data, letter);
	vg_restdata_out(data);
}

static int
get_letter(struct writing *w, struct vg_detail *detail)
{
	int64_t number;

	if (vg_text_int(w->step->keys[0], 1, INT64_MAX, &number) != VG_OK)
		return VG_OK; /* there is no such one */
	int code =
	    vg_deskletterview_one(w->desk, number, w->now, write_letter, w, detail);
	if (code == VG_OK && w->hidden)
		code = vg_detail_set(detail, VG_EACCESS,
		    "message %" PRId64 ": its case was closed long ago: a manager's",
		    number);
	return code;
}

static void
write_preview(const struct vg_letter_view *letter, void *cookie)
{
	struct writing *w = cookie;

	vg_restdata_entry(w->data, "preview", w->step->keys, 4);
	vg_restdata_text(w->data, "refused", w->refused->text);
	write_words(w->data, letter);
	vg_restdata_out(w->data);
}

static int
get_preview(struct writing *w, struct vg_detail *detail)
{
	const char *const *keys = w->step->keys;

	detail->text[0] = '\0';
	w->refused = detail;
	int code = vg_deskletterview_preview(w->desk, keys[0], keys[1], keys[2], keys[3],
	    w->now, write_preview, w, detail);
	/* What the guard would stop is shown with its reason. */
	return code == VG_EPOLICY ? VG_OK : code;
}

/* Of all there are none: they are made, and asked for, one by one. */
static int
get_next_try(struct writing *w)
{
	struct vg_wall at = {0};
	int code = vg_deskwayview_next_try(w->desk, w->now, &at);

	if (code == VG_OK && vg_instant_is_set(at))
		vg_restdata_time(w->data, "next-try", at);
	return code;
}

int
vg_apiletter_get(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	struct writing w = {.desk = desk,
	    .data = data,
	    .caller = ask->caller,
	    .step = ask->path->n_steps > 1 ? &ask->path->steps[1] : NULL,
	    .now = vg_clock_wall()};
	int code = vg_apilist_refuse(ask, 0, detail);

	if (code != VG_OK)
		return code;
	if (!w.step)
		return get_next_try(&w);
	if (w.step->n_keys == 1 && strcmp(w.step->name, "letter") == 0)
		return get_letter(&w, detail);
	if (w.step->n_keys == 4 && strcmp(w.step->name, "preview") == 0 &&
	    ask->caller->role == (int)VG_ROLE_COURIER)
		return vg_detail_set(detail, VG_EACCESS,
		    "%s: role courier reads letters that are to leave",
		    ask->caller->user);
	if (w.step->n_keys == 4 && strcmp(w.step->name, "preview") == 0)
		return get_preview(&w, detail);
	return vg_detail_set(
	    detail, VG_EINVAL, "letters: name one, as in letters/letter=12");
}
