/*
 * Messages that carry several pages.
 */
#include "collector/desk/mail/deskpagemany.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "collector/store/storetogether.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

/* So many cases at a time. */
enum { SLICE = 64 };

int
vg_deskpagemany_count(struct vg_desk *desk, int64_t id, size_t *n)
{
	const size_t q = VG_STORETOGETHER_LIST;
	int code = vg_db_query(desk->db, q, "ii", id, INT64_C(1));

	*n = 0;
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	*n = (size_t)vg_db_int(desk->db, q, 9);
	vg_db_done(desk->db, q);
	return VG_OK;
}

/* Those behind 'behind'. */
static int
find_cases(struct vg_desk *desk, int64_t id, const char *behind,
    char numbers[SLICE][VG_CASE_NUMBER_SIZE], size_t *n)
{
	const size_t q = VG_STORETOGETHER_CASES;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "iti", id, behind, (int64_t)SLICE);

	*n = 0;
	while (code == VG_OK && *n < SLICE && vg_db_next(db, q))
		vg_text_copy(numbers[(*n)++], VG_CASE_NUMBER_SIZE, vg_db_text(db, q, 0));
	vg_db_done(db, q);
	return code == VG_OK ? vg_db_failed(db) : code;
}

int
vg_deskpagemany_each(struct vg_desk *desk, int64_t id, const char *number,
    vg_deskpagemany_cb cb, void *cookie)
{
	char numbers[SLICE][VG_CASE_NUMBER_SIZE], behind[VG_CASE_NUMBER_SIZE] = "";
	size_t n = SLICE, total = 0;
	int code = VG_OK;

	while (code == VG_OK && n == SLICE) {
		code = find_cases(desk, id, behind, numbers, &n);
		for (size_t i = 0; code == VG_OK && i < n; i++, total++)
			code = cb(numbers[i], cookie);
		if (n)
			vg_text_copy(behind, sizeof(behind), numbers[n - 1]);
	}
	return code == VG_OK && total == 0 && number[0] ? cb(number, cookie) : code;
}

bool
vg_deskpagemany_template(const struct vg_desk *desk, const struct vg_deskletter_row *m,
    size_t n, bool is_short, char name[VG_DESKPAGEMANY_NAME_SIZE])
{
	const char *many = n > 1 ? "-many" : "";

	vg_text_format(name, VG_DESKPAGEMANY_NAME_SIZE, "%s%s-short", m->template, many);
	if (is_short && vg_letterbook_has(desk->book, m->language, name))
		return true;
	vg_text_format(name, VG_DESKPAGEMANY_NAME_SIZE, "%s%s", m->template, many);
	return n > 1 && vg_letterbook_has(desk->book, m->language, name);
}

static void
read_case(struct vg_db *db, size_t q, struct vg_deskpagemany_case *c)
{
	vg_text_copy(c->number, sizeof(c->number), vg_db_text(db, q, 0));
	c->class = (enum vg_page_class)vg_db_int(db, q, 1);
	c->severity = (enum vg_severity)vg_db_int(db, q, 2);
	vg_text_copy(c->title, sizeof(c->title), vg_db_text(db, q, 3));
	vg_text_copy(c->client, sizeof(c->client), vg_db_text(db, q, 4));
	vg_text_copy(c->type, sizeof(c->type), vg_db_text(db, q, 5));
	vg_text_copy(c->device, sizeof(c->device), vg_db_text(db, q, 6));
	c->page = vg_db_int(db, q, 7);
	vg_text_copy(c->reason, sizeof(c->reason), vg_db_text(db, q, 8));
}

int
vg_deskpagemany_read(struct vg_desk *desk, int64_t id, struct vg_deskpagemany *all)
{
	const size_t q = VG_STORETOGETHER_LIST;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "ii", id, (int64_t)VG_DESKPAGEMANY_MAX);

	all->n = all->listed = 0;
	while (code == VG_OK && all->listed < VG_DESKPAGEMANY_MAX && vg_db_next(db, q)) {
		all->n = (size_t)vg_db_int(db, q, 9);
		read_case(db, q, &all->cases[all->listed++]);
	}
	vg_db_done(db, q);
	return code == VG_OK ? vg_db_failed(db) : code;
}

