/*
 * Sending, deleting, beating.
 *
 * Acknowledgements that arrive together are deleted in one transaction, by a timer of no delay:
 * it runs when all that has arrived was read.  While the collector is silent the back-off grows
 * to 30 s; libsnmp's side keeps trying a single inform for a while by itself.
 */
#include "agent/notify/notify.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "agent/notify/report.h"
#include "agent/notify/window.h"
#include "lib/base/error.h"
#include "lib/base/hash.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/log/log.h"
#include "lib/os/clock.h"

enum { BACKOFF_FIRST_MS = 500, BACKOFF_MAX_MS = 30000, RETRY_DISK_MS = 2000 };

#define GRACE_US (10 * VG_MINUTE_US)

/* One inform in flight. */
struct flight {
	struct vg_notify *notify;
	uint64_t sequence;
	bool again; /* a standing fault's message sent again: not in the spool */
};

struct vg_notify {
	struct vg_loop *loop;
	const struct vg_agentconf *conf;
	struct vg_state *state;
	struct vg_spool *spool;
	const struct vg_faults *faults;
	struct vg_informout *out;
	struct vg_window window;
	struct flight flights[VG_WINDOW_MAX * 2];
	struct vg_timer *send, *sweep, *heartbeat, *standing, *disk; /* owned */
	uint64_t *again; /* owned; numbers of standing faults to be sent again */
	size_t n_again, next_again, again_flight;
	bool list_due; /* the list goes after them */
	int64_t backoff_ms;
	bool stuck; /* what was acknowledged cannot be deleted: told already */
	bool holds; /* messages wait in memory: told already */
	bool heard; /* the collector has acknowledged since the start */
	struct vg_state_collector known; /* as heard last, also before the start */
	struct vg_mono began;
	struct vg_mono acknowledged; /* last; the start when it was never */
	struct vg_notify_status status;
	vg_notify_health_cb health_cb;
	void *health_cookie;
	vg_notify_forgotten_cb forgotten_cb;
	void *forgotten_cookie;
};

/* --- sending ----------------------------------------------------------------------------- */

static void
answered(bool acknowledged, const char *text, void *cookie);

static struct flight *
free_flight(struct vg_notify *notify)
{
	for (size_t i = 0; i < sizeof(notify->flights) / sizeof(notify->flights[0]);
	     i++) {
		if (!notify->flights[i].notify)
			return &notify->flights[i];
	}
	return NULL;
}

static int
send_one(struct vg_notify *notify, const struct vg_message *message, bool again)
{
	struct vg_varbind varbinds[VG_VIGIEMIB_MAX_VARBINDS];
	struct vg_oid notification;
	struct flight *flight = free_flight(notify);
	int64_t up_us = vg_instant_mono_since(vg_clock_mono(), notify->began);

	if (!flight)
		return VG_EBUSY;
	memset(varbinds, 0, sizeof(varbinds));
	size_t n = vg_vigiemib_encode(message, &notification, varbinds);
	*flight = (struct flight){notify, message->event.key.sequence, again};
	int err = vg_informout_send(notify->out, (uint32_t)(up_us / 10000), &notification,
	    varbinds, n, answered, flight);
	for (size_t i = 0; i < n; i++)
		vg_value_fini(&varbinds[i].value);
	if (err != VG_OK)
		flight->notify = NULL;
	return err;
}

static void
send_row(const struct vg_message *message, void *cookie)
{
	struct vg_notify *notify = cookie;
	uint64_t sequence = message->event.key.sequence;

	if (vg_window_has(&notify->window, sequence) ||
	    vg_window_room(&notify->window, notify->conf->collector.window) == 0)
		return;
	int err = send_one(notify, message, false);
	if (err == VG_OK) {
		vg_window_take(&notify->window, sequence);
		return;
	}
	if (err != VG_EBUSY) /* it will never fit: keep the order moving, and say so */
		vg_log(VG_LOG_ERROR, "notify", notify->conf->collector.name,
		    "message %" PRIu64 " cannot be sent: %s", sequence,
		    vg_error_text(err));
}

/* Standing faults again, unchanged, as they were told last. */
static void
send_again(struct vg_notify *notify)
{
	while (
	    notify->next_again < notify->n_again && vg_informout_room(notify->out) > 0) {
		uint64_t sequence = notify->again[notify->next_again];
		struct vg_message message = {.type = VG_MESSAGE_RAISED};
		for (size_t i = 0; i < vg_fault_count(notify->faults); i++) {
			const struct vg_event *event = vg_fault_at(notify->faults, i);
			if (event->key.sequence == sequence)
				message.event = *event;
		}
		/*
		 * Cleared meanwhile; or its turn is still to come: sent ahead of what waits before
		 * it, it would be a hole there.
		 */
		if (message.event.key.sequence == 0 ||
		    vg_spool_holds(notify->spool, sequence)) {
			notify->next_again++;
			continue;
		}
		if (message.event.action == VG_ACTION_CHANGE)
			message.type = VG_MESSAGE_CHANGED;
		vg_text_copy(message.event.key.agent, sizeof(message.event.key.agent),
		    notify->conf->name);
		if (send_one(notify, &message, true) != VG_OK)
			return;
		notify->next_again++;
		notify->again_flight++;
	}
}

