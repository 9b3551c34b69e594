/*
 * Bodies for webhooks and Alertmanagers.
 */
#include "collector/desk/mail/deskhook.h"

#include <stdlib.h>
#include <string.h>

#include "collector/conf/confoutway.h"
#include "collector/desk/mail/deskpagemany.h"
#include "collector/desk/mail/deskway.h"
#include "collector/desk/record/deskoutway.h"
#include "collector/letter/letterhook.h"
#include "collector/store/storeoutway.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

/* An alert ends so long after it was told last, and it is told every minute. */
#define ALERT_LASTS_US (5 * VG_MINUTE_US)
/* An alert that ended is told of for so long, and until anything was told. */
#define ENDED_FOR_US (15 * VG_MINUTE_US)

enum { BODY_MAX = 1024 * 1024, ALERTS_MAX = 1000, ENDED_MAX = 1000 };

/* What the way may show of 'value'. */
static const char *
shown(bool may, const char *value)
{
	return may ? value : "";
}

/* --- webhooks ------------------------------------------------------------------------------ */

/* Of a page: whom, how urgent, and what it is acknowledged by. */
struct page {
	char person[VG_NAME_SIZE], class[8];
	int64_t id;
};

static int
load_page(struct vg_desk *desk, int64_t message, struct page *page)
{
	const size_t q = VG_STOREOUTWAY_PAGE;
	int code = vg_db_query(desk->db, q, "i", message);

	memset(page, 0, sizeof(*page));
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		vg_text_copy(
		    page->person, sizeof(page->person), vg_db_text(desk->db, q, 0));
		if (vg_db_int(desk->db, q, 1) > 0)
			vg_text_format(page->class, sizeof(page->class), "W%d",
			    (int)vg_db_int(desk->db, q, 1));
		page->id = vg_db_int(desk->db, q, 3);
		vg_db_done(desk->db, q);
	}
	return code;
}

/* What is said: of a page behind its "page W2: ". */
static const char *
text_of(const struct vg_deskletter_row *m, bool is_page)
{
	const char *colon = is_page ? strstr(m->line, ": ") : NULL;

	return !is_page ? m->line : colon ? colon + 2 : "";
}

/* The cases of several pages; what they share is that of the most urgent one. */
struct together {
	struct vg_deskpagemany all;
	struct vg_letterhook_case cases[VG_DESKPAGEMANY_MAX];
	char class[VG_DESKPAGEMANY_MAX][8];
	struct vg_case_row first;
};

static void
list_case(struct together *t, size_t i, const struct vg_conf_outway *way, bool asks)
{
	const struct vg_deskpagemany_case *c = &t->all.cases[i];

	if (c->class != VG_PAGE_NONE)
		vg_text_format(t->class[i], sizeof(t->class[i]), "W%d", (int)c->class);
	t->cases[i] = (struct vg_letterhook_case){.number = c->number,
	    .severity = c->severity ? vg_severity_text(c->severity) : "",
	    .type = c->type,
	    .device = c->device,
	    .page_class = t->class[i],
	    .page = asks ? c->page : 0,
	    .client = shown(way->shows_client, c->client),
	    .title = shown(way->shows_texts, c->title)};
}

/* '*row' becomes the most urgent one's, and 'page' what it is called by. */
static int
read_together(struct vg_desk *desk, const struct vg_deskletter *letter,
    struct together *t, struct page *page, const struct vg_case_row **row)
{
	bool asks = strcmp(letter->row.template, "page") == 0;
	int code = vg_deskpagemany_read(desk, letter->row.id, &t->all);

	if (code != VG_OK || t->all.n < 2)
		return code;
	for (size_t i = 0; i < t->all.listed; i++)
		list_case(t, i, letter->way, asks);
	vg_text_copy(page->class, sizeof(page->class), t->class[0]);
	page->id = t->all.cases[0].page;
	*row = &t->first;
	return vg_deskrows_case(desk, t->all.cases[0].number, &t->first);
}

static void
write_hook(struct vg_desk *desk, struct vg_deskletter *letter,
    const struct vg_case_row *row, const struct page *page, const struct together *t,
    struct vg_wall now)
{
	const struct vg_deskletter_row *m = &letter->row;
	const struct vg_conf_outway *way = letter->way;
	bool is_page = vg_text_starts(m->template, "page"), many = t && t->all.n > 1;
	struct vg_buf body;

