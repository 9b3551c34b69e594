/*
 * A stored message as lines of a recording: what correlation reads of it, without texts.
 */
#ifndef VG_COLLECTOR_DESK_REPLAY_DESKSLICEMESSAGE_H
#define VG_COLLECTOR_DESK_REPLAY_DESKSLICEMESSAGE_H

#include "collector/desk/desk.h"
#include "lib/base/buf.h"

/* A row of the message table; borrowed. */
struct vg_deskslicemessage {
	int64_t id;
	struct vg_wall received;
	int type; /* enum vg_message_type; 0: a foreign notification */
	const void *body;
	size_t size;
};

/*
 * Appends its lines to 'lines', each with its newline, and gives how many: one of an agent's
 * message, one for each fault that a foreign notification tells of, by today's packs; none of what
 * is of no device, or cannot be read.
 */
size_t
vg_deskslicemessage_write(struct vg_desk *desk, const struct vg_deskslicemessage *message,
    struct vg_buf *lines);

#endif
