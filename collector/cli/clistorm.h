/*
 * vigie storm list, show
 */
#ifndef VG_COLLECTOR_CLI_CLISTORM_H
#define VG_COLLECTOR_CLI_CLISTORM_H

#include "collector/cli/cli.h"

/* Lists storms, the newest first. */
int
vg_clistorm_list(struct vg_cli *cli);

/* Shows one, by its number, or the newest of a source, device or resource. */
int
vg_clistorm_show(struct vg_cli *cli);

#endif
