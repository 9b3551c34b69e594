/*
 * Masking: what goes, what stays, and that the same name is the same placeholder.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <time.h>

#include "collector/evidence/mask.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

static struct vg_mask *
filled(void)
{
	struct vg_mask *mask = vg_mask_new();

	vg_mask_add(mask, "client", "clinique-a");
	vg_mask_add(mask, "client", "bx");
	vg_mask_add(mask, "client", "edf");
	vg_mask_add(mask, "site", "lyon-2");
	vg_mask_add(mask, "device", "ne-7");
	vg_mask_add(mask, "device", "ne-70");
	vg_mask_add(mask, "address", "10.20.30.40");
	vg_mask_add(mask, "person", "claire");
	vg_mask_add(mask, "person", "Zo\xc3\xa9 Le-Goff");
	vg_mask_add(mask, "person", "Jeanne Martin");
	vg_mask_also(mask, "j martin");
	vg_mask_also(mask, "jmartin");
	vg_mask_also(mask, "martin jeanne");
	vg_mask_also(mask, "martin");
	return mask;
}

static void
texts(void **state)
{
	static const struct {
		const char *text, *masked;
	} rows[] = {
	    /* Names, whatever their case, in words and between signs. */
	    {"device/ne-7/psu/1", "device/device-1/psu/1"},
	    {"ne-70 is not ne-7", "device-1 is not device-2"},
	    {"NE-7.CLINIQUE-A.example", "device-1.client-1.example"},
	    {"xclinique-a-west", "xclient-1-west"},
	    {"\xe2\x80\x9c"
	     "bx\xe2\x80\x9d",
		"\xe2\x80\x9c"
		"client-1\xe2\x80\x9d"},
	    {"box", "box"},
	    {"lyon-20", "lyon-20"},
	    /* A host's number behind a name is no part of it, short as the name may be. */
	    {"edf01 and edf-lyon-ac500", "client-101 and client-1-lyon-ac500"},
	    {"user jmartin2", "user person-12"},
	    {"edf12345 pdf01 redf1 bx7", "edf12345 pdf01 redf1 bx7"},
	    /* The same twice is one. */
	    {"lyon-2 and Lyon-2", "site-1 and site-1"},
	    /* As people write names. */
	    {"chez Clinique A et CLINIQUE_A", "chez client-1 et client-1"},
	    {"ZOE LE GOFF, Zo\xc3\xa9 Le Goff, ZO\xc3\x89 LE-GOFF",
		"person-1, person-1, person-1"},
	    /* In other writings, as whole words, whatever stands between them. */
	    {"J. Martin, JMARTIN, Martin_Jeanne, martin; Jeanne.Martin",
		"person-1, person-1, person-1, person-1; person-1"},
	    {"Martin, Jeanne and jeanne", "person-1 and jeanne"},
	    {"martinique, xjmartin, 2martin", "martinique, xjmartin, 2martin"},
	    /* As arcs of an object identifier. */
	    {"1.3.6.1.4.1.9.4.110.101.45.55.1", "1.3.6.1.4.1.9.4.device-1.1"},
	    {"ne-7 at 9.110.101.45.55", "device-1 at 9.device-1"},
	    {"1.3.6.1.2.1.4.20.1.1.10.20.30.40", "1.3.6.1.2.1.4.20.1.1.address-1"},
	    /* By their form. */
	    {"call claire: c.d@clinique.example", "call person-1: mail-1"},
	    {"j\xc3\xa9r\xc3\xb4me@h\xc3\xb4pital.fr now", "mail-1 now"},
	    {"from 192.0.2.7:161", "from address-1:161"},
	    {"ip192.0.2.7eth0, 192.0.2.8.", "ipaddress-1eth0, address-2."},
	    {"192.0.2.7000", "192.0.2.7000"},
	    {"[2001:db8::7]", "[address-1]"},
	    {"fe80::1 and fe80::1", "address-1 and address-1"},
	    {"2001:db8:0:0:0:0:0:7", "address-1"},
	    {"mac 00:1b:2c:3d:4e:5f", "mac address-1"},
	    {"mac 00-1b-2c-3d-4e-5f", "mac address-1"},
	    {"mac 001b.2c3d.4e5f.", "mac address-1."},
	    {"oid 1.2603.1b2c.3d4e, 2603.1b2c.3d4e.5f00, 001b.2c3d",
		"oid 1.2603.1b2c.3d4e, 2603.1b2c.3d4e.5f00, 001b.2c3d"},
	    {"tel +33 4 72 00 11 22.", "tel telephone-1."},
	    {"tel 04.72.00.11.22", "tel telephone-1"},
	    {"tel 0472001122", "tel telephone-1"},
	    {"(04) 72 00 11 22", "telephone-1"},
	    /* What stays: identifiers, times, numbers, versions. */
	    {"1.3.6.1.4.1.2603.5.5.16.0", "1.3.6.1.4.1.2603.5.5.16.0"},
	    {"2026-07-09T14:00:00.250Z", "2026-07-09T14:00:00.250Z"},
	    {"14:00:00", "14:00:00"},
	    {"contract c-2026-7, serial SN1", "contract c-2026-7, serial SN1"},
	    {"version 15.1.10", "version 15.1.10"},
	    {"300.1.2.3", "300.1.2.3"},
	    {"", ""},
	    {"@", "@"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_mask *mask = filled();
		struct vg_buf out;
		vg_buf_init(&out, 0);
		vg_mask_text(mask, rows[i].text, &out);
		if (strcmp(vg_buf_text(&out), rows[i].masked) != 0)
			fail_msg(
			    "row %zu: %s became %s", i, rows[i].text, vg_buf_text(&out));
		vg_buf_fini(&out);
		vg_mask_free(mask);
	}
}

