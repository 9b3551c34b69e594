/*
 * Time and messages for a desk that replays.
 *
 * What is due at an instant is done before what comes at it.  While the collector was away nothing
 * was due: what fell into that time is done when it came back, as it was then.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/front/deskdoubt.h"
#include "collector/desk/replay/deskreplay.h"
#include "collector/desk/tree/desktree.h"
#include "collector/replay/replaycore.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

/* Timers of one instant that arm each other for that instant would never end. */
enum { MAX_TURNS = 1000000 };

/* From 1970 to the end of 9999. */
#define MAX_STEP_US INT64_C(253402300799000000)

/* --- time ------------------------------------------------------------------------------------ */

static void
look(struct vg_replay *r)
{
	const struct vg_mono mono = {r->now.us - r->stepped};

	vg_desk_look_at_clocks(r->desk, r->now, mono);
}

static int
turn(struct vg_replay *r)
{
	int code = vg_deskreplay_settle(r->desk);

	look(r);
	return code == VG_OK ? vg_desk_run_due(r->desk, r->now) : code;
}

static int
fail(int code, struct vg_detail *detail)
{
	return vg_detail_set(detail, code, "the desk in memory: %s", vg_error_text(code));
}

/* To 'at', whichever tree is in force. */
static int
pass(struct vg_replay *r, struct vg_wall at, struct vg_detail *detail)
{
	for (int i = 0; r->in_force; i++) {
		struct vg_wall due = vg_desk_next_due(r->desk);
		if (!vg_instant_is_set(due) || vg_instant_compare(due, at) > 0)
			break;
		if (vg_instant_compare(due, r->now) > 0)
			r->now = due;
		int code = i < MAX_TURNS ? turn(r) : VG_ELIMIT;
		if (code != VG_OK)
			return fail(code, detail);
	}
	if (vg_instant_compare(at, r->now) > 0)
		r->now = at;
	return VG_OK;
}

/* The candidate is put in force at the instant from which on it is compared. */
static int
bring_candidate(struct vg_replay *r, struct vg_detail *detail)
{
	r->switched = true;
	if (r->by.candidate)
		vg_deskreplay_set_packs(r->desk, r->by.candidate);
	return r->by.tree
	    ? vg_replayfeed_tree(r, r->by.tree, "the candidate's tree", detail)
	    : VG_OK;
}

int
vg_replayfeed_until(struct vg_replay *r, struct vg_wall at, struct vg_detail *detail)
{
	int code = VG_OK;

	if (!r->switched && r->in_force && vg_instant_compare(at, r->from) >= 0) {
		code = pass(r, r->from, detail);
		if (code == VG_OK)
			code = bring_candidate(r, detail);
	}
	return code == VG_OK ? pass(r, at, detail) : code;
}

int
vg_replayfeed_tree(struct vg_replay *r, const char *content, const char *origin,
    struct vg_detail *detail)
{
	const struct vg_desk_revision revision = {
	    content, VG_DESKREPLAY_DOOR, VG_DESKREPLAY_WHO, ""};
	struct vg_conf *conf = NULL;
	int code = vg_desktree_read(r->by.context, content, origin, NULL, &conf, detail);

	if (code != VG_OK)
		return code;
	vg_desk_set_context(r->desk, r->by.context);
	code = vg_deskreplay_settle(r->desk);
	if (code != VG_OK) {
		vg_conf_free(conf);
		return fail(code, detail);
	}
	code = vg_desk_set_conf(r->desk, conf, &revision, r->now, detail);
	r->in_force = r->in_force || code == VG_OK;
	return code;
}

/* --- how things stood ------------------------------------------------------------------------ */

int
vg_replayfeed_row(struct vg_replay *r, const json_t *object, const char *text,
    size_t size, struct vg_detail *detail)
{
	const char *table = vg_recordline_get(object, "table");
	const char *hex = vg_recordline_get(json_object_get(object, "values"), "spool");
	unsigned char spool[VG_SPOOL_SIZE];
	bool has_spool = hex[0] != '\0';

	if (has_spool &&
	    (strlen(hex) != 2 * sizeof(spool) ||
		vg_text_unhex(spool, sizeof(spool), hex) != VG_OK))
		return vg_detail_set(detail, VG_EINVAL, "row: 'spool' is none");
	char *line = vg_mem_format("%.*s", (int)size, text);
	int code =
	    vg_deskreplay_put(r->desk, table, line, has_spool ? spool : NULL, detail);
	free(line);
	return code;
}

/* --- messages -------------------------------------------------------------------------------- */

static int
read_message(const json_t *o, struct vg_message *m, struct vg_detail *detail)
{
	memset(m, 0, sizeof(*m));
	m->type = vg_recordline_says_parse(vg_recordline_get(o, "says"));
	if (!m->type)
		return vg_detail_set(detail, VG_EINVAL, "message: says '%.40s'",
		    vg_recordline_get(o, "says"));
	if (vg_vigiemib_is_fault(m->type)) {
		int code = vg_recordline_read_event(o, &m->event, detail);
		if (code != VG_OK)
			return code;
	}
	struct vg_message_key *key = &m->event.key;
	m->event.agent_time.us = vg_recordline_number(o, "sent");
	key->sequence = (uint64_t)vg_recordline_number(o, "sequence");
	m->part = m->parts = 1;
	if (vg_text_copy(key->agent, sizeof(key->agent), vg_recordline_get(o, "agent")) !=
		VG_OK ||
	    vg_text_unhex(
		key->spool, sizeof(key->spool), vg_recordline_get(o, "spool")) != VG_OK ||
	    vg_recordline_number(o, "sequence") < 1)
		return vg_detail_set(
		    detail, VG_EINVAL, "message: 'agent', 'spool' or 'sequence'");
	return VG_OK;
}

