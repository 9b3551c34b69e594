/*
 * States per (rule, instance).
 *
 * An instance of a table is known by its part ("port/L1"), because indexes move; a scalar has
 * one instance.  The part of a condition that stands is not renamed under it: a text that names
 * the process may have moved on by the time the process is good again.
 */
#include "agent/rule/rule.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "agent/rule/instance.h"
#include "agent/rule/ruletest.h"
#include "agent/rule/rulewords.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

enum { WINDOW_MAX = 64 };

struct vg_rulestate {
	const struct vg_packset *packs;
	const struct vg_family *family; /* NULL: not known */
	struct vg_names *own;           /* owned; NULL: the names are another's */
	struct vg_instances instances;
	uint64_t n_restarts; /* by whichever probe saw the clock begin anew first */
	bool hushed;         /* what was told good and stays so is not told again */
};

struct vg_rulestate *
vg_rule_new(const struct vg_packset *packs, struct vg_names *names)
{
	struct vg_rulestate *state = vg_mem_zero(sizeof(*state));

	state->packs = packs;
	state->own = names ? NULL : vg_names_new();
	vg_instances_init(&state->instances, names ? names : state->own);
	return state;
}

void
vg_rule_family(struct vg_rulestate *state, const struct vg_family *family)
{
	state->family = family;
}

void
vg_rule_hush(struct vg_rulestate *state, bool hushed)
{
	state->hushed = hushed;
}

void
vg_rule_free(struct vg_rulestate *state)
{
	if (!state)
		return;
	vg_instances_fini(&state->instances);
	vg_names_free(state->own);
	free(state);
}

size_t
vg_rule_count(const struct vg_rulestate *state)
{
	return state->instances.n;
}

/* --- verdicts over time ------------------------------------------------------------------ */

static uint32_t
count_bad(const struct vg_instance *in)
{
	uint32_t of = in->of->rule->bad_of;

	if (of == 0 || of > WINDOW_MAX)
		of = of == 0 ? 1 : WINDOW_MAX;
	uint64_t mask = of == WINDOW_MAX ? UINT64_MAX : (UINT64_C(1) << of) - 1;
	return (uint32_t)__builtin_popcountll(vg_instances_window(in) & mask);
}

/* Moves the instance on by one verdict; says nothing by itself. */
static void
move_on(struct vg_instance *in, enum vg_verdict verdict)
{
	uint32_t need_bad = in->of->rule->bad_n ? in->of->rule->bad_n : 1;
	uint32_t need_good = in->of->rule->good_n ? in->of->rule->good_n : 1;

	if (verdict == VG_VERDICT_BAD)
		vg_instances_more(in);
	if (in->more)
		in->more->window = (in->more->window << 1) | (verdict == VG_VERDICT_BAD);
	if (verdict != VG_VERDICT_GOOD)
		in->good_run = 0;
	else if (in->good_run < UINT16_MAX)
		in->good_run++;
	if (verdict == VG_VERDICT_BAD && !in->bad && count_bad(in) >= need_bad) {
		in->settled = in->bad = true;
	} else if (in->good_run >= need_good || in->good_run == UINT16_MAX) {
		/* Only a clear begins the count anew: good polls between bad ones are counted. */
		if (in->bad)
			in->more->window = 0;
		in->settled = true;
		in->bad = false;
	}
}

static void
keep_number(struct vg_instance *in, const struct vg_value *value)
{
	enum vg_test test = in->of->rule->test;
	int64_t number;

	if ((test != VG_TEST_FELL && test != VG_TEST_STOPPED) || !value ||
	    vg_value_as_int(value, &number) != 0)
		return;
	if (test == VG_TEST_FELL || number > 0) {
		struct vg_instance_more *more = vg_instances_more(in);
		more->last_number = number;
		more->has_number = true;
	}
}

/* The first text seen is what later ones are compared with, until somebody accepts another. */
static void
keep_text(struct vg_instance *in, const struct vg_value *value)
{
	char text[VG_TEXT_SIZE];

	if (in->of->rule->test != VG_TEST_CHANGED || !value ||
	    (in->more && in->more->last))
		return;
	vg_ruletest_text(text, sizeof(text), value);
	if (text[0])
		vg_instances_more(in)->last = vg_mem_text(text);
}

