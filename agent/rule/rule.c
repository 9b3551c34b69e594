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

#include "agent/rule/measure.h"
#include "agent/rule/ruletest.h"
#include "agent/rule/rulewords.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

enum { WINDOW_MAX = 64, MAX_STATES = 20000 };

struct instance {
	const struct vg_rule *rule;
	const struct vg_kind *kind;
	char *key;  /* owned; the part of a row, "" of a scalar */
	char *part; /* owned */
	char *last; /* owned; the text "changed" compares with, or NULL */
	int64_t last_number;
	bool has_number;
	struct vg_measure_before before;
	uint64_t window;   /* newest poll in bit 0; 1: bad */
	uint32_t good_run; /* good polls in a row */
	bool settled;      /* enough polls seen to say good or bad */
	bool bad;
	bool touched; /* by the samples being judged */
	bool gone;    /* from its table of alarms */
	char text[VG_TEXT_SIZE];
};

struct vg_rulestate {
	const struct vg_packset *packs;
	const struct vg_family *family; /* NULL: not known */
	struct instance *instances;     /* owned */
	size_t n, capacity;
};

struct vg_rulestate *
vg_rule_new(const struct vg_packset *packs)
{
	struct vg_rulestate *state = vg_mem_zero(sizeof(*state));

	state->packs = packs;
	return state;
}

void
vg_rule_family(struct vg_rulestate *state, const struct vg_family *family)
{
	state->family = family;
}

static void
free_instance(struct instance *in)
{
	free(in->key);
	free(in->part);
	free(in->last);
}

void
vg_rule_free(struct vg_rulestate *state)
{
	if (!state)
		return;
	for (size_t i = 0; i < state->n; i++)
		free_instance(&state->instances[i]);
	free(state->instances);
	free(state);
}

size_t
vg_rule_count(const struct vg_rulestate *state)
{
	return state->n;
}

static struct instance *
find_instance(struct vg_rulestate *state, const struct vg_rule *rule, const char *key)
{
	for (size_t i = 0; i < state->n; i++) {
		if (state->instances[i].rule == rule &&
		    strcmp(state->instances[i].key, key) == 0)
			return &state->instances[i];
	}
	return NULL;
}

/* Finds or makes the instance; NULL when the device has too many (a table that grows). */
static struct instance *
need_instance(struct vg_rulestate *state, const struct vg_rule *rule, const char *key)
{
	struct instance *found = find_instance(state, rule, key);

	if (found || state->n >= MAX_STATES)
		return found;
	state->instances = vg_mem_grow(
	    state->instances, &state->capacity, state->n, sizeof(*state->instances));
	found = &state->instances[state->n++];
	found->rule = rule;
	found->kind = vg_packset_kind(state->packs, rule->kind);
	found->key = vg_mem_text(key);
	return found;
}

/* --- verdicts over time ------------------------------------------------------------------ */

static uint32_t
count_bad(const struct instance *in)
{
	uint32_t of = in->rule->bad_of;

	if (of == 0 || of > WINDOW_MAX)
		of = of == 0 ? 1 : WINDOW_MAX;
	uint64_t mask = of == WINDOW_MAX ? UINT64_MAX : (UINT64_C(1) << of) - 1;
	return (uint32_t)__builtin_popcountll(in->window & mask);
}

/* Moves the instance on by one verdict; says nothing by itself. */
static void
move_on(struct instance *in, enum vg_verdict verdict)
{
	uint32_t need_bad = in->rule->bad_n ? in->rule->bad_n : 1;
	uint32_t need_good = in->rule->good_n ? in->rule->good_n : 1;

	in->window = (in->window << 1) | (verdict == VG_VERDICT_BAD);
	in->good_run = verdict == VG_VERDICT_GOOD ? in->good_run + 1 : 0;
	if (verdict == VG_VERDICT_BAD && !in->bad && count_bad(in) >= need_bad) {
		in->settled = in->bad = true;
	} else if (in->good_run >= need_good) {
		/* Only a clear begins the count anew: good polls between bad ones are counted. */
		if (in->bad)
			in->window = 0;
		in->settled = true;
		in->bad = false;
	}
}

