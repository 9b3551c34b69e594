/*
 * SQL of returns: units, keys, numbers, shipments.
 */
#include "collector/store/storereturn.h"

#include <stddef.h>

#define AT(name) [VG_STORERETURN_##name - VG_STORERETURN_FIRST]

#define STATES                                                                           \
	"('suggested','half-confirmed','confirmed','numbered','shipped','delivered',"    \
	"'replaced','closed','rejected','cancelled')"
/* A return that only waits for the faulty unit leaves its place free (a new one may be doa). */
#define HOLDS_PLACE                                                                      \
	"('suggested','half-confirmed','confirmed','numbered','shipped','delivered')"
#define STANDS "('confirmed','numbered','shipped','delivered')"
#define NEEDS_KEYS "('confirmed','numbered','shipped','delivered','replaced')"

const char vg_storereturn_tables[] =
    "CREATE TABLE rma (number TEXT PRIMARY KEY,"
    " case_number TEXT NOT NULL REFERENCES support_case,"
    " state TEXT NOT NULL CHECK (state IN " STATES "),"
    " kind TEXT NOT NULL CHECK (kind IN ('standard','doa','repeat')),"
    " flow TEXT NOT NULL CHECK (flow IN ('advance','return-first')),"
    " attempt INTEGER NOT NULL DEFAULT 1, device TEXT NOT NULL, resource TEXT NOT NULL,"
    " part TEXT NOT NULL, serial TEXT NOT NULL, rule TEXT NOT NULL,"
    " holds_data INTEGER NOT NULL, who TEXT NOT NULL, opened INTEGER NOT NULL,"
    " moved INTEGER NOT NULL, changed INTEGER NOT NULL,"
    " announced TEXT NOT NULL DEFAULT '', new_serial TEXT NOT NULL DEFAULT '',"
    " lent TEXT NOT NULL DEFAULT '', seen TEXT NOT NULL DEFAULT '',"
    " outcome TEXT NOT NULL DEFAULT '' CHECK (outcome IN"
    "  ('','exchanged','repaired','substitute','repaired-on-site')),"
    " replaced INTEGER NOT NULL DEFAULT 0, clock INTEGER NOT NULL DEFAULT 0,"
    " met_by_loan INTEGER NOT NULL DEFAULT 0, confirmed INTEGER NOT NULL DEFAULT 0)"
    " WITHOUT ROWID;"
    "CREATE UNIQUE INDEX rma_one_open ON rma (device, resource)"
    " WHERE state IN " HOLDS_PLACE ";"
    "CREATE INDEX rma_case ON rma (case_number);"

    "CREATE TABLE rma_key (id INTEGER PRIMARY KEY, rma TEXT NOT NULL REFERENCES rma,"
    " side TEXT NOT NULL, given INTEGER NOT NULL, recorded INTEGER NOT NULL,"
    " who TEXT NOT NULL, check_done TEXT NOT NULL, result TEXT NOT NULL,"
    " engineer TEXT NOT NULL, evidence TEXT NOT NULL, taken INTEGER NOT NULL DEFAULT 0,"
    " why TEXT NOT NULL DEFAULT '',"
    " CHECK ((side = 'integrator' AND check_done <> '' AND result <> '' AND engineer <> '')"
    "  OR (side = 'supplier' AND evidence <> '')));"
    "CREATE UNIQUE INDEX rma_key_held ON rma_key (rma, side) WHERE taken = 0;"
    "CREATE TRIGGER rma_key_holds BEFORE UPDATE ON rma_key WHEN NEW.taken <> 0 AND"
    " (SELECT state FROM rma WHERE number = OLD.rma) IN " STANDS
    " BEGIN SELECT RAISE(ABORT, 'P10: a return that stands keeps both keys'); END;"

    "CREATE TABLE rma_number (id INTEGER PRIMARY KEY, rma TEXT NOT NULL REFERENCES rma,"
    " number TEXT NOT NULL CHECK (number <> ''), state TEXT NOT NULL CHECK (state IN"
    "  ('proposed','in-force','suspended','superseded','given-back')),"
    " at INTEGER NOT NULL, who TEXT NOT NULL, UNIQUE (rma, number));"
    "CREATE UNIQUE INDEX rma_number_in_force ON rma_number (rma) WHERE state = 'in-force';"

    "CREATE TABLE rma_shipment (id INTEGER PRIMARY KEY, rma TEXT NOT NULL REFERENCES rma,"
    " attempt INTEGER NOT NULL, carrier TEXT NOT NULL CHECK (carrier <> ''),"
    " tracking TEXT NOT NULL, serial TEXT NOT NULL, ship_to TEXT NOT NULL,"
    " sent INTEGER NOT NULL, how TEXT NOT NULL DEFAULT '' CHECK (how IN"
    "  ('','delivered','not-arrived','recalled')), ended INTEGER NOT NULL DEFAULT 0,"
    " proof TEXT NOT NULL DEFAULT '');"

    "CREATE TABLE rma_unit (id INTEGER PRIMARY KEY, rma TEXT NOT NULL REFERENCES rma,"
    " role TEXT NOT NULL CHECK (role IN ('faulty','recalled','lent')),"
    " serial TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('at-client','collected',"
    "  'sent','received','no-fault-found','lost','accepted','charged','sent-back',"
    "  'waived','scrapped')), data TEXT NOT NULL DEFAULT '' CHECK (data IN"
    "  ('','wiped','medium-kept','as-it-is')), carrier TEXT NOT NULL DEFAULT '',"
    " tracking TEXT NOT NULL DEFAULT '', changed INTEGER NOT NULL);"
    "CREATE UNIQUE INDEX rma_unit_faulty ON rma_unit (rma) WHERE role = 'faulty';"

    "CREATE TABLE rma_step (id INTEGER PRIMARY KEY, rma TEXT NOT NULL REFERENCES rma,"
    " what TEXT NOT NULL, from_state TEXT NOT NULL, to_state TEXT NOT NULL,"
    " happened INTEGER NOT NULL, recorded INTEGER NOT NULL, who TEXT NOT NULL,"
    " text TEXT NOT NULL);"
    "CREATE INDEX rma_step_of ON rma_step (rma, id);"
    "CREATE TRIGGER rma_step_stays BEFORE UPDATE ON rma_step"
    " BEGIN SELECT RAISE(ABORT, 'P10: a step is only added'); END;";

