/*
 * Facts of letters.
 */
#include "collector/desk/mail/deskletterfact.h"

#include <stdlib.h>
#include <string.h>

#include "collector/desk/clock/deskclock.h"
#include "collector/desk/mail/deskguard.h"
#include "collector/desk/mail/deskletterpage.h"
#include "collector/desk/mail/deskletterreturn.h"
#include "collector/desk/record/deskmask.h"
#include "collector/desk/record/deskwriter.h"
#include "collector/store/storeletter.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

enum { FACT_MAX = 64 * 1024, SEEN_MAX = 20 };

/* What all parts of the gathering share; borrowed. */
struct gathering {
	struct vg_desk *desk;
	const struct vg_letterwords *words;
	const struct vg_deskletter_row *m;
	const struct vg_case_row *row;
	const struct vg_zone *zone;
	enum vg_slatext_language language;
	bool supplier; /* it is for one */
	struct vg_wall now;
	struct vg_deskletterfact *facts;
};

static struct vg_buf *
fact(const struct gathering *g, enum vg_letterfact which)
{
	return &g->facts->value[which];
}

/* In the place of what was said of it before. */
static void
put(const struct gathering *g, enum vg_letterfact which, const char *text)
{
	vg_buf_reset(fact(g, which));
	vg_buf_add_text(fact(g, which), text);
}

/* A supplier sits anywhere, and a zone's name would tell him where the client does: its offset. */
static void
add_instant(const struct gathering *g, struct vg_wall at, struct vg_buf *buf)
{
	vg_letterwords_instant(g->language, g->zone, at, buf);
	if (g->supplier)
		vg_letterwords_offset(g->zone, at, buf);
}

static void
put_instant(const struct gathering *g, enum vg_letterfact which, struct vg_wall at)
{
	vg_buf_reset(fact(g, which));
	if (vg_instant_is_set(at))
		add_instant(g, at, fact(g, which));
}

/* --- in the letter's language ------------------------------------------------------------ */

/* As packs and phrases say it; as it is when none does. */
static void
put_said(const struct gathering *g, enum vg_letterfact which, const char *text)
{
	vg_buf_reset(fact(g, which));
	if (!vg_letterphrases_say(vg_letterbook_phrases(g->desk->book, g->m->language),
		text, fact(g, which)))
		vg_buf_add_text(fact(g, which), text);
}

/* The same for who reads no codes of parts: a client, a supplier. */
static void
put_named(const struct gathering *g, enum vg_letterfact which, const char *text)
{
	struct vg_buf named;

	put_said(g, which, text);
	if (!g->supplier && strcmp(g->m->role, "client") != 0)
		return;
	vg_buf_init(&named, FACT_MAX);
	vg_letterwords_parts(g->words, vg_buf_text(fact(g, which)), &named);
	vg_buf_fini(fact(g, which));
	*fact(g, which) = named;
}

/*
 * What a person wrote stays as he wrote it, and is seen to be his; what the house writes has its
 * words.
 */
static void
put_quoted(const struct gathering *g, enum vg_letterfact which, const char *kind,
    const char *text)
{
	const char *said = vg_letterwords_find(g->words, kind, text);

	put(g, which, said);
	if (said != text || !text[0])
		return;
	vg_buf_reset(fact(g, which));
	vg_buf_addf(fact(g, which),
	    g->language == VG_SLATEXT_FRENCH ? "\xc2\xab\xc2\xa0%s\xc2\xa0\xc2\xbb"
					     : "\"%s\"",
	    text);
}

/*
 * A fault: its text; in another language than the packs' what it is called, with the device's own
 * words where they are all that is known.
 */
static void
say_fault(const struct gathering *g, const char *text, const char *kind_name,
    const char *qualifier, struct vg_buf *out)
{
	const struct vg_letterphrases *phrases =
	    vg_letterbook_phrases(g->desk->book, g->m->language);
	const struct vg_kind *kind = vg_packset_kind(g->desk->packs, kind_name);

	if (vg_letterphrases_say(phrases, text, out))
		return;
	if (g->m->language == VG_LANGUAGE_EN || !kind ||
	    !vg_letterphrases_say(phrases, kind->label, out))
		vg_buf_add_text(out, text);
	else if (qualifier[0])
		vg_buf_addf(out, " : \xc2\xab\xc2\xa0%s\xc2\xa0\xc2\xbb", text);
}

