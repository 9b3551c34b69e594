/*
 * A notification that an agent heard, out of the evidence that it sent of it.
 *
 * Pure.
 */
#ifndef VG_COLLECTOR_NORMAL_NOTICE_H
#define VG_COLLECTOR_NORMAL_NOTICE_H

#include <stddef.h>

#include "lib/base/detail.h"
#include "lib/model/trap.h"

/*
 * Reads the notification of the 'size' octets of a vigieEvidence body at 'body' (borrowed, plain
 * or gzip) by its PDU into 'trap', which must hold nothing; the caller releases it with
 * vg_trap_fini.  VG_OK; VG_ENOENT when it has none, or one without its PDU; VG_EPARSE.  'trap' is
 * empty then.
 */
int
vg_notice_read(
    const void *body, size_t size, struct vg_trap *trap, struct vg_detail *detail);

#endif
