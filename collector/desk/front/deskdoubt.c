/*
 * A wall clock that is not believed.  It is judged behind the look that records a step and before
 * what is due; a replay feeds what was told of it in the same place (collector/replay/replayfeed.c).
 *
 * On disk, in meta: clock-doubt (the level), clock-why, -should, -seen, -since, -known, -off.
 * The level is what others go by; the rest is what the next start judges by.
 */
#include "collector/desk/front/deskdoubt.h"

#include <string.h>

#include "collector/desk/deskact.h"
#include "collector/desk/deskrepeat.h"
#include "collector/store/storekeep.h"
#include "collector/store/storereplay.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/log/log.h"
#include "lib/model/resource.h"

#define KIND VG_DESKDOUBT_KIND
#define WRITE_US VG_MINUTE_US

/* Timers that a wrong clock left far ahead come back: those that lie beyond 'far' to 'to'. */
#define SETTLE_FAR_US (7 * VG_DAY_US)

enum { BELIEVED, DOUBTED, FAR };

static int64_t
level_on_disk(struct vg_desk *desk)
{
	return vg_desk_number(desk, "clock-doubt", BELIEVED);
}

static int64_t
level_of(const struct vg_clockdoubt *doubt)
{
	return doubt->why == VG_CLOCKDOUBT_NOT ? BELIEVED
	    : vg_clockdoubt_is_far(doubt)      ? FAR
					       : DOUBTED;
}

/* What the disk cannot take is held all the same. */
bool
vg_deskdoubt_holds(struct vg_desk *desk)
{
	return desk->doubt.why != VG_CLOCKDOUBT_NOT || level_on_disk(desk) != BELIEVED;
}

bool
vg_desk_clock_is_doubted(struct vg_desk *desk)
{
	return vg_deskdoubt_holds(desk);
}

bool
vg_deskdoubt_is_far(struct vg_desk *desk)
{
	return level_of(&desk->doubt) == FAR || level_on_disk(desk) == FAR;
}

void
vg_deskdoubt_show(struct vg_desk *desk, struct vg_deskdoubt_view *view)
{
	const struct vg_clockdoubt *d = &desk->doubt;

	*view = (struct vg_deskdoubt_view){
	    .why = d->why, .says = d->seen, .should = d->should, .since = d->since};
}

/* --- on disk -------------------------------------------------------------------------------- */

/* A database of before knows when the last thing happened. */
static int64_t
last_happened(struct vg_desk *desk)
{
	const size_t q = VG_STOREREPLAY_ALIVE;
	int64_t at = 0;

	if (vg_db_query(desk->db, q, "") == VG_OK && vg_db_next(desk->db, q)) {
		at = vg_db_int(desk->db, q, 0);
		vg_db_done(desk->db, q);
	}
	return at;
}

static void
load(struct vg_desk *desk)
{
	struct vg_clockdoubt *d = &desk->doubt;

	d->why = (enum vg_clockdoubt_why)vg_desk_number(desk, "clock-why", 0);
	if (d->why > VG_CLOCKDOUBT_AHEAD)
		d->why = VG_CLOCKDOUBT_NOT;
	d->should.us = vg_desk_number(desk, "clock-should", -1);
	if (d->should.us == -1)
		d->should.us = last_happened(desk);
	d->seen.us = vg_desk_number(desk, "clock-seen", 0);
	d->since.us = vg_desk_number(desk, "clock-since", 0);
	d->known.us = vg_desk_number(desk, "clock-known", 0);
	d->off = vg_desk_number(desk, "clock-off", 0) != 0;
	desk->doubt_loaded = true;
}

static int
put(struct vg_desk *desk, const char *name, int64_t value)
{
	return vg_db_run(desk->db, VG_SQL_META_PUT, "ti", name, value);
}

static int
keep(struct vg_desk *desk, const struct vg_clockdoubt *d, bool all)
{
	int code = put(desk, "clock-should", d->should.us);

	if (code == VG_OK)
		code = put(desk, "clock-seen", d->seen.us);
	if (code == VG_OK && all)
		code = put(desk, "clock-doubt", level_of(d));
	if (code == VG_OK && all)
		code = put(desk, "clock-why", d->why);
	if (code == VG_OK && all)
		code = put(desk, "clock-since", d->since.us);
	if (code == VG_OK && all)
		code = put(desk, "clock-known", d->known.us);
	return code == VG_OK && all ? put(desk, "clock-off", d->off) : code;
}

/* --- telling -------------------------------------------------------------------------------- */

static void
say(const struct vg_clockdoubt *d, char text[VG_TEXT_SIZE])
{
	char says[VG_INSTANT_TEXT_SIZE], should[VG_INSTANT_TEXT_SIZE] = "not known";

	if (d->why == VG_CLOCKDOUBT_NOT) {
		vg_text_copy(text, VG_TEXT_SIZE, "the clock is believed again");
		return;
	}
	vg_instant_text(d->seen, says);
	if (vg_instant_is_set(d->should))
		vg_instant_text(d->should, should);
	vg_text_format(text, VG_TEXT_SIZE,
	    "the clock says %s, and what it should say is %s: nothing is swept, no backup "
	    "removed, no case closes by itself%s; set the clock right, or say vigie clock "
	    "accept",
	    says, should, vg_clockdoubt_is_far(d) ? ", no breach is told" : "");
}

