/*
 * How supplier problems come and go.
 */
#include "collector/desk/causes/deskfamilywork.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/correl/family.h"
#include "collector/desk/causes/deskfamily.h"
#include "collector/desk/deskact.h"
#include "collector/desk/persons/deskread.h"
#include "collector/store/storefamily.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/log/log.h"

enum { NEAR = 200, SWEEP = 200 };

#define PAUSE_US (10 * VG_MS_US)

/* What makes two faults one family. */
struct family {
	const char *supplier, *kind;
	char model[VG_NAME_SIZE], software[VG_NAME_SIZE];
};

/* --- the family ---------------------------------------------------------------------------- */

/* The case that the passage's fault came to, by itself and not as a symptom, or NULL. */
static const char *
came_to(const struct vg_passage *p)
{
	for (size_t i = 0; i < p->verdict.n_deeds; i++) {
		const struct vg_deed *d = &p->verdict.deeds[i];
		if (d->type != VG_DEED_CASE_JOIN || d->symptom)
			continue;
		/* What was in it before was entered then. */
		if (p->facts.open_case.has_part &&
		    strcmp(d->number, p->facts.open_case.number) == 0)
			return NULL;
		return d->number[0] ? d->number : p->opened;
	}
	return NULL;
}

/* What the device is, as a poll told; false: not known, or no database to ask. */
static int
read_device(struct vg_desk *desk, const char *device, struct family *f)
{
	const size_t q = VG_SQL_DEVICE_GET;
	int code = vg_db_query(desk->db, q, "t", device);

	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	vg_text_copy(f->model, sizeof(f->model), vg_db_text(desk->db, q, 1));
	vg_text_copy(f->software, sizeof(f->software), vg_db_text(desk->db, q, 3));
	vg_db_done(desk->db, q);
	return VG_OK;
}

/* The one text of a query about the family, or "". */
static int
ask(struct vg_desk *desk, size_t q, const struct family *f,
    char text[VG_PROBLEM_NUMBER_SIZE], int64_t *number)
{
	int code =
	    vg_db_query(desk->db, q, "tttt", f->supplier, f->model, f->software, f->kind);

	text[0] = '\0';
	*number = 0;
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	vg_text_copy(text, VG_PROBLEM_NUMBER_SIZE, vg_db_text(desk->db, q, 0));
	*number = vg_db_int(desk->db, q, 1);
	vg_db_done(desk->db, q);
	return VG_OK;
}

/* Its cases that opened after 'since', the newest NEAR of them. */
static int
read_near(struct vg_desk *desk, const struct family *f, int64_t since,
    struct vg_family_case cases[NEAR], size_t *n)
{
	const size_t q = VG_STOREFAMILY_NEAR;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "ttttii", f->supplier, f->model, f->software,
	    f->kind, since, (int64_t)NEAR);

	*n = 0;
	while (code == VG_OK && vg_db_next(db, q)) {
		struct vg_family_case *c = &cases[(*n)++];
		vg_text_copy(c->number, sizeof(c->number), vg_db_text(db, q, 0));
		vg_text_copy(c->client, sizeof(c->client), vg_db_text(db, q, 1));
		vg_text_copy(c->device, sizeof(c->device), vg_db_text(db, q, 2));
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

/* --- the problem --------------------------------------------------------------------------- */

/* The next number of the year, in the integrator's zone. */
static int
next_number(struct vg_desk *desk, struct vg_wall now, char number[VG_PROBLEM_NUMBER_SIZE])
{
	const struct vg_zone *zone = &desk->conf->zone;
	struct vg_civil civil = vg_instant_civil(now, vg_zonetable_offset(zone, now));
	char name[32];

	vg_text_format(name, sizeof(name), "problem-%04d", civil.year % 10000);
	int64_t last = vg_desk_number(desk, name, 0);
	snprintf(number, VG_PROBLEM_NUMBER_SIZE, "PB-%04u-%06u",
	    (unsigned)(civil.year % 10000), (unsigned)((last + 1) % 1000000));
	return vg_db_run(desk->db, VG_SQL_META_PUT, "ti", name, last + 1);
}

static int
suggest(struct vg_desk *desk, const struct family *f, struct vg_wall now,
    char number[VG_PROBLEM_NUMBER_SIZE])
{
	int code = next_number(desk, now, number);

	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_STOREFAMILY_ADD, "tttttti", number,
		    "suggested", f->supplier, f->model, f->software, f->kind, now.us);
	if (code == VG_OK)
		vg_log(VG_LOG_INFO, "desk", number,
		    "suggested: %s of %s %s, software %s, at several clients", f->kind,
		    f->supplier, f->model, f->software);
	return code;
}

