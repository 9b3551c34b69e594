/*
 * Targets of a case: ledgers in, due times out, warnings each exactly once.
 */
#include <stdio.h>
#include <string.h>

#include "collector/desk/deskcore.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

enum { MAX_ROWS = VG_DESKCLOCK_ROWS };

struct clock {
	struct vg_ledger_row rows[MAX_ROWS];
	size_t n_rows;
	struct vg_sla_terms terms;
	int warned; /* how many warnings are recorded */
	bool exists;
};

static int
load_rows(struct vg_desk *desk, const char *number, const char *name, struct clock *c)
{
	const size_t q = VG_SQL_LEDGER_OF;
	int code = vg_db_query(desk->db, q, "tt", number, name);

	while (code == VG_OK && vg_db_next(desk->db, q)) {
		if (c->n_rows == MAX_ROWS)
			continue; /* a ledger of 256 acts is no promise any more */
		c->rows[c->n_rows++] = (struct vg_ledger_row){
		    .act = (enum vg_ledger_act)vg_db_int(desk->db, q, 0),
		    .at = {vg_db_int(desk->db, q, 1)}};
	}
	vg_ledger_sort(c->rows, c->n_rows);
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

static int
load(struct vg_desk *desk, const char *number, enum vg_target target, struct clock *c)
{
	const char *name = vg_sla_rule(target)->name;
	const size_t q = VG_SQL_TARGET_GET;
	struct vg_case_row row;

	memset(c, 0, sizeof(*c));
	int code = vg_deskrows_case(desk, number, &row);
	if (code == VG_OK)
		code = vg_db_query(desk->db, q, "tt", number, name);
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code;
	c->exists = true;
	c->terms.target = target;
	c->terms.unit = vg_sla_rule(target)->normal.unit;
	c->terms.calendar = vg_conf_contract_calendar(
	    desk->conf, row.contract, vg_db_text(desk->db, q, 0));
	c->terms.amount = (uint32_t)(vg_db_int(desk->db, q, 1) / VG_SECOND_US);
	c->warned = (int)vg_db_int(desk->db, q, 2);
	vg_db_done(desk->db, q);
	const struct vg_conf_device *device = vg_conf_device(desk->conf, row.device);
	if (device && device->contract && device->contract->last_day_art_642)
		c->terms.last = VG_WORKDAY_ART_642;
	return load_rows(desk, number, name, c);
}

int
vg_deskclock_ledger(struct vg_desk *desk, const char *number, enum vg_target target,
    struct vg_deskclock_ledger *ledger)
{
	struct clock c;
	int code = load(desk, number, target, &c);

	memcpy(ledger->rows, c.rows, sizeof(ledger->rows));
	ledger->n_rows = c.n_rows;
	ledger->terms = c.terms;
	ledger->exists = code == VG_OK && c.exists;
	return code;
}

/* The due row of a target's next warning: "2026-000001/client-told". */
static void
warn_object(char object[64], const char *number, enum vg_target target)
{
	snprintf(object, 64, "%s/%s", number, vg_sla_rule(target)->name);
}

static int
arm_warning(struct vg_desk *desk, const char *number, enum vg_target target)
{
	char object[64];
	struct vg_wall at;
	struct clock c;
	int code = load(desk, number, target, &c);

	warn_object(object, number, target);
	if (code != VG_OK)
		return code;
	if (c.warned >= VG_SLA_N_WARNINGS ||
	    vg_sla_warning_at(c.rows, c.n_rows, &c.terms, c.warned, &at) != VG_OK)
		return vg_desk_drop_due(desk, "warn", object);
	return vg_desk_put_due(desk, "warn", object, at);
}

/* What the doors are told of an act on a ledger; "" nothing. */
static const char *
happening_of(enum vg_ledger_act act)
{
	switch (act) {
	case VG_LEDGER_START:
		return "target-started";
	case VG_LEDGER_MEET:
		return "target-met";
	case VG_LEDGER_END:
		return "target-ended";
	case VG_LEDGER_PAUSE:
	case VG_LEDGER_RESUME:
	case VG_LEDGER_REOPEN:
		break;
	}
	return "";
}

static int
tell_act(struct vg_desk *desk, const char *number, enum vg_target target,
    enum vg_ledger_act act, struct vg_wall at, const char *cause)
{
	const char *kind = happening_of(act);
	char text[VG_TEXT_SIZE];

	vg_text_format(text, sizeof(text), "%s%s%s", vg_sla_rule(target)->name,
	    cause[0] ? ": " : "", cause);
	return kind[0] ? vg_desk_tell(desk, at, kind, number, "", text) : VG_OK;
}

int
vg_deskclock_act(struct vg_desk *desk, const char *number, enum vg_target target,
    enum vg_ledger_act act, struct vg_wall at, struct vg_wall now, const char *who,
    const char *cause)
{
	int code = vg_db_run(desk->db, VG_SQL_LEDGER_ADD, "ttiiitt", number,
	    vg_sla_rule(target)->name, (int64_t)act, at.us, now.us, who, cause);

	if (code == VG_OK)
		code = tell_act(desk, number, target, act, at, cause);
	if (code == VG_OK)
		code = arm_warning(desk, number, target);
	return code == VG_OK ? vg_deskrows_next_due(desk, number, now) : code;
}

int
vg_deskclock_start(struct vg_desk *desk, const char *number, enum vg_target target,
    struct vg_wall at, struct vg_wall now)
{
	const struct vg_target_rule *rule = vg_sla_rule(target);
	const char *calendar = rule->normal.calendar ? rule->normal.calendar : "always";
	int64_t amount_s = rule->normal.amount;
	struct vg_case_row row;
	int code = vg_deskrows_case(desk, number, &row);

	for (size_t i = 0; i < desk->conf->n_contracts; i++) {
		const struct vg_contract *k = &desk->conf->contracts[i];
		if (strcmp(k->name, row.contract) != 0)
			continue;
		calendar = rule->normal.calendar ? rule->normal.calendar : k->calendar;
		amount_s = target == VG_TARGET_CLIENT_TOLD ? k->client_told_s
		    : target == VG_TARGET_FIRST_REPLY      ? k->first_reply_s
							   : amount_s;
	}
	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_SQL_TARGET_ADD, "ttti", number, rule->name,
		    calendar, amount_s * VG_SECOND_US);
	return code == VG_OK ? vg_deskclock_act(desk, number, target, VG_LEDGER_START, at,
				   now, "vigie", rule->clause)
			     : code;
}

