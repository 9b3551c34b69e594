/*
 * Opening a desk takes longer than playing a stream to it, so there is one for each tree, and
 * before each stream the tables that the one before has touched hold again what they held at first.
 */
#include "tests/order/orderdesk.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/deskcore.h"
#include "collector/desk/deskrepeat.h"
#include "collector/desk/record/deskcount.h"
#include "collector/desk/record/deskrecent.h"
#include "collector/desk/tree/desktree.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/file.h"
#include "lib/yang/context.h"
#include "lib/yang/packload.h"

enum { MAX_TABLES = 128, BATCH = 64, MAX_TURNS = 4000 };

/* What is due later than that after the last message is far. */
#define NEAR_US (5 * VG_DAY_US)

struct table {
	char name[48];
	bool touched, untold; /* without a rowid SQLite does not tell of changes */
	sqlite3_stmt *empty, *fill;
	char *columns;
};

static sqlite3 *raw; /* the desk's own connection */
static struct vg_context *context;
static struct vg_packset *packs;
static struct vg_desk *desk;
static char tree_now[96];
static struct table tables[MAX_TABLES];
static size_t n_tables;
static struct vg_step first_step;
static int64_t first_revision;
static const struct vg_wall first_now = {INT64_C(1783580400000000)}; /* 07:00 that day */

static void
must(bool good, const char *what, const char *why)
{
	if (good)
		return;
	fprintf(stderr, "order: %s: %s\n", what, why);
	exit(2);
}

static void
run_sql(const char *sql)
{
	must(sqlite3_exec(raw, sql, NULL, NULL, NULL) == SQLITE_OK, sql,
	    sqlite3_errmsg(raw));
}

static sqlite3_stmt *
prepare(const char *sql)
{
	sqlite3_stmt *s = NULL;

	must(sqlite3_prepare_v2(raw, sql, -1, &s, NULL) == SQLITE_OK, sql,
	    sqlite3_errmsg(raw));
	return s;
}

/* Takes 'sql'. */
static sqlite3_stmt *
prepare_made(char *sql)
{
	sqlite3_stmt *s = prepare(sql);

	free(sql);
	return s;
}

/* SQLite calls it for every connection that is opened. */
static int
note_connection(sqlite3 *db, const char **error, const void *api)
{
	(void)error;
	(void)api;
	raw = db;
	return SQLITE_OK;
}

static void
note_change(
    void *cookie, int what, const char *database, const char *table, sqlite3_int64 row)
{
	(void)cookie;
	(void)what;
	(void)row;
	for (size_t i = 0; *database == 'm' && i < n_tables; i++) {
		if (!tables[i].touched && strcmp(tables[i].name, table) == 0)
			tables[i].touched = true;
	}
}

/*
 * --- the desk as it was at first
 * ------------------------------------------------------------------
 */

/* What guards a row against being taken away stands in our way. */
static void
drop_guards(void)
{
	sqlite3_stmt *s = prepare("SELECT group_concat('DROP TRIGGER ' || name, ';') FROM"
				  " main.sqlite_master WHERE type = 'trigger'"
				  " AND sql LIKE '%RAISE(ABORT%'");

	must(sqlite3_step(s) == SQLITE_ROW, "triggers", "none");
	char *sql = vg_mem_text((const char *)sqlite3_column_text(s, 0));
	sqlite3_finalize(s);
	if (sql)
		run_sql(sql);
	free(sql);
	sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_FKEY, 0, NULL);
}

static void
keep_tables(void)
{
	sqlite3_stmt *s = prepare("SELECT name, sql LIKE '%WITHOUT ROWID%' OR name LIKE"
				  " 'sqlite%', (SELECT group_concat(name) FROM"
				  " pragma_table_info(m.name)) FROM main.sqlite_master m"
				  " WHERE type = 'table' AND sql NOT NULL");

	run_sql("ATTACH ':memory:' AS first");
	for (n_tables = 0; sqlite3_step(s) == SQLITE_ROW; n_tables++) {
		struct table *t = &tables[n_tables];
		must(n_tables < MAX_TABLES, "tables", "too many");
		vg_text_copy(
		    t->name, sizeof(t->name), (const char *)sqlite3_column_text(s, 0));
		t->untold = sqlite3_column_int(s, 1) != 0;
		t->touched = false;
		/* Without those that SQLite generates. */
		t->columns = vg_mem_text((const char *)sqlite3_column_text(s, 2));
	}
	sqlite3_finalize(s);
	for (size_t i = 0; i < n_tables; i++) {
		struct table *t = &tables[i];
		char *sql =
		    vg_mem_format("CREATE TABLE first.c_%s AS SELECT %s FROM main.%s",
			t->name, t->columns, t->name);
		run_sql(sql);
		free(sql);
		t->empty = prepare_made(vg_mem_format("DELETE FROM main.%s", t->name));
		t->fill = prepare_made(
		    vg_mem_format("INSERT INTO main.%s (%s) SELECT * FROM first.c_%s",
			t->name, t->columns, t->name));
		free(t->columns);
	}
	sqlite3_update_hook(raw, note_change, NULL);
}

