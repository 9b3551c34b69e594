/*
 * The answering side: one row for each thing that can become of a datagram, with what is sent
 * back.  Good ones are those of Debian's tools.
 */
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
static int
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

static int
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
static int
open_receiver(void **state)
{
	struct vg_detail d;

	(void)state;
	receive = vg_receive_new(&d);
	return receive ? 0 : -1;
}

static int
close_receiver(void **state)
{
	(void)state;
	vg_receive_free(receive);
	vg_receive_free(NULL);
	return 0;
}

static struct vg_mono
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

static void
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

static void
forget(struct outcome *o)
{
	vg_trap_fini(&o->trap);
	vg_buf_fini(&o->reply);
}

static void
handle_recorded(const char *name, struct outcome *o)
{
	struct vg_buf datagram;

	bench_load(name, &datagram);
	handle(&datagram, at(0), o);
	vg_buf_fini(&datagram);
}

/* A message to or of 'engine', at its boots and time, from 'user'. */
static void
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

static uint32_t
our_time(void)
{
	return (uint32_t)snmpv3_local_snmpEngineTime();
}

static struct vg_usm_user *
right(void)
{
	return vg_usm_find(usm, BENCH_USER, strlen(BENCH_USER));
}

#define UP_TIME "30(06(2b06010201010300) 430110)"
#define TRAP_OID(oid) "30(06(2b06010603010104 0100) 06(" oid "))"
#define NOTIFICATION(tag, binds) tag "(02(41000007) 020100 020100 30(" binds "))"
#define INFORM NOTIFICATION("a6", UP_TIME TRAP_OID("2b06010603010105 03"))
#define TRAP NOTIFICATION("a7", UP_TIME TRAP_OID("2b06010603010105 03"))
#define V2C(pdu) "30(020101 04(7075626c6963)" pdu ")"

/* --- what Debian's tools send ----------------------------------------------------------------- */

static void
expect_oid(const struct vg_oid *oid, const char *dotted)
{
	char text[VG_OID_TEXT_SIZE];

	vg_oid_text(oid, text, sizeof(text));
	assert_string_equal(text, dotted);
}

#define BASE "1.3.6.1.4.1.8072.9999.9999.86"

static void
snmptraps_v1_trap_is_mapped_to_v2(void **state)
{
	struct outcome o;

	(void)state;
	handle_recorded("v1-trap-1", &o);
	assert_int_equal(o.result, VG_RECEIVE_TRAP);
	assert_int_equal(o.trap.version, 1);
	assert_false(o.trap.inform);
	expect_oid(&o.trap.enterprise, "1.3.6.1.4.1.2603.5");
	expect_oid(&o.trap.oid, "1.3.6.1.4.1.2603.5.0.17");
	assert_int_equal(o.trap.agent_address, 0x0A010203);
	assert_int_equal(o.trap.uptime, 4711);
	assert_string_equal(o.trap.community, "public");
	assert_int_equal(o.trap.n_varbinds, 4);
	assert_int_equal(o.reply.size, 0);
	forget(&o);
	handle_recorded("v1-coldstart-1", &o);
	expect_oid(&o.trap.oid, "1.3.6.1.6.3.1.1.5.1");
	forget(&o);
}

static void
expect_v2(const struct vg_trap *trap)
{
	expect_oid(&trap->oid, BASE ".0.1");
	assert_int_equal(trap->uptime, 123456);
	assert_int_equal(trap->n_varbinds, 8);
	expect_oid(&trap->varbinds[0].oid, BASE ".1.1.0");
	assert_int_equal(trap->varbinds[0].value.size, 6);
	assert_memory_equal(trap->varbinds[0].value.octets, "lyon-2", 6);
	assert_int_equal(trap->varbinds[2].value.integer, 3);
	assert_int_equal(trap->varbinds[6].value.number, UINT32_MAX);
	assert_int_equal(trap->varbinds[7].value.number, 4000000000);
}

