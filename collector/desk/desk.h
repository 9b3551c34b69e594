/*
 * The desk: the one place that carries decisions out, and the product's API.  Every door and
 * the intake come here; nobody else touches the store.
 *
 * A call is one transaction: facts are loaded, pure rooms decide, deeds are written, and only
 * after COMMIT somebody is told.  Time is an argument everywhere.
 *
 * Invariants: what vg_desk_intake says may be acknowledged is on disk; one poisonous message
 * stops no other; at most one open case for a subject and class.
 */
#ifndef VG_COLLECTOR_DESK_DESK_H
#define VG_COLLECTOR_DESK_DESK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "collector/conf/conf.h"
#include "collector/correl/facts.h"
#include "collector/desk/deskpage.h"
#include "lib/base/detail.h"
#include "lib/model/trap.h"
#include "lib/pack/packset.h"

struct vg_desk;

/* --- life ------------------------------------------------------------------------------ */

/*
 * Opens the database 'path' (":memory:" for plays), adds 1 to engineBoots and commits that, and
 * takes up what was left.  Borrows 'packs' and takes 'conf' in its vg_desk_set_conf.
 * Returns VG_OK and '*desk', or what vg_db_open returns, with detail.
 */
int
vg_desk_open(const char *path, const struct vg_packset *packs, struct vg_wall now,
    struct vg_desk **desk, struct vg_detail *detail);

/* Closes it; takes 'desk' (NULL is silent). */
void
vg_desk_close(struct vg_desk *desk);

/* Lets the desk read old trees again, by which finished cases were judged; borrows 'context'. */
struct vg_context;
struct vg_dbsync;
void
vg_desk_set_context(struct vg_desk *desk, const struct vg_context *context);

/* A tree that somebody decided; all borrowed. */
struct vg_desk_revision {
	const char *content; /* its JSON */
	const char *door;    /* "file", "socket" */
	const char *who;     /* a user of the tree, or "vigie": the program itself */
	const char *diff;    /* against the one before (vg_tree_diff) */
};

/*
 * Puts a tree in force: takes 'conf', and records 'revision' as a new one unless the last one
 * taken by that door has the same SHA-256 (by another door than "file": and is the newest).
 * VG_OK, or VG_EFULL/VG_EIO with detail: then the tree before stays in force ('conf' is taken
 * and gone).
 */
int
vg_desk_set_conf(struct vg_desk *desk, struct vg_conf *conf,
    const struct vg_desk_revision *revision, struct vg_wall now,
    struct vg_detail *detail);

/* The JSON of the revision taken last, or NULL when there is none; the caller frees it. */
char *
vg_desk_last_tree(struct vg_desk *desk);

/* The tree in force and the packs; borrowed until the next vg_desk_set_conf. */
const struct vg_conf *
vg_desk_conf(const struct vg_desk *desk);

/* The packs (borrowed). */
const struct vg_packset *
vg_desk_packs(const struct vg_desk *desk);

/* How many trees have been put in force since the start: another number, another tree. */
unsigned
vg_desk_conf_number(const struct vg_desk *desk);

/* snmpEngineBoots of this start, and the engine's 8 random octets made with the database. */
uint32_t
vg_desk_boots(const struct vg_desk *desk);
const unsigned char *
vg_desk_engine_octets(const struct vg_desk *desk);

/* --- intake ---------------------------------------------------------------------------- */

enum vg_intake_result {
	VG_INTAKE_STORED, /* on disk: acknowledge */
	VG_INTAKE_KNOWN,  /* on disk since earlier: acknowledge again */
	VG_INTAKE_FOLDED, /* beyond the budget of its source: counted; of an inform on disk */
	VG_INTAKE_REFUSED, /* never to be stored (identity, malformed): do not acknowledge */
	VG_INTAKE_FAILED, /* not on disk now: do not acknowledge, the sender tries again */
	VG_INTAKE_OVERLOAD /* too many of its agent wait: do not acknowledge, as FAILED */
};

enum { VG_DESK_BATCH = 256 };

