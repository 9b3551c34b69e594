/*
 * The asking side of SNMPv3 against an authority that is made of the same octets: discovery, an
 * answer, and everything that only looks like an answer.  Time is an argument throughout.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>
#include <string.h>

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>

#include "lib/base/error.h"
#include "lib/snmp/gate.h"
#include "lib/snmp/v3codec.h"
#include "tests/unit/snmpbench.h"

enum { ID = 0x41000007, TIME = 5000, BOOTS = 3 };

#define RESPONSE "a2(02(41000007) 020100 020100 30(30(06(2b0601) 02012a)))"
#define OTHER_ID "a2(02(41000008) 020100 020100 30())"
#define GET "a0(02(41000007) 020100 020100 30(30(06(2b0601) 0500)))"
/* Reports of usmStats.N (RFC 3414 section 5). */
#define REPORT(n)                                                                        \
	"a8(02(41000007) 020100 020100 30(30(06(2b060106030f0101" n "00) 410101)))"
#define NOT_IN_WINDOW REPORT("02")
#define UNKNOWN_USER REPORT("03")
#define UNKNOWN_ENGINE REPORT("04")
#define WRONG_DIGEST REPORT("05")

static struct vg_usm_user *user, *other_auth, *other_priv;

static int
make_users(void **state)
{
	(void)state;
	user = bench_user(BENCH_USER, BENCH_AUTH, BENCH_PRIV);
	other_auth = bench_user(BENCH_USER, "other-secret", BENCH_PRIV);
	other_priv = bench_user(BENCH_USER, BENCH_AUTH, "other-secret");
	return 0;
}

static int
free_users(void **state)
{
	(void)state;
	vg_usm_user_free(user);
	vg_usm_user_free(other_auth);
	vg_usm_user_free(other_priv);
	return 0;
}

static struct vg_mono
at(int64_t seconds)
{
	return (struct vg_mono){(1000 + seconds) * VG_SECOND_US};
}

/* An engine as it is known from an authentic message at second 0. */
static struct vg_v3codec_peer
peer_of(const unsigned char *engine, uint32_t boots, uint32_t time)
{
	struct vg_v3codec_peer peer = {
	    .boots = boots, .time = time, .at = at(0), .authentic = true};

	memcpy(peer.engine, engine, sizeof(bench_engine));
	peer.engine_size = sizeof(bench_engine);
	return peer;
}

/* What the engine would send: 'text' as a PDU, with the keys and the time of that engine. */
static void
make(struct vg_buf *message, const char *text, struct vg_usm_user *from,
    const unsigned char *engine, uint32_t boots, uint32_t time)
{
	struct vg_v3codec_peer authority = peer_of(engine, boots, time);
	struct vg_buf pdu;

	vg_buf_init(&pdu, 0);
	vg_buf_init(message, 0);
	bench_ber(text, &pdu);
	assert_int_equal(
	    vg_v3codec_wrap(from, &authority, at(0), ID, pdu.data[0], &pdu, message),
	    VG_OK);
	vg_buf_fini(&pdu);
}

/* --- what is asked ---------------------------------------------------------------------------- */

static void
a_request_is_authentic_private_and_in_the_engines_time(void **state)
{
	struct vg_v3codec_peer peer = peer_of(bench_engine, BOOTS, TIME);
	struct vg_gate_facts f;
	struct vg_buf pdu, out;

	(void)state;
	vg_buf_init(&pdu, 0);
	vg_buf_init(&out, 0);
	bench_ber(GET, &pdu);
	assert_int_equal(
	    vg_v3codec_wrap(user, &peer, at(60), ID, VG_PDU_GET, &pdu, &out), VG_OK);
	assert_int_equal(vg_gate_check(out.data, out.size, &f), VG_GATE_PASS);
	assert_true(f.auth && f.priv && f.reportable);
	assert_int_equal(f.msg_id, ID);
	assert_int_equal(f.boots, BOOTS);
	assert_int_equal(f.time, TIME + 60);
	assert_int_equal(f.user_size, strlen(BENCH_USER));
	assert_memory_equal(f.user, BENCH_USER, f.user_size);
	assert_memory_equal(f.engine, bench_engine, sizeof(bench_engine));
	assert_null(memmem(out.data, out.size, pdu.data, pdu.size));
	vg_buf_fini(&out);
	vg_buf_fini(&pdu);
}