const char vg_storereturn_rules[] =
    "CREATE TRIGGER rma_is_kept BEFORE DELETE ON rma"
    " BEGIN SELECT RAISE(ABORT, 'P10: nothing of a return is deleted'); END;"
    "CREATE TRIGGER rma_key_is_kept BEFORE DELETE ON rma_key"
    " BEGIN SELECT RAISE(ABORT, 'P10: nothing of a return is deleted'); END;"
    "CREATE TRIGGER rma_number_is_kept BEFORE DELETE ON rma_number"
    " BEGIN SELECT RAISE(ABORT, 'P10: nothing of a return is deleted'); END;"
    "CREATE TRIGGER rma_shipment_is_kept BEFORE DELETE ON rma_shipment"
    " BEGIN SELECT RAISE(ABORT, 'P10: nothing of a return is deleted'); END;"
    "CREATE TRIGGER rma_unit_is_kept BEFORE DELETE ON rma_unit"
    " BEGIN SELECT RAISE(ABORT, 'P10: nothing of a return is deleted'); END;"
    "CREATE TRIGGER rma_step_is_kept BEFORE DELETE ON rma_step"
    " BEGIN SELECT RAISE(ABORT, 'P10: nothing of a return is deleted'); END;"
    /* The pairs of the return's table; a test compares them with the machine's cells. */
    "CREATE TABLE rma_move (old TEXT NOT NULL, new TEXT NOT NULL, PRIMARY KEY (old, new))"
    " WITHOUT ROWID;"
    "INSERT INTO rma_move VALUES ('suggested','half-confirmed'),('suggested','rejected'),"
    "('suggested','cancelled'),('half-confirmed','confirmed'),"
    "('half-confirmed','suggested'),('half-confirmed','rejected'),"
    "('half-confirmed','cancelled'),('confirmed','half-confirmed'),"
    "('confirmed','numbered'),('confirmed','replaced'),('confirmed','cancelled'),"
    "('numbered','half-confirmed'),('numbered','shipped'),('numbered','replaced'),"
    "('numbered','cancelled'),('shipped','half-confirmed'),('shipped','numbered'),"
    "('shipped','delivered'),('shipped','cancelled'),('delivered','numbered'),"
    "('delivered','replaced'),('delivered','cancelled'),('replaced','numbered'),"
    "('replaced','closed'),('closed','replaced'),('rejected','suggested'),"
    "('cancelled','suggested');"
    "CREATE TRIGGER rma_begins BEFORE INSERT ON rma WHEN NEW.state <> 'suggested'"
    " BEGIN SELECT RAISE(ABORT, 'P10: a return begins as suggested'); END;"
    "CREATE TRIGGER rma_rungs BEFORE UPDATE OF state ON rma WHEN NEW.state <> OLD.state"
    " AND NOT EXISTS (SELECT 1 FROM rma_move WHERE old = OLD.state AND new = NEW.state)"
    " BEGIN SELECT RAISE(ABORT, 'P10: no rung is skipped'); END;"
    "CREATE TRIGGER rma_keys BEFORE UPDATE OF state ON rma WHEN NEW.state <> OLD.state"
    " AND NEW.state IN " NEEDS_KEYS " AND (SELECT count(*) FROM rma_key"
    " WHERE rma = NEW.number AND taken = 0) < 2"
    " BEGIN SELECT RAISE(ABORT, 'P10: both keys come first'); END;"
    "CREATE TRIGGER rma_one_key BEFORE UPDATE OF state ON rma WHEN"
    " OLD.state = 'suggested' AND NEW.state = 'half-confirmed' AND NOT EXISTS"
    " (SELECT 1 FROM rma_key WHERE rma = NEW.number AND taken = 0)"
    " BEGIN SELECT RAISE(ABORT, 'P10: a key comes first'); END;"
    "CREATE TRIGGER rma_numbered BEFORE UPDATE OF state ON rma WHEN NEW.state <> OLD.state"
    " AND NEW.state IN ('numbered','shipped','delivered') AND NOT EXISTS"
    " (SELECT 1 FROM rma_number WHERE rma = NEW.number AND state = 'in-force')"
    " BEGIN SELECT RAISE(ABORT, 'P10: the RMA number comes first'); END;"
    "CREATE TRIGGER rma_on_site BEFORE UPDATE OF state ON rma WHEN NEW.state = 'replaced'"
    " AND OLD.state IN ('confirmed','numbered') AND NEW.outcome <> 'repaired-on-site'"
    " BEGIN SELECT RAISE(ABORT, 'P14: nothing was shipped'); END;";

