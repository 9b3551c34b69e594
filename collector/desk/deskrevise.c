/*
 * What another tree means for cases that are open: corrections and amendments move running
 * clocks, a contract that is found lets them begin (policy section 5, clause P1); and the tree
 * that finished cases were judged by.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/casework.h"
#include "collector/desk/deskclock.h"
#include "collector/desk/desklater.h"
#include "collector/desk/deskmatch.h"
#include "collector/desk/deskrevision.h"
#include "collector/desk/desktree.h"
#include "collector/store/storelink.h"
#include "collector/store/storelist.h"
#include "collector/store/storemail.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

/* --- the tree that judges --------------------------------------------------------------------- */

struct vg_conf *
vg_deskrevise_conf(struct vg_desk *desk, int64_t revision)
{
	struct vg_conf *conf = NULL;
	struct vg_detail detail;
	char *content = desk->context ? vg_deskrevision_content(desk, revision) : NULL;

	if (content &&
	    vg_desktree_read(
		desk->context, content, "an old revision", NULL, &conf, &detail) != VG_OK)
		conf = NULL;
	free(content);
	return conf;
}

/* One old tree is kept: explanations ask clock by clock for the same few. */
const struct vg_conf *
vg_clock_conf(struct vg_desk *desk, const struct vg_clock *clock, size_t nth)
{
	const struct vg_ledger_row *rest =
	    vg_ledger_rest(clock->rows, clock->n_rows, nth);
	int64_t revision = rest ? clock->verdicts[rest->mark].revision : desk->revision;

	if (revision == desk->revision)
		return desk->conf;
	if (desk->judge_revision != revision) {
		vg_conf_free(desk->judge);
		desk->judge = vg_deskrevise_conf(desk, revision);
		desk->judge_revision = revision;
	}
	return desk->judge ? desk->judge : desk->conf;
}

/* --- running clocks --------------------------------------------------------------------------- */

/* The last clock of a ledger as 'conf' says. */
/* What a clock is judged by: a tree, as its versions stand at an instant; and why it is now. */
struct ruling {
	const struct vg_conf *conf;
	struct vg_wall as_of;
	char why[VG_NAME_SIZE + 64];
};

static int
judge(const struct ruling *by, const struct vg_case_row *row,
    const struct vg_clock_id *id, const struct vg_clock *clock, struct vg_wall now,
    struct vg_target_state *state)
{
	struct vg_sla_terms terms;

	vg_clock_terms(by->conf, row, id, clock, clock->n_kinds - 1, by->as_of, &terms);
	return vg_sla_compute(clock->rows, clock->n_rows, &terms, now, state);
}

/* Says in the journal that the due time moved, and arms the warnings anew. */
static int
revise_clock(struct vg_desk *desk, const struct ruling *before,
    const struct ruling *after, const struct vg_case_row *row,
    const struct vg_clock_id *id, struct vg_wall now)
{
	char text[VG_TEXT_SIZE], old[VG_INSTANT_TEXT_SIZE], new[VG_INSTANT_TEXT_SIZE];
	struct vg_target_state was, is;
	struct vg_clock clock;
	int code = vg_clock_load(desk, id, &clock);

	bool moved = code == VG_OK && clock.n_kinds &&
	    judge(before, row, id, &clock, now, &was) == VG_OK &&
	    judge(after, row, id, &clock, now, &is) == VG_OK && is.running &&
	    vg_instant_compare(was.due, is.due) != 0;
	vg_clock_fini(&clock);
	if (code != VG_OK || !moved)
		return code;
	vg_instant_text(was.due, old);
	vg_instant_text(is.due, new);
	vg_text_format(text, sizeof(text), "%s%s%s is due %s, no more %s: %s",
	    vg_sla_rule(id->target)->name, id->part[0] ? " of " : "", id->part, new, old,
	    after->why);
	code = vg_desk_journal(desk, row->number, now, now, "target", "vigie", text);
	if (code == VG_OK)
		code = vg_desk_tell(desk, now, "target-revised", row->number, "", text);
	return code == VG_OK ? vg_deskwarn_arm(desk, id, now) : code;
}

