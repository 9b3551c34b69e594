/*
 * What is unclassified.
 */
#include "tests/play/expectunknown.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/foreign/deskunknown.h"
#include "tests/play/expectsee.h"

static void
see(const struct vg_unknown_view *view, void *cookie)
{
	struct vg_expectsee *s = cookie;
	const char *sender = view->device[0] ? view->device : view->source;

	if (s->words[2] && strcmp(view->oid, s->words[1]) == 0 &&
	    strcmp(sender, s->words[2]) == 0)
		s->n += (int)view->count;
}

int
vg_expectunknown_check(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct vg_expectsee s = {.words = words};

	vg_desk_unknown(p->desk, "", NULL, see, &s);
	snprintf(seen, size, "%d", s.n);
	return words[3] && s.n == atoi(words[3]);
}