/*
 * Stores and applies 'n' traps (borrowed, at most VG_DESK_BATCH) in one transaction, in their
 * order, and writes one result each.  'details', when not NULL, gets a sentence for each that was
 * refused.
 * Returns VG_OK; VG_EFULL or VG_EIO when the transaction failed (all results VG_INTAKE_FAILED).
 */
int
vg_desk_intake(struct vg_desk *desk, const struct vg_trap *traps, size_t n,
    struct vg_wall now, enum vg_intake_result *results, struct vg_detail *details);

/*
 * The same, without waiting for the disk: what 'results' say is stored is so once vg_desk_sync has
 * brought '*number' to disk; 0: it is so now.  Whoever asks the desk sees it at once.
 */
int
vg_desk_intake_written(struct vg_desk *desk, const struct vg_trap *traps, size_t n,
    struct vg_wall now, enum vg_intake_result *results, struct vg_detail *details,
    uint64_t *number);

/* What brings it there, made when it is first asked for; borrowed.  NULL: each commit waits. */
struct vg_dbsync *
vg_desk_sync(struct vg_desk *desk);

/* --- timers ---------------------------------------------------------------------------- */

/*
 * To be told both clocks at every turn of the loop that runs timers: a step of the wall clock is
 * recorded, and breaches wait for 10 minutes (policy section 5).
 */
void
vg_desk_look_at_clocks(struct vg_desk *desk, struct vg_wall wall, struct vg_mono mono);

/*
 * To be told the same behind that, and before anything that goes for its age is let go, with
 * whether the kernel says that the clock is 'kept' (NTP): a clock that is not believed
 * (collector/sla/clockdoubt.h) destroys nothing.
 */
void
vg_desk_judge_clock(
    struct vg_desk *desk, struct vg_wall wall, struct vg_mono mono, bool kept);

/* Whether the clock, as it was judged last, is not believed. */
bool
vg_desk_clock_is_doubted(struct vg_desk *desk);

/* Nobody was heard for a while because the program stood still: agents' silence counts anew. */
void
vg_desk_was_away(struct vg_desk *desk, struct vg_wall now);

/* When the next due row is due; unset: never. */
struct vg_wall
vg_desk_next_due(const struct vg_desk *desk);

/*
 * Carries out every row that is due at 'now', each in its own transaction, at most 1,000.
 * VG_OK, or VG_EFULL/VG_EIO (rows stay due).
 */
int
vg_desk_run_due(struct vg_desk *desk, struct vg_wall now);

/* --- commands -------------------------------------------------------------------------- */

/* Who asks, through which door. */
struct vg_actor {
	const char *user;  /* "claire" */
	const char *proxy; /* the user that spoke for it, or NULL */
	const char *door;  /* "socket", "play" ... */
	enum vg_role role;
};

/* One named value of a command; borrowed. */
struct vg_act_arg {
	const char *name, *value;
};

/* A command of a person: an RPC of vigie-cases, whatever the door. */
struct vg_act {
	const char *verb;   /* "take", "return-confirm" */
	const char *object; /* what it is about: "2026-000001"; "" it makes a new one */
	const struct vg_act_arg *args;
	size_t n_args;
	const char *idempotency_key; /* NULL: none */
	struct vg_wall at;           /* when it happened; unset: now */
};

struct vg_act_result {
	char object[VG_QUALIFIER_SIZE]; /* what it was about, as it is audited */
	char state[24];                 /* of the object, now */
	char text[VG_TEXT_SIZE];        /* what the person should know; "" nothing */
	char made
	    [VG_CASE_NUMBER_SIZE]; /* the case that it opened for its object; "" none */
	char *
	    document; /* what was asked for and is longer; the caller frees it; NULL: none */
	bool repeated; /* the idempotency key was known: nothing was done again */
};

/*
 * Carries a command out in one transaction.  Returns VG_OK; VG_EACCESS when the role may not;
 * VG_ENOENT when there is no such verb or object; VG_EPOLICY with clause, what is missing and
 * the command that mends it, also for an 'at' in the future, before what it answers, or too far
 * back; VG_EINVAL for a missing or wrong value; VG_ECONFLICT for an idempotency key used for
 * something else; VG_EFULL, VG_EIO.
 */
int
vg_desk_act(struct vg_desk *desk, const struct vg_actor *actor, const struct vg_act *act,
    struct vg_wall now, struct vg_act_result *result, struct vg_detail *detail);

