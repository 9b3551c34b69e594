/*
 * Sessions in a table of fixed places, found by a hash of their digest.
 */
#include "collector/web/websession.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/model/event.h"

struct session {
	struct vg_digest digest; /* of the identifier */
	char user[VG_NAME_SIZE];
	char proof[VG_WEBSESSION_PROOF_SIZE]; /* what he logged in with */
	struct vg_mono begun, asked, looked;
	uint64_t number; /* 0: the place is free */
	size_t next;     /* in its bucket, from 1; 0: the last */
};

struct vg_websessions {
	struct vg_websession_limits limits;
	struct session *places; /* limits.most */
	size_t *buckets;        /* limits.most; first place, from 1; 0: none */
	size_t n;
	uint64_t last; /* number given */
};

struct vg_websessions *
vg_websession_new(const struct vg_websession_limits *limits)
{
	struct vg_websessions *all = vg_mem_zero(sizeof(*all));

	assert(limits->most > 0 && limits->most_user > 0);
	all->limits = *limits;
	all->places = vg_mem_array(limits->most, sizeof(*all->places));
	all->buckets = vg_mem_array(limits->most, sizeof(*all->buckets));
	return all;
}

void
vg_websession_free(struct vg_websessions *all)
{
	if (!all)
		return;
	free(all->places);
	free(all->buckets);
	free(all);
}

static size_t *
bucket_of(const struct vg_websessions *all, const struct vg_digest *digest)
{
	uint64_t hash;

	memcpy(&hash, digest->octet, sizeof(hash));
	return &all->buckets[hash % all->limits.most];
}

static void
remove_session(struct vg_websessions *all, struct session *session)
{
	size_t place = (size_t)(session - all->places) + 1;
	size_t *link = bucket_of(all, &session->digest);

	while (*link != place)
		link = &all->places[*link - 1].next;
	*link = session->next;
	memset(session, 0, sizeof(*session));
	all->n--;
}

static bool
is_over(
    const struct vg_websessions *all, const struct session *session, struct vg_mono now)
{
	return vg_instant_mono_since(now, session->asked) >= all->limits.idle_us ||
	    vg_instant_mono_since(now, session->begun) >= all->limits.life_us;
}

/* Makes room for one more of 'user': what is over goes, then whose turn it is. */
static void
make_room(struct vg_websessions *all, const char *user, struct vg_mono now)
{
	struct session *oldest = NULL, *oldest_own = NULL;
	size_t own = 0;

	for (size_t i = 0; i < all->limits.most; i++) {
		struct session *s = &all->places[i];
		if (s->number && is_over(all, s, now))
			remove_session(all, s);
		if (!s->number)
			continue;
		if (!oldest || s->asked.us < oldest->asked.us)
			oldest = s;
		if (strcmp(s->user, user) != 0)
			continue;
		own++;
		if (!oldest_own || s->asked.us < oldest_own->asked.us)
			oldest_own = s;
	}
	if (oldest_own && own >= all->limits.most_user)
		remove_session(all, oldest_own);
	else if (oldest && all->n == all->limits.most)
		remove_session(all, oldest);
}

void
vg_websession_begin(struct vg_websessions *all, const char *user, const char *proof,
    struct vg_mono now, const unsigned char chance[VG_WEBSESSION_CHANCE],
    char id[VG_WEBSESSION_ID_SIZE])
{
	struct session *s = all->places;

	make_room(all, user, now);
	while (s->number)
		s++;
	vg_text_hex(id, chance, VG_WEBSESSION_CHANCE);
	*s = (struct session){.digest = vg_digest_of(id, strlen(id)),
	    .begun = now,
	    .asked = now,
	    .looked = now,
	    .number = ++all->last};
	vg_text_copy(s->user, sizeof(s->user), user);
	vg_text_copy(s->proof, sizeof(s->proof), proof);
	size_t *bucket = bucket_of(all, &s->digest);
	s->next = *bucket;
	*bucket = (size_t)(s - all->places) + 1;
	all->n++;
}

static struct session *
find(const struct vg_websessions *all, const char *id)
{
	struct vg_digest digest = vg_digest_of(id, strlen(id));

	for (size_t at = *bucket_of(all, &digest); at; at = all->places[at - 1].next) {
		if (vg_digest_same(&all->places[at - 1].digest, &digest))
			return &all->places[at - 1];
	}
	return NULL;
}

const char *
vg_websession_user(
    struct vg_websessions *all, const char *id, struct vg_mono now, uint64_t *number)
{
	struct session *s = find(all, id);

	if (s && is_over(all, s, now)) {
		remove_session(all, s);
		s = NULL;
	}
	if (!s)
		return NULL;
	s->asked = now;
	if (number)
		*number = s->number;
	return s->user;
}

uint64_t
vg_websession_end(struct vg_websessions *all, const char *id)
{
	struct session *s = find(all, id);
	uint64_t number = s ? s->number : 0;

	if (s)
		remove_session(all, s);
	return number;
}

bool
vg_websession_lives(const struct vg_websessions *all, uint64_t number, struct vg_mono now)
{
	for (size_t i = 0; i < all->limits.most; i++) {
		if (all->places[i].number == number)
			return number && !is_over(all, &all->places[i], now);
	}
	return false;
}

bool
vg_websession_to_look_at(struct vg_websessions *all, int64_t older_us, struct vg_mono now,
    char *user, size_t size)
{
	bool found = false;

	for (size_t i = 0; i < all->limits.most; i++) {
		struct session *s = &all->places[i];
		if (!s->number)
			continue;
		if (!found && vg_instant_mono_since(now, s->looked) >= older_us) {
			vg_text_copy(user, size, s->user);
			found = true;
			i = (size_t)-1; /* his other ones, from the first on */
			continue;
		}
		if (found && strcmp(s->user, user) == 0)
			s->looked = now;
	}
	return found;
}

size_t
vg_websession_end_without(struct vg_websessions *all, const char *user, const char *proof)
{
	size_t n = 0;

	for (size_t i = 0; i < all->limits.most; i++) {
		struct session *s = &all->places[i];
		if (!s->number || strcmp(s->user, user) != 0 ||
		    strcmp(s->proof, proof) == 0)
			continue;
		remove_session(all, s);
		n++;
	}
	return n;
}

size_t
vg_websession_count(const struct vg_websessions *all)
{
	return all->n;
}
