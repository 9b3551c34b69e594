/*
 * vigie status.
 */
#ifndef VG_COLLECTOR_CLI_CLISTATUS_H
#define VG_COLLECTOR_CLI_CLISTATUS_H

#include "collector/cli/cli.h"

/*
 * Shows how the collector is: whether it can store, disk, database, backups, which agents are
 * silent, and when what is kept long enough went, and goes next.
 */
int
vg_clistatus_show(struct vg_cli *cli);

/* Prints the lines of store, disk and database out of vigie-cases:storage (borrowed). */
void
vg_clistatus_storage(const struct vg_cli *cli, const json_t *storage);

/* Prints 'target', vigie-cases:storage and vigie-cases:agents as one JSON object. */
int
vg_clistatus_json(struct vg_cli *cli, const char *target);

#endif
