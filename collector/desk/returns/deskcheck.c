/*
 * The recorded check of P13: what an engineer looked at before any key, and what it says.  It
 * gives no key; the integrator's key records one of its own.
 */
#include "collector/desk/returns/deskcheck.h"

#include <string.h>

#include "collector/desk/casework/casework.h"
#include "collector/store/storereturn.h"
#include "collector/store/storeunit.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* The unit that is checked. */
struct unit {
	char resource[VG_RESOURCE_SIZE], rule[VG_NAME_SIZE], check[VG_TEXT_SIZE];
};

static bool
is_result(const char *result)
{
	return strcmp(result, "confirms") == 0 || strcmp(result, "denies") == 0 ||
	    strcmp(result, "unclear") == 0;
}

/* The suggested unit that is named, or the only one. */
static int
find_suggested(struct vg_act_call *call, const char *number, struct unit *unit)
{
	const char *named = vg_deskact_value(call, "resource");
	const size_t q = VG_SQL_SUGGESTION_OF;
	struct vg_db *db = call->desk->db;
	int n = 0, code = vg_db_query(db, q, "t", number);

	while (code == VG_OK && vg_db_next(db, q)) {
		if (named[0] && strcmp(vg_db_text(db, q, 0), named) != 0)
			continue;
		n++;
		vg_text_copy(unit->resource, VG_RESOURCE_SIZE, vg_db_text(db, q, 0));
		vg_text_copy(unit->rule, VG_NAME_SIZE, vg_db_text(db, q, 4));
		vg_text_copy(unit->check, VG_TEXT_SIZE, vg_db_text(db, q, 6));
	}
	if (code == VG_OK)
		code = vg_db_failed(db);
	if (code != VG_OK || n == 1)
		return code;
	if (named[0])
		return vg_detail_set(call->detail, VG_ENOENT,
		    "P13: case %s suggests no return of '%.128s': no rule names a check",
		    number, named);
	return vg_detail_set(call->detail, VG_EINVAL,
	    "%s: case %s suggests %d units; name one with --resource", call->rule->verb,
	    number, n);
}

static int
check_rule(const struct vg_act_call *call, const struct unit *unit)
{
	const char *rule = vg_deskact_value(call, "rule");

	if (!rule[0] || strcmp(rule, unit->rule) == 0)
		return VG_OK;
	return vg_detail_set(call->detail, VG_EINVAL,
	    "%s: rule %s speaks of %s, not '%.64s'", call->rule->verb, unit->rule,
	    unit->resource, rule);
}

static int
put(struct vg_casework *w, const struct unit *unit, const char *what, const char *result,
    const char *text)
{
	const struct vg_act_call *c = w->call;

	return vg_db_run(c->desk->db, VG_STOREUNIT_CHECK_ADD, "tttttttii", w->row.number,
	    unit->resource, unit->rule, what, result, text, c->actor->user, c->at.us,
	    c->now.us);
}

/* Stores it, looks at the suggestions again, and says what became of them. */
static int
record(struct vg_casework *w, const struct unit *unit)
{
	struct vg_act_call *call = w->call;
	const char *result = vg_deskact_value(call, "result");
	const char *what =
	    vg_deskact_has(call, "check") ? vg_deskact_value(call, "check") : unit->check;
	char text[VG_DESKACT_ENTRY_SIZE];

	if (!what[0])
		return vg_detail_set(call->detail, VG_EINVAL,
		    "%s: no rule names a check of %s; say with --check what was done",
		    call->rule->verb, unit->resource);
	int code = put(w, unit, what, result, vg_deskact_value(call, "text"));
	if (code == VG_OK)
		code = vg_desksuggest_look(call->desk, w->row.number, call->now);
	vg_text_format(text, sizeof(text), "check of %s %s the return: %s%s%s (rule %s)",
	    unit->resource, strcmp(result, "unclear") == 0 ? "is unclear about" : result,
	    what, vg_deskact_has(call, "text") ? ": " : "",
	    vg_deskact_value(call, "text"), unit->rule[0] ? unit->rule : "none");
	w->kind = "check";
	return code == VG_OK ? vg_casework_finish(w, text) : code;
}

static int
check_result(const struct vg_act_call *call)
{
	const char *result = vg_deskact_value(call, "result");

	return is_result(result)
	    ? VG_OK
	    : vg_detail_set(call->detail, VG_EINVAL,
		  "%s: result is confirms, denies or unclear, not '%.40s'",
		  call->rule->verb, result);
}

int
vg_deskcheck_case(struct vg_act_call *call)
{
	struct unit unit = {"", "", ""};
	struct vg_casework w;
	int code = check_result(call);

	if (code == VG_OK)
		code = vg_casework_begin(&w, call, call->act->object, VG_CASE_NOTE);
	if (code == VG_OK)
		code = find_suggested(call, w.row.number, &unit);
	if (code == VG_OK)
		code = check_rule(call, &unit);
	return code == VG_OK ? record(&w, &unit) : code;
}

/* The check that the return's rule names, of whichever pack has it. */
static void
find_check(struct vg_desk *desk, const char *rule, char check[VG_TEXT_SIZE])
{
	check[0] = '\0';
	for (size_t i = 0; i < vg_packset_count(desk->packs); i++) {
		const struct vg_pack *pack = vg_packset_at(desk->packs, i);
		for (size_t k = 0; k < pack->n_return_rules; k++) {
			if (strcmp(pack->return_rules[k].name, rule) == 0)
				vg_text_copy(
				    check, VG_TEXT_SIZE, pack->return_rules[k].check);
		}
	}
}

int
vg_deskcheck_return(struct vg_act_call *call)
{
	struct unit unit = {"", "", ""};
	struct vg_return_row row;
	struct vg_casework w;
	int code = check_result(call);

	if (code == VG_OK)
		code = vg_deskreturnrow_get(call->desk, call->act->object, &row);
	if (code != VG_OK)
		return code;
	if (!row.number[0])
		return vg_detail_set(call->detail, VG_ENOENT,
		    "return %.32s: there is none", call->act->object);
	code = vg_casework_begin(&w, call, row.case_number, VG_CASE_NOTE);
	if (code != VG_OK)
		return code;
	vg_text_copy(unit.resource, sizeof(unit.resource), row.resource);
	vg_text_copy(unit.rule, sizeof(unit.rule), row.rule);
	find_check(call->desk, row.rule, unit.check);
	code = check_rule(call, &unit);
	vg_text_copy(call->result->object, sizeof(call->result->object), row.number);
	vg_text_copy(call->result->state, sizeof(call->result->state),
	    vg_returnstate_text(row.state));
	return code == VG_OK ? record(&w, &unit) : code;
}

int
vg_deskcheck_key(struct vg_casework *of_case, const struct vg_return_row *row,
    const char *check, const char *result)
{
	struct unit unit = {"", "", ""};

	vg_text_copy(unit.resource, sizeof(unit.resource), row->resource);
	vg_text_copy(unit.rule, sizeof(unit.rule), row->rule);
	int code = put(of_case, &unit, check, "confirms", result);
	return code == VG_OK ? vg_desksuggest_look(of_case->call->desk,
				   of_case->row.number, of_case->call->now)
			     : code;
}
