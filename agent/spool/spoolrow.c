/*
 * Rows and gaps.
 */
#include "agent/spool/spoolrow.h"

#include <inttypes.h>
#include <string.h>

#include "agent/state/statedb.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

enum { ROW_OCTETS = 100 }; /* numbers, times, the row itself */

void
vg_spoolrow_gap(struct vg_message *gap, uint64_t from, uint64_t to, const char *reason,
    struct vg_wall now)
{
	memset(gap, 0, sizeof(*gap));
	gap->type = VG_MESSAGE_GAP;
	gap->part = gap->parts = 1;
	gap->event.action = VG_ACTION_INFO;
	gap->event.origin = VG_ORIGIN_SELF;
	gap->event.agent_time = now;
	gap->event.key.sequence = from;
	gap->body =
	    (unsigned char *)vg_mem_format("{\"from\":%" PRIu64 ",\"to\":%" PRIu64
					   ",\"lost\":%" PRIu64 ",\"reason\":\"%s\"}",
		from, to, to - from + 1, reason);
	gap->body_size = strlen((const char *)gap->body);
}

uint64_t
vg_spoolrow_octets(const struct vg_message *message)
{
	const struct vg_event *m = &message->event;

	return ROW_OCTETS + strlen(m->device) + strlen(m->serial) + strlen(m->resource) +
	    strlen(m->kind) + strlen(m->qualifier) + strlen(m->text) +
	    strlen(m->symptom_of) + message->body_size;
}

int
vg_spoolrow_put(struct vg_db *db, const struct vg_message *message, uint64_t reach)
{
	const struct vg_event *m = &message->event;

	return vg_db_run(db, VG_STATEDB_MESSAGE_PUT, "iiitttttiiiititiiiibii",
	    (int64_t)m->key.sequence, (int64_t)m->action, (int64_t)m->origin, m->device,
	    m->serial, m->resource, m->kind, m->qualifier, (int64_t)m->severity,
	    (int64_t)m->cause, m->since.us, m->agent_time.us, m->text,
	    (int64_t)m->flapping, m->symptom_of, (int64_t)m->alone,
	    (int64_t)message->type, (int64_t)message->part, (int64_t)message->parts,
	    (const void *)message->body, message->body_size,
	    (int64_t)vg_spoolrow_octets(message), (int64_t)reach);
}

/* How far the row 'number' reaches; 0 when there is none, or it is no gap but 'gap' asks one. */
static uint64_t
reach_of(struct vg_db *db, uint64_t number, bool gap)
{
	const enum vg_statedb_statement seen = VG_STATEDB_MESSAGE_SEEN;
	uint64_t reach = 0;

	if (vg_db_query(db, seen, "i", (int64_t)number) != VG_OK || !vg_db_next(db, seen))
		return 0;
	if (!gap || vg_db_int(db, seen, 0) == VG_MESSAGE_GAP)
		reach = (uint64_t)vg_db_int(db, seen, 1);
	vg_db_done(db, seen);
	return reach;
}

/* The number of the gap that ends right before 'number' and lies after 'after'; 0: none. */
static uint64_t
gap_before(struct vg_db *db, uint64_t number, uint64_t after)
{
	const enum vg_statedb_statement before = VG_STATEDB_MESSAGE_BEFORE;
	uint64_t found = 0;

	if (vg_db_query(db, before, "i", (int64_t)number) != VG_OK ||
	    !vg_db_next(db, before))
		return 0;
	uint64_t sequence = (uint64_t)vg_db_int(db, before, 0);
	if (sequence > after && vg_db_int(db, before, 1) == VG_MESSAGE_GAP &&
	    (uint64_t)vg_db_int(db, before, 2) + 1 == number)
		found = sequence;
	vg_db_done(db, before);
	return found;
}

/* Puts one gap where the rows from number 'from' to the row 'last' stood. */
static int
replace(struct vg_db *db, uint64_t from, uint64_t last, uint64_t to, const char *reason,
    struct vg_wall now)
{
	struct vg_message gap;
	int err = vg_db_run(
	    db, VG_STATEDB_MESSAGE_DROP_RANGE, "ii", (int64_t)from, (int64_t)last);

	if (err != VG_OK)
		return err;
	vg_spoolrow_gap(&gap, from, to, reason, now);
	err = vg_spoolrow_put(db, &gap, to);
	vg_vigiemib_fini(&gap);
	return err;
}

int
vg_spoolrow_give_up_range(struct vg_db *db, uint64_t from, uint64_t last,
    const char *reason, struct vg_wall now, uint64_t *to)
{
	*to = reach_of(db, last, false);
	return *to ? replace(db, from, last, *to, reason, now) : VG_EIO;
}

int
vg_spoolrow_give_up(struct vg_db *db, const uint64_t *numbers, size_t n, uint64_t after,
    const char *reason, struct vg_wall now)
{
	int err = VG_OK;

	for (size_t i = 0; i < n && err == VG_OK;) {
		uint64_t from = numbers[i], last = numbers[i], to = last, next;
		/* What follows without a hole: more of them, or a gap. */
		for (i++;; to = next) {
			if (i < n && numbers[i] == to + 1)
				next = last = numbers[i++];
			else if ((next = reach_of(db, to + 1, true)) != 0)
				last = to + 1;
			else
				break;
		}
		uint64_t before = gap_before(db, from, after);
		err = replace(db, before ? before : from, last, to, reason, now);
	}
	return err;
}
