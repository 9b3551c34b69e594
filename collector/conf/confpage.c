/*
 * Who is paged.
 */
#include "collector/conf/confpage.h"

#include <stdlib.h>
#include <string.h>

#include "collector/conf/confread.h"
#include "collector/mailguard/mailtoken.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

enum { MINUTE_S = 60, HOUR_S = 3600, CHANGE_DAYS = 8, GAP_DAYS = 31, EDGES_MAX = 1000 };

/* --- reading ------------------------------------------------------------------------------- */

static uint32_t
seconds(const struct vg_node *node, const char *leaf, uint32_t fallback, uint32_t unit_s)
{
	return (uint32_t)vg_tree_int(node, leaf, fallback) * unit_s;
}

static int
second_of_day(const struct vg_node *node, const char *leaf, const char *fallback)
{
	const char *at = vg_tree_text(node, leaf, fallback);

	return (atoi(at) * 60 + atoi(at + 3)) * 60;
}

static unsigned
weekday_of(const char *name)
{
	static const char *const days[] = {
	    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

	for (unsigned i = 1; i < sizeof(days) / sizeof(days[0]); i++) {
		if (strcmp(days[i], name) == 0)
			return i;
	}
	return 0;
}

void
vg_confread_paging(struct vg_page_numbers *numbers, char last_resort[VG_NAME_SIZE],
    const struct vg_node *policy)
{
	const struct vg_node *node = policy ? vg_tree_child(policy, "paging") : NULL;

	numbers->w1_again_s = seconds(node, "w1-again-min", 5, MINUTE_S);
	numbers->w1_second_s = seconds(node, "w1-second-min", 15, MINUTE_S);
	numbers->w1_manager_s = seconds(node, "w1-manager-min", 30, MINUTE_S);
	numbers->w2_after_s = seconds(node, "w2-after-min", 5, MINUTE_S);
	numbers->w2_again_s = seconds(node, "w2-again-min", 15, MINUTE_S);
	numbers->w2_second_s = seconds(node, "w2-second-min", 60, MINUTE_S);
	numbers->w3_lead_s = seconds(node, "w3-lead-h", 2, HOUR_S);
	numbers->accepted_in_s = seconds(node, "accepted-in-min", 3, MINUTE_S);
	numbers->ack_holds_s = seconds(node, "acknowledged-holds-min", 15, MINUTE_S);
	numbers->most_per_hour = seconds(node, "most-per-hour", 60, 1);
	numbers->quiet_from_s = second_of_day(node, "quiet-from", "22:00");
	numbers->quiet_until_s = second_of_day(node, "quiet-until", "07:00");
	numbers->idle_critical_s = seconds(node, "idle-critical-min", 60, MINUTE_S);
	numbers->idle_critical_lead_s =
	    seconds(node, "idle-critical-lead-min", 90, MINUTE_S);
	numbers->idle_major_s = seconds(node, "idle-major-min", 240, MINUTE_S);
	numbers->idle_major_lead_s = seconds(node, "idle-major-lead-min", 360, MINUTE_S);
	numbers->idle_minor_s = seconds(node, "idle-minor-h", 8, HOUR_S);
	numbers->weekly_day = weekday_of(vg_tree_text(node, "weekly-day", "monday"));
	numbers->weekly_s = second_of_day(node, "weekly-at", "09:00");
	vg_confread_take(last_resort, VG_NAME_SIZE, node, "last-resort");
}

static enum vg_conf_way
way_of(const char *text)
{
	return strcmp(text, "sms-by-mail") == 0 ? VG_CONF_WAY_SMS
	    : strcmp(text, "webhook") == 0      ? VG_CONF_WAY_WEBHOOK
						: VG_CONF_WAY_MAIL;
}

void
vg_confread_channels(struct vg_conf_person *person, const struct vg_node *node)
{
	person->channels =
	    vg_mem_array(vg_tree_count(node, "channel"), sizeof(*person->channels));
	EACH(one, node, "channel")
	{
		struct vg_conf_channel *c = &person->channels[person->n_channels++];
		TAKE(c->name, one, "name");
		TAKE(c->address, one, "address");
		c->kind = way_of(vg_tree_text(one, "kind", ""));
		c->wakes = strcmp(vg_tree_text(one, "wakes", "false"), "true") == 0;
	}
}

void
vg_confread_free_channels(struct vg_conf *c)
{
	for (size_t i = 0; i < c->n_persons; i++)
		free(c->persons[i].channels);
}

/* --- asking -------------------------------------------------------------------------------- */

static bool
is_on(const struct vg_conf_turn *turn, struct vg_wall at)
{
	if (vg_instant_is_set(turn->from) && vg_instant_compare(at, turn->from) < 0)
		return false;
	if (vg_instant_is_set(turn->until) && vg_instant_compare(at, turn->until) >= 0)
		return false;
	return vg_calendar_between(turn->calendar, at, vg_instant_add(at, 1)) > 0;
}

size_t
vg_confpage_on_duty(const struct vg_conf *conf, struct vg_wall at,
    const struct vg_conf_turn **turns, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < conf->n_turns && n < max; i++) {
		const struct vg_conf_turn *turn = &conf->turns[i];
		size_t k = 0;
		while (k < n && strcmp(turns[k]->person, turn->person) != 0)
			k++;
		if (k == n && is_on(turn, at))
			turns[n++] = turn;
	}
	return n;
}

