/*
 * SQL of mails that wait for a case.
 */
#include "collector/store/storewaiting.h"

#include "collector/store/sought.h"
#include "collector/store/storeblob.h"

#define AT(name) [VG_STOREWAITING_##name - VG_STOREWAITING_FIRST]

const char vg_storewaiting_tables[] =
    "CREATE TABLE mail_unknown (mail INTEGER PRIMARY KEY, opened INTEGER NOT NULL,"
    " behind INTEGER NOT NULL, person TEXT NOT NULL,"
    " case_number TEXT NOT NULL DEFAULT '');"
    "CREATE INDEX mail_unknown_opened ON mail_unknown (opened) WHERE opened > 0;"
    "CREATE INDEX mail_unknown_waits ON mail_unknown (mail) WHERE opened = 0;"
    "CREATE INDEX mail_unknown_head ON mail_unknown (mail)"
    " WHERE opened = 0 AND behind = 0 AND case_number = '';"
    "CREATE INDEX mail_unknown_ready ON mail_unknown (mail)"
    " WHERE opened = 0 AND case_number <> '';"
    "CREATE INDEX mail_unknown_behind ON mail_unknown (behind) WHERE behind > 0;"
    "CREATE INDEX mail_unknown_sender ON mail_unknown (person, mail)"
    " WHERE opened = 0 AND behind = 0 AND case_number = '';";

/* The states as vg_mailturn_state (mailturn.h) has them. */
#define HEADS "state = 2"

/*
 * The round in which one that comes has its turn: the one that is going on in its lane, or the one
 * behind the last of its house.
 */
#define ROUND(lane, house)                                                               \
	"max(coalesce((SELECT min(x.turn) FROM mail_unknown x WHERE x." HEADS            \
	" AND x.lane = " lane "), 1), 1 + coalesce((SELECT max(x.turn)"                  \
	" FROM mail_unknown x WHERE x." HEADS " AND x.lane = " lane                      \
	" AND x.house = " house "), 0))"

const char vg_storewaiting_turns[] =
    "ALTER TABLE mail_unknown ADD COLUMN state INTEGER GENERATED ALWAYS AS (CASE"
    " WHEN opened > 0 THEN 1 WHEN case_number = '-' THEN 5 WHEN case_number <> '' THEN 4"
    " WHEN behind > 0 THEN 3 ELSE 2 END) VIRTUAL;"
    "ALTER TABLE mail_unknown ADD COLUMN lane INTEGER NOT NULL DEFAULT 1;"
    /* Whose turns its own are: a domain, or a sender's reference. */
    "ALTER TABLE mail_unknown ADD COLUMN house TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE mail_unknown ADD COLUMN turn INTEGER NOT NULL DEFAULT 1;"
    "ALTER TABLE mail_unknown ADD COLUMN warn_1 INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE mail_unknown ADD COLUMN warn_2 INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE mail_unknown ADD COLUMN warn_3 INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE mail_unknown ADD COLUMN reply_due INTEGER NOT NULL DEFAULT 0;"
    /* What waits already: by what was promised to nobody in particular. */
    "UPDATE mail_unknown SET house = 'said ' || coalesce((SELECT domain FROM mail m"
    " WHERE m.id = mail), ''), reply_due = coalesce((SELECT taken + 14400000000 FROM mail m"
    " WHERE m.id = mail), 0) WHERE opened = 0;"
    "UPDATE mail_unknown SET warn_1 = reply_due - 7200000000,"
    " warn_2 = reply_due - 3600000000, warn_3 = reply_due - 1440000000"
    " WHERE reply_due > 0;"
    "DROP INDEX mail_unknown_head;"
    "CREATE INDEX mail_unknown_state ON mail_unknown (state);"
    "CREATE INDEX mail_unknown_turn ON mail_unknown (state, lane, turn);"
    "CREATE INDEX mail_unknown_house ON mail_unknown (state, lane, house, turn);"
    "CREATE INDEX mail_unknown_warn_1 ON mail_unknown (state, warn_1);"
    "CREATE INDEX mail_unknown_warn_2 ON mail_unknown (state, warn_2);"
    "CREATE INDEX mail_unknown_warn_3 ON mail_unknown (state, warn_3);"
    "CREATE INDEX mail_unknown_due ON mail_unknown (state, reply_due);"
    /* Whose words are erased is of no domain. */
    "CREATE TRIGGER mail_house_gone AFTER DELETE ON mail_text BEGIN"
    " UPDATE mail_unknown SET house = '' WHERE mail = OLD.id; END;";

/*
 * Of those behind another there may be thousands, and what they are behind changes: of what changes
 * with it one index alone has rows of theirs, mail_unknown_behind.
 */
