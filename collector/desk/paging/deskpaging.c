/*
 * The ladder of pages, carried out.
 */
#include "collector/desk/paging/deskpaging.h"

#include <inttypes.h>
#include <string.h>

#include "collector/conf/confpage.h"
#include "collector/store/storepage.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* So many rows are looked at in one transaction: cases that opened together. */
enum { TOGETHER = 50, OPEN_MAX = 64 };

/* What is kept of a case's ladder. */
struct ladder {
	bool exists;
	enum vg_page_class class, floor;
	enum vg_severity severity;
	struct vg_wall begun, first, last, ended;
	unsigned told;
	char what[VG_TEXT_SIZE];
};

/* One case at hand. */
struct work {
	struct vg_desk *desk;
	struct vg_case_row row;
	struct ladder ladder;
	struct vg_wall now;
	enum vg_page_class class;
	int rung;
	bool anybody; /* this look has paged somebody */
};

/* --- rows ---------------------------------------------------------------------------------- */

static int
load(struct vg_desk *desk, const char *number, struct ladder *l)
{
	const size_t q = VG_STOREPAGE_CASE_GET;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "t", number);

	*l = (struct ladder){.exists = false};
	if (code != VG_OK || !vg_db_next(db, q))
		return code == VG_OK ? vg_db_failed(db) : code;
	l->exists = true;
	l->class = (enum vg_page_class)vg_db_int(db, q, 0);
	l->floor = (enum vg_page_class)vg_db_int(db, q, 1);
	l->severity = (enum vg_severity)vg_db_int(db, q, 2);
	l->begun.us = vg_db_int(db, q, 3);
	l->told = (unsigned)vg_db_int(db, q, 4);
	l->first.us = vg_db_int(db, q, 5);
	l->last.us = vg_db_int(db, q, 6);
	l->ended.us = vg_db_int(db, q, 7);
	vg_text_copy(l->what, sizeof(l->what), vg_db_text(db, q, 8));
	vg_db_done(db, q);
	return VG_OK;
}

static int
keep(struct vg_desk *desk, const char *number, const struct ladder *l)
{
	return vg_db_run(desk->db, VG_STOREPAGE_CASE_PUT, "tiiiiiiiit", number,
	    (int64_t)l->class, (int64_t)l->floor, (int64_t)l->severity, l->begun.us,
	    (int64_t)l->told, l->first.us, l->last.us, l->ended.us, l->what);
}

bool
vg_deskpaging_is_set_up(const struct vg_desk *desk)
{
	const struct vg_conf_team *team = vg_conf_team(desk->conf, "duty");

	return desk->conf->n_turns > 0 || (team && team->persons.n > 0);
}

/* --- a page -------------------------------------------------------------------------------- */

int
vg_deskpaging_queue(struct vg_desk *desk, const struct vg_deskpage_call *call,
    struct vg_wall now, int64_t *page)
{
	const struct vg_conf_channel *channel = call->channel;
	struct vg_db *db = desk->db;
	char transition[32], line[VG_TEXT_SIZE];
	const char *role = strcmp(call->whom, "manager") == 0 ? "manager"
	    : strcmp(call->whom, "lead") == 0                 ? "lead"
							      : "duty";
	int code = vg_db_run(db, VG_STOREPAGE_ADD, "tttiiti", call->number,
	    call->person->id, call->whom, (int64_t)call->class, (int64_t)call->rung,
	    channel->name, now.us);

	if (code != VG_OK)
		return code;
	*page = vg_db_last_id(db);
	vg_text_format(transition, sizeof(transition), "page-%" PRId64, *page);
	if (call->class == VG_PAGE_NONE)
		vg_text_format(line, sizeof(line), "page: %.200s", call->what);
	else
		vg_text_format(
		    line, sizeof(line), "page W%d: %.200s", (int)call->class, call->what);
	code = vg_db_run(db, VG_STOREPAGE_OUT, "itttttt", now.us, call->number, line,
	    role, transition, call->person->id,
	    channel->kind == VG_CONF_WAY_WEBHOOK ? "webhook" : "mail");
	return code == VG_OK
	    ? vg_db_run(db, VG_STOREPAGE_PLACE, "ii", *page, vg_db_last_id(db))
	    : code;
}

