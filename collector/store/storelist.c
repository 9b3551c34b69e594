/*
 * SQL of lists.
 */
#include "collector/store/storelist.h"

#include "collector/store/storeheld.h"
#include "collector/store/storelink.h"
#include "collector/store/storeopen.h"

#define AT(name) [VG_STORELIST_##name - VG_STORELIST_FIRST]

/* As the partial indexes say it, word for word: else they are not used. */
#define WAS_OPEN "state NOT IN ('closed','merged','void')"
#define RETURN_WAS_OPEN "state NOT IN ('closed','rejected','cancelled')"
#define QUEUE_ORDER "calm, next_due, ease, number"
#define QUEUE(whose)                                                                     \
	"SELECT number, calm, next_due, ease FROM support_case WHERE " VG_STOREOPEN_CASE \
	    whose " AND (" QUEUE_ORDER ") > (?1, ?2, ?3, ?4)"
/* Any; the owner's; nobody's; both. */
#define EITHER " AND ((?6 IS NULL AND ?7 = 0) OR owner = ?6 OR (?7 = 1 AND owner = ''))"
#define QUEUE_END " ORDER BY " QUEUE_ORDER " LIMIT ?5"
#define RANKS " calm = (worse = 0 AND owner <> ''), ease = -severity"
#define ENTRY_COLUMNS                                                                    \
	" j.id, j.happened, j.recorded, j.kind, j.who, j.side, j.ball,"                  \
	" coalesce(t.text, '') FROM journal j LEFT JOIN journal_text t ON t.id = j.id"
#define MESSAGE_COLUMNS                                                                      \
	"o.id, o.created, o.case_number, CASE WHEN o.line = '' THEN o.what"                  \
	" WHEN o.template = 'event' THEN o.what || ': ' || o.line ELSE o.line END, o.role,"  \
	" CASE WHEN " VG_STOREHELD_SILENT(                                                   \
	    "o.") " THEN 'held' ELSE o.state END, o.transition,"                             \
		  " o.recipient, o.language, o.template, o.message_id, o.tries, o.next_try," \
		  " o.reason, coalesce(t.text, ''), o.attachment, o.channel, o.way, o.what"

const char vg_storelist_tables[] =
    "CREATE TRIGGER case_ranks_new AFTER INSERT ON support_case BEGIN"
    " UPDATE support_case SET" RANKS " WHERE number = NEW.number; END;"
    "CREATE TRIGGER case_ranks AFTER UPDATE OF worse, owner, severity ON support_case BEGIN"
    " UPDATE support_case SET" RANKS " WHERE number = NEW.number; END;"
    /* All that a query asks of them stands in them: no row is looked at for its place. */
    "CREATE INDEX case_queue ON support_case (" QUEUE_ORDER ", owner, client, state)"
    " WHERE " WAS_OPEN ";"
    "CREATE INDEX case_queue_owner ON support_case (owner, " QUEUE_ORDER
    ", client, state)"
    " WHERE " WAS_OPEN ";"
    "CREATE INDEX case_queue_client ON support_case (client, " QUEUE_ORDER
    ", owner, state)"
    " WHERE " WAS_OPEN ";"
    "CREATE INDEX target_waits ON target (case_number)"
    " WHERE name IN ('faulty-back','entitlement');"
    "CREATE INDEX case_open ON support_case (number) WHERE " WAS_OPEN ";"
    "CREATE INDEX case_client ON support_case (client, number);"
    "CREATE INDEX case_owner ON support_case (owner, number);"
    "CREATE INDEX case_client_open ON support_case (client, opened) WHERE " WAS_OPEN ";"

    "DROP INDEX alarm_device;"
    "CREATE INDEX alarm_device ON alarm (device, cleared, changed);"
    "CREATE INDEX alarm_list ON alarm (cleared, changed);"
    "CREATE INDEX alarm_planned ON alarm (id) WHERE cleared = 0 AND held = 1 AND rung = 10;"
    "CREATE INDEX alarm_agent ON alarm (agent) WHERE cleared = 0;"

    "CREATE INDEX rma_list ON rma (opened, number);"
    "CREATE INDEX rma_list_open ON rma (opened, number) WHERE " RETURN_WAS_OPEN ";"
    "CREATE INDEX outbox_open ON outbox (id) WHERE state <> 'sent';"

    /* What a command looks for in tables that only grow. */
    "CREATE INDEX message_state ON message (state);"
    "CREATE INDEX idempotency_at ON idempotency (at);"
    "CREATE INDEX audit_sweep ON audit (id) WHERE what = 'audit-sweep';"
    "CREATE INDEX ticket_number ON supplier_ticket (number);"
    "CREATE INDEX rma_place ON rma (device, resource, replaced);"
    "CREATE INDEX rma_key_of ON rma_key (rma);"
    "CREATE INDEX rma_shipment_of ON rma_shipment (rma);"
    "CREATE INDEX rma_unit_of ON rma_unit (rma);";

