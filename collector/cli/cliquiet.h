/*
 * What keeps alarms quiet: commands on shelves and planned work, and their lists.
 */
#ifndef VG_COLLECTOR_CLI_CLIQUIET_H
#define VG_COLLECTOR_CLI_CLIQUIET_H

#include "collector/cli/cli.h"

/* As vg_cliact_run; begin, end and until may be written as --at is. */
int
vg_cliquiet_run(struct vg_cli *cli);

#endif
