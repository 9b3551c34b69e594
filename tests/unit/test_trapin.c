/*
 * The trap socket with real datagrams on 127.1.41.0/24: each has one cause, informs are answered
 * when they are stored and not before, and what was sent is accounted for to the last datagram.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/os/clock.h"
#include "lib/trapin/trapin.h"
#include "tests/unit/snmpbench.h"

#define RECEIVER "127.1.41.1"
#define SENDER "127.1.41.2"
#define STRANGER "127.1.42.1"

static struct vg_loop *loop;
static struct vg_usm *usm;

/* --- libsnmp's parser, counted: this symbol stands before the library's ---------------------- */

static unsigned parses;

int
snmp_parse(struct session_list *handle, netsnmp_session *session, netsnmp_pdu *pdu,
    u_char *data, size_t size)
{
	int (*real)(
	    struct session_list *, netsnmp_session *, netsnmp_pdu *, u_char *, size_t);

	*(void **)&real = dlsym(RTLD_NEXT, "snmp_parse");
	parses++;
	return real(handle, session, pdu, data, size);
}

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

/* --- a receiver and those who send to it ----------------------------------------------------- */

struct bench {
	struct vg_trapin *in;
	struct vg_address to;
	enum vg_trapin_cause fate; /* what the taker says of each trap */
	size_t n_traps, n_refused;
	enum vg_trapin_cause last; /* refused */
	char source[VG_NET_TEXT_SIZE];
	char text[128];
	uint64_t number;       /* what its fates wait for */
	int answers_at_taking; /* what had come back when the taker was called */
	int sender;
};

static int
read_answer(int fd, void *data, size_t size, int flags)
{
	return (int)recv(fd, data, size, flags);
}

static uint64_t
take(const struct vg_trap *traps, size_t n, enum vg_trapin_cause *fates, void *cookie)
{
	struct bench *b = cookie;
	char octet;

	for (size_t i = 0; i < n; i++) {
		assert_int_equal(fates[i], VG_TRAPIN_FAILED);
		assert_true(traps[i].received.us > 0);
		assert_true(traps[i].source_port > 0);
		fates[i] = b->fate;
	}
	snprintf(b->source, sizeof(b->source), "%s", traps[0].source);
	b->n_traps += n;
	b->answers_at_taking = read_answer(b->sender, &octet, 1, MSG_PEEK);
	return b->number;
}

