/*
 * The way from the spool to the collector, over real UDP and SNMPv3: order, window,
 * acknowledgement, back-off, heartbeat and the list of what stands.  The collector is the
 * product's own trap socket on the same loop; it acknowledges what a test lets it.
 */
#include "agent/notify/notify.h"
#include "agent/notify/window.h"
#include "lib/os/clock.h"
#include "lib/trapin/trapin.h"
#include "tests/unit/spoolbench.h"

enum { TIMEOUT_MS = 50 };

struct road {
	struct bench spool;
	struct vg_loop *loop;
	struct vg_usm *usm;
	struct vg_trapin *in;
	struct vg_informout *out;
	struct vg_agentconf conf;
	struct vg_faults *faults;
	struct vg_notify *notify;
	bool deaf;               /* acknowledges nothing */
	uint64_t deaf_to;        /* acknowledges all but this number */
	char seen[8192];         /* "NUMBER:TYPE " in the order of arrival */
	char body[6001];         /* of the last heartbeat or list */
	unsigned received;       /* notifications */
	unsigned forgotten;      /* calls to raise anew */
	uint64_t highest;        /* number seen */
	struct vg_mono times[8]; /* of the first arrivals */
};

static const unsigned char engine_id[] = {0x80, 0, 0x1F, 0x88, 4, 't', 'e', 's', 't'};

/* --- the collector ------------------------------------------------------------------------- */

static void
see(struct road *r, const struct vg_message *m)
{
	size_t used = strlen(r->seen);

	snprintf(r->seen + used, sizeof(r->seen) - used, "%llu:%s ",
	    (unsigned long long)m->event.key.sequence,
	    vg_vigiemib_name(m->type) + strlen("vigie"));
	if (r->received < 8)
		r->times[r->received] = vg_clock_mono();
	r->received++;
	if (m->event.key.sequence > r->highest)
		r->highest = m->event.key.sequence;
	assert_string_equal(m->event.key.agent, "lyon-2");
	if (m->type == VG_MESSAGE_HEARTBEAT || m->type == VG_MESSAGE_STANDING) {
		assert_in_range(m->body_size, 1, 6000);
		memcpy(r->body, m->body, m->body_size);
		r->body[m->body_size] = '\0';
	}
}

static uint64_t
batch(const struct vg_trap *traps, size_t n, enum vg_trapin_cause *fates, void *cookie)
{
	struct road *r = cookie;

	for (size_t i = 0; i < n; i++) {
		struct vg_message m = {0};
		struct vg_detail detail = {0};
		assert_true(traps[i].auth_priv);
		if (vg_vigiemib_decode(&traps[i], &m, &detail) != VG_OK)
			fail_msg("%s", detail.text);
		see(r, &m);
		if (!r->deaf && m.event.key.sequence != r->deaf_to)
			fates[i] = VG_TRAPIN_STORED;
		vg_vigiemib_fini(&m);
	}
	return 0;
}

static void
set_credential(struct vg_credential *credential)
{
	memset(credential, 0, sizeof(*credential));
	vg_secret_set(&credential->auth, "auth phrase", 11);
	vg_secret_set(&credential->priv, "priv phrase", 11);
}

static void
open_collector(struct road *r, const struct vg_credential *credential)
{
	static const char *const allowed[] = {"127.0.0.0/8"};
	struct vg_trapin_config config = {
	    .allowed = allowed, .n_allowed = 1, .batch_cb = batch, .cookie = r};
	struct vg_detail detail = {0};

	assert_int_equal(vg_usm_set_engine(engine_id, sizeof(engine_id), 3), VG_OK);
	r->usm = vg_usm_new();
	vg_usm_add(r->usm,
	    vg_usm_user_new("lyon-2", &credential->auth, &credential->priv, &detail));
	vg_net_parse("127.0.0.1", 0, &config.address);
	config.usm = r->usm;
	r->in = vg_trapin_open(r->loop, &config, &detail);
	assert_non_null(r->in);
}

/* --- the agent ----------------------------------------------------------------------------- */

