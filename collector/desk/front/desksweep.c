/*
 * What is kept long enough goes, each night: messages, happenings, raises, evidence that no case
 * holds, alarms that are over and that no case names, idempotency keys; what persons wrote in
 * cases long over, senders of whom nothing is left, persons of trees long replaced, acts of the
 * audit; and notifications that nobody can say the end of are over in time.
 *
 * Cases, their ledger and evidence, and what proves their journal, stay; a case on hold keeps all.
 * In steps, one after the other, each in slices, each slice a row of the timers and a transaction
 * of its own, so that a large file never holds up what comes in; steps that find little share one.
 * Where it is stands in meta.
 *
 * Source: docs/policy.md, Persons; the times are the tree's (vigie-collector-retention).
 */
#include <stdlib.h>

#include "collector/desk/mail/deskblob.h"
#include "collector/desk/deskcore.h"
#include "collector/desk/record/deskcount.h"
#include "collector/desk/record/deskrecorded.h"
#include "collector/desk/front/desksweep.h"
#include "collector/desk/front/desksweepperson.h"
#include "collector/desk/front/desksweepslice.h"
#include "collector/store/storedecision.h"
#include "collector/store/storekeep.h"
#include "collector/store/storesweep.h"
#include "collector/store/storestorm.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

/* So that a slice costs a few milliseconds: an alarm has many keys. */
enum { SLICE = VG_DESKSWEEPSLICE_ROWS, ALARMS = 50, STORMS = 25, ENDLESS = 20 };
/*
 * Steps that find little share a transaction: until it has changed so many rows, or looked twice.
 */
enum { LITTLE = 100, LOOKS = 2 };

#define EVERY_US VG_DAY_US
#define KEYS_US (7 * VG_DAY_US)
/* Between two slices: what comes in has most of the time for itself. */
#define PAUSE_US (VG_SECOND_US / 10)
/* A clock that is doubted lets nothing go: it is looked at again so often. */
#define DOUBTED_US (10 * VG_MINUTE_US)
/* What came within it is never let go before its time. */
#define YOUNG_US VG_DAY_US

/* The first of them that stands since before 'until'; 0: none does. */
static int
find_endless(struct vg_desk *desk, struct vg_wall until, int64_t *id)
{
	const size_t q = VG_SQL_ALARM_ENDLESS;
	int code = vg_db_query(desk->db, q, "i", until.us);

	*id = 0;
	if (code != VG_OK)
		return code;
	if (vg_db_next(desk->db, q)) {
		*id = vg_db_int(desk->db, q, 0);
		vg_db_done(desk->db, q);
	}
	return vg_db_failed(desk->db);
}

static int
end_one(struct vg_desk *desk, int64_t id, struct vg_wall now)
{
	struct vg_detail detail;
	struct vg_alarm_row row;
	int code = vg_deskrows_alarm_by_id(desk, id, &row);

	if (code != VG_OK)
		return code;
	row.event.action = VG_ACTION_CLEAR;
	row.event.origin = VG_ORIGIN_SELF;
	row.event.agent_time = now;
	vg_text_copy(row.event.text, sizeof(row.event.text),
	    "nothing tells its end; its time is over");
	return vg_deskapply_event(desk, &row.event, row.agent, 0, now, true, &detail);
}

static int
end_endless(struct vg_desk *desk, struct vg_wall until, struct vg_wall now, bool *more)
{
	int64_t id = 1;
	int code = VG_OK;

	for (int i = 0; code == VG_OK && id && i < ENDLESS; i++) {
		code = find_endless(desk, until, &id);
		if (code == VG_OK && id)
			code = end_one(desk, id, now);
	}
	*more = *more || id;
	return code;
}

static int
put_number(struct vg_desk *desk, const char *name, int64_t value)
{
	return vg_db_run(desk->db, VG_SQL_META_PUT, "ti", name, value);
}

int
vg_desksweep_arm(struct vg_desk *desk, struct vg_wall now)
{
	int code = put_number(desk, "sweep-step", 0);

	/* What was marked to be kept may be of another day, or of the day of a backup. */
	if (code == VG_OK)
		code = put_number(desk, "sweep-row", 0);
	return code == VG_OK ? vg_db_run(desk->db, VG_SQL_DUE_KEEP, "tti", "sweep", "",
				   vg_instant_add(now, EVERY_US).us)
			     : code;
}