static void
snmptraps_v2_and_v3_notifications_are_taken(void **state)
{
	static const struct {
		const char *name;
		int version;
		bool inform;
	} rows[] = {{"v2c-trap-1", 2, false}, {"v2c-inform-1", 2, true},
	    {"v3-trap-authPriv-1", 3, false}, {"v3-inform-3", 3, true}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct outcome o;
		handle_recorded(rows[i].name, &o);
		if (o.result != VG_RECEIVE_TRAP)
			fail_msg("%s: %d", rows[i].name, (int)o.result);
		assert_int_equal(o.trap.version, rows[i].version);
		assert_int_equal(o.trap.inform, rows[i].inform);
		assert_int_equal(o.trap.auth_priv, rows[i].version == 3);
		assert_string_equal(o.trap.user, rows[i].version == 3 ? BENCH_USER : "");
		expect_v2(&o.trap);
		/* only an inform is answered */
		assert_int_equal(o.reply.size > 0, rows[i].inform);
		if (rows[i].version == 3) {
			assert_int_equal(o.trap.engine_size, sizeof(bench_engine));
			assert_memory_equal(o.trap.engine,
			    rows[i].inform ? bench_engine : bench_sender,
			    o.trap.engine_size);
		}
		forget(&o);
	}
}

static void
a_v2c_inform_is_answered_as_snmptrapd_does(void **state)
{
	struct vg_buf theirs;
	struct outcome o;

	(void)state;
	bench_load("v2c-inform-2", &theirs);
	handle_recorded("v2c-inform-1", &o);
	assert_int_equal(o.reply.size, theirs.size);
	assert_memory_equal(o.reply.data, theirs.data, theirs.size);
	forget(&o);
	vg_buf_fini(&theirs);
}

static void
a_v3_inform_is_answered_authentic_and_private(void **state)
{
	struct vg_v3codec_peer peer = {.boots = 1, .time = our_time(), .at = at(0)};
	struct vg_polldecode_response response = {0};
	struct vg_buf message;
	struct outcome o;
	const char *text;

	(void)state;
	memcpy(peer.engine, bench_engine, sizeof(bench_engine));
	peer.engine_size = sizeof(bench_engine);
	peer.authentic = true;
	make_v3(&message, INFORM, right(), bench_engine, 1, our_time());
	handle(&message, at(0), &o);
	assert_int_equal(o.result, VG_RECEIVE_TRAP);
	assert_int_equal(vg_v3codec_unwrap(right(), &peer, at(0), ID, o.reply.data,
			     o.reply.size, &response, &text),
	    VG_V3CODEC_RESPONSE);
	assert_int_equal(response.error_status, 0);
	assert_int_equal(response.n_varbinds, 2);
	vg_polldecode_fini(&response);
	forget(&o);
	vg_buf_fini(&message);
}

/* --- what is refused, each for its own cause --------------------------------------------------- */

enum sender { RIGHT, OTHER_AUTH, OTHER_PRIV, STRANGER };
enum { /* what the sender makes of what is sent back */
	NONE = -1,
	ANSWERED = VG_V3CODEC_RESPONSE,
	DISCOVERED = VG_V3CODEC_DISCOVERED,
	REFUSED = VG_V3CODEC_REFUSED,
	RESYNCED = VG_V3CODEC_RESYNCED
};

static struct vg_usm_user *
sender_of(enum sender sender)
{
	struct vg_usm_user *const senders[] = {[RIGHT] = right(),
	    [OTHER_AUTH] = other_auth,
	    [OTHER_PRIV] = other_priv,
	    [STRANGER] = stranger};

	return senders[sender];
}

