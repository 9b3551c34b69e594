/*
 * Tables and statements of SQLite.  Another engine has this file a second time.
 */
#include "collector/store/schema.h"

#include "collector/store/storealarm.h"
#include "collector/store/storealarmkin.h"
#include "collector/store/storeblob.h"
#include "collector/store/storecandidate.h"
#include "collector/store/storecause.h"
#include "collector/store/storedecision.h"
#include "collector/store/storeengine.h"
#include "collector/store/storefamily.h"
#include "collector/store/storefollow.h"
#include "collector/store/storefresh.h"
#include "collector/store/storeheld.h"
#include "collector/store/storekeep.h"
#include "collector/store/storeletter.h"
#include "collector/store/storelink.h"
#include "collector/store/storelist.h"
#include "collector/store/storelogin.h"
#include "collector/store/storemail.h"
#include "collector/store/storenarrow.h"
#include "collector/store/storeopen.h"
#include "collector/store/storeoutway.h"
#include "collector/store/storepage.h"
#include "collector/store/storepageover.h"
#include "collector/store/storeline.h"
#include "collector/store/storemention.h"
#include "collector/store/storeprooflog.h"
#include "collector/store/storeperson.h"
#include "collector/store/storereplay.h"
#include "collector/store/storereport.h"
#include "collector/store/storereturn.h"
#include "collector/store/storerevision.h"
#include "collector/store/storesender.h"
#include "collector/store/storesetback.h"
#include "collector/store/storequeue.h"
#include "collector/store/storeshelf.h"
#include "collector/store/storesilence.h"
#include "collector/store/storestorm.h"
#include "collector/store/storetogether.h"
#include "collector/store/storesweep.h"
#include "collector/store/storeunit.h"
#include "collector/store/storeunknown.h"
#include "collector/store/storewaiting.h"
#include "collector/store/storework.h"

#define CASE_STATES                                                                      \
	"('triage','quarantine','observed','new','in-hand','waiting-client',"            \
	"'with-supplier','in-return','resolved','closed','merged','void')"

/* Messages, agents, devices. */
static const char version_1[] =
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;"

    "CREATE TABLE revision (id INTEGER PRIMARY KEY AUTOINCREMENT, sha256 TEXT NOT NULL,"
    " door TEXT NOT NULL, at INTEGER NOT NULL, content TEXT NOT NULL,"
    " taken TEXT NOT NULL DEFAULT '');"

    "CREATE TABLE message (id INTEGER PRIMARY KEY, agent TEXT NOT NULL, spool BLOB NOT NULL,"
    " sequence INTEGER NOT NULL, type INTEGER NOT NULL, digest BLOB NOT NULL,"
    " source TEXT NOT NULL, received INTEGER NOT NULL, state TEXT NOT NULL"
    "  CHECK (state IN ('stored','waiting','applied','unapplied','history')),"
    " alarm INTEGER, body BLOB NOT NULL);"
    "CREATE UNIQUE INDEX message_key ON message (agent, spool, sequence) WHERE agent <> '';"
    "CREATE INDEX message_digest ON message (digest, received) WHERE agent = '';"
    "CREATE INDEX message_waiting ON message (agent, sequence) WHERE state = 'waiting';"

    "CREATE TABLE agent (name TEXT PRIMARY KEY, spool BLOB NOT NULL, applied INTEGER NOT NULL,"
    " heard INTEGER NOT NULL, state TEXT NOT NULL CHECK (state IN ('alive','silent')),"
    " queue INTEGER NOT NULL DEFAULT 0, standing INTEGER NOT NULL DEFAULT 0,"
    " version TEXT NOT NULL DEFAULT '', offset_ms INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;"
    "CREATE TABLE spool_ended (agent TEXT NOT NULL, spool BLOB NOT NULL, at INTEGER NOT NULL,"
    " PRIMARY KEY (agent, spool)) WITHOUT ROWID;"

    "CREATE TABLE device (name TEXT PRIMARY KEY, family TEXT NOT NULL, model TEXT NOT NULL,"
    " serial TEXT NOT NULL, software TEXT NOT NULL, hardware TEXT NOT NULL,"
    " heard INTEGER NOT NULL) WITHOUT ROWID;";

