/*
 * Heartbeats, judged.
 */
#include "collector/desk/agents/deskbeat.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/agents/deskagent.h"
#include "collector/desk/agents/deskback.h"
#include "collector/desk/agents/desksilence.h"
#include "collector/store/storesilence.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

#define LATE "agent-polling-late"
#define CYCLE "cycle"
#define CLOCK "agent-clock-offset"
#define OVERFLOW "agent-queue-overflow"

int
vg_deskbeat_get(struct vg_desk *desk, const char *agent, struct vg_deskbeat *b)
{
	const size_t q = VG_STORESILENCE_BEAT_GET;
	int code = vg_db_query(desk->db, q, "t", agent);

	memset(b, 0, sizeof(*b));
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	b->at.us = vg_db_int(desk->db, q, 0);
	b->offset_ms = vg_db_int(desk->db, q, 1);
	b->cycle_age_ms = vg_db_int(desk->db, q, 2);
	b->cycle_ms = vg_db_int(desk->db, q, 3);
	vg_text_copy(b->digest, sizeof(b->digest), vg_db_text(desk->db, q, 4));
	b->agrees = vg_db_int(desk->db, q, 5) != 0;
	b->lost = vg_db_int(desk->db, q, 6);
	b->held = vg_db_int(desk->db, q, 7);
	b->interval_ms = vg_db_int(desk->db, q, 8);
	vg_db_done(desk->db, q);
	return VG_OK;
}

static int
put(struct vg_desk *desk, const char *agent, const struct vg_deskbeat *b)
{
	return vg_db_run(desk->db, VG_STORESILENCE_BEAT_PUT, "tiiiitiiii", agent,
	    b->at.us, b->offset_ms, b->cycle_age_ms, b->cycle_ms, b->digest,
	    (int64_t)b->agrees, b->lost, b->held, b->interval_ms);
}

/* --- one alarm ----------------------------------------------------------------------------- */

/* An alarm of an agent's part, that stands with some severity or does not. */
struct claim {
	char resource[VG_RESOURCE_SIZE];
	const char *kind, *qualifier;
	enum vg_severity severity; /* as it should stand; CLEARED: it should not */
	char text[VG_TEXT_SIZE];
};

/* As it stands: CLEARED when it does not, or when a clear of it waits. */
static int
find(struct vg_desk *desk, const char *resource, const char *kind, const char *qualifier,
    enum vg_severity *severity)
{
	struct vg_event key = {.text = ""};
	struct vg_alarm_row row;

	vg_text_copy(key.resource, sizeof(key.resource), resource);
	vg_text_copy(key.kind, sizeof(key.kind), kind);
	vg_text_copy(key.qualifier, sizeof(key.qualifier), qualifier);
	int code = vg_deskrows_alarm(desk, &key, &row);
	*severity = code == VG_OK && row.id && !row.cleared && !row.pending
	    ? row.event.severity
	    : VG_SEVERITY_CLEARED;
	return code;
}

/* Says what differs; what is the same is not repeated with each heartbeat. */
static int
settle(
    struct vg_desk *desk, const struct claim *c, struct vg_wall said, struct vg_wall now)
{
	enum vg_severity stands;
	int code = find(desk, c->resource, c->kind, c->qualifier, &stands);

	if (code != VG_OK || stands == c->severity)
		return code;
	enum vg_action action = c->severity == VG_SEVERITY_CLEARED ? VG_ACTION_CLEAR
	    : stands == VG_SEVERITY_CLEARED                        ? VG_ACTION_RAISE
								   : VG_ACTION_CHANGE;
	return vg_deskagent_say_self(desk, c->resource, c->kind, c->qualifier, action,
	    action == VG_ACTION_CLEAR ? stands : c->severity,
	    vg_deskapply_moment(desk, said, now), now, c->text);
}

/* --- late ---------------------------------------------------------------------------------- */

static int
judge_cycle(struct vg_desk *desk, const struct vg_message *m,
    const struct vg_deskbeat *before, const struct vg_deskbeat *b, struct vg_wall now)
{
	const char *agent = m->event.key.agent;
	const struct vg_conf_silence *s = &desk->conf->silence;
	struct claim c = {.kind = LATE, .qualifier = CYCLE};
	enum vg_severity own;
	int code = VG_OK;

	vg_resource_build(c.resource, "agent", agent, NULL);
	/* A device that just came up makes a round look as old as its absence, for once. */
	int64_t age_ms = !vg_instant_is_set(before->at) ? -1
	    : b->cycle_age_ms < before->cycle_age_ms    ? b->cycle_age_ms
							: before->cycle_age_ms;
	int64_t periods = age_ms / b->cycle_ms;
	if (age_ms > s->late_major * b->cycle_ms)
		c.severity = VG_SEVERITY_MAJOR;
	else if (age_ms > s->late_minor * b->cycle_ms)
		c.severity = VG_SEVERITY_MINOR;
	if (c.severity == VG_SEVERITY_MINOR) {
		code = find(desk, c.resource, LATE, "", &own);
		if (code == VG_OK && own != VG_SEVERITY_CLEARED)
			c.severity = VG_SEVERITY_CLEARED;
	}
	if (c.severity == VG_SEVERITY_CLEARED)
		vg_text_format(c.text, sizeof(c.text), "the agent polls in time again");
	else
		vg_text_format(c.text, sizeof(c.text),
		    "agent %s polls late: its last complete round is %" PRId64
		    " s old, %" PRId64 " times its period of %" PRId64 " s",
		    agent, age_ms / 1000, periods, b->cycle_ms / 1000);
	return code == VG_OK ? settle(desk, &c, m->event.agent_time, now) : code;
}

