/*
 * Effects of a return on the ledgers of its case.
 */
#include "collector/desk/returns/deskreturnclock.h"

#include "collector/desk/clock/deskclock.h"
#include "collector/store/storereturn.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* Two counts of a query over a case. */
static int
count(struct vg_desk *desk, size_t q, const char *case_number, int column, int64_t *n)
{
	int code = vg_db_query(desk->db, q, "t", case_number);

	*n = 0;
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	*n = vg_db_int(desk->db, q, column);
	vg_db_done(desk->db, q);
	return VG_OK;
}

int
vg_deskreturnclock_others_stand(
    struct vg_desk *desk, const char *case_number, int64_t own, bool *others)
{
	int64_t n;
	int code = count(desk, VG_STORERETURN_COUNT, case_number, 0, &n);

	*others = n > own;
	return code;
}

static struct vg_wall
later(struct vg_wall a, struct vg_wall b)
{
	return vg_instant_compare(a, b) > 0 ? a : b;
}

struct vg_wall
vg_deskreturnclock_begins(const struct vg_deskreturnwork *work)
{
	const struct vg_return_row *r = &work->row;
	struct vg_wall at = later(r->integrator.given, r->supplier.given);

	if (work->fact <= VG_RETURN_CONFIRM_SUPPLIER || work->guard.starts_at_number)
		at = later(at, work->call->at);
	return at;
}

static struct vg_clock_id
clock_of(const struct vg_deskreturnwork *w, enum vg_target target)
{
	return (struct vg_clock_id){w->row.case_number, target, w->row.number};
}

static int
keep_clock(struct vg_deskreturnwork *w, struct vg_wall start)
{
	return vg_db_run(
	    w->call->desk->db, VG_STORERETURN_CLOCK, "ti", w->row.number, start.us);
}

static int
start(struct vg_deskreturnwork *w, enum vg_target target, struct vg_wall at)
{
	return vg_deskclock_start(w->call->desk, clock_of(w, target), at, w->call->now);
}

static int
stop(struct vg_deskreturnwork *w, enum vg_target target, enum vg_ledger_act act,
    const char *cause)
{
	const struct vg_act_call *c = w->call;

	return vg_deskclock_end(
	    c->desk, clock_of(w, target), act, c->at, c->now, c->actor->user, cause);
}

/*
 * The unit that met it was bad: the meeting is taken back, the clock never stopped (P11).  Where a
 * merge or a split moved the return at rest, its clock stayed behind: it begins here as it began.
 */
static int
unmeet(struct vg_deskreturnwork *w)
{
	const struct vg_act_call *c = w->call;
	struct vg_target_state state;
	bool exists;
	int code = vg_deskclock_state(
	    c->desk, clock_of(w, VG_TARGET_REPLACEMENT), c->now, &state, &exists);

	if (code != VG_OK || !exists)
		return code == VG_OK ? start(w, VG_TARGET_REPLACEMENT, w->start) : code;
	w->start = state.start;
	return vg_deskclock_act(c->desk, clock_of(w, VG_TARGET_REPLACEMENT),
	    VG_LEDGER_REOPEN, c->at, c->now, c->actor->user, "the replacement was bad");
}

static int
carry_replacement(struct vg_deskreturnwork *w)
{
	const struct vg_act_call *c = w->call;
	unsigned effects = w->outcome.effects;
	char cause[VG_TEXT_SIZE];
	int code = VG_OK;

	if (effects & VG_RETURN_CLOCK_START)
		code = start(w, VG_TARGET_REPLACEMENT, w->start);
	else if (effects & VG_RETURN_CLOCK_UNMEET)
		code = unmeet(w);
	if (effects & (VG_RETURN_CLOCK_START | VG_RETURN_CLOCK_UNMEET))
		return code == VG_OK ? keep_clock(w, w->start) : code;
	if (!(effects & (VG_RETURN_CLOCK_MEET | VG_RETURN_CLOCK_END)))
		return VG_OK;
	if (effects & VG_RETURN_CLOCK_MEET)
		vg_text_format(cause, sizeof(cause), "return %s: kept", w->row.number);
	else
		vg_text_format(
		    cause, sizeof(cause), "%s (%s)", w->outcome.cause, c->actor->user);
	code = stop(w, VG_TARGET_REPLACEMENT,
	    effects & VG_RETURN_CLOCK_MEET ? VG_LEDGER_MEET : VG_LEDGER_END, cause);
	return code == VG_OK ? keep_clock(w, (struct vg_wall){0}) : code;
}

static int
carry_second(struct vg_deskreturnwork *w)
{
	unsigned effects = w->outcome.effects;

	if (effects & VG_RETURN_SECOND_START)
		return start(w, VG_TARGET_SECOND_KEY, w->call->at);
	if (effects & VG_RETURN_SECOND_MEET)
		return stop(
		    w, VG_TARGET_SECOND_KEY, VG_LEDGER_MEET, "both keys are held");
	return effects & VG_RETURN_SECOND_END
	    ? stop(w, VG_TARGET_SECOND_KEY, VG_LEDGER_END, w->outcome.cause)
	    : VG_OK;
}

int
vg_deskreturnclock_back(
    struct vg_deskreturnwork *work, enum vg_ledger_act what, const char *cause)
{
	return stop(work, VG_TARGET_FAULTY_BACK, what, cause);
}

int
vg_deskreturnclock_carry(struct vg_deskreturnwork *work)
{
	unsigned effects = work->outcome.effects;
	int code = carry_replacement(work);

	if (code == VG_OK)
		code = carry_second(work);
	if (code == VG_OK && (effects & VG_RETURN_BACK_START))
		code = start(work, VG_TARGET_FAULTY_BACK, work->call->at);
	if (code == VG_OK && (effects & VG_RETURN_BACK_END))
		code = vg_deskreturnclock_back(
		    work, VG_LEDGER_END, "the replacement was bad");
	return code;
}
