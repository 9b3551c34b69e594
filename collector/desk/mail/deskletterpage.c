/*
 * Facts of pages.
 */
#include "collector/desk/mail/deskletterpage.h"

#include <inttypes.h>
#include <string.h>

#include "collector/desk/mail/deskpagemany.h"
#include "collector/desk/paging/deskpaging.h"
#include "collector/desk/paging/deskweekly.h"
#include "collector/store/storepage.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

static struct vg_buf *
fact(const struct vg_deskletterpage *p, enum vg_letterfact which)
{
	return &p->facts->value[which];
}

/* Who is told next when nobody takes the case 'number'. */
static int
put_next(const struct vg_deskletterpage *p, const char *number)
{
	struct vg_buf *buf = fact(p, VG_LETTERFACT_NEXT);
	struct vg_deskpaging_next next;
	int code = vg_deskpaging_find_next(p->desk, number, p->now, &next);

	if (code != VG_OK || !vg_instant_is_set(next.at) || !next.persons[0])
		return code;
	vg_buf_addf(buf, "%s, ", next.persons);
	vg_letterwords_instant(p->language, p->zone, next.at, buf);
	return VG_OK;
}

/* '*is' false: it is nobody's page. */
static int
put_page(const struct vg_deskletterpage *p, bool *is)
{
	const size_t q = VG_STOREPAGE_OF_MESSAGE;
	struct vg_db *db = p->desk->db;
	int code = vg_db_query(db, q, "i", p->m->id);

	*is = code == VG_OK && vg_db_next(db, q);
	if (!*is)
		return code == VG_OK ? vg_db_failed(db) : code;
	int class = (int)vg_db_int(db, q, 4);
	if (strcmp(p->m->template, "page") == 0)
		vg_buf_addf(fact(p, VG_LETTERFACT_PAGE), "%" PRId64, vg_db_int(db, q, 0));
	if (class)
		vg_buf_addf(fact(p, VG_LETTERFACT_CLASS), "W%d", class);
	vg_buf_reset(fact(p, VG_LETTERFACT_WHY));
	vg_buf_add_text(fact(p, VG_LETTERFACT_WHY),
	    vg_letterwords_find(p->words, "page", vg_db_text(db, q, 3)));
	vg_db_done(db, q);
	return VG_OK;
}

/* One page, or what several have in common that go together. */
static int
put_called(const struct vg_deskletterpage *p)
{
	size_t n = 0;
	bool is;
	int code = put_page(p, &is);

	if (code != VG_OK || !is)
		return code;
	code = vg_deskpagemany_put(p->desk, p->words, p->m, p->facts, &n);
	const char *number =
	    n > 1 ? vg_buf_text(fact(p, VG_LETTERFACT_CASE)) : p->row->number;
	return code == VG_OK && number[0] ? put_next(p, number) : code;
}

int
vg_deskletterpage_gather(const struct vg_deskletterpage *p)
{
	size_t n;

	if (strcmp(p->m->template, "page-weekly") == 0)
		return vg_deskweekly_write(p->desk,
		    vg_letterbook_phrases(p->desk->book, p->m->language),
		    vg_letterwords_find(p->words, "list", "case"),
		    fact(p, VG_LETTERFACT_LIST), &n);
	if (!p->m->id && strstr(p->m->template, "-many"))
		vg_deskpagemany_put_one(p->desk, p->words, p->m, p->row, p->facts);
	return p->m->id ? put_called(p) : VG_OK;
}