/* Cases, alarms, clocks. */
static const char version_2[] =
    "CREATE TABLE alarm (id INTEGER PRIMARY KEY, resource TEXT NOT NULL, kind TEXT NOT NULL,"
    " qualifier TEXT NOT NULL, device TEXT NOT NULL, agent TEXT NOT NULL,"
    " severity INTEGER NOT NULL CHECK (severity BETWEEN 2 AND 5),"
    " cleared INTEGER NOT NULL DEFAULT 0, created INTEGER NOT NULL, raised INTEGER NOT NULL,"
    " changed INTEGER NOT NULL, text TEXT NOT NULL, case_number TEXT REFERENCES support_case,"
    " role TEXT NOT NULL DEFAULT 'cause' CHECK (role IN ('cause','symptom')),"
    " rung INTEGER NOT NULL, class TEXT NOT NULL, cause INTEGER NOT NULL,"
    " repeats INTEGER NOT NULL DEFAULT 0, source TEXT NOT NULL, serial TEXT NOT NULL,"
    " known INTEGER NOT NULL DEFAULT 1, flapping INTEGER NOT NULL DEFAULT 0,"
    " held INTEGER NOT NULL DEFAULT 0, pending INTEGER NOT NULL DEFAULT 0,"
    " message INTEGER NOT NULL DEFAULT 0, UNIQUE (resource, kind, qualifier));"
    "CREATE INDEX alarm_device ON alarm (device) WHERE cleared = 0;"
    "CREATE INDEX alarm_case ON alarm (case_number);"
    "CREATE TABLE raise (alarm INTEGER NOT NULL REFERENCES alarm, at INTEGER NOT NULL);"
    "CREATE INDEX raise_alarm ON raise (alarm, at);"

    "CREATE TABLE support_case (number TEXT PRIMARY KEY,"
    " state TEXT NOT NULL CHECK (state IN " CASE_STATES "), before TEXT NOT NULL,"
    " fault TEXT NOT NULL CHECK (fault IN ('none','standing','cleared','not-known','flapping')),"
    " title TEXT NOT NULL, subject TEXT NOT NULL, class TEXT NOT NULL,"
    " severity INTEGER NOT NULL, owner TEXT NOT NULL DEFAULT '',"
    " ball TEXT NOT NULL CHECK (ball IN ('client','integrator','supplier','carrier')),"
    " client TEXT NOT NULL, site TEXT NOT NULL, device TEXT NOT NULL, supplier TEXT NOT NULL,"
    " contract TEXT NOT NULL, mode TEXT NOT NULL, entitlement TEXT NOT NULL,"
    " entitlement_text TEXT NOT NULL, revision INTEGER NOT NULL, opened INTEGER NOT NULL,"
    " changed INTEGER NOT NULL, closed INTEGER NOT NULL DEFAULT 0,"
    " cause TEXT NOT NULL DEFAULT '', cure TEXT NOT NULL DEFAULT '', rung INTEGER NOT NULL,"
    " worse INTEGER NOT NULL DEFAULT 0,"
    /* The queue's order: collector/store/storelist.h. */
    " calm INTEGER NOT NULL DEFAULT 0, next_due INTEGER NOT NULL DEFAULT 9223372036854775807,"
    " ease INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;"
    "CREATE UNIQUE INDEX case_one_open ON support_case (subject, class)"
    " WHERE state NOT IN ('closed','merged','void');"
    "CREATE INDEX case_closed ON support_case (subject, class, closed) WHERE state = 'closed';"
    "CREATE TRIGGER case_number_stays BEFORE DELETE ON support_case"
    " BEGIN SELECT RAISE(ABORT, 'a case is never deleted'); END;"

    /* 'part': the return whose clock it is; 'variant' of a start: bit 1 critical, 2 first. */
    "CREATE TABLE target (case_number TEXT NOT NULL REFERENCES support_case, name TEXT NOT NULL,"
    " part TEXT NOT NULL, warned INTEGER NOT NULL DEFAULT 0,"
    " PRIMARY KEY (case_number, name, part)) WITHOUT ROWID;"
    "CREATE TABLE ledger (id INTEGER PRIMARY KEY, case_number TEXT NOT NULL, name TEXT NOT NULL,"
    " part TEXT NOT NULL, act INTEGER NOT NULL CHECK (act BETWEEN 1 AND 6),"
    " at INTEGER NOT NULL, recorded INTEGER NOT NULL, who TEXT NOT NULL, cause TEXT NOT NULL,"
    " variant INTEGER NOT NULL DEFAULT 0 CHECK (variant BETWEEN 0 AND 3),"
    " left_us INTEGER NOT NULL DEFAULT 0,"
    /* Of the act that brings a clock to rest: what it was judged by, and was due. */
    " revision INTEGER NOT NULL, due INTEGER NOT NULL DEFAULT 0,"
    " last_day INTEGER NOT NULL DEFAULT 0,"
    " FOREIGN KEY (case_number, name, part) REFERENCES target);"
    "CREATE INDEX ledger_target ON ledger (case_number, name, part, id);"
    "CREATE TRIGGER ledger_stays BEFORE UPDATE ON ledger"
    " BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;"
    "CREATE TRIGGER ledger_is_kept BEFORE DELETE ON ledger"
    " BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;"

    "CREATE TABLE suggestion (case_number TEXT NOT NULL REFERENCES support_case,"
    " resource TEXT NOT NULL, grade TEXT NOT NULL"
    "  CHECK (grade IN ('possible','likely','ready')), part TEXT NOT NULL,"
    " serial TEXT NOT NULL, rule TEXT NOT NULL, reason TEXT NOT NULL, check_text TEXT NOT NULL,"
    " against TEXT NOT NULL, since INTEGER NOT NULL, kind TEXT NOT NULL,"
    " evidence TEXT NOT NULL, checked TEXT NOT NULL, PRIMARY KEY (case_number, resource))"
    " WITHOUT ROWID;";

