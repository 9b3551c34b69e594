/*
 * Standing faults, numbers and devices in the agent's file.
 */
#include "agent/state/state.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "agent/state/statedb.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/chance.h"

struct vg_state {
	struct vg_db *db; /* owned */
	unsigned char spool[VG_SPOOL_SIZE];
	uint64_t next;
	struct vg_digest key;
	bool has_key, is_new;
};

/* --- opening ----------------------------------------------------------------------------- */

static bool
read_meta(struct vg_state *state)
{
	size_t size = 0;

	if (vg_db_query(state->db, VG_STATEDB_META_GET, "") != VG_OK ||
	    !vg_db_next(state->db, VG_STATEDB_META_GET))
		return false;
	const void *spool = vg_db_blob(state->db, VG_STATEDB_META_GET, 0, &size);
	bool good = spool && size == sizeof(state->spool);
	if (good)
		memcpy(state->spool, spool, size);
	state->next = (uint64_t)vg_db_int(state->db, VG_STATEDB_META_GET, 1);
	const void *key = vg_db_blob(state->db, VG_STATEDB_META_GET, 2, &size);
	state->has_key = key && size == sizeof(state->key.octet);
	if (state->has_key)
		memcpy(state->key.octet, key, size);
	vg_db_done(state->db, VG_STATEDB_META_GET);
	return good;
}

static int
make_meta(struct vg_state *state, const char *path, struct vg_detail *detail)
{
	vg_chance_fill(state->spool, sizeof(state->spool));
	state->next = 1;
	state->is_new = true;
	int err = vg_db_run(state->db, VG_STATEDB_META_MAKE, "b",
	    (const void *)state->spool, sizeof(state->spool));
	if (err != VG_OK)
		vg_detail_set(detail, err, "%s: %s", path, vg_db_error(state->db));
	return err;
}

/* Made with the file, or by the first program that wants it. */
static int
make_key(struct vg_state *state, const char *path, struct vg_detail *detail)
{
	if (state->has_key)
		return VG_OK;
	vg_chance_fill(state->key.octet, sizeof(state->key.octet));
	int err = vg_db_run(state->db, VG_STATEDB_META_KEY, "b",
	    (const void *)state->key.octet, sizeof(state->key.octet));
	if (err != VG_OK)
		vg_detail_set(detail, err, "%s: %s", path, vg_db_error(state->db));
	return err;
}

/* A person at night reads this line and nothing else. */
static void
tell_remedy(struct vg_detail *detail)
{
	const struct vg_detail said = *detail;

	vg_detail_set(detail, VG_ECORRUPT,
	    "%s; restore it, or start once with vigie-agent --new-spool, which puts it aside",
	    said.text);
}

int
vg_state_open(const char *path, struct vg_state **state, struct vg_detail *detail)
{
	struct vg_state *made = vg_mem_zero(sizeof(*made));
	int err = vg_statedb_open(path, &made->db, detail);

	if (err == VG_OK && !read_meta(made))
		err = make_meta(made, path, detail);
	if (err == VG_OK)
		err = make_key(made, path, detail);
	if (err == VG_ECORRUPT)
		tell_remedy(detail);
	if (err != VG_OK) {
		vg_state_close(made);
		return err;
	}
	*state = made;
	return VG_OK;
}

void
vg_state_close(struct vg_state *state)
{
	if (!state)
		return;
	vg_db_close(state->db);
	free(state);
}

static int
move_aside(const char *from, const char *to, struct vg_detail *detail)
{
	if (rename(from, to) == 0 || errno == ENOENT)
		return VG_OK;
	return vg_detail_set(detail, VG_EIO, "%s: cannot be put aside as %s: %s", from,
	    to, strerror(errno));
}

int
vg_state_put_aside(const char *path, struct vg_wall now, char *kept, size_t size,
    struct vg_detail *detail)
{
	static const char *const sides[] = {"-wal", "-shm", ""};
	char from[1100], to[1100];
	struct stat seen;

