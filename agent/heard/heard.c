/*
 * Claims of notifications.
 */
#include "agent/heard/heard.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"

enum { LOOKS = 2 };

struct entry {
	struct vg_claimed claim;
	struct vg_mono heard;
	struct vg_mono due; /* the next look; of a told one the end of its day */
	bool asked;         /* that look is under way */
	bool answered;      /* the device has answered since */
	unsigned looks;     /* that did not find what the notification says */
};

struct vg_heard {
	int64_t first_us, second_us;
	struct entry *entries; /* owned */
	size_t n, capacity;
};

struct vg_heard *
vg_heard_new(int64_t first_us, int64_t second_us)
{
	struct vg_heard *heard = vg_mem_zero(sizeof(*heard));

	heard->first_us = first_us;
	heard->second_us = second_us;
	return heard;
}

void
vg_heard_free(struct vg_heard *heard)
{
	if (!heard)
		return;
	for (size_t i = 0; i < heard->n; i++)
		free(heard->entries[i].claim.notification);
	free(heard->entries);
	free(heard);
}

static struct entry *
find_same(struct vg_heard *heard, const struct vg_claimed *claim)
{
	for (size_t i = 0; i < heard->n; i++) {
		const struct vg_claimed *c = &heard->entries[i].claim;
		if (strcmp(c->resource, claim->resource) == 0 &&
		    strcmp(c->kind, claim->kind) == 0 &&
		    strcmp(c->qualifier, claim->qualifier) == 0)
			return &heard->entries[i];
	}
	return NULL;
}

static bool
has_room(const struct vg_heard *heard, const char *device)
{
	size_t n = 0;

	for (size_t i = 0; i < heard->n; i++)
		n += strcmp(heard->entries[i].claim.device, device) == 0;
	return heard->n < VG_HEARD_MAX && n < VG_HEARD_MAX_DEVICE;
}

int
vg_heard_take(struct vg_heard *heard, const struct vg_claimed *claim, struct vg_mono now)
{
	struct entry *e = find_same(heard, claim);
	bool told = claim->told || (e && e->claim.told);

	if (!e && !has_room(heard, claim->device)) {
		free(claim->notification);
		return VG_EFULL;
	}
	if (!e) {
		heard->entries = vg_mem_grow(
		    heard->entries, &heard->capacity, heard->n, sizeof(*heard->entries));
		e = &heard->entries[heard->n++];
	} else {
		free(e->claim.notification);
	}
	memset(e, 0, sizeof(*e));
	e->claim = *claim;
	e->claim.told = told;
	e->heard = now;
	e->due = vg_instant_mono_add(now, heard->first_us);
	return VG_OK;
}

size_t
vg_heard_count(const struct vg_heard *heard)
{
	return heard->n;
}

const struct vg_claimed *
vg_heard_at(const struct vg_heard *heard, size_t i)
{
	return &heard->entries[i].claim;
}

bool
vg_heard_speaks(
    const struct vg_heard *heard, const char *resource, const char *kind, bool bad)
{
	for (size_t i = 0; i < heard->n; i++) {
		const struct vg_claimed *c = &heard->entries[i].claim;
		if (c->bad == bad && strcmp(c->resource, resource) == 0 &&
		    strcmp(c->kind, kind) == 0)
			return true;
	}
	return false;
}

/* A look that was due has not found it; true when it was the last one. */
static bool
count_look(struct vg_heard *heard, struct entry *e, struct vg_mono asked)
{
	if (vg_instant_mono_since(asked, e->due) < 0)
		return false;
	e->due = vg_instant_mono_add(e->heard, heard->second_us);
	return ++e->looks >= LOOKS;
}

enum vg_heard_step
vg_heard_judge(struct vg_heard *heard, size_t i, enum vg_heard_says says,
    struct vg_mono asked, struct vg_mono now)
{
	struct entry *e = &heard->entries[i];

	/* A look that was due while this question was under way is still to be asked. */
	if (!vg_heard_is_over(heard, i))
		e->asked = false;
	/* 1 what was asked before the notification came cannot answer it */
	if (vg_instant_mono_since(asked, e->heard) < 0)
		return VG_HEARD_WAIT;
	/* 2 the device cannot be asked: a notification that can be believed stands */
	if (says == VG_HEARD_SILENT && !e->answered && e->claim.trusted && !e->claim.told)
		return VG_HEARD_STANDS;
	/* 3 the same word from both; a clear is looked at again until the polls clear, too */
	if (says == (e->claim.bad ? VG_HEARD_BAD : VG_HEARD_GOOD)) {
		e->due = vg_instant_mono_add(now, heard->first_us);
		return VG_HEARD_AGREED;
	}
	e->answered = e->answered || says != VG_HEARD_SILENT;
	/* 4 told already: it waits for an agreement, or for the end of its day */
	if (e->claim.told && e->looks >= LOOKS)
		return VG_HEARD_WAIT;
	/* 5 before its look, or not the last one */
	bool last = count_look(heard, e, asked);
	/* 6 the device knows nothing of this: one look is enough to know that */
	if (says == VG_HEARD_NOTHING && e->looks)
		return e->claim.trusted ? VG_HEARD_STANDS : VG_HEARD_OVER;
	if (!last)
		return VG_HEARD_WAIT;
	/* 7 it has fallen silent since, or always was: nobody can be asked any more */
	if (says == VG_HEARD_SILENT)
		return VG_HEARD_OVER;
	/* 8 two looks say otherwise */
	e->due = vg_instant_mono_add(now, VG_DAY_US);
	e->claim.told = true;
	e->asked = false;
	return VG_HEARD_DISAGREED;
}

bool
vg_heard_due(struct vg_heard *heard, struct vg_mono now, size_t *i)
{
	for (size_t k = 0; k < heard->n; k++) {
		struct entry *e = &heard->entries[k];
		if (e->asked || vg_instant_mono_since(e->due, now) > 0)
			continue;
		e->asked = true;
		*i = k;
		return true;
	}
	return false;
}

bool
vg_heard_is_over(const struct vg_heard *heard, size_t i)
{
	return heard->entries[i].claim.told && heard->entries[i].looks >= LOOKS;
}

struct vg_mono
vg_heard_next(const struct vg_heard *heard)
{
	struct vg_mono next = {0};

	for (size_t i = 0; i < heard->n; i++) {
		const struct entry *e = &heard->entries[i];
		if (!e->asked && (next.us == 0 || e->due.us < next.us))
			next = e->due;
	}
	return next;
}

void
vg_heard_drop(struct vg_heard *heard, size_t i)
{
	free(heard->entries[i].claim.notification);
	heard->entries[i] = heard->entries[--heard->n];
}