static void
open_road(struct road *r)
{
	struct vg_credential credential;
	struct vg_detail detail = {0};
	struct vg_address address;

	memset(r, 0, sizeof(*r));
	r->loop = vg_loop_new();
	set_credential(&credential);
	open_collector(r, &credential);
	vg_trapin_address(r->in, &address);
	open_bench(&r->spool, 10000);
	strcpy(r->conf.name, "lyon-2");
	strcpy(r->conf.collector.name, "main");
	strcpy(r->conf.digest, "c0ffee");
	r->conf.collector.window = 64;
	r->conf.heartbeat_ms = 3600000;
	r->conf.standing_ms = 3600000;
	r->faults = vg_fault_new();
	r->out = vg_informout_new(r->loop, "127.0.0.1", vg_net_port(&address), "lyon-2",
	    &credential, TIMEOUT_MS, 1, &detail);
	assert_non_null(r->out);
}

static void
count_forgotten(void *cookie)
{
	((struct road *)cookie)->forgotten++;
}

/* Begins to send; the first list of what stands waits for 'settle_ms'. */
static void
begin(struct road *r, int64_t settle_ms)
{
	r->notify = vg_notify_new(r->loop, &r->conf, r->spool.state, r->spool.spool,
	    r->faults, r->out, settle_ms);
	vg_notify_on_forgotten(r->notify, count_forgotten, r);
}

static void
close_road(struct road *r)
{
	vg_notify_free(r->notify);
	vg_informout_free(r->out);
	vg_fault_free(r->faults);
	close_bench(&r->spool);
	vg_trapin_close(r->in);
	vg_usm_free(r->usm);
	vg_loop_free(r->loop);
}

typedef bool (*condition)(const struct road *r);

static void
turn_until(struct road *r, condition holds, const char *what)
{
	struct vg_mono began = vg_clock_mono();

	while (!holds(r)) {
		vg_loop_turn(r->loop, 20);
		if (vg_instant_mono_since(vg_clock_mono(), began) > 15 * VG_SECOND_US)
			fail_msg("%s: not in 15 seconds; seen: %s", what, r->seen);
	}
}

static bool
is_empty(const struct road *r)
{
	return vg_spool_count(r->spool.spool).queue == 0 &&
	    vg_notify_status(r->notify).flight == 0;
}

static bool
has_list(const struct road *r)
{
	return strstr(r->seen, ":Standing") != NULL && is_empty(r);
}

static bool
one_is_left(const struct road *r)
{
	return vg_spool_count(r->spool.spool).queue == 1;
}

static bool
four_came(const struct road *r)
{
	return r->received >= 4;
}

static bool
has_failed(const struct road *r)
{
	return vg_notify_status(r->notify).failed > 0;
}

static void
raise_fault(struct road *r, const char *resource)
{
	static const struct vg_kind kind = {.name = "psu-failed"};
	struct vg_finding finding = {.device = "ne-7",
	    .serial = "",
	    .resource = resource,
	    .kind = &kind,
	    .qualifier = "",
	    .origin = VG_ORIGIN_POLL,
	    .bad = true,
	    .severity = VG_SEVERITY_MAJOR,
	    .text = "failed"};
	struct vg_message m = {.type = VG_MESSAGE_RAISED, .part = 1, .parts = 1};

	assert_true(vg_fault_tell(r->faults, &finding, (struct vg_wall){77}, &m.event));
	assert_int_equal(vg_spool_put(r->spool.spool, &m, 1), VG_OK);
	vg_fault_sent(r->faults, &m.event);
}

/* Forgets the fault, without a message. */
static void
forget_fault(struct road *r, const char *resource)
{
	static const struct vg_kind kind = {.name = "psu-failed"};
	struct vg_finding finding = {.device = "ne-7",
	    .serial = "",
	    .resource = resource,
	    .kind = &kind,
	    .qualifier = ""};
	struct vg_event event;

	assert_true(vg_fault_tell(r->faults, &finding, (struct vg_wall){78}, &event));
}

/* --- tests --------------------------------------------------------------------------------- */

