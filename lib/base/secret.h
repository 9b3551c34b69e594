/*
 * A secret in memory: bounded, wiped when released, never formatted by anything here.
 */
#ifndef VG_LIB_BASE_SECRET_H
#define VG_LIB_BASE_SECRET_H

#include <stdbool.h>
#include <stddef.h>

enum { VG_SECRET_MAX = 256 };

struct vg_secret {
	size_t size;                       /* octets used; 0: none */
	unsigned char data[VG_SECRET_MAX]; /* followed by a NUL when there is room */
};

/*
 * Copies 'size' octets of 'data' (borrowed) into 'secret', wiping what was there.
 * Returns VG_OK, or VG_ELIMIT for more than VG_SECRET_MAX - 1 octets (then it is empty).
 */
int
vg_secret_set(struct vg_secret *secret, const void *data, size_t size);

/*
 * Whether 'secret' is the 'size' octets at 'data' (both borrowed), in a time that does not tell
 * where they differ.
 */
bool
vg_secret_same(const struct vg_secret *secret, const void *data, size_t size);

/* Wipes 'secret' in a way the compiler may not leave out. */
void
vg_secret_wipe(struct vg_secret *secret);

#endif
