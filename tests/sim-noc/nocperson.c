/*
 * People of a run.
 */
#include "tests/sim-noc/nocperson.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/store/storeopen.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "tests/sim-noc/nocchance.h"

enum { NUMBER = 64, TEXT = 160, MAX_ARGS = 6 };

/* --- what is there -------------------------------------------------------------------------- */

#define OPEN_CASES " FROM support_case WHERE " VG_STOREOPEN_CASE
#define LATE_CASES " FROM (SELECT number FROM support_case ORDER BY number DESC LIMIT 40)"
#define OPEN_RETURNS " FROM rma WHERE " VG_STOREOPEN_RETURN

#define STANDING " FROM alarm WHERE cleared = 0 AND device <> ''"

static const struct {
	const char *count, *nth;
} sets[] = {
    {"SELECT count(*)" OPEN_CASES,
	"SELECT number" OPEN_CASES " ORDER BY number LIMIT 1 OFFSET ?1"},
    {"SELECT count(*)" LATE_CASES, "SELECT number" LATE_CASES " LIMIT 1 OFFSET ?1"},
    {"SELECT count(*)" OPEN_RETURNS,
	/* By those that are open: all there ever were are many. */
	"SELECT number FROM rma INDEXED BY rma_open WHERE " VG_STOREOPEN_RETURN
	" ORDER BY number LIMIT 1 OFFSET ?1"},
    {"SELECT count(*)" STANDING,
	"SELECT resource" STANDING " ORDER BY id LIMIT 1 OFFSET ?1"},
};
enum set { AN_OPEN_CASE, A_LATE_CASE, AN_OPEN_RETURN, AN_ALARM };

/* Draws one of a set; false: it is empty. */
static bool
pick(struct vg_nocworld *world, struct vg_nocchance *chance, enum set set,
    char number[NUMBER])
{
	sqlite3_stmt *s = NULL;
	int64_t n = 0;

	number[0] = '\0';
	if (sqlite3_prepare_v2(world->raw, sets[set].count, -1, &s, NULL) == SQLITE_OK &&
	    sqlite3_step(s) == SQLITE_ROW)
		n = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	if (n == 0)
		return false;
	/* Half of the time the newest. */
	int64_t at = vg_nocchance_one_in(chance, 2)
	    ? n - 1
	    : (int64_t)vg_nocchance_below(chance, (uint64_t)n);
	if (sqlite3_prepare_v2(world->raw, sets[set].nth, -1, &s, NULL) == SQLITE_OK) {
		sqlite3_bind_int64(s, 1, at);
		if (sqlite3_step(s) == SQLITE_ROW)
			vg_text_copy(
			    number, NUMBER, (const char *)sqlite3_column_text(s, 0));
	}
	sqlite3_finalize(s);
	return number[0] != '\0';
}

/* The one text that 'sql' gives of 'number'; "" none. */
static void
look_up(struct vg_nocworld *world, const char *sql, const char *number, char *text,
    size_t size)
{
	sqlite3_stmt *s = NULL;

	text[0] = '\0';
	if (sqlite3_prepare_v2(world->raw, sql, -1, &s, NULL) == SQLITE_OK) {
		sqlite3_bind_text(s, 1, number, -1, SQLITE_STATIC);
		if (sqlite3_step(s) == SQLITE_ROW && sqlite3_column_text(s, 0))
			vg_text_copy(text, size, (const char *)sqlite3_column_text(s, 0));
	}
	sqlite3_finalize(s);
}

/* --- commands -------------------------------------------------------------------------------- */

static int
carry(struct vg_nocworld *world, const char *user, const struct vg_act *act)
{
	const struct vg_conf_user *known = vg_conf_user(vg_desk_conf(world->desk), user);
	const struct vg_actor actor = {
	    .user = user, .door = "sim", .role = known ? known->role : VG_ROLE_NONE};
	struct vg_act_result result = {.text = ""};
	struct vg_detail detail = {0};

	vg_nocworld_calls(world);
	int code = vg_desk_act(
	    world->desk, &actor, act, vg_nocworld_now(world), &result, &detail);

	vg_nocworld_answered(world);
	free(result.document);
	world->counts.acts++;
	world->counts.refusals += code != VG_OK;
	if ((code == VG_EIO || code == VG_EFULL || code == VG_ECORRUPT ||
		code == VG_ECONFLICT) &&
	    !world->dead)
		vg_nocworld_wrong(world, "a command is done or refused, never failed",
		    "%s %s: %s", act->verb, act->object, detail.text);
	vg_nocworld_called(world);
	return code;
}