static int
tell(struct vg_desk *desk, const struct vg_clockdoubt *d, struct vg_wall now)
{
	const int64_t before = level_on_disk(desk), level = level_of(d);
	char text[VG_TEXT_SIZE], resource[VG_RESOURCE_SIZE];
	enum vg_action action = level == BELIEVED ? VG_ACTION_CLEAR
	    : before == BELIEVED                  ? VG_ACTION_RAISE
						  : VG_ACTION_CHANGE;

	say(d, text);
	vg_log(VG_LOG_WARNING, "desk", "clock", "%s", text);
	vg_resource_build(resource, "collector", desk->conf->name, "clock");
	return vg_deskagent_tell_self(desk, resource, KIND, "", action,
	    level == FAR ? VG_SEVERITY_MAJOR : VG_SEVERITY_MINOR, now, text);
}

/* --- timers of a time that never was -------------------------------------------------------- */

static int
bring_back(struct vg_desk *desk, const char *kind, struct vg_wall far, struct vg_wall to)
{
	return vg_db_run(desk->db, VG_STOREKEEP_BACK, "tii", kind, far.us, to.us);
}

/*
 * The sweep begins at its beginning: what was marked to be kept is of another day.  Where it was
 * 'far', promises are judged anew.
 */
static int
bring_all_back(struct vg_desk *desk, bool far, struct vg_wall now)
{
	const struct vg_wall tomorrow = vg_instant_add(now, VG_DAY_US);
	const struct vg_wall night = vg_desksweep_night(desk, now);
	int code = put(desk, "sweep-step", 0);

	if (code == VG_OK)
		code = put(desk, "sweep-row", 0);
	if (code == VG_OK)
		code = bring_back(desk, "sweep", tomorrow, night);
	if (code == VG_OK)
		code = bring_back(desk, "mark", tomorrow, tomorrow);
	if (code == VG_OK)
		code = bring_back(
		    desk, "settle", vg_instant_add(now, SETTLE_FAR_US), tomorrow);
	return code == VG_OK && far ? bring_back(desk, "warn", tomorrow, now) : code;
}

/* --- looking -------------------------------------------------------------------------------- */

/* What the disk cannot take now is tried at the next look. */
static void
write(struct vg_desk *desk, struct vg_wall now)
{
	const int64_t before = level_on_disk(desk), level = level_of(&desk->doubt);
	bool all = desk->doubt_starts || before != level;

	vg_deskrepeat_forget(desk);
	int code = vg_db_begin(desk->db);
	if (code == VG_OK && before != level)
		code = tell(desk, &desk->doubt, now);
	if (code == VG_OK)
		code = keep(desk, &desk->doubt, all);
	if (code == VG_OK && all && level == BELIEVED)
		code = bring_all_back(desk, before == FAR, now);
	if (code == VG_OK)
		code = vg_desk_commit(desk);
	else
		vg_desk_rollback(desk);
	if (code != VG_OK)
		return;
	desk->doubt_level = level;
	desk->doubt_starts = false;
}

void
vg_desk_judge_clock(
    struct vg_desk *desk, struct vg_wall wall, struct vg_mono mono, bool kept)
{
	bool starts = desk->doubt.mono.us == 0;

	if (!desk->conf || desk->replaying)
		return;
	if (!desk->doubt_loaded)
		load(desk);
	vg_clockdoubt_look(&desk->doubt, wall, mono, kept);
	if (!starts && level_of(&desk->doubt) == desk->doubt_level &&
	    vg_instant_mono_since(mono, desk->doubt_written) < WRITE_US)
		return;
	desk->doubt_starts = desk->doubt_starts || starts;
	desk->doubt_written = mono;
	write(desk, wall);
}

int
vg_deskdoubt_replayed(struct vg_desk *desk, const struct vg_event *event)
{
	if (!desk->replaying || event->origin != VG_ORIGIN_SELF ||
	    strcmp(event->kind, KIND) != 0)
		return VG_OK;
	bool far = level_on_disk(desk) == FAR;
	int code = put(desk, "clock-doubt",
	    event->action == VG_ACTION_CLEAR           ? BELIEVED
		: event->severity == VG_SEVERITY_MAJOR ? FAR
						       : DOUBTED);
	return code == VG_OK && event->action == VG_ACTION_CLEAR
	    ? bring_all_back(desk, far, event->received)
	    : code;
}

/* --- somebody says that it is right ---------------------------------------------------------- */

/* What is in memory is read anew at the next look: this may yet be undone. */
static int
accept_clock(struct vg_act_call *call)
{
	struct vg_clockdoubt d = call->desk->doubt;
	struct vg_act_result *result = call->result;

	if (d.why == VG_CLOCKDOUBT_NOT)
		return vg_detail_set(call->detail, VG_EPOLICY,
		    "5: the clock is believed: there is nothing to accept");
	if (!vg_clockdoubt_accept(&d, call->now))
		return vg_detail_set(call->detail, VG_EPOLICY,
		    "5: a clock before 2026 is wrong: set it right");
	bool far = vg_deskdoubt_is_far(call->desk);
	int code = tell(call->desk, &d, call->now);
	if (code == VG_OK)
		code = keep(call->desk, &d, true);
	if (code == VG_OK)
		code = bring_all_back(call->desk, far, call->now);
	if (code != VG_OK)
		return code;
	call->desk->doubt_loaded = false;
	vg_text_copy(result->state, sizeof(result->state), "accepted");
	vg_text_copy(result->text, sizeof(result->text),
	    "what waited goes on: the sweep, backups beyond their number, cases that close");
	return VG_OK;
}

const struct vg_act_rule vg_deskdoubt_rules[] = {
    {"clock-accept", "clock", VG_ROLE_MANAGER, "", accept_clock, 0},
    {0},
};