static void
messages_go_in_order_and_are_deleted(void **state)
{
	struct road r;

	(void)state;
	open_road(&r);
	raise_fault(&r, "device/a");
	raise_fault(&r, "device/b");
	raise_fault(&r, "device/c");
	begin(&r, 3600000);
	turn_until(&r, is_empty, "all acknowledged");
	assert_string_equal(
	    r.seen, "1:FaultRaised 2:FaultRaised 3:FaultRaised 4:Heartbeat ");
	struct vg_notify_status status = vg_notify_status(r.notify);
	assert_true(status.reachable);
	assert_int_equal(status.acknowledged, 4);
	assert_int_equal(status.failed, 0);
	assert_true(vg_instant_is_set(status.heard));
	close_road(&r);
}

/* At a start what stands is sent again, but nothing ahead of its turn: it would be a hole there. */
static void
nothing_overtakes_the_queue(void **state)
{
	struct road r;

	(void)state;
	open_road(&r);
	r.conf.collector.window = 1;
	raise_fault(&r, "device/a");
	for (int i = 0; i < 98; i++)
		put_body(&r.spool, 10);
	raise_fault(&r, "device/b");
	begin(&r, 0);
	turn_until(&r, has_list, "the list");
	const char *before = strstr(r.seen, " 99:"), *at = strstr(r.seen, " 100:");
	if (!before || !at || at < before)
		fail_msg("%s", r.seen);
	close_road(&r);
}

static void
the_heartbeat_says_how_it_is(void **state)
{
	static const char *const members[] = {"{\"version\":\"",
	    "\"interval-ms\":3600000", "\"queue\":2", "\"held\":0", "\"lost\":0",
	    "\"standing\":2", "\"digest\":\"", "\"configuration\":\"c0ffee\"",
	    "\"clock-kept\":", "\"cycle-ms\":30000", "\"cycles-skipped\":0",
	    "\"devices\":0", "\"unreachable\":0}"};
	char digest[VG_DIGEST_TEXT_SIZE];
	struct road r;

	(void)state;
	open_road(&r);
	r.conf.interval_ms = 30000;
	raise_fault(&r, "device/a");
	raise_fault(&r, "device/b");
	begin(&r, 3600000);
	turn_until(&r, is_empty, "all acknowledged");
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (!strstr(r.body, members[i]))
			fail_msg("no %s in %s", members[i], r.body);
	vg_fault_digest(r.faults, digest);
	assert_non_null(strstr(r.body, digest));
	/* Nobody said how the polling goes: no age is better than a wrong one. */
	assert_null(strstr(r.body, "cycle-age-ms"));
	close_road(&r);
}

static void
only_the_acknowledged_is_deleted(void **state)
{
	struct road r;

	(void)state;
	open_road(&r);
	r.deaf_to = 2;
	for (int i = 0; i < 5; i++)
		put_body(&r.spool, 10);
	begin(&r, 3600000);
	turn_until(&r, one_is_left, "all but one");
	assert_string_equal(read_all(&r.spool, 0, 64), "2:heartbeat ");
	turn_until(&r, has_failed, "the failure");
	assert_string_equal(
	    vg_notify_status(r.notify).text, "no answer from the collector");
	r.deaf_to = 0;
	turn_until(&r, is_empty, "the one");
	close_road(&r);
}

static const unsigned windows[] = {64, 5, 1};

static void
the_window_bounds_what_is_in_flight(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(windows) / sizeof(windows[0]); i++) {
		struct road r;
		make_folder(NULL);
		open_road(&r);
		r.deaf = true;
		r.conf.collector.window = windows[i];
		for (int k = 0; k < 150; k++)
			put_body(&r.spool, 10);
		begin(&r, 3600000);
		turn_until(&r, has_failed, "the first failure");
		/* Nothing past the window has left, and nothing is gone. */
		assert_int_equal(r.highest, windows[i]);
		assert_true(vg_notify_status(r.notify).flight <= windows[i]);
		counts(&r.spool, 150, 0, 0);
		r.deaf = false;
		turn_until(&r, is_empty, "all");
		assert_int_equal(r.highest, 150);
		close_road(&r);
		remove_folder(NULL);
	}
}

