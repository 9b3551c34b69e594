/*
 * Tables and statements of causes and symptoms: what explains a fault, what it explains, what
 * befalls several devices of a site, what an adopted case was about before.
 */
#ifndef VG_COLLECTOR_STORE_STORECAUSE_H
#define VG_COLLECTOR_STORE_STORECAUSE_H

#include "lib/sql/db.h"

enum vg_storecause_statement {
	VG_STORECAUSE_FIRST = 2050,
	/*
	 * alarm itself, device, site's resource, another resource, 12 kinds -> standing alarms of
	 * those kinds: id, resource, kind, class, device, case, raised, its hold's end or 0,
	 * qualifier
	 */
	VG_STORECAUSE_PARENTS = VG_STORECAUSE_FIRST,
	/* device -> standing alarms: id, resource, kind, class, device, case, role, raised */
	VG_STORECAUSE_OF_DEVICE,
	VG_STORECAUSE_UNDER,         /* resource -> the same of it and all below it */
	VG_STORECAUSE_CAUSES,        /* case -> the same of its standing causes */
	VG_STORECAUSE_REKEY,         /* number, subject, class, title, device, changed */
	VG_STORECAUSE_REKEYED,       /* number, at, subject, class, title before, alarm */
	VG_STORECAUSE_SYMPTOMS,      /* case, alarm: all but that one are symptoms */
	VG_STORECAUSE_ROLES_KEEP,    /* tie: what the alarms are that went with it */
	VG_STORECAUSE_ROLES_SYMPTOM, /* tie: those are symptoms */
	VG_STORECAUSE_ROLES_BACK,    /* tie: they are that again */
	VG_STORECAUSE_PARTED, /* case, other -> a row when somebody took them apart */
	VG_STORECAUSE_LINKED, /* case, other -> a row when they are linked */
	VG_STORECAUSE_LEAVE,  /* alarm, rung (0: as it was): in no case */
	/* site, kind, raised, alarm, device: one of what may befall the site */
	VG_STORECAUSE_TOGETHER_ADD,
	VG_STORECAUSE_TOGETHER_DROP, /* alarm */
	/* site, kind, from, to -> raised, device, the earliest first; 256 at most */
	VG_STORECAUSE_TOGETHER,
	VG_STORECAUSE_HELD_NO_MORE, /* alarm: it is not held when no row holds it */
	VG_STORECAUSE_BOARD,    /* alarm itself, board -> as PARENTS: of it and in it */
	VG_STORECAUSE_STANDING, /* case, alarm -> as CAUSES: all but that one */
	VG_STORECAUSE_CAUSES_AGAIN, /* case: its alarms, where none of them is a cause */
	VG_STORECAUSE_BEFORE,       /* case -> at, subject, class, title, in order */
	VG_STORECAUSE_SURVIVOR,     /* case -> the one that it is merged into */
	VG_STORECAUSE_MERGED,       /* case -> those that are merged into it, in order */
	VG_STORECAUSE_TOGETHER_DEVICES, /* site, kind, from -> how many devices */
	VG_STORECAUSE_TOGETHER_ALL,     /* -> alarm, site, kind, device */
	/*
	 * alarm itself, device, kind, from, to -> as PARENTS: those of the device that are not
	 * known to take no other with them, the earliest first; 16 at most
	 */
	VG_STORECAUSE_SPREADING,
	/*
	 * subject, class, after -> number, state, closed of the cases into which persons merged
	 * cases of that key later than 'after', and of those into which they merged these; and
	 * which case of that key went there
	 */
	VG_STORECAUSE_WENT_INTO,
	/* address -> as OF_DEVICE: rows of that address, whoever's they are */
	VG_STORECAUSE_TOLD_AT,
	VG_STORECAUSE_RECURS, /* case -> the one whose fault recurs in it: number, owner */
	VG_STORECAUSE_RECURRED,  /* case -> those in which its fault recurs, in order */
	VG_STORECAUSE_HAND_OVER, /* alarm, agent: that one speaks of it now */
	VG_STORECAUSE_OF_KIND,   /* device, kind -> as OF_DEVICE, of that kind */
	VG_STORECAUSE_END
};

/* One step of the database's version, and the statements over its tables. */
extern const char vg_storecause_tables[];
extern const char vg_storecause_alone[];
extern const char vg_storecause_went[];
extern const char vg_storecause_rows[];
extern const struct vg_db_group vg_storecause_group;

#endif
