/*
 * Trap to event to desk, with a memory: the input is a row of steps for a desk on a database in
 * memory: foreign traps by the packs' notifications with any varbinds, messages of agents with any
 * fields, time, trees, commands.  After each, what must always hold is asked of the database.
 *
 * Each step is an octet and what it draws; texts are words that mean something here, or octets of
 * the input.  VIGIE_FUZZ_TELL=1 tells after each input what it came to.
 */
#include <sqlite3.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/deskcore.h"
#include "collector/desk/deskrepeat.h"
#include "collector/desk/record/deskcount.h"
#include "collector/desk/record/deskrecent.h"
#include "collector/desk/tree/desktreenow.h"
#include "lib/base/buf.h"
#include "lib/base/cursor.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/snmp/gate.h"
#include "lib/snmp/pollcodec.h"
#include "lib/yang/context.h"
#include "lib/yang/packload.h"
#include "tests/fuzz/fuzzrules.h"
#include "tests/play/playsay.h"
#include "tests/play/playtree.h"

static sqlite3 *raw; /* the desk's own connection */

enum { MAX_STEPS = 60, MAX_VARBINDS = 6, TEXT = 80 };

static struct vg_context *context;
static struct vg_packset *packs;
static char trace[MAX_STEPS][64];
static int n_steps;
static bool has_changed; /* the tree */

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

__attribute__((noreturn)) static void
broken(const char *what, const char *seen)
{
	for (int i = 0; i < n_steps; i++)
		fprintf(stderr, "step %d: %s\n", i + 1, trace[i]);
	fprintf(stderr, "does not hold: %s (%s)\n", what, seen);
	abort();
}

/* --- what must always hold ------------------------------------------------------------------- */

static void
check(struct vg_play *p)
{
	struct vg_desk_counts c;
	struct vg_detail detail;

	fuzzrules_check(raw, broken);
	vg_desk_counts(p->desk, &c);
	if (c.stored != c.applied + c.unapplied + c.history + c.waiting ||
	    c.stored != fuzzrules_count(raw, "SELECT count(*) FROM message"))
		broken("the counts of messages add up", "");
	if (vg_desk_verify(p->desk, &detail) != VG_OK)
		broken("journal and audit verify", detail.text);
	if (sqlite3_get_autocommit(raw) == 0)
		broken("no transaction is left open", "");
}

/* --- drawing --------------------------------------------------------------------------------- */

static const char *
one_of(struct vg_cursor *in, const char *const *words, size_t n)
{
	return words[vg_cursor_u8(in) % n];
}
#define ONE_OF(in, words) one_of(in, words, sizeof(words) / sizeof((words)[0]))

/* Octets of the input as text. */
static char *
draw_text(struct vg_cursor *in, char text[TEXT])
{
	size_t size = vg_cursor_u8(in) % (TEXT - 1);

	if (size > vg_cursor_left(in))
		size = vg_cursor_left(in);
	if (size > 0)
		memcpy(text, vg_cursor_take(in, size), size);
	text[size] = '\0';
	return text;
}

static const struct vg_kind *
draw_kind(struct vg_cursor *in)
{
	const struct vg_pack *pack =
	    vg_packset_at(packs, vg_cursor_u8(in) % vg_packset_count(packs));

	for (size_t i = 0; !pack->n_kinds && i < vg_packset_count(packs); i++)
		pack = vg_packset_at(packs, i);
	return &pack->kinds[vg_cursor_u8(in) % pack->n_kinds];
}

static char *
draw_word(struct vg_cursor *in, const char *word, char text[TEXT])
{
	if (*word == '*')
		return draw_text(in, text);
	vg_text_copy(text, TEXT, word);
	return text;
}

/* --- steps ----------------------------------------------------------------------------------- */

static void
say(struct vg_play *p, const char *line, char **words)
{
	p->said[0] = '\0';
	if (!vg_playsay_find(line)->run(p, words) && strncmp(p->said, "intake:", 7) == 0)
		broken("a message is taken or refused, never failed", p->said);
	if (p->result == VG_INTAKE_FAILED)
		broken("a message is taken or refused, never failed", line);
}

/* "?": any kind of any pack. */
static void
draw_kind_name(struct vg_cursor *in, char kind[TEXT])
{
	static const char *const kinds[] = {"psu-failed", "psu-failed", "fan-failed",
	    "link-down", "board-failed", "device-unreachable", "?", "?", "*"};
	const char *word = ONE_OF(in, kinds);

	if (*word == '?')
		vg_text_copy(kind, TEXT, draw_kind(in)->name);
	else
		draw_word(in, word, kind);
}