/* Neither this text nor the happening names anything of another client. */
static int
link_case(struct vg_desk *desk, const char *problem, const struct vg_family_case *c,
    struct vg_wall now)
{
	char text[VG_TEXT_SIZE];
	int code = vg_db_run(desk->db, VG_STOREFAMILY_LINK, "tttti", problem, c->number,
	    c->client, c->device, now.us);

	if (code != VG_OK || vg_db_changes(desk->db) == 0)
		return code;
	vg_text_format(text, sizeof(text),
	    "the same fault of the same model and software is also seen elsewhere: "
	    "supplier problem %s",
	    problem);
	code = vg_desk_journal(desk, c->number, now, now, "system", "vigie", text);
	return code == VG_OK
	    ? vg_desk_tell(desk, now, "problem-linked", c->number, "", problem)
	    : code;
}

/* Links what belongs to the family's problem: one case when there is one, else all near ones. */
static int
link_family(struct vg_desk *desk, const struct family *f, const struct vg_family_case *c,
    struct vg_wall now)
{
	const struct vg_conf_family *terms = &desk->conf->family;
	struct vg_family_case near[NEAR];
	char problem[VG_PROBLEM_NUMBER_SIZE], none[VG_PROBLEM_NUMBER_SIZE];
	int64_t unused, closed = 0;
	size_t n = 1;

	int code = ask(desk, VG_STOREFAMILY_OPEN_OF, f, problem, &unused);
	near[0] = *c;
	if (code == VG_OK && !problem[0]) {
		code = ask(desk, VG_STOREFAMILY_CLOSED_OF, f, none, &closed);
		int64_t since = now.us - (int64_t)terms->within_s * VG_SECOND_US;
		if (code == VG_OK)
			code =
			    read_near(desk, f, closed > since ? closed : since, near, &n);
		if (code != VG_OK ||
		    !vg_family_is_problem(
			vg_family_count(near, n), terms->clients, terms->devices))
			return code;
		code = suggest(desk, f, now, problem);
	}
	for (size_t i = 0; code == VG_OK && i < n; i++)
		code = link_case(desk, problem, &near[i], now);
	return code == VG_OK
	    ? vg_desk_put_due(desk, "problem", problem,
		  vg_instant_add(now, (int64_t)terms->forget_s * VG_SECOND_US))
	    : code;
}

int
vg_deskfamilywork_note(struct vg_desk *desk, const struct vg_passage *p)
{
	const char *number = came_to(p);
	struct family f = {.kind = p->event->kind};
	struct vg_family_case c;

	if (!number || !p->device || !desk->conf->family.on ||
	    desk->conf->n_clients < desk->conf->family.clients ||
	    !vg_family_is_of_equipment(p->kind.class))
		return VG_OK;
	f.supplier = p->device->supplier;
	int code = read_device(desk, p->device->name, &f);
	if (code != VG_OK || !f.model[0] || !f.software[0])
		return code;
	vg_text_copy(c.number, sizeof(c.number), number);
	vg_text_copy(c.client, sizeof(c.client), p->device->client);
	vg_text_copy(c.device, sizeof(c.device), p->device->name);
	code = vg_db_run(desk->db, VG_STOREFAMILY_ENTER, "ttttttti", c.number, f.kind,
	    f.supplier, f.model, f.software, c.client, c.device, p->now.us);
	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_SQL_DUE_KEEP, "tti", "family", "",
		    vg_instant_add(p->now, VG_DAY_US).us);
	return code == VG_OK ? link_family(desk, &f, &c, p->now) : code;
}

