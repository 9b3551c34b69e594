/*
 * SQL of what a replay needs.
 *
 * A list of columns COLUMNS(C) makes both ways: C(name) once for the object that a mark keeps, once
 * for the row that is made of it.  What such a list leaves out is a text of people, or is counted
 * anew.
 */
#include "collector/store/storereplay.h"

#include "collector/store/storeopen.h"

#define AT(name) [VG_STOREREPLAY_##name - VG_STOREREPLAY_FIRST]

const char vg_storereplay_tables[] =
    /* after: the newest message when it was done, or said */
    "CREATE TABLE act (id INTEGER PRIMARY KEY AUTOINCREMENT, after INTEGER NOT NULL,"
    " at INTEGER NOT NULL, line TEXT NOT NULL);"
    "CREATE INDEX act_at ON act (at);"
    "CREATE TABLE mark (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL,"
    " message INTEGER NOT NULL, act INTEGER NOT NULL, revision INTEGER NOT NULL);"
    "CREATE INDEX mark_at ON mark (at);"
    "CREATE TABLE mark_row (id INTEGER PRIMARY KEY AUTOINCREMENT, mark INTEGER NOT NULL,"
    " line TEXT NOT NULL);"
    "CREATE INDEX mark_row_of ON mark_row (mark, id);"
    /* Of the mark that is being made. */
    "CREATE TABLE mark_case (number TEXT PRIMARY KEY) WITHOUT ROWID;"
    "CREATE TABLE mark_alarm (id INTEGER PRIMARY KEY);"
    /* How often it was taken up again after it was closed. */
    "ALTER TABLE support_case ADD COLUMN recurred INTEGER NOT NULL DEFAULT 0;"
    "CREATE TRIGGER case_recurs AFTER UPDATE OF state ON support_case"
    " WHEN OLD.state = 'closed' AND NEW.state NOT IN ('closed','merged','void')"
    " BEGIN UPDATE support_case SET recurred = recurred + 1 WHERE number = NEW.number; END;"
    "CREATE INDEX case_closed_at ON support_case (closed, number) WHERE closed > 0;";

/*
 * The rows of a mark are written in one transaction and stand together: the mark knows its first
 * and last, and no index has to be told of each.  A mark is made when as much was recorded since
 * the last as that has rows, which those two say as well.
 */
const char vg_storereplay_ranges[] =
    "ALTER TABLE mark ADD COLUMN first_row INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE mark ADD COLUMN last_row INTEGER NOT NULL DEFAULT -1;"
    "UPDATE mark SET (first_row, last_row) = (SELECT coalesce(min(r.id), 0),"
    " coalesce(max(r.id), -1) FROM mark_row r WHERE r.mark = mark.id);"
    "DROP INDEX mark_row_of;";

/* Where the collector's clock may have gone back: times ascend between two of these. */
#define IS_STEP "substr(line, 1, 14) IN ('{\"type\":\"step\"', '{\"type\":\"boot\"')"
const char vg_storereplay_steps[] =
    "CREATE INDEX act_step ON act (at) WHERE " IS_STEP ";";

/* What may be undone is looked for by the time it went; and returns that a mark tells of. */
const char vg_storereplay_gone[] =
    "CREATE INDEX case_gone ON support_case (changed, number)"
    " WHERE state IN ('merged','void');"
    "CREATE INDEX rma_changed ON rma (changed);"
    "CREATE INDEX rma_open ON rma (case_number)"
    " WHERE state NOT IN ('closed','rejected','cancelled');";

/* Bodies and proofs go; what a rule may ask of the past stays longer. */
const char vg_storereplay_lets_go[] =
    "DROP TRIGGER journal_is_kept; DROP TRIGGER journal_text_is_kept;"
    "DROP TRIGGER audit_is_kept;"
    /* How things stood then is put back: a return is somewhere on its way. */
    "DROP TRIGGER rma_begins; DROP TRIGGER work_order_begins;"
    /* Nobody is paged again. */
    "DROP TRIGGER page_opened; DROP TRIGGER page_moved; DROP TRIGGER page_resolved;"
    "DROP TRIGGER page_shelved; DROP TRIGGER page_unshelved;"
    "DROP TRIGGER page_joined; DROP TRIGGER page_joined_new;"
    "CREATE INDEX alarm_message ON alarm (message) WHERE cleared = 0;"
    "CREATE TRIGGER message_goes AFTER INSERT ON message BEGIN"
    " DELETE FROM message WHERE id = NEW.id - 2000 AND state <> 'waiting'"
    " AND NOT EXISTS (SELECT 1 FROM alarm WHERE message = NEW.id - 2000 AND cleared = 0); END;"
    "CREATE TRIGGER journal_text_goes AFTER INSERT ON journal_text BEGIN"
    " DELETE FROM journal_text WHERE id = NEW.id; END;"
    /* What was answered stays. */
    "CREATE TRIGGER journal_goes AFTER INSERT ON journal BEGIN"
    " DELETE FROM journal WHERE id = NEW.id - 2000 AND kind NOT IN ('reply', 'call'); END;"
    "CREATE TRIGGER happening_goes AFTER INSERT ON happening BEGIN"
    " DELETE FROM happening WHERE id = NEW.id - 1000; END;"
    "CREATE TRIGGER audit_goes AFTER INSERT ON audit BEGIN"
    " DELETE FROM audit WHERE id = NEW.id - 1000; END;"
    "CREATE TRIGGER raise_goes AFTER INSERT ON raise BEGIN"
    " DELETE FROM raise WHERE rowid = NEW.rowid - 400000; END;";