/* The record, timers, what goes out. */
static const char version_3[] =
    "CREATE TABLE journal (id INTEGER PRIMARY KEY AUTOINCREMENT, case_number TEXT NOT NULL"
    " REFERENCES support_case, happened INTEGER NOT NULL, recorded INTEGER NOT NULL,"
    " kind TEXT NOT NULL, who TEXT NOT NULL, side TEXT NOT NULL, ball TEXT NOT NULL,"
    " text_digest BLOB NOT NULL, chain BLOB NOT NULL);"
    "CREATE INDEX journal_case ON journal (case_number, id);"
    "CREATE TABLE journal_text (id INTEGER PRIMARY KEY REFERENCES journal, salt BLOB NOT NULL,"
    " text TEXT NOT NULL);"
    "CREATE TRIGGER journal_stays BEFORE UPDATE ON journal"
    " BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END;"
    "CREATE TRIGGER journal_is_kept BEFORE DELETE ON journal"
    " BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END;"

    "CREATE TABLE audit (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL,"
    " who TEXT NOT NULL, proxy TEXT NOT NULL, door TEXT NOT NULL, what TEXT NOT NULL,"
    " object TEXT NOT NULL, result TEXT NOT NULL, chain BLOB NOT NULL);"
    "CREATE TRIGGER audit_stays BEFORE UPDATE ON audit"
    " BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END;"
    "CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit"
    " BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END;"

    "CREATE TABLE due (kind TEXT NOT NULL, object TEXT NOT NULL, at INTEGER NOT NULL,"
    " PRIMARY KEY (kind, object)) WITHOUT ROWID;"
    "CREATE INDEX due_at ON due (at);"

    "CREATE TABLE outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, created INTEGER NOT NULL,"
    " case_number TEXT NOT NULL REFERENCES support_case, what TEXT NOT NULL,"
    " role TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'waiting');"

    "CREATE TABLE idempotency (key TEXT PRIMARY KEY, who TEXT NOT NULL, what TEXT NOT NULL,"
    " case_number TEXT NOT NULL, state TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;"

    "CREATE TABLE happening (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL,"
    " kind TEXT NOT NULL, case_number TEXT NOT NULL, resource TEXT NOT NULL,"
    " text TEXT NOT NULL);"

    "CREATE TABLE evidence (id INTEGER PRIMARY KEY, agent TEXT NOT NULL, spool BLOB NOT NULL,"
    " sequence INTEGER NOT NULL, part INTEGER NOT NULL, parts INTEGER NOT NULL,"
    " received INTEGER NOT NULL, body BLOB NOT NULL);"
    "CREATE INDEX evidence_of ON evidence (agent, spool, sequence);";

/* Evidence belongs to the alarm it was cut for, and to the case that held it then. */
static const char version_4[] =
    "ALTER TABLE evidence ADD COLUMN alarm INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE evidence ADD COLUMN case_number TEXT NOT NULL DEFAULT '';"
    "CREATE INDEX evidence_alarm ON evidence (alarm) WHERE case_number = '';"
    "CREATE INDEX evidence_case ON evidence (case_number) WHERE case_number <> '';";

/* R9: who put a tree in force, and what it changed. */
static const char version_5[] =
    "ALTER TABLE revision ADD COLUMN who TEXT NOT NULL DEFAULT 'vigie';"
    "ALTER TABLE revision ADD COLUMN diff TEXT NOT NULL DEFAULT '';";

/* What is swept by its age is found by its age. */
static const char version_sweep[] =
    "CREATE INDEX message_received ON message (received);"
    "CREATE INDEX happening_at ON happening (at);"
    "CREATE INDEX raise_at ON raise (at);"
    "CREATE INDEX evidence_loose ON evidence (received) WHERE case_number = '';";

/*
 * What is asked of each event: what stands of a device by kind, and in a case.  Notifications of no
 * agent are known in memory (collector/desk/record/deskrecent.h), their alarms are no agent's.
 */
static const char version_intake[] =
    "CREATE INDEX alarm_kind ON alarm (device, kind) WHERE cleared = 0;"
    "DROP INDEX alarm_case; CREATE INDEX alarm_case ON alarm (case_number, cleared);"
    "DROP INDEX alarm_agent;"
    "CREATE INDEX alarm_agent ON alarm (agent) WHERE cleared = 0 AND agent <> '';"
    "DROP INDEX message_digest;";

/* Of millions of messages nearly all are applied: those are counted, not asked for. */
static const char version_counts[] =
    "DROP INDEX message_state;"
    "CREATE INDEX message_state ON message (state) WHERE state <> 'applied';"
    "INSERT INTO meta (name, value)"
    " SELECT 'messages-applied', count(*) FROM message WHERE state = 'applied';"
    "INSERT INTO meta (name, value)"
    " SELECT 'messages-counted', coalesce(max(id), 0) FROM message;";