/* --- the steps ------------------------------------------------------------------------------ */

static const struct vg_desksweepslice messages = {VG_STORESWEEP_MESSAGE_WALK,
    {VG_STORESWEEP_MESSAGE_DROP_OTHERS, VG_STORESWEEP_MESSAGE_DROP}};

static struct vg_wall
days_before(struct vg_wall now, uint32_t days)
{
	return vg_instant_add(now, -((int64_t)days * VG_DAY_US));
}

static int
sweep_keys(struct vg_desk *desk, struct vg_wall now, bool *more)
{
	(void)more;
	return vg_db_run(desk->db, VG_SQL_IDEMPOTENCY_SWEEP, "i", now.us - KEYS_US);
}

static int
sweep_messages(struct vg_desk *desk, struct vg_wall now, bool *more)
{
	int64_t n;

	return vg_desksweepslice_take(desk, &messages,
	    days_before(now, desk->conf->retention.messages_days), &n, more);
}

/* What a replay needs beside them goes with them. */
static int
sweep_recorded(struct vg_desk *desk, struct vg_wall now, bool *more)
{
	return vg_deskrecorded_sweep(
	    desk, days_before(now, desk->conf->retention.messages_days), SLICE, more);
}

/*
 * The oldest raw notifications beyond what the disk, or the tree, lets the database hold: they go
 * before their time, counted.
 */
static int
sweep_early(struct vg_desk *desk, struct vg_wall now, bool *more)
{
	int64_t n;
	int64_t before = vg_desk_number(desk, "sweep-early", 0);

	if (vg_deskdisk_excess(desk) == 0)
		return VG_OK;
	int code = vg_desksweepslice_take(
	    desk, &messages, vg_instant_add(now, -YOUNG_US), &n, more);
	return code == VG_OK && n ? put_number(desk, "sweep-early", before + n) : code;
}

/*
 * What counted a storm goes with the raw notifications, what says that it was with the events.  A
 * storm ends long after it was numbered, so that a young one is no end; one may have more seconds
 * than a slice: the same storms are looked at until nothing of them is left to go.
 */
static int
sweep_storms(struct vg_desk *desk, struct vg_wall now, bool *more)
{
	const struct vg_conf_retention *r = &desk->conf->retention;
	const int64_t over = days_before(now, r->events_days).us;
	const int64_t old = days_before(now, r->messages_days).us;
	const int64_t counts = old > over ? old : over;
	const struct {
		size_t q;
		int64_t until;
	} drops[] = {{VG_STORESTORM_DROP_SECONDS, counts},
	    {VG_STORESTORM_DROP_SAMPLES, counts}, {VG_STORESTORM_DROP_NAMES, over},
	    {VG_STORESTORM_DROP, over}};
	const int64_t after = desk->sweep_row;
	int64_t last, unused;
	int code = vg_desksweepslice_find(
	    desk, VG_STORESTORM_WALK, STORMS, after, now.us, &last, &unused);

	if (code != VG_OK || last == 0)
		return code;
	*more = true;
	for (size_t i = 0; code == VG_OK && i < sizeof(drops) / sizeof(drops[0]); i++) {
		code = vg_db_run(desk->db, drops[i].q, "iiii", after, last,
		    drops[i].until, (int64_t)SLICE);
		if (code == VG_OK && vg_db_changes(desk->db) >= SLICE)
			return VG_OK;
	}
	desk->sweep_row = last;
	return code;
}

/* What is kept as long as events are. */
static int
sweep_ground(struct vg_desk *desk, const struct vg_desksweepslice *ground,
    struct vg_wall now, bool *more)
{
	int64_t n;

	return vg_desksweepslice_take(
	    desk, ground, days_before(now, desk->conf->retention.events_days), &n, more);
}

static int
sweep_happenings(struct vg_desk *desk, struct vg_wall now, bool *more)
{
	static const struct vg_desksweepslice ground = {
	    VG_STORESWEEP_HAPPENING_WALK, {VG_STORESWEEP_HAPPENING_DROP, 0}};

	return sweep_ground(desk, &ground, now, more);
}