static const struct row {
	const char *name;
	const char *pdu;
	enum sender sender;
	bool foreign;   /* the engine is bench_sender's, not ours */
	uint32_t boots; /* ours is 1 */
	int32_t late;   /* seconds before our time */
	enum vg_receive_result result;
	int report;
} rows[] = {
    {"inform", INFORM, RIGHT, false, 1, 0, VG_RECEIVE_TRAP, ANSWERED},
    {"inform, a little ahead", INFORM, RIGHT, false, 1, -100, VG_RECEIVE_TRAP, ANSWERED},
    {"inform, unknown user", INFORM, STRANGER, false, 1, 0, VG_RECEIVE_USER, REFUSED},
    {"inform, wrong key", INFORM, OTHER_AUTH, false, 1, 0, VG_RECEIVE_DIGEST, REFUSED},
    {"inform, ahead of our time", INFORM, RIGHT, false, 1, -1000, VG_RECEIVE_WINDOW,
	RESYNCED},
    {"inform, before our boot", INFORM, RIGHT, false, 7, 0, VG_RECEIVE_WINDOW, RESYNCED},
    {"inform, another engine", INFORM, RIGHT, true, 1, 0, VG_RECEIVE_ENGINE, DISCOVERED},
    {"inform, wrong privacy key", INFORM, OTHER_PRIV, false, 1, 0, VG_RECEIVE_CIPHER,
	NONE},
    {"a request", "a0(02(41000007) 020100 020100 30())", RIGHT, false, 1, 0,
	VG_RECEIVE_PDU, NONE},
    {"a response", "a2(02(41000007) 020100 020100 30())", RIGHT, false, 1, 0,
	VG_RECEIVE_PDU, NONE},
    {"trap", TRAP, RIGHT, true, 1, 0, VG_RECEIVE_TRAP, NONE},
    {"trap, unknown user", TRAP, STRANGER, true, 1, 0, VG_RECEIVE_USER, NONE},
    {"trap, wrong key", TRAP, OTHER_AUTH, true, 1, 0, VG_RECEIVE_DIGEST, NONE},
    {"trap, wrong privacy key", TRAP, OTHER_PRIV, true, 1, 0, VG_RECEIVE_CIPHER, NONE},
    {"trap of ours, too late", TRAP, RIGHT, false, 1, -1000, VG_RECEIVE_WINDOW, NONE},
    {"no sysUpTime", NOTIFICATION("a7", TRAP_OID("2b0601060301010503")), RIGHT, true, 1,
	0, VG_RECEIVE_DECODE, NONE},
};

static int
understand(struct vg_usm_user *user, const struct row *row, const struct vg_buf *reply)
{
	struct vg_v3codec_peer peer = {0};
	struct vg_polldecode_response response = {0};
	const char *text;

	if (!reply->size)
		return NONE;
	if (!row->foreign) {
		memcpy(peer.engine, bench_engine, sizeof(bench_engine));
		peer.engine_size = sizeof(bench_engine);
	}
	int kind = (int)vg_v3codec_unwrap(
	    user, &peer, at(0), ID, reply->data, reply->size, &response, &text);
	vg_polldecode_fini(&response);
	return kind;
}

static void
every_v3_message_has_its_cause(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];
		struct vg_usm_user *user = sender_of(row->sender);
		struct vg_buf message;
		struct outcome o;

		make_v3(&message, row->pdu, user,
		    row->foreign ? bench_sender : bench_engine, row->boots,
		    (uint32_t)((int32_t)our_time() - row->late));
		handle(&message, at(0), &o);
		if (o.result != row->result)
			fail_msg("%s: %d, expected %d", row->name, (int)o.result,
			    (int)row->result);
		if (understand(user, row, &o.reply) != row->report)
			fail_msg("%s: it understands %d, expected %d", row->name,
			    understand(user, row, &o.reply), row->report);
		forget(&o);
		vg_buf_fini(&message);
	}
}

