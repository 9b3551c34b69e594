/*
 * Case rules at the desk.
 */
#include "collector/desk/causes/deskrule.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "collector/conf/confrule.h"
#include "collector/correl/subject.h"
#include "collector/desk/agents/desksilence.h"
#include "collector/desk/causes/deskleft.h"
#include "collector/store/storefamily.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

enum { SLICE = 200 /* alarms a transaction */, NO_CASE_PAGE = 4 /* W4 */ };

#define PAUSE_US (10 * VG_MS_US) /* what comes in goes first */

void
vg_deskrule_judge(struct vg_desk *desk, struct vg_passage *p)
{
	p->rule = vg_confrule_find(
	    desk->conf, p->kind.name, p->event->severity, p->device, p->event->resource);
	if (p->rule)
		vg_confrule_apply(p->rule, &p->kind);
}

int
vg_deskrule_facts(struct vg_desk *desk, struct vg_passage *p)
{
	if (p->rule)
		vg_text_copy(p->facts.rule, sizeof(p->facts.rule), p->rule->name);
	if (!p->alarm.id || strcmp(p->alarm.class, p->kind.class) == 0)
		return VG_OK;
	if (p->facts.alarm.case_number[0]) {
		vg_text_copy(p->kind.class, sizeof(p->kind.class), p->alarm.class);
		vg_subject_of(&p->kind, p->event->resource,
		    p->device ? p->device->site
			      : vg_desksilence_site(desk->conf, p->event->resource),
		    p->subject);
		return VG_OK;
	}
	return p->event->action == VG_ACTION_CLEAR
	    ? VG_OK
	    : vg_db_run(
		  desk->db, VG_STOREFAMILY_ALARM_CLASS, "it", p->alarm.id, p->kind.class);
}

/* Whether the passage takes the case up: it was opened by it, or reopened. */
static bool
takes_up(const struct vg_passage *p, const char *number)
{
	for (size_t i = 0; i < p->verdict.n_deeds; i++) {
		if (p->verdict.deeds[i].type == VG_DEED_CASE_REOPEN)
			return true;
	}
	return strcmp(p->opened, number) == 0;
}

int
vg_deskrule_place(struct vg_desk *desk, const struct vg_passage *p,
    const struct vg_deed *deed, const char *number)
{
	const struct vg_confrule *r = p->rule;

	if (!r || deed->symptom)
		return VG_OK;
	int64_t priority = r->priority ? r->priority : VG_CONFRULE_PRIORITY;
	bool up = takes_up(p, number);

	/* What says no priority makes none better. */
	if (!up && !r->priority)
		priority = INT64_MAX;
	return vg_db_run(desk->db,
	    up ? VG_STOREFAMILY_RULE_PUT : VG_STOREFAMILY_RULE_JOIN, "ttit", number,
	    r->name, priority, r->queue);
}

/* --- another tree -------------------------------------------------------------------------- */

int
vg_deskrule_changed(
    struct vg_desk *desk, const struct vg_conf *before, struct vg_wall now)
{
	if (!before ||
	    (vg_confrule_same(before, desk->conf) && !vg_deskleft_any(desk, before)))
		return VG_OK;
	return vg_desk_put_due(desk, "rejudge", "0 0", now);
}

/* Whether it has no case, or was raised again after its last one was over. */
static int
is_loose(struct vg_desk *desk, const struct vg_alarm_row *row, bool *loose)
{
	struct vg_case_row last;
	int code = vg_deskrows_case(desk, row->case_number, &last);

	*loose = code == VG_OK &&
	    (!last.number[0] ||
		(!vg_casestate_is_open(last.state) &&
		    vg_instant_compare(row->raised, last.closed) > 0));
	return code;
}

/* Goes on at rung 9 when its hold of now is over. */
static int
judge_again(struct vg_desk *desk, const struct vg_alarm_row *row, struct vg_wall now)
{
	const struct vg_kind *kind = vg_packset_kind(desk->packs, row->event.kind);
	struct vg_passage p = {.event = &row->event};
	char object[24];

	if (!kind)
		return VG_OK;
	vg_conf_kind(desk->conf, kind, &p.kind);
	p.device =
	    row->event.device[0] ? vg_conf_device(desk->conf, row->event.device) : NULL;
	vg_deskrule_judge(desk, &p);
	if (p.kind.page[row->event.severity] == NO_CASE_PAGE)
		return VG_OK;
	struct vg_wall at = vg_instant_add(
	    row->raised, (int64_t)p.kind.hold_s[row->event.severity] * VG_SECOND_US);
	if (vg_instant_compare(at, now) < 0)
		at = now;
	snprintf(object, sizeof(object), "%" PRId64, row->id);
	return vg_db_run(
	    desk->db, VG_STOREFAMILY_DUE_SOONER, "tti", "hold", object, at.us);
}

/* The alarm behind ('changed', 'id'); id 0: there is none. */
static int
next_standing(struct vg_desk *desk, int64_t *changed, int64_t *id)
{
	const size_t q = VG_STOREFAMILY_STANDING;
	int code = vg_db_query(desk->db, q, "ii", *changed, *id);

	*id = 0;
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	*changed = vg_db_int(desk->db, q, 0);
	*id = vg_db_int(desk->db, q, 1);
	vg_db_done(desk->db, q);
	return VG_OK;
}

int
vg_deskrule_rejudge(struct vg_desk *desk, const char *object, struct vg_wall now)
{
	int64_t changed = 0, id = 0;
	int code = VG_OK;
	char next[64];

	if (sscanf(object, "%" SCNd64 " %" SCNd64, &changed, &id) != 2)
		return VG_OK;
	for (int i = 0; i < SLICE; i++) {
		struct vg_alarm_row row;
		bool loose = false, over = false;
		code = next_standing(desk, &changed, &id);
		if (code != VG_OK || !id)
			return code;
		code = vg_deskrows_alarm_by_id(desk, id, &row);
		if (code == VG_OK)
			code = vg_deskleft_look(desk, &row, now, &over);
		if (code == VG_OK && !over)
			code = is_loose(desk, &row, &loose);
		if (code == VG_OK && loose)
			code = judge_again(desk, &row, now);
		if (code != VG_OK)
			return code;
	}
	/* What changes meanwhile is behind, and judged by the new tree anyway. */
	snprintf(next, sizeof(next), "%" PRId64 " %" PRId64, changed, id);
	return vg_desk_put_due(desk, "rejudge", next, vg_instant_add(now, PAUSE_US));
}
