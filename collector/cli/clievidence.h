/*
 * Evidence on the page of a case: what the polled values were around a fault.
 */
#ifndef VG_COLLECTOR_CLI_CLIEVIDENCE_H
#define VG_COLLECTOR_CLI_CLIEVIDENCE_H

#include "collector/cli/cli.h"

/* Called with each line of the summary, borrowed. */
typedef void (*vg_clievidence_cb)(const char *label, const char *text, void *cookie);

/*
 * Tells 'evidence' (borrowed; an entry of list evidence) to 'cb': what was cut and of which span
 * there are samples, each series that the fault's text 'said' (borrowed) names, with 'all' each
 * other one that changed, and how many did.
 */
void
vg_clievidence_tell(const struct vg_cli *cli, const json_t *evidence, const char *said,
    bool all, vg_clievidence_cb cb, void *cookie);

#endif
