/*
 * The tree of one family: its instances in lexicographic order, each with the function that
 * gives its value.  All devices of a family share one tree; it never changes after it was built.
 */
#ifndef VG_TESTS_SIM_SIMTREE_H
#define VG_TESTS_SIM_SIMTREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/model/oid.h"

struct vg_simdevice;
struct vg_simleaf;

struct vg_simvalue {
	uint8_t tag;    /* enum vg_simber_tag; NO_INSTANCE: not there just now */
	int64_t number; /* INTEGER */
	uint64_t count; /* Counter, Gauge, TimeTicks */
	struct vg_oid oid;
	size_t size; /* OCTET STRING and IpAddress */
	unsigned char octets[256];
};

typedef void (*vg_simtree_fn)(const struct vg_simdevice *device,
    const struct vg_simleaf *leaf, int64_t at_us, struct vg_simvalue *value);

struct vg_simleaf {
	struct vg_oid oid;
	size_t n_object;    /* how many arcs name the object: scalar or column */
	uint8_t tag;        /* what 'give' answers, set before it is called */
	vg_simtree_fn give; /* NULL: 'number', or 'text' when it is set */
	uint32_t row; /* slot, port, sensor: what 'give' needs to know of the instance */
	int64_t number;
	const char *text; /* borrowed, static */
};

struct vg_simtree;

/* Gives an empty tree; it lives as long as the program. */
struct vg_simtree *
vg_simtree_new(void);

/* Adds an instance whose OID is 'base' (text, borrowed) followed by 'n' arcs of 'index'. */
struct vg_simleaf *
vg_simtree_add(
    struct vg_simtree *tree, const char *base, size_t n, const uint32_t *index);

/* Puts the leaves in order, after the last addition. */
void
vg_simtree_sort(struct vg_simtree *tree);

/* The leaf at 'oid' or NULL; the first leaf after 'oid' or NULL at the end. */
const struct vg_simleaf *
vg_simtree_at(const struct vg_simtree *tree, const struct vg_oid *oid);
const struct vg_simleaf *
vg_simtree_after(const struct vg_simtree *tree, const struct vg_oid *oid);

/* Whether 'oid' is, or lies below, an object of which an instance is there. */
bool
vg_simtree_has_object(const struct vg_simtree *tree, const struct vg_oid *oid);

size_t
vg_simtree_size(const struct vg_simtree *tree);

/* The value of 'leaf' at 'at_us'. */
void
vg_simtree_value(const struct vg_simdevice *device, const struct vg_simleaf *leaf,
    int64_t at_us, struct vg_simvalue *value);

/* For the functions that give values: a text that is cut at 255 octets. */
void
vg_simtree_text(struct vg_simvalue *value, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
