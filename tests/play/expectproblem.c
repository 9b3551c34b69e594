/*
 * Expectations about supplier problems.
 */
#include "tests/play/expectproblem.h"

#include <stdio.h>
#include <string.h>

#include "collector/desk/causes/deskfamily.h"
#include "lib/base/error.h"
#include "tests/play/expectsee.h"

static void
see_problem(const struct vg_problem_view *v, void *cookie)
{
	struct vg_expectsee *s = cookie;
	const char *field = s->words[2];

	s->n++;
	if (strcmp(field, "state") == 0)
		snprintf(s->value, sizeof(s->value), "%s", v->state);
	else if (strcmp(field, "outcome") == 0)
		snprintf(
		    s->value, sizeof(s->value), "%s", *v->outcome ? v->outcome : "-");
	else if (strcmp(field, "kind") == 0)
		snprintf(s->value, sizeof(s->value), "%s", v->kind);
	else if (strcmp(field, "model") == 0)
		snprintf(s->value, sizeof(s->value), "%s", v->model);
	else if (strcmp(field, "software") == 0)
		snprintf(s->value, sizeof(s->value), "%s", v->software);
	else if (strcmp(field, "cases") == 0)
		snprintf(s->value, sizeof(s->value), "%zu", v->n_cases);
	else if (strcmp(field, "clients") == 0)
		snprintf(s->value, sizeof(s->value), "%zu", v->n_clients);
	else if (strcmp(field, "devices") == 0)
		snprintf(s->value, sizeof(s->value), "%zu", v->n_devices);
	else
		snprintf(s->value, sizeof(s->value), "no field %s", field);
}

int
vg_expect_problem(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct vg_expectsee s = {.words = words};
	int code = vg_deskfamily_one(p->desk, words[1], see_problem, &s);

	if (code == VG_ENOENT)
		snprintf(s.value, sizeof(s.value), "none");
	return vg_expectsee_same(&s, words[3] ? words[3] : words[2], seen, size);
}

int
vg_expect_elsewhere(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct vg_expectsee s = {.words = words};
	char problem[VG_PROBLEM_NUMBER_SIZE];
	size_t n;

	if (vg_deskfamily_of_case(p->desk, words[1], problem, &n) != VG_OK)
		return 0;
	if (problem[0])
		snprintf(s.value, sizeof(s.value), "%zu", n);
	else
		snprintf(s.value, sizeof(s.value), "none");
	return vg_expectsee_same(&s, words[2], seen, size);
}
