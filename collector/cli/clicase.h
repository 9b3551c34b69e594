/*
 * vigie case show, take, note, reply, close.
 */
#ifndef VG_COLLECTOR_CLI_CLICASE_H
#define VG_COLLECTOR_CLI_CLICASE_H

#include "collector/cli/cli.h"

/* Each gives the exit code. */
int
vg_clicase_show(struct vg_cli *cli);
int
vg_clicase_take(struct vg_cli *cli);
int
vg_clicase_note(struct vg_cli *cli);
int
vg_clicase_reply(struct vg_cli *cli);
int
vg_clicase_close(struct vg_cli *cli);

#endif