/* "%C" another open case, "%T" a time to come, "%D" a day, "%A" an alarm of the case. */
struct deed {
	const char *verb;
	enum set of;
	unsigned weight;
	struct {
		const char *name, *value;
	} args[4];
};

static const struct deed deeds[] = {
    {"take", AN_OPEN_CASE, 12, {{0}}},
    {"note", AN_OPEN_CASE, 4, {{"text", "looked at it"}}},
    {"reply", AN_OPEN_CASE, 12, {{"text", "we are looking at it"}}},
    {"close", AN_OPEN_CASE, 10, {{"cause", "hardware"}, {"cure", "replaced"}}},
    {"resolve", AN_OPEN_CASE, 10,
	{{"cause", "hardware"}, {"cure", "mended"}, {"leave-ticket", "true"}}},
    {"assign", AN_OPEN_CASE, 3, {{"to", "igor"}}},
    {"release", AN_OPEN_CASE, 3, {{0}}},
    {"call", AN_OPEN_CASE, 4, {{"reached", "yes"}, {"text", "told the client"}}},
    {"ask", AN_OPEN_CASE, 4, {{"what", "access"}, {"until", "%D"}, {"text", "a key"}}},
    {"client-answer", AN_OPEN_CASE, 4, {{"text", "on Monday"}}},
    {"check", AN_OPEN_CASE, 2, {{"result", "confirms"}, {"text", "dark"}}},
    {"classify", AN_OPEN_CASE, 1, {{"as", "question"}}},
    {"escalate", AN_OPEN_CASE, 5, {{"text", "dead"}}},
    {"supplier-ticket", AN_OPEN_CASE, 4, {{"number", "SR-%N"}}},
    {"supplier-reply", AN_OPEN_CASE, 3, {{"as", "asks"}, {"text", "which serial"}}},
    {"supplier-reply", AN_OPEN_CASE, 3, {{"as", "fix"}, {"text", "install 16.2"}}},
    {"supplier-reply", AN_OPEN_CASE, 1, {{"as", "closes"}, {"text", "done"}}},
    {"intervene", AN_OPEN_CASE, 3, {{"reason", "he asked"}}},
    {"stand-down", AN_OPEN_CASE, 1, {{"reason", "not ours"}}},
    {"hand-over-mode", AN_OPEN_CASE, 1, {{"reason", "signed"}}},
    {"remind", AN_OPEN_CASE, 2, {{"when", "%T"}, {"text", "call"}}},
    {"reopen", A_LATE_CASE, 4, {{"reason", "not over"}}},
    {"void", AN_OPEN_CASE, 2, {{"as", "test"}, {"reason", "a test"}}},
    {"merge", AN_OPEN_CASE, 8, {{"into", "%C"}}},
    {"undo", A_LATE_CASE, 4, {{0}}},
    {"split", AN_OPEN_CASE, 6, {{"alarms", "%A"}, {"reason", "apart"}}},
    {"link", AN_OPEN_CASE, 2, {{"with", "%C"}}},
    {"unlink", A_LATE_CASE, 1, {{"with", "%C"}}},
    {"pause", AN_OPEN_CASE, 1, {{"target", "client-told"}, {"cause", "waiting-client"}}},
    {"alarm-shelve", AN_ALARM, 3, {{"for", "2h"}, {"reason", "known"}}},
    {"alarm-shelve", AN_ALARM, 3, {{"for", "20h"}, {"reason", "a card comes"}}},
    {"alarm-unshelve", AN_ALARM, 3, {{0}}},
    {"return-ask", AN_OPEN_CASE, 6, {{"case", "%O"}}},
    {"return-confirm", AN_OPEN_RETURN, 8,
	{{"side", "integrator"}, {"check", "reseated"}, {"result", "red"},
	    {"engineer", "claire"}}},
    {"return-confirm", AN_OPEN_RETURN, 8,
	{{"side", "supplier"}, {"evidence", "ticket CS1"}}},
    {"return-rma-number", AN_OPEN_RETURN, 6, {{"number", "RMA-%N"}}},
    {"return-ship", AN_OPEN_RETURN, 6,
	{{"carrier", "TNT"}, {"tracking", "G%N"}, {"serial", "P%N"}}},
    {"return-deliver", AN_OPEN_RETURN, 6, {{"proof", "signed"}}},
    {"return-not-arrived", AN_OPEN_RETURN, 1, {{"as", "lost"}, {"reason", "lost"}}},
    {"return-bad-unit", AN_OPEN_RETURN, 2, {{"as", "dead"}, {"reason", "dead"}}},
    {"return-replace", AN_OPEN_RETURN, 6,
	{{"outcome", "exchanged"}, {"serial", "P%N"}, {"unseen", "not polled"},
	    {"standing", "later"}}},
    {"return-withdraw", AN_OPEN_RETURN, 1, {{"side", "supplier"}, {"reason", "no"}}},
    {"return-cancel", AN_OPEN_RETURN, 1, {{"reason", "healed"}}},
    {"return-healed", AN_OPEN_RETURN, 1, {{"reason", "reseated"}}},
    {"return-faulty", AN_OPEN_RETURN, 4, {{"step", "sent"}, {"carrier", "TNT"}}},
    {"return-faulty", AN_OPEN_RETURN, 2, {{"step", "received"}}},
    {"return-faulty", AN_OPEN_RETURN, 2, {{"step", "accepted"}}},
};
enum { N_DEEDS = sizeof(deeds) / sizeof(deeds[0]) };

