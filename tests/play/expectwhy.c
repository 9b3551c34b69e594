/*
 * Expectations of reasons.
 */
#include "tests/play/expectwhy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/view/deskevent.h"
#include "collector/desk/view/deskwhy.h"

struct search {
	struct vg_play *p;
	int wanted; /* which of them; 0: the first */
	int n;
	int otherwise; /* whether that is told */
	struct vg_buf text;
};

static const struct vg_zone *
zone_of(const struct vg_play *p)
{
	return &vg_desk_conf(p->desk)->zone;
}

static void
tell(struct search *s, const struct vg_why *why)
{
	if (s->otherwise) {
		vg_whytext_otherwise(why, &s->text);
		return;
	}
	vg_whytext_rung(why->way, &s->text);
	vg_buf_add_text(&s->text, "; ");
	vg_whytext_because(why, zone_of(s->p), &s->text);
}

static void
see(const struct vg_why *why, void *cookie)
{
	struct search *s = cookie;

	if (++s->n == (s->wanted ? s->wanted : 1))
		tell(s, why);
}

static void
see_event(const struct vg_deskevent *e, void *cookie)
{
	struct search *s = cookie;

	vg_buf_addf(&s->text, "%s: ", e->state);
	if (e->decided) {
		tell(s, &e->last);
		vg_buf_add_text(&s->text, "; ");
		vg_whytext_otherwise(&e->last, &s->text);
		return;
	}
	vg_whytext_fate_because(&e->fate, zone_of(s->p), &s->text);
	vg_buf_add_text(&s->text, "; ");
	vg_whytext_fate_otherwise(&e->fate, &s->text);
}

/* The words from 'from' on are one text. */
static void
join(char **words, int from, char *text, size_t size)
{
	text[0] = '\0';
	for (int i = from; i < 5 && words[i]; i++) {
		size_t used = strlen(text);
		snprintf(text + used, size - used, "%s%s", used ? " " : "", words[i]);
	}
}

static int
judge(struct search *s, const char *wanted, char *seen, size_t size)
{
	int found;

	snprintf(seen, size, "%d of them: '%s'", s->n, vg_buf_text(&s->text));
	found = wanted[0] && strstr(vg_buf_text(&s->text), wanted);
	vg_buf_fini(&s->text);
	return found;
}

/* The last decision about the alarm of words 1 and 2. */
static int
see_alarm(struct search *s, char **words, char *seen, size_t size)
{
	char wanted[512];
	int64_t id = 0;

	if (!words[1] || !words[2])
		return 0;
	vg_buf_init(&s->text, 0);
	vg_deskwhy_number(s->p->desk, words[1], words[2], "", &id);
	vg_deskwhy_alarm(s->p->desk, id, NULL, see, s);
	join(words, 3, wanted, sizeof(wanted));
	return judge(s, wanted, seen, size);
}

static int
count(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct search s = {.p = p};

	vg_buf_init(&s.text, 0);
	vg_deskwhy_case(p->desk, words[2], NULL, see, &s);
	vg_buf_fini(&s.text);
	snprintf(seen, size, "%d", s.n);
	return words[3] && s.n == atoi(words[3]);
}

int
vg_expectwhy_why(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct search s = {.p = p};
	char wanted[512];

	if (words[1] && words[2] && strcmp(words[1], "count") == 0)
		return count(p, words, seen, size);
	if (words[1] && strchr(words[1], '/'))
		return see_alarm(&s, words, seen, size);
	if (!words[1] || !words[2] || !words[3])
		return 0;
	s.wanted = atoi(words[2]);
	vg_buf_init(&s.text, 0);
	vg_deskwhy_case(p->desk, words[1], NULL, see, &s);
	join(words, 3, wanted, sizeof(wanted));
	return judge(&s, wanted, seen, size);
}

int
vg_expectwhy_not(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct vg_deskpage page = {.limit = 1};
	const struct vg_wall ever = {0};
	struct search s = {.p = p, .otherwise = 1};
	char wanted[512];

	if (!words[1] || strcmp(words[1], "last") != 0)
		return see_alarm(&s, words, seen, size);
	s.otherwise = 0;
	vg_buf_init(&s.text, 0);
	vg_deskevent_list(p->desk, "", ever, &page, see_event, &s);
	join(words, 2, wanted, sizeof(wanted));
	return judge(&s, wanted, seen, size);
}
