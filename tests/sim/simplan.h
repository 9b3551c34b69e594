/*
 * Plans: the bindings of a GET looked up once.  Pollers ask every device of a family the same
 * few lists of names; a plan keeps the leaf of each name and the octets of the name as it is
 * answered, so that a reply is values and copies.
 */
#ifndef VG_TESTS_SIM_SIMPLAN_H
#define VG_TESTS_SIM_SIMPLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/sim/simber.h"
#include "tests/sim/simdevice.h"

struct vg_simplan;
struct vg_simplans;

/* The most bindings that a plan holds. */
enum { VG_SIMPLAN_BINDINGS = 128 };

/* Gives an empty set of plans; it lives as long as the program, as the tree does. */
struct vg_simplans *
vg_simplans_new(void);

/*
 * The plan of 'size' octets of bindings at 'asked' (borrowed) in 'tree', made when there is none.
 * Borrowed until the next call.  NULL when they are malformed or too many.
 */
const struct vg_simplan *
vg_simplan_find(struct vg_simplans *plans, const struct vg_simtree *tree,
    const unsigned char *asked, size_t size);

/* How many bindings it has. */
size_t
vg_simplan_size(const struct vg_simplan *plan);

/*
 * Puts the bindings with their values of 'device' at 'at_us'.  False when they take more than
 * 'limit' octets or do not fit; 'out' is as before then.
 */
bool
vg_simplan_put(const struct vg_simplan *plan, const struct vg_simdevice *device,
    int64_t at_us, size_t limit, struct vg_simber_out *out);

#endif
