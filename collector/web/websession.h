/*
 * The sessions of people who logged in: a bounded table in memory.
 *
 * Of a session's identifier the SHA-256 alone is kept, so that no copy of our memory gives one.
 * A session ends when nothing was asked for 'idle', 'life' after its log-in, by a log-out, or when
 * another one needs its place.  Pure: time and chance are arguments.
 */
#ifndef VG_COLLECTOR_WEB_WEBSESSION_H
#define VG_COLLECTOR_WEB_WEBSESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/digest.h"
#include "lib/time/instant.h"

enum { VG_WEBSESSION_CHANCE = 32, VG_WEBSESSION_ID_SIZE = 65 };

struct vg_websessions;

struct vg_websession_limits {
	size_t most, most_user;   /* at a time; of one user; 1 or more */
	int64_t idle_us, life_us; /* after which a session is over */
};

/* Gives an empty table. */
struct vg_websessions *
vg_websession_new(const struct vg_websession_limits *limits);

/* Releases it (NULL is silent). */
void
vg_websession_free(struct vg_websessions *all);

enum { VG_WEBSESSION_PROOF_SIZE = 40 };

/*
 * Begins a session of 'user', who logged in with 'proof' (both borrowed), at 'now' with 'chance'
 * (32 random octets, borrowed) and writes its identifier, 64 hexadecimal digits, into 'id'.  Of a
 * full table, or a user with as many as he may have, the one idle longest goes.
 */
void
vg_websession_begin(struct vg_websessions *all, const char *user, const char *proof,
    struct vg_mono now, const unsigned char chance[VG_WEBSESSION_CHANCE],
    char id[VG_WEBSESSION_ID_SIZE]);

/*
 * The user of session 'id' (borrowed) at 'now', which is his last request from now on; borrowed
 * until the next call, NULL when there is no such session.  'number' (NULL: not wanted) gets a
 * number that no other session ever has.
 */
const char *
vg_websession_user(
    struct vg_websessions *all, const char *id, struct vg_mono now, uint64_t *number);

/* Ends session 'id' (borrowed) and returns its number; 0 when there is none. */
uint64_t
vg_websession_end(struct vg_websessions *all, const char *id);

/* Whether the session 'number' goes on at 'now'.  Asking is no request. */
bool
vg_websession_lives(
    const struct vg_websessions *all, uint64_t number, struct vg_mono now);

/*
 * Gives a 'user' with sessions whose proof was not looked at for 'older_us', as of 'now' it is;
 * false when there is none.
 */
bool
vg_websession_to_look_at(struct vg_websessions *all, int64_t older_us, struct vg_mono now,
    char *user, size_t size);

/* Ends the sessions of 'user' that did not begin with 'proof' (both borrowed); how many. */
size_t
vg_websession_end_without(
    struct vg_websessions *all, const char *user, const char *proof);

/* How many there are. */
size_t
vg_websession_count(const struct vg_websessions *all);

#endif
