/*
 * vigie why, why-not: what was decided, and by what.
 */
#ifndef VG_COLLECTOR_CLI_CLIWHY_H
#define VG_COLLECTOR_CLI_CLIWHY_H

#include "collector/cli/cli.h"

/* Each runs its command and gives the exit code. */
int
vg_cliwhy_why(struct vg_cli *cli);
int
vg_cliwhy_not(struct vg_cli *cli);

/*
 * The alarm that the words of 'cli' name, NUMBER or RESOURCE KIND [QUALIFIER], as the collector
 * gives it: '*answer', which the caller frees (NULL: none).  last: shows the last decision about
 * the alarm 'number'.  Both give the exit code.
 */
int
vg_cliwhy_alarm(struct vg_cli *cli, json_t **answer);
int
vg_cliwhy_last(struct vg_cli *cli, int64_t number);

#endif
