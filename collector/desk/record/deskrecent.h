/*
 * Foreign notifications of the last 150 seconds, by their digest: what comes twice counts once and
 * is acknowledged twice.  In memory, filled from the store at start; only what is committed is
 * known, for what is known is acknowledged.
 *
 * Bounded: of a flood the newest 262,144 at least, at 10,000 a second those of 26 seconds.
 */
#ifndef VG_COLLECTOR_DESK_RECORD_DESKRECENT_H
#define VG_COLLECTOR_DESK_RECORD_DESKRECENT_H

#include "collector/desk/deskcore.h"
#include "lib/base/digest.h"

struct vg_deskrecent;

/* Gives one that knows nothing; 'free' takes it (NULL is silent). */
struct vg_deskrecent *
vg_deskrecent_new(void);
void
vg_deskrecent_free(struct vg_deskrecent *recent);

/* Reads what the store holds of the time before 'now'.  VG_OK or an error of the database. */
int
vg_deskrecent_load(struct vg_desk *desk, struct vg_wall now);

/* RFC 3414: a foreign inform can come twice within the time window. */
#define VG_DESKRECENT_WINDOW_US (150 * VG_SECOND_US)

/*
 * Whether it came within 'window_us' (at most VG_DESKRECENT_WINDOW_US) before 'now', or in this
 * transaction.
 */
bool
vg_deskrecent_has(struct vg_deskrecent *recent, const struct vg_digest *digest,
    int64_t window_us, struct vg_wall now);

/* It was stored in the transaction that is open. */
void
vg_deskrecent_add(
    struct vg_deskrecent *recent, const struct vg_digest *digest, struct vg_wall now);

/* How many were added in this transaction; and forgets those after the first 'n'. */
size_t
vg_deskrecent_pending(const struct vg_deskrecent *recent);
void
vg_deskrecent_undo(struct vg_deskrecent *recent, size_t n);

/* The transaction is on disk. */
void
vg_deskrecent_commit(struct vg_deskrecent *recent);

#endif