/* --- its end ------------------------------------------------------------------------------- */

int
vg_deskfamilywork_look(struct vg_desk *desk, const char *number, struct vg_wall now)
{
	const size_t q = VG_STOREFAMILY_LIFE;
	int64_t forget_us = (int64_t)desk->conf->family.forget_s * VG_SECOND_US;
	int code = vg_db_query(desk->db, q, "t", number);

	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	bool open = vg_db_int(desk->db, q, 0) != 0;
	struct vg_wall last = {vg_db_int(desk->db, q, 1)};
	vg_db_done(desk->db, q);
	struct vg_wall at = vg_instant_add(open ? now : last, forget_us);
	if (vg_instant_compare(at, now) > 0)
		return vg_desk_put_due(desk, "problem", number, at);
	return vg_db_run(
	    desk->db, VG_STOREFAMILY_END_IT, "ttti", number, "forgotten", "", now.us);
}

int
vg_deskfamilywork_sweep(struct vg_desk *desk, struct vg_wall now)
{
	const size_t q = VG_STOREFAMILY_OLDEST;
	int64_t within_us = (int64_t)desk->conf->family.within_s * VG_SECOND_US;
	int code = vg_db_run(
	    desk->db, VG_STOREFAMILY_SWEEP, "ii", now.us - within_us, (int64_t)SWEEP);
	bool more = vg_db_changes(desk->db) > 0;

	if (code == VG_OK && more)
		return vg_desk_put_due(desk, "family", "", vg_instant_add(now, PAUSE_US));
	if (code == VG_OK)
		code = vg_db_query(desk->db, q, "");
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	vg_db_done(desk->db, q);
	return vg_desk_put_due(desk, "family", "", vg_instant_add(now, VG_DAY_US));
}

/* --- a person's word ----------------------------------------------------------------------- */

static void
see_state(const struct vg_problem_view *view, void *cookie)
{
	vg_text_copy(cookie, VG_NAME_SIZE, view->state);
}

static int
close_problem(struct vg_act_call *call)
{
	const char *number = call->act->object, *as = vg_deskact_value(call, "as");
	struct vg_desk *desk = call->desk;
	char state[VG_NAME_SIZE] = "";

	if (strcmp(as, "solved") != 0 && strcmp(as, "no-problem") != 0)
		return vg_detail_set(call->detail, VG_EINVAL,
		    "problem %.32s: as '%.32s': it is closed as solved or no-problem",
		    number, as);
	int code =
	    vg_deskread_check(desk, call->actor->user, call->actor->role, call->detail);
	if (code != VG_OK)
		return code;
	code = vg_deskfamily_one(desk, number, see_state, state);
	if (code == VG_ENOENT)
		return vg_detail_set(
		    call->detail, VG_ENOENT, "problem %.32s: not found", number);
	if (code == VG_OK && strcmp(state, "suggested") != 0)
		return vg_detail_set(call->detail, VG_EPOLICY,
		    "7: problem %.32s is %s already; cases that open from now on make "
		    "another",
		    number, state);
	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_STOREFAMILY_END_IT, "ttti", number,
		    "closed", as, call->now.us);
	if (code == VG_OK)
		code = vg_desk_drop_due(desk, "problem", number);
	vg_text_copy(call->result->state, sizeof(call->result->state), "closed");
	return code;
}

const struct vg_act_rule vg_deskfamilywork_rules[] = {
    {"problem-close", "problem", VG_ROLE_NOC, "as", close_problem, 0},
    {0},
};
