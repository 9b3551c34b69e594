/*
 * The trap socket: receives v1, v2c and v3 traps and informs, hands them over in batches, and
 * acknowledges an inform only when the one who stores says that it is stored.
 *
 * Every datagram climbs the same steps, cheapest first: size, source, quota of its source, the
 * gate, (v3) engine and user, libsnmp.  Each step that refuses has its counter, and
 * received = the sum of all causes, always.
 *
 * What is beyond the budget of its source is refused, unless somebody counts it ('excess_cb').
 * Then ten times its rate is read whole and handed over, marked as excess.  Beyond that plain
 * traps (v1, v2c) are only asked their name, but for the last one of a source in what was read at
 * once, and what would cost a digest, or deserve an answer, is refused unread: a source that
 * floods costs two microseconds a datagram.
 *
 * Refuses to know what a trap means.  Sources: RFC 3416 4.2.6-7, RFC 3584 3.1 (v1 to v2),
 * RFC 3414 (USM).
 */
#ifndef VG_LIB_TRAPIN_TRAPIN_H
#define VG_LIB_TRAPIN_TRAPIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/detail.h"
#include "lib/loop/loop.h"
#include "lib/model/trap.h"
#include "lib/os/net.h"
#include "lib/snmp/seen.h"
#include "lib/snmp/usm.h"

struct vg_trapin;

enum { VG_TRAPIN_BATCH = 256, VG_TRAPIN_MAX_SIZE = 8192 };

/* Where each received datagram ends, exactly one of: */
#define VG_TRAPIN_CAUSES(X)                                                              \
	X(VG_TRAPIN_STORED, "stored", "stored")                                          \
	X(VG_TRAPIN_FOLDED, "folded",                                                    \
	    "beyond the budget of its source, counted by name")                          \
	X(VG_TRAPIN_REFUSED, "refused", "refused by the desk")                           \
	X(VG_TRAPIN_FAILED, "not-stored", "could not be stored")                         \
	X(VG_TRAPIN_OVERSIZE, "oversize", "larger than 8 KiB")                           \
	X(VG_TRAPIN_SOURCE, "source", "source not allowed")                              \
	X(VG_TRAPIN_QUOTA, "quota", "quota of its source used up")                       \
	X(VG_TRAPIN_MALFORMED, "malformed", "malformed")                                 \
	X(VG_TRAPIN_PDU, "pdu", "no trap and no inform")                                 \
	X(VG_TRAPIN_DISCOVERY, "discovery", "engine discovery, answered")                \
	X(VG_TRAPIN_ENGINE, "engine", "unknown engine")                                  \
	X(VG_TRAPIN_USER, "user", "unknown user")                                        \
	X(VG_TRAPIN_LEVEL, "level", "less protected than its user must be")              \
	X(VG_TRAPIN_DIGEST, "digest", "wrong digest")                                    \
	X(VG_TRAPIN_WINDOW, "window", "not in time window")                              \
	X(VG_TRAPIN_CIPHER, "cipher", "cannot be decrypted")                             \
	X(VG_TRAPIN_DECODE, "decode", "cannot be decoded")                               \
	X(VG_TRAPIN_OVERLOAD, "overload", "too many wait before it")                     \
	X(VG_TRAPIN_VERSION, "version", "v1/v2c not allowed from this source")           \
	X(VG_TRAPIN_COMMUNITY, "community", "wrong community")                           \
	X(VG_TRAPIN_REPLAY, "replay", "older than what was heard")

#define VG_TRAPIN_ENUM(name, key, text) name,
enum vg_trapin_cause { VG_TRAPIN_CAUSES(VG_TRAPIN_ENUM) VG_TRAPIN_N_CAUSES };
#undef VG_TRAPIN_ENUM

struct vg_trapin_statistics {
	uint64_t
	    received; /* read, and no part of a batch that waits; sum of 'by_cause' */
	uint64_t by_cause[VG_TRAPIN_N_CAUSES];
	uint64_t kernel_drops;   /* lost in the socket's buffer, never read */
	uint64_t acknowledged;   /* replies to informs sent */
	uint64_t reports;        /* SNMPv3 Reports sent */
	uint64_t reply_failures; /* replies or reports that could not be sent */
	int buffer_size;         /* octets of SO_RCVBUF as granted */
};

/*
 * Takes the 'n' (1 to VG_TRAPIN_BATCH) 'traps' (borrowed until it returns) and writes for each
 * what became of it into 'fates': VG_TRAPIN_STORED or, of excess, VG_TRAPIN_FOLDED (an inform is
 * acknowledged then: it, or the count that it is in, is on disk),
 * VG_TRAPIN_REFUSED (for good; not acknowledged, for what is acknowledged is on disk) or
 * VG_TRAPIN_FAILED or _OVERLOAD (nothing is answered, the sender tries again); the former is what
 * 'fates' hold before the call.  May stop the loop; may not free the receiver.
 *
 * Gives 0 when the fates are so now.  Any other number says that what is stored or folded is so
 * once vg_trapin_settle names that number or a later one: until then nothing of the batch is
 * answered, and no other is read, so that the next gathers in the kernel; but a full batch in which
 * nobody waits for an answer waits for nothing: its fates are counted now.
 */
