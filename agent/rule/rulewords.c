/*
 * Words of a rule.
 */
#include "agent/rule/rulewords.h"

#include <string.h>

#include "lib/base/text.h"

static bool
is_empty(const struct vg_value *value)
{
	char text[VG_TEXT_SIZE];

	if (!value || vg_value_is_missing(value))
		return true;
	vg_ruletest_text(text, sizeof(text), value);
	return !text[0];
}

/* The value that names the part; NULL: the rule has none. */
static const struct vg_value *
name_of(const struct vg_rule *rule, const struct vg_sampleset *samples,
    const struct vg_samplerow *row)
{
	const struct vg_value *name = rule->name_object[0]
	    ? vg_sampleset_value(samples, row, rule->name_object)
	    : NULL;

	if (rule->name_else[0] && is_empty(name))
		name = vg_sampleset_value(samples, row, rule->name_else);
	return name;
}

/* What its MIB calls a number, NULL when it has no words. */
static const char *
word_of(const struct vg_object *objects, size_t n, const char *name, int64_t number)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0;
		     strcmp(objects[i].name, name) == 0 && k < objects[i].n_words; k++) {
			if (objects[i].words[k].number == number)
				return objects[i].words[k].word;
		}
	}
	return NULL;
}

static void
find_label(char label[VG_NAME_SIZE], const struct vg_rule *rule,
    const struct vg_sampleset *samples, const struct vg_samplerow *row)
{
	const struct vg_value *value = rule->label_object[0]
	    ? vg_sampleset_value(samples, row, rule->label_object)
	    : NULL;
	const struct vg_probe *probe = samples->probe;
	const char *word = NULL;
	int64_t number;

	label[0] = '\0';
	if (is_empty(value))
		return;
	if (vg_value_as_int(value, &number) == 0)
		word =
		    word_of(probe->columns, probe->n_columns, rule->label_object, number);
	if (word)
		vg_text_copy(label, VG_NAME_SIZE, word);
	else
		vg_ruletest_text(label, VG_NAME_SIZE, value);
}

/* FNV-1a; of 64 bits, since 32 are the same for rows 46.509 and 462.42 of one table. */
static uint64_t
hash_octets(uint64_t hash, const void *data, size_t size)
{
	static const uint64_t prime = UINT64_C(1099511628211);
	const unsigned char *at = data;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ at[i]) * prime;
	return (hash ^ 0xFF) * prime;
}

static uint64_t
hash_value(uint64_t hash, const struct vg_sampleset *samples,
    const struct vg_samplerow *row, const char *object)
{
	const struct vg_value *value =
	    object[0] ? vg_sampleset_value(samples, row, object) : NULL;

	if (!value)
		return hash;
	hash = hash_octets(hash, &value->number, sizeof(value->number));
	hash = hash_octets(hash, &value->integer, sizeof(value->integer));
	return hash_octets(hash, value->octets, value->octets ? value->size : 0);
}

uint64_t
vg_rulewords_seen(const struct vg_packrule *of, const struct vg_sampleset *samples,
    const struct vg_samplerow *row)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	if (!of->named)
		return 0;
	hash = hash_octets(hash, row->index, strlen(row->index));
	hash = hash_value(hash, samples, row, of->rule->name_object);
	hash = hash_value(hash, samples, row, of->rule->name_else);
	return hash ? hash : 1;
}

bool
vg_rulewords_speak(const struct vg_rule *rule, const struct vg_value *value,
    const int64_t *values, const struct vg_sampleset *samples,
    const struct vg_samplerow *row)
{
	const struct vg_ruletest_last last = {.text = "", .values = values};
	enum vg_verdict verdict = vg_ruletest_judge(rule, value, &last);
	char name[VG_NAME_SIZE];

	vg_ruletest_name(name, name_of(rule, samples, row), "");
	return name[0] && (verdict == VG_VERDICT_GOOD || verdict == VG_VERDICT_BAD);
}

void
vg_rulewords_find(struct vg_rulewords *found, const struct vg_rule *rule,
    const struct vg_kind *kind, const struct vg_sampleset *samples,
    const struct vg_samplerow *row)
{
	const struct vg_value *value = vg_sampleset_value(samples, row, rule->object);
	const struct vg_value *name = name_of(rule, samples, row);

	found->value[0] = '\0';
	find_label(found->label, rule, samples, row);
	if (value)
		vg_value_text(value, found->value, sizeof(found->value));
	vg_ruletest_name(found->name, name, row->index);
	/* A scalar has no index to stand for a name that is empty now. */
	if (name && !found->name[0])
		vg_text_copy(found->name, sizeof(found->name), "unknown");
	found->words = (struct vg_ruletest_words){kind ? kind->label : rule->kind,
	    found->value, row->index, found->name, samples, row};
	vg_ruletest_fill(found->part, sizeof(found->part), rule->part, &found->words);
}

void
vg_rulewords_text(char *text, size_t size, const struct vg_rule *rule,
    const struct vg_family *family, const struct vg_rulewords *found)
{
	const char *label = found->label;

	for (size_t i = 0; !label[0] && family && i < family->n_printed; i++) {
		if (strcmp(family->printed[i].part, found->part) == 0)
			label = family->printed[i].label;
	}
	vg_ruletest_fill(text, size, rule->text, &found->words);
	size_t used = strlen(text);
	if (label[0] && strcmp(label, found->name) != 0 &&
	    used + strlen(label) + 4 < size)
		vg_text_format(text + used, size - used, " (%s)", label);
}
