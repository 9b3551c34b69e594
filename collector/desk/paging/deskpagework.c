/*
 * Interventions, and owners who do nothing.
 */
#include "collector/desk/paging/deskpagework.h"

#include <string.h>

#include "collector/desk/paging/deskpagecall.h"
#include "collector/desk/paging/deskpagequiet.h"
#include "collector/desk/paging/deskpaging.h"
#include "collector/page/pageidle.h"
#include "collector/store/storepage.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* The person who has the case and works on it; NULL: nobody. */
static const struct vg_conf_person *
worker_of(const struct vg_desk *desk, const struct vg_case_row *row)
{
	const struct vg_conf_user *user =
	    row->owner[0] ? vg_conf_user(desk->conf, row->owner) : NULL;

	if (!user || !user->person[0] || row->state == VG_CASE_RS ||
	    !vg_casestate_is_open(row->state))
		return NULL;
	return vg_conf_person(desk->conf, user->person);
}

/* --- interventions ------------------------------------------------------------------------ */

struct open_work {
	int64_t id; /* 0: none */
	char person[VG_NAME_SIZE];
};

static int
load_work(struct vg_desk *desk, const char *number, struct open_work *open)
{
	const size_t q = VG_STOREPAGE_OPEN_WORK;
	int code = vg_db_query(desk->db, q, "t", number);

	*open = (struct open_work){.id = 0};
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	open->id = vg_db_int(desk->db, q, 0);
	vg_text_copy(open->person, sizeof(open->person), vg_db_text(desk->db, q, 1));
	vg_db_done(desk->db, q);
	return VG_OK;
}

static int
was_paged(struct vg_desk *desk, const char *number, const char *person,
    struct vg_wall since, bool *was)
{
	const size_t q = VG_STOREPAGE_LAST;
	int code = vg_instant_is_set(since)
	    ? vg_db_query(desk->db, q, "tti", number, person, since.us)
	    : VG_OK;

	*was = code == VG_OK && vg_instant_is_set(since) && vg_db_next(desk->db, q);
	if (*was)
		vg_db_done(desk->db, q);
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

static const char *
why_ended(const struct vg_case_row *row)
{
	return !vg_casestate_is_open(row->state) ? "the case is over"
	    : row->state == VG_CASE_RS           ? "resolved"
						 : "the case has another owner";
}

static int
look_at_work(struct vg_desk *desk, const struct vg_case_row *row,
    const struct vg_conf_person *worker, struct vg_wall since, enum vg_page_class class,
    struct vg_wall now)
{
	struct open_work open;
	bool was = false;
	int code = load_work(desk, row->number, &open);

