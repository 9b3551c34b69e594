/*
 * A disk whose power can go.
 */
#include "tests/fault/cutdisk.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"

enum { MAX_FILES = 64, SECTOR = 512, PAGE = 4096 };

struct octets {
	unsigned char *data; /* owned */
	size_t size, room;
};

/* A write, or a change of size when 'data' is NULL. */
struct change {
	size_t at, size;
	unsigned char *data; /* owned */
};

struct vg_cutfile {
	char *name; /* owned; NULL: it never had one */
	struct octets now, platter;
	struct change *changes; /* owned; since the last sync */
	size_t n_changes, room;
	bool named;   /* a program finds it */
	bool on_disk; /* so would it after a cut */
	unsigned open;
};

static struct {
	struct vg_cutfile *files[MAX_FILES];
	uint64_t state;      /* of chance */
	uint64_t left;       /* changes until the cut; 0: none is coming */
	uint64_t left_syncs; /* syncs until then; 0 as well */
	bool off;
	const char *broken; /* NULL: syncs are honest */
	struct vg_cutdisk_counts counts;
} disk;

/* --- chance -------------------------------------------------------------------------------- */

/* splitmix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014. */
uint64_t
vg_cutdisk_chance(uint64_t limit)
{
	uint64_t z = disk.state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return (z ^ (z >> 31)) % limit;
}

/* --- octets -------------------------------------------------------------------------------- */

static void
set_size(struct octets *o, size_t size)
{
	if (size > o->room) {
		size_t room = size + size / 2 + PAGE;
		o->data = vg_mem_resize(o->data, room, 1);
		o->room = room;
	}
	if (size > o->size)
		memset(o->data + o->size, 0, size - o->size);
	o->size = size;
}

static void
put(struct octets *o, const unsigned char *data, size_t size, size_t at)
{
	if (at + size > o->size)
		set_size(o, at + size);
	memcpy(o->data + at, data, size);
}

static void
copy_octets(struct octets *to, const struct octets *from)
{
	set_size(to, from->size);
	if (from->size)
		memcpy(to->data, from->data, from->size);
}

static void
apply(struct octets *o, const struct change *change)
{
	if (change->data)
		put(o, change->data, change->size, change->at);
	else
		set_size(o, change->size);
}

/* --- files --------------------------------------------------------------------------------- */

static void
forget_changes(struct vg_cutfile *file)
{
	for (size_t i = 0; i < file->n_changes; i++)
		free(file->changes[i].data);
	file->n_changes = 0;
}

static void
drop(struct vg_cutfile **place)
{
	forget_changes(*place);
	free((*place)->changes);
	free((*place)->now.data);
	free((*place)->platter.data);
	free((*place)->name);
	free(*place);
	*place = NULL;
}

/* What neither a program nor a cut can find any more. */
static void
drop_lost(void)
{
	for (size_t i = 0; i < MAX_FILES; i++) {
		struct vg_cutfile *f = disk.files[i];
		if (f && !f->open && !f->named && !f->on_disk)
			drop(&disk.files[i]);
	}
}

static struct vg_cutfile *
find(const char *name)
{
	for (size_t i = 0; i < MAX_FILES; i++) {
		struct vg_cutfile *f = disk.files[i];
		if (f && f->named && strcmp(f->name, name) == 0)
			return f;
	}
	return NULL;
}

static struct vg_cutfile *
make(const char *name)
{
	size_t i = 0;

	while (i < MAX_FILES && disk.files[i])
		i++;
	if (i == MAX_FILES)
		abort(); /* our own mistake: nobody has so many */
	disk.files[i] = vg_mem_zero(sizeof(*disk.files[i]));
	disk.files[i]->name = name ? vg_mem_text(name) : NULL;
	disk.files[i]->named = name != NULL;
	return disk.files[i];
}

/* Counts a change; true when the power goes at it. */
static bool
goes_now(void)
{
	disk.counts.changes++;
	if (disk.left == 0 || --disk.left > 0)
		return false;
	disk.off = true;
	disk.counts.cuts++;
	return true;
}

static void
note(struct vg_cutfile *file, const void *data, size_t size, size_t at)
{
	file->changes = vg_mem_grow(
	    file->changes, &file->room, file->n_changes, sizeof(*file->changes));
	file->changes[file->n_changes++] =
	    (struct change){at, size, data ? vg_mem_copy(data, size) : NULL};
	apply(&file->now, &file->changes[file->n_changes - 1]);
}

