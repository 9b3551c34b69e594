/*
 * Object identifiers.
 */
#include "lib/model/oid.h"

#include <string.h>

#include "lib/base/error.h"
#include "lib/base/hash.h"

enum { ARC_SIZE = 11 }; /* a dot and ten digits */

/* Reads one arc at '*at'; VG_EPARSE when there is no number of 32 bits. */
static int
read_arc(const char **at, uint32_t *arc)
{
	uint64_t value = 0;
	const char *start = *at;

	for (; **at >= '0' && **at <= '9'; (*at)++) {
		value = value * 10 + (uint64_t)(**at - '0');
		if (value > UINT32_MAX)
			return VG_EPARSE;
	}
	*arc = (uint32_t)value;
	return *at == start ? VG_EPARSE : VG_OK;
}

int
vg_oid_parse(const char *text, struct vg_oid *oid)
{
	const char *at = *text == '.' ? text + 1 : text;

	oid->n_arcs = 0;
	for (;;) {
		if (oid->n_arcs == VG_OID_MAX)
			return VG_ELIMIT;
		if (read_arc(&at, &oid->arc[oid->n_arcs]) != VG_OK)
			return VG_EPARSE;
		oid->n_arcs++;
		if (*at == '\0')
			return VG_OK;
		if (*at++ != '.')
			return VG_EPARSE;
	}
}

int
vg_oid_text(const struct vg_oid *oid, char *text, size_t size)
{
	size_t used = 0;

	for (size_t i = 0; i < oid->n_arcs; i++) {
		char digits[ARC_SIZE];
		size_t n = sizeof(digits);
		uint32_t arc = oid->arc[i];
		do
			digits[--n] = (char)('0' + arc % 10);
		while ((arc /= 10) > 0);
		if (i)
			digits[--n] = '.';
		if (sizeof(digits) - n >= size - used) {
			text[used] = '\0';
			return VG_ETRUNC;
		}
		memcpy(text + used, digits + n, sizeof(digits) - n);
		used += sizeof(digits) - n;
	}
	text[used] = '\0';
	return VG_OK;
}

int
vg_oid_compare(const struct vg_oid *a, const struct vg_oid *b)
{
	size_t n = a->n_arcs < b->n_arcs ? a->n_arcs : b->n_arcs;

	for (size_t i = 0; i < n; i++) {
		if (a->arc[i] != b->arc[i])
			return a->arc[i] < b->arc[i] ? -1 : 1;
	}
	return (a->n_arcs > b->n_arcs) - (a->n_arcs < b->n_arcs);
}

bool
vg_oid_under(const struct vg_oid *oid, const struct vg_oid *prefix)
{
	return oid->n_arcs >= prefix->n_arcs &&
	    memcmp(oid->arc, prefix->arc, prefix->n_arcs * sizeof(oid->arc[0])) == 0;
}

uint32_t
vg_oid_hash(const struct vg_oid *oid)
{
	return vg_hash_octets(oid->arc, oid->n_arcs * sizeof(oid->arc[0]));
}

int
vg_oid_append(struct vg_oid *oid, uint32_t arc)
{
	if (oid->n_arcs == VG_OID_MAX)
		return VG_ELIMIT;
	oid->arc[oid->n_arcs++] = arc;
	return VG_OK;
}

int
vg_oid_set(struct vg_oid *oid, const uint32_t *arcs, size_t n)
{
	if (n > VG_OID_MAX)
		return VG_ELIMIT;
	if (n)
		memcpy(oid->arc, arcs, n * sizeof(arcs[0]));
	oid->n_arcs = n;
	return VG_OK;
}
