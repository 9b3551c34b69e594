/*
 * vigie agent list.
 */
#ifndef VG_COLLECTOR_CLI_CLIAGENT_H
#define VG_COLLECTOR_CLI_CLIAGENT_H

#include "collector/cli/cli.h"

/* Gives the exit code. */
int
vg_cliagent_list(struct vg_cli *cli);

#endif
