/*
 * vigie replay: what would have been.
 */
#ifndef VG_COLLECTOR_CLI_CLIREPLAY_H
#define VG_COLLECTOR_CLI_CLIREPLAY_H

#include "collector/cli/cli.h"

/*
 * Replays a time of the collector, or a recording, and prints what differs: by --tree or --packs
 * from what it was with those in force; without them from what was recorded.
 */
int
vg_clireplay_run(struct vg_cli *cli);

#endif
