/*
 * What vigie-web decides without input or output: fields of requests, sessions, how long somebody
 * waits whose log-ins fail, and the events that it keeps.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "collector/web/webbrake.h"
#include "collector/web/webfields.h"
#include "collector/web/webring.h"
#include "collector/web/websession.h"
#include "lib/base/error.h"

/* --- fields -------------------------------------------------------------------------------- */

static void
cookies_are_found(void **state)
{
	static const struct {
		const char *field, *value; /* NULL: none */
	} rows[] = {
	    {NULL, NULL},
	    {"", NULL},
	    {"vigie=abc", "abc"},
	    {"a=b; vigie=abc; c=d", "abc"},
	    {"a=b;vigie=abc", "abc"},
	    {"vigie=", ""},
	    {"xvigie=abc", NULL},
	    {"vigiex=abc", NULL},
	    {"vigie", NULL},
	    {"VIGIE=abc", NULL},
	    {"vigie=abc; vigie=abd", NULL},
	    {"a=vigie=abc", NULL},
	    {"vigie=0123456789", NULL},
	};
	char value[10];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool found =
		    vg_webfields_cookie(rows[i].field, "vigie", value, sizeof(value));
		assert_int_equal(found, rows[i].value != NULL);
		if (found)
			assert_string_equal(value, rows[i].value);
	}
}

static void
tokens_are_found(void **state)
{
	(void)state;
	assert_string_equal(vg_webfields_bearer("Bearer vgt_aB-._~+/="), "vgt_aB-._~+/=");
	assert_string_equal(vg_webfields_bearer("bearer  a"), "a");
	assert_null(vg_webfields_bearer("Bearer "));
	assert_null(vg_webfields_bearer("Bearer"));
	assert_null(vg_webfields_bearer("Basic YTpi"));
	assert_null(vg_webfields_bearer("Bearer a b"));
	assert_null(vg_webfields_bearer("Bearer \xc3\xa9"));
}

static void
addresses_are_the_nearest_proxys(void **state)
{
	struct vg_address address;
	char text[VG_NET_TEXT_SIZE];

	(void)state;
	assert_true(vg_webfields_forwarded("192.0.2.1", &address));
	assert_true(vg_webfields_forwarded("10.9.9.9, 192.0.2.7", &address));
	vg_net_text(&address, text);
	assert_string_equal(text, "192.0.2.7");
	assert_true(vg_webfields_forwarded("unknown,2001:db8::1 ", &address));
	vg_net_text(&address, text);
	assert_string_equal(text, "2001:db8::1");
	assert_false(vg_webfields_forwarded("", &address));
	assert_false(vg_webfields_forwarded("192.0.2.1,", &address));
	assert_false(vg_webfields_forwarded("192.0.2.1:80", &address));
}

static void
names_and_origins_are_strict(void **state)
{
	(void)state;
	assert_true(vg_webfields_is_name("claire"));
	assert_true(vg_webfields_is_name("a.b-c_d:e"));
	assert_false(vg_webfields_is_name(""));
	assert_false(vg_webfields_is_name("a b"));
	assert_false(vg_webfields_is_name("a\r\nX: y"));
	assert_false(vg_webfields_is_name("0123456789012345678901234567890123456789"
					  "0123456789012345678901234"));
	assert_true(vg_webfields_is_origin("https://a:8443", true, "a:8443"));
	assert_true(vg_webfields_is_origin("HTTPS://A", true, "a"));
	assert_false(vg_webfields_is_origin("http://a", true, "a"));
	assert_false(vg_webfields_is_origin("https://a", false, "a"));
	assert_false(vg_webfields_is_origin("https://a.evil", true, "a"));
	assert_false(vg_webfields_is_origin("null", true, "null"));
	assert_false(vg_webfields_is_origin("https://", true, ""));
	assert_false(vg_webfields_is_origin("https://a", true, NULL));
}

static bool
form(const char *body, const char *name, struct vg_secret *secret)
{
	return vg_webfields_form(body, strlen(body), name, secret);
}

static void
forms_are_read(void **state)
{
	struct vg_secret secret = {0};

	(void)state;
	assert_true(form("user=claire&password=a+b%26%C3%A9", "password", &secret));
	assert_int_equal(secret.size, 6);
	assert_memory_equal(secret.data, "a b&\xc3\xa9", 6);
	assert_true(form("user=claire", "user", &secret));
	assert_memory_equal(secret.data, "claire", 6);
	assert_true(form("a=&b", "a", &secret));
	assert_int_equal(secret.size, 0);
	assert_false(form("user=a&user=a", "user", &secret));
	assert_int_equal(secret.size, 0);
	assert_false(form("xuser=a&userx=b", "user", &secret));
	assert_false(form("user=%00", "user", &secret));
	assert_false(form("user=%4", "user", &secret));
	assert_false(form("user=%zz", "user", &secret));
	assert_false(form("", "user", &secret));
	char long_one[400] = "user=";
	memset(long_one + 5, 'a', 300);
	assert_false(form(long_one, "user", &secret));
}

