/*
 * Whom a ladder calls, and by which of his channels.
 */
#include "collector/desk/paging/deskpagewho.h"

#include <inttypes.h>
#include <string.h>

#include "collector/desk/paging/deskpagecall.h"
#include "collector/page/pagelimit.h"
#include "collector/store/storepage.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* --- a page -------------------------------------------------------------------------------- */

static int
page_by(struct vg_deskpage_work *w, const struct vg_conf_person *person,
    const struct vg_conf_channel *channel, const char *whom, struct vg_wall leaves)
{
	bool own = false;
	char line[VG_TEXT_SIZE];
	int64_t page = 0;
	const struct vg_deskpage_call call = {.number = w->row.number,
	    .person = person,
	    .channel = channel,
	    .whom = whom,
	    .template = "page",
	    .class = w->class,
	    .rung = w->rung,
	    .leaves = leaves,
	    .what = w->ladder.what[0] ? w->ladder.what : w->row.title};
	/* What no relay took yet of an earlier one would come beside it. */
	int code = vg_db_run(w->desk->db, VG_STOREPAGE_SUPERSEDE, "ttt", w->row.number,
	    person->id, channel->name);
	if (code == VG_OK)
		code = vg_deskpagecall_queue(w->desk, &call, w->now, &page, &own);
	w->anybody = true;
	w->began = w->began || own;
	/* The case's journal outlives what is kept of persons: it names none. */
	vg_text_format(line, sizeof(line),
	    "page %" PRId64 ", W%d, rung %d: %s person, by %s", page, (int)w->class,
	    w->rung, whom, channel->name);
	return code == VG_OK ? vg_desk_journal(w->desk, w->row.number, w->now, w->now,
				   "system", "vigie", line)
			     : code;
}

/* What he got of this ladder last; '*again' false: nothing. */
struct before {
	bool again, on_its_way;
	char channel[VG_NAME_SIZE];
	struct vg_wall acknowledged;
};

static int
look_before(const struct vg_deskpage_work *w, const char *person, struct before *b)
{
	const size_t last = VG_STOREPAGE_LAST;
	struct vg_db *db = w->desk->db;
	int code =
	    vg_db_query(db, last, "tti", w->row.number, person, w->ladder.begun.us);

	*b = (struct before){.again = false};
	if (code == VG_OK && vg_db_next(db, last)) {
		b->again = true;
		vg_text_copy(b->channel, sizeof(b->channel), vg_db_text(db, last, 0));
		b->acknowledged.us = vg_db_int(db, last, 1);
		b->on_its_way = vg_db_int(db, last, 2) != 0;
		vg_db_done(db, last);
	}
	return code;
}

/* What he got that is as urgent. */
static int
look_at_hour(
    const struct vg_deskpage_work *w, const char *person, struct vg_pagelimit_got *got)
{
	const size_t q = VG_STOREPAGE_HOUR;
	struct vg_db *db = w->desk->db;
	int64_t lately_us = VG_PAGELIMIT_LATELY_S * VG_SECOND_US;
	int code =
	    vg_db_query(db, q, "tiiii", person, vg_instant_add(w->now, -VG_HOUR_US).us,
		(int64_t)w->class, vg_instant_add(w->now, -lately_us).us, w->now.us);

	*got = (struct vg_pagelimit_got){.in_hour = 0};
	if (code != VG_OK || !vg_db_next(db, q))
		return code == VG_OK ? vg_db_failed(db) : code;
	got->in_hour = (size_t)vg_db_int(db, q, 0);
	got->last.us = vg_db_int(db, q, 1);
	got->lately = (size_t)vg_db_int(db, q, 2);
	got->since.us = vg_db_int(db, q, 3);
	vg_db_done(db, q);
	return VG_OK;
}

/* Who is behind somebody that has enough for this hour. */
enum behind { OTHERS, NOBODY };

