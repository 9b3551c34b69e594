/*
 * FNV-1a.
 */
#include "lib/base/hash.h"

#include <string.h>

uint32_t
vg_hash_octets(const void *data, size_t size)
{
	const unsigned char *at = data;
	uint32_t hash = UINT32_C(2166136261);

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ at[i]) * UINT32_C(16777619);
	return hash;
}

uint32_t
vg_hash_text(const char *text)
{
	return vg_hash_octets(text, strlen(text));
}