/* A fault of an agent: device, resource, kind, severity. */
static void
step_fault(struct vg_play *p, struct vg_cursor *in)
{
	static const char *const lines[] = {"raise", "raise", "clear", "change", "fill"};
	static const char *const devices[] = {"ne-7", "ne-7", "ne-8", "ne-9", "*"};
	static const char *const parts[] = {
	    "psu/1", "psu/2", "fan/1", "link/2", "-", "board/3", "*"};
	static const char *const severities[] = {
	    "major", "minor", "critical", "warning", "cleared", "none"};
	const char *line = ONE_OF(in, lines);
	char device[TEXT], part[TEXT], kind[TEXT], severity[TEXT];
	char *words[5] = {device, part, kind, severity, NULL};

	draw_word(in, ONE_OF(in, devices), device);
	draw_word(in, ONE_OF(in, parts), part);
	draw_kind_name(in, kind);
	draw_word(in, ONE_OF(in, severities), severity);
	say(p, line, words);
}

static void
step_order(struct vg_play *p, struct vg_cursor *in)
{
	static const char *const lines[] = {"skip", "again", "poison", "agent", "spool"};
	static const char *const agents[] = {"lyon-2", "lyon-2", "paris-1", "*"};
	static const char *const spools[] = {"playplay", "secondly", "thirdly_"};
	const char *line = ONE_OF(in, lines);
	char name[TEXT], number[24];
	char *words[3] = {name, NULL, NULL};

	draw_word(in, *line == 's' ? ONE_OF(in, spools) : ONE_OF(in, agents), name);
	if (strcmp(line, "again") == 0 && !p->last.event.key.agent[0])
		return;
	if (strcmp(line, "spool") == 0) {
		snprintf(number, sizeof(number), "%u", 1 + vg_cursor_u8(in) % 20u);
		words[1] = number;
	}
	say(p, line, words);
}

static void
step_body(struct vg_play *p, struct vg_cursor *in)
{
	static const char *const bodies[] = {
	    "{\"queue\":3,\"standing\":1,\"version\":\"0.1\",\"clock-offset-ms\":0}",
	    "{\"device\":\"ne-7\",\"model\":\"SSG-500\",\"serial\":\"SN-7\"}",
	    "{\"standing\":[{\"resource\":\"device/ne-7/psu/1\",\"kind\":\"psu-failed\"}]}",
	    "{\"standing\":[]}", "[]", "{}", "", "*"};
	static const char *const lines[] = {"heartbeat", "inventory", "standing"};
	char text[TEXT], count_text[8], *copy;
	const char *line = ONE_OF(in, lines), *body = ONE_OF(in, bodies);

	copy = vg_mem_text(*body == '*' ? draw_text(in, text) : body);
	unsigned parts = vg_cursor_u8(in) % 5u;
	snprintf(count_text, sizeof(count_text), "%u", parts);
	char *whole[2] = {copy, NULL};
	char *in_parts[4] = {count_text, text, copy, NULL};
	if (parts > 1 && *line != 'h') {
		vg_text_copy(text, sizeof(text), line);
		say(p, "parts", in_parts);
	} else {
		say(p, line, whole);
	}
	free(copy);
}

static void
step_gap(struct vg_play *p, struct vg_cursor *in)
{
	char from[24], to[24];
	uint64_t first = p->sequence + 1 + vg_cursor_u8(in) % 4u;
	char *words[3] = {from, to, NULL};

	snprintf(from, sizeof(from), "%llu", (unsigned long long)first);
	snprintf(to, sizeof(to), "%llu",
	    (unsigned long long)(first - 2 + vg_cursor_u8(in) % 8u));
	say(p, "gap", words);
}

static void
step_evidence(struct vg_play *p, struct vg_cursor *in)
{
	static const char *const parts[] = {"psu/1", "psu/2", "-", "*"};
	char device[TEXT] = "ne-7", part[TEXT], kind[TEXT], number[8];
	char *words[5] = {device, part, kind, number, NULL};

	draw_word(in, ONE_OF(in, parts), part);
	/* The line writes JSON of its own around it. */
	for (char *c = part; *c; c++)
		*c = *c == '"' || *c == '\\' ? '_' : *c;
	vg_text_copy(kind, sizeof(kind), "psu-failed");
	snprintf(number, sizeof(number), "%u", 1 + vg_cursor_u8(in) % 3u);
	say(p, "evidence", words);
}

