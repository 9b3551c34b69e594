/*
 * Users and their keys: localisation against an independent computation, which RFC 3414's known
 * answer vouches for; and that libsnmp remembers nothing between two messages.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/library/lcd_time.h>
#include <net-snmp/library/snmpv3.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/snmp/library.h"
#include "tests/unit/snmpbench.h"

/* RFC 3414 A.3. */
static const unsigned char engine_a3[12] = {[11] = 2};
#define PHRASE_A3 "maplesyrup"

/* RFC 3414 A.2 with any digest: a MiB of the phrase, then key, engine, key. */
static unsigned
localize(const EVP_MD *md, const char *phrase, const unsigned char *engine, size_t size,
    unsigned char *key)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	size_t length = strlen(phrase);
	char *mib = malloc(1 << 20);
	unsigned n = 0;

	for (size_t i = 0; i < 1 << 20; i++)
		mib[i] = phrase[i % length];
	EVP_Digest(mib, 1 << 20, key, &n, md, NULL);
	free(mib);
	EVP_DigestInit_ex(context, md, NULL);
	EVP_DigestUpdate(context, key, n);
	EVP_DigestUpdate(context, engine, size);
	EVP_DigestUpdate(context, key, n);
	EVP_DigestFinal_ex(context, key, &n);
	EVP_MD_CTX_free(context);
	return n;
}

static void
the_computation_gives_rfc_3414s_known_answer(void **state)
{
	/* A.3.2, SHA-1 */
	static const unsigned char known[] = {0x66, 0x95, 0xFE, 0xBC, 0x92, 0x88, 0xE3,
	    0x62, 0x82, 0x23, 0x5F, 0xC7, 0x15, 0x1F, 0x12, 0x84, 0x97, 0xB3, 0x8F, 0x3F};
	unsigned char key[EVP_MAX_MD_SIZE];

	(void)state;
	assert_int_equal(
	    localize(EVP_sha1(), PHRASE_A3, engine_a3, sizeof(engine_a3), key), 20);
	assert_memory_equal(key, known, sizeof(known));
}