/* The i-th verb and what its object is called ("case", "return"); false past the last. */
bool
vg_desk_act_at(size_t i, const char **verb, const char **object);

/* The one authorisation function: whether 'role' may do 'what' ("read", "take", "note" ...). */
bool
vg_desk_may(enum vg_role role, const char *what);

/* --- queries: each calls 'cb' once a row, in order; structs are borrowed for the call ------ */

struct vg_case_view {
	char number[VG_CASE_NUMBER_SIZE];
	enum vg_case_state state;
	const char *fault; /* "none", "standing", "cleared", "not-known", "flapping" */
	const char *title, *subject, *class;
	enum vg_severity severity;
	const char *owner; /* "" nobody */
	const char *ball;  /* "client", "integrator", "supplier", "carrier" */
	const char *client, *site, *device, *supplier, *contract, *mode, *entitlement,
	    *entitlement_text;
	int64_t revision;
	struct vg_wall opened, changed, closed;
	const char *cause, *cure, *rung_text;
	int rung;
	bool worse;
	const char *rule, *queue; /* of the tree's case rules; "" none */
	int priority;             /* 1 before all */
	const char *next_target;  /* "" none runs */
	struct vg_wall next_due;
	int64_t next_remaining_us;
};
typedef void (*vg_case_cb)(const struct vg_case_view *view, void *cookie);

enum { VG_DESK_PAGE = 1000 }; /* rows that a list of what is over gives at most */

/* One case; VG_ENOENT when there is none. */
int
vg_desk_case(struct vg_desk *desk, const char *number, struct vg_wall now, vg_case_cb cb,
    void *cookie);

struct vg_alarm_view {
	int64_t id; /* its number */
	const char *resource, *kind, *qualifier, *device, *agent, *text, *case_number,
	    *role;
	const char *class, *source, *serial;
	enum vg_severity severity;
	bool cleared, flapping, known; /* known: false while its agent is silent */
	struct vg_wall created, raised, changed;
	int rung, cause;
	int64_t repeats;
	const char *shelf, *shelved_by; /* the shelf that holds it, whose; "" none */
	const char *work;               /* planned work that holds it; "" none */
	struct vg_wall shelved_until;   /* unset: on no shelf */
};
typedef void (*vg_alarm_cb)(const struct vg_alarm_view *view, void *cookie);

/* The alarms of a case, in the order in which they came; all of them: collector/desk/desklist.h. */
int
vg_desk_alarms(
    struct vg_desk *desk, const char *case_number, vg_alarm_cb cb, void *cookie);

/* The alarm with this key, or with the row 'id', if there is one. */
int
vg_desk_alarm_of(struct vg_desk *desk, const char *resource, const char *kind,
    const char *qualifier, vg_alarm_cb cb, void *cookie);
int
vg_desk_alarm(struct vg_desk *desk, int64_t id, vg_alarm_cb cb, void *cookie);

struct vg_target_view {
	const char *name, *calendar, *clause, *end_cause;
	const char *part; /* the return whose clock it is; "": the case's own */
	struct vg_target_state state;
};
typedef void (*vg_target_cb)(const struct vg_target_view *view, void *cookie);
int
vg_desk_targets(struct vg_desk *desk, const char *case_number, struct vg_wall now,
    vg_target_cb cb, void *cookie);

struct vg_suggestion_view {
	const char *resource, *grade, *part, *serial, *rule, *reason, *check;
	const char *against;  /* one reason a line, '\n' between; "" none */
	const char *kind;     /* "standard", "doa", "repeat" */
	const char *evidence; /* what is known of the fault, a sentence */
	const char *checked;  /* the check that was recorded last; "" none */
	struct vg_wall since;
};
typedef void (*vg_suggestion_cb)(const struct vg_suggestion_view *view, void *cookie);
int
vg_desk_suggestions(
    struct vg_desk *desk, const char *case_number, vg_suggestion_cb cb, void *cookie);

