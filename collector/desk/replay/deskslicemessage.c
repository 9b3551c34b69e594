/*
 * Messages as lines of a recording.
 */
#include "collector/desk/replay/deskslicemessage.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/deskcore.h"
#include "collector/desk/foreign/deskidentity.h"
#include "collector/normal/normal.h"
#include "collector/recording/recordline.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/model/trapblob.h"

/* --- bodies ---------------------------------------------------------------------------------- */

/* The bodies of all parts of 'm', of which it is the last, joined. */
static bool
join(struct vg_desk *desk, const struct vg_message *m, struct vg_buf *body)
{
	const size_t q = VG_SQL_MESSAGE_PARTS;
	const struct vg_message_key *key = &m->event.key;
	int64_t last = (int64_t)key->sequence;
	uint32_t n = 0;
	int code = vg_db_query(desk->db, q, "tbii", key->agent, key->spool,
	    sizeof(key->spool), last - (int64_t)m->parts + 1, last);

	while (code == VG_OK && vg_db_next(desk->db, q)) {
		struct vg_message part = {0};
		struct vg_detail unused;
		struct vg_trap trap;
		size_t size;
		const void *blob = vg_db_blob(desk->db, q, 0, &size);
		if (vg_trapblob_unpack(blob, size, &trap) == VG_OK &&
		    vg_vigiemib_decode(&trap, &part, &unused) == VG_OK &&
		    part.type == m->type && part.part == n + 1) {
			vg_buf_add(body, part.body, part.body_size);
			n++;
		}
		vg_vigiemib_fini(&part);
		vg_trap_fini(&trap);
	}
	return n == m->parts;
}

static void
open_body(struct vg_buf *line, enum vg_message_type type)
{
	vg_recordline_text(line, "says", vg_recordline_says(type));
	vg_recordline_open(line, "body");
}

static bool
write_heartbeat(const struct vg_message *m, struct vg_buf *line)
{
	struct vg_heartbeat h;
	struct vg_detail unused;

	if (vg_normal_heartbeat(m->body, m->body_size, &h, &unused) != VG_OK)
		return false;
	open_body(line, m->type);
	vg_recordline_text(line, "version", h.version);
	vg_recordline_int(line, "queue", h.queue);
	vg_recordline_int(line, "standing", h.standing);
	vg_recordline_int(line, "cycle-age-ms", h.cycle_age_ms);
	vg_recordline_int(line, "cycle-ms", h.cycle_ms);
	vg_recordline_int(line, "interval-ms", h.interval_ms);
	vg_recordline_int(line, "lost", h.lost);
	vg_recordline_int(line, "held", h.held);
	if (!h.clock_kept)
		vg_recordline_bool(line, "clock-kept", false);
	vg_recordline_text(line, "digest", h.digest);
	vg_recordline_close(line);
	return true;
}

static bool
write_gap(const struct vg_message *m, struct vg_buf *line)
{
	struct vg_gap gap;
	struct vg_detail unused;

	if (vg_normal_gap(m->body, m->body_size, &gap, &unused) != VG_OK)
		return false;
	open_body(line, m->type);
	vg_recordline_int(line, "from", (int64_t)gap.first);
	vg_recordline_int(line, "to", (int64_t)gap.last);
	vg_recordline_close(line);
	return true;
}

static bool
write_standing(const struct vg_buf *body, struct vg_buf *line)
{
	struct vg_standing list;
	struct vg_detail unused;

	if (vg_normal_standing(body->data, body->size, &list, &unused) != VG_OK)
		return false;
	open_body(line, VG_MESSAGE_STANDING);
	vg_recordline_int(line, "next", (int64_t)list.next);
	vg_recordline_json(line, "standing", "[");
	for (size_t i = 0; i < list.n_sequences; i++)
		vg_buf_addf(line, "%s%" PRIu64, i ? "," : "", list.sequences[i]);
	vg_buf_add_u8(line, ']');
	vg_recordline_close(line);
	free(list.sequences);
	return true;
}

static void
write_part(struct vg_buf *line, const struct vg_inventory_part *part, bool first)
{
	vg_buf_add_text(line, first ? "{" : ",{");
	vg_recordline_text(line, "name", part->name);
	vg_recordline_text(line, "serial", part->serial);
	vg_buf_add_u8(line, '}');
}

static bool
write_inventory(const struct vg_buf *body, struct vg_buf *line)
{
	struct vg_inventory i;
	struct vg_detail unused;

	memset(&i, 0, sizeof(i));
	if (vg_normal_inventory(body->data, body->size, &i, &unused) != VG_OK)
		return false;
	open_body(line, VG_MESSAGE_INVENTORY);
	vg_recordline_text(line, "device", i.device);
	vg_recordline_text(line, "family", i.family);
	vg_recordline_text(line, "model", i.model);
	vg_recordline_text(line, "serial", i.serial);
	vg_recordline_text(line, "software", i.software);
	vg_recordline_text(line, "hardware", i.hardware);
	vg_recordline_json(line, "component", "[");
	for (size_t n = 0; n < i.n_parts; n++)
		write_part(line, &i.parts[n], n == 0);
	vg_buf_add_u8(line, ']');
	vg_recordline_close(line);
	free(i.parts);
	return true;
}

