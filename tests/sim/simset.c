/*
 * Orders as a sorted array per device.
 */
#include "tests/sim/simset.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "tests/sim/simber.h"
#include "tests/sim/simdevice.h"
#include "tests/sim/simfamily.h"

struct order {
	struct vg_oid oid;
	struct vg_simvalue value; /* tag NO_INSTANCE: taken away */
};

struct vg_simset {
	struct order *orders; /* owned */
	size_t n, room;
};

/* The place where 'oid' stands, or would stand. */
static size_t
place_of(const struct vg_simset *set, const struct vg_oid *oid, bool *there)
{
	size_t low = 0, high = set ? set->n : 0;

	*there = false;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = vg_oid_compare(&set->orders[middle].oid, oid);
		if (order == 0) {
			*there = true;
			return middle;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int
parse_number(const char *text, struct vg_simvalue *value)
{
	bool negative = value->tag == VG_SIMBER_INTEGER && text[0] == '-';
	uint64_t most = value->tag == VG_SIMBER_COUNTER64 ? UINT64_MAX
	    : value->tag == VG_SIMBER_INTEGER             ? INT32_MAX
							  : UINT32_MAX;

	if (vg_text_uint(text + negative, most, &value->count) != VG_OK)
		return VG_EINVAL;
	if (value->tag == VG_SIMBER_INTEGER) {
		value->number = (int64_t)value->count;
		value->number = negative ? -value->number : value->number;
	}
	return VG_OK;
}

static int
parse_octets(const char *text, bool is_hex, struct vg_simvalue *value)
{
	value->size = is_hex ? strlen(text) / 2 : strlen(text);
	if (value->size > sizeof(value->octets))
		return VG_EINVAL;
	if (is_hex)
		return vg_text_unhex(value->octets, value->size, text);
	memcpy(value->octets, text, value->size);
	return VG_OK;
}

static int
parse(const char *type, const char *text, struct vg_simvalue *value)
{
	static const struct {
		const char *type;
		uint8_t tag;
	} types[] = {{"i", VG_SIMBER_INTEGER}, {"u", VG_SIMBER_GAUGE32},
	    {"c", VG_SIMBER_COUNTER32}, {"C", VG_SIMBER_COUNTER64},
	    {"t", VG_SIMBER_TIMETICKS}, {"s", VG_SIMBER_OCTETS}, {"x", VG_SIMBER_OCTETS},
	    {"o", VG_SIMBER_OID}, {"a", VG_SIMBER_IPADDRESS},
	    {"none", VG_SIMBER_NO_INSTANCE}};

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (strcmp(types[i].type, type) == 0)
			*value = (struct vg_simvalue){.tag = types[i].tag};
	switch (value->tag) {
	case VG_SIMBER_NO_INSTANCE:
		return text[0] == '\0' ? VG_OK : VG_EINVAL;
	case VG_SIMBER_OCTETS:
		return parse_octets(text, type[0] == 'x', value);
	case VG_SIMBER_OID:
		return vg_oid_parse(text, &value->oid);
	case VG_SIMBER_IPADDRESS:
		value->size = sizeof(struct in_addr);
		return inet_pton(AF_INET, text, value->octets) == 1 ? VG_OK : VG_EINVAL;
	case 0:
		return VG_EINVAL;
	default:
		return parse_number(text, value);
	}
}

int
vg_simset_put(struct vg_simdevice *device, const struct vg_oid *oid, const char *type,
    const char *text)
{
	struct vg_simset *set = device->set;
	struct vg_simvalue value = {0};
	bool there;

	if (parse(type, text, &value) != VG_OK)
		return VG_EINVAL;
	if (!set)
		set = device->set = vg_mem_zero(sizeof(*set));
	size_t place = place_of(set, oid, &there);
	if (!there) {
		set->orders =
		    vg_mem_grow(set->orders, &set->room, set->n, sizeof(*set->orders));
		memmove(&set->orders[place + 1], &set->orders[place],
		    (set->n - place) * sizeof(*set->orders));
		set->n++;
	}
	set->orders[place] = (struct order){*oid, value};
	return VG_OK;
}

void
vg_simset_drop(struct vg_simdevice *device, const struct vg_oid *oid)
{
	struct vg_simset *set = device->set;
	bool there = false;
	size_t place = oid ? place_of(set, oid, &there) : 0;

	if (there) {
		set->n--;
		memmove(&set->orders[place], &set->orders[place + 1],
		    (set->n - place) * sizeof(*set->orders));
	}
	if (oid || !set)
		return;
	free(set->orders);
	free(set);
	device->set = NULL;
}

bool
vg_simset_get(const struct vg_simdevice *device, const struct vg_oid *oid, int64_t at_us,
    struct vg_simvalue *value)
{
	const struct vg_simleaf *leaf = vg_simtree_at(device->family->tree, oid);
	bool there;
	size_t place = place_of(device->set, oid, &there);

	if (there)
		*value = device->set->orders[place].value;
	else if (leaf)
		vg_simtree_value(device, leaf, at_us, value);
	else
		return false;
	return value->tag != VG_SIMBER_NO_INSTANCE;
}

/* The next OID of tree or orders, whether or not something is there now. */
static bool
step(const struct vg_simdevice *device, struct vg_oid *oid)
{
	const struct vg_simleaf *leaf = vg_simtree_after(device->family->tree, oid);
	const struct vg_simset *set = device->set;
	bool there;
	size_t place = place_of(set, oid, &there) + there;
	const struct vg_oid *next = leaf ? &leaf->oid : NULL;

	if (set && place < set->n &&
	    (!next || vg_oid_compare(&set->orders[place].oid, next) < 0))
		next = &set->orders[place].oid;
	if (next)
		*oid = *next;
	return next != NULL;
}

bool
vg_simset_next(const struct vg_simdevice *device, struct vg_oid *oid, bool narrow,
    int64_t at_us, struct vg_simvalue *value)
{
	while (step(device, oid)) {
		if (vg_simset_get(device, oid, at_us, value) &&
		    !(narrow && value->tag == VG_SIMBER_COUNTER64))
			return true;
	}
	return false;
}

/* An order does not say where its object ends: all but its last arc is taken for it. */
bool
vg_simset_has_object(const struct vg_simdevice *device, const struct vg_oid *oid)
{
	const struct vg_simset *set = device->set;

	for (size_t i = 0; set && i < set->n; i++) {
		struct vg_oid object = set->orders[i].oid;
		object.n_arcs -= object.n_arcs > 0;
		if (vg_oid_under(oid, &object))
			return true;
	}
	return false;
}
