/*
 * Rows of messages.  Those that are applied are counted (deskcount.c); all others have an index by
 * their state.
 */
#include "collector/desk/record/deskmessage.h"

#include <string.h>

#include "collector/desk/record/deskcount.h"
#include "collector/desk/record/deskdecision.h"
#include "lib/base/error.h"
#include "lib/model/trapblob.h"

static bool
is_applied(const char *state)
{
	return strcmp(state, "applied") == 0;
}

int
vg_deskmessage_state(struct vg_desk *desk, int64_t row, const char *state)
{
	int code = vg_db_run(desk->db, VG_SQL_MESSAGE_STATE, "it", row, state);

	if (code == VG_OK)
		vg_deskcount_changed(desk, is_applied(state) ? 1 : -1);
	return code;
}

int
vg_deskmessage_unapplied(struct vg_desk *desk, const char *class, const char *name,
    int64_t row, struct vg_wall now, const char *why)
{
	int code = vg_deskmessage_state(desk, row, "unapplied");

	if (code == VG_OK)
		code = vg_deskdecision_unapplied(desk, row, now, why);
	return code == VG_OK ? vg_deskagent_unapplied(desk, class, name, now, why) : code;
}

int
vg_deskmessage_store(struct vg_desk *desk, const struct vg_deskmessage *message,
    struct vg_wall now, int64_t *row)
{
	static const struct vg_message_key nobody;
	static const struct vg_digest none;
	const struct vg_message_key *key = message->key ? message->key : &nobody;
	const struct vg_digest *digest = message->digest ? message->digest : &none;
	struct vg_buf *blob = &desk->blob;

	vg_buf_reset(blob);
	vg_trapblob_pack(message->trap, blob);
	int code =
	    vg_db_run(desk->db, VG_SQL_MESSAGE_ADD, "tbiibtitbi", key->agent, key->spool,
		sizeof(key->spool), (int64_t)key->sequence, (int64_t)message->type,
		digest->octet, sizeof(digest->octet), message->trap->source, now.us,
		message->state, blob->data, blob->size, message->alarm);
	*row = vg_db_last_id(desk->db);
	if (code == VG_OK && is_applied(message->state))
		vg_deskcount_stored(desk);
	return code;
}
