/*
 * SHA-256 by libcrypto.
 */
#include "lib/base/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>

#include "lib/base/mem.h"
#include "lib/base/text.h"

/* A digest that fails means libcrypto is unusable: there is nothing sane to go on with. */
static void
must(int ok)
{
	if (!ok)
		abort();
}

/* Fetched once for each thread: a look-up in libcrypto costs more than the digest of a message. */
static const EVP_MD *
sha256(void)
{
	static _Thread_local EVP_MD *md;

	if (!md)
		md = EVP_MD_fetch(NULL, "SHA256", NULL);
	must(md != NULL);
	return md;
}

struct vg_digest_run {
	EVP_MD_CTX *context;
};

struct vg_digest_run *
vg_digest_begin(void)
{
	struct vg_digest_run *run = vg_mem_zero(sizeof(*run));

	run->context = EVP_MD_CTX_new();
	must(run->context != NULL);
	must(EVP_DigestInit_ex(run->context, sha256(), NULL));
	return run;
}

void
vg_digest_add(struct vg_digest_run *run, const void *data, size_t size)
{
	must(EVP_DigestUpdate(run->context, data, size));
}

struct vg_digest
vg_digest_end(struct vg_digest_run *run)
{
	struct vg_digest out;

	must(EVP_DigestFinal_ex(run->context, out.octet, NULL));
	EVP_MD_CTX_free(run->context);
	free(run);
	return out;
}

static struct vg_digest
digest_two(const void *head, size_t head_size, const void *data, size_t size)
{
	struct vg_digest out;
	EVP_MD_CTX *context = EVP_MD_CTX_new();

	must(context != NULL);
	must(EVP_DigestInit_ex(context, sha256(), NULL));
	must(EVP_DigestUpdate(context, head, head_size));
	must(EVP_DigestUpdate(context, data, size));
	must(EVP_DigestFinal_ex(context, out.octet, NULL));
	EVP_MD_CTX_free(context);
	return out;
}

struct vg_digest
vg_digest_of(const void *data, size_t size)
{
	return digest_two("", 0, data, size);
}

struct vg_digest
vg_digest_chain(const struct vg_digest *previous, const void *data, size_t size)
{
	return digest_two(previous->octet, sizeof(previous->octet), data, size);
}

struct vg_digest
vg_digest_keyed(const void *key, size_t key_size, const void *data, size_t size)
{
	struct vg_digest out;
	unsigned n = sizeof(out.octet);

	must(HMAC(EVP_sha256(), key, (int)key_size, data, size, out.octet, &n) != NULL);
	return out;
}

void
vg_digest_text(const struct vg_digest *digest, char text[VG_DIGEST_TEXT_SIZE])
{
	vg_text_hex(text, digest->octet, sizeof(digest->octet));
}

bool
vg_digest_same(const struct vg_digest *a, const struct vg_digest *b)
{
	return vg_digest_equal_bytes(a->octet, b->octet, sizeof(a->octet));
}

bool
vg_digest_equal_bytes(const void *a, const void *b, size_t size)
{
	return CRYPTO_memcmp(a, b, size) == 0;
}