static void
what_is_recorded_below_authpriv_is_refused(void **state)
{
	static const struct {
		const char *name;
		enum vg_receive_result result;
		bool answered;
	} levels[] = {
	    {"v3-trap-noAuthNoPriv-1", VG_RECEIVE_LEVEL, false},
	    {"v3-trap-authNoPriv-1", VG_RECEIVE_LEVEL, false},
	    {"v3-inform-1", VG_RECEIVE_DISCOVERY, true},
	    {"v3-inform-2", VG_RECEIVE_USER, false},
	    {"v3-inform-nouser-3", VG_RECEIVE_USER, true},
	    {"v3-inform-badkey-3", VG_RECEIVE_DIGEST, true},
	    {"v1-get-1", VG_RECEIVE_PDU, false},
	    {"v1-get-2", VG_RECEIVE_PDU, false},
	    {"v2c-set-1", VG_RECEIVE_PDU, false},
	    {"v2c-inform-2", VG_RECEIVE_PDU, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
		struct outcome o;
		handle_recorded(levels[i].name, &o);
		if (o.result != levels[i].result ||
		    (o.reply.size > 0) != levels[i].answered)
			fail_msg("%s: %d, %zu octets back", levels[i].name, (int)o.result,
			    o.reply.size);
		forget(&o);
	}
}

static void
nobody_is_known_without_users(void **state)
{
	struct vg_gate_facts facts;
	struct vg_buf datagram;
	struct outcome o = {0};

	(void)state;
	bench_load("v3-trap-authPriv-1", &datagram);
	vg_buf_init(&o.reply, 0);
	vg_gate_check(datagram.data, datagram.size, &facts);
	assert_int_equal(vg_receive_handle(receive, NULL, &facts, at(0), datagram.data,
			     datagram.size, &o.trap, &o.reply, &o.text),
	    VG_RECEIVE_USER);
	forget(&o);
	vg_buf_fini(&datagram);
}

/* --- foreign engines: RFC 3414 3.2 step 7b by our own table ------------------------------------ */

static const struct {
	const char *name;
	uint32_t boots, time;
	int64_t now;
	enum vg_receive_result result;
} replays[] = {
    {"first", 5, 1000, 0, VG_RECEIVE_TRAP},
    {"the same again", 5, 1000, 0, VG_RECEIVE_TRAP},
    {"older, within the window", 5, 850, 0, VG_RECEIVE_TRAP},
    {"older, outside it", 5, 849, 0, VG_RECEIVE_REPLAY},
    {"the first at the end of the window", 5, 1000, 150, VG_RECEIVE_TRAP},
    {"newer", 5, 1200, 200, VG_RECEIVE_TRAP},
    {"the first, replayed", 5, 1000, 201, VG_RECEIVE_REPLAY},
    {"before a boot", 4, 9999, 201, VG_RECEIVE_REPLAY},
    {"after a boot", 6, 1, 202, VG_RECEIVE_TRAP},
    {"before that boot", 5, 1200, 202, VG_RECEIVE_REPLAY},
    {"newer than all, but late", 6, 2, 354, VG_RECEIVE_WINDOW},
    {"the newest, at the end of the window", 6, 1, 352, VG_RECEIVE_TRAP},
    {"the newest, replayed", 6, 1, 353, VG_RECEIVE_REPLAY},
};

static void
a_foreign_engines_time_moves_forward_only(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(replays) / sizeof(replays[0]); i++) {
		struct vg_buf message;
		struct outcome o;
		make_v3(&message, TRAP, right(), bench_sender, replays[i].boots,
		    replays[i].time);
		handle(&message, at(replays[i].now), &o);
		if (o.result != replays[i].result)
			fail_msg("%s: %d", replays[i].name, (int)o.result);
		forget(&o);
		vg_buf_fini(&message);
	}
}

/* A forged message must not make an engine late (nothing is noted before the digest). */
static void
a_forged_trap_moves_no_engines_time(void **state)
{
	struct vg_buf message;
	struct outcome o;

	(void)state;
	for (int forged = 1; forged >= 0; forged--) {
		make_v3(&message, TRAP, forged ? other_auth : right(), bench_sender,
		    forged ? 99 : 5, 1000);
		handle(&message, at(0), &o);
		assert_int_equal(o.result, forged ? VG_RECEIVE_DIGEST : VG_RECEIVE_TRAP);
		forget(&o);
		vg_buf_fini(&message);
	}
}

