/*
 * The queue over the agent's database.
 *
 * The number of rows is counted once at the start and kept in memory, so that the limit costs
 * nothing per message.
 */
#include "agent/spool/spool.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "agent/state/statedb.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

struct vg_spool {
	struct vg_state *state; /* borrowed */
	struct vg_db *db;       /* borrowed */
	char agent[VG_NAME_SIZE];
	uint64_t max_messages;
	uint64_t next;
	uint64_t queue;
	struct vg_message *waiting; /* owned; VG_SPOOL_WAITING places, made at need */
	size_t n_waiting;
	uint64_t lost_from, lost_to; /* numbers past 'waiting'; 0: none */
	uint64_t lost;
	bool full;
	bool reserve_given; /* the ballast is gone because the disk was full */
	bool in_gap;
	vg_spool_gap_cb gap_cb;
	void *gap_cookie;
};

struct vg_spool *
vg_spool_new(struct vg_state *state, const char *agent, uint64_t max_messages)
{
	struct vg_spool *spool = vg_mem_zero(sizeof(*spool));

	spool->state = state;
	spool->db = vg_state_db(state);
	spool->max_messages = max_messages;
	spool->next = vg_state_next(state);
	vg_text_copy(spool->agent, sizeof(spool->agent), agent);
	if (vg_db_query(spool->db, VG_STATEDB_MESSAGE_COUNT, "") == VG_OK &&
	    vg_db_next(spool->db, VG_STATEDB_MESSAGE_COUNT)) {
		spool->queue =
		    (uint64_t)vg_db_int(spool->db, VG_STATEDB_MESSAGE_COUNT, 0);
		vg_db_done(spool->db, VG_STATEDB_MESSAGE_COUNT);
	}
	return spool;
}

void
vg_spool_free(struct vg_spool *spool)
{
	if (!spool)
		return;
	for (size_t i = 0; i < spool->n_waiting; i++)
		vg_vigiemib_fini(&spool->waiting[i]);
	free(spool->waiting);
	free(spool);
}

void
vg_spool_on_gap(struct vg_spool *spool, vg_spool_gap_cb cb, void *cookie)
{
	spool->gap_cb = cb;
	spool->gap_cookie = cookie;
}

/* --- writing rows ------------------------------------------------------------------------ */

static int
put_row(struct vg_spool *spool, const struct vg_message *message)
{
	const struct vg_event *m = &message->event;

	return vg_db_run(spool->db, VG_STATEDB_MESSAGE_PUT, "iiitttttiiiitiiib",
	    (int64_t)m->key.sequence, (int64_t)m->action, (int64_t)m->origin, m->device,
	    m->serial, m->resource, m->kind, m->qualifier, (int64_t)m->severity,
	    (int64_t)m->cause, m->since.us, m->agent_time.us, m->text,
	    (int64_t)message->type, (int64_t)message->part, (int64_t)message->parts,
	    (const void *)message->body, message->body_size);
}

static int
put_all(struct vg_spool *spool, const struct vg_message *messages, size_t n)
{
	int err = VG_OK;

	for (size_t i = 0; i < n && err == VG_OK; i++) {
		err = put_row(spool, &messages[i]);
		if (err == VG_OK && vg_vigiemib_is_fault(messages[i].type))
			err = vg_state_put_standing(spool->state, &messages[i].event);
	}
	return err;
}

/* A gap as a message that bears the number 'from'. */
static void
write_gap(struct vg_spool *spool, struct vg_message *gap, uint64_t from, uint64_t to,
    const char *reason, struct vg_wall when)
{
	memset(gap, 0, sizeof(*gap));
	gap->type = VG_MESSAGE_GAP;
	gap->part = gap->parts = 1;
	gap->event.action = VG_ACTION_INFO;
	gap->event.origin = VG_ORIGIN_SELF;
	gap->event.agent_time = when;
	gap->event.key.sequence = from;
	vg_text_copy(gap->event.key.agent, sizeof(gap->event.key.agent), spool->agent);
	memcpy(gap->event.key.spool, vg_state_spool(spool->state), VG_SPOOL_SIZE);
	gap->body =
	    (unsigned char *)vg_mem_format("{\"from\":%" PRIu64 ",\"to\":%" PRIu64
					   ",\"lost\":%" PRIu64 ",\"reason\":\"%s\"}",
		from, to, to - from + 1, reason);
	gap->body_size = strlen((const char *)gap->body);
}

