/*
 * Taking symptoms over, a slice at a time.
 */
#include "collector/desk/causes/desktakeover.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/casework/deskmerge.h"
#include "collector/desk/casework/deskparts.h"
#include "collector/desk/causes/deskadopt.h"
#include "collector/desk/causes/deskchildren.h"
#include "collector/desk/causes/deskkin.h"
#include "collector/desk/deskrepeat.h"
#include "collector/desk/record/deskdecision.h"
#include "collector/store/storecause.h"
#include "collector/store/storelink.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* Between two slices the doors are served. */
#define PAUSE_US (10 * VG_MS_US)

/* One slice; all borrowed. */
struct slice {
	struct vg_desk *desk;
	const struct vg_passage *p; /* of the cause */
	struct vg_detail *detail;
	struct vg_case_row into;
	uint32_t room; /* how many more symptoms it may take */
	bool moved;    /* what the case holds is another than before */
};

/* --- a case of theirs ------------------------------------------------------------------------- */

/* One of ours says it, as a person would; what the table refuses is no error. */
static int
merge(struct slice *s, const struct vg_case_row *row)
{
	static const struct vg_act_rule rule = {
	    "merge", "case", VG_ROLE_NOC, "into", vg_deskmerge_merge, VG_CASE_MERGE};
	const struct vg_actor actor = {
	    .user = "vigie", .door = "desk", .role = VG_ROLE_ADMIN};
	const struct vg_act_arg arg = {"into", s->into.number};
	const struct vg_act act = {
	    .verb = "merge", .object = row->number, .args = &arg, .n_args = 1};
	struct vg_act_result result = {.repeated = false};
	struct vg_detail detail = {0};
	struct vg_desk *desk = s->desk;
	struct vg_act_call call = {.desk = desk,
	    .actor = &actor,
	    .act = &act,
	    .rule = &rule,
	    .now = s->p->now,
	    .at = s->p->now,
	    .result = &result,
	    .detail = &detail};
	size_t told = desk->n_pending;
	int64_t tie = 0;
	int code = vg_db_save(desk->db);

	/* A row that is carried out late has an instant of before. */
	if (vg_instant_compare(row->opened, call.at) > 0)
		call.now = call.at = row->opened;
	if (vg_instant_compare(s->into.opened, call.at) > 0)
		call.now = call.at = s->into.opened;
	if (code != VG_OK)
		return code;
	/* Many go into one: what that holds then is looked at once, at the end. */
	code = vg_deskmerge_join(&call);
	free(result.document);
	if (code == VG_OK)
		code = vg_deskparts_tie(desk, row->number, "merge", &tie);
	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_STORECAUSE_ROLES_KEEP, "i", tie);
	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_STORECAUSE_ROLES_SYMPTOM, "i", tie);
	s->moved = s->moved || code == VG_OK;
	if (code == VG_OK)
		return vg_db_keep(desk->db);
	vg_db_undo(desk->db);
	desk->n_pending = told;
	return code == VG_EPOLICY ? VG_OK : code;
}

