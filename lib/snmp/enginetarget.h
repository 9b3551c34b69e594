/*
 * One device as the engine sees it: where it is asked and may answer from, what it is asked with,
 * how long its answers take.  Known to lib/snmp/engine.c alone.
 */
#ifndef VG_LIB_SNMP_ENGINETARGET_H
#define VG_LIB_SNMP_ENGINETARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/queue.h>

#include "lib/base/buf.h"
#include "lib/base/detail.h"
#include "lib/base/secret.h"
#include "lib/os/credential.h"
#include "lib/os/net.h"
#include "lib/snmp/engine.h"
#include "lib/snmp/rto.h"
#include "lib/snmp/usm.h"
#include "lib/snmp/v3codec.h"

struct vg_engine_target {
	LIST_ENTRY(vg_engine_target) link;
	struct vg_engine *engine; /* borrowed */
	struct vg_address address;
	struct vg_address *also; /* owned; others it may answer from */
	size_t n_also;
	struct vg_rto rto;
	struct vg_secret community;  /* v2c */
	struct vg_usm_user *user;    /* owned; v3; NULL: v2c */
	struct vg_v3codec_peer peer; /* v3 */
};

/* Gives a target as vg_engine_target_new describes it, in no list; NULL with 'detail'. */
struct vg_engine_target *
vg_enginetarget_new(const struct vg_address *address, const char *user,
    const struct vg_credential *credential, struct vg_detail *detail);

/* Wipes its secrets and frees it. */
void
vg_enginetarget_free(struct vg_engine_target *target);

/* Whether 'source' (borrowed) is an address that it may answer from. */
bool
vg_enginetarget_may_answer(
    const struct vg_engine_target *target, const struct vg_address *source);

/*
 * Appends the datagram of a try to 'out' (borrowed): 'pdu' (borrowed) of 'tag' with 'id' as the
 * target is asked, or a discovery of an SNMPv3 engine that is not known yet.  SNMPv3 is made anew
 * for each try, because its time and salt must be fresh.  VG_OK or why not.
 */
int
vg_enginetarget_datagram(const struct vg_engine_target *target, int32_t id, int tag,
    const struct vg_buf *pdu, struct vg_mono now, struct vg_buf *out);

#endif
