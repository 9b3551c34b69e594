/*
 * vigie device list, show.
 */
#ifndef VG_COLLECTOR_CLI_CLIDEVICE_H
#define VG_COLLECTOR_CLI_CLIDEVICE_H

#include "collector/cli/cli.h"

/* Gives the exit code. */
int
vg_clidevice_list(struct vg_cli *cli);
int
vg_clidevice_show(struct vg_cli *cli);

#endif
