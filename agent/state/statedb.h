/*
 * The agent's one database file: its tables and numbered statements, shared by agent/state and
 * agent/spool so that a fault, its number and its message stand in one transaction.
 */
#ifndef VG_AGENT_STATE_STATEDB_H
#define VG_AGENT_STATE_STATEDB_H

#include "lib/model/event.h"
#include "lib/sql/db.h"

enum vg_statedb_statement {
	VG_STATEDB_META_GET,
	VG_STATEDB_META_MAKE,
	VG_STATEDB_META_KEY,
	VG_STATEDB_META_NEXT,
	VG_STATEDB_STANDING_PUT,
	VG_STATEDB_STANDING_DROP,
	VG_STATEDB_STANDING_ALL,
	VG_STATEDB_LAST_PUT,
	VG_STATEDB_LAST_DROP,
	VG_STATEDB_LAST_OF,
	VG_STATEDB_DEVICE_PUT,
	VG_STATEDB_DEVICE_GET,
	VG_STATEDB_DEVICE_UNTOLD,
	VG_STATEDB_DEVICE_DROP,
	VG_STATEDB_COLLECTOR_PUT,
	VG_STATEDB_COLLECTOR_GET,
	VG_STATEDB_MESSAGE_PUT,
	VG_STATEDB_MESSAGE_AFTER,
	VG_STATEDB_MESSAGE_DROP,
	VG_STATEDB_MESSAGE_DROP_RANGE,
	VG_STATEDB_MESSAGE_COUNT,
	VG_STATEDB_MESSAGE_SEEN,
	VG_STATEDB_MESSAGE_BEFORE,
	VG_STATEDB_MESSAGE_REPEATS,
	VG_STATEDB_MESSAGE_LEAST,
	VG_STATEDB_MESSAGE_AGED,
	VG_STATEDB_MESSAGE_TYPE,
	VG_STATEDB_MESSAGE_OLDEST,
	VG_STATEDB_META_BOOT,
	VG_STATEDB_CLAIM_PUT,
	VG_STATEDB_CLAIM_DROP,
	VG_STATEDB_CLAIM_ALL,
	VG_STATEDB_RAISE_PUT,
	VG_STATEDB_RAISE_AGED,
	VG_STATEDB_RAISE_ALL,
	VG_STATEDB_N
};

/* The columns of an event in statements that read one, from column VG_STATEDB_EVENT on. */
enum { VG_STATEDB_EVENT = 1, VG_STATEDB_EVENT_COLUMNS = 15 };

/* Opens 'path' (borrowed) with the agent's plan; as vg_db_open. */
int
vg_statedb_open(const char *path, struct vg_db **db, struct vg_detail *detail);

/*
 * Reads the event of the row under 'statement' (its sequence in column 0, the event's columns
 * from VG_STATEDB_EVENT on) into 'event', without agent and spool.
 */
void
vg_statedb_read_event(
    struct vg_db *db, enum vg_statedb_statement statement, struct vg_event *event);

#endif
