/*
 * Intake: a batch of traps is stored and applied in one transaction.
 *
 * Messages of an agent are applied in the order of their sequence; one that comes early waits
 * for the hole before it, a gap message that names it, or its time.  Each is applied inside a
 * savepoint, so that one poisonous message leaves only itself behind.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "collector/desk/deskcore.h"
#include "collector/normal/normal.h"
#include "lib/base/buf.h"
#include "lib/base/digest.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/model/trapblob.h"
#include "lib/trapmap/withhold.h"

/* RFC 3414: a foreign inform can come twice within the time window. */
#define FOREIGN_WINDOW_US (150 * VG_SECOND_US)

static const char died_twice[] = "was being applied when the collector died twice";

static int
set_state(struct vg_desk *desk, int64_t row, const char *state)
{
	return vg_db_run(desk->db, VG_SQL_MESSAGE_STATE, "it", row, state);
}

static int
set_unapplied(struct vg_desk *desk, const char *class, const char *name, int64_t row,
    struct vg_wall now, const char *why)
{
	int code = set_state(desk, row, "unapplied");

	return code == VG_OK ? vg_deskagent_unapplied(desk, class, name, now, why) : code;
}

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
		code = vg_detail_set(detail, VG_EINVAL, "%s", died_twice);
	}
	if (code == VG_OK) {
		code = vg_db_keep(desk->db);
		return code == VG_OK ? set_state(desk, row, "applied") : code;
	}
	vg_db_undo(desk->db);
	desk->n_pending = told;
	if (vg_db_is_disk(code))
		return code;
	return set_unapplied(desk, "agent", m->event.key.agent, row, now, detail->text);
}

/* --- order ------------------------------------------------------------------------------- */

struct order {
	unsigned char spool[VG_SPOOL_SIZE];
	int64_t applied; /* the highest sequence applied, or given up, in order */
	int64_t
	    stood; /* what 'applied' was before this call: the hole is still that one */
	int64_t lost; /* a gap says that up to here nothing more comes; 0: none did */
	bool known;
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
	if (read == VG_OK)
		code = apply_next(desk, &m, row, order, now, &detail);
	else
		code = set_unapplied(desk, "agent", agent, row, now, "it cannot be read");
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

/*
 * The time at which the hole is given up: when the oldest that waits behind it has waited long
 * enough.  What came together is let go together, however many holes lie between; and what
 * comes later does not put the time off, or an agent that keeps talking would never be heard.
 */
static int
watch_hole(struct vg_desk *desk, const char *agent, const struct order *order,
    struct vg_wall now)
{
	int64_t wait_us = (int64_t)desk->conf->hole_wait_s * VG_SECOND_US;
	struct vg_wall oldest = now;

	if (order->applied == order->stood)
		return vg_db_run(desk->db, VG_SQL_DUE_KEEP, "tti", "hole", agent,
		    vg_instant_add(now, wait_us).us);
	int code = ask_waiting(desk, VG_SQL_MESSAGE_OLDEST, agent, order, &oldest.us);
	return code == VG_OK
	    ? vg_desk_put_due(desk, "hole", agent, vg_instant_add(oldest, wait_us))
	    : code;
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
vg_deskintake_give_up_hole(struct vg_desk *desk, const char *agent, struct vg_wall now)
{
	struct order order;
	int64_t lowest = 0;
	int code = load_order(desk, agent, &order);

	if (code == VG_OK)
		code = find_lowest(desk, agent, &order, &lowest);
	if (code != VG_OK || lowest == 0)
		return code == VG_OK ? vg_desk_drop_due(desk, "hole", agent) : code;
	order.applied = lowest - 1;
	code = go_on(desk, agent, &order, now);
	return code == VG_OK ? save_order(desk, agent, &order, now) : code;
}

/* Places one stored message in its agent's order and applies what can be. */
static int
place(struct vg_desk *desk, const struct vg_message *m, int64_t row, struct vg_wall now,
    struct vg_detail *detail)
{
	const struct vg_message_key *key = &m->event.key;
	int64_t sequence = (int64_t)key->sequence;
	bool new_spool = false;
	struct order order;
	int code = vg_deskagent_heard(desk, m, now, &new_spool);