static void
put_list(struct vg_notify *notify)
{
	struct vg_message *messages = NULL;
	struct vg_spool_counts counts = vg_spool_count(notify->spool);

	/* One waits already: of before an outage, perhaps.  The next goes when it has gone. */
	if (vg_spool_has(notify->spool, VG_MESSAGE_STANDING))
		return;
	notify->list_due = false;
	size_t n =
	    vg_report_standing(notify->faults, counts.next, vg_clock_wall(), &messages);
	vg_spool_put(notify->spool, messages, n);
	for (size_t i = 0; i < n; i++)
		vg_vigiemib_fini(&messages[i]);
	free(messages);
}

static void
send_more(void *cookie)
{
	struct vg_notify *notify = cookie;
	size_t room;

	/*
	 * A number that is not on disk yet must not be seen outside; and which numbers are right
	 * is known when it is known which database the collector has.
	 */
	if (notify->heard && notify->next_again < notify->n_again &&
	    vg_spool_count(notify->spool).waiting == 0) {
		send_again(notify);
		/* What is new waits until the old is told again; none may be left to tell. */
		if (notify->again_flight)
			return;
	}
	if (notify->list_due && notify->again_flight == 0 &&
	    notify->next_again == notify->n_again)
		put_list(notify);
	room = vg_window_room(&notify->window, notify->conf->collector.window);
	if (room > vg_informout_room(notify->out))
		room = vg_informout_room(notify->out);
	/* Rows in flight past a failed one are read again and skipped. */
	if (room)
		vg_spool_read(notify->spool, notify->window.after,
		    room + notify->window.n_flight + notify->window.n_done, send_row,
		    notify);
}

/* Told when it begins and when it ends, whoever's messages they are. */
static void
watch_disk(struct vg_notify *notify)
{
	bool holds = vg_spool_count(notify->spool).waiting > 0;

	if (holds && !notify->holds)
		vg_log(VG_LOG_ERROR, "spool", "",
		    "the disk takes no messages: they wait in memory, %d at most",
		    VG_SPOOL_WAITING);
	else if (!holds && notify->holds)
		vg_log(VG_LOG_INFO, "spool", "", "the disk takes messages again");
	notify->holds = holds;
}

void
vg_notify_wake(struct vg_notify *notify)
{
	watch_disk(notify);
	if (!vg_loop_timer_is_set(notify->send))
		vg_loop_timer_set(notify->send, 0);
	if (vg_spool_count(notify->spool).waiting && !vg_loop_timer_is_set(notify->disk))
		vg_loop_timer_set(notify->disk, RETRY_DISK_MS * VG_MS_US);
}

/* --- answers ----------------------------------------------------------------------------- */

static void
sweep(void *cookie)
{
	struct vg_notify *notify = cookie;
	int err = VG_OK;

	if (notify->window.n_done)
		err = vg_spool_delete(
		    notify->spool, notify->window.done, notify->window.n_done);
	if (err != VG_OK && !notify->stuck)
		vg_log(VG_LOG_WARNING, "spool", "",
		    "acknowledged messages cannot be deleted and will be sent again: %s",
		    vg_error_text(err));
	notify->stuck = err != VG_OK;
	vg_window_forget(&notify->window, err == VG_OK);
	if (err == VG_OK)
		send_more(notify);
	else
		vg_loop_timer_set(notify->send, RETRY_DISK_MS * VG_MS_US);
}

/* It has another database: what stands is raised anew, and the list goes after it. */
static void
tell_anew(struct vg_notify *notify, const char *why)
{
	vg_log(VG_LOG_WARNING, "notify", notify->conf->collector.name,
	    "%s: what stands is raised anew, and inventories are told again", why);
	notify->next_again = notify->n_again;
	notify->list_due = true;
	if (notify->forgotten_cb)
		notify->forgotten_cb(notify->forgotten_cookie);
	vg_notify_wake(notify);
}

static bool
same_engine(const struct vg_state_collector *a, const struct vg_state_collector *b)
{
	return a->engine_size == b->engine_size &&
	    memcmp(a->engine, b->engine, a->engine_size) == 0;
}

