/*
 * Whose a token is: asked of the collector, and remembered for a few seconds.
 *
 * A token that was revoked proves nothing from then on; streams that were opened with it are asked
 * for again every half minute.
 */
#ifndef VG_COLLECTOR_WEB_WEBTOKEN_H
#define VG_COLLECTOR_WEB_WEBTOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include "collector/web/webforward.h"
#include "lib/loop/loop.h"

/* How long it is remembered: as long may a revoked one be taken. */
#define VG_WEBTOKEN_KEEP_US (5 * VG_SECOND_US)

struct vg_webtokens;

/* Gives one that asks by 'forward' (borrowed; released before this) on 'loop'. */
struct vg_webtokens *
vg_webtoken_new(struct vg_loop *loop, struct vg_webforward *forward);

/* Releases it (NULL is silent). */
void
vg_webtoken_free(struct vg_webtokens *tokens);

/*
 * Finds out whose the token with the SHA-256 'digest' (hexadecimal; borrowed) is.  'cb' is called
 * once with 'cookie', perhaps before this returns: VG_OK and the user (borrowed), with the 'bond'
 * that vg_webtoken_lives knows; VG_ENOENT when it is nobody's; else a code of
 * lib/fetch/fetchmany.h.
 */
typedef void (*vg_webtoken_cb)(int code, const char *user, uint64_t bond, void *cookie);
void
vg_webtoken_find(
    struct vg_webtokens *tokens, const char *digest, vg_webtoken_cb cb, void *cookie);

/* Bonds of tokens have this bit, those of sessions do not. */
#define VG_WEBTOKEN_BOND (UINT64_C(1) << 63)

/* Whether the token of 'bond' proved somebody when it was asked for last. */
bool
vg_webtoken_lives(struct vg_webtokens *tokens, uint64_t bond);

#endif
