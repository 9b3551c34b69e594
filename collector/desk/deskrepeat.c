/*
 * Repeats.
 */
#include "collector/desk/deskrepeat.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/hash.h"
#include "lib/base/mem.h"

enum { PLACES = 4096 };

struct known {
	int64_t alarm; /* 0: an empty place */
	char *key;     /* owned: resource, kind, qualifier, each with its NUL */
	size_t size;   /* of the key */
	enum vg_severity severity;
	bool plain;      /* whether anybody may have sent it */
	int64_t counted; /* and not written yet */
};

struct vg_deskrepeat {
	struct known places[PLACES];
	uint16_t touched[PLACES]; /* places with something counted */
	size_t n_touched;
	bool empty;
};

struct vg_deskrepeat *
vg_deskrepeat_new(void)
{
	struct vg_deskrepeat *r = vg_mem_zero(sizeof(*r));

	r->empty = true;
	return r;
}

static void
empty_place(struct known *k)
{
	free(k->key);
	memset(k, 0, sizeof(*k));
}

void
vg_deskrepeat_free(struct vg_deskrepeat *repeats)
{
	if (!repeats)
		return;
	for (size_t i = 0; i < PLACES; i++)
		empty_place(&repeats->places[i]);
	free(repeats);
}

/* A key on its way to be compared. */
struct key {
	char octets[VG_FAULT_KEY_SIZE];
	size_t size;
};

static void
append(struct key *key, const char *text)
{
	size_t size = strlen(text) + 1;

	memcpy(key->octets + key->size, text, size);
	key->size += size;
}

static struct known *
place_of(struct vg_deskrepeat *r, const struct vg_event *event, struct key *key)
{
	key->size = 0;
	append(key, event->resource);
	append(key, event->kind);
	append(key, event->qualifier);
	return &r->places[vg_hash_octets(key->octets, key->size) % PLACES];
}

static bool
is_it(const struct known *k, const struct key *key)
{
	return k->alarm && k->size == key->size &&
	    memcmp(k->key, key->octets, key->size) == 0;
}

int64_t
vg_deskrepeat_count(struct vg_desk *desk, const struct vg_event *event)
{
	struct vg_deskrepeat *r = desk->repeats;
	struct key key;

	if (r->empty || event->action != VG_ACTION_RAISE || r->n_touched == PLACES)
		return 0;
	struct known *k = place_of(r, event, &key);
	if (!is_it(k, &key) || k->severity != event->severity || k->plain != event->plain)
		return 0;
	if (k->counted++ == 0)
		r->touched[r->n_touched++] = (uint16_t)(k - r->places);
	return k->alarm;
}

void
vg_deskrepeat_take_back(struct vg_desk *desk, const struct vg_event *event)
{
	struct key key;
	struct known *k = place_of(desk->repeats, event, &key);

	if (!is_it(k, &key) || k->counted == 0)
		return;
	/* Nothing was touched since. */
	if (--k->counted == 0)
		desk->repeats->n_touched--;
}

static int
write_one(struct vg_desk *desk, struct known *k)
{
	int64_t counted = k->counted;

	k->counted = 0;
	return counted
	    ? vg_db_run(desk->db, VG_SQL_ALARM_REPEAT, "itii", k->alarm,
		  vg_event_origin_text(VG_ORIGIN_TRAP), counted, (int64_t)k->plain)
	    : VG_OK;
}

void
vg_deskrepeat_learn(struct vg_desk *desk, const struct vg_event *event, int64_t alarm)
{
	struct vg_deskrepeat *r = desk->repeats;
	struct key key;
	struct known *k = place_of(r, event, &key);

	/* What another has counted there waits to be written: it keeps its place till then. */
	if (k->counted || event->action != VG_ACTION_RAISE ||
	    event->origin != VG_ORIGIN_TRAP)
		return;
	empty_place(k);
	k->alarm = alarm;
	k->key = vg_mem_copy(key.octets, key.size);
	k->size = key.size;
	k->severity = event->severity;
	k->plain = event->plain;
	r->empty = false;
}

void
vg_deskrepeat_touch(struct vg_desk *desk, const struct vg_event *event)
{
	struct key key;

	if (desk->repeats->empty)
		return;
	struct known *k = place_of(desk->repeats, event, &key);
	if (is_it(k, &key))
		empty_place(k);
}

int
vg_deskrepeat_write(struct vg_desk *desk)
{
	struct vg_deskrepeat *r = desk->repeats;
	int code = VG_OK;

	for (size_t i = 0; i < r->n_touched && code == VG_OK; i++)
		code = write_one(desk, &r->places[r->touched[i]]);
	r->n_touched = 0;
	return code;
}

void
vg_deskrepeat_forget(struct vg_desk *desk)
{
	struct vg_deskrepeat *r = desk->repeats;

	r->n_touched = 0;
	if (r->empty)
		return;
	for (size_t i = 0; i < PLACES; i++) {
		if (r->places[i].alarm)
			empty_place(&r->places[i]);
	}
	r->empty = true;
}
