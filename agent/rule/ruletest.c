/*
 * Tests of single samples, and the words of a rule's text.
 */
#include "agent/rule/ruletest.h"

#include <ctype.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/text.h"

static const int64_t wrap_at = INT64_C(4294967296); /* TimeTicks, 497.1 days */

static bool
one_of(int64_t number, const int64_t *values, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (values[i] == number)
			return true;
	}
	return false;
}

static enum vg_verdict
judge_equality(const struct vg_rule *rule, int64_t number)
{
	bool bad = one_of(number, rule->values, rule->n_values);

	if (rule->test == VG_TEST_NOT_EQUALS)
		bad = !bad;
	if (bad)
		return VG_VERDICT_BAD;
	if (rule->n_good == 0 || one_of(number, rule->good, rule->n_good))
		return VG_VERDICT_GOOD;
	return VG_VERDICT_BETWEEN;
}

/* The second value is the good side of the hysteresis; without one there is none. */
static enum vg_verdict
judge_threshold(const struct vg_rule *rule, const struct vg_ruletest_last *last,
    int64_t number, int sign)
{
	const int64_t *values = last->values ? last->values : rule->values;
	int64_t bad = values[0];
	int64_t good = rule->n_values > 1 ? values[1] : bad;

	if (rule->n_values == 0)
		return VG_VERDICT_NONE;
	if (sign > 0 ? number > bad : number < bad)
		return VG_VERDICT_BAD;
	if (rule->n_values == 1 || (sign > 0 ? number < good : number > good))
		return VG_VERDICT_GOOD;
	return VG_VERDICT_BETWEEN;
}

/*
 * A counter of uptime that fell tells of a restart, unless it was about to wrap; the device's
 * clocks know better when they were asked.
 */
static enum vg_verdict
judge_fell(
    const struct vg_rule *rule, int64_t number, const struct vg_ruletest_last *last)
{
	int64_t good = rule->n_values > 0 ? rule->values[0] : 0;
	int64_t wrap = rule->n_values > 1 ? rule->values[1] : 0;

	bool fell = last->known && number < last->number && last->number < wrap_at - wrap;

	if (last->restart != VG_RESTART_UNKNOWN)
		fell = last->restart == VG_RESTART_YES;
	if (fell)
		return VG_VERDICT_BAD;
	return number >= good ? VG_VERDICT_GOOD : VG_VERDICT_BETWEEN;
}

/* Opaque printable text: trimmed, compared without regard to case (docs: serial numbers). */
static enum vg_verdict
judge_changed(const struct vg_value *value, const struct vg_ruletest_last *last)
{
	char text[VG_TEXT_SIZE];

	vg_ruletest_text(text, sizeof(text), value);
	/* A device that starts has no serial yet; that is no other serial. */
	if (!text[0])
		return VG_VERDICT_NONE;
	if (!last->known || strcasecmp(text, last->text) == 0)
		return VG_VERDICT_GOOD;
	return VG_VERDICT_BAD;
}

/* Whatever has never turned cannot stop. */
static enum vg_verdict
judge_stopped(int64_t number, const struct vg_ruletest_last *last)
{
	if (number > 0)
		return VG_VERDICT_GOOD;
	return last->known ? VG_VERDICT_BAD : VG_VERDICT_NONE;
}

static enum vg_verdict
judge_contains(const struct vg_rule *rule, const struct vg_value *value)
{
	char text[VG_TEXT_SIZE];

	vg_ruletest_text(text, sizeof(text), value);
	for (size_t i = 0; i < rule->n_contains; i++) {
		if (strcasestr(text, rule->contains[i]))
			return VG_VERDICT_BAD;
	}
	return VG_VERDICT_GOOD;
}

enum vg_verdict
vg_ruletest_judge(const struct vg_rule *rule, const struct vg_value *value,
    const struct vg_ruletest_last *last)
{
	bool missing = !value || vg_value_is_missing(value);
	int64_t number = 0;

	if (rule->test == VG_TEST_ABSENT)
		return missing ? VG_VERDICT_BAD : VG_VERDICT_GOOD;
	if (missing)
		return VG_VERDICT_NONE;
	if (rule->test == VG_TEST_CHANGED)
		return judge_changed(value, last);
	if (rule->test == VG_TEST_CONTAINS)
		return judge_contains(rule, value);
	if (vg_value_as_int(value, &number) != VG_OK)
		return VG_VERDICT_NONE;
	switch (rule->test) {
	case VG_TEST_EQUALS:
	case VG_TEST_NOT_EQUALS:
		return judge_equality(rule, number);
	case VG_TEST_ABOVE:
		return judge_threshold(rule, last, number, 1);
	case VG_TEST_BELOW:
		return judge_threshold(rule, last, number, -1);
	case VG_TEST_FELL:
		return judge_fell(rule, number, last);
	case VG_TEST_STOPPED:
		return judge_stopped(number, last);
	case VG_TEST_CHANGED:
	case VG_TEST_ABSENT:
	case VG_TEST_CONTAINS:
		break;
	}
	return VG_VERDICT_NONE;
}

