/*
 * The ladder of the suggestion.
 */
#include "collector/rma/suggest.h"

#include <string.h>

#include "lib/base/text.h"

static const char *const grades[] = {"none", "possible", "likely", "ready"};

const char *
vg_suggest_grade_text(enum vg_grade grade)
{
	return grades[grade];
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

static void
collect_against(const struct vg_packset *packs, const struct vg_suggest_facts *facts,
    struct vg_suggestion *s)
{
	for (size_t i = 0; i < s->rule->n_against; i++) {
		const struct vg_kind *kind = vg_packset_kind(packs, s->rule->against[i]);
		if (stands(facts, s->rule->against[i]))
			speak_against(s,
			    kind && kind->label[0] ? kind->label : s->rule->against[i],
			    " stands too");
	}
	if (facts->planned_work)
		speak_against(s, "planned work covers the device", "");
	if (!facts->entitled)
		speak_against(s, "no contract is in force", " (P1)");
	if (facts->symptom)
		speak_against(s, "it is the symptom of another fault", "");
}

static void
grade(struct vg_suggestion *s, enum vg_grade value, const char *reason)
{
	s->grade = value;
	vg_text_copy(s->reason, sizeof(s->reason), reason);
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
		grade(s, VG_GRADE_NONE, "this kind of fault is not cured by a return");
		return;
	}
	collect_against(packs, facts, s);
	/* 2 too fresh for this rule */
	if (stood_us < (int64_t)s->rule->suggest_after_s * VG_SECOND_US) {
		grade(s, VG_GRADE_NONE, "the fault has not stood long enough");
		return;
	}
	/* 3 the named check confirms it */
	if (facts->check_confirms) {
		grade(s, VG_GRADE_READY, "the check is recorded as confirming");
		return;
	}
	/* 4 something speaks against it, or it went away by itself */
	if (s->n_against) {
		grade(s, VG_GRADE_POSSIBLE,
		    "a part may be broken, but something speaks against it");
		return;
	}
	/* 5 it came again and again */
	if (facts->times_in_day >= VG_SUGGEST_TIMES) {
		grade(s, VG_GRADE_LIKELY, "it came three times or more within 24 hours");
		return;
	}
	/* 6 it stands, and has stood for a quarter of an hour */
	if (facts->standing && stood_us >= VG_SUGGEST_LIKELY_S * VG_SECOND_US) {
		grade(s, VG_GRADE_LIKELY,
		    "it has stood for 15 minutes and nothing speaks against it");
		return;
	}
	/* 7 it may be */
	grade(s, VG_GRADE_POSSIBLE, "a hardware fault; the check has not been done");
	if (facts->standing)
		s->likely_at =
		    vg_instant_add(facts->raised, VG_SUGGEST_LIKELY_S * VG_SECOND_US);
}