static const char *const migrations[] = {version_1, version_2, version_3, version_4,
    version_5, vg_storelink_tables, vg_storereturn_tables, vg_storereturn_rules,
    vg_storework_tables, vg_storemail_tables, vg_storeperson_tables, VG_STOREPROOF_TABLES,
    version_sweep, vg_storeunit_tables, vg_storerevision_tables, vg_storekeep_tables,
    vg_storereport_tables, vg_storelist_tables, version_intake, vg_storestorm_tables,
    vg_storeunknown_tables, vg_storesweep_tables, version_counts, vg_storesender_tables,
    vg_storeengine_tables, vg_storefamily_rules, vg_storesilence_tables,
    vg_storeshelf_tables, vg_storedecision_tables, vg_storefamily_tables,
    vg_storecause_tables, vg_storereplay_tables, vg_storedecision_told,
    vg_storealarm_tables, vg_storealarm_rules, vg_storereplay_gone, vg_storereplay_ranges,
    vg_storesweep_forgotten, vg_storeunit_near, vg_storelogin_tables,
    vg_storecandidate_tables, vg_storealarm_again, vg_storealarm_said,
    vg_storeletter_tables, vg_storecause_alone, vg_storeblob_tables, vg_storeopen_indexes,
    vg_storealarm_tasks, vg_storepage_tables, vg_storealarmkin_more, vg_storepage_more,
    vg_storeoutway_tables, vg_storeoutway_taken, vg_storeoutway_pages,
    vg_storepageover_shelves, vg_storecause_went, vg_storenarrow_indexes,
    vg_storemention_tables, vg_storeline_tables, vg_storecause_rows,
    vg_storemention_decided, vg_storepage_listed, vg_storemention_found,
    vg_storeblob_date, vg_storeoutway_outside, vg_storeletter_went,
    vg_storewaiting_tables, vg_storetogether_rules, vg_storemention_several,
    vg_storetogether_words, vg_storereplay_steps, vg_storemail_told,
    vg_storeoutway_rounds, vg_storewaiting_turns, vg_storelink_stays,
    vg_storewaiting_heads, vg_storeheld_columns, vg_storeheld_silent};

static const struct vg_db_group *const groups[] = {&vg_storelink_group,
    &vg_storereturn_group, &vg_storework_group, &vg_storemail_group,
    &vg_storeperson_group, &vg_storeunit_group, &vg_storerevision_group,
    &vg_storekeep_group, &vg_storereport_group, &vg_storelist_group, &vg_storestorm_group,
    &vg_storeunknown_group, &vg_storesweep_group, &vg_storesender_group,
    &vg_storeengine_group, &vg_storefamily_group, &vg_storesilence_group,
    &vg_storeshelf_group, &vg_storedecision_group, &vg_storecause_group,
    &vg_storereplay_group, &vg_storealarm_group, &vg_storefollow_group,
    &vg_storelogin_group, &vg_storecandidate_group, &vg_storeletter_group,
    &vg_storeblob_group, &vg_storepage_group, &vg_storealarmkin_group,
    &vg_storequeue_group, &vg_storeoutway_group, &vg_storenarrow_group,
    &vg_storepageover_group, &vg_storeprooflog_group, &vg_storemention_group,
    &vg_storeline_group, &vg_storewaiting_group, &vg_storetogether_group,
    &vg_storesetback_group, &vg_storeheld_group};

#define ALARM_COLUMNS                                                                           \
	"id, resource, kind, qualifier, device, agent, severity, cleared, created, raised,"     \
	" changed, text, coalesce(case_number, ''), role, rung, class, cause, repeats, source," \
	" serial, known, flapping, held, pending, plain, decision, alone"
#define CASE_COLUMNS                                                                          \
	"number, state, before, fault, title, subject, class, severity, owner, ball, client," \
	" site, device, supplier, contract, mode, entitlement, entitlement_text, revision,"   \
	" opened, changed, closed, cause, cure, rung, worse, rule, priority, queue"

