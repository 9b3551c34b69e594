/*
 * The queue over the agent's database.
 *
 * The number of rows is counted once at the start and kept in memory, so that the limit costs
 * nothing per message.
 */
#include "agent/spool/spool.h"

#include <stdlib.h>
#include <string.h>

#include "agent/spool/spoolrow.h"
#include "agent/state/statedb.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

struct vg_spool {
	struct vg_state *state; /* borrowed */
	struct vg_db *db;       /* borrowed */
	char agent[VG_NAME_SIZE];
	uint64_t max_messages, max_octets;
	int64_t max_age_us;
	uint64_t next;
	uint64_t queue, gaps, octets; /* on disk; gaps are among the queue */
	struct vg_wall looked;        /* when age was looked at last */
	struct vg_wall age_rests;     /* the clock stepped: no age until then */
	struct vg_message *waiting;   /* owned; VG_SPOOL_WAITING places, made at need */
	size_t n_waiting;
	uint64_t lost_from, lost_to; /* numbers past 'waiting'; 0: none */
	uint64_t lost;
	bool full;
	bool reserve_given; /* the ballast is gone because the disk was full */
	bool in_gap;
	vg_spool_gap_cb gap_cb;
	void *gap_cookie;
};

/* Counts what is on disk. */
static void
count_rows(struct vg_spool *spool)
{
	const enum vg_statedb_statement count = VG_STATEDB_MESSAGE_COUNT;

	if (vg_db_query(spool->db, count, "i", (int64_t)VG_MESSAGE_GAP) != VG_OK ||
	    !vg_db_next(spool->db, count))
		return;
	spool->queue = (uint64_t)vg_db_int(spool->db, count, 0);
	spool->gaps = (uint64_t)vg_db_int(spool->db, count, 1);
	spool->octets = (uint64_t)vg_db_int(spool->db, count, 2);
	vg_db_done(spool->db, count);
}

struct vg_spool *
vg_spool_new(struct vg_state *state, const char *agent, uint64_t max_messages)
{
	struct vg_spool *spool = vg_mem_zero(sizeof(*spool));

	spool->state = state;
	spool->db = vg_state_db(state);
	vg_spool_limit(spool, max_messages, VG_SPOOL_OCTETS, VG_SPOOL_AGE_H * VG_HOUR_US);
	spool->next = vg_state_next(state);
	vg_text_copy(spool->agent, sizeof(spool->agent), agent);
	count_rows(spool);
	return spool;
}