/* Of an object identifier its last number: hrStorageFixedDisk is 4. */
static bool
guard_number(const struct vg_sampleset *samples, const struct vg_samplerow *row,
    const char *object, int64_t *number)
{
	const struct vg_value *value = vg_sampleset_value(samples, row, object);

	if (!value || vg_value_is_missing(value))
		return false;
	if (value->type == VG_VALUE_OID && value->oid && value->oid->n_arcs) {
		*number = value->oid->arc[value->oid->n_arcs - 1];
		return true;
	}
	return vg_value_as_int(value, number) == VG_OK;
}

static bool
one_of_texts(const struct vg_value *value, const struct vg_guard *guard)
{
	char text[VG_TEXT_SIZE] = "";

	if (value)
		vg_ruletest_text(text, sizeof(text), value);
	for (size_t i = 0; i < guard->n_texts; i++) {
		if (strcmp(guard->texts[i], text) == 0)
			return true;
	}
	return false;
}

static bool
guard_holds(const struct vg_guard *guard, const struct vg_sampleset *samples,
    const struct vg_samplerow *row)
{
	int64_t number = 0, other = 0;

	if (!guard->object[0])
		return true;
	if (guard->n_texts)
		return one_of_texts(vg_sampleset_value(samples, row, guard->object),
			   guard) != guard->negate;
	if (!guard_number(samples, row, guard->object, &number))
		return guard->negate;
	if (guard->less_than[0] && !guard_number(samples, row, guard->less_than, &other))
		return guard->negate;
	bool holds =
	    (guard->n_values == 0 || one_of(number, guard->values, guard->n_values)) &&
	    (!guard->has_above || number > guard->above) &&
	    (!guard->has_below || number < guard->below) &&
	    (!guard->less_than[0] || number < other);
	return holds != guard->negate;
}

bool
vg_ruletest_applies(const struct vg_rule *rule, const struct vg_sampleset *samples,
    const struct vg_samplerow *row)
{
	return guard_holds(&rule->guard, samples, row) &&
	    guard_holds(&rule->also, samples, row);
}

bool
vg_ruletest_alone(const struct vg_rule *rule, const struct vg_kind *kind,
    const struct vg_sampleset *samples, const struct vg_samplerow *row)
{
	/* Without an object that tells of it there is nothing that would take others along. */
	if (!rule->alone.object[0])
		return kind && kind->spreads;
	return guard_holds(&rule->alone, samples, row);
}

bool
vg_ruletest_is_taken(const struct vg_packrules *rules, const struct vg_sampleset *samples,
    const struct vg_samplerow *row)
{
	for (size_t i = 0; i < rules->n_rules; i++) {
		const struct vg_rule *rule = rules->rules[i].rule;
		if (rule->guard.n_texts && vg_ruletest_applies(rule, samples, row))
			return true;
	}
	return false;
}

bool
vg_ruletest_has_index(const struct vg_rule *rule, const char *index)
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

enum vg_restart
vg_ruletest_restart(
    const struct vg_rule *rule, const struct vg_sampleset *samples, bool anew)
{
	static const struct vg_oid uptime = {
	    .arc = {1, 3, 6, 1, 2, 1, 1, 3, 0}, .n_arcs = 9};
	const struct vg_probe *probe = samples->probe;

	for (size_t i = 0; i < probe->n_scalars; i++) {
		if (strcmp(probe->scalars[i].name, rule->object) == 0 &&
		    vg_oid_compare(&probe->scalars[i].oid, &uptime) == 0)
			return anew ? VG_RESTART_YES : samples->restart;
	}
	return VG_RESTART_UNKNOWN;
}

void
vg_ruletest_text(char *target, size_t size, const struct vg_value *value)
{
	char text[VG_TEXT_SIZE] = "";
	size_t from = 0, to;

	if (!vg_value_is_missing(value))
		vg_value_text(value, text, sizeof(text));
	while (isspace((unsigned char)text[from]))
		from++;
	for (to = strlen(text); to > from && isspace((unsigned char)text[to - 1]); to--)
		;
	text[to] = '\0';
	vg_text_copy(target, size, text + from);
}

/* A word of a template, and how much of it counts. */
struct word {
	const char *text;
	size_t length;
};

static struct word
whole(const char *text)
{
	return (struct word){text ? text : "", text ? strlen(text) : 0};
}