struct vg_cutfile *
vg_cutdisk_open(const char *name, bool create)
{
	struct vg_cutfile *file = disk.off || !name ? NULL : find(name);

	if (!file && !disk.off && create)
		file = make(name);
	if (file)
		file->open++;
	return file;
}

bool
vg_cutdisk_has(const char *name)
{
	const struct vg_cutfile *file = disk.off ? NULL : find(name);

	return file && file->now.size > 0;
}

static void
sync_names(void)
{
	for (size_t i = 0; i < MAX_FILES; i++) {
		if (disk.files[i])
			disk.files[i]->on_disk = disk.files[i]->named;
	}
	drop_lost();
}

bool
vg_cutdisk_delete(const char *name, bool sync)
{
	struct vg_cutfile *file = disk.off ? NULL : find(name);

	if (!file)
		return !disk.off;
	file->named = false;
	if (goes_now())
		return false;
	if (sync)
		sync_names();
	drop_lost();
	return true;
}

void
vg_cutdisk_close(struct vg_cutfile *file)
{
	file->open--;
	if (!disk.off)
		drop_lost();
}

size_t
vg_cutdisk_read(const struct vg_cutfile *file, void *data, size_t size, size_t at)
{
	size_t there = at < file->now.size ? file->now.size - at : 0;
	size_t n = there < size ? there : size;

	if (n)
		memcpy(data, file->now.data + at, n);
	return n;
}

bool
vg_cutdisk_write(struct vg_cutfile *file, const void *data, size_t size, size_t at)
{
	if (disk.off)
		return false;
	note(file, data, size, at);
	return !goes_now();
}

bool
vg_cutdisk_truncate(struct vg_cutfile *file, size_t size)
{
	if (disk.off)
		return false;
	note(file, NULL, size, 0);
	return !goes_now();
}

static bool
is_broken(const struct vg_cutfile *file)
{
	size_t size = file->name ? strlen(file->name) : 0;
	size_t tail = disk.broken ? strlen(disk.broken) : 0;

	return disk.broken && size >= tail &&
	    strcmp(file->name + size - tail, disk.broken) == 0;
}

static void
sync_file(struct vg_cutfile *file, bool folder)
{
	disk.counts.syncs++;
	if (is_broken(file))
		return;
	for (size_t i = 0; i < file->n_changes; i++)
		apply(&file->platter, &file->changes[i]);
	forget_changes(file);
	if (folder)
		sync_names();
}

bool
vg_cutdisk_sync(struct vg_cutfile *file, bool folder)
{
	if (disk.off)
		return false;
	bool goes = disk.left_syncs > 0 && --disk.left_syncs == 0;
	if (goes)
		disk.left = 1;
	goes = goes_now();
	if (!goes || vg_cutdisk_chance(2))
		sync_file(file, folder);
	return !goes;
}

size_t
vg_cutdisk_size(const struct vg_cutfile *file)
{
	return file->now.size;
}

/* --- the cut ------------------------------------------------------------------------------- */

/* How a cut goes, drawn once for all that it finds under way. */
struct cut {
	uint64_t share; /* of 100 changes so many are on the platter */
	bool in_order;  /* what came after the first that is not, is not either */
	size_t sector;  /* where writes are torn */
	bool leftovers; /* a hole in a file that grew holds what lay there before */
	bool stopped;   /* in order: the first one was met */
};

static struct cut
draw_cut(void)
{
	static const uint64_t shares[] = {0, 10, 50, 90, 100};

	return (struct cut){.share = shares[vg_cutdisk_chance(5)],
	    .in_order = vg_cutdisk_chance(3) == 0,
	    .sector = vg_cutdisk_chance(2) ? SECTOR : PAGE,
	    .leftovers = vg_cutdisk_chance(4) == 0};
}

static bool
survives(struct cut *cut)
{
	bool yes = !cut->stopped && vg_cutdisk_chance(100) < cut->share;

	cut->stopped = cut->in_order && !yes;
	return yes;
}