void
vg_spool_limit(struct vg_spool *spool, uint64_t messages, uint64_t octets, int64_t age_us)
{
	spool->max_messages = messages;
	spool->max_octets = octets;
	spool->max_age_us = age_us;
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
put_all(struct vg_spool *spool, const struct vg_message *messages, size_t n)
{
	int err = VG_OK;

	for (size_t i = 0; i < n && err == VG_OK; i++) {
		err = vg_spoolrow_put(
		    spool->db, &messages[i], messages[i].event.key.sequence);
		if (err == VG_OK && vg_vigiemib_is_fault(messages[i].type))
			err = vg_state_put_standing(spool->state, &messages[i].event);
	}
	return err;
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
		err = vg_spoolrow_put(spool->db, gap, spool->lost_to);
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
	spool->gaps += gap ? 1 : 0;
	for (size_t i = 0; i < n; i++)
		spool->octets += vg_spoolrow_octets(&messages[i]);
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
		vg_spoolrow_gap(&gap, from, to, "memory",
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

/* What is above the limits, in messages; about, where octets are what is too much. */
static uint64_t
excess(const struct vg_spool *spool)
{
	uint64_t told = spool->queue - spool->gaps, n = 0;

	if (told > spool->max_messages)
		n = told - spool->max_messages + spool->max_messages / 100;
	if (spool->octets > spool->max_octets) {
		uint64_t over =
		    spool->octets - spool->max_octets + spool->max_octets / 100;
		uint64_t each = spool->octets / (spool->queue ? spool->queue : 1);
		uint64_t many = over / (each ? each : 1) + 1;
		n = many > n ? many : n;
	}
	return n;
}

static int
compare_numbers(const void *a, const void *b)
{
	const uint64_t *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

/* Up to 'limit' numbers of 'which' after 'after' into '*numbers' (the caller frees), ascending. */
static size_t
choose(struct vg_spool *spool, enum vg_statedb_statement which, uint64_t after,
    uint64_t limit, uint64_t **numbers)
{
	size_t n = 0, capacity = 0;
	int err = which == VG_STATEDB_MESSAGE_LEAST
	    ? vg_db_query(spool->db, which, "iii", (int64_t)after, (int64_t)limit,
		  (int64_t)VG_MESSAGE_GAP)
	    : vg_db_query(spool->db, which, "ii", (int64_t)after, (int64_t)limit);

	*numbers = NULL;
	while (err == VG_OK && vg_db_next(spool->db, which)) {
		*numbers = vg_mem_grow(*numbers, &capacity, n, sizeof(**numbers));
		(*numbers)[n++] = (uint64_t)vg_db_int(spool->db, which, 0);
	}
	if (n)
		qsort(*numbers, n, sizeof(**numbers), compare_numbers);
	return n;
}

/* Ends the transaction that gave messages up, and counts what is left. */
static int
end_give_up(struct vg_spool *spool, int err)
{
	uint64_t told = spool->queue - spool->gaps;

	if (err == VG_OK)
		err = vg_db_commit(spool->db);
	else
		vg_db_rollback(spool->db);
	if (err != VG_OK)
		return err;
	count_rows(spool);
	spool->lost += told - (spool->queue - spool->gaps);
	return VG_OK;
}

/* Gives up to 'n' of 'which' behind the flight; '*gone' gets how many. */
static int
give_up_some(struct vg_spool *spool, enum vg_statedb_statement which, uint64_t n,
    const char *reason, struct vg_wall now, size_t *gone)
{
	uint64_t after = number_at(spool, VG_SPOOL_FLIGHT - 1);
	uint64_t *numbers;

	*gone = after ? choose(spool, which, after, n, &numbers) : 0;
	if (*gone == 0)
		return VG_OK;
	int err = vg_db_begin(spool->db);
	if (err == VG_OK) {
		err = vg_spoolrow_give_up(spool->db, numbers, *gone, after, reason, now);
		err = end_give_up(spool, err);
	}
	free(numbers);
	return err;
}

/* Makes one gap of the rows from behind the flight to the row 'last'. */
static int
give_up_oldest(
    struct vg_spool *spool, uint64_t last, const char *reason, struct vg_wall now)
{
	uint64_t from = number_at(spool, VG_SPOOL_FLIGHT), to = 0;

	if (!from || last <= from)
		return VG_OK;
	int err = vg_db_begin(spool->db);
	if (err != VG_OK)
		return err;
	err = vg_spoolrow_give_up_range(spool->db, from, last, reason, now, &to);
	err = end_give_up(spool, err);
	if (err == VG_OK)
		tell_gap(spool, from, to);
	return err;
}

/*
 * Makes room, by a ladder: repeats of a fault that stands; then what is least severe, but for
 * what tells a fault that stands; then the oldest, whatever it is.  The head of the queue is left
 * out: it may be in flight, and its acknowledgement would delete the gap instead.  Gaps do not
 * count: since those that meet are one, they are never more than what lies between them.
 */
static void
make_room(struct vg_spool *spool, struct vg_wall now)
{
	size_t gone = 0;
	uint64_t n = excess(spool);
	int err = VG_OK;

	if (n)
		err = give_up_some(
		    spool, VG_STATEDB_MESSAGE_REPEATS, n, "folded", now, &gone);
	n = excess(spool);
	if (n && err == VG_OK) {
		err = give_up_some(
		    spool, VG_STATEDB_MESSAGE_LEAST, n, "overflow", now, &gone);
		/* A clear may be among them: the list of what stands goes after it. */
		if (gone && err == VG_OK)
			tell_gap(spool, 0, 0);
	}
	n = excess(spool);
	if (n && err == VG_OK && spool->queue > VG_SPOOL_FLIGHT) {
		uint64_t most = spool->queue - VG_SPOOL_FLIGHT - 1;
		err = give_up_oldest(spool,
		    number_at(spool, VG_SPOOL_FLIGHT + (n < most ? n : most)), "overflow",
		    now);
	}
}

/*
 * A clock that stepped would make all of the queue old at once: then age rests for a day, in which
 * it is set right or the other limits hold.
 */
static bool
clock_stepped(struct vg_spool *spool, struct vg_wall now, bool kept)
{
	int64_t since_us = vg_instant_since(now, spool->looked);
	bool first = !vg_instant_is_set(spool->looked);

	spool->looked = now;
	/* Of a start nobody knows what the clock said before. */
	if (first ? !kept : since_us < -VG_SPOOL_STEP_US || since_us > VG_SPOOL_STEP_US)
		spool->age_rests = vg_instant_add(now, VG_DAY_US);
	return vg_instant_compare(now, spool->age_rests) < 0;
}

void
vg_spool_expire(struct vg_spool *spool, struct vg_wall now, bool kept)
{
	const enum vg_statedb_statement aged = VG_STATEDB_MESSAGE_AGED;
	uint64_t after = number_at(spool, VG_SPOOL_FLIGHT - 1), last = 0;
	struct vg_wall oldest = vg_instant_add(now, -spool->max_age_us);

	if (clock_stepped(spool, now, kept) || !after)
		return;
	if (vg_db_query(spool->db, aged, "ii", (int64_t)after, oldest.us) == VG_OK &&
	    vg_db_next(spool->db, aged)) {
		last = (uint64_t)vg_db_int(spool->db, aged, 0);
		vg_db_done(spool->db, aged);
	}
	if (last)
		(void)give_up_oldest(spool, last, "age", now);
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
	if (err == VG_OK)
		make_room(spool, messages[n - 1].event.agent_time);
	return err;
}

static void
read_row(struct vg_spool *spool, struct vg_message *message)
{
	const enum vg_statedb_statement after = VG_STATEDB_MESSAGE_AFTER;
	int c = VG_STATEDB_EVENT + VG_STATEDB_EVENT_COLUMNS;

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

/* What 'number' takes, before it goes. */
static void
count_out(struct vg_spool *spool, uint64_t number, struct vg_spool *gone)
{
	const enum vg_statedb_statement seen = VG_STATEDB_MESSAGE_SEEN;

	if (vg_db_query(spool->db, seen, "i", (int64_t)number) != VG_OK ||
	    !vg_db_next(spool->db, seen))
		return;
	gone->queue++;
	gone->gaps += vg_db_int(spool->db, seen, 0) == VG_MESSAGE_GAP;
	gone->octets += (uint64_t)vg_db_int(spool->db, seen, 2);
	vg_db_done(spool->db, seen);
}

static int
delete_all(struct vg_spool *spool, const uint64_t *numbers, size_t n)
{
	struct vg_spool gone = {.queue = 0};
	int err = vg_db_begin(spool->db);

	if (err != VG_OK)
		return err;
	for (size_t i = 0; i < n && err == VG_OK; i++) {
		count_out(spool, numbers[i], &gone);
		err = vg_db_run(
		    spool->db, VG_STATEDB_MESSAGE_DROP, "i", (int64_t)numbers[i]);
	}
	if (err != VG_OK) {
		vg_db_rollback(spool->db);
		return err;
	}
	err = vg_db_commit(spool->db);
	if (err == VG_OK) {
		spool->queue -= gone.queue;
		spool->gaps -= gone.gaps;
		spool->octets -=
		    gone.octets < spool->octets ? gone.octets : spool->octets;
	}
	return err;
}

int
vg_spool_delete(struct vg_spool *spool, const uint64_t *numbers, size_t n)
{
	int err = delete_all(spool, numbers, n);

	return err == VG_EFULL && give_reserve(spool) ? delete_all(spool, numbers, n)
						      : err;
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

bool
vg_spool_holds(struct vg_spool *spool, uint64_t number)
{
	const enum vg_statedb_statement seen = VG_STATEDB_MESSAGE_SEEN;

	if (vg_db_query(spool->db, seen, "i", (int64_t)number) != VG_OK ||
	    !vg_db_next(spool->db, seen))
		return false;
	vg_db_done(spool->db, seen);
	return true;
}

struct vg_spool_counts
vg_spool_count(const struct vg_spool *spool)
{
	return (struct vg_spool_counts){.queue = spool->queue,
	    .waiting = spool->n_waiting,
	    .lost = spool->lost,
	    .octets = spool->octets,
	    .next = spool->next,
	    .full = spool->full};
}
