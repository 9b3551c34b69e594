/*
 * Ways out.
 */
#include "collector/desk/mail/deskway.h"

#include <inttypes.h>
#include <string.h>

#include "collector/conf/confoutway.h"
#include "collector/conf/confpage.h"
#include "collector/desk/record/deskoutway.h"
#include "collector/store/storeoutway.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

#define STUCK "outbox-stuck"

/* What stands is told so often. */
#define BEAT_US VG_MINUTE_US
/* A way that failed is left alone for 5 seconds, then twice as long each time, a minute at most. */
#define ALONE_US (5 * VG_SECOND_US)
#define ALONE_MOST_US VG_MINUTE_US

/* A courier that took a message and died is given so long; then it is anybody's again. */
#define TAKEN_FOR_US (15 * VG_MINUTE_US)
/* Where it says how long its requests take: for the letter before one, and the report behind it. */
#define AROUND_US VG_MINUTE_US

enum { CRITICAL_TIMES = 3, MOST_DOUBLINGS = 10 };

static const char beat_kind[] = "beat", stuck_kind[] = "stuck";

/* The number in the first column of what 'q' gives; 0: nothing. */
static int
read_number(struct vg_desk *desk, size_t q, int code, int64_t *number)
{
	*number = 0;
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	*number = vg_db_int(desk->db, q, 0);
	vg_db_done(desk->db, q);
	return VG_OK;
}

/* --- a courier's ---------------------------------------------------------------------------- */

int
vg_deskway_next(struct vg_act_call *call, int64_t *id)
{
	const size_t q = VG_STOREOUTWAY_NEXT;
	int64_t mails = 0;

	(void)vg_text_int(vg_deskact_value(call, "at-once"), 1, 64, &mails);
	return read_number(call->desk, q,
	    vg_db_query(call->desk->db, q, "iii", call->now.us, mails, (int64_t)1), id);
}

struct vg_wall
vg_deskway_held(const struct vg_act_call *call, bool posted)
{
	int64_t post_s = 0;

	/* One that hangs holds up all of a way of one at a time, and a receiver knows what comes twice. */
	return posted &&
		vg_text_int(vg_deskact_value(call, "post-s"), 1, 300, &post_s) == VG_OK
	    ? vg_instant_add(call->now, post_s * VG_SECOND_US + AROUND_US)
	    : vg_instant_add(call->now, TAKEN_FOR_US);
}

int
vg_deskway_used(struct vg_desk *desk, int64_t id, struct vg_wall now)
{
	return vg_db_run(desk->db, VG_STOREOUTWAY_USED, "ii", id, now.us);
}

int
vg_deskway_reported(struct vg_act_call *call, int64_t id, bool sent, bool failed)
{
	const size_t q = VG_STOREOUTWAY_FAILED;
	struct vg_db *db = call->desk->db;
	int64_t fails, alone_us = ALONE_US, asked_s = 0;

	if (sent)
		return vg_db_run(db, VG_STOREOUTWAY_WORKS, "ii", id, call->now.us);
	if (!failed)
		return VG_OK;
	int code = read_number(call->desk, q, vg_db_query(db, q, "i", id), &fails);
	for (int64_t i = 0; i < fails && i < MOST_DOUBLINGS; i++)
		alone_us *= 2;
	if (alone_us > ALONE_MOST_US)
		alone_us = ALONE_MOST_US;
	(void)vg_text_int(vg_deskact_value(call, "retry-after"), 1, 120, &asked_s);
	if (alone_us < asked_s * VG_SECOND_US)
		alone_us = asked_s * VG_SECOND_US;
	return code == VG_OK ? vg_db_run(db, VG_STOREOUTWAY_FAILS, "iiii", id,
				   call->now.us, call->now.us + alone_us, fails + 1)
			     : code;
}

int
vg_deskway_free(struct vg_desk *desk, int64_t id)
{
	return vg_db_run(desk->db, VG_STOREOUTWAY_FREE, "i", id);
}

int
vg_deskway_again(struct vg_desk *desk, const char *name, struct vg_wall now)
{
	const struct vg_conf_outway *way = vg_confoutway_find(desk->conf, name);

	return way ? vg_deskoutway_stand(desk, way, now) : VG_OK;
}

/* --- whether anybody can be woken ------------------------------------------------------------ */

/*
 * Whether what is sent by 'way' has failed for so long that its outbox-stuck would be critical.  Of a way
 * on which nothing waits nobody knows that it still fails: what failed was given up, or is over.
 */
