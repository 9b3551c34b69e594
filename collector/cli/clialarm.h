/*
 * vigie alarm list.
 */
#ifndef VG_COLLECTOR_CLI_CLIALARM_H
#define VG_COLLECTOR_CLI_CLIALARM_H

#include "collector/cli/cli.h"

/* Gives the exit code. */
int
vg_clialarm_list(struct vg_cli *cli);

#endif
