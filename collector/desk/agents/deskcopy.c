/*
 * Copies of agents.
 */
#include "collector/desk/agents/deskcopy.h"

#include <inttypes.h>
#include <string.h>

#include "collector/store/storesender.h"
#include "lib/base/buf.h"
#include "lib/base/digest.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"
#include "lib/model/trapblob.h"

/* A copy beats every minute or so; a late message of the ended spool comes once. */
#define COPY_ENDS_US (15 * VG_MINUTE_US)

static int
apply_self(struct vg_desk *desk, const char *agent, enum vg_action action,
    struct vg_wall now, const char *text)
{
	char resource[VG_RESOURCE_SIZE];

	vg_resource_build(resource, "agent", agent, NULL);
	return vg_deskagent_tell_self(desk, resource, "engine-id-conflict", "", action,
	    VG_SEVERITY_MINOR, now, text);
}

static int
tell_copy(struct vg_desk *desk, const char *agent, struct vg_wall now,
    const struct vg_detail *detail)
{
	int code =
	    vg_desk_put_due(desk, "copied", agent, vg_instant_add(now, COPY_ENDS_US));

	return code == VG_OK ? apply_self(desk, agent, VG_ACTION_RAISE, now, detail->text)
			     : code;
}

/* Where the newest message of the agent's own order came from; "" when nobody knows. */
static void
find_home(struct vg_desk *desk, const char *agent, char source[VG_TRAP_SOURCE_SIZE])
{
	const size_t q = VG_STORESENDER_AGENT_SOURCE;

	source[0] = '\0';
	if (vg_db_query(desk->db, q, "t", agent) == VG_OK && vg_db_next(desk->db, q)) {
		vg_text_copy(source, VG_TRAP_SOURCE_SIZE, vg_db_text(desk->db, q, 0));
		vg_db_done(desk->db, q);
	}
}

int
vg_deskcopy_ended(struct vg_desk *desk, const char *agent, const struct vg_trap *trap,
    struct vg_wall now, struct vg_detail *detail)
{
	char home[VG_TRAP_SOURCE_SIZE];

	find_home(desk, agent, home);
	vg_detail_set(detail, VG_ECONFLICT,
	    "copied: agent %s sends from a spool that has ended, from %s; its own messages "
	    "come from %s: end one of the two",
	    agent, trap->source, home[0] ? home : "an address not known any more");
	return tell_copy(desk, agent, now, detail);
}

/* What makes two messages the same: not how they came, nor the number of the request. */
static struct vg_digest
digest_of(const struct vg_trap *trap)
{
	struct vg_trap copy = *trap;
	struct vg_buf blob;

	copy.source[0] = '\0';
	copy.uptime = 0;
	copy.agent_address = 0;
	copy.engine_size = 0;
	copy.authentic = true;
	copy.received = (struct vg_wall){0};
	copy.source_port = 0;
	memset(&copy.pdu, 0, sizeof(copy.pdu));
	vg_buf_init(&blob, 0);
	vg_trapblob_pack(&copy, &blob);
	struct vg_digest digest = vg_digest_of(blob.data, blob.size);
	vg_buf_fini(&blob);
	return digest;
}

/* The digest of the message in 'row' and where it came from; false when it cannot be read. */
static bool
read_first(struct vg_desk *desk, int64_t row, struct vg_digest *digest,
    char source[VG_TRAP_SOURCE_SIZE])
{
	const size_t q = VG_STORESENDER_MESSAGE;
	struct vg_trap trap = {0};
	size_t size = 0;
	bool read = false;

	if (vg_db_query(desk->db, q, "i", row) != VG_OK || !vg_db_next(desk->db, q))
		return false;
	const void *blob = vg_db_blob(desk->db, q, 0, &size);
	if (vg_trapblob_unpack(blob, size, &trap) == VG_OK) {
		vg_text_copy(source, VG_TRAP_SOURCE_SIZE, trap.source);
		*digest = digest_of(&trap);
		read = true;
	}
	vg_trap_fini(&trap);
	vg_db_done(desk->db, q);
	return read;
}

int
vg_deskcopy_compare(struct vg_desk *desk, const struct vg_message_key *key, int64_t row,
    const struct vg_trap *trap, struct vg_wall now, bool *other, struct vg_detail *detail)
{
	char source[VG_TRAP_SOURCE_SIZE];
	struct vg_digest first, second = digest_of(trap);

	*other =
	    read_first(desk, row, &first, source) && !vg_digest_same(&first, &second);
	if (!*other)
		return VG_OK;
	vg_detail_set(detail, VG_ECONFLICT,
	    "restored: message %" PRIu64
	    " of agent %s, from %s, is another one than came "
	    "from %s under that number: it runs from an older copy of its disk, or twice: "
	    "start it with --new-spool, or end one of the two",
	    key->sequence, key->agent, trap->source, source);
	return tell_copy(desk, key->agent, now, detail);
}

int
vg_deskcopy_ends(struct vg_desk *desk, const char *agent, struct vg_wall now)
{
	return apply_self(
	    desk, agent, VG_ACTION_CLEAR, now, "nothing came from the copy any more");
}
