/*
 * Intake: a batch of traps is stored and applied in one transaction, each inside a savepoint, so
 * that one poisonous message leaves only itself behind.
 */
#include <string.h>

#include "collector/desk/agents/deskagent.h"
#include "collector/desk/record/deskcount.h"
#include "collector/desk/agents/deskcopy.h"
#include "collector/desk/record/deskdecision.h"
#include "collector/desk/foreign/deskforeign.h"
#include "collector/desk/record/deskmessage.h"
#include "collector/desk/agents/deskplace.h"
#include "collector/desk/record/deskrecent.h"
#include "collector/desk/deskrepeat.h"
#include "collector/desk/foreign/deskstormcore.h"
#include "lib/base/error.h"
#include "lib/log/log.h"
#include "lib/sql/dbsync.h"
#include "lib/trapmap/withhold.h"

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
		code = vg_deskcopy_ended(desk, m.event.key.agent, trap, now, detail);
		vg_vigiemib_fini(&m);
		return code;
	}
	m.event.received = now;
	*result = VG_INTAKE_KNOWN;
	code = find_row(desk, &m.event.key, &row);
	if (code == VG_OK && row) {
		bool other;
		code = vg_deskcopy_compare(
		    desk, &m.event.key, row, trap, now, &other, detail);
		*result = other ? VG_INTAKE_REFUSED : VG_INTAKE_KNOWN;
	}
	if (code == VG_OK && row == 0) {
		*result = VG_INTAKE_STORED;
		const struct vg_deskmessage message = {.trap = trap,
		    .key = &m.event.key,
		    .type = (int)m.type,
		    .state = "applied"};
		code = vg_deskmessage_store(desk, &message, now, &row);
		if (code == VG_OK)
			code = vg_deskplace_message(desk, &m, row, now, detail);
	}
	vg_vigiemib_fini(&m);
	return code;
}
/* --- one after the other ------------------------------------------------------------------- */

/* What could not be taken as it should be is kept as it came: a foreign one was read already. */
static int
take_unapplied(struct vg_desk *desk, const struct vg_trap *trap, struct vg_wall now,
    enum vg_intake_result *result, struct vg_detail *detail)
{
	const struct vg_conf_device *device = NULL;
	struct vg_deskmessage row_of = {.trap = trap, .state = "unapplied"};
	bool ours = vg_vigiemib_is(&trap->oid);
	struct vg_message m = {0};
	struct vg_detail unused;
	int64_t row = 0;
	int code = ours ? vg_vigiemib_decode(trap, &m, &unused) : VG_OK;

	if (ours) {
		row_of.key = &m.event.key;
		row_of.type = (int)m.type;
	} else {
		row_of.digest = &desk->foreign->digest;
		device = desk->foreign->device;
	}
	if (code == VG_OK)
		code = vg_deskmessage_store(desk, &row_of, now, &row);
	if (code == VG_OK)
		code = vg_deskdecision_unapplied(desk, row, now, detail->text);
	if (code == VG_OK && !ours)
		vg_deskrecent_add(desk->recent, &desk->foreign->seen, now);
	if (code == VG_OK && (ours || device))
		code = vg_deskagent_unapplied(desk, ours ? "agent" : "device",
		    ours ? m.event.key.agent : device->name, now, detail->text);
	*result = VG_INTAKE_STORED;
	if (ours)
		vg_vigiemib_fini(&m);
	return code;
}

/* It was refused, but its agent is there: what waits behind a hole goes by when it was heard. */
static int
take_as_heard(struct vg_desk *desk, const struct vg_trap *trap, struct vg_wall now,
    enum vg_intake_result *result, struct vg_detail *detail)
{
	struct vg_wall before;
	struct vg_message m;
	bool new_spool;