static int
sweep_decisions(struct vg_desk *desk, struct vg_wall now, bool *more)
{
	static const struct vg_desksweepslice ground = {
	    VG_STOREDECISION_WALK, {VG_STOREDECISION_DROP, 0}};

	return sweep_ground(desk, &ground, now, more);
}

static int
sweep_raises(struct vg_desk *desk, struct vg_wall now, bool *more)
{
	static const struct vg_desksweepslice ground = {
	    VG_STORESWEEP_RAISE_WALK, {VG_STORESWEEP_RAISE_DROP, 0}};

	return sweep_ground(desk, &ground, now, more);
}

static int
sweep_evidence(struct vg_desk *desk, struct vg_wall now, bool *more)
{
	static const struct vg_desksweepslice ground = {
	    VG_STORESWEEP_EVIDENCE_WALK, {VG_STORESWEEP_EVIDENCE_DROP, 0}};

	return sweep_ground(desk, &ground, now, more);
}

/* Those that are over for so long, and that no case names; with what is theirs, it first. */
static int
sweep_alarms(struct vg_desk *desk, struct vg_wall now, bool *more)
{
	static const size_t drops[] = {VG_STORESWEEP_ALARM_RAISES,
	    VG_STOREDECISION_DROP_LEFT, VG_STORESWEEP_ALARM_DROP};
	const int64_t until = days_before(now, desk->conf->retention.events_days).us;
	int code = VG_OK;

	for (size_t i = 0; code == VG_OK && i < sizeof(drops) / sizeof(drops[0]); i++)
		code = vg_db_run(desk->db, drops[i], "ii", until, (int64_t)ALARMS);
	if (code == VG_OK)
		*more = vg_db_changes(desk->db) >= ALARMS;
	return code;
}

static int
sweep_endless(struct vg_desk *desk, struct vg_wall now, bool *more)
{
	return end_endless(
	    desk, days_before(now, desk->conf->retention.messages_days), now, more);
}

/* What was let go early is told, and that nothing was is told too. */
static int
tell_early(struct vg_desk *desk, struct vg_wall now, bool *more)
{
	int64_t n = vg_desk_number(desk, "sweep-early", 0);
	char resource[VG_RESOURCE_SIZE], text[VG_TEXT_SIZE];

	(void)more;
	vg_resource_build(resource, "collector", desk->conf->name, "database");
	if (n)
		vg_text_format(text, sizeof(text),
		    "%lld raw notifications went before their %u days: the database has "
		    "reached what the disk, or database-max-mib, lets it hold",
		    (long long)n, desk->conf->retention.messages_days);
	int code = put_number(desk, "swept-early", n);
	if (code == VG_OK)
		code = put_number(desk, "sweep-early", 0);
	if (code != VG_OK || (n == 0 && vg_deskdisk_excess(desk) > 0))
		return code;
	return vg_deskagent_tell_self(desk, resource, "disk-space-low", "",
	    n ? VG_ACTION_RAISE : VG_ACTION_CLEAR, VG_SEVERITY_MINOR, now,
	    n ? text : "nothing went before its time");
}

/* The next time of the night at which a sweep begins. */
static struct vg_wall
next_night(const struct vg_conf *conf, struct vg_wall now)
{
	int64_t day = vg_zonetable_day(&conf->zone, now);
	struct vg_wall at = vg_zonetable_instant(
	    &conf->zone, day, conf->retention.sweep_s, VG_ZONE_FIRST);

	return vg_instant_compare(at, now) > 0
	    ? at
	    : vg_zonetable_instant(
		  &conf->zone, day + 1, conf->retention.sweep_s, VG_ZONE_FIRST);
}

static int (*const steps[])(struct vg_desk *desk, struct vg_wall now, bool *more) = {
    vg_desksweepslice_mark_kept, sweep_early, sweep_keys, sweep_messages, sweep_recorded,
    sweep_storms, sweep_happenings, sweep_decisions, sweep_raises, sweep_evidence,
    sweep_alarms, sweep_endless, vg_desksweepperson_texts, vg_deskblob_sweep,
    vg_desksweepperson_audit, tell_early};

enum { N_STEPS = sizeof(steps) / sizeof(steps[0]) };

