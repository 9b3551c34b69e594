/*
 * Commands of people: who may, what the case's table says, what it makes of the clocks, what
 * the journal and the audit keep.
 */
#include <string.h>

#include "collector/desk/deskcore.h"
#include "collector/store/record.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

#define KEY_REMEMBERED_US (7 * VG_DAY_US)

/* Facts that are older than this are a manager's to record (policy section 5). */
#define BACK_US (7 * VG_DAY_US)

static const struct {
	const char *name;
	enum vg_case_fact fact;
	const char *kind; /* of the journal entry */
} commands[] = {
    [VG_COMMAND_TAKE] = {"take", VG_CASE_TAKE, "take"},
    [VG_COMMAND_NOTE] = {"note", VG_CASE_NOTE, "note"},
    [VG_COMMAND_REPLY] = {"reply", VG_CASE_REPLY, "reply"},
    [VG_COMMAND_CLOSE] = {"close", VG_CASE_CLOSE, "close"},
};

bool
vg_desk_may(enum vg_role role, const char *what)
{
	if (strcmp(what, "read") == 0)
		return role >= VG_ROLE_VIEWER;
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(commands[i].name, what) == 0)
			return role >= VG_ROLE_NOC;
	}
	return role >= VG_ROLE_ADMIN;
}

struct call {
	struct vg_desk *desk;
	const struct vg_actor *actor;
	const struct vg_command_input *input;
	struct vg_wall now, at;
	struct vg_case_row row;
	enum vg_case_state next;
	struct vg_detail *detail;
};

static bool
is_empty(const char *text)
{
	return !text || !*text;
}

static int
check_input(struct call *c)
{
	const char *name = commands[c->input->command].name;
	bool wants_text =
	    c->input->command == VG_COMMAND_NOTE || c->input->command == VG_COMMAND_REPLY;

	if (!vg_desk_may(c->actor->role, name))
		return vg_detail_set(c->detail, VG_EACCESS, "%s: role %s may not %s",
		    c->actor->user, vg_conf_role_text(c->actor->role), name);
	if (wants_text && is_empty(c->input->text))
		return vg_detail_set(c->detail, VG_EINVAL, "%s: needs a text", name);
	c->at = vg_instant_is_set(c->input->at) ? c->input->at : c->now;
	if (vg_instant_compare(c->at, c->now) > 0)
		return vg_detail_set(
		    c->detail, VG_ERANGE, "%s: 'at' lies in the future", name);
	if (vg_instant_since(c->now, c->at) > BACK_US && c->actor->role < VG_ROLE_MANAGER)
		return vg_detail_set(c->detail, VG_ERANGE,
		    "%s: more than 7 days back is a manager's to record", name);
	return VG_OK;
}

/* Finds what the key did before: VG_EEXIST when it is the same call, VG_ECONFLICT if not. */
static int
check_key(struct call *c, struct vg_command_output *output)
{
	const size_t q = VG_SQL_IDEMPOTENCY_GET;
	struct vg_db *db = c->desk->db;

	if (is_empty(c->input->idempotency_key))
		return VG_OK;
	int code = vg_db_query(
	    db, q, "ti", c->input->idempotency_key, c->now.us - KEY_REMEMBERED_US);
	if (code != VG_OK || !vg_db_next(db, q))
		return code;
	bool same = strcmp(vg_db_text(db, q, 0), c->actor->user) == 0 &&
	    strcmp(vg_db_text(db, q, 1), commands[c->input->command].name) == 0 &&
	    strcmp(vg_db_text(db, q, 2), c->input->case_number) == 0;
	vg_text_copy(
	    output->case_number, sizeof(output->case_number), vg_db_text(db, q, 2));
	output->state = (enum vg_case_state)vg_casestate_parse(vg_db_text(db, q, 3));
	output->repeated = true;
	vg_db_done(db, q);
	return same ? VG_EEXIST
		    : vg_detail_set(c->detail, VG_ECONFLICT,
			  "idempotency-key %s was used for another call",
			  c->input->idempotency_key);
}

static int
load_case(struct call *c)
{
	int code = vg_deskrows_case(c->desk, c->input->case_number, &c->row);

	if (code != VG_OK)
		return code;
	if (!c->row.number[0])
		return vg_detail_set(c->detail, VG_ENOENT, "case %s: there is none",
		    c->input->case_number);
	if (vg_instant_compare(c->at, c->row.opened) < 0)
		return vg_detail_set(c->detail, VG_ERANGE,
		    "case %s: 'at' lies before the case was opened", c->row.number);
	const struct vg_case_guard guard = {.state = c->row.state,
	    .before = c->row.before,
	    .by_gate = c->row.state,
	    .owned = c->row.owner[0] != '\0',
	    .owner_acts = strcmp(c->row.owner, c->actor->user) == 0,
	    .cause_named = !is_empty(c->input->cause),
	    .cure_named = !is_empty(c->input->cure),
	    .faults_cleared = strcmp(c->row.fault, "standing") != 0};
	code = vg_casestate_apply(
	    &guard, commands[c->input->command].fact, &c->next, c->detail);
	if (code == VG_EPOLICY)
		vg_detail_prefix(c->detail, "case %s", c->row.number);
	return code;
}

static int
set_state(struct call *c)
{
	if (c->next == c->row.state)
		return vg_db_run(
		    c->desk->db, VG_SQL_CASE_TOUCH, "ti", c->row.number, c->now.us);
	return vg_db_run(c->desk->db, VG_SQL_CASE_STATE, "tti", c->row.number,
	    vg_casestate_text(c->next), c->now.us);
}

