/*
 * Refused datagrams in the log.
 */
#include "lib/trapin/refusals.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/log/log.h"
#include "lib/model/trap.h"

enum { N_QUIET = 64 };

struct quiet { /* one cause of one source that was just logged */
	char source[VG_TRAP_SOURCE_SIZE];
	enum vg_trapin_cause cause;
	struct vg_mono until;
	uint64_t more; /* refusals since then */
};

struct vg_refusals {
	const char *subsystem;
	struct quiet quiet[N_QUIET];
	struct quiet crowd; /* all that find no place of their own */
};

struct vg_refusals *
vg_refusals_new(const char *subsystem)
{
	struct vg_refusals *r = vg_mem_zero(sizeof(*r));

	r->subsystem = subsystem;
	vg_text_copy(r->crowd.source, sizeof(r->crowd.source), "many sources");
	return r;
}

void
vg_refusals_free(struct vg_refusals *refusals)
{
	free(refusals);
}

static void
write_refusal(
    const struct vg_refusals *r, const struct quiet *q, const char *text, uint64_t more)
{
	bool stored = q->cause == VG_TRAPIN_STORED;
	const char *fate = stored ? "stored, not applied" : "refused";
	const char *said = stored ? "" : vg_trapin_cause_text(q->cause);
	char others[48] = "";

	/* What the desk refused it has told in a whole sentence. */
	if (q->cause == VG_TRAPIN_REFUSED && *text)
		said = "";
	bool adds = *text && strcmp(text, said) != 0;
	if (more)
		vg_text_format(
		    others, sizeof(others), " (and %llu more)", (unsigned long long)more);
	vg_log(VG_LOG_WARNING, r->subsystem, q->source, "%s%s%s%s%s%s", fate,
	    *said ? ": " : "", said, adds ? ": " : "", adds ? text : "", others);
}

/* The place of source and cause; a free one, without its source yet; or the crowd. */
static struct quiet *
place_of(struct vg_refusals *r, const char *source, enum vg_trapin_cause cause,
    struct vg_mono now)
{
	struct quiet *room = NULL;

	for (size_t i = 0; i < N_QUIET; i++) {
		struct quiet *at = &r->quiet[i];
		if (at->cause == cause && strcmp(at->source, source) == 0)
			return at;
		if (!room && vg_instant_mono_since(at->until, now) <= 0)
			room = at;
	}
	if (!room)
		return &r->crowd;
	/* What the last one there did not live to see told. */
	if (room->more)
		write_refusal(r, room, "", room->more);
	room->more = 0;
	room->until = now;
	vg_text_copy(room->source, sizeof(room->source), source);
	return room;
}

void
vg_refusals_tell(struct vg_refusals *refusals, const char *source,
    enum vg_trapin_cause cause, const char *text, int64_t quiet_us, struct vg_mono now)
{
	struct quiet *q = place_of(refusals, source, cause, now);

	if (vg_instant_mono_since(q->until, now) > 0) {
		q->more++;
		return;
	}
	q->cause = cause;
	write_refusal(refusals, q, text, q->more);
	q->more = 0;
	q->until = vg_instant_mono_add(now, quiet_us);
}

void
vg_refusals_flush(struct vg_refusals *refusals, struct vg_mono now)
{
	for (size_t i = 0; i <= N_QUIET; i++) {
		struct quiet *q = i < N_QUIET ? &refusals->quiet[i] : &refusals->crowd;
		if (q->more == 0 || vg_instant_mono_since(q->until, now) > 0)
			continue;
		write_refusal(refusals, q, "", q->more);
		q->more = 0;
	}
}
