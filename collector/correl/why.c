/*
 * From a verdict to its reason.
 */
#include "collector/correl/why.h"

#include <string.h>

int
vg_why_rung(enum vg_why_way way)
{
	return (int)way / 10;
}

char
vg_why_letter(enum vg_why_way way)
{
	switch (vg_why_rung(way)) {
	case 3:
	case 4:
	case 5:
	case 6:
	case 12:
	case 13:
	case 14:
		return (char)('a' + (int)way % 10);
	default:
		return '\0';
	}
}

static const struct vg_deed *
find(const struct vg_verdict *v, enum vg_deed_type type)
{
	for (size_t i = 0; i < v->n_deeds; i++) {
		if (v->deeds[i].type == type)
			return &v->deeds[i];
	}
	return NULL;
}

static enum vg_why_way
way_of_clear(const struct vg_correl_facts *f, const struct vg_verdict *v)
{
	if (f->event->action != VG_ACTION_CLEAR)
		return VG_WHY_GONE;
	if (find(v, VG_DEED_CLEAR_HOLD))
		return VG_WHY_CLEAR_HELD;
	if (find(v, VG_DEED_ALARM_CLEAR))
		return f->revisit ? VG_WHY_CLEAR_LASTED : VG_WHY_CLEAR_DONE;
	return f->alarm.exists && !f->alarm.cleared ? VG_WHY_CLEAR_WAITS
						    : VG_WHY_CLEAR_NOTHING;
}

static enum vg_why_way
way_of_repeat(const struct vg_verdict *v)
{
	if (find(v, VG_DEED_CLEAR_CANCEL))
		return VG_WHY_CAME_BACK;
	return find(v, VG_DEED_ALARM_CHANGE) ? VG_WHY_CHANGED : VG_WHY_REPEAT;
}

static enum vg_why_way
way_of_hold(const struct vg_correl_facts *f, const struct vg_verdict *v)
{
	if (find(v, VG_DEED_CASE_LEAVE))
		return VG_WHY_LEFT;
	if (find(v, VG_DEED_HOLD) && f->parent_waits)
		return VG_WHY_HELD_BEHIND;
	if (find(v, VG_DEED_HOLD))
		return f->revisit && f->alarm.clear_pending ? VG_WHY_CLEAR_FIRST
							    : VG_WHY_HELD;
	return f->alarm.held && !f->revisit ? VG_WHY_HELD_STILL : VG_WHY_NEVER_OPENS;
}

static enum vg_why_way
way_of_join(const struct vg_verdict *v)
{
	bool worse = find(v, VG_DEED_CASE_WORSE) != NULL;

	if (find(v, VG_DEED_CASE_ADOPT))
		return worse ? VG_WHY_ADOPTED_WORSE : VG_WHY_ADOPTED;
	return worse ? VG_WHY_JOINED_WORSE : VG_WHY_JOINED;
}

enum vg_why_way
vg_why_of(const struct vg_correl_facts *facts, const struct vg_verdict *verdict,
    unsigned *flags)
{
	const struct vg_alarm_fact *a = &facts->alarm;

	*flags = facts->revisit ? VG_WHY_REVISIT : 0;
	if (a->exists && !a->cleared && !facts->revisit &&
	    facts->event->action != VG_ACTION_CLEAR &&
	    facts->event->severity > a->severity)
		*flags |= VG_WHY_RAISED_WORSE;
	if (!a->flapping && find(verdict, VG_DEED_FLAPPING))
		*flags |= VG_WHY_BEGAN_FLAPPING;
	if (facts->revisit && a->exists && !a->cleared && a->symptom &&
	    verdict->rung > 11)
		*flags |= VG_WHY_RELEASED;
	switch (verdict->rung) {
	case 3:
		return find(verdict, VG_DEED_JOURNAL) ? VG_WHY_INFO_CASE : VG_WHY_INFO;
	case 5:
		return way_of_clear(facts, verdict);
	case 6:
		return way_of_repeat(verdict);
	case 11:
		return facts->parent_copy  ? VG_WHY_COPY
		    : facts->parent_spread ? VG_WHY_SPREAD
		    : facts->parent_late && find(verdict, VG_DEED_CASE_WORSE)
		    ? VG_WHY_SYMPTOM_LATE
		    : VG_WHY_SYMPTOM;
	case 12:
		return way_of_join(verdict);
	case 13:
		return way_of_hold(facts, verdict);
	case 14:
		return facts->entitlement.opens == VG_OPENING_OBSERVED
		    ? VG_WHY_OBSERVED
		    : VG_WHY_QUARANTINE;
	default:
		return (enum vg_why_way)(10 * verdict->rung);
	}
}

static struct vg_wall
at_of(const struct vg_verdict *v, enum vg_deed_type type)
{
	const struct vg_deed *deed = find(v, type);

	return deed ? deed->at : (struct vg_wall){0};
}

struct vg_why_window
vg_why_window(const struct vg_correl_facts *facts, const struct vg_verdict *verdict,
    enum vg_why_way way)
{
	const struct vg_kind *kind = facts->kind;
	struct vg_why_window w = {.span_s = 0};

	switch (vg_why_rung(way)) {
	case 5:
		w.until = at_of(verdict, VG_DEED_CLEAR_HOLD);
		w.span_s =
		    facts->alarm.flapping ? kind->flap_quiet_s : kind->clear_hold_s;
		break;
	case 7:
		w.until = at_of(verdict, VG_DEED_FLAPPING);
		w.span_s = kind->flap_within_s;
		break;
	case 9:
		w.until = facts->shelved_until;
		break;
	case 10:
		w.until = facts->planned_until;
		break;
	case 13:
		w.until = at_of(verdict, VG_DEED_HOLD);
		/* How long its parent waits is no number of this kind. */
		if (way != VG_WHY_HELD_BEHIND)
			w.span_s = way == VG_WHY_CLEAR_FIRST
			    ? kind->clear_hold_s
			    : kind->hold_s[facts->event->severity];
		break;
	case 14:
	case 16:
		w.span_s = kind->hold_s[facts->event->severity];
		break;
	case 15:
		w.span_s = kind->reopen_within_s;
		break;
	default:
		break;
	}
	return w;
}
