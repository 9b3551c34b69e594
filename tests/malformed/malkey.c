/*
 * The keys of one SNMPv3 user.
 */
#include "tests/malformed/malkey.h"

#include <string.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

enum { SPREAD = 1048576 };

/* RFC 3414 A.2: a mebibyte of the phrase, hashed. */
static void
spread(const char *phrase, unsigned char key[32])
{
	EVP_MD_CTX *hash = EVP_MD_CTX_new();
	size_t size = strlen(phrase);
	unsigned char block[64];

	EVP_DigestInit_ex(hash, EVP_sha256(), NULL);
	for (size_t done = 0; done < SPREAD; done += sizeof(block)) {
		for (size_t i = 0; i < sizeof(block); i++)
			block[i] = (unsigned char)phrase[(done + i) % size];
		EVP_DigestUpdate(hash, block, sizeof(block));
	}
	EVP_DigestFinal_ex(hash, key, NULL);
	EVP_MD_CTX_free(hash);
}

void
vg_malkey_make(struct vg_malkey *key, const char *auth, const char *priv)
{
	spread(auth, key->auth);
	spread(priv, key->priv);
}

static void
localize(const unsigned char master[32], const void *engine, size_t engine_size,
    unsigned char key[32])
{
	EVP_MD_CTX *hash = EVP_MD_CTX_new();

	EVP_DigestInit_ex(hash, EVP_sha256(), NULL);
	EVP_DigestUpdate(hash, master, 32);
	EVP_DigestUpdate(hash, engine, engine_size);
	EVP_DigestUpdate(hash, master, 32);
	EVP_DigestFinal_ex(hash, key, NULL);
	EVP_MD_CTX_free(hash);
}

void
vg_malkey_sign(const struct vg_malkey *key, const void *engine, size_t engine_size,
    const void *data, size_t size, unsigned char mac[VG_MALKEY_MAC])
{
	unsigned char local[32], whole[EVP_MAX_MD_SIZE];
	unsigned n = sizeof(whole);

	localize(key->auth, engine, engine_size, local);
	HMAC(EVP_sha256(), local, sizeof(local), data, size, whole, &n);
	memcpy(mac, whole, VG_MALKEY_MAC);
}

static void
put_u32(unsigned char *octets, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		octets[i] = (unsigned char)(value >> (24 - 8 * i));
}

void
vg_malkey_crypt(const struct vg_malkey *key, int encrypt, const void *engine,
    size_t engine_size, uint32_t boots, uint32_t time,
    const unsigned char salt[VG_MALKEY_SALT], unsigned char *data, size_t size)
{
	EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
	unsigned char local[32], iv[16];
	int done = 0;

	localize(key->priv, engine, engine_size, local);
	put_u32(iv, boots);
	put_u32(iv + 4, time);
	memcpy(iv + 8, salt, VG_MALKEY_SALT);
	EVP_CipherInit_ex(cipher, EVP_aes_128_cfb128(), NULL, local, iv, encrypt);
	EVP_CipherUpdate(cipher, data, &done, data, (int)size);
	EVP_CIPHER_CTX_free(cipher);
}