	if (code == VG_OK)
		code = load_order(desk, key->agent, &order);
	if (code != VG_OK)
		return code;
	if (sequence <= order.applied)
		return set_state(desk, row, "history");
	if (sequence > order.applied + 1) {
		code = set_state(desk, row, "waiting");
		return code == VG_OK ? go_on(desk, key->agent, &order, now) : code;
	}
	code = apply_next(desk, m, row, &order, now, detail);
	if (code == VG_OK)
		code = go_on(desk, key->agent, &order, now);
	return code == VG_OK ? save_order(desk, key->agent, &order, now) : code;
}

/* --- storing ----------------------------------------------------------------------------- */

static int
find_row(struct vg_desk *desk, const struct vg_message_key *key, int64_t *row)
{
	const size_t q = VG_SQL_MESSAGE_FIND;
	int code = vg_db_query(desk->db, q, "tbi", key->agent, key->spool,
	    sizeof(key->spool), (int64_t)key->sequence);

	*row = 0;
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		*row = vg_db_int(desk->db, q, 0);
		vg_db_done(desk->db, q);
	}
	return code;
}

static int
store(struct vg_desk *desk, const struct vg_trap *trap, const struct vg_message_key *key,
    int type, const struct vg_digest *digest, struct vg_wall now, int64_t *row)
{
	struct vg_buf blob;

	vg_buf_init(&blob, 0);
	vg_trapblob_pack(trap, &blob);
	int code =
	    vg_db_run(desk->db, VG_SQL_MESSAGE_ADD, "tbiibtib", key->agent, key->spool,
		sizeof(key->spool), (int64_t)key->sequence, (int64_t)type, digest->octet,
		sizeof(digest->octet), trap->source, now.us, blob.data, blob.size);
	vg_buf_fini(&blob);
	*row = vg_db_last_id(desk->db);
	return code;
}

static bool
spool_has_ended(struct vg_desk *desk, const struct vg_message_key *key)
{
	const size_t q = VG_SQL_SPOOL_ENDED;
	bool ended = vg_db_query(desk->db, q, "tb", key->agent, key->spool,
			 sizeof(key->spool)) == VG_OK &&
	    vg_db_next(desk->db, q);

	if (ended)
		vg_db_done(desk->db, q);
	return ended;
}

/* An agent is the user that authenticated; its messages are authPriv informs. */
static int
check_identity(struct vg_desk *desk, const struct vg_trap *trap,
    const struct vg_message *m, struct vg_detail *detail)
{
	const struct vg_conf_agent *agent = vg_conf_agent_of_user(desk->conf, trap->user);
	const char *said = m->event.key.agent;

	if (trap->version != 3 || !trap->auth_priv || !trap->inform)
		return vg_detail_set(detail, VG_EAUTH,
		    "identity: %s is taken as an authPriv inform only",
		    vg_vigiemib_name(m->type));
	if (!agent || strcmp(agent->name, said) != 0)
		return vg_detail_set(detail, VG_EAUTH,
		    "identity: user %s may not speak for agent %s", trap->user, said);
	return VG_OK;
}

static int
take_message(struct vg_desk *desk, const struct vg_trap *trap, struct vg_wall now,
    enum vg_intake_result *result, struct vg_detail *detail)
{
	static const struct vg_digest none;
	struct vg_message m;
	int64_t row = 0;
	int code;

