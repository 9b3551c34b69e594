/*
 * Rows of messages.
 */
#include "collector/desk/deskmessage.h"

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/model/trapblob.h"

int
vg_deskmessage_state(struct vg_desk *desk, int64_t row, const char *state)
{
	return vg_db_run(desk->db, VG_SQL_MESSAGE_STATE, "it", row, state);
}

int
vg_deskmessage_unapplied(struct vg_desk *desk, const char *class, const char *name,
    int64_t row, struct vg_wall now, const char *why)
{
	int code = vg_deskmessage_state(desk, row, "unapplied");

	return code == VG_OK ? vg_deskagent_unapplied(desk, class, name, now, why) : code;
}

int
vg_deskmessage_store(struct vg_desk *desk, const struct vg_trap *trap,
    const struct vg_message_key *key, int type, const struct vg_digest *digest,
    struct vg_wall now, int64_t *row)
{
	struct vg_buf blob;

	vg_buf_init(&blob, 0);
	vg_trapblob_pack(trap, &blob);
	int code =
	    vg_db_run(desk->db, VG_SQL_MESSAGE_ADD, "tbiibtib", key->agent, key->spool,
		sizeof(key->spool), (int64_t)key->sequence, (int64_t)type, digest->octet,
		sizeof(digest->octet), trap->source, now.us, blob.data, blob.size);
	vg_buf_fini(&blob);
	*row = vg_db_last_id(desk->db);
	return code;
}
