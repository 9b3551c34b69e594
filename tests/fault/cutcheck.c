/*
 * What the database holds against what its sender was told.
 */
#include "tests/fault/cutcheck.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/model/trapblob.h"

struct check {
	sqlite3 *db;
	const struct vg_cutfacts *facts;
	struct vg_cutfound *found;
	unsigned char *there; /* of each message: 0 not, 1 once */
	uint64_t in_order;    /* messages 1 to this one are there */
};

static void
tell(struct check *c, uint64_t *count, const char *format, ...)
{
	va_list args;

	(*count)++;
	if (c->found->first[0])
		return;
	va_start(args, format);
	vsnprintf(c->found->first, sizeof(c->found->first), format, args);
	va_end(args);
}

static sqlite3_stmt *
ask(struct check *c, const char *sql)
{
	sqlite3_stmt *s = NULL;

	if (sqlite3_prepare_v2(c->db, sql, -1, &s, NULL) != SQLITE_OK)
		tell(c, &c->found->damaged, "%s: %s", sql, sqlite3_errmsg(c->db));
	return s;
}

static bool
next(struct check *c, sqlite3_stmt *s)
{
	int result = s ? sqlite3_step(s) : SQLITE_DONE;

	if (result == SQLITE_ROW)
		return true;
	if (result != SQLITE_DONE)
		tell(c, &c->found->damaged, "%s: %s", sqlite3_sql(s),
		    sqlite3_errmsg(c->db));
	sqlite3_finalize(s);
	return false;
}

static const char *
text(sqlite3_stmt *s, int column)
{
	const unsigned char *said = sqlite3_column_text(s, column);

	return said ? (const char *)said : "";
}

static bool
may_be_swept(const struct check *c, struct vg_wall at)
{
	return vg_instant_is_set(c->facts->kept_since) &&
	    vg_instant_compare(at, c->facts->kept_since) < 0;
}

/* --- the file ------------------------------------------------------------------------------ */

static void
check_file(struct check *c)
{
	sqlite3_stmt *s = ask(c, "PRAGMA integrity_check(1)");

	while (next(c, s)) {
		if (strcmp(text(s, 0), "ok") != 0)
			tell(c, &c->found->damaged, "integrity_check: %s", text(s, 0));
	}
	s = ask(c, "PRAGMA foreign_key_check");
	while (next(c, s))
		tell(c, &c->found->damaged, "a row of %s leads nowhere", text(s, 0));
}

/* --- messages ------------------------------------------------------------------------------ */

static void
load_messages(struct check *c)
{
	const struct vg_faultsay *say = c->facts->say;
	sqlite3_stmt *s = ask(c,
	    "SELECT sequence, state FROM message WHERE agent = ?1"
	    " AND spool = ?2 ORDER BY sequence");

	sqlite3_bind_text(s, 1, say->agent, -1, SQLITE_STATIC);
	sqlite3_bind_blob(s, 2, say->spool, VG_SPOOL_SIZE, SQLITE_STATIC);
	while (next(c, s)) {
		sqlite3_int64 number = sqlite3_column_int64(s, 0);
		if (number < 1 || (size_t)number > say->n)
			tell(c, &c->found->states, "message %lld was never sent",
			    (long long)number);
		else if (c->there[number - 1]++)
			tell(c, &c->found->twice, "message %lld is there twice",
			    (long long)number);
	}
	for (size_t i = 0; i < say->n; i++) {
		if (!c->there[i] && say->lines[i].acknowledged &&
		    may_be_swept(c, say->lines[i].at)) {
			c->there[i] = 1;
			c->found->swept++;
		}
		if (!c->there[i] && say->lines[i].acknowledged)
			tell(c, &c->found->missing,
			    "message %zu was acknowledged and is not there", i + 1);
		if (c->there[i] && c->in_order == i)
			c->in_order = i + 1;
	}
	if (c->facts->all_told && c->in_order < say->n)
		tell(c, &c->found->states, "all was told, %" PRIu64 " of %zu are there",
		    c->in_order, say->n);
}

/* Applied up to the first hole, and behind it they wait. */
static void
check_states(struct check *c)
{
	sqlite3_stmt *s = ask(c,
	    "SELECT sequence, state FROM message WHERE agent = ?1 AND spool = ?2"
	    " AND state <> CASE WHEN sequence <= ?3 THEN 'applied' ELSE 'waiting' END");

	sqlite3_bind_text(s, 1, c->facts->say->agent, -1, SQLITE_STATIC);
	sqlite3_bind_blob(s, 2, c->facts->say->spool, VG_SPOOL_SIZE, SQLITE_STATIC);
	sqlite3_bind_int64(s, 3, (sqlite3_int64)c->in_order);
	while (next(c, s))
		tell(c, &c->found->states, "message %s is %s, the hole is after %" PRIu64,
		    text(s, 0), text(s, 1), c->in_order);
}

static void
check_foreign(struct check *c)
{
	unsigned char *seen = vg_mem_array(c->facts->n_foreign + 1, 1);
	sqlite3_stmt *s = ask(c, "SELECT body FROM message WHERE agent = ''");

	while (next(c, s)) {
		struct vg_trap trap;
		int code = vg_trapblob_unpack(
		    sqlite3_column_blob(s, 0), (size_t)sqlite3_column_bytes(s, 0), &trap);
		int64_t number =
		    code == VG_OK && trap.n_varbinds ? trap.varbinds[0].value.integer : 0;
		vg_trap_fini(&trap);
		if (number < 1 || (size_t)number > c->facts->n_foreign)
			tell(c, &c->found->states, "a notification that nobody sent");
		else if (seen[number - 1]++)
			tell(c, &c->found->twice,
			    "notification %" PRId64 " is there twice", number);
	}
	for (size_t i = 0; i < c->facts->n_foreign; i++) {
		const struct vg_cutforeign *f = &c->facts->foreign[i];
		if (f->acknowledged && !seen[i] && !may_be_swept(c, f->at))
			tell(c, &c->found->missing,
			    "notification %zu was acknowledged and is not there", i + 1);
	}
	free(seen);
}

