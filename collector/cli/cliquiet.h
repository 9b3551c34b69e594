/*
 * What keeps alarms quiet: commands on shelves and planned work, and their lists.
 */
#ifndef VG_COLLECTOR_CLI_CLIQUIET_H
#define VG_COLLECTOR_CLI_CLIQUIET_H

#include "collector/cli/cli.h"

enum { VG_CLIQUIET_SHELF_SIZE = 240 };

/* As vg_cliact_run; begin, end and until may be written as --at is. */
int
vg_cliquiet_run(struct vg_cli *cli);

/* Prints planned work that is on or to come; shelves that are not over. */
int
vg_cliquiet_planned(struct vg_cli *cli);
int
vg_cliquiet_shelves(struct vg_cli *cli);

/*
 * For status: planned work and shelves that are on or begin within 24 hours, and a change of the
 * clocks in the zone of the tables within 36; prints nothing where there is none.
 */
void
vg_cliquiet_status(struct vg_cli *cli);

/*
 * "shelf-2 of claire until 2026-07-12 04:00" of an alarm of the model (borrowed); "" it is on none.
 */
void
vg_cliquiet_shelf(
    const struct vg_cli *cli, const json_t *alarm, char text[VG_CLIQUIET_SHELF_SIZE]);

/*
 * For why: which alarms of the case 'c' (borrowed) stand on a shelf, and that nobody is told when
 * all of them do; prints nothing where none is.
 */
void
vg_cliquiet_of_case(const struct vg_cli *cli, const json_t *c);

#endif