static void
step(sqlite3_stmt *s)
{
	must(sqlite3_step(s) == SQLITE_DONE, sqlite3_sql(s), sqlite3_errmsg(raw));
	sqlite3_reset(s);
}

static void
put_back(void)
{
	run_sql("BEGIN");
	for (size_t i = 0; i < n_tables; i++) {
		if (!tables[i].touched && !tables[i].untold)
			continue;
		step(tables[i].empty);
		step(tables[i].fill);
		tables[i].touched = false;
	}
	run_sql("COMMIT");
	desk->step = first_step;
	desk->revision = first_revision;
	vg_conf_free(desk->judge);
	desk->judge = NULL;
	desk->judge_revision = 0;
	vg_deskrepeat_forget(desk);
	must(vg_deskcount_open(desk) == VG_OK, "messages", "cannot be counted");
	vg_deskrecent_free(desk->recent);
	desk->recent = vg_deskrecent_new();
	must(vg_deskrecent_load(desk, first_now) == VG_OK, "messages", "cannot be read");
}

static void
close_desk(void)
{
	for (size_t i = 0; i < n_tables; i++) {
		sqlite3_finalize(tables[i].empty);
		sqlite3_finalize(tables[i].fill);
	}
	n_tables = 0;
	vg_desk_close(desk);
	desk = NULL;
}

/* A night's sweep takes away what is old, and nothing here is. */
static void
open_desk(const char *tree)
{
	const char *path = vg_mem_format("%s/%s", VG_CHECKOUT, tree);
	struct vg_detail d = {0};
	struct vg_conf *conf = NULL;
	struct vg_buf content;

	vg_buf_init(&content, 0);
	must(vg_file_read(path, &content, &d) == VG_OK, tree, d.text);
	const struct vg_desk_revision revision = {
	    vg_buf_text(&content), "file", "vigie", ""};
	must(
	    vg_desk_open(":memory:", packs, first_now, &desk, &d) == VG_OK, tree, d.text);
	vg_desk_set_context(desk, context);
	must(vg_desktree_read(context, vg_buf_text(&content), tree, NULL, &conf, &d) ==
		VG_OK,
	    tree, d.text);
	must(vg_desk_set_conf(desk, conf, &revision, first_now, &d) == VG_OK, tree,
	    d.text);
	vg_buf_fini(&content);
	run_sql("DELETE FROM due WHERE kind = 'sweep'");
	drop_guards();
	first_step = desk->step;
	first_revision = desk->revision;
	keep_tables();
	vg_text_copy(tree_now, sizeof(tree_now), tree);
}

bool
vg_orderdesk_begin(void)
{
	struct vg_detail d = {0};
	union {
		int (*full)(sqlite3 *, const char **, const void *);
		void (*plain)(void);
	} note = {note_connection};

	sqlite3_auto_extension(note.plain);
	if (vg_context_new(&context, &d) == VG_OK &&
	    vg_packload_folder(context, NULL, NULL, 0, &packs, &d) == VG_OK)
		return true;
	fprintf(stderr, "order: %s\n", d.text);
	return false;
}

void
vg_orderdesk_end(void)
{
	close_desk();
	vg_packset_free(packs);
	vg_context_free(context);
}

int64_t
vg_orderdesk_take_tree(const struct vg_orderstream *stream)
{
	if (!desk || strcmp(tree_now, stream->tree) != 0) {
		if (desk)
			close_desk();
		open_desk(stream->tree);
	}
	return (int64_t)desk->conf->hole_wait_s * VG_SECOND_US;
}

/*
 * --- the end
 * ---------------------------------------------------------------------------------------
 */

/*
 * What stands and how often it was told; the cases and what is in them.  Left out is what the
 * collector makes of when it hears an agent, which no message says: its silence, and how far its
 * clock is off.
 */
