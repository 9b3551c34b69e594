/*
 * vigie sla explain: each clock of a case, day by day.
 */
#ifndef VG_COLLECTOR_CLI_CLICLOCK_H
#define VG_COLLECTOR_CLI_CLICLOCK_H

#include "collector/cli/cli.h"

/* Gives the exit code. */
int
vg_cliclock_explain(struct vg_cli *cli);

#endif
