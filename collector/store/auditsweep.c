/*
 * Gaps are told before their rows go: the table's trigger lets go of told ones only.
 */
#include "collector/store/auditsweep.h"

#include <inttypes.h>

#include "collector/store/auditgap.h"
#include "collector/store/record.h"
#include "collector/store/storekeep.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

static int
pick(struct vg_db *db, struct vg_wall until, size_t limit, struct vg_auditgaps *rows)
{
	const size_t q = VG_STOREKEEP_ACTS;
	int code = vg_db_query(db, q, "ii", until.us, (int64_t)limit);

	*rows = (struct vg_auditgaps){0};
	while (code == VG_OK && vg_db_next(db, q)) {
		size_t size = 0;
		const void *chain = vg_db_blob(db, q, 1, &size);
		vg_auditgap_add(
		    rows, vg_db_int(db, q, 0), vg_db_int(db, q, 0), chain, size);
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
		code = vg_auditgap_read(db, &gaps);
	vg_auditgap_digest(&gaps, digest);
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
vg_auditsweep_run(
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