/* Whether statement 'q' knows something of the two cases. */
static int
ask(struct vg_desk *desk, size_t q, const char *number, const char *other, bool *is)
{
	int code = vg_db_query(desk->db, q, "tt", number, other);

	*is = code == VG_OK && vg_db_next(desk->db, q);
	if (*is)
		vg_db_done(desk->db, q);
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

/* In the journal and the story of one of the two cases, which 'alarm' is in. */
static int
tell_proposal(struct slice *s, const struct vg_alarm_row *alarm, enum vg_why_way way,
    const char *number, const char *other, const char *text)
{
	const struct vg_event *cause = s->p->event;
	char parent[VG_RESOURCE_SIZE + VG_KIND_SIZE];
	int code = vg_desk_journal(
	    s->desk, number, s->p->now, s->p->now, "system", "vigie", text);

	vg_text_format(parent, sizeof(parent), "%s %s", cause->resource, cause->kind);
	if (code == VG_OK)
		code = vg_desk_tell(s->desk, s->p->now, "case-changed", number,
		    alarm->event.resource, "a merge is proposed");
	const struct vg_deskdecision_proposal proposal = {.alarm = alarm,
	    .way = way,
	    .number = number,
	    .other = other,
	    .parent = parent};
	return code == VG_OK
	    ? vg_deskdecision_proposed(s->desk, s->p->message, s->p->now, &proposal)
	    : code;
}

/* Somebody works on it, and the other is not his: he is told, and merges it, or does not. */
static int
propose(struct slice *s, const struct vg_alarm_row *alarm, const struct vg_case_row *row)
{
	const char *into = s->into.number;
	char text[VG_TEXT_SIZE];
	bool linked = false;
	int code = ask(s->desk, VG_STORECAUSE_LINKED, row->number, into, &linked);

	/* Told once; a link that a person made tells it as well. */
	if (code != VG_OK || linked)
		return code;
	code = vg_db_run(s->desk->db, VG_STORELINK_TIE_ADD, "tttit", row->number, into,
	    "link", s->p->now.us, "vigie");
	vg_text_format(text, sizeof(text),
	    "%s %s explains what stands here: linked with its case %s; it is another's, "
	    "and merging is proposed: vigie case merge %s --into %s",
	    s->p->event->resource, s->p->event->kind, into, row->number, into);
	if (code == VG_OK)
		code = tell_proposal(s, alarm, VG_WHY_PROPOSED, row->number, into, text);
	vg_text_format(text, sizeof(text),
	    "what stands in case %s is explained by this: linked; that is another's, and "
	    "merging is proposed: vigie case merge %s --into %s",
	    row->number, row->number, into);
	return code == VG_OK ? tell_proposal(s, &s->p->alarm, VG_WHY_PROPOSED_HERE, into,
				   row->number, text)
			     : code;
}

/* The alarm alone goes: what else stands in its case is not explained. */
static int
move_alarm(struct slice *s, const struct vg_alarm_row *alarm)
{
	struct vg_wall now = s->p->now;
	char text[VG_TEXT_SIZE];

	vg_text_format(text, sizeof(text), "%s %s is a symptom of case %s",
	    alarm->event.resource, alarm->event.kind, s->into.number);
	int code = vg_db_run(
	    s->desk->db, VG_SQL_ALARM_CASE, "itt", alarm->id, s->into.number, "symptom");
	if (code == VG_OK)
		code = vg_desk_journal(
		    s->desk, alarm->case_number, now, now, "system", "vigie", text);
	s->moved = true;
	return code == VG_OK ? vg_deskadopt_left(s->desk, alarm->case_number, now) : code;
}

/* Whether the two may become one without a person: of one client, and watched alike. */
static bool
are_alike(const struct vg_case_row *row, const struct vg_case_row *into)
{
	return (row->state == VG_CASE_OB) == (into->state == VG_CASE_OB) &&
	    (row->state == VG_CASE_QU) == (into->state == VG_CASE_QU) &&
	    strcmp(row->client, into->client) == 0;
}

/* A symptom that has its own open case. */
static int
take_case(struct slice *s, const struct vg_alarm_row *alarm)
{
	bool parted = false, wholly = false;
	struct vg_case_row row;
	int code = vg_deskrows_case(s->desk, alarm->case_number, &row);

	if (code != VG_OK || !row.number[0] || !vg_casestate_is_open(row.state) ||
	    !are_alike(&row, &s->into))
		return code;
	code = ask(s->desk, VG_STORECAUSE_PARTED, row.number, s->into.number, &parted);
	if (code == VG_OK && !parted)
		code = vg_deskkin_explains_case(s->desk, s->p, row.number, &wholly);
	if (code != VG_OK || parted)
		return code;
	if (row.owner[0] && strcmp(row.owner, s->into.owner) != 0)
		return wholly ? propose(s, alarm, &row) : VG_OK;
	return wholly ? merge(s, &row) : move_alarm(s, alarm);
}

/* --- slices ----------------------------------------------------------------------------------- */

static int
take(struct slice *s, int64_t id)
{
	struct vg_alarm_row alarm;
	int code = vg_deskrows_alarm_by_id(s->desk, id, &alarm);

	if (code != VG_OK || !alarm.id || alarm.cleared ||
	    strcmp(alarm.case_number, s->into.number) == 0)
		return code;
	s->room--;
	if (alarm.case_number[0] && strcmp(alarm.role, "symptom") != 0)
		return take_case(s, &alarm);
	/* Held for it, or another parent's until now: its own way from rung 9 tells. */
	alarm.event.action = VG_ACTION_RAISE;
	alarm.event.origin = VG_ORIGIN_POLL;
	vg_event_origin_parse(alarm.source, &alarm.event.origin);
	return vg_deskapply_again(
	    s->desk, &alarm.event, alarm.agent, s->p->moment, s->p->now, s->detail);
}

static int
by_id(const void *a, const void *b)
{
	int64_t left = ((const struct vg_kin *)a)->id;
	int64_t right = ((const struct vg_kin *)b)->id;

	return (left > right) - (left < right);
}

/*
 * Those behind 'last', in the order in which they were raised first, as many as there is room for.
 */
static int
take_all(struct slice *s, int64_t last)
{
	struct vg_kin_list list;
	char object[48];
	size_t i = 0;
	int code = vg_deskchildren_gather(s->desk, s->p, &list);

	if (list.n)
		qsort(list.rows, list.n, sizeof(*list.rows), by_id);
	for (; code == VG_OK && i < list.n && s->room > 0; i++) {
		if (list.rows[i].id > last &&
		    strcmp(list.rows[i].case_number, s->into.number) != 0)
			code = take(s, list.rows[i].id);
	}
	if (code == VG_OK && i < list.n) {
		snprintf(object, sizeof(object), "%" PRId64 " %" PRId64, s->p->alarm.id,
		    list.rows[i - 1].id);
		code = vg_desk_put_due(
		    s->desk, "adopt", object, vg_instant_add(s->p->now, PAUSE_US));
	}
	vg_deskkin_fini(&list);
	return code;
}

/* Behind 'last' (0: from the first one). */
static int
run(struct vg_desk *desk, const struct vg_passage *p, const char *number, int64_t last,
    struct vg_detail *detail)
{
	struct slice s = {.desk = desk,
	    .p = p,
	    .detail = detail,
	    .room = desk->conf->policy.adopt_at_once};
	int code = vg_deskrows_case(desk, number, &s.into);

	if (code == VG_OK)
		code = take_all(&s, last);
	if (code != VG_OK || !s.moved)
		return code;
	vg_deskrepeat_forget(desk);
	return vg_deskparts_look(desk, number, p->now);
}

int
vg_desktakeover_begin(struct vg_desk *desk, const struct vg_passage *p,
    const char *number, struct vg_detail *detail)
{
	return run(desk, p, number, 0, detail);
}

/* A cause that is over, another's symptom or without an open case by now takes no more. */
static int
still_takes(struct vg_desk *desk, const struct vg_alarm_row *cause, bool *takes)
{
	struct vg_case_row row;
	int code = vg_deskrows_case(desk, cause->case_number, &row);

	*takes = code == VG_OK && cause->id && !cause->cleared && row.number[0] &&
	    vg_casestate_is_open(row.state) && strcmp(cause->role, "symptom") != 0;
	return code;
}

int
vg_desktakeover_due(
    struct vg_desk *desk, const char *object, struct vg_wall at, struct vg_detail *detail)
{
	struct vg_passage p;
	char *behind = NULL;
	bool takes = false;

	memset(&p, 0, sizeof(p));
	int code = vg_deskrows_alarm_by_id(desk, strtoll(object, &behind, 10), &p.alarm);
	if (code == VG_OK)
		code = still_takes(desk, &p.alarm, &takes);
	const struct vg_kind *kind = vg_packset_kind(desk->packs, p.alarm.event.kind);
	if (code != VG_OK || !takes || !kind)
		return code;
	p.alarm.event.action = VG_ACTION_RAISE;
	p.event = &p.alarm.event;
	p.agent = p.alarm.agent;
	p.now = at;
	p.moment = vg_deskapply_moment(desk, p.event->agent_time, at);
	p.device =
	    p.event->device[0] ? vg_conf_device(desk->conf, p.event->device) : NULL;
	vg_conf_kind(desk->conf, kind, &p.kind);
	return run(desk, &p, p.alarm.case_number, strtoll(behind, NULL, 10), detail);
}
