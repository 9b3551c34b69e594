/*
 * Foreign notifications: what a device or a manager of devices sends straight to the collector,
 * read by the packs' maps of notifications.  Best effort.
 *
 * Each is read once (vg_deskforeign_read); what only repeats what stands is stored and counted, and
 * climbs no ladder (vg_deskforeign_repeat); everything else is taken inside a savepoint.
 */
#ifndef VG_COLLECTOR_DESK_FOREIGN_DESKFOREIGN_H
#define VG_COLLECTOR_DESK_FOREIGN_DESKFOREIGN_H

#include "collector/desk/deskcore.h"
#include "collector/normal/normal.h"
#include "lib/base/digest.h"

/* One notification as it was read; the desk has room for one. */
struct vg_deskforeign {
	struct vg_digest
	    digest; /* of what is stored; another request-id is another one */
	struct vg_digest
	    seen;          /* of what came, before anything was withheld; not stored */
	int64_t window_us; /* how long the same again is a duplicate */
	struct vg_message_key mark; /* by which it is known again when it kills */
	const struct vg_conf_device *device; /* borrowed; NULL: none of the tree */
	bool poisonous;  /* it was being read when the process died twice */
	size_t n_events; /* 0 without a device */
	struct vg_event events[VG_TRAPMAP_MAX_CLAIMS];
};

/* Reads 'trap', which is what packs leave of 'came' (both borrowed), into desk->foreign. */
void
vg_deskforeign_read(struct vg_desk *desk, const struct vg_trap *trap,
    const struct vg_trap *came, struct vg_wall now);

/*
 * Takes 'trap' (borrowed), which was read, if it came just now already or repeats what stands and
 * says nothing else; '*taken' and '*result' tell.  VG_OK, or an error of the database: then nothing
 * was done.
 */
int
vg_deskforeign_repeat(struct vg_desk *desk, const struct vg_trap *trap,
    struct vg_wall now, bool *taken, enum vg_intake_result *result);

/*
 * Stores and applies 'trap' (borrowed), which was read, and says in '*result' what became of it.
 * VG_OK, or an error of the disk.
 */
int
vg_deskforeign_take(struct vg_desk *desk, const struct vg_trap *trap, struct vg_wall now,
    enum vg_intake_result *result, struct vg_detail *detail);

#endif