/* What the collector may have forgotten, by its engineID and engineBoots. */
static void
watch_collector(struct vg_notify *notify)
{
	const struct vg_state_collector known = notify->known;
	struct vg_state_collector seen = {0};

	seen.boots = vg_informout_engine(notify->out, seen.engine, &seen.engine_size);
	notify->heard = true;
	if (same_engine(&seen, &known) && seen.boots == known.boots)
		return;
	notify->known = seen;
	if (known.engine_size && !same_engine(&seen, &known)) {
		tell_anew(notify, "it has another engineID, so another database");
	} else if (seen.boots < known.boots) {
		tell_anew(notify, "its engineBoots fell, so it has an older database");
	} else if (known.engine_size && seen.boots > known.boots + 1) {
		vg_log(VG_LOG_INFO, "notify", notify->conf->collector.name,
		    "engineBoots rose from %" PRIu32 " to %" PRIu32
		    ": what stands is told again",
		    known.boots, seen.boots);
		vg_notify_standing(notify);
	}
	/* After the raises: what dies between the two raises twice, and never not at all. */
	(void)vg_state_put_collector(notify->state, notify->conf->collector.name, &seen);
}

/* The collector may have taken us for silent: then it waits for what stands. */
static void
watch_outage(struct vg_notify *notify)
{
	struct vg_mono now = vg_clock_mono();
	int64_t mute_us = vg_instant_mono_since(now, notify->acknowledged);

	notify->acknowledged = now;
	if (mute_us < 2 * notify->conf->heartbeat_ms * VG_MS_US)
		return;
	vg_log(VG_LOG_INFO, "notify", notify->conf->collector.name,
	    "acknowledged nothing for %" PRId64 " s: what stands is told again",
	    mute_us / VG_SECOND_US);
	vg_notify_standing(notify);
}

static void
acknowledged_one(struct vg_notify *notify)
{
	if (!notify->status.reachable)
		vg_log(VG_LOG_INFO, "notify", notify->conf->collector.name,
		    "acknowledges; %" PRIu64 " messages wait",
		    vg_spool_count(notify->spool).queue);
	notify->status.reachable = true;
	notify->status.acknowledged++;
	notify->status.heard = vg_clock_wall();
	notify->status.text[0] = '\0';
	notify->backoff_ms = BACKOFF_FIRST_MS;
	watch_outage(notify);
	watch_collector(notify);
	vg_loop_timer_set(notify->sweep, 0);
}

static void
failed_one(struct vg_notify *notify, const char *text)
{
	bool told = !notify->status.reachable && strcmp(notify->status.text, text) == 0;

	if (!told)
		vg_log(VG_LOG_WARNING, "notify", notify->conf->collector.name,
		    "%s port %u does not acknowledge: %s; messages are kept and sent "
		    "again",
		    notify->conf->collector.address,
		    (unsigned)notify->conf->collector.port, text);
	notify->status.reachable = false;
	notify->status.failed++;
	vg_text_copy(notify->status.text, sizeof(notify->status.text), text);
	if (vg_loop_timer_is_set(notify->send))
		return;
	vg_loop_timer_set(notify->send, notify->backoff_ms * VG_MS_US);
	notify->backoff_ms *= 2;
	if (notify->backoff_ms > BACKOFF_MAX_MS)
		notify->backoff_ms = BACKOFF_MAX_MS;
}

static void
answered(bool acknowledged, const char *text, void *cookie)
{
	struct flight *flight = cookie;
	struct vg_notify *notify = flight->notify;
	struct flight was = *flight;

	flight->notify = NULL;
	if (was.again) {
		notify->again_flight--;
		if (!acknowledged) /* begin anew with what stands then */
			notify->next_again = 0;
	} else {
		vg_window_back(&notify->window, was.sequence, acknowledged);
	}
	if (acknowledged)
		acknowledged_one(notify);
	else
		failed_one(notify, text);
}

/* --- heartbeat and list ------------------------------------------------------------------ */

/* 60 s give or take 5 s by hash, so that a thousand agents do not beat together. */
static int64_t
beat_us(const struct vg_agentconf *conf)
{
	int64_t spread = conf->heartbeat_ms / 6 + 1;

	return (conf->heartbeat_ms - conf->heartbeat_ms / 12 +
		   (int64_t)(vg_hash_text(conf->name) % (uint32_t)spread)) *
	    VG_MS_US;
}

