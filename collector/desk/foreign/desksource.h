/*
 * Alarms about who sends: a source that is refused, an SNMP engine in two places, and a listener
 * that could not be read as fast as it was sent to.
 *
 * Each is a transaction of its own; its end is a row, so that a restart leaves none standing.
 */
#ifndef VG_COLLECTOR_DESK_FOREIGN_DESKSOURCE_H
#define VG_COLLECTOR_DESK_FOREIGN_DESKSOURCE_H

#include "collector/desk/desk.h"

/* What is refused or doubled is over when nothing came for so long. */
#define VG_DESKSOURCE_QUIET_US VG_HOUR_US

/*
 * Raises credential-refused on source 'name' ("10.0.0.7", "others"; borrowed) with 'text', or,
 * while it stands, changes its text; both until 'quiet' (VG_DESKSOURCE_QUIET_US after the last).
 * A NULL 'text' only puts the end off.  VG_OK, or an error of the database.
 */
int
vg_desksource_refused(struct vg_desk *desk, const char *name, const char *text,
    struct vg_wall now, struct vg_wall quiet);

/*
 * Raises engine-id-conflict for the SNMP engine 'engine' in hex, which sends from 'one' and from
 * 'other' by turns (all borrowed).  VG_OK, or an error of the database.
 */
int
vg_desksource_doubled(struct vg_desk *desk, const char *engine, const char *one,
    const char *other, struct vg_wall now);

/*
 * Raises notification-gap on listener 'name' (borrowed), in whose receive buffer the kernel has
 * dropped 'n' datagrams more, 'all' since the start, or changes its text while it stands; over when
 * nothing was dropped for VG_DESKSOURCE_QUIET_US.  VG_OK, or an error of the database.
 */
int
vg_desksource_dropped(
    struct vg_desk *desk, const char *name, uint64_t n, uint64_t all, struct vg_wall now);

/* A credential that cannot be used; all borrowed. */
struct vg_desksource_credential {
	const char *reference; /* its file's name */
	const char *who;       /* "user netman", "10.0.0.0/8": whose line names it */
	const char *why;
};

/*
 * The 'n' credentials at 'lacks' (borrowed) cannot be used, and no other: raises credential-refused
 * on collector/NAME/credential/REFERENCE for each, or changes its text, and clears those that stand
 * of others.  VG_OK, or an error of the database.
 */
int
vg_desksource_credentials(struct vg_desk *desk,
    const struct vg_desksource_credential *lacks, size_t n, struct vg_wall now);

/*
 * Due rows: what was told of a source, of an SNMP engine in two places, of a listener is over.
 * Inside a transaction of the desk.  VG_OK, or an error of the database.
 */
int
vg_desksource_quiet(struct vg_desk *desk, const char *name, struct vg_wall now);
int
vg_desksource_single(struct vg_desk *desk, const char *engine, struct vg_wall now);
int
vg_desksource_keeps_up(struct vg_desk *desk, const char *name, struct vg_wall now);

#endif