static int
is_dead(struct vg_desk *desk, const char *way, struct vg_wall now, bool *is)
{
	const size_t q = VG_STOREOUTWAY_GET, oldest = VG_STOREOUTWAY_OLDEST;
	int64_t limit_us =
	    CRITICAL_TIMES * (int64_t)desk->conf->policy.outbox_stuck_s * VG_SECOND_US;
	int64_t waits = 0;
	int code = vg_db_query(desk->db, q, "t", way);

	*is = false;
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	int64_t failing = vg_db_int(desk->db, q, 1);
	vg_db_done(desk->db, q);
	if (!failing || now.us - failing < limit_us)
		return VG_OK;
	code = read_number(
	    desk, oldest, vg_db_query(desk->db, oldest, "ti", way, now.us), &waits);
	*is = waits > 0;
	return code;
}

/* One of his ways works, as far as is known: '*wakes'.  He has one: '*called'. */
static int
look_at_person(
    struct vg_desk *desk, const char *id, struct vg_wall now, bool *called, bool *wakes)
{
	const struct vg_conf_person *person = vg_conf_person(desk->conf, id);
	struct vg_conf_channel channel;
	bool dead = true;
	int code = VG_OK;

	for (size_t i = 0; code == VG_OK && person && !*wakes &&
	     vg_confpage_channel(person, true, i, &channel);
	     i++) {
		bool by_hook = channel.kind == VG_CONF_WAY_WEBHOOK;
		*called = true;
		if (!by_hook || vg_confoutway_find(desk->conf, channel.address))
			code =
			    is_dead(desk, by_hook ? channel.address : "mail", now, &dead);
		*wakes = code == VG_OK && !dead;
		dead = true;
	}
	return code;
}

int
vg_deskway_wakes(struct vg_desk *desk, struct vg_wall now, bool *wakes)
{
	const struct vg_conf *conf = desk->conf;
	const struct vg_conf_team *team = vg_conf_team(conf, "duty");
	const struct vg_conf_turn *turns[VG_CONFPAGE_MAX];
	size_t n = vg_confpage_on_duty(conf, now, turns, VG_CONFPAGE_MAX);
	bool called = false;
	int code = VG_OK;

	*wakes = false;
	for (size_t i = 0; code == VG_OK && i < n; i++)
		code = look_at_person(desk, turns[i]->person, now, &called, wakes);
	for (size_t i = 0; code == VG_OK && n == 0 && team && i < team->persons.n; i++)
		code = look_at_person(desk, team->persons.name[i], now, &called, wakes);
	if (code == VG_OK)
		code =
		    look_at_person(desk, conf->policy.last_resort, now, &called, wakes);
	/* A house that pages nobody has nobody to wake. */
	*wakes = *wakes || !called;
	return code;
}

/* --- every minute ---------------------------------------------------------------------------- */

static bool
beats(const struct vg_conf_outway *way)
{
	return way->is_alertmanager || way->watchdog;
}

static bool
names_courier(const struct vg_conf *conf)
{
	size_t i = 0;

	while (i < conf->n_users && conf->users[i].role != VG_ROLE_COURIER)
		i++;
	return i < conf->n_users;
}

/* What a courier should have taken may be stuck, whether one ever came or not. */
static int
expect_courier(struct vg_desk *desk, const char *name, struct vg_wall now)
{
	int code = vg_db_run(desk->db, VG_STOREOUTWAY_MEANT, "t", name);

	return code == VG_OK && vg_db_changes(desk->db) > 0
	    ? vg_desk_put_due(desk, stuck_kind, name, now)
	    : code;
}

int
vg_deskway_arm(struct vg_desk *desk, struct vg_wall now)
{
	bool courier = names_courier(desk->conf) && !desk->replaying;
	int code = courier    ? expect_courier(desk, "mail", now)
	    : desk->replaying ? VG_OK
			      : vg_db_run(desk->db, VG_STOREOUTWAY_UNMEANT, "");

	for (size_t i = 0; courier && code == VG_OK && i < desk->conf->n_outways; i++)
		code = expect_courier(desk, desk->conf->outways[i].name, now);
	for (size_t i = 0; code == VG_OK && i < desk->conf->n_outways; i++) {
		if (beats(&desk->conf->outways[i]))
			code = vg_desk_put_due(
			    desk, beat_kind, desk->conf->outways[i].name, now);
	}
	return code;
}

