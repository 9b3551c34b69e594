/*
 * vigie report sla: the promises of a contract in a month.
 */
#ifndef VG_COLLECTOR_CLI_CLIREPORT_H
#define VG_COLLECTOR_CLI_CLIREPORT_H

#include "collector/cli/cli.h"

/* Gives the exit code. */
int
vg_clireport_sla(struct vg_cli *cli);

#endif
