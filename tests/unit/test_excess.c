/*
 * Beyond the budget of a source, when somebody counts: datagrams on 127.1.41.0/24, of which what
 * may be read is handed over as excess, plain traps are counted by name, and the rest is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/base/error.h"
#include "lib/os/clock.h"
#include "lib/trapin/trapin.h"
#include "tests/unit/snmpbench.h"

#define RECEIVER "127.1.41.11"
#define SENDER "127.1.41.12"

static struct vg_loop *loop;
static struct vg_usm *usm;

struct bench {
	struct vg_trapin *in;
	struct vg_address to;
	size_t n_traps, n_refused;
	int sender;
};

static int
set_up(void **state)
{
	(void)state;
	loop = vg_loop_new();
	usm = vg_usm_new();
	vg_usm_add(usm, bench_user(BENCH_USER, BENCH_AUTH, BENCH_PRIV));
	return vg_usm_set_engine(bench_engine, sizeof(bench_engine), 1);
}

static int
tear_down(void **state)
{
	(void)state;
	vg_usm_free(usm);
	vg_loop_free(loop);
	return 0;
}

static int
read_answer(int fd, void *data, size_t size, int flags)
{
	return (int)recv(fd, data, size, flags);
}

static void
refused(enum vg_trapin_cause cause, const struct vg_address *source, const char *text,
    void *cookie)
{
	(void)cause;
	(void)source;
	(void)text;
	((struct bench *)cookie)->n_refused++;
}

static int
open_sender(const char *host)
{
	struct vg_address from;
	struct vg_detail d;
	int fd = -1;

	assert_int_equal(vg_net_parse(host, 0, &from), VG_OK);
	if (vg_net_udp_bind(&from, &fd, &d) != VG_OK)
		fail_msg("%s", d.text);
	return fd;
}

static void
close_bench(struct bench *b)
{
	vg_trapin_close(b->in);
	close(b->sender);
}

static void
send_octets(struct bench *b, int fd, const void *data, size_t size)
{
	const struct sockaddr *to = (const struct sockaddr *)&b->to.storage;

	assert_int_equal(sendto(fd, data, size, 0, to, b->to.size), (ssize_t)size);
}

static void
send_recorded(struct bench *b, const char *name)
{
	struct vg_buf buf;

	bench_load(name, &buf);
	send_octets(b, b->sender, buf.data, buf.size);
	vg_buf_fini(&buf);
}

/* Turns the loop until 'n' datagrams have been read, 10 s at most. */
static struct vg_trapin_statistics
wait_for(struct bench *b, uint64_t n)
{
	struct vg_mono limit = vg_instant_mono_add(vg_clock_mono(), 10 * VG_SECOND_US);
	struct vg_trapin_statistics s;
	uint64_t sum = 0;

	vg_trapin_get_statistics(b->in, &s);
	while (s.received < n && vg_instant_mono_since(limit, vg_clock_mono()) > 0) {
		vg_loop_turn(loop, 10);
		vg_trapin_get_statistics(b->in, &s);
	}
	for (int i = 0; i < VG_TRAPIN_N_CAUSES; i++)
		sum += s.by_cause[i];
	assert_int_equal(s.received, n);
	assert_int_equal(sum, n);
	return s;
}

static struct {
	size_t n_named, n_unread, n_marked, n_informs;
	uint32_t last_uptime;
} counted;

static void
count(const struct vg_address *source, const struct vg_oid *oid, struct vg_wall received,
    void *cookie)
{
	char text[VG_NET_TEXT_SIZE], name[VG_OID_TEXT_SIZE];

	(void)cookie;
	vg_net_text(source, text);
	assert_string_equal(text, SENDER);
	assert_true(received.us > 0);
	counted.n_unread += !oid;
	counted.n_named += oid != NULL;
	if (oid) {
		vg_oid_text(oid, name, sizeof(name));
		assert_non_null(strstr(name, "1.3.6.1."));
	}
}

static uint64_t
take_marked(
    const struct vg_trap *traps, size_t n, enum vg_trapin_cause *fates, void *cookie)
{
	struct bench *b = cookie;

	for (size_t i = 0; i < n; i++) {
		counted.n_marked += traps[i].excess;
		counted.n_informs += traps[i].excess && traps[i].inform;
		fates[i] = traps[i].excess ? VG_TRAPIN_FOLDED : VG_TRAPIN_STORED;
		counted.last_uptime = traps[i].uptime;
	}
	b->n_traps += n;
	return 0;
}