#define CLIENT "(SELECT client FROM support_case c WHERE c.number = rma.case_number)"

static const char *const statements[] = {
    AT(QUEUE) = QUEUE("") EITHER QUEUE_END,
    AT(QUEUE_OF_OWNER) = QUEUE(" AND owner = ?6") QUEUE_END,
    AT(QUEUE_OF_CLIENT) = QUEUE(" AND client = ?8") EITHER QUEUE_END,
    AT(CASES) = "SELECT number, 0, 0, 0 FROM support_case WHERE number < ?1"
		" ORDER BY number DESC LIMIT ?2",
    AT(CASES_OF_CLIENT) =
	"SELECT number, 0, 0, 0 FROM support_case WHERE client = ?3 AND number < ?1"
	" ORDER BY number DESC LIMIT ?2",
    AT(CASES_OF_OWNER) =
	"SELECT number, 0, 0, 0 FROM support_case WHERE owner = ?3 AND number < ?1"
	" AND (?4 = '' OR client = ?4) ORDER BY number DESC LIMIT ?2",
    AT(NEXT_DUE) = "UPDATE support_case SET next_due = ?2 WHERE number = ?1"
		   " AND next_due <> ?2",
    AT(OPEN_CASES) =
	"SELECT number, 0, 0, 0 FROM support_case INDEXED BY case_open WHERE " VG_STOREOPEN_CASE
	" AND number > ?1 ORDER BY number LIMIT ?2",
    AT(WAITING_CASES) =
	"SELECT case_number, 0, 0, 0 FROM target INDEXED BY target_waits"
	" WHERE name IN ('faulty-back','entitlement') AND case_number > ?1"
	" ORDER BY case_number LIMIT ?2",
    AT(ALARMS) = "SELECT '', cleared, changed, id, resource FROM alarm WHERE cleared = ?1"
		 " AND (changed, id) < (?2, ?3) ORDER BY changed DESC, id DESC LIMIT ?4",
    AT(RETURNS) = "SELECT number, opened, 0, 0, " CLIENT
		  " FROM rma WHERE (opened, number) < (?1, ?2)"
		  " ORDER BY opened DESC, number DESC LIMIT ?3",
    AT(RETURNS_OPEN) =
	"SELECT number, opened, 0, 0, " CLIENT " FROM rma WHERE " VG_STOREOPEN_RETURN
	" AND (opened, number) > (?1, ?2) ORDER BY opened, number LIMIT ?3",
    AT(OUTBOX) = "SELECT " MESSAGE_COLUMNS " FROM outbox o LEFT JOIN outbox_text t"
		 " ON t.id = o.id WHERE o.id < ?1 ORDER BY o.id DESC LIMIT ?2",
    AT(OUTBOX_OPEN) =
	"SELECT " MESSAGE_COLUMNS " FROM outbox o LEFT JOIN outbox_text t"
	" ON t.id = o.id WHERE o.state <> 'sent'"
	" AND NOT " VG_STOREHELD_SILENT("o.") " AND o.id < ?1"
					      " ORDER BY o.id DESC LIMIT ?2",
    AT(OUTBOX_ONE) = "SELECT " MESSAGE_COLUMNS " FROM outbox o LEFT JOIN outbox_text t"
		     " ON t.id = o.id WHERE o.id = ?1",
    AT(JOURNAL) =
	"SELECT" ENTRY_COLUMNS
	" WHERE j.case_number = ?1 AND j.id > ?2 AND" VG_STORELINK_SHOWN
	/* What a split gave to this case. */
	" UNION ALL SELECT" ENTRY_COLUMNS
	" WHERE j.id IN (SELECT entry FROM journal_place WHERE case_number = ?1)"
	" AND j.case_number <> ?1 AND j.id > ?2 AND" VG_STORELINK_SHOWN
	" ORDER BY 1 LIMIT ?3",
    /* What rung 10 of the ladder holds: those that are marked, one by one. */
    AT(PLANNED) =
	"SELECT a.device, a.id, 0, 0 FROM alarm_work w CROSS JOIN alarm a ON a.id = w.alarm"
	" WHERE w.alarm > ?1 AND a.cleared = 0 AND a.held = 1 ORDER BY w.alarm LIMIT 1",
};

const struct vg_db_group vg_storelist_group = {
    VG_STORELIST_FIRST, VG_STORELIST_END - VG_STORELIST_FIRST, statements};