	*result = VG_INTAKE_OVERLOAD;
	if (vg_vigiemib_decode(trap, &m, detail) != VG_OK)
		return VG_OK;
	int code = vg_deskagent_heard(desk, &m, now, &new_spool, &before);
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
	size_t told = desk->n_pending, recent = vg_deskrecent_pending(desk->recent);
	const struct vg_deskcount_mark mark = vg_deskcount_mark(desk);
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
	vg_deskcount_undo(desk, mark);
	vg_deskrecent_undo(desk->recent, recent);
	/*
	 * Repeats may have been learned of an alarm that is no more; what was counted is written.
	 */
	vg_deskrepeat_forget(desk);
	return code;
}

/*
 * A repeat needs no savepoint: its INSERT is done or not.  When it is not, the trap goes the way of
 * all others; what fails after it costs the note of an unknown number, and is told.
 */
static int
take_repeat(struct vg_desk *desk, const struct vg_trap *trap, struct vg_wall now,
    bool *taken, enum vg_intake_result *result, struct vg_detail *detail)
{
	const size_t stored = vg_deskrecent_pending(desk->recent);
	int code = vg_deskforeign_repeat(desk, trap, now, taken, result);

	if (code == VG_OK || vg_db_is_disk(code))
		return code;
	*taken = vg_deskrecent_pending(desk->recent) > stored;
	if (*taken)
		vg_detail_set(detail, code, "%s", vg_db_error(desk->db));
	else
		vg_deskrepeat_take_back(desk, &desk->foreign->events[0]);
	/* Nothing is undone by it but that the store has failed: what reads next did not. */
	code = vg_db_save(desk->db);
	if (code == VG_OK)
		vg_db_undo(desk->db);
	return code;
}

/* What may touch an alarm begins with true counts. */
static int
take_safely(struct vg_desk *desk, const struct vg_trap *trap, const struct vg_trap *came,
    struct vg_wall now, enum vg_intake_result *result, struct vg_detail *detail)
{
	bool ours = vg_vigiemib_is(&trap->oid), taken = false;
	int code = VG_OK;

	if (!ours) {
		vg_deskforeign_read(desk, trap, came, now);
		code = take_repeat(desk, trap, now, &taken, result, detail);
	}
	if (code == VG_OK && !taken)
		code = vg_deskrepeat_write(desk);
	if (code != VG_OK || taken)
		return code;
	code = try_one(
	    ours ? take_message : vg_deskforeign_take, desk, trap, now, result, detail);
	if (code == VG_EAGAIN) {
		struct vg_detail unused = {0};
		code = try_one(take_as_heard, desk, trap, now, result, &unused);
		*result = VG_INTAKE_OVERLOAD;
		return vg_db_is_disk(code) ? code : VG_OK;
	}
	if (code == VG_OK || vg_db_is_disk(code))
		return code;
	code = try_one(take_unapplied, desk, trap, now, result, detail);
	if (code == VG_OK || vg_db_is_disk(code))
		return code;
	*result = VG_INTAKE_REFUSED;
	return VG_OK;
}

/* --- a batch -------------------------------------------------------------------------------- */

/* What was counted for a batch: it is taken back when the batch does not come to disk. */
struct folds {
	size_t cells[VG_DESK_BATCH];
	size_t n;
	bool inform; /* one of them waits for an answer */
};

static int
fold(struct vg_desk *desk, const struct vg_trap *trap, struct vg_wall now,
    struct folds *folds, bool *folded)
{
	size_t cell;
	int code = vg_deskstorm_fold(desk, trap, now, folded, &cell);

	if (code == VG_OK && cell != VG_DESKSTORM_NOT_COUNTED)
		folds->cells[folds->n++] = cell;
	folds->inform = folds->inform || (*folded && trap->inform);
	return code;
}

static int
take_each(struct vg_desk *desk, const struct vg_trap *traps, size_t n, struct vg_wall now,
    enum vg_intake_result *results, struct vg_detail *details, struct folds *folds)
{
	struct vg_detail unused;
	int code = VG_OK;

