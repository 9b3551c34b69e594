/*
 * Losses that spread.
 */
#include "collector/correl/spread.h"

#include <string.h>

bool
vg_spread_explains(const struct vg_spread_fault *root,
    const struct vg_spread_fault *other, int64_t window_us)
{
	int64_t behind_us = vg_instant_since(other->raised, root->raised);
	int order = strcmp(root->resource, other->resource);

	return !root->alone && root->device[0] &&
	    strcmp(root->device, other->device) == 0 &&
	    strcmp(root->kind, other->kind) == 0 && order != 0 &&
	    behind_us <= window_us && (behind_us > 0 || (behind_us == 0 && order < 0));
}