static void
a_discovery_tells_nothing(void **state)
{
	struct vg_v3codec_peer peer = {0};
	struct vg_gate_facts f;
	struct vg_buf pdu, out;

	(void)state;
	vg_buf_init(&pdu, 0);
	vg_buf_init(&out, 0);
	bench_ber("a0(02(41000007) 020100 020100 30())", &pdu);
	assert_int_equal(
	    vg_v3codec_wrap(NULL, &peer, at(0), ID, VG_PDU_GET, &pdu, &out), VG_OK);
	assert_int_equal(vg_gate_check(out.data, out.size, &f), VG_GATE_PASS);
	assert_true(!f.auth && !f.priv && f.reportable);
	assert_int_equal(f.engine_size, 0);
	assert_int_equal(f.user_size, 0);
	assert_int_equal(f.pdu, VG_PDU_GET);
	vg_buf_fini(&out);
	vg_buf_fini(&pdu);
}

static void
what_cannot_be_wrapped_is_an_error(void **state)
{
	struct vg_v3codec_peer nobody = {0}, peer = peer_of(bench_engine, 1, 1);
	struct vg_buf pdu, out;

	(void)state;
	vg_buf_init(&pdu, 0);
	vg_buf_init(&out, 64);
	bench_ber(GET, &pdu);
	assert_int_equal(
	    vg_v3codec_wrap(user, &nobody, at(0), ID, VG_PDU_GET, &pdu, &out), VG_EAUTH);
	assert_int_equal(
	    vg_v3codec_wrap(user, &peer, at(0), ID, VG_PDU_GET, &pdu, &out), VG_ELIMIT);
	pdu.error = VG_ELIMIT;
	assert_int_equal(
	    vg_v3codec_wrap(user, &peer, at(0), ID, VG_PDU_GET, &pdu, &out), VG_ELIMIT);
	vg_buf_fini(&out);
	vg_buf_fini(&pdu);
}

/* --- levels that libsnmp lets pass, and we must not ------------------------------------------- */

#define ENGINE "04(80001f8804766967696531)"
#define LEVEL(flags, digest, pdu)                                                        \
	"30(020103 30(02(41000007) 020301ffe3 0401" flags " 020103)"                     \
	"04(30(" ENGINE " 020103 02(1388) 04(6c796f6e2d32) 04(" digest ") 04()))"        \
	"30(" ENGINE " 04()" pdu "))"
#define ZEROS "000000000000000000000000000000000000000000000000"

/* Puts the digest of RFC 7860 where ZEROS stand. */
static void
sign(struct vg_buf *message)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	static const unsigned char zeros[24];
	unsigned n = sizeof(digest);

	assert_int_equal(vg_usm_put(user, bench_engine, sizeof(bench_engine)), VG_OK);
	const struct usmUser *u = usm_get_userList();
	HMAC(EVP_sha256(), u->authKey, (int)u->authKeyLen, message->data, message->size,
	    digest, &n);
	vg_usm_take();
	void *place = memmem(message->data, message->size, zeros, sizeof(zeros));
	assert_non_null(place);
	memcpy(place, digest, sizeof(zeros));
}

static void
what_is_not_authentic_and_private_is_no_answer(void **state)
{
	static const struct {
		const char *text;
		bool is_signed;
		enum vg_v3codec_kind kind;
	} levels[] = {
	    {LEVEL("00", "", RESPONSE), false, VG_V3CODEC_INVALID},
	    {LEVEL("01", ZEROS, RESPONSE), true, VG_V3CODEC_INVALID},
	    {LEVEL("00", "", NOT_IN_WINDOW), false, VG_V3CODEC_INVALID},
	    {LEVEL("01", ZEROS, NOT_IN_WINDOW), false, VG_V3CODEC_INVALID},
	    {LEVEL("01", ZEROS, NOT_IN_WINDOW), true, VG_V3CODEC_RESYNCED},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
		struct vg_v3codec_peer peer = peer_of(bench_engine, BOOTS, TIME - 10);
		struct vg_polldecode_response response = {0};
		struct vg_buf message;
		const char *text;

		vg_buf_init(&message, 0);
		bench_ber(levels[i].text, &message);
		if (levels[i].is_signed)
			sign(&message);
		enum vg_v3codec_kind kind = vg_v3codec_unwrap(
		    user, &peer, at(0), ID, message.data, message.size, &response, &text);
		if (kind != levels[i].kind)
			fail_msg("level %zu: %d \"%s\"", i, (int)kind, text);
		assert_int_equal(response.n_varbinds, 0);
		assert_int_equal(
		    peer.time, kind == VG_V3CODEC_RESYNCED ? TIME : TIME - 10);
		vg_buf_fini(&message);
	}
}

/* --- what comes back ------------------------------------------------------------------------- */

enum { KNOWN = 1, UNKNOWN = 0 };
enum key { KEY, AUTH_KEY, PRIV_KEY, NO_KEY };

