/*
 * vigie watch.
 */
#ifndef VG_COLLECTOR_CLI_CLIWATCH_H
#define VG_COLLECTOR_CLI_CLIWATCH_H

#include "collector/cli/cli.h"

/* Gives the exit code. */
int
vg_cliwatch_run(struct vg_cli *cli);

#endif
