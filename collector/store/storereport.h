/*
 * Tables and statements of reports: when a case was solved, and the cases of a contract and a
 * month.
 */
#ifndef VG_COLLECTOR_STORE_STOREREPORT_H
#define VG_COLLECTOR_STORE_STOREREPORT_H

#include "lib/sql/db.h"

enum vg_storereport_statement {
	VG_STOREREPORT_FIRST = 1000,
	/*
	 * contract, from, until -> number, when it was solved (recorded; 0: it is not), whether
	 * the supplier has or had a ticket, when it was merged (0: it is not): cases that were
	 * open in that time, and closed ones whose faulty unit may still be out.
	 */
	VG_STOREREPORT_CASES = VG_STOREREPORT_FIRST,
	VG_STOREREPORT_CLIENT, /* contract -> client of its newest case */
	/* -> number: of cases in which a clock may run: open ones, and where a unit was out */
	VG_STOREREPORT_RUNNING,
	VG_STOREREPORT_END
};

/* One step of the database's version, and the statements over its tables. */
extern const char vg_storereport_tables[];
extern const struct vg_db_group vg_storereport_group;

#endif
