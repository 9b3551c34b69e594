/*
 * The order of an agent's messages.
 */
#include "collector/desk/agents/deskplace.h"

#include <inttypes.h>
#include <string.h>

#include "collector/desk/agents/deskagent.h"
#include "collector/desk/record/deskdecision.h"
#include "collector/desk/record/deskmessage.h"
#include "collector/normal/normal.h"
#include "collector/store/storesweep.h"
#include "lib/base/error.h"
#include "lib/model/trapblob.h"

static int
apply_message(struct vg_desk *desk, const struct vg_message *m, int64_t row,
    struct vg_wall now, struct vg_detail *detail)
{
	if (vg_vigiemib_is_fault(m->type))
		return vg_deskapply_event(
		    desk, &m->event, m->event.key.agent, row, now, false, detail);
	return vg_deskagent_message(desk, m, row, now, detail);
}

/* Applies inside a savepoint and notes what became of the row. */
static int
apply_safely(struct vg_desk *desk, const struct vg_message *m, int64_t row,
    struct vg_wall now, struct vg_detail *detail)
{
	size_t told = desk->n_pending;
	int code = vg_db_save(desk->db);

	if (code != VG_OK)
		return code;
	if (vg_deskmark_begin(desk, &m->event.key)) {
		code = apply_message(desk, m, row, now, detail);
		vg_deskmark_end(desk);
	} else {
		code = vg_detail_set(detail, VG_EINVAL, "%s", VG_DESKMESSAGE_DIED_TWICE);
	}
	if (code == VG_OK) {
		code = vg_db_keep(desk->db);
		return code;
	}
	vg_db_undo(desk->db);
	desk->n_pending = told;
	if (vg_db_is_disk(code))
		return code;
	return vg_deskmessage_unapplied(
	    desk, "agent", m->event.key.agent, row, now, detail->text);
}

struct order {
	unsigned char spool[VG_SPOOL_SIZE];
	int64_t applied; /* the highest sequence applied, or given up, in order */
	int64_t
	    stood; /* what 'applied' was before this call: the hole is still that one */
	int64_t lost; /* a gap says that up to here nothing more comes; 0: none did */
	struct vg_wall heard; /* when the agent was heard last */
	struct vg_wall
	    before; /* the time before this message; unset: never, or no message */
	bool known, silent;
};

static int
load_order(struct vg_desk *desk, const char *agent, struct order *order)
{
	const size_t q = VG_SQL_AGENT_GET;
	size_t size;

	memset(order, 0, sizeof(*order));
	int code = vg_db_query(desk->db, q, "t", agent);
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code;
	const void *spool = vg_db_blob(desk->db, q, 0, &size);
	if (size == VG_SPOOL_SIZE)
		memcpy(order->spool, spool, size);
	order->applied = order->stood = vg_db_int(desk->db, q, 1);
	order->heard.us = vg_db_int(desk->db, q, 2);
	order->silent = strcmp(vg_db_text(desk->db, q, 3), "silent") == 0;
	order->known = true;
	vg_db_done(desk->db, q);
	return VG_OK;
}

static int
save_order(struct vg_desk *desk, const char *agent, const struct order *order,
    struct vg_wall now)
{
	return vg_db_run(desk->db, VG_SQL_AGENT_PUT, "tbii", agent, order->spool,
	    sizeof(order->spool), order->applied, now.us);
}

/* Applies the message that is next in order; a gap also says what will never come. */
static int
apply_next(struct vg_desk *desk, const struct vg_message *m, int64_t row,
    struct order *order, struct vg_wall now, struct vg_detail *detail)
{
	struct vg_detail unused;
	struct vg_gap gap;
	int code = apply_safely(desk, m, row, now, detail);

	order->applied = (int64_t)m->event.key.sequence;
	if (m->type == VG_MESSAGE_GAP &&
	    vg_normal_gap(m->body, m->body_size, &gap, &unused) == VG_OK &&
	    (int64_t)gap.last > order->lost)
		order->lost = (int64_t)gap.last;
	return code;
}