/* --- a column, both ways ---------------------------------------------------------------------- */

#define SAYS(column) ", '" #column "', xx." #column
#define NAMES(column) ", " #column
#define TAKES(column) ", json_extract(?1, '$.values." #column "')"

#define LINE(table, columns)                                                             \
	"json_object('type', 'row', 'table', '" table                                    \
	"', 'values', json_object('is', 0" columns(SAYS) "))"
#define WRITE(table, columns, from)                                                      \
	"INSERT INTO mark_row (mark, line) SELECT ?1, " LINE(table, columns) " FROM " from
#define PUT(table, columns, more, values)                                                \
	"INSERT INTO " table " (" more columns(NAMES) ") SELECT " values columns(TAKES)

/* Each call would be indented more than the one before. */
/* clang-format off */
#define CASE_COLUMNS(C) C(state) C(before) C(fault) C(subject) C(class) C(severity) \
	C(owner) C(ball) C(client) C(site) C(device) C(supplier) C(contract) C(mode) \
	C(entitlement) C(revision) C(opened) C(changed) C(closed) C(rung) C(worse) \
	C(opened_for) C(level) C(request) C(solved) C(recurred) \
	C(rule) C(priority) C(queue)
#define CASE_NAMED(C) C(number) CASE_COLUMNS(C)
#define ALARM_COLUMNS(C) C(kind) C(qualifier) C(device) C(agent) C(severity) C(cleared) \
	C(created) C(raised) C(changed) C(case_number) C(role) C(rung) C(class) C(cause) \
	C(repeats) C(source) C(serial) C(known) C(flapping) C(held) C(pending) C(message) \
	C(plain) C(alone) C(id)
#define ALARM_NAMED(C) C(resource) ALARM_COLUMNS(C)
#define MESSAGE_COLUMNS(C) C(agent) C(sequence) C(type) C(received) C(state)
/* The spool's octets are written in hexadecimal, and come back bound. */
#define MESSAGE_NAMED(C) C(id) C(spool) MESSAGE_COLUMNS(C)
#define RAISE_COLUMNS(C) C(at)
#define RAISE_NAMED(C) C(alarm) RAISE_COLUMNS(C)
#define TARGET_COLUMNS(C) C(name) C(part) C(warned)
#define TARGET_NAMED(C) C(case_number) TARGET_COLUMNS(C)
#define LEDGER_COLUMNS(C) C(name) C(part) C(act) C(at) C(recorded) C(variant) C(left_us) \
	C(revision) C(due) C(last_day) C(cause)
#define LEDGER_NAMED(C) C(case_number) LEDGER_COLUMNS(C)
#define SUGGESTION_COLUMNS(C) C(resource) C(grade) C(part) C(serial) C(rule) C(since) C(kind)
#define SUGGESTION_NAMED(C) C(case_number) SUGGESTION_COLUMNS(C)
#define ENTRY_COLUMNS(C) C(happened) C(recorded) C(kind) C(side) C(ball)
#define ENTRY_NAMED(C) C(case_number) ENTRY_COLUMNS(C)
#define AGENT_COLUMNS(C) C(applied) C(heard) C(state) C(queue) C(standing)
#define AGENT_NAMED(C) C(name) C(spool) AGENT_COLUMNS(C)
#define SILENCE_COLUMNS(C) C(base) C(stage) C(deaf) C(back) C(missed) C(last)
#define SILENCE_NAMED(C) C(agent) SILENCE_COLUMNS(C)
#define BEAT_COLUMNS(C) C(at) C(offset_ms) C(cycle_age_ms) C(cycle_ms) C(digest) \
	C(agrees) C(lost) C(held) C(interval_ms)
#define BEAT_NAMED(C) C(agent) BEAT_COLUMNS(C)
#define DEVICE_COLUMNS(C) C(family) C(model) C(serial) C(software) C(hardware) C(heard)
#define DEVICE_NAMED(C) C(name) DEVICE_COLUMNS(C)
#define DUE_COLUMNS(C) C(object) C(at)
#define DUE_NAMED(C) C(kind) DUE_COLUMNS(C)
#define META_COLUMNS(C) C(value)
#define META_NAMED(C) C(name) META_COLUMNS(C)
#define SPOOL_COLUMNS(C) C(agent) C(at)
#define SPOOL_NAMED(C) C(spool) SPOOL_COLUMNS(C)
#define SHELF_COLUMNS(C) C(shelf) C(at)
#define SHELF_NAMED(C) C(alarm) SHELF_COLUMNS(C)
#define WORK_COLUMNS(C) C(work)
#define WORK_NAMED(C) C(alarm) WORK_COLUMNS(C)
#define TOGETHER_COLUMNS(C) C(site) C(kind) C(raised) C(device)
#define TOGETHER_NAMED(C) C(alarm) TOGETHER_COLUMNS(C)
#define REKEY_COLUMNS(C) C(at) C(subject) C(class) C(alarm)
#define REKEY_NAMED(C) C(case_number) REKEY_COLUMNS(C)
#define TIE_COLUMNS(C) C(case_number) C(other) C(kind) C(at) C(undone)
#define TIE_NAMED(C) C(id) TIE_COLUMNS(C)
#define TIE_ROLE_COLUMNS(C) C(alarm) C(role)
#define TIE_ROLE_NAMED(C) C(tie) TIE_ROLE_COLUMNS(C)
#define TIE_PART_COLUMNS(C) C(what) C(part)
#define TIE_PART_NAMED(C) C(tie) TIE_PART_COLUMNS(C)
#define TIE_CLOCK_COLUMNS(C) C(case_number) C(name) C(part) C(start) C(due) C(left_us)
#define TIE_CLOCK_NAMED(C) C(tie) TIE_CLOCK_COLUMNS(C)
#define TICKET_COLUMNS(C) C(number) C(opened) C(closed) C(stays)
#define TICKET_NAMED(C) C(case_number) TICKET_COLUMNS(C)
#define CHECK_COLUMNS(C) C(resource) C(rule) C(result) C(happened) C(recorded)
#define CHECK_NAMED(C) C(case_number) CHECK_COLUMNS(C)
#define FAMILY_COLUMNS(C) C(kind) C(supplier) C(model) C(software) C(client) C(device) \
	C(opened)
