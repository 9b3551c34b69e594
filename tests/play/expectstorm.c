/*
 * Expectations of storms.
 */
#include "tests/play/expectstorm.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/foreign/deskstorm.h"
#include "collector/desk/deskpage.h"

struct search {
	struct vg_play *p;
	char **words; /* of the line, borrowed */
	int64_t id;   /* of the newest storm of the source; 0: none */
	uint64_t n;
	bool on;
};

static void
see_sample(int64_t number, struct vg_wall at, const struct vg_trap *trap, void *cookie)
{
	(void)number;
	(void)at;
	(void)trap;
	((struct search *)cookie)->n++;
}

static void
see_second(const struct vg_storm_second_view *view, void *cookie)
{
	((struct search *)cookie)->n += view->count;
}

/* The count of a name, as its seconds have it. */
static void
see_name(const struct vg_storm_name_view *view, void *cookie)
{
	struct search *s = cookie;
	const char *name = view->oid[0] ? view->oid : view->kind;

	if (strcmp(s->words[2], "names") == 0)
		s->n++;
	else if (strcmp(name, s->words[2]) == 0)
		vg_deskstorm_seconds(s->p->desk, view->id, 1000, see_second, s);
}

static void
see(const struct vg_storm_view *view, void *cookie)
{
	struct search *s = cookie;
	const char *what = s->words[2];

	if (s->id || strcmp(view->source, s->words[1]) != 0)
		return;
	s->id = view->id;
	s->on = !vg_instant_is_set(view->ended);
	if (strcmp(what, "folded") == 0)
		s->n = view->folded;
	else if (strcmp(what, "unread") == 0)
		s->n = view->unread;
	else if (strcmp(what, "passed") == 0)
		s->n = view->passed;
}

int
vg_expect_storm(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct vg_deskpage page = {.limit = VG_DESKPAGE_MAX};
	struct search s = {.p = p, .words = words};

	if (!words[1] || !words[2])
		return 0;
	vg_deskstorm_list(p->desk, &page, p->now, see, &s);
	if (!words[3]) {
		const char *state = !s.id ? "none" : s.on ? "on" : "over";
		snprintf(seen, size, "%s", state);
		return strcmp(state, words[2]) == 0;
	}
	if (s.id && strcmp(words[2], "samples") == 0)
		vg_deskstorm_samples(p->desk, s.id, see_sample, &s);
	else if (s.id &&
	    (strcmp(words[2], "names") == 0 ||
		(words[2][0] >= '0' && words[2][0] <= '9')))
		vg_deskstorm_names(p->desk, s.id, see_name, &s);
	snprintf(seen, size, "%" PRIu64, s.n);
	return s.n == strtoull(words[3], NULL, 10);
}
