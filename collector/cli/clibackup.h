/*
 * vigie backup and vigie restore.
 */
#ifndef VG_COLLECTOR_CLI_CLIBACKUP_H
#define VG_COLLECTOR_CLI_CLIBACKUP_H

#include "collector/cli/cli.h"

/*
 * Lets the collector make a backup, shows how it goes, and copies it to FILE where one is given,
 * which wants somebody who may read the collector's folder.
 */
int
vg_clibackup_make(struct vg_cli *cli);

/*
 * Becomes vigie-collector --restore, which stands beside this program or in ../sbin: the
 * collector must not run, and nobody but its program opens a database.
 */
int
vg_clibackup_restore(struct vg_cli *cli);

#endif
