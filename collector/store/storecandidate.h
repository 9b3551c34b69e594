/*
 * Tables and statements of the candidate tree, and of a commit that waits to be confirmed.
 *
 * There is one candidate at most.  It holds persons as the tree in force does, and goes whole when
 * one of them is erased.
 */
#ifndef VG_COLLECTOR_STORE_STORECANDIDATE_H
#define VG_COLLECTOR_STORE_STORECANDIDATE_H

#include "lib/sql/db.h"

enum vg_storecandidate_statement {
	VG_STORECANDIDATE_FIRST = 2950,
	/* -> content, base, who, door, since, editor, changed */
	VG_STORECANDIDATE_GET = VG_STORECANDIDATE_FIRST,
	VG_STORECANDIDATE_HEAD, /* the same without its content, "" */
	VG_STORECANDIDATE_PUT,  /* content, base, who, door, at */
	VG_STORECANDIDATE_DROP,
	VG_STORECANDIDATE_WAITING, /* -> revision, before, who, session, persist, until */
	VG_STORECANDIDATE_WAIT,    /* revision, before, who, session, persist, until */
	VG_STORECANDIDATE_OVER,
	VG_STORECANDIDATE_END_OF
};

extern const char vg_storecandidate_tables[];
extern const struct vg_db_group vg_storecandidate_group;

#endif
