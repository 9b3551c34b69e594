/*
 * What is kept long enough goes, each night: messages, happenings, counts of raises, evidence that
 * no case holds, idempotency keys; what persons wrote in cases long over, senders of whom nothing
 * is left, persons of trees long replaced, acts of the audit; and notifications that nobody can say
 * the end of are over in time.
 *
 * Cases, their ledger and evidence, and what proves their journal, stay; a case on hold keeps all.
 * In slices, each a row of the timers, so that a large file never holds up what comes in.
 *
 * Source: docs/policy.md, Persons; the times are the tree's (vigie-collector-retention).
 */
#include <stdlib.h>

#include "collector/desk/deskcore.h"
#include "collector/desk/desksweep.h"
#include "collector/store/auditgap.h"
#include "collector/store/storekeep.h"
#include "collector/store/storeperson.h"
#include "collector/store/storestorm.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

enum { SLICE = 500, CASES = 50 /* with all their texts */ };

#define EVERY_US VG_DAY_US
#define KEYS_US (7 * VG_DAY_US)

/* Deletes one slice of what statement 'q' finds before 'until'; '*more' when it was full. */
static int
sweep(struct vg_desk *desk, size_t q, struct vg_wall until, bool *more)
{
	int code = vg_db_run(desk->db, q, "ii", until.us, (int64_t)SLICE);

	if (code == VG_OK && vg_db_changes(desk->db) >= SLICE)
		*more = true;
	return code;
}

/* The first of them that stands since before 'until'; 0: none does. */
static int
find_endless(struct vg_desk *desk, struct vg_wall until, int64_t *id)
{
	const size_t q = VG_SQL_ALARM_ENDLESS;
	int code = vg_db_query(desk->db, q, "i", until.us);

	*id = 0;
	if (code != VG_OK)
		return code;
	if (vg_db_next(desk->db, q)) {
		*id = vg_db_int(desk->db, q, 0);
		vg_db_done(desk->db, q);
	}
	return vg_db_failed(desk->db);
}

static int
end_one(struct vg_desk *desk, int64_t id, struct vg_wall now)
{
	struct vg_detail detail;
	struct vg_alarm_row row;
	int code = vg_deskrows_alarm_by_id(desk, id, &row);

	if (code != VG_OK)
		return code;
	row.event.action = VG_ACTION_CLEAR;
	row.event.origin = VG_ORIGIN_SELF;
	row.event.agent_time = now;
	vg_text_copy(row.event.text, sizeof(row.event.text),
	    "nothing tells its end; its time is over");
	return vg_deskapply_event(desk, &row.event, row.agent, 0, now, true, &detail);
}

static int
end_endless(struct vg_desk *desk, struct vg_wall until, struct vg_wall now, bool *more)
{
	int64_t id = 1;
	int code = VG_OK;

	for (int i = 0; code == VG_OK && id && i < SLICE; i++) {
		code = find_endless(desk, until, &id);
		if (code == VG_OK && id)
			code = end_one(desk, id, now);
	}
	*more = *more || id;
	return code;
}

int
vg_desksweep_arm(struct vg_desk *desk, struct vg_wall now)
{
	return vg_db_run(desk->db, VG_SQL_DUE_KEEP, "tti", "sweep", "",
	    vg_instant_add(now, EVERY_US).us);
}

/* --- persons ------------------------------------------------------------------------------- */

/* The same civil time 'months' before 'now'; a day that its month has not rolls on. */
static struct vg_wall
months_before(struct vg_wall now, uint32_t months)
{
	struct vg_civil civil = vg_instant_civil(now, 0);
	int month = civil.year * 12 + civil.month - 1 - (int)months;
	int64_t days = vg_instant_days(month / 12, month % 12 + 1, civil.day);
	int64_t today = vg_instant_days(civil.year, civil.month, civil.day);

	return vg_instant_add(now, (days - today) * VG_DAY_US);
}

/* Whether claims from the contract may come still: its texts are a manager's to read. */
static bool
may_claim(const struct vg_conf *conf, const struct vg_contract *k, struct vg_wall now)
{
	return !vg_instant_is_set(k->until) ||
	    vg_instant_compare(
		k->until, months_before(now, 12 * conf->retention.claims_years)) > 0;
}

static int
tell_claims(struct vg_desk *desk, struct vg_wall now)
{
	const struct vg_conf *conf = desk->conf;
	int code = vg_db_run(desk->db, VG_STOREKEEP_CLAIMS_CLEAR, "");

	for (size_t i = 0; code == VG_OK && i < conf->n_contracts; i++) {
		const struct vg_contract *k = &conf->contracts[i];
		if (may_claim(conf, k, now))
			code = vg_db_run(desk->db, VG_STOREKEEP_CLAIMS_ADD, "t", k->name);
	}
	return code;
}

static int
sweep_case(struct vg_desk *desk, const char *number, struct vg_wall now)
{
	static const size_t steps[] = {VG_STOREKEEP_CASE_TITLE, VG_STOREKEEP_CASE_ENTRIES,
	    VG_STOREKEEP_CASE_MAILS, VG_STOREKEEP_CASE_OUTS};
	int code = VG_OK;

	for (size_t i = 0; code == VG_OK && i < sizeof(steps) / sizeof(steps[0]); i++)
		code = vg_db_run(desk->db, steps[i], "t", number);
	return code == VG_OK
	    ? vg_db_run(desk->db, VG_STOREKEEP_CASE_SWEPT, "ti", number, now.us)
	    : code;
}

/* The texts of the cases that statement 'q' finds over since before 'until'. */
static int
sweep_cases(
    struct vg_desk *desk, size_t q, struct vg_wall until, struct vg_wall now, bool *more)
{
	char numbers[CASES][VG_CASE_NUMBER_SIZE];
	size_t n = 0;
	int code = vg_db_query(desk->db, q, "ii", until.us, (int64_t)CASES);