/* Number 'nth' of a dotted index. */
static struct word
arc_of(const char *index, unsigned nth)
{
	struct word word = whole(index);

	for (; nth > 0 && *word.text; word.text++)
		nth -= *word.text == '.';
	word.length = strcspn(word.text, ".");
	return word;
}

/* The word that 'text' begins with ("{value}"), its mark's size in '*size'; 0: none. */
static struct word
word_at(const char *text, const struct vg_ruletest_words *words, size_t *size)
{
	const struct {
		const char *mark;
		struct word word;
	} table[] = {{"{label}", whole(words->label)}, {"{value}", whole(words->value)},
	    {"{index}", whole(words->index)}, {"{index1}", arc_of(words->index, 0)},
	    {"{index2}", arc_of(words->index, 1)}, {"{name}", whole(words->name)}};

	*size = 0;
	for (size_t i = 0; *text == '{' && i < sizeof(table) / sizeof(table[0]); i++) {
		if (vg_text_starts(text, table[i].mark)) {
			*size = strlen(table[i].mark);
			return table[i].word;
		}
	}
	return whole(NULL);
}

/* The text of the object that 'text' begins with ("{ncAlText}"); NULL when it names none. */
static const char *
object_at(const char *text, const struct vg_ruletest_words *words,
    char said[VG_TEXT_SIZE], size_t *size)
{
	const char *end = text[0] == '{' ? strchr(text, '}') : NULL;
	char name[VG_NAME_SIZE];
	const struct vg_value *value;

	if (!end || !words->row || (size_t)(end - text) > sizeof(name))
		return NULL;
	memcpy(name, text + 1, (size_t)(end - text) - 1);
	name[end - text - 1] = '\0';
	value = vg_sampleset_value(words->samples, words->row, name);
	if (!value)
		return NULL;
	vg_ruletest_text(said, VG_TEXT_SIZE, value);
	*size = (size_t)(end - text) + 1;
	return said;
}

/* Takes a character that was cut in two away from the end of 'target'. */
static void
mend_end(char *target, size_t used)
{
	while (used > 0 && !vg_text_is_utf8(target, used))
		target[--used] = '\0';
}

void
vg_ruletest_fill(char *target, size_t size, const char *template,
    const struct vg_ruletest_words *words)
{
	size_t used = 0, skip;
	char said[VG_TEXT_SIZE];

	while (*template && used + 1 < size) {
		struct word word = word_at(template, words, &skip);
		if (skip == 0)
			word = whole(object_at(template, words, said, &skip));
		if (skip == 0) {
			target[used++] = *template ++;
			continue;
		}
		size_t length = word.length;
		if (length > size - 1 - used)
			length = size - 1 - used;
		memcpy(target + used, word.text, length);
		used += length;
		template += skip;
	}
	target[used] = '\0';
	mend_end(target, used);
}

void
vg_ruletest_qualifier(char target[VG_QUALIFIER_SIZE], const char *template,
    const struct vg_ruletest_words *words)
{
	char text[VG_TEXT_SIZE];

	vg_ruletest_fill(text, sizeof(text), template, words);
	while (vg_text_percent(target, VG_QUALIFIER_SIZE, text, ":/") != VG_OK) {
		text[strlen(text) - 1] = '\0';
		mend_end(text, strlen(text));
	}
}

enum vg_severity
vg_ruletest_severity(const struct vg_rule *rule, const struct vg_sampleset *samples,
    const struct vg_samplerow *row)
{
	const struct vg_value *value;
	int64_t number;

	if (!rule->severity_object[0])
		return rule->severity;
	value = vg_sampleset_value(samples, row, rule->severity_object);
	if (!value || vg_value_is_missing(value) ||
	    vg_value_as_int(value, &number) != VG_OK ||
	    number < VG_SEVERITY_INDETERMINATE || number > VG_SEVERITY_CRITICAL)
		return rule->severity;
	/* What nobody has determined is told as the least that can be told. */
	return number == VG_SEVERITY_INDETERMINATE ? VG_SEVERITY_WARNING
						   : (enum vg_severity)number;
}

void
vg_ruletest_name(
    char target[VG_NAME_SIZE], const struct vg_value *value, const char *index)
{
	char text[VG_TEXT_SIZE] = "";
	size_t from = 0, to;

	if (value && !vg_value_is_missing(value))
		vg_value_text(value, text, sizeof(text));
	while (isspace((unsigned char)text[from]))
		from++;
	for (to = from; text[to] && !isspace((unsigned char)text[to]); to++)
		;
	text[to] = '\0';
	if (!text[from] ||
	    vg_text_percent(target, VG_NAME_SIZE, text + from, ":") != VG_OK)
		vg_text_percent(target, VG_NAME_SIZE, index, ":");
}
