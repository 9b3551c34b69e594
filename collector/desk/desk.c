/*
 * What every room of the desk asks of it and leaves behind: numbers, happenings, timers, entries.
 */
#include "collector/desk/desk.h"

#include "collector/desk/deskcore.h"
#include "collector/store/record.h"
#include "collector/store/storelink.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

int64_t
vg_desk_number(struct vg_desk *desk, const char *name, int64_t fallback)
{
	int64_t value = fallback;

	if (vg_db_query(desk->db, VG_SQL_META_GET, "t", name) == VG_OK &&
	    vg_db_next(desk->db, VG_SQL_META_GET)) {
		value = vg_db_int(desk->db, VG_SQL_META_GET, 0);
		vg_db_done(desk->db, VG_SQL_META_GET);
	}
	return value;
}

int64_t
vg_desk_number_before(struct vg_desk *desk, size_t q, struct vg_wall at)
{
	int64_t before = 0, from = INT64_MAX; /* that one is, the first of these is not */

	/* Their numbers ascend with the time; there is no index of it. */
	while (from - before > 1) {
		int64_t middle = before + (from - before) / 2;
		int64_t id = 0, when = 0;
		if (vg_db_query(desk->db, q, "i", middle) != VG_OK)
			return before;
		if (vg_db_next(desk->db, q)) {
			id = vg_db_int(desk->db, q, 0);
			when = vg_db_int(desk->db, q, 1);
			vg_db_done(desk->db, q);
		}
		if (id && when < at.us)
			before = id;
		else
			from = middle;
	}
	return before;
}

void
vg_desk_set_context(struct vg_desk *desk, const struct vg_context *context)
{
	desk->context = context;
}

const struct vg_conf *
vg_desk_conf(const struct vg_desk *desk)
{
	return desk->conf;
}

unsigned
vg_desk_conf_number(const struct vg_desk *desk)
{
	return desk->conf_number;
}

uint32_t
vg_desk_boots(const struct vg_desk *desk)
{
	return desk->boots;
}

const unsigned char *
vg_desk_engine_octets(const struct vg_desk *desk)
{
	return desk->engine;
}

void
vg_desk_set_listener(struct vg_desk *desk, vg_happening_cb cb, void *cookie)
{
	desk->listener = cb;
	desk->listener_cookie = cookie;
}

int
vg_desk_tell(struct vg_desk *desk, struct vg_wall at, const char *kind,
    const char *number, const char *resource, const char *text)
{
	int64_t sequence;
	int code =
	    vg_record_happening(desk->db, at, kind, number, resource, text, &sequence);

	if (code != VG_OK)
		return code;
	desk->pending = vg_mem_grow(
	    desk->pending, &desk->pending_room, desk->n_pending, sizeof(*desk->pending));
	struct vg_pending *p = &desk->pending[desk->n_pending++];
	p->sequence = sequence;
	p->at = at;
	vg_text_copy(p->kind, sizeof(p->kind), kind);
	vg_text_copy(p->case_number, sizeof(p->case_number), number);
	vg_text_copy(p->resource, sizeof(p->resource), resource);
	vg_text_copy(p->text, sizeof(p->text), text);
	return VG_OK;
}

int
vg_desk_audit(struct vg_desk *desk, const struct vg_actor *actor, struct vg_wall now,
    const char *what, const char *object, const char *result)
{
	const struct vg_record_act act = {.at = now,
	    .who = actor->user,
	    .proxy = actor->proxy ? actor->proxy : "",
	    .door = actor->door,
	    .what = what,
	    .object = object,
	    .result = result};

	return vg_record_audit(desk->db, &act);
}

int
vg_desk_put_due(
    struct vg_desk *desk, const char *kind, const char *object, struct vg_wall at)
{
	return vg_db_run(desk->db, VG_SQL_DUE_PUT, "tti", kind, object, at.us);
}

int
vg_desk_drop_due(struct vg_desk *desk, const char *kind, const char *object)
{
	return vg_db_run(desk->db, VG_SQL_DUE_DROP, "tt", kind, object);
}

/* With whom the ball is: what is noted here moves it to nobody. */
static void
ball_of(struct vg_desk *desk, const char *number, char ball[16])
{
	const size_t q = VG_STORELINK_BALL_OF;

	vg_text_copy(ball, 16, "integrator");
	if (vg_db_query(desk->db, q, "t", number) == VG_OK && vg_db_next(desk->db, q)) {
		vg_text_copy(ball, 16, vg_db_text(desk->db, q, 0));
		vg_db_done(desk->db, q);
	}
}

int
vg_desk_journal(struct vg_desk *desk, const char *number, struct vg_wall happened,
    struct vg_wall now, const char *kind, const char *who, const char *text)
{
	char ball[16];

	ball_of(desk, number, ball);
	const struct vg_record_entry entry = {.case_number = number,
	    .happened = happened,
	    .recorded = now,
	    .kind = kind,
	    .who = who,
	    .side = "integrator",
	    .ball = ball,
	    .text = text};

	return vg_record_journal(desk->db, &entry);
}
