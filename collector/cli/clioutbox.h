/*
 * vigie outbox list.
 */
#ifndef VG_COLLECTOR_CLI_CLIOUTBOX_H
#define VG_COLLECTOR_CLI_CLIOUTBOX_H

#include "collector/cli/cli.h"

/* Prints what waits to leave and what did not arrive, with --all the rest too; an exit code. */
int
vg_clioutbox_list(struct vg_cli *cli);

/* Prints a line for each way out: whether it works, what waits on it. */
void
vg_clioutbox_status(struct vg_cli *cli);

#endif
