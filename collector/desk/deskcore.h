/*
 * What the files of the desk share: its state, and the steps that call each other.
 *
 * Not outside the desk: its header is collector/desk/desk.h.
 */
#ifndef VG_COLLECTOR_DESK_DESKCORE_H
#define VG_COLLECTOR_DESK_DESKCORE_H

#include "collector/correl/facts.h"
#include "collector/desk/desk.h"
#include "collector/desk/deskdisk.h"
#include "collector/sla/clockdoubt.h"
#include "collector/sla/step.h"
#include "collector/store/schema.h"
#include "lib/base/buf.h"
#include "lib/base/digest.h"
#include "lib/model/vigiemib.h"
#include "lib/sql/db.h"

struct vg_stormtally;

/*
 * So many happenings may have been told to streams before a disk has them, and so many of their
 * numbers a start leaves out: a power cut must not make one be given twice.
 */
#define VG_DESK_AHEAD_MAX INT64_C(100000)

/* How far what was told is ahead of the disk, in numbers of happenings (desktransaction.c). */
struct vg_desk_ahead {
	bool written; /* the transaction under way is committed without waiting for it */
	int64_t told, on_disk; /* the last one of each; on disk for certain */
};

/* A happening of the transaction under way, told after its commit. */
struct vg_pending {
	int64_t sequence;
	struct vg_wall at;
	char kind[32];
	char case_number[VG_CASE_NUMBER_SIZE];
	char resource[VG_RESOURCE_SIZE];
	char text[VG_TEXT_SIZE];
};

/* What deskdisk.c remembers. */
struct vg_desk_disk {
	char *folder; /* owned: where the database lies; NULL in memory */
	enum vg_deskdisk_room room, told;
	bool known;             /* whether 'told' is what the alarm says */
	bool reserve_given;     /* the ballast is gone because the disk was full */
	int64_t available, all; /* octets, when it was looked at last */
	struct vg_wall looked;
	bool cannot_store;
	int cause;            /* the code of the first failure */
	int64_t unstored;     /* messages since then */
	struct vg_wall since; /* of cannot_store */
	struct vg_wall
	    failing_until; /* store-failing stands until then; unset: it does not */
	/* Which of the 256 folders of octets are known to be on disk, by their names. */
	bool has_folder[256];
};

/*
 * The units of a case whose suggestions are looked at: those that either names; all where both are
 * "".
 */
struct vg_desk_units {
	char device[VG_NAME_SIZE]; /* those of this device */
	/* those of whose alarms this kind speaks, standing near them: in the packs' words */
	char near[VG_NAME_SIZE];
};

/* What is left to the transaction's end (desklater.c). */
struct vg_later {
	enum { VG_LATER_SUGGEST, VG_LATER_NEAR, VG_LATER_NEXT_DUE } what;
	char name
	    [VG_RESOURCE_SIZE]; /* of NEAR a device's or a site's resource; else a case */
	struct vg_desk_units
	    units; /* of SUGGEST of a device, of NEAR of a kind, or all; else none */
	struct vg_wall now;
};

/* Another tree on its way (desktake.h). */
struct vg_desktake {
	struct vg_conf *conf;   /* owned; NULL: none */
	struct vg_conf *before; /* owned; NULL: none was in force */
	int64_t was;            /* the revision that was in force */
};

/* Applied messages (deskcount.c). */
struct vg_desk_count {
	/* of the transaction: those that became it, less those that are it no more */
	int64_t applied;
	int64_t
	    changed; /* how often a row became it, or ceased to be it, after it was added */
	int64_t late; /* on disk, and not in the number that meta has */
	bool written; /* the transaction writes the number */
};

/*
 * Which message was decided on last, and what number the next decision of it has (deskdecision.c).
 */
struct vg_desk_decided {
	int64_t message;
	int64_t next;    /* 0: as if of no message, for another has its numbers */
	int64_t highest; /* of all decisions, or above; 0: not known */
};

struct vg_confrule;
struct vg_deskforeign;
struct vg_desklearned;
struct vg_letterbook;
struct vg_deskrecent;
struct vg_deskrepeat;
struct vg_tree;
struct vg_dbsync;
struct vg_deskdraft;

