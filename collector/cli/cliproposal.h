/*
 * Numbers that a supplier's mails propose (P6), on the screen.
 */
#ifndef VG_COLLECTOR_CLI_CLIPROPOSAL_H
#define VG_COLLECTOR_CLI_CLIPROPOSAL_H

#include <jansson.h>

#include "collector/cli/cli.h"

/*
 * A line for each number that mails in the case 'c' (borrowed, as the API gives it) proposed: which
 * mail, when, and who accepted or declined it, or the command that decides.
 */
void
vg_cliproposal_why(struct vg_cli *cli, const json_t *c);

#endif