	if (code == VG_OK && open.id && worker && strcmp(open.person, worker->id) == 0)
		return VG_OK;
	if (code == VG_OK && open.id)
		code = vg_db_run(desk->db, VG_STOREPAGE_END_WORK, "iit", open.id, now.us,
		    why_ended(row));
	if (code == VG_OK && worker)
		code = was_paged(desk, row->number, worker->id, since, &was);
	return code == VG_OK && was
	    ? vg_db_run(desk->db, VG_STOREPAGE_BEGIN_WORK, "ttii", worker->id,
		  row->number, (int64_t) class, now.us)
	    : code;
}

/* --- idle owners --------------------------------------------------------------------------- */

struct idle {
	struct vg_wall acted;
	unsigned told;
	bool
	    ahead; /* its last entry is of a clock that was ahead: it counts from here on */
};

static int
load_idle(struct vg_desk *desk, const char *number, struct vg_wall now, struct idle *idle)
{
	const size_t acted = VG_STOREPAGE_ACTED, told = VG_STOREPAGE_IDLE_GET;
	struct vg_wall before = {0};
	int code = vg_db_query(desk->db, acted, "t", number);

	*idle = (struct idle){.told = 0};
	if (code == VG_OK && vg_db_next(desk->db, acted)) {
		idle->acted.us = vg_db_int(desk->db, acted, 0);
		vg_db_done(desk->db, acted);
	}
	if (code == VG_OK)
		code = vg_db_query(desk->db, told, "t", number);
	if (code == VG_OK && vg_db_next(desk->db, told)) {
		before.us = vg_db_int(desk->db, told, 0);
		idle->told = (unsigned)vg_db_int(desk->db, told, 1);
		vg_db_done(desk->db, told);
	}
	idle->ahead = vg_instant_compare(idle->acted, now) > 0;
	if (idle->ahead)
		idle->acted = vg_instant_is_set(before) ? before : now;
	/* Somebody wrote since; or nobody, since it was given to him. */
	if (vg_instant_compare(before, idle->acted) < 0)
		idle->told = 0;
	else
		idle->acted = before;
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

static enum vg_page_class
class_of(enum vg_severity severity)
{
	return severity == VG_SEVERITY_CRITICAL ? VG_PAGE_W1
	    : severity == VG_SEVERITY_MAJOR     ? VG_PAGE_W2
						: VG_PAGE_W3;
}

static int
tell_idle(struct vg_desk *desk, const struct vg_case_row *row,
    const struct vg_conf_person *worker, unsigned whom, struct vg_wall now)
{
	const struct vg_conf_team *lead = vg_conf_team(desk->conf, "lead");
	enum vg_page_class class = class_of(row->severity);
	int code = VG_OK;

	if (whom & VG_PAGE_FIRST)
		code = vg_deskpagecall_tell(
		    desk, row->number, worker, "idle", class, row->title, now);
	for (size_t i = 0;
	     code == VG_OK && (whom & VG_PAGE_LEAD) && lead && i < lead->persons.n; i++)
		code = vg_deskpagecall_tell(desk, row->number,
		    vg_conf_person(desk->conf, lead->persons.name[i]), "idle", class,
		    row->title, now);
	if (code == VG_OK && (whom & VG_PAGE_FIRST))
		code = vg_desk_journal(desk, row->number, now, now, "system", "vigie",
		    "nothing was done for long: the owner is reminded");
	if (code == VG_OK && (whom & VG_PAGE_LEAD))
		code = vg_desk_journal(desk, row->number, now, now, "system", "vigie",
		    "nothing was done for long: the duty lead is told");
	return code;
}

/* So soon that nothing which begins from now on is due before; unset: nothing ever is. */
static struct vg_wall
look_again(const struct vg_page_numbers *n, enum vg_severity severity, struct vg_wall now)
{
	uint32_t after_s = severity == VG_SEVERITY_CRITICAL ? n->idle_critical_s
	    : severity == VG_SEVERITY_MAJOR                 ? n->idle_major_s
	    : severity == VG_SEVERITY_MINOR                 ? n->idle_minor_s
							    : 0;

	return after_s ? vg_instant_add(now, (int64_t)after_s * VG_SECOND_US)
		       : (struct vg_wall){0};
}

/* Tells whom it is to be told, and says when to look again. */
static int
look_at_idle(struct vg_desk *desk, const struct vg_case_row *row,
    const struct vg_conf_person *worker, struct vg_wall now)
{
	struct idle idle;
	struct vg_deskpagequiet quiet = {.shelves = ""};
	int code = load_idle(desk, row->number, now, &idle);

	/* Of what is on a shelf nothing is expected before it ends. */
	if (code == VG_OK && worker)
		code = vg_deskpagequiet_find(desk, row->number, &quiet);
	const struct vg_pageidle_case c = {.severity = row->severity,
	    .owned = worker != NULL,
	    .stands = vg_deskrows_case_stands(row) && !quiet.shelves[0],
	    .ours = strcmp(row->ball, "integrator") == 0,
	    .acted = idle.acted,
	    .told = idle.told,
	    .office = vg_conf_contract_calendar(desk->conf, row->contract, "office"),
	    .zone = &desk->conf->zone};

	if (code != VG_OK)
		return code;
	if (!vg_instant_is_set(idle.acted) || !c.owned)
		return vg_desk_drop_due(desk, "idle", row->number);
	struct vg_page_next next = vg_pageidle_judge(&c, &desk->conf->policy.paging, now);
	if (next.now)
		code = tell_idle(desk, row, worker, next.now, now);
	if (code == VG_OK && (next.now || idle.ahead))
		code = vg_db_run(desk->db, VG_STOREPAGE_IDLE_PUT, "tii", row->number,
		    idle.acted.us, (int64_t)(idle.told | next.now));
	/* An entry, or a ball that comes back, begins it anew: that is looked for in time. */
	if (!vg_instant_is_set(next.at) && c.stands)
		next.at = look_again(&desk->conf->policy.paging, row->severity, now);
	return code == VG_OK && vg_instant_is_set(next.at)
	    ? vg_desk_put_due(desk, "idle", row->number, next.at)
	    : code;
}

/* --- both ------------------------------------------------------------------------------------ */

int
vg_deskpagework_look(struct vg_desk *desk, const struct vg_case_row *row,
    struct vg_wall paged_since, enum vg_page_class class, struct vg_wall now)
{
	const struct vg_conf_person *worker = worker_of(desk, row);
	int code = look_at_work(desk, row, worker, paged_since, class, now);

	if (code == VG_OK && !worker)
		code = vg_db_run(desk->db, VG_STOREPAGE_IDLE_DROP, "t", row->number);
	return code == VG_OK ? look_at_idle(desk, row, worker, now) : code;
}

int
vg_deskpagework_idle(struct vg_desk *desk, const char *number, struct vg_wall now)
{
	struct vg_case_row row;

	if (desk->replaying || !vg_deskpaging_is_set_up(desk))
		return VG_OK;
	int code = vg_deskrows_case(desk, number, &row);
	if (code != VG_OK || !row.number[0])
		return code;
	return look_at_idle(desk, &row, worker_of(desk, &row), now);
}
