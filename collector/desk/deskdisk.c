/*
 * A disk that fills up, and one that fails.
 *
 * The reserve beside the database is given up once, so that the work under way can be finished
 * and the alarm that says so can be stored.  When there is room again it is made anew.  Past the
 * reserve nothing is stored, hence nothing acknowledged, until there is room.
 *
 * What was looked at stands in memory; what was told, in the alarms.
 */
#include "collector/desk/deskdisk.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/deskcore.h"
#include "collector/desk/deskrepeat.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"
#include "lib/os/diskspace.h"

#define LOOK_US (10 * VG_SECOND_US)
/* store-failing stands so long after the last failure. */
#define FAILING_US VG_MINUTE_US
#define MIB INT64_C(1048576)

enum { LOW_MIB = 1024, CRITICAL_MIB = 256 };

static const char *const room_texts[] = {"ok", "low", "critical", "full"};

const char *
vg_deskdisk_room_text(enum vg_deskdisk_room room)
{
	return room_texts[room];
}

enum vg_deskdisk_room
vg_deskdisk_judge(
    enum vg_deskdisk_room before, int64_t available, int64_t low, int64_t critical)
{
	if (before >= VG_DESKDISK_CRITICAL)
		critical += critical / 8;
	if (before >= VG_DESKDISK_LOW)
		low += low / 8;
	if (available < critical)
		return VG_DESKDISK_CRITICAL;
	return available < low ? VG_DESKDISK_LOW : VG_DESKDISK_OK;
}

/* A mark of the tree, or what it is without one: a share of the disk bounds it. */
static int64_t
mark(int64_t mib, int64_t otherwise_mib, int64_t share)
{
	if (mib >= 0)
		return mib * MIB;
	return otherwise_mib * MIB < share ? otherwise_mib * MIB : share;
}

static int64_t
low_mark(const struct vg_desk *desk)
{
	return mark(desk->conf->storage.low_mib, LOW_MIB, desk->disk.all / 10);
}

static int64_t
critical_mark(const struct vg_desk *desk)
{
	return mark(desk->conf->storage.critical_mib, CRITICAL_MIB, desk->disk.all / 20);
}

/* --- telling ------------------------------------------------------------------------------- */

static enum vg_severity
severity_of(enum vg_deskdisk_room room)
{
	return room == VG_DESKDISK_LOW     ? VG_SEVERITY_MINOR
	    : room == VG_DESKDISK_CRITICAL ? VG_SEVERITY_MAJOR
					   : VG_SEVERITY_CRITICAL;
}

/* A fault of a part of ours, in a transaction of its own. */
static int
tell(struct vg_desk *desk, const char *part, const char *kind, enum vg_action action,
    enum vg_severity severity, struct vg_wall now, const char *text)
{
	char resource[VG_RESOURCE_SIZE];

	vg_deskrepeat_forget(desk);
	int code = vg_db_begin(desk->db);
	if (code != VG_OK)
		return code;
	vg_resource_build(resource, "collector", desk->conf->name, part);
	code =
	    vg_deskagent_tell_self(desk, resource, kind, "", action, severity, now, text);
	if (code == VG_OK)
		return vg_desk_commit(desk);
	vg_desk_rollback(desk);
	return code;
}

static int
tell_room(struct vg_desk *desk, enum vg_deskdisk_room room, struct vg_wall now)
{
	struct vg_desk_disk *d = &desk->disk;
	char text[VG_TEXT_SIZE];
	enum vg_action action = room == VG_DESKDISK_OK ? VG_ACTION_CLEAR
	    : d->told == VG_DESKDISK_OK                ? VG_ACTION_RAISE
						       : VG_ACTION_CHANGE;

	if (room == VG_DESKDISK_OK)
		vg_text_copy(text, sizeof(text), "the disk has room again");
	else if (room == VG_DESKDISK_FULL)
		vg_text_copy(text, sizeof(text),
		    "the disk is full: the collector stores into its last reserve");
	else
		vg_text_format(text, sizeof(text),
		    "the disk is %s: %" PRId64 " MiB left, below %" PRId64 " MiB",
		    vg_deskdisk_room_text(room), d->available / MIB,
		    (room == VG_DESKDISK_LOW ? low_mark(desk) : critical_mark(desk)) /
			MIB);
	int code =
	    tell(desk, "disk", "disk-space-low", action, severity_of(room), now, text);
	if (code == VG_OK)
		d->told = room;
	return code;
}

