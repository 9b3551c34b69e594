/*
 * The ladder of pages, carried out.
 */
#include "collector/desk/paging/deskpaging.h"

#include <inttypes.h>
#include <string.h>

#include "collector/desk/paging/deskpagecall.h"
#include "collector/desk/paging/deskpagequiet.h"
#include "collector/desk/paging/deskpagewho.h"
#include "collector/desk/paging/deskpagework.h"
#include "collector/store/storelink.h"
#include "collector/store/storepage.h"
#include "collector/store/storetogether.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* So many rows are looked at in one transaction: cases that opened together. */
enum { TOGETHER = 50 };

/* The rung of a page that came with a duty. */
enum { HANDED = 6 };

/* Whoever is to be called has got too many pages: looked at again so soon. */
#define HELD_US (5 * VG_MINUTE_US)

/* --- rows ---------------------------------------------------------------------------------- */

static int
load(struct vg_desk *desk, const char *number, struct vg_deskpage_ladder *l)
{
	const size_t q = VG_STOREPAGE_CASE_GET;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "t", number);

	*l = (struct vg_deskpage_ladder){.exists = false};
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
keep(struct vg_desk *desk, const char *number, const struct vg_deskpage_ladder *l)
{
	return vg_db_run(desk->db, VG_STOREPAGE_CASE_PUT, "tiiiiiiiit", number,
	    (int64_t)l->class, (int64_t)l->floor, (int64_t)l->severity, l->begun.us,
	    (int64_t)l->told, l->first.us, l->last.us, l->ended.us, l->what);
}

bool
vg_deskpaging_is_set_up(const struct vg_desk *desk)
{
	const struct vg_conf_team *team = vg_conf_team(desk->conf, "duty");

	return desk->conf->n_turns > 0 || (team && team->persons.n > 0) ||
	    desk->conf->policy.last_resort[0];
}

/* --- the ladder ---------------------------------------------------------------------------- */

/* Silence says itself when it pages, by a demand; its severity alone pages nobody. */
static bool
demands(const char *kind)
{
	return strcmp(kind, "agent-silent") == 0 || strcmp(kind, "collector-deaf") == 0;
}

