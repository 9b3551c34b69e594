/*
 * Alarms that are gone.
 */
#include "agent/rule/alarmgone.h"

#include <string.h>

/* Whether the parts of 'rule' begin as 'part' does: up to what a row names. */
static bool
has_part(const struct vg_rule *rule, const char *part)
{
	size_t size = strcspn(rule->part, "{");

	return size > 0 && strncmp(rule->part, part, size) == 0;
}

bool
vg_alarmgone_is(const struct vg_packset *packs, struct vg_rulestate *state,
    const struct vg_alarmgone *alarm)
{
	const struct vg_packrules *rules = vg_packset_rules(packs, alarm->probe);
	struct vg_condition unused;

	for (size_t i = 0; i < rules->n_rules; i++) {
		const struct vg_rule *rule = rules->rules[i].rule;
		if (strcmp(rule->kind, alarm->kind) == 0 && has_part(rule, alarm->part))
			return vg_rule_says(state, alarm->kind, alarm->part, &unused) ==
			    VG_SAYS_NOTHING;
	}
	return false;
}