static void
keys_are_localized_with_sha_256(void **state)
{
	static const struct {
		const unsigned char *engine;
		size_t size;
		const char *auth, *priv;
	} rows[] = {
	    {engine_a3, sizeof(engine_a3), PHRASE_A3, "othersyrup"},
	    {bench_engine, sizeof(bench_engine), BENCH_AUTH, BENCH_PRIV},
	    {bench_sender, sizeof(bench_sender), "eight888", "=== sixteen ====="},
	    {bench_sender, sizeof(bench_sender), "nine octe",
		"a phrase that is long enough to be a sentence, and longer than that by far, so that "
		"it is no part of anything that is a power of two: a hundred and seventy octets"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_usm_user *user =
		    bench_user(BENCH_USER, rows[i].auth, rows[i].priv);
		unsigned char key[EVP_MAX_MD_SIZE];
		assert_int_equal(vg_usm_put(user, rows[i].engine, rows[i].size), VG_OK);
		const struct usmUser *u = usm_get_userList();
		assert_non_null(u);
		assert_null(u->next);
		assert_string_equal(u->secName, BENCH_USER);
		assert_int_equal(u->engineIDLen, rows[i].size);
		assert_memory_equal(u->engineID, rows[i].engine, rows[i].size);
		localize(EVP_sha256(), rows[i].auth, rows[i].engine, rows[i].size, key);
		assert_int_equal(u->authKeyLen, 32);
		assert_memory_equal(u->authKey, key, 32);
		localize(EVP_sha256(), rows[i].priv, rows[i].engine, rows[i].size, key);
		assert_true(u->privKeyLen >= 16);
		assert_memory_equal(u->privKey, key, 16);
		vg_usm_take();
		vg_usm_user_free(user);
	}
}

static void
libsnmp_holds_one_user_at_most_and_none_after(void **state)
{
	struct vg_usm_user *one = bench_user("one", BENCH_AUTH, BENCH_PRIV);
	struct vg_usm_user *two = bench_user("two", BENCH_AUTH, BENCH_PRIV);
	u_int boots, time;

	(void)state;
	assert_int_equal(vg_usm_put(one, bench_engine, sizeof(bench_engine)), VG_OK);
	assert_int_equal(vg_usm_put(two, bench_sender, sizeof(bench_sender)), VG_OK);
	assert_null(usm_get_userList()->next);
	assert_string_equal(usm_get_userList()->name, "two");
	set_enginetime(bench_sender, sizeof(bench_sender), 7, 9, TRUE);
	assert_int_equal(
	    get_enginetime(bench_sender, sizeof(bench_sender), &boots, &time, TRUE),
	    SNMPERR_SUCCESS);
	assert_int_equal(boots, 7);
	vg_usm_take();
	assert_null(usm_get_userList());
	get_enginetime(bench_sender, sizeof(bench_sender), &boots, &time, TRUE);
	assert_int_equal(boots, 0);
	vg_usm_take();
	/* an engine that no message can have leaves nothing behind either */
	assert_int_equal(vg_usm_put(one, bench_engine, 0), VG_EAUTH);
	assert_int_equal(vg_usm_put(one, bench_engine, 33), VG_EAUTH);
	assert_null(usm_get_userList());
	vg_usm_user_free(one);
	vg_usm_user_free(two);
}

static void
a_user_needs_a_name_and_long_phrases(void **state)
{
	static const struct {
		const char *name, *auth, *priv, *says;
	} rows[] = {
	    {"", "eight888", "eight888", "user '': a name has 1 to 32 octets"},
	    {"123456789012345678901234567890123", "eight888", "eight888", "1 to 32"},
	    {"u", "seven77", "eight888", "user 'u': needs"},
	    {"u", "eight888", "seven77", "8 octets"},
	    {"u", "", "eight888", "8 octets"},
	    {"12345678901234567890123456789012", "eight888", "eight888", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_secret auth = bench_secret(rows[i].auth);
		struct vg_secret priv = bench_secret(rows[i].priv);
		struct vg_detail d = {0};
		struct vg_usm_user *user =
		    vg_usm_user_new(rows[i].name, &auth, &priv, &d);
		assert_int_equal(!user, rows[i].says != NULL);
		if (rows[i].says) {
			assert_int_equal(d.code, VG_EINVAL);
			assert_non_null(strstr(d.text, rows[i].says));
		} else {
			assert_string_equal(vg_usm_user_name(user), rows[i].name);
		}
		vg_usm_user_free(user);
	}
}

static void
users_are_found_by_the_octets_of_their_name(void **state)
{
	static const char *const names[] = {"lyon-2", "lyon", "zed", "a", "lyon-20", "m"};
	const size_t n = sizeof(names) / sizeof(names[0]);
	struct vg_usm_user *users[6];
	struct vg_usm *usm = vg_usm_new();

	(void)state;
	assert_null(vg_usm_find(usm, "a", 1));
	for (size_t i = 0; i < n; i++) {
		users[i] = bench_user(names[i], BENCH_AUTH, BENCH_PRIV);
		vg_usm_add(usm, users[i]);
	}
	for (size_t i = 0; i < n; i++)
		assert_ptr_equal(vg_usm_find(usm, names[i], strlen(names[i])), users[i]);
	assert_ptr_equal(vg_usm_find(usm, "lyon-2000", 6), users[0]);
	assert_null(vg_usm_find(usm, "lyon-200", 8));
	assert_null(vg_usm_find(usm, "lyo", 3));
	assert_null(vg_usm_find(usm, "", 0));
	assert_null(vg_usm_find(usm, "123456789012345678901234567890123", 33));
	assert_null(vg_usm_find(NULL, "a", 1));
	/* one of the same name takes its place */
	struct vg_usm_user *other = bench_user("zed", "another-secret", BENCH_PRIV);
	vg_usm_add(usm, other);
	assert_ptr_equal(vg_usm_find(usm, "zed", 3), other);
	vg_usm_free(usm);
	vg_usm_free(NULL);
}

/* A credential that is gone leaves no key behind; one that is shared stays for who has it. */
static void
no_key_outlives_its_users(void **state)
{
	(void)state;
	assert_int_equal(vg_usm_known_keys(), 0);
	struct vg_usm_user *one = bench_user("one", BENCH_AUTH, BENCH_PRIV);
	struct vg_usm_user *two = bench_user("two", BENCH_AUTH, "another-secret");
	assert_int_equal(vg_usm_known_keys(), 3);
	vg_usm_user_free(one);
	assert_int_equal(vg_usm_known_keys(), 2);
	one = bench_user("one", BENCH_AUTH, BENCH_AUTH);
	assert_int_equal(vg_usm_known_keys(), 2);
	vg_usm_user_free(two);
	assert_int_equal(vg_usm_known_keys(), 1);
	vg_usm_user_also(one, bench_user("one", "another-secret", BENCH_PRIV));
	assert_int_equal(vg_usm_known_keys(), 3);
	vg_usm_user_free(one);
	assert_int_equal(vg_usm_known_keys(), 0);
}

/* More phrases than places: some share one, and none stays. */
static void
phrases_that_share_a_place_stay_neither(void **state)
{
	enum { MANY = 80 };
	struct vg_usm_user *users[MANY];
	char phrase[32];

	(void)state;
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < MANY; i++) {
			snprintf(phrase, sizeof(phrase), "phrase-%d", i);
			users[i] = bench_user("u", phrase, phrase);
		}
		assert_true(vg_usm_known_keys() < MANY);
		for (int i = 0; i < MANY; i++)
			vg_usm_user_free(users[i]);
		assert_int_equal(vg_usm_known_keys(), 0);
	}
}

static void
our_engine_has_the_boots_it_is_given(void **state)
{
	size_t size = 1;

	(void)state;
	vg_usm_engine(&size);
	assert_int_equal(size, 0);
	assert_int_equal(vg_usm_set_engine(bench_engine, 4, 1), VG_EINVAL);
	assert_int_equal(vg_usm_set_engine(bench_engine, 33, 1), VG_EINVAL);
	assert_int_equal(
	    vg_usm_set_engine(bench_engine, sizeof(bench_engine), 0), VG_EINVAL);
	assert_int_equal(
	    vg_usm_set_engine(bench_engine, sizeof(bench_engine), INT32_MAX), VG_EINVAL);
	assert_int_equal(
	    vg_usm_set_engine(bench_engine, sizeof(bench_engine), 4711), VG_OK);
	const unsigned char *engine = vg_usm_engine(&size);
	assert_int_equal(size, sizeof(bench_engine));
	assert_memory_equal(engine, bench_engine, size);
	assert_int_equal(snmpv3_local_snmpEngineBoots(), 4711);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_computation_gives_rfc_3414s_known_answer),
	    cmocka_unit_test(keys_are_localized_with_sha_256),
	    cmocka_unit_test(libsnmp_holds_one_user_at_most_and_none_after),
	    cmocka_unit_test(a_user_needs_a_name_and_long_phrases),
	    cmocka_unit_test(users_are_found_by_the_octets_of_their_name),
	    cmocka_unit_test(no_key_outlives_its_users),
	    cmocka_unit_test(phrases_that_share_a_place_stay_neither),
	    cmocka_unit_test(our_engine_has_the_boots_it_is_given),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
