/*
 * vigie queue.
 */
#ifndef VG_COLLECTOR_CLI_CLIQUEUE_H
#define VG_COLLECTOR_CLI_CLIQUEUE_H

#include "collector/cli/cli.h"

/* Shows the open cases; gives the exit code. */
int
vg_cliqueue_show(struct vg_cli *cli);

/*
 * Compares two cases of an answer (borrowed) by the order of the queue: worse or not yet taken
 * first, then the next due time, then the severity, then the number.  Negative: 'a' first.
 */
int
vg_cliqueue_compare(const json_t *a, const json_t *b);

#endif
