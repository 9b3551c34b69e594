/*
 * What a step went through.
 */
#include "tests/rungs/rungsee.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/correl/ladder.h"
#include "collector/desk/front/deskdue.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

enum { TOLD = 6 };

void
vg_rungsee_begin(struct vg_rungsee *see)
{
	memset(see->gone, 0, sizeof(see->gone));
}

static void
go(struct vg_rungsee *see, const char *name)
{
	size_t i = 0;

	while (i < see->n_ways && strcmp(see->ways[i].name, name) != 0)
		i++;
	if (i == VG_RUNGSEE_WAYS)
		return;
	if (i == see->n_ways) {
		memset(&see->ways[i], 0, sizeof(see->ways[i]));
		vg_text_copy(see->ways[i].name, sizeof(see->ways[i].name), name);
		see->n_ways++;
	}
	see->ways[i].steps += !see->gone[i];
	see->gone[i] = true;
}

void
vg_rungsee_rung(struct vg_rungsee *see, int rung, const char *how)
{
	char name[VG_RUNGSEE_NAME];

	vg_text_format(name, sizeof(name), "rung %2d %s", rung, how);
	go(see, name);
}

/* Two ways through one rung differ by their deeds: each deed's number. */
void
vg_rungsee_verdict(struct vg_rungsee *see, const struct vg_verdict *verdict)
{
	char how[64] = "";
	size_t at = 0;

	for (size_t i = 0; i < verdict->n_deeds && at + 4 < sizeof(how); i++) {
		const struct vg_deed *d = &verdict->deeds[i];
		/* What opens in which state is a way of its own. */
		const char *state = d->type == VG_DEED_CASE_OPEN
		    ? vg_casestate_text(d->state)
		    : d->symptom ? "symptom"
				 : "";
		at += (size_t)snprintf(how + at, sizeof(how) - at, "%s%d%s", i ? "," : "",
		    (int)d->type, state);
		at = at < sizeof(how) ? at : sizeof(how) - 1;
	}
	vg_rungsee_rung(see, verdict->rung, how);
}

void
vg_rungsee_row(struct vg_rungsee *see, const char *kind)
{
	char name[VG_RUNGSEE_NAME];

	vg_text_format(name, sizeof(name), "row %s", kind);
	go(see, name);
}

void
vg_rungsee_rows(struct vg_rungsee *see, sqlite3 *db, int64_t now)
{
	sqlite3_stmt *s = NULL;

	sqlite3_prepare_v2(
	    db, "SELECT DISTINCT kind FROM due WHERE at <= ?1", -1, &s, NULL);
	sqlite3_bind_int64(s, 1, now);
	while (sqlite3_step(s) == SQLITE_ROW)
		vg_rungsee_row(see, (const char *)sqlite3_column_text(s, 0));
	sqlite3_finalize(s);
}

bool
vg_rungsee_has(const struct vg_rungsee *see, const char *name)
{
	for (size_t i = 0; i < see->n_ways; i++) {
		if (see->gone[i] && strcmp(see->ways[i].name, name) == 0)
			return true;
	}
	return false;
}

uint64_t
vg_rungsee_rarest(const struct vg_rungsee *see)
{
	uint64_t rarest = UINT64_MAX;

	for (size_t i = 0; i < see->n_ways; i++) {
		if (see->gone[i] && see->ways[i].cuts < rarest)
			rarest = see->ways[i].cuts;
	}
	return rarest;
}

uint64_t
vg_rungsee_rarest_whole(const struct vg_rungsee *see)
{
	uint64_t rarest = UINT64_MAX;

	for (size_t i = 0; i < see->n_ways; i++) {
		if (see->gone[i] && see->ways[i].whole < rarest)
			rarest = see->ways[i].whole;
	}
	return rarest;
}

void
vg_rungsee_whole(struct vg_rungsee *see)
{
	for (size_t i = 0; i < see->n_ways; i++)
		see->ways[i].whole += see->gone[i];
}

void
vg_rungsee_cut(struct vg_rungsee *see, bool differs)
{
	for (size_t i = 0; i < see->n_ways; i++) {
		see->ways[i].cuts += see->gone[i];
		see->ways[i].differing += see->gone[i] && differs;
	}
}

/*
 * --- the table
 * ---------------------------------------------------------------------------------------
 */

/* One line for all ways whose names begin with 'name' and a blank, or are it. */
static size_t
tell(const struct vg_rungsee *see, const char *name, const char *text)
{
	size_t size = strlen(name), ways = 0;
	uint64_t steps = 0, cuts = 0, differing = 0;

	for (size_t i = 0; i < see->n_ways; i++) {
		const struct vg_rungsee_way *w = &see->ways[i];
		if (strncmp(w->name, name, size) != 0 ||
		    (w->name[size] && w->name[size] != ' '))
			continue;
		ways++;
		steps += w->steps;
		cuts += w->cuts;
		differing += w->differing;
	}
	printf("%-16s %4zu %6" PRIu64 " %7" PRIu64 " %9" PRIu64 "  %s%s\n", name, ways,
	    steps, cuts, differing, text, cuts ? "" : "  NEVER CUT");
	return cuts == 0;
}

