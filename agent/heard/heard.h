/*
 * What notifications have said and polls have not answered yet: trap says, poll confirms.
 *
 * A claim waits until a sample that was asked for after it says the same, or until the device
 * could be asked and said otherwise at two looks; a device that cannot be asked leaves the
 * notification its word, if it was one that can be believed.  A claim that was contradicted stays
 * for a day, so that a later agreement ends the disagreement.
 *
 * Pure.  Refuses to know what a sample is, and what becomes of an answer.
 *
 * Source: docs/DESIGN.md 5 (a notification comes).
 */
#ifndef VG_AGENT_HEARD_HEARD_H
#define VG_AGENT_HEARD_HEARD_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/model/event.h"

struct vg_heard;

enum { VG_HEARD_MAX = 256, VG_HEARD_MAX_DEVICE = 64 };

struct vg_claimed {
	char device[VG_NAME_SIZE];   /* who is asked */
	char probe[VG_NAME_SIZE];    /* whose samples judge it */
	char part[VG_RESOURCE_SIZE]; /* as the rules of 'device' call it */
	char resource[VG_RESOURCE_SIZE];
	char kind[VG_KIND_SIZE];
	char qualifier[VG_QUALIFIER_SIZE];
	bool bad;     /* raise, or clear */
	bool trusted; /* it may stand alone: as well protected as the device's polls */
	bool told;    /* a disagreement about it has been told */
	enum vg_severity severity;
	char text[VG_TEXT_SIZE];
	struct vg_wall at;  /* when it came */
	char *notification; /* owned: the whole of it as JSON, or NULL */
};

/* What the device says of a claim now. */
enum vg_heard_says {
	VG_HEARD_SILENT,  /* it did not answer */
	VG_HEARD_NOTHING, /* it answers, and not about this */
	VG_HEARD_GOOD,
	VG_HEARD_BAD
};

/* What follows, in the order of the ladder of vg_heard_judge. */
enum vg_heard_step {
	VG_HEARD_WAIT,
	VG_HEARD_AGREED,    /* poll and notification */
	VG_HEARD_STANDS,    /* the notification alone */
	VG_HEARD_DISAGREED, /* two looks said otherwise: to be told, the claim stays */
	VG_HEARD_OVER       /* nothing comes of it */
};

/* Gives an empty set whose looks are 'first_us' and 'second_us' after a notification. */
struct vg_heard *
vg_heard_new(int64_t first_us, int64_t second_us);

/* Releases it (NULL is silent). */
void
vg_heard_free(struct vg_heard *heard);

/*
 * Takes 'claim' (its notification with it, whatever is returned) at 'now', in place of one of the
 * same resource, kind and qualifier.  VG_OK, or VG_EFULL past VG_HEARD_MAX in all or
 * VG_HEARD_MAX_DEVICE of one device.
 */
int
vg_heard_take(struct vg_heard *heard, const struct vg_claimed *claim, struct vg_mono now);

/* How many there are, and number 'i': borrowed until the next take or drop. */
size_t
vg_heard_count(const struct vg_heard *heard);
const struct vg_claimed *
vg_heard_at(const struct vg_heard *heard, size_t i);

/* Whether a notification says 'bad' of this 'kind' at 'resource' (borrowed). */
bool
vg_heard_speaks(
    const struct vg_heard *heard, const char *resource, const char *kind, bool bad);

/*
 * What follows for number 'i' when 'says' answers a question asked at 'asked'.  The claim stays
 * until it is dropped.
 */
enum vg_heard_step
vg_heard_judge(struct vg_heard *heard, size_t i, enum vg_heard_says says,
    struct vg_mono asked, struct vg_mono now);

/*
 * The next claim whose look is due at 'now', once for each look: '*i', and whether there is one.
 * One that has been told is due when its day is over: vg_heard_is_over.
 */
bool
vg_heard_due(struct vg_heard *heard, struct vg_mono now, size_t *i);

/* Whether number 'i', which is due, has been told and waited for long enough. */
bool
vg_heard_is_over(const struct vg_heard *heard, size_t i);

/* When vg_heard_due is worth calling again; unset (0) for never. */
struct vg_mono
vg_heard_next(const struct vg_heard *heard);

/* Takes number 'i' out. */
void
vg_heard_drop(struct vg_heard *heard, size_t i);

#endif