int
vg_deskway_beat(struct vg_desk *desk, const char *name, struct vg_wall now)
{
	const struct vg_conf_outway *way = vg_confoutway_find(desk->conf, name);

	bool wakes = true;

	if (!way || !beats(way) || desk->replaying)
		return VG_OK;
	/* An Alertmanager is told of cases as well: there the sign alone is left out (deskhook). */
	int code = way->is_alertmanager ? VG_OK : vg_deskway_wakes(desk, now, &wakes);
	if (code == VG_OK && wakes)
		code = vg_deskoutway_stand(desk, way, now);
	return code == VG_OK
	    ? vg_desk_put_due(desk, beat_kind, name, vg_instant_add(now, BEAT_US))
	    : code;
}

/* --- stuck ------------------------------------------------------------------------------------ */

static int
find_alarm(struct vg_desk *desk, const char *resource, struct vg_alarm_row *row)
{
	struct vg_event key = {.qualifier = ""};

	vg_text_copy(key.resource, sizeof(key.resource), resource);
	vg_text_copy(key.kind, sizeof(key.kind), STUCK);
	return vg_deskrows_alarm(desk, &key, row);
}

static int
tell_stuck(struct vg_desk *desk, const char *resource, const char *name, int64_t since,
    const struct vg_alarm_row *row, struct vg_wall now)
{
	int64_t limit_us = (int64_t)desk->conf->policy.outbox_stuck_s * VG_SECOND_US;
	enum vg_severity severity = now.us - since >= CRITICAL_TIMES * limit_us
	    ? VG_SEVERITY_CRITICAL
	    : VG_SEVERITY_MAJOR;
	bool stands = row->id && !row->cleared && !row->pending;
	char text[VG_TEXT_SIZE], when[VG_INSTANT_TEXT_SIZE];

	if (stands && row->event.severity == severity)
		return VG_OK;
	vg_instant_text((struct vg_wall){since}, when);
	vg_text_format(text, sizeof(text),
	    "messages do not leave by %s: the oldest waits since %s", name, when);
	return vg_deskagent_tell_self(desk, resource, STUCK, "",
	    stands ? VG_ACTION_CHANGE : VG_ACTION_RAISE, severity, now, text);
}

static int
end_stuck(struct vg_desk *desk, const char *resource, const struct vg_alarm_row *row,
    struct vg_wall now)
{
	if (!row->id || row->cleared || row->pending)
		return VG_OK;
	return vg_deskagent_tell_self(desk, resource, STUCK, "", VG_ACTION_CLEAR,
	    row->event.severity, now, "messages leave again");
}

int
vg_deskway_stuck(struct vg_desk *desk, const char *name, struct vg_wall now)
{
	const size_t oldest = VG_STOREOUTWAY_OLDEST, pending = VG_STOREOUTWAY_PENDING;
	int64_t limit_us = (int64_t)desk->conf->policy.outbox_stuck_s * VG_SECOND_US;
	char resource[VG_RESOURCE_SIZE], part[VG_NAME_SIZE + 16];
	struct vg_alarm_row row;
	int64_t since = 0, waits = 0;

	vg_text_format(part, sizeof(part), "outbox/%s", name);
	vg_resource_build(resource, "collector", desk->conf->name, part);
	int code = find_alarm(desk, resource, &row);
	if (code == VG_OK)
		code = read_number(desk, oldest,
		    vg_db_query(desk->db, oldest, "ti", name, now.us), &since);
	if (code == VG_OK)
		code = read_number(
		    desk, pending, vg_db_query(desk->db, pending, "t", name), &waits);
	/*
	 * What was for a way that the tree has not waits for its return, and says so: nobody mends
	 * it at night.
	 */
	bool gone = strcmp(name, "mail") != 0 && !vg_confoutway_find(desk->conf, name);
	bool stuck = !gone && since && now.us - since >= limit_us;
	if (code == VG_OK)
		code = stuck ? tell_stuck(desk, resource, name, since, &row, now)
			     : end_stuck(desk, resource, &row, now);
	if (code != VG_OK || gone || (!stuck && !waits))
		return code;
	/*
	 * While something waits it is looked at: when it will have waited too long, else each
	 * minute.
	 */
	struct vg_wall at = vg_instant_add(now, VG_MINUTE_US);
	if (!stuck && waits + limit_us > at.us)
		at.us = waits + limit_us;
	return vg_desk_put_due(desk, stuck_kind, name, at);
}
