/*
 * What is kept of persons goes.
 */
#include "collector/desk/front/desksweepperson.h"

#include "collector/desk/front/desksweepslice.h"
#include "collector/store/storeline.h"
#include "collector/store/auditsweep.h"
#include "collector/store/storekeep.h"
#include "collector/store/storepage.h"
#include "collector/store/storeperson.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* So that a slice costs a few milliseconds: a case has all its texts. */
enum { SLICE = VG_DESKSWEEPSLICE_ROWS, CASES = 10 };

/* Deletes one slice of what statement 'q' finds before 'until'; '*more' when it was full. */
static int
sweep(struct vg_desk *desk, size_t q, struct vg_wall until, bool *more)
{
	int code = vg_db_run(desk->db, q, "ii", until.us, (int64_t)SLICE);

	if (code == VG_OK && vg_db_changes(desk->db) >= SLICE)
		*more = true;
	return code;
}

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
	    VG_STOREKEEP_CASE_MAILS, VG_STOREKEEP_CASE_OUTS, VG_STOREKEEP_CASE_LETTERS,
	    VG_STORELINE_CASE};
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
	if (code == VG_OK)
		code = sweep(desk, VG_STOREPAGE_SWEEP,
		    months_before(now, r->contacts_months), more);
	if (code == VG_OK)
		code = sweep(desk, VG_STOREPAGE_SWEEP_WORK,
		    months_before(now, r->contacts_months), more);
	return code == VG_OK ? sweep(desk, VG_STOREKEEP_TREE_TEXTS,
				   months_before(now, r->contacts_months), more)
			     : code;
}

int
vg_desksweepperson_texts(struct vg_desk *desk, struct vg_wall now, bool *more)
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

int
vg_desksweepperson_audit(struct vg_desk *desk, struct vg_wall now, bool *more)
{
	const struct vg_wall until =
	    months_before(now, desk->conf->retention.audit_months);
	size_t n = 0;
	int code = vg_auditsweep_run(desk->db, until, SLICE, now, &n);

	*more = *more || n >= SLICE;
	return code;
}
