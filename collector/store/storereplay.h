/*
 * What a replay needs beside the messages: acts of people and what the collector said of itself,
 * in the order in which they came among the messages; and, once a day, a mark, which is how things
 * stood then.  Each is kept as the line of a recording (docs/INTERFACES.md).
 *
 * A mark is written and read back by SQLite alone: both statements of a table come from one list
 * of its columns.  Texts that people may have written stand in neither.
 */
#ifndef VG_COLLECTOR_STORE_STOREREPLAY_H
#define VG_COLLECTOR_STORE_STOREREPLAY_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/sql/db.h"

enum vg_storereplay_statement {
	VG_STOREREPLAY_FIRST = 2550,
	/* after (the newest message), at, line */
	VG_STOREREPLAY_ACT_ADD = VG_STOREREPLAY_FIRST,
	VG_STOREREPLAY_ACT_LAST, /* -> id */
	VG_STOREREPLAY_ACTS,     /* id, limit -> id, after, at, line of those behind it */
	/* at -> id, after of the last that sets a clock to a time not later */
	VG_STOREREPLAY_STEP_LAST,
	VG_STOREREPLAY_ACT_SWEEP, /* until, limit */
	VG_STOREREPLAY_ALIVE,     /* -> when the collector did something last, 0: never */
	VG_STOREREPLAY_MARK_ADD,  /* at, message, act, revision */
	VG_STOREREPLAY_MARK_END,  /* mark: its rows are written */
	VG_STOREREPLAY_MARK_LAST, /* -> at, message, act, how many rows it has */
	VG_STOREREPLAY_MARK_AT, /* at -> id, at, message, act, revision: the last until it */
	VG_STOREREPLAY_MARK_OLDEST, /* -> at */
	VG_STOREREPLAY_MARK_SWEEP,  /* until */
	VG_STOREREPLAY_ROW_SWEEP,
	VG_STOREREPLAY_ROWS,    /* mark, id, limit -> id, line of those behind it */
	VG_STOREREPLAY_WAITING, /* -> 1 when a message waits for a hole */
	VG_STOREREPLAY_FORGET_CASES,
	VG_STOREREPLAY_FORGET_ALARMS,
	VG_STOREREPLAY_NAME_OPEN,     /* the open cases of a mark ... */
	VG_STOREREPLAY_NAME_CLOSED,   /* since: ... and those that were closed lately */
	VG_STOREREPLAY_NAME_GONE,     /* since: were merged, or void, lately */
	VG_STOREREPLAY_NAME_STANDING, /* its alarms: those that stand, */
	VG_STOREREPLAY_NAME_CLEARED,  /* since: were cleared lately, */
	VG_STOREREPLAY_NAME_CASES,    /* the cases of those alarms, */
	VG_STOREREPLAY_NAME_RETURNS, /* since: those of returns that are open, or were lately */
	VG_STOREREPLAY_NAME_FAMILIES, /* those that may make a family or are in one, */
	VG_STOREREPLAY_NAME_MERGED,   /* and those that went into any of these */
	VG_STOREREPLAY_NAME_HELD,     /* alarms that are held by its cases, too */
	VG_STOREREPLAY_MARK_CASES,    /* mark: writes its rows, as all below */
	VG_STOREREPLAY_MARK_MESSAGES,
	VG_STOREREPLAY_MARK_ALARMS,
	VG_STOREREPLAY_MARK_RAISES,
	VG_STOREREPLAY_MARK_TARGETS,
	VG_STOREREPLAY_MARK_LEDGER,
	VG_STOREREPLAY_MARK_SUGGESTIONS,
	VG_STOREREPLAY_MARK_ENTRIES,
	VG_STOREREPLAY_MARK_AGENTS,
	VG_STOREREPLAY_MARK_SILENCE,
	VG_STOREREPLAY_MARK_BEATS,
	VG_STOREREPLAY_MARK_DEVICES,
	VG_STOREREPLAY_MARK_DUE,
	VG_STOREREPLAY_MARK_META,
	VG_STOREREPLAY_MARK_SPOOLS,
	VG_STOREREPLAY_MARK_SHELVES,
	VG_STOREREPLAY_MARK_WORKS,
	VG_STOREREPLAY_MARK_TOGETHER,
	VG_STOREREPLAY_MARK_REKEYS,
	VG_STOREREPLAY_MARK_TIES,
	VG_STOREREPLAY_MARK_TIE_ROLES,
	VG_STOREREPLAY_MARK_TIE_PARTS,
	VG_STOREREPLAY_MARK_TIE_CLOCKS,
	VG_STOREREPLAY_MARK_TICKETS,
	VG_STOREREPLAY_MARK_CHECKS,
	VG_STOREREPLAY_MARK_FAMILIES,
	VG_STOREREPLAY_MARK_PROBLEMS,
	VG_STOREREPLAY_MARK_PROBLEM_CASES,
	VG_STOREREPLAY_MARK_RETURNS,
	VG_STOREREPLAY_MARK_KEYS,
	VG_STOREREPLAY_MARK_RMA_NUMBERS,
	VG_STOREREPLAY_MARK_SHIPMENTS,
	VG_STOREREPLAY_MARK_RETURN_UNITS,
	VG_STOREREPLAY_MARK_STEPS,
	VG_STOREREPLAY_MARK_ORDERS,
	VG_STOREREPLAY_MARK_VISITS,
	VG_STOREREPLAY_MARK_MAILS,
	VG_STOREREPLAY_MARK_UNKNOWN,
	VG_STOREREPLAY_UNITS, /* at, id, limit -> id, line of those behind it, as it stood at */
	VG_STOREREPLAY_PUT_CASE,    /* the line of a row: puts it back, as all below */
	VG_STOREREPLAY_PUT_MESSAGE, /* and its spool as octets */
	VG_STOREREPLAY_PUT_ALARM,
	VG_STOREREPLAY_PUT_RAISE,
	VG_STOREREPLAY_PUT_TARGET,
	VG_STOREREPLAY_PUT_LEDGER,
	VG_STOREREPLAY_PUT_SUGGESTION,
	VG_STOREREPLAY_PUT_ENTRY,
	VG_STOREREPLAY_PUT_AGENT, /* and its spool as octets */
	VG_STOREREPLAY_PUT_SILENCE,
	VG_STOREREPLAY_PUT_BEAT,
	VG_STOREREPLAY_PUT_DEVICE,
	VG_STOREREPLAY_PUT_DUE,
	VG_STOREREPLAY_PUT_META,
	VG_STOREREPLAY_PUT_SPOOL, /* and its spool as octets */
	VG_STOREREPLAY_PUT_SHELF,
	VG_STOREREPLAY_PUT_WORK,
	VG_STOREREPLAY_PUT_TOGETHER,
	VG_STOREREPLAY_PUT_REKEY,
	VG_STOREREPLAY_PUT_TIE,
	VG_STOREREPLAY_PUT_TIE_ROLE,
	VG_STOREREPLAY_PUT_TIE_PART,
	VG_STOREREPLAY_PUT_TIE_CLOCK,
	VG_STOREREPLAY_PUT_TICKET,
	VG_STOREREPLAY_PUT_CHECK,
	VG_STOREREPLAY_PUT_FAMILY,
	VG_STOREREPLAY_PUT_PROBLEM,
	VG_STOREREPLAY_PUT_PROBLEM_CASE,
	VG_STOREREPLAY_PUT_RETURN,
	VG_STOREREPLAY_PUT_KEY,
	VG_STOREREPLAY_PUT_RMA_NUMBER,
	VG_STOREREPLAY_PUT_SHIPMENT,
	VG_STOREREPLAY_PUT_RETURN_UNIT,
	VG_STOREREPLAY_PUT_STEP,
	VG_STOREREPLAY_PUT_ORDER,
	VG_STOREREPLAY_PUT_VISIT,
	VG_STOREREPLAY_PUT_MAIL,
	VG_STOREREPLAY_PUT_UNKNOWN,
	VG_STOREREPLAY_PUT_UNIT,
	VG_STOREREPLAY_MESSAGES, /* id, limit -> id, received, type, state, body */
	VG_STOREREPLAY_RECEIVED, /* id -> id, received of it or the next */
	VG_STOREREPLAY_OUTCOME, /* number, until -> subject and class at 'until'; severity,
				   opened, closed, rung, worse, recurred, client, priority,
				   queue of now; whether something of it is later */
	VG_STOREREPLAY_OPEN,    /* number, limit -> number of the open cases behind it */
	VG_STOREREPLAY_CLOSED,  /* closed, number, limit -> closed, number behind both */
	VG_STOREREPLAY_SEQUENCE, /* number: the next revision is the one behind it */
	VG_STOREREPLAY_END_OF
};

/*
 * Every table of the database: in the mark, in the order in which rows are written and come back,
 * or left out, and why.  A unit test compares it with the schema (tests/unit/test_storereplay.c).
 */
struct vg_storereplay_table {
	const char *table;
	const char *line; /* what a line calls it; NULL: it is left out */
	size_t mark, put;
	bool has_spool; /* 'put' takes the octets of a spool, too */
	bool is_lately; /* 'mark' also takes the time from which on rows count */
	bool
	    is_asked; /* no mark has it: the table knows how it stood when, 'mark' asks it */
	const char *left; /* why it is left out */
};
extern const struct vg_storereplay_table vg_storereplay_all[];
extern const size_t vg_storereplay_n;

/* Two steps of the database's version, and the statements over its tables. */
extern const char vg_storereplay_tables[];
/* A mark knows where its rows stand. */
extern const char vg_storereplay_ranges[];
extern const char vg_storereplay_steps[];
extern const char vg_storereplay_gone[];
extern const struct vg_db_group vg_storereplay_group;

/*
 * One step more, of a database in memory that is nobody's record: rows that prove something go
 * when they are old, so that it does not grow with what is replayed.
 */
extern const char vg_storereplay_lets_go[];

#endif