/* --- what came of them --------------------------------------------------------------------- */

static void
check_alarm(struct check *c, unsigned slot)
{
	const struct vg_faultsay *say = c->facts->say;
	sqlite3_stmt *s = ask(c,
	    "SELECT cleared, (SELECT count(*) FROM raise WHERE alarm = a.id) FROM alarm a"
	    " WHERE resource = ?1 AND kind = ?2");
	bool stands = vg_faultsay_stands(say, slot, c->in_order), seen = false;
	char resource[VG_RESOURCE_SIZE];
	sqlite3_int64 raised = 0;

	for (size_t i = 0; i < c->in_order; i++)
		raised += say->lines[i].slot == slot && say->lines[i].raise;
	const char *kind = vg_faultsay_resource(say, slot, resource);
	sqlite3_bind_text(s, 1, resource, -1, SQLITE_STATIC);
	sqlite3_bind_text(s, 2, kind, -1, SQLITE_STATIC);
	while (next(c, s)) {
		seen = true;
		if (stands == (sqlite3_column_int(s, 0) != 0))
			tell(c, &c->found->alarms, "%s stands %s: %s after %" PRIu64,
			    resource, stands ? "not" : "after its clear", kind,
			    c->in_order);
		if (!vg_instant_is_set(c->facts->kept_since) &&
		    sqlite3_column_int64(s, 1) != raised)
			tell(c, &c->found->twice,
			    "%s was raised %lld times, counted %lld", resource,
			    (long long)raised, (long long)sqlite3_column_int64(s, 1));
	}
	if (raised && !seen)
		tell(c, &c->found->alarms, "%s has no alarm", resource);
}

/* A device's notifications are one alarm, which counts those after the first. */
static void
check_repeats(struct check *c, unsigned device)
{
	char name[32], address[32];
	sqlite3_stmt *s = ask(c,
	    "SELECT (SELECT count(*) FROM message WHERE agent = '' AND source = ?2), (SELECT"
	    " coalesce(sum(repeats + 1), 0) FROM alarm WHERE device = ?1"
	    " AND kind = 'unclassified-notification')");

	snprintf(name, sizeof(name), "ne-%u", device);
	snprintf(address, sizeof(address), VG_CUTCHECK_ADDRESS, device);
	sqlite3_bind_text(s, 1, name, -1, SQLITE_STATIC);
	sqlite3_bind_text(s, 2, address, -1, SQLITE_STATIC);
	while (next(c, s)) {
		if (sqlite3_column_int64(s, 0) != sqlite3_column_int64(s, 1))
			tell(c, &c->found->twice, "%s sent %s notifications, counted %s",
			    name, text(s, 0), text(s, 1));
	}
}

/*
 * One case for a subject and class: nobody closes one here, so a second is a fault counted twice;
 * where days have passed, an open one beside another.  What a cause has taken over is in its case.
 */
static void
check_cases(struct check *c)
{
	const char *all =
	    "SELECT subject, class, count(*) FROM support_case WHERE state <> 'merged'"
	    " GROUP BY 1, 2 HAVING count(*) > 1";
	const char *open =
	    "SELECT subject, class, count(*) FROM support_case WHERE state NOT IN"
	    " ('closed','merged','void') GROUP BY 1, 2 HAVING count(*) > 1";
	sqlite3_stmt *s = ask(c, vg_instant_is_set(c->facts->kept_since) ? open : all);

	while (next(c, s))
		tell(c, &c->found->cases, "%s has %s cases of %s", text(s, 0), text(s, 2),
		    text(s, 1));
	s = ask(c,
	    "SELECT case_number, count(*) FROM happening WHERE kind = 'case-opened' AND text <> 'reopened'"
	    " GROUP BY 1 HAVING count(*) > 1");
	while (next(c, s))
		tell(c, &c->found->cases, "case %s was opened %s times", text(s, 0),
		    text(s, 1));
}

void
vg_cutcheck(const char *path, const struct vg_cutfacts *facts, struct vg_cutfound *found)
{
	struct check c = {.facts = facts, .found = found};

	c.there = vg_mem_array(facts->say->n + 1, 1);
	if (sqlite3_open_v2(path, &c.db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK) {
		tell(&c, &found->damaged, "%s cannot be opened", path);
	} else {
		check_file(&c);
		load_messages(&c);
		check_states(&c);
		check_foreign(&c);
		check_cases(&c);
		for (unsigned i = 0; i < facts->say->n_devices * VG_FAULTSAY_SLOTS; i++)
			check_alarm(&c, i);
		/* A sweep takes messages, not what was counted. */
		for (unsigned i = 1;
		     i <= facts->say->n_devices && !vg_instant_is_set(facts->kept_since);
		     i++)
			check_repeats(&c, i);
	}
	sqlite3_close(c.db);
	free(c.there);
}

uint64_t
vg_cutcheck_sum(const struct vg_cutfound *found)
{
	return found->missing + found->twice + found->cases + found->alarms +
	    found->states + found->damaged;
}
