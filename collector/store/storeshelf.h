/*
 * What keeps an alarm quiet: the shelf that holds it, or the planned work.  The tree says so; this
 * remembers which alarms it was said of, so that they can be brought back.
 */
#ifndef VG_COLLECTOR_STORE_STORESHELF_H
#define VG_COLLECTOR_STORE_STORESHELF_H

#include "lib/sql/db.h"

enum vg_storeshelf_statement {
	VG_STORESHELF_FIRST = 2250,
	/* alarm, shelf, at: it holds it from now on */
	VG_STORESHELF_PUT = VG_STORESHELF_FIRST,
	VG_STORESHELF_ENDS,      /* alarm, at: it is dropped then */
	VG_STORESHELF_DROP,      /* alarm */
	VG_STORESHELF_OF,        /* alarm -> shelf, at */
	VG_STORESHELF_ALL,       /* -> alarm, shelf */
	VG_STORESHELF_WORK,      /* alarm, work */
	VG_STORESHELF_WORK_DROP, /* alarm */
	VG_STORESHELF_WORK_OF,   /* alarm -> work */
	/* -> id, resource, kind, qualifier, class: what stands and is on no shelf */
	VG_STORESHELF_STANDING,
	VG_STORESHELF_ALARMS_AT, /* resource -> id, kind, qualifier, cleared */
	VG_STORESHELF_COUNT,     /* shelf -> how many of its alarms stand */
	VG_STORESHELF_ASK,       /* at, transition, person: once each */
	VG_STORESHELF_AFTER_LAST
};

/* One step of the database's version, and the statements over its tables. */
extern const char vg_storeshelf_tables[];
extern const struct vg_db_group vg_storeshelf_group;

#endif