	for (size_t i = 0; i < n && code == VG_OK; i++) {
		struct vg_detail *detail = details ? &details[i] : &unused;
		bool folded = false;
		vg_detail_clear(detail);
		struct vg_trap room;
		const struct vg_trap *kept = vg_withhold(
		    vg_packset_marks(desk->packs), &desk->key, &traps[i], &room);
		if (traps[i].excess)
			code = fold(desk, kept, now, folds, &folded);
		if (folded)
			results[i] = VG_INTAKE_FOLDED;
		else if (code == VG_OK)
			code =
			    take_safely(desk, kept, &traps[i], now, &results[i], detail);
		vg_withhold_end(kept, &traps[i]);
	}
	return code;
}

/* How a batch comes to disk: its commit waits for it, or a later sync brings it. */
typedef int (*begin_cb)(struct vg_db *db);

static int
take_batch(struct vg_desk *desk, begin_cb begin, const struct vg_trap *traps, size_t n,
    struct vg_wall now, enum vg_intake_result *results, struct vg_detail *details)
{
	struct folds folds = {.n = 0};
	int code = begin(desk->db);

	if (code == VG_OK)
		code = take_each(desk, traps, n, now, results, details, &folds);
	/* An answer says that the count is on disk. */
	if (code == VG_OK && folds.inform)
		code = vg_deskstorm_write(desk, now);
	if (code == VG_OK)
		code = vg_desk_commit(desk);
	else
		vg_desk_rollback(desk);
	if (code == VG_OK && folds.inform)
		vg_deskstorm_written(desk);
	for (size_t i = folds.n; i > 0 && code != VG_OK; i--)
		vg_deskstorm_take_back(desk, folds.cells[i - 1]);
	return code;
}

static int
take_in(struct vg_desk *desk, begin_cb begin, const struct vg_trap *traps, size_t n,
    struct vg_wall now, enum vg_intake_result *results, struct vg_detail *details)
{
	int code = take_batch(desk, begin, traps, n, now, results, details);

	if (code == VG_EFULL && vg_deskdisk_give_reserve(desk, now))
		code = take_batch(desk, begin, traps, n, now, results, details);
	for (size_t i = 0; i < n && code != VG_OK; i++)
		results[i] = VG_INTAKE_FAILED;
	vg_deskdisk_outcome(desk, code, n, now);
	return code;
}

int
vg_desk_intake(struct vg_desk *desk, const struct vg_trap *traps, size_t n,
    struct vg_wall now, enum vg_intake_result *results, struct vg_detail *details)
{
	return take_in(desk, vg_db_begin, traps, n, now, results, details);
}

int
vg_desk_intake_written(struct vg_desk *desk, const struct vg_trap *traps, size_t n,
    struct vg_wall now, enum vg_intake_result *results, struct vg_detail *details,
    uint64_t *number)
{
	struct vg_dbsync *sync = vg_desk_sync(desk);
	int64_t before = vg_db_changed(desk->db);

	*number = 0;
	if (!sync)
		return vg_desk_intake(desk, traps, n, now, results, details);
	desk->ahead.written = true;
	int code = take_in(desk, vg_db_begin_written, traps, n, now, results, details);
	desk->ahead.written = false;
	/*
	 * What is known already may be on its way still; a flood that is only counted writes
	 * nothing.
	 */
	if (code == VG_OK)
		*number = vg_db_changed(desk->db) != before ? vg_dbsync_ask(sync)
							    : vg_dbsync_under_way(sync);
	return code;
}

struct vg_dbsync *
vg_desk_sync(struct vg_desk *desk)
{
	struct vg_detail detail;

	if (desk->sync || desk->cannot_sync)
		return desk->sync;
	desk->sync = vg_dbsync_new(desk->db, &detail);
	desk->cannot_sync = !desk->sync;
	if (!desk->sync && detail.code != VG_EUNSUPPORTED)
		vg_log(VG_LOG_WARNING, "desk", "sync",
		    "each commit waits for the disk: %s", detail.text);
	return desk->sync;
}
