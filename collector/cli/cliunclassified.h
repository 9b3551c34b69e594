/*
 * vigie unclassified: notifications that nothing was made of, and a pack entry to start from.
 */
#ifndef VG_COLLECTOR_CLI_CLIUNCLASSIFIED_H
#define VG_COLLECTOR_CLI_CLIUNCLASSIFIED_H

#include "collector/cli/cli.h"

/* Each gives the exit code. */
int
vg_cliunclassified_list(struct vg_cli *cli);
int
vg_cliunclassified_show(struct vg_cli *cli);
int
vg_cliunclassified_stub(struct vg_cli *cli);

#endif
