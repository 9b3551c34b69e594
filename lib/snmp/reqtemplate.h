/*
 * Requests that differ only in their id: those of one probe to a thousand devices.  Each is encoded
 * once and patched from then on.
 *
 * Pure.  A few hundred are kept; one that is not there is encoded.
 */
#ifndef VG_LIB_SNMP_REQTEMPLATE_H
#define VG_LIB_SNMP_REQTEMPLATE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/model/oid.h"

struct vg_reqtemplates;

/* Gives an empty collection; vg_reqtemplate_free releases it (NULL is silent). */
struct vg_reqtemplates *
vg_reqtemplate_new(void);
void
vg_reqtemplate_free(struct vg_reqtemplates *templates);

/* As vg_pollcodec_request, of which it gives the very octets. */
void
vg_reqtemplate_put(struct vg_reqtemplates *templates, struct vg_buf *buf, int tag,
    int32_t id, int first, int second, const struct vg_oid *oids, size_t n);

/* How many requests were patched, not encoded. */
uint64_t
vg_reqtemplate_patched(const struct vg_reqtemplates *templates);

#endif