	const struct vg_letterhook hook = {.collector = desk->conf->name,
	    .event = is_page ? m->template : m->what,
	    .message = m->id,
	    .at = m->created,
	    .number = row->number,
	    .state = row->number[0] ? vg_casestate_text(row->state) : "",
	    .severity = row->severity ? vg_severity_text(row->severity) : "",
	    .type = row->class,
	    .device = row->device,
	    .opened = row->opened,
	    .closed = row->closed,
	    .target = m->target,
	    .page_class = page->class,
	    .page = page->id,
	    .client = shown(way->shows_client, row->client),
	    .site = shown(way->shows_client, row->site),
	    .contract = shown(way->shows_client, row->contract),
	    .owner = shown(way->shows_persons, row->owner),
	    .person = shown(way->shows_persons, page->person),
	    .title = shown(way->shows_texts, row->title),
	    .text = shown(way->shows_texts, many ? row->title : text_of(m, is_page)),
	    .cause = shown(way->shows_texts, row->cause),
	    .cure = shown(way->shows_texts, row->cure),
	    .cases = many ? t->cases : NULL,
	    .listed = many ? t->all.listed : 0,
	    .count = many ? t->all.n : 0};
	vg_buf_init(&body, BODY_MAX);
	vg_letterhook_event(&body, &hook);
	letter->made = now;
	letter->subject = vg_mem_text(hook.event);
	letter->body = vg_mem_text(vg_buf_text(&body));
	letter->in_reply_to = vg_mem_text("");
	letter->references = vg_mem_text("");
	vg_buf_fini(&body);
}

static int
write_event(struct vg_desk *desk, struct vg_deskletter *letter,
    const struct vg_case_row *row, struct vg_wall now)
{
	bool is_page = vg_text_starts(letter->row.template, "page");
	struct together *t = is_page ? vg_mem_zero(sizeof(*t)) : NULL;
	struct page page = {.person = ""};
	int code = is_page ? load_page(desk, letter->row.id, &page) : VG_OK;

	if (code == VG_OK && t)
		code = read_together(desk, letter, t, &page, &row);
	if (code == VG_OK)
		write_hook(desk, letter, row, &page, t, now);
	free(t);
	return code;
}

/* --- what stands --------------------------------------------------------------------------- */

static void
add_case(struct vg_desk *desk, size_t q, const struct vg_conf_outway *way,
    struct vg_wall ends, struct vg_buf *body)
{
	struct vg_db *db = desk->db;
	const struct vg_letterhook hook = {.collector = desk->conf->name,
	    .number = vg_db_text(db, q, 0),
	    .type = vg_db_text(db, q, 1),
	    .device = vg_db_text(db, q, 2),
	    .severity = vg_db_int(db, q, 3)
		? vg_severity_text((enum vg_severity)vg_db_int(db, q, 3))
		: "",
	    .state = vg_db_text(db, q, 4),
	    .opened = {vg_db_int(db, q, 5)},
	    .closed = {vg_db_int(db, q, 12)},
	    .title = shown(way->shows_texts, vg_db_text(db, q, 6)),
	    .client = shown(way->shows_client, vg_db_text(db, q, 7)),
	    .site = shown(way->shows_client, vg_db_text(db, q, 8)),
	    .contract = shown(way->shows_client, vg_db_text(db, q, 9)),
	    .owner = shown(way->shows_persons, vg_db_text(db, q, 10)),
	    .link = way->link};

	if (body->size > 1)
		vg_buf_add_u8(body, ',');
	vg_letterhook_alert(body, &hook, ends);
}

/* What statement 'q' of cases gives; 'code' is what became of its query. */
static int
add_cases(struct vg_desk *desk, size_t q, int code, const struct vg_conf_outway *way,
    struct vg_wall now, struct vg_buf *body)
{
	struct vg_wall ends = vg_instant_add(now, ALERT_LASTS_US);

