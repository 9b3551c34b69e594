/*
 * vigie why, why-not, event list: what was decided, by what, and what became of messages.
 */
#ifndef VG_COLLECTOR_CLI_CLIWHY_H
#define VG_COLLECTOR_CLI_CLIWHY_H

#include "collector/cli/cli.h"

/* Each runs its command and gives the exit code. */
int
vg_cliwhy_why(struct vg_cli *cli);
int
vg_cliwhy_not(struct vg_cli *cli);
int
vg_cliwhy_events(struct vg_cli *cli);

#endif
