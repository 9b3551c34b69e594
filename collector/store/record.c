/*
 * Journal, audit and happenings.
 */
#include "collector/store/record.h"

#include <string.h>

#include "collector/evidence/chain.h"
#include "collector/store/auditgap.h"
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

static void
audit_row(struct vg_buf *row, const struct vg_record_act *act)
{
	vg_buf_init(row, 0);
	vg_chain_number(row, act->at.us);
	vg_chain_text(row, act->who);
	vg_chain_text(row, act->proxy);
	vg_chain_text(row, act->door);
	vg_chain_text(row, act->what);
	vg_chain_text(row, act->object);
	vg_chain_text(row, act->result);
}

int
vg_record_audit(struct vg_db *db, const struct vg_record_act *act)
{
	struct vg_digest link;
	struct vg_buf row;
	int code = last_link(db, VG_SQL_AUDIT_LAST, &link);

	if (code != VG_OK)
		return code;
	audit_row(&row, act);
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

/* The columns of the walks before the last one, as the row that was hashed. */
static void
read_journal_row(struct vg_db *db, struct vg_buf *row)
{
	const size_t q = VG_SQL_JOURNAL_WALK;
	struct vg_digest text = {{0}};
	size_t size;
	const struct vg_record_entry e = {.case_number = vg_db_text(db, q, 2),
	    .happened = {vg_db_int(db, q, 3)},
	    .recorded = {vg_db_int(db, q, 4)},
	    .kind = vg_db_text(db, q, 5),
	    .who = vg_db_text(db, q, 6),
	    .side = vg_db_text(db, q, 7),
	    .ball = vg_db_text(db, q, 8)};
	const void *digest = vg_db_blob(db, q, 9, &size);

	if (size == sizeof(text.octet))
		memcpy(text.octet, digest, size);
	journal_row(row, &e, &text);
}

static void
read_audit_row(struct vg_db *db, struct vg_buf *row)
{
	const size_t q = VG_SQL_AUDIT_WALK;
	const struct vg_record_act act = {.at = {vg_db_int(db, q, 2)},
	    .who = vg_db_text(db, q, 3),
	    .proxy = vg_db_text(db, q, 4),
	    .door = vg_db_text(db, q, 5),
	    .what = vg_db_text(db, q, 6),
	    .object = vg_db_text(db, q, 7),
	    .result = vg_db_text(db, q, 8)};

	audit_row(row, &act);
}

/* The digest that the chain had before the row 'id', the one before it being 'before'. */
static void
cross_gap(
    const struct vg_auditgaps *gaps, int64_t before, int64_t id, struct vg_digest *link)
{
	for (size_t i = 0; gaps && i < gaps->n; i++) {
		if (gaps->gap[i].first == before + 1 && gaps->gap[i].last == id - 1)
			*link = gaps->gap[i].chain;
	}
}

static int
verify(struct vg_db *db, size_t walk, void (*read)(struct vg_db *, struct vg_buf *),
    const struct vg_auditgaps *gaps, int64_t *broken)
{
	struct vg_digest link = {{0}};
	int64_t before = 0;
	int code = vg_db_query(db, walk, "");

	*broken = 0;
	while (code == VG_OK && !*broken && vg_db_next(db, walk)) {
		struct vg_buf row;
		size_t size;
		int64_t id = vg_db_int(db, walk, 0);
		if (id > before + 1)
			cross_gap(gaps, before, id, &link);
		before = id;
		read(db, &row);
		link = vg_chain_next(&link, &row);
		vg_buf_fini(&row);
		const void *stored = vg_db_blob(db, walk, 1, &size);
		if (size != sizeof(link.octet) || memcmp(stored, link.octet, size) != 0)
			*broken = id;
	}
	if (*broken) {
		vg_db_done(db, walk);
		return VG_ECORRUPT;
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

int
vg_record_verify_journal(struct vg_db *db, int64_t *broken)
{
	return verify(db, VG_SQL_JOURNAL_WALK, read_journal_row, NULL, broken);
}

int
vg_record_verify_audit(struct vg_db *db, int64_t *broken)
{
	struct vg_auditgaps gaps;
	int code = vg_auditgap_load(db, &gaps);

	*broken = 0;
	if (code == VG_OK)
		code = verify(db, VG_SQL_AUDIT_WALK, read_audit_row, &gaps, broken);
	vg_auditgap_fini(&gaps);
	return code;
}