static const struct deed *
draw_deed(struct vg_nocchance *chance)
{
	uint64_t sum = 0, said;
	size_t i = 0;

	for (size_t n = 0; n < N_DEEDS; n++)
		sum += deeds[n].weight;
	said = vg_nocchance_below(chance, sum);
	for (; said >= deeds[i].weight; i++)
		said -= deeds[i].weight;
	return &deeds[i];
}

const char *
vg_nocperson_verb(const struct vg_nocstep *step)
{
	struct vg_nocchance chance;

	vg_nocchance_begin(&chance, step->dice);
	return draw_deed(&chance)->verb;
}

/* What an argument means now. */
static void
fill_in(struct vg_nocworld *world, struct vg_nocchance *chance, const char *object,
    const char *value, char text[TEXT])
{
	struct vg_wall then = vg_instant_add(vg_nocworld_now(world),
	    vg_nocchance_between(chance, 3600, 200000) * VG_SECOND_US);
	const char *mark = strchr(value, '%');
	char number[NUMBER];

	vg_text_copy(text, TEXT, value);
	if (!mark)
		return;
	switch (mark[1]) {
	case 'N':
		vg_text_format(text, TEXT, "%.*s%06" PRIu64, (int)(mark - value), value,
		    vg_nocchance_below(chance, 1000000));
		return;
	case 'C':
		pick(world, chance, AN_OPEN_CASE, number);
		vg_text_copy(text, TEXT, number);
		return;
	case 'O':
		vg_text_copy(text, TEXT, object);
		return;
	case 'A':
		look_up(world,
		    "SELECT resource FROM alarm WHERE case_number = ?1 ORDER BY id LIMIT 1",
		    object, text, TEXT);
		return;
	default:
		vg_instant_text(then, text);
		if (mark[1] == 'D')
			text[10] = '\0';
	}
}

void
vg_nocperson_act(struct vg_nocworld *world, const struct vg_nocstep *step)
{
	char object[NUMBER], texts[MAX_ARGS][TEXT];
	struct vg_act_arg args[MAX_ARGS];
	struct vg_nocchance chance;

	vg_nocchance_begin(&chance, step->dice);
	const struct deed *deed = draw_deed(&chance);
	if (!pick(world, &chance, deed->of, object))
		return;
	struct vg_act act = {.verb = deed->verb,
	    .object = strcmp(deed->verb, "return-ask") == 0 ? "" : object,
	    .args = args};
	for (size_t i = 0; i < 4 && deed->args[i].name; i++) {
		fill_in(world, &chance, object, deed->args[i].value, texts[i]);
		args[act.n_args++] = (struct vg_act_arg){deed->args[i].name, texts[i]};
	}
	/* Now and then it happened a while ago. */
	if (vg_nocchance_one_in(&chance, 12))
		act.at = vg_instant_add(vg_nocworld_now(world),
		    -vg_nocchance_between(&chance, 60, 20000) * VG_SECOND_US);
	static const char *const users[] = {"claire", "claire", "igor", "marc", "vera"};
	carry(world, users[vg_nocchance_below(&chance, 5)], &act);
}