static const char *const statements[] = {
    AT(ADD) =
	"INSERT INTO rma (number, case_number, state, kind, flow, device, resource,"
	" part, serial, rule, holds_data, who, opened, moved, changed) VALUES"
	" (?1, ?2, 'suggested', ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12, ?12)",
    AT(GET) = "SELECT number, case_number, state, kind, flow, attempt, device, resource,"
	      " part, serial, rule, holds_data, who, opened, moved, changed, announced,"
	      " new_serial, lent, seen, outcome, replaced, clock, met_by_loan, confirmed"
	      " FROM rma WHERE number = ?1",
    AT(OF_CASE) =
	"SELECT number FROM rma WHERE case_number = ?1 ORDER BY number LIMIT 200",
    AT(OPEN_OF) = "SELECT number FROM rma WHERE device = ?1 AND resource = ?2"
		  " AND state IN " HOLDS_PLACE,
    AT(SINCE) = "SELECT number FROM rma WHERE device = ?1 AND resource = ?2"
		" AND opened >= ?3 LIMIT 1",
    AT(LAST_OF) = "SELECT number, replaced FROM rma WHERE device = ?1 AND resource = ?2"
		  " AND replaced > 0 ORDER BY replaced DESC LIMIT 1",
    AT(COUNT) = "SELECT count(*) FILTER (WHERE state IN " STANDS "),"
		" count(*) FILTER (WHERE state = 'half-confirmed')"
		" FROM rma WHERE case_number = ?1",
    AT(STATE) = "UPDATE rma SET state = ?2, moved = ?3, changed = ?4,"
		" confirmed = max(confirmed, ?2 = 'confirmed') WHERE number = ?1",
    AT(ATTEMPT) =
	"UPDATE rma SET attempt = attempt + 1, announced = '' WHERE number = ?1",
    AT(ANNOUNCE) = "UPDATE rma SET announced = ?2 WHERE number = ?1",
    AT(REPLACED) = "UPDATE rma SET outcome = ?2, new_serial = ?3, replaced = ?4"
		   " WHERE number = ?1",
    AT(LENT) = "UPDATE rma SET lent = ?2, met_by_loan = max(met_by_loan, ?3)"
	       " WHERE number = ?1",
    AT(SEEN) = "UPDATE rma SET seen = ?2 WHERE number = ?1",
    AT(CLOCK) = "UPDATE rma SET clock = ?2 WHERE number = ?1",
    AT(KEY_ADD) =
	"INSERT INTO rma_key (rma, side, given, recorded, who, check_done, result,"
	" engineer, evidence) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    AT(KEY_TAKE) = "UPDATE rma_key SET taken = ?3, why = ?4 WHERE rma = ?1 AND side = ?2"
		   " AND taken = 0",
    AT(KEYS) =
	"SELECT side, given, who, check_done, result, engineer, evidence, taken, why"
	" FROM rma_key WHERE rma = ?1 ORDER BY id LIMIT 200",
    AT(NUMBER_OUT) =
	"UPDATE rma_number SET state = ?2 WHERE rma = ?1 AND state = 'in-force'",
    AT(NUMBER_PUT) = "INSERT INTO rma_number (rma, number, state, at, who)"
		     " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (rma, number)"
		     " DO UPDATE SET state = excluded.state, at = excluded.at",
    AT(NUMBERS) = "SELECT number, state, at, who FROM rma_number WHERE rma = ?1"
		  " ORDER BY id LIMIT 200",
    AT(SHIP) =
	"INSERT INTO rma_shipment (rma, attempt, carrier, tracking, serial, ship_to,"
	" sent) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    AT(SHIP_END) = "UPDATE rma_shipment SET how = ?2, ended = ?3, proof = ?4"
		   " WHERE rma = ?1 AND how = ''",
    AT(SHIPMENTS) =
	"SELECT attempt, carrier, tracking, serial, ship_to, sent, how, ended,"
	" proof FROM rma_shipment WHERE rma = ?1 ORDER BY id LIMIT 200",
    AT(UNIT_ADD) = "INSERT INTO rma_unit (rma, role, serial, state, changed)"
		   " VALUES (?1, ?2, ?3, 'at-client', ?4)",
    AT(UNIT_STATE) = "UPDATE rma_unit SET state = ?2, carrier = CASE WHEN ?3 = '' THEN"
		     " carrier ELSE ?3 END, tracking = CASE WHEN ?4 = '' THEN tracking"
		     " ELSE ?4 END, data = CASE WHEN ?5 = '' THEN data ELSE ?5 END,"
		     " changed = ?6 WHERE id = ?1",
    AT(UNITS) = "SELECT id, role, serial, state, data, carrier, tracking, changed"
		" FROM rma_unit WHERE rma = ?1 ORDER BY id LIMIT 200",
    AT(STEP) =
	"INSERT INTO rma_step (rma, what, from_state, to_state, happened, recorded,"
	" who, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    AT(STEPS) = "SELECT what, from_state, to_state, happened, who, text FROM rma_step"
		" WHERE rma = ?1 ORDER BY id LIMIT 1000",
    AT(BACK) = "SELECT count(*) FROM rma r JOIN rma_unit u ON u.rma = r.number"
	       " AND u.role = 'faulty' AND u.state IN ('at-client','collected')"
	       " WHERE r.case_number = ?1 AND r.state = 'replaced'",
    AT(STANDING) = "SELECT count(*) FROM alarm WHERE case_number = ?1 AND resource = ?2"
		   " AND cleared = 0",
    AT(ALARM_OF) =
	"SELECT kind, serial FROM alarm WHERE case_number = ?1 AND resource = ?2"
	" ORDER BY cleared, raised DESC, id LIMIT 1",
    AT(MOVES) = "SELECT 1 FROM rma_move WHERE old = ?1 AND new = ?2",
};

const struct vg_db_group vg_storereturn_group = {
    VG_STORERETURN_FIRST, VG_STORERETURN_END - VG_STORERETURN_FIRST, statements};
