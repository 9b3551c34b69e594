/*
 * Table and statements of mails of unknown senders: which opened a case within the hour, and which
 * wait for one.  Which mail, and when; nothing of what it says.
 */
#ifndef VG_COLLECTOR_STORE_STOREWAITING_H
#define VG_COLLECTOR_STORE_STOREWAITING_H

#include "lib/sql/db.h"

enum vg_storewaiting_statement {
	VG_STOREWAITING_FIRST = 3520,
	/* mail, when it opened a case (0: it waits), behind which other (0: none), its sender */
	VG_STOREWAITING_ADD = VG_STOREWAITING_FIRST,
	VG_STOREWAITING_RECENT, /* since, limit -> how many opened since, the first of these */
	VG_STOREWAITING_SWEEP, /* until: what opened so long ago is forgotten */
	VG_STOREWAITING_READY, /* -> mail, the case in which it is to be filed: the oldest */
	VG_STOREWAITING_HEAD, /* -> mail that is to open one: the oldest */
	VG_STOREWAITING_IS,   /* mail -> whether it waits */
	VG_STOREWAITING_ID, /* message id, sender -> the one that waits, or what it is behind */
	VG_STOREWAITING_SENDER, /* sender -> how many of his wait for cases of their own, the last */
	VG_STOREWAITING_OPENED, /* mail, when: it opened a case */
	VG_STOREWAITING_GONE,   /* mail: it waits no more, and counts for nothing */
	VG_STOREWAITING_FOLLOW, /* mail, case: what is behind it is to be filed there */
	VG_STOREWAITING_ALONE,  /* mail: what is behind it waits for itself */
	VG_STOREWAITING_COUNT, /* -> how many wait, since when the oldest was in our hands */
	/* sender ("" all), domain ("" all), came before (0: whenever), behind this, limit -> mail */
	VG_STOREWAITING_SOUGHT,
	VG_STOREWAITING_WRITERS, /* behind this, limit -> mail that is to open one, From, envelope */
	VG_STOREWAITING_AHEAD, /* mail: its turn is next */
	VG_STOREWAITING_LIST,  /* below, limit -> as VG_STOREBLOB_LIST */
	VG_STOREWAITING_END
};

/* One step of the database's version. */
extern const char vg_storewaiting_tables[];
extern const struct vg_db_group vg_storewaiting_group;

#endif