/* --- sessions ------------------------------------------------------------------------------ */

static struct vg_mono
at(int64_t seconds)
{
	return (struct vg_mono){1000 + seconds * VG_SECOND_US};
}

static void
begin(struct vg_websessions *all, const char *user, int64_t seconds, unsigned char chance,
    char id[VG_WEBSESSION_ID_SIZE])
{
	unsigned char octets[VG_WEBSESSION_CHANCE];

	memset(octets, chance, sizeof(octets));
	vg_websession_begin(all, user, "then", at(seconds), octets, id);
}

static void
sessions_end(void **state)
{
	const struct vg_websession_limits limits = {.most = 4,
	    .most_user = 2,
	    .idle_us = 10 * VG_SECOND_US,
	    .life_us = 60 * VG_SECOND_US};
	struct vg_websessions *all = vg_websession_new(&limits);
	char a[VG_WEBSESSION_ID_SIZE], b[VG_WEBSESSION_ID_SIZE];
	uint64_t number = 0;

	(void)state;
	begin(all, "claire", 0, 1, a);
	assert_int_equal(strlen(a), 64);
	assert_string_equal(vg_websession_user(all, a, at(9), &number), "claire");
	assert_true(vg_websession_lives(all, number, at(9)));
	/* Each request lets it live on, looking does not. */
	assert_string_equal(vg_websession_user(all, a, at(18), NULL), "claire");
	assert_true(vg_websession_lives(all, number, at(27)));
	assert_false(vg_websession_lives(all, number, at(28)));
	assert_null(vg_websession_user(all, a, at(28), NULL));
	assert_int_equal(vg_websession_count(all), 0);
	/* Until its life is over. */
	begin(all, "claire", 100, 2, a);
	for (int64_t s = 105; s < 160; s += 5)
		assert_non_null(vg_websession_user(all, a, at(s), NULL));
	assert_null(vg_websession_user(all, a, at(160), NULL));
	/* By a log-out, and that one alone. */
	begin(all, "claire", 200, 3, a);
	begin(all, "claire", 200, 4, b);
	assert_true(vg_websession_end(all, a) > 0);
	assert_int_equal(vg_websession_end(all, a), 0);
	assert_null(vg_websession_user(all, a, at(201), NULL));
	assert_non_null(vg_websession_user(all, b, at(201), NULL));
	assert_null(vg_websession_user(all, "", at(201), NULL));
	assert_false(vg_websession_lives(all, 0, at(201)));
	vg_websession_free(all);
}

static void
the_table_is_bounded(void **state)
{
	const struct vg_websession_limits limits = {.most = 3,
	    .most_user = 2,
	    .idle_us = 1000 * VG_SECOND_US,
	    .life_us = 1000 * VG_SECOND_US};
	struct vg_websessions *all = vg_websession_new(&limits);
	char id[6][VG_WEBSESSION_ID_SIZE];

	(void)state;
	begin(all, "a", 1, 1, id[0]);
	begin(all, "a", 2, 2, id[1]);
	vg_websession_user(all, id[0], at(3), NULL);
	/* A third of the same user: the one idle longest goes. */
	begin(all, "a", 4, 3, id[2]);
	assert_null(vg_websession_user(all, id[1], at(4), NULL));
	assert_non_null(vg_websession_user(all, id[0], at(5), NULL));
	begin(all, "b", 6, 4, id[3]);
	assert_int_equal(vg_websession_count(all), 3);
	/* A full table: whoever is idle longest. */
	begin(all, "c", 7, 5, id[4]);
	assert_int_equal(vg_websession_count(all), 3);
	assert_null(vg_websession_user(all, id[2], at(8), NULL));
	assert_string_equal(vg_websession_user(all, id[0], at(8), NULL), "a");
	assert_string_equal(vg_websession_user(all, id[3], at(8), NULL), "b");
	assert_string_equal(vg_websession_user(all, id[4], at(8), NULL), "c");
	vg_websession_free(all);
}

