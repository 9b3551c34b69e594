/*
 * The ladder.  Each rung is one function that says whether it decided; they are tried in
 * order.  Rungs 6 and 7 may leave deeds of their own and let the event go on.
 *
 * Inert until the desk loads their facts: rung 8 (storms), which the desk decides before the
 * ladder.
 */
#include "collector/correl/ladder.h"

#include <string.h>

#include "collector/correl/climb.h"
#include "lib/base/text.h"

enum { NO_CASE_PAGE = 4 }; /* W4: no case, the weekly list only */

static const char *const rung_texts[] = {
    "",
    "seen already",
    "later than what is applied: history only",
    "information only",
    "this source may not say so",
    "the fault is over",
    "the fault stands already",
    "the fault comes and goes",
    "the source is in a storm",
    "shelved",
    "planned work covers it",
    "explained by another fault",
    "an open case holds this subject and class",
    "held down",
    "the contract does not make it an ordinary case",
    "it came back soon after its case was closed",
    "no open case for this subject and class",
};

enum { N_RUNGS = sizeof(rung_texts) / sizeof(rung_texts[0]) };

const char *
vg_ladder_text(int rung)
{
	return rung > 0 && rung < N_RUNGS ? rung_texts[rung] : rung_texts[0];
}

/* 1: known by its key */
static bool
rung_seen(struct vg_climb *c)
{
	if (!c->f->seen)
		return false;
	vg_climb_add(c, VG_DEED_COUNT);
	return true;
}

/* 2: out of its order */
static bool
rung_late(struct vg_climb *c)
{
	if (!c->f->late)
		return false;
	vg_climb_add(c, VG_DEED_HISTORY);
	return true;
}

/* 3: nothing stands because of it */
static bool
rung_info(struct vg_climb *c)
{
	const struct vg_case_facts *open = &c->f->open_case;

	if (c->f->event->action != VG_ACTION_INFO)
		return false;
	if (open->exists)
		vg_climb_add_for(c, VG_DEED_JOURNAL, open->number, c->f->event->text);
	else
		vg_climb_add(c, VG_DEED_HISTORY);
	return true;
}

/* 4: a weaker source against a stronger one, or somebody else's device */
static bool
rung_source(struct vg_climb *c)
{
	if (!c->f->source_may_not)
		return false;
	vg_climb_add(c, VG_DEED_CLAIM);
	return true;
}

/* 5: it is over; the hold runs on the fault's own time, and as long as it flaps, the quiet time */
static bool
rung_clear(struct vg_climb *c)
{
	const struct vg_correl_facts *f = c->f;

	if (f->event->action != VG_ACTION_CLEAR)
		/* A row that waited for a fault which is gone meanwhile: nothing to do. */
		return f->revisit && !vg_climb_stands(c);
	uint32_t hold_s =
	    f->alarm.flapping ? f->kind->flap_quiet_s : f->kind->clear_hold_s;
	struct vg_wall until = vg_climb_until(c, f->event->agent_time, hold_s);
	bool over = f->revisit || vg_instant_compare(f->now, until) >= 0;
	if (!vg_climb_stands(c) || (!over && f->alarm.clear_pending))
		vg_climb_add(c, VG_DEED_COUNT);
	else if (over)
		vg_climb_clear(c, f->revisit ? vg_climb_moment(c) : until);
	else
		vg_climb_add(c, VG_DEED_CLEAR_HOLD)->at = until;
	return true;
}

/* Whether one more raise makes it, or finds it, flapping. */
static bool
flaps(const struct vg_correl_facts *f)
{
	return f->alarm.exists && f->kind->flap_count != 0 &&
	    (f->alarm.flapping || f->alarm.raises_in_window + 1 >= f->kind->flap_count);
}

/* 6: standing already; only a higher severity goes on, and what comes and goes */
static bool
rung_repeat(struct vg_climb *c)
{
	const struct vg_correl_facts *f = c->f;

	if (!vg_climb_stands(c) || f->revisit)
		return false;
	if (f->alarm.clear_pending)
		vg_climb_add(c, VG_DEED_CLEAR_CANCEL);
	if (f->event->severity > f->alarm.severity) {
		c->worse = true;
		return false;
	}
	/* It was over, if only for a moment: a raise of its own to rung 7, no repeat. */
	if (f->alarm.clear_pending && flaps(f))
		return false;
	vg_climb_add(c,
	    f->event->severity < f->alarm.severity || f->event->action == VG_ACTION_CHANGE
		? VG_DEED_ALARM_CHANGE
		: VG_DEED_COUNT);
	return true;
}

