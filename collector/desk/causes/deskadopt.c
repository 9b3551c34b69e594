/*
 * Adoption.
 */
#include "collector/desk/causes/deskadopt.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/correl/moment.h"
#include "collector/correl/subject.h"
#include "collector/desk/agents/desksilence.h"
#include "collector/desk/casework/deskparts.h"
#include "collector/desk/causes/deskchildren.h"
#include "collector/desk/causes/deskkin.h"
#include "collector/desk/causes/desktakeover.h"
#include "collector/desk/deskrepeat.h"
#include "collector/store/storecause.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

enum { HELD = 13 /* the rung */ };

/* --- which case may go ----------------------------------------------------------------------- */

static const char *
client_of(const struct vg_passage *p)
{
	return p->device ? p->device->client : p->like ? p->like->client : "";
}

/* Whether 'row' would be the better one to take over than 'best' ("" none yet). */
static bool
better(const struct vg_case_row *row, const struct vg_case_row *best)
{
	bool owned = row->owner[0], best_owned = best->owner[0];

	if (!best->number[0] || owned != best_owned)
		return !best->number[0] || owned;
	int order = vg_instant_compare(row->opened, best->opened);
	return order < 0 || (order == 0 && strcmp(row->number, best->number) < 0);
}

static int
look_at_case(struct vg_desk *desk, const struct vg_passage *p, const struct vg_kin *kin,
    struct vg_case_row *best)
{
	struct vg_case_row row;
	bool wholly = false;
	int code = vg_deskrows_case(desk, kin->case_number, &row);

	if (code != VG_OK || !row.number[0] || !row.class[0] ||
	    !vg_casestate_is_open(row.state) || row.state == VG_CASE_TR ||
	    /* What is ours is not put into quarantine by a symptom that is in it. */
	    (row.state == VG_CASE_QU) !=
		(p->facts.entitlement.opens == VG_OPENING_QUARANTINE) ||
	    !vg_deskkin_may_share(&p->facts.entitlement, client_of(p), &row) ||
	    !better(&row, best))
		return code;
	code = vg_deskkin_explains_case(desk, p, row.number, &wholly);
	if (code == VG_OK && wholly)
		*best = row;
	return code;
}

int
vg_deskadopt_find(struct vg_desk *desk, struct vg_passage *p)
{
	struct vg_correl_facts *f = &p->facts;
	struct vg_case_row best = {0};
	struct vg_kin_list list;

	if ((p->event->action != VG_ACTION_RAISE &&
		p->event->action != VG_ACTION_CHANGE) ||
	    f->open_case.exists || f->parent_case.exists || f->parent_waits ||
	    f->planned || f->alarm.case_number[0] ||
	    !vg_deskkin_may_explain(desk, p->event))
		return VG_OK;
	int code = vg_deskchildren_gather(desk, p, &list);
	for (size_t i = 0; code == VG_OK && i < list.n; i++) {
		const struct vg_kin *kin = &list.rows[i];
		if (kin->case_number[0] && !kin->symptom &&
		    strcmp(kin->case_number, best.number) != 0)
			code = look_at_case(desk, p, kin, &best);
	}
	vg_deskkin_fini(&list);
	if (code != VG_OK || !best.number[0])
		return code;
	f->adopt_case = (struct vg_case_facts){.exists = true,
	    .state = best.state,
	    .severity = best.severity,
	    .owned = best.owner[0] != '\0'};
	vg_text_copy(f->adopt_case.number, sizeof(f->adopt_case.number), best.number);
	vg_text_copy(f->adopt_title, sizeof(f->adopt_title), best.title);
	return VG_OK;
}

/* --- taking over ----------------------------------------------------------------------------- */

