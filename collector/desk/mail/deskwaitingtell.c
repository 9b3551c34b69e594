/*
 * What is told of mails that wait.
 */
#include "collector/desk/mail/deskwaitingtell.h"

#include <inttypes.h>

#include "collector/desk/clock/deskclock.h"
#include "collector/store/storequeue.h"
#include "collector/store/storewaiting.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

#define DUE "waiting-warn"
/* Until when warnings are told: a value of the table meta. */
#define TOLD "waiting-warned"
/* One message at most within so long. */
#define APART_US (15 * VG_MINUTE_US)

void
vg_deskwaitingtell_reckon(struct vg_desk *desk, struct vg_wall at, struct vg_wall now,
    struct vg_deskwaitingtell_clock *clock)
{
	const struct vg_clock_id id = vg_clock_of("", VG_TARGET_FIRST_REPLY);
	const struct vg_ledger_row start = {.act = VG_LEDGER_START, .at = at};
	const struct vg_case_row row = {.number = ""};
	const struct vg_clock none = {.exists = false};
	struct vg_sla_terms terms;
	struct vg_wall fell;

	*clock = (struct vg_deskwaitingtell_clock){.due = 0};
	vg_clock_terms(desk->conf, &row, &id, &none, 0, now, &terms);
	for (int i = 0; i < VG_DESKWAITINGTELL_WARNINGS; i++) {
		if (vg_sla_warning_at(&start, 1, &terms, i, &fell) == VG_OK)
			clock->warn[i] = fell.us;
	}
	/* The last of all warnings is the breach. */
	if (vg_sla_warning_at(&start, 1, &terms, VG_SLA_N_WARNINGS - 1, &fell) == VG_OK)
		clock->due = fell.us;
}

/* --- words ----------------------------------------------------------------------------------- */

/* All that wait, and those of them for whom a reply is counted. */
struct standing {
	int64_t n, next, soon, overdue, first;
	struct vg_wall oldest;
};

