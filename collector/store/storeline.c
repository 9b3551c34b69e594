/*
 * SQL of what may be erased of messages and mails.
 */
#include "collector/store/storeline.h"

#include "collector/store/sought.h"

#define AT(name) [VG_STORELINE_##name - VG_STORELINE_FIRST]

/* "opened: words" of a webhook's event, and any other sentence. */
#define CUT(where)                                                                       \
	" UPDATE outbox SET line = substr(what, instr(what, ': ') + 2),"                 \
	" what = substr(what, 1, instr(what, ': ') - 1)"                                 \
	" WHERE " where " template = 'event' AND instr(what, ': ') > 0;"                 \
	" UPDATE outbox SET line = what, what = template"                                \
	" WHERE " where " instr(what, ' ') > 0;"

const char vg_storeline_tables[] =
    /* What happened is one word, and stays; what is said of it is erased with its person. */
    "ALTER TABLE outbox ADD COLUMN line TEXT NOT NULL DEFAULT '';" CUT(
	"") "CREATE TRIGGER outbox_line AFTER INSERT ON outbox WHEN instr(NEW.what, ' ') > 0"
	    " BEGIN" CUT(
		"id = NEW.id AND") " END;"
				   "ALTER TABLE mail ADD COLUMN domain TEXT NOT NULL DEFAULT '';"
				   "CREATE INDEX mail_domain ON mail (domain, recorded) WHERE opened = 1;"
				   "CREATE TRIGGER mail_domain_gone AFTER DELETE ON mail_text"
				   " BEGIN UPDATE mail SET domain = '' WHERE id = OLD.id; END;";

static const char *const statements[] = {
    /* The title of a case by mail is what its sender wrote. */
    AT(DROP) = "UPDATE outbox SET line = '' WHERE line <> '' AND (" VG_SOUGHT_SAYS(
	"line") " OR case_number IN (SELECT case_number FROM mail WHERE opened = 1 AND " VG_SOUGHT_IS("person") "))",
    AT(CASE) = "UPDATE outbox SET line = '' WHERE case_number = ?1 AND line <> ''",
    AT(OPENED) =
	"SELECT count(*), coalesce(max(c.number), '') FROM mail m JOIN support_case c"
	" ON c.number = m.case_number WHERE m.domain = ?1 AND m.recorded > ?2"
	" AND m.recorded <= ?2 + 3600000000"
	" AND m.opened = 1 AND c.client = ?3",
    AT(RECEIPTS) =
	"SELECT count(*) FROM mail m JOIN outbox o ON o.case_number = m.case_number"
	" AND o.template = 'receipt' AND o.state <> 'failed' AND o.id < ?3"
	" WHERE m.domain = ?1 AND m.recorded > ?2 AND m.recorded <= ?2 + 3600000000"
	" AND m.opened = 1",
};

const struct vg_db_group vg_storeline_group = {
    VG_STORELINE_FIRST, VG_STORELINE_END - VG_STORELINE_FIRST, statements};
