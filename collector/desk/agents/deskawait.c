/*
 * Who is waited for.
 */
#include "collector/desk/agents/deskawait.h"

#include <stdlib.h>
#include <string.h>

#include "collector/desk/agents/deskdeaf.h"
#include "collector/desk/agents/desksilence.h"
#include "collector/desk/clock/desksetback.h"
#include "collector/desk/record/deskrecorded.h"
#include "collector/store/storesilence.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

static struct vg_wall
after(struct vg_wall at, uint32_t seconds)
{
	return vg_instant_add(at, (int64_t)seconds * VG_SECOND_US);
}

/* Agents named by rows; owned. */
struct names {
	char (*name)[VG_NAME_SIZE];
	size_t n, room;
};

static int
find_gone(struct vg_desk *desk, struct names *gone)
{
	const size_t q = VG_STORESILENCE_AGENTS;
	int code = vg_db_query(desk->db, q, "");

	while (code == VG_OK && vg_db_next(desk->db, q)) {
		const char *name = vg_db_text(desk->db, q, 0);
		if (vg_conf_agent(desk->conf, name))
			continue;
		gone->name =
		    vg_mem_grow(gone->name, &gone->room, gone->n, sizeof(*gone->name));
		vg_text_copy(gone->name[gone->n++], VG_NAME_SIZE, name);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

/* Nobody watches its devices any more; if it comes back, it is as one that was silent. */
static int
let_go(struct vg_desk *desk, const char *agent, struct vg_wall now)
{
	struct vg_desksilence s;
	int code = vg_desksilence_get(desk, agent, &s);

	if (code == VG_OK)
		code = vg_desk_drop_due(desk, "silent", agent);
	if (code == VG_OK)
		code = vg_desk_drop_due(desk, "list", agent);
	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_STORESILENCE_DROP, "t", agent);
	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_SQL_AGENT_STATE, "tt", agent, "silent");
	if (code == VG_OK)
		code = vg_desksilence_forget(desk, agent, now);
	if (code != VG_OK || s.stage == 0 || vg_instant_is_set(s.back))
		return code;
	return vg_desksilence_over(
	    desk, agent, "the tree names no such agent any more", now);
}

/* Each agent of the tree has its row, whether or not it was ever heard. */
static int
await_all(struct vg_desk *desk, struct vg_wall now)
{
	struct vg_wall at = after(now, desk->conf->silence.after_s);
	int code = VG_OK;

	for (size_t i = 0; i < desk->conf->n_agents && code == VG_OK; i++) {
		const char *name = desk->conf->agents[i].name;
		struct vg_desksilence s;
		code = vg_desksilence_get(desk, name, &s);
		bool ended = s.stage == 3 ||
		    (s.stage == 1 && !desk->conf->silence.case_after_s) ||
		    (s.stage == 2 && !desk->conf->silence.page_after_s);
		if (code == VG_OK && (s.stage == 0 || vg_instant_is_set(s.back)))
			code = vg_db_run(
			    desk->db, VG_STORESILENCE_EARLIER, "ti", name, at.us);
		else if (code == VG_OK && !ended)
			code = vg_db_run(
			    desk->db, VG_SQL_DUE_KEEP, "tti", "silent", name, at.us);
	}
	return code;
}

/* Nobody could be heard while we were away. */
static int
count_anew(struct vg_desk *desk, struct vg_wall now)
{
	struct vg_wall at = after(now, desk->conf->silence.after_s);
	char resource[VG_RESOURCE_SIZE];

	vg_resource_build(resource, "collector", desk->conf->name, NULL);
	int code = vg_db_run(desk->db, VG_STORESILENCE_LATER, "i", at.us);
	return code == VG_OK
	    ? vg_db_run(desk->db, VG_STORESILENCE_LATER_DEAF, "it", at.us, resource)
	    : code;
}

void
vg_desk_was_away(struct vg_desk *desk, struct vg_wall now)
{
	if (desk->conf && vg_db_begin(desk->db) == VG_OK &&
	    vg_deskrecorded_boot(desk, now) == VG_OK &&
	    vg_desksetback_started(desk, now) == VG_OK && count_anew(desk, now) == VG_OK)
		(void)vg_desk_commit(desk);
	else
		vg_desk_rollback(desk);
}

int
vg_deskawait_tree(struct vg_desk *desk, bool start, struct vg_wall now)
{
	struct names gone = {.n = 0};
	int code = start ? count_anew(desk, now) : VG_OK;

	if (code == VG_OK)
		code = await_all(desk, now);
	if (code == VG_OK)
		code = find_gone(desk, &gone);
	for (size_t i = 0; i < gone.n && code == VG_OK; i++)
		code = let_go(desk, gone.name[i], now);
	if (code == VG_OK && gone.n)
		code = vg_deskdeaf_look_end(desk, now);
	free(gone.name);
	return code;
}

int
vg_deskawait_stepped(struct vg_desk *desk, int64_t by_us)
{
	int code = vg_db_run(desk->db, VG_STORESILENCE_STEP_DUE, "i", by_us);

	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_STORESILENCE_STEP_HEARD, "i", by_us);
	return code == VG_OK ? vg_db_run(desk->db, VG_STORESILENCE_STEP_BASE, "i", by_us)
			     : code;
}
