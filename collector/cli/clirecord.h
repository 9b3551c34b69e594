/*
 * vigie record: recordings that leave the house, masked, and those that come.
 */
#ifndef VG_COLLECTOR_CLI_CLIRECORD_H
#define VG_COLLECTOR_CLI_CLIRECORD_H

#include "collector/cli/cli.h"

/* Writes a time of the collector into FILE (or stdout), every name masked. */
int
vg_clirecord_export(struct vg_cli *cli);

/*
 * Checks FILE whole, by playing it, and says what is in it: vigie replay --recording reads it
 * where it stands.
 */
int
vg_clirecord_import(struct vg_cli *cli);

#endif
