/*
 * Typed SNMP values.
 */
#include "lib/model/value.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

void
vg_value_fini(struct vg_value *value)
{
	free(value->octets);
	free(value->oid);
	*value = (struct vg_value){.type = VG_VALUE_NONE};
}

void
vg_value_copy(struct vg_value *target, const struct vg_value *source)
{
	*target = *source;
	if (source->octets)
		target->octets =
		    (unsigned char *)vg_mem_text_n(source->octets, source->size);
	if (source->oid)
		target->oid = vg_mem_copy(source->oid, sizeof(*source->oid));
}

void
vg_value_set_integer(struct vg_value *value, int64_t integer)
{
	vg_value_fini(value);
	value->type = VG_VALUE_INTEGER;
	value->integer = integer;
}

void
vg_value_set_number(struct vg_value *value, enum vg_value_type type, uint64_t number)
{
	vg_value_fini(value);
	value->type = type;
	value->number = number;
}

void
vg_value_set_octets(
    struct vg_value *value, enum vg_value_type type, const void *data, size_t size)
{
	unsigned char *copy = (unsigned char *)vg_mem_text_n(data, size);

	vg_value_fini(value);
	value->type = type;
	value->octets = copy;
	value->size = size;
}

void
vg_value_set_oid(struct vg_value *value, const struct vg_oid *oid)
{
	struct vg_oid *copy = vg_mem_copy(oid, sizeof(*oid));

	vg_value_fini(value);
	value->type = VG_VALUE_OID;
	value->oid = copy;
}

void
vg_value_move(struct vg_value *target, struct vg_value *source)
{
	if (target->octets || target->oid)
		vg_value_fini(target);
	*target = *source;
	memset(source, 0, sizeof(*source));
}

bool
vg_value_is_missing(const struct vg_value *value)
{
	return value->type == VG_VALUE_NONE || value->type == VG_VALUE_NO_OBJECT ||
	    value->type == VG_VALUE_NO_INSTANCE || value->type == VG_VALUE_END_OF_VIEW;
}

static bool
is_number(enum vg_value_type type)
{
	return type == VG_VALUE_UNSIGNED || type == VG_VALUE_COUNTER32 ||
	    type == VG_VALUE_COUNTER64 || type == VG_VALUE_TIMETICKS;
}

int
vg_value_as_int(const struct vg_value *value, int64_t *number)
{
	if (value->type == VG_VALUE_INTEGER) {
		*number = value->integer;
		return VG_OK;
	}
	if (!is_number(value->type))
		return VG_EINVAL;
	*number = value->number > INT64_MAX ? INT64_MAX : (int64_t)value->number;
	return VG_OK;
}

bool
vg_value_same(const struct vg_value *a, const struct vg_value *b)
{
	if (a->type != b->type || a->integer != b->integer || a->number != b->number)
		return false;
	if (a->size != b->size || (a->size && memcmp(a->octets, b->octets, a->size) != 0))
		return false;
	if (!a->oid || !b->oid)
		return a->oid == b->oid;
	return vg_oid_compare(a->oid, b->oid) == 0;
}

static bool
is_printable(const struct vg_value *value)
{
	for (size_t i = 0; i < value->size; i++) {
		if (value->octets[i] < 0x20 || value->octets[i] == 0x7F)
			return false;
	}
	return vg_text_is_utf8(value->octets, value->size);
}

static void
octets_text(const struct vg_value *value, char *text, size_t size)
{
	size_t n = value->size;

	if (is_printable(value)) {
		vg_text_copy(
		    text, size, value->octets ? (const char *)value->octets : "");
		return;
	}
	if (size < 5) {
		text[0] = '\0';
		return;
	}
	if (n > (size - 3) / 2)
		n = (size - 3) / 2;
	memcpy(text, "0x", 2);
	vg_text_hex(text + 2, value->octets, n);
}

void
vg_value_text(const struct vg_value *value, char *text, size_t size)
{
	text[0] = '\0';
	switch (value->type) {
	case VG_VALUE_NONE:
	case VG_VALUE_NO_OBJECT:
	case VG_VALUE_NO_INSTANCE:
	case VG_VALUE_END_OF_VIEW:
		vg_text_copy(text, size, vg_value_type_text(value->type));
		break;
	case VG_VALUE_INTEGER:
		vg_text_format(text, size, "%" PRId64, value->integer);
		break;
	case VG_VALUE_UNSIGNED:
	case VG_VALUE_COUNTER32:
	case VG_VALUE_COUNTER64:
	case VG_VALUE_TIMETICKS:
		vg_text_format(text, size, "%" PRIu64, value->number);
		break;
	case VG_VALUE_OID:
		if (value->oid)
			vg_oid_text(value->oid, text, size);
		break;
	case VG_VALUE_ADDRESS:
		if (value->size == 4)
			vg_text_format(text, size, "%u.%u.%u.%u", value->octets[0],
			    value->octets[1], value->octets[2], value->octets[3]);
		break;
	case VG_VALUE_OCTETS:
	case VG_VALUE_OPAQUE:
		octets_text(value, text, size);
		break;
	}
}

const char *
vg_value_type_text(enum vg_value_type type)
{
	static const char *const names[] = {
	    [VG_VALUE_NONE] = "none",
	    [VG_VALUE_INTEGER] = "integer",
	    [VG_VALUE_UNSIGNED] = "unsigned",
	    [VG_VALUE_COUNTER32] = "counter32",
	    [VG_VALUE_COUNTER64] = "counter64",
	    [VG_VALUE_TIMETICKS] = "timeticks",
	    [VG_VALUE_OCTETS] = "octets",
	    [VG_VALUE_OID] = "oid",
	    [VG_VALUE_ADDRESS] = "address",
	    [VG_VALUE_OPAQUE] = "opaque",
	    [VG_VALUE_NO_OBJECT] = "noSuchObject",
	    [VG_VALUE_NO_INSTANCE] = "noSuchInstance",
	    [VG_VALUE_END_OF_VIEW] = "endOfMibView",
	};

	return names[type];
}