static void
refused(enum vg_trapin_cause cause, const struct vg_address *source, const char *text,
    void *cookie)
{
	struct bench *b = cookie;

	b->last = cause;
	b->n_refused++;
	vg_net_text(source, b->source);
	snprintf(b->text, sizeof(b->text), "%s", text);
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
open_bench(struct bench *b, unsigned rate, unsigned burst)
{
	static const char *const allowed[] = {"127.1.41.0/24"};
	struct vg_trapin_config config = {.allowed = allowed,
	    .n_allowed = 1,
	    .rate = rate,
	    .burst = burst,
	    .usm = usm,
	    .batch_cb = take,
	    .refused_cb = refused,
	    .cookie = b};
	struct vg_detail d;

	memset(b, 0, sizeof(*b));
	b->fate = VG_TRAPIN_STORED;
	b->sender = open_sender(SENDER);
	assert_int_equal(vg_net_parse(RECEIVER, 0, &config.address), VG_OK);
	b->in = vg_trapin_open(loop, &config, &d);
	if (!b->in)
		fail_msg("%s", d.text);
	vg_trapin_address(b->in, &b->to);
}

static void
close_bench(struct bench *b)
{
	vg_trapin_close(b->in);
	vg_trapin_close(NULL);
	close(b->sender);
}

static void
send_octets(struct bench *b, int fd, const void *data, size_t size)
{
	const struct sockaddr *to = (const struct sockaddr *)&b->to.storage;

	assert_int_equal(sendto(fd, data, size, 0, to, b->to.size), (ssize_t)size);
}

static struct vg_trapin_statistics
statistics(const struct bench *b)
{
	struct vg_trapin_statistics s;
	uint64_t sum = 0;

	vg_trapin_get_statistics(b->in, &s);
	for (int i = 0; i < VG_TRAPIN_N_CAUSES; i++)
		sum += s.by_cause[i];
	assert_int_equal(s.received, sum);
	return s;
}

/* Turns the loop until 'n' datagrams have been read or dropped, 10 s at most. */
static struct vg_trapin_statistics
wait_for(struct bench *b, uint64_t n)
{
	struct vg_mono limit = vg_instant_mono_add(vg_clock_mono(), 10 * VG_SECOND_US);
	struct vg_trapin_statistics s = statistics(b);

	while (s.received + s.kernel_drops < n &&
	    vg_instant_mono_since(limit, vg_clock_mono()) > 0) {
		vg_loop_turn(loop, 10);
		s = statistics(b);
	}
	assert_int_equal(s.received + s.kernel_drops, n);
	return s;
}

static void
send_recorded(struct bench *b, const char *name)
{
	struct vg_buf datagram;

	bench_load(name, &datagram);
	send_octets(b, b->sender, datagram.data, datagram.size);
	vg_buf_fini(&datagram);
}

/*
 * --- a cause for each
 * ------------------------------------------------------------------------------
 */

static const struct {
	const char *name;
	enum vg_trapin_cause cause;
	bool answered;
} recorded[] = {
    {"v1-trap-1", VG_TRAPIN_STORED, false},
    {"v2c-trap-1", VG_TRAPIN_STORED, false},
    {"v2c-inform-1", VG_TRAPIN_STORED, true},
    {"v3-trap-authPriv-1", VG_TRAPIN_STORED, false},
    {"v3-inform-3", VG_TRAPIN_STORED, true},
    {"v2c-get-1", VG_TRAPIN_PDU, false},
    {"v3-inform-1", VG_TRAPIN_DISCOVERY, true},
    {"v3-inform-nouser-3", VG_TRAPIN_USER, true},
    {"v3-trap-authNoPriv-1", VG_TRAPIN_LEVEL, false},
    {"v3-inform-badkey-3", VG_TRAPIN_DIGEST, true},
};

static void
each_recorded_datagram_has_its_cause_and_answer(void **state)
{
	struct bench b;
	char reply[2048];

	(void)state;
	open_bench(&b, 0, 0);
	for (size_t i = 0; i < sizeof(recorded) / sizeof(recorded[0]); i++) {
		struct vg_trapin_statistics before = statistics(&b);
		send_recorded(&b, recorded[i].name);
		struct vg_trapin_statistics s = wait_for(&b, i + 1);
		if (s.by_cause[recorded[i].cause] !=
		    before.by_cause[recorded[i].cause] + 1)
			fail_msg("%s: %s", recorded[i].name, b.text);
		int n = read_answer(b.sender, reply, sizeof(reply), 0);
		if ((n > 0) != recorded[i].answered)
			fail_msg("%s: %d octets back", recorded[i].name, n);
		bool stored = recorded[i].cause == VG_TRAPIN_STORED;
		assert_int_equal(s.acknowledged - before.acknowledged, stored && n > 0);
		assert_int_equal(s.reports - before.reports, !stored && n > 0);
		assert_string_equal(b.source, SENDER);
		if (!stored)
			assert_int_equal(b.last, recorded[i].cause);
	}
	close_bench(&b);
}

static void
an_inform_is_answered_only_when_stored_and_only_then(void **state)
{
	static const struct {
		enum vg_trapin_cause fate;
		bool answered;
	} rows[] = {{VG_TRAPIN_STORED, true}, {VG_TRAPIN_FAILED, false},
	    {VG_TRAPIN_REFUSED, false}, {VG_TRAPIN_STORED, true}};
	struct bench b;
	char reply[2048];

	(void)state;
	open_bench(&b, 0, 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		b.fate = rows[i].fate;
		send_recorded(&b, "v2c-inform-1");
		struct vg_trapin_statistics s = wait_for(&b, i + 1);
		assert_int_equal(b.answers_at_taking, -1);
		assert_true(s.by_cause[rows[i].fate] > 0);
		int n = read_answer(b.sender, reply, sizeof(reply), 0);
		assert_int_equal(n > 0, rows[i].answered);
	}
	assert_int_equal(b.n_traps, 4);
	close_bench(&b);
}

static void
turn(const struct bench *b)
{
	for (int i = 0; i < 20; i++)
		vg_loop_turn(loop, b->n_traps ? 0 : 10);
}

/*
 * What is written waits for the disk: no answer, and nothing more is read, until its number is due.
 */
static void
an_inform_that_waits_is_answered_when_its_number_is_settled(void **state)
{
	struct bench b;
	char reply[2048];

	(void)state;
	open_bench(&b, 0, 0);
	b.number = 7;
	send_recorded(&b, "v2c-inform-1");
	turn(&b);
	assert_int_equal(b.n_traps, 1);
	send_recorded(&b, "v2c-inform-1");
	vg_trapin_settle(b.in, 6);
	turn(&b);
	assert_int_equal(b.n_traps, 1);
	assert_int_equal(read_answer(b.sender, reply, sizeof(reply), 0), -1);

	vg_trapin_settle(b.in, 8);
	assert_true(read_answer(b.sender, reply, sizeof(reply), 0) > 0);
	assert_int_equal(statistics(&b).by_cause[VG_TRAPIN_STORED], 1);
	turn(&b);
	assert_int_equal(b.n_traps, 2);
	assert_int_equal(statistics(&b).acknowledged, 1);
	close_bench(&b);
}

/* Datagrams that are there before the first is read. */
static void
send_many(struct bench *b, const char *name, size_t n)
{
	for (size_t i = 0; i < n; i++)
		send_recorded(b, name);
}

/* What nobody waits for gathers where little comes, and holds up nothing where much does. */
static void
a_full_batch_that_nobody_waits_for_is_not_waited_for(void **state)
{
	static const struct {
		size_t informs, taken; /* beside a batch of traps; at first */
	} rows[] = {{0, VG_TRAPIN_BATCH + 9}, {1, VG_TRAPIN_BATCH}};
	struct bench b;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		open_bench(&b, 10000, 10000);
		b.number = 7;
		send_many(&b, "v2c-inform-1", rows[i].informs);
		send_many(&b, "v2c-trap-1", VG_TRAPIN_BATCH + 9 - rows[i].informs);
		turn(&b);
		assert_int_equal(b.n_traps, rows[i].taken);
		send_many(&b, "v2c-trap-1", 1);
		turn(&b);
		assert_int_equal(b.n_traps, rows[i].taken);
		vg_trapin_settle(b.in, 7);
		turn(&b);
		assert_int_equal(b.n_traps, VG_TRAPIN_BATCH + 10);
		close_bench(&b);
	}
}