static void
sessions_end_with_what_proved_them(void **state)
{
	const struct vg_websession_limits limits = {.most = 8,
	    .most_user = 4,
	    .idle_us = 1000 * VG_SECOND_US,
	    .life_us = 1000 * VG_SECOND_US};
	struct vg_websessions *all = vg_websession_new(&limits);
	char id[4][VG_WEBSESSION_ID_SIZE], user[65];

	(void)state;
	begin(all, "a", 0, 1, id[0]);
	begin(all, "b", 0, 2, id[1]);
	begin(all, "a", 5, 3, id[2]);
	/* Each user once, when it is time. */
	assert_false(
	    vg_websession_to_look_at(all, 10 * VG_SECOND_US, at(9), user, sizeof(user)));
	assert_true(
	    vg_websession_to_look_at(all, 10 * VG_SECOND_US, at(10), user, sizeof(user)));
	assert_string_equal(user, "a");
	assert_true(
	    vg_websession_to_look_at(all, 10 * VG_SECOND_US, at(10), user, sizeof(user)));
	assert_string_equal(user, "b");
	assert_false(
	    vg_websession_to_look_at(all, 10 * VG_SECOND_US, at(19), user, sizeof(user)));
	assert_int_equal(vg_websession_end_without(all, "a", "then"), 0);
	assert_int_equal(vg_websession_end_without(all, "a", "now"), 2);
	assert_null(vg_websession_user(all, id[2], at(20), NULL));
	assert_string_equal(vg_websession_user(all, id[1], at(20), NULL), "b");
	vg_websession_free(all);
}

/* --- waits --------------------------------------------------------------------------------- */

static void
failures_make_wait(void **state)
{
	static const int64_t waits[] = {0, 0, 0, 1, 2, 4, 8, 16, 30, 30};
	struct vg_webbrake *brake = vg_webbrake_new();
	struct vg_address here, there;

	(void)state;
	vg_net_parse("192.0.2.1", 0, &here);
	vg_net_parse("192.0.2.2", 0, &there);
	int64_t now = 0;
	for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]); i++) {
		vg_webbrake_fail(brake, "claire", &here, at(now));
		assert_int_equal(
		    vg_webbrake_wait(brake, "claire", &there, at(now)), waits[i]);
		now += waits[i];
		assert_int_equal(vg_webbrake_wait(brake, "claire", &there, at(now)), 0);
	}
	assert_int_equal(vg_webbrake_wait(brake, "marc", &there, at(now)), 0);
	/* Whoever is tried from here waits, as the address has failed more often than ten times. */
	for (int i = 0; i < 20; i++)
		vg_webbrake_fail(brake, "marc", &here, at(now));
	assert_in_range(vg_webbrake_wait(brake, "vera", &here, at(now)), 800, 900);
	/* A success forgets the user, and of the address that one attempt. */
	vg_webbrake_fail(brake, "marc", &here, at(now + 1000));
	vg_webbrake_succeed(brake, "marc", &here);
	assert_int_equal(vg_webbrake_wait(brake, "marc", &here, at(now + 1000)), 0);
	vg_webbrake_fail(brake, "marc", &here, at(now + 1000));
	assert_in_range(vg_webbrake_wait(brake, "marc", &here, at(now + 1000)), 800, 900);
	now += 1000;
	/* An hour forgets all. */
	vg_webbrake_fail(brake, "claire", &here, at(now + 3600));
	assert_int_equal(vg_webbrake_wait(brake, "claire", &here, at(now + 3600)), 0);
	vg_webbrake_free(brake);
}

static void
an_ipv6_network_is_one(void **state)
{
	struct vg_webbrake *brake = vg_webbrake_new();
	struct vg_address address;
	char text[64];

	(void)state;
	for (int i = 0; i < 30; i++) {
		snprintf(text, sizeof(text), "2001:db8::%x", i + 1);
		vg_net_parse(text, 0, &address);
		snprintf(text, sizeof(text), "user-%d", i);
		vg_webbrake_fail(brake, text, &address, at(0));
	}
	vg_net_parse("2001:db8::ffff", 0, &address);
	assert_true(vg_webbrake_wait(brake, "x", &address, at(0)) > 100);
	vg_net_parse("2001:db8:0:1::1", 0, &address);
	assert_int_equal(vg_webbrake_wait(brake, "x", &address, at(0)), 0);
	vg_webbrake_free(brake);
}