static int
revise_clocks(struct vg_desk *desk, const struct ruling *before,
    const struct ruling *after, const struct vg_case_row *row, struct vg_wall now)
{
	struct vg_clock_list list;
	int code = vg_clock_list(desk, row, now, &list);

	for (size_t i = 0; code == VG_OK && i < list.n; i++) {
		const struct vg_clock_id id =
		    vg_clock_of_entry(row->number, &list.entries[i]);
		code = revise_clock(desk, before, after, row, &id, now);
	}
	vg_clock_list_fini(&list);
	return code;
}

/* --- a contract is found ---------------------------------------------------------------------- */

int
vg_deskrevise_has_request(struct vg_desk *desk, const char *number, bool *has)
{
	const size_t q = VG_STOREMAIL_REQUESTS;
	int code = vg_db_query(desk->db, q, "t", number);

	*has = false;
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	*has = vg_db_int(desk->db, q, 0) > 0;
	vg_db_done(desk->db, q);
	return VG_OK;
}

int
vg_deskrevise_begin(struct vg_desk *desk, const struct vg_case_row *row,
    const struct vg_contract *contract, enum vg_case_state next, struct vg_wall from,
    struct vg_wall now)
{
	struct vg_clock_fact fact = {.number = row->number,
	    .fact = VG_FACT_CONTRACT_FOUND,
	    .at = now,
	    .now = now,
	    .who = "vigie",
	    .cause = "P1: a contract was found"};
	bool asked, ordinary = next == VG_CASE_NW || next == VG_CASE_IH;
	int code = vg_deskclock_fact(desk, &fact);

	if (code == VG_OK && ordinary)
		code = vg_deskclock_end(desk, vg_clock_of(row->number, VG_TARGET_WATCH),
		    VG_LEDGER_END, now, now, "vigie", "P5: it is no more observed");
	if (code == VG_OK)
		code = vg_deskclock_entered(desk, row->number, next, from, now);
	if (code == VG_OK)
		code = vg_deskrevise_has_request(desk, row->number, &asked);
	if (code != VG_OK || !ordinary)
		return code;
	fact.at = from;
	fact.fact = VG_FACT_AUTO_OPENED;
	if (contract->proactive_clock && row->severity >= VG_SEVERITY_MAJOR &&
	    vg_deskrows_case_stands(row))
		code = vg_deskclock_fact(desk, &fact);
	fact.fact = VG_FACT_REQUEST;
	return code == VG_OK && asked ? vg_deskclock_fact(desk, &fact) : code;
}

static int
move(struct vg_desk *desk, const struct vg_case_row *row, const struct vg_entitlement *e,
    enum vg_case_state next, struct vg_wall now)
{
	char why[VG_TEXT_SIZE], text[VG_TEXT_SIZE];

	vg_text_format(why, sizeof(why), "%s: %.400s", e->clause, e->why);
	vg_text_format(
	    text, sizeof(text), "contract %s is found; %.400s", e->contract->name, why);
	int code = vg_db_run(desk->db, VG_STORELINK_CASE_ENTITLE, "ttttt", row->number,
	    e->contract->name, vg_contract_mode_text(e->mode), "in-force", why);
	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_SQL_CASE_STATE, "tti", row->number,
		    vg_casestate_text(next), now.us);
	if (code == VG_OK)
		code =
		    vg_desk_journal(desk, row->number, now, now, "system", "vigie", text);
	if (code == VG_OK)
		code = vg_deskrevise_begin(desk, row, e->contract, next,
		    e->contract->retroactive ? row->opened : now, now);
	return code == VG_OK
	    ? vg_desk_tell(desk, now, "case-changed", row->number, row->subject, text)
	    : code;
}

/* What may cover the case at 'at': its device's contract, or the client's; NULL: nothing. */
static const struct vg_contract *
contract_at(const struct vg_desk *desk, const struct vg_case_row *row, struct vg_wall at)
{
	const struct vg_conf_device *d = vg_conf_device(desk->conf, row->device);
	const struct vg_conf_client *client = vg_conf_client(desk->conf, row->client);
	bool several;

	if (d)
		return d->contract;
	return client ? vg_deskmatch_contract(desk->conf, client, at, &several) : NULL;
}