#define FAMILY_NAMED(C) C(case_number) FAMILY_COLUMNS(C)
#define PROBLEM_COLUMNS(C) C(state) C(supplier) C(model) C(software) C(kind) C(opened) \
	C(changed) C(closed)
#define PROBLEM_NAMED(C) C(number) PROBLEM_COLUMNS(C)
#define PROBLEM_CASE_COLUMNS(C) C(case_number) C(client) C(device) C(linked)
#define PROBLEM_CASE_NAMED(C) C(problem) PROBLEM_CASE_COLUMNS(C)
#define RETURN_COLUMNS(C) C(case_number) C(state) C(kind) C(flow) C(attempt) C(device) \
	C(resource) C(part) C(serial) C(rule) C(holds_data) C(who) C(opened) C(moved) \
	C(changed) C(announced) C(new_serial) C(lent) C(seen) C(outcome) C(replaced) \
	C(clock) C(met_by_loan) C(confirmed)
#define RETURN_NAMED(C) C(number) RETURN_COLUMNS(C)
#define KEY_COLUMNS(C) C(side) C(given) C(recorded) C(who) C(taken)
#define KEY_NAMED(C) C(rma) KEY_COLUMNS(C)
#define RMA_NUMBER_COLUMNS(C) C(number) C(state) C(at) C(who)
#define RMA_NUMBER_NAMED(C) C(rma) RMA_NUMBER_COLUMNS(C)
#define SHIPMENT_COLUMNS(C) C(attempt) C(serial) C(ship_to) C(sent) C(how) C(ended)
#define SHIPMENT_NAMED(C) C(rma) SHIPMENT_COLUMNS(C)
#define RETURN_UNIT_COLUMNS(C) C(role) C(serial) C(state) C(data) C(changed)
#define RETURN_UNIT_NAMED(C) C(rma) RETURN_UNIT_COLUMNS(C)
#define STEP_COLUMNS(C) C(what) C(from_state) C(to_state) C(happened) C(recorded) C(who)
#define STEP_NAMED(C) C(rma) STEP_COLUMNS(C)
#define ORDER_COLUMNS(C) C(case_number) C(state) C(who) C(opened) C(moved) \
	C(valid_until) C(by_quote)
#define ORDER_NAMED(C) C(number) ORDER_COLUMNS(C)
#define VISIT_COLUMNS(C) C(case_number) C(rma) C(work_order) C(kind) C(state) \
	C(planned_for) C(who) C(opened) C(moved) C(finding)
#define VISIT_NAMED(C) C(number) VISIT_COLUMNS(C)
/* What rules ask: when it came, of which side, whether it is a request. */
#define MAIL_COLUMNS(C) C(taken) C(recorded) C(side) C(automatic) C(rung) C(state) \
	C(before) C(after) C(closed) C(target) C(opened) C(person) C(id)
#define MAIL_NAMED(C) C(case_number) MAIL_COLUMNS(C)
#define UNKNOWN_COLUMNS(C) C(opened) C(behind) C(person) C(case_number)
#define UNKNOWN_NAMED(C) C(mail) UNKNOWN_COLUMNS(C)
#define UNIT_COLUMNS(C) C(device) C(part) C(since) C(gone)
#define UNIT_NAMED(C) C(serial) UNIT_COLUMNS(C)
/* clang-format on */

#define OF_CASES(table)                                                                  \
	"mark_case mc CROSS JOIN " table " xx ON xx.case_number = mc.number"
/*
 * The entries that rules ask for when they happened: casework.c's answers, storemail.c's requests.
 */
#define ASKED                                                                            \
	"'reply','call','ask','escalate','link','intervene','merge','close','resolve',"  \
	"'void','take'"
#define FIRST(column) "json_extract(?1, '$.values." column "')"
#define MESSAGES                                                                         \
	"(SELECT me.id, hex(me.spool) AS spool, me.agent, me.sequence, me.type,"         \
	" me.received, me.state FROM mark_alarm ma CROSS JOIN alarm al ON al.id = ma.id" \
	" CROSS JOIN message me ON me.id = al.message WHERE me.agent <> ''"              \
	" GROUP BY me.id) xx"
#define AGENTS                                                                           \
	"(SELECT name, hex(spool) AS spool, applied, heard, state, queue, standing"      \
	" FROM agent) xx"
#define OF_ALARMS(table) "mark_alarm ma CROSS JOIN " table " xx ON xx.alarm = ma.id"
/* Both cases are in the mark. */
#define BOTH                                                                             \
	"mark_case mc CROSS JOIN tie ti ON ti.case_number = mc.number"                   \
	" CROSS JOIN mark_case mo ON mo.number = ti.other"
