/*
 * Foreign notifications at the desk.
 */
#include "collector/desk/deskforeign.h"

#include <string.h>

#include "collector/desk/deskidentity.h"
#include "collector/desk/deskmessage.h"
#include "collector/normal/normal.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/model/trapblob.h"

/* RFC 3414: a foreign inform can come twice within the time window. */
#define FOREIGN_WINDOW_US (150 * VG_SECOND_US)

struct vg_digest
vg_deskforeign_digest(const struct vg_trap *trap)
{
	struct vg_trap copy = *trap;
	struct vg_buf blob;

	copy.received = (struct vg_wall){0};
	copy.source_port = 0;
	vg_buf_init(&blob, 0);
	vg_trapblob_pack(&copy, &blob);
	struct vg_digest digest = vg_digest_of(blob.data, blob.size);
	vg_buf_fini(&blob);
	return digest;
}

static bool
came_just_now(struct vg_desk *desk, const struct vg_digest *digest, struct vg_wall now)
{
	const size_t q = VG_SQL_MESSAGE_RECENT;
	bool known = vg_db_query(desk->db, q, "bi", digest->octet, sizeof(digest->octet),
			 now.us - FOREIGN_WINDOW_US) == VG_OK &&
	    vg_db_next(desk->db, q);

	if (known)
		vg_db_done(desk->db, q);
	return known;
}

static const char *
name_at(const char *address, void *cookie)
{
	struct vg_detail unused;
	const struct vg_conf_device *device =
	    vg_deskidentity_at(cookie, address, &unused);

	return device ? device->name : NULL;
}

/* One trap may tell of several faults; each in a savepoint, '*all_good' when none was refused. */
static int
apply_claims(struct vg_desk *desk, const struct vg_conf_device *device,
    const struct vg_trap *trap, int64_t row, struct vg_wall now, bool *all_good,
    struct vg_detail *detail)
{
	struct vg_event events[VG_TRAPMAP_MAX_CLAIMS];
	size_t n = vg_normal_foreign(
	    desk->packs, device->supplier, device->name, trap, name_at, desk, events);
	int code = VG_OK;

	for (size_t i = 0; i < n && code == VG_OK; i++) {
		size_t told = desk->n_pending;
		code = vg_db_save(desk->db);
		if (code != VG_OK)
			return code;
		events[i].received = now;
		events[i].plain = !trap->authentic;
		code = vg_deskapply_event(desk, &events[i], "", row, now, false, detail);
		if (code == VG_OK) {
			code = vg_db_keep(desk->db);
			continue;
		}
		vg_db_undo(desk->db);
		desk->n_pending = told;
		*all_good = false;
		code = vg_db_is_disk(code) ? code : VG_OK;
	}
	return code;
}

/* No agent has an empty name: what the mark of a foreign trap is called meets no message's. */
static struct vg_message_key
mark_of(const struct vg_digest *digest)
{
	struct vg_message_key key = {.agent = ""};

	memcpy(key.spool, digest->octet, sizeof(key.spool));
	memcpy(&key.sequence, digest->octet + sizeof(key.spool), sizeof(key.sequence));
	return key;
}

static int
apply_foreign(struct vg_desk *desk, const struct vg_conf_device *device,
    const struct vg_trap *trap, const struct vg_digest *digest, int64_t row,
    struct vg_wall now, struct vg_detail *detail)
{
	const struct vg_message_key key = mark_of(digest);
	bool all_good = vg_deskmark_begin(desk, &key);
	int code = VG_OK;

	if (all_good) {
		code = apply_claims(desk, device, trap, row, now, &all_good, detail);
		vg_deskmark_end(desk);
	} else {
		vg_detail_set(detail, VG_EINVAL, "%s", VG_DESKMESSAGE_DIED_TWICE);
	}
	if (code != VG_OK)
		return code;
	return all_good ? vg_deskmessage_state(desk, row, "applied")
			: vg_deskmessage_unapplied(
			      desk, "device", device->name, row, now, detail->text);
}

int
vg_deskforeign_take(struct vg_desk *desk, const struct vg_trap *trap, struct vg_wall now,
    enum vg_intake_result *result, struct vg_detail *detail)
{
	static const struct vg_message_key none;
	struct vg_digest digest = vg_deskforeign_digest(trap);
	int64_t row;

	*result = VG_INTAKE_KNOWN;
	if (came_just_now(desk, &digest, now))
		return VG_OK;
	*result = VG_INTAKE_STORED;
	int code = vg_deskmessage_store(desk, trap, &none, 0, &digest, now, &row);
	if (code != VG_OK)
		return code;
	const struct vg_conf_device *device = vg_deskidentity_of(desk, trap, detail);
	if (device) {
		vg_detail_clear(detail);
		return apply_foreign(desk, device, trap, &digest, row, now, detail);
	}
	return vg_deskmessage_state(desk, row, "history");
}
