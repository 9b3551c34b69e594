/*
 * vigie alarm list, alarm show.
 */
#ifndef VG_COLLECTOR_CLI_CLIALARM_H
#define VG_COLLECTOR_CLI_CLIALARM_H

#include "collector/cli/cli.h"

/* Each runs its command and gives the exit code. */
int
vg_clialarm_list(struct vg_cli *cli);
int
vg_clialarm_show(struct vg_cli *cli);

#endif
