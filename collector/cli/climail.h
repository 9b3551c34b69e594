/*
 * vigie mail list, show.
 */
#ifndef VG_COLLECTOR_CLI_CLIMAIL_H
#define VG_COLLECTOR_CLI_CLIMAIL_H

#include "collector/cli/cli.h"

/* Runs `vigie mail list`; returns the exit code. */
int
vg_climail_list(struct vg_cli *cli);

/* Prints how many mails wait for a case, a line of `vigie status`; nothing where none does. */
void
vg_climail_status(struct vg_cli *cli);

/* Runs `vigie mail show MAIL`; returns the exit code. */
int
vg_climail_show(struct vg_cli *cli);

#endif
