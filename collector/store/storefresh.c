/*
 * The tables of a new database.  Written by `make fresh-schema`, not by hand.
 */
#include "collector/store/storefresh.h"

#include "collector/store/storefreshrules.h"

/* clang-format off */
static const char *const tables[] = {
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID",
    "CREATE TABLE revision (id INTEGER PRIMARY KEY AUTOINCREMENT, sha256 TEXT NOT NULL, "
    "door TEXT NOT NULL, at INTEGER NOT NULL, content TEXT NOT NULL, taken TEXT NOT NULL "
    "DEFAULT '', who TEXT NOT NULL DEFAULT 'vigie', diff TEXT NOT NULL DEFAULT '')",
    "CREATE TABLE message (id INTEGER PRIMARY KEY, agent TEXT NOT NULL, spool BLOB NOT "
    "NULL, sequence INTEGER NOT NULL, type INTEGER NOT NULL, digest BLOB NOT NULL, "
    "source TEXT NOT NULL, received INTEGER NOT NULL, state TEXT NOT NULL  CHECK (state "
    "IN ('stored','waiting','applied','unapplied','history')), alarm INTEGER, body BLOB "
    "NOT NULL)",
    "CREATE TABLE agent (name TEXT PRIMARY KEY, spool BLOB NOT NULL, applied INTEGER NOT "
    "NULL, heard INTEGER NOT NULL, state TEXT NOT NULL CHECK (state IN "
    "('alive','silent')), queue INTEGER NOT NULL DEFAULT 0, standing INTEGER NOT NULL "
    "DEFAULT 0, version TEXT NOT NULL DEFAULT '', offset_ms INTEGER NOT NULL DEFAULT 0) "
    "WITHOUT ROWID",
    "CREATE TABLE spool_ended (agent TEXT NOT NULL, spool BLOB NOT NULL, at INTEGER NOT "
    "NULL, PRIMARY KEY (agent, spool)) WITHOUT ROWID",
    "CREATE TABLE device (name TEXT PRIMARY KEY, family TEXT NOT NULL, model TEXT NOT "
    "NULL, serial TEXT NOT NULL, software TEXT NOT NULL, hardware TEXT NOT NULL, heard "
    "INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE alarm (id INTEGER PRIMARY KEY, resource TEXT NOT NULL, kind TEXT NOT "
    "NULL, qualifier TEXT NOT NULL, device TEXT NOT NULL, agent TEXT NOT NULL, severity "
    "INTEGER NOT NULL CHECK (severity BETWEEN 2 AND 5), cleared INTEGER NOT NULL DEFAULT "
    "0, created INTEGER NOT NULL, raised INTEGER NOT NULL, changed INTEGER NOT NULL, "
    "text TEXT NOT NULL, case_number TEXT REFERENCES support_case, role TEXT NOT NULL "
    "DEFAULT 'cause' CHECK (role IN ('cause','symptom')), rung INTEGER NOT NULL, class "
    "TEXT NOT NULL, cause INTEGER NOT NULL, repeats INTEGER NOT NULL DEFAULT 0, source "
    "TEXT NOT NULL, serial TEXT NOT NULL, known INTEGER NOT NULL DEFAULT 1, flapping "
    "INTEGER NOT NULL DEFAULT 0, held INTEGER NOT NULL DEFAULT 0, pending INTEGER NOT "
    "NULL DEFAULT 0, message INTEGER NOT NULL DEFAULT 0, plain INTEGER NOT NULL DEFAULT "
    "0, decision INTEGER NOT NULL DEFAULT 0, alone INTEGER NOT NULL DEFAULT 0, UNIQUE "
    "(resource, kind, qualifier))",
    "CREATE TABLE raise (alarm INTEGER NOT NULL REFERENCES alarm, at INTEGER NOT NULL)",
    "CREATE TABLE support_case (number TEXT PRIMARY KEY, state TEXT NOT NULL CHECK "
    "(state IN "
    "('triage','quarantine','observed','new','in-hand','waiting-client','with-supplier','in-return','resolved','closed','merged','void')), "
    "before TEXT NOT NULL, fault TEXT NOT NULL CHECK (fault IN "
    "('none','standing','cleared','not-known','flapping')), title TEXT NOT NULL, subject "
    "TEXT NOT NULL, class TEXT NOT NULL, severity INTEGER NOT NULL, owner TEXT NOT NULL "
    "DEFAULT '', ball TEXT NOT NULL CHECK (ball IN "
    "('client','integrator','supplier','carrier')), client TEXT NOT NULL, site TEXT NOT "
    "NULL, device TEXT NOT NULL, supplier TEXT NOT NULL, contract TEXT NOT NULL, mode "
    "TEXT NOT NULL, entitlement TEXT NOT NULL, entitlement_text TEXT NOT NULL, revision "
    "INTEGER NOT NULL, opened INTEGER NOT NULL, changed INTEGER NOT NULL, closed INTEGER "
    "NOT NULL DEFAULT 0, cause TEXT NOT NULL DEFAULT '', cure TEXT NOT NULL DEFAULT '', "
    "rung INTEGER NOT NULL, worse INTEGER NOT NULL DEFAULT 0, calm INTEGER NOT NULL "
    "DEFAULT 0, next_due INTEGER NOT NULL DEFAULT 9223372036854775807, ease INTEGER NOT "
    "NULL DEFAULT 0, opened_for TEXT NOT NULL DEFAULT '' CHECK (opened_for IN "
    "('','malfunction','question','service','software','commercial')), level INTEGER NOT "
    "NULL DEFAULT 1 CHECK (level BETWEEN 1 AND 3), request TEXT NOT NULL DEFAULT "
    "'malfunction', solved INTEGER NOT NULL DEFAULT 0, rule TEXT NOT NULL DEFAULT '', "
    "priority INTEGER NOT NULL DEFAULT 3 CHECK (priority BETWEEN 1 AND 5), queue TEXT "
    "NOT NULL DEFAULT '', recurred INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID",
    "CREATE TABLE target (case_number TEXT NOT NULL REFERENCES support_case, name TEXT "
    "NOT NULL, part TEXT NOT NULL, warned INTEGER NOT NULL DEFAULT 0, PRIMARY KEY "
    "(case_number, name, part)) WITHOUT ROWID",
    "CREATE TABLE ledger (id INTEGER PRIMARY KEY, case_number TEXT NOT NULL, name TEXT "
    "NOT NULL, part TEXT NOT NULL, act INTEGER NOT NULL CHECK (act BETWEEN 1 AND 6), at "
    "INTEGER NOT NULL, recorded INTEGER NOT NULL, who TEXT NOT NULL, cause TEXT NOT "
    "NULL, variant INTEGER NOT NULL DEFAULT 0 CHECK (variant BETWEEN 0 AND 3), left_us "
    "INTEGER NOT NULL DEFAULT 0, revision INTEGER NOT NULL, due INTEGER NOT NULL DEFAULT "
    "0, last_day INTEGER NOT NULL DEFAULT 0, FOREIGN KEY (case_number, name, part) "
    "REFERENCES target)",
    "CREATE TABLE suggestion (case_number TEXT NOT NULL REFERENCES support_case, "
    "resource TEXT NOT NULL, grade TEXT NOT NULL  CHECK (grade IN "
    "('possible','likely','ready')), part TEXT NOT NULL, serial TEXT NOT NULL, rule TEXT "
    "NOT NULL, reason TEXT NOT NULL, check_text TEXT NOT NULL, against TEXT NOT NULL, "
    "since INTEGER NOT NULL, kind TEXT NOT NULL, evidence TEXT NOT NULL, checked TEXT "
    "NOT NULL, PRIMARY KEY (case_number, resource)) WITHOUT ROWID",
    "CREATE TABLE journal (id INTEGER PRIMARY KEY AUTOINCREMENT, case_number TEXT NOT "
    "NULL REFERENCES support_case, happened INTEGER NOT NULL, recorded INTEGER NOT NULL, "
    "kind TEXT NOT NULL, who TEXT NOT NULL, side TEXT NOT NULL, ball TEXT NOT NULL, "
    "text_digest BLOB NOT NULL, chain BLOB NOT NULL)",
    "CREATE TABLE journal_text (id INTEGER PRIMARY KEY REFERENCES journal, salt BLOB NOT "
    "NULL, text TEXT NOT NULL)",
    "CREATE TABLE audit (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, who "
    "TEXT NOT NULL, proxy TEXT NOT NULL, door TEXT NOT NULL, what TEXT NOT NULL, object "
    "TEXT NOT NULL, result TEXT NOT NULL, chain BLOB NOT NULL)",
    "CREATE TABLE due (kind TEXT NOT NULL, object TEXT NOT NULL, at INTEGER NOT NULL, "
    "PRIMARY KEY (kind, object)) WITHOUT ROWID",
    "CREATE TABLE idempotency (key TEXT PRIMARY KEY, who TEXT NOT NULL, what TEXT NOT "
    "NULL, case_number TEXT NOT NULL, state TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT "
    "ROWID",
    "CREATE TABLE happening (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, "
    "kind TEXT NOT NULL, case_number TEXT NOT NULL, resource TEXT NOT NULL, text TEXT "
    "NOT NULL)",
    "CREATE TABLE evidence (id INTEGER PRIMARY KEY, agent TEXT NOT NULL, spool BLOB NOT "
    "NULL, sequence INTEGER NOT NULL, part INTEGER NOT NULL, parts INTEGER NOT NULL, "
    "received INTEGER NOT NULL, body BLOB NOT NULL, alarm INTEGER NOT NULL DEFAULT 0, "
    "case_number TEXT NOT NULL DEFAULT '')",
    "CREATE TABLE supplier_ticket (case_number TEXT NOT NULL REFERENCES support_case, "
    "number TEXT NOT NULL, opened INTEGER NOT NULL, closed INTEGER NOT NULL DEFAULT 0, "
    "PRIMARY KEY (case_number, number)) WITHOUT ROWID",
    "CREATE TABLE tie (id INTEGER PRIMARY KEY, case_number TEXT NOT NULL REFERENCES "
    "support_case, other TEXT NOT NULL REFERENCES support_case, kind TEXT NOT NULL CHECK "
    "(kind IN ('link','merge','split','recurs','follows')), at INTEGER NOT NULL, who "
    "TEXT NOT NULL, undone INTEGER NOT NULL DEFAULT 0, CHECK (case_number <> other))",
    "CREATE TABLE tie_part (tie INTEGER NOT NULL REFERENCES tie, what TEXT NOT NULL "
    "CHECK (what IN ('alarm','ticket','return','visit','order')), part TEXT NOT NULL, "
    "PRIMARY KEY (tie, what, part)) WITHOUT ROWID",
    "CREATE TABLE tie_clock (tie INTEGER NOT NULL REFERENCES tie, case_number TEXT NOT "
    "NULL, name TEXT NOT NULL, part TEXT NOT NULL, start INTEGER NOT NULL, due INTEGER "
    "NOT NULL, left_us INTEGER NOT NULL, PRIMARY KEY (tie, case_number, name, part)) "
    "WITHOUT ROWID",
    "CREATE TABLE journal_place (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL "
    "REFERENCES journal, case_number TEXT NOT NULL REFERENCES support_case)",
    "CREATE TABLE rma (number TEXT PRIMARY KEY, case_number TEXT NOT NULL REFERENCES "
    "support_case, state TEXT NOT NULL CHECK (state IN "
    "('suggested','half-confirmed','confirmed','numbered','shipped','delivered','replaced','closed','rejected','cancelled')), "
    "kind TEXT NOT NULL CHECK (kind IN ('standard','doa','repeat')), flow TEXT NOT NULL "
    "CHECK (flow IN ('advance','return-first')), attempt INTEGER NOT NULL DEFAULT 1, "
    "device TEXT NOT NULL, resource TEXT NOT NULL, part TEXT NOT NULL, serial TEXT NOT "
    "NULL, rule TEXT NOT NULL, holds_data INTEGER NOT NULL, who TEXT NOT NULL, opened "
    "INTEGER NOT NULL, moved INTEGER NOT NULL, changed INTEGER NOT NULL, announced TEXT "
    "NOT NULL DEFAULT '', new_serial TEXT NOT NULL DEFAULT '', lent TEXT NOT NULL "
    "DEFAULT '', seen TEXT NOT NULL DEFAULT '', outcome TEXT NOT NULL DEFAULT '' CHECK "
    "(outcome IN  ('','exchanged','repaired','substitute','repaired-on-site')), replaced "
    "INTEGER NOT NULL DEFAULT 0, clock INTEGER NOT NULL DEFAULT 0, met_by_loan INTEGER "
    "NOT NULL DEFAULT 0, confirmed INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID",
    "CREATE TABLE rma_key (id INTEGER PRIMARY KEY, rma TEXT NOT NULL REFERENCES rma, "
    "side TEXT NOT NULL, given INTEGER NOT NULL, recorded INTEGER NOT NULL, who TEXT NOT "
    "NULL, check_done TEXT NOT NULL, result TEXT NOT NULL, engineer TEXT NOT NULL, "
    "evidence TEXT NOT NULL, taken INTEGER NOT NULL DEFAULT 0, why TEXT NOT NULL DEFAULT "
    "'', CHECK ((side = 'integrator' AND check_done <> '' AND result <> '' AND engineer "
    "<> '')  OR (side = 'supplier' AND evidence <> '')))",
    "CREATE TABLE rma_number (id INTEGER PRIMARY KEY, rma TEXT NOT NULL REFERENCES rma, "
    "number TEXT NOT NULL CHECK (number <> ''), state TEXT NOT NULL CHECK (state IN  "
    "('proposed','in-force','suspended','superseded','given-back')), at INTEGER NOT "
    "NULL, who TEXT NOT NULL, UNIQUE (rma, number))",
    "CREATE TABLE rma_shipment (id INTEGER PRIMARY KEY, rma TEXT NOT NULL REFERENCES "
    "rma, attempt INTEGER NOT NULL, carrier TEXT NOT NULL CHECK (carrier <> ''), "
    "tracking TEXT NOT NULL, serial TEXT NOT NULL, ship_to TEXT NOT NULL, sent INTEGER "
    "NOT NULL, how TEXT NOT NULL DEFAULT '' CHECK (how IN  "
    "('','delivered','not-arrived','recalled')), ended INTEGER NOT NULL DEFAULT 0, proof "
    "TEXT NOT NULL DEFAULT '')",
    "CREATE TABLE rma_unit (id INTEGER PRIMARY KEY, rma TEXT NOT NULL REFERENCES rma, "
    "role TEXT NOT NULL CHECK (role IN ('faulty','recalled','lent')), serial TEXT NOT "
    "NULL, state TEXT NOT NULL CHECK (state IN ('at-client','collected',  "
    "'sent','received','no-fault-found','lost','accepted','charged','sent-back',  "
    "'waived','scrapped')), data TEXT NOT NULL DEFAULT '' CHECK (data IN  "
    "('','wiped','medium-kept','as-it-is')), carrier TEXT NOT NULL DEFAULT '', tracking "
    "TEXT NOT NULL DEFAULT '', changed INTEGER NOT NULL)",
    "CREATE TABLE rma_step (id INTEGER PRIMARY KEY, rma TEXT NOT NULL REFERENCES rma, "
    "what TEXT NOT NULL, from_state TEXT NOT NULL, to_state TEXT NOT NULL, happened "
    "INTEGER NOT NULL, recorded INTEGER NOT NULL, who TEXT NOT NULL, text TEXT NOT NULL)",
    "CREATE TABLE rma_move (old TEXT NOT NULL, new TEXT NOT NULL, PRIMARY KEY (old, "
    "new)) WITHOUT ROWID",
    "CREATE TABLE work_order (number TEXT PRIMARY KEY, case_number TEXT NOT NULL "
    "REFERENCES support_case, state TEXT NOT NULL CHECK (state IN  "
    "('asked','proposed','ordered','planned','done','declined','lapsed','cancelled')), "
    "what TEXT NOT NULL, who TEXT NOT NULL, opened INTEGER NOT NULL, moved INTEGER NOT "
    "NULL, technical TEXT NOT NULL DEFAULT '', commercial TEXT NOT NULL DEFAULT '', "
    "proposal TEXT NOT NULL DEFAULT '', valid_until INTEGER NOT NULL DEFAULT 0, "
    "reference TEXT NOT NULL DEFAULT '', by_whom TEXT NOT NULL DEFAULT '', by_quote "
    "INTEGER NOT NULL DEFAULT 0, CHECK (state <> 'proposed' OR (technical <> '' AND "
    "commercial <> ''  AND proposal <> '' AND valid_until > 0)), CHECK (state NOT IN "
    "('ordered','planned','done') OR  (reference <> '' AND by_whom <> ''))) WITHOUT ROWID",
    "CREATE TABLE work_order_move (old TEXT NOT NULL, new TEXT NOT NULL, PRIMARY KEY "
    "(old, new)) WITHOUT ROWID",
    "CREATE TABLE visit (number TEXT PRIMARY KEY, case_number TEXT NOT NULL REFERENCES "
    "support_case, rma TEXT REFERENCES rma, work_order TEXT REFERENCES work_order, kind "
    "TEXT NOT NULL CHECK (kind IN  ('rma-proof','rma-swap','on-order')), state TEXT NOT "
    "NULL CHECK (state IN  "
    "('planned','begun','no-access','done','refused','cancelled')), planned_for INTEGER "
    "NOT NULL, who TEXT NOT NULL, opened INTEGER NOT NULL, moved INTEGER NOT NULL, found "
    "TEXT NOT NULL DEFAULT '', finding TEXT NOT NULL DEFAULT '' CHECK (finding IN "
    "('','confirms','denies')), CHECK (kind <> 'rma-proof' OR rma IS NOT NULL), CHECK "
    "(kind <> 'on-order' OR work_order IS NOT NULL)) WITHOUT ROWID",
    "CREATE TABLE mail (id INTEGER PRIMARY KEY AUTOINCREMENT, case_number TEXT NOT NULL, "
    "taken INTEGER NOT NULL, recorded INTEGER NOT NULL, message_id TEXT NOT NULL, person "
    "TEXT NOT NULL, side TEXT NOT NULL, automatic INTEGER NOT NULL, rung INTEGER NOT "
    "NULL, state TEXT NOT NULL DEFAULT 'filed'  CHECK (state IN "
    "('filed','request','dismissed')), before TEXT NOT NULL DEFAULT '', after TEXT NOT "
    "NULL DEFAULT '', closed INTEGER NOT NULL DEFAULT 0, target TEXT NOT NULL DEFAULT "
    "'', opened INTEGER NOT NULL DEFAULT 0, body_digest BLOB NOT NULL, domain TEXT NOT "
    "NULL DEFAULT '')",
    "CREATE TABLE mail_text (id INTEGER PRIMARY KEY REFERENCES mail, salt BLOB NOT NULL, "
    "sender TEXT NOT NULL, recipient TEXT NOT NULL, subject TEXT NOT NULL, text TEXT NOT "
    "NULL, cc TEXT NOT NULL DEFAULT '')",
    "CREATE TABLE person (id INTEGER PRIMARY KEY AUTOINCREMENT, mail TEXT NOT NULL, "
    "client TEXT NOT NULL, seen INTEGER NOT NULL, erased INTEGER NOT NULL DEFAULT 0)",
    "CREATE TABLE hold (id INTEGER PRIMARY KEY, case_number TEXT NOT NULL REFERENCES "
    "support_case, at INTEGER NOT NULL, who TEXT NOT NULL, reason TEXT NOT NULL, "
    "released INTEGER NOT NULL DEFAULT 0)",
    "CREATE TABLE erasing (one INTEGER PRIMARY KEY CHECK (one = 1))",
    "CREATE TABLE sought (kind TEXT NOT NULL CHECK (kind IN ('ref','word','digits')), "
    "text TEXT NOT NULL CHECK (text <> ''), PRIMARY KEY (kind, text)) WITHOUT ROWID",
    "CREATE TABLE proof (case_number TEXT NOT NULL REFERENCES support_case, number "
    "INTEGER NOT NULL CHECK (number BETWEEN 1 AND 1000), name TEXT NOT NULL, kind TEXT "
    "NOT NULL CHECK (kind IN ('case','event','raw','samples','note')), source TEXT NOT "
    "NULL, taken INTEGER NOT NULL, recorded INTEGER NOT NULL, size INTEGER NOT NULL, "
    "sha256 BLOB NOT NULL CHECK (length(sha256) = 32), chain BLOB NOT NULL CHECK "
    "(length(chain) = 32), PRIMARY KEY (case_number, number)) WITHOUT ROWID",
    "CREATE TABLE proof_body (case_number TEXT NOT NULL, number INTEGER NOT NULL, body "
    "BLOB NOT NULL, PRIMARY KEY (case_number, number), FOREIGN KEY (case_number, number) "
    "REFERENCES proof)",
    "CREATE TABLE unit_check (id INTEGER PRIMARY KEY, case_number TEXT NOT NULL "
    "REFERENCES support_case, resource TEXT NOT NULL, rule TEXT NOT NULL, what TEXT NOT "
    "NULL CHECK (what <> ''), result TEXT NOT NULL CHECK (result IN "
    "('confirms','denies','unclear')), text TEXT NOT NULL, who TEXT NOT NULL, happened "
    "INTEGER NOT NULL, recorded INTEGER NOT NULL)",
    "CREATE TABLE unit_place (id INTEGER PRIMARY KEY, serial TEXT NOT NULL COLLATE "
    "NOCASE CHECK (serial <> ''), device TEXT NOT NULL, part TEXT NOT NULL, since "
    "INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0, UNIQUE (serial, device, part))",
    "CREATE TABLE revision_text (revision INTEGER NOT NULL REFERENCES revision, mark "
    "TEXT NOT NULL, person TEXT NOT NULL, leaf TEXT NOT NULL, salt BLOB NOT NULL, text "
    "TEXT NOT NULL, PRIMARY KEY (revision, mark)) WITHOUT ROWID",
    "CREATE TABLE erased_person (ref TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE claim (contract TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE swept_case (number TEXT PRIMARY KEY REFERENCES support_case, at "
    "INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE sweeping (one INTEGER PRIMARY KEY CHECK (one = 1), until INTEGER NOT "
    "NULL)",
    "CREATE TABLE audit_gap (first INTEGER NOT NULL, last INTEGER PRIMARY KEY, chain "
    "BLOB NOT NULL CHECK (length(chain) = 32), CHECK (first <= last))",
    "CREATE TABLE storm (id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, "
    "device TEXT NOT NULL, resource TEXT NOT NULL, began INTEGER NOT NULL, last INTEGER "
    "NOT NULL, ended INTEGER NOT NULL DEFAULT 0, folded INTEGER NOT NULL DEFAULT 0, "
    "unread INTEGER NOT NULL DEFAULT 0, passed INTEGER NOT NULL DEFAULT 0, looked "
    "INTEGER NOT NULL DEFAULT 0)",
    "CREATE TABLE storm_name (id INTEGER PRIMARY KEY, storm INTEGER NOT NULL REFERENCES "
    "storm, kind TEXT NOT NULL CHECK (kind IN ('named','other','unread','news')), oid "
    "TEXT NOT NULL, count INTEGER NOT NULL DEFAULT 0, UNIQUE (storm, oid, kind))",
    "CREATE TABLE storm_count (name INTEGER NOT NULL REFERENCES storm_name, second "
    "INTEGER NOT NULL, span INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (name, "
    "second, span)) WITHOUT ROWID",
    "CREATE TABLE storm_sample (storm INTEGER NOT NULL REFERENCES storm, number INTEGER "
    "NOT NULL, at INTEGER NOT NULL, raw BLOB NOT NULL, PRIMARY KEY (storm, number)) "
    "WITHOUT ROWID",
    "CREATE TABLE unknown (id INTEGER PRIMARY KEY AUTOINCREMENT, oid TEXT NOT NULL, "
    "device TEXT NOT NULL, source TEXT NOT NULL, agent TEXT NOT NULL, count INTEGER NOT "
    "NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, message INTEGER NOT NULL, text "
    "TEXT NOT NULL, evidence INTEGER NOT NULL DEFAULT 0, CHECK ((device = '') <> (source "
    "= '')), UNIQUE (oid, device, source))",
    "CREATE TABLE kept_message (id INTEGER PRIMARY KEY)",
    "CREATE TABLE device_address (device TEXT NOT NULL, address TEXT NOT NULL, heard "
    "INTEGER NOT NULL, PRIMARY KEY (address, device)) WITHOUT ROWID",
    "CREATE TABLE engine (engine BLOB PRIMARY KEY, boots INTEGER NOT NULL, time INTEGER "
    "NOT NULL, heard INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE silence (agent TEXT PRIMARY KEY, base INTEGER NOT NULL, stage INTEGER "
    "NOT NULL CHECK (stage BETWEEN 1 AND 3), deaf INTEGER NOT NULL DEFAULT 0, back "
    "INTEGER NOT NULL DEFAULT 0, missed INTEGER NOT NULL DEFAULT 0, last INTEGER NOT "
    "NULL DEFAULT 0) WITHOUT ROWID",
    "CREATE TABLE beat (agent TEXT PRIMARY KEY, at INTEGER NOT NULL, offset_ms INTEGER "
    "NOT NULL, cycle_age_ms INTEGER NOT NULL, cycle_ms INTEGER NOT NULL, digest TEXT NOT "
    "NULL, agrees INTEGER NOT NULL, lost INTEGER NOT NULL, held INTEGER NOT NULL, "
    "interval_ms INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE alarm_shelf (alarm INTEGER PRIMARY KEY REFERENCES alarm ON DELETE "
    "CASCADE, shelf TEXT NOT NULL, at INTEGER NOT NULL)",
    "CREATE TABLE alarm_work (alarm INTEGER PRIMARY KEY REFERENCES alarm ON DELETE "
    "CASCADE, work TEXT NOT NULL)",
    "CREATE TABLE \"outbox\" (id INTEGER PRIMARY KEY AUTOINCREMENT, created INTEGER NOT "
    "NULL, case_number TEXT REFERENCES support_case, what TEXT NOT NULL, role TEXT NOT "
    "NULL  CHECK (role IN "
    "('client','noc','supplier','triage','commercial','owner','duty','lead',  "
    "'manager','supplier-escalation')), state TEXT NOT NULL DEFAULT 'waiting'  CHECK "
    "(state IN ('waiting','taken','sent','failed')), transition TEXT NOT NULL, recipient "
    "TEXT NOT NULL, language TEXT NOT NULL DEFAULT 'fr' CHECK (language IN ('fr','en')), "
    "template TEXT NOT NULL, message_id TEXT NOT NULL DEFAULT '', tries INTEGER NOT NULL "
    "DEFAULT 0, next_try INTEGER NOT NULL, reason TEXT NOT NULL DEFAULT '', body_digest "
    "BLOB, attachment TEXT NOT NULL DEFAULT '', channel TEXT NOT NULL DEFAULT 'mail' "
    "CHECK (channel IN ('mail','webhook','alertmanager')), target TEXT NOT NULL DEFAULT "
    "'', part TEXT NOT NULL DEFAULT '', percent INTEGER NOT NULL DEFAULT 0, way TEXT NOT "
    "NULL DEFAULT 'mail', again INTEGER NOT NULL DEFAULT 0, stands INTEGER NOT NULL "
    "DEFAULT 0, taken_by TEXT NOT NULL DEFAULT '', line TEXT NOT NULL DEFAULT '')",
    "CREATE TABLE \"outbox_text\" (id INTEGER PRIMARY KEY REFERENCES \"outbox\", salt "
    "BLOB NOT NULL, text TEXT NOT NULL)",
    "CREATE TABLE decision (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, alarm INTEGER "
    "NOT NULL, previous INTEGER NOT NULL, way INTEGER NOT NULL, flags INTEGER NOT NULL, "
    "action INTEGER NOT NULL, severity INTEGER NOT NULL, before INTEGER NOT NULL, began "
    "INTEGER NOT NULL, said INTEGER NOT NULL, case_number TEXT, until INTEGER NOT NULL, "
    "span INTEGER NOT NULL, n INTEGER NOT NULL, revision INTEGER NOT NULL, subject TEXT, "
    "rule TEXT, name TEXT, parent TEXT, contract TEXT, clause TEXT, reason TEXT, about "
    "TEXT, told TEXT)",
    "CREATE TABLE alarm_left (case_number TEXT NOT NULL, alarm INTEGER NOT NULL, PRIMARY "
    "KEY (case_number, alarm)) WITHOUT ROWID",
    "CREATE TABLE family_case (case_number TEXT NOT NULL REFERENCES support_case, kind "
    "TEXT NOT NULL, supplier TEXT NOT NULL, model TEXT NOT NULL, software TEXT NOT NULL, "
    "client TEXT NOT NULL, device TEXT NOT NULL, opened INTEGER NOT NULL, PRIMARY KEY "
    "(case_number, kind)) WITHOUT ROWID",
    "CREATE TABLE problem (number TEXT PRIMARY KEY, state TEXT NOT NULL CHECK (state IN "
    "('suggested','closed','forgotten')), supplier TEXT NOT NULL, model TEXT NOT NULL, "
    "software TEXT NOT NULL, kind TEXT NOT NULL, opened INTEGER NOT NULL, changed "
    "INTEGER NOT NULL, closed INTEGER NOT NULL DEFAULT 0, outcome TEXT NOT NULL DEFAULT "
    "'') WITHOUT ROWID",
    "CREATE TABLE problem_case (problem TEXT NOT NULL REFERENCES problem, case_number "
    "TEXT NOT NULL REFERENCES support_case, client TEXT NOT NULL, device TEXT NOT NULL, "
    "linked INTEGER NOT NULL, PRIMARY KEY (problem, case_number)) WITHOUT ROWID",
    "CREATE TABLE case_rekey (id INTEGER PRIMARY KEY, case_number TEXT NOT NULL "
    "REFERENCES support_case, at INTEGER NOT NULL, subject TEXT NOT NULL, class TEXT NOT "
    "NULL, title TEXT NOT NULL, alarm INTEGER NOT NULL)",
    "CREATE TABLE tie_role (tie INTEGER NOT NULL REFERENCES tie, alarm INTEGER NOT NULL, "
    "role TEXT NOT NULL, PRIMARY KEY (tie, alarm)) WITHOUT ROWID",
    "CREATE TABLE together (site TEXT NOT NULL, kind TEXT NOT NULL, raised INTEGER NOT "
    "NULL, alarm INTEGER NOT NULL, device TEXT NOT NULL, PRIMARY KEY (site, kind, "
    "raised, alarm)) WITHOUT ROWID",
    "CREATE TABLE act (id INTEGER PRIMARY KEY AUTOINCREMENT, after INTEGER NOT NULL, at "
    "INTEGER NOT NULL, line TEXT NOT NULL)",
    "CREATE TABLE mark (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, "
    "message INTEGER NOT NULL, act INTEGER NOT NULL, revision INTEGER NOT NULL, "
    "first_row INTEGER NOT NULL DEFAULT 0, last_row INTEGER NOT NULL DEFAULT -1)",
    "CREATE TABLE mark_row (id INTEGER PRIMARY KEY AUTOINCREMENT, mark INTEGER NOT NULL, "
    "line TEXT NOT NULL)",
    "CREATE TABLE mark_case (number TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE mark_alarm (id INTEGER PRIMARY KEY)",
    "CREATE TABLE alarm_change (id INTEGER PRIMARY KEY AUTOINCREMENT, alarm INTEGER NOT "
    "NULL REFERENCES alarm ON DELETE CASCADE, at INTEGER NOT NULL, severity INTEGER NOT "
    "NULL, text TEXT NOT NULL)",
    "CREATE TABLE alarm_operator (id INTEGER PRIMARY KEY AUTOINCREMENT, alarm INTEGER "
    "NOT NULL REFERENCES alarm ON DELETE CASCADE, at INTEGER NOT NULL, operator TEXT NOT "
    "NULL, state TEXT NOT NULL CHECK (state IN  ('none', 'ack', 'closed', 'shelved', "
    "'un-shelved')), text TEXT NOT NULL)",
    "CREATE TABLE alarm_state (alarm INTEGER PRIMARY KEY REFERENCES alarm ON DELETE "
    "CASCADE, state TEXT NOT NULL DEFAULT 'none', purged INTEGER NOT NULL DEFAULT 0)",
    "CREATE TABLE login_phrase (user TEXT PRIMARY KEY, hash TEXT NOT NULL, at INTEGER "
    "NOT NULL, who TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE login_token (id INTEGER PRIMARY KEY AUTOINCREMENT, user TEXT NOT NULL, "
    "digest TEXT NOT NULL UNIQUE CHECK (length(digest) = 64), label TEXT NOT NULL, at "
    "INTEGER NOT NULL, who TEXT NOT NULL, until INTEGER NOT NULL)",
    "CREATE TABLE candidate (one INTEGER PRIMARY KEY CHECK (one = 1), content TEXT NOT "
    "NULL, base INTEGER NOT NULL REFERENCES revision, who TEXT NOT NULL, door TEXT NOT "
    "NULL, since INTEGER NOT NULL, editor TEXT NOT NULL, changed INTEGER NOT NULL)",
    "CREATE TABLE confirming (one INTEGER PRIMARY KEY CHECK (one = 1), revision INTEGER "
    "NOT NULL REFERENCES revision, before INTEGER NOT NULL REFERENCES revision, who TEXT "
    "NOT NULL, session TEXT NOT NULL, persist TEXT NOT NULL, until INTEGER NOT NULL)",
    "CREATE TABLE outbox_letter (id INTEGER PRIMARY KEY REFERENCES outbox, made INTEGER "
    "NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL, in_reply_to TEXT NOT NULL, "
    "refs TEXT NOT NULL)",
    "CREATE TABLE mail_more (id INTEGER PRIMARY KEY REFERENCES mail, raw TEXT NOT NULL, "
    "envelope_from TEXT NOT NULL, envelope_to TEXT NOT NULL, extension TEXT NOT NULL, "
    "reply_to TEXT NOT NULL, authentication TEXT NOT NULL, cut INTEGER NOT NULL, "
    "unparsed INTEGER NOT NULL, html INTEGER NOT NULL, date TEXT NOT NULL DEFAULT '')",
    "CREATE TABLE mail_part (mail INTEGER NOT NULL REFERENCES mail, number INTEGER NOT "
    "NULL, name TEXT NOT NULL, type TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT "
    "NOT NULL CHECK (length(sha256) = 64), PRIMARY KEY (mail, number)) WITHOUT ROWID",
    "CREATE TABLE blob_gone (sha256 TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE alarm_task (id INTEGER PRIMARY KEY AUTOINCREMENT, what TEXT NOT NULL "
    "CHECK (what IN ('purge', 'compress')), shelved INTEGER NOT NULL, cleared INTEGER "
    "NOT NULL, standing INTEGER NOT NULL, before INTEGER, least INTEGER NOT NULL, most "
    "INTEGER NOT NULL, state TEXT, operator TEXT, kind TEXT, qualifier TEXT, resource "
    "TEXT, at_once INTEGER NOT NULL, at INTEGER NOT NULL, who TEXT NOT NULL, proxy TEXT "
    "NOT NULL, door TEXT NOT NULL, change INTEGER NOT NULL, last INTEGER NOT NULL "
    "DEFAULT 0, n INTEGER NOT NULL DEFAULT 0)",
    "CREATE TABLE paging (case_number TEXT PRIMARY KEY REFERENCES support_case, class "
    "INTEGER NOT NULL CHECK (class BETWEEN 0 AND 4), floor INTEGER NOT NULL CHECK (floor "
    "BETWEEN 0 AND 4), severity INTEGER NOT NULL, begun INTEGER NOT NULL, told INTEGER "
    "NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, ended INTEGER NOT NULL, "
    "what TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE \"page\" (id INTEGER PRIMARY KEY AUTOINCREMENT, case_number TEXT "
    "REFERENCES support_case, person TEXT NOT NULL, whom TEXT NOT NULL, class INTEGER "
    "NOT NULL, rung INTEGER NOT NULL, channel TEXT NOT NULL, queued INTEGER NOT NULL, "
    "acknowledged INTEGER NOT NULL DEFAULT 0, who TEXT NOT NULL DEFAULT '', by TEXT NOT "
    "NULL DEFAULT '' CHECK (by IN ('','command','mail')), ended INTEGER NOT NULL DEFAULT "
    "0, reason TEXT NOT NULL DEFAULT '', outbox INTEGER REFERENCES outbox)",
    "CREATE TABLE intervention (id INTEGER PRIMARY KEY, person TEXT NOT NULL, "
    "case_number TEXT NOT NULL REFERENCES support_case, class INTEGER NOT NULL, begun "
    "INTEGER NOT NULL, ended INTEGER NOT NULL DEFAULT 0, reason TEXT NOT NULL DEFAULT '')",
    "CREATE TABLE idle (case_number TEXT PRIMARY KEY REFERENCES support_case, acted "
    "INTEGER NOT NULL, told INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE outway (name TEXT PRIMARY KEY, used INTEGER NOT NULL DEFAULT 0, "
    "failing INTEGER NOT NULL DEFAULT 0, fails INTEGER NOT NULL DEFAULT 0, next_try "
    "INTEGER NOT NULL DEFAULT 0, sent INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID",
    "CREATE TABLE mail_party (mail INTEGER NOT NULL REFERENCES mail, side TEXT NOT NULL "
    "CHECK (side IN ('client','supplier')), name TEXT NOT NULL, place TEXT NOT NULL "
    "CHECK (place IN ('to','cc')), PRIMARY KEY (mail, side, name)) WITHOUT ROWID",
    "CREATE TABLE mail_number (mail INTEGER NOT NULL REFERENCES mail, kind TEXT NOT NULL "
    "CHECK (kind IN ('ticket','rma')), number TEXT NOT NULL, supplier TEXT NOT NULL, "
    "declined INTEGER NOT NULL DEFAULT 0, decided_by TEXT NOT NULL DEFAULT '', decided "
    "INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (mail, kind)) WITHOUT ROWID"
};
/* clang-format on */

const struct vg_db_fresh vg_storefresh = {.version = 64,
    .tables = tables,
    .n_tables = sizeof(tables) / sizeof(tables[0]),
    .rules = vg_storefreshrules,
    .n_rules = 261};