/* The severity at which our alarm about 'part' stands; VG_SEVERITY_CLEARED: it does not. */
static int
find_standing(
    struct vg_desk *desk, const char *part, const char *kind, enum vg_severity *severity)
{
	struct vg_event event = {.qualifier = ""};
	struct vg_alarm_row row;

	vg_resource_build(event.resource, "collector", desk->conf->name, part);
	vg_text_copy(event.kind, sizeof(event.kind), kind);
	int code = vg_deskrows_alarm(desk, &event, &row);
	*severity = code == VG_OK && row.id && !row.cleared ? row.event.severity
							    : VG_SEVERITY_CLEARED;
	return code;
}

/* What an earlier run of the program has told, once. */
static void
learn_told(struct vg_desk *desk, struct vg_wall now)
{
	struct vg_desk_disk *d = &desk->disk;
	enum vg_severity disk, store;

	if (d->known || find_standing(desk, "disk", "disk-space-low", &disk) != VG_OK ||
	    find_standing(desk, "store", "store-failing", &store) != VG_OK)
		return;
	d->known = true;
	d->told = disk == VG_SEVERITY_CLEARED ? VG_DESKDISK_OK
	    : disk == VG_SEVERITY_CRITICAL    ? VG_DESKDISK_FULL
	    : disk == VG_SEVERITY_MAJOR       ? VG_DESKDISK_CRITICAL
					      : VG_DESKDISK_LOW;
	if (store != VG_SEVERITY_CLEARED)
		d->failing_until = vg_instant_add(now, FAILING_US);
}

/* --- it cannot store ----------------------------------------------------------------------- */

/* When it could not store and can again, that is told, and only then over. */
static void
tell_failing(struct vg_desk *desk, struct vg_wall now)
{
	struct vg_desk_disk *d = &desk->disk;
	char text[VG_TEXT_SIZE], since[VG_INSTANT_TEXT_SIZE];

	if (!d->cannot_store || !desk->conf)
		return;
	vg_instant_text(d->since, since);
	vg_text_format(text, sizeof(text),
	    "could not store from %s on, for %" PRId64 " s: %s; %" PRId64
	    " messages came in vain and were not acknowledged",
	    since, vg_instant_since(now, d->since) / VG_SECOND_US,
	    vg_error_text(d->cause), d->unstored);
	if (tell(desk, "store", "store-failing", VG_ACTION_RAISE, VG_SEVERITY_CRITICAL,
		now, text) != VG_OK)
		return;
	d->cannot_store = false;
	d->failing_until = vg_instant_add(now, FAILING_US);
}

void
vg_deskdisk_outcome(struct vg_desk *desk, int code, size_t n, struct vg_wall now)
{
	struct vg_desk_disk *d = &desk->disk;

	if (code == VG_OK) {
		tell_failing(desk, now);
		return;
	}
	if (!d->cannot_store) {
		d->cannot_store = true;
		d->cause = code;
		d->since = now;
		d->unstored = 0;
	}
	d->unstored += (int64_t)n;
}

static void
end_failing(struct vg_desk *desk, struct vg_wall now)
{
	struct vg_desk_disk *d = &desk->disk;

	if (d->cannot_store || !vg_instant_is_set(d->failing_until) ||
	    vg_instant_compare(now, d->failing_until) < 0)
		return;
	if (tell(desk, "store", "store-failing", VG_ACTION_CLEAR, VG_SEVERITY_CRITICAL,
		now, "stores again") == VG_OK)
		d->failing_until.us = 0;
}

bool
vg_deskdisk_give_reserve(struct vg_desk *desk, struct vg_wall now)
{
	if (!desk->conf || !vg_db_release_ballast(desk->db))
		return false;
	learn_told(desk, now);
	desk->disk.reserve_given = true;
	desk->disk.room = VG_DESKDISK_FULL;
	/* An alarm that finds no room either changes nothing about what is tried again. */
	if (desk->disk.told != VG_DESKDISK_FULL)
		(void)tell_room(desk, VG_DESKDISK_FULL, now);
	return true;
}

