/*
 * Refusals, counted.
 */
#include "collector/web/webtold.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/log/log.h"
#include "lib/model/event.h"

#define TELL "/restconf/operations/vigie-cases:log-in-tell"

/* The first VG_WEBTOLD_KINDS places are those of nobody in particular, by kind. */
struct place {
	enum vg_webtold_kind kind; /* NONE: it is free */
	char user[VG_NAME_SIZE];
	int64_t minute; /* in which it was told */
	unsigned more;  /* counted since */
};

struct vg_webtold {
	struct vg_webforward *forward;
	struct place places[VG_WEBTOLD_PLACES];
};

struct vg_webtold *
vg_webtold_new(struct vg_webforward *forward)
{
	struct vg_webtold *told = vg_mem_zero(sizeof(*told));

	told->forward = forward;
	return told;
}

void
vg_webtold_free(struct vg_webtold *told)
{
	free(told);
}

static void
heard(int code, int status, const char *body, void *cookie)
{
	(void)body;
	(void)cookie;
	if (code != VG_OK || status >= 300)
		vg_log(VG_LOG_ERROR, "web", "",
		    "the collector does not audit a refusal (%d)", status);
}

static void
tell(const struct vg_webtold *told, struct place *place, unsigned times)
{
	static const char *const outcomes[VG_WEBTOLD_KINDS] = {
	    [VG_WEBTOLD_BRAKED] = "braked",
	    [VG_WEBTOLD_TOKEN] = "no-token",
	    [VG_WEBTOLD_SESSION] = "no-session",
	    [VG_WEBTOLD_ORIGIN] = "no-origin"};
	char body[VG_NAME_SIZE + 128];

	/* A name has nothing that JSON would have to escape (webfields). */
	vg_text_format(body, sizeof(body),
	    "{\"vigie-cases:input\":{\"user\":\"%s\",\"outcome\":\"%s\",\"times\":%u}}",
	    place->user, outcomes[place->kind], times);
	place->more = 0;
	int code = vg_webforward_tell(told->forward, TELL, body, heard, NULL);
	if (code != VG_OK)
		heard(code, 0, "", NULL);
}

/* His place, a free one, or that of nobody in particular. */
static struct place *
place_of(struct vg_webtold *told, enum vg_webtold_kind kind, const char *user)
{
	struct place *nobody = &told->places[kind], *free_one = NULL;

	nobody->kind = kind;
	for (size_t i = VG_WEBTOLD_KINDS; user[0] && i < VG_WEBTOLD_PLACES; i++) {
		struct place *p = &told->places[i];
		if (p->kind == kind && strcmp(p->user, user) == 0)
			return p;
		if (p->kind == VG_WEBTOLD_NONE && !free_one)
			free_one = p;
	}
	if (!free_one)
		return nobody;
	*free_one = (struct place){.kind = kind, .minute = -1};
	vg_text_copy(free_one->user, sizeof(free_one->user), user);
	return free_one;
}

static int64_t
minute_of(struct vg_mono now)
{
	return now.us / VG_MINUTE_US + 1; /* 0: never */
}

void
vg_webtold_note(struct vg_webtold *told, enum vg_webtold_kind kind, const char *user,
    struct vg_mono now)
{
	struct place *place;

	if (kind == VG_WEBTOLD_NONE)
		return;
	place = place_of(told, kind, user);
	if (place->minute == minute_of(now)) {
		place->more++;
		return;
	}
	place->minute = minute_of(now);
	tell(told, place, place->more + 1);
}

void
vg_webtold_look(struct vg_webtold *told, struct vg_mono now)
{
	for (size_t i = 0; i < VG_WEBTOLD_PLACES; i++) {
		struct place *p = &told->places[i];
		if (p->kind == VG_WEBTOLD_NONE || p->minute == minute_of(now))
			continue;
		if (p->more)
			tell(told, p, p->more);
		if (i >= VG_WEBTOLD_KINDS)
			*p = (struct place){0};
	}
}
