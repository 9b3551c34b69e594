/*
 * Datagrams that are no messages: the simulator must drop what tests throw at it, and live.
 * Also what a --device may say.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "tests/sim/simmsg.h"
#include "tests/sim/simpdu.h"
#include "tests/sim/simusm.h"
#include "tests/sim/simwave.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define V2C "ne,family=ssg-500,address=127.0.0.1,version=v2c,community=public"
#define V3                                                                               \
	"ne,family=ssg-500,address=127.0.0.1,version=v3,user=polly,auth="                \
	"auth-secret,priv=priv-secret"

enum { ROOM = 2048, TRIES = 20000 };

static void
make(const char *text, struct vg_simdevice *device)
{
	struct vg_detail detail = {0};

	assert_int_equal(vg_simdevice_parse(text, device, &detail), VG_OK);
	vg_simusm_localize(device);
}

/* A GETBULK for 'device' as it would ask itself: a message to begin from. */
static size_t
put_message(struct vg_simdevice *device, unsigned char *data)
{
	const struct vg_simvalue nothing = {.tag = VG_SIMBER_NULL};
	unsigned char room[ROOM];
	struct vg_simber_out out;
	struct vg_oid oid;

	vg_simber_begin(&out, room, sizeof(room));
	vg_oid_parse("1.3.6.1.2.1.1", &oid);
	vg_simpdu_put_binding(&out, &oid, &nothing);
	vg_simber_wrap(&out, VG_SIMBER_SEQUENCE, 0);
	for (int i = 0; i < 3; i++)
		vg_simber_put_int(&out, VG_SIMBER_INTEGER, 9);
	vg_simber_wrap(&out, VG_SIMBER_GETBULK, 0);
	if (device->version == VG_SIMDEVICE_V3) {
		vg_simusm_wrap(device, 1, 0, &out);
	} else {
		vg_simber_put_octets(&out, VG_SIMBER_OCTETS, "public", 6);
		vg_simber_put_int(&out, VG_SIMBER_INTEGER, 1);
		vg_simber_wrap(&out, VG_SIMBER_SEQUENCE, 0);
	}
	memcpy(data, vg_simber_data(&out), vg_simber_written(&out));
	return vg_simber_written(&out);
}

/* Changes one to four octets, and cuts every fourth message; the same for the same 'n'. */
static size_t
mutate(unsigned char *data, size_t size, uint64_t n)
{
	uint64_t dice = vg_simwave_mix(n, 86);

	for (uint64_t i = 0; i <= dice % 4; i++) {
		uint64_t roll = vg_simwave_mix(dice, i);
		data[(roll >> 8) % size] = (unsigned char)roll;
	}
	return (dice >> 32) % 4 == 0 ? (dice >> 40) % size : size;
}

static void
survive(const char *text)
{
	struct vg_simdevice device;
	unsigned char whole[ROOM], reply[ROOM];
	size_t size, answered = 0;

	make(text, &device);
	size = put_message(&device, whole);
	for (uint64_t n = 0; n < TRIES; n++) {
		/* A copy of its own size, so that a read past the end is seen. */
		unsigned char *data = malloc(size), *cut;
		struct vg_simber_out out;
		size_t left;
		memcpy(data, whole, size);
		left = mutate(data, size, n);
		cut = realloc(data, left + 1);
		vg_simber_begin(&out, reply, sizeof(reply));
		answered += vg_simmsg_answer(&device, cut + 0, left, 0, &out) == VG_OK;
		free(cut);
	}
	assert_true(answered < TRIES / 2);
	struct vg_simber_out out;
	vg_simber_begin(&out, reply, sizeof(reply));
	assert_int_equal(vg_simmsg_answer(&device, whole, size, 0, &out), VG_OK);
}

static void
mutated_messages_are_survived(void **state)
{
	(void)state;
	survive(V2C);
	survive(V3);
}

static void
no_message_is_dropped(void **state)
{
	static const struct {
		const char *octets;
		size_t size;
		int error;
	} rows[] = {{"", 0, VG_EPARSE}, {"\x30", 1, VG_EPARSE},
	    {"\x30\x00", 2, VG_EPARSE}, {"\x30\x03\x02\x01\x02", 5, VG_EUNSUPPORTED},
	    {"\x30\x05\x02\x01\x01\x04\x00", 7, VG_EAUTH},
	    {"\x30\x03\x02\x01\x01", 5, VG_EPARSE},
	    {"\x30\x03\x02\x01\x01\x00", 6, VG_EPARSE},
	    {"\x30\x0b\x02\x01\x01\x04\x06public", 13, VG_EUNSUPPORTED}};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		unsigned char reply[ROOM];
		struct vg_simber_out out;
		struct vg_simdevice device;
		make(V2C, &device);
		vg_simber_begin(&out, reply, sizeof(reply));
		int error =
		    vg_simmsg_answer(&device, rows[i].octets, rows[i].size, 0, &out);
		if (error != rows[i].error)
			fail_msg("row %zu: %s", i, vg_error_text(error));
	}
}

static void
a_wrong_device_is_refused(void **state)
{
	static const struct {
		const char *text, *says;
	} rows[] = {{"family=ssg-500", "a name comes first"},
	    {"ne", "family and address are needed"},
	    {"ne,family=ssg-501", "family=ssg-501 is not understood"},
	    {"ne,family=ssg-500,address=10.0.0.1", "address=10.0.0.1 is refused"},
	    {"ne,family=ssg-500,address=0.0.0.0", "only 127.0.0.0/8 and ::1"},
	    {"ne,family=ssg-500,address=::", "is refused"},
	    {"ne,family=ssg-500,address=::ffff:127.0.0.1", "is refused"},
	    {"ne,family=ssg-500,address=localhost", "is not understood"},
	    {"ne,family=ssg-500,address=127.0.0.1", "need a community"},
	    {V2C ",trap-to=192.0.2.1:162", "is refused"},
	    {V2C ",trap-to=127.0.0.1", "is not understood"},
	    {V2C ",trap-to=127.0.0.1:0", "is not understood"},
	    {V2C ",trap-to=::1:162", "not of the family"},
	    {V2C ",trap-to=127.0.0.1:162,trap-version=v3", "v3 needs user"},
	    {V3 ",trap-to=127.0.0.1:162,trap-version=v2c", "need a community"},
	    {V2C ",engine-id=00", "is not understood"},
	    {V2C ",colour=blue", "colour=blue"}, {V2C ",version=v4", "version=v4"},
	    {V2C ",quiet", "quiet="}};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct vg_simdevice device;
		struct vg_detail detail = {0};
		if (vg_simdevice_parse(rows[i].text, &device, &detail) == VG_OK ||
		    strstr(detail.text, rows[i].says) == NULL)
			fail_msg("row %zu: %s: '%s'", i, rows[i].text, detail.text);
	}
}

static void
traps_go_in_the_version_that_is_answered(void **state)
{
	struct vg_simdevice device;

	(void)state;
	make(V3 ",trap-to=127.0.0.1:162", &device);
	assert_int_equal(device.trap_version, VG_SIMDEVICE_V3);
	make(V2C ",trap-to=127.0.0.1:162,trap-version=v1", &device);
	assert_int_equal(device.trap_version, VG_SIMDEVICE_V1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(mutated_messages_are_survived),
	    cmocka_unit_test(no_message_is_dropped),
	    cmocka_unit_test(a_wrong_device_is_refused),
	    cmocka_unit_test(traps_go_in_the_version_that_is_answered)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