static void
expect_json(struct vg_mask *mask, const char *json, const char *masked)
{
	struct vg_detail detail = {0};
	struct vg_buf out;

	vg_buf_init(&out, 0);
	assert_int_equal(vg_mask_json(mask, json, strlen(json), &out, &detail), VG_OK);
	assert_string_equal(vg_buf_text(&out), masked);
	vg_buf_fini(&out);
}

/* An escape hides nothing, nor does a member's name, nor octets in hexadecimal. */
static void
json_is_masked_as_it_reads(void **state)
{
	struct vg_mask *mask = filled();

	(void)state;
	expect_json(mask, "{\"ne\\u002d7\": [\"l\\u0079on-2\", 7, true, null]}",
	    "{\"device-1\":[\"site-1\",7,true,null]}");
	expect_json(
	    mask, "{\"value\":\"0x6e652d37\"}", "{\"value\":\"octets-left-out\"}");
	assert_int_equal(vg_mask_octets(mask), 1);
	assert_int_equal(vg_mask_replaced(mask), 2);
	vg_mask_free(mask);
}

static void
it_learns_the_system_group(void **state)
{
	static const char samples[] =
	    "{\"device\":\"box-9\",\"series\":[{\"object\":\"sysLocation\",\"points\":"
	    "[[\"2026-07-09T14:00:00Z\",\"Rack 4, Bron\"],[\"2026-07-09T14:01:00Z\","
	    "\"Rack 5\"]]}]}";
	static const char event[] =
	    "{\"varbinds\":[{\"oid\":\"1.3.6.1.2.1.1.5.0\",\"value\":\"gate\"},"
	    "{\"oid\":\"1.3.6.1.2.1.1.50\",\"value\":\"plain\"},"
	    "{\"oid\":\"1.3.6.1.2.1.1.3.0\",\"value\":\"up\"}]}";
	static const char device[] =
	    "{\"client\":\"Hospices\",\"address\":[\"edge.example\"],\"software\":\"15.1.10."
	    "3\"}";
	static const char own[] =
	    "[{\"oid\":\"1.3.6.1.4.1.2603.5.1.0\",\"value\":\"own\"},{\"oid\":\"1.3.6.1.4.1."
	    "2603.5.10\",\"value\":\"not\"},{\"object\":\"hostName\",\"points\":[[\"\",\"mine"
	    "\"]]}]";
	struct vg_mask *mask = vg_mask_new();
	struct vg_buf out;

	(void)state;
	vg_mask_object(mask, "hostName", "1.3.6.1.4.1.2603.5.1");
	vg_mask_object(mask, "", NULL);
	vg_mask_learn(mask, own, strlen(own));
	vg_mask_learn(mask, samples, strlen(samples));
	vg_mask_learn(mask, event, strlen(event));
	vg_mask_learn(mask, device, strlen(device));
	vg_mask_learn(mask, "no json", 7);
	vg_buf_init(&out, 0);
	vg_mask_text(mask,
	    "gate at rack 4, bron then Rack 5; up, plain; hospices edge.example box-9 "
	    "15.1.10.3 15.1.10.4 own not mine",
	    &out);
	assert_string_equal(vg_buf_text(&out),
	    "system-1 at system-2 then system-3; up, plain; client-1 address-1 device-1 "
	    "15.1.10.3 address-2 system-4 not system-5");
	vg_buf_fini(&out);
	vg_mask_free(mask);
}