/* Several in one batch, some refused: each answer goes to the one who asked. */
static void
answers_go_where_their_informs_came_from(void **state)
{
	struct bench b;
	char reply[2048];
	struct vg_buf inform;

	(void)state;
	open_bench(&b, 0, 0);
	int other = open_sender("127.1.41.3");
	send_recorded(&b, "v2c-get-1");
	send_recorded(&b, "v2c-trap-1");
	bench_load("v2c-inform-1", &inform);
	send_octets(&b, other, inform.data, inform.size);
	wait_for(&b, 3);
	assert_int_equal(b.n_traps, 2);
	assert_int_equal(read_answer(b.sender, reply, sizeof(reply), 0), -1);
	assert_int_equal(read_answer(other, reply, sizeof(reply), 0), inform.size);
	vg_buf_fini(&inform);
	close(other);
	close_bench(&b);
}

/* net-snmp#1065, on the wire: counted by the gate, never seen by libsnmp. */
static void
security_parameters_that_lie_never_reach_libsnmp(void **state)
{
	static const char *const lies[] = {
	    "30(020103 30(020107 020301ffe3 040101 020103)"
	    "04(307f 04(=5) 020101 020102 0400 0418=12) 3000)",
	    "30(020103 30(020107 020301ffe3 040101 020103)"
	    "04(30(04(=5) 020101 020102 0400 0418=12)) 3000)",
	    "30(020103 30(020107 020301ffe3 040101 020103)"
	    "04(3082ffff 04(=5) 020101 020102 0400 0418=10) 3000)",
	};
	struct bench b;

	(void)state;
	open_bench(&b, 0, 0);
	parses = 0;
	for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		struct vg_buf message;
		vg_buf_init(&message, 0);
		bench_ber(lies[i], &message);
		assert_int_equal(message.size, 56);
		send_octets(&b, b.sender, message.data, message.size);
		struct vg_trapin_statistics s = wait_for(&b, i + 1);
		assert_int_equal(s.by_cause[VG_TRAPIN_MALFORMED], i + 1);
		assert_string_equal(b.text, "lengths do not nest");
		vg_buf_fini(&message);
	}
	assert_int_equal(parses, 0);
	send_recorded(&b, "v3-trap-authPriv-1");
	wait_for(&b, 4);
	assert_int_equal(parses, 1);
	close_bench(&b);
}

static void
size_source_and_quota_come_before_the_gate(void **state)
{
	static unsigned char large[VG_TRAPIN_MAX_SIZE + 1];
	struct bench b;

	(void)state;
	open_bench(&b, 1, 3);
	parses = 0;
	send_octets(&b, b.sender, large, VG_TRAPIN_MAX_SIZE + 1);
	wait_for(&b, 1);
	assert_int_equal(b.last, VG_TRAPIN_OVERSIZE);
	send_octets(&b, b.sender, large, VG_TRAPIN_MAX_SIZE);
	wait_for(&b, 2);
	assert_int_equal(b.last, VG_TRAPIN_MALFORMED);
	send_octets(&b, b.sender, large, 0);
	wait_for(&b, 3);
	assert_int_equal(b.last, VG_TRAPIN_MALFORMED);
	int stranger = open_sender(STRANGER);
	send_octets(&b, stranger, "0", 1);
	wait_for(&b, 4);
	assert_int_equal(b.last, VG_TRAPIN_SOURCE);
	assert_string_equal(b.source, STRANGER);
	assert_string_equal(b.text, "source not allowed");
	close(stranger);
	/* of its burst of three the source has one left */
	send_recorded(&b, "v3-trap-authPriv-1");
	send_recorded(&b, "v3-trap-authPriv-1");
	send_recorded(&b, "v3-trap-authPriv-1");
	struct vg_trapin_statistics s = wait_for(&b, 7);
	assert_int_equal(s.by_cause[VG_TRAPIN_STORED], 1);
	assert_int_equal(s.by_cause[VG_TRAPIN_QUOTA], 2);
	assert_int_equal(b.last, VG_TRAPIN_QUOTA);
	assert_int_equal(parses, 1);
	close_bench(&b);
}