int
vg_deskadopt_rekey(struct vg_desk *desk, const struct vg_passage *p, const char *number)
{
	char title[VG_TEXT_SIZE], text[VG_TEXT_SIZE];
	struct vg_case_row row;
	int code = vg_deskrows_case(desk, number, &row);

	vg_subject_title(&p->kind, p->event->resource, title);
	vg_text_format(text, sizeof(text), "its cause is found: %.300s; it was: %.300s",
	    title, row.title);
	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_STORECAUSE_REKEYED, "tittti", number,
		    p->now.us, row.subject, row.class, row.title, p->alarm.id);
	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_STORECAUSE_REKEY, "ttttti", number,
		    p->subject, p->kind.class, title, p->device ? p->device->name : "",
		    p->now.us);
	if (code == VG_OK)
		code = vg_db_run(
		    desk->db, VG_STORECAUSE_SYMPTOMS, "ti", number, p->alarm.id);
	if (code == VG_OK)
		code = vg_desk_journal(
		    desk, number, p->now, p->now, "system", "vigie", text);
	if (code == VG_OK)
		code = vg_desk_tell(
		    desk, p->now, "case-changed", number, p->subject, "cause found");
	return code;
}

/* The case that the passage put its alarm into, or "". */
static const char *
joined(const struct vg_passage *p)
{
	for (size_t i = 0; i < p->verdict.n_deeds; i++) {
		const struct vg_deed *deed = &p->verdict.deeds[i];
		if (deed->type == VG_DEED_CASE_JOIN)
			return deed->number[0] ? deed->number : p->opened;
	}
	return "";
}

/* --- letting go ------------------------------------------------------------------------------ */

int
vg_deskadopt_left(struct vg_desk *desk, const char *number, struct vg_wall now)
{
	struct vg_case_row row;
	int code = number[0] ? vg_deskrows_case(desk, number, &row) : VG_OK;

	if (!number[0] || code != VG_OK || !vg_casestate_is_open(row.state))
		return code;
	code = vg_deskparts_look(desk, number, now);
	return code == VG_OK && strcmp(row.fault, "standing") == 0
	    ? vg_desk_tell(
		  desk, now, "case-changed", number, row.subject, "an alarm left it")
	    : code;
}

int
vg_deskadopt_leave(struct vg_desk *desk, struct vg_passage *p)
{
	int code = vg_db_run(
	    desk->db, VG_STORECAUSE_LEAVE, "ii", p->alarm.id, (int64_t)p->verdict.rung);

	return code == VG_OK ? vg_deskadopt_left(desk, p->alarm.case_number, p->now)
			     : code;
}

/* Its hold begins anew: from there it goes on at rung 9, where another cause may have it. */
static int
release(struct vg_desk *desk, const struct vg_passage *p, int64_t id)
{
	struct vg_alarm_row alarm;
	char object[24];
	struct vg_kind kind;
	int code = vg_deskrows_alarm_by_id(desk, id, &alarm);
	const struct vg_kind *known = vg_packset_kind(desk->packs, alarm.event.kind);

	if (code != VG_OK || !known)
		return code;
	vg_conf_kind(desk->conf, known, &kind);
	snprintf(object, sizeof(object), "%" PRId64, id);
	struct vg_wall until = vg_moment_after(p->moment, p->now, desk->conf->hole_wait_s,
	    kind.hold_s[alarm.event.severity]);
	/* However late the end was told: a case is no older than what is known. */
	return vg_desk_put_due(
	    desk, "hold", object, vg_instant_compare(until, p->now) < 0 ? p->now : until);
}

static bool
has_deed(const struct vg_passage *p, enum vg_deed_type type)
{
	for (size_t i = 0; i < p->verdict.n_deeds; i++) {
		if (p->verdict.deeds[i].type == type)
			return true;
	}
	return false;
}

