/*
 * Gaps are told before their rows go: the table's trigger lets go of told ones only.
 */
#include "collector/store/auditgap.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "collector/evidence/chain.h"
#include "collector/store/record.h"
#include "collector/store/storekeep.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

static void
add(struct vg_auditgaps *gaps, int64_t first, int64_t last, const void *chain,
    size_t size)
{
	gaps->gap = vg_mem_grow(gaps->gap, &gaps->room, gaps->n, sizeof(*gaps->gap));
	struct vg_auditgap *gap = &gaps->gap[gaps->n++];
	*gap = (struct vg_auditgap){first, last, {{0}}};
	if (size == sizeof(gap->chain.octet))
		memcpy(gap->chain.octet, chain, size);
}

void
vg_auditgap_fini(struct vg_auditgaps *gaps)
{
	free(gaps->gap);
	*gaps = (struct vg_auditgaps){0};
}

static int
read_gaps(struct vg_db *db, struct vg_auditgaps *gaps)
{
	const size_t q = VG_STOREKEEP_GAPS;
	int code = vg_db_query(db, q, "");

	*gaps = (struct vg_auditgaps){0};
	while (code == VG_OK && vg_db_next(db, q)) {
		size_t size = 0;
		const void *chain = vg_db_blob(db, q, 2, &size);
		add(gaps, vg_db_int(db, q, 0), vg_db_int(db, q, 1), chain, size);
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

static void
hash(const struct vg_auditgaps *gaps, char text[VG_DIGEST_TEXT_SIZE])
{
	struct vg_buf buf;

	vg_buf_init(&buf, 0);
	for (size_t i = 0; i < gaps->n; i++) {
		const struct vg_auditgap *gap = &gaps->gap[i];
		vg_chain_number(&buf, gap->first);
		vg_chain_number(&buf, gap->last);
		vg_chain_field(&buf, gap->chain.octet, sizeof(gap->chain.octet));
	}
	struct vg_digest digest = vg_digest_of(buf.data, buf.size);
	vg_buf_fini(&buf);
	vg_digest_text(&digest, text);
}

int
vg_auditgap_load(struct vg_db *db, struct vg_auditgaps *gaps)
{
	const size_t q = VG_STOREKEEP_GAP_TOLD;
	char text[VG_DIGEST_TEXT_SIZE];
	bool told = false, same = false;
	int code = read_gaps(db, gaps);

	hash(gaps, text);
	if (code == VG_OK)
		code = vg_db_query(db, q, "");
	if (code == VG_OK && vg_db_next(db, q)) {
		told = true;
		same = strcmp(vg_db_text(db, q, 0), text) == 0;
		vg_db_done(db, q);
	}
	if (code != VG_OK)
		return code;
	return same || (!told && gaps->n == 0) ? VG_OK : VG_ECORRUPT;
}

/* --- the sweep ----------------------------------------------------------------------------- */

static int
pick(struct vg_db *db, struct vg_wall until, size_t limit, struct vg_auditgaps *rows)
{
	const size_t q = VG_STOREKEEP_ACTS;
	int code = vg_db_query(db, q, "ii", until.us, (int64_t)limit);

	*rows = (struct vg_auditgaps){0};
	while (code == VG_OK && vg_db_next(db, q)) {
		size_t size = 0;
		const void *chain = vg_db_blob(db, q, 1, &size);
		add(rows, vg_db_int(db, q, 0), vg_db_int(db, q, 0), chain, size);
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

/* Lets the gap before the row grow by it, or begins one; then joins it with the one behind. */
static int
tell_row(struct vg_db *db, const struct vg_auditgap *row)
{
	const unsigned char *chain = row->chain.octet;
	int code = vg_db_run(db, VG_STOREKEEP_GAP_ON, "ibi", row->last, chain,
	    sizeof(row->chain.octet), row->last - 1);

	if (code == VG_OK && vg_db_changes(db) == 0)
		code = vg_db_run(db, VG_STOREKEEP_GAP_ADD, "iib", row->first, row->last,
		    chain, sizeof(row->chain.octet));
	if (code == VG_OK)
		code = vg_db_run(db, VG_STOREKEEP_GAP_JOIN, "i", row->last);
	return code == VG_OK ? vg_db_run(db, VG_STOREKEEP_GAP_JOINED, "i", row->last)
			     : code;
}

static int
tell_all(struct vg_db *db, const struct vg_auditgaps *rows, struct vg_wall now)
{
	char digest[VG_DIGEST_TEXT_SIZE], object[48];
	struct vg_auditgaps gaps = {0};
	int code = VG_OK;

	for (size_t i = 0; code == VG_OK && i < rows->n; i++)
		code = tell_row(db, &rows->gap[i]);
	if (code == VG_OK)
		code = read_gaps(db, &gaps);
	hash(&gaps, digest);
	vg_auditgap_fini(&gaps);
	vg_text_format(object, sizeof(object), "%zu acts, up to %" PRId64, rows->n,
	    rows->n ? rows->gap[rows->n - 1].last : 0);
	const struct vg_record_act act = {.at = now,
	    .who = "vigie",
	    .proxy = "",
	    .door = "sweep",
	    .what = "audit-sweep",
	    .object = object,
	    .result = digest};
	return code == VG_OK ? vg_record_audit(db, &act) : code;
}

int
vg_auditgap_sweep(
    struct vg_db *db, struct vg_wall until, size_t limit, struct vg_wall now, size_t *n)
{
	struct vg_auditgaps rows;
	int code = pick(db, until, limit, &rows);

	*n = rows.n;
	if (code == VG_OK && rows.n) {
		code = vg_db_run(db, VG_STOREKEEP_BEGIN, "i", until.us);
		if (code == VG_OK)
			code = tell_all(db, &rows, now);
		for (size_t i = 0; code == VG_OK && i < rows.n; i++)
			code =
			    vg_db_run(db, VG_STOREKEEP_ACT_DROP, "i", rows.gap[i].last);
		if (code == VG_OK)
			code = vg_db_run(db, VG_STOREKEEP_END, "");
	}
	vg_auditgap_fini(&rows);
	return code;
}
