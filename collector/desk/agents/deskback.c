/*
 * The end of silence.
 *
 * The collector cannot ask an agent: agents dial out, and a response to an inform bears nothing but
 * the inform's own bindings (RFC 3416 4.2.7).  So the agent lists what stands by itself when it
 * gets through again (agent/notify), and what is acknowledged cannot be lost on the way; a list
 * that has not come in its time is told, and waited for.
 */
#include "collector/desk/agents/deskback.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/agents/deskdeaf.h"
#include "collector/desk/agents/desksilence.h"
#include "collector/desk/deskrepeat.h"
#include "collector/store/storesilence.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

static struct vg_wall
after(struct vg_wall at, uint32_t seconds)
{
	return vg_instant_add(at, (int64_t)seconds * VG_SECOND_US);
}

/* All that stands is known again; clears that waited for it are looked at. */
static int
know_all(struct vg_desk *desk, const char *agent, const char *why, struct vg_wall now)
{
	int code;

	vg_deskrepeat_forget(desk);
	code = vg_db_run(desk->db, VG_SQL_ALARM_KNOWN, "ti", agent, (int64_t)1);
	if (code == VG_OK)
		code =
		    vg_db_run(desk->db, VG_STORESILENCE_CASES_KNOWN, "ti", agent, now.us);
	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_STORESILENCE_CLEARS, "ti", agent, now.us);
	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_STORESILENCE_DROP, "t", agent);
	if (code == VG_OK)
		code = vg_desk_drop_due(desk, "list", agent);
	return code == VG_OK ? vg_desksilence_tell(desk, "agent-known", agent, why, now)
			     : code;
}

/* Nobody saw what another agent left to it; its list has not ended that, so it stands. */
static int
know_others(struct vg_desk *desk, const char *agent, struct vg_wall now)
{
	int code = vg_db_run(desk->db, VG_STORESILENCE_KNOWN_AGAIN, "t", agent);

	if (code == VG_OK && vg_db_changes(desk->db) > 0)
		code = vg_db_run(desk->db, VG_STORESILENCE_CLEARS, "ti", agent, now.us);
	/* Those that it told itself are seen already, their cases are not. */
	return code == VG_OK
	    ? vg_db_run(desk->db, VG_STORESILENCE_CASES_KNOWN, "ti", agent, now.us)
	    : code;
}

static int
come_back(struct vg_desk *desk, const char *agent, const struct vg_desksilence *s,
    struct vg_wall now)
{
	char text[VG_TEXT_SIZE], span[VG_DESKSILENCE_SPAN];
	int code = vg_db_run(desk->db, VG_SQL_AGENT_STATE, "tt", agent, "alive");

	vg_desksilence_span(
	    vg_instant_since(now, vg_instant_is_set(s->last) ? s->last : s->base), span);
	vg_text_format(text, sizeof(text),
	    "agent %s is heard again after %s; what stands there is known when its list "
	    "has come",
	    agent, span);
	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_STORESILENCE_BACK, "ti", agent, now.us);
	if (code == VG_OK)
		code = vg_desk_put_due(
		    desk, "list", agent, after(now, desk->conf->silence.list_wait_s));
	if (code == VG_OK)
		code = vg_desksilence_tell(desk, "agent-alive", agent, text, now);
	if (code == VG_OK)
		code = vg_desksilence_over(desk, agent, text, now);
	return code == VG_OK ? vg_deskdeaf_look_end(desk, now) : code;
}

int
vg_deskback_heard(struct vg_desk *desk, const char *agent, bool was_silent, bool is_new,
    struct vg_wall now)
{
	struct vg_desksilence s = {.base = now};
	int code = vg_desk_put_due(
	    desk, "silent", agent, after(now, desk->conf->silence.after_s));

	if (code == VG_OK && (was_silent || is_new))
		code = vg_desksilence_get(desk, agent, &s);
	if (code != VG_OK || (!was_silent && s.stage == 0))
		return code;
	return vg_instant_is_set(s.back) ? VG_OK : come_back(desk, agent, &s, now);
}

int
vg_deskback_listed(struct vg_desk *desk, const char *agent, struct vg_wall now)
{
	struct vg_desksilence s;
	int code = vg_desksilence_get(desk, agent, &s);

	if (code != VG_OK || s.stage == 0)
		return code == VG_OK ? know_others(desk, agent, now) : code;
	return vg_instant_is_set(s.back)
	    ? know_all(desk, agent, "its list of what stands has come", now)
	    : VG_OK;
}

int
vg_deskback_unlisted(struct vg_desk *desk, const char *agent, struct vg_wall now)
{
	char text[VG_TEXT_SIZE], span[VG_DESKSILENCE_SPAN];
	struct vg_desksilence s;
	int code = vg_desksilence_get(desk, agent, &s);

	if (code != VG_OK || !vg_instant_is_set(s.back))
		return code;
	vg_desksilence_span(vg_instant_since(now, s.back), span);
	vg_text_format(text, sizeof(text),
	    "agent %s is heard again since %s, and has not listed what stands: it is not "
	    "known",
	    agent, span);
	code = vg_db_run(desk->db, VG_STORESILENCE_MISSED, "t", agent);
	if (code == VG_OK && s.missed == 0)
		code = vg_desksilence_tell(desk, "agent-list-missing", agent, text, now);
	return code == VG_OK ? vg_desk_put_due(desk, "list", agent,
				   after(now, desk->conf->silence.list_wait_s))
			     : code;
}

/* As the agent makes its own (agent/fault/fault.h): a clear that waits is over there. */
static int
digest_of(struct vg_desk *desk, const char *agent, char text[VG_DIGEST_TEXT_SIZE])
{
	const size_t q = VG_STORESILENCE_STANDING;
	struct vg_buf lines;
	int code = vg_db_query(desk->db, q, "t", agent);

	vg_buf_init(&lines, 0);
	while (code == VG_OK && vg_db_next(desk->db, q))
		vg_buf_addf(&lines, "%s %s %s %" PRId64 "\n", vg_db_text(desk->db, q, 0),
		    vg_db_text(desk->db, q, 1), vg_db_text(desk->db, q, 2),
		    vg_db_int(desk->db, q, 3));
	if (code == VG_OK)
		code = vg_db_failed(desk->db);
	struct vg_digest digest = vg_digest_of(vg_buf_text(&lines), lines.size);
	vg_digest_text(&digest, text);
	vg_buf_fini(&lines);
	return code;
}

int
vg_deskback_digest(struct vg_desk *desk, const char *agent, const char *digest,
    struct vg_wall made, struct vg_wall now, bool *agrees)
{
	int64_t wait_us = (int64_t)desk->conf->silence.list_wait_s * VG_SECOND_US;
	bool fresh = llabs(vg_instant_since(now, made)) <= wait_us;
	char ours[VG_DIGEST_TEXT_SIZE];
	struct vg_desksilence s;
	int code = digest_of(desk, agent, ours);

	*agrees = code == VG_OK && strcmp(ours, digest) == 0;
	if (code == VG_OK)
		code = vg_desksilence_get(desk, agent, &s);
	if (code != VG_OK || !vg_instant_is_set(s.back) || !*agrees || !fresh)
		return code;
	return know_all(
	    desk, agent, "what its heartbeat says stands there is what is known", now);
}