/* The worst of what stands on no shelf; NONE: nothing does.  'demanded' counts for what demands. */
static int
find_worst(struct vg_desk *desk, const char *number, const enum vg_page_class *demanded,
    enum vg_page_class *worst)
{
	const size_t q = VG_STOREPAGE_FAULTS;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "t", number);

	*worst = VG_PAGE_NONE;
	while (code == VG_OK && vg_db_next(db, q)) {
		const struct vg_kind *known =
		    vg_packset_kind(desk->packs, vg_db_text(db, q, 0));
		const struct vg_page_fault fault = {
		    known, (enum vg_severity)vg_db_int(db, q, 1)};
		*worst = vg_pageclass_worse(*worst,
		    demanded && demands(vg_db_text(db, q, 0))
			? *demanded
			: vg_pageclass_of_fault(&fault));
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

int
vg_deskpaging_class(
    struct vg_desk *desk, const struct vg_case_row *row, enum vg_page_class *class)
{
	enum vg_page_class worst;
	int code = find_worst(desk, row->number, NULL, &worst);

	*class = vg_pageclass_of_case(row->state, worst);
	return code;
}

static int
find_class(struct vg_deskpage_work *w)
{
	enum vg_page_class worst;
	int code = find_worst(w->desk, w->row.number, &w->ladder.floor, &worst);

	if (worst != VG_PAGE_NONE)
		worst = vg_pageclass_worse(worst, w->ladder.floor);
	w->class = vg_pageclass_of_case(w->row.state, worst);
	return code;
}

/* Nobody is told any more, for 'reason'. */
static int
end(struct vg_deskpage_work *w, const char *reason)
{
	const struct vg_conf_person *owner = vg_deskpagewho_owner(w);
	int code = VG_OK;

	if (!w->ladder.exists || vg_instant_is_set(w->ladder.ended))
		return VG_OK;
	w->ladder.ended = w->now;
	code = vg_deskpagecall_stop(w->desk, w->row.number, "", reason);
	if (code == VG_OK)
		code = vg_db_run(w->desk->db, VG_STOREPAGE_END_CASE, "tit", w->row.number,
		    w->now.us, reason);
	/* Who was woken sleeps on; of the end of the case itself all are told below. */
	if (code == VG_OK && vg_casestate_is_open(w->row.state))
		code = vg_deskpagecall_over(w->desk, w->row.number, w->ladder.begun,
		    owner ? owner->id : "", w->ladder.class, reason, w->now);
	return code == VG_OK ? keep(w->desk, w->row.number, &w->ladder) : code;
}

static bool
is_taken(const struct vg_case_row *row)
{
	return row->owner[0] && !row->worse;
}

/* It begins when nothing runs, and anew when it is worse. */
static void
begin(struct vg_deskpage_work *w)
{
	struct vg_deskpage_ladder *l = &w->ladder;
	bool runs = l->exists && !vg_instant_is_set(l->ended);
	bool worse = runs && (w->class < l->class || w->row.severity > l->severity);

	if (runs && !worse) {
		l->class = w->class;
		return;
	}
	/* One that was opened by a clock that was ahead began now. */
	l->begun = l->exists || vg_instant_compare(w->row.opened, w->now) > 0
	    ? w->now
	    : w->row.opened;
	l->class = w->class;
	l->severity = w->row.severity;
	l->told = 0;
	l->first = l->last = l->ended = (struct vg_wall){0};
	l->exists = true;
}

static struct vg_page_case
case_of(const struct vg_deskpage_work *w)
{
	const struct vg_conf *conf = w->desk->conf;
	const struct vg_contract *k = vg_conf_contract(conf, w->row.contract);
	const struct vg_terms *terms =
	    k ? vg_terms_at(k->versions, k->n_versions, w->row.opened, w->now) : NULL;

	return (struct vg_page_case){.class = w->ladder.class,
	    .begun = w->ladder.begun,
	    .told = w->ladder.told,
	    .first = w->ladder.first,
	    .last = w->ladder.last,
	    .hotline = vg_conf_contract_calendar(
		conf, w->row.contract, terms ? terms->calendar : "always"),
	    .office = vg_conf_contract_calendar(conf, w->row.contract, "office"),
	    .zone = &conf->zone};
}

/* What 'told' leaves behind; who could not be told for all the pages he got is told later. */
static int
note_told(struct vg_deskpage_work *w, unsigned told, struct vg_wall *again)
{
	struct vg_deskpage_ladder *l = &w->ladder;
	int code = VG_OK;

	if (w->held) {
		struct vg_wall at = vg_instant_add(w->now, HELD_US);
		told &= VG_PAGE_LEAD | VG_PAGE_MANAGER;
		if (!vg_instant_is_set(*again) || vg_instant_compare(at, *again) < 0)
			*again = at;
	}
	if (told & VG_PAGE_FIRST)
		l->last = w->now;
	/* Who could not be told was to be: the others of the ladder wait no longer for it. */
	if ((told || w->held) && !vg_instant_is_set(l->first))
		l->first = w->now;
	if (w->nobody && !w->anybody && !(l->told & VG_PAGE_LAST))
		code = vg_desk_journal(w->desk, w->row.number, w->now, w->now, "system",
		    "vigie", "page: nobody is on duty, and there is no last resort");
	if (w->nobody)
		l->told |= VG_PAGE_LAST;
	l->told |= told;
	return code;
}

/* What would be told again a little later goes with a message that is about to leave. */
static int
judge(const struct vg_deskpage_work *w, struct vg_page_case *c, struct vg_page_next *next)
{
	const struct vg_page_numbers *numbers = &w->desk->conf->policy.paging;
	struct vg_wall half = vg_pageladder_half(numbers, c->class, c->last);
	int code = VG_OK;

	*next = vg_pageladder_judge(c, numbers, w->now);
	if ((next->now & VG_PAGE_FIRST) || !vg_instant_is_set(half) ||
	    vg_instant_compare(half, w->now) > 0)
		return VG_OK;
	code = vg_deskpagewho_rides(w, &c->rides);
	if (code == VG_OK && c->rides)
		*next = vg_pageladder_judge(c, numbers, w->now);
	return code;
}

/* A message that tells again was begun: whom it will be told soon is looked at now. */
static int
pull(const struct vg_deskpage_work *w, const struct vg_page_case *c)
{
	struct vg_wall half =
	    vg_pageladder_half(&w->desk->conf->policy.paging, c->class, c->last);

	if (!w->began || !vg_instant_is_set(half))
		return VG_OK;
	int64_t window_us = vg_instant_since(half, c->last);
	return vg_db_run(w->desk->db, VG_STORETOGETHER_PULL, "iiii", w->now.us,
	    w->now.us + window_us, (int64_t)c->class, w->now.us - window_us);
}

static int
run(struct vg_deskpage_work *w)
{
	begin(w);
	struct vg_page_case c = case_of(w);
	struct vg_page_next next = {.rung = 0};
	int code = judge(w, &c, &next);
	w->rung = next.rung;
	if (code == VG_OK)
		code = vg_deskpagewho_call(w, next.now);
	if (code == VG_OK && (next.now & VG_PAGE_FIRST))
		code = pull(w, &c);
	if (code == VG_OK)
		code = note_told(w, next.now, &next.at);
	if (code == VG_OK)
		code = vg_deskpagewho_channels(w, &next.at);
	if (code == VG_OK)
		code = keep(w->desk, w->row.number, &w->ladder);
	return code == VG_OK && vg_instant_is_set(next.at)
	    ? vg_desk_put_due(w->desk, "page", w->row.number, next.at)
	    : code;
}

/* Who was told that it is open is told of its end, and where it went. */
static int
tell_end(struct vg_deskpage_work *w)
{
	const size_t q = VG_STORELINK_TIE_OF;
	struct vg_db *db = w->desk->db;
	char what[64];
	int code = VG_OK;

	vg_text_format(what, sizeof(what), "the case is %s",
	    w->row.state == VG_CASE_CL ? "closed" : "void");
	if (w->row.state == VG_CASE_MG) {
		code = vg_db_query(db, q, "tt", w->row.number, "merge");
		vg_text_format(what, sizeof(what), "merged into %s",
		    code == VG_OK && vg_db_next(db, q) ? vg_db_text(db, q, 0)
						       : "another");
		vg_db_done(db, q);
	}
	return code == VG_OK ? vg_deskpagecall_closed(
				   w->desk, w->row.number, w->ladder.class, what, w->now)
			     : code;
}

/* Nobody is told any more of a case that is over. */
static int
look_at_end(struct vg_deskpage_work *w)
{
	w->ladder.floor = VG_PAGE_NONE;
	w->ladder.what[0] = '\0';
	int code = end(w, "the case is over");
	return code == VG_OK && w->ladder.exists ? tell_end(w) : code;
}

/* Nothing stands of which a person is told; or all that does is on a shelf. */
static int
end_calm(struct vg_deskpage_work *w)
{
	char reason[VG_TEXT_SIZE] = "nothing stands of which a person is told";
	struct vg_deskpagequiet quiet;
	int code = vg_deskpagequiet_find(w->desk, w->row.number, &quiet);

	if (quiet.shelves[0])
		vg_deskpagequiet_reason(&quiet, reason);
	return code == VG_OK ? end(w, reason) : code;
}

/* Nothing stands: what was demanded of it is demanded anew when it comes back. */
static int
look_at_calm(struct vg_deskpage_work *w)
{
	int code;

	if (w->ladder.exists && w->ladder.floor != VG_PAGE_NONE &&
	    !vg_deskrows_case_stands(&w->row)) {
		w->ladder.floor = VG_PAGE_NONE;
		w->ladder.what[0] = '\0';
		code = keep(w->desk, w->row.number, &w->ladder);
		if (code != VG_OK)
			return code;
	}
	return end_calm(w);
}

static int
look(struct vg_desk *desk, const char *number, struct vg_wall now)
{
	struct vg_deskpage_work w = {.desk = desk, .now = now};
	int code = vg_deskrows_case(desk, number, &w.row);

	if (code == VG_OK)
		code = load(desk, number, &w.ladder);
	if (code != VG_OK || !w.row.number[0])
		return code;
	code = vg_deskpagework_look(desk, &w.row,
	    w.ladder.exists ? w.ladder.begun : (struct vg_wall){0}, w.ladder.class, now);
	if (code != VG_OK)
		return code;
	if (!vg_casestate_is_open(w.row.state))
		return look_at_end(&w);
	if (is_taken(&w.row))
		return end(&w, "taken");
	code = find_class(&w);
	if (code != VG_OK)
		return code;
	if (w.class == VG_PAGE_NONE || w.class == VG_PAGE_W4 ||
	    !vg_deskrows_case_stands(&w.row))
		return look_at_calm(&w);
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
    const char *what, struct vg_wall now, bool *fresh)
{
	struct vg_deskpage_ladder l;
	int code = load(desk, number, &l);

	if (code != VG_OK)
		return code;
	enum vg_page_class floor = vg_pageclass_worse(l.floor, class);
	*fresh = !l.exists || floor != l.floor;
	if (!l.exists) {
		l.begun = now;
		l.ended = now;
	}
	l.floor = floor;
	vg_text_copy(l.what, sizeof(l.what), what);
	code = keep(desk, number, &l);
	return code == VG_OK ? vg_desk_put_due(desk, "page", number, now) : code;
}

/* --- the duty changes ---------------------------------------------------------------------- */

/* Who comes has got nothing of this ladder. */
static int
is_news(const struct vg_deskpage_work *w, bool *is)
{
	const size_t q = VG_STOREPAGE_LAST;
	const struct vg_conf_person *first = vg_deskpagewho_nth(w, w->now, 0);
	int code = first ? vg_db_query(w->desk->db, q, "tti", w->row.number, first->id,
			       w->ladder.begun.us)
			 : VG_OK;

	*is = first && code == VG_OK && !vg_db_next(w->desk->db, q);
	vg_db_done(w->desk->db, q);
	return code;
}

/* Who comes is told now, or when a page of this class may go out. */
static int
call_who_comes(struct vg_deskpage_work *w)
{
	const struct vg_page_numbers *numbers = &w->desk->conf->policy.paging;
	const struct vg_page_case c = case_of(w);
	struct vg_wall at = vg_pageladder_handed(&c, numbers, w->now);
	struct vg_page_next next = {.at = {0}};
	int code = VG_OK;

	/* His page is over: whoever comes has not been told, also when he has too many now. */
	w->ladder.told &= ~(unsigned)VG_PAGE_FIRST;
	if (vg_instant_compare(at, w->now) <= 0) {
		code = vg_deskpagewho_call(w, VG_PAGE_FIRST);
		if (code == VG_OK)
			code = note_told(w, VG_PAGE_FIRST, &next.at);
		/* The channels of the new page are looked at in time. */
		at = vg_instant_add(w->now,
		    (int64_t)w->desk->conf->policy.paging.accepted_in_s * VG_SECOND_US);
	}
	if (code == VG_OK)
		code = keep(w->desk, w->row.number, &w->ladder);
	/* What was due of the ladder stays due. */
	return code == VG_OK && vg_instant_is_set(at)
	    ? vg_db_run(
		  w->desk->db, VG_SQL_DUE_SOONER, "tti", "page", w->row.number, at.us)
	    : code;
}

/* What did not leave to who goes never does; '*had' whether he was called, '*knows' whether he knows. */
static int
let_go(struct vg_deskpage_work *w, const char *person, bool *had, bool *knows)
{
	static const char reason[] = "his duty is over";
	const size_t q = VG_STOREPAGE_REACHED;
	struct vg_db *db = w->desk->db;
	int code = vg_deskpagecall_stop(w->desk, w->row.number, person, reason);

	if (code == VG_OK)
		code = vg_db_run(db, VG_STOREPAGE_END_PERSON, "ttit", w->row.number,
		    person, w->now.us, reason);
	*had = code == VG_OK && vg_db_changes(db) > 0;
	if (code == VG_OK)
		code =
		    vg_db_query(db, q, "tti", w->row.number, person, w->ladder.begun.us);
	*knows = code == VG_OK && vg_db_next(db, q);
	vg_db_done(db, q);
	return code == VG_OK ? vg_db_failed(db) : code;
}

int
vg_deskpaging_hand_over(
    struct vg_desk *desk, const char *number, const char *person, struct vg_wall now)
{
	struct vg_deskpage_work w = {.desk = desk, .now = now, .rung = HANDED};
	bool fresh = true, had = false, knows = false;
	int code = vg_deskrows_case(desk, number, &w.row);

	if (code == VG_OK)
		code = load(desk, number, &w.ladder);
	if (code != VG_OK || !w.ladder.exists || vg_instant_is_set(w.ladder.ended) ||
	    is_taken(&w.row))
		return code;
	w.class = w.ladder.class;
	code = let_go(&w, person, &had, &knows);
	if (code == VG_OK && had && knows)
		code =
		    vg_deskpagecall_tell(desk, number, vg_conf_person(desk->conf, person),
			"hand-over", w.class, w.row.title, now);
	else if (code == VG_OK && !had)
		code = is_news(&w, &fresh);
	return code == VG_OK && fresh ? call_who_comes(&w) : code;
}

/* --- what comes next ----------------------------------------------------------------------- */

static void
name(struct vg_deskpaging_next *next, const struct vg_conf_person *person)
{
	size_t used = strlen(next->persons);

	if (person && !strstr(next->persons, person->id))
		vg_text_format(next->persons + used, sizeof(next->persons) - used, "%s%s",
		    used ? ", " : "", person->id);
}

static void
name_team(
    const struct vg_deskpage_work *w, const char *role, struct vg_deskpaging_next *next)
{
	const struct vg_conf_team *team = vg_conf_team(w->desk->conf, role);

	for (size_t i = 0; team && i < team->persons.n; i++)
		name(next, vg_conf_person(w->desk->conf, team->persons.name[i]));
}

static void
name_whom(
    const struct vg_deskpage_work *w, unsigned whom, struct vg_deskpaging_next *next)
{
	const struct vg_conf_person *first = vg_deskpagewho_nth(w, next->at, 0),
				    *second = vg_deskpagewho_nth(w, next->at, 1);

	if (whom & VG_PAGE_FIRST)
		name(next,
		    first ? first
			  : vg_conf_person(
				w->desk->conf, w->desk->conf->policy.last_resort));
	if ((whom & VG_PAGE_SECOND) && second)
		name(next, second);
	if ((whom & VG_PAGE_LEAD) || ((whom & VG_PAGE_SECOND) && !second))
		name_team(w, "lead", next);
	if (whom & VG_PAGE_MANAGER)
		name_team(w, "manager", next);
}

int
vg_deskpaging_find_next(struct vg_desk *desk, const char *number, struct vg_wall now,
    struct vg_deskpaging_next *next)
{
	const struct vg_page_numbers *numbers = &desk->conf->policy.paging;
	struct vg_deskpage_work w = {.desk = desk, .now = now};
	int code = vg_deskrows_case(desk, number, &w.row);

	*next = (struct vg_deskpaging_next){.persons = ""};
	if (code == VG_OK)
		code = load(desk, number, &w.ladder);
	if (code != VG_OK || !w.row.number[0] || !w.ladder.exists ||
	    vg_instant_is_set(w.ladder.ended) || is_taken(&w.row))
		return code;
	const struct vg_page_case c = case_of(&w);
	next->at = vg_pageladder_judge(&c, numbers, now).at;
	if (vg_instant_is_set(next->at))
		name_whom(&w, vg_pageladder_judge(&c, numbers, next->at).now, next);
	return VG_OK;
}