static int
feed_message(struct vg_replay *r, const json_t *o, struct vg_detail *detail)
{
	const json_t *body = json_object_get(o, "body");
	struct vg_message m;
	int code = read_message(o, &m, detail);

	if (code != VG_OK)
		return code;
	m.event.received = r->now;
	if (body) {
		m.body = (unsigned char *)json_dumps(body, JSON_COMPACT);
		m.body_size = m.body ? strlen((const char *)m.body) : 0;
	}
	code = vg_deskreplay_message(r->desk, &m, r->now);
	free(m.body);
	r->counts.messages++;
	return code == VG_OK ? VG_OK : fail(code, detail);
}

static int
feed_event(struct vg_replay *r, const json_t *o, struct vg_detail *detail)
{
	struct vg_event event;
	int code = vg_recordline_read_event(o, &event, detail);

	if (code != VG_OK)
		return code;
	event.received = r->now;
	code =
	    vg_deskreplay_event(r->desk, &event, vg_recordline_number(o, "id"), r->now);
	r->counts.events++;
	return code == VG_OK ? VG_OK : fail(code, detail);
}

/* --- the collector itself -------------------------------------------------------------------- */

static bool
is_instant(struct vg_wall at)
{
	return at.us >= 1 && at.us <= MAX_STEP_US;
}

static int
come_back(
    struct vg_replay *r, const json_t *o, struct vg_wall at, struct vg_detail *detail)
{
	const struct vg_wall alive = {vg_recordline_number(o, "alive")};

	if (!is_instant(alive))
		return vg_detail_set(detail, VG_EINVAL, "boot: 'alive' is no instant");
	int code = vg_replayfeed_until(r, alive, detail);
	/* Its clock may have been set back meanwhile. */
	r->now = at;
	vg_deskreplay_boot(r->desk, alive, r->now);
	r->came = true;
	return code;
}

/* Up to the moment before the step, by the clock of then; what was due is done. */
static int
step(struct vg_replay *r, const json_t *o, struct vg_wall at, struct vg_detail *detail)
{
	int64_t by = vg_recordline_number(o, "by");
	int code;

	/* However far: from one instant to another. */
	if (by < -MAX_STEP_US || by > MAX_STEP_US || !is_instant(vg_instant_add(at, -by)))
		return vg_detail_set(detail, VG_EINVAL, "step: 'by' is no step");
	code = vg_replayfeed_until(r, vg_instant_add(at, -by), detail);
	if (code == VG_OK && r->in_force && turn(r) != VG_OK)
		code = fail(VG_EIO, detail);
	r->now = at;
	r->stepped += by;
	if (code == VG_OK && r->in_force)
		look(r);
	r->came = true;
	return code;
}

static bool
is_of_clock(enum vg_recordline_type type, const json_t *object)
{
	return type == VG_RECORDLINE_SELF &&
	    strcmp(vg_recordline_get(object, "kind"), VG_DESKDOUBT_KIND) == 0;
}

/* What is held of the clock is known before what is due then: at once where it 'came' to be so. */
static int
feed_clock(struct vg_replay *r, const json_t *object, struct vg_wall at, bool came,
    struct vg_detail *detail)
{
	int code = came ? VG_OK : vg_replayfeed_until(r, vg_instant_add(at, -1), detail);

	if (vg_instant_compare(at, r->now) > 0)
		r->now = at;
	return code == VG_OK ? feed_event(r, object, detail) : code;
}

static int
change_tree(struct vg_replay *r, const json_t *o, struct vg_detail *detail)
{
	int64_t number = vg_recordline_number(o, "number");

	/* The candidate stays in force, whatever was loaded then. */
	if (r->switched && r->by.tree)
		return VG_OK;
	for (size_t i = 0; i < r->n_trees; i++) {
		if (r->trees[i].number == number)
			return vg_replayfeed_tree(
			    r, r->trees[i].content, "the recording's tree", detail);
	}
	return vg_detail_set(detail, VG_EINVAL,
	    "tree: revision %" PRId64 " is not in the recording", number);
}

int
vg_replayfeed_line(struct vg_replay *r, enum vg_recordline_type type,
    const json_t *object, struct vg_detail *detail)
{
	const struct vg_wall at = {vg_recordline_number(object, "at")};
	int code = VG_OK;

	if (!is_instant(at))
		return vg_detail_set(detail, VG_EINVAL, "'at' is no instant");
	bool came = r->came;
	r->came = false;
	if (is_of_clock(type, object) && r->in_force)
		return feed_clock(r, object, at, came, detail);
	if (type == VG_RECORDLINE_BOOT)
		return come_back(r, object, at, detail);
	if (type == VG_RECORDLINE_STEP)
		return step(r, object, at, detail);
	code = vg_replayfeed_until(r, at, detail);
	if (code != VG_OK)
		return code;
	if (type == VG_RECORDLINE_TREE)
		return change_tree(r, object, detail);
	if (!r->in_force)
		return vg_detail_set(detail, VG_EINVAL, "%s: no tree is in force yet",
		    vg_recordline_name(type));
	if (type == VG_RECORDLINE_MESSAGE)
		return feed_message(r, object, detail);
	if (type == VG_RECORDLINE_ACT) {
		code = vg_deskreplay_settle(r->desk);
		return code == VG_OK ? vg_replayact_do(r, object, detail)
				     : fail(code, detail);
	}
	return feed_event(r, object, detail);
}
