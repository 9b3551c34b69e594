/*
 * Foreign engines and the table.
 */
#include "collector/desk/foreign/deskengine.h"

#include <string.h>

#include "collector/desk/deskact.h"
#include "collector/store/storeengine.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

int
vg_deskengine_keep(struct vg_desk *desk, const struct vg_deskengine *engines, size_t n)
{
	if (n == 0)
		return VG_OK;
	int code = vg_db_begin(desk->db);

	for (size_t i = 0; code == VG_OK && i < n; i++) {
		const struct vg_deskengine *e = &engines[i];
		code = vg_db_run(desk->db, VG_STOREENGINE_PUT, "biii", e->octets, e->size,
		    (int64_t)e->boots, (int64_t)e->time, e->heard.us);
	}
	if (code == VG_OK)
		code = vg_db_run(
		    desk->db, VG_STOREENGINE_BOUND, "i", (int64_t)VG_DESKENGINE_MAX);
	if (code == VG_OK)
		return vg_desk_commit(desk);
	vg_desk_rollback(desk);
	return code;
}

int
vg_deskengine_load(struct vg_desk *desk, vg_deskengine_cb cb, void *cookie)
{
	const size_t q = VG_STOREENGINE_LIST;
	int code = vg_db_query(desk->db, q, "");

	while (code == VG_OK && vg_db_next(desk->db, q)) {
		struct vg_deskengine e = {.boots = (uint32_t)vg_db_int(desk->db, q, 1),
		    .time = (uint32_t)vg_db_int(desk->db, q, 2),
		    .heard = {vg_db_int(desk->db, q, 3)}};
		const void *octets = vg_db_blob(desk->db, q, 0, &e.size);
		if (e.size == 0 || e.size > sizeof(e.octets))
			continue;
		memcpy(e.octets, octets, e.size);
		cb(&e, cookie);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

/* --- forgetting ---------------------------------------------------------------------------- */

/*
 * What is in memory goes too, committed or not: what is believed once more is all that can come of
 * it.
 */
static int
forget(struct vg_act_call *call)
{
	struct vg_forgotten_engine *f = &call->desk->forgotten;
	unsigned char octets[VG_USM_ENGINE_MAX];
	const char *hex = call->act->object;
	size_t size = strlen(hex) / 2;

	if (size < 5 || size > sizeof(octets) || strlen(hex) % 2 ||
	    vg_text_unhex(octets, size, hex) != VG_OK)
		return vg_detail_set(call->detail, VG_EINVAL,
		    "'%.70s' is no engineID: 5 to 32 octets in hexadecimal", hex);
	int code = vg_db_run(call->desk->db, VG_STOREENGINE_DROP, "b", octets, size);
	if (code != VG_OK)
		return code;
	memcpy(f->octets, octets, size);
	f->size = size;
	f->n++;
	vg_text_copy(call->result->state, sizeof(call->result->state), "forgotten");
	vg_text_copy(call->result->text, sizeof(call->result->text),
	    "what it says next is believed, and nothing older");
	return VG_OK;
}

const struct vg_act_rule vg_deskengine_rules[] = {
    {"engine-forget", "engine", VG_ROLE_NOC, "", forget, 0},
    {0},
};

unsigned
vg_deskengine_forgotten(
    const struct vg_desk *desk, unsigned char octets[VG_USM_ENGINE_MAX], size_t *size)
{
	memcpy(octets, desk->forgotten.octets, sizeof(desk->forgotten.octets));
	*size = desk->forgotten.size;
	return desk->forgotten.n;
}
