/*
 * SHA-256, for keys of uniqueness, the audit's chain and blob names.  Owner of libcrypto's
 * digests (docs/DESIGN.md R4).
 */
#ifndef VG_LIB_BASE_DIGEST_H
#define VG_LIB_BASE_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

enum { VG_DIGEST_SIZE = 32, VG_DIGEST_TEXT_SIZE = 65 };

struct vg_digest {
	unsigned char octet[VG_DIGEST_SIZE];
};

/* SHA-256 (FIPS 180-4) of 'size' bytes at 'data' (borrowed). */
struct vg_digest
vg_digest_of(const void *data, size_t size);

/*
 * SHA-256 of what comes in pieces: begin gives a run, add takes 'size' bytes at 'data'
 * (borrowed), end takes the run and gives the digest.
 */
struct vg_digest_run;
struct vg_digest_run *
vg_digest_begin(void);
void
vg_digest_add(struct vg_digest_run *run, const void *data, size_t size);
struct vg_digest
vg_digest_end(struct vg_digest_run *run);

/* SHA-256 of the concatenation previous ‖ data: one link of a hash chain. */
struct vg_digest
vg_digest_chain(const struct vg_digest *previous, const void *data, size_t size);

/* HMAC-SHA-256 (RFC 2104) of 'size' bytes at 'data' under 'key' (both borrowed). */
struct vg_digest
vg_digest_keyed(const void *key, size_t key_size, const void *data, size_t size);

/* Writes the digest as 64 hexadecimal digits and NUL into 'text' (65 bytes). */
void
vg_digest_text(const struct vg_digest *digest, char text[VG_DIGEST_TEXT_SIZE]);

/* Whether both are equal, in time that does not depend on where they differ. */
bool
vg_digest_same(const struct vg_digest *a, const struct vg_digest *b);

/* Whether 'size' bytes at 'a' and 'b' (borrowed) are equal, in constant time. */
bool
vg_digest_equal_bytes(const void *a, const void *b, size_t size);

#endif
