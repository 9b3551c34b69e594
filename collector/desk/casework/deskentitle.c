/*
 * What contract covers a case: looked for again when one may have come (policy clause P1).
 */
#include "collector/desk/casework/deskentitle.h"

#include <string.h>

#include "collector/store/storelink.h"
#include "collector/store/storemail.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

const struct vg_contract *
vg_deskentitle_client(const struct vg_conf *conf, const struct vg_conf_client *client,
    struct vg_wall at, bool *several)
{
	const struct vg_contract *any = NULL, *standing = NULL;
	size_t n_standing = 0;

	for (size_t i = 0; i < conf->n_contracts; i++) {
		const struct vg_contract *k = &conf->contracts[i];
		struct vg_entitlement e;
		if (strcmp(k->client, client->name) != 0)
			continue;
		any = k;
		vg_contract_judge(k, at, &e);
		if (e.contract) {
			standing = k;
			n_standing++;
		}
	}
	*several = n_standing > 1;
	return n_standing == 1 ? standing : n_standing == 0 ? any : NULL;
}

int
vg_deskentitle_has_request(struct vg_desk *desk, const char *number, bool *has)
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
vg_deskentitle_begin(struct vg_desk *desk, const struct vg_case_row *row,
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
		code = vg_deskentitle_has_request(desk, row->number, &asked);
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
		code = vg_deskentitle_begin(desk, row, e->contract, next,
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
	return client ? vg_deskentitle_client(desk->conf, client, at, &several) : NULL;
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
vg_deskentitle_arm(struct vg_desk *desk, const char *number, struct vg_wall now)
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
vg_deskentitle_look(struct vg_desk *desk, const char *number, struct vg_wall now)
{
	struct vg_case_row row;
	int code = vg_deskrows_case(desk, number, &row);

	if (code != VG_OK || (row.state != VG_CASE_QU && row.state != VG_CASE_OB))
		return code;
	code = find_contract(desk, &row, now);
	return code == VG_OK ? vg_deskentitle_arm(desk, number, now) : code;
}

int
vg_deskentitle_reopened(struct vg_desk *desk, const struct vg_case_row *row,
    const struct vg_entitlement *e, struct vg_wall now)
{
	const char *mode = vg_contract_mode_text(e->mode);
	bool was_ours =
	    row->contract[0] && row->before != VG_CASE_QU && row->before != VG_CASE_OB;
	char why[VG_TEXT_SIZE], text[VG_TEXT_SIZE];

	if (!e->contract ||
	    (was_ours && strcmp(row->contract, e->contract->name) == 0 &&
		strcmp(row->mode, mode) == 0))
		return VG_OK;
	vg_text_format(why, sizeof(why), "%s: %.400s", e->clause, e->why);
	vg_text_format(text, sizeof(text), "contract %s governs it now; %.400s",
	    e->contract->name, why);
	int code = vg_db_run(desk->db, VG_STORELINK_CASE_ENTITLE, "ttttt", row->number,
	    e->contract->name, mode, "in-force", why);
	if (code == VG_OK)
		code =
		    vg_desk_journal(desk, row->number, now, now, "system", "vigie", text);
	return code == VG_OK && !was_ours
	    ? vg_deskentitle_begin(desk, row, e->contract, VG_CASE_NW, now, now)
	    : code;
}
