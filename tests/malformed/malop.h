/*
 * What can be wrong with a message: a table of operators, each of which changes one element of a
 * message's tree, or the octets of a message that is written.
 *
 * An operator may claim what it does to the message: a strict receiver (malread) that sees it
 * otherwise has found a mistake of one of the two.
 */
#ifndef VG_TESTS_MALFORMED_MALOP_H
#define VG_TESTS_MALFORMED_MALOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/malformed/malber.h"

enum vg_malop_claim {
	VG_MALOP_KEEPS,  /* it says the same, and as well */
	VG_MALOP_BREAKS, /* nobody may take it */
	VG_MALOP_CHANGES /* the receiver judges */
};

/* Random numbers that are the same for the same seed on every machine. */
struct vg_malop_random {
	uint64_t state;
};
uint32_t
vg_malop_draw(struct vg_malop_random *random, uint32_t below);

/* What an operator gets. */
struct vg_malop_call {
	struct vg_malber *root, *node, *parent; /* 'parent' NULL: 'node' is the root */
	size_t place;                           /* of 'node' in 'parent' */
	struct vg_malop_random *random;
	const unsigned char *own_engine; /* the receiver's; borrowed */
	size_t own_engine_size;
	struct vg_buf *out; /* the written message; NULL for operators of trees */
};

struct vg_malop {
	const char *family, *name;
	enum vg_malop_claim claim;
	bool of_octets; /* it changes what is written, not the tree */
	/* false: it does not fit this element, and nothing was changed */
	bool (*run)(struct vg_malop_call *call, int argument);
	int argument;
};

/* The 'i'-th operator, or NULL past the last. */
const struct vg_malop *
vg_malop_at(size_t i);

/*
 * Those of elements in general, of values, and of parts of messages: what vg_malop_at is made of.
 */
extern const struct vg_malop vg_malop_elements[], vg_malvalue_list[], vg_malpart_list[];

#endif
