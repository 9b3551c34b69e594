/*
 * A supplier's number that a mail proposes: accepted by a person, as if he had typed it, or
 * declined.
 *
 * Source: policy clauses P6, P9, P10.
 */
#include <inttypes.h>
#include <string.h>

#include "collector/desk/deskact.h"
#include "collector/desk/mail/deskmention.h"
#include "collector/store/storemail.h"
#include "collector/store/storemention.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

enum { NUMBER_SIZE = 80, KIND_SIZE = 8 };

/* What stands of a mail. */
struct said {
	int64_t mail;
	char of_case[VG_CASE_NUMBER_SIZE]; /* "" in none */
	char kind[KIND_SIZE],
	    number[NUMBER_SIZE]; /* the last of those that are asked for */
	size_t n, all;           /* proposed, of what is asked for and in all */
	const char *wanted, *wanted_number; /* kind, number; "" any */
	/* "SR-1 (ticket), RMA-2 (rma)": what is asked for, and all */
	char list[VG_TEXT_SIZE], list_all[VG_TEXT_SIZE];
};

static void
add_to(char list[VG_TEXT_SIZE], const struct vg_number_view *view)
{
	vg_text_format(list + strlen(list), VG_TEXT_SIZE - strlen(list), "%s%s (%s)",
	    list[0] ? ", " : "", view->number, view->kind);
}

static void
note_number(const struct vg_number_view *view, void *cookie)
{
	struct said *said = cookie;

	if (strcmp(view->state, "proposed") != 0)
		return;
	said->all++;
	add_to(said->list_all, view);
	if ((said->wanted[0] && strcmp(said->wanted, view->kind) != 0) ||
	    (said->wanted_number[0] && strcmp(said->wanted_number, view->number) != 0))
		return;
	said->n++;
	add_to(said->list, view);
	vg_text_copy(said->kind, sizeof(said->kind), view->kind);
	vg_text_copy(said->number, sizeof(said->number), view->number);
}

/* None of what it proposes is what is asked for. */
static int
say_others(struct vg_act_call *call, const struct said *said)
{
	bool named = said->wanted_number[0] != '\0';

	return vg_detail_set(call->detail, VG_ENOENT,
	    "mail %" PRId64 " does not propose %s%s%s%s, but %s", said->mail,
	    named ? said->wanted_number : "a number of kind ",
	    named && said->wanted[0] ? " (" : "", said->wanted,
	    named && said->wanted[0] ? ")" : "", said->list_all);
}

static int
load(struct vg_act_call *call, struct said *said)
{
	const size_t q = VG_STOREMAIL_GET;
	struct vg_db *db = call->desk->db;
	int code = VG_OK;

	*said = (struct said){.wanted = vg_deskact_value(call, "kind"),
	    .wanted_number = vg_deskact_value(call, "number")};
	if (vg_text_int(call->act->object, 1, INT64_MAX, &said->mail) != VG_OK)
		return vg_detail_set(call->detail, VG_EINVAL, "mail: a number is wanted");
	code = vg_db_query(db, q, "i", said->mail);
	if (code == VG_OK && !vg_db_next(db, q))
		return vg_detail_set(call->detail, VG_ENOENT,
		    "mail %" PRId64 ": there is none", said->mail);
	if (code != VG_OK)
		return code;
	vg_text_copy(said->of_case, sizeof(said->of_case), vg_db_text(db, q, 0));
	const struct vg_wall taken = {vg_db_int(db, q, 7)};
	vg_db_done(db, q);
	code = vg_deskact_not_before(call, taken, "the mail", "it came");
	if (code == VG_OK)
		code = vg_desk_mail_numbers(call->desk, said->mail, note_number, said);
	if (code == VG_OK && said->all == 0)
		return vg_detail_set(call->detail, VG_ENOENT,
		    "mail %" PRId64 ": it proposes no number that nobody has recorded",
		    said->mail);
	return code == VG_OK && said->n == 0 ? say_others(call, said) : code;
}

/* --- accepted ------------------------------------------------------------------------------ */

