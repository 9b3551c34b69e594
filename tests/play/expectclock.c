/*
 * Expectations of targets.
 */
#include <stdio.h>
#include <string.h>

#include "tests/play/expect.h"

struct search {
	const char *name; /* "replacement" or "replacement/R-2026-0001" */
	bool found;
	struct vg_target_view view; /* its texts are gone afterwards */
	char because[512];          /* for what cause it ended */
};

static void
see(const struct vg_target_view *v, void *cookie)
{
	struct search *s = cookie;
	char name[64];

	snprintf(name, sizeof(name), "%s/%s", v->name, v->part);
	if (strcmp(v->name, s->name) != 0 && strcmp(name, s->name) != 0)
		return;
	s->found = true;
	s->view = *v;
	snprintf(s->because, sizeof(s->because), "%s", v->end_cause ? v->end_cause : "");
}

/* Compares the words from 3 on: a state in 'text', or "due TIME", "from TIME", "because TEXT". */
static int
compare(const struct search *s, const char *text, char **words, char *seen, size_t size)
{
	char when[VG_INSTANT_TEXT_SIZE] = "none";
	const struct vg_target_state *t = &s->view.state;

	if (!words[3])
		return 0;
	if (strcmp(words[3], "because") == 0) {
		snprintf(seen, size, "'%s'", s->because);
		return words[4] && strcmp(words[4], s->because) == 0;
	}
	bool due = strcmp(words[3], "due") == 0;
	if (!due && strcmp(words[3], "from") != 0) {
		snprintf(seen, size, "'%s'", s->found ? text : "none");
		return strcmp(words[3], s->found ? text : "none") == 0;
	}
	if (s->found)
		vg_instant_text(due ? t->due : t->start, when);
	snprintf(seen, size, "'%s'", when);
	return words[4] && strcmp(words[4], when) == 0;
}

int
vg_expect_target(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct search s = {.name = words[2]};
	const struct vg_target_state *t = &s.view.state;

	vg_desk_targets(p->desk, words[1], p->now, see, &s);
	if (words[3] && strcmp(words[3], "late") == 0) {
		snprintf(seen, size, "%s",
		    !s.found                             ? "none"
			: vg_instant_is_set(t->breached) ? "yes"
							 : "no");
		return words[4] && strcmp(words[4], seen) == 0;
	}
	return compare(&s,
	    vg_instant_is_set(t->met)            ? "met"
		: vg_instant_is_set(t->ended)    ? "ended"
		: vg_instant_is_set(t->breached) ? "breached"
						 : "running",
	    words, seen, size);
}

int
vg_expect_clock(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct search s = {.name = words[2]};
	const struct vg_target_state *t = &s.view.state;

	vg_desk_targets(p->desk, words[1], p->now, see, &s);
	return compare(&s,
	    t->running && t->paused         ? "paused"
		: t->running                ? "runs"
		: vg_instant_is_set(t->met) ? "met"
					    : "ended",
	    words, seen, size);
}