#define ROAD "('agent-silent', 'agent-clock-offset', 'collector-deaf')"
static const char end_sql[] =
    "SELECT 'alarm ' || resource || ' ' || kind || '/' || qualifier || ' severity ' || severity"
    " || ' repeats ' || repeats || ' raises ' || (SELECT count(*) FROM raise WHERE alarm = a.id)"
    " || CASE WHEN flapping THEN ' flapping' ELSE '' END"
    " FROM alarm a WHERE cleared = 0 AND kind NOT IN " ROAD " UNION ALL"
    " SELECT 'case ' || subject || ' ' || class || ' ' || state || ' ' || fault || ' severity ' ||"
    " severity || ' of ' || coalesce((SELECT group_concat(who, ', ') FROM (SELECT role || ' ' ||"
    " resource || ' ' || kind || '/' || qualifier || CASE WHEN cleared THEN ' (over)' ELSE '' END"
    " AS who FROM alarm WHERE case_number = c.number AND kind NOT IN " ROAD
    " ORDER BY 1)),"
    " 'nothing') FROM support_case c WHERE class <> 'agent' ORDER BY 1";

static void
write_end(struct vg_buf *end)
{
	static sqlite3_stmt *s;
	static const sqlite3 *of;

	if (of != raw) {
		s = prepare(end_sql);
		of = raw;
	}
	vg_buf_reset(end);
	while (sqlite3_step(s) == SQLITE_ROW)
		vg_buf_addf(end, "  %s\n", (const char *)sqlite3_column_text(s, 0));
	sqlite3_reset(s);
}

/* With what is due, for who looks. */
static bool
fail(struct vg_buf *end, const char *what)
{
	sqlite3_stmt *s = prepare(
	    "SELECT kind || ' of ' || object || ' at ' || at FROM due ORDER BY at LIMIT 5");

	vg_buf_reset(end);
	vg_buf_addf(end, "  failed: %s\n", what);
	while (sqlite3_step(s) == SQLITE_ROW)
		vg_buf_addf(end, "  due: %s\n", (const char *)sqlite3_column_text(s, 0));
	sqlite3_finalize(s);
	return false;
}

/*
 * --- dues
 * ------------------------------------------------------------------------------------------
 */

static void
add_due(struct vg_orderdues *dues, int64_t at)
{
	size_t i = dues->n;

	while (i > 0 && dues->at[i - 1] > at)
		i--;
	if (i > 0 && dues->at[i - 1] == at)
		return;
	dues->at = vg_mem_grow(dues->at, &dues->room, dues->n, sizeof(*dues->at));
	memmove(&dues->at[i + 1], &dues->at[i], (dues->n - i) * sizeof(*dues->at));
	dues->at[i] = at;
	dues->n++;
}

/* What waits for a fault's own time; an agent's silence and a hole wait for messages. */
static void
note_dues(struct vg_orderdues *dues)
{
	static const char sql[] =
	    "SELECT DISTINCT at FROM due WHERE kind NOT IN ('hole', 'warn',"
	    " 'next-due', 'suggest', 'silent')";
	sqlite3_stmt *s = dues ? prepare(sql) : NULL;

	while (s && sqlite3_step(s) == SQLITE_ROW)
		add_due(dues, sqlite3_column_int64(s, 0));
	sqlite3_finalize(s);
}

/*
 * --- playing
 * ---------------------------------------------------------------------------------------
 */

/* Time passes until 'until', each due row at its own moment. */
static bool
pass(int64_t until, struct vg_orderdues *dues)
{
	for (int i = 0; i < MAX_TURNS; i++) {
		struct vg_wall due = vg_desk_next_due(desk);
		if (!vg_instant_is_set(due) || due.us > until)
			return true;
		if (dues)
			add_due(dues, due.us);
		if (vg_desk_run_due(desk, due) != VG_OK)
			return false;
		note_dues(dues);
	}
	return false;
}

static bool
take(
    const struct vg_orderstream *stream, const struct vg_orderarrival *arrivals, size_t n)
{
	struct vg_trap traps[BATCH];
	enum vg_intake_result results[BATCH];
	const struct vg_wall now = {arrivals[0].at};

	for (size_t i = 0; i < n; i++) {
		traps[i] = stream->messages[arrivals[i].message].trap;
		traps[i].received = now;
	}
	return vg_desk_intake(desk, traps, n, now, results, NULL) == VG_OK;
}

bool
vg_orderdesk_play(const struct vg_orderstream *stream,
    const struct vg_orderarrival *arrivals, size_t n, struct vg_buf *end,
    struct vg_orderdues *dues)
{
	put_back();
	for (size_t i = 0; i < n;) {
		size_t together = 1;
		while (i + together < n && together < BATCH &&
		    arrivals[i + together].at == arrivals[i].at)
			together++;
		if (!pass(arrivals[i].at, dues))
			return fail(end, "what is due");
		if (!take(stream, &arrivals[i], together))
			return fail(end, "the intake");
		note_dues(dues);
		i += together;
	}
	if (n && !pass(arrivals[n - 1].at + NEAR_US, NULL))
		return fail(end, "what is due after the end, or it has none");
	write_end(end);
	return true;
}