/* The return that it is for: the one that is named, or the only one that may get a number. */
static int
find_return(struct vg_act_call *call, const struct said *said, char number[NUMBER_SIZE])
{
	const size_t q = VG_STOREMENTION_RETURNS;
	struct vg_db *db = call->desk->db;
	size_t n = 0;

	vg_text_copy(number, NUMBER_SIZE, vg_deskact_value(call, "return"));
	if (number[0])
		return VG_OK;
	int code = vg_db_query(db, q, "t", said->of_case);
	for (; code == VG_OK && vg_db_next(db, q); n++)
		vg_text_copy(number, NUMBER_SIZE, vg_db_text(db, q, 0));
	if (code != VG_OK || n == 1)
		return code;
	return vg_detail_set(call->detail, n ? VG_EINVAL : VG_EPOLICY,
	    n ? "P10: case %s has %zu returns that may get number %s: name one (return)"
	      : "P10: case %s has no return that may get a number (%zu): ask for one first "
		"(number %s)",
	    said->of_case, n, said->number);
}

static const struct vg_act_rule *
find_rule(const struct vg_act_rule *rule, const char *verb)
{
	while (rule->verb && strcmp(rule->verb, verb) != 0)
		rule++;
	return rule;
}

/* As the command 'verb' on 'object' does it: with its checks, its clocks, its entry. */
static int
record(struct vg_act_call *call, const struct said *said, const struct vg_act_rule *rule,
    const char *object)
{
	const struct vg_act_arg args[] = {{"number", said->number}};
	const struct vg_act act = {
	    .verb = rule->verb, .object = object, .args = args, .n_args = 1};
	struct vg_act_result done = {0};
	struct vg_act_call as_typed = *call;

	as_typed.act = &act;
	as_typed.rule = rule;
	as_typed.result = &done;
	int code = rule->carry(&as_typed);
	/* A number that comes before both keys is refused, and kept. */
	call->keeps = as_typed.keeps;
	/* The case's: a return's own is not what the answer tells. */
	if (strcmp(object, said->of_case) == 0)
		vg_text_copy(
		    call->result->state, sizeof(call->result->state), done.state);
	vg_text_format(call->result->text, sizeof(call->result->text),
	    "%s of mail %" PRId64 " is recorded for %s", said->number, said->mail,
	    object);
	return code;
}

static int
accept(struct vg_act_call *call)
{
	char number[NUMBER_SIZE];
	struct said said;
	int code = load(call, &said);

	if (code != VG_OK)
		return code;
	if (!said.of_case[0])
		return vg_detail_set(call->detail, VG_EPOLICY,
		    "P6: mail %" PRId64 " stands in no case: vigie mail assign %" PRId64
		    " --case CASE",
		    said.mail, said.mail);
	if (said.n > 1)
		return vg_detail_set(call->detail, VG_EINVAL,
		    "mail %" PRId64 " proposes %s: say which (number)", said.mail,
		    said.list);
	if (strcmp(said.kind, "ticket") == 0)
		return record(call, &said,
		    find_rule(vg_desklife_rules, "supplier-ticket"), said.of_case);
	code = find_return(call, &said, number);
	return code == VG_OK
	    ? record(call, &said, find_rule(vg_deskreturn_rules, "return-rma-number"),
		  number)
	    : code;
}

/* --- declined ------------------------------------------------------------------------------ */

static int
decline(struct vg_act_call *call)
{
	char text[VG_TEXT_SIZE];
	struct said said;
	int code = load(call, &said);

	if (code == VG_OK)
		code =
		    vg_db_run(call->desk->db, VG_STOREMENTION_DECLINE, "ittti", said.mail,
			said.wanted, said.wanted_number, call->actor->user, call->at.us);
	if (said.n == 1)
		vg_text_format(text, sizeof(text),
		    "mail %" PRId64 ": its number %s is declined", said.mail,
		    said.number);
	else
		vg_text_format(text, sizeof(text),
		    "mail %" PRId64 ": its numbers %s are declined", said.mail,
		    said.list);
	vg_text_copy(call->result->text, sizeof(call->result->text), text);
	return code == VG_OK && said.of_case[0]
	    ? vg_desk_journal(call->desk, said.of_case, call->at, call->now, "note",
		  call->actor->user, text)
	    : code;
}

const struct vg_act_rule vg_deskproposal_rules[] = {
    {"mail-accept", "mail", VG_ROLE_NOC, "", accept, 0},
    {"mail-decline", "mail", VG_ROLE_NOC, "", decline, 0},
    {0},
};
