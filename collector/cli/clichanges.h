/*
 * How what a commit changes of the tree is printed.
 */
#ifndef VG_COLLECTOR_CLI_CLICHANGES_H
#define VG_COLLECTOR_CLI_CLICHANGES_H

#include <stddef.h>

/* Prints at most 'limit' (0: all) lines of 'changes' (borrowed), each set in. */
void
vg_clichanges_print(const char *changes, size_t limit);

#endif
