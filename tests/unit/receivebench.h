/*
 * What the tests of lib/snmp/receive share: a receiver, its users, and messages made for it.
 */
#ifndef VG_TESTS_UNIT_RECEIVEBENCH_H
#define VG_TESTS_UNIT_RECEIVEBENCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/library/snmpv3.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/snmp/receive.h"
#include "lib/snmp/v3codec.h"
#include "tests/unit/snmpbench.h"

enum { ID = 0x41000007 };

static struct vg_usm *usm;
static struct vg_receive *receive;
static struct vg_usm_user *other_auth, *other_priv, *stranger;

/* corpus.py's receivers had booted once. */
static inline int
set_up(void **state)
{
	(void)state;
	usm = vg_usm_new();
	vg_usm_add(usm, bench_user(BENCH_USER, BENCH_AUTH, BENCH_PRIV));
	other_auth = bench_user(BENCH_USER, "other-secret", BENCH_PRIV);
	other_priv = bench_user(BENCH_USER, BENCH_AUTH, "other-secret");
	stranger = bench_user("stranger", BENCH_AUTH, BENCH_PRIV);
	return vg_usm_set_engine(bench_engine, sizeof(bench_engine), 1);
}

static inline int
tear_down(void **state)
{
	(void)state;
	vg_usm_free(usm);
	vg_usm_user_free(other_auth);
	vg_usm_user_free(other_priv);
	vg_usm_user_free(stranger);
	return 0;
}

/* Each test has a receiver that has seen nobody. */
static inline int
open_receiver(void **state)
{
	struct vg_detail d;

	(void)state;
	receive = vg_receive_new(&d);
	return receive ? 0 : -1;
}

static inline int
close_receiver(void **state)
{
	(void)state;
	vg_receive_free(receive);
	vg_receive_free(NULL);
	return 0;
}

static inline struct vg_mono
at(int64_t seconds)
{
	return (struct vg_mono){(1000 + seconds) * VG_SECOND_US};
}

struct outcome {
	enum vg_receive_result result;
	struct vg_trap trap;
	struct vg_buf reply;
	const char *text;
};

static inline void
handle(const struct vg_buf *datagram, struct vg_mono now, struct outcome *o)
{
	struct vg_gate_facts facts;

	memset(&o->trap, 0, sizeof(o->trap));
	vg_buf_init(&o->reply, 0);
	assert_int_equal(
	    vg_gate_check(datagram->data, datagram->size, &facts), VG_GATE_PASS);
	o->result = vg_receive_handle(receive, usm, &facts, now, datagram->data,
	    datagram->size, &o->trap, &o->reply, &o->text);
	assert_null(usm_get_userList());
	assert_null(search_enginetime_list(bench_sender, sizeof(bench_sender)));
	if (o->result != VG_RECEIVE_TRAP)
		assert_int_equal(o->trap.n_varbinds, 0);
}

static inline void
forget(struct outcome *o)
{
	vg_trap_fini(&o->trap);
	vg_buf_fini(&o->reply);
}

static inline void
handle_recorded(const char *name, struct outcome *o)
{
	struct vg_buf datagram;

	bench_load(name, &datagram);
	handle(&datagram, at(0), o);
	vg_buf_fini(&datagram);
}

/* A message to or of 'engine', at its boots and time, from 'user'. */
static inline void
make_v3(struct vg_buf *message, const char *text, struct vg_usm_user *user,
    const unsigned char *engine, uint32_t boots, uint32_t time)
{
	struct vg_v3codec_peer peer = {.boots = boots, .time = time, .at = at(0)};
	struct vg_buf pdu;

	memcpy(peer.engine, engine, sizeof(bench_engine));
	peer.engine_size = sizeof(bench_engine);
	vg_buf_init(&pdu, 0);
	vg_buf_init(message, 0);
	bench_ber(text, &pdu);
	assert_int_equal(
	    vg_v3codec_wrap(user, &peer, at(0), ID, pdu.data[0], &pdu, message), VG_OK);
	vg_buf_fini(&pdu);
}

static inline uint32_t
our_time(void)
{
	return (uint32_t)snmpv3_local_snmpEngineTime();
}

static inline struct vg_usm_user *
right(void)
{
	return vg_usm_find(usm, BENCH_USER, strlen(BENCH_USER));
}

#define UP_TIME "30(06(2b06010201010300) 430110)"
#define TRAP_OID(oid) "30(06(2b06010603010104 0100) 06(" oid "))"
#define NOTIFICATION(tag, binds) tag "(02(41000007) 020100 020100 30(" binds "))"
#define GOOD UP_TIME TRAP_OID("2b06010603010105 03")
#define INFORM NOTIFICATION("a6", GOOD)
#define TRAP NOTIFICATION("a7", GOOD)
#define V2C(pdu) "30(020101 04(7075626c6963)" pdu ")"

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_receiver, close_receiver)

#endif
