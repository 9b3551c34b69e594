/*
 * The asking side of SNMP.
 *
 *   asked --> waiting --send--> in flight --reply----------------------> called back
 *                                |   ^  |
 *                    (v3) report |   |  | deadline: next try, or none left
 *                                +---+  +-------------------------------> called back
 *
 * Invariants: every request stands in the table and in exactly one of the two lists; those in
 * flight wait in the wheel, each as long as its device's round trips say.  'n_fresh' counts
 * those in flight in their first try: one that has been silent once no longer holds a place in
 * the window, or dead devices would fill it.
 */
#include "lib/snmp/engine.h"

#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/os/clock.h"
#include "lib/snmp/enginetarget.h"
#include "lib/snmp/gate.h"
#include "lib/snmp/pollcodec.h"
#include "lib/snmp/pollsocket.h"
#include "lib/snmp/reqtable.h"
#include "lib/snmp/reqtemplate.h"
#include "lib/snmp/rto.h"
#include "lib/snmp/v3codec.h"
#include "lib/snmp/wheel.h"

enum {
	OCTETS_PER_REPLY = 2560, /* what a full-sized reply costs in the kernel's count */
	MIN_WINDOW = 16,
	LEAST_WAIT_MS = 500,
	MAX_RESYNCS = 3 /* reports that one request follows */
};

struct request {
	TAILQ_ENTRY(request) link;
	struct vg_engine_target *target;
	int32_t id;
	int tag;
	struct vg_buf pdu;
	bool in_flight;
	bool fresh;  /* counted in n_fresh */
	bool doomed; /* its host says that nobody listens */
	unsigned tries, resyncs;
	struct vg_mono sent; /* the first try */
	struct vg_wheel_entry wait;
	vg_engine_cb cb;
	void *cookie;
};

TAILQ_HEAD(request_list, request);
LIST_HEAD(target_list, vg_engine_target);

struct vg_engine {
	struct vg_loop *loop;
	struct vg_timer *timer;
	struct vg_mono armed; /* when the timer fires; unset: it does not run */
	int64_t timeout_us, least_wait_us;
	unsigned tries;
	struct vg_pollsocket *inet, *inet6; /* NULL: not needed yet */
	size_t window, n_fresh, max_window;
	int buffer; /* octets asked of the kernel */
	struct target_list targets;
	struct request_list waiting, in_flight;
	struct vg_reqtable *table;
	struct vg_reqtemplates *templates;
	struct vg_wheel *wheel;
	struct vg_polldecode_response response; /* of v2c, decoded last */
	struct vg_engine_statistics statistics;
};

/* --- requests ----------------------------------------------------------------------------- */

/* The timer runs for the earliest wait; one that proves needless costs a look at the wheel. */
static void
arm_at(struct vg_engine *e, struct vg_mono at, struct vg_mono now)
{
	if (e->armed.us && e->armed.us <= at.us)
		return;
	e->armed = at;
	vg_loop_timer_set(e->timer, vg_instant_mono_since(at, now));
}

static void
leave_window(struct vg_engine *e, struct request *r)
{
	if (r->fresh)
		e->n_fresh--;
	r->fresh = false;
}

/* Takes the request out of table and lists and frees it. */
static void
forget(struct vg_engine *e, struct request *r)
{
	TAILQ_REMOVE(r->in_flight ? &e->in_flight : &e->waiting, r, link);
	leave_window(e, r);
	vg_wheel_take(e->wheel, &r->wait);
	vg_reqtable_remove(e->table, r->id);
	vg_buf_fini(&r->pdu);
	free(r);
}

static void
finish(struct vg_engine *e, struct request *r, struct vg_engine_answer *answer)
{
	vg_engine_cb cb = r->cb;
	void *cookie = r->cookie;

	answer->tries = r->tries;
	forget(e, r);
	cb(answer, cookie);
}

static void
fail(struct vg_engine *e, struct request *r, enum vg_engine_outcome outcome,
    const char *text)
{
	struct vg_engine_answer answer = {.outcome = outcome, .rtt_us = -1, .text = text};

	switch (outcome) {
	case VG_ENGINE_TIMEOUT:
		e->statistics.timed_out++;
		break;
	case VG_ENGINE_UNREACHABLE:
		e->statistics.unreachable++;
		break;
	case VG_ENGINE_REFUSED:
	case VG_ENGINE_REPLACED:
		e->statistics.refused++;
		break;
	case VG_ENGINE_ANSWER:
		break;
	}
	finish(e, r, &answer);
}

