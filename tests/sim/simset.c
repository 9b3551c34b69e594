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
	uint64_t step; /* by which it grows whenever somebody asks; a counter */
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

/*
 * Splits "C+10" into its type and its step; VG_EINVAL when something else than a counter has one.
 */
static int
parse_step(const char *text, char type[8], uint64_t *step)
{
	const char *plus = strchr(text, '+');
	size_t length = plus ? (size_t)(plus - text) : strlen(text);

	*step = 0;
	if (length >= 8)
		return VG_EINVAL;
	memcpy(type, text, length);
	type[length] = '\0';
	if (!plus)
		return VG_OK;
	if (strcmp(type, "c") != 0 && strcmp(type, "C") != 0)
		return VG_EINVAL;
	return vg_text_uint(plus + 1, UINT32_MAX, step);
}

/* From where it stands: what is asked for is another step. */
static bool
is_going_on(const struct vg_simset *set, size_t place, bool there, const char *type,
    const char *text)
{
	return there && text[0] == '\0' && strchr(type, '+') &&
	    set->orders[place].value.tag != VG_SIMBER_NO_INSTANCE;
}

int
vg_simset_put(struct vg_simdevice *device, const struct vg_oid *oid, const char *type,
    const char *text)
{
	struct vg_simset *set = device->set;
	struct vg_simvalue value = {0};
	char plain[8];
	uint64_t grows;
	bool there;

	if (parse_step(type, plain, &grows) != VG_OK)
		return VG_EINVAL;
	size_t place = place_of(set, oid, &there);
	if (is_going_on(set, place, there, type, text)) {
		set->orders[place].step = grows;
		return VG_OK;
	}
	if (parse(plain, text, &value) != VG_OK)
		return VG_EINVAL;
	if (!set)
		set = device->set = vg_mem_zero(sizeof(*set));
	if (!there) {
		set->orders =
		    vg_mem_grow(set->orders, &set->room, set->n, sizeof(*set->orders));
		memmove(&set->orders[place + 1], &set->orders[place],
		    (set->n - place) * sizeof(*set->orders));
		set->n++;
	}
	set->orders[place] = (struct order){*oid, value, grows};
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

	if (there) {
		struct order *order = &device->set->orders[place];
		order->value.count += order->step;
		if (order->value.tag == VG_SIMBER_COUNTER32)
			order->value.count &= UINT32_MAX;
		*value = order->value;
	} else if (leaf)
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
