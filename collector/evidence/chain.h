/*
 * The hash chain of audit and journal: each row's digest covers the row before it, so that
 * nothing can be changed or left out without breaking what follows.
 *
 * Pure.  It does not prove that the writer told the truth, nor that the tail was not cut.
 */
#ifndef VG_COLLECTOR_EVIDENCE_CHAIN_H
#define VG_COLLECTOR_EVIDENCE_CHAIN_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/base/digest.h"

/*
 * Appends one field to a row's canonical bytes: its size in 8 octets, then the octets, so that
 * no two different rows have the same bytes.  'data' may be NULL with size 0.
 */
void
vg_chain_field(struct vg_buf *row, const void *data, size_t size);
void
vg_chain_text(struct vg_buf *row, const char *text);
void
vg_chain_number(struct vg_buf *row, int64_t number);

/* The digest of 'row' after 'previous' (all zero before the first row). */
struct vg_digest
vg_chain_next(const struct vg_digest *previous, const struct vg_buf *row);

#endif
