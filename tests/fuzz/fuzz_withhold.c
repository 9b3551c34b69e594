/*
 * PDUs of notifications that carry what nobody may keep: whatever is read is written over so that
 * it is read again with the same shape, and what the view lacks the PDU does not have.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/model/trappdu.h"
#include "lib/pack/packset.h"
#include "lib/trapmap/withhold.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct vg_digest key = {{7}};

/* As short as marks can be, so that much is below them. */
static const struct vg_packset *
packs(void)
{
	static struct vg_packset *set;
	struct vg_pack pack = {.name = "p"};
	struct vg_detail detail;

	if (set)
		return set;
	set = vg_packset_new();
	pack.subscriber_data = vg_mem_array(1, sizeof(*pack.subscriber_data));
	pack.n_subscriber_data = 1;
	vg_oid_parse("1.3.6.1.4.1.2603", &pack.subscriber_data[0]);
	pack.withheld = vg_mem_array(3, sizeof(*pack.withheld));
	pack.n_withheld = 3;
	vg_oid_parse("1.3.6.1.2", &pack.withheld[0].object);
	vg_oid_parse("1.3.6.1.4.1.8072", &pack.withheld[1].object);
	pack.withheld[1].hashed = true;
	vg_oid_parse("1.3.6.1.6", &pack.withheld[2].notification);
	pack.withheld[2].position = 2;
	if (vg_packset_add(set, &pack, &detail) != VG_OK)
		abort();
	return set;
}

static void
check_same_shape(const struct vg_varbind *a, const struct vg_varbind *b)
{
	if (a->oid.n_arcs != b->oid.n_arcs || a->value.type != b->value.type ||
	    a->value.size != b->value.size)
		abort();
	if (a->value.oid && a->value.oid->n_arcs != b->value.oid->n_arcs)
		abort();
}

/* A text of stars, and nothing else, is what is left of one. */
static void
check_withheld(const struct vg_varbind *view, const struct vg_value *stored)
{
	if (view->value.type != VG_VALUE_NONE || stored->type != VG_VALUE_OCTETS)
		return;
	for (size_t i = 0; i < stored->size; i++) {
		if (stored->octets[i] != '*')
			abort();
	}
}

static void
check_kept(const struct vg_trap *kept, const struct vg_trap *trap)
{
	struct vg_trap again = {0};
	const char *why;

	vg_trap_reset(&again);
	if (kept->pdu.size != trap->pdu.size ||
	    vg_trappdu_read(kept->pdu.data, kept->pdu.size, &again, &why) != VG_OK ||
	    again.n_varbinds != trap->n_varbinds ||
	    vg_oid_compare(&again.oid, &trap->oid) != 0)
		abort();
	for (size_t i = 0; i < trap->n_varbinds; i++) {
		check_same_shape(&trap->varbinds[i], &again.varbinds[i]);
		check_withheld(&kept->varbinds[i], &again.varbinds[i].value);
	}
	vg_trap_fini(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vg_trap trap = {0}, room;
	const char *why;

	vg_trap_reset(&trap);
	if (vg_trappdu_read(data, size, &trap, &why) == VG_OK) {
		vg_buf_add(&trap.pdu, data, size);
		trap.version = data[0] == 0xA4 ? 1 : 2;
		const struct vg_trap *kept =
		    vg_withhold(vg_packset_marks(packs()), &key, &trap, &room);
		if (kept != &trap)
			check_kept(kept, &trap);
		vg_withhold_end(kept, &trap);
	}
	vg_trap_fini(&trap);
	return 0;
}