static int
look(struct vg_desk *desk, struct vg_wall now, struct standing *s)
{
	const size_t q = VG_STOREWAITING_COUNT, clocks = VG_STOREWAITING_CLOCKS;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "");

	*s = (struct standing){.n = 0};
	if (code == VG_OK && vg_db_next(db, q)) {
		s->n = vg_db_int(db, q, 0);
		s->oldest.us = vg_db_int(db, q, 1);
		vg_db_done(db, q);
	}
	if (code == VG_OK)
		code = vg_db_query(db, clocks, "ii", now.us, now.us + VG_HOUR_US);
	if (code == VG_OK && vg_db_next(db, clocks)) {
		s->next = vg_db_int(db, clocks, 0);
		s->soon = vg_db_int(db, clocks, 1);
		s->overdue = vg_db_int(db, clocks, 2);
		s->first = vg_db_int(db, clocks, 3);
		vg_db_done(db, clocks);
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

/* Instants as the house writes them: a letter says them in its reader's zone. */
static int
say(struct vg_desk *desk, const struct standing *s, const char *begins,
    const char *transition, struct vg_wall now)
{
	char what[VG_TEXT_SIZE], since[VG_INSTANT_TEXT_SIZE], due[VG_INSTANT_TEXT_SIZE];

	vg_instant_text(s->oldest, since);
	vg_instant_text((struct vg_wall){s->next ? s->next : s->first}, due);
	if (s->next)
		vg_text_format(what, sizeof(what),
		    "%s: %" PRId64 "; the next reply is due %s, %" PRId64
		    " within the hour, %" PRId64 " are overdue; the oldest since %s",
		    begins, s->n, due, s->soon, s->overdue, since);
	else if (s->first)
		vg_text_format(what, sizeof(what),
		    "%s: %" PRId64 "; %" PRId64
		    " are overdue, the first since %s, and no other runs; the oldest since %s",
		    begins, s->n, s->overdue, due, since);
	else
		vg_text_format(what, sizeof(what), "%s: %" PRId64 ", the oldest since %s",
		    begins, s->n, since);
	return vg_db_run(desk->db, VG_STOREQUEUE_ADD, "ittttt", now.us, what, "triage",
	    transition, "role:triage", "waiting");
}

int
vg_deskwaitingtell_hour(struct vg_desk *desk, struct vg_wall now)
{
	const size_t told = VG_STOREQUEUE_TOLD;
	struct standing s;
	char transition[48];

	vg_text_format(
	    transition, sizeof(transition), "waiting@%" PRId64, now.us / VG_HOUR_US);
	/* Of a flood each mail would count all of it. */
	int code = vg_db_query(desk->db, told, "tt", transition, "role:triage");
	if (code == VG_OK && vg_db_next(desk->db, told)) {
		vg_db_done(desk->db, told);
		return VG_OK;
	}
	if (code == VG_OK)
		code = vg_db_failed(desk->db);
	if (code == VG_OK)
		code = look(desk, now, &s);
	return code == VG_OK && s.n
	    ? say(desk, &s, "mails of unknown senders wait for a case", transition, now)
	    : code;
}

/* --- warnings -------------------------------------------------------------------------------- */

/* What was told before the clock was set back may be told again. */
static int64_t
told_until(struct vg_desk *desk, struct vg_wall now)
{
	int64_t until = vg_desk_number(desk, TOLD, 0);

	return until > now.us ? now.us : until;
}

int
vg_deskwaitingtell_begin(struct vg_desk *desk,
    const struct vg_deskwaitingtell_clock *clock, struct vg_wall now)
{
	const int64_t until = told_until(desk, now);
	int64_t next = 0;

	if (desk->replaying)
		return VG_OK;
	for (int i = 0; i < VG_DESKWAITINGTELL_WARNINGS && !next; i++)
		next = clock->warn[i] > until ? clock->warn[i] : 0;
	if (!next && clock->due > until)
		next = clock->due;
	if (next && next < until + APART_US)
		next = until + APART_US;
	int code =
	    next ? vg_db_run(desk->db, VG_SQL_DUE_SOONER, "tti", DUE, "", next) : VG_OK;
	return code == VG_OK ? vg_deskwaitingtell_hour(desk, now) : code;
}

static int
arm(struct vg_desk *desk, int64_t until)
{
	const size_t q = VG_STOREWAITING_WARNED;
	int64_t next = INT64_MAX;
	int code = vg_db_query(desk->db, q, "i", until);

	if (code == VG_OK && vg_db_next(desk->db, q)) {
		next = vg_db_int(desk->db, q, 0);
		vg_db_done(desk->db, q);
	}
	if (code != VG_OK || next == INT64_MAX)
		return code == VG_OK ? vg_desk_drop_due(desk, DUE, "") : code;
	if (next < until + APART_US)
		next = until + APART_US;
	return vg_desk_put_due(desk, DUE, "", (struct vg_wall){next});
}

/* How many warnings fell since 'until', and how many became overdue. */
static int
count_fallen(struct vg_desk *desk, int64_t until, struct vg_wall now, int64_t *warned,
    int64_t *overdue)
{
	const size_t q = VG_STOREWAITING_FELL;
	int code = vg_db_query(desk->db, q, "ii", until, now.us);

	*warned = *overdue = 0;
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		*warned = vg_db_int(desk->db, q, 0);
		*overdue = vg_db_int(desk->db, q, 1);
		vg_db_done(desk->db, q);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

int
vg_deskwaitingtell_due(struct vg_desk *desk, struct vg_wall now)
{
	int64_t until = told_until(desk, now), warned, overdue;
	char transition[48];
	struct standing s;

	if (desk->replaying)
		return vg_desk_drop_due(desk, DUE, "");
	int code = count_fallen(desk, until, now, &warned, &overdue);
	if (code != VG_OK || (!warned && !overdue))
		return code == VG_OK ? arm(desk, until) : code;
	vg_text_format(transition, sizeof(transition), "waiting-warned@%" PRId64, now.us);
	code = look(desk, now, &s);
	if (code == VG_OK)
		code = say(desk, &s,
		    overdue
			? "replies are overdue: mails of unknown senders wait for a case"
			: "replies will be due: mails of unknown senders wait for a case",
		    transition, now);
	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_SQL_META_PUT, "ti", TOLD, now.us);
	return code == VG_OK ? arm(desk, now.us) : code;
}