/* --- the case ---------------------------------------------------------------------------- */

static void
put_owner(const struct gathering *g)
{
	const struct vg_conf *conf = g->desk->conf;
	const struct vg_conf_user *user = vg_conf_user(conf, g->row->owner);
	const struct vg_conf_person *p =
	    user && user->person[0] ? vg_conf_person(conf, user->person) : NULL;

	put(g, VG_LETTERFACT_OWNER, g->row->owner);
	put(g, VG_LETTERFACT_OWNER_NAME, p ? p->name : "");
}

static void
put_case(const struct gathering *g)
{
	const struct vg_case_row *row = g->row;
	int ball = vg_ball_parse(row->ball);

	put(g, VG_LETTERFACT_CASE, row->number);
	/* A person's subject stays as he wrote it: his mail program sorts by it. */
	if (row->class[0])
		put_named(g, VG_LETTERFACT_TITLE, row->title);
	else
		put(g, VG_LETTERFACT_TITLE, row->title);
	put(g, VG_LETTERFACT_SUBJECT, row->subject);
	put(g, VG_LETTERFACT_CLIENT, row->client);
	put(g, VG_LETTERFACT_SITE, row->site);
	put(g, VG_LETTERFACT_DEVICE, row->device);
	put(g, VG_LETTERFACT_CONTRACT, row->contract);
	put_said(g, VG_LETTERFACT_ENTITLEMENT, row->entitlement_text);
	put_quoted(g, VG_LETTERFACT_CAUSE, "cause", row->cause);
	put_quoted(g, VG_LETTERFACT_CURE, "cure", row->cure);
	put(g, VG_LETTERFACT_STATE,
	    vg_letterwords_find(g->words, "state", vg_casestate_text(row->state)));
	if (row->severity >= VG_SEVERITY_WARNING)
		put(g, VG_LETTERFACT_SEVERITY,
		    vg_letterwords_find(
			g->words, "severity", vg_severity_text(row->severity)));
	if (ball >= 0)
		put(g, VG_LETTERFACT_BALL,
		    vg_slatext_side((enum vg_side)ball, g->language));
	put_instant(g, VG_LETTERFACT_SINCE, row->opened);
	put_owner(g);
}

static int
put_device(const struct gathering *g)
{
	const struct vg_conf_device *d = vg_conf_device(g->desk->conf, g->row->device);
	const size_t q = VG_SQL_DEVICE_GET;
	struct vg_db *db = g->desk->db;
	int code;

	if (!g->row->device[0])
		return VG_OK;
	put(g, VG_LETTERFACT_SERIAL, d ? d->serial : "");
	put(g, VG_LETTERFACT_MODEL, d ? d->family : "");
	code = vg_db_query(db, q, "t", g->row->device);
	if (code != VG_OK || !vg_db_next(db, q))
		return code == VG_OK ? vg_db_failed(db) : code;
	if (vg_db_text(db, q, 1)[0])
		put(g, VG_LETTERFACT_MODEL, vg_db_text(db, q, 1));
	if (vg_db_text(db, q, 2)[0])
		put(g, VG_LETTERFACT_SERIAL, vg_db_text(db, q, 2));
	put(g, VG_LETTERFACT_SOFTWARE, vg_db_text(db, q, 3));
	vg_db_done(db, q);
	return VG_OK;
}

