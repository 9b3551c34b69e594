/*
 * What was told, in French.
 */
#include "tests/play/playfrench.h"

#include <inttypes.h>
#include <string.h>

#include "collector/desk/mail/deskbook.h"
#include "collector/desk/mail/deskletter.h"
#include "collector/desk/mail/deskoutbox.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

enum { ROWS_MAX = 4096 };

/* One for the whole run: it is slow to read. */
static struct vg_letterbook *book;

struct told {
	int64_t id[ROWS_MAX];
	size_t n;
};

static void
add_id(const struct vg_outbox_view *view, void *cookie)
{
	struct told *told = cookie;

	if (strcmp(view->channel, "mail") == 0 && told->n < ROWS_MAX)
		told->id[told->n++] = view->id;
}

/* Whether its French letter shows what happened: written with a mark in its place, that is found. */
static bool
shows(const struct vg_deskletter_row *row)
{
	static const char mark[] = "\001";
	struct vg_letterfacts facts;
	struct vg_buf subject, body;

	for (size_t i = 0; i < VG_N_LETTERFACTS; i++)
		facts.value[i] = "x";
	facts.value[VG_LETTERFACT_WHAT] = mark;
	vg_buf_init(&subject, 0);
	vg_buf_init(&body, 0);
	bool shown = vg_letter_write(vg_letterbook_find(book, VG_LANGUAGE_FR, row->what,
					 row->template, row->role),
			 &facts, false, &subject, &body) != VG_OK ||
	    strstr(vg_buf_text(&subject), mark) || strstr(vg_buf_text(&body), mark);
	vg_buf_fini(&subject);
	vg_buf_fini(&body);
	return shown;
}

static bool
is_said(const struct vg_deskletter_row *row)
{
	const struct vg_letterwords *words = vg_letterbook_words(book, VG_LANGUAGE_FR);
	struct vg_buf unused;

	if (!row->line[0])
		/* Its sentence was erased with a person. */
		return strcmp(row->what, row->template) == 0 ||
		    vg_letterwords_find(words, "what", row->what) != row->what;
	vg_buf_init(&unused, 0);
	bool said = vg_letterphrases_say(
	    vg_letterbook_phrases(book, VG_LANGUAGE_FR), row->line, &unused);
	vg_buf_fini(&unused);
	return said;
}

int
vg_playfrench_check(struct vg_play *p, const struct vg_packset *packs)
{
	static struct told told;
	struct vg_detail detail = {0};
	int code = book ? VG_OK : vg_deskbook_load(packs, &book, &detail);

	told.n = 0;
	if (code == VG_OK)
		code = vg_desk_outbox(p->desk, false, NULL, add_id, &told);
	if (code != VG_OK) {
		vg_text_copy(p->said, sizeof(p->said), detail.text);
		return 0;
	}
	for (size_t i = 0; i < told.n; i++) {
		struct vg_deskletter letter;
		/* No letter was made of it yet: its row is there all the same. */
		(void)vg_desk_letter(p->desk, told.id[i], p->now, &letter, &detail);
		bool said = !shows(&letter.row) || is_said(&letter.row);
		if (!said)
			vg_text_format(p->said, sizeof(p->said),
			    "message %" PRId64 " to the %s, no French for: %s",
			    told.id[i], letter.row.role,
			    letter.row.line[0] ? letter.row.line : letter.row.what);
		vg_deskletter_fini(&letter);
		if (!said)
			return 0;
	}
	return 1;
}
