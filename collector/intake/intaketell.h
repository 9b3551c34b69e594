/*
 * Who is told of refused sources: one alarm for a source, which says cause and remedy, written
 * anew once an hour while it lasts.
 *
 * So many sources have one of their own; the rest, which may be invented, share one.
 */
#ifndef VG_COLLECTOR_INTAKE_INTAKETELL_H
#define VG_COLLECTOR_INTAKE_INTAKETELL_H

#include "collector/desk/desk.h"
#include "collector/intake/intakeusers.h"
#include "collector/intake/senders.h"

enum { VG_INTAKETELL_MAX = 32 };

/* Pointers are borrowed. */
struct vg_intaketell {
	struct vg_desk *desk;
	struct vg_senders *senders;
	const struct vg_intakeusers *users;
	size_t n_told; /* sources with an alarm of their own */
};

/*
 * A datagram of 'sender' was refused as its last_cause and last_text say.  True when the desk has
 * a new row that is due.
 */
bool
vg_intaketell_refused(
    struct vg_intaketell *t, struct vg_sender *sender, struct vg_wall now);

/* Every minute: what is doubted too long, what goes on.  True as above. */
bool
vg_intaketell_look(struct vg_intaketell *t, struct vg_wall now);

/* What to do about a refusal for 'cause' (static), or "". */
const char *
vg_intaketell_remedy(enum vg_trapin_cause cause);

#endif
