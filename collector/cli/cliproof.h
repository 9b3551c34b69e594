/*
 * vigie evidence CASE, vigie evidence verify FILE.
 */
#ifndef VG_COLLECTOR_CLI_CLIPROOF_H
#define VG_COLLECTOR_CLI_CLIPROOF_H

#include "collector/cli/cli.h"

/* Prints the manifest of a case's evidence, or with --output writes the bundle. */
int
vg_cliproof_get(struct vg_cli *cli);

/* Checks a bundle without a collector; names the first file that differs. */
int
vg_cliproof_verify(struct vg_cli *cli);

#endif
