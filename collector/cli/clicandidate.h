/*
 * vigie tree edit, set, delete, diff, validate, commit, cancel, discard, rollback: the candidate at
 * the command line.
 *
 * The editor is the user's own program, started by his own command ($VISUAL, else $EDITOR, else
 * vi), on a file that only he reads.
 */
#ifndef VG_COLLECTOR_CLI_CLICANDIDATE_H
#define VG_COLLECTOR_CLI_CLICANDIDATE_H

#include "collector/cli/cli.h"

/* Each carries the command out and returns an exit code. */
int
vg_clicandidate_edit(struct vg_cli *cli);
int
vg_clicandidate_set(struct vg_cli *cli);
int
vg_clicandidate_delete(struct vg_cli *cli);
int
vg_clicandidate_diff(struct vg_cli *cli);
int
vg_clicandidate_validate(struct vg_cli *cli);
int
vg_clicandidate_commit(struct vg_cli *cli);
int
vg_clicandidate_cancel(struct vg_cli *cli);
int
vg_clicandidate_discard(struct vg_cli *cli);
int
vg_clicandidate_rollback(struct vg_cli *cli);

/*
 * Makes 'content' (borrowed), a whole tree as JSON, the candidate, and says what it changes.
 * Returns an exit code.
 */
int
vg_clicandidate_replace(struct vg_cli *cli, const char *content);

/*
 * Gives the candidate, or without one the tree in force, as JSON (the caller frees it); an exit
 * code.
 */
int
vg_clicandidate_fetch(struct vg_cli *cli, char **content);

#endif
