/*
 * The answering side: one row for each thing that can become of a datagram, with what is sent
 * back.  Good ones are those of Debian's tools.
 */
#include "tests/unit/receivebench.h"

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

/* --- what is refused, each for its own cause ------------------------------------------------- */

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

#define UNREAD RIGHT, true, 1, 0, VG_RECEIVE_DECODE, NONE
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
    /* what libsnmp itself takes, once it is decrypted */
    {"more in a PDU", "a7(02(41000007) 020100 020100 30(" GOOD ") 0500)", UNREAD},
    {"no arcs", NOTIFICATION("a7", GOOD "30(06() 0500)"), UNREAD},
    {"boots at their end", TRAP, RIGHT, true, INT32_MAX, 0, VG_RECEIVE_WINDOW, NONE},
    {"no sysUpTime", NOTIFICATION("a7", TRAP_OID("2b0601060301010503")), UNREAD},
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

/* --- foreign engines: RFC 3414 3.2 step 7b by our own table ---------------------------------- */

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

/* --- what an earlier run heard --------------------------------------------------------------- */

static const struct {
	const char *name;
	int64_t ago; /* s; by a wall clock */
	uint32_t boots, time;
	int64_t now;
	enum vg_receive_result result;
} loads[] = {
    {"an old boot", 10, 4, 9999, 0, VG_RECEIVE_REPLAY},
    {"a new boot", 10, 6, 1, 0, VG_RECEIVE_TRAP},
    {"outside the window", 0, 5, 849, 0, VG_RECEIVE_REPLAY},
    {"inside it", 0, 5, 850, 0, VG_RECEIVE_TRAP},
    {"the newest, an hour ago", 3600, 5, 1000, 0, VG_RECEIVE_REPLAY},
    {"newer, though the clock says a year", 31536000, 5, 1001, 0, VG_RECEIVE_TRAP},
    {"newer, the clock went back", -3600, 5, 1001, 0, VG_RECEIVE_TRAP},
    {"the newest, the clock went back", -3600, 5, 1000, 150, VG_RECEIVE_TRAP},
    {"the newest, the window is over", -3600, 5, 1000, 151, VG_RECEIVE_REPLAY},
};

static bool
count(const struct vg_seen_engine *engine, void *cookie)
{
	(void)engine;
	++*(size_t *)cookie;
	return true;
}

static void
an_engine_of_an_earlier_run_is_remembered(void **state)
{
	struct vg_seen_engine engine = {.boots = 5, .time = 1000};
	struct vg_seen *seen = vg_receive_seen(receive);
	size_t changed;

	(void)state;
	engine.size = sizeof(bench_sender);
	memcpy(engine.octets, bench_sender, sizeof(bench_sender));
	for (size_t i = 0; i < sizeof(loads) / sizeof(loads[0]); i++) {
		struct vg_buf message;
		struct outcome o;
		vg_seen_load(seen, &engine, loads[i].ago * VG_SECOND_US, at(0));
		changed = 0;
		vg_seen_walk(seen, count, &changed);
		assert_int_equal(changed, 0);
		make_v3(
		    &message, TRAP, right(), bench_sender, loads[i].boots, loads[i].time);
		handle(&message, at(loads[i].now), &o);
		if (o.result != loads[i].result)
			fail_msg("%s: %d", loads[i].name, (int)o.result);
		/* What says something newer is walked, once. */
		vg_seen_walk(seen, count, &changed);
		vg_seen_walk(seen, count, &changed);
		if (changed !=
		    (o.result == VG_RECEIVE_TRAP &&
			(loads[i].boots > 5 || loads[i].time > 1000)))
			fail_msg("%s: walked %zu", loads[i].name, changed);
		forget(&o);
		vg_buf_fini(&message);
	}
	vg_seen_forget(seen, bench_sender, sizeof(bench_sender));
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

/* --- RFC 3416 4.2.6 -------------------------------------------------------------------------- */

static const struct {
	const char *text;
	enum vg_receive_result result;
	const char *says;
} contents[] = {
    {V2C(TRAP), VG_RECEIVE_TRAP, ""},
    {V2C(NOTIFICATION("a7", TRAP_OID("2b060106030103") UP_TIME)), VG_RECEIVE_TRAP, ""},
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
	    TEST(an_engine_of_an_earlier_run_is_remembered),
	    TEST(a_forged_trap_moves_no_engines_time),
	    TEST(a_notification_needs_time_and_name),
	    TEST(as_many_varbinds_as_the_gate_lets_pass_arrive),
	    TEST(a_second_time_or_name_is_an_ordinary_varbind),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
