/*
 * Lists of cases and alarms, page by page, and what the other lists of the desk share.
 *
 * Every list has one order and an index in that order; a page is found by the keys of the row
 * before it, never by counting rows.
 */
#ifndef VG_COLLECTOR_DESK_DESKLIST_H
#define VG_COLLECTOR_DESK_DESKLIST_H

#include "collector/desk/desk.h"
#include "collector/desk/deskpage.h"
#include "collector/desk/deskscope.h"

/* Which cases; all borrowed. */
struct vg_case_query {
	bool every;         /* of every state, newest first; else the queue */
	const char *client; /* NULL or "": whose it is does not matter */
	const char *owner;  /* only what this one has taken; NULL: any */
	bool unowned; /* only what nobody has taken; with 'owner', of the queue: either */
	/*
	 * of the queue alone: only those of this one's work (NULL or "": any), of this priority (0)
	 */
	const char *queue;
	unsigned priority;
};

/*
 * Cases: of every state, the newest first; or the queue, the open ones: worse or unacknowledged
 * first, then the priority, the next due, the highest severity, the oldest.  'page' (NULL: all
 * rows) says which page, and is told what follows.
 *
 * VG_OK; VG_EINVAL for a cursor of another list, or for 'owner' and 'unowned', 'queue' or
 * 'priority' of every state; or
 * the database's.
 */
int
vg_desklist_cases(struct vg_desk *desk, const struct vg_case_query *query,
    struct vg_deskpage *page, struct vg_wall now, vg_case_cb cb, void *cookie);

/* Which alarms of a list, all of what is said; borrowed, NULL or "": any. */
struct vg_alarm_narrow {
	const char *device, *resource;
	enum vg_severity severity; /* VG_SEVERITY_CLEARED: any */
};

/* Which alarms. */
struct vg_alarm_query {
	bool standing; /* those only; else the ones that are over behind them */
	struct vg_alarm_narrow narrow;
};

/* Alarms, those that changed last first; 'page' and what is returned as above. */
int
vg_desklist_alarms(struct vg_desk *desk, const struct vg_alarm_query *query,
    struct vg_deskpage *page, vg_alarm_cb cb, void *cookie);

/* Whether 'narrow' says something. */
bool
vg_desklist_is_narrow(const struct vg_alarm_narrow *narrow);

/* --- for the desk's other lists ------------------------------------------------------------ */

/*
 * A page of rows that are whole as they are read: each is given as its statement stands at it.  The
 * caller sets all but what is said to be the walk's own.
 */
struct vg_desklist_walk {
	struct vg_desk *desk;     /* borrowed */
	struct vg_deskpage *page; /* borrowed; NULL: all rows */
	const char *list;         /* borrowed: what its cursors are called */
	size_t statement;         /* its last row is the one too many */
	/* Where the list begins; then of the row that was given last, written by who gives it. */
	struct vg_deskpage_key key;
	int64_t
	    want; /* the walk's own: as vg_desklist_want, less the rows that were given */
};

/*
 * Reads the page's cursor into the key: now the statement is to be bound, with 'want' as its limit.
 * VG_OK, or VG_EINVAL for a cursor of another list.
 */
int
vg_desklist_begin(struct vg_desklist_walk *walk);

/*
 * Whether the statement stands at a row to be given.  At the one too many it says in the page that
 * more follows, and ends the query; vg_db_failed tells whether an error ended it.
 */
bool
vg_desklist_next(struct vg_desklist_walk *walk);

/* Keys of rows, in order. */
struct vg_desklist {
	struct vg_deskpage_key *keys; /* owned: free() */
	size_t n, room;
};

/* How many rows to ask for: one more than the page has, which says whether another follows. */
int64_t
vg_desklist_want(const struct vg_deskpage *page);

/*
 * Adds the rows of 'statement', which was bound with the result 'code': its columns are the text
 * of the key, then its numbers.  VG_OK or the database's.
 */
int
vg_desklist_read(
    struct vg_desk *desk, size_t statement, int code, struct vg_desklist *rows);

/*
 * The same of rows of which somebody may see only some: 'sees' is asked of the text in the column
 * behind the key, and what it denies is as if it were not there, neither counted nor where a page
 * ends.  'limit' says how many rows to ask for, 'rows' being there already.
 */
typedef bool (*vg_desklist_sees_fn)(
    const struct vg_deskscope *scope, const struct vg_conf *conf, const char *text);
int64_t
vg_desklist_limit(const struct vg_deskpage *page, const struct vg_desklist *rows);
int
vg_desklist_read_seen(struct vg_desk *desk, size_t statement, int code,
    const struct vg_deskpage *page, vg_desklist_sees_fn sees, struct vg_desklist *rows);

/* Takes the row too many off and says in 'page' (may be NULL) that it follows. */
void
vg_desklist_cut(struct vg_desklist *rows, struct vg_deskpage *page, const char *list);

/*
 * Adds the alarms that 'narrow', which says something, leaves behind 'key', by an index; 'which' as
 * in collector/store/storenarrow.h.  VG_OK or the database's.
 */
int
vg_desklist_narrowed(struct vg_desk *desk, const struct vg_alarm_narrow *narrow,
    int64_t which, const struct vg_deskpage *page, const struct vg_deskpage_key *key,
    struct vg_desklist *rows);

#endif
