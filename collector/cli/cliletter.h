/*
 * Letters on the screen: what left or leaves, and what a template would make of a case.
 */
#ifndef VG_COLLECTOR_CLI_CLILETTER_H
#define VG_COLLECTOR_CLI_CLILETTER_H

#include "collector/cli/cli.h"

/* `vigie outbox show MESSAGE`, `vigie message preview TEMPLATE CASE`: exit codes. */
int
vg_cliletter_show(struct vg_cli *cli);
int
vg_cliletter_preview(struct vg_cli *cli);

#endif