struct vg_desk {
	struct vg_db *db;
	struct vg_dbsync *sync; /* owned; NULL: not asked for yet, or not to be had */
	bool cannot_sync;
	const struct vg_packset *packs;
	struct vg_conf *conf;
	unsigned conf_number; /* how many trees have been put in force */
	int64_t revision;
	uint32_t boots;
	unsigned char engine[8];
	struct vg_digest key; /* of hashes that stand for personal data */
	vg_happening_cb listener;
	void *listener_cookie;
	struct vg_pending *pending; /* owned */
	size_t n_pending, pending_room;
	struct vg_deskrecent *recent;   /* owned */
	struct vg_deskrepeat *repeats;  /* owned */
	struct vg_desklearned *learned; /* owned */
	struct vg_desk_count count;
	struct vg_desk_ahead ahead;
	struct vg_desk_decided decided;
	struct vg_deskforeign *foreign; /* owned: the notification being taken */
	struct vg_buf blob; /* room for one message on its way into the store */
	struct vg_forgotten_engine {
		unsigned char octets[32];
		size_t size;
		unsigned n; /* commands that made one be forgotten */
	} forgotten;
	struct {
		int64_t minute;
		unsigned n; /* hashes given in it */
		int64_t told_minute;
		unsigned told; /* outcomes told in it */
	} logins;
	struct vg_deskrefused *refused; /* owned; NULL: nobody was yet (persons/) */
	struct vg_later *later;         /* owned */
	size_t n_later, later_room;
	void *marker; /* mapped; NULL in memory: what is being applied (deskmark.c) */
	unsigned char
	    suspect[80]; /* the key that was being applied when we died; zero: none */
	unsigned suspect_deaths;
	struct vg_desk_disk disk; /* deskdisk.c */
	struct vg_step step;      /* of the wall clock */
	struct vg_wall
	    alive; /* the last that was committed before this start; unset: told, or none */
	struct vg_clockdoubt doubt; /* front/deskdoubt.c */
	bool doubt_loaded;          /* it is what is on disk, and looked at since */
	bool doubt_starts;          /* all of it is to be written */
	int64_t doubt_level;        /* on disk */
	struct vg_mono doubt_written;
	struct vg_stormtally
	    *storms; /* owned; what is beyond budgets, until it is written */
	struct vg_wall storms_due; /* when it is to be written; unset: nothing waits */
	const struct vg_context *context; /* borrowed; NULL: no old tree can be read */
	struct vg_tree
	    *tree; /* owned; of revision 'tree_revision', or NULL (desktreenow.c) */
	int64_t tree_revision;
	struct vg_deskdraft
	    *draft; /* owned; NULL: the candidate is to be read (deskdraft.c) */
	struct vg_conf *judge; /* owned; of revision 'judge_revision': finished cases' */
	int64_t judge_revision;
	struct vg_letterbook *book; /* owned; NULL: not read yet */
	int64_t sweep_row;          /* behind it the sweep goes on, while it runs */
	bool
	    replaying; /* it is a copy that plays what was (deskreplay.h): keeps no record */
};

/* A row of the alarm table. */
struct vg_alarm_row {
	int64_t id; /* 0: none */
	struct vg_event
	    event; /* resource, kind, qualifier, device, serial, severity, text, cause */
	char agent[VG_NAME_SIZE];
	char case_number[VG_CASE_NUMBER_SIZE];
	char role[8], source[16], class[VG_PACK_CLASS_SIZE];
	bool cleared, known, flapping, held, pending;
	struct vg_wall created, raised, changed;
	int rung;
	int64_t repeats;
	int64_t decision; /* the last one about it; 0: none that is kept */
};

