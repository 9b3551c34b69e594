/*
 * Failures by key: a digest of the user's name, or of the address.
 */
#include "collector/web/webbrake.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/digest.h"
#include "lib/base/mem.h"

enum { FORGET_S = 3600 };

/* How many failures are free, and the longest wait. */
struct terms {
	unsigned free;
	int64_t most_s;
};

static const struct terms of_user = {3, 30}, of_address = {10, 900};

struct failure {
	struct vg_digest key;
	unsigned n; /* 0: the place is free */
	struct vg_mono last, until;
};

struct vg_webbrake {
	struct failure places[VG_WEBBRAKE_PLACES];
};

struct vg_webbrake *
vg_webbrake_new(void)
{
	return vg_mem_zero(sizeof(struct vg_webbrake));
}

void
vg_webbrake_free(struct vg_webbrake *brake)
{
	free(brake);
}

static struct vg_digest
key_of_user(const char *user)
{
	return vg_digest_keyed("user", 4, user, strlen(user));
}

/* Of IPv6 the first half, which is one network's. */
static struct vg_digest
key_of_address(const struct vg_address *from)
{
	static const unsigned char mapped[12] = {[10] = 0xFF, [11] = 0xFF};
	unsigned char octets[16];

	vg_net_octets(from, octets);
	return vg_digest_keyed(
	    "address", 7, octets, memcmp(octets, mapped, sizeof(mapped)) == 0 ? 16 : 8);
}

static const struct failure *
find(const struct vg_webbrake *brake, const struct vg_digest *key, struct vg_mono now)
{
	for (size_t i = 0; i < VG_WEBBRAKE_PLACES; i++) {
		const struct failure *f = &brake->places[i];
		if (f->n && vg_digest_same(&f->key, key) &&
		    vg_instant_mono_since(now, f->last) < FORGET_S * VG_SECOND_US)
			return f;
	}
	return NULL;
}

static int64_t
wait_of(const struct vg_webbrake *brake, const struct vg_digest *key, struct vg_mono now)
{
	const struct failure *f = find(brake, key, now);
	int64_t us = f ? vg_instant_mono_since(f->until, now) : 0;

	return us > 0 ? (us + VG_SECOND_US - 1) / VG_SECOND_US : 0;
}

int64_t
vg_webbrake_wait(const struct vg_webbrake *brake, const char *user,
    const struct vg_address *from, struct vg_mono now)
{
	struct vg_digest by_user = key_of_user(user);
	struct vg_digest by_address = key_of_address(from);
	int64_t a = wait_of(brake, &by_user, now);
	int64_t b = wait_of(brake, &by_address, now);

	return a > b ? a : b;
}

/* The place of 'key', or else the one that is missed least. */
static struct failure *
place_of(struct vg_webbrake *brake, const struct vg_digest *key)
{
	struct failure *best = &brake->places[0];

	for (size_t i = 0; i < VG_WEBBRAKE_PLACES; i++) {
		struct failure *f = &brake->places[i];
		if (f->n && vg_digest_same(&f->key, key))
			return f;
		if (best->n && (!f->n || f->until.us < best->until.us))
			best = f;
	}
	*best = (struct failure){.key = *key};
	return best;
}

static void
fail(struct vg_webbrake *brake, const struct vg_digest *key, const struct terms *terms,
    struct vg_mono now)
{
	struct failure *f = place_of(brake, key);
	int64_t wait_s = 0;

	if (f->n && vg_instant_mono_since(now, f->last) >= FORGET_S * VG_SECOND_US)
		f->n = 0;
	f->n++;
	if (f->n > terms->free) {
		unsigned doublings = f->n - terms->free - 1;
		wait_s = doublings < 20 ? INT64_C(1) << doublings : terms->most_s;
		wait_s = wait_s < terms->most_s ? wait_s : terms->most_s;
	}
	f->last = now;
	f->until = vg_instant_mono_add(now, wait_s * VG_SECOND_US);
}

void
vg_webbrake_fail(struct vg_webbrake *brake, const char *user,
    const struct vg_address *from, struct vg_mono now)
{
	struct vg_digest by_user = key_of_user(user);
	struct vg_digest by_address = key_of_address(from);

	fail(brake, &by_user, &of_user, now);
	fail(brake, &by_address, &of_address, now);
}

void
vg_webbrake_succeed(
    struct vg_webbrake *brake, const char *user, const struct vg_address *from)
{
	struct vg_digest by_user = key_of_user(user);
	struct vg_digest by_address = key_of_address(from);

	for (size_t i = 0; i < VG_WEBBRAKE_PLACES; i++) {
		struct failure *f = &brake->places[i];
		if (f->n && vg_digest_same(&f->key, &by_user)) {
			f->n = 0;
		} else if (f->n && vg_digest_same(&f->key, &by_address)) {
			f->n--;
			f->until = f->last;
		}
	}
}
