/*
 * Secrets in memory.
 */
#include "lib/base/secret.h"

#include <string.h>

#include <openssl/crypto.h>

#include "lib/base/error.h"

int
vg_secret_set(struct vg_secret *secret, const void *data, size_t size)
{
	vg_secret_wipe(secret);
	if (size >= VG_SECRET_MAX)
		return VG_ELIMIT;
	if (size)
		memcpy(secret->data, data, size);
	secret->size = size;
	return VG_OK;
}

bool
vg_secret_same(const struct vg_secret *secret, const void *data, size_t size)
{
	return secret->size == size && CRYPTO_memcmp(secret->data, data, size) == 0;
}

void
vg_secret_wipe(struct vg_secret *secret)
{
	explicit_bzero(secret, sizeof(*secret));
}
