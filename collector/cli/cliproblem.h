/*
 * vigie problem: the same fault at several clients.
 */
#ifndef VG_COLLECTOR_CLI_CLIPROBLEM_H
#define VG_COLLECTOR_CLI_CLIPROBLEM_H

#include "collector/cli/cli.h"

/* Shows the problems that are suggested, with --all all; or one, with its cases; the exit code. */
int
vg_cliproblem_list(struct vg_cli *cli);
int
vg_cliproblem_show(struct vg_cli *cli);

#endif