static void
keep_words(struct vg_instance *in, const char *text)
{
	struct vg_instance_more *more = vg_instances_more(in);

	if (more->text && strcmp(more->text, text) == 0)
		return;
	free(more->text);
	more->text = vg_mem_text(text);
}

/* --- one row against one rule ------------------------------------------------------------ */

/* What a rule looks at; all borrowed. */
struct view {
	struct vg_rulestate *state;
	const struct vg_packrule *of;
	const struct vg_sampleset *samples;
	const struct vg_samplerow *row;
	const struct vg_value *value; /* NULL: the probe has no such object */
};

void
vg_rule_restarted(struct vg_rulestate *state)
{
	state->n_restarts++;
	vg_instances_drop_named(&state->instances, true);
}

/* Whether the device began anew since the sample before, by whichever probe. */
static bool
is_anew(const struct vg_rulestate *state, struct vg_instance *in)
{
	struct vg_instance_more *more = vg_instances_more(in);
	uint64_t known = more->restarts;

	more->restarts = state->n_restarts;
	return more->has_number && known != state->n_restarts;
}

/* The borders of the device's family, NULL: the rule's own. */
static const int64_t *
borders(const struct vg_rulestate *state, const struct vg_rule *rule)
{
	for (size_t i = 0; state->family && i < state->family->n_limits; i++) {
		if (strcmp(state->family->limits[i].rule, rule->name) == 0)
			return state->family->limits[i].values;
	}
	return NULL;
}

static bool
applies(const struct view *v)
{
	const struct vg_rule *rule = v->of->rule;
	bool guarded = rule->guard.object[0] || rule->also.object[0];

	return (!guarded || vg_ruletest_applies(rule, v->samples, v->row)) &&
	    !(rule->otherwise &&
		vg_ruletest_is_taken(vg_packset_rules(v->state->packs, v->samples->probe),
		    v->samples, v->row));
}

/*
 * The verdict over one row.  A number that was measured is put into 'measured', which takes the
 * value's place.
 */
static enum vg_verdict
verdict_of(const struct view *v, struct vg_instance *in, struct vg_value *measured)
{
	static const struct vg_instance_more nothing = {0};
	const struct vg_rule *rule = v->of->rule;
	bool there = v->value && !vg_value_is_missing(v->value);
	bool fell = there && rule->test == VG_TEST_FELL;
	const struct vg_instance_more *more = in->more ? in->more : &nothing;
	const struct vg_ruletest_last last = {.known = more->has_number || more->last,
	    .number = more->last_number,
	    .text = more->last ? more->last : "",
	    .values = borders(v->state, rule),
	    .restart = fell ? vg_ruletest_restart(rule, v->samples, is_anew(v->state, in))
			    : VG_RESTART_UNKNOWN};
	const struct vg_value *value = v->value;
	int64_t number;

	if (rule->measure.as != VG_MEASURE_VALUE && there) {
		if (!vg_measure_take(&rule->measure, v->samples, v->row, value,
			&vg_instances_more(in)->before, &number))
			return VG_VERDICT_NONE;
		vg_value_set_integer(measured, number);
		value = measured;
	}
	return applies(v) ? vg_ruletest_judge(rule, value, &last) : VG_VERDICT_GOOD;
}

/*
 * The instance of the row, by its words when nothing else tells it; NULL: none, and none is made,
 * because absence needs presence first.
 */
static struct vg_instance *
instance_of(const struct view *v, uint64_t seen, struct vg_rulewords *found, bool *worded)
{
	struct vg_instances *all = &v->state->instances;
	struct vg_instance *in = seen ? vg_instances_next(all, v->of->rule, seen) : NULL;
	/* What is no alarm of this rule makes no state. */
	bool missing = !v->value || vg_value_is_missing(v->value) ||
	    (v->samples->probe->alarm_table && !applies(v));

	*worded = !in;
	if (in)
		return in;
	vg_rulewords_find(found, v->of->rule, v->of->kind, v->samples, v->row);
	bool only = v->row == &v->samples->scalars && !v->of->rule->per_name;
	const char *part = only ? NULL : found->part;
	return missing ? vg_instances_find(all, v->of->rule, part)
		       : vg_instances_need(all, v->of, part);
}

