/*
 * Tables and statements about who sends: addresses that agents have told of devices, and whether
 * what raised an alarm could be forged.
 */
#ifndef VG_COLLECTOR_STORE_STORESENDER_H
#define VG_COLLECTOR_STORE_STORESENDER_H

#include "lib/sql/db.h"

enum vg_storesender_statement {
	VG_STORESENDER_FIRST = 1850,
	VG_STORESENDER_ADDRESS_PUT = VG_STORESENDER_FIRST, /* device, address, heard */
	VG_STORESENDER_ADDRESS_OLD,  /* device, heard: those it has no more */
	VG_STORESENDER_ADDRESS_AT,   /* address -> device, two at most */
	VG_STORESENDER_MESSAGE,      /* id -> body */
	VG_STORESENDER_AGENT_SOURCE, /* agent -> the source of what it had applied last */
	VG_STORESENDER_REFUSED,      /* -> resource of each credential-refused of ours */
	VG_STORESENDER_END_OF
};

extern const char vg_storesender_tables[];
extern const struct vg_db_group vg_storesender_group;

#endif