/* By the channel number 'way' of his; false in '*gone' when he has no such one. */
static int
page_by(struct work *w, const struct vg_conf_person *person, size_t way, const char *whom,
    bool *gone)
{
	struct vg_conf_channel channel;
	char line[VG_TEXT_SIZE];
	int64_t page = 0;

	*gone = vg_confpage_channel(person, w->class <= VG_PAGE_W2, way, &channel);
	if (!*gone)
		return VG_OK;
	const struct vg_deskpage_call call = {.number = w->row.number,
	    .person = person,
	    .channel = &channel,
	    .whom = whom,
	    .class = w->class,
	    .rung = w->rung,
	    .what = w->ladder.what[0] ? w->ladder.what : w->row.title};
	int code = vg_deskpaging_queue(w->desk, &call, w->now, &page);
	w->anybody = true;
	/* The case's journal outlives what is kept of persons: it names none. */
	vg_text_format(line, sizeof(line),
	    "page %" PRId64 ", W%d, rung %d: %s person, by %s", page, (int)w->class,
	    w->rung, whom, channel.name);
	return code == VG_OK ? vg_desk_journal(w->desk, w->row.number, w->now, w->now,
				   "system", "vigie", line)
			     : code;
}

static int
page_person(struct work *w, const struct vg_conf_person *person, const char *whom)
{
	bool gone;
	int code;

	if (!person)
		return VG_OK;
	code = vg_db_run(w->desk->db, VG_STOREPAGE_END_PERSON, "ttit", w->row.number,
	    person->id, w->now.us, "told again");
	return code == VG_OK ? page_by(w, person, 0, whom, &gone) : code;
}

/* --- whom ---------------------------------------------------------------------------------- */

static int
page_team(struct work *w, const char *role, const char *whom)
{
	const struct vg_conf_team *team = vg_conf_team(w->desk->conf, role);
	int code = VG_OK;

	for (size_t i = 0; team && i < team->persons.n && code == VG_OK; i++)
		code = page_person(
		    w, vg_conf_person(w->desk->conf, team->persons.name[i]), whom);
	return code;
}

/* The person of who owns the case, which became worse; NULL: nobody owns it. */
static const struct vg_conf_person *
owner_of(const struct work *w)
{
	const struct vg_conf_user *user =
	    w->row.owner[0] ? vg_conf_user(w->desk->conf, w->row.owner) : NULL;

	return user && user->person[0] ? vg_conf_person(w->desk->conf, user->person)
				       : NULL;
}

/* Whom the ladder calls number 'n' (0 the first): its owner, then who is on duty; NULL: nobody. */
static const struct vg_conf_person *
find_nth(const struct work *w, size_t n)
{
	const struct vg_conf *conf = w->desk->conf;
	const struct vg_conf_turn *turns[VG_CONFPAGE_MAX];
	const struct vg_conf_person *owner = owner_of(w);
	size_t on = vg_confpage_on_duty(conf, w->now, turns, VG_CONFPAGE_MAX), k = 0;

	if (owner && k++ == n)
		return owner;
	for (size_t i = 0; i < on; i++) {
		if (owner && strcmp(owner->id, turns[i]->person) == 0)
			continue;
		if (k++ == n)
			return vg_conf_person(conf, turns[i]->person);
	}
	return NULL;
}

static int
page_whom(struct work *w, unsigned whom)
{
	const struct vg_conf_person *first = find_nth(w, 0), *second = find_nth(w, 1);
	int code = VG_OK;

	if (whom & VG_PAGE_FIRST)
		code = first ? page_person(w, first, "first")
			     : page_team(w, "duty", "first");
	if (code == VG_OK && (whom & VG_PAGE_SECOND))
		code = second ? page_person(w, second, "second")
			      : page_team(w, "lead", "second");
	if (code == VG_OK && (whom & VG_PAGE_LEAD))
		code = page_team(w, "lead", "lead");
	if (code == VG_OK && (whom & VG_PAGE_MANAGER))
		code = page_team(w, "manager", "manager");
	return code;
}

/* --- channels that did not take it --------------------------------------------------------- */

struct open_page {
	int64_t id;
	char person[VG_NAME_SIZE], whom[16], channel[VG_NAME_SIZE];
	struct vg_wall queued;
};