/* Sectors of a write that are written alone; gives how many octets were. */
static size_t
tear(struct octets *platter, const struct change *change, struct cut *cut)
{
	size_t done = 0, old = platter->size;

	for (size_t from = 0, size; from < change->size; from += size) {
		size_t at = change->at + from;
		size = cut->sector - at % cut->sector;
		if (size > change->size - from)
			size = change->size - from;
		if (!survives(cut))
			continue;
		put(platter, change->data + from, size, at);
		done += size;
		for (size_t i = old; cut->leftovers && i < at; i++)
			platter->data[i] = (unsigned char)vg_cutdisk_chance(256);
		old = platter->size > old ? platter->size : old;
	}
	return done;
}

static void
settle_file(struct vg_cutfile *file, struct cut *cut)
{
	for (size_t i = 0; i < file->n_changes; i++) {
		const struct change *change = &file->changes[i];
		size_t done = 0;
		if (change->data) {
			done = tear(&file->platter, change, cut);
			disk.counts.torn += done && done < change->size;
		} else if (survives(cut)) {
			set_size(&file->platter, change->size);
			done = 1;
		}
		disk.counts.lost += done == 0;
	}
	forget_changes(file);
	copy_octets(&file->now, &file->platter);
}

/* A name that two files had is the one's or the other's. */
static void
settle_names(void)
{
	for (size_t i = 0; i < MAX_FILES; i++) {
		struct vg_cutfile *f = disk.files[i];
		if (!f || f->named == f->on_disk)
			continue;
		bool was = f->on_disk;
		f->on_disk = vg_cutdisk_chance(2);
		disk.counts.names += was ? f->on_disk : !f->on_disk;
	}
	for (size_t i = 0; i < MAX_FILES; i++) {
		struct vg_cutfile *f = disk.files[i];
		for (size_t j = 0; f && f->on_disk && f->named && j < MAX_FILES; j++) {
			struct vg_cutfile *other = disk.files[j];
			if (other && other != f && other->on_disk && !other->named &&
			    strcmp(other->name, f->name) == 0)
				other->on_disk = false;
		}
	}
	for (size_t i = 0; i < MAX_FILES; i++) {
		if (disk.files[i])
			disk.files[i]->named = disk.files[i]->on_disk;
	}
	drop_lost();
}

void
vg_cutdisk_power_on(void)
{
	struct cut cut = draw_cut();

	for (size_t i = 0; i < MAX_FILES; i++) {
		if (disk.files[i] && disk.files[i]->name)
			settle_file(disk.files[i], &cut);
	}
	settle_names();
	disk.off = false;
	disk.left = disk.left_syncs = 0;
}

/* --- life ---------------------------------------------------------------------------------- */

void
vg_cutdisk_wipe(void)
{
	for (size_t i = 0; i < MAX_FILES; i++) {
		if (disk.files[i])
			drop(&disk.files[i]);
	}
	disk.off = false;
	disk.left = disk.left_syncs = 0;
}

void
vg_cutdisk_begin(uint64_t seed)
{
	vg_cutdisk_wipe();
	disk.state = seed;
	disk.broken = NULL;
	memset(&disk.counts, 0, sizeof(disk.counts));
}

void
vg_cutdisk_break_syncs(const char *tail)
{
	disk.broken = tail;
}

void
vg_cutdisk_cut_after(uint64_t n)
{
	disk.left = n;
	disk.left_syncs = 0;
}

void
vg_cutdisk_cut_at_sync(uint64_t n)
{
	disk.left = 0;
	disk.left_syncs = n;
}

bool
vg_cutdisk_is_off(void)
{
	return disk.off;
}

void
vg_cutdisk_copy(const char *from, const char *to)
{
	const struct vg_cutfile *source = find(from);
	struct vg_cutfile *target = find(to);

	if (!target)
		target = make(to);
	forget_changes(target);
	set_size(&target->now, 0);
	if (source)
		copy_octets(&target->now, &source->now);
}

void
vg_cutdisk_restore(const char *from, const char *to)
{
	const struct vg_cutfile *source = find(from);
	struct vg_cutfile *target;

	for (size_t i = 0; i < MAX_FILES; i++) {
		target = disk.files[i];
		if (target && target->name && strcmp(target->name, to) == 0)
			target->named = target->on_disk = false;
	}
	drop_lost();
	if (!source)
		return;
	target = make(to);
	forget_changes(target);
	copy_octets(&target->now, &source->now);
	copy_octets(&target->platter, &source->now);
	target->on_disk = true;
}

struct vg_cutdisk_counts
vg_cutdisk_counts(void)
{
	return disk.counts;
}