static const char *const statements[VG_SQL_N] = {
    [VG_SQL_META_GET] = "SELECT value FROM meta WHERE name = ?1",
    [VG_SQL_META_PUT] = "INSERT INTO meta (name, value) VALUES (?1, ?2)"
			" ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    [VG_SQL_META_ADD] = "UPDATE meta SET value = value + ?2 WHERE name = ?1",
    [VG_SQL_MESSAGE_LAST] = "SELECT max(id) FROM message",
    [VG_SQL_MESSAGE_BEHIND] =
	"SELECT count(*) FROM message WHERE id > ?1 AND state = 'applied'",
    [VG_SQL_MESSAGE_ADD] =
	"INSERT INTO message (agent, spool, sequence, type, digest, source, received, state,"
	" body, alarm) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, nullif(?10, 0))",
    [VG_SQL_MESSAGE_FIND] =
	"SELECT id FROM message WHERE agent = ?1 AND spool = ?2 AND sequence = ?3 AND agent <> ''",
    [VG_SQL_MESSAGE_RECENT] =
	"SELECT digest, received, agent <> '' FROM message ORDER BY id DESC LIMIT ?1",
    [VG_SQL_MESSAGE_STATE] = "UPDATE message SET state = ?2 WHERE id = ?1",
    [VG_SQL_MESSAGE_ABANDON] =
	"UPDATE message SET state = 'history' WHERE agent = ?1 AND "
	"spool = ?2 AND state = 'waiting'",
    [VG_SQL_MESSAGE_WAITING] = "SELECT id, body FROM message WHERE agent = ?1 AND "
			       "sequence = ?2 AND state = 'waiting'"
			       " AND spool = ?3",
    [VG_SQL_MESSAGE_LOWEST] = "SELECT min(sequence) FROM message WHERE agent = ?1"
			      " AND state = 'waiting' AND spool = ?2",
    [VG_SQL_ALARM_ENDLESS] =
	"SELECT id FROM alarm WHERE cleared = 0 AND kind = 'unclassified-notification'"
	" AND pending = 0 AND changed < ?1 LIMIT 1",
    [VG_SQL_MESSAGE_PARTS] =
	"SELECT body FROM message WHERE agent = ?1 AND spool = ?2 AND sequence >= ?3"
	" AND sequence <= ?4 AND agent <> '' ORDER BY sequence",
    [VG_SQL_MESSAGE_OLDEST] = "SELECT min(received) FROM message WHERE agent = ?1"
			      " AND state = 'waiting' AND spool = ?2",
    [VG_SQL_MESSAGE_COUNTS] =
	"SELECT state, count(*) FROM message WHERE state <> 'applied'"
	" GROUP BY state",
    [VG_SQL_MESSAGE_ALARM_OF] = "UPDATE message SET alarm = ?2 WHERE id = ?1",
    [VG_SQL_AGENT_GET] = "SELECT spool, applied, heard, state, queue, standing, version,"
			 " offset_ms FROM agent WHERE name = ?1",
    [VG_SQL_AGENT_PUT] =
	"INSERT INTO agent (name, spool, applied, heard, state) VALUES (?1, ?2, ?3, ?4, 'alive')"
	" ON CONFLICT (name) DO UPDATE SET spool = excluded.spool, applied = excluded.applied,"
	" heard = excluded.heard, state = 'alive'",
    [VG_SQL_AGENT_HEARD] = "UPDATE agent SET heard = ?2, offset_ms = ?3 WHERE name = ?1",
    [VG_SQL_AGENT_BEAT] =
	"UPDATE agent SET queue = ?2, standing = ?3, version = ?4 WHERE name = ?1",
    [VG_SQL_AGENT_STATE] = "UPDATE agent SET state = ?2 WHERE name = ?1",
    [VG_SQL_SPOOL_END] =
	"INSERT OR IGNORE INTO spool_ended (agent, spool, at) VALUES (?1, ?2, ?3)",
    [VG_SQL_SPOOL_ENDED] = "SELECT 1 FROM spool_ended WHERE agent = ?1 AND spool = ?2",
    [VG_SQL_DEVICE_SAME] =
	"UPDATE device SET heard = ?7 WHERE name = ?1 AND family = ?2 AND model = ?3"
	" AND serial = ?4 AND software = ?5 AND hardware = ?6",
    [VG_SQL_DEVICE_PUT] =
	"INSERT INTO device (name, family, model, serial, software, hardware, heard)"
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (name) DO UPDATE SET"
	" family = excluded.family, model = excluded.model, serial = excluded.serial,"
	" software = excluded.software, hardware = excluded.hardware, heard = excluded.heard",
    [VG_SQL_DEVICE_GET] =
	"SELECT family, model, serial, software, hardware, heard FROM device WHERE name = ?1",
    [VG_SQL_ALARM_GET] =
	"SELECT " ALARM_COLUMNS
	" FROM alarm WHERE resource = ?1 AND kind = ?2 AND qualifier = ?3",
    [VG_SQL_ALARM_BY_ID] = "SELECT " ALARM_COLUMNS " FROM alarm WHERE id = ?1",
    [VG_SQL_ALARM_ADD] =
	"INSERT INTO alarm (resource, kind, qualifier, device, agent, severity, created, raised,"
	" changed, text, rung, class, cause, source, serial, message, case_number, role, plain,"
	" decision, alone) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?7, ?8, ?9, ?10, ?11, ?12, ?13,"
	" ?14, ?15, ?16, ?17, ?18, ?19)",
    [VG_SQL_ALARM_RAISE] =
	"UPDATE alarm SET severity = ?2, cleared = 0, raised = ?3, changed = ?3, text = ?4,"
	" rung = ?5, source = ?6, serial = ?7, message = ?8, agent = ?9, repeats = 0, known = 1,"
	" pending = 0, plain = ?10, alone = ?11"
	" WHERE id = ?1",
    [VG_SQL_ALARM_CHANGE] =
	"UPDATE alarm SET severity = ?2, changed = ?3, text = ?4, rung = ?5, known = 1,"
	" plain = min(plain, ?6) WHERE id = ?1",
    /* What both say, the better protected one vouches for. */
    [VG_SQL_ALARM_REPEAT] = "UPDATE alarm SET repeats = repeats + ?3, known = 1,"
			    " plain = min(plain, ?4),"
			    " source = CASE WHEN source <> ?2 AND source <> 'self'"
			    " AND ?2 <> 'self' THEN 'both' ELSE source END WHERE id = ?1",
    [VG_SQL_ALARM_CLEAR] =
	"UPDATE alarm SET cleared = 1, changed = ?2, held = 0, pending = 0, flapping = 0, text = ?3,"
	" rung = ?4 WHERE id = ?1",
    [VG_SQL_ALARM_PENDING] = "UPDATE alarm SET pending = ?2, known = max(known, ?2)"
			     " WHERE id = ?1",
    [VG_SQL_ALARM_RUNG] = "UPDATE alarm SET rung = ?2 WHERE id = ?1 AND rung <> ?2",
    [VG_SQL_ALARM_HELD] = "UPDATE alarm SET held = ?2 WHERE id = ?1",
    [VG_SQL_ALARM_FLAPPING] = "UPDATE alarm SET flapping = ?2 WHERE id = ?1",
    [VG_SQL_ALARM_CASE] =
	"UPDATE alarm SET case_number = ?2, role = ?3, held = 0 WHERE id = ?1",
    [VG_SQL_ALARM_STANDING_IN] =
	"SELECT EXISTS (SELECT 1 FROM alarm WHERE case_number = ?1 AND cleared = 0 AND id <> ?2)",
    [VG_SQL_ALARM_OF_CASE] =
	"SELECT " ALARM_COLUMNS " FROM alarm WHERE case_number = ?1 ORDER BY id",
    [VG_SQL_ALARM_STANDING_FIRST] =
	"SELECT " ALARM_COLUMNS
	" FROM alarm WHERE case_number = ?1 ORDER BY cleared, id LIMIT ?2",
    [VG_SQL_ALARM_DEVICE] = "SELECT count(*), coalesce(max(severity), 0) FROM alarm"
			    " WHERE cleared = 0 AND device = ?1",
    [VG_SQL_ALARM_OF_AGENT] =
	"SELECT a.id, coalesce(m.sequence, 0), coalesce(m.spool, ?2) FROM alarm a LEFT "
	"JOIN message m ON m.id = a.message WHERE a.cleared = 0 AND a.agent = ?1"
	" AND a.agent <> ''",
    [VG_SQL_ALARM_SAID] = "UPDATE alarm SET message = ?2, agent = ?3 WHERE id = ?1",
    [VG_SQL_ALARM_KNOWN] = "UPDATE alarm SET known = ?2 WHERE agent = ?1 AND cleared = 0"
			   " AND agent <> ''",
    [VG_SQL_RAISE_ADD] = "INSERT INTO raise (alarm, at) VALUES (?1, ?2)",
    [VG_SQL_RAISE_COUNT] = "SELECT count(*) FROM raise WHERE alarm = ?1 AND at > ?2",
    [VG_SQL_CASE_ADD] =
	"INSERT INTO support_case (number, state, before, fault, title, subject, class, severity,"
	" ball, client, site, device, supplier, contract, mode, entitlement, entitlement_text,"
	" revision, opened, changed, rung) VALUES (?1, ?2, ?2, 'standing', ?3, ?4, ?5, ?6,"
	" 'integrator', ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?16, ?17)",
    [VG_SQL_CASE_GET] = "SELECT " CASE_COLUMNS " FROM support_case WHERE number = ?1",
    [VG_SQL_CASE_OPEN_OF] =
	"SELECT " CASE_COLUMNS " FROM support_case WHERE subject = ?1 AND class = ?2"
	/* As its index says it. */
	" AND " VG_STOREOPEN_CASE " AND class <> ''",
    [VG_SQL_CASE_CLOSED_OF] =
	"SELECT " CASE_COLUMNS " FROM support_case WHERE subject = ?1 AND class = ?2"
	" AND state = 'closed' ORDER BY closed DESC LIMIT 1",
    [VG_SQL_CASE_STATE] =
	"UPDATE support_case SET before = state, state = ?2, changed = ?3"
	" WHERE number = ?1",
    [VG_SQL_CASE_FAULT] =
	"UPDATE support_case SET fault = ?2, changed = ?3 WHERE number = ?1",
    [VG_SQL_CASE_STANDS] = "UPDATE support_case SET fault = ?2, changed = ?3"
			   " WHERE number = ?1 AND fault <> ?2",
    [VG_SQL_CASE_WORSE] =
	"UPDATE support_case SET worse = ?2, severity = max(severity, ?3), changed = ?4"
	" WHERE number = ?1 AND (worse <> ?2 OR severity < ?3 OR changed <> ?4)",
    [VG_SQL_CASE_OWNER] = "UPDATE support_case SET owner = ?2, worse = 0, changed = ?3"
			  " WHERE number = ?1",
    [VG_SQL_CASE_ENDING] = "UPDATE support_case SET closed = ?2, cause = ?3, cure = ?4"
			   " WHERE number = ?1",
    [VG_SQL_CASE_REOPEN] =
	"UPDATE support_case SET closed = 0, fault = 'standing', owner = '',"
	" changed = ?2 WHERE number = ?1",
    [VG_SQL_CASE_TOUCH] = "UPDATE support_case SET changed = ?2 WHERE number = ?1",
    [VG_SQL_TARGET_ADD] =
	"INSERT INTO target (case_number, name, part) VALUES (?1, ?2, ?3)"
	" ON CONFLICT (case_number, name, part) DO UPDATE SET warned = 0",
    [VG_SQL_TARGET_WARNED] = "UPDATE target SET warned = ?4"
			     " WHERE case_number = ?1 AND name = ?2 AND part = ?3",
    [VG_SQL_LEDGER_ADD] =
	"INSERT INTO ledger (case_number, name, part, act, at, recorded, who, cause, variant,"
	" left_us, revision, due, last_day)"
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    /* A target that is there has a row at least: without a ledger one of NULLs. */
    [VG_SQL_LEDGER_OF] =
	"SELECT l.act, l.at, l.cause, l.variant, l.left_us, l.revision, l.due, l.last_day,"
	" t.warned FROM target t LEFT JOIN ledger l ON l.case_number = t.case_number"
	" AND l.name = t.name AND l.part = t.part"
	" WHERE t.case_number = ?1 AND t.name = ?2 AND t.part = ?3 ORDER BY l.id",
    /* The same of all targets of a case, one behind the other. */
    [VG_SQL_LEDGERS_OF] =
	"SELECT l.act, l.at, l.cause, l.variant, l.left_us, l.revision, l.due, l.last_day,"
	" t.warned, t.name, t.part FROM target t LEFT JOIN ledger l"
	" ON l.case_number = t.case_number AND l.name = t.name AND l.part = t.part"
	" WHERE t.case_number = ?1 ORDER BY t.name, t.part, l.id",
    [VG_SQL_SUGGESTION_PUT] =
	"INSERT INTO suggestion (case_number, resource, grade, part, serial, rule, reason,"
	" check_text, against, since, kind, evidence, checked)"
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"
	" ON CONFLICT (case_number, resource) DO UPDATE SET since = CASE WHEN grade ="
	" excluded.grade THEN since ELSE excluded.since END, grade = excluded.grade,"
	" part = excluded.part, serial = excluded.serial, rule = excluded.rule,"
	" reason = excluded.reason, check_text = excluded.check_text,"
	" against = excluded.against, kind = excluded.kind, evidence = excluded.evidence,"
	" checked = excluded.checked WHERE (grade, part, serial, rule, reason, check_text,"
	" against, kind, evidence, checked) <> (excluded.grade, excluded.part,"
	" excluded.serial, excluded.rule, excluded.reason, excluded.check_text,"
	" excluded.against, excluded.kind, excluded.evidence, excluded.checked)",
    [VG_SQL_SUGGESTION_DROP] =
	"DELETE FROM suggestion WHERE case_number = ?1 AND resource = ?2",
    [VG_SQL_SUGGESTION_OF] =
	"SELECT resource, grade, part, serial, rule, reason, check_text, against, since,"
	" kind, evidence, checked FROM suggestion WHERE case_number = ?1 ORDER BY resource",
    [VG_SQL_JOURNAL_LAST] = "SELECT chain FROM journal ORDER BY id DESC LIMIT 1",
    [VG_SQL_JOURNAL_ADD] =
	"INSERT INTO journal (case_number, happened, recorded, kind, who, side, ball,"
	" text_digest, chain) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    [VG_SQL_JOURNAL_TEXT] =
	"INSERT INTO journal_text (id, salt, text) VALUES (?1, ?2, ?3)",
    [VG_SQL_JOURNAL_WALK] =
	"SELECT id, chain, case_number, happened, recorded, kind, who, side, ball,"
	" text_digest FROM journal ORDER BY id",
    [VG_SQL_AUDIT_WALK] = "SELECT id, chain, at, who, proxy, door, what, object, result"
			  " FROM audit ORDER BY id",
    [VG_SQL_AUDIT_LAST] = "SELECT chain FROM audit ORDER BY id DESC LIMIT 1",
    [VG_SQL_AUDIT_ADD] =
	"INSERT INTO audit (at, who, proxy, door, what, object, result, chain)"
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    [VG_SQL_DUE_PUT] = "INSERT INTO due (kind, object, at) VALUES (?1, ?2, ?3)"
		       " ON CONFLICT (kind, object) DO UPDATE SET at = excluded.at",
    [VG_SQL_DUE_KEEP] =
	"INSERT OR IGNORE INTO due (kind, object, at) VALUES (?1, ?2, ?3)",
    [VG_SQL_DUE_SOONER] =
	"INSERT INTO due (kind, object, at) VALUES (?1, ?2, ?3)"
	" ON CONFLICT (kind, object) DO UPDATE SET at = min(at, excluded.at)",
    [VG_SQL_DUE_LATER] =
	"INSERT INTO due (kind, object, at) VALUES (?1, ?2, ?3)"
	" ON CONFLICT (kind, object) DO UPDATE SET at = max(at, excluded.at)",
    /* A row that has come by ?4 is neither moved nor dropped: it is still to be done. */
    [VG_SQL_DUE_COMING] =
	"INSERT INTO due (kind, object, at) VALUES (?1, ?2, ?3)"
	" ON CONFLICT (kind, object) DO UPDATE SET at = excluded.at WHERE due.at > ?4",
    [VG_SQL_DUE_DROP_COMING] =
	"DELETE FROM due WHERE kind = ?1 AND object = ?2 AND at > ?3",
    [VG_SQL_DUE_DROP] = "DELETE FROM due WHERE kind = ?1 AND object = ?2",
    [VG_SQL_DUE_NEXT] = "SELECT min(at) FROM due",
    /* Mostly the two are not due at one instant. */
    [VG_SQL_DUE_HEAD] = "SELECT kind, object, at FROM due ORDER BY at LIMIT 2",
    [VG_SQL_DUE_FIRST] =
	/* Of one instant: alarms by when they began, then in the order in which they were made. */
    "SELECT kind, object, at FROM due WHERE at = ?1 ORDER BY kind,"
    " CASE WHEN kind = 'clear' OR kind = 'flap' OR kind = 'hold' THEN"
    " (SELECT raised FROM alarm WHERE id = CAST(due.object AS INTEGER)) END,"
    " length(object), object LIMIT 1",
    [VG_SQL_OUTBOX_ADD] =
	"INSERT INTO outbox (created, case_number, what, role, transition, recipient, template,"
	" next_try) VALUES (?1, ?2, ?3, ?4, ?3 || '@' || ?1, 'role:' || ?4, CASE ?3"
	" WHEN 'opened' THEN ?3 WHEN 'reopened' THEN ?3 WHEN 'worse' THEN ?3"
	" WHEN 'quarantine' THEN ?3 ELSE 'target' END, ?1)"
	" ON CONFLICT (case_number, transition, recipient) DO NOTHING",
    /*
     * For each who was told that it began and not yet that it ended, by what did not fail; whose request had a receipt,
     * or would have had one but for the hour's rule, of a closed case, where the client is not told
     * as such.
     */
    [VG_SQL_OUTBOX_ENDED] =
	"INSERT INTO outbox (created, case_number, what, role, transition, recipient, template,"
	" next_try) SELECT ?2, ?1, 'closed', role, 'closed@' || ?2, " VG_STORELETTER_TOLD
	","
	" 'closed', ?2"
	" FROM outbox o WHERE case_number = ?1 AND template <> 'event' AND (what IN"
	" ('opened','reopened','quarantine','merged') OR (what = 'receipt'"
	" AND (state <> 'failed' OR reason LIKE 'RFC 3834%')"
	" AND EXISTS (SELECT 1 FROM support_case WHERE number = ?1 AND state = 'closed')"
	" AND NOT EXISTS (SELECT 1 FROM outbox t WHERE t.case_number = ?1"
	" AND t.role = 'client'"
	" AND t.what IN ('opened','reopened','quarantine','merged')"
	" AND t.id > coalesce((SELECT max(id) FROM outbox e WHERE e.case_number = ?1"
	" AND e.role = 'client' AND e.what = 'closed' AND e.state <> 'failed'), 0))))"
	" AND id > coalesce((SELECT max(id) FROM outbox e WHERE e.case_number = ?1"
	" AND " VG_STORELETTER_SAME " AND e.what = 'closed' AND e.state <> 'failed'), 0)"
	" GROUP BY " VG_STORELETTER_TOLD
	" ON CONFLICT (case_number, transition, recipient) DO NOTHING",
    [VG_SQL_IDEMPOTENCY_GET] =
	"SELECT who, what, case_number, state FROM idempotency WHERE key = ?1 AND at > ?2",
    [VG_SQL_IDEMPOTENCY_PUT] =
	"INSERT INTO idempotency (key, who, what, case_number, state, at)"
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (key) DO UPDATE SET who = excluded.who,"
	" what = excluded.what, case_number = excluded.case_number, state = excluded.state,"
	" at = excluded.at",
    [VG_SQL_IDEMPOTENCY_SWEEP] = "DELETE FROM idempotency WHERE at <= ?1",
    [VG_SQL_HAPPENING_SKIP] =
	"UPDATE sqlite_sequence SET seq = seq + ?1 WHERE name = 'happening'",
    [VG_SQL_HAPPENING_ADD] =
	"INSERT INTO happening (at, kind, case_number, resource, text) VALUES (?1, ?2, ?3, ?4, ?5)",
    [VG_SQL_HAPPENING_AFTER] =
	"SELECT id, at, kind, case_number, resource, text FROM happening"
	" WHERE id > ?1 ORDER BY id LIMIT ?2",
    [VG_SQL_HAPPENING_FROM] =
	"SELECT id, at FROM happening WHERE id >= ?1 ORDER BY id LIMIT 1",
    [VG_SQL_EVIDENCE_ADD] =
	"INSERT INTO evidence (agent, spool, sequence, part, parts, received, body)"
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [VG_SQL_EVIDENCE_PARTS] =
	"SELECT part, body FROM evidence WHERE agent = ?1 AND spool "
	"= ?2 AND sequence >= ?3 AND sequence < ?4 AND parts = ?5 "
	"ORDER BY sequence",
    [VG_SQL_EVIDENCE_PLACE] =
	"UPDATE evidence SET alarm = ?5, case_number = ?6 WHERE agent = ?1 AND spool = "
	"?2 AND sequence >= ?3 AND sequence < ?4",
    [VG_SQL_EVIDENCE_JOIN] =
	"UPDATE evidence SET case_number = ?2 WHERE alarm = ?1 AND case_number = ''",
    [VG_SQL_EVIDENCE_OF] =
	"SELECT a.device, e.received, e.body, e.part, e.parts FROM evidence e JOIN alarm "
	"a ON a.id = e.alarm WHERE e.case_number = ?1"
	" ORDER BY e.agent, e.spool, e.sequence",
#define PROOF_SQL(name, sql) [VG_SQL_##name] = (sql),
    VG_STOREPROOF_STATEMENTS(PROOF_SQL)
#undef PROOF_SQL
};

const struct vg_db_plan vg_schema_plan = {
    .migrations = migrations,
    .n_migrations = sizeof(migrations) / sizeof(migrations[0]),
    .fresh = &vg_storefresh,
    .statements = statements,
    .n_statements = VG_SQL_N,
    .groups = groups,
    .n_groups = sizeof(groups) / sizeof(groups[0]),
    /* Read in a tenth of a second; a million cases are fifteen times that. */
    .whole_size = INT64_C(64) << 20,
    /* A page of 100 of a million cases reads 900 of the file's: with SQLite's 2 MB, each anew. */
    .cache_kib = 32768,
};
