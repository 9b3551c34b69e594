/*
 * A tree's text written our way, a member a line, and where in it stands what the veil takes out,
 * without a tree of it: of 20,000 devices making one and writing it again takes sixty milliseconds,
 * while informs wait.
 *
 * It takes less than JSON has (RFC 8259), so that what it takes is JSON, and is written as the
 * parser's own printer writes it: a key with an escape, a character by its number, a fraction, more
 * than 64 members or 32 levels are none of its.
 *
 * Pure.
 */
#ifndef VG_COLLECTOR_EVIDENCE_VEILSCAN_H
#define VG_COLLECTOR_EVIDENCE_VEILSCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/buf.h"

/* The list whose entries are persons. */
#define VG_VEILSCAN_PERSON "person"

enum { VG_VEILSCAN_LEAF_SIZE = 16 };

/* From an octet to before another: an entry of persons, or a text with its quotes. */
struct vg_veilscan_stretch {
	size_t from, to;
	int nest; /* how far its lines are indented */
	char
	    leaf[VG_VEILSCAN_LEAF_SIZE]; /* of a text, without its module; "": a person */
};

struct vg_veilscan {
	struct vg_buf text;                    /* owned */
	struct vg_veilscan_stretch *stretches; /* owned; of it */
	size_t n, room;
};

/*
 * Fills 'scan' with 'text' (borrowed) written anew and its stretches, in their order; false: it is
 * not to be had so, and a parser has the word.  To be released either way.
 */
bool
vg_veilscan_look(const char *text, struct vg_veilscan *scan);

void
vg_veilscan_fini(struct vg_veilscan *scan);

#endif