/* --- looking ------------------------------------------------------------------------------- */

void
vg_deskdisk_open(struct vg_desk *desk, const char *path)
{
	if (strcmp(path, ":memory:") == 0)
		return;
	char *folder = vg_mem_text(path);
	char *slash = strrchr(folder, '/');
	if (slash)
		slash[slash == folder] = '\0';
	desk->disk.folder = slash ? folder : vg_mem_text(".");
	if (!slash)
		free(folder);
}

/* It is full until the reserve is there again and the last transaction went well. */
static enum vg_deskdisk_room
measure(struct vg_desk *desk)
{
	struct vg_desk_disk *d = &desk->disk;

	if (vg_diskspace_look(d->folder, &d->available, &d->all) != VG_OK)
		return d->room;
	if (d->reserve_given && vg_db_make_ballast(desk->db) == VG_OK)
		d->reserve_given = false;
	if (d->reserve_given || (d->cannot_store && d->cause == VG_EFULL))
		return VG_DESKDISK_FULL;
	return vg_deskdisk_judge(
	    d->room, d->available, low_mark(desk), critical_mark(desk));
}

bool
vg_deskdisk_may_keep(const struct vg_desk *desk, size_t size)
{
	const struct vg_desk_disk *d = &desk->disk;
	int64_t available, all;

	if (d->room == VG_DESKDISK_FULL ||
	    vg_diskspace_look(d->folder, &available, &all) != VG_OK)
		return d->room < VG_DESKDISK_CRITICAL;
	return vg_deskdisk_judge(d->room, available - (int64_t)size, low_mark(desk),
		   critical_mark(desk)) < VG_DESKDISK_CRITICAL;
}

int64_t
vg_deskdisk_excess(struct vg_desk *desk)
{
	const struct vg_desk_disk *d = &desk->disk;
	int64_t largest = desk->conf->storage.database_max_mib * MIB;
	bool short_of_room = d->folder && d->room >= VG_DESKDISK_CRITICAL;
	struct vg_db_sizes sizes;
	int64_t excess = 0, lacks = 0;

	if (!largest && !short_of_room)
		return 0;
	vg_db_measure(desk->db, &sizes);
	if (largest)
		excess = sizes.file - sizes.spare - largest;
	/* Rows that go make room in the file, which then need not grow. */
	if (short_of_room)
		lacks = critical_mark(desk) - d->available - sizes.spare;
	if (lacks > excess)
		excess = lacks;
	return excess > 0 ? excess : 0;
}

void
vg_deskdisk_look(struct vg_desk *desk, struct vg_wall now)
{
	struct vg_desk_disk *d = &desk->disk;
	int64_t since = vg_instant_since(now, d->looked);

	if (!desk->conf ||
	    (since >= 0 && since < LOOK_US && !d->reserve_given && !d->cannot_store))
		return;
	d->looked = now;
	learn_told(desk, now);
	if (d->folder)
		d->room = measure(desk);
	tell_failing(desk, now);
	end_failing(desk, now);
	if (d->known && d->room != d->told && !d->cannot_store)
		(void)tell_room(desk, d->room, now);
	if (d->room == VG_DESKDISK_LOW || vg_deskdisk_excess(desk) > 0)
		(void)vg_desksweep_soon(desk, now);
}

void
vg_deskdisk_show(struct vg_desk *desk, struct vg_wall now, struct vg_deskdisk_view *view)
{
	struct vg_desk_disk *d = &desk->disk;
	struct vg_db_sizes sizes;

	d->looked.us = 0;
	vg_deskdisk_look(desk, now);
	vg_db_measure(desk->db, &sizes);
	*view = (struct vg_deskdisk_view){.room = d->room,
	    .available = d->available,
	    .low = low_mark(desk),
	    .critical = critical_mark(desk),
	    .database = sizes.file,
	    .spare = sizes.spare,
	    .log = sizes.log,
	    .largest = desk->conf->storage.database_max_mib * MIB,
	    .cannot_store = d->cannot_store,
	    .since = d->since,
	    .cause = d->cannot_store ? vg_error_text(d->cause) : "",
	    .unstored = d->unstored,
	    .early = vg_desk_number(desk, "swept-early", 0)};
	if (!d->cannot_store)
		view->since.us = 0;
}
