/*
 * Alarms that stand and are not in their table any more.  Pure.
 */
#ifndef VG_AGENT_RULE_ALARMGONE_H
#define VG_AGENT_RULE_ALARMGONE_H

#include <stdbool.h>

#include "agent/rule/rule.h"

/* What is to be known of a standing fault: whose table of alarms it would be in; borrowed. */
struct vg_alarmgone {
	const struct vg_probe *probe;
	const char *kind, *part;
};

/*
 * Whether 'alarm' is one that the probe's table would hold by the rules of 'packs', and a whole
 * walk that 'state' has just judged did not bring (all borrowed): nobody else says that it is over.
 */
bool
vg_alarmgone_is(const struct vg_packset *packs, struct vg_rulestate *state,
    const struct vg_alarmgone *alarm);

#endif