static void
beat(void *cookie)
{
	struct vg_notify *notify = cookie;
	struct vg_notify_health health = {.cycle_age_ms = -1};
	struct vg_spool_counts counts = vg_spool_count(notify->spool);
	struct vg_message message = {0};
	int64_t unused;

	vg_loop_timer_set(notify->heartbeat, beat_us(notify->conf));
	/*
	 * After a start what is old is tried first; while the collector answers, it goes by itself.
	 */
	if (!notify->status.reachable &&
	    vg_instant_mono_since(vg_clock_mono(), notify->began) > GRACE_US)
		vg_spool_expire(notify->spool, vg_clock_wall(), vg_clock_offset(&unused));
	if (vg_spool_has(notify->spool, VG_MESSAGE_HEARTBEAT))
		return; /* the collector is silent: one sign of life is enough */
	if (notify->health_cb)
		notify->health_cb(&health, notify->health_cookie);
	health.configuration = notify->conf->digest;
	health.cycle_ms = notify->conf->interval_ms;
	health.clock_kept = vg_clock_offset(&health.clock_offset_us);
	vg_report_heartbeat(&message, &health, &counts, notify->faults,
	    notify->conf->heartbeat_ms, vg_clock_wall());
	vg_spool_put(notify->spool, &message, 1);
	vg_vigiemib_fini(&message);
	vg_notify_wake(notify);
}

static int
compare_numbers(const void *a, const void *b)
{
	const uint64_t *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

void
vg_notify_standing(struct vg_notify *notify)
{
	size_t n = vg_fault_count(notify->faults);

	free(notify->again);
	notify->again = vg_mem_array(n ? n : 1, sizeof(*notify->again));
	for (size_t i = 0; i < n; i++)
		notify->again[i] = vg_fault_at(notify->faults, i)->key.sequence;
	qsort(notify->again, n, sizeof(*notify->again), compare_numbers);
	notify->n_again = n;
	notify->next_again = 0;
	notify->list_due = true;
	vg_notify_wake(notify);
}

/* Every hour the list alone; the first time, after the start, with the faults themselves. */
static void
hourly(void *cookie)
{
	struct vg_notify *notify = cookie;

	vg_loop_timer_set(notify->standing, notify->conf->standing_ms * VG_MS_US);
	if (notify->again) {
		notify->list_due = true;
		vg_notify_wake(notify);
	} else {
		vg_notify_standing(notify);
	}
}

static void
try_disk(void *cookie)
{
	struct vg_notify *notify = cookie;

	(void)vg_spool_retry(notify->spool);
	vg_notify_wake(notify);
}

/* --- life -------------------------------------------------------------------------------- */

struct vg_notify *
vg_notify_new(struct vg_loop *loop, const struct vg_agentconf *conf,
    struct vg_state *state, struct vg_spool *spool, const struct vg_faults *faults,
    struct vg_informout *out, int64_t settle_ms)
{
	struct vg_notify *notify = vg_mem_zero(sizeof(*notify));

	notify->loop = loop;
	notify->conf = conf;
	notify->state = state;
	notify->spool = spool;
	notify->faults = faults;
	notify->out = out;
	notify->backoff_ms = BACKOFF_FIRST_MS;
	(void)vg_state_get_collector(state, conf->collector.name, &notify->known);
	notify->began = notify->acknowledged = vg_clock_mono();
	notify->send = vg_loop_timer(loop, send_more, notify);
	notify->sweep = vg_loop_timer(loop, sweep, notify);
	notify->heartbeat = vg_loop_timer(loop, beat, notify);
	notify->standing = vg_loop_timer(loop, hourly, notify);
	notify->disk = vg_loop_timer(loop, try_disk, notify);
	vg_loop_timer_set(notify->heartbeat, 0);
	vg_loop_timer_set(notify->standing, settle_ms * VG_MS_US);
	vg_notify_wake(notify);
	return notify;
}

void
vg_notify_free(struct vg_notify *notify)
{
	if (!notify)
		return;
	vg_loop_timer_free(notify->send);
	vg_loop_timer_free(notify->sweep);
	vg_loop_timer_free(notify->heartbeat);
	vg_loop_timer_free(notify->standing);
	vg_loop_timer_free(notify->disk);
	free(notify->again);
	free(notify);
}

void
vg_notify_on_health(struct vg_notify *notify, vg_notify_health_cb cb, void *cookie)
{
	notify->health_cb = cb;
	notify->health_cookie = cookie;
}

void
vg_notify_on_forgotten(struct vg_notify *notify, vg_notify_forgotten_cb cb, void *cookie)
{
	notify->forgotten_cb = cb;
	notify->forgotten_cookie = cookie;
}

struct vg_notify_status
vg_notify_status(const struct vg_notify *notify)
{
	struct vg_notify_status status = notify->status;

	status.flight = notify->window.n_flight + notify->again_flight;
	return status;
}
