/*
 * Letters for doors.
 */
#include "collector/api/apiletter.h"

#include <inttypes.h>
#include <string.h>

#include "collector/api/apilist.h"
#include "collector/desk/deskletter.h"
#include "collector/desk/deskread.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/os/clock.h"

static void
write_words(struct vg_restdata *data, const struct vg_deskletter *letter)
{
	vg_restdata_leaf(data, "channel", letter->row.channel);
	vg_restdata_text(data, "from", letter->from);
	vg_restdata_text(data, "from-name", letter->from_name);
	for (size_t i = 0; i < letter->to.n; i++)
		vg_restdata_leaf(data, "to", letter->to.mail[i]);
	vg_restdata_text(data, "missing", letter->to.missing);
	vg_restdata_text(data, "subject", letter->subject);
	vg_restdata_text(data, "text", letter->body);
	if (letter->auto_submitted[0])
		vg_restdata_leaf(data, "auto-submitted", letter->auto_submitted);
	vg_restdata_text(data, "in-reply-to", letter->in_reply_to);
	vg_restdata_text(data, "references", letter->references);
}

/* P9: "evidence supplier SHA256" is the bundle that is masked for him. */
static void
write_attachment(struct vg_restdata *data, const struct vg_deskletter *letter)
{
	char name[64], resource[128];
	const char *const keys[] = {name};

	if (!vg_text_starts(letter->row.attachment, "evidence supplier "))
		return;
	vg_text_format(name, sizeof(name), "evidence-%s.json", letter->row.number);
	vg_text_format(resource, sizeof(resource),
	    "vigie-evidence:evidence/case=%s/bundle=supplier", letter->row.number);
	vg_restdata_entry(data, "attachment", keys, 1);
	vg_restdata_leaf(data, "type", "application/json");
	vg_restdata_leaf(data, "resource", resource);
	vg_restdata_out(data);
}

static int
get_letter(struct vg_desk *desk, const struct vg_restpath_step *step,
    const struct vg_rest_ask *ask, struct vg_restdata *data, struct vg_detail *detail)
{
	struct vg_deskletter letter;
	struct vg_wall now = vg_clock_wall();
	char id[24];
	const char *const keys[] = {id};
	int64_t number;

	if (vg_text_int(step->keys[0], 1, INT64_MAX, &number) != VG_OK)
		return VG_OK; /* there is no such one */
	int code = vg_desk_letter(desk, number, now, &letter, detail);
	if (code == VG_OK &&
	    !vg_deskread_texts(desk, ask->caller->user, (enum vg_role)ask->caller->role,
		vg_deskread_closed(desk, letter.row.number), now))
		code = vg_detail_set(detail, VG_EACCESS,
		    "message %" PRId64 ": its case was closed long ago: a manager's",
		    number);
	if (code == VG_OK) {
		vg_text_format(id, sizeof(id), "%" PRId64, number);
		vg_restdata_entry(data, "letter", keys, 1);
		vg_restdata_text(data, "case", letter.row.number);
		vg_restdata_leaf(data, "state", letter.row.state);
		vg_restdata_leaf(data, "role", letter.row.role);
		vg_restdata_leaf(data, "template", letter.row.template);
		vg_restdata_leaf(data, "language", vg_language_text(letter.row.language));
		vg_restdata_text(data, "message-id", letter.row.message_id);
		vg_restdata_time(data, "made", letter.made);
		write_words(data, &letter);
		write_attachment(data, &letter);
		vg_restdata_out(data);
	}
	vg_deskletter_fini(&letter);
	return code;
}

static int
get_preview(struct vg_desk *desk, const struct vg_restpath_step *step,
    struct vg_restdata *data, struct vg_detail *detail)
{
	struct vg_deskletter letter;
	int language = vg_language_parse(step->keys[3]);
	int code = vg_desk_letter_preview(desk, step->keys[0], step->keys[1],
	    step->keys[2], language, vg_clock_wall(), &letter, detail);

	if (code == VG_OK || code == VG_EPOLICY) {
		vg_restdata_entry(data, "preview", step->keys, 4);
		if (code == VG_EPOLICY)
			vg_restdata_text(data, "refused", detail->text);
		write_words(data, &letter);
		vg_restdata_out(data);
		code = VG_OK;
	}
	vg_deskletter_fini(&letter);
	return code;
}

int
vg_apiletter_get(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	const struct vg_restpath_step *step =
	    ask->path->n_steps > 1 ? &ask->path->steps[1] : NULL;
	int code = vg_apilist_refuse(ask, 0, detail);

	if (code == VG_OK && step && step->n_keys == 1 &&
	    strcmp(step->name, "letter") == 0)
		return get_letter(desk, step, ask, data, detail);
	if (code == VG_OK && step && step->n_keys == 4 &&
	    strcmp(step->name, "preview") == 0)
		return get_preview(desk, step, data, detail);
	return code == VG_OK ? vg_detail_set(detail, VG_EINVAL,
				   "letters: name one, as in letters/letter=12")
			     : code;
}
