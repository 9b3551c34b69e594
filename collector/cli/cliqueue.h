/*
 * vigie queue.
 */
#ifndef VG_COLLECTOR_CLI_CLIQUEUE_H
#define VG_COLLECTOR_CLI_CLIQUEUE_H

#include "collector/cli/cli.h"

/* Shows the open cases, with --all those of every state, newest first; gives the exit code. */
int
vg_cliqueue_show(struct vg_cli *cli);

/*
 * Writes whose work the case 'c' (borrowed) is, as case rules said, into 'text' of 'size' octets:
 * "P1 datacentre", "datacentre", "P1"; "" when they said nothing.
 */
void
vg_cliqueue_work(const json_t *c, char *text, size_t size);

#endif
