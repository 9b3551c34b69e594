/*
 * One sample against one rule: bad, good, or neither.  Pure, no state but what it is given.
 */
#ifndef VG_AGENT_RULE_RULETEST_H
#define VG_AGENT_RULE_RULETEST_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/rule/sampleset.h"
#include "lib/pack/packset.h"

enum vg_verdict {
	VG_VERDICT_NONE, /* no such object here: says nothing */
	VG_VERDICT_GOOD,
	VG_VERDICT_BETWEEN, /* inside a hysteresis: neither raises nor clears */
	VG_VERDICT_BAD
};

/* What a rule remembers of the sample before. */
struct vg_ruletest_last {
	bool known;
	int64_t number;        /* of "fell" */
	const char *text;      /* of "changed"; borrowed */
	const int64_t *values; /* borders of the family, borrowed; NULL: the rule's */
	enum vg_restart
	    restart; /* of "fell" on sysUpTime: what the device's clocks say */
};

/*
 * The verdict of 'rule' over 'value' (both borrowed; 'value' NULL or missing: only "absent"
 * has a verdict then; a blank text is missing for "changed").  'last' (borrowed) is what was seen
 * before, for "fell" and "changed".
 */
enum vg_verdict
vg_ruletest_judge(const struct vg_rule *rule, const struct vg_value *value,
    const struct vg_ruletest_last *last);

/*
 * Whether what is bad in 'row', of a 'kind' (NULL: not known) that spreads, takes no other with it
 * (all borrowed): 'rule' says so, or names no object that would tell.
 */
bool
vg_ruletest_alone(const struct vg_rule *rule, const struct vg_kind *kind,
    const struct vg_sampleset *samples, const struct vg_samplerow *row);

/* Whether both guards of 'rule' hold in 'row' of 'samples' (all borrowed). */
bool
vg_ruletest_applies(const struct vg_rule *rule, const struct vg_sampleset *samples,
    const struct vg_samplerow *row);

/*
 * Writes 'value' (borrowed) for comparison into 'target' of 'size' octets: its text without the
 * blanks around it; "" when it is missing.
 */
void
vg_ruletest_text(char *target, size_t size, const struct vg_value *value);

/*
 * Fills in {label} {value} {index} {index1} {index2} {name} of 'template' (all borrowed) into
 * 'target' of 'size' octets, cut at a character border when longer; {OBJECT} by the object's text
 * in 'row' of 'samples', where there is a row.
 */
struct vg_ruletest_words {
	const char *label, *value, *index, *name;
	const struct vg_sampleset *samples;
	const struct vg_samplerow *row; /* NULL: none */
};
void
vg_ruletest_fill(char *target, size_t size, const char *template,
    const struct vg_ruletest_words *words);

/*
 * The same for a qualifier: what objects say is encoded, and the whole is cut to fit.
 */
void
vg_ruletest_qualifier(char target[VG_QUALIFIER_SIZE], const char *template,
    const struct vg_ruletest_words *words);

/*
 * The severity that the object 'rule' names has in 'row' of 'samples' (all borrowed); the rule's
 * own when it names none, or the row has none.
 */
enum vg_severity
vg_ruletest_severity(const struct vg_rule *rule, const struct vg_sampleset *samples,
    const struct vg_samplerow *row);

/*
 * The first word of 'value' as one name of a resource: encoded, a path's slashes too.  When it
 * has none, or it does not fit, 'index' (borrowed) stands for it.
 */
void
vg_ruletest_name(
    char target[VG_NAME_SIZE], const struct vg_value *value, const char *index);

/* Whether one of 'rules' holds for 'row' of 'samples' by the texts of its guard (all borrowed). */
bool
vg_ruletest_is_taken(const struct vg_packrules *rules, const struct vg_sampleset *samples,
    const struct vg_samplerow *row);

/* Whether 'rule' (borrowed) speaks of rows with this index. */
bool
vg_ruletest_has_index(const struct vg_rule *rule, const char *index);

/*
 * What the clocks of 'samples' say of 'rule' (both borrowed) over sysUpTime.0, when another probe
 * has not seen it begin 'anew' before; unknown of a rule over another uptime.
 */
enum vg_restart
vg_ruletest_restart(
    const struct vg_rule *rule, const struct vg_sampleset *samples, bool anew);

#endif