/* In the order in which they came. */
#define OF_RETURNS(table)                                                                \
	"mark_case mc CROSS JOIN rma ON rma.case_number = mc.number CROSS JOIN " table   \
	" xx ON xx.rma = rma.number ORDER BY xx.id"
#define TIES                                                                             \
	"(SELECT ti.id, ti.case_number, ti.other, ti.kind, ti.at, ti.undone FROM " BOTH  \
	" ORDER BY ti.id) xx"
#define OF_TIES(table) BOTH " CROSS JOIN " table " xx ON xx.tie = ti.id"
/* A cause that a rule asks for is one of these (sla.c, desklife.c); others may be a person's. */
#define LEDGER                                                                           \
	"(SELECT le.id, le.case_number, le.name, le.part, le.act, le.at, le.recorded,"   \
	" le.variant, le.left_us, le.revision, le.due, le.last_day,"                     \
	" CASE WHEN le.cause IN ('waiting-client', 'waiting-access', 'void',"            \
	" 'P6: not a malfunction') THEN le.cause ELSE '' END AS cause"                   \
	" FROM mark_case mc CROSS JOIN ledger le ON le.case_number = mc.number) xx"
#define SPOOLS "(SELECT agent, hex(spool) AS spool, at FROM spool_ended) xx"

static const char *const statements[] = {
    AT(ACT_ADD) = "INSERT INTO act (after, at, line) VALUES (?1, ?2, ?3)",
    AT(ACT_LAST) = "SELECT coalesce(max(id), 0) FROM act",
    AT(ACTS) = "SELECT id, after, at, line FROM act WHERE id > ?1 ORDER BY id LIMIT ?2",
    AT(STEP_LAST) =
	"SELECT id, after FROM act WHERE id = (SELECT max(id) FROM act WHERE " IS_STEP
	" AND at <= ?1)",
    AT(ACT_SWEEP) = "DELETE FROM act WHERE id IN (SELECT id FROM act WHERE at < ?1"
		    " ORDER BY at LIMIT ?2)",
    AT(ALIVE) =
	"SELECT max("
	/* One from before the last act may be of a clock that was set back since: that is an act. */
	" coalesce((SELECT received FROM message WHERE id = (SELECT max(id) FROM message)"
	"  AND id > coalesce((SELECT after FROM act WHERE id = (SELECT max(id) FROM act)), 0)), 0),"
	/* What happens to a target is told of when it was so, which may lie ahead. */
	" coalesce((SELECT at FROM happening WHERE id = (SELECT max(id) FROM happening)"
	"  AND kind NOT GLOB 'target-*'), 0),"
	" coalesce((SELECT at FROM act WHERE id = (SELECT max(id) FROM act)), 0))",
    AT(MARK_ADD) =
	"INSERT INTO mark (at, message, act, revision, first_row) VALUES (?1, ?2, ?3, ?4,"
	" 1 + coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'mark_row'), 0))",
    AT(MARK_END) =
	"UPDATE mark SET last_row = coalesce((SELECT max(id) FROM mark_row), -1)"
	" WHERE id = ?1",
    AT(MARK_LAST) = "SELECT at, message, act, last_row - first_row + 1 FROM mark"
		    " ORDER BY id DESC LIMIT 1",
    AT(MARK_AT) = "SELECT id, at, message, act, revision FROM mark WHERE at <= ?1"
		  " ORDER BY at DESC, id DESC LIMIT 1",
    AT(MARK_OLDEST) = "SELECT min(at) FROM mark",
    AT(MARK_SWEEP) = "DELETE FROM mark WHERE at < ?1 AND at < (SELECT max(at) FROM mark)",
    AT(ROW_SWEEP) = "DELETE FROM mark_row WHERE id <"
		    " (SELECT first_row FROM mark ORDER BY id LIMIT 1)"
		    " AND id < (SELECT min(id) FROM mark_row) + ?1",
    AT(ROWS) = "SELECT r.id, r.line FROM mark m CROSS JOIN mark_row r"
	       " WHERE m.id = ?1 AND r.id > max(?2, m.first_row - 1)"
	       " AND r.id <= m.last_row ORDER BY r.id LIMIT ?3",
    AT(WAITING) = "SELECT 1 FROM message WHERE state = 'waiting' LIMIT 1",
    AT(FORGET_CASES) = "DELETE FROM mark_case",
    AT(FORGET_ALARMS) = "DELETE FROM mark_alarm",
    AT(NAME_OPEN) =
	"INSERT INTO mark_case SELECT number FROM support_case WHERE " VG_STOREOPEN_CASE,
    AT(NAME_CLOSED) = "INSERT OR IGNORE INTO mark_case SELECT number FROM support_case"
		      " WHERE closed > 0 AND closed > ?1",
    AT(NAME_GONE) = "INSERT OR IGNORE INTO mark_case SELECT number FROM support_case"
		    " WHERE state IN ('merged','void') AND changed > ?1",
    AT(NAME_STANDING) = "INSERT INTO mark_alarm SELECT id FROM alarm WHERE cleared = 0",
    AT(NAME_CLEARED) = "INSERT OR IGNORE INTO mark_alarm SELECT id FROM alarm"
		       " WHERE cleared = 1 AND changed > ?1",
    /* A case that is over for long may still hold one; of a family's, and of what went into
       another, a rule asks. */
    AT(NAME_CASES) = "INSERT OR IGNORE INTO mark_case SELECT al.case_number FROM"
		     " mark_alarm ma CROSS JOIN alarm al ON al.id = ma.id"
		     " WHERE al.case_number IS NOT NULL AND al.case_number <> ''",
    AT(NAME_RETURNS) = "INSERT OR IGNORE INTO mark_case SELECT case_number FROM rma"
		       " WHERE " VG_STOREOPEN_RETURN
		       " UNION SELECT case_number FROM rma WHERE changed > ?1",
    AT(NAME_FAMILIES) =
	"INSERT OR IGNORE INTO mark_case SELECT case_number FROM family_case"
	" UNION SELECT pc.case_number FROM problem pr CROSS JOIN problem_case pc"
	" ON pc.problem = pr.number WHERE pr.state = 'suggested'",
    AT(NAME_MERGED) = "INSERT OR IGNORE INTO mark_case SELECT ti.case_number FROM"
		      " mark_case mc JOIN tie ti ON ti.other = mc.number"
		      " WHERE ti.kind = 'merge' AND ti.undone = 0",
    AT(NAME_HELD) = "INSERT OR IGNORE INTO mark_alarm SELECT al.id FROM mark_case mc"
		    " CROSS JOIN alarm al ON al.case_number = mc.number",
    AT(MARK_CASES) = WRITE("case", CASE_NAMED,
	"mark_case mc CROSS JOIN support_case xx ON xx.number = mc.number"),
    AT(MARK_MESSAGES) = WRITE("message", MESSAGE_NAMED, MESSAGES),
    AT(MARK_ALARMS) =
	WRITE("alarm", ALARM_NAMED, "mark_alarm ma CROSS JOIN alarm xx ON xx.id = ma.id"),
    AT(MARK_RAISES) = WRITE("raise", RAISE_NAMED,
	"mark_alarm ma CROSS JOIN raise xx ON xx.alarm = ma.id AND xx.at > ?2"),
    AT(MARK_TARGETS) = WRITE("target", TARGET_NAMED, OF_CASES("target")),
    AT(MARK_LEDGER) = WRITE("ledger", LEDGER_NAMED, LEDGER) " ORDER BY xx.id",
    AT(MARK_SUGGESTIONS) = WRITE("suggestion", SUGGESTION_NAMED, OF_CASES("suggestion")),
    AT(MARK_ENTRIES) = WRITE("journal", ENTRY_NAMED,
	OF_CASES("journal") " AND xx.kind IN (" ASKED ")") " ORDER BY xx.id",
    AT(MARK_AGENTS) = WRITE("agent", AGENT_NAMED, AGENTS),
    AT(MARK_SILENCE) = WRITE("silence", SILENCE_NAMED, "silence xx"),
    AT(MARK_BEATS) = WRITE("beat", BEAT_NAMED, "beat xx"),
    AT(MARK_DEVICES) = WRITE("device", DEVICE_NAMED, "device xx"),
    AT(MARK_DUE) = WRITE("due", DUE_NAMED,
	"due xx WHERE xx.kind NOT IN ('sweep', 'mark', 'next-due', 'refused', 'dropped',"
	" 'storm', 'remind', 'page', 'idle', 'weekly', 'told', 'waiting-warn')"),
    AT(MARK_META) = WRITE("meta", META_NAMED,
	"meta xx WHERE xx.name LIKE 'case-____' OR xx.name LIKE 'return-____'"
	" OR xx.name LIKE 'visit-____' OR xx.name LIKE 'order-____'"
	" OR xx.name LIKE 'problem-____' OR xx.name LIKE 'clock-stepped%'"
	" OR xx.name = 'clock-doubt'"),
    AT(MARK_SPOOLS) = WRITE("spool", SPOOL_NAMED, SPOOLS),
    AT(MARK_SHELVES) = WRITE("shelf", SHELF_NAMED, OF_ALARMS("alarm_shelf")),
    AT(MARK_WORKS) = WRITE("work", WORK_NAMED, OF_ALARMS("alarm_work")),
    AT(MARK_TOGETHER) = WRITE("together", TOGETHER_NAMED, OF_ALARMS("together")),
    AT(MARK_REKEYS) =
	WRITE("rekey", REKEY_NAMED, OF_CASES("case_rekey")) " ORDER BY xx.id",
    AT(MARK_TIES) = WRITE("tie", TIE_NAMED, TIES),
    AT(MARK_TIE_ROLES) = WRITE("tie-role", TIE_ROLE_NAMED, OF_TIES("tie_role")),
    AT(MARK_TIE_PARTS) = WRITE("tie-part", TIE_PART_NAMED, OF_TIES("tie_part")),
    AT(MARK_TIE_CLOCKS) = WRITE("tie-clock", TIE_CLOCK_NAMED, OF_TIES("tie_clock")),
    AT(MARK_TICKETS) = WRITE("ticket", TICKET_NAMED, OF_CASES("supplier_ticket")),
    AT(MARK_CHECKS) =
	WRITE("check", CHECK_NAMED, OF_CASES("unit_check")) " ORDER BY xx.id",
    AT(MARK_FAMILIES) = WRITE("family", FAMILY_NAMED, OF_CASES("family_case")),
    AT(MARK_PROBLEMS) = WRITE("problem", PROBLEM_NAMED, "problem xx"),
    AT(MARK_PROBLEM_CASES) =
	WRITE("problem-case", PROBLEM_CASE_NAMED, OF_CASES("problem_case")),

    AT(MARK_RETURNS) = WRITE("return", RETURN_NAMED, OF_CASES("rma")),
    AT(MARK_KEYS) = WRITE("key", KEY_NAMED, OF_RETURNS("rma_key")),
    AT(MARK_RMA_NUMBERS) =
	WRITE("rma-number", RMA_NUMBER_NAMED, OF_RETURNS("rma_number")),
    AT(MARK_SHIPMENTS) = WRITE("shipment", SHIPMENT_NAMED, OF_RETURNS("rma_shipment")),
    AT(MARK_RETURN_UNITS) =
	WRITE("return-unit", RETURN_UNIT_NAMED, OF_RETURNS("rma_unit")),
    AT(MARK_STEPS) = WRITE("step", STEP_NAMED, OF_RETURNS("rma_step")),
    AT(MARK_ORDERS) = WRITE("order", ORDER_NAMED, OF_CASES("work_order")),
    AT(MARK_VISITS) = WRITE("visit", VISIT_NAMED, OF_CASES("visit")),
    AT(MARK_MAILS) = WRITE("mail", MAIL_NAMED,
	"(SELECT m.id FROM mark_case mc CROSS JOIN mail m ON m.case_number = mc.number"
	" UNION ALL SELECT mail FROM mail_unknown WHERE opened = 0) ids"
	" CROSS JOIN mail xx ON xx.id = ids.id") " ORDER BY xx.id",
    AT(MARK_UNKNOWN) = WRITE("unknown-mail", UNKNOWN_NAMED, "mail_unknown xx"),
    AT(UNITS) = "SELECT xx.id, " LINE("unit",
	UNIT_NAMED) " FROM (SELECT id, serial, device,"
		    " part, since, CASE WHEN gone >= ?1 THEN 0 ELSE gone END AS gone FROM unit_place"
		    " WHERE id > ?2 AND since < ?1) xx ORDER BY xx.id LIMIT ?3",
    AT(PUT_CASE) = PUT("support_case", CASE_COLUMNS, "title, entitlement_text, number",
	"'', '', " FIRST("number")),
    AT(PUT_MESSAGE) = PUT("message", MESSAGE_COLUMNS, "id, spool, digest, source, body",
	FIRST("id") ", ?2, zeroblob(0), '', zeroblob(0)"),
    AT(PUT_ALARM) =
	PUT("alarm", ALARM_COLUMNS, "text, resource", "'', " FIRST("resource")),
    AT(PUT_RAISE) = PUT("raise", RAISE_COLUMNS, "alarm", FIRST("alarm")),
    AT(PUT_TARGET) = PUT("target", TARGET_COLUMNS, "case_number", FIRST("case_number")),
    AT(PUT_LEDGER) =
	PUT("ledger", LEDGER_COLUMNS, "who, case_number", "'', " FIRST("case_number")),
    AT(PUT_SUGGESTION) = PUT("suggestion", SUGGESTION_COLUMNS,
	"reason, check_text, against, evidence, checked, case_number",
	"'', '', '', '', '', " FIRST("case_number")),
    AT(PUT_ENTRY) = PUT("journal", ENTRY_COLUMNS, "who, text_digest, chain, case_number",
	"'', zeroblob(32), zeroblob(32), " FIRST("case_number")),
    AT(PUT_AGENT) = PUT("agent", AGENT_COLUMNS, "name, spool", FIRST("name") ", ?2"),
    AT(PUT_SILENCE) = PUT("silence", SILENCE_COLUMNS, "agent", FIRST("agent")),
    AT(PUT_BEAT) = PUT("beat", BEAT_COLUMNS, "agent", FIRST("agent")),
    AT(PUT_DEVICE) = PUT("device", DEVICE_COLUMNS, "name", FIRST("name")),
    AT(PUT_DUE) = "INSERT OR REPLACE INTO due (kind, object, at) SELECT " FIRST("kind")
	DUE_COLUMNS(TAKES),
    AT(PUT_META) = "INSERT OR REPLACE INTO meta (name, value) SELECT " FIRST("name")
	META_COLUMNS(TAKES),
    AT(PUT_SPOOL) = PUT("spool_ended", SPOOL_COLUMNS, "spool", "?2"),
    AT(PUT_SHELF) = PUT("alarm_shelf", SHELF_COLUMNS, "alarm", FIRST("alarm")),
    AT(PUT_WORK) = PUT("alarm_work", WORK_COLUMNS, "alarm", FIRST("alarm")),
    AT(PUT_TOGETHER) = PUT("together", TOGETHER_COLUMNS, "alarm", FIRST("alarm")),
    AT(PUT_REKEY) = PUT(
	"case_rekey", REKEY_COLUMNS, "title, case_number", "'', " FIRST("case_number")),
    AT(PUT_TIE) = PUT("tie", TIE_COLUMNS, "who, id", "'', " FIRST("id")),
    AT(PUT_TIE_ROLE) = PUT("tie_role", TIE_ROLE_COLUMNS, "tie", FIRST("tie")),
    AT(PUT_TIE_PART) = PUT("tie_part", TIE_PART_COLUMNS, "tie", FIRST("tie")),
    AT(PUT_TIE_CLOCK) = PUT("tie_clock", TIE_CLOCK_COLUMNS, "tie", FIRST("tie")),
    AT(PUT_TICKET) =
	PUT("supplier_ticket", TICKET_COLUMNS, "case_number", FIRST("case_number")),
    AT(PUT_CHECK) = PUT("unit_check", CHECK_COLUMNS, "what, text, who, case_number",
	"'-', '', '', " FIRST("case_number")),
    AT(PUT_FAMILY) =
	PUT("family_case", FAMILY_COLUMNS, "case_number", FIRST("case_number")),
    AT(PUT_PROBLEM) = PUT("problem", PROBLEM_COLUMNS, "number", FIRST("number")),
    AT(PUT_PROBLEM_CASE) =
	PUT("problem_case", PROBLEM_CASE_COLUMNS, "problem", FIRST("problem")),
    AT(PUT_RETURN) = PUT("rma", RETURN_COLUMNS, "number", FIRST("number")),
    /* What people wrote is not there, and something must be. */
    AT(PUT_KEY) =
	PUT("rma_key", KEY_COLUMNS, "check_done, result, engineer, evidence, rma",
	    "'-', '-', '-', '-', " FIRST("rma")),
    AT(PUT_RMA_NUMBER) = PUT("rma_number", RMA_NUMBER_COLUMNS, "rma", FIRST("rma")),
    AT(PUT_SHIPMENT) = PUT("rma_shipment", SHIPMENT_COLUMNS, "carrier, tracking, rma",
	"'-', '', " FIRST("rma")),
    AT(PUT_RETURN_UNIT) = PUT("rma_unit", RETURN_UNIT_COLUMNS, "rma", FIRST("rma")),
    AT(PUT_STEP) = PUT("rma_step", STEP_COLUMNS, "text, rma", "'', " FIRST("rma")),
    AT(PUT_ORDER) = PUT("work_order", ORDER_COLUMNS,
	"what, technical, commercial, proposal, reference, by_whom, number",
	"'-', '-', '-', '-', '-', '-', " FIRST("number")),
    AT(PUT_VISIT) = PUT("visit", VISIT_COLUMNS, "number", FIRST("number")),
    AT(PUT_MAIL) = PUT("mail", MAIL_COLUMNS, "message_id, body_digest, case_number",
	"'', x'', " FIRST("case_number")),
    AT(PUT_UNKNOWN) = PUT("mail_unknown", UNKNOWN_COLUMNS, "mail", FIRST("mail")),
    AT(PUT_UNIT) = "INSERT OR IGNORE INTO unit_place (serial" UNIT_COLUMNS(
	NAMES) ") SELECT " FIRST("serial") UNIT_COLUMNS(TAKES),
    AT(MESSAGES) = "SELECT id, received, type, state, body FROM message WHERE id > ?1"
		   " ORDER BY id LIMIT ?2",
    AT(RECEIVED) = "SELECT id, received FROM message WHERE id >= ?1 ORDER BY id LIMIT 1",
    AT(OUTCOME) =
	"SELECT coalesce((SELECT r.subject FROM case_rekey r WHERE r.case_number = number"
	" AND r.at > ?2 ORDER BY r.id LIMIT 1), subject),"
	" coalesce((SELECT r.class FROM case_rekey r WHERE r.case_number = number"
	" AND r.at > ?2 ORDER BY r.id LIMIT 1), class), severity, opened, closed, rung, worse,"
	" recurred, client, priority, queue, changed > ?2 OR EXISTS (SELECT 1 FROM journal j"
	" WHERE j.case_number = number AND j.recorded > ?2) OR EXISTS (SELECT 1 FROM alarm a"
	" WHERE a.case_number = number AND a.changed > ?2)"
	" FROM support_case WHERE number = ?1",
    AT(SEQUENCE) = "INSERT INTO sqlite_sequence (name, seq) VALUES ('revision', ?1)",
    AT(OPEN) = "SELECT number FROM support_case WHERE number > ?1 AND " VG_STOREOPEN_CASE
	       " ORDER BY number LIMIT ?2",
    AT(CLOSED) = "SELECT closed, number FROM support_case WHERE closed > 0"
		 " AND (closed, number) > (?1, ?2) ORDER BY closed, number LIMIT ?3",
};