/* Applies the row that waits for 'sequence', if there is one: '*found' says so. */
static int
apply_waiting(struct vg_desk *desk, const char *agent, struct order *order,
    int64_t sequence, struct vg_wall now, bool *found)
{
	const size_t q = VG_SQL_MESSAGE_WAITING;
	struct vg_message m = {0};
	struct vg_detail detail = {0};
	struct vg_trap trap;
	size_t size;

	*found = false;
	int code = vg_db_query(
	    desk->db, q, "tib", agent, sequence, order->spool, sizeof(order->spool));
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code;
	*found = true;
	int64_t row = vg_db_int(desk->db, q, 0);
	const void *blob = vg_db_blob(desk->db, q, 1, &size);
	int read = vg_trapblob_unpack(blob, size, &trap);
	vg_db_done(desk->db, q);
	if (read == VG_OK)
		read = vg_vigiemib_decode(&trap, &m, &detail);
	/*
	 * What cannot be read is applied and then is not, as all that is unapplied (deskmessage.h).
	 */
	code = vg_deskmessage_state(desk, row, "applied");
	if (read == VG_OK && code == VG_OK)
		code = apply_next(desk, &m, row, order, now, &detail);
	else if (code == VG_OK)
		code = vg_deskmessage_unapplied(
		    desk, "agent", agent, row, now, "it cannot be read");
	order->applied = sequence;
	vg_vigiemib_fini(&m);
	vg_trap_fini(&trap);
	return code;
}

/* The one number that statement 'q' tells of what waits; 0 when nothing does. */
static int
ask_waiting(struct vg_desk *desk, size_t q, const char *agent, const struct order *order,
    int64_t *number)
{
	int code =
	    vg_db_query(desk->db, q, "tb", agent, order->spool, sizeof(order->spool));

	*number = 0;
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		*number = vg_db_int(desk->db, q, 0);
		vg_db_done(desk->db, q);
	}
	return code;
}

static int
find_lowest(
    struct vg_desk *desk, const char *agent, const struct order *order, int64_t *lowest)
{
	return ask_waiting(desk, VG_SQL_MESSAGE_LOWEST, agent, order, lowest);
}

static int64_t
wait_us(const struct vg_desk *desk)
{
	return (int64_t)desk->conf->hole_wait_s * VG_SECOND_US;
}

/*
 * Whether the agent was heard a while after 'oldest' began to wait: it could have filled the hole.
 */
static bool
has_talked(const struct vg_desk *desk, struct vg_wall oldest, struct vg_wall heard)
{
	return vg_instant_since(heard, oldest) >= wait_us(desk) / 2;
}

/*
 * The time at which the hole is given up: when the oldest that waits behind it has waited long
 * enough.  What came together is let go together, however many holes lie between; and what
 * comes later does not put the time off, or an agent that keeps talking would never be heard.
 * But for the first that comes when the agent was mute since: its road was away, and what fills
 * the hole comes by that road too.
 */
static int
watch_hole(struct vg_desk *desk, const char *agent, const struct order *order,
    struct vg_wall now)
{
	bool mute = vg_instant_is_set(order->before) &&
	    vg_instant_since(now, order->before) >= wait_us(desk) / 2;
	struct vg_wall oldest = now, until = vg_instant_add(now, wait_us(desk));
	int code = VG_OK;

	if (mute || order->applied != order->stood)
		code = ask_waiting(desk, VG_SQL_MESSAGE_OLDEST, agent, order, &oldest.us);
	if (code != VG_OK)
		return code;
	if (mute && !has_talked(desk, oldest, order->before))
		return vg_db_run(
		    desk->db, VG_SQL_DUE_LATER, "tti", "hole", agent, until.us);
	if (order->applied == order->stood)
		return vg_db_run(
		    desk->db, VG_SQL_DUE_KEEP, "tti", "hole", agent, until.us);
	return vg_db_run(desk->db, VG_SQL_DUE_LATER, "tti", "hole", agent,
	    vg_instant_add(oldest, wait_us(desk)).us);
}

/*
 * Goes on with what waits, in order, and past what a gap has given up; what is left behind a
 * hole gets a time to be given up too.
 */
