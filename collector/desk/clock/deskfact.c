/*
 * What facts do to the clocks of a case: the table of targets, as far as mode, duties and state
 * leave a target to us.
 */
#include <string.h>

#include "collector/desk/clock/deskclock.h"
#include "lib/base/error.h"

/* The row of the table of duties that a target belongs to; -1: it is ours whatever the mode. */
static int
duty_of(enum vg_target target)
{
	switch (target) {
	case VG_TARGET_FIRST_REPLY:
	case VG_TARGET_NEXT_REPLY:
	case VG_TARGET_CLIENT_TOLD:
		return VG_DUTY_FACT_TOLD;
	case VG_TARGET_SUPPLIER_TICKET:
	case VG_TARGET_SUPPLIER_MOVE:
		return VG_DUTY_FACT_SUPPLIER;
	case VG_TARGET_SECOND_KEY:
	case VG_TARGET_REPLACEMENT:
	case VG_TARGET_FAULTY_BACK:
		return VG_DUTY_FACT_RETURN;
	case VG_TARGET_TRIAGE:
	case VG_TARGET_ENTITLEMENT:
	case VG_TARGET_WATCH:
	case VG_TARGET_RESOLUTION:
	case VG_TARGET_N:
		break;
	}
	return -1;
}

/* P5, P1, P6: what alone may run in a case that is not, or not yet, an ordinary one. */
static bool
fits_state(enum vg_case_state state, enum vg_target target)
{
	switch (state) {
	case VG_CASE_TR:
		return target == VG_TARGET_TRIAGE || target == VG_TARGET_FIRST_REPLY ||
		    target == VG_TARGET_NEXT_REPLY;
	case VG_CASE_QU:
		return target == VG_TARGET_ENTITLEMENT;
	case VG_CASE_OB:
		return target == VG_TARGET_WATCH;
	case VG_CASE_VD:
	case VG_CASE_MG:
		return false;
	case VG_CASE_NW:
	case VG_CASE_IH:
	case VG_CASE_WC:
	case VG_CASE_WS:
	case VG_CASE_RT:
	case VG_CASE_RS:
	case VG_CASE_CL:
	case VG_CASE_N_STATES:
		break;
	}
	return target != VG_TARGET_TRIAGE && target != VG_TARGET_ENTITLEMENT &&
	    target != VG_TARGET_WATCH;
}

/* P5: an intervention has clocks towards the client when they were promised, never of itself. */
static int
is_promised(struct vg_desk *desk, const char *number, struct vg_wall now, bool *promised)
{
	struct vg_target_state state;

	return vg_deskclock_state(
	    desk, vg_clock_of(number, VG_TARGET_CLIENT_TOLD), now, &state, promised);
}

int
vg_deskclock_is_ours(struct vg_desk *desk, const struct vg_case_row *row,
    enum vg_target target, struct vg_wall now, bool *ours)
{
	int duty = duty_of(target);
	struct vg_entitlement e;

	*ours = fits_state(row->state, target);
	/* In triage nobody knows the contract yet: the default terms run. */
	if (!*ours || duty < 0 || row->state == VG_CASE_TR)
		return VG_OK;
	vg_deskclock_entitlement(desk, row, &e);
	if (duty == VG_DUTY_FACT_TOLD && vg_deskclock_is_intervention(row, &e))
		return is_promised(desk, row->number, now, ours);
	if (e.mode == VG_MODE_DIRECT)
		return VG_OK;
	*ours = vg_duty_judge((enum vg_duty_fact)duty, e.mode, e.duties).verdict ==
	    VG_DUTY_YES;
	return VG_OK;
}

int
vg_deskclock_check_duty(struct vg_desk *desk, const struct vg_case_row *row,
    enum vg_duty_fact fact, struct vg_detail *detail)
{
	struct vg_entitlement e;

	vg_deskclock_entitlement(desk, row, &e);
	if (e.mode == VG_MODE_DIRECT && row->state != VG_CASE_OB)
		return VG_OK;
	int code = vg_duty_check(fact, e.mode, e.duties, detail);
	if (code == VG_EPOLICY)
		vg_detail_prefix(detail, "case %s", row->number);
	return code;
}

