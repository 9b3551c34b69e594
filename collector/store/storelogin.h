/*
 * Tables and statements of what proves a user to vigie-web: the hash of his pass phrase, and those
 * of his tokens.  The secrets themselves are nowhere.
 */
#ifndef VG_COLLECTOR_STORE_STORELOGIN_H
#define VG_COLLECTOR_STORE_STORELOGIN_H

#include "lib/sql/db.h"

/* Tokens of one user at a time. */
#define VG_STORELOGIN_MOST "100"

enum vg_storelogin_statement {
	VG_STORELOGIN_FIRST = 2685,
	VG_STORELOGIN_PHRASE_PUT = VG_STORELOGIN_FIRST, /* user, hash, at, who */
	VG_STORELOGIN_PHRASE_DROP,                      /* user */
	VG_STORELOGIN_PHRASE,                           /* user -> hash, at */
	VG_STORELOGIN_TOKEN_ADD,   /* user, digest, label, at, who, until (0: none) */
	VG_STORELOGIN_TOKEN_DROP,  /* id */
	VG_STORELOGIN_TOKENS_DROP, /* user */
	VG_STORELOGIN_TOKEN_COUNT, /* user -> how many */
	VG_STORELOGIN_TOKEN,       /* digest, now -> user, until */
	VG_STORELOGIN_TOKEN_OF_ID, /* id -> user */
	VG_STORELOGIN_TOKENS_ALL,  /* -> id, user, label, at, who, until */
	VG_STORELOGIN_TOKENS,      /* user -> the same */
	VG_STORELOGIN_END
};

/* One step of the database's version, and the statements over its tables. */
extern const char vg_storelogin_tables[];
extern const struct vg_db_group vg_storelogin_group;

#endif
