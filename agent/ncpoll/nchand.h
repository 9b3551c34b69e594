/*
 * vigie-nc-poll in a person's hand: the agent's configuration checked for NETCONF, one device
 * asked as the agent asks it.
 */
#ifndef VG_AGENT_NCPOLL_NCHAND_H
#define VG_AGENT_NCPOLL_NCHAND_H

#include "lib/base/detail.h"
#include "lib/os/daemon.h"

/*
 * Checks the configuration FILE, the packs, and each device's credential for NETCONF; says on
 * stdout what was found.  VG_OK, or the first error in 'detail'.
 */
int
vg_nchand_check(const struct vg_daemon *daemon, struct vg_detail *detail);

/*
 * Asks the device 'name' (borrowed) once and prints what it said on stdout.  VG_OK; VG_ENOENT for
 * no such device; VG_EUNREACH when it gave no answer; in 'detail'.
 */
int
vg_nchand_ask(const struct vg_daemon *daemon, const char *name, struct vg_detail *detail);

#endif