/*
 * The case may have its contract, or its mode, from later than its opening: it was found, or handed
 * over.  Then the first time counts when the contract was in force in that mode.
 */
void
vg_deskclock_entitlement(struct vg_desk *desk, const struct vg_case_row *row,
    struct vg_entitlement *entitlement)
{
	const struct vg_contract *k = vg_conf_contract(desk->conf, row->contract);
	struct vg_entitlement later;
	enum vg_mode mode;

	vg_contract_judge(k, row->opened, entitlement);
	if (vg_contract_mode_parse(row->mode, &mode) != VG_OK)
		return;
	later = *entitlement;
	for (struct vg_wall at = k ? vg_contract_next_change(k, row->opened)
				   : row->opened;
	     k && vg_instant_is_set(at) && (!later.contract || later.mode != mode);
	     at = vg_contract_next_change(k, at))
		vg_contract_judge(k, at, &later);
	if (later.contract && later.mode == mode)
		*entitlement = later;
	entitlement->mode = mode;
	if (mode == VG_MODE_DELEGATED)
		entitlement->duties = VG_DUTY_ALL;
}

bool
vg_deskclock_is_intervention(
    const struct vg_case_row *row, const struct vg_entitlement *entitlement)
{
	bool watched = entitlement->mode == VG_MODE_DIRECT ||
	    (entitlement->mode == VG_MODE_PARTIAL &&
		!(entitlement->duties & VG_DUTY_HOTLINE));

	return watched && row->state != VG_CASE_OB;
}

static struct vg_wall
later(struct vg_wall a, struct vg_wall b)
{
	return vg_instant_compare(a, b) > 0 ? a : b;
}

/* Meets, ends, begins, in this order. */
static int
apply(struct vg_desk *desk, const struct vg_clock_fact *f, const struct vg_case_row *row,
    enum vg_target target)
{
	unsigned effect = vg_sla_effect(target, f->fact);
	struct vg_clock_id id = vg_clock_of(f->number, target);
	bool ours = false;
	int code = VG_OK;

	if (effect & (VG_EFFECT_MEET | VG_EFFECT_END))
		code = vg_deskclock_end(desk, id,
		    effect & VG_EFFECT_MEET ? VG_LEDGER_MEET : VG_LEDGER_END, f->at,
		    f->now, f->who, f->cause);
	if (code != VG_OK || !(effect & VG_EFFECT_START))
		return code;
	code = vg_deskclock_is_ours(desk, row, target, f->now, &ours);
	return code == VG_OK && ours ? vg_deskclock_start(desk, id, f->at, f->now) : code;
}

int
vg_deskclock_fact(struct vg_desk *desk, const struct vg_clock_fact *fact)
{
	struct vg_case_row row;
	int code = vg_deskrows_case(desk, fact->number, &row);

	for (int t = 0; code == VG_OK && t < VG_TARGET_N; t++)
		code = apply(desk, fact, &row, (enum vg_target)t);
	return code;
}

int
vg_deskclock_end_all(struct vg_desk *desk, const char *number, enum vg_case_state stays,
    struct vg_wall at, struct vg_wall now, const char *who, const char *cause)
{
	struct vg_clock_list list = {0};
	struct vg_case_row row;
	int code = vg_clock_list_of(desk, number, now, &row, &list);

	for (size_t i = 0; code == VG_OK && i < list.n; i++) {
		const struct vg_clock_entry *e = &list.entries[i];
		if (e->state.running && !fits_state(stays, e->target) &&
		    e->target != VG_TARGET_FAULTY_BACK)
			code = vg_deskclock_act(desk, vg_clock_of_entry(number, e),
			    VG_LEDGER_END, later(at, e->state.start), now, who, cause);
	}
	vg_clock_list_fini(&list);
	return code;
}

int
vg_deskclock_entered(struct vg_desk *desk, const char *number, enum vg_case_state state,
    struct vg_wall at, struct vg_wall now)
{
	struct vg_clock_fact fact = {.number = number,
	    .fact = VG_FACT_OPENED,
	    .at = at,
	    .now = now,
	    .who = "vigie",
	    .cause = vg_casestate_text(state)};