	while (code == VG_OK && vg_db_next(desk->db, q)) {
		if (n < CASES)
			vg_text_copy(numbers[n++], VG_CASE_NUMBER_SIZE,
			    vg_db_text(desk->db, q, 0));
	}
	if (code == VG_OK)
		code = vg_db_failed(desk->db);
	for (size_t i = 0; code == VG_OK && i < n; i++)
		code = sweep_case(desk, numbers[i], now);
	*more = *more || n == CASES;
	return code;
}

/* After the cases: a sender goes when nothing of his is left. */
static int
sweep_rest(struct vg_desk *desk, struct vg_wall now, bool *more)
{
	const struct vg_conf_retention *r = &desk->conf->retention;
	const struct vg_wall until = vg_instant_add(now, -(r->senders_days * VG_DAY_US));
	int code = sweep(desk, VG_STOREKEEP_LOOSE_MAILS, until, more);

	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_STOREKEEP_SENDERS, "iii", until.us,
		    (int64_t)SLICE, now.us);
	if (code == VG_OK)
		*more = *more || vg_db_changes(desk->db) >= SLICE;
	return code == VG_OK ? sweep(desk, VG_STOREKEEP_TREE_TEXTS,
				   months_before(now, r->contacts_months), more)
			     : code;
}

static int
sweep_persons(struct vg_desk *desk, struct vg_wall now, bool *more)
{
	const struct vg_conf_retention *r = &desk->conf->retention;
	int code = vg_db_run(desk->db, VG_STOREPERSON_ERASING, "");

	if (code == VG_OK)
		code = tell_claims(desk, now);
	if (code == VG_OK)
		code = sweep_cases(desk, VG_STOREKEEP_VOIDS,
		    vg_instant_add(now, -(r->senders_days * VG_DAY_US)), now, more);
	if (code == VG_OK)
		code = sweep_cases(desk, VG_STOREKEEP_CASES,
		    months_before(now, r->requests_months), now, more);
	if (code == VG_OK)
		code = sweep_rest(desk, now, more);
	return code == VG_OK ? vg_db_run(desk->db, VG_STOREPERSON_ERASED, "") : code;
}

static int
sweep_audit(struct vg_desk *desk, struct vg_wall now, bool *more)
{
	const struct vg_wall until =
	    months_before(now, desk->conf->retention.audit_months);
	size_t n = 0;
	int code = vg_auditgap_sweep(desk->db, until, SLICE, now, &n);

	*more = *more || n >= SLICE;
	return code;
}

/* --- the night ----------------------------------------------------------------------------- */

static int
sweep_messages(struct vg_desk *desk, struct vg_wall now, bool *more)
{
	static const size_t kept[] = {VG_SQL_MESSAGE_SWEEP, VG_SQL_HAPPENING_SWEEP,
	    VG_SQL_RAISE_SWEEP, VG_SQL_EVIDENCE_SWEEP, VG_STORESTORM_SWEEP_SECONDS,
	    VG_STORESTORM_SWEEP_SAMPLES};
	const struct vg_wall until =
	    vg_instant_add(now, -(desk->conf->retention.messages_days * VG_DAY_US));
	int code = vg_db_run(desk->db, VG_SQL_IDEMPOTENCY_SWEEP, "i", now.us - KEYS_US);

	for (size_t i = 0; code == VG_OK && i < sizeof(kept) / sizeof(kept[0]); i++)
		code = sweep(desk, kept[i], until, more);
	return code == VG_OK ? end_endless(desk, until, now, more) : code;
}

/* The next time of the night at which a sweep begins. */
static struct vg_wall
next_night(const struct vg_conf *conf, struct vg_wall now)
{
	int64_t day = vg_zonetable_day(&conf->zone, now);
	struct vg_wall at = vg_zonetable_instant(
	    &conf->zone, day, conf->retention.sweep_s, VG_ZONE_FIRST);

	return vg_instant_compare(at, now) > 0
	    ? at
	    : vg_zonetable_instant(
		  &conf->zone, day + 1, conf->retention.sweep_s, VG_ZONE_FIRST);
}

int
vg_desksweep_run(struct vg_desk *desk, struct vg_wall now)
{
	bool more = false;
	int code = sweep_messages(desk, now, &more);

	if (code == VG_OK)
		code = sweep_persons(desk, now, &more);
	if (code == VG_OK)
		code = sweep_audit(desk, now, &more);
	if (code == VG_OK && !more)
		code = vg_db_run(desk->db, VG_SQL_META_PUT, "ti", "swept", now.us);
	return code == VG_OK
	    ? vg_desk_put_due(desk, "sweep", "",
		  more ? vg_instant_add(now, VG_SECOND_US) : next_night(desk->conf, now))
	    : code;
}

static int
read_time(struct vg_desk *desk, size_t q, struct vg_wall *at)
{
	at->us = 0;
	if (vg_db_next(desk->db, q)) {
		at->us = vg_db_int(desk->db, q, 0);
		vg_db_done(desk->db, q);
	}
	return vg_db_failed(desk->db);
}

int
vg_desksweep_times(struct vg_desk *desk, struct vg_wall *last, struct vg_wall *next)
{
	int code = vg_db_query(desk->db, VG_SQL_META_GET, "t", "swept");

	if (code == VG_OK)
		code = read_time(desk, VG_SQL_META_GET, last);
	if (code == VG_OK)
		code = vg_db_query(desk->db, VG_STOREKEEP_NEXT, "");
	return code == VG_OK ? read_time(desk, VG_STOREKEEP_NEXT, next) : code;
}