	kept[0] = '\0';
	if (stat(path, &seen) != 0 && errno == ENOENT)
		return VG_OK;
	if (vg_text_format(kept, size, "%s.%" PRId64, path, now.us / VG_SECOND_US) !=
	    VG_OK)
		return vg_detail_set(detail, VG_EINVAL, "%s: path too long", path);
	for (size_t i = 0; i < sizeof(sides) / sizeof(sides[0]); i++) {
		if (vg_text_format(from, sizeof(from), "%s%s", path, sides[i]) != VG_OK ||
		    vg_text_format(to, sizeof(to), "%s%s", kept, sides[i]) != VG_OK)
			return vg_detail_set(
			    detail, VG_EINVAL, "%s: path too long", path);
		int err = move_aside(from, to, detail);
		if (err != VG_OK)
			return err;
	}
	return VG_OK;
}

/* --- asking ------------------------------------------------------------------------------ */

struct vg_db *
vg_state_db(struct vg_state *state)
{
	return state->db;
}

const unsigned char *
vg_state_spool(const struct vg_state *state)
{
	return state->spool;
}

const struct vg_digest *
vg_state_key(const struct vg_state *state)
{
	return &state->key;
}

bool
vg_state_is_new(const struct vg_state *state)
{
	return state->is_new;
}

uint64_t
vg_state_next(const struct vg_state *state)
{
	return state->next;
}

int
vg_state_boot(struct vg_state *state, uint32_t *boots)
{
	int err = vg_db_query(state->db, VG_STATEDB_META_BOOT, "");

	if (err != VG_OK)
		return err;
	if (!vg_db_next(state->db, VG_STATEDB_META_BOOT))
		return VG_EIO;
	*boots = (uint32_t)vg_db_int(state->db, VG_STATEDB_META_BOOT, 0);
	/* The row is written when the statement has run to its end. */
	while (vg_db_next(state->db, VG_STATEDB_META_BOOT))
		;
	return VG_OK;
}

void
vg_state_each_standing(struct vg_state *state, vg_state_standing_cb cb, void *cookie)
{
	struct vg_event event;

	if (vg_db_query(state->db, VG_STATEDB_STANDING_ALL, "") != VG_OK)
		return;
	while (vg_db_next(state->db, VG_STATEDB_STANDING_ALL)) {
		vg_statedb_read_event(state->db, VG_STATEDB_STANDING_ALL, &event);
		memcpy(event.key.spool, state->spool, sizeof(event.key.spool));
		cb(&event, cookie);
	}
}

/* --- keeping ----------------------------------------------------------------------------- */

/* When it was raised, for as long as any kind looks back. */
static int
put_raise(struct vg_state *state, const struct vg_event *m)
{
	int err = vg_db_run(state->db, VG_STATEDB_RAISE_PUT, "ttti", m->resource, m->kind,
	    m->qualifier, m->since.us);

	if (err != VG_OK)
		return err;
	return vg_db_run(state->db, VG_STATEDB_RAISE_AGED, "i",
	    vg_instant_add(m->since, -VG_RAISED_LOOKS_BACK_US).us);
}

int
vg_state_put_standing(struct vg_state *state, const struct vg_event *message)
{
	const struct vg_event *m = message;

	if (m->action == VG_ACTION_CLEAR)
		return vg_db_run(state->db, VG_STATEDB_STANDING_DROP, "ttt", m->resource,
		    m->kind, m->qualifier);
	int err = vg_db_run(state->db, VG_STATEDB_STANDING_PUT, "iiitttttiiiititi",
	    (int64_t)m->key.sequence, (int64_t)m->action, (int64_t)m->origin, m->device,
	    m->serial, m->resource, m->kind, m->qualifier, (int64_t)m->severity,
	    (int64_t)m->cause, m->since.us, m->agent_time.us, m->text,
	    (int64_t)m->flapping, m->symptom_of, (int64_t)m->alone);
	return err == VG_OK && m->action == VG_ACTION_RAISE ? put_raise(state, m) : err;
}

void
vg_state_each_raise(struct vg_state *state, vg_state_raise_cb cb, void *cookie)
{
	struct vg_db *db = state->db;
	const enum vg_statedb_statement all = VG_STATEDB_RAISE_ALL;

	if (vg_db_query(db, all, "") != VG_OK)
		return;
	while (vg_db_next(db, all)) {
		const struct vg_raise raise = {.resource = vg_db_text(db, all, 0),
		    .kind = vg_db_text(db, all, 1),
		    .qualifier = vg_db_text(db, all, 2),
		    .since = {vg_db_int(db, all, 3)}};
		cb(&raise, cookie);
	}
}