/* A datagram that cannot leave now is tried again like one that got lost. */
static void
send_datagram(struct vg_engine *e, const struct request *r, struct vg_mono now)
{
	const struct vg_address *to = &r->target->address;
	struct vg_pollsocket *s = to->storage.ss_family == AF_INET6 ? e->inet6 : e->inet;

	if (vg_enginetarget_datagram(
		r->target, r->id, r->tag, &r->pdu, now, vg_pollsocket_begin(s)) == VG_OK)
		vg_pollsocket_post(s, to);
	else
		e->statistics.unsent++;
}

/* One more try: from either list to the end of those in flight. */
static void
try_request(struct vg_engine *e, struct request *r, struct vg_mono now)
{
	TAILQ_REMOVE(r->in_flight ? &e->in_flight : &e->waiting, r, link);
	TAILQ_INSERT_TAIL(&e->in_flight, r, link);
	r->in_flight = true;
	vg_wheel_put(e->wheel, &r->wait, now,
	    vg_rto_wait(&r->target->rto, e->least_wait_us, e->timeout_us,
		r->tries + 1 >= e->tries));
	arm_at(e, vg_wheel_due(&r->wait), now);
	if (r->tries++ == 0) {
		r->sent = now;
		r->fresh = true;
		e->n_fresh++;
		e->statistics.sent++;
	} else {
		e->statistics.retransmitted++;
	}
	send_datagram(e, r, now);
}

static void
pump(struct vg_engine *e)
{
	struct vg_mono now = vg_clock_mono();

	while (!TAILQ_EMPTY(&e->waiting) && e->n_fresh < e->window)
		try_request(e, TAILQ_FIRST(&e->waiting), now);
}

static void
on_timer(void *cookie)
{
	struct vg_engine *e = cookie;
	struct vg_mono now = vg_clock_mono();
	struct vg_wheel_entry *over;

	e->armed = (struct vg_mono){0};
	while ((over = vg_wheel_over(e->wheel, now)) != NULL) {
		struct request *r = over->item;
		leave_window(e, r);
		if (r->tries < e->tries) {
			vg_rto_late(&r->target->rto);
			try_request(e, r, now);
		} else {
			fail(e, r, VG_ENGINE_TIMEOUT, "no answer");
		}
	}
	pump(e);
	struct vg_mono next = vg_wheel_next(e->wheel);
	if (next.us)
		arm_at(e, next, now);
}

/* --- replies ------------------------------------------------------------------------------ */

static void
give_response(struct vg_engine *e, struct request *r,
    struct vg_polldecode_response *response, size_t size)
{
	struct vg_engine_answer answer = {
	    .outcome = VG_ENGINE_ANSWER,
	    .error_status = response->error_status,
	    .error_index = response->error_index,
	    .varbinds = response->varbinds,
	    .n_varbinds = response->n_varbinds,
	    .octets = size,
	    .rtt_us = -1,
	    .text = "",
	};

	/* Karn: after a retransmission nobody knows which try was answered. */
	if (r->tries == 1 && r->resyncs == 0) {
		answer.rtt_us = vg_instant_mono_since(vg_clock_mono(), r->sent);
		vg_rto_sample(&r->target->rto, answer.rtt_us);
	}
	e->statistics.answered++;
	finish(e, r, &answer);
}

static void
take_v2c(struct vg_engine *e, struct request *r, const struct vg_polldecode_head *head,
    size_t size)
{
	if (!vg_pollcodec_is_community(head, &r->target->community))
		e->statistics.wrong_secret++;
	else if (vg_polldecode_rest(head, &e->response) == VG_OK)
		give_response(e, r, &e->response, size);
	else
		e->statistics.malformed++;
}

/* Follows a report by sending again at once, but not for ever. */
static void
follow(struct vg_engine *e, struct request *r)
{
	if (r->resyncs++ < MAX_RESYNCS)
		send_datagram(e, r, vg_clock_mono());
	else
		fail(e, r, VG_ENGINE_REFUSED,
		    "its engine and ours do not agree on the time");
}

static void
take_v3(struct vg_engine *e, struct request *r, const void *data, size_t size)
{
	struct vg_polldecode_response response = {0};
	const char *text;

	switch (vg_v3codec_unwrap(r->target->user, &r->target->peer, vg_clock_mono(),
	    r->id, data, size, &response, &text)) {
	case VG_V3CODEC_RESPONSE:
		give_response(e, r, &response, size);
		break;
	case VG_V3CODEC_DISCOVERED:
	case VG_V3CODEC_RESYNCED:
		follow(e, r);
		break;
	case VG_V3CODEC_REPLACED:
		fail(e, r, VG_ENGINE_REPLACED, text);
		break;
	case VG_V3CODEC_REFUSED:
		fail(e, r, VG_ENGINE_REFUSED, text);
		break;
	case VG_V3CODEC_INVALID:
		e->statistics.wrong_secret++;
		break;
	}
	vg_polldecode_fini(&response);
}

