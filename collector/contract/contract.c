/*
 * The gate: no contract, suspended, direct, partial without the hotline, or ours.
 */
#include "collector/contract/contract.h"

#include <string.h>

#include "lib/base/error.h"
#include "lib/base/text.h"

static const char *const mode_names[] = {"none", "delegated", "partial", "direct"};

static const struct {
	const char *name;
	unsigned bit;
} duties[] = {
    {"hotline", VG_DUTY_HOTLINE},
    {"supplier-ticket", VG_DUTY_SUPPLIER_TICKET},
    {"rma", VG_DUTY_RMA},
    {"software", VG_DUTY_SOFTWARE},
    {"swap", VG_DUTY_SWAP},
};

const char *
vg_contract_mode_text(enum vg_mode mode)
{
	return mode_names[mode];
}

int
vg_contract_mode_parse(const char *text, enum vg_mode *mode)
{
	for (int i = VG_MODE_NONE; i <= VG_MODE_DIRECT; i++) {
		if (strcmp(text, mode_names[i]) == 0) {
			*mode = (enum vg_mode)i;
			return VG_OK;
		}
	}
	return VG_EPARSE;
}

unsigned
vg_contract_duty(const char *name)
{
	for (size_t i = 0; i < sizeof(duties) / sizeof(duties[0]); i++) {
		if (strcmp(duties[i].name, name) == 0)
			return duties[i].bit;
	}
	return 0;
}

const char *
vg_contract_duty_text(unsigned duty)
{
	for (size_t i = 0; i < sizeof(duties) / sizeof(duties[0]); i++) {
		if (duties[i].bit == duty)
			return duties[i].name;
	}
	return "";
}

static bool
is_within(struct vg_wall at, struct vg_wall from, struct vg_wall until)
{
	return vg_instant_compare(at, from) >= 0 && vg_instant_compare(at, until) < 0;
}

/* The suspension that holds at 'at', or NULL. */
static const struct vg_suspension *
suspension_at(const struct vg_contract *c, struct vg_wall at)
{
	for (size_t i = 0; i < c->n_suspensions; i++) {
		if (is_within(at, c->suspensions[i].from, c->suspensions[i].until))
			return &c->suspensions[i];
	}
	return NULL;
}

/* The mode period that holds at 'at'; NULL before the first. */
static const struct vg_mode_period *
period_at(const struct vg_contract *c, struct vg_wall at)
{
	const struct vg_mode_period *found = NULL;

	for (size_t i = 0; i < c->n_modes; i++) {
		if (vg_instant_compare(c->modes[i].from, at) <= 0)
			found = &c->modes[i];
	}
	return found;
}

static void
refuse(struct vg_entitlement *e, const char *why)
{
	if (e->contract)
		vg_text_format(
		    e->why, sizeof(e->why), "contract %s %s", e->contract->name, why);
	else
		vg_text_copy(e->why, sizeof(e->why), why);
	e->contract = NULL;
	e->opens = VG_OPENING_QUARANTINE;
	e->clause = "P1";
}

static void
refuse_suspended(struct vg_entitlement *e, const struct vg_suspension *s)
{
	char why[VG_TEXT_SIZE];

	vg_text_format(
	    why, sizeof(why), "is suspended%s%s", s->reason[0] ? ": " : "", s->reason);
	refuse(e, why);
}

static void
accept(
    struct vg_entitlement *e, enum vg_opening opens, const char *clause, const char *why)
{
	e->opens = opens;
	e->clause = clause;
	vg_text_format(e->why, sizeof(e->why), "contract %s, %s: %s", e->contract->name,
	    vg_contract_mode_text(e->mode), why);
}

void
vg_contract_judge(const struct vg_contract *contract, struct vg_wall at,
    struct vg_entitlement *entitlement)
{
	struct vg_entitlement *e = entitlement;