static int
load_unaccepted(struct work *w, struct open_page pages[OPEN_MAX], size_t *n)
{
	const size_t q = VG_STOREPAGE_OPEN;
	struct vg_db *db = w->desk->db;
	int code = vg_db_query(db, q, "t", w->row.number);

	*n = 0;
	while (code == VG_OK && vg_db_next(db, q)) {
		struct open_page *p = &pages[*n];
		if (vg_db_int(db, q, 7) != 0 || *n == OPEN_MAX)
			continue;
		p->id = vg_db_int(db, q, 0);
		vg_text_copy(p->person, sizeof(p->person), vg_db_text(db, q, 1));
		vg_text_copy(p->whom, sizeof(p->whom), vg_db_text(db, q, 2));
		vg_text_copy(p->channel, sizeof(p->channel), vg_db_text(db, q, 3));
		p->queued.us = vg_db_int(db, q, 4);
		++*n;
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

/* Who is called behind 'person'; NULL: nobody. */
static const struct vg_conf_person *
find_behind(const struct work *w, const char *person)
{
	const struct vg_conf_person *p;
	bool passed = false;

	for (size_t i = 0; (p = find_nth(w, i)) != NULL; i++) {
		if (passed)
			return p;
		passed = strcmp(p->id, person) == 0;
	}
	return NULL;
}

/* His next channel, else the next person's first one. */
static int
pass_on(struct work *w, const struct open_page *page)
{
	const struct vg_conf_person *person = vg_conf_person(w->desk->conf, page->person);
	struct vg_conf_channel channel;
	bool gone = false;
	size_t way = 0;
	int code = vg_db_run(w->desk->db, VG_STOREPAGE_END, "iit", page->id, w->now.us,
	    "its channel did not accept it in time");

	while (person &&
	    vg_confpage_channel(person, w->class <= VG_PAGE_W2, way, &channel) &&
	    strcmp(channel.name, page->channel) != 0)
		way++;
	if (code == VG_OK && person)
		code = page_by(w, person, way + 1, page->whom, &gone);
	person = find_behind(w, page->person);
	if (code == VG_OK && !gone && person)
		code = page_by(w, person, 0, "next", &gone);
	return code;
}

/* '*next' is when the next page will have waited too long. */
static int
look_at_channels(struct work *w, struct vg_wall *next)
{
	uint32_t wait_s = w->desk->conf->policy.paging.accepted_in_s;
	struct open_page pages[OPEN_MAX];
	size_t n;
	int code = load_unaccepted(w, pages, &n);

	for (size_t i = 0; i < n && code == VG_OK; i++) {
		struct vg_wall until =
		    vg_instant_add(pages[i].queued, (int64_t)wait_s * VG_SECOND_US);
		if (vg_instant_compare(until, w->now) <= 0)
			code = pass_on(w, &pages[i]);
	}
	if (code == VG_OK)
		code = load_unaccepted(w, pages, &n);
	for (size_t i = 0; i < n && code == VG_OK; i++) {
		struct vg_wall until =
		    vg_instant_add(pages[i].queued, (int64_t)wait_s * VG_SECOND_US);
		if (!vg_instant_is_set(*next) || vg_instant_compare(until, *next) < 0)
			*next = until;
	}
	return code;
}

/* --- the ladder ---------------------------------------------------------------------------- */

static int
find_class(struct work *w)
{
	const size_t q = VG_STOREPAGE_FAULTS;
	struct vg_db *db = w->desk->db;
	enum vg_page_class worst = VG_PAGE_NONE;
	int code = vg_db_query(db, q, "t", w->row.number);

	while (code == VG_OK && vg_db_next(db, q)) {
		const struct vg_kind *known =
		    vg_packset_kind(w->desk->packs, vg_db_text(db, q, 0));
		const struct vg_page_fault fault = {
		    known, (enum vg_severity)vg_db_int(db, q, 1)};
		worst = vg_pageclass_worse(worst, vg_pageclass_of_fault(&fault));
	}
	if (worst != VG_PAGE_NONE)
		worst = vg_pageclass_worse(worst, w->ladder.floor);
	w->class = vg_pageclass_of_case(w->row.state, worst);
	return code == VG_OK ? vg_db_failed(db) : code;
}

/* Nobody is told any more, for 'reason'. */
static int
end(struct work *w, const char *reason)
{
	struct vg_db *db = w->desk->db;
	int code = VG_OK;

	if (!w->ladder.exists || vg_instant_is_set(w->ladder.ended))
		return VG_OK;
	w->ladder.ended = w->now;
	code = vg_db_run(db, VG_STOREPAGE_STOP, "tt", w->row.number, reason);
	if (code == VG_OK)
		code = vg_db_run(
		    db, VG_STOREPAGE_END_CASE, "tit", w->row.number, w->now.us, reason);
	return code == VG_OK ? keep(w->desk, w->row.number, &w->ladder) : code;
}

static bool
is_taken(const struct vg_case_row *row)
{
	return row->owner[0] && !row->worse;
}

/* It begins when nothing runs, and anew when it is worse. */
static void
begin(struct work *w)
{
	struct ladder *l = &w->ladder;
	bool runs = l->exists && !vg_instant_is_set(l->ended);
	bool worse = runs && (w->class < l->class || w->row.severity > l->severity);

	if (runs && !worse) {
		l->class = w->class;
		return;
	}
	l->begun = l->exists ? w->now : w->row.opened;
	l->class = w->class;
	l->severity = w->row.severity;
	l->told = 0;
	l->first = l->last = l->ended = (struct vg_wall){0};
	l->exists = true;
}

static int
run(struct work *w)
{
	const struct vg_conf *conf = w->desk->conf;
	const struct vg_contract *k = vg_conf_contract(conf, w->row.contract);
	const struct vg_terms *terms =
	    k ? vg_terms_at(k->versions, k->n_versions, w->row.opened, w->now) : NULL;
	struct ladder *l = &w->ladder;

	begin(w);
	const struct vg_page_case c = {.class = l->class,
	    .begun = l->begun,
	    .told = l->told,
	    .first = l->first,
	    .last = l->last,
	    .hotline = vg_conf_contract_calendar(
		conf, w->row.contract, terms ? terms->calendar : "always"),
	    .office = vg_conf_contract_calendar(conf, w->row.contract, "office")};
	struct vg_page_next next = vg_pageladder_judge(&c, &conf->policy.paging, w->now);
	w->rung = next.rung;
	int code = page_whom(w, next.now);
	if (next.now & VG_PAGE_FIRST)
		l->last = w->now;
	if (next.now && !vg_instant_is_set(l->first))
		l->first = w->now;
	if (code == VG_OK && (next.now & VG_PAGE_FIRST) && !w->anybody)
		code = vg_desk_journal(w->desk, w->row.number, w->now, w->now, "system",
		    "vigie", "page: nobody is on duty");
	l->told |= next.now;
	if (code == VG_OK)
		code = look_at_channels(w, &next.at);
	if (code == VG_OK)
		code = keep(w->desk, w->row.number, l);
	return code == VG_OK && vg_instant_is_set(next.at)
	    ? vg_desk_put_due(w->desk, "page", w->row.number, next.at)
	    : code;
}

static int
look(struct vg_desk *desk, const char *number, struct vg_wall now)
{
	struct work w = {.desk = desk, .now = now};
	int code = vg_deskrows_case(desk, number, &w.row);

	if (code == VG_OK)
		code = load(desk, number, &w.ladder);
	if (code != VG_OK || !w.row.number[0])
		return code;
	if (!vg_casestate_is_open(w.row.state)) {
		w.ladder.floor = VG_PAGE_NONE;
		w.ladder.what[0] = '\0';
		code = end(&w, "the case is over");
		/* Who was told that it is open is told that it is closed. */
		return code == VG_OK && w.ladder.exists && w.row.state == VG_CASE_CL
		    ? vg_db_run(desk->db, VG_STOREPAGE_CLOSED, "ti", number, now.us)
		    : code;
	}
	if (is_taken(&w.row))
		return end(&w, "taken");
	code = find_class(&w);
	if (code != VG_OK)
		return code;
	if (w.class == VG_PAGE_NONE || w.class == VG_PAGE_W4 ||
	    !vg_deskrows_case_stands(&w.row))
		return end(&w, "nothing stands of which a person is told");
	return run(&w);
}

int
vg_deskpaging_due(struct vg_desk *desk, const char *number, struct vg_wall now)
{
	char others[TOGETHER][VG_CASE_NUMBER_SIZE];
	const size_t q = VG_STOREPAGE_BEHIND;
	size_t n = 0;
	/* A recording says what became of cases, not who was called for them. */
	bool silent = desk->replaying || !vg_deskpaging_is_set_up(desk);
	int code = silent ? VG_OK : look(desk, number, now);

	if (code == VG_OK)
		code = vg_db_query(desk->db, q, "ii", now.us, (int64_t)TOGETHER);
	while (code == VG_OK && vg_db_next(desk->db, q))
		vg_text_copy(
		    others[n++], VG_CASE_NUMBER_SIZE, vg_db_text(desk->db, q, 0));
	if (code == VG_OK)
		code = vg_db_failed(desk->db);
	for (size_t i = 0; i < n && code == VG_OK; i++) {
		code = vg_desk_drop_due(desk, "page", others[i]);
		if (code == VG_OK && !silent)
			code = look(desk, others[i], now);
	}
	return code;
}

int
vg_deskpaging_demand(struct vg_desk *desk, const char *number, enum vg_page_class class,
    const char *what, struct vg_wall now)
{
	struct ladder l;
	int code = load(desk, number, &l);

	if (code != VG_OK)
		return code;
	if (!l.exists) {
		l.begun = now;
		l.ended = now;
	}
	l.floor = vg_pageclass_worse(l.floor, class);
	vg_text_copy(l.what, sizeof(l.what), what);
	code = keep(desk, number, &l);
	return code == VG_OK ? vg_desk_put_due(desk, "page", number, now) : code;
}
