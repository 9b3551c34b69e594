/*
 * The simulator's SNMPv3: keys, each check of RFC 3414 section 3.2 and the report it leads to,
 * what fits the other side's msgMaxSize.  The asker is a twin of the device that was told
 * something wrong.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "lib/base/error.h"
#include "lib/base/text.h"
#include "tests/sim/simmsg.h"
#include "tests/sim/simpdu.h"
#include "tests/sim/simusm.h"

#define SECOND INT64_C(1000000)
#define TEXT                                                                             \
	"ne,family=ssg-500,address=127.0.0.1,version=v3,user=polly,"                     \
	"auth=auth-secret,priv=priv-secret"

enum { ROOM = 2048, MAC = 24 };

struct message {
	unsigned char room[ROOM];
	unsigned char *data;
	size_t size;
};

static struct vg_simdevice device, twin;

static int
set_up(void **state)
{
	struct vg_detail detail = {0};

	(void)state;
	if (vg_simdevice_parse(TEXT, &device, &detail) != VG_OK)
		return -1;
	vg_simusm_localize(&device);
	twin = device;
	return 0;
}

/* The twin asks for all there is, 'at_us' after the beginning. */
static void
ask(struct message *m, int64_t at_us)
{
	const struct vg_simvalue nothing = {.tag = VG_SIMBER_NULL};
	struct vg_simber_out out;
	struct vg_oid oid;

	vg_simber_begin(&out, m->room, sizeof(m->room));
	assert_int_equal(vg_oid_parse("1.3", &oid), VG_OK);
	vg_simpdu_put_binding(&out, &oid, &nothing);
	vg_simber_wrap(&out, VG_SIMBER_SEQUENCE, 0);
	vg_simber_put_int(&out, VG_SIMBER_INTEGER, 1000);
	vg_simber_put_int(&out, VG_SIMBER_INTEGER, 0);
	vg_simber_put_int(&out, VG_SIMBER_INTEGER, 1);
	vg_simber_wrap(&out, VG_SIMBER_GETBULK, 0);
	assert_int_equal(vg_simusm_wrap(&twin, 7, at_us, &out), VG_OK);
	m->data = m->room + out.at;
	m->size = vg_simber_written(&out);
}

/* Where 'size' octets stand first in the message, or NULL. */
static unsigned char *
find(struct message *m, const void *octets, size_t size)
{
	return memmem(m->data, m->size, octets, size);
}

/* Makes the message one that may be answered by a report, of an asker who takes 'max'. */
static void
amend(struct message *m, bool reportable, unsigned max)
{
	const unsigned char size_and_flags[] = {0x02, 0x02, 0x08, 0x00, 0x04, 0x01, 0x03};
	const unsigned char mac_head[] = {0x04, MAC};
	unsigned char *head = find(m, size_and_flags, sizeof(size_and_flags)), *mac;
	unsigned char signature[32];
	unsigned length = sizeof(signature);

	assert_non_null(head);
	head[2] = (unsigned char)(max >> 8);
	head[3] = (unsigned char)max;
	head[6] = reportable ? 7 : 3;
	mac = find(m, mac_head, sizeof(mac_head));
	assert_non_null(mac);
	memset(mac + 2, 0, MAC);
	HMAC(EVP_sha256(), twin.keys.auth, 32, m->data, m->size, signature, &length);
	memcpy(mac + 2, signature, MAC);
}

static int
answer(struct message *m, struct message *reply)
{
	struct vg_simber_out out;
	int error;

	vg_simber_begin(&out, reply->room, sizeof(reply->room));
	error = vg_simmsg_answer(&device, m->data, m->size, 0, &out);
	reply->data = reply->room + out.at;
	reply->size = vg_simber_written(&out);
	return error;
}

