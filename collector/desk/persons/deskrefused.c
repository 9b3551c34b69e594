/*
 * Refusals.
 */
#include "collector/desk/persons/deskrefused.h"

#include <stdlib.h>
#include <string.h>

#include "collector/desk/deskcore.h"
#include "collector/store/record.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

/* One kind of refusal, as it was in the minute of its last row. */
struct place {
	char user[VG_NAME_SIZE]; /* "": the place is free */
	char proxy[VG_NAME_SIZE];
	char door[16];
	char what[48], object[64];
	bool rest; /* all further objects of 'what' */
	int64_t minute;
	unsigned more; /* counted since its row */
};

struct vg_deskrefused {
	struct place places[VG_DESKREFUSED_PLACES];
	int64_t minute;
	unsigned n; /* rows of all, in it */
};

/* One refusal on its way; all borrowed. */
struct refusal {
	struct vg_desk *desk;
	const struct vg_actor *actor;
	const char *what, *object, *why;
	struct vg_wall now;
	int64_t minute;
};

struct vg_deskrefused *
vg_deskrefused_new(void)
{
	return vg_mem_zero(sizeof(struct vg_deskrefused));
}

struct vg_deskrefused *
vg_deskrefused_of(struct vg_desk *desk)
{
	if (!desk->refused)
		desk->refused = vg_deskrefused_new();
	return desk->refused;
}

void
vg_deskrefused_free(struct vg_deskrefused *refused)
{
	free(refused);
}

/* Whether 'text' is what was kept of it in 'kept', which may be shorter. */
static bool
is_kept(const char *kept, size_t size, const char *text)
{
	return strncmp(kept, text, size - 1) == 0;
}

static struct place *
find(struct vg_deskrefused *refused, const struct refusal *r, bool rest)
{
	for (size_t i = 0; i < VG_DESKREFUSED_PLACES; i++) {
		struct place *p = &refused->places[i];
		if (p->user[0] && p->rest == rest &&
		    is_kept(p->user, sizeof(p->user), r->actor->user) &&
		    is_kept(p->what, sizeof(p->what), r->what) &&
		    (rest || is_kept(p->object, sizeof(p->object), r->object)))
			return p;
	}
	return NULL;
}

/* How many kinds of this 'what' have their row in this minute. */
static unsigned
count_objects(const struct vg_deskrefused *refused, const struct refusal *r)
{
	unsigned n = 0;

	for (size_t i = 0; i < VG_DESKREFUSED_PLACES; i++) {
		const struct place *p = &refused->places[i];
		n += p->minute == r->minute && p->user[0] &&
		    is_kept(p->user, sizeof(p->user), r->actor->user) &&
		    is_kept(p->what, sizeof(p->what), r->what);
	}
	return n;
}

static int
write_row(const struct refusal *r, const struct place *p, const char *result)
{
	const struct vg_record_act act = {.at = r->now,
	    .who = p->user,
	    .proxy = p->proxy,
	    .door = p->door,
	    .what = p->what,
	    .object = p->object,
	    .result = result};

	return vg_record_audit(r->desk->db, &act);
}

/* Frees the place; what was only counted is told. */
static int
leave(const struct refusal *r, struct place *p)
{
	char result[64];
	int code = VG_OK;

	if (p->user[0] && p->more) {
		vg_text_format(
		    result, sizeof(result), "refused: %u more, counted only", p->more);
		code = write_row(r, p, result);
	}
	*p = (struct place){0};
	return code;
}

/* Leaves what this user has of earlier minutes. */
static int
turn(struct vg_deskrefused *refused, const struct refusal *r)
{
	int code = VG_OK;

	for (size_t i = 0; i < VG_DESKREFUSED_PLACES && code == VG_OK; i++) {
		struct place *p = &refused->places[i];
		if (p->user[0] && p->minute != r->minute &&
		    is_kept(p->user, sizeof(p->user), r->actor->user))
			code = leave(r, p);
	}
	return code;
}

/* A free place, or that of the oldest, which is told before. */
static int
make_place(struct vg_deskrefused *refused, const struct refusal *r, bool rest,
    struct place **place)
{
	struct place *p = &refused->places[0];
	int code;

	for (size_t i = 0; i < VG_DESKREFUSED_PLACES && p->user[0]; i++) {
		struct place *q = &refused->places[i];
		if (!q->user[0] || q->minute < p->minute)
			p = q;
	}
	code = leave(r, p);
	p->minute = r->minute;
	p->rest = rest;
	vg_text_copy(p->user, sizeof(p->user), r->actor->user);
	vg_text_copy(p->proxy, sizeof(p->proxy), r->actor->proxy ? r->actor->proxy : "");
	vg_text_copy(p->door, sizeof(p->door), r->actor->door);
	vg_text_copy(p->what, sizeof(p->what), r->what);
	vg_text_copy(p->object, sizeof(p->object), rest ? "" : r->object);
	*place = p;
	return code;
}

static int
write_it(struct vg_deskrefused *refused, const struct refusal *r, bool rest)
{
	struct place *p = NULL;
	char result[96];
	int code = turn(refused, r);

	if (code == VG_OK)
		code = make_place(refused, r, rest, &p);
	if (code != VG_OK)
		return code;
	refused->n++;
	vg_text_format(result, sizeof(result), "refused: %s%s", rest ? "" : r->why,
	    rest ? "more in this minute are counted only" : "");
	return write_row(r, p, result);
}

int
vg_deskrefused_note(struct vg_deskrefused *refused, struct vg_desk *desk,
    const struct vg_actor *actor, const char *what, const char *object, const char *why,
    struct vg_wall now)
{
	return vg_deskrefused_note_many(refused, desk, actor, what, object, why, 1, now);
}

int
vg_deskrefused_note_many(struct vg_deskrefused *refused, struct vg_desk *desk,
    const struct vg_actor *actor, const char *what, const char *object, const char *why,
    unsigned times, struct vg_wall now)
{
	const struct refusal r = {
	    desk, actor, what, object, why, now, now.us / VG_MINUTE_US};
	struct place *p = find(refused, &r, false);
	bool rest = false;

	if (refused->minute != r.minute) {
		refused->minute = r.minute;
		refused->n = 0;
	}
	if (!p || p->minute != r.minute) {
		unsigned n = count_objects(refused, &r);
		rest = n >= VG_DESKREFUSED_EACH ||
		    (n > 0 && refused->n >= VG_DESKREFUSED_ALL);
		p = rest ? find(refused, &r, true) : NULL;
	}
	/* Without a commit, where nothing would come of it. */
	if (p && p->minute == r.minute) {
		p->more += times;
		return VG_OK;
	}
	int code = vg_db_begin(desk->db);
	if (code == VG_OK)
		code = write_it(refused, &r, rest);
	if (code == VG_OK)
		code = vg_desk_commit(desk);
	else
		vg_desk_rollback(desk);
	p = find(refused, &r, rest);
	if (p && code == VG_OK)
		p->more += times - 1;
	else if (p)
		*p = (struct place){0};
	return code;
}