	*result = VG_INTAKE_REFUSED;
	if (vg_vigiemib_decode(trap, &m, detail) != VG_OK)
		return VG_OK;
	if (check_identity(desk, trap, &m, detail) != VG_OK) {
		vg_vigiemib_fini(&m);
		return VG_OK;
	}
	if (spool_has_ended(desk, &m.event.key)) {
		code = vg_deskagent_copied(desk, m.event.key.agent, now, detail);
		vg_vigiemib_fini(&m);
		return code;
	}
	m.event.received = now;
	*result = VG_INTAKE_KNOWN;
	code = find_row(desk, &m.event.key, &row);
	if (code == VG_OK && row == 0) {
		*result = VG_INTAKE_STORED;
		code = store(desk, trap, &m.event.key, (int)m.type, &none, now, &row);
		if (code == VG_OK)
			code = place(desk, &m, row, now, detail);
	}
	vg_vigiemib_fini(&m);
	return code;
}

/* --- foreign traps ------------------------------------------------------------------------- */

/* What makes two foreign traps the same: everything but when and from which port they came. */
static struct vg_digest
digest_of(const struct vg_trap *trap)
{
	struct vg_trap copy = *trap;
	struct vg_buf blob;

	copy.received = (struct vg_wall){0};
	copy.source_port = 0;
	vg_buf_init(&blob, 0);
	vg_trapblob_pack(&copy, &blob);
	struct vg_digest digest = vg_digest_of(blob.data, blob.size);
	vg_buf_fini(&blob);
	return digest;
}

static bool
came_just_now(struct vg_desk *desk, const struct vg_digest *digest, struct vg_wall now)
{
	const size_t q = VG_SQL_MESSAGE_RECENT;
	bool known = vg_db_query(desk->db, q, "bi", digest->octet, sizeof(digest->octet),
			 now.us - FOREIGN_WINDOW_US) == VG_OK &&
	    vg_db_next(desk->db, q);

	if (known)
		vg_db_done(desk->db, q);
	return known;
}

/* One trap may tell of several faults; each in a savepoint, '*all_good' when none was refused. */
static int
apply_claims(struct vg_desk *desk, const struct vg_conf_device *device,
    const struct vg_trap *trap, int64_t row, struct vg_wall now, bool *all_good,
    struct vg_detail *detail)
{
	struct vg_event events[VG_TRAPMAP_MAX_CLAIMS];
	size_t n =
	    vg_normal_foreign(desk->packs, device->supplier, device->name, trap, events);
	int code = VG_OK;

	for (size_t i = 0; i < n && code == VG_OK; i++) {
		size_t told = desk->n_pending;
		code = vg_db_save(desk->db);
		if (code != VG_OK)
			return code;
		events[i].received = now;
		code = vg_deskapply_event(desk, &events[i], "", row, now, false, detail);
		if (code == VG_OK) {
			code = vg_db_keep(desk->db);
			continue;
		}
		vg_db_undo(desk->db);
		desk->n_pending = told;
		*all_good = false;
		code = vg_db_is_disk(code) ? code : VG_OK;
	}
	return code;
}

/* No agent has an empty name: what the mark of a foreign trap is called meets no message's. */
static struct vg_message_key
mark_of(const struct vg_digest *digest)
{
	struct vg_message_key key = {.agent = ""};

	memcpy(key.spool, digest->octet, sizeof(key.spool));
	memcpy(&key.sequence, digest->octet + sizeof(key.spool), sizeof(key.sequence));
	return key;
}

static int
apply_foreign(struct vg_desk *desk, const struct vg_conf_device *device,
    const struct vg_trap *trap, const struct vg_digest *digest, int64_t row,
    struct vg_wall now, struct vg_detail *detail)
{
	const struct vg_message_key key = mark_of(digest);
	bool all_good = vg_deskmark_begin(desk, &key);
	int code = VG_OK;

	if (all_good) {
		code = apply_claims(desk, device, trap, row, now, &all_good, detail);
		vg_deskmark_end(desk);
	} else {
		vg_detail_set(detail, VG_EINVAL, "%s", died_twice);
	}
	if (code != VG_OK)
		return code;
	return all_good
	    ? set_state(desk, row, "applied")
	    : set_unapplied(desk, "device", device->name, row, now, detail->text);
}

static int
take_foreign(struct vg_desk *desk, const struct vg_trap *trap, struct vg_wall now,
    enum vg_intake_result *result, struct vg_detail *detail)
{
	const struct vg_conf_device *device = vg_conf_device_at(desk->conf, trap->source);
	static const struct vg_message_key none;
	struct vg_digest digest = digest_of(trap);
	int64_t row;

