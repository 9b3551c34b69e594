/*
 * Ping over the loopback, where every host answers, and without the right to it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "agent/poll/ping.h"
#include "lib/base/error.h"

struct bench {
	unsigned calls;
	enum vg_ping_result results[8];
};

static void
pinged(enum vg_ping_result result, void *cookie)
{
	struct bench *b = cookie;

	b->results[b->calls++] = result;
}

static void
turn_until(struct vg_loop *loop, const struct bench *b, unsigned calls)
{
	for (int i = 0; i < 200 && b->calls < calls; i++)
		vg_loop_turn(loop, 50);
	assert_int_equal(b->calls, calls);
}

static struct vg_address
address_of(const char *text)
{
	struct vg_address address;

	assert_int_equal(vg_net_parse(text, 161, &address), VG_OK);
	return address;
}

/* Several at once, of both families; the answer of one is not the other's. */
static void
the_loopback_answers(void **state)
{
	static const char *const hosts[] = {"127.0.0.1", "::1", "127.0.0.2", "127.0.0.1"};
	struct vg_loop *loop = vg_loop_new();
	struct vg_ping *ping = vg_ping_new(loop, true);
	struct bench b = {0};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct vg_address address = address_of(hosts[i]);
		assert_non_null(vg_ping_ask(ping, &address, pinged, &b));
	}
	assert_int_equal(b.calls, 0);
	turn_until(loop, &b, 4);
	/* A machine where neither kind of socket is allowed says so, of each alike. */
	for (size_t i = 1; i < 4; i++)
		assert_int_equal(b.results[i], b.results[0]);
	assert_int_not_equal(b.results[0], VG_PING_SILENT);
	vg_ping_free(ping);
	vg_loop_free(loop);
}

static void
what_is_not_allowed_is_unknown(void **state)
{
	struct vg_loop *loop = vg_loop_new();
	struct vg_ping *ping = vg_ping_new(loop, false);
	struct vg_address address = address_of("127.0.0.1");
	struct bench b = {0};

	(void)state;
	vg_ping_ask(ping, &address, pinged, &b);
	assert_int_equal(b.calls, 0);
	turn_until(loop, &b, 1);
	assert_int_equal(b.results[0], VG_PING_UNKNOWN);
	assert_string_equal(vg_ping_text(b.results[0]), "ping unknown");
	vg_ping_free(ping);
	vg_loop_free(loop);
}

static void
what_is_forgotten_is_not_called(void **state)
{
	struct vg_loop *loop = vg_loop_new();
	struct vg_ping *ping = vg_ping_new(loop, true);
	struct vg_address address = address_of("127.0.0.1");
	struct bench b = {0}, other = {0};

	(void)state;
	struct vg_ping_ask *ask = vg_ping_ask(ping, &address, pinged, &b);
	vg_ping_ask(ping, &address, pinged, &other);
	vg_ping_forget(ask);
	vg_ping_forget(NULL);
	turn_until(loop, &other, 1);
	assert_int_equal(b.calls, 0);
	vg_ping_ask(ping, &address, pinged, &b);
	vg_ping_free(ping);
	vg_loop_turn(loop, 0);
	assert_int_equal(b.calls, 0);
	vg_loop_free(loop);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_loopback_answers),
	    cmocka_unit_test(what_is_not_allowed_is_unknown),
	    cmocka_unit_test(what_is_forgotten_is_not_called),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
