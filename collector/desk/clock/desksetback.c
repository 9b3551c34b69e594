/*
 * A wall clock that was set back.
 */
#include "collector/desk/clock/desksetback.h"

#include <string.h>

#include "collector/conf/confrule.h"
#include "collector/store/storesetback.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/log/log.h"
#include "lib/model/resource.h"
#include "lib/pack/packset.h"

/* A message that was tried and not taken, one that a courier has, one that others ride with. */
#define TRIED_US (2 * VG_HOUR_US)
#define TAKEN_US (15 * VG_MINUTE_US)
#define NEW_US VG_HOUR_US
/* A way out that failed is left alone no longer, whatever its receiver asked for. */
#define ALONE_US (2 * VG_MINUTE_US)

/* --- how long a kind may wait ---------------------------------------------------------------- */

static int64_t
seconds(int64_t n)
{
	return n * VG_SECOND_US;
}

static int64_t
longer(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* Which of a kind's numbers; the tree's own, -1: as the pack says. */
enum number { HOLD, CLEAR, QUIET, SETTLE };

static int64_t
of_kind(const struct vg_kind *kind, enum number which)
{
	int64_t most = 0;

	switch (which) {
	case HOLD:
		for (size_t i = 0; i < VG_PACK_N_SEVERITIES; i++)
			most = longer(most, kind->hold_s[i]);
		return most;
	case CLEAR:
		return kind->clear_hold_s;
	case QUIET:
		return kind->flap_quiet_s;
	case SETTLE:
		return kind->settle_s;
	}
	return 0;
}

static int64_t
of_tree(const struct vg_conf_kind *kind, enum number which)
{
	return which == HOLD ? kind->hold_s
	    : which == CLEAR ? kind->clear_hold_s
	    : which == QUIET ? kind->flap_quiet_s
			     : kind->settle_s;
}

/* The most that a pack or the tree says of any kind of fault. */
static int64_t
most_of_kinds(const struct vg_desk *desk, enum number which)
{
	int64_t most = 0;

	for (size_t i = 0; i < vg_packset_count(desk->packs); i++) {
		const struct vg_pack *pack = vg_packset_at(desk->packs, i);
		for (size_t k = 0; k < pack->n_kinds; k++)
			most = longer(most, of_kind(&pack->kinds[k], which));
	}
	for (size_t i = 0; i < desk->conf->n_kinds; i++)
		most = longer(most, of_tree(&desk->conf->kinds[i], which));
	return most;
}

/* Longer when its cause or its clear waits, too; what a planned work holds is held by it anew. */
static int64_t
longest_hold(const struct vg_desk *desk)
{
	int64_t most = most_of_kinds(desk, HOLD);

	for (size_t i = 0; i < vg_confrule_count(desk->conf); i++)
		most = longer(most, vg_confrule_at(desk->conf, i)->hold_s);
	most = longer(most, most_of_kinds(desk, CLEAR));
	most = longer(most, desk->conf->policy.planned_settle_s);
	most = longer(most, desk->conf->policy.parent_wait_s);
	return seconds(most + 2 * (int64_t)desk->conf->hole_wait_s + 1);
}

static int64_t
longest_clear(const struct vg_desk *desk)
{
	return seconds(longer(most_of_kinds(desk, CLEAR), most_of_kinds(desk, QUIET)) +
	    2 * (int64_t)desk->conf->hole_wait_s);
}

static int64_t
longest_flap(const struct vg_desk *desk)
{
	return seconds(most_of_kinds(desk, QUIET) + 2 * (int64_t)desk->conf->hole_wait_s);
}

static int64_t
longest_settle(const struct vg_desk *desk)
{
	return longer(VG_DAY_US,
	    seconds(most_of_kinds(desk, SETTLE) + 2 * (int64_t)desk->conf->hole_wait_s));
}

static int64_t
longest_silent(const struct vg_desk *desk)
{
	const struct vg_conf_silence *c = &desk->conf->silence;

	return seconds(longer(c->after_s, longer(c->case_after_s, c->page_after_s)));
}

static int64_t
longest_list(const struct vg_desk *desk)
{
	return seconds(desk->conf->silence.list_wait_s);
}

static int64_t
longest_deaf(const struct vg_desk *desk)
{
	return seconds(
	    longer(desk->conf->silence.deaf_page_after_s, desk->conf->silence.after_s));
}

/* While its agent is mute, until that is silent for all to see. */
static int64_t
longest_hole(const struct vg_desk *desk)
{
	return seconds(
	    (int64_t)desk->conf->silence.after_s + 2 * (int64_t)desk->conf->hole_wait_s);
}

static int64_t
longest_storm(const struct vg_desk *desk)
{
	return seconds(desk->conf->storm_quiet_s);
}

static int64_t
longest_problem(const struct vg_desk *desk)
{
	return seconds(desk->conf->family.forget_s);
}

static int64_t
longest_told(const struct vg_desk *desk)
{
	return seconds(desk->conf->policy.paging.accepted_in_s);
}

static int64_t
longest_stuck(const struct vg_desk *desk)
{
	return longer(VG_MINUTE_US, seconds(desk->conf->policy.outbox_stuck_s));
}

static int64_t
a_minute(const struct vg_desk *desk)
{
	(void)desk;
	return VG_MINUTE_US;
}

static int64_t
an_hour(const struct vg_desk *desk)
{
	(void)desk;
	return VG_HOUR_US;
}

static int64_t
a_day(const struct vg_desk *desk)
{
	(void)desk;
	return VG_DAY_US;
}

/* From one night's to the next, on the longest day of a year. */
static int64_t
a_night(const struct vg_desk *desk)
{
	(void)desk;
	return VG_DAY_US + 2 * VG_HOUR_US;
}

/* --- the kinds ------------------------------------------------------------------------------- */

static const struct vg_desksetback_kind kinds[] = {
    /* Timers. */
    {"hold", true, longest_hold},
    {"clear", true, longest_clear},
    {"flap", true, longest_flap},
    {"settle", true, longest_settle},
    {"hole", true, longest_hole},
    {"refused", true, an_hour},
    {"doubled", true, an_hour},
    {"dropped", true, an_hour},
    {"copied", true, an_hour},
    {"storm", true, longest_storm},
    {"problem", true, longest_problem},
    {"beat", true, a_minute},
    {"confirm", true, NULL},
    /* Moved by collector/desk/agents/deskawait, forward, too. */
    {"silent", false, longest_silent},
    {"list", false, longest_list},
    {"deaf", false, longest_deaf},
    {"told", false, longest_told},
    /* Only looked at: whoever looks finds when it is to be, and an early look costs little. */
    {"page", true, NULL}, /* one of W3 waits for the office to open */
    {"idle", true, an_hour},
    {"waiting", true, an_hour},
    {"stuck", true, longest_stuck},
    {"suggest", true, a_day},
    {"family", true, a_day},
    {"mark", true, a_day},
    {"sweep", true, a_night},
    /* The next slice of a work that is under way. */
    {"adopt", true, a_minute},
    {"near", true, a_minute},
    {"rejudge", true, a_minute},
    {"purge", true, a_minute},
    {"next-due", true, a_minute},
    {"blob", true, a_minute},
    /* Promised instants, and days and hours of the calendar. */
    {"warn", false, NULL},
    {"waiting-warn", false, NULL},
    {"shelf", false, NULL},
    {"planned", false, NULL},
    {"contract", false, NULL},
    {"amendment", false, NULL},
    {"duty", false, NULL},
    {"weekly", false, NULL},
    {"remind", false, NULL},
    {"order", false, NULL},
};

const struct vg_desksetback_kind *
vg_desksetback_kind(size_t i)
{
	static const struct vg_desksetback_kind none = {.kind = NULL};

	return i < sizeof(kinds) / sizeof(kinds[0]) ? &kinds[i] : &none;
}

static int
move_rows(struct vg_desk *desk, int64_t back_us, struct vg_wall now)
{
	int code = VG_OK;

	for (size_t i = 0; code == VG_OK && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (kinds[i].moves && back_us)
			code = vg_db_run(desk->db, VG_STORESETBACK_DUE, "tii",
			    kinds[i].kind, back_us, now.us);
		if (code == VG_OK && kinds[i].longest_us)
			code = vg_db_run(desk->db, VG_STORESETBACK_DUE_AT_MOST, "ti",
			    kinds[i].kind, now.us + kinds[i].longest_us(desk));
	}
	return code;
}

/* --- what else lies ahead -------------------------------------------------------------------- */

static int
move_dates(struct vg_desk *desk, int64_t back_us, struct vg_wall now)
{
	static const size_t all[] = {VG_STORESETBACK_LADDERS, VG_STORESETBACK_PAGES,
	    VG_STORESETBACK_IDLE, VG_STORESETBACK_UNKNOWN, VG_STORESETBACK_OUTBOX,
	    VG_STORESETBACK_WAYS};
	struct vg_db *db = desk->db;
	int code = VG_OK;

	for (size_t i = 0; code == VG_OK && i < sizeof(all) / sizeof(all[0]); i++)
		code = vg_db_run(db, all[i], "ii", back_us, now.us);
	/* How long it was given is not known: what is not known to be late is not cut short. */
	if (code == VG_OK && back_us)
		code = vg_db_run(db, VG_STORESETBACK_CONFIRM, "ii", back_us, now.us);
	if (code == VG_OK)
		code = vg_db_run(db, VG_STORESETBACK_OUTBOX_AT_MOST, "iii",
		    now.us + TRIED_US, now.us + TAKEN_US, now.us + NEW_US);
	return code == VG_OK
	    ? vg_db_run(db, VG_STORESETBACK_WAYS_AT_MOST, "i", now.us + ALONE_US)
	    : code;
}

int
vg_desksetback_stepped(struct vg_desk *desk, int64_t by_us, struct vg_wall now)
{
	if (by_us >= 0)
		return VG_OK;
	int code = move_rows(desk, -by_us, now);
	return code == VG_OK ? move_dates(desk, -by_us, now) : code;
}

/* Told as a step is: what is asked of steps finds this one, too. */
static int
tell_start(struct vg_desk *desk, int64_t back_us, struct vg_wall now)
{
	char text[VG_TEXT_SIZE], resource[VG_RESOURCE_SIZE];

	vg_text_format(text, sizeof(text),
	    "at a start the clock is %.1f s before the last time that was recorded: timers go "
	    "back with it",
	    (double)back_us / VG_SECOND_US);
	vg_log(VG_LOG_WARNING, "desk", "clock", "%s", text);
	vg_resource_build(resource, "collector", desk->conf->name, NULL);
	return vg_desk_tell(desk, now, "clock-stepped", "", resource, text);
}

int
vg_desksetback_started(struct vg_desk *desk, struct vg_wall now)
{
	int64_t limit_us = (int64_t)desk->conf->policy.clock_step_s * VG_SECOND_US;
	int64_t back_us = vg_instant_since(desk->alive, now);
	int code = VG_OK;

	if (!vg_instant_is_set(desk->alive) || back_us <= limit_us)
		back_us = 0;
	else
		code = tell_start(desk, back_us, now);
	desk->alive = (struct vg_wall){0};
	if (code == VG_OK)
		code = move_rows(desk, back_us, now);
	return code == VG_OK ? move_dates(desk, back_us, now) : code;
}
