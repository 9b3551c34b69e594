/*
 * Entries about messages.
 */
#include "collector/desk/mail/deskmailentry.h"

#include <inttypes.h>
#include <string.h>

#include "collector/desk/deskact.h"
#include "collector/desk/mail/deskpagemany.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

struct writing {
	struct vg_act_call *call;
	const struct vg_deskmailentry *entry;
};

static int
write_in(const char *number, void *cookie)
{
	const struct writing *w = cookie;
	const struct vg_deskmailentry *e = w->entry;
	struct vg_act_call *call = w->call;
	bool is_one =
	    !vg_text_starts(e->recipient, "role:") || strchr(e->recipient, '/') != NULL;
	char text[VG_TEXT_SIZE], news[VG_TEXT_SIZE];

	vg_text_format(text, sizeof(text), "message %" PRId64 " (%s) to %s%s %s: %s",
	    e->id, e->template, is_one ? "" : "the ", is_one ? e->recipient : e->role,
	    e->is, e->reason);
	vg_text_format(news, sizeof(news), "a message %s", e->is);
	int code = vg_desk_journal(
	    call->desk, number, call->at, call->now, "mail-out", call->actor->user, text);
	return code == VG_OK
	    ? vg_desk_tell(call->desk, call->now, "case-changed", number, "", news)
	    : code;
}

int
vg_deskmailentry_write(struct vg_act_call *call, const struct vg_deskmailentry *entry)
{
	struct writing writing = {call, entry};

	if (vg_text_starts(entry->template, "page"))
		return vg_deskpagemany_each(
		    call->desk, entry->id, entry->number, write_in, &writing);
	return entry->number[0] ? write_in(entry->number, &writing) : VG_OK;
}
