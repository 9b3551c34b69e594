/*
 * A desk that replays.
 */
#include "collector/desk/replay/deskreplay.h"

#include <stdlib.h>
#include <string.h>

#include "collector/desk/agents/deskplace.h"
#include "collector/desk/casework/deskmerge.h"
#include "collector/desk/deskcore.h"
#include "collector/desk/deskrepeat.h"
#include "collector/desk/foreign/deskunknown.h"
#include "collector/desk/front/deskdoubt.h"
#include "collector/desk/front/deskstart.h"
#include "collector/desk/mail/deskowed.h"
#include "collector/desk/mail/deskwaitingturn.h"
#include "collector/desk/record/deskcount.h"
#include "collector/desk/record/deskmessage.h"
#include "collector/desk/record/deskrecorded.h"
#include "collector/desk/record/deskrevision.h"
#include "collector/store/storereplay.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

/* --- life ------------------------------------------------------------------------------------ */

int
vg_deskreplay_open(const struct vg_packset *packs, struct vg_wall now,
    struct vg_desk **desk, struct vg_detail *detail)
{
	struct vg_db_plan plan = vg_schema_plan;
	const char **steps = vg_mem_array(plan.n_migrations + 1, sizeof(*steps));

	memcpy(steps, plan.migrations, plan.n_migrations * sizeof(*steps));
	steps[plan.n_migrations++] = vg_storereplay_lets_go;
	plan.migrations = steps;
	int code = vg_desk_open_plan(":memory:", &plan, true, packs, now, desk, detail);
	free(steps);
	return code;
}

void
vg_deskreplay_set_packs(struct vg_desk *desk, const struct vg_packset *packs)
{
	desk->packs = packs;
	vg_deskrepeat_forget(desk);
}

void
vg_deskreplay_boot(struct vg_desk *desk, struct vg_wall alive, struct vg_wall now)
{
	memset(&desk->step, 0, sizeof(desk->step));
	desk->alive = alive;
	if (desk->conf)
		vg_desk_was_away(desk, now);
}

/* --- how things stood ------------------------------------------------------------------------ */

/* The table that a line calls 'line'; NULL: there is none such in a mark. */
static const struct vg_storereplay_table *
find_table(const char *line)
{
	for (size_t i = 0; i < vg_storereplay_n; i++) {
		const struct vg_storereplay_table *t = &vg_storereplay_all[i];
		if (t->line && strcmp(t->line, line) == 0)
			return t;
	}
	return NULL;
}

int
vg_deskreplay_put(struct vg_desk *desk, const char *table, const char *line,
    const unsigned char *spool, struct vg_detail *detail)
{
	const struct vg_storereplay_table *t = find_table(table);
	int code;

	if (!t || t->has_spool != (spool != NULL))
		return vg_detail_set(
		    detail, VG_EINVAL, "row: '%.40s' is no table of this version", table);
	code = vg_db_begin(desk->db);
	if (code == VG_OK)
		code = spool ? vg_db_run(desk->db, t->put, "tb", line, spool,
				   (size_t)VG_SPOOL_SIZE)
			     : vg_db_run(desk->db, t->put, "t", line);
	if (code == VG_OK)
		return vg_db_commit(desk->db);
	vg_detail_set(detail, VG_EINVAL, "row of %s: %s", table, vg_db_error(desk->db));
	vg_db_rollback(desk->db);
	return VG_EINVAL;
}

int
vg_deskreplay_revision(struct vg_desk *desk, int64_t number, const char *content,
    struct vg_wall now, struct vg_detail *detail)
{
	const struct vg_desk_revision revision = {
	    content, VG_DESKREPLAY_DOOR, VG_DESKREPLAY_WHO, ""};
	int64_t id;
	int code = vg_db_begin(desk->db);

	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_STOREREPLAY_SEQUENCE, "i", number - 1);
	if (code == VG_OK)
		code = vg_deskrevision_store(desk, "replay", &revision, now, &id, detail);
	if (code == VG_OK)
		return vg_desk_commit(desk);
	vg_desk_rollback(desk);
	return code;
}

/* --- messages -------------------------------------------------------------------------------- */

/* As it would have come: what waits for a hole is read back from there. */
static int
place(struct vg_desk *desk, const struct vg_message *m, struct vg_wall now)
{
	struct vg_varbind varbinds[VG_VIGIEMIB_MAX_VARBINDS];
	struct vg_trap trap = {.version = 3,
	    .inform = true,
	    .auth_priv = true,
	    .authentic = true,
	    .received = now,
	    .varbinds = varbinds};
	struct vg_detail detail = {0};
	int64_t row;

	memset(varbinds, 0, sizeof(varbinds));
	trap.n_varbinds = vg_vigiemib_encode(m, &trap.oid, varbinds);
	const struct vg_deskmessage message = {.trap = &trap,
	    .key = &m->event.key,
	    .type = (int)m->type,
	    .state = "applied"};
	int code = vg_deskmessage_store(desk, &message, now, &row);
	if (code == VG_OK)
		code = vg_deskplace_message(desk, m, row, now, &detail);
	for (size_t i = 0; i < trap.n_varbinds; i++)
		vg_value_fini(&varbinds[i].value);
	return code;
}

int
vg_deskreplay_message(
    struct vg_desk *desk, const struct vg_message *message, struct vg_wall now)
{
	int code = vg_db_begin(desk->db);

