/*
 * vigie queue.
 */
#ifndef VG_COLLECTOR_CLI_CLIQUEUE_H
#define VG_COLLECTOR_CLI_CLIQUEUE_H

#include "collector/cli/cli.h"

/* Shows the open cases, with --all those of every state, newest first; gives the exit code. */
int
vg_cliqueue_show(struct vg_cli *cli);

#endif
