/*
 * A trap as bytes and back: what a database keeps so that a message can be applied later, or again,
 * exactly as it came: its PDU, and what the message around it said.  The community is not kept.
 */
#ifndef VG_LIB_MODEL_TRAPBLOB_H
#define VG_LIB_MODEL_TRAPBLOB_H

#include "lib/base/buf.h"
#include "lib/model/trap.h"

/* Appends 'trap' (borrowed) to 'buf'. */
void
vg_trapblob_pack(const struct vg_trap *trap, struct vg_buf *buf);

/*
 * Reads what vg_trapblob_pack wrote (borrowed) into 'trap', which must hold nothing; the caller
 * releases it with vg_trap_fini.  VG_OK, or VG_EPARSE ('trap' is empty then).
 */
int
vg_trapblob_unpack(const void *data, size_t size, struct vg_trap *trap);

#endif
