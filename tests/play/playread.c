/*
 * Reading in plays.
 */
#include "tests/play/playread.h"

#include <stdio.h>
#include <stdlib.h>

#include "collector/desk/clock/deskexplain.h"
#include "collector/desk/clock/deskreport.h"
#include "collector/sla/explaintext.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

struct page {
	enum vg_slatext_language language;
	struct vg_buf buf;
};

static void
add_clock(const struct vg_explain_clock *clock, void *cookie)
{
	struct page *page = cookie;

	vg_explaintext_clock(clock, page->language, &page->buf);
}

/* As after a command: what was given, or what was refused. */
static int
finish(struct vg_play *p, struct page *page, int code, const struct vg_detail *detail)
{
	p->code = code;
	p->judged = code == VG_OK;
	vg_text_copy(p->said, sizeof(p->said), detail->text);
	free(p->document);
	p->document = vg_buf_give(&page->buf);
	return 1;
}

static int
begin(struct vg_play *p, struct page *page, const char *language)
{
	vg_buf_init(&page->buf, 0);
	if (vg_slatext_parse(language, &page->language) == VG_OK)
		return 1;
	snprintf(
	    p->why, p->why_size, "%s:%d: no language: %s", p->path, p->line, language);
	return 0;
}

int
vg_playread_explain(struct vg_play *p, char **words)
{
	struct vg_detail detail = {0};
	struct page page;

	if (!begin(p, &page, words[1]))
		return 0;
	int code =
	    vg_deskexplain_case(p->desk, words[0], p->now, add_clock, &page, &detail);
	return finish(p, &page, code, &detail);
}

int
vg_playread_report(struct vg_play *p, char **words)
{
	enum vg_slareport_reader reader = VG_SLAREPORT_CLIENT;
	struct vg_detail detail = {0};
	struct vg_deskreport made;
	struct page page;

	if (!begin(p, &page, words[2]))
		return 0;
	if (words[3])
		vg_slareport_reader_parse(words[3], &reader);
	int code =
	    vg_deskreport_make(p->desk, words[0], words[1], p->now, &made, &detail);
	if (code == VG_OK)
		vg_slareport_print(&made.report, page.language, reader, &page.buf);
	vg_deskreport_fini(&made);
	return finish(p, &page, code, &detail);
}
