/*
 * Returns begin as suggested, whoever asks for them: no key is given here.
 */
#include "collector/desk/returns/deskreturnask.h"

#include <string.h>

#include "collector/desk/casework/casework.h"
#include "collector/desk/casework/deskreturnrow.h"
#include "collector/desk/returns/deskswap.h"
#include "collector/store/storereturn.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

/* What a return is made of; borrowed. */
struct wish {
	const char *case_number, *device, *resource, *part, *serial, *rule, *who;
	enum vg_return_kind kind;
	bool return_first, holds_data;
	struct vg_wall at, now;
};

/* The open return of the unit, "" when there is none. */
static int
find_open(struct vg_desk *desk, const char *device, const char *resource,
    char number[VG_DESK_NUMBER_SIZE])
{
	const size_t q = VG_STORERETURN_OPEN_OF;
	int code = vg_db_query(desk->db, q, "tt", device, resource);

	number[0] = '\0';
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	vg_text_copy(number, VG_DESK_NUMBER_SIZE, vg_db_text(desk->db, q, 0));
	vg_db_done(desk->db, q);
	return VG_OK;
}

static int
make(struct vg_desk *desk, const struct wish *wish, char number[VG_DESK_NUMBER_SIZE])
{
	int code = vg_desknumber_next(desk, "return", 'R', wish->now, number);

	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_STORERETURN_ADD, "tttttttttiti", number,
		    wish->case_number, vg_suggest_kind_text(wish->kind),
		    wish->return_first ? "return-first" : "advance", wish->device,
		    wish->resource, wish->part, wish->serial, wish->rule,
		    (int64_t)wish->holds_data, wish->who, wish->at.us);
	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_STORERETURN_UNIT_ADD, "ttti", number,
		    "faulty", wish->serial, wish->at.us);
	return code == VG_OK
	    ? vg_db_run(desk->db, VG_STORERETURN_STEP, "ttttiitt", number, "return-ask",
		  "", "suggested", wish->at.us, wish->now.us, wish->who, wish->part)
	    : code;
}

/* --- by a person ------------------------------------------------------------------------- */

/*
 * The unit that the case is about: the one named, or the only one of its suggestions; and the
 * kind of return that is suggested, when the command says none.
 */
static int
find_unit(struct vg_act_call *call, const char *case_number,
    char resource[VG_RESOURCE_SIZE], char part[VG_TEXT_SIZE], enum vg_return_kind *kind)
{
	const char *named = vg_deskact_value(call, "resource");
	const size_t q = VG_SQL_SUGGESTION_OF;
	struct vg_db *db = call->desk->db;
	int n = 0, code = vg_db_query(db, q, "t", case_number);

	resource[0] = part[0] = '\0';
	while (code == VG_OK && vg_db_next(db, q)) {
		if (named[0] && strcmp(vg_db_text(db, q, 0), named) != 0)
			continue;
		n++;
		vg_text_copy(resource, VG_RESOURCE_SIZE, vg_db_text(db, q, 0));
		vg_text_copy(part, VG_TEXT_SIZE, vg_db_text(db, q, 2));
		if (!vg_deskact_has(call, "kind"))
			*kind = (enum vg_return_kind)vg_suggest_kind_parse(
			    vg_db_text(db, q, 9));
	}
	if (code != VG_OK)
		return code;
	if (named[0]) {
		vg_text_copy(resource, VG_RESOURCE_SIZE, named);
		return VG_OK;
	}
	return n == 1 ? VG_OK
		      : vg_detail_set(call->detail, VG_EINVAL,
			    "return-ask: case %s suggests %d units; name one with "
			    "--resource",
			    case_number, n);
}