/* More than the socket's buffer takes, unread: stored, refused and dropped are what was sent. */
static void
a_flood_is_accounted_for_to_the_last_datagram(void **state)
{
	enum { MOST = 400000 };
	struct bench b;
	struct vg_buf trap;
	uint64_t sent = 0;

	(void)state;
	open_bench(&b, 1, 5);
	bench_load("v2c-trap-1", &trap);
	while (sent < MOST && statistics(&b).kernel_drops == 0) {
		for (int i = 0; i < 500; i++)
			send_octets(&b, b.sender, trap.data, trap.size);
		sent += 500;
	}
	struct vg_trapin_statistics s = wait_for(&b, sent);
	assert_true(s.kernel_drops > 0);
	assert_true(s.by_cause[VG_TRAPIN_STORED] >= 5);
	assert_int_equal(
	    s.by_cause[VG_TRAPIN_STORED] + s.by_cause[VG_TRAPIN_QUOTA] + s.kernel_drops,
	    sent);
	vg_buf_fini(&trap);
	close_bench(&b);
}

static void
users_can_be_replaced(void **state)
{
	struct vg_usm *nobody = vg_usm_new();
	struct bench b;

	(void)state;
	open_bench(&b, 0, 0);
	vg_trapin_set_users(b.in, nobody);
	send_recorded(&b, "v3-trap-authPriv-1");
	wait_for(&b, 1);
	assert_int_equal(b.last, VG_TRAPIN_USER);
	vg_trapin_set_users(b.in, usm);
	send_recorded(&b, "v3-trap-authPriv-1");
	assert_int_equal(wait_for(&b, 2).by_cause[VG_TRAPIN_STORED], 1);
	close_bench(&b);
	vg_usm_free(nobody);
}

static void
what_cannot_be_opened_says_why(void **state)
{
	const char *wrong[] = {"127.0.0.0/99"};
	struct vg_trapin_config config = {.allowed = wrong, .n_allowed = 1};
	struct vg_detail d = {0};
	struct bench b;

	(void)state;
	open_bench(&b, 0, 0);
	assert_int_equal(vg_net_parse(RECEIVER, 0, &config.address), VG_OK);
	assert_null(vg_trapin_open(loop, &config, &d));
	assert_int_equal(d.code, VG_EPARSE);
	config.n_allowed = 0;
	config.address = b.to;
	assert_null(vg_trapin_open(loop, &config, &d));
	assert_int_equal(d.code, VG_EBUSY);
	assert_non_null(strstr(d.text, RECEIVER));
	close_bench(&b);
}

static void
every_cause_has_a_key_and_a_text_of_its_own(void **state)
{
	(void)state;
	for (int i = 0; i < VG_TRAPIN_N_CAUSES; i++) {
		assert_true(strlen(vg_trapin_cause_text((enum vg_trapin_cause)i)) > 3);
		for (int k = 0; k < i; k++)
			assert_string_not_equal(
			    vg_trapin_cause_key((enum vg_trapin_cause)i),
			    vg_trapin_cause_key((enum vg_trapin_cause)k));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_recorded_datagram_has_its_cause_and_answer),
	    cmocka_unit_test(an_inform_is_answered_only_when_stored_and_only_then),
	    cmocka_unit_test(an_inform_that_waits_is_answered_when_its_number_is_settled),
	    cmocka_unit_test(a_full_batch_that_nobody_waits_for_is_not_waited_for),
	    cmocka_unit_test(answers_go_where_their_informs_came_from),
	    cmocka_unit_test(security_parameters_that_lie_never_reach_libsnmp),
	    cmocka_unit_test(size_source_and_quota_come_before_the_gate),
	    cmocka_unit_test(a_flood_is_accounted_for_to_the_last_datagram),
	    cmocka_unit_test(users_can_be_replaced),
	    cmocka_unit_test(what_cannot_be_opened_says_why),
	    cmocka_unit_test(every_cause_has_a_key_and_a_text_of_its_own),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
