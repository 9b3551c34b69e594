/*
 * What a device told of itself when it was found, in a file of its own that can be read beside
 * the running agent: what it answers for sysObjectID and sysDescr, and which objects of its
 * probes it does not have.
 *
 * STATE/known/DEVICE, lines "NAME VALUE"; for people and for --explain, read by no daemon.
 */
#ifndef VG_AGENT_KNOWN_H
#define VG_AGENT_KNOWN_H

#include "agent/rule/sampleset.h"
#include "lib/base/buf.h"

/* What a file says; texts are "" when they are not known. */
struct vg_known {
	char object_id[VG_TEXT_SIZE];
	char descr[VG_TEXT_SIZE];
	char at[VG_INSTANT_TEXT_SIZE];
	struct vg_buf missing; /* lines "PROBE OBJECT" */
};

/* Makes 'known' empty; vg_known_fini frees what it owns. */
void
vg_known_init(struct vg_known *known);
void
vg_known_fini(struct vg_known *known);

/* Takes what the answer 'samples' (borrowed) to a knock says; what was missing is forgotten. */
void
vg_known_identity(struct vg_known *known, const struct vg_sampleset *samples);

/*
 * Takes the first 'samples' (borrowed) of a probe: an object without any value is missing, a
 * table without rows wholly ("*").  Whether 'known' changed.
 */
bool
vg_known_probe(struct vg_known *known, const struct vg_sampleset *samples);

/* Whether 'object' of 'probe' (both borrowed) is one that the device does not answer. */
bool
vg_known_misses(const struct vg_known *known, const char *probe, const char *object);

/*
 * Reads and writes the file of 'device' below 'state' (both borrowed).  Reading gives VG_OK, or
 * VG_ENOENT and an empty 'known'; writing VG_OK or an error of vg_file_write.
 */
int
vg_known_read(struct vg_known *known, const char *state, const char *device);
int
vg_known_write(const struct vg_known *known, const char *state, const char *device);

#endif