bool
vg_confpage_channel(const struct vg_conf_person *person, bool wakes, size_t i,
    struct vg_conf_channel *channel)
{
	size_t n = 0;

	if (person->n_channels == 0) {
		*channel = (struct vg_conf_channel){.name = "mail"};
		vg_text_copy(channel->address, sizeof(channel->address), person->mail);
		return i == 0 && person->mail[0];
	}
	for (int turn = 0; turn < 2; turn++) {
		bool wanted = turn == 0 ? wakes : !wakes;
		for (size_t k = 0; k < person->n_channels; k++) {
			if (person->channels[k].wakes != wanted || n++ != i)
				continue;
			*channel = person->channels[k];
			return true;
		}
	}
	return false;
}

bool
vg_confpage_named(const struct vg_conf_person *person, const char *name,
    struct vg_conf_channel *channel)
{
	for (size_t i = 0; vg_confpage_channel(person, true, i, channel); i++) {
		if (strcmp(channel->name, name) == 0)
			return true;
	}
	return false;
}

bool
vg_confpage_again(const struct vg_conf_person *person, bool wakes, const char *name,
    struct vg_conf_channel *channel)
{
	struct vg_conf_channel first = {.name = ""};
	bool passed = false;

	for (size_t i = 0; vg_confpage_channel(person, wakes, i, channel); i++) {
		if (i == 0)
			first = *channel;
		/* Behind those that ring come those that do not. */
		if (wakes && first.wakes && !channel->wakes)
			break;
		if (passed)
			return true;
		passed = strcmp(channel->name, name) == 0;
	}
	*channel = first;
	return first.name[0] != '\0';
}

const struct vg_conf_user *
vg_confpage_user(const struct vg_conf *conf, const char *person)
{
	for (size_t i = 0; i < conf->n_users; i++) {
		if (strcmp(conf->users[i].person, person) == 0)
			return &conf->users[i];
	}
	return NULL;
}

/* --- changes of duty ------------------------------------------------------------------------ */

static void
sooner(struct vg_wall *first, struct vg_wall at, struct vg_wall after)
{
	if (vg_instant_is_set(at) && vg_instant_compare(at, after) > 0 &&
	    (!vg_instant_is_set(*first) || vg_instant_compare(at, *first) < 0))
		*first = at;
}

/* The first edge of the calendar's open time. */
static void
change_of(const struct vg_calendar *calendar, struct vg_wall after, struct vg_wall *first)
{
	int64_t today = vg_zonetable_day(calendar->zone, after);
	struct vg_wall own = {0};

	for (int64_t day = today - 1; day <= today + CHANGE_DAYS; day++) {
		struct vg_calendar_day d = vg_calendar_judge(calendar, day);
		for (size_t i = 0; i < d.n_slots; i++) {
			struct vg_calendar_span span =
			    vg_calendar_span(calendar, day, &d.slots[i]);
			sooner(&own, span.from, after);
			sooner(&own, span.until, after);
		}
		/* Later days have later edges. */
		if (vg_instant_is_set(own) && day > today)
			break;
	}
	sooner(first, own, after);
}

struct vg_wall
vg_confpage_change(const struct vg_conf *conf, struct vg_wall at)
{
	struct vg_wall first = {0};

	for (size_t i = 0; i < conf->n_turns; i++) {
		const struct vg_conf_turn *turn = &conf->turns[i];
		sooner(&first, turn->from, at);
		sooner(&first, turn->until, at);
		if (!turn->calendar->always)
			change_of(turn->calendar, at, &first);
	}
	sooner(&first, vg_instant_add(at, CHANGE_DAYS * VG_DAY_US), at);
	return conf->n_turns ? first : (struct vg_wall){0};
}

struct vg_wall
vg_confpage_until(const struct vg_conf *conf, struct vg_wall at)
{
	const struct vg_conf_turn *now[VG_CONFPAGE_MAX], *then[VG_CONFPAGE_MAX];
	size_t n_now = vg_confpage_on_duty(conf, at, now, VG_CONFPAGE_MAX);
	struct vg_wall last = vg_instant_add(at, VG_CONFPAGE_AHEAD_DAYS * VG_DAY_US);
	struct vg_wall next = vg_confpage_change(conf, at);

	/* Edges are bounded, too: a tree may have any number of turns that nobody is called by. */
	for (int i = 0; i < EDGES_MAX && vg_instant_is_set(next) &&
	     vg_instant_compare(next, last) <= 0;
	     i++) {
		size_t n_then = vg_confpage_on_duty(conf, next, then, VG_CONFPAGE_MAX);
		if (n_then != n_now || memcmp(then, now, n_now * sizeof(now[0])) != 0)
			return next;
		next = vg_confpage_change(conf, next);
	}
	return (struct vg_wall){0};
}

