/*
 * Numbers made of several samples, which a rule tests in place of a value: shares, growth,
 * differences, times.
 *
 * Pure.  What was before is kept by the caller, one for each rule and instance.
 *
 * Source: vigie-pack (measure).
 */
#ifndef VG_AGENT_RULE_MEASURE_H
#define VG_AGENT_RULE_MEASURE_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/rule/sampleset.h"

/* The counters of the sample before. */
struct vg_measure_before {
	bool known;
	int64_t value, of;
};

/*
 * Makes the number of 'measure' from 'value' of 'row' of 'samples' (all borrowed) and what was
 * before, and moves 'before' on.  True and '*number'; false when this sample says nothing: an
 * object is missing, a limit is 0, there is none before, a counter began anew.
 */
bool
vg_measure_take(const struct vg_measure *measure, const struct vg_sampleset *samples,
    const struct vg_samplerow *row, const struct vg_value *value,
    struct vg_measure_before *before, int64_t *number);

#endif