/* Taking makes one the owner; who answers, closes or first moves a new case becomes it too. */
static int
set_owner(struct call *c)
{
	bool takes = c->input->command == VG_COMMAND_TAKE ||
	    (c->row.state == VG_CASE_NW && c->next != VG_CASE_NW);

	if (!takes)
		return VG_OK;
	return vg_db_run(c->desk->db, VG_SQL_CASE_OWNER, "tti", c->row.number,
	    c->actor->user, c->now.us);
}

/* A message of a person to the client meets what promised one; closing ends the rest. */
static int
move_clocks(struct call *c)
{
	static const enum vg_target met[] = {
	    VG_TARGET_FIRST_REPLY, VG_TARGET_NEXT_REPLY, VG_TARGET_CLIENT_TOLD};
	int code = VG_OK;

	for (int t = 0; code == VG_OK && t < VG_TARGET_N; t++) {
		struct vg_target_state state;
		bool exists, is_met = false;
		code = vg_deskclock_state(
		    c->desk, c->row.number, (enum vg_target)t, c->now, &state, &exists);
		if (code != VG_OK || !exists || !state.running)
			continue;
		for (size_t i = 0; i < sizeof(met) / sizeof(met[0]); i++)
			is_met = is_met || (int)met[i] == t;
		if (c->input->command == VG_COMMAND_REPLY && is_met)
			code = vg_deskclock_act(c->desk, c->row.number, (enum vg_target)t,
			    VG_LEDGER_MEET, c->at, c->now, c->actor->user,
			    "the client was told");
		else if (c->input->command == VG_COMMAND_CLOSE && c->next == VG_CASE_CL)
			code = vg_deskclock_act(c->desk, c->row.number, (enum vg_target)t,
			    VG_LEDGER_END, c->at, c->now, c->actor->user,
			    "the case was closed");
	}
	return code;
}

static int
write_journal(struct call *c)
{
	char text[VG_TEXT_SIZE * 2];
	const char *what = c->input->text;

	if (c->input->command == VG_COMMAND_CLOSE && c->row.state == VG_CASE_CL) {
		what = "closed already";
	} else if (c->input->command == VG_COMMAND_CLOSE) {
		vg_text_format(text, sizeof(text), "cause: %s; cure: %s", c->input->cause,
		    c->input->cure);
		what = text;
	} else if (is_empty(what)) {
		vg_text_format(text, sizeof(text), "%s has taken the case%s%s",
		    c->actor->user, c->row.owner[0] ? " from " : "", c->row.owner);
		what = text;
	}
	return vg_desk_journal(c->desk, c->row.number, c->at, c->now,
	    commands[c->input->command].kind, c->actor->user, what);
}

static int
finish(struct call *c, struct vg_command_output *output)
{
	const char *name = commands[c->input->command].name;
	const char *kind = c->next == VG_CASE_CL && c->row.state != VG_CASE_CL
	    ? "case-closed"
	    : "case-changed";
	const struct vg_record_act act = {.at = c->now,
	    .who = c->actor->user,
	    .proxy = c->actor->proxy ? c->actor->proxy : "",
	    .door = c->actor->door,
	    .what = name,
	    .object = c->row.number,
	    .result = vg_casestate_text(c->next)};
	int code = vg_record_audit(c->desk->db, &act);

	if (code == VG_OK)
		code = vg_desk_tell(
		    c->desk, c->now, kind, c->row.number, c->row.subject, name);
	if (code == VG_OK && !is_empty(c->input->idempotency_key))
		code = vg_db_run(c->desk->db, VG_SQL_IDEMPOTENCY_PUT, "ttttti",
		    c->input->idempotency_key, c->actor->user, name, c->row.number,
		    vg_casestate_text(c->next), c->now.us);
	vg_text_copy(output->case_number, sizeof(output->case_number), c->row.number);
	output->state = c->next;
	output->repeated = false;
	return code;
}

static int
carry_out(struct call *c, struct vg_command_output *output)
{
	int code = load_case(c);

	if (code == VG_OK)
		code = set_state(c);
	if (code == VG_OK)
		code = set_owner(c);
	if (code == VG_OK)
		code = move_clocks(c);
	if (code == VG_OK && c->input->command == VG_COMMAND_CLOSE &&
	    c->row.state != VG_CASE_CL)
		code = vg_db_run(c->desk->db, VG_SQL_CASE_ENDING, "titt", c->row.number,
		    c->at.us, c->input->cause, c->input->cure);
	if (code == VG_OK)
		code = write_journal(c);
	return code == VG_OK ? finish(c, output) : code;
}

int
vg_desk_command(struct vg_desk *desk, const struct vg_actor *actor,
    const struct vg_command_input *input, struct vg_wall now,
    struct vg_command_output *output, struct vg_detail *detail)
{
	struct call c = {
	    .desk = desk, .actor = actor, .input = input, .now = now, .detail = detail};
	int code = check_input(&c);

	memset(output, 0, sizeof(*output));
	if (code == VG_OK)
		code = check_key(&c, output);
	if (code != VG_OK)
		return code == VG_EEXIST ? VG_OK : code;
	code = vg_db_begin(desk->db);
	if (code == VG_OK)
		code = carry_out(&c, output);
	if (code == VG_OK)
		code = vg_desk_commit(desk);
	else
		vg_desk_rollback(desk);
	if (code == VG_EFULL || code == VG_EIO || code == VG_EBUSY)
		vg_detail_set(detail, code, "cannot store: %s", vg_db_error(desk->db));
	return code;
}
