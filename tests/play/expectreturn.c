/*
 * Expectations on suggestions and returns.
 */
#include "tests/play/expectreturn.h"

#include <stdio.h>
#include <string.h>

#include "collector/desk/returns/deskrelease.h"
#include "collector/desk/returns/deskreturnview.h"
#include "collector/desk/returns/deskswap.h"
#include "lib/base/error.h"
#include "tests/play/expectsee.h"

static void
see_suggestion(const struct vg_suggestion_view *v, void *cookie)
{
	struct vg_expectsee *s = cookie;

	snprintf(s->value, sizeof(s->value), "%s", v->grade);
}

int
vg_expectreturn_suggestion(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct vg_expectsee s = {.words = words, .value = "none"};

	vg_desk_suggestions(p->desk, words[1], see_suggestion, &s);
	return vg_expectsee_same(&s, words[2], seen, size);
}

static void
see_advice(const struct vg_suggestion_view *v, void *cookie)
{
	const struct {
		const char *name, *value;
	} fields[] = {{"rule", v->rule}, {"reason", v->reason}, {"check", v->check},
	    {"against", v->against}, {"kind", v->kind}, {"evidence", v->evidence},
	    {"checked", v->checked}, {"part", v->part}};
	struct vg_expectsee *s = cookie;

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		if (strcmp(fields[i].name, s->words[2]) == 0)
			snprintf(s->value, sizeof(s->value), "%s",
			    *fields[i].value ? fields[i].value : "-");
	}
}

/* advice CASE FIELD TEXT: the suggestion's field holds TEXT; "-": it is empty */
int
vg_expectreturn_advice(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct vg_expectsee s = {.words = words, .value = "none"};
	char wanted[512];

	snprintf(wanted, sizeof(wanted), "%s%s%s", words[3] ? words[3] : "",
	    words[4] ? " " : "", words[4] ? words[4] : "");
	vg_desk_suggestions(p->desk, words[1], see_advice, &s);
	snprintf(seen, size, "'%s'", s.value);
	return strcmp(wanted, "-") == 0 ? strcmp(s.value, "-") == 0
					: strstr(s.value, wanted) != NULL;
}

/* --- returns ----------------------------------------------------------------------------- */

static void
see_return(const struct vg_return_view *v, void *cookie)
{
	const struct {
		const char *name, *value;
	} fields[] = {{"state", v->state}, {"case", v->case_number}, {"kind", v->kind},
	    {"flow", v->flow}, {"resource", v->resource}, {"serial", v->serial},
	    {"part", v->part}, {"rma", v->rma}, {"unit", v->unit},
	    {"announced", v->announced}, {"seen", v->seen}, {"new", v->new_serial},
	    {"lent", v->lent}, {"outcome", v->outcome}, {"who", v->who},
	    {"missing", v->missing}, {"stuck", v->stuck ? "yes" : "no"},
	    {"clock", vg_instant_is_set(v->clock) ? "runs" : "stands"}};
	struct vg_expectsee *s = cookie;

	s->n++;
	if (!s->words[2])
		return;
	snprintf(s->value, sizeof(s->value), "no field %s", s->words[2]);
	if (strcmp(s->words[2], "attempt") == 0)
		snprintf(s->value, sizeof(s->value), "%d", (int)v->attempt);
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		if (strcmp(fields[i].name, s->words[2]) == 0)
			snprintf(s->value, sizeof(s->value), "%s",
			    *fields[i].value ? fields[i].value : "-");
	}
}

int
vg_expectreturn_one(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct vg_expectsee s = {.words = words, .value = "none"};
	char wanted[512];

	snprintf(wanted, sizeof(wanted), "%s%s%s", words[3] ? words[3] : "",
	    words[4] ? " " : "", words[4] ? words[4] : "");
	vg_deskreturnview_one(p->desk, words[1], p->now, see_return, &s);
	return vg_expectsee_same(&s, wanted, seen, size);
}

/* returns CASE N */
int
vg_expectreturn_count(struct vg_play *p, char **words, char *seen, size_t size)
{
	char *none[5] = {words[0], words[1], NULL};
	struct vg_expectsee s = {.words = none};

	vg_deskreturnview_of_case(p->desk, words[1], p->now, see_return, &s);
	snprintf(s.value, sizeof(s.value), "%d", s.n);
	return vg_expectsee_same(&s, words[2], seen, size);
}