typedef uint64_t (*vg_trapin_batch_cb)(
    const struct vg_trap *traps, size_t n, enum vg_trapin_cause *fates, void *cookie);

/*
 * Told of each datagram that is not handed over: 'source' and 'text' are borrowed.  For the
 * log; the caller limits how often it writes.  May be NULL.
 */
typedef void (*vg_trapin_refused_cb)(enum vg_trapin_cause cause,
    const struct vg_address *source, const char *text, void *cookie);

/*
 * Told of each datagram of 'source' beyond its budget that is not handed over: 'oid' says what
 * the notification is called; NULL: it was not read, and its cause is VG_TRAPIN_QUOTA.  Both are
 * borrowed.
 */
typedef void (*vg_trapin_excess_cb)(const struct vg_address *source,
    const struct vg_oid *oid, struct vg_wall received, void *cookie);

/*
 * Gives the users that 'source' (borrowed) may be; borrowed, outlives the receiver.  NULL: none.
 */
typedef struct vg_usm *(*vg_trapin_users_cb)(
    const struct vg_address *source, void *cookie);

/*
 * Asked of each v1 and v2c message before it is decoded: VG_TRAPIN_STORED to go on, or why not
 * (VG_TRAPIN_VERSION, VG_TRAPIN_COMMUNITY).  All is borrowed.  NULL: each goes on.
 */
typedef enum vg_trapin_cause (*vg_trapin_plain_cb)(
    const struct vg_address *source, const void *community, size_t size, void *cookie);

/*
 * Told that the foreign engine of 'size' octets at 'engine' sent from 'source' (both borrowed) a
 * trap whose digest verified, whether or not it was timely.  May be NULL.
 */
typedef void (*vg_trapin_engine_cb)(const void *engine, size_t size,
    const struct vg_address *source, struct vg_mono now, void *cookie);

struct vg_trapin_config {
	struct vg_address address;  /* where to listen; port 0: any */
	const char *const *allowed; /* "127.0.0.0/8", "::1", ...; borrowed for the call */
	size_t n_allowed;           /* 0: nobody */
	unsigned rate;              /* datagrams a second from one source; 0: 2,000 */
	unsigned burst;             /* how many at once; 0: 4,000 */
	struct vg_usm *usm; /* users; borrowed, outlives the receiver; NULL: no v3 */
	vg_trapin_users_cb users_cb; /* asked instead of 'usm' when it is set */
	vg_trapin_plain_cb plain_cb;
	vg_trapin_engine_cb engine_cb;
	vg_trapin_batch_cb batch_cb;
	vg_trapin_refused_cb refused_cb;
	vg_trapin_excess_cb excess_cb; /* NULL: what is beyond a budget is refused */
	int buffer;                    /* octets of SO_RCVBUF to ask for; 0: 8 MiB */
	void *cookie;
};

/*
 * Opens the socket and begins to receive on 'loop' (borrowed, outlives it).  Our own engine
 * must be set (vg_usm_set_engine) before, when users are given.
 * Gives the receiver, or NULL with 'detail': VG_EBUSY port in use, VG_EACCESS, VG_EIO,
 * VG_EPARSE for an entry of 'allowed' that is no address or prefix.
 */
struct vg_trapin *
vg_trapin_open(struct vg_loop *loop, const struct vg_trapin_config *config,
    struct vg_detail *detail);

/*
 * The same for a listener of a tree: binds 'host' (numeric) and 'port' in place of the address of
 * 'config' (all borrowed).  Errors name the listener 'name'.
 */
struct vg_trapin *
vg_trapin_listen(struct vg_loop *loop, const struct vg_trapin_config *config,
    const char *name, const char *host, uint16_t port, struct vg_detail *detail);

/* Answers a batch that waits for 'number' or an earlier one, and reads on. */
void
vg_trapin_settle(struct vg_trapin *in, uint64_t number);

/* Closes the socket; what waits is not answered.  NULL is silent. */
void
vg_trapin_close(struct vg_trapin *in);

/*
 * Lets the socket go on under another 'config' (borrowed), whose address does not count; the counts
 * go on, the budgets begin anew.  VG_OK, or VG_EPARSE with 'detail' and everything as it was.
 */
int
vg_trapin_change(struct vg_trapin *in, const struct vg_trapin_config *config,
    struct vg_detail *detail);

/* Replaces the users: 'usm' is borrowed as before. */
void
vg_trapin_set_users(struct vg_trapin *in, struct vg_usm *usm);

/* What is remembered of foreign engines; borrowed. */
struct vg_seen *
vg_trapin_seen(struct vg_trapin *in);

/* The address it listens on, port filled in. */
void
vg_trapin_address(const struct vg_trapin *in, struct vg_address *address);

void
vg_trapin_get_statistics(
    const struct vg_trapin *in, struct vg_trapin_statistics *statistics);

/* Adds the counts of 'in' to 'sum' (buffer_size stays as it is). */
void
vg_trapin_sum(const struct vg_trapin *in, struct vg_trapin_statistics *sum);

/* "stored", "digest", ...: the key of a counter; and its text for people (both static). */
const char *
vg_trapin_cause_key(enum vg_trapin_cause cause);
const char *
vg_trapin_cause_text(enum vg_trapin_cause cause);

#endif
