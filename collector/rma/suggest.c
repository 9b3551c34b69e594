/*
 * The ladder of the suggestion.
 */
#include "collector/rma/suggest.h"

#include <string.h>

#include "lib/base/text.h"

static const char *const grades[] = {"none", "possible", "likely", "ready"};
static const char *const return_kinds[] = {"standard", "doa", "repeat"};

const char *
vg_suggest_grade_text(enum vg_grade grade)
{
	return grades[grade];
}

const char *
vg_suggest_kind_text(enum vg_return_kind kind)
{
	return return_kinds[kind];
}

int
vg_suggest_kind_parse(const char *text)
{
	for (int i = VG_RETURN_STANDARD; i <= VG_RETURN_REPEAT; i++) {
		if (strcmp(return_kinds[i], text) == 0)
			return i;
	}
	return -1;
}

static void
speak_against(struct vg_suggestion *s, const char *what, const char *verb)
{
	if (s->n_against < VG_SUGGEST_AGAINST)
		vg_text_format(
		    s->against[s->n_against++], VG_TEXT_SIZE, "%s%s", what, verb);
}

static bool
stands(const struct vg_suggest_facts *facts, const char *kind)
{
	for (size_t i = 0; i < facts->n_standing_kinds; i++) {
		if (strcmp(facts->standing_kinds[i], kind) == 0)
			return true;
	}
	return false;
}

/* The power that is lost is a reason of our own: it is not told twice. */
static bool
is_told(const struct vg_kind *kind, const struct vg_suggest_facts *facts)
{
	return (facts->feed_lost || facts->site_power_lost) && kind &&
	    strcmp(kind->class, "site-power") == 0;
}

/* The pack's kinds that stand beside it, as many as leave room for our own reasons. */
static void
collect_kinds(const struct vg_packset *packs, const struct vg_suggest_facts *facts,
    struct vg_suggestion *s)
{
	for (size_t i = 0; i < s->rule->n_against; i++) {
		const struct vg_kind *kind = vg_packset_kind(packs, s->rule->against[i]);
		bool room = s->n_against < VG_SUGGEST_AGAINST - VG_SUGGEST_OWN;
		if (room && stands(facts, s->rule->against[i]) && !is_told(kind, facts))
			speak_against(s,
			    kind && kind->label[0] ? kind->label : s->rule->against[i],
			    " stands too");
	}
}

static void
collect_against(const struct vg_packset *packs, const struct vg_suggest_facts *facts,
    struct vg_suggestion *s)
{
	collect_kinds(packs, facts, s);
	if (facts->check_denies)
		speak_against(s, "the check is recorded as not confirming", "");
	if (facts->site_power_lost)
		speak_against(s, "the power of the site is lost", "");
	else if (facts->feed_lost)
		speak_against(s, "the power feed is lost", "");
	if (facts->planned_work)
		speak_against(s, "planned work covers the device", "");
	if (facts->software_class)
		speak_against(
		    s, "it may be software: the fault or the case is of that class", "");
	if (!facts->entitled)
		speak_against(s, "no contract is in force", " (P1)");
	if (facts->symptom)
		speak_against(s, "it is the symptom of another fault", "");
}

static void
decide(struct vg_suggestion *s, unsigned rung, enum vg_grade value, const char *reason)
{
	s->rung = rung;
	s->grade = value;
	vg_text_copy(s->reason, sizeof(s->reason), reason);
}

/* Whether 'at' lies within 'window_s' after 'since', if that is known. */
static bool
is_within(struct vg_wall at, struct vg_wall since, int64_t window_s)
{
	int64_t after_us = vg_instant_since(at, since);

	return vg_instant_is_set(since) && after_us >= 0 &&
	    after_us <= window_s * VG_SECOND_US;
}

static enum vg_return_kind
kind_of(const struct vg_suggest_facts *f)
{
	int64_t days =
	    f->repeat_window_days ? f->repeat_window_days : VG_SUGGEST_REPEAT_DAYS;

	if (f->doa_window_s && is_within(f->raised, f->received, f->doa_window_s))
		return VG_RETURN_DOA;
	return is_within(f->raised, f->replaced, days * 86400) ? VG_RETURN_REPEAT
							       : VG_RETURN_STANDARD;
}

/* 5: so often in so many hours. */
static void
say_often(const struct vg_suggest_facts *facts, uint32_t times, struct vg_suggestion *s)
{
	uint32_t within_s = facts->likely_within_s ? facts->likely_within_s : 86400;

	s->rung = 5;
	s->grade = VG_GRADE_LIKELY;
	if (times == VG_SUGGEST_TIMES)
		vg_text_format(s->reason, sizeof(s->reason),
		    "it came three times or more within %u hours",
		    (unsigned)(within_s / 3600));
	else
		vg_text_format(s->reason, sizeof(s->reason),
		    "it came %u times or more within %u hours", (unsigned)times,
		    (unsigned)(within_s / 3600));
}

/* Rungs 3 to 7: the rule speaks; how loudly? */
static void
judge_grade(
    const struct vg_suggest_facts *facts, int64_t stood_us, struct vg_suggestion *s)
{
	int64_t after_s =
	    facts->likely_after_s ? facts->likely_after_s : VG_SUGGEST_LIKELY_S;
	uint32_t times = facts->likely_times ? facts->likely_times : VG_SUGGEST_TIMES;

	/* 3 the named check confirms it */
	if (facts->check_confirms && !facts->check_denies) {
		decide(s, 3, VG_GRADE_READY, "the check is recorded as confirming");
		return;
	}
	/* 4 something speaks against it */
	if (s->n_against) {
		decide(s, 4, VG_GRADE_POSSIBLE,
		    "a part may be broken, but something speaks against it");
		return;
	}
	/* 5 it came again and again */
	if (facts->times_in_day >= times) {
		say_often(facts, times, s);
		return;
	}
	/* 6 it stands, and has stood for a quarter of an hour */
	if (facts->standing && stood_us >= after_s * VG_SECOND_US) {
		s->rung = 6;
		s->grade = VG_GRADE_LIKELY;
		vg_text_format(s->reason, sizeof(s->reason),
		    "it has stood for %u minutes and nothing speaks against it",
		    (unsigned)(after_s / 60));
		return;
	}
	/* 7 it may be */
	decide(s, 7, VG_GRADE_POSSIBLE, "a hardware fault; the check has not been done");
	if (facts->standing)
		s->likely_at = vg_instant_add(facts->raised, after_s * VG_SECOND_US);
}

void
vg_suggest_judge(const struct vg_packset *packs, const struct vg_suggest_facts *facts,
    struct vg_wall now, struct vg_suggestion *suggestion)
{
	struct vg_suggestion *s = suggestion;
	int64_t stood_us = vg_instant_since(now, facts->raised);

	memset(s, 0, sizeof(*s));
	/* 1 no rule, or one that says never */
	s->rule = vg_packset_return_rule(packs, facts->supplier, facts->kind);
	if (!s->rule || s->rule->advice == VG_RETURN_NEVER) {
		s->rule = NULL;
		decide(
		    s, 1, VG_GRADE_NONE, "this kind of fault is not cured by a return");
		return;
	}
	collect_against(packs, facts, s);
	/* 2 too fresh for this rule */
	if (stood_us < (int64_t)s->rule->suggest_after_s * VG_SECOND_US) {
		decide(s, 2, VG_GRADE_NONE, "the fault has not stood long enough");
		return;
	}
	s->kind = kind_of(facts);
	judge_grade(facts, stood_us, s);
}
