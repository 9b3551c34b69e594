/*
 * Table and statements of mails of unknown senders: which opened a case within the hour, and which
 * wait for one.  Which mail, and when; nothing of what it says.
 */
#ifndef VG_COLLECTOR_STORE_STOREWAITING_H
#define VG_COLLECTOR_STORE_STOREWAITING_H

#include "lib/sql/db.h"

enum vg_storewaiting_statement {
	VG_STOREWAITING_FIRST = 3520,
	/* mail, when it opened a case (0: it waits), behind which other (0: none), its sender, lane,
	 * house, when its reply is warned of (three times) and due */
	VG_STOREWAITING_ADD = VG_STOREWAITING_FIRST,
	VG_STOREWAITING_RECENT, /* since, limit -> how many opened since, the first of these */
	VG_STOREWAITING_SWEEP, /* until: what opened so long ago is forgotten */
	VG_STOREWAITING_READY, /* -> mail, the case in which it is to be filed: the oldest */
	/* Each -> mail that is to open one: by round and age; by round, the newest; the oldest */
	VG_STOREWAITING_VOUCHED,
	VG_STOREWAITING_NEWEST,
	VG_STOREWAITING_OLDEST,
	VG_STOREWAITING_ANSWERED, /* domain -> whether a request from there was answered by a person */
	VG_STOREWAITING_STATE, /* mail -> its state (vg_mailturn_state), what it is behind, its case; no row: it does not wait */
	VG_STOREWAITING_ID, /* message id, sender -> the one that waits, or what it is behind */
	VG_STOREWAITING_SENDER, /* sender -> how many of his wait for cases of their own, the last */
	/* mail, how long after it another may be its copy, the same of one without a Date -> one that
	 * waits and says the same, what was proved and the envelope's sender of it */
	VG_STOREWAITING_TWIN,
	VG_STOREWAITING_GONE,    /* mail: it waits no more, and counts for nothing */
	VG_STOREWAITING_FOLLOW,  /* mail, case: what is behind it is to be filed there */
	VG_STOREWAITING_NEXT,    /* mail -> the oldest that is behind it, 0: none */
	VG_STOREWAITING_INHERIT, /* mail, other: what is behind it is behind the other */
	VG_STOREWAITING_ALONE, /* mail: it is behind none, and has its turn as one that comes */
	VG_STOREWAITING_COUNT, /* -> how many wait, since when the oldest was in our hands */
	/* now, soon -> when the next reply is due, how many by 'soon', how many are overdue, the first */
	VG_STOREWAITING_CLOCKS,
	/* after -> the first instant behind it at which a reply is warned of, or due */
	VG_STOREWAITING_WARNED,
	/* after, until -> how many warnings fell and how many became due between them */
	VG_STOREWAITING_FELL,
	/* sender ("" all), domain ("" all), came before (0: whenever), below this, limit -> mail,
	 * the newest first */
	VG_STOREWAITING_SOUGHT,
	VG_STOREWAITING_WRITERS, /* behind this, limit -> mail that is to open one, From, envelope */
	VG_STOREWAITING_AHEAD,       /* mail: its turn is next */
	VG_STOREWAITING_LIST,        /* below, limit -> as VG_STOREBLOB_LIST */
	VG_STOREWAITING_ERASE_STATE, /* those of who is erased are dismissed ... */
	VG_STOREWAITING_ERASE,       /* ... and wait no more */
	VG_STOREWAITING_END
};

/* Steps of the database's version. */
extern const char vg_storewaiting_tables[];
extern const char vg_storewaiting_turns[];
extern const char vg_storewaiting_heads[];
extern const struct vg_db_group vg_storewaiting_group;

#endif