/* A condition that stands is not renamed under it; it is looked for by its words until it ends. */
static void
name_part(const struct view *v, struct vg_instance *in, const char *part, uint64_t seen)
{
	if (!in->part || (!in->bad && strcmp(in->part, part) != 0))
		vg_instances_name(&v->state->instances, in, part);
	in->seen = strcmp(in->part, part) == 0 ? seen : 0;
}

/* What stands beside the text of a bad row. */
static void
keep_more(const struct view *v, struct vg_instance *in, bool was_bad,
    const struct vg_rulewords *found)
{
	const struct vg_rule *rule = v->of->rule;
	char qualifier[VG_QUALIFIER_SIZE];

	if (rule->severity_object[0])
		vg_instances_more(in)->severity =
		    vg_ruletest_severity(rule, v->samples, v->row);
	in->more->alone = vg_ruletest_alone(rule, v->of->kind, v->samples, v->row);
	/* As the part, it is not renamed under a condition that stands. */
	if (!rule->qualifier[0] || was_bad)
		return;
	vg_ruletest_qualifier(qualifier, rule->qualifier, &found->words);
	struct vg_instance_more *more = vg_instances_more(in);
	free(more->qualifier);
	more->qualifier = vg_mem_text(qualifier);
}

static void
judge_row(struct vg_rulestate *state, const struct vg_packrule *of,
    const struct vg_sampleset *samples, const struct vg_samplerow *row)
{
	const struct view v = {state, of, samples, row,
	    of->object != SIZE_MAX && row->values ? &row->values[of->object] : NULL};
	uint64_t seen = vg_rulewords_seen(of, samples, row);
	struct vg_value measured = {0};
	struct vg_rulewords found;
	char text[VG_TEXT_SIZE];
	bool worded;

	if (of->rule->per_name &&
	    !vg_rulewords_speak(
		of->rule, v.value, borders(state, of->rule), samples, row))
		return;
	struct vg_instance *in = instance_of(&v, seen, &found, &worded);
	if (!in)
		return;
	enum vg_verdict verdict = verdict_of(&v, in, &measured);
	if (verdict == VG_VERDICT_NONE)
		return;
	in->gone = false;
	in->here = true;
	if (worded)
		name_part(&v, in, found.part, seen);
	keep_number(in, v.value);
	keep_text(in, v.value);
	bool was_bad = in->bad;
	move_on(in, verdict);
	in->touched = true;
	if (verdict != VG_VERDICT_BAD)
		return;
	if (!worded)
		vg_rulewords_find(&found, of->rule, of->kind, samples, row);
	if (measured.type != VG_VALUE_NONE)
		vg_value_text(&measured, found.value, sizeof(found.value));
	vg_rulewords_text(text, sizeof(text), of->rule, state->family, &found);
	keep_words(in, text);
	keep_more(&v, in, was_bad, &found);
}

/*
 * Rows that were there and are not in a whole walk: bad for "absent", over in a table of alarms,
 * silence for the rest.
 */
static void
judge_absent(
    struct vg_rulestate *state, const struct vg_packrule *of, enum vg_verdict verdict)
{
	char text[VG_TEXT_SIZE];

	for (size_t i = 0; i < state->instances.n; i++) {
		struct vg_instance *in = &state->instances.at[i];
		if (in->of->rule != of->rule || in->touched || !in->part)
			continue;
		struct vg_ruletest_words words = {
		    of->kind ? of->kind->label : of->rule->kind, "absent", in->part,
		    in->part, NULL, NULL};
		in->gone = verdict == VG_VERDICT_GOOD;
		move_on(in, verdict);
		in->touched = true;
		if (verdict != VG_VERDICT_BAD)
			continue;
		vg_ruletest_fill(text, sizeof(text), of->rule->text, &words);
		keep_words(in, text);
	}
}

