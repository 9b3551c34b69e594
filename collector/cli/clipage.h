/*
 * The page of one case, as an engineer reads it at night: what happened, since when, how much
 * time is left, what to do and why, then the record.
 */
#ifndef VG_COLLECTOR_CLI_CLIPAGE_H
#define VG_COLLECTOR_CLI_CLIPAGE_H

#include "collector/cli/cli.h"

/* Prints 'c' (borrowed), an entry of list case, on stdout. */
void
vg_clipage_print(struct vg_cli *cli, const json_t *c);

#endif
