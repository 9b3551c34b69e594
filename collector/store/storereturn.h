/*
 * Tables and statements of returns: units, keys, numbers, shipments.
 *
 * The tables refuse what the rooms above should never ask: a rung that is skipped, a confirmed
 * return without both keys, a shipment without number, two open returns of one unit, anything
 * deleted.
 */
#ifndef VG_COLLECTOR_STORE_STORERETURN_H
#define VG_COLLECTOR_STORE_STORERETURN_H

#include "lib/sql/db.h"

enum vg_storereturn_statement {
	VG_STORERETURN_FIRST = 300,
	/* number, case, kind, flow, device, resource, part, serial, rule, holds data, who, at */
	VG_STORERETURN_ADD = VG_STORERETURN_FIRST,
	VG_STORERETURN_GET,     /* number -> the columns of a row */
	VG_STORERETURN_OF_CASE, /* case -> number */
	VG_STORERETURN_OPEN_OF, /* device, resource -> number */
	VG_STORERETURN_SINCE,   /* device, resource, instant -> number opened since */
	VG_STORERETURN_LAST_OF, /* device, resource -> number, replaced: the last that was */
	VG_STORERETURN_COUNT,      /* case -> standing, half-confirmed */
	VG_STORERETURN_STATE,      /* number, state, happened, changed */
	VG_STORERETURN_ATTEMPT,    /* number: one more */
	VG_STORERETURN_ANNOUNCE,   /* number, announced serial */
	VG_STORERETURN_REPLACED,   /* number, outcome, new serial, when */
	VG_STORERETURN_LENT,       /* number, serial, whether it met the clock */
	VG_STORERETURN_SEEN,       /* number, polled serial */
	VG_STORERETURN_CLOCK,      /* number, start; 0 none runs */
	VG_STORERETURN_KEY_ADD,    /* number, side, given, recorded, who, check, result,
				      engineer, evidence */
	VG_STORERETURN_KEY_TAKE,   /* number, side, taken, why */
	VG_STORERETURN_KEYS,       /* number -> side, given, who, check, result, engineer,
				      evidence, taken, why */
	VG_STORERETURN_NUMBER_OUT, /* number, new state: of the one in force */
	VG_STORERETURN_NUMBER_PUT, /* number, RMA number, state, at, who */
	VG_STORERETURN_NUMBERS,    /* number -> RMA number, state, at, who */
	VG_STORERETURN_SHIP,     /* number, attempt, carrier, tracking, serial, to, at */
	VG_STORERETURN_SHIP_END, /* number, how, at, proof: of the one on its way */
	VG_STORERETURN_SHIPMENTS, /* number -> attempt, carrier, tracking, serial, to, sent,
				      how, ended, proof */
	VG_STORERETURN_UNIT_ADD,   /* number, role, serial, at */
	VG_STORERETURN_UNIT_STATE, /* id, state, carrier, tracking, data, at */
	VG_STORERETURN_UNITS,      /* number -> id, role, serial, state, data, carrier,
				      tracking, changed */
	VG_STORERETURN_STEP,  /* number, what, from, to, happened, recorded, who, text */
	VG_STORERETURN_STEPS, /* number -> what, from, to, happened, who, text */
	VG_STORERETURN_BACK,  /* case -> count: replaced, faulty unit not sent */
	VG_STORERETURN_STANDING, /* case, resource -> count of its alarms that stand */
	VG_STORERETURN_ALARM_OF, /* case, resource -> kind, serial: the newest */
	VG_STORERETURN_MOVES,    /* old state, new state -> a row when the table has it */
	VG_STORERETURN_END
};

/* Two steps of the database's version, and the statements over its tables. */
extern const char vg_storereturn_tables[];
extern const char vg_storereturn_rules[];
extern const struct vg_db_group vg_storereturn_group;

#endif