/* The request of 'version' with that id, if 'source' may answer it; else NULL, counted. */
static struct request *
request_of(struct vg_engine *e, const struct vg_address *source, int version, int32_t id)
{
	struct request *r = vg_reqtable_find(e->table, id);

	if (!r || !r->in_flight || version != (r->target->user ? 3 : 2)) {
		e->statistics.unexpected++;
		return NULL;
	}
	if (!vg_enginetarget_may_answer(r->target, source)) {
		e->statistics.wrong_source++;
		return NULL;
	}
	return r;
}

static void
on_datagram(const struct vg_address *source, const void *data, size_t size, void *cookie)
{
	struct vg_engine *e = cookie;
	struct vg_polldecode_head head;
	struct vg_gate_facts facts;
	struct request *r;

	if (data && vg_polldecode_head(data, size, &head) == VG_OK) {
		r = request_of(e, source, 2, head.id);
		if (r)
			take_v2c(e, r, &head, size);
		return;
	}
	/* What else comes has to pass the gate: libsnmp reads SNMPv3. */
	if (!data || vg_gate_check(data, size, &facts) != VG_GATE_PASS) {
		e->statistics.malformed++;
		return;
	}
	r = request_of(e, source, facts.version,
	    facts.version == 3 ? facts.msg_id : facts.request_id);
	if (r && facts.version == 3)
		take_v3(e, r, data, size);
	else if (r)
		e->statistics.malformed++;
}

/*
 * Requests in flight to a host that says nobody listens are over at once.  A callback may ask
 * again or free targets, so they are marked first, and the list read anew after each call.
 */
static void
on_unreachable(const struct vg_address *address, bool host_is_there, void *cookie)
{
	struct vg_engine *e = cookie;
	struct request *r;

	TAILQ_FOREACH (r, &e->in_flight, link)
		r->doomed = vg_net_same(address, &r->target->address);
	for (;;) {
		TAILQ_FOREACH (r, &e->in_flight, link) {
			if (r->doomed)
				break;
		}
		if (!r)
			return;
		fail(e, r, VG_ENGINE_UNREACHABLE,
		    host_is_there ? "nobody listens there (ICMP port unreachable)"
				  : "there is no way there (ICMP unreachable)");
	}
}

static void
on_rested(void *cookie)
{
	pump(cookie);
}

/* --- life --------------------------------------------------------------------------------- */

static size_t
places_in(const struct vg_pollsocket *s)
{
	return s ? (size_t)vg_pollsocket_buffer(s) / OCTETS_PER_REPLY : SIZE_MAX;
}

/* As many requests in flight as the smaller buffer can take replies, all coming at once. */
static void
fit_window(struct vg_engine *e)
{
	size_t inet = places_in(e->inet), inet6 = places_in(e->inet6);

	e->window = inet < inet6 ? inet : inet6;
	if (e->window < MIN_WINDOW)
		e->window = MIN_WINDOW;
	if (e->window > e->max_window)
		e->window = e->max_window;
}

static int
open_family(struct vg_engine *e, struct vg_pollsocket **s, const char *any,
    struct vg_detail *detail)
{
	const struct vg_pollsocket_calls calls = {
	    on_datagram, on_unreachable, on_rested, e};

	if (*s)
		return VG_OK;
	*s = vg_pollsocket_open(e->loop, any, e->buffer, &calls, detail);
	if (!*s)
		return VG_EIO;
	fit_window(e);
	return VG_OK;
}

struct vg_engine *
vg_engine_new(
    struct vg_loop *loop, int64_t timeout_ms, unsigned tries, struct vg_detail *detail)
{
	struct vg_engine *e = vg_mem_zero(sizeof(*e));

	e->loop = loop;
	e->timeout_us = timeout_ms * VG_MS_US;
	e->tries = tries;
	e->max_window = VG_ENGINE_MAX_WINDOW;
	e->least_wait_us = LEAST_WAIT_MS * VG_MS_US;
	e->buffer = VG_ENGINE_BUFFER;
	LIST_INIT(&e->targets);
	TAILQ_INIT(&e->waiting);
	TAILQ_INIT(&e->in_flight);
	e->table = vg_reqtable_new();
	e->templates = vg_reqtemplate_new();
	e->wheel = vg_wheel_new();
	e->timer = vg_loop_timer(loop, on_timer, e);
	if (open_family(e, &e->inet, "0.0.0.0", detail) != VG_OK) {
		vg_engine_free(e);
		return NULL;
	}
	return e;
}

