/*
 * P13: suggested returns of a case, which grow with time and shrink again.
 */
#include "collector/desk/returns/desksuggest.h"

#include <stdlib.h>
#include <string.h>

#include "collector/desk/deskcore.h"
#include "collector/desk/returns/deskreturnask.h"
#include "collector/desk/returns/desksuggestfact.h"
#include "collector/desk/returns/deskswap.h"
#include "collector/rma/suggest.h"
#include "collector/store/storeunit.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

enum { MAX_ALARMS = 32 };

struct alarms {
	struct vg_alarm_row rows[MAX_ALARMS];
	size_t n_rows;
};

static int
load_alarms(struct vg_desk *desk, const char *number, struct alarms *a)
{
	const size_t q = VG_SQL_ALARM_STANDING_FIRST;
	int code = vg_db_query(desk->db, q, "ti", number, (int64_t)MAX_ALARMS);

	while (code == VG_OK && vg_db_next(desk->db, q))
		vg_deskrows_read_alarm(desk->db, q, &a->rows[a->n_rows++]);
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

/*
 * Whether anything can be said of the case: a rule knows the kind of one of its alarms, or
 * something was suggested before.
 */
static int
concerns(struct vg_desk *desk, const struct vg_case_row *c, const struct alarms *a,
    bool *concerned)
{
	const size_t q = VG_SQL_SUGGESTION_OF;
	int code = VG_OK;

	*concerned = false;
	for (size_t i = 0; i < a->n_rows && !*concerned; i++) {
		const struct vg_return_rule *rule = vg_packset_return_rule(
		    desk->packs, c->supplier, a->rows[i].event.kind);
		*concerned = rule && rule->advice != VG_RETURN_NEVER;
	}
	if (*concerned)
		return VG_OK;
	code = vg_db_query(desk->db, q, "t", c->number);
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		*concerned = true;
		vg_db_done(desk->db, q);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

/* What the alarms of one unit say together: the strongest of them speaks. */
struct opinion {
	const struct vg_alarm_row *alarm; /* borrowed */
	struct vg_suggestion suggestion;
	struct vg_desksuggestfact fact;
};

/* Told only when the row under it changed. */
static int
tell_suggestion(
    struct vg_desk *desk, const char *number, const struct opinion *o, struct vg_wall now)
{
	const struct vg_suggestion *s = &o->suggestion;
	char text[VG_TEXT_SIZE];

	if (vg_db_changes(desk->db) == 0)
		return VG_OK;
	vg_text_format(text, sizeof(text), "suggested return: %s%s%s",
	    vg_suggest_grade_text(s->grade), s->grade == VG_GRADE_NONE ? "" : ", ",
	    s->reason);
	return vg_desk_tell(
	    desk, now, "suggestion-changed", number, o->alarm->event.resource, text);
}

static int
put_suggestion(
    struct vg_desk *desk, const char *number, const struct opinion *o, struct vg_wall now)
{
	const struct vg_suggestion *s = &o->suggestion;
	const char *resource = o->alarm->event.resource;
	const char *part = vg_resource_split(resource, NULL, NULL);
	char unit[VG_TEXT_SIZE], serial[VG_SERIAL_SIZE];
	struct vg_buf against;

	if (s->grade == VG_GRADE_NONE) {
		int code =
		    vg_db_run(desk->db, VG_SQL_SUGGESTION_DROP, "tt", number, resource);
		return code == VG_OK ? tell_suggestion(desk, number, o, now) : code;
	}
	/* A part that tells no serial goes by its device's. */
	int code = vg_deskswap_polled(desk, resource, serial);
	if (code != VG_OK)
		return code;
	vg_buf_init(&against, 0);
	for (size_t i = 0; i < s->n_against; i++)
		vg_buf_addf(&against, "%s%s", i ? "\n" : "", s->against[i]);
	vg_text_format(unit, sizeof(unit), "%s%s%s%s", s->rule->unit, *part ? " (" : "",
	    part, *part ? ")" : "");
	code = vg_db_run(desk->db, VG_SQL_SUGGESTION_PUT, "tttttttttittt", number,
	    resource, vg_suggest_grade_text(s->grade), unit,
	    serial[0] ? serial : o->alarm->event.serial, s->rule->name, s->reason,
	    s->rule->check, vg_buf_text(&against), now.us, vg_suggest_kind_text(s->kind),
	    o->fact.evidence, o->fact.checked);
	vg_buf_fini(&against);
	return code == VG_OK ? tell_suggestion(desk, number, o, now) : code;
}

/* Judges each alarm of the unit that alarm 'first' is the first of; the strongest is kept. */
static int
judge_unit(struct vg_desk *desk, const struct vg_case_row *c, const struct alarms *a,
    size_t first, struct vg_wall now, struct vg_desksuggestaround *around,
    struct opinion *best, struct vg_wall *again)
{
	const char *resource = a->rows[first].event.resource;
	struct opinion *o = vg_mem_zero(sizeof(*o));
	int code = VG_OK;

	for (size_t i = first; code == VG_OK && i < a->n_rows; i++) {
		if (strcmp(a->rows[i].event.resource, resource) != 0)
			continue;
		o->alarm = &a->rows[i];
		code = vg_desksuggestfact_load(desk, c, o->alarm, now, around, &o->fact);
		vg_suggest_judge(desk->packs, &o->fact.facts, now, &o->suggestion);
		vg_desksuggestfact_sooner(again, o->suggestion.likely_at);
		vg_desksuggestfact_sooner(again, o->fact.again);
		if (i == first || o->suggestion.grade > best->suggestion.grade)
			*best = *o;
	}
	free(o);
	return code;
}

static bool
is_first_of_unit(const struct alarms *a, size_t i)
{
	for (size_t k = 0; k < i; k++) {
		if (strcmp(a->rows[k].event.resource, a->rows[i].event.resource) == 0)
			return false;
	}
	return true;
}

/* Whether 'near' is a fact of what is suggested of an alarm of 'kind' (desksuggestfact.c). */
static bool
speaks_of(
    struct vg_desk *desk, const struct vg_case_row *c, const char *near, const char *kind)
{
	const struct vg_return_rule *rule =
	    vg_packset_return_rule(desk->packs, c->supplier, kind);

	for (size_t i = 0; rule && i < rule->n_against; i++) {
		if (strcmp(rule->against[i], near) == 0)
			return true;
	}
	return vg_packset_explains(desk->packs, near, kind);
}

/* Row 'i' is the first of its unit. */
static bool
is_wanted(struct vg_desk *desk, const struct vg_case_row *c, const struct alarms *a,
    size_t i, const struct vg_desk_units *units)
{
	const char *resource = a->rows[i].event.resource;

	if (units->device[0] && strcmp(a->rows[i].event.device, units->device) == 0)
		return true;
	for (; units->near[0] && i < a->n_rows; i++) {
		if (strcmp(a->rows[i].event.resource, resource) == 0 &&
		    speaks_of(desk, c, units->near, a->rows[i].event.kind))
			return true;
	}
	return !units->near[0] && !units->device[0];
}

/* Those of 'units', each once. */
static int
look_at_units(struct vg_desk *desk, const struct vg_case_row *c, const struct alarms *a,
    const struct vg_desk_units *units, struct vg_wall now, struct vg_wall *again)
{
	struct vg_desksuggestaround *around = vg_mem_resize(NULL, 1, sizeof(*around));
	struct opinion *best = vg_mem_zero(sizeof(*best));
	int code = VG_OK;

	around->has_class = around->has_standing = around->is_software = false;

	for (size_t i = 0; code == VG_OK && i < a->n_rows; i++) {
		if (!is_first_of_unit(a, i) || !is_wanted(desk, c, a, i, units))
			continue;
		code = judge_unit(desk, c, a, i, now, around, best, again);
		if (code == VG_OK)
			code = put_suggestion(desk, c->number, best, now);
		if (code == VG_OK && best->suggestion.grade >= VG_GRADE_LIKELY)
			code = vg_deskreturnask_suggest(
			    desk, c, best->alarm, &best->suggestion, now);
	}
	free(best);
	free(around);
	return code;
}

int
vg_desksuggest_units(struct vg_desk *desk, const char *number,
    const struct vg_desk_units *units, struct vg_wall now)
{
	struct alarms *a = vg_mem_resize(NULL, 1, sizeof(*a));
	struct vg_wall again = {0};
	struct vg_case_row row;
	bool is_part = units->device[0] || units->near[0];
	int code = vg_deskrows_case(desk, number, &row);

	a->n_rows = 0;
	/* What a case that is over was told stays as it was told. */
	if (code == VG_OK && row.number[0] && vg_casestate_is_open(row.state)) {
		bool concerned = false;
		code = load_alarms(desk, number, a);
		if (code == VG_OK)
			code = concerns(desk, &row, a, &concerned);
		if (code == VG_OK && concerned)
			code = look_at_units(desk, &row, a, units, now, &again);
		if (code == VG_OK && vg_instant_is_set(again))
			code = vg_db_run(desk->db,
			    is_part ? VG_SQL_DUE_SOONER : VG_SQL_DUE_PUT, "tti",
			    "suggest", number, again.us);
	}
	free(a);
	return code;
}

int
vg_desksuggest_look(struct vg_desk *desk, const char *number, struct vg_wall now)
{
	return vg_desksuggest_units(
	    desk, number, &(struct vg_desk_units){.device = ""}, now);
}

int
vg_desksuggest_soon(struct vg_desk *desk, struct vg_wall now)
{
	return vg_db_run(desk->db, VG_STOREUNIT_LOOK, "i", now.us);
}