static void
inventing_users_forgets_nobody_who_waits(void **state)
{
	struct vg_webbrake *brake = vg_webbrake_new();
	struct vg_address here, other;
	char text[64];

	(void)state;
	vg_net_parse("192.0.2.1", 0, &here);
	for (int i = 0; i < 20; i++)
		vg_webbrake_fail(brake, "claire", &here, at(0));
	for (int i = 0; i < 3000; i++) {
		snprintf(text, sizeof(text), "10.%d.%d.1", i / 250, i % 250);
		vg_net_parse(text, 0, &other);
		snprintf(text, sizeof(text), "user-%d", i);
		vg_webbrake_fail(brake, text, &other, at(0));
	}
	assert_true(vg_webbrake_wait(brake, "claire", &other, at(0)) > 0);
	assert_true(vg_webbrake_wait(brake, "x", &here, at(0)) > 100);
	vg_webbrake_free(brake);
}

/* --- events -------------------------------------------------------------------------------- */

struct seen {
	char text[2048];
	int n;
};

static void
see(const char *frame, size_t size, void *cookie)
{
	struct seen *seen = cookie;
	size_t length = strlen(seen->text);

	assert_true(length + size < sizeof(seen->text));
	memcpy(seen->text + length, frame, size);
	seen->text[length + size] = '\0';
	seen->n++;
}

static bool
feed(struct vg_webring *ring, const char *text, size_t step, struct seen *seen)
{
	bool good = true;

	memset(seen, 0, sizeof(*seen));
	for (size_t i = 0; good && i < strlen(text); i += step) {
		size_t left = strlen(text) - i;
		good =
		    vg_webring_read(ring, text + i, left < step ? left : step, see, seen);
	}
	return good;
}

static void
frames_are_whole(void **state)
{
	static const char text[] = ":\n\nid: 1\ndata: a\n\nid:2\r\ndata: b\r\n\r\n:\n\n"
				   "data: c\n\nid: 3\ndata: d\ndata: e\n\nid: 4\n";
	struct seen seen;

	(void)state;
	for (size_t step = 1; step < 20; step++) {
		struct vg_webring *ring = vg_webring_new(10, 1000);
		assert_true(feed(ring, text, step, &seen));
		assert_int_equal(seen.n, 6);
		assert_int_equal(strlen(seen.text), strlen(text) - 6);
		assert_string_equal(vg_webring_last(ring), "3");
		assert_true(vg_webring_has(ring, "1") && vg_webring_has(ring, "2"));
		assert_false(vg_webring_has(ring, "4"));
		memset(&seen, 0, sizeof(seen));
		vg_webring_after(ring, "2", see, &seen);
		assert_string_equal(seen.text, "id: 3\ndata: d\ndata: e\n\n");
		memset(&seen, 0, sizeof(seen));
		vg_webring_after(ring, NULL, see, &seen);
		assert_int_equal(seen.n, 3);
		vg_webring_free(ring);
	}
}

static void
the_ring_is_bounded(void **state)
{
	struct vg_webring *ring = vg_webring_new(3, 100);
	struct seen seen;
	char text[200];

	(void)state;
	assert_string_equal(vg_webring_last(ring), "");
	for (int i = 1; i <= 3; i++) {
		snprintf(text, sizeof(text), "id: %d\ndata: x\n\n", i);
		assert_true(feed(ring, text, 100, &seen));
	}
	assert_true(vg_webring_is_whole(ring));
	assert_true(feed(ring, "id: 4\n\n", 100, &seen));
	assert_false(vg_webring_is_whole(ring));
	assert_false(vg_webring_has(ring, "1"));
	/* By octets. */
	snprintf(text, sizeof(text), "id: 5\ndata: %80s\n\n", "x");
	assert_true(feed(ring, text, 100, &seen));
	assert_false(vg_webring_has(ring, "4"));
	assert_string_equal(vg_webring_last(ring), "5");
	/* A frame that fits nowhere. */
	memset(text, 'x', 150);
	text[150] = '\0';
	assert_false(feed(ring, text, 100, &seen));
	vg_webring_free(ring);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(cookies_are_found),
	    cmocka_unit_test(tokens_are_found),
	    cmocka_unit_test(addresses_are_the_nearest_proxys),
	    cmocka_unit_test(names_and_origins_are_strict),
	    cmocka_unit_test(forms_are_read),
	    cmocka_unit_test(sessions_end),
	    cmocka_unit_test(the_table_is_bounded),
	    cmocka_unit_test(sessions_end_with_what_proved_them),
	    cmocka_unit_test(failures_make_wait),
	    cmocka_unit_test(an_ipv6_network_is_one),
	    cmocka_unit_test(inventing_users_forgets_nobody_who_waits),
	    cmocka_unit_test(frames_are_whole),
	    cmocka_unit_test(the_ring_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
