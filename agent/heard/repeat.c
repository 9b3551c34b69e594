/*
 * One entry per key: the newest notifications, and when its quiet time ends.
 */
#include "agent/heard/repeat.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"

struct entry {
	struct vg_repeat_key key;
	struct vg_mono heard[VG_REPEAT_COUNT]; /* a ring */
	size_t n;                              /* in all */
	struct vg_mono last;
	int64_t quiet_us;
};

struct vg_repeat {
	struct entry *entries; /* owned */
	size_t n, capacity;
};

struct vg_repeat *
vg_repeat_new(void)
{
	return vg_mem_zero(sizeof(struct vg_repeat));
}

void
vg_repeat_free(struct vg_repeat *repeat)
{
	if (repeat)
		free(repeat->entries);
	free(repeat);
}

static bool
is_of(const struct entry *e, const struct vg_repeat_key *key)
{
	return strcmp(e->key.line, key->line) == 0 &&
	    strcmp(e->key.resource, key->resource) == 0 &&
	    strcmp(e->key.kind, key->kind) == 0 &&
	    strcmp(e->key.qualifier, key->qualifier) == 0;
}

/* The entry to use for a new key when there is no room: the one heard of longest ago. */
static struct entry *
oldest(struct vg_repeat *repeat)
{
	struct entry *found = &repeat->entries[0];

	for (size_t i = 1; i < repeat->n; i++) {
		if (repeat->entries[i].last.us < found->last.us)
			found = &repeat->entries[i];
	}
	return found;
}

static struct entry *
need_entry(struct vg_repeat *repeat, const struct vg_repeat_key *key)
{
	struct entry *e;

	for (size_t i = 0; i < repeat->n; i++) {
		if (is_of(&repeat->entries[i], key))
			return &repeat->entries[i];
	}
	if (repeat->n < VG_REPEAT_MAX) {
		repeat->entries = vg_mem_grow(repeat->entries, &repeat->capacity,
		    repeat->n, sizeof(*repeat->entries));
		e = &repeat->entries[repeat->n++];
	} else {
		e = oldest(repeat);
	}
	memset(e, 0, sizeof(*e));
	e->key = *key;
	return e;
}

/* The newest 'count' of them lie within the time when the oldest of these does. */
static bool
are_enough(
    const struct entry *e, const struct vg_repeat_limits *limits, struct vg_mono now)
{
	size_t count = limits->count < VG_REPEAT_COUNT ? limits->count : VG_REPEAT_COUNT;

	if (count <= 1)
		return true;
	if (e->n < count)
		return false;
	return vg_instant_mono_since(now, e->heard[(e->n - count) % VG_REPEAT_COUNT]) <=
	    limits->within_us;
}

bool
vg_repeat_heard(struct vg_repeat *repeat, const struct vg_repeat_key *key,
    const struct vg_repeat_limits *limits, struct vg_mono now)
{
	struct entry *e = need_entry(repeat, key);

	e->heard[e->n++ % VG_REPEAT_COUNT] = now;
	e->last = now;
	e->quiet_us = limits->quiet_us;
	return are_enough(e, limits, now);
}

bool
vg_repeat_due(struct vg_repeat *repeat, struct vg_mono now, struct vg_repeat_key *key)
{
	for (size_t i = 0; i < repeat->n; i++) {
		struct entry *e = &repeat->entries[i];
		if (!e->quiet_us || vg_instant_mono_since(now, e->last) < e->quiet_us)
			continue;
		*key = e->key;
		*e = repeat->entries[--repeat->n];
		return true;
	}
	return false;
}

void
vg_repeat_put_off(struct vg_repeat *repeat, const char *resource, struct vg_mono now)
{
	size_t size = strlen(resource);

	for (size_t i = 0; i < repeat->n; i++) {
		struct entry *e = &repeat->entries[i];
		char after = strncmp(e->key.resource, resource, size) == 0
		    ? e->key.resource[size]
		    : 'x';
		if (after == '\0' || after == '/')
			e->last = now;
	}
}

struct vg_mono
vg_repeat_next(const struct vg_repeat *repeat)
{
	struct vg_mono next = {0};

	for (size_t i = 0; i < repeat->n; i++) {
		const struct entry *e = &repeat->entries[i];
		struct vg_mono due = vg_instant_mono_add(e->last, e->quiet_us);
		if (e->quiet_us && (next.us == 0 || due.us < next.us))
			next = due;
	}
	return next;
}

size_t
vg_repeat_size(const struct vg_repeat *repeat)
{
	return repeat->n;
}
