/*
 * Tables and statements of what mails name: numbers of suppliers, parties of the tree among those
 * to whom they went.
 */
#ifndef VG_COLLECTOR_STORE_STOREMENTION_H
#define VG_COLLECTOR_STORE_STOREMENTION_H

#include "lib/sql/db.h"

enum vg_storemention_statement {
	VG_STOREMENTION_FIRST = 3480,
	/* mail, kind, number, supplier */
	VG_STOREMENTION_NUMBER_PUT = VG_STOREMENTION_FIRST,
	VG_STOREMENTION_NUMBERS, /* mail -> kind, number, state */
	VG_STOREMENTION_DECLINE, /* mail, kind ("" all), number ("" all), by whom, when */
	VG_STOREMENTION_ACCEPTED, /* case, number, by whom, when: of those that propose it there */
	/*
	 * case -> kind, number, state, mail, supplier, taken, decided by, when: what its mails
	 * proposed
	 */
	VG_STOREMENTION_STORY,
	/* case -> kind, number, state, mail (0: a person recorded it), when it was closed */
	VG_STOREMENTION_OF_CASE,
	VG_STOREMENTION_RETURNS,   /* case -> number of each return that may get one */
	VG_STOREMENTION_PARTY_PUT, /* mail, side, name, place */
	VG_STOREMENTION_PARTIES,   /* mail -> side, name, place */
	/* number, supplier -> two cases of his that propose it, at most, and their clients, where
	 * none of its kind is recorded, and the mail proposes no other of it; open ones first, of these nobody's */
	VG_STOREMENTION_PROPOSED,
	VG_STOREMENTION_END
};

/* One step of the database's version. */
extern const char vg_storemention_tables[];
/* A later one: who decided. */
extern const char vg_storemention_decided[];
/* And one: by its number. */
extern const char vg_storemention_found[];
/* And one: several of a kind. */
extern const char vg_storemention_several[];
extern const struct vg_db_group vg_storemention_group;

#endif