/* The last open moment of the calendar, 'until' at the latest; unset: none in so many days. */
static struct vg_wall
last_open(const struct vg_calendar *calendar, struct vg_wall until)
{
	int64_t today = vg_zonetable_day(calendar->zone, until);
	struct vg_wall last = {0};

	for (int64_t day = today; day >= today - GAP_DAYS; day--) {
		struct vg_calendar_day d = vg_calendar_judge(calendar, day);
		for (size_t i = 0; i < d.n_slots; i++) {
			struct vg_calendar_span span =
			    vg_calendar_span(calendar, day, &d.slots[i]);
			struct vg_wall own = vg_instant_add(span.until, -1);
			if (vg_instant_compare(own, until) > 0)
				own = until;
			if (vg_instant_compare(span.from, own) <= 0 &&
			    vg_instant_compare(own, last) > 0)
				last = own;
		}
		if (vg_instant_is_set(last))
			break;
	}
	return last;
}

struct vg_wall
vg_confpage_last(const struct vg_conf *conf, struct vg_wall at)
{
	struct vg_wall last = {0};

	for (size_t i = 0; i < conf->n_turns; i++) {
		const struct vg_conf_turn *turn = &conf->turns[i];
		struct vg_wall own = at;
		if (vg_instant_is_set(turn->until) &&
		    vg_instant_compare(turn->until, at) <= 0)
			own = vg_instant_add(turn->until, -1);
		if (!turn->calendar->always)
			own = last_open(turn->calendar, own);
		if (vg_instant_compare(own, last) > 0 &&
		    (!vg_instant_is_set(turn->from) ||
			vg_instant_compare(own, turn->from) >= 0))
			last = own;
	}
	return last;
}

/* --- what lacks ---------------------------------------------------------------------------- */

static bool
has_turn(const struct vg_conf *conf, const char *person)
{
	for (size_t i = 0; i < conf->n_turns; i++) {
		if (strcmp(conf->turns[i].person, person) == 0)
			return true;
	}
	return false;
}

static bool
is_called(const struct vg_conf *conf, const char *person)
{
	return has_turn(conf, person) || strcmp(conf->policy.last_resort, person) == 0;
}

/* What no relay could be asked to write to. */
static void
check_addresses(const struct vg_conf_person *p, vg_confcheck_cb cb, void *cookie)
{
	char path[VG_NAME_SIZE + 16], text[VG_TEXT_SIZE], mail[VG_MAILTOKEN_MAIL_SIZE];

	vg_text_format(path, sizeof(path), "person[id='%s']", p->id);
	for (size_t k = 0; k < p->n_channels; k++) {
		const struct vg_conf_channel *c = &p->channels[k];
		if (c->kind == VG_CONF_WAY_WEBHOOK ||
		    vg_mailtoken_address(c->address, mail))
			continue;
		vg_text_format(text, sizeof(text),
		    "channel %s: '%s' is no mail address: nobody is reached by it",
		    c->name, c->address);
		cb(path, text, cookie);
	}
}

static void
check_person(const struct vg_conf_person *p, vg_confcheck_cb cb, void *cookie)
{
	char path[VG_NAME_SIZE + 16], text[256];
	bool wakes = false;

	for (size_t k = 0; k < p->n_channels; k++)
		wakes = wakes || p->channels[k].wakes;
	if (p->n_channels >= 2 && wakes)
		return;
	vg_text_format(path, sizeof(path), "person[id='%s']", p->id);
	vg_text_format(text, sizeof(text),
	    "%s is on duty and has %zu channel%s%s; add channel, two at least and one "
	    "with wakes",
	    p->id, p->n_channels, p->n_channels == 1 ? "" : "s",
	    p->n_channels && !wakes ? ", none of which wakes" : "");
	cb(path, text, cookie);
}

void
vg_confpage_check(const struct vg_conf *conf, vg_confcheck_cb cb, void *cookie)
{
	for (size_t i = 0; i < conf->n_persons; i++) {
		check_addresses(&conf->persons[i], cb, cookie);
		if (is_called(conf, conf->persons[i].id))
			check_person(&conf->persons[i], cb, cookie);
	}
	if (conf->n_turns > 0 && !conf->policy.last_resort[0])
		cb("policy/paging",
		    "there is a duty list and no last-resort: name who is paged when "
		    "nobody on it can be reached",
		    cookie);
}
