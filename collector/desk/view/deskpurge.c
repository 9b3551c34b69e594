/*
 * Purge and compress, slice by slice.
 */
#include "collector/desk/view/deskpurge.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/deskcore.h"
#include "collector/store/record.h"
#include "collector/store/storealarm.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

enum { AT_ONCE = 500 };

/* Between two slices the doors are served. */
#define PAUSE_US (10 * VG_MS_US)

/* An order as the database keeps it. */
struct task {
	int64_t id;
	bool purge, shelved;
	struct vg_confpattern *resource; /* owned */
	int64_t at_once, n;              /* a slice's; done so far */
	struct vg_wall at;
	char who[VG_NAME_SIZE], proxy[VG_NAME_SIZE], door[32];
};

static int
load(struct vg_desk *desk, int64_t id, struct task *t)
{
	const size_t q = VG_STOREALARM_TASK;
	struct vg_db *db = desk->db;
	struct vg_detail detail;
	int code = vg_db_query(db, q, "i", id);

	memset(t, 0, sizeof(*t));
	if (code != VG_OK || !vg_db_next(db, q))
		return code == VG_OK ? vg_db_failed(db) : code;
	t->id = id;
	t->purge = strcmp(vg_db_text(db, q, 0), "purge") == 0;
	if (vg_db_text(db, q, 1)[0])
		code = vg_confpattern_new(vg_db_text(db, q, 1), &t->resource, &detail);
	t->at_once = vg_db_int(db, q, 2);
	t->at.us = vg_db_int(db, q, 3);
	vg_text_copy(t->who, sizeof(t->who), vg_db_text(db, q, 4));
	vg_text_copy(t->proxy, sizeof(t->proxy), vg_db_text(db, q, 5));
	vg_text_copy(t->door, sizeof(t->door), vg_db_text(db, q, 6));
	t->shelved = vg_db_int(db, q, 7) != 0;
	t->n = vg_db_int(db, q, 8);
	vg_db_done(db, q);
	return code;
}

/* Audited when it is ordered, with how many are meant, and when a later slice ends it. */
static int
audit(struct vg_desk *desk, const struct task *t, const char *result, struct vg_wall at)
{
	const struct vg_record_act act = {.at = at,
	    .who = t->who,
	    .proxy = t->proxy,
	    .door = t->door,
	    .what = t->purge ? "purge-alarms" : "compress-alarms",
	    .object = t->shelved ? "shelved-alarms" : "alarm-list",
	    .result = result};

	return vg_record_audit(desk->db, &act);
}

/* Those of one reading: what is changed is changed behind it. */
struct slice {
	int64_t *ids; /* owned */
	size_t n, room;
	int64_t seen; /* rows that were read */
	int64_t last; /* the last alarm that this slice looked at */
};

