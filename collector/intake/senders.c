/*
 * Counts by source.
 *
 * A source has one of a few places that its address chooses.  Who has been silent for an hour, or,
 * when good messages of it were stored, for a day, makes room; its counts go to the others.
 */
#include "collector/intake/senders.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/hash.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

enum { WAYS = 8, ROWS = VG_SENDERS_MAX / WAYS };

struct vg_senders {
	struct vg_sender place[VG_SENDERS_MAX];
	struct vg_sender others;
};

struct vg_senders *
vg_senders_new(void)
{
	struct vg_senders *s = vg_mem_zero(sizeof(*s));

	vg_text_copy(s->others.source, sizeof(s->others.source), "others");
	return s;
}

void
vg_senders_free(struct vg_senders *senders)
{
	free(senders);
}

static bool
may_go(const struct vg_sender *sender, struct vg_wall now)
{
	int64_t silence = vg_instant_since(now, sender->heard);

	return silence > (sender->by_cause[VG_TRAPIN_STORED] ? VG_DAY_US : VG_HOUR_US);
}

static void
add_to_others(struct vg_senders *s, const struct vg_sender *gone)
{
	s->others.received += gone->received;
	for (int c = 0; c < VG_TRAPIN_N_CAUSES; c++)
		s->others.by_cause[c] += gone->by_cause[c];
	if (vg_instant_compare(gone->heard, s->others.heard) > 0)
		s->others.heard = gone->heard;
}

static struct vg_sender *
place_of(struct vg_senders *s, const char *source, struct vg_wall now)
{
	size_t row = vg_hash_octets(source, strlen(source)) % ROWS;
	struct vg_sender *room = NULL;

	for (size_t i = 0; i < WAYS; i++) {
		struct vg_sender *at = &s->place[row * WAYS + i];
		if (strcmp(at->source, source) == 0)
			return at;
		if (!room && (!at->source[0] || may_go(at, now)))
			room = at;
	}
	if (!room)
		return &s->others;
	add_to_others(s, room);
	memset(room, 0, sizeof(*room));
	vg_text_copy(room->source, sizeof(room->source), source);
	return room;
}

struct vg_sender *
vg_senders_count(struct vg_senders *senders, const char *source,
    enum vg_trapin_cause cause, struct vg_wall now)
{
	struct vg_sender *sender = place_of(senders, source, now);

	sender->received++;
	sender->by_cause[cause]++;
	sender->heard = now;
	return sender;
}

void
vg_senders_refused(struct vg_sender *sender, enum vg_trapin_cause cause, const char *text,
    struct vg_wall now)
{
	sender->refused = now;
	sender->last_cause = cause;
	vg_text_copy(sender->last_text, sizeof(sender->last_text), text);
	/* It may quote a stranger: what is shown and stored is plain text. */
	for (char *at = sender->last_text; *at; at++) {
		if (*at < ' ' || *at > '~')
			*at = '?';
	}
}

uint64_t
vg_senders_bad(const struct vg_sender *sender)
{
	return sender->received - sender->by_cause[VG_TRAPIN_STORED] -
	    sender->by_cause[VG_TRAPIN_DISCOVERY];
}

struct vg_sender *
vg_senders_others(struct vg_senders *senders)
{
	return &senders->others;
}

struct vg_sender *
vg_senders_at(struct vg_senders *senders, size_t i)
{
	if (i < VG_SENDERS_MAX)
		return &senders->place[i];
	return i == VG_SENDERS_MAX ? &senders->others : NULL;
}
