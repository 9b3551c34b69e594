/*
 * Rules: samples become conditions.  Equality, thresholds with hysteresis, change, absence and
 * a counter that fell, each over n of the last m polls; a condition is good again after so many
 * good polls in a row.
 *
 * Pure.  Holds one small state per (rule, instance) of one device, and no value beyond the last.
 * Knows nothing of faults: several rules may speak of the same part, and the worst that stands
 * is what is told.
 *
 * Sources: vigie-pack (rule), docs/DESIGN.md 5.
 */
#ifndef VG_AGENT_RULE_RULE_H
#define VG_AGENT_RULE_RULE_H

#include <stdbool.h>
#include <stddef.h>

#include "agent/rule/sampleset.h"
#include "lib/base/names.h"
#include "lib/pack/packset.h"

struct vg_rulestate; /* the states of all rules of one device */

/* What the rules say of one part now. */
struct vg_condition {
	const struct vg_kind *kind;  /* borrowed from the pack */
	const char *rule;            /* name of the rule that decides, borrowed */
	char part[VG_RESOURCE_SIZE]; /* "psu/1"; "" the device itself */
	bool bad;                    /* stands; else: good again, or never bad */
	const char *qualifier;       /* "" mostly; borrowed until the state changes */
	enum vg_severity severity;   /* when bad */
	bool alone;                  /* when bad: it takes no other of its kind with it */
	char text[VG_TEXT_SIZE];     /* when bad; for people */
};

/* Called for each part that the samples settle; 'condition' is borrowed. */
typedef void (*vg_rule_cb)(const struct vg_condition *condition, void *cookie);

/* Called by vg_rule_each_last; all texts are borrowed. */
typedef void (*vg_rule_last_cb)(
    const char *rule, const char *key, const char *last, void *cookie);

/*
 * Gives the state of a device that is judged by 'packs'; names of parts are held in 'names' (both
 * borrowed, outlive it; 'names' NULL: in a pool of its own).
 */
struct vg_rulestate *
vg_rule_new(const struct vg_packset *packs, struct vg_names *names);

/*
 * Whether all that is told good again and again while everything of the device is good may be
 * left out: for a device of which nothing stands that a good poll could end.
 */
void
vg_rule_hush(struct vg_rulestate *state, bool hushed);

/* The device is of 'family' (borrowed; NULL: not known), whose borders and labels hold now. */
void
vg_rule_family(struct vg_rulestate *state, const struct vg_family *family);

/* Releases it (NULL is silent). */
void
vg_rule_free(struct vg_rulestate *state);

/*
 * Judges 'samples' (borrowed) by all rules of their probe and calls 'cb' with 'cookie' once for
 * each (kind, part) that is settled: bad, or good.  A part whose rules have not seen enough
 * polls is not told.  A row that a whole walk of an alarm table does not bring is good.
 */
void
vg_rule_apply(struct vg_rulestate *state, const struct vg_sampleset *samples,
    vg_rule_cb cb, void *cookie);

/*
 * A sample, perhaps one that no rule judges (a knock), has seen that the device began anew: rules
 * over its uptime learn of it with their next sample, and what rules per name knew is forgotten,
 * untold.
 */
void
vg_rule_restarted(struct vg_rulestate *state);

/*
 * The text that rules of "changed" compare with: set from what was kept (all borrowed), and
 * told for keeping.  'key' tells instances of one rule apart.
 */
void
vg_rule_set_last(
    struct vg_rulestate *state, const char *rule, const char *key, const char *last);
void
vg_rule_each_last(const struct vg_rulestate *state, vg_rule_last_cb cb, void *cookie);

/* Takes what is there now as right: rules of "changed" start anew from their next sample. */
void
vg_rule_accept(struct vg_rulestate *state);

/* What the newest samples say of one part. */
enum vg_says {
	VG_SAYS_NOTHING, /* no rule, no such row, or a value between good and bad */
	VG_SAYS_GOOD,
	VG_SAYS_BAD
};

/*
 * What the newest sample says of 'kind' at 'part' (borrowed), before any counting of polls.
 * VG_SAYS_BAD fills severity and text of 'condition'.
 */
enum vg_says
vg_rule_says(struct vg_rulestate *state, const char *kind, const char *part,
    struct vg_condition *condition);

/*
 * A notification has said that 'kind' at 'part' (borrowed) is bad: one bad sample is enough, and
 * what has no bad one yet must prove anew that it is good.
 */
void
vg_rule_believe(struct vg_rulestate *state, const char *kind, const char *part);

/* How many (rule, instance) states there are. */
size_t
vg_rule_count(const struct vg_rulestate *state);

#endif