	memset(e, 0, sizeof(*e));
	/* 1 nothing was ever agreed for this device */
	if (!contract) {
		refuse(e, "no contract covers this device");
		return;
	}
	e->contract = contract;
	/* 2 outside its period, or suspended inside it */
	if (!is_within(at, contract->from, contract->until)) {
		refuse(e, "is not in force");
		return;
	}
	const struct vg_suspension *s = suspension_at(contract, at);
	if (s) {
		refuse_suspended(e, s);
		return;
	}
	const struct vg_mode_period *period = period_at(contract, at);
	if (!period) {
		refuse(e, "names no support mode yet");
		return;
	}
	e->mode = period->mode;
	/* 3 who acts */
	if (period->mode == VG_MODE_DELEGATED) {
		e->duties = VG_DUTY_ALL;
		accept(e, VG_OPENING_NEW, "P2", "the integrator does everything");
	} else if (period->mode == VG_MODE_DIRECT) {
		accept(
		    e, VG_OPENING_OBSERVED, "P5", "the client deals with the supplier");
	} else if (period->duties & VG_DUTY_HOTLINE) {
		e->duties = period->duties;
		accept(e, VG_OPENING_NEW, "P2", "the hotline is the integrator's duty");
	} else {
		e->duties = period->duties;
		accept(e, VG_OPENING_OBSERVED, "P2",
		    "the hotline is not the integrator's duty");
	}
}

/* --- who acts ----------------------------------------------------------------------------- */

/* "hotline, rma", or "nothing". */
static void
list_duties(unsigned bits, char *text, size_t size)
{
	size_t used = 0;

	vg_text_copy(text, size, bits ? "" : "nothing");
	for (size_t i = 0; i < sizeof(duties) / sizeof(duties[0]); i++) {
		if (!(bits & duties[i].bit))
			continue;
		vg_text_format(
		    text + used, size - used, "%s%s", used ? ", " : "", duties[i].name);
		used = strlen(text);
	}
}

int
vg_contract_ours(const struct vg_entitlement *e, unsigned duty, char why[VG_TEXT_SIZE])
{
	const char *name = vg_contract_duty_text(duty);
	char listed[96];

	/* 1 nobody's: nothing is in force */
	if (!e->contract) {
		vg_text_format(why, VG_TEXT_SIZE, "P1: %s", e->why);
		return VG_EPOLICY;
	}
	/* 2 ours: delegated, or listed */
	if (e->duties & duty) {
		why[0] = '\0';
		return VG_OK;
	}
	/* 3 the supplier's: the client deals with him */
	if (e->mode == VG_MODE_DIRECT) {
		vg_text_format(why, VG_TEXT_SIZE,
		    "P5: %s is not the integrator's duty: under contract %s the client "
		    "deals with supplier %s",
		    name, e->contract->name, e->contract->supplier);
		return VG_EPOLICY;
	}
	/* 4 the supplier's: not listed */
	list_duties(e->duties, listed, sizeof(listed));
	vg_text_format(why, VG_TEXT_SIZE,
	    "P2: %s is not the integrator's duty: contract %s is partial and leaves him "
	    "%s",
	    name, e->contract->name, listed);
	return VG_EPOLICY;
}

/* --- when it changes ---------------------------------------------------------------------- */

/* 'best' or 'next', whichever comes first after 'at'. */
static struct vg_wall
sooner(struct vg_wall at, struct vg_wall best, struct vg_wall next)
{
	if (vg_instant_compare(next, at) <= 0)
		return best;
	if (vg_instant_is_set(best) && vg_instant_compare(best, next) <= 0)
		return best;
	return next;
}

struct vg_wall
vg_contract_next_change(const struct vg_contract *contract, struct vg_wall at)
{
	struct vg_wall best = {0};

	best = sooner(at, best, contract->from);
	best = sooner(at, best, contract->until);
	for (size_t i = 0; i < contract->n_modes; i++)
		best = sooner(at, best, contract->modes[i].from);
	for (size_t i = 0; i < contract->n_suspensions; i++) {
		best = sooner(at, best, contract->suspensions[i].from);
		best = sooner(at, best, contract->suspensions[i].until);
	}
	return best;
}