int
vg_deskclock_carry(struct vg_desk *desk, const char *from, const char *into,
    enum vg_target target, int64_t left_us, struct vg_wall at, struct vg_wall now)
{
	const char *name = vg_sla_rule(target)->name;
	const size_t q = VG_SQL_TARGET_GET;
	char calendar[VG_CALENDAR_NAME_SIZE] = "always", cause[VG_TEXT_SIZE];
	int code = vg_db_query(desk->db, q, "tt", from, name);

	if (code == VG_OK && vg_db_next(desk->db, q)) {
		vg_text_copy(calendar, sizeof(calendar), vg_db_text(desk->db, q, 0));
		vg_db_done(desk->db, q);
	}
	if (code == VG_OK)
		code = vg_db_run(
		    desk->db, VG_SQL_TARGET_ADD, "ttti", into, name, calendar, left_us);
	vg_text_format(cause, sizeof(cause), "what %s had left", from);
	return code == VG_OK ? vg_deskclock_act(desk, into, target, VG_LEDGER_START, at,
				   now, "vigie", cause)
			     : code;
}

int
vg_deskclock_state(struct vg_desk *desk, const char *number, enum vg_target target,
    struct vg_wall now, struct vg_target_state *state, bool *exists)
{
	struct clock c;
	int code = load(desk, number, target, &c);

	memset(state, 0, sizeof(*state));
	*exists = c.exists;
	if (code != VG_OK || !c.exists)
		return code;
	return vg_sla_compute(c.rows, c.n_rows, &c.terms, now, state);
}

/* P6: what runs in triage warns the triage queue only. */
static const char *
warned_role(struct vg_desk *desk, const char *number)
{
	struct vg_case_row row;

	return vg_deskrows_case(desk, number, &row) == VG_OK && row.state == VG_CASE_TR
	    ? "triage"
	    : "noc";
}

/* Records warning number 'i' at the instant it fell, which may be long ago. */
static int
record_warning(struct vg_desk *desk, const char *number, enum vg_target target, int i,
    struct vg_wall fell, struct vg_wall now, bool told)
{
	char text[VG_TEXT_SIZE], when[VG_INSTANT_TEXT_SIZE];
	const char *name = vg_sla_rule(target)->name;
	int percent = vg_sla_rule(target)->warnings[i].percent;
	bool breach = percent == 100;

	vg_instant_text(fell, when);
	if (breach)
		vg_text_format(text, sizeof(text), "%s breached at %s", name, when);
	else
		vg_text_format(text, sizeof(text), "%s: %d %% of the time has run at %s",
		    name, percent, when);
	int code = vg_desk_journal(desk, number, fell, now, "target", "vigie", text);
	if (code == VG_OK)
		code = vg_desk_tell(desk, fell,
		    breach ? "target-breached" : "target-warning", number, "", text);
	if (code == VG_OK && told)
		code = vg_db_run(desk->db, VG_SQL_OUTBOX_ADD, "ittt", now.us, number,
		    text, warned_role(desk, number));
	return code;
}

/* Warnings that fell together are recorded each; only the highest is told. */
int
vg_deskclock_warn(struct vg_desk *desk, const char *object, struct vg_wall now)
{
	char number[VG_CASE_NUMBER_SIZE];
	const char *slash = strchr(object, '/');
	int target = slash ? vg_sla_target(slash + 1) : -1;
	struct vg_wall fell[VG_SLA_N_WARNINGS];
	struct clock c;
	int last;

	vg_text_format(
	    number, sizeof(number), "%.*s", slash ? (int)(slash - object) : 0, object);
	if (target < 0)
		return vg_desk_drop_due(desk, "warn", object);
	int code = load(desk, number, (enum vg_target)target, &c);
	for (last = c.warned; code == VG_OK && last < VG_SLA_N_WARNINGS; last++) {
		if (vg_sla_warning_at(c.rows, c.n_rows, &c.terms, last, &fell[last]) !=
			VG_OK ||
		    vg_instant_compare(fell[last], now) > 0)
			break;
	}
	for (int i = c.warned; code == VG_OK && i < last; i++)
		code = record_warning(
		    desk, number, (enum vg_target)target, i, fell[i], now, i == last - 1);
	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_SQL_TARGET_WARNED, "tti", number,
		    vg_sla_rule((enum vg_target)target)->name, (int64_t)last);
	return code == VG_OK ? arm_warning(desk, number, (enum vg_target)target) : code;
}
