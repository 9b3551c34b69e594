/*
 * Stored traps under arbitrary octets, as a damaged database would give them: refused, or read
 * into a trap that is written and read again as the same.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/model/trapblob.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static volatile size_t total; /* so that reading is not optimised away */

/* Reads as its users do: texts end, values can be told. */
static void
read_through(const struct vg_trap *trap)
{
	char text[128];

	total += strlen(trap->source) + strlen(trap->user);
	for (size_t i = 0; i < trap->n_varbinds; i++) {
		const struct vg_value *v = &trap->varbinds[i].value;
		int64_t number;
		vg_value_text(v, text, sizeof(text));
		total += strlen(text) + v->size;
		vg_value_as_int(v, &number);
		vg_oid_text(&trap->varbinds[i].oid, text, sizeof(text));
		vg_trap_find(trap, &trap->varbinds[i].oid);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vg_trap trap, again;
	struct vg_buf blob, second;

	if (vg_trapblob_unpack(data, size, &trap) != VG_OK) {
		if (trap.varbinds || trap.n_varbinds)
			abort();
		return 0;
	}
	read_through(&trap);
	vg_buf_init(&blob, 0);
	vg_buf_init(&second, 0);
	vg_trapblob_pack(&trap, &blob);
	if (vg_trapblob_unpack(blob.data, blob.size, &again) != VG_OK)
		abort();
	vg_trapblob_pack(&again, &second);
	if (second.size != blob.size || memcmp(second.data, blob.data, blob.size) != 0)
		abort();
	vg_trap_fini(&trap);
	vg_trap_fini(&again);
	vg_buf_fini(&second);
	vg_buf_fini(&blob);
	return 0;
}