/* What stands, a line each; the case's own fault first. */
static int
put_seen(const struct gathering *g)
{
	const size_t q = VG_STORELETTER_STANDING;
	struct vg_buf *seen = fact(g, VG_LETTERFACT_SEEN);
	struct vg_db *db = g->desk->db;
	int code = vg_db_query(db, q, "t", g->row->number);

	for (size_t n = 0; code == VG_OK && vg_db_next(db, q); n++) {
		struct vg_wall raised = {vg_db_int(db, q, 3)};
		vg_buf_add_text(seen, n ? "\n" : "");
		if (n == SEEN_MAX) {
			vg_buf_add_text(seen, "  ...");
			vg_db_done(db, q);
			break;
		}
		vg_buf_add_text(seen, "  - ");
		say_fault(g, vg_db_text(db, q, 0), vg_db_text(db, q, 4),
		    vg_db_text(db, q, 5), seen);
		vg_buf_addf(seen, " (%s), ",
		    vg_letterwords_find(g->words, "severity",
			vg_severity_text((enum vg_severity)vg_db_int(db, q, 2))));
		add_instant(g, raised, seen);
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

/* His own number, by which he finds it. */
static int
put_ticket(const struct gathering *g)
{
	const size_t q = VG_STORELETTER_TICKET;
	struct vg_db *db = g->desk->db;
	int code = vg_db_query(db, q, "t", g->row->number);

	if (code != VG_OK || !vg_db_next(db, q))
		return code == VG_OK ? vg_db_failed(db) : code;
	put(g, VG_LETTERFACT_TICKET, vg_db_text(db, q, 0));
	vg_db_done(db, q);
	return VG_OK;
}

static int
put_asked(const struct gathering *g)
{
	const size_t q = VG_STORELETTER_ASKED;
	struct vg_db *db = g->desk->db;
	int code = vg_db_query(db, q, "t", g->row->number);

	if (code != VG_OK || !vg_db_next(db, q))
		return code == VG_OK ? vg_db_failed(db) : code;
	put_instant(g, VG_LETTERFACT_ASKED,
	    vg_db_is_null(db, q, 0) ? g->row->opened
				    : (struct vg_wall){vg_db_int(db, q, 0)});
	vg_db_done(db, q);
	return VG_OK;
}

/* --- clocks ------------------------------------------------------------------------------ */

static void
add_due(
    const struct gathering *g, const struct vg_target_state *state, struct vg_buf *buf)
{
	struct vg_wall due =
	    vg_instant_is_set(state->breached) ? state->breached : state->due;

	if (state->last_day)
		vg_letterwords_last_day(g->language, state->last_day, buf);
	else
		add_instant(g, due, buf);
}

/* What the warning is of. */
static void
put_target(const struct gathering *g, const struct vg_clock_entry *e)
{
	put(g, VG_LETTERFACT_TARGET, vg_slatext_target(e->target, g->language));
	vg_buf_reset(fact(g, VG_LETTERFACT_DUE));
	add_due(g, &e->state, fact(g, VG_LETTERFACT_DUE));
	if (g->m->percent)
		vg_buf_addf(fact(g, VG_LETTERFACT_PERCENT), "%d", (int)g->m->percent);
}

/*
 * Which counted day today is, a day that is not counted being the last one that was; 0 on the day
 * of the start, which does not count (P11).
 */
static int
find_day(const struct gathering *g, const struct vg_clock_entry *e, int64_t *day)
{
	const int64_t today = vg_zonetable_day(g->zone, g->now);
	const struct vg_clock_id id = {g->row->number, e->target, e->part};
	struct vg_target_state tonight;
	bool exists;
	int code = vg_deskclock_state(g->desk, id,
	    vg_zonetable_instant(g->zone, today + 1, 0, VG_ZONE_FIRST), &tonight,
	    &exists);

	*day = code == VG_OK && exists ? tonight.days_used : 0;
	return code;
}

/* How far the replacement of the return that it is about has come. */
static int
put_replacement(const struct gathering *g, const struct vg_clock_entry *e)
{
	const struct vg_target_state *state = &e->state;
	int64_t day = 0;

	/* What is met, or ended, is due no more. */
	if (!state->last_day || !state->running)
		return VG_OK;
	int code = find_day(g, e, &day);
	vg_buf_reset(fact(g, VG_LETTERFACT_LAST_DAY));
	vg_letterwords_last_day(
	    g->language, state->last_day, fact(g, VG_LETTERFACT_LAST_DAY));
	if (day > 0)
		vg_buf_addf(fact(g, VG_LETTERFACT_DAY), "%lld", (long long)day);
	else
		put(g, VG_LETTERFACT_DAY_NONE, "yes");
	vg_buf_addf(fact(g, VG_LETTERFACT_DAYS), "%lld",
	    (long long)(state->days_used + state->days_left));
	return code;
}

static int
put_clock(const struct gathering *g, const char *part, const struct vg_clock_entry *e)
{
	int code = VG_OK;
	bool is_reply =
	    e->target == VG_TARGET_FIRST_REPLY || e->target == VG_TARGET_NEXT_REPLY;

	if (is_reply && e->state.running && !fact(g, VG_LETTERFACT_REPLY_DUE)->size)
		add_due(g, &e->state, fact(g, VG_LETTERFACT_REPLY_DUE));
	if (e->target == VG_TARGET_REPLACEMENT && part[0] && strcmp(e->part, part) == 0)
		code = put_replacement(g, e);
	if (strcmp(vg_sla_rule(e->target)->name, g->m->target) == 0 &&
	    strcmp(e->part, g->m->part) == 0)
		put_target(g, e);
	return code;
}

static int
put_clocks(const struct gathering *g, const char *part)
{
	struct vg_clock_list list = {0};
	int code = vg_clock_list(g->desk, g->row, g->now, &list);
	const struct vg_clock_entry *next = code == VG_OK ? vg_clock_next(&list) : NULL;
	struct vg_buf *buf = fact(g, VG_LETTERFACT_NEXT_DUE);

	for (size_t i = 0; code == VG_OK && i < list.n; i++)
		code = put_clock(g, part, &list.entries[i]);
	if (next) {
		vg_buf_addf(buf, "%s%s", vg_slatext_target(next->target, g->language),
		    vg_slatext(VG_SLATEXT_COLON, g->language));
		add_due(g, &next->state, buf);
	}
	vg_clock_list_fini(&list);
	return code;
}

/* --- the message itself ------------------------------------------------------------------- */

/* "planned-ends NAME@2026-07-10T04:00:00Z": which work, and when it ends. */
static void
put_planned(const struct gathering *g)
{
	const char *name = g->m->transition + strlen("planned-ends ");
	const char *at = strrchr(g->m->transition, '@');
	struct vg_wall end;

	if (!at || at < name || vg_instant_parse(at + 1, &end) != VG_OK)
		return;
	vg_buf_add(fact(g, VG_LETTERFACT_PLANNED), name, (size_t)(at - name));
	put_instant(g, VG_LETTERFACT_UNTIL, end);
}

static void
put_message(const struct gathering *g)
{
	const struct vg_conf *conf = g->desk->conf;

	put(g, VG_LETTERFACT_INTEGRATOR, conf->integrator);
	put(g, VG_LETTERFACT_TELEPHONE, conf->office.telephone);
	put(g, VG_LETTERFACT_TEXT, g->m->text);
	/* Of a warning it is a sentence for the noc. */
	if (!g->m->percent || strcmp(g->m->role, "client") != 0)
		put_said(g, VG_LETTERFACT_WHAT,
		    g->m->line[0] ? g->m->line
				  : vg_letterwords_find(g->words, "what", g->m->what));
	if (g->m->attachment[0])
		vg_buf_addf(
		    fact(g, VG_LETTERFACT_EVIDENCE), "evidence-%s.json", g->row->number);
	if (vg_text_starts(g->m->transition, "planned-ends "))
		put_planned(g);
	/* The case that went into another is what it is about. */
	if (strcmp(g->m->what, "merged") == 0 && g->m->part[0]) {
		put(g, VG_LETTERFACT_INTO, g->row->number);
		put(g, VG_LETTERFACT_CASE, g->m->part);
	}
}

/* --- P4 ------------------------------------------------------------------------------------ */

/* A person's title that the reader may not see is not said: nobody can write it anew. */
static int
drop_title(const struct gathering *g)
{
	const struct vg_mailguard_message title = {
	    .subject = vg_buf_text(fact(g, VG_LETTERFACT_TITLE))};
	struct vg_detail unsaid;

	if (g->row->class[0] || !title.subject[0])
		return VG_OK;
	int code = g->supplier
	    ? vg_deskguard_supplier(g->desk, g->row, &title, &title, &unsaid)
	    : vg_deskguard_client(g->desk, g->row, &title, &title, &unsaid);
	if (code != VG_EPOLICY)
		return code;
	put(g, VG_LETTERFACT_TITLE,
	    g->supplier ? "" : vg_letterwords_find(g->words, "title", "request"));
	return VG_OK;
}

/* What machines wrote, as his evidence has it; what a person wrote the guard looks at. */
static int
mask(const struct gathering *g)
{
	static const enum vg_letterfact masked[] = {VG_LETTERFACT_TITLE,
	    VG_LETTERFACT_SUBJECT, VG_LETTERFACT_SEEN, VG_LETTERFACT_WHAT,
	    VG_LETTERFACT_UNIT};
	static const enum vg_letterfact hidden[] = {VG_LETTERFACT_CLIENT,
	    VG_LETTERFACT_SITE, VG_LETTERFACT_DEVICE, VG_LETTERFACT_ENTITLEMENT,
	    VG_LETTERFACT_SHIPPED};
	const struct vg_conf_client *client =
	    vg_conf_client(g->desk->conf, g->row->client);
	struct vg_mask *m = vg_deskmask_new(g->desk, g->row->client);
	int code = vg_deskwriter_mask(g->desk, g->row->number, m);
	struct vg_buf out;

	for (size_t i = 0; i < sizeof(masked) / sizeof(masked[0]); i++) {
		struct vg_buf *value = fact(g, masked[i]);
		vg_buf_init(&out, FACT_MAX);
		vg_mask_text(m, vg_buf_text(value), &out);
		vg_buf_fini(value);
		*value = out;
	}
	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++) {
		if (hidden[i] != VG_LETTERFACT_CLIENT || !client ||
		    !client->supplier_sees_name)
			vg_buf_reset(fact(g, hidden[i]));
	}
	vg_mask_free(m);
	return code;
}

/* What may hold instants as the house writes them. */
static const enum vg_letterfact said[] = {VG_LETTERFACT_TITLE, VG_LETTERFACT_WHAT,
    VG_LETTERFACT_SEEN, VG_LETTERFACT_LIST, VG_LETTERFACT_ENTITLEMENT};

/* --- all of it ----------------------------------------------------------------------------- */

int
vg_deskletterfact_gather(struct vg_desk *desk, const struct vg_letterwords *words,
    const struct vg_deskletter_row *m, const struct vg_case_row *row, struct vg_wall now,
    struct vg_deskletterfact *facts)
{
	const struct vg_contract *contract = vg_conf_contract(desk->conf, row->contract);
	char number[VG_DESK_NUMBER_SIZE] = "";
	const struct gathering g = {.desk = desk,
	    .words = words,
	    .m = m,
	    .row = row,
	    .zone = contract && contract->zone ? contract->zone : &desk->conf->zone,
	    .language =
		m->language == VG_LANGUAGE_FR ? VG_SLATEXT_FRENCH : VG_SLATEXT_ENGLISH,
	    .supplier = vg_text_starts(m->role, "supplier"),
	    .now = now,
	    .facts = facts};
	const struct vg_deskletterreturn about = {desk, words, m, row, facts};
	int code = VG_OK;

	for (int i = 0; i < VG_N_LETTERFACTS; i++)
		vg_buf_init(&facts->value[i], FACT_MAX);
	if (row->number[0]) {
		put_case(&g);
		code = put_device(&g);
		if (code == VG_OK)
			code = put_seen(&g);
		if (code == VG_OK)
			code = put_asked(&g);
		if (code == VG_OK && g.supplier)
			code = put_ticket(&g);
		if (code == VG_OK && vg_deskletterreturn_is(m))
			code = vg_deskletterreturn_gather(&about, number);
		if (code == VG_OK)
			code = put_clocks(&g, number);
	}
	put_message(&g);
	const struct vg_deskletterpage page = {
	    desk, words, m, row, g.zone, g.language, now, facts};
	if (code == VG_OK && vg_text_starts(m->template, "page"))
		code = vg_deskletterpage_gather(&page);
	/* A person's title is his. */
	for (size_t i = row->class[0] == 0; i < sizeof(said) / sizeof(said[0]); i++)
		vg_letterwords_instants(
		    g.language, g.zone, g.supplier, fact(&g, said[i]));
	if (code == VG_OK && g.supplier)
		code = mask(&g);
	bool title = (g.supplier || strcmp(m->role, "client") == 0) && row->number[0];
	return code == VG_OK && title ? drop_title(&g) : code;
}

void
vg_deskletterfact_view(const struct vg_deskletterfact *facts, struct vg_letterfacts *view)
{
	for (int i = 0; i < VG_N_LETTERFACTS; i++)
		view->value[i] = vg_buf_text(&facts->value[i]);
}

void
vg_deskletterfact_fini(struct vg_deskletterfact *facts)
{
	for (int i = 0; i < VG_N_LETTERFACTS; i++)
		vg_buf_fini(&facts->value[i]);
}
