/*
 * The options that a command has of its own, as its help shows them: what the models say of the
 * leaves of its RPC, and what is known here of the commands that have none.
 */
#ifndef VG_COLLECTOR_CLI_CLIWORDS_H
#define VG_COLLECTOR_CLI_CLIWORDS_H

#include "collector/cli/cliargs.h"

/*
 * Prints a line for each word of 'command' (borrowed).  When the models cannot be read only the
 * names are told.
 */
void
vg_cliwords_print(const struct vg_cliargs_command *command);

#endif