static void
open_counting(struct bench *b, unsigned rate, unsigned burst)
{
	static const char *const allowed[] = {"127.1.41.0/24"};
	struct vg_trapin_config config = {.allowed = allowed,
	    .n_allowed = 1,
	    .rate = rate,
	    .burst = burst,
	    .usm = usm,
	    .batch_cb = take_marked,
	    .refused_cb = refused,
	    .excess_cb = count,
	    .buffer = 1 << 20,
	    .cookie = b};
	struct vg_detail d;

	memset(b, 0, sizeof(*b));
	memset(&counted, 0, sizeof(counted));
	b->sender = open_sender(SENDER);
	assert_int_equal(vg_net_parse(RECEIVER, 0, &config.address), VG_OK);
	b->in = vg_trapin_open(loop, &config, &d);
	if (!b->in)
		fail_msg("%s", d.text);
	vg_trapin_address(b->in, &b->to);
}

/* A plain trap whose sysUpTime is 'n', in one octet. */
static void
send_numbered(struct bench *b, unsigned char n)
{
	unsigned char octets[] = {0x30, 59, 2, 1, 1, 4, 1, 'c', 0xA7, 51, 2, 1, 9, 2, 1,
	    0, 2, 1, 0, 0x30, 40, 0x30, 13, 6, 8, 0x2B, 6, 1, 2, 1, 1, 3, 0, 0x43, 1, n,
	    0x30, 23, 6, 10, 0x2B, 6, 1, 6, 3, 1, 1, 4, 1, 0, 6, 9, 0x2B, 6, 1, 6, 3, 1,
	    1, 5, 1};

	send_octets(b, b->sender, octets, sizeof(octets));
}

static void
beyond_a_budget_plain_traps_are_counted_by_name(void **state)
{
	struct bench b;

	(void)state;
	open_counting(&b, 1, 2);
	/* 2 as they come, 5 read whole, and of the 57 others of one batch the last */
	for (unsigned char n = 1; n <= 64; n++)
		send_numbered(&b, n);
	struct vg_trapin_statistics s = wait_for(&b, 64);
	assert_int_equal(s.by_cause[VG_TRAPIN_STORED], 2);
	assert_int_equal(s.by_cause[VG_TRAPIN_FOLDED], 62);
	assert_int_equal(counted.n_marked, 6);
	assert_int_equal(counted.n_named, 56);
	assert_int_equal(counted.last_uptime, 64);
	assert_int_equal(b.n_traps, 8);
	assert_int_equal(b.n_refused, 0);
	close_bench(&b);
}

static void
far_beyond_it_what_costs_is_refused_unread(void **state)
{
	char octet;
	struct bench b;

	(void)state;
	open_counting(&b, 1, 1);
	for (unsigned n = 0; n < 30; n++)
		send_recorded(&b, n % 2 ? "v2c-inform-1" : "v3-trap-authPriv-1");
	struct vg_trapin_statistics s = wait_for(&b, 30);
	assert_int_equal(s.by_cause[VG_TRAPIN_STORED], 1);
	assert_int_equal(s.by_cause[VG_TRAPIN_FOLDED], 10);
	assert_int_equal(s.by_cause[VG_TRAPIN_QUOTA], 19);
	assert_int_equal(counted.n_unread, 19);
	assert_int_equal(counted.n_named, 0);
	assert_int_equal(b.n_refused, 0);
	/* what is counted is answered, what is refused is not */
	assert_int_equal(counted.n_informs, 5);
	assert_int_equal(s.acknowledged, 5);
	for (int i = 0; i < 5; i++)
		assert_true(
		    read_answer(b.sender, &octet, 1, MSG_DONTWAIT | MSG_TRUNC) > 0);
	assert_int_equal(read_answer(b.sender, &octet, 1, MSG_DONTWAIT), -1);
	close_bench(&b);
}

static void
beyond_a_budget_what_is_wrong_has_its_cause(void **state)
{
	struct bench b;

	(void)state;
	open_counting(&b, 1, 1);
	for (unsigned n = 0; n < 11; n++)
		send_numbered(&b, 1);
	wait_for(&b, 11);
	/* a trap without a name, octets, and a question */
	unsigned char nameless[] = {
	    0x30, 19, 2, 1, 1, 4, 1, 'c', 0xA7, 11, 2, 1, 9, 2, 1, 0, 2, 1, 0, 0x30, 0};
	send_octets(&b, b.sender, nameless, sizeof(nameless));
	send_octets(&b, b.sender, "0", 1);
	struct vg_trapin_statistics s = wait_for(&b, 13);
	assert_int_equal(s.by_cause[VG_TRAPIN_DECODE], 1);
	assert_int_equal(s.by_cause[VG_TRAPIN_MALFORMED], 1);
	assert_int_equal(b.n_refused, 2);
	close_bench(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(beyond_a_budget_plain_traps_are_counted_by_name),
	    cmocka_unit_test(far_beyond_it_what_costs_is_refused_unread),
	    cmocka_unit_test(beyond_a_budget_what_is_wrong_has_its_cause),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