size_t
vg_rungsee_report(const struct vg_rungsee *see)
{
	char name[VG_RUNGSEE_NAME];
	size_t missing = 0;

	printf("%-16s %4s %6s %7s %9s\n", "", "ways", "steps", "cuts", "differing");
	for (int rung = 1; vg_ladder_text(rung)[0]; rung++) {
		vg_text_format(name, sizeof(name), "rung %2d", rung);
		missing += tell(see, name, vg_ladder_text(rung));
	}
	for (size_t i = 0; vg_deskdue_kind(i); i++) {
		vg_text_format(name, sizeof(name), "row %s", vg_deskdue_kind(i));
		missing += tell(see, name, "");
	}
	return missing;
}

/*
 * --- what the database says
 * ------------------------------------------------------------------------------
 */

/*
 * Salts are chance, and the digests that go over them, and the Message-IDs of ours; a start counts
 * itself, also in the numbers of happenings (vg_desk_open leaves 100,000 of them out), and what a
 * replay needs (act, mark) names the starts.
 */
static const char columns_sql[] =
    "SELECT m.name, group_concat('quote(' || CASE WHEN m.name = 'happening' AND c.name = 'id'"
    " THEN 'id % 100000' ELSE c.name END || ')', ' || ''|'' || ') FROM sqlite_master m,"
    " pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'"
    " AND c.name NOT IN ('salt', 'text_digest', 'body_digest', 'chain', 'sha256')"
    " AND m.name NOT IN ('revision', 'revision_text', 'audit', 'act', 'mark', 'mark_row')"
    " AND NOT (m.name = 'outbox' AND c.name = 'message_id')"
    " AND (?1 = 0 OR 'decision' NOT IN (m.name, c.name)) GROUP BY 1 ORDER BY 1";

static void
dump_table(
    sqlite3 *db, const char *table, const char *columns, bool killed, struct vg_buf *text)
{
	/* The queue's index is computed anew at each start, in slices; so goes the sweep. */
	const char *where = strcmp(table, "due") == 0 ? "WHERE kind <> 'next-due'"
	    : strcmp(table, "meta") != 0              ? ""
	    : killed
	    ? "WHERE name NOT LIKE '%boots%' AND name NOT LIKE 'sweep-%' AND name <> 'swept'"
	    : "WHERE name NOT LIKE '%boots%' AND name NOT LIKE 'sweep-%'";
	char *sql =
	    vg_mem_format("SELECT %s FROM %s %s ORDER BY 1", columns, table, where);
	sqlite3_stmt *s = NULL;

	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
		vg_buf_addf(text, "%s: %s\n", table, sqlite3_errmsg(db));
	while (s && sqlite3_step(s) == SQLITE_ROW)
		vg_buf_addf(
		    text, "%s %s\n", table, (const char *)sqlite3_column_text(s, 0));
	sqlite3_finalize(s);
	free(sql);
}

/*
 * Proofs quote the digest of the tree, which goes over a salt too: as it stands in quoted octets.
 */
static void
mask_digests(char *text)
{
	static const char mark[] = "22636F6E66696775726174696F6E2D736861323536223A22";

	for (char *at = strstr(text, mark); at; at = strstr(at, mark)) {
		at += sizeof(mark) - 1;
		memset(at, '0', strnlen(at, 128));
	}
}

void
vg_rungsee_dump(sqlite3 *db, bool killed, struct vg_buf *text)
{
	sqlite3_stmt *s = NULL;

	vg_buf_reset(text);
	sqlite3_prepare_v2(db, columns_sql, -1, &s, NULL);
	sqlite3_bind_int(s, 1, killed);
	while (sqlite3_step(s) == SQLITE_ROW)
		dump_table(db, (const char *)sqlite3_column_text(s, 0),
		    (const char *)sqlite3_column_text(s, 1), killed, text);
	sqlite3_finalize(s);
	mask_digests((char *)(uintptr_t)vg_buf_text(text));
}

/* FNV-1a: Fowler, Noll, Vo, 1991. */
uint64_t
vg_rungsee_digest(const char *text)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
	return h;
}

static bool
holds_line(const char *text, const char *line, size_t size)
{
	for (const char *at = text; *at; at += strcspn(at, "\n"), at += *at == '\n') {
		if (strcspn(at, "\n") == size && memcmp(at, line, size) == 0)
			return true;
	}
	return false;
}

static void
tell_only(const char *mark, const char *in, const char *not_in)
{
	int told = 0;

	for (const char *at = in; *at && told < TOLD;
	     at += strcspn(at, "\n"), at += *at == '\n') {
		size_t size = strcspn(at, "\n");
		if (holds_line(not_in, at, size))
			continue;
		fprintf(stderr, "    %s %.*s\n", mark, size > 300 ? 300 : (int)size, at);
		told++;
	}
}

void
vg_rungsee_difference(const char *one, const char *other)
{
	tell_only("only without a cut:", one, other);
	tell_only("only with it:", other, one);
}
