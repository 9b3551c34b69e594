/*
 * Puts the agent together: tree, packs, spool, polling, informs, local socket.
 */
#ifndef VG_AGENT_AGENTSETUP_H
#define VG_AGENT_AGENTSETUP_H

#include <stdbool.h>

#include "lib/base/detail.h"
#include "lib/os/daemon.h"

struct vg_agentsetup;

/* Validates the configuration FILE and the packs; VG_OK or an error with detail. */
int
vg_agentsetup_check(const struct vg_daemon *daemon, struct vg_detail *detail);

/*
 * Starts everything by 'daemon' (borrowed, outlives it); with 'new_spool' the spool file is put
 * aside first and a new one made.  Gives it, or NULL with detail.
 */
struct vg_agentsetup *
vg_agentsetup_start(
    const struct vg_daemon *daemon, bool new_spool, struct vg_detail *detail);

/*
 * Runs until SIGTERM or SIGINT.  At SIGHUP the configuration FILE is read again and put in force as
 * a whole, or refused with its reason while that of before runs on.
 */
void
vg_agentsetup_run(struct vg_agentsetup *agent);

/* Ends it in order and releases it (NULL is silent). */
void
vg_agentsetup_end(struct vg_agentsetup *agent);

#endif
