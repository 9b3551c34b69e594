/*
 * vigie user: what proves users to vigie-web.  Pass phrases are hashed here, tokens made here; the
 * collector gets their hashes alone.
 */
#ifndef VG_COLLECTOR_CLI_CLIUSER_H
#define VG_COLLECTOR_CLI_CLIUSER_H

#include "collector/cli/cli.h"

/* user passwd NAME: asks for a pass phrase twice on the terminal, or reads a line of the input. */
int
vg_cliuser_passwd(struct vg_cli *cli);

/* user token add NAME | list [NAME] | revoke TOKEN. */
int
vg_cliuser_token(struct vg_cli *cli);

#endif
