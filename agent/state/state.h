/*
 * What the agent keeps over a restart: its spool's name, the next number, what stands, what it
 * knew of each device.
 *
 * One file, STATE/spool.db, with SQLite's synchronous=FULL.  A damaged one is refused and left
 * as it is.  The functions that write must run inside a transaction of vg_state_db where they
 * say so; the others make their own.
 */
#ifndef VG_AGENT_STATE_STATE_H
#define VG_AGENT_STATE_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/fault/raised.h"
#include "lib/base/detail.h"
#include "lib/base/digest.h"
#include "lib/model/event.h"
#include "lib/sql/db.h"

struct vg_state;

/* What was known of a device. */
struct vg_state_device {
	char family[VG_NAME_SIZE]; /* "" when not known */
	char inventory[65];        /* digest of the inventory told last, or "" */
	unsigned char engine[32];  /* SNMPv3 engineID */
	size_t engine_size;        /* 0: none */
	uint32_t boots, time;      /* of that engine, at 'at' */
	struct vg_wall at;
};

/* Which collector was heard last: a new database of it is another engine. */
struct vg_state_collector {
	unsigned char engine[32]; /* SNMPv3 engineID */
	size_t engine_size;       /* 0: none yet */
	uint32_t boots;
};

typedef void (*vg_state_standing_cb)(const struct vg_event *event, void *cookie);
typedef void (*vg_state_last_cb)(
    const char *rule, const char *key, const char *text, void *cookie);

/*
 * Opens 'path' (borrowed), made with a random spool name when it is not there, and gives
 * '*state'.  Errors as vg_db_open; a damaged file is VG_ECORRUPT and stays untouched, the
 * detail naming file, check and remedy.
 */
int
vg_state_open(const char *path, struct vg_state **state, struct vg_detail *detail);

/* Closes it (NULL is silent). */
void
vg_state_close(struct vg_state *state);

/*
 * Puts the spool file 'path' (borrowed) and what lies beside it aside as PATH.SECONDS of 'now',
 * so that the next vg_state_open makes a new one.  '*kept' (of 'size' octets) gets the new name.
 * VG_OK (also when there is no file: then '*kept' is ""), or VG_EIO with detail.
 */
int
vg_state_put_aside(const char *path, struct vg_wall now, char *kept, size_t size,
    struct vg_detail *detail);

/* The database, borrowed: for agent/spool and for transactions. */
struct vg_db *
vg_state_db(struct vg_state *state);

/* The spool's 8 octets, borrowed. */
const unsigned char *
vg_state_spool(const struct vg_state *state);

/* The key of hashes that stand for personal data, made by chance with the file; borrowed. */
const struct vg_digest *
vg_state_key(const struct vg_state *state);

/* Whether the file was made by this vg_state_open. */
bool
vg_state_is_new(const struct vg_state *state);

/* The next number, as it was when the file was opened. */
uint64_t
vg_state_next(const struct vg_state *state);

/*
 * Counts one more start of the agent as an SNMP engine, on disk before it returns, and gives the
 * number in '*boots' (1 the first time).  VG_OK, VG_EFULL or VG_EIO.
 */
int
vg_state_boot(struct vg_state *state, uint32_t *boots);

/* Calls 'cb' with 'cookie' for each standing fault, by number; key without agent. */
void
vg_state_each_standing(struct vg_state *state, vg_state_standing_cb cb, void *cookie);

/*
 * Inside a transaction: keeps 'message' (borrowed) as the last one of its fault, or takes the
 * fault out when it is a clear.  VG_OK, VG_EFULL or VG_EIO.
 */
int
vg_state_put_standing(struct vg_state *state, const struct vg_event *message);

typedef void (*vg_state_raise_cb)(const struct vg_raise *raise, void *cookie);

/*
 * Calls 'cb' for each raise of the time that kinds look back (agent/fault/raised) before the
 * newest one, the oldest first.
 */
void
vg_state_each_raise(struct vg_state *state, vg_state_raise_cb cb, void *cookie);

/* Inside a transaction: keeps 'next' as the next number.  VG_OK, VG_EFULL or VG_EIO. */
int
vg_state_put_next(struct vg_state *state, uint64_t next);

/* The texts that rules of "changed" compare with: kept, told and forgotten by device. */
int
vg_state_put_last(struct vg_state *state, const char *device, const char *rule,
    const char *key, const char *text);
void
vg_state_each_last(
    struct vg_state *state, const char *device, vg_state_last_cb cb, void *cookie);
int
vg_state_drop_last(struct vg_state *state, const char *device);

/* Keeps and tells what is known of 'device'; VG_ENOENT when nothing is. */
int
vg_state_put_device(
    struct vg_state *state, const char *device, const struct vg_state_device *known);
int
vg_state_get_device(
    struct vg_state *state, const char *device, struct vg_state_device *known);

/* Forgets all that is known of 'device' (borrowed).  VG_OK, VG_EFULL or VG_EIO. */
int
vg_state_forget_device(struct vg_state *state, const char *device);

/* Forgets of every device which inventory was told last.  VG_OK, VG_EFULL or VG_EIO. */
int
vg_state_untell_devices(struct vg_state *state);

/* Keeps and tells what is known of the collector 'name'; VG_ENOENT when nothing is. */
int
vg_state_put_collector(
    struct vg_state *state, const char *name, const struct vg_state_collector *known);
int
vg_state_get_collector(
    struct vg_state *state, const char *name, struct vg_state_collector *known);

#endif