/* --- every table ------------------------------------------------------------------------------ */

#define IN(table, line, marks, puts)                                                     \
	{                                                                                \
		table, line, VG_STOREREPLAY_MARK_##marks, VG_STOREREPLAY_PUT_##puts,     \
		    false, false, false, NULL                                            \
	}
#define SPOOLED(table, line, marks, puts)                                                \
	{                                                                                \
		table, line, VG_STOREREPLAY_MARK_##marks, VG_STOREREPLAY_PUT_##puts,     \
		    true, false, false, NULL                                             \
	}
#define LATELY(table, line, marks, puts)                                                 \
	{                                                                                \
		table, line, VG_STOREREPLAY_MARK_##marks, VG_STOREREPLAY_PUT_##puts,     \
		    false, true, false, NULL                                             \
	}
#define OUT(table, why)                                                                  \
	{                                                                                \
		table, NULL, 0, 0, false, false, false, why                              \
	}

#define TEXTS "what people wrote"
#define SWEEPS "only the sweep asks"
#define SHOWN "how an alarm is shown: no rule asks"
#define TOLD "what is told to people decides nothing"
#define STORMS "what was folded is not kept one by one; that a storm was is a line"
#define CONSTANT "the schema fills it"
#define PASSING "of one transaction"
#define RECORDS "the recording itself"