/* A row of the case table. */
struct vg_case_row {
	char number[VG_CASE_NUMBER_SIZE]; /* "": none */
	enum vg_case_state state, before;
	char fault[16], title[VG_TEXT_SIZE], subject[VG_RESOURCE_SIZE],
	    class[VG_PACK_CLASS_SIZE];
	enum vg_severity severity;
	char owner[VG_NAME_SIZE], ball[16];
	char client[VG_NAME_SIZE], site[VG_NAME_SIZE], device[VG_NAME_SIZE],
	    supplier[VG_NAME_SIZE];
	char contract[VG_NAME_SIZE], mode[16], entitlement[16],
	    entitlement_text[VG_TEXT_SIZE];
	int64_t revision;
	struct vg_wall opened, changed, closed;
	char cause[VG_TEXT_SIZE], cure[VG_TEXT_SIZE];
	int rung;
	bool worse;
	char rule[VG_NAME_SIZE];  /* of the tree's case rules; "" none */
	int priority;             /* 1 before all */
	char queue[VG_NAME_SIZE]; /* "" none */
};

/* One event on its way through the desk. */
struct vg_passage {
	const struct vg_event *event;
	const char *agent; /* who says it; "" a foreign trap */
	int64_t message;   /* row of the message; 0: the desk itself */
	struct vg_wall now;
	struct vg_wall
	    moment; /* of what befell the fault (correl/moment.h), whenever it came */
	bool revisit;
	struct vg_kind kind;                 /* with the tree's numbers */
	const struct vg_conf_device *device; /* NULL: the subject is no device we know */
	/* of a site's fault: the device whose contract speaks for the site; NULL: none */
	const struct vg_conf_device *like;
	const struct vg_confrule *rule; /* that judged it; NULL: none */
	char subject[VG_RESOURCE_SIZE];
	struct vg_alarm_row alarm;
	struct vg_case_row open; /* the open case of subject and class, as it was found */
	struct vg_correl_facts facts;
	struct vg_verdict verdict;
	int64_t decision; /* the number of its row; 0: a mere repeat, it has none */
	char opened[VG_CASE_NUMBER_SIZE]; /* the case this passage opened or works on */
	char recurs
	    [VG_CASE_NUMBER_SIZE]; /* the closed one whose fault recurs in it; "" none */
	bool is_new;               /* its alarm had no row before */
	bool told_worse; /* that its case is worse was told at this instant already */
};

/* deskrows.c: reading rows.  Each returns VG_OK (found or not) or a database error. */
int
vg_deskrows_alarm(
    struct vg_desk *desk, const struct vg_event *event, struct vg_alarm_row *row);
int
vg_deskrows_alarm_by_id(struct vg_desk *desk, int64_t id, struct vg_alarm_row *row);
void
vg_deskrows_read_alarm(struct vg_db *db, size_t statement, struct vg_alarm_row *row);
int
vg_deskrows_case(struct vg_desk *desk, const char *number, struct vg_case_row *row);
int
vg_deskrows_case_of(struct vg_desk *desk, enum vg_statement statement,
    const char *subject, const char *class, struct vg_case_row *row);
void
vg_deskrows_read_case(struct vg_db *db, size_t statement, struct vg_case_row *row);
/* Whether a fault of the case stands, as far as anybody knows: also while nobody sees it. */
bool
vg_deskrows_case_stands(const struct vg_case_row *row);

/*
 * deskdisk.c.  open: of the database 'path'.  give_reserve: true when the work that met VG_EFULL
 * should be tried once more.  outcome: what became of a transaction with 'n' messages in it.
 * look: to be called often; looks at the disk every 10 s, tells what has changed and makes the
 * reserve again when there is room.
 */
void
vg_deskdisk_open(struct vg_desk *desk, const char *path);
bool
vg_deskdisk_give_reserve(struct vg_desk *desk, struct vg_wall now);
void
vg_deskdisk_outcome(struct vg_desk *desk, int code, size_t n, struct vg_wall now);
void
vg_deskdisk_look(struct vg_desk *desk, struct vg_wall now);

/* deskmark.c: the mark of what is being applied, outside the transaction. */
void
vg_deskmark_open(struct vg_desk *desk, const char *database);
void
vg_deskmark_close(struct vg_desk *desk);
bool
vg_deskmark_begin(struct vg_desk *desk, const struct vg_message_key *key);
void
vg_deskmark_end(struct vg_desk *desk);