/*
 * When a page to him by that channel leaves; unset: he has enough for this hour.  With what waits
 * to leave one more costs him nothing, and where nobody is behind him he is told what is news.
 */
static int
find_leave(const struct vg_deskpage_work *w, const struct vg_conf_person *person,
    const char *channel, bool again, enum behind behind, struct vg_wall *leaves)
{
	const struct vg_page_numbers *numbers = &w->desk->conf->policy.paging;
	struct vg_deskpage_message message;
	struct vg_pagelimit_got got;
	int code = vg_deskpagecall_find(
	    w->desk, w->row.number, person, channel, "page", &message);

	*leaves = w->now;
	if (code != VG_OK ||
	    (message.id && vg_instant_compare(message.leaves, w->now) <= 0))
		return code;
	code = look_at_hour(w, person->id, &got);
	if (vg_pagelimit_may(numbers, got.in_hour, again))
		*leaves = vg_pagelimit_leaves(&got, w->now);
	else if (message.id || (behind == NOBODY && !again))
		*leaves = vg_pagelimit_anyway(numbers, w->class, &got, w->now);
	else
		*leaves = (struct vg_wall){0};
	return code;
}

/* Who did not answer by one channel is tried by another that rings; false: he has none. */
static bool
find_channel(const struct vg_deskpage_work *w, const struct vg_conf_person *person,
    const struct before *before, struct vg_conf_channel *channel)
{
	bool wakes = w->class <= VG_PAGE_W2;

	return before->again ? vg_confpage_again(person, wakes, before->channel, channel)
			     : vg_confpage_channel(person, wakes, 0, channel);
}

/* What came of a call for somebody. */
enum fate { CALLED, LEFT_ALONE, TOO_MANY, NO_WAY };

static int
page_person(struct vg_deskpage_work *w, const struct vg_conf_person *person,
    const char *whom, enum behind behind, enum fate *fate)
{
	const struct vg_page_numbers *numbers = &w->desk->conf->policy.paging;
	struct vg_wall leaves = w->now;
	struct vg_conf_channel channel;
	struct before before;
	int code = look_before(w, person->id, &before);

	*fate = LEFT_ALONE;
	/* While a way to him is looked for, that goes on: it ends with him, or with another. */
	if (code != VG_OK || before.on_its_way ||
	    vg_pagelimit_holds(numbers, before.acknowledged, w->now)) {
		w->anybody = true;
		return code;
	}
	*fate = NO_WAY;
	if (!find_channel(w, person, &before, &channel))
		return VG_OK;
	code = find_leave(w, person, channel.name, before.again, behind, &leaves);
	*fate = vg_instant_is_set(leaves) ? CALLED : TOO_MANY;
	if (code != VG_OK || *fate == TOO_MANY)
		return code;
	code = vg_db_run(w->desk->db, VG_STOREPAGE_END_PERSON, "ttit", w->row.number,
	    person->id, w->now.us, "told again");
	return code == VG_OK ? page_by(w, person, &channel, whom, leaves) : code;
}

int
vg_deskpagewho_rides(const struct vg_deskpage_work *w, bool *rides)
{
	const struct vg_conf_person *first = vg_deskpagewho_nth(w, w->now, 0);
	struct vg_deskpage_message message = {.id = 0};
	struct vg_conf_channel channel;
	struct before before = {.again = false};
	int code = first ? look_before(w, first->id, &before) : VG_OK;

	if (code == VG_OK && before.again && !before.on_its_way &&
	    find_channel(w, first, &before, &channel))
		code = vg_deskpagecall_find(
		    w->desk, w->row.number, first, channel.name, "page", &message);
	*rides = message.id != 0;
	return code;
}

/* --- whom ---------------------------------------------------------------------------------- */

