/*
 * Tables and statements of the tree's revisions.
 *
 * A revision's content is never changed; what names persons stands beside it in revision_text,
 * under the mark that stands in its place, and goes with an erasure or a sweep only.
 */
#ifndef VG_COLLECTOR_STORE_STOREREVISION_H
#define VG_COLLECTOR_STORE_STOREREVISION_H

#include "lib/sql/db.h"

enum vg_storerevision_statement {
	VG_STOREREVISION_FIRST = 700,
	VG_STOREREVISION_LAST = VG_STOREREVISION_FIRST, /* door -> id, taken */
	VG_STOREREVISION_NEWEST,                        /* -> content, id, door */
	VG_STOREREVISION_BY_ID,                         /* id -> content, id, door */
	VG_STOREREVISION_LIST,        /* -> id, sha256, door, at, who, diff, comment */
	VG_STOREREVISION_ALL,         /* -> id, sha256, content */
	VG_STOREREVISION_UNTAKE,      /* door: its older ones can be compared no more */
	VG_STOREREVISION_ADD,         /* sha256, door, at, content, who, diff, taken */
	VG_STOREREVISION_TEXT,        /* revision, mark, person, leaf, salt, text */
	VG_STOREREVISION_TEXTS,       /* revision -> mark, salt, text, leaf */
	VG_STOREREVISION_BEGIN,       /* an erasure, as VG_STOREPERSON_ERASING */
	VG_STOREREVISION_SEEK_ERASED, /* those who were erased and what they are called */
	VG_STOREREVISION_DROP, /* what holds what is sought, but of the newest one */
	VG_STOREREVISION_FORGET,
	VG_STOREREVISION_END,
	VG_STOREREVISION_ERASED_ADD, /* reference, at: the tree in force names him still */
	VG_STOREREVISION_PERSON,     /* word -> the person of any revision so called */
	VG_STOREREVISION_WORDS,      /* reference -> what he is or was called */
	VG_STOREREVISION_SAYS,       /* -> revision, "", at, leaf, text: what is sought */
	VG_STOREREVISION_PART,       /* id, from (1), octets -> those of its content */
	VG_STOREREVISION_TEXT_OF,    /* id, mark -> text */
	VG_STOREREVISION_END_OF
};

extern const char vg_storerevision_tables[];
extern const struct vg_db_group vg_storerevision_group;

#endif
