/*
 * vigie tree check, show, history, load.
 */
#ifndef VG_COLLECTOR_CLI_CLITREE_H
#define VG_COLLECTOR_CLI_CLITREE_H

#include "collector/cli/cli.h"

/* Each carries the command out and returns an exit code.  check asks no collector. */
int
vg_clitree_check(struct vg_cli *cli);
int
vg_clitree_show(struct vg_cli *cli);
int
vg_clitree_history(struct vg_cli *cli);
int
vg_clitree_load(struct vg_cli *cli);

/*
 * Asks the collector for the tree in force: its JSON in '*content' (the caller frees it) and
 * its number in '*revision'.  Returns VG_CLIARGS_OK, or an exit code after saying why.
 */
int
vg_clitree_fetch(struct vg_cli *cli, char **content, int64_t *revision);

/*
 * Loads 'content' (borrowed) unless another revision than 'base' (0: any) is in force, and
 * prints what that changed.  Returns an exit code.
 */
int
vg_clitree_put(struct vg_cli *cli, const char *content, int64_t base);

#endif