static int
page_team(struct vg_deskpage_work *w, const char *role, const char *whom)
{
	const struct vg_conf_team *team = vg_conf_team(w->desk->conf, role);
	enum fate fate;
	int code = VG_OK;

	for (size_t i = 0; team && i < team->persons.n && code == VG_OK; i++) {
		const struct vg_conf_person *person =
		    vg_conf_person(w->desk->conf, team->persons.name[i]);
		/* There is nobody behind them. */
		if (person)
			code = page_person(w, person, whom, NOBODY, &fate);
	}
	return code;
}

/* Nobody who should be called can be: once in a ladder, and again as often as it tells anybody. */
static int
page_last_resort(struct vg_deskpage_work *w)
{
	const struct vg_conf_person *person =
	    vg_conf_person(w->desk->conf, w->desk->conf->policy.last_resort);
	enum fate fate = NO_WAY;
	int code = person ? page_person(w, person, "last-resort", NOBODY, &fate) : VG_OK;

	if (fate != NO_WAY) {
		w->ladder.told |= VG_PAGE_LAST;
		return code;
	}
	w->nobody = true;
	return code;
}

/* The person of who owns the case, which became worse; NULL: nobody owns it. */
const struct vg_conf_person *
vg_deskpagewho_owner(const struct vg_deskpage_work *w)
{
	const struct vg_conf_user *user =
	    w->row.owner[0] ? vg_conf_user(w->desk->conf, w->row.owner) : NULL;

	return user && user->person[0] ? vg_conf_person(w->desk->conf, user->person)
				       : NULL;
}

