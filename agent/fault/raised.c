/*
 * A ring of raises, each known by a digest of its fault's key.
 */
#include "agent/fault/raised.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/digest.h"
#include "lib/base/mem.h"

struct raise {
	struct vg_digest of;
	struct vg_wall at;
};

struct vg_raised {
	struct raise *raises; /* owned */
	size_t n, capacity;
	size_t oldest; /* the one to be replaced, once the ring is full */
};

struct vg_raised *
vg_raised_new(void)
{
	return vg_mem_zero(sizeof(struct vg_raised));
}

void
vg_raised_free(struct vg_raised *raised)
{
	if (raised)
		free(raised->raises);
	free(raised);
}

static struct vg_digest
key_of(const struct vg_event *event)
{
	struct vg_digest digest;
	struct vg_buf text;

	vg_buf_init(&text, 0);
	vg_buf_addf(&text, "%s %s %s", event->resource, event->kind, event->qualifier);
	digest = vg_digest_of(vg_buf_text(&text), text.size);
	vg_buf_fini(&text);
	return digest;
}

void
vg_raised_note(struct vg_raised *raised, const struct vg_event *event)
{
	const struct raise raise = {key_of(event), event->since};

	if (raised->n < VG_RAISED_MAX) {
		raised->raises = vg_mem_grow(raised->raises, &raised->capacity, raised->n,
		    sizeof(*raised->raises));
		raised->raises[raised->n++] = raise;
		return;
	}
	raised->raises[raised->oldest] = raise;
	raised->oldest = (raised->oldest + 1) % VG_RAISED_MAX;
}

/* How often it was raised in the 'within_s' seconds that end with its raise of now. */
static uint32_t
count_raises(
    const struct vg_raised *raised, const struct vg_event *event, int64_t within_s)
{
	struct vg_digest key = key_of(event);
	uint32_t n = 0;

	for (size_t i = 0; i < raised->n; i++) {
		int64_t age_us = vg_instant_since(event->since, raised->raises[i].at);
		n += age_us >= 0 && age_us < within_s * VG_SECOND_US &&
		    vg_digest_same(&raised->raises[i].of, &key);
	}
	return n;
}

static bool
is_worse(const struct vg_raised *raised, const struct vg_event *event,
    const struct vg_worse *worse, struct vg_wall now)
{
	if (worse->raises)
		return count_raises(raised, event, worse->within_s) >= worse->raises;
	return vg_instant_since(now, event->since) >= worse->after_s * VG_SECOND_US;
}

enum vg_severity
vg_raised_severity(const struct vg_raised *raised, const struct vg_event *event,
    const struct vg_kind *kind, enum vg_severity found, struct vg_wall now)
{
	enum vg_severity severity = found;

	for (size_t i = 0; i < kind->n_worse; i++) {
		const struct vg_worse *worse = &kind->worse[i];
		if (worse->severity > severity && is_worse(raised, event, worse, now))
			severity = worse->severity;
		/* Raised in an earlier life: how often is not known any more. */
		if (worse->raises && event->severity > severity &&
		    event->severity <= worse->severity &&
		    count_raises(raised, event, worse->within_s) == 0)
			severity = event->severity;
	}
	return severity;
}
