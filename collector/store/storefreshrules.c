/*
 * Indexes, triggers and first rows of a new database.  Written by `make fresh-schema`, not by hand.
 */
#include "collector/store/storefreshrules.h"

/* clang-format off */
const char *const vg_storefreshrules[] = {
    "CREATE UNIQUE INDEX message_key ON message (agent, spool, sequence) WHERE agent <> "
    "''",
    "CREATE INDEX message_waiting ON message (agent, sequence) WHERE state = 'waiting'",
    "CREATE INDEX raise_alarm ON raise (alarm, at)",
    "CREATE INDEX case_closed ON support_case (subject, class, closed) WHERE state = "
    "'closed'",
    "CREATE TRIGGER case_number_stays BEFORE DELETE ON support_case BEGIN SELECT "
    "RAISE(ABORT, 'a case is never deleted'); END",
    "CREATE INDEX ledger_target ON ledger (case_number, name, part, id)",
    "CREATE TRIGGER ledger_is_kept BEFORE DELETE ON ledger BEGIN SELECT RAISE(ABORT, "
    "'the ledger is only added to'); END",
    "CREATE INDEX journal_case ON journal (case_number, id)",
    "CREATE TRIGGER journal_stays BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, "
    "'the journal is only added to'); END",
    "CREATE TRIGGER journal_is_kept BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, "
    "'the journal is only added to'); END",
    "CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the "
    "audit is only added to'); END",
    "CREATE INDEX due_at ON due (at)",
    "CREATE INDEX evidence_of ON evidence (agent, spool, sequence)",
    "CREATE INDEX evidence_alarm ON evidence (alarm) WHERE case_number = ''",
    "CREATE INDEX evidence_case ON evidence (case_number) WHERE case_number <> ''",
    "CREATE UNIQUE INDEX tie_once ON tie (case_number, other, kind) WHERE undone = 0",
    "CREATE TRIGGER tie_is_kept BEFORE DELETE ON tie BEGIN SELECT RAISE(ABORT, 'a tie is "
    "undone, never deleted'); END",
    "CREATE INDEX journal_place_entry ON journal_place (entry, id)",
    "CREATE INDEX journal_place_case ON journal_place (case_number)",
    "CREATE TRIGGER journal_place_stays BEFORE UPDATE ON journal_place BEGIN SELECT "
    "RAISE(ABORT, 'a place is only added'); END",
    "CREATE TRIGGER journal_place_is_kept BEFORE DELETE ON journal_place BEGIN SELECT "
    "RAISE(ABORT, 'a place is only added'); END",
    "CREATE UNIQUE INDEX rma_one_open ON rma (device, resource) WHERE state IN "
    "('suggested','half-confirmed','confirmed','numbered','shipped','delivered')",
    "CREATE INDEX rma_case ON rma (case_number)",
    "CREATE UNIQUE INDEX rma_key_held ON rma_key (rma, side) WHERE taken = 0",
    "CREATE UNIQUE INDEX rma_number_in_force ON rma_number (rma) WHERE state = 'in-force'",
    "CREATE UNIQUE INDEX rma_unit_faulty ON rma_unit (rma) WHERE role = 'faulty'",
    "CREATE INDEX rma_step_of ON rma_step (rma, id)",
    "CREATE TRIGGER rma_is_kept BEFORE DELETE ON rma BEGIN SELECT RAISE(ABORT, 'P10: "
    "nothing of a return is deleted'); END",
    "CREATE TRIGGER rma_key_is_kept BEFORE DELETE ON rma_key BEGIN SELECT RAISE(ABORT, "
    "'P10: nothing of a return is deleted'); END",
    "CREATE TRIGGER rma_number_is_kept BEFORE DELETE ON rma_number BEGIN SELECT "
    "RAISE(ABORT, 'P10: nothing of a return is deleted'); END",
    "CREATE TRIGGER rma_shipment_is_kept BEFORE DELETE ON rma_shipment BEGIN SELECT "
    "RAISE(ABORT, 'P10: nothing of a return is deleted'); END",
    "CREATE TRIGGER rma_unit_is_kept BEFORE DELETE ON rma_unit BEGIN SELECT RAISE(ABORT, "
    "'P10: nothing of a return is deleted'); END",
    "CREATE TRIGGER rma_step_is_kept BEFORE DELETE ON rma_step BEGIN SELECT RAISE(ABORT, "
    "'P10: nothing of a return is deleted'); END",
    "CREATE TRIGGER rma_begins BEFORE INSERT ON rma WHEN NEW.state <> 'suggested' BEGIN "
    "SELECT RAISE(ABORT, 'P10: a return begins as suggested'); END",
    "CREATE TRIGGER rma_rungs BEFORE UPDATE OF state ON rma WHEN NEW.state <> OLD.state "
    "AND NOT EXISTS (SELECT 1 FROM rma_move WHERE old = OLD.state AND new = NEW.state) "
    "BEGIN SELECT RAISE(ABORT, 'P10: no rung is skipped'); END",
    "CREATE TRIGGER rma_keys BEFORE UPDATE OF state ON rma WHEN NEW.state <> OLD.state "
    "AND NEW.state IN ('confirmed','numbered','shipped','delivered','replaced') AND "
    "(SELECT count(*) FROM rma_key WHERE rma = NEW.number AND taken = 0) < 2 BEGIN "
    "SELECT RAISE(ABORT, 'P10: both keys come first'); END",
    "CREATE TRIGGER rma_one_key BEFORE UPDATE OF state ON rma WHEN OLD.state = "
    "'suggested' AND NEW.state = 'half-confirmed' AND NOT EXISTS (SELECT 1 FROM rma_key "
    "WHERE rma = NEW.number AND taken = 0) BEGIN SELECT RAISE(ABORT, 'P10: a key comes "
    "first'); END",
    "CREATE TRIGGER rma_numbered BEFORE UPDATE OF state ON rma WHEN NEW.state <> "
    "OLD.state AND NEW.state IN ('numbered','shipped','delivered') AND NOT EXISTS "
    "(SELECT 1 FROM rma_number WHERE rma = NEW.number AND state = 'in-force') BEGIN "
    "SELECT RAISE(ABORT, 'P10: the RMA number comes first'); END",
    "CREATE TRIGGER rma_on_site BEFORE UPDATE OF state ON rma WHEN NEW.state = "
    "'replaced' AND OLD.state IN ('confirmed','numbered') AND NEW.outcome <> "
    "'repaired-on-site' BEGIN SELECT RAISE(ABORT, 'P14: nothing was shipped'); END",
    "CREATE INDEX work_order_case ON work_order (case_number)",
    "CREATE INDEX work_order_list ON work_order (opened, number)",
    "CREATE TRIGGER work_order_is_kept BEFORE DELETE ON work_order BEGIN SELECT "
    "RAISE(ABORT, 'P16: an order is never deleted'); END",
    "CREATE TRIGGER work_order_begins BEFORE INSERT ON work_order WHEN NEW.state <> "
    "'asked' BEGIN SELECT RAISE(ABORT, 'P16: an order begins as asked'); END",
    "CREATE TRIGGER work_order_rungs BEFORE UPDATE OF state ON work_order WHEN NEW.state "
    "<> OLD.state AND NOT EXISTS (SELECT 1 FROM work_order_move  WHERE old = OLD.state "
    "AND new = NEW.state) BEGIN SELECT RAISE(ABORT, 'P16: no rung is skipped'); END",
    "CREATE INDEX visit_case ON visit (case_number)",
    "CREATE INDEX visit_list ON visit (planned_for, number)",
    "CREATE INDEX visit_rma ON visit (rma) WHERE rma IS NOT NULL",
    "CREATE INDEX visit_order ON visit (work_order) WHERE work_order IS NOT NULL",
    "CREATE TRIGGER visit_is_kept BEFORE DELETE ON visit BEGIN SELECT RAISE(ABORT, 'P16: "
    "a visit is never deleted'); END",
    "CREATE INDEX mail_message ON mail (message_id) WHERE message_id <> ''",
    "CREATE INDEX mail_case ON mail (case_number, id)",
    "CREATE TRIGGER mail_is_kept BEFORE DELETE ON mail BEGIN SELECT RAISE(ABORT, 'a mail "
    "stays as it came'); END",
    "CREATE UNIQUE INDEX person_mail ON person (mail) WHERE mail <> ''",
    "CREATE UNIQUE INDEX hold_once ON hold (case_number) WHERE released = 0",
    "CREATE INDEX mail_person ON mail (person)",
    "CREATE TRIGGER journal_text_stays BEFORE UPDATE ON journal_text WHEN NOT EXISTS "
    "(SELECT 1 FROM erasing) BEGIN SELECT RAISE(ABORT, 'only an erasure touches "
    "journal_text'); END",
    "CREATE TRIGGER journal_text_is_kept BEFORE DELETE ON journal_text WHEN NOT EXISTS "
    "(SELECT 1 FROM erasing) BEGIN SELECT RAISE(ABORT, 'only an erasure touches "
    "journal_text'); END",
    "CREATE TRIGGER mail_text_stays BEFORE UPDATE ON mail_text WHEN NOT EXISTS (SELECT 1 "
    "FROM erasing) BEGIN SELECT RAISE(ABORT, 'only an erasure touches mail_text'); END",
    "CREATE TRIGGER mail_text_is_kept BEFORE DELETE ON mail_text WHEN NOT EXISTS (SELECT "
    "1 FROM erasing) BEGIN SELECT RAISE(ABORT, 'only an erasure touches mail_text'); END",
    "CREATE TRIGGER person_stays BEFORE UPDATE ON person WHEN NOT EXISTS (SELECT 1 FROM "
    "erasing) BEGIN SELECT RAISE(ABORT, 'only an erasure touches person'); END",
    "CREATE TRIGGER person_is_kept BEFORE DELETE ON person WHEN NOT EXISTS (SELECT 1 "
    "FROM erasing) BEGIN SELECT RAISE(ABORT, 'only an erasure touches person'); END",
    "CREATE TRIGGER ledger_stays BEFORE UPDATE ON ledger WHEN NOT EXISTS (SELECT 1 FROM "
    "erasing) OR (NEW.id, NEW.case_number, NEW.name, NEW.act, NEW.at, NEW.recorded, "
    "NEW.who) IS NOT (OLD.id, OLD.case_number, OLD.name, OLD.act, OLD.at, OLD.recorded, "
    "OLD.who) BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END",
    "CREATE TRIGGER rma_step_stays BEFORE UPDATE ON rma_step WHEN NOT EXISTS (SELECT 1 "
    "FROM erasing) OR (NEW.id, NEW.rma, NEW.what, NEW.from_state, NEW.to_state, "
    "NEW.happened, NEW.recorded, NEW.who) IS NOT (OLD.id, OLD.rma, OLD.what, "
    "OLD.from_state, OLD.to_state, OLD.happened, OLD.recorded, OLD.who) BEGIN SELECT "
    "RAISE(ABORT, 'P10: a step is only added'); END",
    "CREATE TRIGGER mail_stays BEFORE UPDATE OF taken, recorded, message_id, person, "
    "side, automatic, body_digest ON mail WHEN NOT EXISTS (SELECT 1 FROM erasing) OR "
    "(NEW.taken, NEW.recorded, NEW.person, NEW.side, NEW.automatic, NEW.body_digest) IS "
    "NOT (OLD.taken, OLD.recorded, OLD.person, OLD.side, OLD.automatic, OLD.body_digest) "
    "BEGIN SELECT RAISE(ABORT, 'a mail stays as it came'); END",
    "CREATE TRIGGER rma_key_holds BEFORE UPDATE ON rma_key WHEN NEW.taken <> 0 AND "
    "OLD.taken = 0 AND (SELECT state FROM rma WHERE number = OLD.rma) IN "
    "('confirmed','numbered','shipped','delivered') BEGIN SELECT RAISE(ABORT, 'P10: a "
    "return that stands keeps both keys'); END",
    "CREATE UNIQUE INDEX proof_source ON proof (case_number, kind, source)",
    "CREATE TRIGGER proof_stays BEFORE UPDATE ON proof BEGIN SELECT RAISE(ABORT, "
    "'evidence is only added to'); END",
    "CREATE TRIGGER proof_is_kept BEFORE DELETE ON proof BEGIN SELECT RAISE(ABORT, "
    "'evidence is only added to'); END",
    "CREATE TRIGGER proof_body_stays BEFORE UPDATE ON proof_body BEGIN SELECT "
    "RAISE(ABORT, 'evidence is only added to'); END",
    "CREATE INDEX unit_check_of ON unit_check (resource, happened)",
    "CREATE TRIGGER unit_check_stays BEFORE UPDATE ON unit_check WHEN NOT EXISTS (SELECT "
    "1 FROM erasing) OR (NEW.id, NEW.case_number, NEW.resource, NEW.rule, NEW.result, "
    "NEW.who, NEW.happened, NEW.recorded) IS NOT (OLD.id, OLD.case_number, OLD.resource, "
    "OLD.rule, OLD.result, OLD.who, OLD.happened, OLD.recorded) BEGIN SELECT "
    "RAISE(ABORT, 'P13: a check is only added'); END",
    "CREATE TRIGGER unit_check_is_kept BEFORE DELETE ON unit_check BEGIN SELECT "
    "RAISE(ABORT, 'P13: a check is only added'); END",
    "CREATE INDEX unit_place_of ON unit_place (device, part, since)",
    "CREATE UNIQUE INDEX unit_place_one ON unit_place (device, part) WHERE gone = 0",
    "CREATE INDEX revision_text_person ON revision_text (person) WHERE person <> ''",
    "CREATE TRIGGER revision_stays BEFORE UPDATE OF id, sha256, door, at, content, who, "
    "diff ON revision BEGIN SELECT RAISE(ABORT, 'a revision stays as it was'); END",
    "CREATE TRIGGER revision_is_kept BEFORE DELETE ON revision BEGIN SELECT RAISE(ABORT, "
    "'a revision stays as it was'); END",
    "CREATE TRIGGER revision_text_stays BEFORE UPDATE ON revision_text WHEN NOT EXISTS "
    "(SELECT 1 FROM erasing) BEGIN SELECT RAISE(ABORT, 'only an erasure touches "
    "revision_text'); END",
    "CREATE TRIGGER revision_text_is_kept BEFORE DELETE ON revision_text WHEN NOT EXISTS "
    "(SELECT 1 FROM erasing) BEGIN SELECT RAISE(ABORT, 'only an erasure touches "
    "revision_text'); END",
    "CREATE INDEX audit_at ON audit (at)",
    "CREATE INDEX case_over ON support_case (state, changed)",
    "CREATE INDEX mail_loose ON mail (recorded) WHERE case_number = ''",
    "CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit WHEN NOT EXISTS (SELECT 1 FROM "
    "sweeping s, audit_gap g WHERE OLD.at < s.until AND OLD.id BETWEEN g.first AND "
    "g.last AND (OLD.id < g.last OR OLD.chain = g.chain)) BEGIN SELECT RAISE(ABORT, 'the "
    "audit is only added to'); END",
    "CREATE TRIGGER audit_gap_INSERT BEFORE INSERT ON audit_gap WHEN NOT EXISTS (SELECT "
    "1 FROM sweeping) BEGIN SELECT RAISE(ABORT, 'only a sweep tells gaps'); END",
    "CREATE TRIGGER audit_gap_UPDATE BEFORE UPDATE ON audit_gap WHEN NOT EXISTS (SELECT "
    "1 FROM sweeping) BEGIN SELECT RAISE(ABORT, 'only a sweep tells gaps'); END",
    "CREATE TRIGGER audit_gap_DELETE BEFORE DELETE ON audit_gap WHEN NOT EXISTS (SELECT "
    "1 FROM sweeping) BEGIN SELECT RAISE(ABORT, 'only a sweep tells gaps'); END",
    "CREATE INDEX target_faulty ON target (case_number) WHERE name = 'faulty-back'",
    "CREATE INDEX case_contract ON support_case (contract, opened)",
    "CREATE TRIGGER case_is_solved AFTER UPDATE OF state ON support_case WHEN NEW.state "
    "IN ('resolved','closed') AND OLD.state NOT IN ('resolved','closed') BEGIN UPDATE "
    "support_case SET solved = NEW.changed WHERE number = NEW.number; END",
    "CREATE TRIGGER case_is_unsolved AFTER UPDATE OF state ON support_case WHEN "
    "OLD.state IN ('resolved','closed') AND NEW.state NOT IN ('resolved','closed') BEGIN "
    "UPDATE support_case SET solved = 0 WHERE number = NEW.number; END",
    "CREATE INDEX target_waits ON target (case_number) WHERE name IN "
    "('faulty-back','entitlement')",
    "CREATE INDEX case_client ON support_case (client, number)",
    "CREATE INDEX case_owner ON support_case (owner, number)",
    "CREATE INDEX alarm_device ON alarm (device, cleared, changed)",
    "CREATE INDEX alarm_list ON alarm (cleared, changed)",
    "CREATE INDEX rma_list ON rma (opened, number)",
    "CREATE INDEX idempotency_at ON idempotency (at)",
    "CREATE INDEX audit_sweep ON audit (id) WHERE what = 'audit-sweep'",
    "CREATE INDEX ticket_number ON supplier_ticket (number)",
    "CREATE INDEX rma_place ON rma (device, resource, replaced)",
    "CREATE INDEX rma_key_of ON rma_key (rma)",
    "CREATE INDEX rma_shipment_of ON rma_shipment (rma)",
    "CREATE INDEX rma_unit_of ON rma_unit (rma)",
    "CREATE INDEX alarm_kind ON alarm (device, kind) WHERE cleared = 0",
    "CREATE INDEX alarm_case ON alarm (case_number, cleared)",
    "CREATE INDEX alarm_agent ON alarm (agent) WHERE cleared = 0 AND agent <> ''",
    "CREATE UNIQUE INDEX storm_on ON storm (source) WHERE ended = 0",
    "CREATE INDEX storm_ended ON storm (ended) WHERE ended > 0",
    "CREATE TRIGGER storm_count_new AFTER INSERT ON storm_count BEGIN UPDATE storm_name "
    "SET count = count + NEW.count WHERE id = NEW.name; END",
    "CREATE TRIGGER storm_count_more AFTER UPDATE OF count ON storm_count BEGIN UPDATE "
    "storm_name SET count = count + NEW.count - OLD.count WHERE id = NEW.name; END",
    "CREATE INDEX unknown_last ON unknown (last, id)",
    "CREATE INDEX message_state ON message (state) WHERE state <> 'applied'",
    "CREATE INDEX device_address_of ON device_address (device)",
    "CREATE INDEX engine_heard ON engine (heard)",
    "CREATE TRIGGER case_ranks_new AFTER INSERT ON support_case BEGIN UPDATE "
    "support_case SET calm = 10 * (worse = 0 AND owner <> '') + priority, ease = "
    "-severity WHERE number = NEW.number; END",
    "CREATE TRIGGER case_ranks AFTER UPDATE OF worse, owner, severity, priority ON "
    "support_case BEGIN UPDATE support_case SET calm = 10 * (worse = 0 AND owner <> '') "
    "+ priority, ease = -severity WHERE number = NEW.number; END",
    "CREATE INDEX alarm_shelf_name ON alarm_shelf (shelf)",
    "CREATE UNIQUE INDEX outbox_once ON outbox (case_number, transition, recipient)",
    "CREATE UNIQUE INDEX outbox_once_alone ON outbox (transition, recipient) WHERE "
    "case_number IS NULL",
    "CREATE INDEX outbox_next ON outbox (next_try) WHERE state IN ('waiting','taken')",
    "CREATE INDEX outbox_message ON outbox (message_id) WHERE message_id <> ''",
    "CREATE INDEX outbox_open ON outbox (id) WHERE state <> 'sent'",
    "CREATE TRIGGER outbox_text_stays BEFORE UPDATE ON outbox_text WHEN NOT EXISTS "
    "(SELECT 1 FROM erasing) BEGIN SELECT RAISE(ABORT, 'only an erasure touches "
    "outbox_text'); END",
    "CREATE TRIGGER outbox_text_is_kept BEFORE DELETE ON outbox_text WHEN NOT EXISTS "
    "(SELECT 1 FROM erasing) BEGIN SELECT RAISE(ABORT, 'only an erasure touches "
    "outbox_text'); END",
    "CREATE INDEX alarm_left_alarm ON alarm_left (alarm)",
    "CREATE TRIGGER alarm_leaves AFTER UPDATE OF case_number ON alarm WHEN "
    "OLD.case_number <> '' AND OLD.case_number <> coalesce(NEW.case_number, '') BEGIN "
    "INSERT OR IGNORE INTO alarm_left (case_number, alarm) VALUES (OLD.case_number, "
    "OLD.id); END",
    "CREATE INDEX family_key ON family_case (supplier, model, software, kind, opened)",
    "CREATE INDEX family_opened ON family_case (opened)",
    "CREATE UNIQUE INDEX problem_one_open ON problem (supplier, model, software, kind) "
    "WHERE state = 'suggested'",
    "CREATE INDEX problem_closed ON problem (supplier, model, software, kind, closed) "
    "WHERE state <> 'suggested'",
    "CREATE INDEX problem_list_open ON problem (number) WHERE state = 'suggested'",
    "CREATE INDEX problem_of_case ON problem_case (case_number, linked)",
    "CREATE INDEX case_rekey_of ON case_rekey (case_number)",
    "CREATE INDEX tie_between ON tie (case_number, other)",
    "CREATE UNIQUE INDEX together_alarm ON together (alarm)",
    "CREATE INDEX act_at ON act (at)",
    "CREATE INDEX mark_at ON mark (at)",
    "CREATE TRIGGER case_recurs AFTER UPDATE OF state ON support_case WHEN OLD.state = "
    "'closed' AND NEW.state NOT IN ('closed','merged','void') BEGIN UPDATE support_case "
    "SET recurred = recurred + 1 WHERE number = NEW.number; END",
    "CREATE INDEX case_closed_at ON support_case (closed, number) WHERE closed > 0",
    "CREATE INDEX tie_into ON tie (other) WHERE kind = 'merge' AND undone = 0",
    "CREATE UNIQUE INDEX alarm_change_of ON alarm_change (alarm, at)",
    "CREATE UNIQUE INDEX alarm_operator_of ON alarm_operator (alarm, at)",
    "CREATE TRIGGER alarm_change_first AFTER INSERT ON alarm BEGIN INSERT INTO "
    "alarm_change (alarm, at, severity, text) VALUES (NEW.id, max(NEW.changed, "
    "coalesce((SELECT max(at) + 1 FROM alarm_change WHERE alarm = NEW.id), 0)), CASE "
    "WHEN NEW.cleared <> 0 THEN 0 ELSE NEW.severity END, NEW.text); END",
    "CREATE TRIGGER alarm_change_next AFTER UPDATE OF severity, cleared ON alarm WHEN "
    "NEW.severity <> OLD.severity OR (NEW.cleared = 0) <> (OLD.cleared = 0) BEGIN INSERT "
    "INTO alarm_change (alarm, at, severity, text) VALUES (NEW.id, max(NEW.changed, "
    "coalesce((SELECT max(at) + 1 FROM alarm_change WHERE alarm = NEW.id), 0)), CASE "
    "WHEN NEW.cleared <> 0 THEN 0 ELSE NEW.severity END, NEW.text); END",
    "CREATE TRIGGER alarm_again AFTER UPDATE OF cleared ON alarm WHEN NEW.cleared = 0 "
    "AND OLD.cleared <> 0 AND (SELECT state FROM alarm_state WHERE alarm = NEW.id) = "
    "'closed' BEGIN INSERT INTO alarm_operator (alarm, at, operator, state, text) VALUES "
    "(NEW.id, max(NEW.changed, coalesce((SELECT max(at) + 1 FROM alarm_operator WHERE "
    "alarm = NEW.id), 0)), 'vigie', 'none', 'raised again'); END",
    "CREATE TRIGGER alarm_worse AFTER UPDATE OF severity ON alarm WHEN NEW.severity > "
    "OLD.severity AND NEW.cleared = 0 AND (SELECT state FROM alarm_state WHERE alarm = "
    "NEW.id) = 'ack' BEGIN INSERT INTO alarm_operator (alarm, at, operator, state, text) "
    "VALUES (NEW.id, max(NEW.changed, coalesce((SELECT max(at) + 1 FROM alarm_operator "
    "WHERE alarm = NEW.id), 0)), 'vigie', 'none', 'worse'); END",
    "CREATE TRIGGER alarm_case_taken AFTER UPDATE OF owner ON support_case WHEN "
    "NEW.owner <> '' AND NEW.owner <> OLD.owner BEGIN INSERT INTO alarm_operator (alarm, "
    "at, operator, state, text) SELECT id, max(NEW.changed, coalesce((SELECT max(at) + 1 "
    "FROM alarm_operator WHERE alarm = alarm.id), 0)), NEW.owner, 'ack', 'case ' || "
    "NEW.number FROM alarm WHERE case_number = NEW.number; END",
    "CREATE TRIGGER alarm_case_closed AFTER UPDATE OF state ON support_case WHEN "
    "NEW.state = 'closed' AND OLD.state <> 'closed' BEGIN INSERT INTO alarm_operator "
    "(alarm, at, operator, state, text) SELECT id, max(NEW.changed, coalesce((SELECT "
    "max(at) + 1 FROM alarm_operator WHERE alarm = alarm.id), 0)), CASE WHEN NEW.owner "
    "<> '' THEN NEW.owner ELSE 'vigie' END, 'closed', 'case ' || NEW.number || ': ' || "
    "CASE WHEN NEW.cure <> '' THEN NEW.cure ELSE 'cleared' END FROM alarm WHERE "
    "case_number = NEW.number; END",
    "CREATE TRIGGER alarm_shelved AFTER INSERT ON alarm_shelf BEGIN INSERT INTO "
    "alarm_operator (alarm, at, operator, state, text) VALUES (NEW.alarm, max(NEW.at, "
    "coalesce((SELECT max(at) + 1 FROM alarm_operator WHERE alarm = NEW.alarm), 0)), "
    "'vigie', 'shelved', NEW.shelf); END",
    "CREATE TRIGGER alarm_said AFTER INSERT ON alarm_operator BEGIN INSERT INTO "
    "alarm_state (alarm, state) VALUES (NEW.alarm,  CASE NEW.state WHEN 'un-shelved' "
    "THEN 'none' ELSE NEW.state END) ON CONFLICT (alarm) DO UPDATE SET state = "
    "excluded.state; END",
    "CREATE INDEX case_gone ON support_case (changed, number) WHERE state IN "
    "('merged','void')",
    "CREATE INDEX rma_changed ON rma (changed)",
    "CREATE INDEX alarm_forgotten ON alarm (changed) WHERE cleared = 1 AND held = 0 AND "
    "pending = 0 AND coalesce(case_number, '') = ''",
    "CREATE INDEX login_token_user ON login_token (user, id)",
    "CREATE TRIGGER alarm_unshelved AFTER DELETE ON alarm_shelf WHEN EXISTS (SELECT 1 "
    "FROM alarm WHERE id = OLD.alarm) BEGIN INSERT INTO alarm_operator (alarm, at, "
    "operator, state, text) VALUES (OLD.alarm, max(OLD.at, coalesce((SELECT max(at) + 1 "
    "FROM alarm_operator WHERE alarm = OLD.alarm), 0)), 'vigie', 'un-shelved', "
    "OLD.shelf); END",
    "CREATE TRIGGER alarm_listed_again AFTER INSERT ON alarm_change WHEN (SELECT purged "
    "FROM alarm_state WHERE alarm = NEW.alarm) > (SELECT changed FROM alarm WHERE id = "
    "NEW.alarm) BEGIN UPDATE alarm_state SET purged = (SELECT changed FROM alarm WHERE "
    "id = NEW.alarm) - 1 WHERE alarm = NEW.alarm; END",
    "CREATE TRIGGER alarm_said_goes AFTER INSERT ON alarm_operator WHEN NEW.id > 32 "
    "BEGIN DELETE FROM alarm_operator WHERE alarm = NEW.alarm AND at < (SELECT min(at) "
    "FROM (SELECT at FROM alarm_operator WHERE alarm = NEW.alarm ORDER BY at DESC LIMIT "
    "32)); END",
    "CREATE INDEX outbox_receipt ON outbox (recipient, created) WHERE template = "
    "'receipt'",
    "CREATE TRIGGER outbox_letter_stays BEFORE UPDATE ON outbox_letter WHEN NOT EXISTS "
    "(SELECT 1 FROM erasing) BEGIN SELECT RAISE(ABORT, 'only an erasure touches "
    "outbox_letter'); END",
    "CREATE TRIGGER outbox_letter_is_kept BEFORE DELETE ON outbox_letter WHEN NOT EXISTS "
    "(SELECT 1 FROM erasing) BEGIN SELECT RAISE(ABORT, 'only an erasure touches "
    "outbox_letter'); END",
    "CREATE INDEX mail_more_raw ON mail_more (raw) WHERE raw <> ''",
    "CREATE INDEX mail_part_blob ON mail_part (sha256)",
    "CREATE TRIGGER mail_text_gone AFTER DELETE ON mail_text BEGIN INSERT OR IGNORE INTO "
    "blob_gone SELECT raw FROM mail_more WHERE id = OLD.id  AND raw <> ''; INSERT OR "
    "IGNORE INTO blob_gone SELECT sha256 FROM mail_part WHERE mail = OLD.id; DELETE FROM "
    "mail_part WHERE mail = OLD.id; DELETE FROM mail_more WHERE id = OLD.id; INSERT OR "
    "IGNORE INTO due (kind, object, at) VALUES ('blob', '', 1); END",
    "CREATE INDEX mail_sender ON mail (person, recorded) WHERE opened = 1",
    "CREATE UNIQUE INDEX case_one_open ON support_case (subject, class) WHERE state <> "
    "'closed' AND state <> 'merged' AND state <> 'void' AND class <> ''",
    "CREATE UNIQUE INDEX case_one_request ON support_case (subject, opened_for) WHERE "
    "state <> 'closed' AND state <> 'merged' AND state <> 'void' AND opened_for <> '' "
    "AND subject <> ''",
    "CREATE INDEX case_queue ON support_case (calm, next_due, ease, number, owner, "
    "client, state) WHERE state <> 'closed' AND state <> 'merged' AND state <> 'void'",
    "CREATE INDEX case_queue_owner ON support_case (owner, calm, next_due, ease, number, "
    "client, state) WHERE state <> 'closed' AND state <> 'merged' AND state <> 'void'",
    "CREATE INDEX case_queue_client ON support_case (client, calm, next_due, ease, "
    "number, owner, state) WHERE state <> 'closed' AND state <> 'merged' AND state <> "
    "'void'",
    "CREATE INDEX case_queue_named ON support_case (queue, calm, next_due, ease, number, "
    "owner, client, state) WHERE state <> 'closed' AND state <> 'merged' AND state <> "
    "'void' AND queue <> ''",
    "CREATE INDEX case_open ON support_case (number) WHERE state <> 'closed' AND state "
    "<> 'merged' AND state <> 'void'",
    "CREATE INDEX case_client_open ON support_case (client, opened) WHERE state <> "
    "'closed' AND state <> 'merged' AND state <> 'void'",
    "CREATE INDEX case_device_open ON support_case (device) WHERE state <> 'closed' AND "
    "state <> 'merged' AND state <> 'void'",
    "CREATE INDEX case_site_open ON support_case (site) WHERE state <> 'closed' AND "
    "state <> 'merged' AND state <> 'void'",
    "CREATE INDEX rma_list_open ON rma (opened, number) WHERE state <> 'closed' AND "
    "state <> 'rejected' AND state <> 'cancelled'",
    "CREATE INDEX rma_open ON rma (case_number) WHERE state <> 'closed' AND state <> "
    "'rejected' AND state <> 'cancelled'",
    "CREATE TRIGGER page_opened AFTER INSERT ON support_case WHEN NEW.state NOT IN "
    "('closed','merged','void') BEGIN INSERT INTO due (kind, object, at) VALUES ('page', "
    "NEW.number, NEW.changed) ON CONFLICT (kind, object) DO UPDATE SET at = min(at, "
    "excluded.at); END",
    "CREATE TRIGGER page_moved AFTER UPDATE OF state, fault, severity, owner, worse ON "
    "support_case WHEN NEW.severity > OLD.severity OR NEW.worse > OLD.worse OR NEW.owner "
    "<> OLD.owner OR (NEW.fault = 'standing' AND OLD.fault = 'cleared') OR (NEW.state <> "
    "OLD.state AND (NEW.state IN ('closed','merged','void') OR OLD.state IN "
    "('closed','merged','void','triage','quarantine','observed'))) BEGIN INSERT INTO due "
    "(kind, object, at) VALUES ('page', NEW.number, NEW.changed) ON CONFLICT (kind, "
    "object) DO UPDATE SET at = min(at, excluded.at); END",
    "CREATE TRIGGER alarm_change_goes AFTER INSERT ON alarm_change WHEN NEW.id > 128 "
    "BEGIN DELETE FROM alarm_change WHERE alarm = NEW.alarm AND at < (SELECT min(at) "
    "FROM (SELECT at FROM alarm_change WHERE alarm = NEW.alarm ORDER BY at DESC LIMIT "
    "128)); END",
    "CREATE INDEX alarm_symptom ON alarm (case_number, cleared, raised) WHERE role = "
    "'symptom'",
    "CREATE INDEX page_open ON page (case_number, id) WHERE ended = 0",
    "CREATE INDEX page_case ON page (case_number, person, id)",
    "CREATE INDEX page_outbox ON page (outbox)",
    "CREATE INDEX page_queued ON page (queued)",
    "CREATE INDEX page_person ON page (person, queued)",
    "CREATE INDEX page_test ON page (person, channel, queued) WHERE whom = 'test'",
    "CREATE INDEX intervention_open ON intervention (case_number) WHERE ended = 0",
    "CREATE INDEX intervention_person ON intervention (person, begun)",
    "CREATE INDEX intervention_begun ON intervention (begun)",
    "CREATE INDEX alarm_severity ON alarm (severity, id) WHERE cleared = 0",
    "CREATE TRIGGER page_resolved AFTER UPDATE OF state ON support_case WHEN NEW.state = "
    "'resolved' AND OLD.state <> 'resolved' BEGIN INSERT INTO due (kind, object, at) "
    "VALUES ('page', NEW.number, NEW.changed) ON CONFLICT (kind, object) DO UPDATE SET "
    "at = min(at, excluded.at); END",
    "CREATE TRIGGER page_failed AFTER UPDATE OF state ON outbox WHEN NEW.state = "
    "'failed' AND OLD.state = 'taken' AND NEW.template = 'page' AND NEW.case_number IS "
    "NOT NULL BEGIN INSERT INTO due (kind, object, at) VALUES ('page', NEW.case_number, "
    "NEW.next_try) ON CONFLICT (kind, object) DO UPDATE SET at = min(at, excluded.at); "
    "END",
    "CREATE INDEX outbox_way ON outbox (way, next_try, id) WHERE state IN "
    "('waiting','taken')",
    "CREATE INDEX outbox_age ON outbox (way, created) WHERE state IN ('waiting','taken')",
    "CREATE INDEX outbox_taken ON outbox (way, next_try) WHERE state = 'taken'",
    "CREATE TRIGGER outway_known AFTER INSERT ON outbox BEGIN INSERT INTO outway (name) "
    "SELECT NEW.way  WHERE NOT EXISTS (SELECT 1 FROM outway WHERE name = NEW.way); "
    "INSERT INTO due (kind, object, at) SELECT 'stuck', NEW.way,  NEW.created + 60000000 "
    " WHERE EXISTS (SELECT 1 FROM outway WHERE name = NEW.way AND used > 0)  AND NOT "
    "EXISTS (SELECT 1 FROM due WHERE kind = 'stuck' AND object = NEW.way);END",
    "CREATE TRIGGER outway_watched AFTER UPDATE OF state ON outbox WHEN NEW.state <> "
    "OLD.state AND NEW.state IN ('waiting','taken') BEGIN INSERT INTO due (kind, object, "
    "at) SELECT 'stuck', NEW.way,  NEW.created + 60000000  WHERE EXISTS (SELECT 1 FROM "
    "outway WHERE name = NEW.way AND used > 0)  AND NOT EXISTS (SELECT 1 FROM due WHERE "
    "kind = 'stuck' AND object = NEW.way);END",
    "CREATE INDEX outbox_page ON outbox (way, next_try, id) WHERE state IN "
    "('waiting','taken') AND template = 'page'",
    "CREATE TRIGGER page_shelved AFTER INSERT ON alarm_shelf BEGIN INSERT INTO due "
    "(kind, object, at) SELECT 'page', (SELECT c.number FROM alarm a JOIN support_case c "
    "ON c.number = a.case_number WHERE a.id = NEW.alarm AND a.cleared = 0 AND c.state "
    "NOT IN ('closed','merged','void')), NEW.at WHERE (SELECT c.number FROM alarm a JOIN "
    "support_case c ON c.number = a.case_number WHERE a.id = NEW.alarm AND a.cleared = 0 "
    "AND c.state NOT IN ('closed','merged','void')) IS NOT NULL ON CONFLICT (kind, "
    "object) DO UPDATE SET at = min(at, excluded.at); END",
    "CREATE TRIGGER page_unshelved AFTER DELETE ON alarm_shelf BEGIN INSERT INTO due "
    "(kind, object, at) SELECT 'page', (SELECT c.number FROM alarm a JOIN support_case c "
    "ON c.number = a.case_number WHERE a.id = OLD.alarm AND a.cleared = 0 AND c.state "
    "NOT IN ('closed','merged','void')), OLD.at WHERE (SELECT c.number FROM alarm a JOIN "
    "support_case c ON c.number = a.case_number WHERE a.id = OLD.alarm AND a.cleared = 0 "
    "AND c.state NOT IN ('closed','merged','void')) IS NOT NULL ON CONFLICT (kind, "
    "object) DO UPDATE SET at = min(at, excluded.at); END",
    "CREATE TRIGGER page_joined_new AFTER INSERT ON alarm WHEN NEW.case_number IS NOT "
    "NULL BEGIN INSERT INTO due (kind, object, at) SELECT 'page', NEW.case_number, "
    "NEW.changed WHERE EXISTS (SELECT 1 FROM paging WHERE case_number = NEW.case_number "
    "AND ended > 0) AND EXISTS (SELECT 1 FROM alarm a JOIN alarm_shelf s ON s.alarm = "
    "a.id WHERE a.case_number = NEW.case_number) ON CONFLICT (kind, object) DO UPDATE "
    "SET at = min(at, excluded.at); END",
    "CREATE TRIGGER page_joined AFTER UPDATE OF case_number ON alarm WHEN "
    "NEW.case_number IS NOT NULL AND NEW.cleared = 0 BEGIN INSERT INTO due (kind, "
    "object, at) SELECT 'page', NEW.case_number, NEW.changed WHERE EXISTS (SELECT 1 FROM "
    "paging WHERE case_number = NEW.case_number AND ended > 0) AND EXISTS (SELECT 1 FROM "
    "alarm a JOIN alarm_shelf s ON s.alarm = a.id WHERE a.case_number = NEW.case_number) "
    "ON CONFLICT (kind, object) DO UPDATE SET at = min(at, excluded.at); END",
    "CREATE INDEX case_went ON support_case (subject, class) WHERE state = 'merged'",
    "CREATE INDEX alarm_severe ON alarm (severity, cleared, changed)",
    "CREATE TRIGGER mail_party_gone AFTER DELETE ON mail_text BEGIN DELETE FROM "
    "mail_party WHERE mail = OLD.id; END",
    "CREATE INDEX rma_number_is ON rma_number (number)",
    "CREATE INDEX unit_check_case ON unit_check (case_number)",
    "CREATE TRIGGER outbox_line AFTER INSERT ON outbox WHEN instr(NEW.what, ' ') > 0 "
    "BEGIN UPDATE outbox SET line = substr(what, instr(what, ': ') + 2), what = "
    "substr(what, 1, instr(what, ': ') - 1) WHERE id = NEW.id AND template = 'event' AND "
    "instr(what, ': ') > 0; UPDATE outbox SET line = what, what = template WHERE id = "
    "NEW.id AND instr(what, ' ') > 0; END",
    "CREATE INDEX mail_domain ON mail (domain, recorded) WHERE opened = 1",
    "CREATE TRIGGER mail_domain_gone AFTER DELETE ON mail_text BEGIN UPDATE mail SET "
    "domain = '' WHERE id = OLD.id; END",
    "CREATE INDEX alarm_row ON alarm (substr(resource, length(rtrim(resource, "
    "'0123456789.')) + 1)) WHERE cleared = 0 AND instr(resource, '.') > 0",
    "CREATE INDEX tie_other ON tie (other, kind)",
    "CREATE INDEX page_of ON page (person, id)",
    "CREATE INDEX page_standing ON page (id) WHERE ended = 0",
    "CREATE INDEX mail_number_is ON mail_number (number)",
    "INSERT INTO meta VALUES ('messages-applied', 0)",
    "INSERT INTO meta VALUES ('messages-counted', 0)",
    "INSERT INTO outway VALUES ('mail', 0, 0, 0, 0, 0)",
    "INSERT INTO rma_move VALUES ('cancelled', 'suggested')",
    "INSERT INTO rma_move VALUES ('closed', 'replaced')",
    "INSERT INTO rma_move VALUES ('confirmed', 'cancelled')",
    "INSERT INTO rma_move VALUES ('confirmed', 'half-confirmed')",
    "INSERT INTO rma_move VALUES ('confirmed', 'numbered')",
    "INSERT INTO rma_move VALUES ('confirmed', 'replaced')",
    "INSERT INTO rma_move VALUES ('delivered', 'cancelled')",
    "INSERT INTO rma_move VALUES ('delivered', 'numbered')",
    "INSERT INTO rma_move VALUES ('delivered', 'replaced')",
    "INSERT INTO rma_move VALUES ('half-confirmed', 'cancelled')",
    "INSERT INTO rma_move VALUES ('half-confirmed', 'confirmed')",
    "INSERT INTO rma_move VALUES ('half-confirmed', 'rejected')",
    "INSERT INTO rma_move VALUES ('half-confirmed', 'suggested')",
    "INSERT INTO rma_move VALUES ('numbered', 'cancelled')",
    "INSERT INTO rma_move VALUES ('numbered', 'half-confirmed')",
    "INSERT INTO rma_move VALUES ('numbered', 'replaced')",
    "INSERT INTO rma_move VALUES ('numbered', 'shipped')",
    "INSERT INTO rma_move VALUES ('rejected', 'suggested')",
    "INSERT INTO rma_move VALUES ('replaced', 'closed')",
    "INSERT INTO rma_move VALUES ('replaced', 'numbered')",
    "INSERT INTO rma_move VALUES ('shipped', 'cancelled')",
    "INSERT INTO rma_move VALUES ('shipped', 'delivered')",
    "INSERT INTO rma_move VALUES ('shipped', 'half-confirmed')",
    "INSERT INTO rma_move VALUES ('shipped', 'numbered')",
    "INSERT INTO rma_move VALUES ('suggested', 'cancelled')",
    "INSERT INTO rma_move VALUES ('suggested', 'half-confirmed')",
    "INSERT INTO rma_move VALUES ('suggested', 'rejected')",
    "INSERT INTO sqlite_sequence VALUES ('alarm_change', 0)",
    "INSERT INTO sqlite_sequence VALUES ('alarm_operator', 0)",
    "INSERT INTO sqlite_sequence VALUES ('outbox', 0)",
    "INSERT INTO sqlite_sequence VALUES ('page', 0)",
    "INSERT INTO sqlite_sequence VALUES ('unknown', 0)",
    "INSERT INTO work_order_move VALUES ('asked', 'cancelled')",
    "INSERT INTO work_order_move VALUES ('asked', 'proposed')",
    "INSERT INTO work_order_move VALUES ('ordered', 'cancelled')",
    "INSERT INTO work_order_move VALUES ('ordered', 'planned')",
    "INSERT INTO work_order_move VALUES ('planned', 'cancelled')",
    "INSERT INTO work_order_move VALUES ('planned', 'done')",
    "INSERT INTO work_order_move VALUES ('planned', 'ordered')",
    "INSERT INTO work_order_move VALUES ('proposed', 'cancelled')",
    "INSERT INTO work_order_move VALUES ('proposed', 'declined')",
    "INSERT INTO work_order_move VALUES ('proposed', 'lapsed')",
    "INSERT INTO work_order_move VALUES ('proposed', 'ordered')"
};
/* clang-format on */