/* Whoever told the same fault too may go on saying it: it is over, and opens nothing more. */
static int
forget_copy(struct vg_desk *desk, const struct vg_kin *kin, struct vg_wall now)
{
	char object[24], text[VG_TEXT_SIZE];
	int code = vg_db_run(desk->db, VG_STORECAUSE_LEAVE, "ii", kin->id, (int64_t)0);

	snprintf(object, sizeof(object), "%" PRId64, kin->id);
	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_SQL_ALARM_HELD, "ii", kin->id, (int64_t)0);
	if (code == VG_OK)
		code = vg_desk_drop_due(desk, "hold", object);
	if (code != VG_OK || !kin->case_number[0])
		return code;
	vg_deskrepeat_forget(desk);
	vg_text_format(text, sizeof(text), "%s still tells it, and is not waited for",
	    kin->resource);
	return vg_desk_journal(desk, kin->case_number, now, now, "system", "vigie", text);
}

/* The stages of an agent's silence have rows of their own. */
static int
let_go(struct vg_desk *desk, const struct vg_passage *p, const struct vg_kin *kin)
{
	return strcmp(kin->class, "agent") == 0
	    ? vg_desksilence_released(desk, kin->resource, p->now)
	    : release(desk, p, kin->id);
}

static bool
has(const struct vg_kin_list *list, int64_t id)
{
	for (size_t i = 0; i < list->n; i++) {
		if (list->rows[i].id == id)
			return true;
	}
	return false;
}

/*
 * No cause stands in its case any more, but for what 'known' is released already: what else is a
 * symptom there (another tree has its device elsewhere) goes its way too.
 */
static int
release_rest(
    struct vg_desk *desk, const struct vg_passage *p, const struct vg_kin_list *known)
{
	struct vg_kin_list list = {0};
	bool rest = true;
	int code = vg_deskkin_standing(desk, p->alarm.case_number, p->alarm.id, &list);

	for (size_t i = 0; i < list.n; i++)
		rest = rest && list.rows[i].symptom;
	for (size_t i = 0; code == VG_OK && rest && i < list.n; i++) {
		if (!has(known, list.rows[i].id))
			code = let_go(desk, p, &list.rows[i]);
	}
	vg_deskkin_fini(&list);
	return code;
}

/* Those of its case, though somebody closed that meanwhile, and those that waited for it. */
static int
release_all(struct vg_desk *desk, const struct vg_passage *p)
{
	bool cleared = has_deed(p, VG_DEED_ALARM_CLEAR);
	struct vg_kin_list list;
	int code = vg_deskchildren_gather(desk, p, &list);

	for (size_t i = 0; code == VG_OK && i < list.n; i++) {
		const struct vg_kin *kin = &list.rows[i];
		bool its =
		    kin->symptom && strcmp(kin->case_number, p->alarm.case_number) == 0;
		if (cleared && (its || !kin->case_number[0]) &&
		    vg_deskkin_is_copy(desk, p, kin))
			code = forget_copy(desk, kin, p->now);
		else if (its || !kin->case_number[0])
			code = let_go(desk, p, kin);
	}
	if (code == VG_OK && cleared && p->facts.others_stand &&
	    strcmp(p->alarm.role, "symptom") != 0)
		code = release_rest(desk, p, &list);
	vg_deskkin_fini(&list);
	return code;
}

/* What waited (for a shelf's end, a window's) and opens no case: nothing waits for it any more. */
static bool
ends_without(const struct vg_passage *p)
{
	return p->revisit && p->verdict.rung == HELD && !has_deed(p, VG_DEED_HOLD);
}

int
vg_deskadopt_after(
    struct vg_desk *desk, const struct vg_passage *p, struct vg_detail *detail)
{
	const char *number = joined(p);
	bool over = has_deed(p, VG_DEED_ALARM_CLEAR) || ends_without(p);
	int code = VG_OK;

	if ((!number[0] && !over) || !vg_deskkin_may_explain(desk, p->event))
		return VG_OK;
	code =
	    over ? release_all(desk, p) : vg_desktakeover_begin(desk, p, number, detail);
	return code == VG_OK || detail->code == code
	    ? code
	    : vg_detail_set(detail, code, "symptoms: %s", vg_db_error(desk->db));
}