static void
see_key(const struct vg_return_key_view *v, void *cookie)
{
	struct vg_expectsee *s = cookie;

	if (strcmp(s->words[2], v->side) == 0)
		snprintf(s->value, sizeof(s->value), "%s",
		    vg_instant_is_set(v->taken) ? "taken" : "held");
}

static void
see_number(const struct vg_return_number_view *v, void *cookie)
{
	struct vg_expectsee *s = cookie;

	if (strcmp(s->words[2], v->number) == 0)
		snprintf(s->value, sizeof(s->value), "%s", v->state);
}

static void
see_shipment(const struct vg_return_shipment_view *v, void *cookie)
{
	struct vg_expectsee *s = cookie;

	if (strcmp(s->words[2], "shipment") == 0)
		snprintf(
		    s->value, sizeof(s->value), "%s", *v->how ? v->how : "under-way");
}

static void
see_unit(const struct vg_return_unit_view *v, void *cookie)
{
	struct vg_expectsee *s = cookie;

	if (strcmp(s->words[2], v->role) == 0)
		snprintf(s->value, sizeof(s->value), "%s", v->state);
}

static void
see_check(const struct vg_return_check_view *v, void *cookie)
{
	struct vg_expectsee *s = cookie;

	if (strcmp(s->words[2], "check") == 0)
		snprintf(s->value, sizeof(s->value), "%s", v->result);
}

/* part R-... integrator|supplier|NUMBER|shipment|faulty|recalled|lent WORD: the last such part */
int
vg_expectreturn_part(struct vg_play *p, char **words, char *seen, size_t size)
{
	static const struct vg_return_parts parts = {
	    see_key, see_number, see_shipment, see_unit, see_check};
	struct vg_expectsee s = {.words = words, .value = "none"};

	vg_deskreturnview_parts(p->desk, words[1], &parts, &s);
	return vg_expectsee_same(&s, words[3], seen, size);
}

/* --- units and releases ------------------------------------------------------------------ */

static void
see_part(const struct vg_deskswap_part *part, void *cookie)
{
	struct vg_expectsee *s = cookie;

	if (strcmp(part->part, s->words[2]) == 0)
		snprintf(s->value, sizeof(s->value), "%s", part->serial);
}

int
vg_expectreturn_unit(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct vg_expectsee s = {.words = words, .value = "none"};

	vg_deskswap_parts(p->desk, words[1], see_part, &s);
	return vg_expectsee_same(&s, words[3], seen, size);
}

struct newer {
	struct vg_play *play;
	struct vg_expectsee see;
};

static void
see_newer(const struct vg_device_view *v, void *cookie)
{
	struct newer *n = cookie;
	struct vg_release_newer newer;

	if (strcmp(v->device->name, n->see.words[1]) != 0)
		return;
	vg_deskrelease_newer(n->play->desk, v, n->play->now, &newer);
	const struct vg_release *r =
	    strcmp(n->see.words[2], "major") == 0 ? newer.major : newer.minor;
	snprintf(n->see.value, sizeof(n->see.value), "%s", r ? r->version : "none");
}

int
vg_expectreturn_newer(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct newer n = {p, {.words = words, .value = "no device"}};

	vg_desk_devices(p->desk, see_newer, &n);
	return vg_expectsee_same(&n.see, words[3], seen, size);
}

static void
see_mending(const struct vg_release *r, void *cookie)
{
	struct vg_expectsee *s = cookie;
	size_t used = s->n ? strlen(s->value) : 0;

	snprintf(s->value + used, sizeof(s->value) - used, "%s%s", s->n ? "," : "",
	    r->version);
	s->n++;
}

int
vg_expectreturn_mending(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct vg_expectsee s = {.words = words, .value = "none"};

	vg_deskrelease_of_case(p->desk, words[1], p->now, see_mending, &s);
	return vg_expectsee_same(&s, words[2], seen, size);
}

int
vg_expectreturn_crm(struct vg_play *p, char **words, char *seen, size_t size)
{
	struct vg_expectsee s = {.words = words};
	const char *crm = "";

	snprintf(s.value, sizeof(s.value), "%s",
	    vg_deskrelease_crm(p->desk, words[1], words[2], &crm) ? "registered"
		: *crm                                            ? "not-registered"
								  : "none");
	return vg_expectsee_same(&s, words[3], seen, size);
}