/* One transaction of 'n' messages, a gap (or NULL) and the next number. */
static int
commit(struct vg_spool *spool, const struct vg_message *messages, size_t n,
    const struct vg_message *gap)
{
	int err = vg_db_begin(spool->db);

	if (err != VG_OK)
		return err;
	err = put_all(spool, messages, n);
	if (err == VG_OK && gap)
		err = put_row(spool, gap);
	if (err == VG_OK)
		err = vg_state_put_next(spool->state, spool->next);
	if (err != VG_OK) {
		vg_db_rollback(spool->db);
		return err;
	}
	return vg_db_commit(spool->db);
}

/* The disk's last reserve, when it is full; true when the work should be tried once more. */
static bool
give_reserve(struct vg_spool *spool)
{
	if (!vg_db_release_ballast(spool->db))
		return false;
	spool->reserve_given = true;
	return true;
}

/* Made again as soon as there is room; a full disk refuses it at once. */
static void
take_reserve(struct vg_spool *spool)
{
	if (spool->reserve_given && vg_db_make_ballast(spool->db) == VG_OK)
		spool->reserve_given = false;
}

/* The same as commit, with the reserve. */
static int
commit_hard(struct vg_spool *spool, const struct vg_message *messages, size_t n,
    const struct vg_message *gap)
{
	int err = commit(spool, messages, n, gap);

	if (err == VG_EFULL && give_reserve(spool))
		err = commit(spool, messages, n, gap);
	spool->full = err != VG_OK;
	if (err != VG_OK)
		return err;
	spool->queue += n + (gap ? 1 : 0);
	take_reserve(spool);
	return VG_OK;
}

/* --- memory ------------------------------------------------------------------------------ */

static void
wait_in_memory(struct vg_spool *spool, const struct vg_message *message)
{
	if (spool->n_waiting >= VG_SPOOL_WAITING) {
		if (!spool->lost_from)
			spool->lost_from = message->event.key.sequence;
		spool->lost_to = message->event.key.sequence;
		spool->lost++;
		return;
	}
	if (!spool->waiting)
		spool->waiting = vg_mem_array(VG_SPOOL_WAITING, sizeof(*spool->waiting));
	struct vg_message *kept = &spool->waiting[spool->n_waiting++];
	*kept = *message;
	if (message->body)
		kept->body = vg_mem_copy(message->body, message->body_size);
}

static void
tell_gap(struct vg_spool *spool, uint64_t from, uint64_t to)
{
	if (!spool->gap_cb || spool->in_gap)
		return;
	spool->in_gap = true;
	spool->gap_cb(from, to, spool->gap_cookie);
	spool->in_gap = false;
}

int
vg_spool_retry(struct vg_spool *spool)
{
	struct vg_message gap;
	uint64_t from = spool->lost_from, to = spool->lost_to;

	if (spool->n_waiting == 0)
		return VG_OK;
	if (from)
		write_gap(spool, &gap, from, to, "memory",
		    spool->waiting[spool->n_waiting - 1].event.agent_time);
	int err =
	    commit_hard(spool, spool->waiting, spool->n_waiting, from ? &gap : NULL);
	if (from)
		vg_vigiemib_fini(&gap);
	if (err != VG_OK)
		return err;
	for (size_t i = 0; i < spool->n_waiting; i++)
		vg_vigiemib_fini(&spool->waiting[i]);
	spool->n_waiting = 0;
	spool->lost_from = spool->lost_to = 0;
	if (from)
		tell_gap(spool, from, to);
	return VG_OK;
}

/* --- the limit --------------------------------------------------------------------------- */

/* The number of the row 'offset' from the oldest; 0 when there is none. */
static uint64_t
number_at(struct vg_spool *spool, uint64_t offset)
{
	uint64_t number = 0;

	if (vg_db_query(spool->db, VG_STATEDB_MESSAGE_OLDEST, "i", (int64_t)offset) ==
		VG_OK &&
	    vg_db_next(spool->db, VG_STATEDB_MESSAGE_OLDEST)) {
		number = (uint64_t)vg_db_int(spool->db, VG_STATEDB_MESSAGE_OLDEST, 0);
		vg_db_done(spool->db, VG_STATEDB_MESSAGE_OLDEST);
	}
	return number;
}

