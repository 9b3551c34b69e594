/*
 * Object identifiers: 1 to 128 arcs of 32 bits (RFC 2578 section 3.5), and their dotted text.
 */
#ifndef VG_LIB_MODEL_OID_H
#define VG_LIB_MODEL_OID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { VG_OID_MAX = 128, VG_OID_TEXT_SIZE = 128 * 11 + 1 };

struct vg_oid {
	uint32_t arc[VG_OID_MAX];
	size_t n_arcs; /* 0: no OID */
};

/*
 * Reads "1.3.6.1" (a leading dot is allowed) from 'text' (borrowed).
 * Returns VG_OK; VG_EPARSE when malformed, VG_ELIMIT past 128 arcs; '*oid' undefined then.
 */
int
vg_oid_parse(const char *text, struct vg_oid *oid);

/* Writes the dotted form into 'text' of 'size' bytes; VG_OK or VG_ETRUNC. */
int
vg_oid_text(const struct vg_oid *oid, char *text, size_t size);

/* Lexicographic order: negative, 0 or positive. */
int
vg_oid_compare(const struct vg_oid *a, const struct vg_oid *b);

/* Whether 'oid' is 'prefix' or lies below it. */
bool
vg_oid_under(const struct vg_oid *oid, const struct vg_oid *prefix);

/* A hash of its arcs, for tables (lib/base/hash.h). */
uint32_t
vg_oid_hash(const struct vg_oid *oid);

/* Appends one arc; VG_OK or VG_ELIMIT. */
int
vg_oid_append(struct vg_oid *oid, uint32_t arc);

/* Copies 'source' (borrowed): the arcs that are there, not all that could be. */
static inline void
vg_oid_copy(struct vg_oid *target, const struct vg_oid *source)
{
	target->n_arcs = source->n_arcs;
	memcpy(target->arc, source->arc, source->n_arcs * sizeof(source->arc[0]));
}

/* Sets 'oid' from 'n' arcs (borrowed); VG_OK or VG_ELIMIT. */
int
vg_oid_set(struct vg_oid *oid, const uint32_t *arcs, size_t n);

#endif