static enum vg_case_state
gate_at(const struct vg_desk *desk, const struct vg_case_row *row, struct vg_wall at,
    struct vg_entitlement *e)
{
	vg_contract_judge(contract_at(desk, row, at), at, e);
	return e->opens == VG_OPENING_NEW     ? VG_CASE_NW
	    : e->opens == VG_OPENING_OBSERVED ? VG_CASE_OB
					      : VG_CASE_QU;
}

/* Note 1 of the table: what the gate says now, of a contract that the case did not have. */
static int
find_contract(struct vg_desk *desk, const struct vg_case_row *row, struct vg_wall now)
{
	struct vg_entitlement e;
	struct vg_detail detail;
	enum vg_case_state next;
	struct vg_case_guard guard = {.state = row->state,
	    .before = row->before,
	    .by_gate = gate_at(desk, row, row->opened, &e),
	    .owned = row->owner[0] != '\0'};

	/* The contract that was in force then, else the one that is now. */
	if (guard.by_gate == VG_CASE_QU)
		guard.by_gate = gate_at(desk, row, now, &e);
	if (!e.contract ||
	    (row->state == VG_CASE_OB && strcmp(row->contract, e.contract->name) == 0) ||
	    vg_casestate_apply(&guard, VG_CASE_CONTRACT_FOUND, &next, &detail) != VG_OK ||
	    next == row->state)
		return VG_OK;
	return move(desk, row, &e, next, now);
}

/* When something that may cover the case changes next; unset: never. */
static struct vg_wall
next_change(const struct vg_desk *desk, const struct vg_case_row *row, struct vg_wall now)
{
	const struct vg_conf *conf = desk->conf;
	const struct vg_conf_device *d = vg_conf_device(conf, row->device);
	struct vg_wall best = {0};

	if (d)
		return d->contract ? vg_contract_next_change(d->contract, now) : best;
	for (size_t i = 0; row->client[0] && i < conf->n_contracts; i++) {
		const struct vg_contract *k = &conf->contracts[i];
		struct vg_wall at = vg_contract_next_change(k, now);
		if (strcmp(k->client, row->client) == 0 && vg_instant_is_set(at) &&
		    (!vg_instant_is_set(best) || vg_instant_compare(at, best) < 0))
			best = at;
	}
	return best;
}

int
vg_deskrevise_arm(struct vg_desk *desk, const char *number, struct vg_wall now)
{
	struct vg_case_row row;
	int code = vg_deskrows_case(desk, number, &row);

	if (code != VG_OK || (row.state != VG_CASE_QU && row.state != VG_CASE_OB))
		return code;
	struct vg_wall at = next_change(desk, &row, now);

	return vg_instant_is_set(at) ? vg_desk_put_due(desk, "contract", number, at)
				     : vg_desk_drop_due(desk, "contract", number);
}

int
vg_deskrevise_contract(struct vg_desk *desk, const char *number, struct vg_wall now)
{
	struct vg_case_row row;
	int code = vg_deskrows_case(desk, number, &row);

	if (code != VG_OK || (row.state != VG_CASE_QU && row.state != VG_CASE_OB))
		return code;
	code = find_contract(desk, &row, now);
	return code == VG_OK ? vg_deskrevise_arm(desk, number, now) : code;
}

/* --- another tree ----------------------------------------------------------------------------- */

typedef char case_number[VG_CASE_NUMBER_SIZE];

struct numbers {
	case_number *number; /* owned */
	size_t n, room;
};

