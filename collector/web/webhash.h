/*
 * Pass phrases compared with hashes, in a child: a comparison takes a tenth of a second of a
 * processor and 32 MiB, and the loop waits for none.
 *
 * The child is this program anew; it has one socket, no file and no key, and does nothing else.
 * One that dies or hangs costs the log-ins that wait for it, and is replaced.
 */
#ifndef VG_COLLECTOR_WEB_WEBHASH_H
#define VG_COLLECTOR_WEB_WEBHASH_H

#include <stdbool.h>

#include "lib/base/scrypt.h"
#include "lib/base/secret.h"
#include "lib/loop/loop.h"

/* The option that makes this program the child; its input and output are the socket. */
#define VG_WEBHASH_OPTION "--compare-pass-phrases"

struct vg_webhash;

/* Gives one on 'loop' (borrowed, outlives it); the child is started when it is wanted. */
struct vg_webhash *
vg_webhash_new(struct vg_loop *loop);

/* Ends the child, tells VG_EIO to who waits, and releases it (NULL is silent). */
void
vg_webhash_free(struct vg_webhash *hash);

/* 'code' is VG_OK and 'fits' what came out, or VG_EIO when nobody found out. */
typedef void (*vg_webhash_cb)(int code, bool fits, void *cookie);

/*
 * Lets 'phrase' be compared with 'scrypt' (both borrowed for the call); 'cb' is called once with
 * 'cookie', never before this returns.  VG_OK; VG_ELIMIT when too many wait already, or VG_EIO when
 * there is no child: then 'cb' is not called.
 */
int
vg_webhash_check(struct vg_webhash *hash, const struct vg_scrypt *scrypt,
    const struct vg_secret *phrase, vg_webhash_cb cb, void *cookie);

/* What the child does until its input ends; its exit code. */
int
vg_webhash_child(void);

#endif
