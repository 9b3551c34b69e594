/*
 * What each source has sent, and what became of it.
 *
 * Sources can be invented, so there are only so many places; those that find none are counted
 * together.  Invariant: of each, and of all together, received = the sum of the causes.
 */
#ifndef VG_COLLECTOR_INTAKE_SENDERS_H
#define VG_COLLECTOR_INTAKE_SENDERS_H

#include "lib/model/trap.h"
#include "lib/time/instant.h"
#include "lib/trapin/trapin.h"

struct vg_senders;

enum { VG_SENDERS_MAX = 1024, VG_SENDERS_TEXT_SIZE = 192 };

struct vg_sender {
	char source[VG_TRAP_SOURCE_SIZE]; /* numeric; "others": all that have no place */
	uint64_t received;
	uint64_t by_cause[VG_TRAPIN_N_CAUSES];
	struct vg_wall heard;
	char agent[VG_NAME_SIZE];        /* who spoke from there last; "" no agent */
	struct vg_wall refused;          /* the last refusal; unset: none */
	enum vg_trapin_cause last_cause; /* of it */
	char last_text[VG_SENDERS_TEXT_SIZE];
	/* intaketell.c's: */
	bool told;                    /* its alarm stands */
	struct vg_wall said, put_off; /* when it was last written; its end last put off */
	struct vg_wall
	    doubt; /* since when it is out of step with our engine; unset: it is not */
};

/* Gives an empty table; free takes it (NULL is silent). */
struct vg_senders *
vg_senders_new(void);
void
vg_senders_free(struct vg_senders *senders);

/* Counts a datagram of 'source' (numeric, borrowed) that ended as 'cause'; its place, borrowed. */
struct vg_sender *
vg_senders_count(struct vg_senders *senders, const char *source,
    enum vg_trapin_cause cause, struct vg_wall now);

/* Notes why the last datagram of 'sender' was refused; 'text' is borrowed. */
void
vg_senders_refused(struct vg_sender *sender, enum vg_trapin_cause cause, const char *text,
    struct vg_wall now);

/* How many of its datagrams were neither stored nor asked for our engine. */
uint64_t
vg_senders_bad(const struct vg_sender *sender);

/* The place of all that have none; borrowed. */
struct vg_sender *
vg_senders_others(struct vg_senders *senders);

/* Place 'i' from 0 on, one with an empty source is free; the last one "others"; NULL behind it. */
struct vg_sender *
vg_senders_at(struct vg_senders *senders, size_t i);

#endif