static void
judge_rule(struct vg_rulestate *state, const struct vg_packrule *of,
    const struct vg_sampleset *samples)
{
	if (of->rule->per_name)
		vg_instances_turn(&state->instances, of->rule);
	if (of->scalar) {
		judge_row(state, of, samples, &samples->scalars);
		return;
	}
	for (size_t i = 0; i < samples->n_rows; i++) {
		if (vg_ruletest_has_index(of->rule, samples->rows[i].index))
			judge_row(state, of, samples, &samples->rows[i]);
	}
	if (of->rule->test == VG_TEST_ABSENT && samples->whole)
		judge_absent(state, of, VG_VERDICT_BAD);
	else if (samples->probe->alarm_table && samples->whole)
		judge_absent(state, of, VG_VERDICT_GOOD);
}

/* --- telling ----------------------------------------------------------------------------- */

static enum vg_severity
severity_of(const struct vg_instance *in)
{
	if (in->more && in->more->severity != VG_SEVERITY_CLEARED)
		return in->more->severity;
	if (in->of->rule->severity != VG_SEVERITY_CLEARED || !in->of->kind)
		return in->of->rule->severity;
	return in->of->kind->severity;
}

static const char *
qualifier_of(const struct vg_instance *in)
{
	return in->more && in->more->qualifier ? in->more->qualifier : "";
}

static const char *
text_of(const struct vg_instance *in)
{
	return in->more && in->more->text ? in->more->text : "";
}

/*
 * The worst of all instances that speak of the same fault.  Returns false while nothing
 * bad stands and one of them has not seen enough polls.
 */
static bool
fold(struct vg_rulestate *state, const struct vg_instance *of,
    struct vg_condition *condition)
{
	bool open = false;

	assert(of->part); /* what was touched was named */
	memset(condition, 0, sizeof(*condition));
	condition->kind = of->of->kind;
	condition->rule = of->of->rule->name;
	condition->qualifier = qualifier_of(of);
	vg_text_copy(condition->part, sizeof(condition->part), of->part);
	for (size_t i = 0; i < state->instances.n; i++) {
		struct vg_instance *in = &state->instances.at[i];
		/* One pool: the same part is the same pointer. */
		if (in->of->kind != condition->kind || in->part != of->part ||
		    strcmp(qualifier_of(in), condition->qualifier) != 0)
			continue;
		in->touched = false;
		open = open || !in->settled;
		if (in->bad &&
		    (!condition->bad || severity_of(in) > condition->severity)) {
			condition->bad = true;
			condition->severity = severity_of(in);
			condition->rule = in->of->rule->name;
			condition->alone = in->more && in->more->alone;
			vg_text_copy(
			    condition->text, sizeof(condition->text), text_of(in));
		}
	}
	return condition->bad || !open;
}

/* All that speak of the same kind and part were told with one condition. */
static void
note_told(struct vg_rulestate *state, const struct vg_instance *of, bool good)
{
	for (size_t i = 0; i < state->instances.n; i++) {
		struct vg_instance *in = &state->instances.at[i];
		if (in->of->kind == of->of->kind && in->part == of->part)
			in->told = good;
	}
}

/* Whether all that the device has is good, settled and told: what is touched is no news. */
static bool
is_quiet(const struct vg_rulestate *state)
{
	for (size_t i = 0; i < state->instances.n; i++) {
		const struct vg_instance *in = &state->instances.at[i];
		if (in->bad || (in->touched && (!in->settled || !in->told || in->gone)))
			return false;
	}
	return true;
}

static void
tell(struct vg_rulestate *state, vg_rule_cb cb, void *cookie)
{
	bool quiet = state->hushed && is_quiet(state);
	struct vg_condition condition;

	for (size_t i = 0; i < state->instances.n; i++) {
		struct vg_instance *in = &state->instances.at[i];
		if (quiet || !in->of->kind)
			in->touched = false;
		if (!in->touched || !fold(state, in, &condition))
			continue;
		note_told(state, in, !condition.bad);
		cb(&condition, cookie);
	}
}

