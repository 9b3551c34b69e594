/*
 * FNV-1a of 32 bits, for tables: never for secrets, nor to trust what comes from outside.
 *
 * Pure.  Source: draft-eastlake-fnv.
 */
#ifndef VG_LIB_BASE_HASH_H
#define VG_LIB_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

/* The hash of 'size' octets at 'data' (borrowed). */
uint32_t
vg_hash_octets(const void *data, size_t size);

/* The hash of 'text' (borrowed), without its NUL. */
uint32_t
vg_hash_text(const char *text);

#endif
