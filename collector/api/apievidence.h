/*
 * Evidence as entries of a case: the bodies that its agents sent, unpacked.
 */
#ifndef VG_COLLECTOR_API_APIEVIDENCE_H
#define VG_COLLECTOR_API_APIEVIDENCE_H

#include "collector/desk/desk.h"
#include "lib/base/buf.h"
#include "lib/rest/restdata.h"

/*
 * Writes the evidence of case 'number' (borrowed) into 'data' (borrowed, inside the case), with
 * what was sent only with 'bodies': a device may name its users.  VG_OK, or what the desk returns.
 */
int
vg_apievidence_write(
    struct vg_desk *desk, const char *number, bool bodies, struct vg_restdata *data);

/*
 * Appends the 'size' octets at 'body' (borrowed) to 'out', unpacked when they are gzip (RFC
 * 1952).  Returns VG_OK; VG_EPARSE when they are neither gzip nor UTF-8 text; VG_ELIMIT when
 * they are more than 'out' takes.
 */
int
vg_apievidence_unpack(const void *body, size_t size, struct vg_buf *out);

#endif
