/*
 * A notification as JSON, whole: who sent it, when, and every varbind with its type.
 *
 * Source: docs/INTERFACES.md 1.1 (vigieEvidence).
 */
#ifndef VG_AGENT_EAR_NOTICEJSON_H
#define VG_AGENT_EAR_NOTICEJSON_H

#include <stdbool.h>

#include "lib/base/buf.h"
#include "lib/model/trap.h"

/*
 * Appends 'trap' (borrowed) to 'json' as an object.  Texts stand as they are, other octets as
 * hexadecimal with 0x; the community is left out.  'whole': with its PDU in hexadecimal.
 */
void
vg_noticejson_write(const struct vg_trap *trap, bool whole, struct vg_buf *json);

/*
 * Appends the body of the evidence that 'notification' (an object as above) is of the fault whose
 * last message is 'fault' (both borrowed).
 */
void
vg_noticejson_evidence(const struct vg_event *fault, const char *notification,
    struct vg_wall at, struct vg_buf *json);

#endif