#define HEADS_BY(name, columns)                                                          \
	"DROP INDEX mail_unknown_" name ";"                                              \
	"CREATE INDEX mail_unknown_" name " ON mail_unknown (" columns ") WHERE " HEADS  \
	";"

const char vg_storewaiting_heads[] = HEADS_BY("state", "mail")
    HEADS_BY("turn", "lane, turn") HEADS_BY("house", "lane, house, turn")
	HEADS_BY("warn_1", "warn_1") HEADS_BY("warn_2", "warn_2")
	    HEADS_BY("warn_3", "warn_3") HEADS_BY("due", "reply_due")
    /* What a person answered is found by its domain, whatever else is written in its name. */
    "ALTER TABLE mail ADD COLUMN answered INTEGER NOT NULL DEFAULT 0;"
    "UPDATE mail SET answered = 1 WHERE opened = 1 AND EXISTS (SELECT 1 FROM journal j"
    " WHERE j.case_number = mail.case_number AND (j.kind = 'reply' OR j.kind = 'call'));"
    "CREATE INDEX mail_answered ON mail (domain, recorded)"
    " WHERE opened = 1 AND answered = 1;"
    "CREATE INDEX mail_unanswered ON mail (case_number)"
    " WHERE opened = 1 AND answered = 0;"
    "CREATE TRIGGER mail_is_answered AFTER INSERT ON journal"
    " WHEN NEW.kind = 'reply' OR NEW.kind = 'call' BEGIN"
    " UPDATE mail SET answered = 1 WHERE case_number = NEW.case_number"
    " AND opened = 1 AND answered = 0; END;";

static const char *const statements[] = {
    AT(ADD) =
	"INSERT INTO mail_unknown (mail, opened, behind, person, lane, house, warn_1,"
	" warn_2, warn_3, reply_due, turn)"
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, " ROUND("?5", "?6") ")",
    AT(RECENT) = "SELECT count(*), coalesce(min(opened), 0) FROM (SELECT opened"
		 " FROM mail_unknown WHERE opened > 0 AND opened > ?1"
		 /* What lies later than the hour is of a clock that was ahead. */
		 " AND opened <= ?1 + 3600000000"
		 " ORDER BY opened DESC LIMIT ?2)",
    AT(SWEEP) = "DELETE FROM mail_unknown WHERE opened > 0 AND opened <= ?1",
    AT(READY) = "SELECT mail, case_number FROM mail_unknown"
		" WHERE opened = 0 AND case_number <> '' ORDER BY mail LIMIT 1",
    AT(VOUCHED) = "SELECT mail FROM mail_unknown WHERE " HEADS " AND lane = 0"
		  " ORDER BY turn, mail LIMIT 1",
    AT(NEWEST) =
	"SELECT coalesce(max(mail), 0) FROM mail_unknown WHERE " HEADS
	" AND lane = 1 AND turn = (SELECT min(turn) FROM mail_unknown WHERE " HEADS
	" AND lane = 1)",
    AT(OLDEST) = "SELECT coalesce(min(mail), 0) FROM mail_unknown WHERE " HEADS,
    AT(ANSWERED) = "SELECT count(*) FROM (SELECT case_number FROM mail WHERE domain = ?1"
		   " AND domain <> '' AND opened = 1 AND answered = 1"
		   " ORDER BY recorded DESC LIMIT 50) newest"
		   " CROSS JOIN support_case c ON c.number = newest.case_number"
		   " WHERE c.state <> 'void'",
    AT(STATE) =
	"SELECT state, behind, case_number FROM mail_unknown WHERE mail = ?1 AND opened = 0",
    AT(ID) = "SELECT CASE u.behind WHEN 0 THEN u.mail ELSE u.behind END FROM mail m"
	     " CROSS JOIN mail_unknown u ON u.mail = m.id WHERE m.message_id = ?1"
	     " AND m.message_id <> '' AND u.opened = 0 AND u.person = ?2 LIMIT 1",
    AT(SENDER) = "SELECT count(*), coalesce(max(mail), 0) FROM mail_unknown"
		 " WHERE person = ?1 AND opened = 0 AND behind = 0 AND case_number = ''",
    AT(TWIN) =
	"SELECT u.mail, o.authentication, o.envelope_from FROM mail n"
	" CROSS JOIN mail_text s ON s.id = n.id CROSS JOIN mail_more x ON x.id = n.id"
	" CROSS JOIN mail_unknown u ON u.person = n.person AND u.opened = 0 AND u.behind = 0"
	" AND u.case_number = '' CROSS JOIN mail m ON m.id = u.mail"
	" CROSS JOIN mail_text t ON t.id = m.id CROSS JOIN mail_more o ON o.id = m.id"
	" WHERE n.id = ?1 AND m.id <> n.id AND " VG_STOREBLOB_ALIKE
	" AND abs(m.recorded - n.recorded) < CASE x.date WHEN '' THEN ?3 ELSE ?2 END"
	" ORDER BY m.id DESC",
    AT(GONE) = "DELETE FROM mail_unknown WHERE mail = ?1",
    AT(FOLLOW) = "UPDATE mail_unknown SET case_number = ?2, behind = 0"
		 " WHERE behind > 0 AND behind = ?1",
    AT(NEXT) = "SELECT coalesce(min(mail), 0) FROM mail_unknown WHERE behind > 0"
	       " AND behind = ?1",
    AT(INHERIT) = "UPDATE mail_unknown SET behind = ?2 WHERE behind > 0 AND behind = ?1",
    AT(ALONE) = "UPDATE mail_unknown SET behind = 0, turn = " ROUND(
	"mail_unknown.lane", "mail_unknown.house") " WHERE mail = ?1",
    AT(COUNT) = "SELECT count(*), coalesce(min(m.taken), 0) FROM mail_unknown u"
		" CROSS JOIN mail m ON m.id = u.mail WHERE u.opened = 0",
    AT(CLOCKS) =
	"SELECT coalesce((SELECT min(reply_due) FROM mail_unknown WHERE " HEADS
	" AND reply_due > ?1), 0), (SELECT count(*) FROM mail_unknown WHERE " HEADS
	" AND reply_due > ?1 AND reply_due <= ?2), (SELECT count(*) FROM mail_unknown"
	" WHERE " HEADS " AND reply_due > 0 AND reply_due <= ?1),"
	" coalesce((SELECT min(reply_due) FROM mail_unknown WHERE " HEADS
	" AND reply_due > 0), 0)",