static void
keep_number(struct instance *in, const struct vg_value *value)
{
	int64_t number;

	if ((in->rule->test != VG_TEST_FELL && in->rule->test != VG_TEST_STOPPED) ||
	    !value || vg_value_as_int(value, &number) != 0)
		return;
	if (in->rule->test == VG_TEST_FELL || number > 0) {
		in->last_number = number;
		in->has_number = true;
	}
}

/* The first text seen is what later ones are compared with, until somebody accepts another. */
static void
keep_text(struct instance *in, const struct vg_value *value)
{
	char text[VG_TEXT_SIZE];

	if (in->rule->test != VG_TEST_CHANGED || in->last || !value)
		return;
	vg_ruletest_text(text, sizeof(text), value);
	if (text[0])
		in->last = vg_mem_text(text);
}

/* --- one row against one rule ------------------------------------------------------------ */

static void
rename_part(struct instance *in, const char *part)
{
	if (in->part && (in->bad || strcmp(in->part, part) == 0))
		return;
	free(in->part);
	in->part = vg_mem_text(part);
}

/* What the clocks say of a rule over sysUpTime.0; nothing of one over another uptime. */
static enum vg_restart
restart_of(const struct vg_rule *rule, const struct vg_sampleset *samples)
{
	static const struct vg_oid uptime = {
	    .arc = {1, 3, 6, 1, 2, 1, 1, 3, 0}, .n_arcs = 9};
	const struct vg_probe *probe = samples->probe;

	for (size_t i = 0; i < probe->n_scalars; i++) {
		if (strcmp(probe->scalars[i].name, rule->object) == 0 &&
		    vg_oid_compare(&probe->scalars[i].oid, &uptime) == 0)
			return samples->restart;
	}
	return VG_RESTART_UNKNOWN;
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

/* The verdict over one row; the measured number takes the value's place in 'found'. */
static enum vg_verdict
verdict_of(struct vg_rulestate *state, struct instance *in,
    const struct vg_sampleset *samples, const struct vg_samplerow *row,
    struct vg_rulewords *found)
{
	const struct vg_rule *rule = in->rule;
	const struct vg_value *value = vg_sampleset_value(samples, row, rule->object);
	const struct vg_ruletest_last last = {.known = in->has_number || in->last,
	    .number = in->last_number,
	    .text = in->last ? in->last : "",
	    .values = borders(state, rule),
	    .restart = restart_of(rule, samples)};
	struct vg_value measured = {0};
	int64_t number;

	if (rule->measure.as != VG_MEASURE_VALUE && value &&
	    !vg_value_is_missing(value)) {
		if (!vg_measure_take(
			&rule->measure, samples, row, value, &in->before, &number))
			return VG_VERDICT_NONE;
		vg_value_set_integer(&measured, number);
		vg_value_text(&measured, found->value, sizeof(found->value));
		value = &measured;
	}
	return vg_ruletest_applies(rule, samples, row)
	    ? vg_ruletest_judge(rule, value, &last)
	    : VG_VERDICT_GOOD;
}

static void
judge_row(struct vg_rulestate *state, const struct vg_rule *rule,
    const struct vg_sampleset *samples, const struct vg_samplerow *row)
{
	const struct vg_value *value = vg_sampleset_value(samples, row, rule->object);
	const struct vg_kind *kind = vg_packset_kind(state->packs, rule->kind);
	struct vg_rulewords found;

	vg_rulewords_find(&found, rule, kind, samples, row);
	const char *key = row == &samples->scalars ? "" : found.part;
	struct instance *in = find_instance(state, rule, key);
	bool missing = !value || vg_value_is_missing(value);
	/* Absence needs presence first, and what never was there makes no state. */
	if (!in && missing)
		return;
	in = in ? in : need_instance(state, rule, key);
	if (!in)
		return;
	enum vg_verdict verdict = verdict_of(state, in, samples, row, &found);
	if (verdict == VG_VERDICT_NONE)
		return;
	in->gone = false;
	rename_part(in, found.part);
	keep_number(in, value);
	keep_text(in, value);
	move_on(in, verdict);
	if (verdict == VG_VERDICT_BAD)
		vg_rulewords_text(
		    in->text, sizeof(in->text), rule, state->family, &found);
	in->touched = true;
}

/* Whether 'rule' speaks of rows with this index. */
static bool
has_index(const struct vg_rule *rule, const char *index)
{
	for (size_t i = 0; i < rule->n_indexes; i++) {
		const char *wanted = rule->indexes[i];
		size_t n = strlen(wanted);
		if (n && wanted[n - 1] == '.' ? strncmp(index, wanted, n) == 0
					      : strcmp(index, wanted) == 0)
			return true;
	}
	return rule->n_indexes == 0;
}

/*
 * Rows that were there and are not in a whole walk: bad for "absent", over in a table of alarms,
 * silence for the rest.
 */
static void
judge_absent(
    struct vg_rulestate *state, const struct vg_rule *rule, enum vg_verdict verdict)
{
	for (size_t i = 0; i < state->n; i++) {
		struct instance *in = &state->instances[i];
		struct vg_ruletest_words words = {
		    in->kind ? in->kind->label : rule->kind, "absent", in->key, in->key};
		if (in->rule != rule || in->touched || !in->key[0])
			continue;
		in->gone = verdict == VG_VERDICT_GOOD;
		move_on(in, verdict);
		if (verdict == VG_VERDICT_BAD)
			vg_ruletest_fill(in->text, sizeof(in->text), rule->text, &words);
		in->touched = true;
	}
}

static bool
is_scalar(const struct vg_probe *probe, const char *object)
{
	for (size_t i = 0; i < probe->n_scalars; i++) {
		if (strcmp(probe->scalars[i].name, object) == 0)
			return true;
	}
	return false;
}

static void
judge_rule(struct vg_rulestate *state, const struct vg_rule *rule,
    const struct vg_sampleset *samples)
{
	if (is_scalar(samples->probe, rule->object)) {
		judge_row(state, rule, samples, &samples->scalars);
		return;
	}
	for (size_t i = 0; i < samples->n_rows; i++) {
		if (has_index(rule, samples->rows[i].index))
			judge_row(state, rule, samples, &samples->rows[i]);
	}
	if (rule->test == VG_TEST_ABSENT && samples->whole)
		judge_absent(state, rule, VG_VERDICT_BAD);
	else if (samples->probe->alarm_table && samples->whole)
		judge_absent(state, rule, VG_VERDICT_GOOD);
}

/* --- telling ----------------------------------------------------------------------------- */

static enum vg_severity
severity_of(const struct instance *in)
{
	if (in->rule->severity != VG_SEVERITY_CLEARED || !in->kind)
		return in->rule->severity;
	return in->kind->severity;
}

/*
 * The worst of all instances that speak of the same kind and part.  Returns false while nothing
 * bad stands and one of them has not seen enough polls.
 */
static bool
fold(
    struct vg_rulestate *state, const struct instance *of, struct vg_condition *condition)
{
	bool open = false;

	assert(of->part); /* what was touched was named */
	memset(condition, 0, sizeof(*condition));
	condition->kind = of->kind;
	condition->rule = of->rule->name;
	vg_text_copy(condition->part, sizeof(condition->part), of->part);
	for (size_t i = 0; i < state->n; i++) {
		struct instance *in = &state->instances[i];
		if (in->kind != of->kind || !in->part || strcmp(in->part, of->part) != 0)
			continue;
		in->touched = false;
		open = open || !in->settled;
		if (in->bad &&
		    (!condition->bad || severity_of(in) > condition->severity)) {
			condition->bad = true;
			condition->severity = severity_of(in);
			condition->rule = in->rule->name;
			vg_text_copy(condition->text, sizeof(condition->text), in->text);
		}
	}
	return condition->bad || !open;
}

static void
tell(struct vg_rulestate *state, vg_rule_cb cb, void *cookie)
{
	struct vg_condition condition;

	for (size_t i = 0; i < state->n; i++) {
		if (state->instances[i].touched && state->instances[i].kind &&
		    fold(state, &state->instances[i], &condition))
			cb(&condition, cookie);
	}
}

/* Alarms that are over leave no state: their rows are never the same for long. */
static void
drop_gone(struct vg_rulestate *state)
{
	size_t kept = 0;

	for (size_t i = 0; i < state->n; i++) {
		struct instance *in = &state->instances[i];
		if (in->gone && in->settled && !in->bad)
			free_instance(in);
		else
			state->instances[kept++] = *in;
	}
	state->n = kept;
}

void
vg_rule_apply(struct vg_rulestate *state, const struct vg_sampleset *samples,
    vg_rule_cb cb, void *cookie)
{
	for (size_t p = 0; p < vg_packset_count(state->packs); p++) {
		const struct vg_pack *pack = vg_packset_at(state->packs, p);
		for (size_t r = 0; r < pack->n_rules; r++) {
			if (strcmp(pack->rules[r].probe, samples->probe->name) == 0)
				judge_rule(state, &pack->rules[r], samples);
		}
	}
	tell(state, cb, cookie);
	drop_gone(state);
}

/* --- what a notification says ------------------------------------------------------------ */

static bool
is_of(const struct instance *in, const char *kind, const char *part)
{
	return in->kind && in->part && strcmp(in->kind->name, kind) == 0 &&
	    strcmp(in->part, part) == 0;
}

enum vg_says
vg_rule_says(struct vg_rulestate *state, const char *kind, const char *part,
    struct vg_condition *condition)
{
	enum vg_says says = VG_SAYS_NOTHING;

	for (size_t i = 0; i < state->n; i++) {
		const struct instance *in = &state->instances[i];
		if (!is_of(in, kind, part))
			continue;
		if (in->window & 1) {
			if (says == VG_SAYS_BAD && severity_of(in) <= condition->severity)
				continue;
			says = VG_SAYS_BAD;
			condition->severity = severity_of(in);
			vg_text_copy(condition->text, sizeof(condition->text), in->text);
		} else if (in->good_run && says == VG_SAYS_NOTHING) {
			says = VG_SAYS_GOOD;
		}
	}
	return says;
}

void
vg_rule_believe(struct vg_rulestate *state, const char *kind, const char *part)
{
	for (size_t i = 0; i < state->n; i++) {
		struct instance *in = &state->instances[i];
		if (!is_of(in, kind, part))
			continue;
		in->bad = in->settled = in->window & 1;
		in->good_run = 0;
	}
}

/* --- what is kept over a restart --------------------------------------------------------- */

static const struct vg_rule *
find_rule(const struct vg_packset *packs, const char *name)
{
	for (size_t p = 0; p < vg_packset_count(packs); p++) {
		const struct vg_pack *pack = vg_packset_at(packs, p);
		for (size_t r = 0; r < pack->n_rules; r++) {
			if (strcmp(pack->rules[r].name, name) == 0)
				return &pack->rules[r];
		}
	}
	return NULL;
}

void
vg_rule_set_last(
    struct vg_rulestate *state, const char *rule, const char *key, const char *last)
{
	const struct vg_rule *found = find_rule(state->packs, rule);

	if (!found || found->test != VG_TEST_CHANGED)
		return;
	struct instance *in = need_instance(state, found, key);
	if (!in)
		return;
	free(in->last);
	in->last = vg_mem_text(last);
}

void
vg_rule_each_last(const struct vg_rulestate *state, vg_rule_last_cb cb, void *cookie)
{
	for (size_t i = 0; i < state->n; i++) {
		const struct instance *in = &state->instances[i];
		if (in->last)
			cb(in->rule->name, in->key, in->last, cookie);
	}
}

void
vg_rule_accept(struct vg_rulestate *state)
{
	for (size_t i = 0; i < state->n; i++) {
		struct instance *in = &state->instances[i];
		if (in->rule->test == VG_TEST_CHANGED) {
			free(in->last);
			in->last = NULL;
		}
	}
}
