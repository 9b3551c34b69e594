/*
 * Messages as rows of the agent's database, and gaps among them.
 *
 * A gap bears the first of the numbers that will not come and says how far it reaches; gaps whose
 * numbers meet are one.
 */
#ifndef VG_AGENT_SPOOL_SPOOLROW_H
#define VG_AGENT_SPOOL_SPOOLROW_H

#include <stddef.h>
#include <stdint.h>

#include "lib/model/vigiemib.h"
#include "lib/sql/db.h"

/* Writes a gap of the numbers 'from' to 'to' into 'gap', which the caller releases. */
void
vg_spoolrow_gap(struct vg_message *gap, uint64_t from, uint64_t to, const char *reason,
    struct vg_wall now);

/* About what 'message' (borrowed) takes on disk. */
uint64_t
vg_spoolrow_octets(const struct vg_message *message);

/* Inside a transaction: puts 'message' (borrowed).  A gap reaches as far as its body says. */
int
vg_spoolrow_put(struct vg_db *db, const struct vg_message *message, uint64_t reach);

/*
 * Inside a transaction: takes the 'n' rows 'numbers' (borrowed, ascending, all after 'after') out
 * and leaves gaps of 'reason' in their place, joined with gaps beside them.  VG_OK, VG_EFULL,
 * VG_EIO.
 */
int
vg_spoolrow_give_up(struct vg_db *db, const uint64_t *numbers, size_t n, uint64_t after,
    const char *reason, struct vg_wall now);

/*
 * Inside a transaction: makes one gap of all rows from number 'from', where a row stands, to the
 * row 'last'.  '*to' gets how far it reaches.
 */
int
vg_spoolrow_give_up_range(struct vg_db *db, uint64_t from, uint64_t last,
    const char *reason, struct vg_wall now, uint64_t *to);

#endif