static void
silence_backs_off(void **state)
{
	struct road r;

	(void)state;
	open_road(&r);
	r.deaf = true;
	put_body(&r.spool, 10);
	begin(&r, 3600000);
	turn_until(&r, has_failed, "the first failure");
	/* News do not break the back-off. */
	vg_notify_wake(r.notify);
	for (int i = 0; i < 3; i++)
		vg_loop_turn(r.loop, 10);
	assert_int_equal(r.received, 1);
	turn_until(&r, four_came, "four tries");
	int64_t second = vg_instant_mono_since(r.times[2], r.times[1]);
	int64_t third = vg_instant_mono_since(r.times[3], r.times[2]);
	assert_true(vg_instant_mono_since(r.times[1], r.times[0]) >= 500 * VG_MS_US);
	assert_true(second >= 1000 * VG_MS_US);
	assert_true(third >= 2000 * VG_MS_US);
	assert_false(vg_notify_status(r.notify).reachable);
	close_road(&r);
}

/* At the start: what stands under its old numbers, unchanged, then the list. */
static void
what_stands_is_told_again_at_the_start(void **state)
{
	struct vg_event kept = {.action = VG_ACTION_CHANGE,
	    .origin = VG_ORIGIN_POLL,
	    .severity = VG_SEVERITY_MAJOR,
	    .resource = "device/ne-7/psu/1",
	    .kind = "psu-failed",
	    .device = "ne-7",
	    .text = "burns",
	    .agent_time = {2000000},
	    .since = {1000000}};
	const uint64_t gone[] = {1, 2, 3};
	struct road r;

	(void)state;
	open_road(&r);
	for (int i = 0; i < 3; i++)
		put_body(&r.spool, 10);
	vg_spool_delete(r.spool.spool, gone, 3);
	kept.key.sequence = 3;
	memcpy(kept.key.spool, vg_state_spool(r.spool.state), VG_SPOOL_SIZE);
	vg_fault_restore(r.faults, &kept);
	kept.key.sequence = 2;
	kept.action = VG_ACTION_RAISE;
	strcpy(kept.resource, "device/ne-8/psu/1");
	vg_fault_restore(r.faults, &kept);
	begin(&r, 0);
	turn_until(&r, has_list, "the list");
	assert_non_null(strstr(r.seen, "2:FaultRaised 3:FaultChanged "));
	assert_non_null(strstr(r.seen, ":Standing "));
	assert_string_equal(r.body, "{\"standing\":[3,2],\"next\":5}");
	close_road(&r);
}

static void
what_stands_is_told_again_after_an_outage(void **state)
{
	struct road r;

	(void)state;
	open_road(&r);
	raise_fault(&r, "device/a");
	begin(&r, 3600000);
	turn_until(&r, is_empty, "the start");
	r.seen[0] = '\0';
	r.deaf = true;
	put_body(&r.spool, 10);
	vg_notify_wake(r.notify);
	turn_until(&r, has_failed, "a failure");
	r.deaf = false;
	turn_until(&r, is_empty, "the end of an outage that is short for its heartbeats");
	assert_null(strstr(r.seen, "1:FaultRaised"));
	r.conf.heartbeat_ms = 100;
	r.deaf = true;
	put_body(&r.spool, 10);
	vg_notify_wake(r.notify);
	r.received = 0;
	turn_until(&r, four_came, "four tries");
	r.deaf = false;
	turn_until(&r, has_list, "the list");
	assert_string_equal(r.body, "{\"standing\":[1],\"next\":5}");
	close_road(&r);
}

static void
a_restored_collector_is_told_again(void **state)
{
	static const struct {
		uint32_t boots;
		bool told;
	} rises[] = {{4, false}, {6, true}, {1006, true}};
	struct road r;

	(void)state;
	open_road(&r);
	raise_fault(&r, "device/a");
	begin(&r, 3600000);
	turn_until(&r, is_empty, "the start");
	for (size_t i = 0; i < 3; i++) {
		r.seen[0] = '\0';
		assert_int_equal(
		    vg_usm_set_engine(engine_id, sizeof(engine_id), rises[i].boots),
		    VG_OK);
		put_body(&r.spool, 10);
		vg_notify_wake(r.notify);
		turn_until(&r, rises[i].told ? has_list : is_empty, "the rise");
		assert_int_equal(strstr(r.seen, "1:FaultRaised") != NULL, rises[i].told);
	}
	assert_int_equal(r.forgotten, 0);
	close_road(&r);
}