/* --- RFC 3416 4.2.6 ---------------------------------------------------------------------------- */

static const struct {
	const char *text;
	enum vg_receive_result result;
	const char *says;
} contents[] = {
    {V2C(TRAP), VG_RECEIVE_TRAP, ""},
    {V2C(NOTIFICATION("a7", TRAP_OID("2b06010603010105 03") UP_TIME)), VG_RECEIVE_TRAP,
	""},
    {V2C(NOTIFICATION("a7", "")), VG_RECEIVE_DECODE, "no sysUpTime.0"},
    {V2C(NOTIFICATION("a7", UP_TIME)), VG_RECEIVE_DECODE, "no snmpTrapOID.0"},
    {V2C(NOTIFICATION("a7", TRAP_OID("2b06"))), VG_RECEIVE_DECODE, "no sysUpTime.0"},
    /* present, but of another type */
    {V2C(NOTIFICATION("a7", "30(06(2b06010201010300) 020110)" TRAP_OID("2b06"))),
	VG_RECEIVE_DECODE, "no sysUpTime.0"},
    {V2C(NOTIFICATION("a7", UP_TIME "30(06(2b060106030101040100) 04(2b06))")),
	VG_RECEIVE_DECODE, "no snmpTrapOID.0"},
    /* an inform that is refused is not answered */
    {V2C(NOTIFICATION("a6", UP_TIME)), VG_RECEIVE_DECODE, "no snmpTrapOID.0"},
    /* RFC 3584 3.1: an enterprise of 128 arcs has no room for the specific trap */
    {"30(020100 04(7075626c6963) a4(06(2b=126) 40(0a010203) 020106 020111 430101 30()))",
	VG_RECEIVE_DECODE, "no room"},
    {"30(020100 04(7075626c6963) a4(06(2b=126) 40(0a010203) 020103 020100 430101 30()))",
	VG_RECEIVE_TRAP, ""},
};

static void
a_notification_needs_time_and_name(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(contents) / sizeof(contents[0]); i++) {
		struct vg_buf message;
		struct outcome o;
		vg_buf_init(&message, 0);
		bench_ber(contents[i].text, &message);
		handle(&message, at(0), &o);
		if (o.result != contents[i].result || !strstr(o.text, contents[i].says))
			fail_msg("row %zu: %d \"%s\"", i, (int)o.result, o.text);
		assert_int_equal(o.reply.size, 0);
		forget(&o);
		vg_buf_fini(&message);
	}
}

static void
a_second_time_or_name_is_an_ordinary_varbind(void **state)
{
	struct vg_buf message;
	struct outcome o;

	(void)state;
	vg_buf_init(&message, 0);
	bench_ber(V2C(NOTIFICATION("a7",
		      UP_TIME TRAP_OID("2b06010603010105 03") UP_TIME TRAP_OID(
			  "2b06") "30(06(2b060106 0312010300) 40(0a090807))")),
	    &message);
	handle(&message, at(0), &o);
	assert_int_equal(o.result, VG_RECEIVE_TRAP);
	assert_int_equal(o.trap.n_varbinds, 3);
	expect_oid(&o.trap.oid, "1.3.6.1.6.3.1.1.5.3");
	assert_int_equal(o.trap.uptime, 0x10);
	/* snmpTrapAddress.0 of a proxy (RFC 3584 3.1) */
	assert_int_equal(o.trap.agent_address, 0x0A090807);
	forget(&o);
	vg_buf_fini(&message);
}

