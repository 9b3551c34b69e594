/*
 * Hashes of pass phrases: their one form, and that they fit what they are of.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/scrypt.h"

#define SALT "000102030405060708090a0b0c0d0e0f"
#define HASH SALT SALT

static void
one_form_is_read(void **state)
{
	static const struct {
		const char *text;
		int code;
	} rows[] = {
	    {"$scrypt$ln=15,r=8,p=1$" SALT "$" HASH, VG_OK},
	    {"$scrypt$ln=17,r=8,p=4$" SALT "$" HASH, VG_OK},
	    {"$scrypt$ln=13,r=8,p=1$" SALT "$" HASH, VG_EPARSE},
	    {"$scrypt$ln=18,r=8,p=1$" SALT "$" HASH, VG_EPARSE},
	    {"$scrypt$ln=15,r=9,p=1$" SALT "$" HASH, VG_EPARSE},
	    {"$scrypt$ln=15,r=8,p=0$" SALT "$" HASH, VG_EPARSE},
	    {"$scrypt$ln=15,r=8,p=5$" SALT "$" HASH, VG_EPARSE},
	    {"$scrypt$ln= 15,r=8,p=1$" SALT "$" HASH, VG_EPARSE},
	    {"$scrypt$ln=+15,r=8,p=1$" SALT "$" HASH, VG_EPARSE},
	    {"$scrypt$ln=015,r=8,p=1$" SALT "$" HASH, VG_EPARSE},
	    {"$scrypt$ln=4294967311,r=8,p=1$" SALT "$" HASH, VG_EPARSE},
	    {"$scrypt$ln=15,r=8,p=1$" SALT "$" SALT, VG_EPARSE},
	    {"$scrypt$ln=15,r=8,p=1$" SALT "$" HASH "00", VG_EPARSE},
	    {"$scrypt$ln=15,r=8,p=1$" SALT "$" HASH " ", VG_EPARSE},
	    {"$scrypt$ln=15,r=8,p=1$" HASH "$" HASH, VG_EPARSE},
	    {"$scrypt$ln=15,r=8,p=1$$", VG_EPARSE},
	    {"", VG_EPARSE},
	};
	struct vg_scrypt scrypt;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (vg_scrypt_parse(rows[i].text, &scrypt) != rows[i].code)
			fail_msg("%s", rows[i].text);
	}
}

static void
a_hash_fits_its_phrase_alone(void **state)
{
	static const unsigned char salt[VG_SCRYPT_SALT_SIZE] = {1, 2, 3};
	char text[VG_SCRYPT_TEXT_SIZE];
	struct vg_scrypt scrypt;

	(void)state;
	assert_int_equal(vg_scrypt_make("phrase", 6, salt, text), VG_OK);
	assert_int_equal(vg_scrypt_parse(text, &scrypt), VG_OK);
	assert_true(vg_scrypt_check(&scrypt, "phrase", 6));
	assert_false(vg_scrypt_check(&scrypt, "phrasf", 6));
	assert_false(vg_scrypt_check(&scrypt, "phrase", 5));
	scrypt.hash[31] ^= 1;
	assert_false(vg_scrypt_check(&scrypt, "phrase", 6));
}

/* RFC 7914, section 12, has no vector of our costs; Python's hashlib made this one. */
static void
it_is_scrypt(void **state)
{
	struct vg_scrypt scrypt;

	(void)state;
	assert_int_equal(
	    vg_scrypt_parse(
		"$scrypt$ln=14,r=8,p=1$" SALT "$"
		"531604fe738df33ae62cd2b994bfe3f573ed28c0d9e5547f875b6413189ce59a",
		&scrypt),
	    VG_OK);
	assert_true(vg_scrypt_check(&scrypt, "pleaseletmein", 13));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one_form_is_read),
	    cmocka_unit_test(a_hash_fits_its_phrase_alone),
	    cmocka_unit_test(it_is_scrypt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
