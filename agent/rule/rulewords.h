/*
 * The words of a rule over one row: what its part is called, what is printed on it, and what is
 * said of it.
 *
 * Pure.
 */
#ifndef VG_AGENT_RULE_RULEWORDS_H
#define VG_AGENT_RULE_RULEWORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/rule/ruletest.h"
#include "lib/model/event.h"
#include "lib/pack/packrules.h"

struct vg_rulewords {
	char value[VG_TEXT_SIZE];
	char label[VG_NAME_SIZE]; /* printed on the part; "" not known */
	char name[VG_NAME_SIZE];
	char part[VG_RESOURCE_SIZE];
	struct vg_ruletest_words
	    words; /* borrows from this struct, the rule and the row */
};

/*
 * A digest of all that the name of the part in 'row' is made of by the rule 'of' (all borrowed);
 * 0: the value makes it, too, and only its words tell it.
 */
uint64_t
vg_rulewords_seen(const struct vg_packrule *of, const struct vg_sampleset *samples,
    const struct vg_samplerow *row);

/*
 * Whether 'row' of 'samples' gives the part of 'rule' a name that is no index, and 'value' is good
 * or bad by 'values' (NULL: the rule's own; all borrowed).
 */
bool
vg_rulewords_speak(const struct vg_rule *rule, const struct vg_value *value,
    const int64_t *values, const struct vg_sampleset *samples,
    const struct vg_samplerow *row);

/*
 * Finds the words of 'rule', which tells of 'kind' (NULL: not known), over 'row' of 'samples'
 * (all borrowed, outlive 'found', which must not move).
 */
void
vg_rulewords_find(struct vg_rulewords *found, const struct vg_rule *rule,
    const struct vg_kind *kind, const struct vg_sampleset *samples,
    const struct vg_samplerow *row);

/*
 * Writes what 'rule' says into 'text' of 'size' octets: its own words, and what is printed on
 * the part by the row or by 'family' (NULL: not known), where its name is another.
 */
void
vg_rulewords_text(char *text, size_t size, const struct vg_rule *rule,
    const struct vg_family *family, const struct vg_rulewords *found);

#endif
