/*
 * Plans, in a table of one place for each hash: a list that falls on another's place replaces it.
 */
#include "tests/sim/simplan.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"
#include "tests/sim/simpdu.h"

enum { PLACES = 1024, NAME_ROOM = 16384 };

struct binding {
	const struct vg_simleaf *leaf; /* NULL: none, 'missing' says why */
	uint8_t missing;
	size_t name_at, name_size; /* the name's octets, with tag and length */
};

struct vg_simplan {
	uint64_t hash;
	unsigned char *asked; /* owned: the bindings as they came */
	size_t asked_size;
	unsigned char *names; /* owned */
	size_t n;
	struct binding bindings[]; /* 'n' */
};

struct vg_simplans {
	struct vg_simplan *places[PLACES]; /* owned */
};

struct vg_simplans *
vg_simplans_new(void)
{
	return vg_mem_zero(sizeof(struct vg_simplans));
}

static void
free_plan(struct vg_simplan *plan)
{
	if (plan == NULL)
		return;
	free(plan->asked);
	free(plan->names);
	free(plan);
}

/* Eight octets at a time: this runs for every datagram. */
static uint64_t
hash_of(const unsigned char *data, size_t size)
{
	uint64_t hash = size, word;

	for (; size >= sizeof(word); data += sizeof(word), size -= sizeof(word)) {
		memcpy(&word, data, sizeof(word));
		hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
		hash ^= hash >> 29;
	}
	for (; size > 0; data++, size--)
		hash = (hash ^ *data) * UINT64_C(1099511628211);
	return hash ^ hash >> 32;
}

/* Where one name leads, and its octets. */
static void
resolve(const struct vg_simtree *tree, const struct vg_oid *oid, struct binding *binding,
    struct vg_simber_out *names)
{
	size_t before = vg_simber_written(names);

	binding->leaf = vg_simtree_at(tree, oid);
	binding->missing = vg_simtree_has_object(tree, oid) ? VG_SIMBER_NO_INSTANCE
							    : VG_SIMBER_NO_OBJECT;
	vg_simber_put_oid(names, oid);
	binding->name_at = names->at;
	binding->name_size = vg_simber_written(names) - before;
}

static struct vg_simplan *
make(const struct vg_simtree *tree, const unsigned char *asked, size_t size)
{
	struct vg_cursor list = vg_cursor_over(asked, size);
	unsigned char *room = vg_mem_zero(NAME_ROOM);
	struct vg_simplan *plan =
	    vg_mem_zero(sizeof(*plan) + VG_SIMPLAN_BINDINGS * sizeof(struct binding));
	struct vg_simber_out names;

	vg_simber_begin(&names, room, NAME_ROOM);
	while (vg_cursor_left(&list) > 0 && !list.failed) {
		struct vg_cursor one = vg_simber_take(&list, VG_SIMBER_SEQUENCE);
		struct vg_oid oid;
		uint8_t tag;
		vg_simber_take_oid(&one, &oid);
		vg_simber_any(&one, &tag);
		if (one.failed || vg_cursor_left(&one) > 0 ||
		    plan->n == VG_SIMPLAN_BINDINGS)
			vg_cursor_fail(&list);
		else
			resolve(tree, &oid, &plan->bindings[plan->n++], &names);
	}
	plan->names = room;
	if (list.failed || names.failed) {
		free_plan(plan);
		return NULL;
	}
	plan->asked = vg_mem_copy(asked, size);
	plan->asked_size = size;
	return plan;
}

const struct vg_simplan *
vg_simplan_find(struct vg_simplans *plans, const struct vg_simtree *tree,
    const unsigned char *asked, size_t size)
{
	uint64_t hash = hash_of(asked, size);
	struct vg_simplan **place = &plans->places[hash % PLACES], *plan = *place;

	if (plan != NULL && plan->hash == hash && plan->asked_size == size &&
	    memcmp(plan->asked, asked, size) == 0)
		return plan;
	if (size == 0)
		return NULL;
	plan = make(tree, asked, size);
	if (plan == NULL)
		return NULL;
	plan->hash = hash;
	free_plan(*place);
	*place = plan;
	return plan;
}

size_t
vg_simplan_size(const struct vg_simplan *plan)
{
	return plan->n;
}

bool
vg_simplan_put(const struct vg_simplan *plan, const struct vg_simdevice *device,
    int64_t at_us, size_t limit, struct vg_simber_out *out)
{
	const struct vg_simber_out before = *out;
	size_t begin = vg_simber_written(out);
	struct vg_simvalue value;

	for (size_t i = plan->n; i > 0; i--) {
		const struct binding *one = &plan->bindings[i - 1];
		size_t mark = vg_simber_written(out);
		value.tag = one->missing;
		if (one->leaf != NULL)
			vg_simtree_value(device, one->leaf, at_us, &value);
		vg_simpdu_put_value(out, &value);
		vg_simber_put_raw(out, plan->names + one->name_at, one->name_size);
		vg_simber_wrap(out, VG_SIMBER_SEQUENCE, mark);
	}
	if (out->failed || vg_simber_written(out) - begin > limit) {
		*out = before;
		return false;
	}
	vg_simber_wrap(out, VG_SIMBER_SEQUENCE, begin);
	return true;
}
