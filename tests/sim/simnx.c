/*
 * NetXplorer: the alarms of the boxes it manages (ALLOT-NX-MIB).  Two boxes, one alarm each;
 * an alarm that does not stand has severity cleared(1).
 */
#include "tests/sim/simber.h"
#include "tests/sim/simdevice.h"
#include "tests/sim/simfamily.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define ALARM "1.3.6.1.4.1.2603.10.2.1.1."

#define VALUE                                                                            \
	const struct vg_simdevice *device, const struct vg_simleaf *leaf, int64_t at_us, \
	    struct vg_simvalue *value
#define UNUSED (void)device, (void)leaf, (void)at_us, (void)value

/* Rows 0 and 1 follow the "board" fault of slots 1 and 2. */
static void
give_severity(VALUE)
{
	UNUSED;
	value->number = device->state.board[leaf->row + 1] ? 3 : 1;
}

static void
give_description(VALUE)
{
	UNUSED;
	vg_simtree_text(value, "Board status from type Core Controller, slot %u: %s",
	    leaf->row + 3, device->state.board[leaf->row + 1] ? "off" : "on");
}

static void
give_index(VALUE)
{
	UNUSED;
	vg_simtree_text(value, "10.1.2.%u/5/%u", leaf->row + 3, leaf->row + 7);
}

static void
give_traps(VALUE)
{
	UNUSED;
	value->count = device->traps;
}

static const struct vg_simobject columns[] = {
    {ALARM "6", VG_SIMBER_INTEGER, give_severity, 0, 0},
    {ALARM "7", VG_SIMBER_OCTETS, give_description, 0, 0},
    {ALARM "8", VG_SIMBER_COUNTER64, 0, 1767225600000, 0},
    {ALARM "9", VG_SIMBER_OCTETS, give_index, 0, 0}};

void
vg_simnx_build(const struct vg_simfamily *family, struct vg_simtree *tree)
{
	struct vg_simleaf *traps =
	    vg_simtree_add(tree, "1.3.6.1.4.1.2603.10.2.2.0", 0, NULL);

	(void)family;
	traps->tag = VG_SIMBER_COUNTER32;
	traps->give = give_traps;
	for (uint32_t row = 0; row < 2; row++) {
		const uint32_t index[] = {10, 1, 2, row + 3, 5, row + 7, 1, 0};
		vg_simfamily_row(tree, columns, COUNT(columns), row, COUNT(index), index);
	}
}