void
vg_rule_apply(struct vg_rulestate *state, const struct vg_sampleset *samples,
    vg_rule_cb cb, void *cookie)
{
	const struct vg_packrules *rules = vg_packset_rules(state->packs, samples->probe);

	state->n_restarts += samples->restart == VG_RESTART_YES;
	for (size_t i = 0; i < rules->n_rules; i++)
		judge_rule(state, &rules->rules[i], samples);
	tell(state, cb, cookie);
	vg_instances_drop_named(&state->instances, false);
	if (samples->probe->alarm_table)
		vg_instances_drop_gone(&state->instances);
}

/* --- what a notification says ------------------------------------------------------------ */

static bool
is_of(const struct vg_instance *in, const char *kind, const char *part)
{
	return in->of->kind && in->part && strcmp(in->of->kind->name, kind) == 0 &&
	    strcmp(in->part, part) == 0;
}

enum vg_says
vg_rule_says(struct vg_rulestate *state, const char *kind, const char *part,
    struct vg_condition *condition)
{
	enum vg_says says = VG_SAYS_NOTHING;

	for (size_t i = 0; i < state->instances.n; i++) {
		const struct vg_instance *in = &state->instances.at[i];
		/* Another event has taken the place of what a sample said of this name. */
		if (!is_of(in, kind, part) || (in->of->rule->per_name && !in->here))
			continue;
		if (vg_instances_window(in) & 1) {
			if (says == VG_SAYS_BAD && severity_of(in) <= condition->severity)
				continue;
			says = VG_SAYS_BAD;
			condition->severity = severity_of(in);
			vg_text_copy(
			    condition->text, sizeof(condition->text), text_of(in));
		} else if (in->good_run && says == VG_SAYS_NOTHING) {
			says = VG_SAYS_GOOD;
		}
	}
	return says;
}

void
vg_rule_believe(struct vg_rulestate *state, const char *kind, const char *part)
{
	for (size_t i = 0; i < state->instances.n; i++) {
		struct vg_instance *in = &state->instances.at[i];
		if (!is_of(in, kind, part))
			continue;
		in->bad = in->settled = vg_instances_window(in) & 1;
		in->good_run = 0;
		in->told = false;
	}
}

/* --- what is kept over a restart --------------------------------------------------------- */

static const struct vg_packrule *
find_rule(const struct vg_packset *packs, const char *name)
{
	for (size_t p = 0; p < vg_packset_count(packs); p++) {
		const struct vg_pack *pack = vg_packset_at(packs, p);
		for (size_t r = 0; r < pack->n_rules; r++) {
			if (strcmp(pack->rules[r].name, name) != 0)
				continue;
			const struct vg_probe *probe =
			    vg_packset_probe(packs, pack->rules[r].probe);
			const struct vg_packrules *of =
			    probe ? vg_packset_rules(packs, probe) : NULL;
			for (size_t i = 0; of && i < of->n_rules; i++) {
				if (of->rules[i].rule == &pack->rules[r])
					return &of->rules[i];
			}
		}
	}
	return NULL;
}

void
vg_rule_set_last(
    struct vg_rulestate *state, const char *rule, const char *key, const char *last)
{
	const struct vg_packrule *found = find_rule(state->packs, rule);

	if (!found || found->rule->test != VG_TEST_CHANGED)
		return;
	struct vg_instance *in =
	    vg_instances_need(&state->instances, found, key[0] ? key : NULL);
	if (!in)
		return;
	struct vg_instance_more *more = vg_instances_more(in);
	free(more->last);
	more->last = vg_mem_text(last);
}

void
vg_rule_each_last(const struct vg_rulestate *state, vg_rule_last_cb cb, void *cookie)
{
	for (size_t i = 0; i < state->instances.n; i++) {
		const struct vg_instance *in = &state->instances.at[i];
		if (in->more && in->more->last)
			cb(in->of->rule->name, in->of->scalar ? "" : in->part,
			    in->more->last, cookie);
	}
}

void
vg_rule_accept(struct vg_rulestate *state)
{
	for (size_t i = 0; i < state->instances.n; i++) {
		struct vg_instance *in = &state->instances.at[i];
		if (in->of->rule->test != VG_TEST_CHANGED || !in->more)
			continue;
		free(in->more->last);
		in->more->last = NULL;
	}
}
