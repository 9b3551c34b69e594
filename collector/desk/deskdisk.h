/*
 * The collector's disk: how much room there is, whether it can store, how large the database is.
 *
 * States by the room that is left: ok, low, critical; full when the database found none.  Each
 * edge is told by the alarm disk-space-low.  Low: no backup, and a sweep at once.  Critical: raw
 * notifications go before their time, the oldest first, so that the database need not grow.
 * Cannot store: what is sent meanwhile is not acknowledged; it ends by itself, and is told by
 * the alarm store-failing as soon as it can be.
 */
#ifndef VG_COLLECTOR_DESK_DESKDISK_H
#define VG_COLLECTOR_DESK_DESKDISK_H

#include "collector/desk/desk.h"

enum vg_deskdisk_room {
	VG_DESKDISK_OK,
	VG_DESKDISK_LOW,
	VG_DESKDISK_CRITICAL,
	VG_DESKDISK_FULL
};

/* "ok", "low", "critical", "full". */
const char *
vg_deskdisk_room_text(enum vg_deskdisk_room room);

/*
 * The state with 'available' octets left of a disk that was in state 'before', by the marks
 * 'low' and 'critical': one is entered below its mark, and left an eighth above it.  Full is
 * left as critical is.  Pure.
 */
enum vg_deskdisk_room
vg_deskdisk_judge(
    enum vg_deskdisk_room before, int64_t available, int64_t low, int64_t critical);

struct vg_deskdisk_view {
	enum vg_deskdisk_room room;
	int64_t available, low, critical;      /* octets; 0: not known */
	int64_t database, spare, log, largest; /* octets; largest 0: no limit */
	bool cannot_store;
	struct vg_wall since; /* when that began; unset: it can */
	const char *cause;    /* a sentence, static; "" it can */
	int64_t unstored;     /* messages refused a place since then */
	int64_t early; /* raw messages that the last sweep let go before their time */
};

/* How things are now; looks at the disk. */
void
vg_deskdisk_show(struct vg_desk *desk, struct vg_wall now, struct vg_deskdisk_view *view);

/*
 * Whether 'size' octets of a mail may be kept: looks at the disk now, and leaves what is below the
 * critical mark to the database.
 */
bool
vg_deskdisk_may_keep(const struct vg_desk *desk, size_t size);

/*
 * Octets of raw notifications that should go before their time: beyond the tree's largest size,
 * or what the disk lacks to its critical mark.
 */
int64_t
vg_deskdisk_excess(struct vg_desk *desk);

#endif
