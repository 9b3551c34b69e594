/*
 * Tables and statements of units: which serial is in which place and was, what was checked of
 * a unit, and what stands around it (P13, P14).
 */
#ifndef VG_COLLECTOR_STORE_STOREUNIT_H
#define VG_COLLECTOR_STORE_STOREUNIT_H

#include "lib/sql/db.h"

enum vg_storeunit_statement {
	VG_STOREUNIT_FIRST = 900,
	/* case, resource, rule, what, result, text, who, happened, recorded */
	VG_STOREUNIT_CHECK_ADD = VG_STOREUNIT_FIRST,
	/* resource, case, its opening, last replacement -> result, what, text, who, happened:
	   of this case or since it was opened, and of the unit that is there now */
	VG_STOREUNIT_CHECKS,
	VG_STOREUNIT_STANDING, /* device, resource of site -> resource, kind, class, case */
	VG_STOREUNIT_SUGGESTED, /* device, site -> open case with a suggestion */
	VG_STOREUNIT_LOOK,      /* instant: at it, all such cases are looked at again */
	VG_STOREUNIT_RAISE,     /* alarm, n -> instant of its n-th newest raise, from 0 */
	/* device, resource, resource of the whole -> when its unit was replaced last, when the
	   last replacement of it, and of the whole, was received */
	VG_STOREUNIT_RECEIVED,
	VG_STOREUNIT_PUT,   /* serial, device, part, now: it is there */
	VG_STOREUNIT_LEAVE, /* serial, device, part, now: and nowhere else, and alone */
	VG_STOREUNIT_LAST, /* device, part -> serial, whether gone, since, how many were there */
	VG_STOREUNIT_ELSEWHERE, /* serial, device, part -> device, part, gone: newest first */
	VG_STOREUNIT_WAS,   /* serial, device, part -> a row when it was there before */
	VG_STOREUNIT_PARTS, /* device -> part, serial, since */
	VG_STOREUNIT_EMPTY, /* device, serial: it is not said of the device any more */
	VG_STOREUNIT_END
};

/* One step of the database's version, and the statements over its tables. */
extern const char vg_storeunit_tables[];
extern const char vg_storeunit_near[];
extern const struct vg_db_group vg_storeunit_group;

#endif
