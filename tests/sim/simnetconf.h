/*
 * A scripted NETCONF device on two descriptors: what a subsystem of an sshd speaks on.
 *
 * Sources: RFC 6241 (messages), RFC 6242 (framing).
 */
#ifndef VG_TESTS_SIM_SIMNETCONF_H
#define VG_TESTS_SIM_SIMNETCONF_H

#include "lib/base/detail.h"
#include "tests/sim/simscript.h"

/*
 * Speaks one session by 'script' (borrowed): reads from 'in', writes to 'out'.  Returns VG_OK
 * when the client has closed it or is gone, or when the script has; VG_EPARSE with a detail when
 * the client sent what no client should: no hello, no message-id, or a wish for a module.
 */
int
vg_simnetconf_serve(
    const struct vg_simscript *script, int in, int out, struct vg_detail *detail);

#endif
