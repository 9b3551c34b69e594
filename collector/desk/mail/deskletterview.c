/*
 * Letters for doors.
 */
#include "collector/desk/mail/deskletterview.h"

#include <string.h>

#include "collector/conf/confoutway.h"
#include "collector/desk/mail/deskletter.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

static const char *
text_of(const char *text)
{
	return text ? text : "";
}

static void
give(struct vg_deskletter *letter, vg_letter_cb cb, void *cookie)
{
	const struct vg_deskletter_row *row = &letter->row;
	struct vg_letter_view view = {.id = row->id,
	    .round = row->round,
	    .number = row->number,
	    .state = row->state,
	    .taken_by = strcmp(row->state, "taken") == 0 ? row->taken_by : "",
	    .role = row->role,
	    .template = row->template,
	    .language = vg_language_text(row->language),
	    .channel = row->channel,
	    .message_id = row->message_id,
	    .from = letter->from,
	    .from_name = letter->from_name,
	    .missing = letter->to.missing,
	    .subject = text_of(letter->subject),
	    .body = text_of(letter->body),
	    .auto_submitted = letter->auto_submitted,
	    .in_reply_to = text_of(letter->in_reply_to),
	    .references = text_of(letter->references),
	    .attachment = row->attachment,
	    .made = letter->made,
	    .way = row->way,
	    .url = "",
	    .credential = "",
	    .authority = ""};

	if (letter->way) {
		view.url = letter->way->url;
		view.credential = letter->way->credential;
		view.authority = letter->way->authority;
		view.allow = &letter->way->allow;
	}
	for (; view.n_to < letter->to.n; view.n_to++)
		view.to[view.n_to] = letter->to.mail[view.n_to];
	cb(&view, cookie);
}

int
vg_deskletterview_one(struct vg_desk *desk, int64_t id, struct vg_wall now,
    vg_letter_cb cb, void *cookie, struct vg_detail *detail)
{
	struct vg_deskletter letter;
	int code = vg_desk_letter(desk, id, now, &letter, detail);

	if (code == VG_OK)
		give(&letter, cb, cookie);
	vg_deskletter_fini(&letter);
	return code;
}

/* What only one side ever gets: another's would be a letter that nobody is sent. */
static int
check_side(const char *template, const char *role, struct vg_detail *detail)
{
	bool client = strcmp(template, "receipt") == 0 || strcmp(template, "reply") == 0;
	bool supplier = strcmp(template, "escalation") == 0;

	if ((!client || strcmp(role, "client") == 0) &&
	    (!supplier || vg_text_starts(role, "supplier")))
		return VG_OK;
	return vg_detail_set(detail, VG_EINVAL,
	    "template %s is for the %s, not the %.40s", template,
	    client ? "client" : "supplier", role);
}

int
vg_deskletterview_preview(struct vg_desk *desk, const char *template, const char *number,
    const char *role, const char *language, struct vg_wall now, vg_letter_cb cb,
    void *cookie, struct vg_detail *detail)
{
	struct vg_deskletter letter;
	int in = vg_language_parse(language);

	if (in < 0 && strcmp(language, "auto") != 0)
		return vg_detail_set(detail, VG_EINVAL,
		    "language '%.40s': letters are written in fr or en", language);
	if (check_side(template, role, detail) != VG_OK)
		return VG_EINVAL;
	int code = vg_desk_letter_preview(
	    desk, template, number, role, in, now, &letter, detail);

	if (code == VG_OK || code == VG_EPOLICY)
		give(&letter, cb, cookie);
	vg_deskletter_fini(&letter);
	return code;
}