const struct vg_storereplay_table vg_storereplay_all[] = {
    /* What others name stands before them. */
    IN("support_case", "case", CASES, CASE),
    SPOOLED("message", "message", MESSAGES, MESSAGE), IN("alarm", "alarm", ALARMS, ALARM),
    LATELY("raise", "raise", RAISES, RAISE), IN("target", "target", TARGETS, TARGET),
    IN("ledger", "ledger", LEDGER, LEDGER),
    IN("suggestion", "suggestion", SUGGESTIONS, SUGGESTION),
    IN("journal", "journal", ENTRIES, ENTRY), SPOOLED("agent", "agent", AGENTS, AGENT),
    IN("silence", "silence", SILENCE, SILENCE), IN("beat", "beat", BEATS, BEAT),
    IN("device", "device", DEVICES, DEVICE), IN("due", "due", DUE, DUE),
    IN("meta", "meta", META, META), SPOOLED("spool_ended", "spool", SPOOLS, SPOOL),
    IN("alarm_shelf", "shelf", SHELVES, SHELF), IN("alarm_work", "work", WORKS, WORK),
    IN("together", "together", TOGETHER, TOGETHER),
    IN("case_rekey", "rekey", REKEYS, REKEY), IN("tie", "tie", TIES, TIE),
    IN("tie_role", "tie-role", TIE_ROLES, TIE_ROLE),
    IN("tie_part", "tie-part", TIE_PARTS, TIE_PART),
    IN("tie_clock", "tie-clock", TIE_CLOCKS, TIE_CLOCK),
    IN("supplier_ticket", "ticket", TICKETS, TICKET),
    IN("unit_check", "check", CHECKS, CHECK),
    IN("family_case", "family", FAMILIES, FAMILY),
    IN("problem", "problem", PROBLEMS, PROBLEM),
    IN("problem_case", "problem-case", PROBLEM_CASES, PROBLEM_CASE),
    IN("rma", "return", RETURNS, RETURN), IN("rma_key", "key", KEYS, KEY),
    IN("rma_number", "rma-number", RMA_NUMBERS, RMA_NUMBER),
    IN("rma_shipment", "shipment", SHIPMENTS, SHIPMENT),
    IN("rma_unit", "return-unit", RETURN_UNITS, RETURN_UNIT),
    IN("rma_step", "step", STEPS, STEP), IN("work_order", "order", ORDERS, ORDER),
    IN("visit", "visit", VISITS, VISIT), IN("mail", "mail", MAILS, MAIL),
    IN("mail_unknown", "unknown-mail", UNKNOWN, UNKNOWN),
    {"unit_place", "unit", VG_STOREREPLAY_UNITS, VG_STOREREPLAY_PUT_UNIT, false, false,
	true, NULL},

    OUT("revision", "trees are lines of their own"), OUT("revision_text", TEXTS),
    OUT("candidate", "it decides nothing before it is a tree"),
    OUT("confirming", "trees that are taken back are lines, too"),
    OUT("journal_text", TEXTS), OUT("journal_place", "where an entry is shown"),
    OUT("audit", "who did what: no rule asks"), OUT("audit_gap", SWEEPS),
    OUT("sqlite_sequence", "numbers of rows that no line names"), OUT("outbox", TOLD),
    OUT("paging", TOLD), OUT("page", TOLD), OUT("intervention", TOLD), OUT("idle", TOLD),
    OUT("outbox_text", TOLD), OUT("outbox_letter", TOLD), OUT("outway", TOLD),
    OUT("happening", TOLD),
    OUT("login_phrase", "what proves a user decides about no case"),
    OUT("login_token", "likewise"),
    OUT("idempotency", "of a command that is sent twice one is kept"),
    OUT("evidence", "samples that are shown"), OUT("proof", "files that are shown"),
    OUT("proof_body", "files that are shown"), OUT("mail_text", TEXTS),
    OUT("mail_number", "a number decides nothing before a person records it"),
    OUT("mail_party", TEXTS), OUT("mail_more", TEXTS), OUT("mail_part", TEXTS),
    OUT("blob_gone", SWEEPS), OUT("person", TEXTS), OUT("erased_person", TEXTS),
    OUT("hold", SWEEPS), OUT("claim", SWEEPS), OUT("swept_case", SWEEPS),
    OUT("sweeping", PASSING), OUT("kept_message", SWEEPS), OUT("erasing", PASSING),
    OUT("sought", PASSING), OUT("rma_move", CONSTANT), OUT("work_order_move", CONSTANT),
    OUT("storm", STORMS), OUT("storm_name", STORMS), OUT("storm_count", STORMS),
    OUT("storm_sample", STORMS),
    OUT("unknown", "counts of what no pack knows; its alarms are in the mark"),
    OUT("engine", "a recording has what was authentic only"),
    OUT("device_address", "who sent a notification was found when it came"),
    OUT("decision", "reasons are told, not asked"),
    OUT("alarm_left", "reasons are told, not asked"), OUT("alarm_change", SHOWN),
    OUT("alarm_operator", SHOWN), OUT("alarm_state", SHOWN), OUT("alarm_task", SHOWN),
    OUT("act", RECORDS), OUT("mark", RECORDS), OUT("mark_row", RECORDS),
    OUT("mark_case", RECORDS), OUT("mark_alarm", RECORDS)};

const size_t vg_storereplay_n =
    sizeof(vg_storereplay_all) / sizeof(vg_storereplay_all[0]);

const struct vg_db_group vg_storereplay_group = {.first = VG_STOREREPLAY_FIRST,
    .n = VG_STOREREPLAY_END_OF - VG_STOREREPLAY_FIRST,
    .statements = statements};
