/*
 * Journal, audit and happenings.
 */
#include "collector/store/record.h"

#include <string.h>

#include "collector/evidence/chain.h"
#include "collector/store/schema.h"
#include "lib/base/error.h"
#include "lib/os/chance.h"

enum { SALT_SIZE = 16 };

/* The digest of the last row of a chain; all zero before the first. */
static int
last_link(struct vg_db *db, size_t statement, struct vg_digest *link)
{
	size_t size;

	memset(link, 0, sizeof(*link));
	int code = vg_db_query(db, statement, "");
	if (code == VG_OK && vg_db_next(db, statement)) {
		const void *blob = vg_db_blob(db, statement, 0, &size);
		if (size == sizeof(link->octet))
			memcpy(link->octet, blob, size);
		vg_db_done(db, statement);
	}
	return code;
}

/* SHA-256(salt ‖ text): says nothing of the text once the salt is gone. */
static struct vg_digest
salted(const unsigned char salt[SALT_SIZE], const char *text)
{
	struct vg_buf buf;

	vg_buf_init(&buf, 0);
	vg_buf_add(&buf, salt, SALT_SIZE);
	vg_buf_add_text(&buf, text);
	struct vg_digest digest = vg_digest_of(buf.data, buf.size);
	vg_buf_fini(&buf);
	return digest;
}

static void
journal_row(
    struct vg_buf *row, const struct vg_record_entry *e, const struct vg_digest *text)
{
	vg_buf_init(row, 0);
	vg_chain_text(row, e->case_number);
	vg_chain_number(row, e->happened.us);
	vg_chain_number(row, e->recorded.us);
	vg_chain_text(row, e->kind);
	vg_chain_text(row, e->who);
	vg_chain_text(row, e->side);
	vg_chain_text(row, e->ball);
	vg_chain_field(row, text->octet, sizeof(text->octet));
}

int
vg_record_journal(struct vg_db *db, const struct vg_record_entry *entry)
{
	unsigned char salt[SALT_SIZE];
	struct vg_digest link;
	struct vg_buf row;
	int code = last_link(db, VG_SQL_JOURNAL_LAST, &link);

	if (code != VG_OK)
		return code;
	vg_chance_fill(salt, sizeof(salt));
	struct vg_digest text = salted(salt, entry->text);
	journal_row(&row, entry, &text);
	struct vg_digest chain = vg_chain_next(&link, &row);
	vg_buf_fini(&row);
	code = vg_db_run(db, VG_SQL_JOURNAL_ADD, "tiittttbb", entry->case_number,
	    entry->happened.us, entry->recorded.us, entry->kind, entry->who, entry->side,
	    entry->ball, text.octet, sizeof(text.octet), chain.octet,
	    sizeof(chain.octet));
	if (code == VG_OK)
		code = vg_db_run(db, VG_SQL_JOURNAL_TEXT, "ibt", vg_db_last_id(db), salt,
		    sizeof(salt), entry->text);
	return code;
}

int
vg_record_audit(struct vg_db *db, const struct vg_record_act *act)
{
	struct vg_digest link;
	struct vg_buf row;
	int code = last_link(db, VG_SQL_AUDIT_LAST, &link);

	if (code != VG_OK)
		return code;
	vg_buf_init(&row, 0);
	vg_chain_number(&row, act->at.us);
	vg_chain_text(&row, act->who);
	vg_chain_text(&row, act->proxy);
	vg_chain_text(&row, act->door);
	vg_chain_text(&row, act->what);
	vg_chain_text(&row, act->object);
	vg_chain_text(&row, act->result);
	struct vg_digest chain = vg_chain_next(&link, &row);
	vg_buf_fini(&row);
	return vg_db_run(db, VG_SQL_AUDIT_ADD, "ittttttb", act->at.us, act->who,
	    act->proxy, act->door, act->what, act->object, act->result, chain.octet,
	    sizeof(chain.octet));
}

int
vg_record_happening(struct vg_db *db, struct vg_wall at, const char *kind,
    const char *case_number, const char *resource, const char *text, int64_t *sequence)
{
	int code = vg_db_run(
	    db, VG_SQL_HAPPENING_ADD, "itttt", at.us, kind, case_number, resource, text);

	*sequence = vg_db_last_id(db);
	return code;
}

int
vg_record_verify_journal(struct vg_db *db, int64_t *broken)
{
	struct vg_digest link = {{0}};
	size_t n, size;
	int code = vg_db_query(db, VG_SQL_JOURNAL_WALK, "");

	*broken = 0;
	while (code == VG_OK && !*broken && vg_db_next(db, VG_SQL_JOURNAL_WALK)) {
		struct vg_record_entry e = {
		    .case_number = vg_db_text(db, VG_SQL_JOURNAL_WALK, 1),
		    .happened = {vg_db_int(db, VG_SQL_JOURNAL_WALK, 2)},
		    .recorded = {vg_db_int(db, VG_SQL_JOURNAL_WALK, 3)},
		    .kind = vg_db_text(db, VG_SQL_JOURNAL_WALK, 4),
		    .who = vg_db_text(db, VG_SQL_JOURNAL_WALK, 5),
		    .side = vg_db_text(db, VG_SQL_JOURNAL_WALK, 6),
		    .ball = vg_db_text(db, VG_SQL_JOURNAL_WALK, 7),
		};
		struct vg_digest text = {{0}};
		struct vg_buf row;
		const void *digest = vg_db_blob(db, VG_SQL_JOURNAL_WALK, 8, &n);
		if (n == sizeof(text.octet))
			memcpy(text.octet, digest, n);
		journal_row(&row, &e, &text);
		link = vg_chain_next(&link, &row);
		vg_buf_fini(&row);
		const void *stored = vg_db_blob(db, VG_SQL_JOURNAL_WALK, 9, &size);
		if (size != sizeof(link.octet) || memcmp(stored, link.octet, size) != 0)
			*broken = vg_db_int(db, VG_SQL_JOURNAL_WALK, 0);
	}
	if (*broken)
		vg_db_done(db, VG_SQL_JOURNAL_WALK);
	return *broken ? VG_ECORRUPT : code;
}
