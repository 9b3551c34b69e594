/*
 * The keys of one SNMPv3 user, on both sides: HMAC-SHA-256 cut to 24 octets, AES-128 in CFB mode.
 * Nothing of the product and nothing of libsnmp.
 *
 * Sources: RFC 3414 section 2.6 and appendix A.2, RFC 7860, RFC 3826.
 */
#ifndef VG_TESTS_MALFORMED_MALKEY_H
#define VG_TESTS_MALFORMED_MALKEY_H

#include <stddef.h>
#include <stdint.h>

enum { VG_MALKEY_MAC = 24, VG_MALKEY_SALT = 8 };

struct vg_malkey {
	unsigned char auth[32], priv[32]; /* master keys */
};

/* Makes the master keys of two pass phrases (borrowed). */
void
vg_malkey_make(struct vg_malkey *key, const char *auth, const char *priv);

/* Signs 'size' octets at 'data' for the engine (borrowed); the digest's place holds zeros. */
void
vg_malkey_sign(const struct vg_malkey *key, const void *engine, size_t engine_size,
    const void *data, size_t size, unsigned char mac[VG_MALKEY_MAC]);

/* Encrypts or decrypts in place. */
void
vg_malkey_crypt(const struct vg_malkey *key, int encrypt, const void *engine,
    size_t engine_size, uint32_t boots, uint32_t time,
    const unsigned char salt[VG_MALKEY_SALT], unsigned char *data, size_t size);

#endif
