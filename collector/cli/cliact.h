/*
 * Commands that are an RPC of the desk and nothing else: their row in the table says which.
 */
#ifndef VG_COLLECTOR_CLI_CLIACT_H
#define VG_COLLECTOR_CLI_CLIACT_H

#include "collector/cli/cli.h"

/*
 * Posts the RPC of the command's row with its object, text, cause, cure, own options, time and
 * key, and prints what became of it.  Returns an exit code.
 */
int
vg_cliact_run(struct vg_cli *cli);

/* Whether the leaf 'name' of an RPC is a boolean: its option takes true or false. */
bool
vg_cliact_is_boolean(const char *name);

#endif