#define AFTER(column)                                                                    \
	"coalesce((SELECT min(" column ") FROM mail_unknown WHERE " HEADS " AND " column \
	" > ?1), 9223372036854775807)"
    AT(WARNED) = "SELECT min(" AFTER("warn_1") ", " AFTER("warn_2") ", " AFTER(
	"warn_3") ", " AFTER("reply_due") ")",
#undef AFTER
#define BETWEEN(column)                                                                  \
	"(SELECT count(*) FROM mail_unknown WHERE " HEADS " AND " column                 \
	" > ?1 AND " column " <= ?2)"
    AT(FELL) = "SELECT " BETWEEN("warn_1") " + " BETWEEN("warn_2") " + " BETWEEN(
	"warn_3") ", " BETWEEN("reply_due"),
#undef BETWEEN
    AT(SOUGHT) = "SELECT u.mail FROM mail_unknown u CROSS JOIN mail m ON m.id = u.mail"
		 " WHERE u.opened = 0 AND u.mail < ?4 AND (?1 = '' OR u.person = ?1)"
		 " AND (?2 = '' OR m.domain = ?2) AND (?3 = 0 OR m.taken < ?3)"
		 " ORDER BY u.mail DESC LIMIT ?5",
    AT(WRITERS) = "SELECT u.mail, t.sender, coalesce(o.envelope_from, '')"
		  " FROM mail_unknown u CROSS JOIN mail_text t ON t.id = u.mail"
		  " LEFT JOIN mail_more o ON o.id = u.mail WHERE u.opened = 0"
		  " AND u.behind = 0 AND u.case_number = '' AND u.mail > ?1"
		  " ORDER BY u.mail LIMIT ?2",
    /* No case bears that number. */
    AT(AHEAD) = "UPDATE mail_unknown SET case_number = '-' WHERE mail = ?1",
    AT(LIST) = "SELECT " VG_STOREBLOB_COLUMNS " WHERE m.id IN (SELECT mail"
	       " FROM mail_unknown WHERE opened = 0 AND mail < ?1 ORDER BY mail DESC"
	       " LIMIT ?2) ORDER BY m.id DESC",
    AT(ERASE_STATE) =
	"UPDATE mail SET state = 'dismissed' WHERE id IN (SELECT mail"
	" FROM mail_unknown WHERE opened = 0 AND " VG_SOUGHT_IS("person") ")",
    AT(ERASE) = "DELETE FROM mail_unknown WHERE opened = 0 AND " VG_SOUGHT_IS("person"),
};

const struct vg_db_group vg_storewaiting_group = {
    VG_STOREWAITING_FIRST, VG_STOREWAITING_END - VG_STOREWAITING_FIRST, statements};
