/*
 * What a session tells its client unasked, on the way from the library's thread to the pump's:
 * framed octets, a bell, and a bound at which who tells waits.
 */
#ifndef VG_COLLECTOR_NETCONF_NCTOLD_H
#define VG_COLLECTOR_NETCONF_NCTOLD_H

#include <stdbool.h>

#include "lib/base/buf.h"
#include "lib/netconf/ncframe.h"

struct vg_nctold;

/* Gives an empty one. */
struct vg_nctold *
vg_nctold_new(void);

/* Releases it (NULL is silent); nobody waits in it any more. */
void
vg_nctold_free(struct vg_nctold *told);

/* Readable once it was rung, until it is taken from; its own to close. */
int
vg_nctold_bell(const struct vg_nctold *told);

/*
 * Puts 'message' (borrowed) behind the others, framed as 'version'; waits, the bell rung, while 64
 * KiB and more are there.  VG_OK; VG_EUNREACH after vg_nctold_end.
 */
int
vg_nctold_put(struct vg_nctold *told, enum vg_ncframe_version version,
    const struct vg_buf *message);

/* Rings when anything is there. */
void
vg_nctold_ring(struct vg_nctold *told);

/* Whether anything is there. */
bool
vg_nctold_any(struct vg_nctold *told);

/* Appends all of it to 'out' (borrowed) and silences the bell. */
void
vg_nctold_take(struct vg_nctold *told, struct vg_buf *out);

/* Nobody takes any more: who waits need not. */
void
vg_nctold_end(struct vg_nctold *told);

#endif
