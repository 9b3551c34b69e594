/*
 * The table of modes and duties.
 */
#include "collector/contract/duty.h"

#include "lib/base/error.h"

#define YES                                                                              \
	{                                                                                \
		VG_DUTY_YES, "", ""                                                      \
	}

struct cell {
	enum vg_duty_verdict verdict;
	const char *clause, *instead;
};

/* The duty that a row belongs to in partial mode; 0: none, it is as in full delegation. */
static const unsigned duty_of[VG_DUTY_N_FACTS] = {
    [VG_DUTY_FACT_TOLD] = VG_DUTY_HOTLINE,
    [VG_DUTY_FACT_SUPPLIER] = VG_DUTY_SUPPLIER_TICKET,
    [VG_DUTY_FACT_RETURN] = VG_DUTY_RMA,
    [VG_DUTY_FACT_SUGGESTION] = 0,
    [VG_DUTY_FACT_VISIT_PROOF] = VG_DUTY_RMA,
    [VG_DUTY_FACT_VISIT_ORDER] = 0,
    [VG_DUTY_FACT_RELEASES] = VG_DUTY_SOFTWARE,
};

/* Columns: delegated; partial, ours; partial, not ours; direct; none in force. */
static const struct cell cells[VG_DUTY_N_FACTS][VG_DUTY_N_PLACES] = {
    [VG_DUTY_FACT_TOLD] = {YES, YES, {VG_DUTY_NO, "P2", "the client is told whom to ask"},
	{VG_DUTY_NO, "P5", "the supplier's answer is watched"},
	{VG_DUTY_NO, "P1", "the commercial queue looks for a contract"}},
    [VG_DUTY_FACT_SUPPLIER] = {YES, YES,
	{VG_DUTY_REFUSED, "P2", "the contract does not list the duty supplier-ticket"},
	{VG_DUTY_REFUSED, "P5", "the client deals with the supplier"},
	{VG_DUTY_REFUSED, "P1", "no contract is in force"}},
    [VG_DUTY_FACT_RETURN] = {YES, YES,
	{VG_DUTY_SEEN, "P2", "the contract does not list the duty rma"},
	{VG_DUTY_SEEN, "P5", "the client deals with the supplier"},
	{VG_DUTY_REFUSED, "P1", "no contract is in force"}},
    [VG_DUTY_FACT_SUGGESTION] = {YES, YES, YES, YES, YES},
    [VG_DUTY_FACT_VISIT_PROOF] = {YES, YES,
	{VG_DUTY_REFUSED, "P2", "the contract does not list the duty rma"},
	{VG_DUTY_REFUSED, "P5", "the client deals with the supplier"},
	{VG_DUTY_REFUSED, "P1", "no contract is in force"}},
    [VG_DUTY_FACT_VISIT_ORDER] = {YES, YES, YES, YES, YES},
    [VG_DUTY_FACT_RELEASES] = {YES, YES,
	{VG_DUTY_SEEN, "P2", "the contract does not list the duty software"},
	{VG_DUTY_SEEN, "P5", "the client deals with the supplier"},
	{VG_DUTY_NO, "P1", "no contract is in force"}},
};

static enum vg_duty_place
place_of(enum vg_duty_fact fact, enum vg_mode mode, unsigned duties)
{
	switch (mode) {
	case VG_MODE_DELEGATED:
		return VG_DUTY_PLACE_DELEGATED;
	case VG_MODE_DIRECT:
		return VG_DUTY_PLACE_DIRECT;
	case VG_MODE_PARTIAL:
		return !duty_of[fact] || (duties & duty_of[fact])
		    ? VG_DUTY_PLACE_OURS
		    : VG_DUTY_PLACE_NOT_OURS;
	case VG_MODE_NONE:
		break;
	}
	return VG_DUTY_PLACE_NONE;
}

struct vg_duty_answer
vg_duty_judge(enum vg_duty_fact fact, enum vg_mode mode, unsigned duties)
{
	enum vg_duty_place place = place_of(fact, mode, duties);
	const struct cell *cell = &cells[fact][place];

	return (struct vg_duty_answer){place, cell->verdict, cell->clause, cell->instead};
}

int
vg_duty_check(
    enum vg_duty_fact fact, enum vg_mode mode, unsigned duties, struct vg_detail *detail)
{
	struct vg_duty_answer answer = vg_duty_judge(fact, mode, duties);

	if (answer.verdict == VG_DUTY_YES || answer.verdict == VG_DUTY_SEEN)
		return VG_OK;
	return vg_detail_set(detail, VG_EPOLICY, "%s: %s", answer.clause, answer.instead);
}
