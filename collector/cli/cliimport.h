/*
 * vigie import clients, contracts, devices: tables of a spreadsheet or of GLPI into the tree.
 *
 * Dry run first: every fault of the table is told with its line, then what would change; only
 * --commit loads it, and then all of it or nothing.
 */
#ifndef VG_COLLECTOR_CLI_CLIIMPORT_H
#define VG_COLLECTOR_CLI_CLIIMPORT_H

#include "collector/cli/cli.h"

int
vg_cliimport_clients(struct vg_cli *cli);
int
vg_cliimport_contracts(struct vg_cli *cli);
int
vg_cliimport_devices(struct vg_cli *cli);

#endif