/* Whom the ladder calls number 'n' (0 the first): its owner, then who is on duty; NULL: nobody. */
const struct vg_conf_person *
vg_deskpagewho_nth(const struct vg_deskpage_work *w, struct vg_wall at, size_t n)
{
	const struct vg_conf *conf = w->desk->conf;
	const struct vg_conf_turn *turns[VG_CONFPAGE_MAX];
	const struct vg_conf_person *owner = vg_deskpagewho_owner(w);
	size_t on = vg_confpage_on_duty(conf, at, turns, VG_CONFPAGE_MAX), k = 0;

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

/* Who is called behind 'person'; NULL: nobody. */
static const struct vg_conf_person *
find_behind(const struct vg_deskpage_work *w, const char *person)
{
	const struct vg_conf_person *p;
	bool passed = false;

	for (size_t i = 0; (p = vg_deskpagewho_nth(w, w->now, i)) != NULL; i++) {
		if (passed)
			return p;
		passed = strcmp(p->id, person) == 0;
	}
	return NULL;
}

/* 'person', else whoever is behind him and can be called; the last resort behind all. */
static int
page_from(
    struct vg_deskpage_work *w, const struct vg_conf_person *person, const char *whom)
{
	const struct vg_conf_person *late = NULL;
	const char *late_whom = whom;
	enum fate fate = NO_WAY;
	int code = VG_OK;

	for (int i = 0; person && code == VG_OK && i < VG_CONFPAGE_MAX + 1; i++) {
		code = page_person(w, person, whom, OTHERS, &fate);
		if (code != VG_OK || fate == CALLED || fate == LEFT_ALONE)
			return code;
		if (!late && fate == TOO_MANY) {
			late = person;
			late_whom = whom;
		}
		whom = "next";
		person = find_behind(w, person->id);
	}
	if (code != VG_OK || !late)
		return code == VG_OK ? page_last_resort(w) : code;
	/* There are people, and each has enough for this hour: what is news is told all the same. */
	code = page_person(w, late, late_whom, NOBODY, &fate);
	w->held = w->held || fate == TOO_MANY;
	return code;
}

/* Nobody is on duty: a gap in the list is the last resort's, a house without a list has a team. */
static int
page_nobodys(struct vg_deskpage_work *w)
{
	const struct vg_conf *conf = w->desk->conf;
	const struct vg_conf_team *team = vg_conf_team(conf, "duty");
	bool gap = conf->n_turns > 0 && conf->policy.last_resort[0];

	return !gap && team && team->persons.n ? page_team(w, "duty", "first")
					       : page_last_resort(w);
}

int
vg_deskpagewho_call(struct vg_deskpage_work *w, unsigned whom)
{
	const struct vg_conf_person *first = vg_deskpagewho_nth(w, w->now, 0),
				    *second = vg_deskpagewho_nth(w, w->now, 1);
	int code = VG_OK;

	if (whom & VG_PAGE_FIRST)
		code = first ? page_from(w, first, "first") : page_nobodys(w);
	if (code == VG_OK && (whom & VG_PAGE_SECOND))
		code = second ? page_from(w, second, "second")
			      : page_team(w, "lead", "second");
	if (code == VG_OK && (whom & VG_PAGE_LEAD))
		code = page_team(w, "lead", "lead");
	if (code == VG_OK && (whom & VG_PAGE_MANAGER))
		code = page_team(w, "manager", "manager");
	return code;
}

/* --- channels that did not take it --------------------------------------------------------- */

enum { OPEN_MAX = 64 };

struct open_page {
	int64_t id;
	char person[VG_NAME_SIZE], whom[16], channel[VG_NAME_SIZE];
	struct vg_wall queued;
	bool failed; /* it never will */
};

static int
load_unaccepted(struct vg_deskpage_work *w, struct open_page pages[OPEN_MAX], size_t *n)
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
		p->failed = vg_db_int(db, q, 8) != 0;
		++*n;
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

/* The channel of his behind the one of the page. */
static bool
find_way_on(const struct vg_deskpage_work *w, const struct vg_conf_person *person,
    const struct open_page *page, struct vg_conf_channel *channel)
{
	size_t way = 0;

	while (person &&
	    vg_confpage_channel(person, w->class <= VG_PAGE_W2, way, channel) &&
	    strcmp(channel->name, page->channel) != 0)
		way++;
	return person &&
	    vg_confpage_channel(person, w->class <= VG_PAGE_W2, way + 1, channel);
}

/* His next channel, else the next person's first one, else the last resort's. */
static int
call_on(struct vg_deskpage_work *w, const struct open_page *page)
{
	const struct vg_conf_person *person = vg_conf_person(w->desk->conf, page->person);
	struct vg_conf_channel channel;

	if (find_way_on(w, person, page, &channel))
		return page_by(w, person, &channel, page->whom, w->now);
	/* The last resort has nobody behind him: he is told again as others are. */
	if (strcmp(page->whom, "last-resort") == 0)
		return VG_OK;
	person = find_behind(w, page->person);
	return person ? page_from(w, person, "next") : page_last_resort(w);
}

/* Whoever answered an earlier page meanwhile has it: nobody else is called for this one. */
static int
pass_on(struct vg_deskpage_work *w, const struct open_page *page)
{
	struct before before;
	int code = look_before(w, page->person, &before);

	if (code != VG_OK)
		return code;
	bool has = vg_pagelimit_holds(
	    &w->desk->conf->policy.paging, before.acknowledged, w->now);
	code = vg_db_run(w->desk->db, VG_STOREPAGE_END, "iit", page->id, w->now.us,
	    has                ? "an earlier page is acknowledged"
		: page->failed ? "its channel refused it"
			       : "its channel did not accept it in time");
	return code == VG_OK && !has ? call_on(w, page) : code;
}

/* '*next' is when the next page will have waited too long. */
int
vg_deskpagewho_channels(struct vg_deskpage_work *w, struct vg_wall *next)
{
	uint32_t wait_s = w->desk->conf->policy.paging.accepted_in_s;
	struct open_page pages[OPEN_MAX];
	size_t n;
	int code = load_unaccepted(w, pages, &n);

	for (size_t i = 0; i < n && code == VG_OK; i++) {
		struct vg_wall until =
		    vg_instant_add(pages[i].queued, (int64_t)wait_s * VG_SECOND_US);
		if (pages[i].failed || vg_instant_compare(until, w->now) <= 0)
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
