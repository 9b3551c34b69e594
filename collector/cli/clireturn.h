/*
 * vigie return list, show.
 */
#ifndef VG_COLLECTOR_CLI_CLIRETURN_H
#define VG_COLLECTOR_CLI_CLIRETURN_H

#include "collector/cli/cli.h"

/* Open returns, with --all those that are over too, with --stuck what waits too long only. */
int
vg_clireturn_list(struct vg_cli *cli);

/* One return with its keys, numbers, shipments and units. */
int
vg_clireturn_show(struct vg_cli *cli);

#endif