static const struct row {
	const char *name;
	const char *pdu;
	enum key key;
	bool from_other; /* it names the engine bench_sender */
	int known;       /* the asker knows bench_engine, at BOOTS and TIME */
	uint32_t boots, time;
	int64_t now;
	enum vg_v3codec_kind kind;
	const char *says;
} rows[] = {
    {"response", RESPONSE, KEY, false, KNOWN, BOOTS, TIME, 0, VG_V3CODEC_RESPONSE, ""},
    {"a late one", RESPONSE, KEY, false, KNOWN, BOOTS, TIME, 150, VG_V3CODEC_RESPONSE,
	""},
    {"a replay", RESPONSE, KEY, false, KNOWN, BOOTS, TIME, 151, VG_V3CODEC_INVALID,
	"outside the time window"},
    {"before the last boot", RESPONSE, KEY, false, KNOWN, BOOTS - 1, TIME, 0,
	VG_V3CODEC_INVALID, "outside the time window"},
    {"after a boot", RESPONSE, KEY, false, KNOWN, BOOTS + 1, 1, 0, VG_V3CODEC_RESPONSE,
	""},
    {"another request", OTHER_ID, KEY, false, KNOWN, BOOTS, TIME, 0, VG_V3CODEC_INVALID,
	""},
    {"a request", GET, KEY, false, KNOWN, BOOTS, TIME, 0, VG_V3CODEC_INVALID, ""},
    {"another engine", RESPONSE, KEY, true, KNOWN, BOOTS, TIME, 0, VG_V3CODEC_INVALID,
	""},
    {"wrong authentication key", RESPONSE, AUTH_KEY, false, KNOWN, BOOTS, TIME, 0,
	VG_V3CODEC_INVALID, "malformed or wrong digest"},
    {"wrong privacy key", RESPONSE, PRIV_KEY, false, KNOWN, BOOTS, TIME, 0,
	VG_V3CODEC_INVALID, "malformed or wrong digest"},
    {"resync", NOT_IN_WINDOW, KEY, false, KNOWN, BOOTS + 2, 10, 0, VG_V3CODEC_RESYNCED,
	""},
    {"resync backwards", NOT_IN_WINDOW, KEY, false, KNOWN, 1, 10, 0, VG_V3CODEC_RESYNCED,
	""},
    {"resync of another engine", NOT_IN_WINDOW, KEY, true, KNOWN, BOOTS, 10, 0,
	VG_V3CODEC_INVALID, ""},
    {"unknown user", UNKNOWN_USER, KEY, false, KNOWN, BOOTS, TIME, 0, VG_V3CODEC_REFUSED,
	"does not know the user"},
    {"wrong digest", WRONG_DIGEST, KEY, false, KNOWN, BOOTS, TIME, 0, VG_V3CODEC_REFUSED,
	"wrong authentication key"},
    {"level", REPORT("01"), KEY, false, KNOWN, BOOTS, TIME, 0, VG_V3CODEC_REFUSED,
	"does not support authPriv"},
    {"cipher", REPORT("06"), KEY, false, KNOWN, BOOTS, TIME, 0, VG_V3CODEC_REFUSED,
	"wrong privacy key"},
    {"an unknown report", REPORT("09"), KEY, false, KNOWN, BOOTS, TIME, 0,
	VG_V3CODEC_INVALID, "unknown kind"},
    {"discovery", UNKNOWN_ENGINE, KEY, false, UNKNOWN, 9, 77, 0, VG_V3CODEC_DISCOVERED,
	""},
    {"discovered again", UNKNOWN_ENGINE, KEY, false, KNOWN, 9, 77, 0,
	VG_V3CODEC_DISCOVERED, ""},
    {"replaced", UNKNOWN_ENGINE, KEY, true, KNOWN, BOOTS, TIME, 0, VG_V3CODEC_REPLACED,
	"another engineID"},
};

static struct vg_usm_user *
user_of(enum key key)
{
	return key == AUTH_KEY ? other_auth : key == PRIV_KEY ? other_priv : user;
}

static void
only_an_answer_is_an_answer(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];
		struct vg_v3codec_peer peer = {0}, before;
		struct vg_polldecode_response response = {0};
		struct vg_buf message;
		const char *text = "";

		if (row->known)
			peer = peer_of(bench_engine, BOOTS, TIME);
		before = peer;
		make(&message, row->pdu, user_of(row->key),
		    row->from_other ? bench_sender : bench_engine, row->boots, row->time);
		enum vg_v3codec_kind kind = vg_v3codec_unwrap(user, &peer, at(row->now),
		    ID, message.data, message.size, &response, &text);
		if (kind != row->kind || !strstr(text, row->says))
			fail_msg("%s: %d \"%s\"", row->name, (int)kind, text);
		if (kind == VG_V3CODEC_RESPONSE) {
			assert_int_equal(response.id, ID);
			assert_int_equal(response.n_varbinds, 1);
			assert_int_equal(response.varbinds[0].value.integer, 42);
		} else {
			assert_int_equal(response.n_varbinds, 0);
		}
		/* what is no answer, or not signed, changes nothing that is known */
		if (kind == VG_V3CODEC_RESPONSE || kind == VG_V3CODEC_RESYNCED ||
		    (kind == VG_V3CODEC_DISCOVERED && !row->known)) {
			assert_int_equal(peer.boots, row->boots);
			assert_int_equal(peer.time, row->time);
			assert_memory_equal(
			    peer.engine, bench_engine, sizeof(bench_engine));
			assert_int_equal(peer.authentic, kind != VG_V3CODEC_DISCOVERED);
		} else {
			assert_memory_equal(&peer, &before, sizeof(peer));
		}
		vg_polldecode_fini(&response);
		vg_buf_fini(&message);
	}
}