	*result = VG_INTAKE_KNOWN;
	if (came_just_now(desk, &digest, now))
		return VG_OK;
	*result = VG_INTAKE_STORED;
	int code = store(desk, trap, &none, 0, &digest, now, &row);
	if (code != VG_OK)
		return code;
	if (device)
		return apply_foreign(desk, device, trap, &digest, row, now, detail);
	vg_detail_set(
	    detail, VG_ENOENT, "no device of the tree has the address %s", trap->source);
	return set_state(desk, row, "history");
}

/* --- one after the other ------------------------------------------------------------------- */

/* What could not be taken as it should be is kept as it came. */
static int
take_unapplied(struct vg_desk *desk, const struct vg_trap *trap, struct vg_wall now,
    enum vg_intake_result *result, struct vg_detail *detail)
{
	const struct vg_conf_device *device = vg_conf_device_at(desk->conf, trap->source);
	bool ours = vg_vigiemib_is(&trap->oid);
	struct vg_digest digest = {{0}};
	struct vg_message m = {0};
	struct vg_detail unused;
	int64_t row = 0;
	int code = ours ? vg_vigiemib_decode(trap, &m, &unused) : VG_OK;

	if (!ours)
		digest = digest_of(trap);
	if (code == VG_OK)
		code = store(desk, trap, &m.event.key, (int)m.type, &digest, now, &row);
	if (code == VG_OK && (ours || device))
		code = set_unapplied(desk, ours ? "agent" : "device",
		    ours ? m.event.key.agent : device->name, row, now, detail->text);
	else if (code == VG_OK)
		code = set_state(desk, row, "unapplied");
	*result = VG_INTAKE_STORED;
	if (ours)
		vg_vigiemib_fini(&m);
	return code;
}

typedef int (*take_one)(struct vg_desk *desk, const struct vg_trap *trap,
    struct vg_wall now, enum vg_intake_result *result, struct vg_detail *detail);

/* In a savepoint: only the disk makes more than this one fail. */
static int
try_one(take_one take, struct vg_desk *desk, const struct vg_trap *trap,
    struct vg_wall now, enum vg_intake_result *result, struct vg_detail *detail)
{
	size_t told = desk->n_pending;
	int code = vg_db_save(desk->db);

	if (code != VG_OK)
		return code;
	code = take(desk, trap, now, result, detail);
	if (code == VG_OK)
		return vg_db_keep(desk->db);
	if (detail->code != code)
		vg_detail_set(detail, code, "%s", vg_db_error(desk->db));
	vg_db_undo(desk->db);
	desk->n_pending = told;
	return code;
}

static int
take_safely(struct vg_desk *desk, const struct vg_trap *trap, struct vg_wall now,
    enum vg_intake_result *result, struct vg_detail *detail)
{
	take_one take = vg_vigiemib_is(&trap->oid) ? take_message : take_foreign;
	int code = try_one(take, desk, trap, now, result, detail);

	if (code == VG_OK || vg_db_is_disk(code))
		return code;
	code = try_one(take_unapplied, desk, trap, now, result, detail);
	if (code == VG_OK || vg_db_is_disk(code))
		return code;
	*result = VG_INTAKE_REFUSED;
	return VG_OK;
}

static int
take_batch(struct vg_desk *desk, const struct vg_trap *traps, size_t n,
    struct vg_wall now, enum vg_intake_result *results, struct vg_detail *details)
{
	struct vg_detail unused;
	int code = vg_db_begin(desk->db);

	for (size_t i = 0; i < n && code == VG_OK; i++) {
		struct vg_detail *detail = details ? &details[i] : &unused;
		vg_detail_clear(detail);
		struct vg_trap kept = vg_withhold(desk->packs, &traps[i]);
		code = take_safely(desk, &kept, now, &results[i], detail);
		vg_withhold_end(&kept, &traps[i]);
	}
	if (code == VG_OK)
		code = vg_desk_commit(desk);
	else
		vg_desk_rollback(desk);
	return code;
}

int
vg_desk_intake(struct vg_desk *desk, const struct vg_trap *traps, size_t n,
    struct vg_wall now, enum vg_intake_result *results, struct vg_detail *details)
{
	int code = take_batch(desk, traps, n, now, results, details);

	if (code == VG_EFULL && vg_deskdisk_give_reserve(desk, now))
		code = take_batch(desk, traps, n, now, results, details);
	for (size_t i = 0; i < n && code != VG_OK; i++)
		results[i] = VG_INTAKE_FAILED;
	vg_deskdisk_outcome(desk, code, n, now);
	return code;
}
