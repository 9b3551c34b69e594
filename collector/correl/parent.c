/*
 * Parents.
 */
#include "collector/correl/parent.h"

#include <string.h>

#include "lib/base/text.h"
#include "lib/model/resource.h"

/* The board that a resource names, to the end of its number; 0: none. */
static size_t
board_of(const char *resource, const char **board)
{
	*board = vg_resource_split(resource, NULL, NULL);
	return vg_text_starts(*board, "slot/")
	    ? strlen("slot/") + strcspn(*board + strlen("slot/"), "/")
	    : 0;
}

bool
vg_parent_explains(const struct vg_parent *parent, const struct vg_parent_child *child)
{
	const char *own, *other;
	size_t size = board_of(child->resource, &own);
	size_t other_size = board_of(parent->resource, &other);

	if (size && other_size && (size != other_size || strncmp(own, other, size) != 0))
		return false;
	return strcmp(child->class, "agent") != 0 ||
	    strcmp(parent->class, "site-power") != 0 ||
	    vg_instant_since(child->since, parent->raised) <=
	    (int64_t)child->silent_within_s * VG_SECOND_US;
}

bool
vg_parent_is_late(const struct vg_parent *parent, const struct vg_parent_child *child)
{
	return child->within_s && !parent->lasts &&
	    vg_instant_since(child->since, parent->raised) >
	    (int64_t)child->within_s * VG_SECOND_US;
}

bool
vg_parent_holds(struct vg_parent *parent, struct vg_wall since, struct vg_wall now,
    uint32_t wait_s, bool again)
{
	if (vg_instant_compare(since, now) > 0) {
		if (again)
			return vg_instant_compare(parent->until, now) <= 0;
		since = now;
	}
	struct vg_wall last = vg_instant_add(since, (int64_t)wait_s * VG_SECOND_US);
	if (vg_instant_compare(now, last) >= 0)
		return vg_instant_compare(parent->until, now) <= 0;
	if (vg_instant_compare(last, parent->until) < 0)
		parent->until = last;
	return true;
}

/* Whether 'a' comes before 'b': by when it began, then by what it is. */
static bool
before(const struct vg_parent *a, const struct vg_parent *b)
{
	int order = a->late - b->late;

	if (order == 0)
		order = vg_instant_compare(a->raised, b->raised);
	if (order == 0)
		order = strcmp(a->resource, b->resource);
	if (order == 0)
		order = strcmp(a->kind, b->kind);
	return order < 0 || (order == 0 && a->id < b->id);
}

const struct vg_parent *
vg_parent_best(const struct vg_parent *parents, size_t n)
{
	const struct vg_parent *best = NULL;

	for (size_t i = 0; i < n; i++) {
		const struct vg_parent *p = &parents[i];
		if ((p->in_case || p->waits) && (!best || before(p, best)))
			best = p;
	}
	return best;
}