/* How far a gap at 'number' reaches already; 'number' itself when it is no gap. */
static uint64_t
reach_of(struct vg_spool *spool, uint64_t offset, uint64_t number)
{
	uint64_t reach = number;
	size_t size;

	if (vg_db_query(spool->db, VG_STATEDB_MESSAGE_OLDEST, "i", (int64_t)offset) !=
		VG_OK ||
	    !vg_db_next(spool->db, VG_STATEDB_MESSAGE_OLDEST))
		return reach;
	if (vg_db_int(spool->db, VG_STATEDB_MESSAGE_OLDEST, 1) == VG_MESSAGE_GAP) {
		const char *body =
		    vg_db_blob(spool->db, VG_STATEDB_MESSAGE_OLDEST, 2, &size);
		const char *to = body ? memmem(body, size, "\"to\":", 5) : NULL;
		if (to)
			reach = strtoull(to + 5, NULL, 10);
	}
	vg_db_done(spool->db, VG_STATEDB_MESSAGE_OLDEST);
	return reach;
}

/* How many messages, gaps aside, have the numbers 'from' to 'to'. */
static uint64_t
count_between(struct vg_spool *spool, uint64_t from, uint64_t to)
{
	const enum vg_statedb_statement between = VG_STATEDB_MESSAGE_BETWEEN;
	uint64_t n = 0;

	if (vg_db_query(spool->db, between, "iii", (int64_t)from, (int64_t)to,
		(int64_t)VG_MESSAGE_GAP) == VG_OK &&
	    vg_db_next(spool->db, between)) {
		n = (uint64_t)vg_db_int(spool->db, between, 0);
		vg_db_done(spool->db, between);
	}
	return n;
}

/* Puts 'gap' where the numbers from its own to 'last' stood. */
static int
replace_by(struct vg_spool *spool, const struct vg_message *gap, uint64_t last)
{
	int err = vg_db_begin(spool->db);

	if (err != VG_OK)
		return err;
	err = vg_db_run(spool->db, VG_STATEDB_MESSAGE_DROP_RANGE, "ii",
	    (int64_t)gap->event.key.sequence, (int64_t)last);
	if (err == VG_OK)
		err = put_row(spool, gap);
	if (err != VG_OK) {
		vg_db_rollback(spool->db);
		return err;
	}
	return vg_db_commit(spool->db);
}

/*
 * Makes room: what is above the limit and a hundredth more becomes one gap that bears the first
 * of its numbers, so that the order behind it has no hole.  The head of the queue is left out:
 * it may be in flight, and its acknowledgement would delete the gap instead.
 */
static int
fold_oldest(struct vg_spool *spool, struct vg_wall now)
{
	uint64_t n = spool->queue - spool->max_messages + spool->max_messages / 100 + 1;
	uint64_t from = number_at(spool, VG_SPOOL_FLIGHT);
	uint64_t last = number_at(spool, VG_SPOOL_FLIGHT + n - 1);
	struct vg_message gap;

	if (!from || last <= from)
		return VG_OK;
	uint64_t to = reach_of(spool, VG_SPOOL_FLIGHT + n - 1, last);
	uint64_t lost = count_between(spool, from, last);
	write_gap(spool, &gap, from, to, "overflow", now);
	int err = replace_by(spool, &gap, last);
	vg_vigiemib_fini(&gap);
	if (err != VG_OK)
		return err;
	spool->queue -= n - 1;
	spool->lost += lost;
	tell_gap(spool, from, to);
	return VG_OK;
}

/* --- putting, reading, deleting ---------------------------------------------------------- */

static void
number(struct vg_spool *spool, struct vg_message *message)
{
	struct vg_message_key *key = &message->event.key;

	vg_text_copy(key->agent, sizeof(key->agent), spool->agent);
	memcpy(key->spool, vg_state_spool(spool->state), VG_SPOOL_SIZE);
	key->sequence = spool->next++;
}

