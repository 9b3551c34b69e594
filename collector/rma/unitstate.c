/*
 * The unit's table and the guards beside it.
 */
#include "collector/rma/unitstate.h"

#include "lib/base/error.h"

#define NO VG_MACHINE_REFUSE
#define CO VG_UNIT_COLLECTED
#define SE VG_UNIT_SENT
#define RE VG_UNIT_RECEIVED
#define NF VG_UNIT_NO_FAULT
#define LO VG_UNIT_LOST
#define AC VG_UNIT_ACCEPTED
#define CH VG_UNIT_CHARGED
#define SB VG_UNIT_SENT_BACK
#define WA VG_UNIT_WAIVED
#define SC VG_UNIT_SCRAPPED

/* Columns: at-client collected sent received no-fault lost, and the five ends. */
static const unsigned char cells[VG_UNIT_N_FACTS][VG_UNIT_N_STATES] = {
    [VG_UNIT_FACT_COLLECTED] = {CO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO},
    [VG_UNIT_FACT_SENT] = {SE, SE, NO, NO, NO, NO, NO, NO, NO, NO, NO},
    [VG_UNIT_FACT_RECEIVED] = {NO, NO, RE, NO, NO, NO, NO, NO, NO, NO, NO},
    [VG_UNIT_FACT_ACCEPTED] = {NO, NO, NO, AC, NO, NO, NO, NO, NO, NO, NO},
    [VG_UNIT_FACT_NO_FAULT] = {NO, NO, NO, NF, NO, NO, NO, NO, NO, NO, NO},
    [VG_UNIT_FACT_LET_GO] = {NO, NO, NO, NO, AC, NO, NO, NO, NO, NO, NO},
    [VG_UNIT_FACT_CHARGED] = {CH, CH, NO, NO, CH, CH, NO, NO, NO, NO, NO},
    [VG_UNIT_FACT_SENT_BACK] = {NO, NO, NO, NO, SB, NO, NO, NO, NO, NO, NO},
    [VG_UNIT_FACT_LOST] = {NO, LO, LO, NO, NO, NO, NO, NO, NO, NO, NO},
    [VG_UNIT_FACT_FOUND] = {NO, NO, NO, NO, NO, SE, NO, NO, NO, NO, NO},
    [VG_UNIT_FACT_WAIVED] = {WA, WA, WA, WA, WA, WA, NO, NO, NO, NO, NO},
    [VG_UNIT_FACT_SCRAPPED] = {SC, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO},
};

static const char *const states[VG_UNIT_N_STATES] = {"at-client", "collected", "sent",
    "received", "no-fault-found", "lost", "accepted", "charged", "sent-back", "waived",
    "scrapped"};

static const char *const facts[VG_UNIT_N_FACTS] = {
    [VG_UNIT_FACT_COLLECTED] = "collected",
    [VG_UNIT_FACT_SENT] = "sent",
    [VG_UNIT_FACT_RECEIVED] = "received",
    [VG_UNIT_FACT_ACCEPTED] = "accepted",
    [VG_UNIT_FACT_NO_FAULT] = "no-fault-found",
    [VG_UNIT_FACT_LET_GO] = "let-go",
    [VG_UNIT_FACT_CHARGED] = "charged",
    [VG_UNIT_FACT_SENT_BACK] = "sent-back",
    [VG_UNIT_FACT_LOST] = "lost",
    [VG_UNIT_FACT_FOUND] = "found",
    [VG_UNIT_FACT_WAIVED] = "waived",
    [VG_UNIT_FACT_SCRAPPED] = "scrapped",
};

static const char *const roles[] = {"faulty", "recalled", "lent"};
static const char *const words[] = {"", "wiped", "medium-kept", "as-it-is"};

const struct vg_machine vg_unitstate_machine = {
    "unit", states, VG_UNIT_N_STATES, facts, VG_UNIT_N_FACTS, &cells[0][0]};

const char *
vg_unitstate_text(enum vg_unit_state state)
{
	return states[state];
}

int
vg_unitstate_parse(const char *text)
{
	return vg_machine_state(&vg_unitstate_machine, text);
}

int
vg_unitstate_fact(const char *text)
{
	return vg_machine_fact(&vg_unitstate_machine, text);
}

const char *
vg_unitstate_data_text(enum vg_unit_data data)
{
	return words[data];
}

int
vg_unitstate_data_parse(const char *text)
{
	const struct vg_machine names = {
	    "data", words, sizeof(words) / sizeof(words[0]), NULL, 0, NULL};

	return *text ? vg_machine_state(&names, text) : -1;
}

bool
vg_unitstate_is_ended(enum vg_unit_state state)
{
	return state >= AC;
}

bool
vg_unitstate_has_left(enum vg_unit_state state)
{
	return state == SE || state == RE || state == NF || state == AC || state == SB;
}