int
vg_state_put_next(struct vg_state *state, uint64_t next)
{
	return vg_db_run(state->db, VG_STATEDB_META_NEXT, "i", (int64_t)next);
}

int
vg_state_put_last(struct vg_state *state, const char *device, const char *rule,
    const char *key, const char *text)
{
	return vg_db_run(state->db, VG_STATEDB_LAST_PUT, "tttt", device, rule, key, text);
}

void
vg_state_each_last(
    struct vg_state *state, const char *device, vg_state_last_cb cb, void *cookie)
{
	if (vg_db_query(state->db, VG_STATEDB_LAST_OF, "t", device) != VG_OK)
		return;
	while (vg_db_next(state->db, VG_STATEDB_LAST_OF))
		cb(vg_db_text(state->db, VG_STATEDB_LAST_OF, 0),
		    vg_db_text(state->db, VG_STATEDB_LAST_OF, 1),
		    vg_db_text(state->db, VG_STATEDB_LAST_OF, 2), cookie);
}

int
vg_state_drop_last(struct vg_state *state, const char *device)
{
	return vg_db_run(state->db, VG_STATEDB_LAST_DROP, "t", device);
}

int
vg_state_put_device(
    struct vg_state *state, const char *device, const struct vg_state_device *known)
{
	return vg_db_run(state->db, VG_STATEDB_DEVICE_PUT, "tttbiii", device,
	    known->family, known->inventory,
	    known->engine_size ? (const void *)known->engine : NULL, known->engine_size,
	    (int64_t)known->boots, (int64_t)known->time, known->at.us);
}

int
vg_state_get_device(
    struct vg_state *state, const char *device, struct vg_state_device *known)
{
	struct vg_db *db = state->db;
	const enum vg_statedb_statement get = VG_STATEDB_DEVICE_GET;
	size_t size = 0;

	memset(known, 0, sizeof(*known));
	if (vg_db_query(db, get, "t", device) != VG_OK || !vg_db_next(db, get))
		return VG_ENOENT;
	vg_text_copy(known->family, sizeof(known->family), vg_db_text(db, get, 0));
	vg_text_copy(known->inventory, sizeof(known->inventory), vg_db_text(db, get, 1));
	const void *engine = vg_db_blob(db, get, 2, &size);
	if (engine && size <= sizeof(known->engine)) {
		memcpy(known->engine, engine, size);
		known->engine_size = size;
	}
	known->boots = (uint32_t)vg_db_int(db, get, 3);
	known->time = (uint32_t)vg_db_int(db, get, 4);
	known->at.us = vg_db_int(db, get, 5);
	vg_db_done(db, get);
	return VG_OK;
}

int
vg_state_forget_device(struct vg_state *state, const char *device)
{
	int err = vg_db_run(state->db, VG_STATEDB_DEVICE_DROP, "t", device);

	return err == VG_OK ? vg_state_drop_last(state, device) : err;
}

int
vg_state_untell_devices(struct vg_state *state)
{
	return vg_db_run(state->db, VG_STATEDB_DEVICE_UNTOLD, "");
}

int
vg_state_put_collector(
    struct vg_state *state, const char *name, const struct vg_state_collector *known)
{
	return vg_db_run(state->db, VG_STATEDB_COLLECTOR_PUT, "tbi", name,
	    (const void *)known->engine, known->engine_size, (int64_t)known->boots);
}

int
vg_state_get_collector(
    struct vg_state *state, const char *name, struct vg_state_collector *known)
{
	const enum vg_statedb_statement get = VG_STATEDB_COLLECTOR_GET;
	size_t size = 0;

	memset(known, 0, sizeof(*known));
	if (vg_db_query(state->db, get, "t", name) != VG_OK ||
	    !vg_db_next(state->db, get))
		return VG_ENOENT;
	const void *engine = vg_db_blob(state->db, get, 0, &size);
	if (engine && size <= sizeof(known->engine)) {
		memcpy(known->engine, engine, size);
		known->engine_size = size;
	}
	known->boots = (uint32_t)vg_db_int(state->db, get, 1);
	vg_db_done(state->db, get);
	return known->engine_size ? VG_OK : VG_ENOENT;
}