void
vg_engine_free(struct vg_engine *engine)
{
	if (!engine)
		return;
	while (!LIST_EMPTY(&engine->targets))
		vg_engine_target_free(LIST_FIRST(&engine->targets));
	vg_pollsocket_close(engine->inet);
	vg_pollsocket_close(engine->inet6);
	vg_loop_timer_free(engine->timer);
	vg_reqtable_free(engine->table);
	vg_reqtemplate_free(engine->templates);
	vg_polldecode_fini(&engine->response);
	vg_wheel_free(engine->wheel);
	free(engine);
}

void
vg_engine_tune(struct vg_engine *engine, const struct vg_engine_tuning *tuning)
{
	if (tuning->least_wait_ms)
		engine->least_wait_us = tuning->least_wait_ms * VG_MS_US;
	if (tuning->max_window)
		engine->max_window = tuning->max_window;
	if (tuning->buffer) {
		engine->buffer = tuning->buffer;
		vg_pollsocket_ask_buffer(engine->inet, engine->buffer);
		if (engine->inet6)
			vg_pollsocket_ask_buffer(engine->inet6, engine->buffer);
	}
	fit_window(engine);
}

size_t
vg_engine_window(const struct vg_engine *engine)
{
	return engine->window;
}

struct vg_engine_target *
vg_engine_target_new(struct vg_engine *engine, const struct vg_address *address,
    const char *user, const struct vg_credential *credential, struct vg_detail *detail)
{
	struct vg_engine_target *t;

	if (address->storage.ss_family == AF_INET6 &&
	    open_family(engine, &engine->inet6, "::", detail) != VG_OK)
		return NULL;
	t = vg_enginetarget_new(address, user, credential, detail);
	if (!t)
		return NULL;
	t->engine = engine;
	LIST_INSERT_HEAD(&engine->targets, t, link);
	return t;
}

static void
forget_target(struct vg_engine *e, struct request_list *list, struct vg_engine_target *t)
{
	struct request *r, *next;

	for (r = TAILQ_FIRST(list); r; r = next) {
		next = TAILQ_NEXT(r, link);
		if (r->target == t)
			forget(e, r);
	}
}

void
vg_engine_target_free(struct vg_engine_target *target)
{
	if (!target)
		return;
	forget_target(target->engine, &target->engine->waiting, target);
	forget_target(target->engine, &target->engine->in_flight, target);
	LIST_REMOVE(target, link);
	vg_enginetarget_free(target);
}

static int
ask(struct vg_engine_target *target, int tag, int first, int second,
    const struct vg_oid *oids, size_t n, vg_engine_cb cb, void *cookie)
{
	struct vg_engine *e = target->engine;
	struct request *r;

	if (n < 1 || n > VG_ENGINE_MAX_OIDS)
		return VG_ELIMIT;
	r = vg_mem_zero(sizeof(*r));
	r->id = vg_reqtable_add(e->table, r);
	if (r->id == 0) {
		free(r);
		return VG_EBUSY;
	}
	r->target = target;
	r->tag = tag;
	r->cb = cb;
	r->cookie = cookie;
	r->wait.item = r;
	TAILQ_INSERT_TAIL(&e->waiting, r, link);
	vg_buf_init(&r->pdu, VG_POLLCODEC_MAX_SIZE);
	vg_reqtemplate_put(e->templates, &r->pdu, tag, r->id, first, second, oids, n);
	if (r->pdu.error != VG_OK) {
		forget(e, r);
		return VG_ELIMIT;
	}
	pump(e);
	return VG_OK;
}

int
vg_engine_get(struct vg_engine *engine, struct vg_engine_target *target,
    const struct vg_oid *oids, size_t n, vg_engine_cb cb, void *cookie)
{
	(void)engine;
	return ask(target, VG_PDU_GET, 0, 0, oids, n, cb, cookie);
}

int
vg_engine_bulk(struct vg_engine *engine, struct vg_engine_target *target,
    int non_repeaters, int repetitions, const struct vg_oid *oids, size_t n,
    vg_engine_cb cb, void *cookie)
{
	(void)engine;
	if (non_repeaters < 0 || repetitions < 1 || repetitions > 100)
		return VG_ELIMIT;
	return ask(target, VG_PDU_BULK, non_repeaters, repetitions, oids, n, cb, cookie);
}

size_t
vg_engine_pending(const struct vg_engine *engine)
{
	return vg_reqtable_count(engine->table);
}

void
vg_engine_get_statistics(
    const struct vg_engine *engine, struct vg_engine_statistics *statistics)
{
	const struct vg_pollsocket *sockets[] = {engine->inet, engine->inet6};

	*statistics = engine->statistics;
	for (size_t i = 0; i < 2 && sockets[i]; i++) {
		statistics->kernel_drops += vg_pollsocket_drops(sockets[i]);
		statistics->unsent += vg_pollsocket_unsent(sockets[i]);
	}
}
