/*
 * Samples kept: as they came for days, rolled up to 5 minutes for months and to an hour for
 * years; and the evidence that is cut out of them around a fault.
 *
 * What comes is held for a few seconds and written together; what a kill takes away is less than
 * that, and a fault's evidence is written before it is cut.  Nothing is held of a device but the
 * last cycle of each probe, packed.  Trouble with the file never stops a poll: samples are then
 * counted as lost and told once.
 */
#ifndef VG_AGENT_HISTORY_SAMPLESTORE_H
#define VG_AGENT_HISTORY_SAMPLESTORE_H

#include <stddef.h>
#include <stdint.h>

#include "agent/history/sampledb.h"
#include "agent/rule/sampleset.h"
#include "lib/base/buf.h"
#include "lib/base/detail.h"
#include "lib/model/event.h"

struct vg_samplestore;
struct vg_sampledevice; /* the tracks of one device */

/* How long is kept, in days, and how large the file may grow. */
struct vg_samplekeep {
	uint32_t raw_days, five_days, hour_days;
	uint64_t megabytes;
};

struct vg_samplecounts {
	uint64_t kept; /* cycles written since the start */
	uint64_t lost; /* cycles that could not be written, or made room for later ones */
	uint64_t rolled;   /* roll-ups written */
	uint64_t left_out; /* rows of cycles in no roll-up: their table had too many */
	size_t octets;     /* of packed rows, since the start */
};

/*
 * Opens 'path' (borrowed), made when it is not there.  One that is damaged is put aside as
 * PATH.SECONDS, told in the log.  NULL with detail when there can be none.
 */
struct vg_samplestore *
vg_samplestore_open(const char *path, const struct vg_samplekeep *keep,
    struct vg_wall now, struct vg_detail *detail);

/* Writes what is held and closes it (NULL is silent). */
void
vg_samplestore_close(struct vg_samplestore *store);

/* Keeps by 'keep' (borrowed) from now on. */
void
vg_samplestore_set_keep(struct vg_samplestore *store, const struct vg_samplekeep *keep);

/*
 * Gives the tracks of the device 'name' (borrowed, outlives it) in 'store' (borrowed; NULL: what
 * is added is not kept).  vg_samplestore_device_free releases it (NULL is silent).
 */
struct vg_sampledevice *
vg_samplestore_device(struct vg_samplestore *store, const char *name);
void
vg_samplestore_device_free(struct vg_sampledevice *device);

/* Keeps 'samples' (borrowed) of one cycle, at the instant they bear. */
void
vg_samplestore_add(struct vg_sampledevice *device, const struct vg_sampleset *samples);

/* Writes what is held, rolls up what is over, lets a few of the old go.  VG_OK or why not. */
int
vg_samplestore_flush(struct vg_samplestore *store, struct vg_wall now);

/*
 * Appends the evidence of 'raise' (borrowed) between 'from' and 'until' to 'json': as
 * vg_history_evidence.
 */
void
vg_samplestore_evidence(struct vg_samplestore *store, const struct vg_event *raise,
    const char *cut, struct vg_wall from, struct vg_wall until, struct vg_buf *json);

/* What became of samples, by value. */
struct vg_samplecounts
vg_samplestore_counts(const struct vg_samplestore *store);

#endif