/* What passes the gate arrives whole. */
static void
as_many_varbinds_as_the_gate_lets_pass_arrive(void **state)
{
	struct vg_buf text, message;
	struct outcome o;

	(void)state;
	vg_buf_init(&text, 0);
	vg_buf_init(&message, 0);
	vg_buf_add_text(&text,
	    "30(020101 0400 a7(020109 020100 020100 30(" UP_TIME TRAP_OID(
		"2b06010603010105 03"));
	for (int i = 2; i < VG_GATE_MAX_VARBINDS; i++)
		vg_buf_add_text(&text, "30(06(2b0601) 020105)");
	vg_buf_add_text(&text, ")))");
	bench_ber(vg_buf_text(&text), &message);
	handle(&message, at(0), &o);
	assert_int_equal(o.result, VG_RECEIVE_TRAP);
	assert_int_equal(o.trap.n_varbinds, VG_GATE_MAX_VARBINDS - 2);
	assert_int_equal(o.trap.varbinds[o.trap.n_varbinds - 1].value.integer, 5);
	forget(&o);
	vg_buf_fini(&message);
	vg_buf_fini(&text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_receiver, close_receiver)

/* --- users: two keys, engines, levels ---------------------------------------------------------- */

static enum vg_receive_result
result_of_trap(struct vg_usm *set, struct vg_usm_user *sender, const char **text)
{
	struct vg_usm *kept = usm;
	struct vg_buf message;
	struct outcome o;

	make_v3(&message, TRAP, sender, bench_sender, 1, 1);
	usm = set;
	handle(&message, at(0), &o);
	usm = kept;
	if (text)
		*text = o.text;
	forget(&o);
	vg_buf_fini(&message);
	return o.result;
}

static void
both_keys_are_valid_and_the_last_good_one_is_tried_first(void **state)
{
	struct vg_usm *set = vg_usm_new();
	struct vg_usm_user *both = bench_user(BENCH_USER, BENCH_AUTH, BENCH_PRIV);
	struct vg_usm_user *third = bench_user(BENCH_USER, "a-third-secret", BENCH_PRIV);

	(void)state;
	vg_usm_user_also(both, bench_user(BENCH_USER, "other-secret", BENCH_PRIV));
	vg_usm_add(set, both);
	assert_ptr_equal(vg_usm_user_first(both), both);
	assert_int_equal(result_of_trap(set, right(), NULL), VG_RECEIVE_TRAP);
	assert_ptr_equal(vg_usm_user_first(both), both);
	assert_int_equal(result_of_trap(set, other_auth, NULL), VG_RECEIVE_TRAP);
	assert_ptr_not_equal(vg_usm_user_first(both), both);
	assert_ptr_equal(vg_usm_user_second(both), both);
	assert_int_equal(result_of_trap(set, third, NULL), VG_RECEIVE_DIGEST);
	assert_ptr_equal(vg_usm_user_second(both), both);
	assert_int_equal(result_of_trap(set, right(), NULL), VG_RECEIVE_TRAP);
	assert_ptr_equal(vg_usm_user_first(both), both);
	vg_usm_user_free(third);
	vg_usm_free(set);
}

static void
a_user_of_one_engine_is_none_of_another(void **state)
{
	struct vg_usm *set = vg_usm_new();
	struct vg_usm_user *bound = bench_user(BENCH_USER, BENCH_AUTH, BENCH_PRIV);
	unsigned char other[sizeof(bench_sender)];
	const char *text;

	(void)state;
	memcpy(other, bench_sender, sizeof(other));
	other[sizeof(other) - 1] ^= 1;
	vg_usm_user_bind(bound, other, sizeof(other));
	vg_usm_add(set, bound);
	assert_int_equal(result_of_trap(set, right(), &text), VG_RECEIVE_ENGINE);
	assert_non_null(strstr(text, "which is none of that user's"));
	struct vg_usm_user *mine = bench_user(BENCH_USER, BENCH_AUTH, BENCH_PRIV);
	vg_usm_user_bind(mine, bench_sender, sizeof(bench_sender));
	vg_usm_add(set, mine);
	assert_int_equal(result_of_trap(set, right(), NULL), VG_RECEIVE_TRAP);
	/* The line of the engine goes before that of any. */
	vg_usm_add(set, bench_user(BENCH_USER, "other-secret", BENCH_PRIV));
	assert_int_equal(result_of_trap(set, right(), NULL), VG_RECEIVE_TRAP);
	assert_int_equal(result_of_trap(set, other_auth, NULL), VG_RECEIVE_DIGEST);
	vg_usm_free(set);
}

static struct vg_usm_user *
user_at(enum vg_usm_level minimum)
{
	struct vg_secret auth = {0}, priv = {0};
	struct vg_detail detail;

	vg_secret_set(&auth, BENCH_AUTH, strlen(BENCH_AUTH));
	vg_secret_set(&priv, BENCH_PRIV, strlen(BENCH_PRIV));
	struct vg_usm_user *user =
	    vg_usm_user_at(BENCH_USER, minimum, &auth, &priv, &detail);
	assert_non_null(user);
	return user;
}

static void
a_level_below_the_minimum_is_refused(void **state)
{
	static const char *const recorded[] = {
	    "v3-trap-noAuthNoPriv-1", "v3-trap-authNoPriv-1", "v3-trap-authPriv-1"};

	(void)state;
	for (int minimum = VG_USM_NOAUTH; minimum <= VG_USM_PRIV; minimum++) {
		struct vg_usm *set = vg_usm_new();
		vg_usm_add(set, user_at((enum vg_usm_level)minimum));
		for (int level = VG_USM_NOAUTH; level <= VG_USM_PRIV; level++) {
			struct vg_usm *kept = usm;
			struct outcome o;
			usm = set;
			handle_recorded(recorded[level], &o);
			usm = kept;
			if (o.result !=
			    (level < minimum ? VG_RECEIVE_LEVEL : VG_RECEIVE_TRAP))
				fail_msg("level %d at minimum %d: %d", level, minimum,
				    (int)o.result);
			assert_int_equal(o.trap.authentic,
			    o.result == VG_RECEIVE_TRAP && level >= VG_USM_AUTH);
			forget(&o);
		}
		vg_usm_free(set);
	}
}

static void
phrases_are_needed_as_the_level_says(void **state)
{
	struct vg_secret none = {0}, good = {0}, brief = {0};
	struct vg_detail d;
	struct vg_usm_user *made;

	(void)state;
	vg_secret_set(&good, BENCH_AUTH, strlen(BENCH_AUTH));
	vg_secret_set(&brief, "seven77", 7);
	assert_null(vg_usm_user_at("u", VG_USM_PRIV, &good, &none, &d));
	assert_null(vg_usm_user_at("u", VG_USM_AUTH, &none, &none, &d));
	assert_null(vg_usm_user_at("u", VG_USM_AUTH, &brief, &none, &d));
	assert_null(vg_usm_user_at("u", VG_USM_NOAUTH, &none, &good, &d));
	made = vg_usm_user_at("u", VG_USM_AUTH, &good, &none, &d);
	assert_non_null(made);
	assert_int_equal(vg_usm_user_minimum(made), VG_USM_AUTH);
	vg_usm_user_free(made);
	made = vg_usm_user_at("u", VG_USM_NOAUTH, &none, &none, &d);
	assert_non_null(made);
	vg_usm_user_free(made);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(snmptraps_v1_trap_is_mapped_to_v2),
	    TEST(snmptraps_v2_and_v3_notifications_are_taken),
	    TEST(a_v2c_inform_is_answered_as_snmptrapd_does),
	    TEST(a_v3_inform_is_answered_authentic_and_private),
	    TEST(every_v3_message_has_its_cause),
	    TEST(what_is_recorded_below_authpriv_is_refused),
	    TEST(nobody_is_known_without_users),
	    TEST(a_foreign_engines_time_moves_forward_only),
	    TEST(a_forged_trap_moves_no_engines_time),
	    TEST(a_notification_needs_time_and_name),
	    TEST(as_many_varbinds_as_the_gate_lets_pass_arrive),
	    TEST(a_second_time_or_name_is_an_ordinary_varbind),
	    TEST(both_keys_are_valid_and_the_last_good_one_is_tried_first),
	    TEST(a_user_of_one_engine_is_none_of_another),
	    TEST(a_level_below_the_minimum_is_refused),
	    TEST(phrases_are_needed_as_the_level_says),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
