/*
 * Expectations about pages and the duty list.
 */
#include "tests/play/expectpage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/mail/deskoutbox.h"
#include "collector/desk/paging/deskpageview.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "tests/play/expectsee.h"

static void
take_page(const struct vg_page_view *view, void *cookie)
{
	*(struct vg_page_view *)cookie = *view;
}

/* The page called 'id', or the newest. */
static bool
find(struct vg_play *p, const char *id, struct vg_page_view *view)
{
	const struct vg_page_query query = {.person = ""};
	struct vg_deskpage first = {.limit = 1};

	if (strcmp(id, "last") != 0)
		return vg_deskpageview_one(p->desk, atoi(id), view) == VG_OK;
	view->id = 0;
	vg_deskpageview_list(p->desk, &query, &first, take_page, view);
	return view->id != 0;
}

int
vg_expectpage_one(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct vg_expectsee s = {.words = words, .value = "none"};
	const char *field = words[2];
	struct vg_page_view v;
	char class[8], queued[VG_INSTANT_TEXT_SIZE], message[24];

	if (find(p, words[1], &v)) {
		snprintf(class, sizeof(class), "W%d", v.class);
		snprintf(message, sizeof(message), "%lld", (long long)v.message);
		vg_instant_text(v.queued, queued);
		snprintf(s.value, sizeof(s.value), "%s",
		    strcmp(field, "case") == 0          ? v.number
			: strcmp(field, "class") == 0   ? class
			: strcmp(field, "person") == 0  ? v.person
			: strcmp(field, "channel") == 0 ? v.channel
			: strcmp(field, "whom") == 0    ? v.whom
			: strcmp(field, "state") == 0   ? v.state
			: strcmp(field, "queued") == 0  ? queued
			: strcmp(field, "message") == 0 ? message
							: v.reason);
	}
	return vg_expectsee_same(&s, words[3], seen, size);
}

static void
count_page(const struct vg_page_view *view, void *cookie)
{
	(void)view;
	++*(int *)cookie;
}

int
vg_expectpage_count(struct vg_play *p, char **words, char *seen, size_t size)
{
	const struct vg_page_query query = {words[2] ? words[2] : "", true};
	int n = 0;

	vg_deskpageview_list(p->desk, &query, NULL, count_page, &n);
	snprintf(seen, size, "%d", n);
	return n == atoi(words[1]);
}

int
vg_expectpage_duty(struct vg_play *p, char **words, char *seen, size_t size)
{
	const struct vg_conf *conf = vg_desk_conf(p->desk);
	const struct vg_conf_turn *turns[VG_CONFPAGE_MAX];
	size_t place = (size_t)atoi(words[1]);
	size_t n = vg_confpage_on_duty(conf, p->now, turns, VG_CONFPAGE_MAX);
	struct vg_expectsee s = {.words = words, .value = "none"};
	struct vg_conf_channel channel;
	char wanted[512] = "";
	int used = 0;

	if (place >= 1 && place <= n) {
		const struct vg_conf_turn *turn = turns[place - 1];
		used = snprintf(
		    s.value, sizeof(s.value), "%s %s:", turn->person, turn->name);
		for (size_t k = 0; vg_confpage_channel(
			 vg_conf_person(conf, turn->person), true, k, &channel);
		     k++)
			used += snprintf(s.value + used, sizeof(s.value) - (size_t)used,
			    " %s", channel.name);
	}
	for (size_t i = 2; words[i]; i++)
		snprintf(wanted + strlen(wanted), sizeof(wanted) - strlen(wanted), "%s%s",
		    i > 2 ? " " : "", words[i]);
	return vg_expectsee_same(&s, wanted, seen, size);
}

int
vg_expectpage_proof(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct vg_deskpageview_proof proofs[VG_DESKPAGEVIEW_MAX];
	struct vg_expectsee s = {.words = words, .value = "none"};
	size_t n = 0;

	vg_deskpageview_proofs(
	    p->desk, words[1], p->now, proofs, VG_DESKPAGEVIEW_MAX, &n);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(proofs[i].channel, words[2]) != 0)
			continue;
		if (vg_instant_is_set(proofs[i].proved))
			vg_instant_text(proofs[i].proved, s.value);
		else
			snprintf(s.value, sizeof(s.value), "never");
	}
	return vg_expectsee_same(&s, words[3], seen, size);
}

/* Cases and messages that are counted; each case once. */
struct count {
	const char *whom; /* NULL: whoever */
	const char *person, *state;
	char (*numbers)[VG_CASE_NUMBER_SIZE];
	size_t n, room;
};

static void
add_called(const struct vg_page_view *view, void *cookie)
{
	struct count *c = cookie;

	if (!view->number[0] || (c->whom && strcmp(c->whom, view->whom) != 0))
		return;
	for (size_t i = 0; i < c->n; i++) {
		if (strcmp(c->numbers[i], view->number) == 0)
			return;
	}
	c->numbers = vg_mem_grow(c->numbers, &c->room, c->n, sizeof(*c->numbers));
	vg_text_copy(c->numbers[c->n++], sizeof(*c->numbers), view->number);
}

int
vg_expectpage_called(struct vg_play *p, char **words, char *seen, size_t size)
{
	const struct vg_page_query query = {words[2], false};
	struct count c = {.whom = words[3]};

	vg_deskpageview_list(p->desk, &query, NULL, add_called, &c);
	free(c.numbers);
	snprintf(seen, size, "%zu", c.n);
	return c.n == (size_t)atoi(words[1]);
}

static void
add_message(const struct vg_outbox_view *view, void *cookie)
{
	struct count *c = cookie;

	c->n += strcmp(view->recipient, c->person) == 0 &&
	    (!c->state || strcmp(view->state, c->state) == 0);
}

int
vg_expectpage_messages(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct count c = {.person = words[2], .state = words[3]};

	vg_desk_outbox(p->desk, false, NULL, add_message, &c);
	snprintf(seen, size, "%zu", c.n);
	return c.n == (size_t)atoi(words[1]);
}