	while (code == VG_OK && vg_db_next(desk->db, q)) {
		struct vg_case_row row = {.number = ""};
		bool own = false;
		vg_text_copy(row.number, sizeof(row.number), vg_db_text(desk->db, q, 0));
		vg_text_copy(
		    row.subject, sizeof(row.subject), vg_db_text(desk->db, q, 11));
		code = vg_deskoutway_is_own(desk, &row, way->name, &own);
		if (!own)
			add_case(desk, q, way, ends, body);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

/*
 * What ended so lately is told as over; and all that did since anything was told last: an
 * Alertmanager that was down knows no alert any more, but whom it told, and tells them of an end
 * that it hears of.
 */
static int
find_ended_since(
    struct vg_desk *desk, const char *way, struct vg_wall now, struct vg_wall *since)
{
	const size_t q = VG_STOREOUTWAY_GET;
	int code = vg_db_query(desk->db, q, "t", way);

	*since = vg_instant_add(now, -ENDED_FOR_US);
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	struct vg_wall sent = {vg_db_int(desk->db, q, 4)};
	if (vg_instant_is_set(sent) && vg_instant_compare(sent, *since) < 0)
		*since = sent;
	vg_db_done(desk->db, q);
	return VG_OK;
}

static int
write_alerts(struct vg_desk *desk, const struct vg_conf_outway *way, struct vg_wall now,
    struct vg_buf *body)
{
	bool wakes = true;
	int code = way->watchdog ? vg_deskway_wakes(desk, now, &wakes) : VG_OK;

	vg_buf_add_u8(body, '[');
	if (way->watchdog && wakes)
		vg_letterhook_watchdog(
		    body, desk->conf->name, now, vg_instant_add(now, ALERT_LASTS_US));
	const size_t open = VG_STOREOUTWAY_CASES, over = VG_STOREOUTWAY_ENDED;
	int64_t least = way->least;
	if (code == VG_OK)
		code = add_cases(desk, open,
		    vg_db_query(desk->db, open, "ii", least, (int64_t)ALERTS_MAX), way,
		    now, body);
	struct vg_wall since = now;
	if (code == VG_OK)
		code = find_ended_since(desk, way->name, now, &since);
	if (code == VG_OK)
		code = add_cases(desk, over,
		    vg_db_query(
			desk->db, over, "iii", least, (int64_t)ENDED_MAX, since.us),
		    way, now, body);
	vg_buf_add_u8(body, ']');
	return code == VG_OK ? body->error : code;
}

int
vg_deskhook_read(
    struct vg_desk *desk, struct vg_deskletter *letter, struct vg_wall now, bool *made)
{
	const struct vg_letterhook sign = {
	    .collector = desk->conf->name, .event = "watchdog", .at = now};
	struct vg_buf body;
	int code = VG_OK;

	letter->way = vg_confoutway_find(desk->conf, letter->row.way);
	if (!letter->way) {
		vg_text_format(letter->to.missing, VG_TEXT_SIZE,
		    "outway/%.64s is missing", letter->row.way);
		return VG_OK;
	}
	if (!letter->row.stands)
		return VG_OK;
	vg_buf_init(&body, 2 * BODY_MAX);
	if (letter->way->is_alertmanager)
		code = write_alerts(desk, letter->way, now, &body);
	else
		vg_letterhook_event(&body, &sign);
	letter->made = now;
	letter->subject = vg_mem_text(vg_deskoutway_standing(letter->way));
	letter->body = vg_mem_text(vg_buf_text(&body));
	letter->in_reply_to = vg_mem_text("");
	letter->references = vg_mem_text("");
	*made = true;
	vg_buf_fini(&body);
	return code;
}

int
vg_deskhook_judge(struct vg_desk *desk, struct vg_deskletter *letter,
    const struct vg_case_row *row, bool made, struct vg_wall now,
    enum vg_deskletter_fate *fate, char why[VG_TEXT_SIZE])
{
	bool own = false;
	int code = vg_deskoutway_is_own(desk, row, letter->row.way, &own);

	letter->way = vg_confoutway_find(desk->conf, letter->row.way);
	if (own) {
		*fate = VG_DESKLETTER_SILENT;
		vg_text_copy(why, VG_TEXT_SIZE, VG_DESKHOOK_OWN);
	} else if (!letter->way) {
		*fate = VG_DESKLETTER_WAITS;
		vg_text_format(
		    why, VG_TEXT_SIZE, "outway/%.64s is missing", letter->row.way);
	} else if (code == VG_OK && !made && !letter->row.stands) {
		code = write_event(desk, letter, row, now);
	}
	return code;
}
