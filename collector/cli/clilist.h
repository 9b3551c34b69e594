/*
 * Lists that come in pages: on a terminal a screen at a time, into a pipe all of it, with --limit
 * so many rows; with --json one document of as many entries.
 */
#ifndef VG_COLLECTOR_CLI_CLILIST_H
#define VG_COLLECTOR_CLI_CLILIST_H

#include "collector/cli/cli.h"
#include "collector/cli/clitable.h"

struct vg_clilist {
	const char *target;         /* path, with a query or without */
	const char *top;            /* "vigie-cases:cases" */
	const char *list;           /* "case" */
	const char *const *columns; /* of the table, as vg_clitable_new wants them */
	size_t n_columns;
	const char *none; /* said when there is no row */
	/* Adds the entry's row to 'table', or gives false: it is not wanted. */
	bool (*row)(struct vg_cli *cli, struct vg_clitable *table, const json_t *entry);
};

/* Shows 'list' (borrowed); gives the exit code. */
int
vg_clilist_show(struct vg_cli *cli, const struct vg_clilist *list);

#endif