	if (state == VG_CASE_TR)
		fact.fact = VG_FACT_TRIAGE;
	if (state == VG_CASE_QU)
		fact.fact = VG_FACT_QUARANTINE;
	if (state == VG_CASE_OB)
		fact.fact = VG_FACT_OBSERVED;
	int code = vg_deskclock_fact(desk, &fact);
	/* P1, P5: what ran towards the client ends when nothing is promised to him any more. */
	if (code == VG_OK && state == VG_CASE_QU)
		code = vg_deskclock_end_all(
		    desk, number, state, at, now, "vigie", "P1: no contract is in force");
	if (code == VG_OK && state == VG_CASE_OB)
		code = vg_deskclock_end_all(
		    desk, number, state, at, now, "vigie", "P5: the client deals direct");
	return code;
}

/* Whether the last clock of the ledger ended, met or not, for 'cause'. */
static int
ended_for(
    struct vg_desk *desk, const struct vg_clock_id *id, const char *cause, bool *ended)
{
	struct vg_clock clock;
	int code = vg_clock_load(desk, id, &clock);
	const struct vg_ledger_row *rest = code == VG_OK && clock.n_kinds
	    ? vg_ledger_rest(clock.rows, clock.n_rows, clock.n_kinds - 1)
	    : NULL;

	*ended = rest && (rest->act == VG_LEDGER_END || rest->act == VG_LEDGER_MEET) &&
	    rest->cause && strcmp(rest->cause, cause) == 0;
	vg_clock_fini(&clock);
	return code;
}

int
vg_deskclock_take_back(struct vg_desk *desk, const char *number, const char *cause,
    struct vg_wall at, struct vg_wall now, const char *who)
{
	struct vg_clock_list list = {0};
	struct vg_case_row row;
	int code = vg_clock_list_of(desk, number, now, &row, &list);

	for (size_t i = 0; code == VG_OK && i < list.n; i++) {
		const struct vg_clock_entry *e = &list.entries[i];
		const struct vg_clock_id id = vg_clock_of_entry(number, e);
		bool ended = false;
		code = ended_for(desk, &id, cause, &ended);
		if (code == VG_OK && ended)
			code = vg_deskclock_act(desk, id, VG_LEDGER_REOPEN,
			    later(at, e->state.ended), now, who, "taken back");
	}
	vg_clock_list_fini(&list);
	return code;
}

/* --- pauses ----------------------------------------------------------------------------------- */

static unsigned
allowed(struct vg_desk *desk, const struct vg_case_row *row, enum vg_target target,
    struct vg_wall start, struct vg_wall now)
{
	const struct vg_contract *k = vg_conf_contract(desk->conf, row->contract);
	const struct vg_terms *v =
	    k ? vg_terms_at(k->versions, k->n_versions, start, now) : NULL;

	return v ? v->term[target].pauses : 0;
}

int
vg_deskclock_may_pause(struct vg_desk *desk, const struct vg_case_row *row,
    const struct vg_clock_entry *entry, const char *cause, struct vg_wall now,
    struct vg_detail *detail)
{
	return vg_sla_may_pause(entry->target,
	    allowed(desk, row, entry->target, entry->state.start, now), cause, detail);
}

int
vg_deskclock_hold(struct vg_desk *desk, const char *number, const char *cause, bool hold,
    struct vg_wall at, struct vg_wall now, const char *who)
{
	struct vg_clock_list list = {0};
	struct vg_case_row row;
	int code = vg_clock_list_of(desk, number, now, &row, &list);

	for (size_t i = 0; code == VG_OK && i < list.n; i++) {
		const struct vg_clock_entry *e = &list.entries[i];
		if (!e->state.running || e->state.paused == hold ||
		    (hold ? vg_deskclock_may_pause(desk, &row, e, cause, now, NULL) !=
				VG_OK
			  : e->state.paused_for != vg_sla_pause(cause)))
			continue;
		code = vg_deskclock_act(desk, vg_clock_of_entry(number, e),
		    hold ? VG_LEDGER_PAUSE : VG_LEDGER_RESUME,
		    later(at, hold ? e->state.start : e->state.paused_from), now, who,
		    cause);
	}
	vg_clock_list_fini(&list);
	return code;
}