static void
the_engines_time_runs_on(void **state)
{
	struct vg_v3codec_peer peer = peer_of(bench_engine, BOOTS, TIME);

	(void)state;
	assert_int_equal(vg_v3codec_time(&peer, at(0)), TIME);
	assert_int_equal(vg_v3codec_time(&peer, at(61)), TIME + 61);
	assert_int_equal(vg_v3codec_time(&peer, at(-5)), TIME);
}

/* snmpd's own report discovers it; what it says without authentication is not believed. */
static void
snmpds_reports_are_understood(void **state)
{
	static const struct {
		const char *name;
		enum vg_v3codec_kind kind;
		const char *says;
	} recorded[] = {{"v3-get-2", VG_V3CODEC_DISCOVERED, ""},
	    {"v3-inform-2", VG_V3CODEC_DISCOVERED, ""},
	    {"v3-inform-nouser-4", VG_V3CODEC_REFUSED, "does not know the user"},
	    {"v3-inform-badkey-4", VG_V3CODEC_REFUSED, "wrong authentication key"}};
	struct vg_usm_user *nobody = bench_user("nobody", BENCH_AUTH, BENCH_PRIV);

	(void)state;
	for (size_t i = 0; i < sizeof(recorded) / sizeof(recorded[0]); i++) {
		struct vg_v3codec_peer peer = {0};
		struct vg_polldecode_response response = {0};
		struct vg_gate_facts f;
		struct vg_buf message;
		const char *text;

		bench_load(recorded[i].name, &message);
		assert_int_equal(
		    vg_gate_check(message.data, message.size, &f), VG_GATE_PASS);
		struct vg_usm_user *asker =
		    strstr(recorded[i].name, "nouser") ? nobody : user;
		assert_int_equal(vg_v3codec_unwrap(asker, &peer, at(0), f.msg_id,
				     message.data, message.size, &response, &text),
		    recorded[i].kind);
		assert_non_null(strstr(text, recorded[i].says));
		if (recorded[i].kind == VG_V3CODEC_DISCOVERED) {
			assert_int_equal(peer.engine_size, sizeof(bench_engine));
			assert_memory_equal(
			    peer.engine, bench_engine, sizeof(bench_engine));
		}
		/* and never for another request */
		assert_int_equal(vg_v3codec_unwrap(asker, &peer, at(0), f.msg_id + 1,
				     message.data, message.size, &response, &text),
		    VG_V3CODEC_INVALID);
		vg_buf_fini(&message);
	}
	vg_usm_user_free(nobody);
}

static void
an_answer_cut_or_changed_anywhere_is_none(void **state)
{
	struct vg_buf message;
	struct vg_polldecode_response response = {0};
	const char *text;

	(void)state;
	make(&message, RESPONSE, user, bench_engine, BOOTS, TIME);
	for (size_t i = 0; i < message.size; i++) {
		struct vg_v3codec_peer peer = peer_of(bench_engine, BOOTS, TIME);
		assert_int_equal(vg_v3codec_unwrap(user, &peer, at(0), ID, message.data,
				     i, &response, &text),
		    VG_V3CODEC_INVALID);
		message.data[i] ^= 0x01;
		enum vg_v3codec_kind kind = vg_v3codec_unwrap(
		    user, &peer, at(0), ID, message.data, message.size, &response, &text);
		if (kind != VG_V3CODEC_INVALID)
			fail_msg("octet %zu changed: %d", i, (int)kind);
		message.data[i] ^= 0x01;
	}
	vg_buf_fini(&message);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_request_is_authentic_private_and_in_the_engines_time),
	    cmocka_unit_test(a_discovery_tells_nothing),
	    cmocka_unit_test(what_cannot_be_wrapped_is_an_error),
	    cmocka_unit_test(what_is_not_authentic_and_private_is_no_answer),
	    cmocka_unit_test(only_an_answer_is_an_answer),
	    cmocka_unit_test(the_engines_time_runs_on),
	    cmocka_unit_test(snmpds_reports_are_understood),
	    cmocka_unit_test(an_answer_cut_or_changed_anywhere_is_none),
	};
	return cmocka_run_group_tests(tests, make_users, free_users);
}
