/*
 * vigie status.
 */
#ifndef VG_COLLECTOR_CLI_CLISTATUS_H
#define VG_COLLECTOR_CLI_CLISTATUS_H

#include "collector/cli/cli.h"

/* Shows how the collector is: when what is kept long enough went, and goes next. */
int
vg_clistatus_show(struct vg_cli *cli);

#endif
