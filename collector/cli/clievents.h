/*
 * vigie event list.
 */
#ifndef VG_COLLECTOR_CLI_CLIEVENTS_H
#define VG_COLLECTOR_CLI_CLIEVENTS_H

#include "collector/cli/cli.h"

/* Gives the exit code. */
int
vg_clievents_list(struct vg_cli *cli);

#endif
