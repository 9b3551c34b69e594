/*
 * `case pause` and `case resume`: a target pauses where its contract names the cause, and nowhere
 * else (policy section 5).
 */
#include <string.h>

#include "collector/desk/casework/casework.h"
#include "collector/desk/clock/deskclock.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* The running ledger that the call names, of a return when it names one. */
static int
find(struct vg_act_call *call, const struct vg_clock_list *list,
    const struct vg_clock_entry **found)
{
	const char *name = vg_deskact_value(call, "target");
	const char *part = vg_deskact_value(call, "return");

	for (size_t i = 0; i < list->n; i++) {
		const struct vg_clock_entry *e = &list->entries[i];
		if (strcmp(vg_sla_rule(e->target)->name, name) != 0 ||
		    strcmp(e->part, part) != 0 || !e->state.running)
			continue;
		*found = e;
		return VG_OK;
	}
	return vg_detail_set(call->detail, VG_ENOENT,
	    "case %.20s: no clock %.40s%s%.20s runs; vigie case show tells which do",
	    call->act->object, name, part[0] ? " of " : "", part);
}

/* A clock pauses after it began, and runs on after it paused. */
static int
not_before(const struct vg_casework *w, const struct vg_clock_entry *e, bool hold)
{
	char object[64], what[64];

	vg_text_format(object, sizeof(object), "case %s", w->row.number);
	vg_text_format(what, sizeof(what), "%s %s", vg_sla_rule(e->target)->name,
	    hold ? "began" : "paused");
	return vg_deskact_not_before(
	    w->call, hold ? e->state.start : e->state.paused_from, object, what);
}

static int
act(struct vg_casework *w, const struct vg_clock_entry *e, bool hold)
{
	struct vg_act_call *c = w->call;
	const char *cause = vg_deskact_value(c, "cause");
	char text[VG_DESKACT_ENTRY_SIZE];

	if (e->state.paused == hold)
		return vg_detail_set(c->detail, VG_EPOLICY, "case %s: 5: %s %s already",
		    w->row.number, vg_sla_rule(e->target)->name,
		    hold ? "pauses" : "runs");
	int code = hold
	    ? vg_deskclock_may_pause(c->desk, &w->row, e, cause, c->now, c->detail)
	    : VG_OK;
	if (code == VG_EPOLICY)
		return vg_detail_prefix(c->detail, "case %s", w->row.number);
	if (code == VG_OK)
		code = not_before(w, e, hold);
	if (code == VG_OK)
		code = vg_deskclock_act(c->desk, vg_clock_of_entry(w->row.number, e),
		    hold ? VG_LEDGER_PAUSE : VG_LEDGER_RESUME, c->at, c->now,
		    c->actor->user, cause);
	vg_text_format(text, sizeof(text), "%s %s%s%s%s%s", vg_sla_rule(e->target)->name,
	    hold ? "pauses: " : "runs on", hold ? cause : "",
	    vg_deskact_has(c, "text") ? "; " : "", vg_deskact_value(c, "text"), "");
	return code == VG_OK ? vg_casework_finish(w, text) : code;
}

static int
carry(struct vg_act_call *call, bool hold)
{
	const struct vg_clock_entry *e = NULL;
	struct vg_clock_list list = {0};
	struct vg_casework w;
	int code = vg_casework_begin_call(&w, call);

	if (code == VG_OK)
		code = vg_clock_list(call->desk, &w.row, call->now, &list);
	if (code == VG_OK)
		code = find(call, &list, &e);
	if (code == VG_OK && e)
		code = act(&w, e, hold);
	vg_clock_list_fini(&list);
	return code;
}

static int
pause_it(struct vg_act_call *call)
{
	return carry(call, true);
}

static int
resume_it(struct vg_act_call *call)
{
	return carry(call, false);
}

const struct vg_act_rule vg_deskpause_rules[] = {
    {"pause", "case", VG_ROLE_NOC, "target cause", pause_it, VG_CASE_NOTE},
    {"resume", "case", VG_ROLE_NOC, "target", resume_it, VG_CASE_NOTE},
    {0},
};