/* What of a list or an inventory stands in its last part; the parts before say nothing. */
static bool
write_whole(struct vg_desk *desk, const struct vg_message *m, struct vg_buf *line)
{
	struct vg_buf body;
	bool good = m->part == m->parts;

	vg_buf_init(&body, 0);
	if (good && m->parts > 1)
		good = join(desk, m, &body);
	else
		vg_buf_add(&body, m->body, m->body_size);
	if (good)
		good = m->type == VG_MESSAGE_STANDING ? write_standing(&body, line)
						      : write_inventory(&body, line);
	vg_buf_fini(&body);
	return good;
}

/* --- messages of agents ---------------------------------------------------------------------- */

static bool
write_body(struct vg_desk *desk, const struct vg_message *m, struct vg_buf *line)
{
	switch (m->type) {
	case VG_MESSAGE_RAISED:
	case VG_MESSAGE_CHANGED:
	case VG_MESSAGE_CLEARED:
		vg_recordline_text(line, "says", vg_recordline_says(m->type));
		vg_recordline_event(line, &m->event);
		return true;
	case VG_MESSAGE_HEARTBEAT:
		return write_heartbeat(m, line);
	case VG_MESSAGE_GAP:
		return write_gap(m, line);
	case VG_MESSAGE_INVENTORY:
	case VG_MESSAGE_STANDING:
		return write_whole(desk, m, line);
	case VG_MESSAGE_EVIDENCE:
		break;
	}
	return false;
}

static size_t
write_message(struct vg_desk *desk, const struct vg_deskslicemessage *row,
    const struct vg_trap *trap, struct vg_buf *lines)
{
	char spool[2 * VG_SPOOL_SIZE + 1];
	struct vg_message m = {0};
	struct vg_detail unused;

	if (vg_vigiemib_decode(trap, &m, &unused) != VG_OK) {
		vg_vigiemib_fini(&m);
		return 0;
	}
	vg_text_hex(spool, m.event.key.spool, sizeof(m.event.key.spool));
	vg_recordline_begin(lines, VG_RECORDLINE_MESSAGE);
	vg_recordline_int(lines, "id", row->id);
	vg_recordline_int(lines, "at", row->received.us);
	vg_recordline_text(lines, "agent", m.event.key.agent);
	vg_recordline_text(lines, "spool", spool);
	vg_recordline_int(lines, "sequence", (int64_t)m.event.key.sequence);
	if (!vg_vigiemib_is_fault(m.type))
		vg_recordline_int(lines, "sent", m.event.agent_time.us);
	/* Evidence and the like has its number, and nothing that a rule reads. */
	if (!write_body(desk, &m, lines))
		vg_recordline_text(
		    lines, "says", vg_recordline_says(VG_MESSAGE_EVIDENCE));
	vg_recordline_end(lines);
	vg_buf_add_u8(lines, '\n');
	vg_vigiemib_fini(&m);
	return 1;
}

/* --- foreign notifications ------------------------------------------------------------------- */

static size_t
write_foreign(struct vg_desk *desk, const struct vg_deskslicemessage *row,
    const struct vg_trap *trap, struct vg_buf *lines)
{
	struct vg_event events[VG_TRAPMAP_MAX_CLAIMS];
	struct vg_detail unused;
	const struct vg_conf_device *device = vg_deskidentity_of(desk, trap, &unused);
	size_t told = 0;

	if (!device)
		return 0;
	size_t n = vg_normal_foreign(desk->packs, device->supplier, device->name, trap,
	    vg_deskidentity_name, desk, events);
	for (size_t i = 0; i < n; i++) {
		if (!events[i].kind[0])
			continue;
		events[i].plain = !trap->authentic;
		vg_recordline_begin(lines, VG_RECORDLINE_EVENT);
		vg_recordline_int(lines, "id", row->id);
		vg_recordline_int(lines, "at", row->received.us);
		vg_recordline_event(lines, &events[i]);
		vg_recordline_end(lines);
		vg_buf_add_u8(lines, '\n');
		told++;
	}
	return told;
}

size_t
vg_deskslicemessage_write(
    struct vg_desk *desk, const struct vg_deskslicemessage *message, struct vg_buf *lines)
{
	struct vg_trap trap;
	size_t n = 0;

	if (vg_trapblob_unpack(message->body, message->size, &trap) == VG_OK)
		n = message->type ? write_message(desk, message, &trap, lines)
				  : write_foreign(desk, message, &trap, lines);
	vg_trap_fini(&trap);
	return n;
}
