/*
 * vigie page list, vigie on-duty.
 */
#ifndef VG_COLLECTOR_CLI_CLIPAGES_H
#define VG_COLLECTOR_CLI_CLIPAGES_H

#include "collector/cli/cli.h"

/* Prints pages of ladders that run, with --all each; or who is called; an exit code. */
int
vg_clipages_list(struct vg_cli *cli);
int
vg_clipages_duty(struct vg_cli *cli);

/*
 * Prints a line for each channel of who may be called, or of 'person' (borrowed; "" all of them):
 * when it was proved.  'label' (borrowed) stands before the first.
 */
void
vg_clipages_proofs(struct vg_cli *cli, const char *label, const char *person);

#endif