static int
go_on(struct vg_desk *desk, const char *agent, struct order *order, struct vg_wall now)
{
	int64_t lowest = 0;
	bool found = true;
	int code = VG_OK;

	while (code == VG_OK && (found || order->lost > order->applied)) {
		code = apply_waiting(desk, agent, order, order->applied + 1, now, &found);
		if (code != VG_OK || found || order->lost <= order->applied)
			continue;
		/* Of the lost ones, some may have come before the agent lost them. */
		code = find_lowest(desk, agent, order, &lowest);
		order->applied =
		    lowest && lowest <= order->lost ? lowest - 1 : order->lost;
		found = true;
	}
	if (code == VG_OK)
		code = find_lowest(desk, agent, order, &lowest);
	if (code != VG_OK)
		return code;
	return lowest ? watch_hole(desk, agent, order, now)
		      : vg_desk_drop_due(desk, "hole", agent);
}

int
vg_deskplace_give_up_hole(struct vg_desk *desk, const char *agent, struct vg_wall now)
{
	struct order order;
	struct vg_wall oldest;
	int64_t lowest = 0;
	int code = load_order(desk, agent, &order);

	if (code == VG_OK)
		code = find_lowest(desk, agent, &order, &lowest);
	if (code != VG_OK || lowest == 0)
		return code == VG_OK ? vg_desk_drop_due(desk, "hole", agent) : code;
	code = ask_waiting(desk, VG_SQL_MESSAGE_OLDEST, agent, &order, &oldest.us);
	if (code != VG_OK)
		return code;
	/* Mute: until it is silent for all to see.  What waits is then worth more than order. */
	if (!order.silent && !has_talked(desk, oldest, order.heard))
		return vg_desk_put_due(
		    desk, "hole", agent, vg_instant_add(now, wait_us(desk) / 2));
	order.applied = lowest - 1;
	code = go_on(desk, agent, &order, now);
	return code == VG_OK ? save_order(desk, agent, &order, now) : code;
}

/*
 * What waits is bounded by how far its numbers lie apart, which costs two steps of an index.  When
 * nothing waits the first may be as far as it likes: after a restore all the numbers between are
 * gone, and only what waits lets a hole be given up.
 */
static int
check_room(struct vg_desk *desk, const struct vg_message_key *key,
    const struct order *order, struct vg_detail *detail)
{
	int64_t low = 0, high = 0, sequence = (int64_t)key->sequence;
	int code = find_lowest(desk, key->agent, order, &low);

	if (code == VG_OK)
		code = ask_waiting(
		    desk, VG_STORESWEEP_MESSAGE_HIGHEST, key->agent, order, &high);
	if (code != VG_OK || low == 0)
		return code;
	low = sequence < low ? sequence : low;
	high = sequence > high ? sequence : high;
	if (high - low < desk->conf->storage.waiting_max)
		return VG_OK;
	return vg_detail_set(detail, VG_EAGAIN,
	    "%s: number %" PRId64 " would wait with %" PRId64 " to %" PRId64
	    ", more than waiting-max lets",
	    key->agent, sequence, low, high);
}

int
vg_deskplace_message(struct vg_desk *desk, const struct vg_message *m, int64_t row,
    struct vg_wall now, struct vg_detail *detail)
{
	const struct vg_message_key *key = &m->event.key;
	int64_t sequence = (int64_t)key->sequence;
	bool new_spool = false;
	struct vg_wall before;
	struct order order;
	int code = vg_deskagent_heard(desk, m, now, &new_spool, &before);

	if (code == VG_OK)
		code = load_order(desk, key->agent, &order);
	if (code != VG_OK)
		return code;
	order.before = before;
	if (sequence <= order.applied) {
		code = vg_deskmessage_state(desk, row, "history");
		return code == VG_OK ? vg_deskdecision_late(desk, row, now, order.applied)
				     : code;
	}
	if (sequence > order.applied + 1) {
		/* Itself it does not wait yet. */
		code = check_room(desk, key, &order, detail);
		if (code == VG_OK)
			code = vg_deskmessage_state(desk, row, "waiting");
		return code == VG_OK ? go_on(desk, key->agent, &order, now) : code;
	}
	code = apply_next(desk, m, row, &order, now, detail);
	if (code == VG_OK)
		code = go_on(desk, key->agent, &order, now);
	return code == VG_OK ? save_order(desk, key->agent, &order, now) : code;
}
