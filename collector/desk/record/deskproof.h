/*
 * Evidence of a case: frozen when it opens for a fault of hardware, added to as more comes,
 * given to doors whole or masked for the supplier.
 *
 * Invariant: what was frozen is never changed; erasing a body (policy section 7) leaves its row.
 */
#ifndef VG_COLLECTOR_DESK_RECORD_DESKPROOF_H
#define VG_COLLECTOR_DESK_RECORD_DESKPROOF_H

#include <stdbool.h>

#include "collector/desk/desk.h"
#include "collector/evidence/manifest.h"

struct vg_passage;

/*
 * For the desk's own files, in an open transaction.  keep: freezes what the passage 'p'
 * (borrowed) tells the case it worked on, the case itself first when it has no evidence yet and
 * the kind is one of hardware.  samples: adds the agents' samples of case 'number' (borrowed)
 * that are not frozen yet; nothing for a case without evidence.
 * VG_OK, or a database error.
 */
int
vg_deskproof_keep(struct vg_desk *desk, const struct vg_passage *p);
int
vg_deskproof_samples(struct vg_desk *desk, const char *number, struct vg_wall now);

/*
 * Freezes 'body' (borrowed) of 'kind' and 'name' (borrowed), once for a 'source' (borrowed): from
 * then on the case has evidence, and what repeats its alarms is some, too.  VG_OK, or a database
 * error.
 */
int
vg_deskproof_add(struct vg_desk *desk, const char *number, const char *kind,
    const char *name, const char *source, struct vg_wall now, const struct vg_buf *body);

/* Whether another message like the one of passage 'p' (borrowed) would be frozen. */
bool
vg_deskproof_takes(struct vg_desk *desk, const struct vg_passage *p);

/* For whom. */
enum vg_deskproof_audience { VG_DESKPROOF_INTERNAL, VG_DESKPROOF_SUPPLIER };

/* What a case's evidence is: bodies[i] is of manifest.entries[i]; all owned. */
struct vg_deskproof {
	struct vg_manifest manifest;
	void **bodies;
};

/*
 * Gives the evidence of case 'number' (borrowed) in 'proof', which must hold nothing; for the
 * supplier masked by the tree in force and by what the evidence itself names, raw messages left
 * out (P4).  What was left out is said in the manifest.
 * VG_OK; VG_ENOENT with detail when there is no such case or no evidence of it; VG_EIO.
 */
int
vg_deskproof_load(struct vg_desk *desk, const char *number,
    enum vg_deskproof_audience audience, struct vg_deskproof *proof,
    struct vg_detail *detail);

/* Frees what it holds and empties it. */
void
vg_deskproof_fini(struct vg_deskproof *proof);

/* The head of the case's chain: changes whenever something was frozen.  As load. */
int
vg_deskproof_head(struct vg_desk *desk, const char *number, struct vg_digest *head,
    struct vg_detail *detail);

#endif