/* 7: flapping is told once and goes on; inside, raises are only counted and prolong it */
static bool
rung_flapping(struct vg_climb *c)
{
	const struct vg_correl_facts *f = c->f;
	struct vg_wall quiet =
	    vg_climb_lasts(c, vg_climb_moment(c), f->kind->flap_quiet_s);

	if (f->revisit || !flaps(f))
		return false;
	if (c->worse) {
		/*
		 * It goes on, and its quiet time begins anew: a clear that waited may have had the
		 * row.
		 */
		if (f->alarm.flapping)
			vg_climb_add(c, VG_DEED_FLAPPING)->at = quiet;
		return false;
	}
	if (f->alarm.flapping)
		vg_climb_add(c, VG_DEED_COUNT);
	else
		vg_climb_raise(c);
	vg_climb_add(c, VG_DEED_FLAPPING)->at = quiet;
	if (f->alarm.flapping)
		return true;
	if (f->alarm.case_number[0])
		vg_climb_add_for(c, VG_DEED_JOURNAL, f->alarm.case_number,
		    "it comes and goes: flapping");
	return false;
}

/* 8: in a storm only the first raise of a major or critical fault goes on */
static bool
rung_storm(struct vg_climb *c)
{
	const struct vg_correl_facts *f = c->f;

	if (f->revisit || !f->storm ||
	    (f->storm_first && f->event->severity >= VG_SEVERITY_MAJOR))
		return false;
	vg_climb_add(c, VG_DEED_COUNT);
	return true;
}

/*
 * A symptom whose cause is gone leaves its case though a shelf or work keeps it: that may settle.
 */
static void
leave(struct vg_climb *c)
{
	const struct vg_correl_facts *f = c->f;

	if (f->revisit && f->alarm.symptom && !f->parent_case.exists)
		vg_climb_add(c, VG_DEED_CASE_LEAVE);
}

/*
 * Raised, and kept: what comes anew is in no case before that is over, for in its own it was over.
 */
static void
raise_kept(struct vg_climb *c)
{
	bool anew = c->f->alarm.case_number[0] && !vg_climb_stands(c);

	vg_climb_raise(c);
	if (anew)
		vg_climb_add(c, VG_DEED_CASE_LEAVE);
	leave(c);
}

/* 9: shelved; the end of the shelf brings it back here */
static bool
rung_shelved(struct vg_climb *c)
{
	struct vg_deed *d;

	if (!c->f->shelved)
		return false;
	raise_kept(c);
	d = vg_climb_add(c, VG_DEED_SHELVE);
	d->at = c->f->shelved_until;
	vg_text_copy(d->text, sizeof(d->text), c->f->shelf);
	return true;
}

/* Whether the kind opens no case at this severity. */
static bool
opens_no_case(const struct vg_climb *c)
{
	return c->f->kind->page[c->f->event->severity] == NO_CASE_PAGE;
}

/* Whether it would have waited for its hold, and been found by the work then. */
static bool
was_held_then(const struct vg_climb *c)
{
	const struct vg_correl_facts *f = c->f;

	return f->planned_then && !f->parent_case.exists && !f->parent_waits &&
	    !f->open_case.exists && !f->adopt_case.exists && !opens_no_case(c);
}

/* 10: planned work; what stands at the window's end comes back */
static bool
rung_planned(struct vg_climb *c)
{
	if (!c->f->planned && !was_held_then(c))
		return false;
	raise_kept(c);
	/* What the work itself brings about is recorded, and waits for nothing. */
	if (c->f->kind->expected_in_work) {
		if (c->f->open_case.exists)
			vg_climb_add_for(c, VG_DEED_JOURNAL, c->f->open_case.number,
			    c->f->event->text);
		return true;
	}
	struct vg_deed *d = vg_climb_add(c, VG_DEED_HOLD);
	d->at = c->f->planned_until;
	vg_text_copy(d->text, sizeof(d->text), c->f->work);
	return true;
}

/*
 * 11: the symptom of a standing parent joins the parent's case, unless it has its own; of two
 * parents it belongs to the first, whichever was told first.  What is more severe is worse, and so
 * is another part long after: whoever was told of the parent does not know of it.
 */
static bool
rung_parent(struct vg_climb *c)
{
	const struct vg_correl_facts *f = c->f;
	const struct vg_case_facts *parent = &f->parent_case;
	bool placed = vg_climb_stands(c) && f->alarm.case_number[0];
	bool has_part = strcmp(f->alarm.case_number, parent->number) == 0;
	bool there = placed && has_part;

	if (!parent->exists || (placed && !f->alarm.symptom))
		return false;
	vg_climb_raise(c);
	if (!there) {
		vg_climb_join(c, parent->number, true);
		vg_climb_add_for(c, VG_DEED_JOURNAL, parent->number, f->event->text);
	}
	if (f->event->severity > parent->severity ||
	    (f->parent_late && !has_part && !opens_no_case(c)))
		vg_climb_worsen(c, parent);
	vg_climb_add_for(c, VG_DEED_SUGGEST, parent->number, "");
	return true;
}

