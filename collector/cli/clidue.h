/*
 * vigie due: all clocks that run, by the time left.
 */
#ifndef VG_COLLECTOR_CLI_CLIDUE_H
#define VG_COLLECTOR_CLI_CLIDUE_H

#include "collector/cli/cli.h"

/* Gives the exit code. */
int
vg_clidue_list(struct vg_cli *cli);

/*
 * Reads a span as people write it ("8h", "30m", "2d"; borrowed) into '*seconds'.  VG_OK, or
 * VG_EPARSE: it is none above 0 and up to ten years.
 */
int
vg_clidue_span(const char *text, int64_t *seconds);

#endif
