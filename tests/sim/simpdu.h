/*
 * Answers one PDU from a device's tree: GET, GETNEXT, GETBULK; a SET is refused and counted.
 *
 * Sources: RFC 3416 section 4.2, RFC 1157 section 4.1, RFC 3584 section 4.2.2 (v1).
 */
#ifndef VG_TESTS_SIM_SIMPDU_H
#define VG_TESTS_SIM_SIMPDU_H

#include "lib/base/cursor.h"
#include "tests/sim/simber.h"
#include "tests/sim/simdevice.h"

/* A response is never larger, whatever GETBULK asks for: one Ethernet frame. */
enum { VG_SIMPDU_MAX = 1400 };

/*
 * Reads a PDU from 'in' and puts the response into 'out'; 'is_v1' answers as SNMPv1 must.
 * The bindings of the response take 'limit' octets at most (and never more than VG_SIMPDU_MAX):
 * GETBULK is cut there, GET and GETNEXT are answered with tooBig.
 * Returns VG_OK; VG_EPARSE for what is no request, VG_EUNSUPPORTED for another PDU.
 */
int
vg_simpdu_answer(struct vg_simdevice *device, struct vg_cursor *in, bool is_v1,
    size_t limit, int64_t at_us, struct vg_simber_out *out);

/* Puts a value; puts one variable binding. */
void
vg_simpdu_put_value(struct vg_simber_out *out, const struct vg_simvalue *value);
void
vg_simpdu_put_binding(
    struct vg_simber_out *out, const struct vg_oid *oid, const struct vg_simvalue *value);

#endif
