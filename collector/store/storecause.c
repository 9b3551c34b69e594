/*
 * SQL of causes and symptoms.
 */
#include "collector/store/storecause.h"

#define AT(name) [VG_STORECAUSE_##name - VG_STORECAUSE_FIRST]

const char vg_storecause_tables[] =
    /* What a case was about before its cause was found. */
    "CREATE TABLE case_rekey (id INTEGER PRIMARY KEY, case_number TEXT NOT NULL"
    " REFERENCES support_case, at INTEGER NOT NULL, subject TEXT NOT NULL,"
    " class TEXT NOT NULL, title TEXT NOT NULL, alarm INTEGER NOT NULL);"
    "CREATE INDEX case_rekey_of ON case_rekey (case_number);"
    /* What alarms were in a case before it went into that of its cause: the undoing asks. */
    "CREATE TABLE tie_role (tie INTEGER NOT NULL REFERENCES tie, alarm INTEGER NOT NULL,"
    " role TEXT NOT NULL, PRIMARY KEY (tie, alarm)) WITHOUT ROWID;"
    "CREATE INDEX tie_between ON tie (case_number, other);"
    /* Standing faults of devices that are their site's when there are several. */
    "CREATE TABLE together (site TEXT NOT NULL, kind TEXT NOT NULL, raised INTEGER NOT NULL,"
    " alarm INTEGER NOT NULL, device TEXT NOT NULL,"
    " PRIMARY KEY (site, kind, raised, alarm)) WITHOUT ROWID;"
    "CREATE UNIQUE INDEX together_alarm ON together (alarm);";

/* Whether it is known to take no other of its kind with it. */
const char vg_storecause_alone[] =
    "ALTER TABLE alarm ADD COLUMN alone INTEGER NOT NULL DEFAULT 0;";

/* A case that went into another has its faults there. */
const char vg_storecause_went[] =
    "CREATE INDEX case_went ON support_case (subject, class) WHERE state = 'merged';";

/* By the row of a managing device's table, whose index begins with an address: '/' follows '.'. */
#define ROW "substr(resource, length(rtrim(resource, '0123456789.')) + 1)"
#define OF_A_ROW "cleared = 0 AND instr(resource, '.') > 0"
const char vg_storecause_rows[] =
    "CREATE INDEX alarm_row ON alarm (" ROW ") WHERE " OF_A_ROW ";"
    /* Which cases came again after this one. */
    "CREATE INDEX tie_other ON tie (other, kind);";

/* What a cause took over knows what its alarms were before; what a person merged does not. */
#define BY_A_PERSON                                                                      \
	" t.kind = 'merge' AND t.undone = 0"                                             \
	" AND NOT EXISTS (SELECT 1 FROM tie_role r WHERE r.tie = t.id)"

#define EXPLAINERS "?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16"
#define STANDS                                                                           \
	"SELECT id, resource, kind, class, device, coalesce(case_number, ''), raised,"   \
	" coalesce((SELECT at FROM due WHERE due.kind = 'hold'"                          \
	" AND object = CAST(alarm.id AS TEXT)), 0), qualifier FROM alarm WHERE "
#define PARENT STANDS "id <> ?1 AND kind IN (" EXPLAINERS ") AND "
#define CHILD                                                                            \
	"SELECT id, resource, kind, class, device, coalesce(case_number, ''), role,"     \
	" raised FROM alarm WHERE "
/*
 * Found by the resource: '+' keeps SQLite from walking all that stand.  '0' follows '/': what
 * begins with the resource's name and a slash.
 */
#define AT_RESOURCE(n) "+cleared = 0 AND resource = " n
#define BELOW(n) "+cleared = 0 AND resource > " n " || '/' AND resource < " n " || '0'"

