/*
 * The asking side of SNMP: many requests in flight on one UDP socket per address family.
 *
 * A reply counts only when its request-id, source address and port, version, community (or USM
 * authentication) and PDU type are those of a request in flight.  A retransmission keeps its
 * request-id.  A port that answers "unreachable" fails its requests at once (IP_RECVERR).
 * Requests wait in a queue when the socket's real receive buffer could not hold their replies.
 *
 * Refuses to know what a probe is, when to ask next, or whether a device is down: agent/poll.
 */
#ifndef VG_LIB_SNMP_ENGINE_H
#define VG_LIB_SNMP_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/detail.h"
#include "lib/loop/loop.h"
#include "lib/model/value.h"
#include "lib/os/credential.h"
#include "lib/os/net.h"

struct vg_engine;
struct vg_engine_target;

enum {
	VG_ENGINE_MAX_OIDS = 64,
	VG_ENGINE_MAX_WINDOW = 4096,
	VG_ENGINE_BUFFER = 4 * 1024 * 1024 /* octets of receive buffer asked for */
};

enum vg_engine_outcome {
	VG_ENGINE_ANSWER,      /* a response came; see error_status */
	VG_ENGINE_TIMEOUT,     /* silence through all tries */
	VG_ENGINE_UNREACHABLE, /* the host or network says that nobody is there */
	VG_ENGINE_REFUSED, /* SNMPv3: user, key or level not accepted; 'text' says which */
	VG_ENGINE_REPLACED /* SNMPv3: it has another engineID than is known of it */
};

/* All borrowed until the callback returns. */
struct vg_engine_answer {
	enum vg_engine_outcome outcome;
	int error_status;            /* RFC 3416: 0 noError, 1 tooBig, 5 genErr ... */
	int error_index;             /* 1..n, 0: none */
	struct vg_varbind *varbinds; /* in the device's order; values may be moved out */
	size_t n_varbinds;
	size_t octets;    /* of the datagram that brought them */
	int64_t rtt_us;   /* -1 unless the first try was answered */
	unsigned tries;   /* datagrams sent */
	const char *text; /* one clause for people; "" for an answer */
};

/*
 * The answer to one request; called exactly once for each, never before the asking function
 * has returned, not at all after vg_engine_target_free or vg_engine_free.  May ask again, and
 * may free the target, but not the engine.
 */
typedef void (*vg_engine_cb)(const struct vg_engine_answer *answer, void *cookie);

struct vg_engine_statistics {
	uint64_t sent, retransmitted, answered, timed_out, unreachable, refused;
	uint64_t malformed;    /* datagrams that are no SNMP answer at all */
	uint64_t unexpected;   /* no such request (late, doubled or invented) */
	uint64_t wrong_source; /* right id, wrong address or port */
	uint64_t wrong_secret; /* right id and source, wrong community or digest */
	uint64_t kernel_drops; /* lost in the socket's buffer */
	uint64_t unsent;       /* tries that could not leave this machine */
};

/*
 * Gives an engine on 'loop' (borrowed, outlives it).  Each request is tried 'tries' times (1
 * to 10); a try waits as long as the device's round trips say (lib/snmp/rto.h), 'timeout_ms' (1
 * to 60,000) at most and while none is known.  NULL with 'detail' when no socket can be opened.
 */
struct vg_engine *
vg_engine_new(
    struct vg_loop *loop, int64_t timeout_ms, unsigned tries, struct vg_detail *detail);

/* What an operator may want otherwise; 0 leaves a value as it is. */
struct vg_engine_tuning {
	int64_t least_wait_ms; /* of a try, however fast the device; 500 unless said */
	size_t max_window;     /* requests in flight, 1 to VG_ENGINE_MAX_WINDOW */
	int buffer;            /* octets of receive buffer to ask for */
};
void
vg_engine_tune(struct vg_engine *engine, const struct vg_engine_tuning *tuning);

/*
 * How many requests may be in flight in their first try: what the real receive buffer can hold
 * of full-sized replies (octets / 2,560), and not more than was tuned.
 */
size_t
vg_engine_window(const struct vg_engine *engine);

/* Frees the engine and its targets; requests in flight are forgotten.  NULL is silent. */
void
vg_engine_free(struct vg_engine *engine);

/*
 * Adds a device at 'address' (borrowed, with port).  'user' NULL: v2c with the credential's
 * community; else SNMPv3 authPriv as 'user' with its pass phrases.  'credential' is borrowed,
 * what is needed of it copied.  Gives the target, borrowed from the engine; NULL with 'detail'
 * when the credential lacks what the version needs.
 */
struct vg_engine_target *
vg_engine_target_new(struct vg_engine *engine, const struct vg_address *address,
    const char *user, const struct vg_credential *credential, struct vg_detail *detail);

/* Frees the target; its requests are forgotten without a call. */
void
vg_engine_target_free(struct vg_engine_target *target);

/*
 * Lets answers of 'target' come from the 'n' 'addresses' (borrowed, with port) too: a device with
 * several addresses may answer from another one than it was asked at.  Replaces what was said
 * before.
 */
void
vg_engine_target_also(
    struct vg_engine_target *target, const struct vg_address *addresses, size_t n);

/* What is known of a v3 target's engine, to be kept over a restart. */
struct vg_engine_state {
	unsigned char engine[32];
	size_t engine_size; /* 0: not discovered (always so for v2c) */
	uint32_t boots;
	uint32_t time; /* at this moment */
};

void
vg_engine_target_get_state(
    const struct vg_engine_target *target, struct vg_engine_state *state);
void
vg_engine_target_set_state(
    struct vg_engine_target *target, const struct vg_engine_state *state);

/*
 * Asks for 'n' (1 to VG_ENGINE_MAX_OIDS) instances 'oids' (borrowed) in one GET.
 * VG_OK: 'cb' will be called with 'cookie'.  VG_ELIMIT: too many, or the request does not fit
 * a datagram; VG_EBUSY: 65,536 requests wait already.
 */
int
vg_engine_get(struct vg_engine *engine, struct vg_engine_target *target,
    const struct vg_oid *oids, size_t n, vg_engine_cb cb, void *cookie);

/*
 * The same by GETBULK: the first 'non_repeaters' of 'oids' once, the others up to
 * 'repetitions' (1 to 100) times.
 */
int
vg_engine_bulk(struct vg_engine *engine, struct vg_engine_target *target,
    int non_repeaters, int repetitions, const struct vg_oid *oids, size_t n,
    vg_engine_cb cb, void *cookie);

/* Requests that have been asked and not yet called back. */
size_t
vg_engine_pending(const struct vg_engine *engine);

void
vg_engine_get_statistics(
    const struct vg_engine *engine, struct vg_engine_statistics *statistics);

#endif