/* 12, second half: the case that its symptoms opened becomes its own, at once */
static bool
adopt(struct vg_climb *c)
{
	const struct vg_case_facts *of = &c->f->adopt_case;

	if (!of->exists || opens_no_case(c))
		return false;
	vg_climb_raise(c);
	vg_climb_add_for(c, VG_DEED_CASE_ADOPT, of->number, "");
	vg_climb_join(c, of->number, false);
	if (c->f->event->severity > of->severity)
		vg_climb_worsen(c, of);
	vg_climb_add_for(c, VG_DEED_JOURNAL, of->number, c->f->event->text);
	vg_climb_add_for(c, VG_DEED_SUGGEST, of->number, "");
	return true;
}

/* 12: join; a higher severity or another part is "worse" */
static bool
rung_join(struct vg_climb *c)
{
	const struct vg_case_facts *open = &c->f->open_case;

	if (!open->exists)
		return adopt(c);
	vg_climb_raise(c);
	vg_climb_join(c, open->number, false);
	if (c->f->event->severity > open->severity ||
	    (!open->has_part && !opens_no_case(c)))
		vg_climb_worsen(c, open);
	vg_climb_add_for(c, VG_DEED_JOURNAL, open->number, c->f->event->text);
	vg_climb_add_for(c, VG_DEED_SUGGEST, open->number, "");
	return true;
}

/* 13: held for a parent, or to see whether it lasts */
static bool
rung_hold(struct vg_climb *c)
{
	const struct vg_correl_facts *f = c->f;
	const struct vg_event *e = f->event;
	struct vg_wall until =
	    vg_climb_until(c, vg_instant_is_set(e->since) ? e->since : e->agent_time,
		f->kind->hold_s[e->severity]);

	/* 13a: this severity never opens a case, and stays in none whose cause is gone */
	if (opens_no_case(c)) {
		vg_climb_raise(c);
		leave(c);
		return true;
	}
	/* 13p: what explains it waits itself; it comes back just behind it */
	if (f->parent_waits) {
		vg_climb_raise(c);
		if (vg_instant_compare(f->parent_until, until) > 0)
			until = f->parent_until;
		vg_climb_add(c, VG_DEED_HOLD)->at = vg_instant_add(until, VG_SECOND_US);
		return true;
	}
	/* 13b: the hold is over, but so is the fault, if its clear lasts: wait and see */
	if (f->revisit && f->alarm.clear_pending) {
		vg_climb_add(c, VG_DEED_HOLD)->at =
		    vg_climb_lasts(c, vg_climb_moment(c), f->kind->clear_hold_s);
		return true;
	}
	/*
	 * 13c: the hold is over; what a shelf kept was not held, and may be younger than its hold
	 */
	if ((f->revisit && f->alarm.held) || vg_instant_compare(f->now, until) >= 0)
		return false;
	/* 13d: a held fault that got worse may have a shorter hold now */
	vg_climb_raise(c);
	if (!f->alarm.held || c->worse)
		vg_climb_add(c, VG_DEED_HOLD)->at = until;
	return true;
}

/* 14: the gate */
static bool
rung_gate(struct vg_climb *c)
{
	enum vg_opening opens = c->f->entitlement.opens;

	if (opens == VG_OPENING_NEW)
		return false;
	vg_climb_open(c, opens == VG_OPENING_OBSERVED ? VG_CASE_OB : VG_CASE_QU);
	return true;
}

/* 15: back soon after closing */
static bool
rung_reopen(struct vg_climb *c)
{
	const struct vg_case_facts *closed = &c->f->closed_case;
	int64_t within_us = (int64_t)c->f->kind->reopen_within_s * VG_SECOND_US;

	if (!closed->exists ||
	    vg_instant_since(vg_climb_moment(c), closed->closed) > within_us)
		return false;
	vg_climb_reopen(c, closed->number);
	return true;
}

/* 16: a new case */
static bool
rung_open(struct vg_climb *c)
{
	vg_climb_open(c, VG_CASE_NW);
	return true;
}

void
vg_ladder_judge(const struct vg_correl_facts *facts, struct vg_verdict *verdict)
{
	static bool (*const rungs[N_RUNGS])(struct vg_climb *) = {NULL, rung_seen,
	    rung_late, rung_info, rung_source, rung_clear, rung_repeat, rung_flapping,
	    rung_storm, rung_shelved, rung_planned, rung_parent, rung_join, rung_hold,
	    rung_gate, rung_reopen, rung_open};
	struct vg_climb c = {.f = facts, .v = verdict};

	verdict->n_deeds = 0;
	/* What a row brings back was raised when it was put aside. */
	c.raised = facts->revisit && vg_climb_stands(&c);
	for (int rung = 1; rung < N_RUNGS; rung++) {
		if (rungs[rung](&c)) {
			verdict->rung = rung;
			verdict->says = rung_texts[rung];
			return;
		}
	}
}