/* 'limit' rows behind the last; -1: all of them, counted and not kept beyond the first slice. */
static int
pick(struct vg_desk *desk, const struct task *t, int64_t limit, struct slice *s,
    uint32_t *n)
{
	const size_t q = VG_STOREALARM_TASK_PICK;
	int code = vg_db_query(desk->db, q, "ii", t->id, limit);

	while (code == VG_OK && vg_db_next(desk->db, q)) {
		const char *resource = vg_db_text(desk->db, q, 1);
		bool meant =
		    !t->resource || vg_confpattern_matches(t->resource, resource);
		s->seen++;
		*n += meant;
		if ((int64_t)s->n >= t->at_once)
			continue;
		s->last = vg_db_int(desk->db, q, 0);
		if (!meant)
			continue;
		s->ids = vg_mem_grow(s->ids, &s->room, s->n, sizeof(*s->ids));
		s->ids[s->n++] = s->last;
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

static int
change(struct vg_desk *desk, const struct task *t, const struct slice *s)
{
	int code = VG_OK;

	for (size_t i = 0; code == VG_OK && i < s->n; i++)
		code = t->purge
		    ? vg_db_run(desk->db, VG_STOREALARM_PURGE, "ii", s->ids[i], t->at.us)
		    : vg_db_run(desk->db, VG_STOREALARM_COMPRESS, "i", s->ids[i]);
	return code;
}

/* Of a slice: the next one is due, or the order is done. */
static int
go_on(struct vg_desk *desk, const struct task *t, const struct slice *s, bool more,
    struct vg_wall now)
{
	char object[24];

	if (!more)
		return vg_db_run(desk->db, VG_STOREALARM_TASK_DROP, "i", t->id);
	vg_text_format(object, sizeof(object), "%" PRId64, t->id);
	int code = vg_db_run(
	    desk->db, VG_STOREALARM_TASK_NEXT, "iii", t->id, s->last, (int64_t)s->n);
	return code == VG_OK
	    ? vg_desk_put_due(desk, "purge", object, vg_instant_add(now, PAUSE_US))
	    : code;
}

static int
add(struct vg_desk *desk, const struct vg_actor *actor,
    const struct vg_deskpurge_order *order, struct vg_wall now)
{
	return vg_db_run(desk->db, VG_STOREALARM_TASK_ADD, "tiiiiiitttttiittt",
	    order->purge ? "purge" : "compress", (int64_t)order->shelved,
	    (int64_t)order->cleared, (int64_t)order->standing, order->before.us,
	    (int64_t)order->least, (int64_t)order->most, order->state, order->operator,
	    order->kind, order->qualifier,
	    order->resource ? vg_confpattern_text(order->resource) : NULL,
	    (int64_t)(order->at_once ? order->at_once : AT_ONCE), now.us, actor->user,
	    actor->proxy ? actor->proxy : "", actor->door);
}

static int
begin(struct vg_desk *desk, const struct vg_actor *actor,
    const struct vg_deskpurge_order *order, struct vg_wall now, uint32_t *n)
{
	struct slice s = {.n = 0};
	char count[24];
	struct task t = {.id = 0};
	int code = add(desk, actor, order, now);

	if (code == VG_OK)
		code = load(desk, vg_db_last_id(desk->db), &t);
	if (code == VG_OK)
		code = pick(desk, &t, -1, &s, n);
	if (code == VG_OK)
		code = change(desk, &t, &s);
	if (code == VG_OK)
		code = go_on(desk, &t, &s, *n > s.n, now);
	vg_text_format(count, sizeof(count), "%" PRIu32, *n);
	if (code == VG_OK)
		code = audit(desk, &t, count, now);
	vg_confpattern_free(t.resource);
	free(s.ids);
	return code;
}

int
vg_deskpurge_begin(struct vg_desk *desk, const struct vg_actor *actor,
    const struct vg_deskpurge_order *order, struct vg_wall now, uint32_t *n,
    struct vg_detail *detail)
{
	int code = vg_db_begin(desk->db);

	*n = 0;
	if (code == VG_OK)
		code = begin(desk, actor, order, now, n);
	if (code == VG_OK)
		code = vg_desk_commit(desk);
	if (code == VG_OK)
		return VG_OK;
	vg_detail_set(detail, code, "cannot store: %s", vg_db_error(desk->db));
	vg_desk_rollback(desk);
	return code;
}

int
vg_deskpurge_due(struct vg_desk *desk, const char *object, struct vg_wall now)
{
	struct slice s = {.n = 0};
	char result[64];
	struct task t;
	uint32_t n = 0;
	int code = load(desk, strtoll(object, NULL, 10), &t);

	if (code != VG_OK || t.id == 0)
		return code;
	code = pick(desk, &t, t.at_once, &s, &n);
	if (code == VG_OK)
		code = change(desk, &t, &s);
	bool more = s.seen >= t.at_once;
	if (code == VG_OK)
		code = go_on(desk, &t, &s, more, now);
	vg_text_format(result, sizeof(result), "done: %" PRId64, t.n + (int64_t)s.n);
	if (code == VG_OK && !more)
		code = audit(desk, &t, result, now);
	vg_confpattern_free(t.resource);
	free(s.ids);
	return code;
}