/* The command that opens the way, for the sentence of a refusal. */
static const char *
mend(enum vg_unit_state state)
{
	switch (state) {
	case VG_UNIT_AT_CLIENT:
		return "vigie return faulty collected, or sent";
	case VG_UNIT_COLLECTED:
		return "vigie return faulty sent, or lost";
	case VG_UNIT_SENT:
		return "vigie return faulty received, or lost";
	case VG_UNIT_RECEIVED:
		return "vigie return faulty accepted, or no-fault-found";
	case VG_UNIT_NO_FAULT:
		return "vigie return faulty let-go, charged or sent-back";
	case VG_UNIT_LOST:
		return "vigie return faulty found, charged or waived";
	case VG_UNIT_ACCEPTED:
	case VG_UNIT_CHARGED:
	case VG_UNIT_SENT_BACK:
	case VG_UNIT_WAIVED:
	case VG_UNIT_SCRAPPED:
	case VG_UNIT_N_STATES:
		break;
	}
	return "its way is over; a late dispute is vigie return reopen, by a manager";
}

static bool
is_named(const char *text)
{
	return text && *text;
}

/* In the order in which they are told. */
static int
check_guards(
    const struct vg_unit_guard *g, enum vg_unit_fact fact, struct vg_detail *detail)
{
	/* 1 nothing leaves before both sides said that it is broken */
	if (g->role == VG_UNIT_FAULTY && !g->both_keys)
		return vg_detail_set(detail, VG_EPOLICY,
		    "P10: the return is not confirmed by both sides; vigie return confirm");
	/* 2 the client's data leave only with his word */
	if (fact == VG_UNIT_FACT_SENT && g->holds_data && g->data == VG_UNIT_DATA_UNKNOWN)
		return vg_detail_set(detail, VG_EPOLICY,
		    "P10: the unit holds data and the client's word is missing; "
		    "give --data wiped, medium-kept or as-it-is");
	if (fact == VG_UNIT_FACT_SENT && !is_named(g->carrier))
		return vg_detail_set(
		    detail, VG_EPOLICY, "P10: sent needs the carrier; give --carrier");
	/* 3 whoever owns it gives it up himself */
	if ((fact == VG_UNIT_FACT_WAIVED || fact == VG_UNIT_FACT_SCRAPPED) &&
	    !g->supplier_word)
		return vg_detail_set(detail, VG_EPOLICY,
		    "P10: %s needs the supplier's word; give --evidence", facts[fact]);
	if (fact == VG_UNIT_FACT_SCRAPPED && !g->client_word)
		return vg_detail_set(detail, VG_EPOLICY,
		    "P10: scrapped needs the client's word; give --agreement");
	return VG_OK;
}

static const char *
ball_of(enum vg_unit_state next)
{
	switch (next) {
	case VG_UNIT_COLLECTED:
	case VG_UNIT_SENT:
	case VG_UNIT_LOST:
		return "carrier";
	case VG_UNIT_RECEIVED:
		return "supplier";
	case VG_UNIT_NO_FAULT:
		return "integrator";
	case VG_UNIT_AT_CLIENT:
	case VG_UNIT_ACCEPTED:
	case VG_UNIT_CHARGED:
	case VG_UNIT_SENT_BACK:
	case VG_UNIT_WAIVED:
	case VG_UNIT_SCRAPPED:
	case VG_UNIT_N_STATES:
		break;
	}
	return NULL;
}

static unsigned
effects_of(const struct vg_unit_guard *g, enum vg_unit_state next)
{
	bool was_there = g->state == VG_UNIT_AT_CLIENT || g->state == CO;
	unsigned effects = 0;

	if (g->role == VG_UNIT_FAULTY && was_there) {
		if (next == SE)
			effects |= VG_UNIT_BACK_MEET;
		else if (vg_unitstate_is_ended(next))
			effects |= VG_UNIT_BACK_END;
	}
	/* Lost before it was sent: found again, it is sent, and the target is met then. */
	if (g->role == VG_UNIT_FAULTY && g->state == LO)
		effects |= next == SE ? VG_UNIT_BACK_MEET : VG_UNIT_BACK_END;
	if (vg_unitstate_is_ended(next))
		effects |= VG_UNIT_ENDED;
	if (next == NF)
		effects |= VG_UNIT_DISPUTE;
	if (next == SB || next == CH)
		effects |= VG_UNIT_TELL_CLIENT;
	return effects;
}

int
vg_unitstate_apply(const struct vg_unit_guard *guard, enum vg_unit_fact fact,
    struct vg_unit_outcome *outcome, struct vg_detail *detail)
{
	unsigned cell = vg_machine_cell(&vg_unitstate_machine, fact, guard->state);

	*outcome = (struct vg_unit_outcome){.next = guard->state};
	if (cell == NO)
		return vg_detail_set(detail, VG_EPOLICY,
		    "P10: %s is refused while the %s unit is %s; %s", facts[fact],
		    roles[guard->role], states[guard->state], mend(guard->state));
	int code = check_guards(guard, fact, detail);
	if (code != VG_OK)
		return code;
	outcome->next = (enum vg_unit_state)cell;
	outcome->effects = effects_of(guard, outcome->next);
	outcome->ball = ball_of(outcome->next);
	return VG_OK;
}