/* Where the sweep is, before and after a run of it. */
struct place {
	int64_t step, row;
};

static int
keep_place(struct vg_desk *desk, const struct place *was, int64_t step)
{
	int code = VG_OK;

	if (desk->sweep_row != was->row)
		code = put_number(desk, "sweep-row", desk->sweep_row);
	if (code == VG_OK && step != was->step)
		code = put_number(desk, "sweep-step", step);
	return code;
}

/*
 * Steps from '*step' on: until one has found more than a look, much was changed, or the night's
 * sweep is over and '*step' N_STEPS.
 */
static int
take_steps(struct vg_desk *desk, struct vg_wall now, int64_t *step)
{
	const int64_t before = vg_db_changed(desk->db);
	int code = VG_OK, looks = 0;

	while (code == VG_OK && *step < N_STEPS && looks < LOOKS &&
	    vg_db_changed(desk->db) - before < LITTLE) {
		bool more = false;
		code = steps[*step](desk, now, &more);
		if (code == VG_OK && more) {
			looks++;
		} else if (code == VG_OK) {
			desk->sweep_row = 0;
			++*step;
		}
	}
	return code;
}

struct vg_wall
vg_desksweep_night(const struct vg_desk *desk, struct vg_wall now)
{
	return next_night(desk->conf, now);
}

int
vg_desksweep_run(struct vg_desk *desk, struct vg_wall now)
{
	if (vg_deskdoubt_holds(desk))
		return vg_desk_put_due(
		    desk, "sweep", "", vg_instant_add(now, DOUBTED_US));

	const struct place was = {
	    vg_desk_number(desk, "sweep-step", 0), vg_desk_number(desk, "sweep-row", 0)};
	struct vg_wall next = vg_instant_add(now, PAUSE_US);
	int64_t step = was.step;

	desk->sweep_row = was.row;
	/* Written by another version with other steps: from the beginning. */
	if (step < 0 || step >= N_STEPS)
		step = desk->sweep_row = 0;
	int code = take_steps(desk, now, &step);
	if (code == VG_OK && step == N_STEPS) {
		step = 0;
		code = put_number(desk, "swept", now.us);
		next = next_night(desk->conf, now);
	}
	if (code == VG_OK)
		code = keep_place(desk, &was, step);
	return code == VG_OK ? vg_desk_put_due(desk, "sweep", "", next) : code;
}

/* Of one that ended later than now nobody knows: the clock was set back. */
static bool
ended_lately(struct vg_wall last, struct vg_wall now)
{
	return vg_instant_compare(last, now) <= 0 &&
	    vg_instant_since(now, last) < VG_HOUR_US;
}

int
vg_desksweep_soon(struct vg_desk *desk, struct vg_wall now)
{
	struct vg_wall last, next;
	int code = vg_desksweep_times(desk, &last, &next);

	if (code != VG_OK || vg_desk_number(desk, "sweep-step", 0) != 0 ||
	    vg_desk_number(desk, "sweep-row", 0) != 0 ||
	    vg_instant_compare(next, now) <= 0 || ended_lately(last, now) ||
	    vg_deskdoubt_holds(desk))
		return code;
	code = vg_db_begin(desk->db);
	if (code == VG_OK)
		code = vg_desk_put_due(desk, "sweep", "", now);
	if (code == VG_OK)
		return vg_desk_commit(desk);
	vg_desk_rollback(desk);
	return code;
}

static int
read_time(struct vg_desk *desk, size_t q, struct vg_wall *at)
{
	at->us = 0;
	if (vg_db_next(desk->db, q)) {
		at->us = vg_db_int(desk->db, q, 0);
		vg_db_done(desk->db, q);
	}
	return vg_db_failed(desk->db);
}

int
vg_desksweep_times(struct vg_desk *desk, struct vg_wall *last, struct vg_wall *next)
{
	int code = vg_db_query(desk->db, VG_SQL_META_GET, "t", "swept");

	if (code == VG_OK)
		code = read_time(desk, VG_SQL_META_GET, last);
	if (code == VG_OK)
		code = vg_db_query(desk->db, VG_STOREKEEP_NEXT, "");
	return code == VG_OK ? read_time(desk, VG_STOREKEEP_NEXT, next) : code;
}