static void
draw_value(struct vg_cursor *in, const struct vg_trap_rule *rule, struct vg_value *value)
{
	unsigned char how = vg_cursor_u8(in);
	char text[TEXT];

	switch (how % 7) {
	case 0:
		vg_value_set_integer(value,
		    rule->n_values ? rule->values[vg_cursor_u8(in) % rule->n_values]
				   : (int8_t)vg_cursor_u8(in));
		break;
	case 1:
		vg_value_set_integer(value, (int32_t)vg_cursor_u32(in));
		break;
	case 2:
		vg_value_set_number(value, VG_VALUE_COUNTER64, vg_cursor_u64(in));
		break;
	case 3:
		draw_text(in, text);
		vg_value_set_octets(value, VG_VALUE_OCTETS, text, strlen(text));
		break;
	case 4:
		vg_value_set_oid(value,
		    rule->match_pointer.n_arcs ? &rule->match_pointer
					       : &rule->notification);
		break;
	case 5:
		vg_value_set_octets(value, VG_VALUE_ADDRESS, "\x7F\0\0\x07", 4);
		break;
	default:
		value->type = VG_VALUE_NONE;
	}
}

static void
draw_object(struct vg_cursor *in, const struct vg_trap_rule *rule, struct vg_oid *oid)
{
	const struct vg_oid *const objects[] = {&rule->match_object, &rule->also_object,
	    &rule->index_of, &rule->text_of, &rule->name_of, &rule->notification};

	vg_oid_copy(oid, objects[vg_cursor_u8(in) % 6]);
	if (oid->n_arcs == 0)
		vg_oid_parse("1.3.6.1.4.1.99999.1", oid);
	for (unsigned i = vg_cursor_u8(in) % 4u; i > 0; i--)
		vg_oid_append(oid, vg_cursor_u8(in));
}

/* A notification that a pack knows, from a device, a stranger or nobody. */
static void
step_trap(struct vg_play *p, struct vg_cursor *in)
{
	static const char *const sources[] = {
	    "127.0.0.7", "127.0.0.8", "127.0.0.66", "::1"};
	struct vg_varbind varbinds[MAX_VARBINDS];
	struct vg_trap trap = {.received = p->now, .varbinds = varbinds};
	enum vg_intake_result result = VG_INTAKE_FAILED;
	struct vg_detail detail = {0};
	const struct vg_pack *pack =
	    vg_packset_at(packs, vg_cursor_u8(in) % vg_packset_count(packs));
	static const struct vg_trap_rule nothing = {.notification = {{1, 3, 6, 1, 9}, 5}};
	const struct vg_trap_rule *rule = pack->n_trap_rules
	    ? &pack->trap_rules[vg_cursor_u8(in) % pack->n_trap_rules]
	    : &nothing;
	const char *source = ONE_OF(in, sources);

	memset(varbinds, 0, sizeof(varbinds));
	trap.version = 1 + vg_cursor_u8(in) % 3;
	trap.auth_priv = trap.version == 3;
	if (trap.version == 3)
		vg_text_copy(trap.user, sizeof(trap.user), "lyon-2");
	trap.source_port = ++p->port;
	trap.uptime = vg_cursor_u8(in);
	vg_text_copy(trap.source, sizeof(trap.source), source);
	vg_oid_copy(&trap.oid, &rule->notification);
	if (vg_cursor_peek(in) == 0xFE)
		vg_oid_append(&trap.oid, vg_cursor_u8(in));
	trap.n_varbinds = vg_cursor_u8(in) % (MAX_VARBINDS + 1);
	for (size_t i = 0; i < trap.n_varbinds; i++) {
		draw_object(in, rule, &varbinds[i].oid);
		draw_value(in, rule, &varbinds[i].value);
	}
	vg_pollcodec_notification(
	    &trap.pdu, VG_PDU_TRAP, 7, trap.uptime, &trap.oid, varbinds, trap.n_varbinds);
	int code = vg_desk_intake(p->desk, &trap, 1, p->now, &result, &detail);
	if (code != VG_OK || result == VG_INTAKE_FAILED)
		broken("a trap is taken or refused, never failed", detail.text);
	for (size_t i = 0; i < MAX_VARBINDS; i++)
		vg_value_fini(&varbinds[i].value);
	vg_buf_fini(&trap.pdu);
}

static void
run_due(struct vg_play *p)
{
	vg_desk_look_at_clocks(p->desk, p->now, (struct vg_mono){p->now.us - p->stepped});
	if (vg_desk_run_due(p->desk, p->now) != VG_OK)
		broken("what is due can be done", "");
}

