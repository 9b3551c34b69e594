/*
 * Effects of a return on the ledgers of its case.
 */
#include "collector/desk/deskreturnclock.h"

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

/* The other return of the case whose clock runs and began first; "" none. */
static int
find_other(
    struct vg_deskreturnwork *w, char number[VG_DESK_NUMBER_SIZE], struct vg_wall *start)
{
	const size_t q = VG_STORERETURN_RUNNING;
	struct vg_db *db = w->call->desk->db;
	int code = vg_db_query(db, q, "tt", w->row.case_number, w->row.number);

	number[0] = '\0';
	start->us = 0;
	if (code != VG_OK || !vg_db_next(db, q))
		return code == VG_OK ? vg_db_failed(db) : code;
	vg_text_copy(number, VG_DESK_NUMBER_SIZE, vg_db_text(db, q, 0));
	start->us = vg_db_int(db, q, 1);
	vg_db_done(db, q);
	return VG_OK;
}

static int
keep_clock(struct vg_deskreturnwork *w, struct vg_wall start)
{
	return vg_db_run(
	    w->call->desk->db, VG_STORERETURN_CLOCK, "ti", w->row.number, start.us);
}

static int
act(struct vg_deskreturnwork *w, enum vg_target target, enum vg_ledger_act what,
    const char *cause)
{
	return vg_casework_clocks(&w->of_case, &target, 1, what, cause);
}

static int
start_replacement(struct vg_deskreturnwork *w)
{
	char other[VG_DESK_NUMBER_SIZE];
	struct vg_wall began;
	int code = find_other(w, other, &began);

	if (code == VG_OK)
		code = keep_clock(w, w->start);
	if (code != VG_OK || other[0])
		return code;
	return vg_deskclock_start(w->call->desk, w->row.case_number,
	    VG_TARGET_REPLACEMENT, w->start, w->call->now);
}

/* Met or ended; the ledger goes on for another return that still waits. */
static int
stop_replacement(struct vg_deskreturnwork *w, enum vg_ledger_act what, const char *cause)
{
	char other[VG_DESK_NUMBER_SIZE];
	struct vg_wall began, own = w->row.clock;
	int code = find_other(w, other, &began);

	if (code == VG_OK)
		code = keep_clock(w, (struct vg_wall){0});
	if (code != VG_OK || (other[0] && vg_instant_compare(began, own) < 0))
		return code;
	code = act(w, VG_TARGET_REPLACEMENT, what, cause);
	if (code != VG_OK || !other[0])
		return code;
	return vg_deskclock_start(w->call->desk, w->row.case_number,
	    VG_TARGET_REPLACEMENT, began, w->call->now);
}

/* The unit that met it was bad: the meeting is taken back, the clock never stopped (P11). */
static int
unmeet_replacement(struct vg_deskreturnwork *w)
{
	char other[VG_DESK_NUMBER_SIZE];
	struct vg_wall began;
	int code = find_other(w, other, &began);

	if (code == VG_OK)
		code = keep_clock(w, w->start);
	if (code != VG_OK || other[0])
		return code;
	return vg_deskclock_act(w->call->desk, w->row.case_number, VG_TARGET_REPLACEMENT,
	    VG_LEDGER_REOPEN, w->call->at, w->call->now, w->call->actor->user,
	    "the replacement was bad");
}

static int
carry_replacement(struct vg_deskreturnwork *w)
{
	char cause[VG_TEXT_SIZE];
	unsigned effects = w->outcome.effects;

	if (effects & VG_RETURN_CLOCK_START)
		return start_replacement(w);
	if (effects & VG_RETURN_CLOCK_UNMEET)
		return unmeet_replacement(w);
	if (effects & VG_RETURN_CLOCK_MEET) {
		vg_text_format(cause, sizeof(cause), "return %s: kept", w->row.number);
		return stop_replacement(w, VG_LEDGER_MEET, cause);
	}
	if (!(effects & VG_RETURN_CLOCK_END))
		return VG_OK;
	vg_text_format(
	    cause, sizeof(cause), "%s (%s)", w->outcome.cause, w->call->actor->user);
	return stop_replacement(w, VG_LEDGER_END, cause);
}

/* Starts a target unless it runs already for another return of the case. */
static int
start_once(struct vg_deskreturnwork *w, enum vg_target target)
{
	struct vg_desk *desk = w->call->desk;
	struct vg_target_state state;
	bool exists;
	int code = vg_deskclock_state(
	    desk, w->row.case_number, target, w->call->now, &state, &exists);

	if (code != VG_OK || (exists && state.running))
		return code;
	return vg_deskclock_start(
	    desk, w->row.case_number, target, w->call->at, w->call->now);
}

static int
carry_second(struct vg_deskreturnwork *w)
{
	unsigned effects = w->outcome.effects;
	int64_t half;

	if (effects & VG_RETURN_SECOND_START)
		return start_once(w, VG_TARGET_SECOND_KEY);
	if (!(effects & (VG_RETURN_SECOND_MEET | VG_RETURN_SECOND_END)))
		return VG_OK;
	int code =
	    count(w->call->desk, VG_STORERETURN_COUNT, w->row.case_number, 1, &half);
	if (code != VG_OK || half > 0)
		return code;
	return effects & VG_RETURN_SECOND_MEET
	    ? act(w, VG_TARGET_SECOND_KEY, VG_LEDGER_MEET, "both keys are held")
	    : act(w, VG_TARGET_SECOND_KEY, VG_LEDGER_END, w->outcome.cause);
}

int
vg_deskreturnclock_back(
    struct vg_deskreturnwork *work, enum vg_ledger_act what, const char *cause)
{
	int64_t waiting;
	int code = count(
	    work->call->desk, VG_STORERETURN_BACK, work->row.case_number, 0, &waiting);

	if (code != VG_OK || waiting > 0)
		return code;
	return act(work, VG_TARGET_FAULTY_BACK, what, cause);
}

int
vg_deskreturnclock_carry(struct vg_deskreturnwork *work)
{
	unsigned effects = work->outcome.effects;
	int code = carry_replacement(work);

	if (code == VG_OK)
		code = carry_second(work);
	if (code == VG_OK && (effects & VG_RETURN_BACK_START))
		code = start_once(work, VG_TARGET_FAULTY_BACK);
	if (code == VG_OK && (effects & VG_RETURN_BACK_END))
		code = vg_deskreturnclock_back(
		    work, VG_LEDGER_END, "the replacement was bad");
	return code;
}