/* localize(passphrase) was computed with Python's hashlib, by the steps of RFC 3414 A.2. */
static void
keys_are_localized(void **state)
{
	struct vg_simdevice one = {.user = "u",
	    .auth = "maplesyrup",
	    .priv = "maplesyrup",
	    .engine = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2},
	    .engine_size = 12};
	unsigned char wanted[32];

	(void)state;
	assert_int_equal(
	    vg_text_unhex(wanted, 32,
		"8982e0e549e866db361a6b625d84cccc11162d453ee8ce3a6445c2d6776f0f8b"),
	    VG_OK);
	vg_simusm_localize(&one);
	assert_memory_equal(one.keys.auth, wanted, 32);
	assert_memory_equal(one.keys.priv, wanted, 16);
}

static void
a_twin_is_answered(void **state)
{
	struct message m, reply;

	(void)state;
	ask(&m, 0);
	assert_int_equal(answer(&m, &reply), VG_OK);
	assert_true(reply.size > 1000);
	assert_null(find(&reply, "SSG-500", 7)); /* it is encrypted */
}

static void
tell_wrong_engine(void)
{
	twin.engine[7] ^= 1;
}

static void
tell_wrong_user(void)
{
	strcpy(twin.user, "peter");
}

static void
tell_wrong_auth(void)
{
	twin.keys.auth[3] ^= 1;
}

static void
tell_wrong_priv(void)
{
	twin.keys.priv[3] ^= 1;
}

static void
tell_wrong_boots(void)
{
	twin.boots++;
}

static void
tell_nothing_wrong(void)
{
}

static void
each_check_has_its_report(void **state)
{
	static const struct {
		void (*tell)(void);
		int64_t at_us;
		unsigned stat;
	} rows[] = {{tell_nothing_wrong, 151 * SECOND, 2}, {tell_wrong_boots, 0, 2},
	    {tell_wrong_user, 0, 3}, {tell_wrong_engine, 0, 4}, {tell_wrong_auth, 0, 5},
	    {tell_wrong_priv, 0, 6}};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		unsigned char name[] = {0x2b, 6, 1, 6, 3, 15, 1, 1, 0, 0};
		struct message m, reply;
		set_up(state);
		rows[i].tell();
		ask(&m, rows[i].at_us);
		assert_int_equal(answer(&m, &reply), VG_EAUTH);
		assert_int_equal(reply.size, 0);
		amend(&m, true, ROOM);
		if (answer(&m, &reply) != VG_OK)
			fail_msg("row %zu: no report", i);
		name[8] = (unsigned char)rows[i].stat;
		if (find(&reply, name, sizeof(name)) == NULL)
			fail_msg("row %zu: not usmStats %u", i, rows[i].stat);
		assert_int_equal(device.usm_stats[rows[i].stat], 2);
	}
	set_up(state);
}

static void
the_window_is_150_seconds(void **state)
{
	struct message m, reply;

	(void)state;
	ask(&m, 150 * SECOND);
	assert_int_equal(answer(&m, &reply), VG_OK);
	ask(&m, 151 * SECOND);
	assert_int_equal(answer(&m, &reply), VG_EAUTH);
}

static void
an_answer_fits_the_other_side(void **state)
{
	static const unsigned sizes[] = {484, 700, 1000, 1472, 2048};

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct message m, reply;
		ask(&m, 0);
		amend(&m, true, sizes[i]);
		assert_int_equal(answer(&m, &reply), VG_OK);
		assert_true(reply.size <= sizes[i]);
		assert_true(reply.size > sizes[i] / 2);
	}
}

static void
a_device_of_v2c_knows_no_v3(void **state)
{
	struct message m, reply;

	ask(&m, 0);
	device.version = VG_SIMDEVICE_V2C;
	assert_int_equal(answer(&m, &reply), VG_EUNSUPPORTED);
	set_up(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(keys_are_localized),
	    cmocka_unit_test(a_twin_is_answered),
	    cmocka_unit_test(each_check_has_its_report),
	    cmocka_unit_test(the_window_is_150_seconds),
	    cmocka_unit_test(an_answer_fits_the_other_side),
	    cmocka_unit_test(a_device_of_v2c_knows_no_v3)};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
