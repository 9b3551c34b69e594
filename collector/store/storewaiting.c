/*
 * SQL of mails that wait for a case.
 */
#include "collector/store/storewaiting.h"

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

static const char *const statements[] = {
    AT(ADD) = "INSERT INTO mail_unknown (mail, opened, behind, person)"
	      " VALUES (?1, ?2, ?3, ?4)",
    AT(RECENT) = "SELECT count(*), coalesce(min(opened), 0) FROM (SELECT opened"
		 " FROM mail_unknown WHERE opened > 0 AND opened > ?1"
		 " ORDER BY opened DESC LIMIT ?2)",
    AT(SWEEP) = "DELETE FROM mail_unknown WHERE opened > 0 AND opened <= ?1",
    AT(READY) = "SELECT mail, case_number FROM mail_unknown"
		" WHERE opened = 0 AND case_number <> '' ORDER BY mail LIMIT 1",
    AT(HEAD) = "SELECT mail FROM mail_unknown WHERE opened = 0 AND behind = 0"
	       " AND case_number = '' ORDER BY mail LIMIT 1",
    AT(IS) = "SELECT count(*) FROM mail_unknown WHERE mail = ?1 AND opened = 0",
    AT(ID) = "SELECT CASE u.behind WHEN 0 THEN u.mail ELSE u.behind END FROM mail m"
	     " CROSS JOIN mail_unknown u ON u.mail = m.id WHERE m.message_id = ?1"
	     " AND m.message_id <> '' AND u.opened = 0 AND u.person = ?2 LIMIT 1",
    AT(SENDER) = "SELECT count(*), coalesce(max(mail), 0) FROM mail_unknown"
		 " WHERE person = ?1 AND opened = 0 AND behind = 0 AND case_number = ''",
    AT(OPENED) = "UPDATE mail_unknown SET opened = ?2, behind = 0, case_number = ''"
		 " WHERE mail = ?1",
    AT(GONE) = "DELETE FROM mail_unknown WHERE mail = ?1",
    AT(FOLLOW) = "UPDATE mail_unknown SET case_number = ?2, behind = 0"
		 " WHERE behind > 0 AND behind = ?1",
    AT(ALONE) = "UPDATE mail_unknown SET behind = 0 WHERE behind > 0 AND behind = ?1",
    AT(COUNT) = "SELECT count(*), coalesce(min(m.taken), 0) FROM mail_unknown u"
		" CROSS JOIN mail m ON m.id = u.mail WHERE u.opened = 0",
    AT(SOUGHT) = "SELECT u.mail FROM mail_unknown u CROSS JOIN mail m ON m.id = u.mail"
		 " WHERE u.opened = 0 AND u.mail > ?4 AND (?1 = '' OR u.person = ?1)"
		 " AND (?2 = '' OR m.domain = ?2) AND (?3 = 0 OR m.taken < ?3)"
		 " ORDER BY u.mail LIMIT ?5",
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
};

const struct vg_db_group vg_storewaiting_group = {
    VG_STOREWAITING_FIRST, VG_STOREWAITING_END - VG_STOREWAITING_FIRST, statements};
