/*
 * The ladder.  Each rung is one function that says whether it decided; they are tried in
 * order.  Rungs 6 and 7 may also let the event go on after leaving deeds of their own.
 */
#include "collector/correl/ladder.h"

#include <assert.h>
#include <string.h>

#include "lib/base/text.h"

struct climb {
	const struct vg_correl_facts *f;
	struct vg_verdict *v;
	bool worse;   /* rung 6: standing, and the severity rose */
	bool resumed; /* a held fault comes back at rung 9 */
};

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

const char *
vg_ladder_text(int rung)
{
	return rung_texts[rung];
}

static struct vg_deed *
add(struct climb *c, enum vg_deed_type type)
{
	assert(c->v->n_deeds < VG_CORREL_MAX_DEEDS);
	struct vg_deed *d = &c->v->deeds[c->v->n_deeds++];

	memset(d, 0, sizeof(*d));
	d->type = type;
	return d;
}

static void
add_for(struct climb *c, enum vg_deed_type type, const char *number)
{
	vg_text_copy(add(c, type)->number, VG_CASE_NUMBER_SIZE, number);
}

static void
add_text(struct climb *c, enum vg_deed_type type, const char *number, const char *text)
{
	struct vg_deed *d = add(c, type);

	vg_text_copy(d->number, sizeof(d->number), number);
	vg_text_copy(d->text, sizeof(d->text), text);
}

static bool
stands(const struct vg_correl_facts *f)
{
	return f->alarm.exists && !f->alarm.cleared;
}

/* Raises the alarm, or changes it when it stands already. */
static void
add_raise(struct climb *c)
{
	if (c->resumed)
		return; /* it was raised when it was held */
	add(c, stands(c->f) ? VG_DEED_ALARM_CHANGE : VG_DEED_ALARM_RAISE);
}

/* 1: known by its key */
static bool
rung_seen(struct climb *c)
{
	if (!c->f->seen)
		return false;
	add(c, VG_DEED_COUNT);
	return true;
}

/* 2: out of its order */
static bool
rung_late(struct climb *c)
{
	if (!c->f->late)
		return false;
	add(c, VG_DEED_HISTORY);
	return true;
}

/* 3: nothing stands because of it */
static bool
rung_info(struct climb *c)
{
	if (c->f->event->action != VG_ACTION_INFO)
		return false;
	if (c->f->open_case.exists)
		add_text(c, VG_DEED_JOURNAL, c->f->open_case.number, c->f->event->text);
	else
		add(c, VG_DEED_HISTORY);
	return true;
}

/* 4: a weaker source against a stronger one, or somebody else's device */
static bool
rung_source(struct climb *c)
{
	if (!c->f->source_may_not)
		return false;
	add(c, VG_DEED_CLAIM);
	return true;
}

static void
clear_now(struct climb *c)
{
	const struct vg_correl_facts *f = c->f;

	add(c, VG_DEED_ALARM_CLEAR);
	if (!f->alarm.case_number[0])
		return;
	add_text(c, VG_DEED_JOURNAL, f->alarm.case_number, f->event->text);
	if (f->others_standing == 0)
		add_for(c, VG_DEED_CASE_CLEARED, f->alarm.case_number);
	add_for(c, VG_DEED_SUGGEST, f->alarm.case_number);
}

/* 5: clear; the hold runs on the fault's own time */
static bool
rung_clear(struct climb *c)
{
	const struct vg_correl_facts *f = c->f;
	struct vg_wall until = vg_instant_add(
	    f->event->agent_time, (int64_t)f->kind->clear_hold_s * VG_SECOND_US);

	if (f->event->action != VG_ACTION_CLEAR)
		return false;
	if (!stands(f))
		add(c, VG_DEED_COUNT);
	else if (f->revisit || vg_instant_compare(f->now, until) >= 0)
		clear_now(c);
	else if (f->alarm.clear_pending)
		add(c, VG_DEED_COUNT);
	else
		add(c, VG_DEED_CLEAR_HOLD)->at = until;
	return true;
}

/* 6: standing already; only a higher severity goes on */
static bool
rung_repeat(struct climb *c)
{
	const struct vg_correl_facts *f = c->f;

	if (!stands(f) || f->revisit)
		return false;
	if (f->alarm.clear_pending)
		add(c, VG_DEED_CLEAR_CANCEL);
	if (f->event->severity > f->alarm.severity) {
		c->worse = true;
		return false;
	}
	add(c,
	    f->event->severity < f->alarm.severity || f->event->action == VG_ACTION_CHANGE
		? VG_DEED_ALARM_CHANGE
		: VG_DEED_COUNT);
	return true;
}

/* 7: flapping is told once and goes on; inside, raises are counted only */
static bool
rung_flapping(struct climb *c)
{
	const struct vg_correl_facts *f = c->f;
	const struct vg_kind *k = f->kind;

	if (f->revisit || k->flap_count == 0)
		return false;
	if (f->alarm.flapping && !c->worse) {
		add_raise(c);
		add(c, VG_DEED_FLAPPING)->at =
		    vg_instant_add(f->now, (int64_t)k->flap_quiet_s * VG_SECOND_US);
		return f->alarm.case_number[0] != '\0';
	}
	if (!c->worse && f->alarm.exists &&
	    f->alarm.raises_in_window + 1 >= k->flap_count)
		add(c, VG_DEED_FLAPPING)->at =
		    vg_instant_add(f->now, (int64_t)k->flap_quiet_s * VG_SECOND_US);
	return false;
}

/* 8: in a storm only the first raise of a major or critical fault goes on */
static bool
rung_storm(struct climb *c)
{
	const struct vg_correl_facts *f = c->f;

	if (!f->storm || (f->storm_first && f->event->severity >= VG_SEVERITY_MAJOR))
		return false;
	add(c, VG_DEED_COUNT);
	return true;
}