/* Time passes, each due row at its moment; or nobody looks until it has passed. */
static void
step_time(struct vg_play *p, struct vg_cursor *in)
{
	static const int64_t spans[] = {VG_SECOND_US, 31 * VG_SECOND_US,
	    91 * VG_SECOND_US, 5 * VG_MINUTE_US, VG_HOUR_US, 13 * VG_HOUR_US, VG_DAY_US,
	    3 * VG_DAY_US};
	unsigned char how = vg_cursor_u8(in);
	struct vg_wall until = vg_instant_add(p->now, spans[how % 8]);

	for (int i = 0; how < 0x80 && i < 200; i++) {
		struct vg_wall due = vg_desk_next_due(p->desk);
		if (!vg_instant_is_set(due) || vg_instant_compare(due, until) > 0)
			break;
		if (vg_instant_compare(due, p->now) > 0)
			p->now = due;
		run_due(p);
	}
	p->now = until;
	if (how >= 0xF0)
		p->stepped += spans[how % 8];
	run_due(p);
}

static void
step_tree(struct vg_play *p, struct vg_cursor *in)
{
	static const char *const trees[] = {"base.json", "no-contract.json",
	    "no-hold.json", "two-agents.json", "direct.json", "contract-ended.json",
	    "planned.json"};

	/* Reading one takes longer than all other steps together. */
	if (vg_cursor_u8(in) >= 0x40 || has_changed)
		return;
	vg_playtree_file(p, ONE_OF(in, trees));
	has_changed = true;
}

static void
step_command(struct vg_play *p, struct vg_cursor *in)
{
	static const char *const verbs[] = {"take", "note", "reply", "close", "resolve",
	    "void", "release", "intervene", "split", "merge"};
	static const char *const users[] = {"claire", "marc", "vera"};
	char object[24], text[TEXT], other[24];
	const char *user = ONE_OF(in, users), *verb = ONE_OF(in, verbs);
	const struct vg_conf_user *known = vg_conf_user(vg_desk_conf(p->desk), user);
	const struct vg_actor actor = {
	    .user = user, .door = "fuzz", .role = known ? known->role : VG_ROLE_NONE};

	snprintf(object, sizeof(object), "2026-00000%u", 1 + vg_cursor_u8(in) % 4u);
	snprintf(other, sizeof(other), "2026-00000%u", 1 + vg_cursor_u8(in) % 4u);
	const struct vg_act_arg args[] = {{"text", draw_text(in, text)},
	    {"cause", "hardware"}, {"cure", "replaced"}, {"into", other},
	    {"reason", "a reason"}};
	const struct vg_act act = {.verb = verb,
	    .object = object,
	    .args = args,
	    .n_args = sizeof(args) / sizeof(args[0])};
	struct vg_act_result result = {0};
	struct vg_detail detail = {0};

	int code = vg_desk_act(p->desk, &actor, &act, p->now, &result, &detail);
	if (code == VG_EIO || code == VG_EFULL || code == VG_ECORRUPT)
		broken("a command is done or refused, never failed", detail.text);
	free(result.document);
}

static const struct {
	const char *name;
	void (*run)(struct vg_play *p, struct vg_cursor *in);
} steps[] = {
    {"fault", step_fault},
    {"trap", step_trap},
    {"fault", step_fault},
    {"time", step_time},
    {"order", step_order},
    {"trap", step_trap},
    {"body", step_body},
    {"gap", step_gap},
    {"evidence", step_evidence},
    {"tree", step_tree},
    {"command", step_command},
};

/* --- a desk ---------------------------------------------------------------------------------- */

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
set_up(void)
{
	struct vg_detail detail;
	union {
		int (*full)(sqlite3 *, const char **, const void *);
		void (*plain)(void);
	} note = {note_connection};

	sqlite3_auto_extension(note.plain);
	if (vg_context_new(&context, &detail) != VG_OK ||
	    vg_packload_folder(context, NULL, NULL, 0, &packs, &detail) != VG_OK) {
		fprintf(stderr, "%s\n", detail.text);
		abort();
	}
}

/*
 * Opening a desk takes longer than a hundred steps, so there is one, and after each input every
 * table holds again what it held at first.
 */
static struct vg_desk *desk;
static struct vg_step first_step;
static int64_t first_revision;
static char *first_tree, *again_sql;
static struct vg_wall first_now;

static void
run_sql(const char *sql)
{
	char *error = NULL;

	if (sqlite3_exec(raw, sql, NULL, NULL, &error) != SQLITE_OK)
		broken(sql, error);
}

