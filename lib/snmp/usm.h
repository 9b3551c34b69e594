/*
 * Users of SNMPv3's User-based Security Model, authPriv with HMAC-SHA-256 (192 bits) and
 * AES-128 unless a line of the tree says less, and our own engine as an authority.
 *
 * Pass phrases are turned into master keys once (2.5 ms); keys for one engine are made on
 * demand.  libsnmp's own list of users is linear and global, so it holds one entry at a time:
 * vg_usm_put before a message is handled, vg_usm_take after.
 *
 * Sources: RFC 3414 (USM), RFC 7860 (SHA-256), RFC 3826 (AES).
 */
#ifndef VG_LIB_SNMP_USM_H
#define VG_LIB_SNMP_USM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/detail.h"
#include "lib/base/secret.h"

struct vg_usm_user;
struct vg_usm; /* users by name and engine */

enum { VG_USM_ENGINE_MAX = 32 };

/* How well a message is protected (RFC 3411 SnmpSecurityLevel). */
enum vg_usm_level { VG_USM_NOAUTH, VG_USM_AUTH, VG_USM_PRIV };

/*
 * Gives a user called 'name' (1 to 32 octets, borrowed) with the pass phrases 'auth' and
 * 'priv' (borrowed, 8 octets or more), or NULL with 'detail' (VG_EINVAL).
 */
struct vg_usm_user *
vg_usm_user_new(const char *name, const struct vg_secret *auth,
    const struct vg_secret *priv, struct vg_detail *detail);

/*
 * The same for a user whose messages are taken from the level 'minimum' on: 'auth' may be empty
 * (size 0) at VG_USM_NOAUTH, 'priv' below VG_USM_PRIV.
 */
struct vg_usm_user *
vg_usm_user_at(const char *name, enum vg_usm_level minimum, const struct vg_secret *auth,
    const struct vg_secret *priv, struct vg_detail *detail);

/* Makes it a user of the engine of 'size' octets (5 to 32) at 'engine' (borrowed) alone. */
void
vg_usm_user_bind(struct vg_usm_user *user, const void *engine, size_t size);

/* Takes 'next': its keys are tried where those of 'user' (borrowed) do not fit. */
void
vg_usm_user_also(struct vg_usm_user *user, struct vg_usm_user *next);

/* The keys of 'user' to try first, and those to try then (NULL: none); both borrowed. */
struct vg_usm_user *
vg_usm_user_first(struct vg_usm_user *user);
struct vg_usm_user *
vg_usm_user_second(struct vg_usm_user *user);

/* The second keys of 'user' (borrowed) fitted: they are the first from now on. */
void
vg_usm_user_swap(struct vg_usm_user *user);

/* Whether the keys (borrowed) can read what is encrypted. */
bool
vg_usm_user_has_priv(const struct vg_usm_user *user);

/* The level from which on messages of 'user' (borrowed) are taken. */
enum vg_usm_level
vg_usm_user_minimum(const struct vg_usm_user *user);

/* Wipes and frees it and its other keys; NULL is silent. */
void
vg_usm_user_free(struct vg_usm_user *user);

/* How many master keys are known by their phrase: of users that are there, no others. */
size_t
vg_usm_known_keys(void);

/* The name (borrowed). */
const char *
vg_usm_user_name(const struct vg_usm_user *user);

/*
 * Makes 'user' (borrowed) the one entry of libsnmp's list, with its keys for the engine of
 * 'size' octets at 'engine' (borrowed).  VG_OK, or VG_EAUTH when no keys can be made.
 */
int
vg_usm_put(struct vg_usm_user *user, const unsigned char *engine, size_t size);

/*
 * Appends to 'plain' what the 'size' octets at 'secret' are without their encryption by the user
 * whom vg_usm_put has put there, for the engine's 'boots' and 'time' and the 8 octets at 'salt'
 * (all borrowed).  VG_OK, or VG_EAUTH.  Source: RFC 3826 3.1.4.
 */
struct vg_buf;
int
vg_usm_decrypt(uint32_t boots, uint32_t time, const unsigned char *salt,
    const unsigned char *secret, size_t size, struct vg_buf *plain);

/* Empties libsnmp's list again and forgets what it noted about that engine. */
void
vg_usm_take(void);

/* Gives an empty set of users; free takes it and all users in it (NULL is silent). */
struct vg_usm *
vg_usm_new(void);
void
vg_usm_free(struct vg_usm *usm);

/* Takes 'user' into the set, replacing one of the same name and engine. */
void
vg_usm_add(struct vg_usm *usm, struct vg_usm_user *user);

/* The user of any engine whose name is the 'size' octets at 'name' (borrowed), or NULL. */
struct vg_usm_user *
vg_usm_find(const struct vg_usm *usm, const void *name, size_t size);

/*
 * The user of the engine of 'engine_size' octets at 'engine' (borrowed), else of any engine, whose
 * name is the 'size' octets at 'name' (borrowed); borrowed, or NULL.  '*elsewhere' says then
 * whether other engines have a user of that name.
 */
struct vg_usm_user *
vg_usm_of(const struct vg_usm *usm, const void *name, size_t size, const void *engine,
    size_t engine_size, bool *elsewhere);

/*
 * Sets our own engine: 'size' octets (5 to 32) at 'engine' (borrowed) and its 'boots', which
 * the caller has made durable before.  VG_OK or VG_EINVAL.  Once per process, after
 * vg_library_start.
 */
int
vg_usm_set_engine(const unsigned char *engine, size_t size, uint32_t boots);

/*
 * The same for a program of ours: its engineID is made of the 8 octets at 'name' (borrowed), which
 * stay the same for the life of its database.  Starts libsnmp.  VG_OK or an error with 'detail'.
 */
int
vg_usm_own_engine(const void *name, uint32_t boots, struct vg_detail *detail);

/* Our engineID: borrowed, '*size' octets; 0 while none is set. */
const unsigned char *
vg_usm_engine(size_t *size);

#endif
