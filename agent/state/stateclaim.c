/*
 * Claims in the agent's file.
 */
#include "agent/state/stateclaim.h"

#include <string.h>

#include "agent/state/statedb.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

static void
take_text(struct vg_db *db, int column, char *target, size_t size)
{
	vg_text_copy(target, size, vg_db_text(db, VG_STATEDB_CLAIM_ALL, column));
}

#define TAKE(db, column, target) take_text(db, column, target, sizeof(target))

static void
read_claim(struct vg_db *db, struct vg_claimed *claim)
{
	const enum vg_statedb_statement all = VG_STATEDB_CLAIM_ALL;
	const char *notification = vg_db_text(db, all, 12);

	memset(claim, 0, sizeof(*claim));
	TAKE(db, 0, claim->resource);
	TAKE(db, 1, claim->kind);
	TAKE(db, 2, claim->qualifier);
	TAKE(db, 3, claim->device);
	TAKE(db, 4, claim->probe);
	TAKE(db, 5, claim->part);
	claim->bad = vg_db_int(db, all, 6) != 0;
	claim->trusted = vg_db_int(db, all, 7) != 0;
	claim->told = vg_db_int(db, all, 8) != 0;
	claim->severity = (enum vg_severity)vg_db_int(db, all, 9);
	claim->at.us = vg_db_int(db, all, 10);
	TAKE(db, 11, claim->text);
	claim->notification =
	    notification && *notification ? vg_mem_text(notification) : NULL;
}

void
vg_stateclaim_each(struct vg_state *state, vg_stateclaim_cb cb, void *cookie)
{
	struct vg_db *db = vg_state_db(state);
	struct vg_claimed claim;

	if (vg_db_query(db, VG_STATEDB_CLAIM_ALL, "") != VG_OK)
		return;
	while (vg_db_next(db, VG_STATEDB_CLAIM_ALL)) {
		read_claim(db, &claim);
		cb(&claim, cookie);
	}
}

int
vg_stateclaim_put(struct vg_state *state, const struct vg_claimed *claim)
{
	const struct vg_claimed *c = claim;

	return vg_db_run(vg_state_db(state), VG_STATEDB_CLAIM_PUT, "ttttttiiiiitt",
	    c->resource, c->kind, c->qualifier, c->device, c->probe, c->part,
	    (int64_t)c->bad, (int64_t)c->trusted, (int64_t)c->told, (int64_t)c->severity,
	    c->at.us, c->text, c->notification ? c->notification : "");
}

int
vg_stateclaim_drop(struct vg_state *state, const struct vg_claimed *claim)
{
	return vg_db_run(vg_state_db(state), VG_STATEDB_CLAIM_DROP, "ttt",
	    claim->resource, claim->kind, claim->qualifier);
}