/* Copies of all tables, without what SQLite generates, and the text that brings them back. */
static void
keep_tables(void)
{
	struct vg_buf copy, back;
	sqlite3_stmt *s = NULL;

	vg_buf_init(&copy, 0);
	vg_buf_init(&back, 0);
	run_sql("ATTACH ':memory:' AS first");
	sqlite3_prepare_v2(raw,
	    "SELECT name, (SELECT group_concat(name) FROM pragma_table_info(m.name))"
	    " FROM main.sqlite_master m WHERE type = 'table' AND sql NOT NULL",
	    -1, &s, NULL);
	while (sqlite3_step(s) == SQLITE_ROW) {
		const char *n = (const char *)sqlite3_column_text(s, 0);
		const char *c = (const char *)sqlite3_column_text(s, 1);
		vg_buf_addf(
		    &copy, "CREATE TABLE first.c_%s AS SELECT %s FROM %s;", n, c, n);
		vg_buf_addf(&back, "DELETE FROM %s;INSERT INTO main.%s (%s)", n, n, c);
		vg_buf_addf(&back, " SELECT * FROM first.c_%s;", n);
	}
	sqlite3_finalize(s);
	run_sql(vg_buf_text(&copy));
	again_sql = vg_buf_give(&back);
	vg_buf_fini(&copy);
}

static void
put_tables_back(void)
{
	sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_FKEY, 0, NULL);
	run_sql("BEGIN");
	run_sql(again_sql);
	run_sql("COMMIT");
	sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
	sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_TRIGGER, 1, NULL);
}

static void
open_desk(struct vg_play *p)
{
	struct vg_detail detail;

	if (vg_desk_open(":memory:", packs, p->now, &desk, &detail) != VG_OK)
		broken("a desk opens", detail.text);
	vg_desk_set_context(desk, context);
	p->desk = desk;
	if (!vg_playtree_file(p, "two-agents.json") || !p->judged)
		broken("its tree is good", p->said);
	first_tree = vg_mem_text(p->content);
	first_step = desk->step;
	first_revision = desk->revision;
	first_now = p->now;
	keep_tables();
}

static void
begin(struct vg_play *p)
{
	vg_instant_parse("2026-07-09T08:00:00Z", &p->now);
	vg_text_copy(p->agent, sizeof(p->agent), "lyon-2");
	memcpy(p->spool, "playplay", VG_SPOOL_SIZE);
	p->context = context;
	if (!desk)
		open_desk(p);
	p->desk = desk;
	free(p->content);
	p->content = vg_mem_text(first_tree);
}

static void
end(struct vg_play *p)
{
	if (has_changed) {
		free(p->content);
		p->content = vg_mem_text(first_tree);
		p->now = first_now;
		if (!vg_playtree_again(p) || !p->judged)
			broken("the first tree is good again", p->said);
	}
	put_tables_back();
	desk->step = first_step;
	desk->revision = first_revision;
	vg_conf_free(desk->judge);
	desk->judge = NULL, desk->judge_revision = 0;
	/* What it knows without asking the tables: what is new in struct vg_desk comes here. */
	vg_deskrepeat_forget(desk);
	vg_desktreenow_forget(desk);
	desk->decided = (struct vg_desk_decided){0};
	if (vg_deskcount_open(desk) != VG_OK)
		broken("messages can be counted", "");
	vg_deskrecent_free(desk->recent);
	desk->recent = vg_deskrecent_new();
	if (vg_deskrecent_load(desk, first_now) != VG_OK)
		broken("what came lately can be read", "");
	free(p->says);
	free(p->document);
	free(p->content);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char why[256] = "";
	struct vg_play play = {.path = VG_CHECKOUT "/tests/play/fuzz",
	    .why = why,
	    .why_size = sizeof(why),
	    .judged = 1};
	struct vg_cursor in = vg_cursor_over(data, size);

	if (!context)
		set_up();
	n_steps = has_changed = 0;
	begin(&play);
	while (vg_cursor_left(&in) > 0 && n_steps < MAX_STEPS) {
		size_t step = vg_cursor_u8(&in) % (sizeof(steps) / sizeof(steps[0]));
		vg_text_format(trace[n_steps++], sizeof(trace[0]), "%s, %zu octets left",
		    steps[step].name, vg_cursor_left(&in));
		steps[step].run(&play, &in);
		check(&play);
	}
	if (getenv("VIGIE_FUZZ_TELL"))
		fuzzrules_tell(raw, n_steps);
	end(&play);
	return 0;
}