static const char *const statements[] = {
    AT(PARENTS) = PARENT "cleared = 0 AND device = ?2 UNION ALL " PARENT AT_RESOURCE(
	"?3") " UNION ALL " PARENT BELOW("?3") " UNION ALL " PARENT AT_RESOURCE("?4"),
    AT(OF_DEVICE) = CHILD "cleared = 0 AND device = ?1 ORDER BY id",
    AT(OF_KIND) = CHILD "cleared = 0 AND device = ?1 AND kind = ?2",
    AT(UNDER) = CHILD AT_RESOURCE("?1") " UNION ALL " CHILD BELOW("?1"),
    AT(CAUSES) = CHILD "cleared = 0 AND case_number = ?1 AND role = 'cause' ORDER BY id",
    AT(REKEY) = "UPDATE support_case SET subject = ?2, class = ?3, title = ?4,"
		" device = ?5, changed = ?6 WHERE number = ?1",
    AT(REKEYED) = "INSERT INTO case_rekey (case_number, at, subject, class, title, alarm)"
		  " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    AT(SYMPTOMS) = "UPDATE alarm SET role = 'symptom' WHERE case_number = ?1"
		   " AND id <> ?2",
    AT(ROLES_KEEP) =
	"INSERT INTO tie_role (tie, alarm, role) SELECT ?1, id, role FROM alarm"
	" WHERE id IN (SELECT CAST(part AS INTEGER) FROM tie_part WHERE tie = ?1"
	" AND what = 'alarm')",
    AT(ROLES_SYMPTOM) = "UPDATE alarm SET role = 'symptom'"
			" WHERE id IN (SELECT alarm FROM tie_role WHERE tie = ?1)",
    AT(ROLES_BACK) =
	"UPDATE alarm SET role = (SELECT role FROM tie_role r WHERE r.tie = ?1"
	" AND r.alarm = alarm.id) WHERE id IN (SELECT alarm FROM tie_role"
	" WHERE tie = ?1) AND case_number = (SELECT case_number FROM tie WHERE id = ?1)",
    AT(PARTED) =
	"SELECT 1 FROM tie WHERE case_number = ?1 AND other = ?2"
	" AND (undone > 0 OR kind = 'split') UNION ALL SELECT 1 FROM tie"
	" WHERE case_number = ?2 AND other = ?1 AND (undone > 0 OR kind = 'split')"
	" LIMIT 1",
    AT(LINKED) = "SELECT 1 FROM tie WHERE case_number = ?1 AND other = ?2"
		 " AND undone = 0 AND kind = 'link' UNION ALL SELECT 1 FROM tie"
		 " WHERE case_number = ?2 AND other = ?1 AND undone = 0"
		 " AND kind = 'link' LIMIT 1",
    AT(LEAVE) = "UPDATE alarm SET case_number = NULL, role = 'cause',"
		" rung = CASE ?2 WHEN 0 THEN rung ELSE ?2 END WHERE id = ?1",
    AT(TOGETHER_ADD) =
	"INSERT INTO together (site, kind, raised, alarm, device)"
	" VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (alarm) DO UPDATE SET"
	" site = excluded.site, raised = excluded.raised, kind = excluded.kind",
    AT(TOGETHER_DROP) = "DELETE FROM together WHERE alarm = ?1",
    AT(TOGETHER) = "SELECT raised, device FROM together WHERE site = ?1 AND kind = ?2"
		   " AND raised BETWEEN ?3 AND ?4 ORDER BY raised, device LIMIT 256",
    AT(HELD_NO_MORE) =
	"UPDATE alarm SET held = 0 WHERE id = ?1 AND held = 1 AND NOT EXISTS (SELECT 1 FROM"
	" due WHERE due.kind = 'hold' AND object = CAST(?1 AS TEXT))",
    AT(BOARD) = STANDS "id <> ?1 AND " AT_RESOURCE("?2") " UNION ALL " STANDS
							 "id <> ?1 AND " BELOW("?2"),
    AT(CAUSES_AGAIN) = "UPDATE alarm SET role = 'cause' WHERE case_number = ?1"
		       " AND NOT EXISTS (SELECT 1 FROM alarm WHERE case_number = ?1"
		       " AND role = 'cause')",
    AT(STANDING) = CHILD "cleared = 0 AND case_number = ?1 AND id <> ?2 ORDER BY id",
    AT(BEFORE) = "SELECT at, subject, class, title FROM case_rekey"
		 " WHERE case_number = ?1 ORDER BY id",
    AT(SURVIVOR) = "SELECT other FROM tie WHERE case_number = ?1 AND kind = 'merge'"
		   " AND undone = 0 ORDER BY id DESC LIMIT 1",
    AT(MERGED) = "SELECT case_number FROM tie WHERE other = ?1 AND kind = 'merge'"
		 " AND undone = 0 ORDER BY id",
    AT(TOGETHER_DEVICES) =
	"SELECT count(*) FROM (SELECT device FROM together WHERE site = ?1 AND kind = ?2"
	" AND raised >= ?3 UNION SELECT ?4 WHERE ?4 IS NOT NULL)",
    AT(TOGETHER_ALL) = "SELECT alarm, site, kind, device FROM together",
    AT(SPREADING) = STANDS "id <> ?1 AND cleared = 0 AND device = ?2 AND kind = ?3"
			   " AND alone = 0 AND raised BETWEEN ?4 AND ?5"
			   " ORDER BY raised, resource LIMIT 16",
    AT(WENT_INTO) =
	"WITH RECURSIVE went (number, began) AS (SELECT t.other, c.number FROM support_case c"
	" CROSS JOIN tie t ON t.case_number = c.number WHERE c.subject = ?1"
	" AND c.class = ?2 AND c.state = 'merged' AND t.at > ?3 AND" BY_A_PERSON
	" UNION SELECT t.other, w.began FROM went w CROSS JOIN tie t"
	" ON t.case_number = w.number WHERE" BY_A_PERSON ")"
	" SELECT c.number, c.state, c.closed, w.began FROM went w CROSS JOIN support_case c"
	" ON c.number = w.number",
    AT(TOLD_AT) = CHILD OF_A_ROW " AND " ROW " > ?1 || '.' AND " ROW " < ?1 || '/'",
    AT(RECURS) = "SELECT t.other, c.owner FROM tie t JOIN support_case c"
		 " ON c.number = t.other WHERE t.case_number = ?1 AND t.kind = 'recurs'"
		 " AND t.undone = 0 ORDER BY t.id LIMIT 1",
    AT(RECURRED) = "SELECT case_number FROM tie WHERE other = ?1 AND kind = 'recurs'"
		   " AND undone = 0 ORDER BY id",
    AT(HAND_OVER) = "UPDATE alarm SET agent = ?2 WHERE id = ?1",
};

const struct vg_db_group vg_storecause_group = {
    VG_STORECAUSE_FIRST, VG_STORECAUSE_END - VG_STORECAUSE_FIRST, statements};
