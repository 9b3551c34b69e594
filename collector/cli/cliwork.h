/*
 * vigie visit list, vigie order list.
 */
#ifndef VG_COLLECTOR_CLI_CLIWORK_H
#define VG_COLLECTOR_CLI_CLIWORK_H

#include "collector/cli/cli.h"

/* Each prints its table and returns an exit code. */
int
vg_cliwork_visits(struct vg_cli *cli);
int
vg_cliwork_orders(struct vg_cli *cli);

#endif