	if (code == VG_OK)
		code = vg_deskrepeat_write(desk);
	if (code == VG_OK)
		code = place(desk, message, now);
	if (code == VG_OK)
		return vg_desk_commit(desk);
	vg_desk_rollback(desk);
	/* One that is not taken (too many wait) was not stored then, either. */
	return vg_db_is_disk(code) ? code : VG_OK;
}

/* --- events ---------------------------------------------------------------------------------- */

static int
apply(struct vg_desk *desk, const struct vg_event *event, int64_t message,
    struct vg_wall now)
{
	struct vg_detail detail = {0};
	bool crowded = false;
	int code = message ? vg_deskunknown_crowded(desk, event, &crowded) : VG_OK;

	if (code != VG_OK)
		return code;
	return crowded
	    ? vg_deskunknown_event(desk, event, "", message, now)
	    : vg_deskapply_event(desk, event, "", message, now, false, &detail);
}

int
vg_deskreplay_event(struct vg_desk *desk, const struct vg_event *event, int64_t message,
    struct vg_wall now)
{
	if (message && vg_deskrepeat_count(desk, event))
		return VG_OK; /* written with what comes next */
	int code = vg_db_begin(desk->db);

	if (code == VG_OK)
		code = vg_deskrepeat_write(desk);
	if (code == VG_OK)
		code = vg_deskdoubt_replayed(desk, event);
	if (code == VG_OK)
		code = apply(desk, event, message, now);
	if (code == VG_OK)
		return vg_desk_commit(desk);
	vg_desk_rollback(desk);
	return vg_db_is_disk(code) ? code : VG_OK;
}

int
vg_deskreplay_settle(struct vg_desk *desk)
{
	int code = vg_db_begin(desk->db);

	if (code == VG_OK)
		code = vg_deskrepeat_write(desk);
	if (code == VG_OK)
		return vg_desk_commit(desk);
	vg_desk_rollback(desk);
	return code;
}

/* --- finding --------------------------------------------------------------------------------- */

int
vg_deskreplay_case_of(struct vg_desk *desk, const char *then, const char *subject,
    const char *class, char number[VG_CASE_NUMBER_SIZE])
{
	struct vg_case_row row;
	int code = vg_deskrows_case(desk, then, &row);
	bool is_there = row.number[0] != '\0';

	if (code == VG_OK &&
	    (strcmp(row.subject, subject) != 0 || strcmp(row.class, class) != 0))
		code =
		    vg_deskrows_case_of(desk, VG_SQL_CASE_OPEN_OF, subject, class, &row);
	if (code == VG_OK && !row.number[0])
		code = vg_deskrows_case_of(
		    desk, VG_SQL_CASE_CLOSED_OF, subject, class, &row);
	/* What it is about may have been said later. */
	vg_text_copy(number, VG_CASE_NUMBER_SIZE,
	    row.number[0]  ? row.number
		: is_there ? then
			   : "");
	return code;
}

/* --- what a relay said ----------------------------------------------------------------------- */

/* By what cause they turn: a replay knows of no message. */
#define TURNED "what became of a message"

static int
turn_target(
    struct vg_act_call *call, const char *number, enum vg_target target, const char *as)
{
	bool met = strcmp(as, vg_deskrecorded_as_text(VG_DESKRECORDED_MET)) == 0;
	bool runs = strcmp(as, vg_deskrecorded_as_text(VG_DESKRECORDED_RUNS)) == 0;
	char where[VG_CASE_NUMBER_SIZE];
	struct vg_target_state state;
	bool exists;
	int code = vg_deskmerge_where(call->desk, number, target, where);

	if (code != VG_OK)
		return code;
	const struct vg_clock_id id = vg_clock_of(met ? where : number, target);
	code = vg_deskclock_state(call->desk, id, call->now, &state, &exists);
	if (code != VG_OK || !exists ||
	    (met ? !state.running : !vg_instant_is_set(state.met)))
		return code;
	code = vg_deskclock_act(call->desk, id, met ? VG_LEDGER_MEET : VG_LEDGER_REOPEN,
	    call->at, call->now, VG_DESKREPLAY_WHO, TURNED);
	if (code == VG_OK && runs)
		code = vg_deskowed_runs(call, number, target, TURNED);
	return code == VG_OK && met ? vg_deskowed_met(call, number, where, target, TURNED)
				    : code;
}

int
vg_deskreplay_turn(struct vg_desk *desk, const char *number, const char *target,
    const char *as, struct vg_wall at, struct vg_wall now)
{
	static const struct vg_actor actor = {
	    .user = VG_DESKREPLAY_WHO, .door = VG_DESKREPLAY_DOOR, .role = VG_ROLE_ADMIN};
	struct vg_act_call call = {.desk = desk, .actor = &actor, .now = now, .at = at};
	int named = vg_sla_target(target);

	if (named < 0)
		return VG_OK;
	int code = vg_db_begin(desk->db);
	if (code == VG_OK)
		code = turn_target(&call, number, (enum vg_target)named, as);
	if (code == VG_OK)
		return vg_desk_commit(desk);
	vg_desk_rollback(desk);
	return code;
}

int
vg_deskreplay_waited(struct vg_desk *desk, int64_t id, const struct vg_act *act,
    struct vg_wall now, struct vg_act_result *result)
{
	int code = vg_db_begin(desk->db);

	if (code == VG_OK)
		code = vg_deskwaitingturn_told(desk, id, act, now, result);
	if (code == VG_OK)
		return vg_desk_commit(desk);
	vg_desk_rollback(desk);
	return code;
}