/* The device of the resource, which must be the case's own. */
static int
check_device(const struct vg_act_call *call, const struct vg_case_row *c,
    const char *resource, char device[VG_NAME_SIZE])
{
	char class[VG_NAME_SIZE];

	vg_resource_split(resource, class, device);
	if (strcmp(class, "device") != 0 || !vg_conf_device(call->desk->conf, device))
		return vg_detail_set(call->detail, VG_ENOENT,
		    "return-ask: '%.128s' is no unit of a device of the tree", resource);
	if (c->device[0] && strcmp(c->device, device) != 0)
		return vg_detail_set(call->detail, VG_EPOLICY,
		    "P10: case %s is about %s; ask in the case of %s", c->number,
		    c->device, device);
	return VG_OK;
}

/* Whether the unit holds data of the client, as the pack's rule for its newest alarm says. */
static const struct vg_return_rule *
find_rule(struct vg_desk *desk, const struct vg_case_row *c, const char *resource)
{
	const size_t q = VG_STORERETURN_ALARM_OF;
	const struct vg_return_rule *rule = NULL;

	if (vg_db_query(desk->db, q, "tt", c->number, resource) != VG_OK ||
	    !vg_db_next(desk->db, q))
		return NULL;
	rule =
	    vg_packset_return_rule(desk->packs, c->supplier, vg_db_text(desk->db, q, 0));
	vg_db_done(desk->db, q);
	return rule;
}

static int
read_choices(const struct vg_act_call *call, struct wish *wish)
{
	const char *kind = vg_deskact_value(call, "kind");
	const char *flow = vg_deskact_value(call, "flow");
	int parsed = *kind ? vg_suggest_kind_parse(kind) : VG_RETURN_STANDARD;

	if (parsed < 0)
		return vg_detail_set(call->detail, VG_EINVAL,
		    "return-ask: kind is standard, doa or repeat, not '%.40s'", kind);
	if (*flow && strcmp(flow, "advance") != 0 && strcmp(flow, "return-first") != 0)
		return vg_detail_set(call->detail, VG_EINVAL,
		    "return-ask: flow is advance or return-first, not '%.40s'", flow);
	wish->kind = (enum vg_return_kind)parsed;
	wish->return_first = strcmp(flow, "return-first") == 0;
	return VG_OK;
}

int
vg_deskreturnask_ask(struct vg_act_call *call)
{
	char resource[VG_RESOURCE_SIZE], part[VG_TEXT_SIZE], device[VG_NAME_SIZE];
	char serial[VG_SERIAL_SIZE], number[VG_DESK_NUMBER_SIZE], text[VG_TEXT_SIZE];
	struct wish wish = {.at = call->at, .now = call->now, .who = call->actor->user};
	struct vg_casework w;
	int code = read_choices(call, &wish);

	if (code == VG_OK)
		code = vg_casework_begin(
		    &w, call, vg_deskact_value(call, "case"), VG_CASE_RETURN_ASKED);
	if (code == VG_OK)
		code = find_unit(call, w.row.number, resource, part, &wish.kind);
	if (code == VG_OK)
		code = check_device(call, &w.row, resource, device);
	if (code == VG_OK)
		code = find_open(call->desk, device, resource, number);
	if (code != VG_OK)
		return code;
	if (number[0])
		return vg_detail_set(call->detail, VG_EPOLICY,
		    "P10: return %s of %s is open; vigie return show", number, resource);
	const struct vg_return_rule *rule = find_rule(call->desk, &w.row, resource);
	code = vg_deskswap_polled(call->desk, resource, serial);
	if (code != VG_OK)
		return code;
	wish.case_number = w.row.number;
	wish.device = device;
	wish.resource = resource;
	wish.part = part[0] ? part : rule ? rule->unit : resource;
	wish.serial =
	    vg_deskact_has(call, "serial") ? vg_deskact_value(call, "serial") : serial;
	wish.rule = rule ? rule->name : "";
	wish.holds_data = rule && rule->holds_data;
	code = make(call->desk, &wish, number);
	if (code != VG_OK)
		return code;
	vg_text_copy(call->result->object, sizeof(call->result->object), number);
	vg_text_copy(call->result->state, sizeof(call->result->state), "suggested");
	vg_text_format(text, sizeof(text), "return %s asked for: %s%s%s", number,
	    wish.part, wish.serial[0] ? ", serial " : "", wish.serial);
	w.kind = "return";
	return vg_casework_finish(&w, text);
}