/* In the letter's language where it has words for it. */
static void
say(const struct vg_desk *desk, const struct vg_deskletter_row *m, const char *text,
    struct vg_buf *out)
{
	if (!vg_letterphrases_say(
		vg_letterbook_phrases(desk->book, m->language), text, out))
		vg_buf_add_text(out, text);
}

static const char *
severity_of(const struct vg_letterwords *words, const struct vg_deskpagemany_case *c)
{
	return c->severity < VG_SEVERITY_WARNING
	    ? ""
	    : vg_letterwords_find(words, "severity", vg_severity_text(c->severity));
}

static void
add_line(const struct vg_desk *desk, const struct vg_letterwords *words,
    const struct vg_deskletter_row *m, const struct vg_deskpagemany_case *c,
    struct vg_buf *out)
{
	const char *severity = severity_of(words, c);

	vg_buf_addf(out, "  - %s%s%s, ", c->number, severity[0] ? ", " : "", severity);
	say(desk, m, c->title, out);
	if (c->client[0])
		vg_buf_addf(out, ", %s", c->client);
	/* What happened is said of an end alone: "told" is nobody's news. */
	if (strcmp(m->template, "page-over") == 0 && c->reason[0]) {
		vg_buf_add_text(out, " (");
		say(desk, m, c->reason, out);
		vg_buf_add_text(out, ")");
	}
	vg_buf_add_text(out, "\n");
}

static struct vg_buf *
anew(struct vg_deskletterfact *facts, enum vg_letterfact which)
{
	vg_buf_reset(&facts->value[which]);
	return &facts->value[which];
}

static void
put(struct vg_desk *desk, const struct vg_letterwords *words,
    const struct vg_deskletter_row *m, const struct vg_deskpagemany *all,
    struct vg_deskletterfact *facts)
{
	const struct vg_deskpagemany_case *first = &all->cases[0];
	struct vg_buf *list = anew(facts, VG_LETTERFACT_LIST);

	for (size_t i = 0; i < all->listed; i++)
		add_line(desk, words, m, &all->cases[i], list);
	if (all->n > all->listed)
		vg_buf_addf(list, "  + %zu: vigie page list --person %s%s\n",
		    all->n - all->listed, m->recipient,
		    strcmp(m->template, "page") == 0 ? "" : " --all");
	vg_buf_addf(anew(facts, VG_LETTERFACT_COUNT), "%zu", all->n);
	vg_buf_add_text(anew(facts, VG_LETTERFACT_CASE), first->number);
	say(desk, m, first->title, anew(facts, VG_LETTERFACT_TITLE));
	vg_buf_add_text(anew(facts, VG_LETTERFACT_SEVERITY), severity_of(words, first));
	if (first->class != VG_PAGE_NONE)
		vg_buf_addf(anew(facts, VG_LETTERFACT_CLASS), "W%d", (int)first->class);
	if (strcmp(m->template, "page") == 0)
		vg_buf_addf(anew(facts, VG_LETTERFACT_PAGE), "%" PRId64, first->page);
}

int
vg_deskpagemany_put(struct vg_desk *desk, const struct vg_letterwords *words,
    const struct vg_deskletter_row *m, struct vg_deskletterfact *facts, size_t *n)
{
	struct vg_deskpagemany *all = vg_mem_zero(sizeof(*all));
	int code = vg_deskpagemany_read(desk, m->id, all);

	*n = all->n;
	if (code == VG_OK && all->n > 1)
		put(desk, words, m, all, facts);
	free(all);
	return code;
}

void
vg_deskpagemany_put_one(struct vg_desk *desk, const struct vg_letterwords *words,
    const struct vg_deskletter_row *m, const struct vg_case_row *row,
    struct vg_deskletterfact *facts)
{
	struct vg_deskpagemany *all = vg_mem_zero(sizeof(*all));
	struct vg_deskpagemany_case *c = &all->cases[0];

	all->n = all->listed = 1;
	vg_text_copy(c->number, sizeof(c->number), row->number);
	vg_text_copy(c->title, sizeof(c->title), row->title);
	vg_text_copy(c->client, sizeof(c->client), row->client);
	c->severity = row->severity;
	c->class = VG_PAGE_W1;
	put(desk, words, m, all, facts);
	free(all);
}