/* What the collector is after each step, and whether it has another database than before. */
static const struct {
	unsigned char last; /* octet of its engineID */
	uint32_t boots;
	bool restart; /* the agent starts anew as well */
	unsigned forgotten;
} collectors[] = {
    {'t', 3, false, 0}, /* the first that is heard */
    {'t', 4, false, 0}, /* it restarted */
    {'u', 1, false, 1}, /* an empty database */
    {'u', 2, true, 1},
    {'v', 1, true, 2}, /* replaced while the agent was away */
    {'v', 9, false, 2},
    {'v', 5, false, 3}, /* restored from a backup */
    {'v', 5, true, 3},
};

static void
another_database_is_told_anew(void **state)
{
	unsigned char engine[sizeof(engine_id)];
	struct road r;

	(void)state;
	open_road(&r);
	begin(&r, 3600000);
	memcpy(engine, engine_id, sizeof(engine));
	for (size_t i = 0; i < sizeof(collectors) / sizeof(collectors[0]); i++) {
		engine[sizeof(engine) - 1] = collectors[i].last;
		assert_int_equal(
		    vg_usm_set_engine(engine, sizeof(engine), collectors[i].boots),
		    VG_OK);
		if (collectors[i].restart) {
			vg_notify_free(r.notify);
			begin(&r, 3600000);
		}
		put_body(&r.spool, 10);
		vg_notify_wake(r.notify);
		turn_until(&r, is_empty, "the collector");
		if (r.forgotten != collectors[i].forgotten)
			fail_msg("row %zu: told anew %u times, expected %u", i,
			    r.forgotten, collectors[i].forgotten);
	}
	/* The list goes after what was raised anew. */
	assert_non_null(strstr(r.seen, ":Standing"));
	close_road(&r);
}

/* It stood when the list was asked for, and does not when it is sent. */
static void
the_list_goes_though_nothing_is_left_to_tell(void **state)
{
	struct road r;

	(void)state;
	open_road(&r);
	raise_fault(&r, "device/a");
	begin(&r, 3600000);
	turn_until(&r, is_empty, "the start");
	r.seen[0] = '\0';
	vg_notify_standing(r.notify);
	forget_fault(&r, "device/a");
	turn_until(&r, has_list, "the list");
	assert_null(strstr(r.seen, "FaultRaised"));
	assert_non_null(strstr(r.body, "{\"standing\":[],"));
	close_road(&r);
}

/* --- the window alone ---------------------------------------------------------------------- */

static void
the_window_is_bookkeeping(void **state)
{
	struct vg_window w = {0};

	(void)state;
	assert_int_equal(vg_window_room(&w, 64), 64);
	assert_int_equal(vg_window_room(&w, 1000), 64);
	for (uint64_t i = 1; i <= 4; i++)
		vg_window_take(&w, i);
	assert_int_equal(w.after, 4);
	vg_window_back(&w, 3, true);
	assert_true(vg_window_has(&w, 3));
	assert_int_equal(vg_window_room(&w, 4), 0);
	vg_window_back(&w, 2, false);
	assert_false(vg_window_has(&w, 2));
	assert_int_equal(w.after, 1);
	vg_window_back(&w, 99, false);
	assert_int_equal(w.after, 1);
	vg_window_forget(&w, true);
	assert_int_equal(vg_window_room(&w, 4), 2);
	vg_window_take(&w, 2);
	vg_window_take(&w, 5);
	vg_window_back(&w, 1, true);
	/* It could not be deleted: it is read and sent again. */
	vg_window_forget(&w, false);
	assert_int_equal(w.after, 0);
	assert_false(vg_window_has(&w, 1));
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    ROW(messages_go_in_order_and_are_deleted),
	    ROW(nothing_overtakes_the_queue),
	    ROW(the_heartbeat_says_how_it_is),
	    ROW(only_the_acknowledged_is_deleted),
	    cmocka_unit_test(the_window_bounds_what_is_in_flight),
	    ROW(silence_backs_off),
	    ROW(what_stands_is_told_again_at_the_start),
	    ROW(what_stands_is_told_again_after_an_outage),
	    ROW(a_restored_collector_is_told_again),
	    ROW(another_database_is_told_anew),
	    ROW(the_list_goes_though_nothing_is_left_to_tell),
	    cmocka_unit_test(the_window_is_bookkeeping),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
