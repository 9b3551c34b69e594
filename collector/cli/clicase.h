/*
 * vigie case show.
 */
#ifndef VG_COLLECTOR_CLI_CLICASE_H
#define VG_COLLECTOR_CLI_CLICASE_H

#include "collector/cli/cli.h"

/* Prints one case as a page; gives the exit code. */
int
vg_clicase_show(struct vg_cli *cli);

#endif
