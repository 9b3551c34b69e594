/*
 * vigie intake show.
 */
#ifndef VG_COLLECTOR_CLI_CLIINTAKE_H
#define VG_COLLECTOR_CLI_CLIINTAKE_H

#include "collector/cli/cli.h"

/* Gives the exit code. */
int
vg_cliintake_show(struct vg_cli *cli);

#endif
