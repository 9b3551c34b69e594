/*
 * What a tree may say and people had better know: warnings of `vigie tree check` and
 * `vigie-collector --check`.
 *
 * Refuses nothing: what is wrong, vg_conf_read refuses.  Pure.
 *
 * Source: policy clauses P1, P3, P6, P9.
 */
#ifndef VG_COLLECTOR_CONF_CONFCHECK_H
#define VG_COLLECTOR_CONF_CONFCHECK_H

#include "collector/conf/conf.h"

enum {
	VG_CONFCHECK_DAYS = 28, /* of the duty list that are looked at */
	VG_CONFCHECK_LOW_MIB =
	    1024 /* what disk-low-mib is at most when the tree says none */
};

/* One warning about 'path' ("contract[name='c-1']"); both borrowed for the call. */
typedef void (*vg_confcheck_cb)(const char *path, const char *text, void *cookie);

/*
 * Calls 'cb' with 'cookie' for each warning about 'conf' (borrowed) as things stand at 'now':
 * P1 a device that no contract covers now; P3 a supplier who refuses delegation, and contracts
 * that ask it of him all the same; P6 hours of a hotline, in the VG_CONFCHECK_DAYS days to
 * come, in which nobody is on duty; P9 a supplier without support address whose tickets are
 * ours to open; and those of vg_confcheck_gate.
 */
void
vg_confcheck_run(
    const struct vg_conf *conf, struct vg_wall now, vg_confcheck_cb cb, void *cookie);

/*
 * The duties (VG_DUTY_) that 'contract' (borrowed) leaves the integrator at any time from 'now' on.
 */
unsigned
vg_confcheck_duties(const struct vg_contract *contract, struct vg_wall now);

/*
 * The same of what is as it is at any moment, for `vigie-collector --check`: a source of v1 and
 * v2c that is everybody, a next-credential that is the credential, a disk that is critical before
 * it is low.
 */
void
vg_confcheck_gate(const struct vg_conf *conf, vg_confcheck_cb cb, void *cookie);

#endif
