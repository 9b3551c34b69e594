/*
 * vigie agent list, vigie agent show.
 */
#ifndef VG_COLLECTOR_CLI_CLIAGENT_H
#define VG_COLLECTOR_CLI_CLIAGENT_H

#include "collector/cli/cli.h"

/* Each gives the exit code. */
int
vg_cliagent_list(struct vg_cli *cli);
int
vg_cliagent_show(struct vg_cli *cli);

/* Prints the line of agents of vigie status; what cannot be read is told and gives its code. */
int
vg_cliagent_status(struct vg_cli *cli);

#endif