/* desk.c: small things all use; number: a value of the table meta, 'fallback' without one. */
int64_t
vg_desk_number(struct vg_desk *desk, const char *name, int64_t fallback);
int
vg_desk_tell(struct vg_desk *desk, struct vg_wall at, const char *kind,
    const char *number, const char *resource, const char *text);
int
vg_desk_put_due(
    struct vg_desk *desk, const char *kind, const char *object, struct vg_wall at);
int
vg_desk_drop_due(struct vg_desk *desk, const char *kind, const char *object);
int
vg_desk_journal(struct vg_desk *desk, const char *number, struct vg_wall happened,
    struct vg_wall now, const char *kind, const char *who, const char *text);
/*
 * Audits, in the open transaction, that 'actor' did 'what' to 'object' and what came of it (all
 * borrowed).
 */
int
vg_desk_audit(struct vg_desk *desk, const struct vg_actor *actor, struct vg_wall now,
    const char *what, const char *object, const char *result);
/*
 * The last number whose time is before 'at', by the statement 'q' (number -> the first row from
 * there on: number, at) over a table whose numbers ascend with the time; 0: there is none.
 */
int64_t
vg_desk_number_before(struct vg_desk *desk, size_t q, struct vg_wall at);

/* desktransaction.c: what waits for the end of the transaction is done, then it ends. */
int
vg_desk_commit(struct vg_desk *desk);
void
vg_desk_rollback(struct vg_desk *desk);

/* --- what lower rooms of the desk ask of higher ones ------------------------------------ */

/*
 * deskapply.c: one event through facts, ladder and deeds; needs an open transaction.  'revisit': a
 * row brings it back at 'now'; again: something that befell another fault at 'moment' does.
 */
int
vg_deskapply_event(struct vg_desk *desk, const struct vg_event *event, const char *agent,
    int64_t message, struct vg_wall now, bool revisit, struct vg_detail *detail);
int
vg_deskapply_again(struct vg_desk *desk, const struct vg_event *event, const char *agent,
    struct vg_wall moment, struct vg_wall now, struct vg_detail *detail);
/* The moment of what a sender dates 'said'. */
struct vg_wall
vg_deskapply_moment(const struct vg_desk *desk, struct vg_wall said, struct vg_wall now);

/*
 * deskagent.c: what the desk says of itself.  tell_self: a fault of 'resource' raised or cleared;
 * unapplied: the one alarm of 'class'/'name' whose message, or timer, could not be applied; nothing
 * but the disk makes it fail.
 */
int
vg_deskagent_tell_self(struct vg_desk *desk, const char *resource, const char *kind,
    const char *qualifier, enum vg_action action, enum vg_severity severity,
    struct vg_wall now, const char *text);
int
vg_deskagent_unapplied(struct vg_desk *desk, const char *class, const char *name,
    struct vg_wall now, const char *why);

/*
 * desknextdue.c: computes anew, as things stand at 'now', when the case's next target is due; to be
 * called inside the transaction that touched a ledger or what it is judged by.
 */
int
vg_desknextdue_refresh(struct vg_desk *desk, const char *number, struct vg_wall now);

/* desksuggest.c: P13, what the case's alarms suggest at 'now'. */
int
vg_desksuggest_look(struct vg_desk *desk, const char *number, struct vg_wall now);
/* Only of 'units' (borrowed): what others suggest is not touched by what happened there. */
int
vg_desksuggest_units(struct vg_desk *desk, const char *number,
    const struct vg_desk_units *units, struct vg_wall now);

/*
 * desksweep.c: a sweep begins now, unless one is under way, one ended within the hour, or the
 * clock is doubted.  night: when the next one begins by the tree.
 */
int
vg_desksweep_soon(struct vg_desk *desk, struct vg_wall now);
struct vg_wall
vg_desksweep_night(const struct vg_desk *desk, struct vg_wall now);

/*
 * deskdoubt.c: whether the wall clock is doubted, so that nothing goes for its age; and so far
 * ahead that no promise is judged by it.
 */
bool
vg_deskdoubt_holds(struct vg_desk *desk);
bool
vg_deskdoubt_is_far(struct vg_desk *desk);

#endif
