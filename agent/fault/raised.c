/*
 * Raises, the oldest first, each known by a digest of its fault's key.
 */
#include "agent/fault/raised.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/digest.h"
#include "lib/base/mem.h"

struct noted {
	struct vg_digest of; /* small, and as good as the key */
	struct vg_wall at;
};

struct vg_raised {
	struct noted *raises; /* owned; the oldest first */
	size_t n, capacity;
	struct vg_wall whole_from; /* what was raised before may be forgotten */
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
key_of(const char *resource, const char *kind, const char *qualifier)
{
	struct vg_digest digest;
	struct vg_buf text;

	vg_buf_init(&text, 0);
	vg_buf_addf(&text, "%s %s %s", resource, kind, qualifier);
	digest = vg_digest_of(vg_buf_text(&text), text.size);
	vg_buf_fini(&text);
	return digest;
}

/* What no kind looks back to is let go, and the older half where there are too many. */
static void
let_go(struct vg_raised *raised, struct vg_wall now)
{
	struct vg_wall back = vg_instant_add(now, -VG_RAISED_LOOKS_BACK_US);
	size_t old = raised->n >= VG_RAISED_MAX ? VG_RAISED_MAX / 2 : 0;

	/* In an earlier life more was let go, from the disk. */
	if (back.us > raised->whole_from.us)
		raised->whole_from = back;
	if (old && raised->raises[old].at.us > raised->whole_from.us)
		raised->whole_from = raised->raises[old].at;
	while (old < raised->n && raised->raises[old].at.us < back.us)
		old++;
	/* Seldom: half of them or none. */
	if (old == 0 || old * 2 < raised->n)
		return;
	raised->n -= old;
	memmove(
	    raised->raises, raised->raises + old, raised->n * sizeof(*raised->raises));
}

void
vg_raised_note(struct vg_raised *raised, const struct vg_raise *raise)
{
	let_go(raised, raise->since);
	raised->raises = vg_mem_grow(
	    raised->raises, &raised->capacity, raised->n, sizeof(*raised->raises));
	raised->raises[raised->n++] = (struct noted){
	    key_of(raise->resource, raise->kind, raise->qualifier), raise->since};
}

/* How often it was raised in the 'within_s' seconds that end with its raise of now. */
static uint32_t
count_raises(
    const struct vg_raised *raised, const struct vg_event *event, int64_t within_s)
{
	struct vg_digest key = key_of(event->resource, event->kind, event->qualifier);
	uint32_t n = 0;

	for (size_t i = 0; i < raised->n; i++) {
		int64_t age_us = vg_instant_since(event->since, raised->raises[i].at);
		n += age_us >= 0 && age_us < within_s * VG_SECOND_US &&
		    vg_digest_same(&raised->raises[i].of, &key);
	}
	return n;
}

bool
vg_raised_flaps(const struct vg_raised *raised, const struct vg_event *event,
    const struct vg_kind *kind)
{
	return kind->flap_count &&
	    count_raises(raised, event, kind->flap_within_s) >= kind->flap_count;
}

/* Whether so many raises, and perhaps some that are forgotten, make it worse. */
static bool
may_be_worse(const struct vg_raised *raised, const struct vg_event *event,
    const struct vg_worse *worse)
{
	int64_t from_us = event->since.us - worse->within_s * VG_SECOND_US;

	return from_us < raised->whole_from.us ||
	    count_raises(raised, event, worse->within_s) == 0;
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
		if (worse->raises && event->severity > severity &&
		    event->severity <= worse->severity &&
		    may_be_worse(raised, event, worse))
			severity = event->severity;
	}
	return severity;
}