/* --- mail ------------------------------------------------------------------------------------- */

void
vg_nocperson_mail(struct vg_nocworld *world, const struct vg_nocstep *step)
{
	char from[TEXT], subject[TEXT], id[TEXT], number[NUMBER] = "";
	struct vg_nocchance chance;
	const char *text = "nothing works since noon", *automatic = "";

	vg_nocchance_begin(&chance, step->dice);
	snprintf(from, sizeof(from), "p@c%u.example", step->a + 1);
	vg_text_copy(subject, sizeof(subject), "slow since noon");
	vg_text_format(id, sizeof(id), "<%016" PRIx64 "@c>", step->dice);
	switch (vg_nocchance_below(&chance, 10)) {
	case 0: /* a stranger */
		vg_text_copy(from, sizeof(from), "who@elsewhere.example");
		break;
	case 1: /* the supplier's copy */
		vg_text_copy(from, sizeof(from), "support@allot.example");
		pick(world, &chance, A_LATE_CASE, number);
		vg_text_format(subject, sizeof(subject), "[%s] SR-%06" PRIu64, number,
		    vg_nocchance_below(&chance, 1000000));
		break;
	case 2: /* thanks, or more of the same */
	case 3:
	case 4:
		pick(world, &chance, A_LATE_CASE, number);
		vg_text_format(subject, sizeof(subject), "Re: [%s]", number);
		text = "thank you";
		break;
	case 5:
		automatic = "auto-replied";
		break;
	default:
		break;
	}
	const struct vg_act_arg args[] = {{"from", from}, {"subject", subject},
	    {"text", text}, {"message-id", id}, {"auto-submitted", automatic}};
	const struct vg_act act = {.verb = "mail-in",
	    .object = "",
	    .args = args,
	    .n_args = automatic[0] ? 5 : 4};
	world->counts.mails++;
	carry(world, "intake", &act);
}

/* --- devices that speak ---------------------------------------------------------------------- */

static void
hear(struct vg_nocworld *world, unsigned device, uint64_t dice, bool excess)
{
	/* linkDown and linkUp of RFC 2863, and one that no pack knows. */
	static const char *const names[] = {
	    "1.3.6.1.6.3.1.1.5.3", "1.3.6.1.6.3.1.1.5.4", "1.3.6.1.4.1.99999.1.7"};
	enum vg_intake_result result = VG_INTAKE_FAILED;
	struct vg_varbind varbinds[1];
	struct vg_detail detail = {0};
	struct vg_trap trap = {.version = 2,
	    .inform = excess && dice % 2,
	    .excess = excess,
	    .source_port = ++world->port,
	    .uptime = (uint32_t)(dice >> 40),
	    .received = vg_nocworld_now(world),
	    .varbinds = varbinds,
	    .n_varbinds = 1};

	memset(varbinds, 0, sizeof(varbinds));
	vg_text_format(trap.source, sizeof(trap.source), "10.0.0.%u", device + 1);
	vg_text_copy(trap.community, sizeof(trap.community), "public");
	vg_oid_parse(names[dice % 3], &trap.oid);
	vg_oid_parse("1.3.6.1.2.1.2.2.1.1.1", &varbinds[0].oid);
	vg_value_set_integer(&varbinds[0].value, (int64_t)(dice % 5));
	vg_nocworld_calls(world);
	int code = vg_desk_intake(world->desk, &trap, 1, trap.received, &result, &detail);
	vg_nocworld_answered(world);
	vg_value_fini(&varbinds[0].value);
	if (!world->dead && (code != VG_OK || result == VG_INTAKE_FAILED))
		vg_nocworld_wrong(
		    world, "a trap is taken or refused, never failed", "%s", detail.text);
	world->counts.events += result == VG_INTAKE_STORED;
	vg_nocworld_called(world);
}

void
vg_nocperson_trap(struct vg_nocworld *world, const struct vg_nocstep *step)
{
	hear(world, step->a, step->dice, false);
}

void
vg_nocperson_storm(struct vg_nocworld *world, const struct vg_nocstep *step)
{
	struct vg_nocchance chance;

	vg_nocchance_begin(&chance, step->dice);
	for (uint32_t i = 0; i < step->b && !world->wrong.what[0]; i++)
		hear(world, step->a, vg_nocchance_next(&chance), true);
}