static int
list_open(struct vg_desk *desk, struct numbers *all)
{
	const size_t q = VG_STORELIST_OPEN_CASES;
	int code = vg_db_query(desk->db, q, "ti", "", INT64_MAX);

	while (code == VG_OK && vg_db_next(desk->db, q)) {
		all->number =
		    vg_mem_grow(all->number, &all->room, all->n, sizeof(*all->number));
		vg_text_copy(all->number[all->n++], VG_CASE_NUMBER_SIZE,
		    vg_db_text(desk->db, q, 0));
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

/* Section 7: what planned work holds is held to its end as the tree has it now; withdrawn, no more. */
static int
hold_again(struct vg_desk *desk, const struct vg_alarm_row *row, struct vg_wall now)
{
	int64_t settle_us = (int64_t)desk->conf->policy.planned_settle_s * VG_SECOND_US;
	struct vg_wall until = now;
	char object[24];

	vg_text_format(object, sizeof(object), "%" PRId64, row->id);
	if (!vg_conf_work_at(desk->conf, row->event.device, row->class, now, &until))
		until = now;
	return vg_desk_put_due(desk, "hold", object, vg_instant_add(until, settle_us));
}

static int
look_at_planned(struct vg_desk *desk, struct vg_wall now)
{
	const size_t q = VG_STORELIST_PLANNED;
	int64_t id = 0, last;
	int code = VG_OK;

	do {
		struct vg_alarm_row row;
		last = id;
		code = vg_db_query(desk->db, q, "i", id);
		if (code != VG_OK || !vg_db_next(desk->db, q))
			return code == VG_OK ? vg_db_failed(desk->db) : code;
		id = vg_db_int(desk->db, q, 1);
		vg_db_done(desk->db, q);
		code = vg_deskrows_alarm_by_id(desk, id, &row);
		if (code == VG_OK)
			code = hold_again(desk, &row, now);
	} while (code == VG_OK && id > last);
	return code;
}

/*
 * A running amendment takes over on its day, which may be still to come: the first of each.  One whose
 * day has come while nobody was there is told of by its row, which is due now.
 */
int
vg_deskrevise_arm_amendments(struct vg_desk *desk, struct vg_wall now)
{
	int code = VG_OK;

	for (size_t i = 0; code == VG_OK && i < desk->conf->n_contracts; i++) {
		const struct vg_contract *k = &desk->conf->contracts[i];
		struct vg_wall at = {0};
		for (size_t v = 1; v < k->n_versions; v++) {
			if (k->versions[v].running && !vg_instant_is_set(at) &&
			    vg_instant_compare(k->versions[v].from, now) > 0)
				at = k->versions[v].from;
		}
		code = vg_instant_is_set(at)
		    ? vg_db_run(desk->db, VG_SQL_DUE_COMING, "ttii", "amendment", k->name,
			  at.us, now.us)
		    : vg_db_run(desk->db, VG_SQL_DUE_DROP_COMING, "tti", "amendment",
			  k->name, now.us);
	}
	return code;
}

int
vg_deskrevise_amended(
    struct vg_desk *desk, const char *contract, struct vg_wall at, struct vg_wall now)
{
	const struct ruling before = {desk->conf, vg_instant_add(at, -1), ""};
	struct ruling after = {desk->conf, now, ""};
	struct numbers all = {0};
	int code = list_open(desk, &all);

	vg_text_format(
	    after.why, sizeof(after.why), "an amendment of %s is in force", contract);
	for (size_t i = 0; code == VG_OK && i < all.n; i++) {
		struct vg_case_row row;
		code = vg_deskrows_case(desk, all.number[i], &row);
		if (code != VG_OK || strcmp(row.contract, contract) != 0)
			continue;
		code = revise_clocks(desk, &before, &after, &row, now);
		if (code == VG_OK)
			code = vg_desklater_next_due(desk, row.number, now);
	}
	free(all.number);
	return code == VG_OK ? vg_deskrevise_arm_amendments(desk, now) : code;
}

int
vg_deskrevise_look(struct vg_desk *desk, const struct vg_conf *before, struct vg_wall now)
{
	const struct ruling was = {before, now, ""};
	struct ruling is = {desk->conf, now, ""};
	struct numbers all = {0};
	int code = list_open(desk, &all);

	vg_text_format(
	    is.why, sizeof(is.why), "revision %" PRId64 " of the tree", desk->revision);

	for (size_t i = 0; code == VG_OK && i < all.n; i++) {
		struct vg_case_row row;
		code = vg_deskrows_case(desk, all.number[i], &row);
		if (code == VG_OK && before)
			code = revise_clocks(desk, &was, &is, &row, now);
		if (code == VG_OK)
			code = vg_deskrevise_contract(desk, row.number, now);
	}
	free(all.number);
	return code == VG_OK ? look_at_planned(desk, now) : code;
}