/* 9: shelved */
static bool
rung_shelved(struct climb *c)
{
	if (!c->f->shelved)
		return false;
	add_raise(c);
	return true;
}

/* 10: planned work */
static bool
rung_planned(struct climb *c)
{
	if (!c->f->planned)
		return false;
	add_raise(c);
	return true;
}

static void
add_join(struct climb *c, const char *number, bool symptom)
{
	struct vg_deed *d = add(c, VG_DEED_CASE_JOIN);

	d->symptom = symptom;
	vg_text_copy(d->number, sizeof(d->number), number);
}

static void
add_worse(struct climb *c, const struct vg_case_facts *into)
{
	add_for(c, VG_DEED_CASE_WORSE, into->number);
	add_text(c, VG_DEED_TELL, into->number, "worse");
}

/* 11: the symptom of a standing parent joins the parent's case */
static bool
rung_parent(struct climb *c)
{
	const struct vg_case_facts *parent = &c->f->parent_case;

	if (!parent->exists)
		return false;
	add_raise(c);
	add_join(c, parent->number, true);
	if (c->f->event->severity > parent->severity)
		add_worse(c, parent);
	return true;
}

/* 12: join; a higher severity or another part is "worse" */
static bool
rung_join(struct climb *c)
{
	const struct vg_case_facts *open = &c->f->open_case;

	if (!open->exists)
		return false;
	add_raise(c);
	add_join(c, open->number, false);
	if (c->f->event->severity > open->severity || !open->has_part)
		add_worse(c, open);
	add_text(c, VG_DEED_JOURNAL, open->number, c->f->event->text);
	add_for(c, VG_DEED_SUGGEST, open->number);
	return true;
}

/* 13: held; a page class that says "no case" (warnings) holds for ever */
static bool
rung_hold(struct climb *c)
{
	const struct vg_correl_facts *f = c->f;
	enum vg_severity severity = f->event->severity;
	struct vg_wall since =
	    vg_instant_is_set(f->event->since) ? f->event->since : f->event->agent_time;
	struct vg_wall until =
	    vg_instant_add(since, (int64_t)f->kind->hold_s[severity] * VG_SECOND_US);

	if (f->kind->page[severity] == 4) {
		add_raise(c);
		return true;
	}
	if (f->revisit || vg_instant_compare(f->now, until) >= 0)
		return false;
	add_raise(c);
	if (!f->alarm.held)
		add(c, VG_DEED_HOLD)->at = until;
	return true;
}

/* What every new or reopened case gets, after its opening deed. */
static void
add_beginnings(struct climb *c, const char *number)
{
	const struct vg_entitlement *e = &c->f->entitlement;

	add_join(c, number, false);
	add_text(c, VG_DEED_JOURNAL, number, c->f->event->text);
	if (e->opens == VG_OPENING_QUARANTINE) {
		add_for(c, VG_DEED_TARGET_START, number);
		c->v->deeds[c->v->n_deeds - 1].target = VG_TARGET_ENTITLEMENT;
	} else if (e->opens == VG_OPENING_NEW && e->contract &&
	    e->contract->proactive_clock && c->f->event->severity >= VG_SEVERITY_MAJOR) {
		add_for(c, VG_DEED_TARGET_START, number);
		c->v->deeds[c->v->n_deeds - 1].target = VG_TARGET_CLIENT_TOLD;
	}
	add_for(c, VG_DEED_SUGGEST, number);
	add_text(c, VG_DEED_TELL, number,
	    e->opens == VG_OPENING_QUARANTINE ? "quarantine" : "opened");
}

static void
add_opening(struct climb *c, enum vg_case_state state)
{
	add_raise(c);
	add(c, VG_DEED_CASE_OPEN)->state = state;
	add_beginnings(c, "");
}

/* 14: the gate */
static bool
rung_gate(struct climb *c)
{
	enum vg_opening opens = c->f->entitlement.opens;

	if (opens == VG_OPENING_NEW)
		return false;
	add_opening(c, opens == VG_OPENING_OBSERVED ? VG_CASE_OB : VG_CASE_QU);
	return true;
}

/* 15: back soon after closing */
static bool
rung_reopen(struct climb *c)
{
	const struct vg_case_facts *closed = &c->f->closed_case;
	int64_t within_us = (int64_t)c->f->kind->reopen_within_s * VG_SECOND_US;

	if (!closed->exists || vg_instant_since(c->f->now, closed->closed) > within_us)
		return false;
	add_raise(c);
	add_for(c, VG_DEED_CASE_REOPEN, closed->number);
	add_beginnings(c, closed->number);
	return true;
}

/* 16: a new case */
static bool
rung_open(struct climb *c)
{
	add_opening(c, VG_CASE_NW);
	return true;
}

void
vg_ladder_judge(const struct vg_correl_facts *facts, struct vg_verdict *verdict)
{
	static bool (*const rungs[])(struct climb *) = {NULL, rung_seen, rung_late,
	    rung_info, rung_source, rung_clear, rung_repeat, rung_flapping, rung_storm,
	    rung_shelved, rung_planned, rung_parent, rung_join, rung_hold, rung_gate,
	    rung_reopen, rung_open};
	struct climb c = {.f = facts, .v = verdict};

	verdict->n_deeds = 0;
	c.resumed = facts->revisit && stands(facts);
	for (int rung = 1; rung < (int)(sizeof(rungs) / sizeof(rungs[0])); rung++) {
		if (rungs[rung](&c)) {
			verdict->rung = rung;
			verdict->says = rung_texts[rung];
			return;
		}
	}
}