struct vg_entry_view {
	int64_t sequence;
	struct vg_wall happened, recorded;
	const char *kind, *who, *side, *ball, *text;
};
typedef void (*vg_entry_cb)(const struct vg_entry_view *view, void *cookie);
/* The journal of a case, in the order of recording: a page of it, or all ('page' NULL). */
int
vg_desk_entries(struct vg_desk *desk, const char *case_number, struct vg_deskpage *page,
    vg_entry_cb cb, void *cookie);

struct vg_device_view {
	const struct vg_conf_device *device; /* the tree's */
	const char *family, *model, *serial, *software,
	    *hardware;            /* as polled; "" not known */
	struct vg_wall heard;     /* the last inventory */
	int64_t standing;         /* alarms of it that stand */
	enum vg_severity highest; /* of them */
};

typedef void (*vg_device_cb)(const struct vg_device_view *view, void *cookie);
int
vg_desk_devices(struct vg_desk *desk, vg_device_cb cb, void *cookie);

struct vg_agent_view {
	const struct vg_conf_agent *agent; /* the tree's */
	const char *state;                 /* "alive", "silent", "unknown" */
	unsigned char spool[VG_SPOOL_SIZE];
	int64_t last_sequence, queue, standing, clock_offset_ms;
	const char *version;
	struct vg_wall heard;
	const char *stage; /* of its silence: "none", "silent", "case", "page" */
	struct vg_wall
	    silent_since;     /* heard last, or awaited from; unset: it is not silent */
	struct vg_wall back;  /* heard again, its list awaited; unset: it is not */
	bool awaited;         /* what stands there is not known until its list comes */
	bool deaf;            /* it is the collector that does not hear */
	int64_t not_known;    /* alarms that stand there and nobody sees */
	struct vg_wall beat;  /* the last heartbeat; unset: none */
	int64_t cycle_age_ms; /* of its last complete round, as it said; -1 not known */
	bool agrees; /* what its heartbeat says stands there is what stands here */
};
typedef void (*vg_agent_cb)(const struct vg_agent_view *view, void *cookie);
int
vg_desk_agents(struct vg_desk *desk, vg_agent_cb cb, void *cookie);

/* Evidence of a case: the bodies that its agents sent, joined; JSON texts. */
struct vg_evidence_view {
	const char *device;
	struct vg_wall received;
	const void *body; /* as the agent sent it: JSON, or gzip of JSON */
	size_t size;
};
typedef void (*vg_evidence_cb)(const struct vg_evidence_view *view, void *cookie);
int
vg_desk_evidence(
    struct vg_desk *desk, const char *case_number, vg_evidence_cb cb, void *cookie);

/* --- what happened --------------------------------------------------------------------- */

struct vg_happening {
	int64_t sequence; /* ascending for ever: the id of the event stream */
	struct vg_wall at;
	const char
	    *kind; /* "case-opened", "case-changed", "case-closed", "alarm-raised" ... */
	const char *case_number, *resource, *text;
};
typedef void (*vg_happening_cb)(const struct vg_happening *happening, void *cookie);

/* Calls 'cb' after each COMMIT for each happening in it (one listener; NULL: none). */
void
vg_desk_set_listener(struct vg_desk *desk, vg_happening_cb cb, void *cookie);

/* The number of the last kept happening before 'at'; 0: there is none. */
int64_t
vg_desk_happening_before(struct vg_desk *desk, struct vg_wall at);

/* Calls 'cb' for kept happenings after 'sequence', at most 'rows'. */
int
vg_desk_happenings(struct vg_desk *desk, int64_t sequence, size_t rows,
    vg_happening_cb cb, void *cookie);

/*
 * Walks the chains of journal and audit: VG_OK, or VG_ECORRUPT with the chain and the first row
 * that does not fit in 'detail'.
 */
int
vg_desk_verify(struct vg_desk *desk, struct vg_detail *detail);

/*
 * The same of the database 'path', of which no collector runs: engineBoots stay as they are.
 * VG_ENOENT when there is none; else as vg_desk_open.
 */
int
vg_desk_verify_file(const char *path, struct vg_detail *detail);

/* Counters of messages since the database was made. */
struct vg_desk_counts {
	int64_t stored, known, applied, unapplied, history, waiting;
};
void
vg_desk_counts(struct vg_desk *desk, struct vg_desk_counts *counts);

#endif
