/*
 * vigie sla due: when a sum of hours or working days runs out.  Offline: asks no collector.
 */
#ifndef VG_COLLECTOR_CLI_CLISLA_H
#define VG_COLLECTOR_CLI_CLISLA_H

#include "collector/cli/cli.h"

/* Gives the exit code. */
int
vg_clisla_due(struct vg_cli *cli);

/*
 * Reads a start from 'text' (borrowed): a date, or a date and a time with or without seconds,
 * with or without an offset (Z, +02:00, +0200, +02).  Without one it is civil time of 'zone'
 * (borrowed), the first of two, or the first instant after a time that does not exist.
 *
 * Returns VG_OK; VG_EPARSE when it is none of these; VG_ERANGE outside of the years 1971 to
 * 2099, for which zones are known.
 */
int
vg_clisla_read(const struct vg_zone *zone, const char *text, struct vg_wall *at);

#endif