/* --- clock --------------------------------------------------------------------------------- */

/*
 * A heartbeat on its way makes a clock look late by its delay, never early: of two, the one that
 * was faster is nearer the truth.
 */
static int
judge_clock(struct vg_desk *desk, const char *agent, const struct vg_deskbeat *before,
    const struct vg_deskbeat *b, const struct vg_heartbeat *h, struct vg_wall now)
{
	const struct vg_conf_silence *s = &desk->conf->silence;
	struct claim c = {.kind = CLOCK, .qualifier = ""};
	int64_t ms = b->offset_ms > before->offset_ms ? b->offset_ms : before->offset_ms;
	int64_t size_ms = ms < 0 ? -ms : ms;

	if (!vg_instant_is_set(before->at))
		return VG_OK;
	vg_resource_build(c.resource, "agent", agent, "clock");
	if (size_ms >= s->clock_minor_s * INT64_C(1000))
		c.severity = VG_SEVERITY_MINOR;
	else if (size_ms >= s->clock_warning_s * INT64_C(1000))
		c.severity = VG_SEVERITY_WARNING;
	if (c.severity == VG_SEVERITY_CLEARED)
		vg_text_format(
		    c.text, sizeof(c.text), "the agent's clock is right again");
	else
		vg_text_format(c.text, sizeof(c.text),
		    "the clock of agent %s is %" PRId64 ".%03" PRId64
		    " s %s the collector's%s",
		    agent, size_ms / 1000, size_ms % 1000, ms < 0 ? "behind" : "ahead of",
		    h->clock_kept ? "" : ", and no time server keeps it");
	/* Its own word of when it is counts for nothing here. */
	return settle(desk, &c, now, now);
}

/* --- queue --------------------------------------------------------------------------------- */

int
vg_deskbeat_gap(struct vg_desk *desk, const struct vg_message *m,
    const struct vg_gap *gap, const char *text, struct vg_wall now)
{
	struct claim c = {.kind = OVERFLOW, .qualifier = ""};
	enum vg_severity stands;

	/* Folded are repeats of what stands; what else went, a gap does not tell. */
	c.severity =
	    strcmp(gap->why, "folded") == 0 ? VG_SEVERITY_MINOR : VG_SEVERITY_MAJOR;
	vg_resource_build(c.resource, "agent", m->event.key.agent, "spool");
	vg_text_copy(c.text, sizeof(c.text), text);
	int code = find(desk, c.resource, OVERFLOW, "", &stands);
	if (code != VG_OK || stands >= c.severity)
		return code;
	return settle(desk, &c, m->event.agent_time, now);
}

/* It is over when a whole interval between two heartbeats lost nothing. */
static int
judge_queue(struct vg_desk *desk, const struct vg_message *m,
    const struct vg_deskbeat *before, const struct vg_deskbeat *b, struct vg_wall now)
{
	struct claim c = {.kind = OVERFLOW, .qualifier = ""};

	if (!vg_instant_is_set(before->at) || b->lost != before->lost || b->held)
		return VG_OK;
	vg_resource_build(c.resource, "agent", m->event.key.agent, "spool");
	vg_text_format(c.text, sizeof(c.text), "the agent keeps all it has to say again");
	return settle(desk, &c, m->event.agent_time, now);
}

/* --- all of it ----------------------------------------------------------------------------- */

/* Ours is computed only when theirs may have changed, or somebody waits for it. */
static int
judge_digest(struct vg_desk *desk, const char *agent, const struct vg_deskbeat *before,
    struct vg_deskbeat *b, struct vg_wall made, struct vg_wall now)
{
	struct vg_desksilence s;
	int code = vg_desksilence_get(desk, agent, &s);

	b->agrees = before->agrees;
	bool same = before->agrees && strcmp(before->digest, b->digest) == 0;
	if (code != VG_OK || !b->digest[0] || (same && !vg_instant_is_set(s.back)))
		return code;
	return vg_deskback_digest(desk, agent, b->digest, made, now, &b->agrees);
}

int
vg_deskbeat_take(struct vg_desk *desk, const struct vg_message *m, struct vg_wall now,
    struct vg_detail *detail)
{
	const char *agent = m->event.key.agent;
	struct vg_heartbeat h;
	struct vg_deskbeat before;

	if (vg_normal_heartbeat(m->body, m->body_size, &h, detail) != VG_OK)
		return VG_EPARSE;
	struct vg_deskbeat b = {.at = now,
	    .cycle_age_ms = h.cycle_age_ms,
	    .cycle_ms = h.cycle_ms,
	    .lost = h.lost,
	    .held = h.held,
	    .interval_ms = h.interval_ms,
	    /* When it came: behind a hole it has waited since. */
	    .offset_ms =
		vg_instant_since(m->event.agent_time, m->event.received) / VG_MS_US};
	vg_text_copy(b.digest, sizeof(b.digest), h.digest);
	int code = vg_db_run(
	    desk->db, VG_SQL_AGENT_BEAT, "tiit", agent, h.queue, h.standing, h.version);
	if (code == VG_OK)
		code = vg_deskbeat_get(desk, agent, &before);
	if (code == VG_OK)
		code = judge_digest(desk, agent, &before, &b, m->event.agent_time, now);
	if (code == VG_OK)
		code = judge_cycle(desk, m, &before, &b, now);
	/* One that waited behind a hole says nothing of the clock. */
	if (code == VG_OK && vg_instant_is_set(m->event.received))
		code = judge_clock(desk, agent, &before, &b, &h, now);
	if (code == VG_OK)
		code = judge_queue(desk, m, &before, &b, now);
	return code == VG_OK ? put(desk, agent, &b) : code;
}