/* --- by a rule --------------------------------------------------------------------------- */

struct vg_wall
vg_deskreturnask_replaced(struct vg_desk *desk, const char *device, const char *resource)
{
	const size_t q = VG_STORERETURN_LAST_OF;
	struct vg_wall at = {0};

	if (vg_db_query(desk->db, q, "tt", device, resource) == VG_OK &&
	    vg_db_next(desk->db, q)) {
		at.us = vg_db_int(desk->db, q, 1);
		vg_db_done(desk->db, q);
	}
	return at;
}

/*
 * Whether a return was asked for since the fault was raised, whatever became of it: what a
 * person rejected is not suggested again.  A unit that fails while it proves in is its old
 * return's business (bad-unit).
 */
static bool
was_asked(struct vg_desk *desk, const struct vg_alarm_row *alarm, struct vg_wall now)
{
	const char *device = alarm->event.device, *resource = alarm->event.resource;
	struct vg_wall replaced = vg_deskreturnask_replaced(desk, device, resource);
	const size_t q = VG_STORERETURN_SINCE;

	if (vg_instant_is_set(replaced) &&
	    vg_instant_since(now, replaced) < VG_RETURN_PROVE_IN_S * VG_SECOND_US)
		return true;
	if (vg_db_query(desk->db, q, "tti", device, resource, alarm->raised.us) !=
		VG_OK ||
	    !vg_db_next(desk->db, q))
		return false;
	vg_db_done(desk->db, q);
	return true;
}

int
vg_deskreturnask_suggest(struct vg_desk *desk, const struct vg_case_row *c,
    const struct vg_alarm_row *alarm, const struct vg_suggestion *suggestion,
    struct vg_wall now)
{
	const char *part = vg_resource_split(alarm->event.resource, NULL, NULL);
	char number[VG_DESK_NUMBER_SIZE], text[VG_TEXT_SIZE * 3], unit[VG_TEXT_SIZE];
	const struct vg_case_guard guard = {.state = c->state, .before = c->before};
	char serial[VG_SERIAL_SIZE];
	enum vg_case_state next;
	struct vg_detail refused;
	int code = find_open(desk, alarm->event.device, alarm->event.resource, number);

	if (code != VG_OK || number[0] || !alarm->event.device[0] ||
	    was_asked(desk, alarm, now))
		return code;
	code = vg_deskswap_polled(desk, alarm->event.resource, serial);
	if (code != VG_OK)
		return code;
	if (vg_casestate_apply(&guard, VG_CASE_RETURN_ASKED, &next, &refused) != VG_OK)
		return VG_OK;
	vg_text_format(unit, sizeof(unit), "%s%s%s%s", suggestion->rule->unit,
	    *part ? " (" : "", part, *part ? ")" : "");
	const struct wish wish = {.case_number = c->number,
	    .device = alarm->event.device,
	    .resource = alarm->event.resource,
	    .part = unit,
	    /* A part that tells no serial goes by its device's. */
	    .serial = serial[0] ? serial : alarm->event.serial,
	    .rule = suggestion->rule->name,
	    .who = "vigie",
	    .kind = suggestion->kind,
	    .holds_data = suggestion->rule->holds_data,
	    .at = now,
	    .now = now};
	code = make(desk, &wish, number);
	vg_text_format(text, sizeof(text),
	    "return %s suggested (P13): %s; %s; rule %s; kind %s; check: %s", number,
	    unit, suggestion->reason, suggestion->rule->name,
	    vg_suggest_kind_text(suggestion->kind), suggestion->rule->check);
	if (code == VG_OK)
		code =
		    vg_desk_journal(desk, c->number, now, now, "return", "vigie", text);
	return code == VG_OK ? vg_desk_tell(desk, now, "case-changed", c->number,
				   alarm->event.resource, "return-suggested")
			     : code;
}
