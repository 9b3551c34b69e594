/*
 * The bodies of frozen evidence that the collector writes itself, as JSON: what was known of
 * case and device at opening, and a message decoded.
 *
 * Pure.
 */
#ifndef VG_COLLECTOR_EVIDENCE_PROOFBODY_H
#define VG_COLLECTOR_EVIDENCE_PROOFBODY_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/model/trap.h"

/* What was known at opening; texts are borrowed, NULL or "" is left out. */
struct vg_proofbody_case {
	const char *number, *title, *subject, *class, *severity, *kind, *resource, *text;
	const char *client, *site, *device, *agent, *supplier, *contract, *mode;
	const char *family, *model, *serial, *software, *hardware; /* the inventory */
	const char *agent_version;
	const char *revision_sha256; /* of the configuration in force */
	int64_t revision;
	int64_t clock_offset_ms; /* the agent's clock against ours */
	struct vg_wall opened, inventory, revision_taken, agent_heard;
	const char (*addresses)[64]; /* of the device */
	size_t n_addresses;
};

/* Appends 'facts' (borrowed) to 'out'. */
void
vg_proofbody_case(const struct vg_proofbody_case *facts, struct vg_buf *out);

/* Appends 'trap' (borrowed), stored as message 'source' (borrowed), to 'out'. */
void
vg_proofbody_event(const struct vg_trap *trap, const char *source, struct vg_buf *out);

/* Appends a note: one sentence 'text' (borrowed). */
void
vg_proofbody_note(const char *text, struct vg_buf *out);

#endif
