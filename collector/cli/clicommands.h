/*
 * The table of commands: what vigie can do, one row each.
 */
#ifndef VG_COLLECTOR_CLI_CLICOMMANDS_H
#define VG_COLLECTOR_CLI_CLICOMMANDS_H

#include <stddef.h>

#include "collector/cli/cliargs.h"

extern const struct vg_cliargs_command vg_clicommands_all[];
extern const size_t vg_clicommands_count;

#endif
