/*
 * scrypt by OpenSSL.
 */
#include "lib/base/scrypt.h"

#include <openssl/evp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/digest.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

enum { LN = 15, R = 8, P = 1 };
#define MAX_MEMORY (UINT64_C(160) << 20) /* 128 * r * 2^17, and some */

static const char form[] = "$scrypt$ln=%u,r=%u,p=%u$%32[0-9a-f]$%64[0-9a-f]%n";

int
vg_scrypt_parse(const char *text, struct vg_scrypt *scrypt)
{
	char salt[2 * VG_SCRYPT_SALT_SIZE + 1], hash[2 * VG_SCRYPT_HASH_SIZE + 1];
	char again[VG_SCRYPT_TEXT_SIZE];
	unsigned ln = 0, r = 0, p = 0;
	int n = -1;

	if (strlen(text) >= VG_SCRYPT_TEXT_SIZE ||
	    sscanf(text, form, &ln, &r, &p, salt, hash, &n) != 5 || n < 0 || text[n])
		return VG_EPARSE;
	if (ln < 14 || ln > 17 || r != R || p < 1 || p > 4 ||
	    vg_text_unhex(scrypt->salt, sizeof(scrypt->salt), salt) != VG_OK ||
	    vg_text_unhex(scrypt->hash, sizeof(scrypt->hash), hash) != VG_OK)
		return VG_EPARSE;
	/* One spelling: no signs, spaces or leading zeros. */
	vg_text_format(
	    again, sizeof(again), "$scrypt$ln=%u,r=%u,p=%u$%s$%s", ln, r, p, salt, hash);
	if (strcmp(again, text) != 0)
		return VG_EPARSE;
	scrypt->ln = ln;
	scrypt->r = r;
	scrypt->p = p;
	return VG_OK;
}

static bool
derive(const struct vg_scrypt *scrypt, const void *phrase, size_t size,
    unsigned char out[VG_SCRYPT_HASH_SIZE])
{
	return EVP_PBE_scrypt(phrase, size, scrypt->salt, sizeof(scrypt->salt),
		   UINT64_C(1) << scrypt->ln, scrypt->r, scrypt->p, MAX_MEMORY, out,
		   VG_SCRYPT_HASH_SIZE) == 1;
}

int
vg_scrypt_make(const void *phrase, size_t size,
    const unsigned char salt[VG_SCRYPT_SALT_SIZE], char text[VG_SCRYPT_TEXT_SIZE])
{
	struct vg_scrypt scrypt = {.ln = LN, .r = R, .p = P};
	char salt_text[2 * VG_SCRYPT_SALT_SIZE + 1];
	char hash_text[2 * VG_SCRYPT_HASH_SIZE + 1];

	memcpy(scrypt.salt, salt, sizeof(scrypt.salt));
	if (!derive(&scrypt, phrase, size, scrypt.hash))
		return VG_EIO;
	vg_text_hex(salt_text, scrypt.salt, sizeof(scrypt.salt));
	vg_text_hex(hash_text, scrypt.hash, sizeof(scrypt.hash));
	return vg_text_format(text, VG_SCRYPT_TEXT_SIZE, "$scrypt$ln=%u,r=%u,p=%u$%s$%s",
	    scrypt.ln, scrypt.r, scrypt.p, salt_text, hash_text);
}

bool
vg_scrypt_check(const struct vg_scrypt *scrypt, const void *phrase, size_t size)
{
	unsigned char out[VG_SCRYPT_HASH_SIZE];
	bool derived = derive(scrypt, phrase, size, out);
	bool same = vg_digest_equal_bytes(out, scrypt->hash, sizeof(out));

	explicit_bzero(out, sizeof(out));
	return derived && same;
}
