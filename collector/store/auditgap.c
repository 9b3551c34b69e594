/*
 * Gaps as the table has them, and as the newest sweep told them.
 */
#include "collector/store/auditgap.h"

#include <stdlib.h>
#include <string.h>

#include "collector/evidence/chain.h"
#include "collector/store/storekeep.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

void
vg_auditgap_add(struct vg_auditgaps *gaps, int64_t first, int64_t last, const void *chain,
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

int
vg_auditgap_read(struct vg_db *db, struct vg_auditgaps *gaps)
{
	const size_t q = VG_STOREKEEP_GAPS;
	int code = vg_db_query(db, q, "");

	*gaps = (struct vg_auditgaps){0};
	while (code == VG_OK && vg_db_next(db, q)) {
		size_t size = 0;
		const void *chain = vg_db_blob(db, q, 2, &size);
		vg_auditgap_add(
		    gaps, vg_db_int(db, q, 0), vg_db_int(db, q, 1), chain, size);
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

void
vg_auditgap_digest(const struct vg_auditgaps *gaps, char text[VG_DIGEST_TEXT_SIZE])
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
	int code = vg_auditgap_read(db, gaps);

	vg_auditgap_digest(gaps, text);
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
