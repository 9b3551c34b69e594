/*
 * Persons on the screen: what they are ("site contact"); with --people their names.
 */
#ifndef VG_COLLECTOR_CLI_CLIPEOPLE_H
#define VG_COLLECTOR_CLI_CLIPEOPLE_H

#include "collector/cli/cli.h"

enum { VG_CLIPEOPLE_SIZE = 320 };

/* With --people, asks for the names.  VG_CLIARGS_OK, or an exit code after saying why. */
int
vg_clipeople_load(struct vg_cli *cli);

/*
 * Writes how 'who', a reference or a user, is shown; 'what' (both borrowed) is what the collector
 * says that the person is, "" for a user.
 */
void
vg_clipeople_write(const struct vg_cli *cli, const char *who, const char *what,
    char text[VG_CLIPEOPLE_SIZE]);

#endif
