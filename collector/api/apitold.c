/*
 * The stream "cases".
 */
#include "collector/api/apitold.h"

#include <stdlib.h>
#include <string.h>

#include "collector/desk/deskscope.h"
#include "collector/desk/view/deskfollow.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

#define STREAM "cases"

struct vg_apitold {
	struct vg_rest *rest;
	struct vg_desk *desk; /* borrowed, both */
};

/* What a happening is told as, by how its kind begins; the first that fits. */
static const struct {
	const char *begins, *name;
} names[] = {
    {"case-opened", "vigie-cases:case-opened"},
    {"case-", "vigie-cases:case-changed"},
    {"problem-linked", "vigie-cases:case-changed"},
    {"suggestion-changed", "vigie-cases:return-changed"},
    {"return-", "vigie-cases:return-changed"},
    {"target-warning", "vigie-cases:target-warning"},
    {"target-breached", "vigie-cases:target-breached"},
    {"agent-", "vigie-cases:agent-changed"},
    {"collector-deaf", "vigie-cases:agent-changed"},
};

static const char *
name_of(const char *kind)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (vg_text_starts(kind, names[i].begins))
			return names[i].name;
	}
	return NULL;
}

/* --- who sees it --------------------------------------------------------------------------- */

struct seeing {
	struct vg_desk *desk;
	const struct vg_happening *happening;
};

bool
vg_apitold_staff(const char *user, void *cookie)
{
	const struct vg_conf *conf = vg_desk_conf(cookie);

	/* Without users root is admin (collector/api/api.h). */
	return vg_deskscope_of(conf, user).all &&
	    (vg_conf_user(conf, user) || strcmp(user, "admin") == 0);
}

/* A user who is no more sees nothing; a client's person what his client's cases are about. */
static bool
sees(const char *user, void *cookie)
{
	const struct seeing *s = cookie;
	const struct vg_conf *conf = vg_desk_conf(s->desk);
	const struct vg_deskscope scope = vg_deskscope_of(conf, user);
	const char *number = s->happening->case_number;

	if (scope.all)
		return vg_apitold_staff(user, s->desk);
	return number && number[0] && vg_deskscope_case(&scope, s->desk, number) == VG_OK;
}

/* --- telling ------------------------------------------------------------------------------- */

static void
write_happening(struct vg_restdata *data, const void *what)
{
	const struct vg_happening *happening = what;

	vg_restdata_int(data, "sequence", happening->sequence);
	vg_restdata_time(data, "time", happening->at);
	vg_restdata_leaf(data, "kind", happening->kind);
	vg_restdata_text(data, "case", happening->case_number);
	vg_restdata_text(data, "resource", happening->resource);
}

static void
tell(struct vg_apitold *told, const struct vg_happening *happening)
{
	const struct vg_rest_news news = {.top = name_of(happening->kind),
	    .id = (uint64_t)happening->sequence,
	    .time = happening->at,
	    .write = write_happening,
	    .what = happening};
	struct seeing seeing = {told->desk, happening};

	if (news.top)
		vg_rest_publish(told->rest, STREAM, &news, sees, &seeing);
}

void
vg_apitold_tell(struct vg_apitold *told, const struct vg_happening *happening)
{
	if (vg_rest_followed(told->rest, STREAM))
		tell(told, happening);
}

struct walk {
	vg_happening_cb cb;
	void *cookie;
	int64_t last; /* sequence of the last one seen */
	size_t n;     /* seen in this page */
};

static void
walk_row(const struct vg_happening *happening, void *cookie)
{
	struct walk *w = cookie;

	w->last = happening->sequence;
	w->n++;
	w->cb(happening, w->cookie);
}

int
vg_apitold_past(struct vg_desk *desk, struct vg_sse_place *place, size_t rows,
    vg_happening_cb cb, void *cookie)
{
	const struct vg_wall none = {0};
	struct walk w = {.cb = cb, .cookie = cookie};
	struct vg_deskfollow follow;
	int code = vg_deskfollow_find(desk, place->after ? none : place->since, &follow);

	if (code != VG_OK)
		return code;
	if (!place->after && vg_instant_is_set(place->since))
		w.last = follow.after;
	else
		w.last = place->after > INT64_MAX ? INT64_MAX : (int64_t)place->after;
	code = vg_desk_happenings(desk, w.last, rows, walk_row, &w);
	place->after = (uint64_t)w.last;
	place->first = (uint64_t)follow.first;
	place->is_level = code == VG_OK && w.n < rows;
	return code;
}

static void
tell_row(const struct vg_happening *happening, void *cookie)
{
	tell(cookie, happening);
}

static int
past(struct vg_sse_place *place, size_t rows, void *cookie)
{
	struct vg_apitold *told = cookie;

	return vg_apitold_past(told->desk, place, rows, tell_row, told);
}

struct vg_apitold *
vg_apitold_new(struct vg_rest *rest, struct vg_desk *desk)
{
	struct vg_apitold *told = vg_mem_zero(sizeof(*told));

	*told = (struct vg_apitold){rest, desk};
	vg_rest_add_stream(rest, STREAM, NULL, past, told);
	return told;
}

void
vg_apitold_free(struct vg_apitold *told)
{
	free(told);
}