int
vg_spool_put(struct vg_spool *spool, struct vg_message *messages, size_t n)
{
	int err = VG_OK;

	if (n == 0)
		return VG_OK;
	for (size_t i = 0; i < n; i++)
		number(spool, &messages[i]);
	/* What waits is older and must reach the disk first. */
	if (spool->n_waiting)
		err = vg_spool_retry(spool);
	if (err == VG_OK)
		err = commit_hard(spool, messages, n, NULL);
	for (size_t i = 0; i < n && err != VG_OK; i++)
		wait_in_memory(spool, &messages[i]);
	if (err == VG_OK && spool->queue > spool->max_messages)
		fold_oldest(spool, messages[n - 1].event.agent_time);
	return err;
}

static void
read_row(struct vg_spool *spool, struct vg_message *message)
{
	const enum vg_statedb_statement after = VG_STATEDB_MESSAGE_AFTER;
	int c = VG_STATEDB_EVENT + 12;

	memset(message, 0, sizeof(*message));
	vg_statedb_read_event(spool->db, after, &message->event);
	vg_text_copy(
	    message->event.key.agent, sizeof(message->event.key.agent), spool->agent);
	memcpy(message->event.key.spool, vg_state_spool(spool->state), VG_SPOOL_SIZE);
	message->type = (enum vg_message_type)vg_db_int(spool->db, after, c++);
	message->part = (uint32_t)vg_db_int(spool->db, after, c++);
	message->parts = (uint32_t)vg_db_int(spool->db, after, c++);
	const void *body = vg_db_blob(spool->db, after, c, &message->body_size);
	if (body)
		message->body = vg_mem_copy(body, message->body_size);
}

void
vg_spool_read(
    struct vg_spool *spool, uint64_t after, size_t limit, vg_spool_cb cb, void *cookie)
{
	struct vg_message message;

	if (vg_db_query(spool->db, VG_STATEDB_MESSAGE_AFTER, "ii", (int64_t)after,
		(int64_t)limit) != VG_OK)
		return;
	while (vg_db_next(spool->db, VG_STATEDB_MESSAGE_AFTER)) {
		read_row(spool, &message);
		cb(&message, cookie);
		vg_vigiemib_fini(&message);
	}
}

static int
delete_all(struct vg_spool *spool, const uint64_t *numbers, size_t n, uint64_t *gone)
{
	int err = vg_db_begin(spool->db);

	*gone = 0;
	if (err != VG_OK)
		return err;
	for (size_t i = 0; i < n && err == VG_OK; i++) {
		err = vg_db_run(
		    spool->db, VG_STATEDB_MESSAGE_DROP, "i", (int64_t)numbers[i]);
		*gone += (uint64_t)vg_db_changes(spool->db);
	}
	if (err != VG_OK) {
		vg_db_rollback(spool->db);
		return err;
	}
	return vg_db_commit(spool->db);
}

int
vg_spool_delete(struct vg_spool *spool, const uint64_t *numbers, size_t n)
{
	uint64_t gone;
	int err = delete_all(spool, numbers, n, &gone);

	if (err == VG_EFULL && give_reserve(spool))
		err = delete_all(spool, numbers, n, &gone);
	if (err == VG_OK)
		spool->queue -= gone < spool->queue ? gone : spool->queue;
	return err;
}

bool
vg_spool_has(struct vg_spool *spool, enum vg_message_type type)
{
	for (size_t i = 0; i < spool->n_waiting; i++) {
		if (spool->waiting[i].type == type)
			return true;
	}
	if (vg_db_query(spool->db, VG_STATEDB_MESSAGE_TYPE, "i", (int64_t)type) != VG_OK)
		return false;
	bool found = vg_db_next(spool->db, VG_STATEDB_MESSAGE_TYPE);
	if (found)
		vg_db_done(spool->db, VG_STATEDB_MESSAGE_TYPE);
	return found;
}

struct vg_spool_counts
vg_spool_count(const struct vg_spool *spool)
{
	return (struct vg_spool_counts){.queue = spool->queue,
	    .waiting = spool->n_waiting,
	    .lost = spool->lost,
	    .next = spool->next,
	    .full = spool->full};
}