static void
no_json_is_refused(void **state)
{
	struct vg_mask *mask = vg_mask_new();
	struct vg_detail detail = {0};
	struct vg_buf out;

	(void)state;
	vg_buf_init(&out, 0);
	assert_int_equal(vg_mask_json(mask, "{", 1, &out, &detail), VG_EPARSE);
	assert_int_equal(out.size, 0);
	vg_buf_fini(&out);
	vg_mask_free(mask);
}

enum form { IPV4, MAIL, SIGNS, N_FORMS };

static void
write_form(struct vg_buf *text, enum form form, unsigned i)
{
	switch (form) {
	case IPV4:
		vg_buf_addf(text, "10.%u.%u.%u\n", i / 3600, i / 60 % 60, i % 60);
		break;
	case MAIL:
		vg_buf_addf(text, "a%u@b.example ", i);
		break;
	case SIGNS:
		vg_buf_add_text(text, "a@a@a@a@a@a@a@a@");
		break;
	case N_FORMS:
		break;
	}
}

/* The CPU that 'n' different addresses of one form take, in a house of 200 persons. */
static clock_t
cost(enum form form, unsigned n, size_t *replaced)
{
	struct vg_mask *mask = vg_mask_new();
	struct vg_buf text, out;
	char name[32];

	vg_buf_init(&text, 0);
	vg_buf_init(&out, 0);
	for (unsigned i = 0; i < 200; i++) {
		vg_text_format(name, sizeof(name), "Jeanne Martin-%u", i);
		vg_mask_add(mask, "person", name);
	}
	for (unsigned i = 0; i < n; i++)
		write_form(&text, form, i);
	clock_t before = clock();
	vg_mask_text(mask, vg_buf_text(&text), &out);
	clock_t after = clock();
	*replaced = vg_mask_replaced(mask);
	vg_buf_fini(&text);
	vg_buf_fini(&out);
	vg_mask_free(mask);
	return after - before;
}

/* Twice the text is no four times the work; of several tries the least, in turns. */
static void
many_addresses_cost_what_they_are(void **state)
{
	(void)state;
	for (enum form form = IPV4; form < N_FORMS; form++) {
		clock_t once = 0, twice = 0;
		size_t replaced;
		for (int i = 0; i < 5; i++) {
			clock_t a = cost(form, 8000, &replaced);
			assert_true(form == SIGNS || replaced == 8000);
			clock_t b = cost(form, 16000, &replaced);
			assert_true(form == SIGNS || replaced == 16000);
			once = i == 0 || a < once ? a : once;
			twice = i == 0 || b < twice ? b : twice;
		}
		if ((double)twice > 2.8 * (double)once)
			fail_msg("form %d: %ld for 8000, %ld for 16000", (int)form,
			    (long)once, (long)twice);
	}
}

/* An address that is known goes where its form is none, in whichever run it came to stand. */
static void
a_known_address_goes_anywhere(void **state)
{
	struct vg_mask *mask = vg_mask_new();
	struct vg_buf text, out;
	char first[64];

	(void)state;
	vg_buf_init(&text, 0);
	for (unsigned i = 0; i < 100; i++)
		vg_buf_addf(&text, "10.7.8.%u\n", i);
	vg_buf_init(&out, 0);
	vg_mask_text(mask, vg_buf_text(&text), &out);
	vg_buf_fini(&out);
	for (unsigned i = 0; i < 100; i++) {
		char wanted[64];
		vg_text_format(first, sizeof(first), "1.3.6.1.2.1.10.7.8.%u", i);
		vg_text_format(wanted, sizeof(wanted), "1.3.6.1.2.1.address-%u", i + 1);
		vg_buf_init(&out, 0);
		vg_mask_text(mask, first, &out);
		assert_string_equal(vg_buf_text(&out), wanted);
		vg_buf_fini(&out);
	}
	assert_int_equal(vg_mask_replaced(mask), 100);
	vg_buf_fini(&text);
	vg_mask_free(mask);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(texts),
	    cmocka_unit_test(json_is_masked_as_it_reads),
	    cmocka_unit_test(it_learns_the_system_group),
	    cmocka_unit_test(no_json_is_refused),
	    cmocka_unit_test(many_addresses_cost_what_they_are),
	    cmocka_unit_test(a_known_address_goes_anywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
