/*
 * Users and communities.
 */
#include "collector/intake/intakeusers.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/hash.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/credential.h"

enum { MAX_KEYS = 2, N_FOUND = 1024 };

/* A source of v1 and v2c. */
struct plain {
	struct vg_prefix prefix;
	struct vg_secret community[MAX_KEYS]; /* size 0: none */
};

/* What was found for a source: lines may be many, and each datagram asks. */
struct found {
	bool is_set;
	unsigned char octets[16];
	const struct plain *plain; /* NULL: no line */
};

/* A line that cannot be used. */
struct trouble {
	char who[VG_NAME_SIZE + 8];   /* "user netman", "10.0.0.0/8" */
	char reference[VG_NAME_SIZE]; /* of the credential */
	struct vg_detail detail;
};

struct vg_intakeusers {
	struct vg_usm *usm;
	struct plain *plains; /* the longest prefix first */
	size_t n_plains;
	struct found found[N_FOUND];
	struct trouble *troubles;
	size_t n_troubles, trouble_room;
};

static void
note_trouble(struct vg_intakeusers *u, const char *kind, const char *who,
    const char *reference, const struct vg_detail *why)
{
	u->troubles = vg_mem_grow(
	    u->troubles, &u->trouble_room, u->n_troubles, sizeof(*u->troubles));
	struct trouble *t = &u->troubles[u->n_troubles++];
	vg_text_format(t->who, sizeof(t->who), "%s%s", kind, who);
	vg_text_copy(t->reference, sizeof(t->reference), reference);
	t->detail = *why;
}

/* The user's keys out of one credential; NULL with 'why' when they cannot be had. */
static struct vg_usm_user *
make_user(const char *state, const char *name, enum vg_usm_level minimum,
    const char *reference, struct vg_detail *why)
{
	struct vg_credential credential = {0};

	if (reference[0] &&
	    vg_credential_read(state, reference, &credential, why) != VG_OK)
		return NULL;
	struct vg_usm_user *user =
	    vg_usm_user_at(name, minimum, &credential.auth, &credential.priv, why);
	vg_credential_wipe(&credential);
	if (!user)
		vg_detail_prefix(why, "credential %s", reference);
	return user;
}

/* One of two that cannot be had leaves the other. */
static struct vg_usm_user *
make_both(struct vg_intakeusers *u, const char *state, const char *name,
    enum vg_usm_level minimum, const char *reference, const char *next)
{
	struct vg_detail why = {0};
	struct vg_usm_user *user = make_user(state, name, minimum, reference, &why);

	if (!user)
		note_trouble(u, "user ", name, reference, &why);
	if (!next[0])
		return user;
	struct vg_usm_user *other = make_user(state, name, minimum, next, &why);
	if (!other)
		note_trouble(u, "user ", name, next, &why);
	if (!user)
		return other;
	vg_usm_user_also(user, other);
	return user;
}

static void
add_users(struct vg_intakeusers *u, const struct vg_conf *conf, const char *state)
{
	for (size_t i = 0; i < conf->n_agents; i++) {
		const struct vg_conf_agent *a = &conf->agents[i];
		struct vg_usm_user *user = make_both(
		    u, state, a->user, VG_USM_PRIV, a->credential, a->next_credential);
		if (user)
			vg_usm_add(u->usm, user);
	}
	for (size_t i = 0; i < conf->n_trap_users; i++) {
		const struct vg_conf_trapuser *t = &conf->trap_users[i];
		struct vg_usm_user *user = make_both(
		    u, state, t->name, t->minimum, t->credential, t->next_credential);
		if (user && t->engine_size)
			vg_usm_user_bind(user, t->engine, t->engine_size);
		if (user)
			vg_usm_add(u->usm, user);
	}
}

static void
read_community(struct vg_intakeusers *u, const char *state,
    const struct vg_conf_source *source, const char *reference, struct vg_secret *into)
{
	struct vg_credential credential;
	struct vg_detail why = {0};

	if (!reference[0])
		return;
	int code = vg_credential_read(state, reference, &credential, &why);
	if (code == VG_OK && credential.community.size == 0)
		code = vg_detail_set(
		    &why, VG_EINVAL, "credential %s: has no community: line", reference);
	if (code == VG_OK)
		(void)vg_secret_set(
		    into, credential.community.data, credential.community.size);
	else
		note_trouble(u, "", source->address, reference, &why);
	vg_credential_wipe(&credential);
}

static void
add_plains(struct vg_intakeusers *u, const struct vg_conf *conf, const char *state)
{
	u->plains = vg_mem_array(conf->n_sources, sizeof(*u->plains));
	for (size_t i = 0; i < conf->n_sources; i++) {
		const struct vg_conf_source *s = &conf->sources[i];
		struct plain *p = &u->plains[u->n_plains++];
		p->prefix = s->prefix;
		read_community(u, state, s, s->credential, &p->community[0]);
		read_community(u, state, s, s->next_credential, &p->community[1]);
	}
}

struct vg_intakeusers *
vg_intakeusers_new(const struct vg_conf *conf, const char *state)
{
	struct vg_intakeusers *u = vg_mem_zero(sizeof(*u));

	u->usm = vg_usm_new();
	add_users(u, conf, state);
	add_plains(u, conf, state);
	return u;
}

void
vg_intakeusers_free(struct vg_intakeusers *users)
{
	if (!users)
		return;
	for (size_t i = 0; i < users->n_plains; i++) {
		for (size_t k = 0; k < MAX_KEYS; k++)
			vg_secret_wipe(&users->plains[i].community[k]);
	}
	vg_usm_free(users->usm);
	free(users->plains);
	free(users->troubles);
	free(users);
}

struct vg_usm *
vg_intakeusers_usm(struct vg_intakeusers *users)
{
	return users->usm;
}

static bool
is_community(const struct vg_secret *secret, const void *community, size_t size)
{
	return secret->size && vg_secret_same(secret, community, size);
}

/* The line of the longest prefix that holds the source, or NULL. */
static const struct plain *
line_of(struct vg_intakeusers *u, const struct vg_address *source)
{
	unsigned char octets[16];

	vg_net_octets(source, octets);
	struct found *f = &u->found[vg_hash_octets(octets, sizeof(octets)) % N_FOUND];
	if (f->is_set && memcmp(f->octets, octets, sizeof(octets)) == 0)
		return f->plain;
	*f = (struct found){.is_set = true};
	memcpy(f->octets, octets, sizeof(octets));
	for (size_t i = 0; i < u->n_plains && !f->plain; i++) {
		if (vg_prefix_holds(&u->plains[i].prefix, octets))
			f->plain = &u->plains[i];
	}
	return f->plain;
}

enum vg_trapin_cause
vg_intakeusers_judge(struct vg_intakeusers *users, const struct vg_address *source,
    const void *community, size_t size)
{
	const struct plain *p = line_of(users, source);

	if (!p)
		return VG_TRAPIN_VERSION;
	return is_community(&p->community[0], community, size) ||
		is_community(&p->community[1], community, size)
	    ? VG_TRAPIN_STORED
	    : VG_TRAPIN_COMMUNITY;
}

const char *
vg_intakeusers_trouble(const struct vg_intakeusers *users, const char *text)
{
	for (size_t i = 0; i < users->n_troubles; i++) {
		const char *who = users->troubles[i].who;
		size_t size = strlen(who);
		if (vg_text_starts(text, who) &&
		    (text[size] == '\0' || text[size] == ' '))
			return users->troubles[i].detail.text;
	}
	return "";
}

const char *
vg_intakeusers_unusable(const struct vg_intakeusers *users, size_t i,
    const char **reference, const struct vg_detail **why)
{
	if (i >= users->n_troubles)
		return NULL;
	*reference = users->troubles[i].reference;
	*why = &users->troubles[i].detail;
	return users->troubles[i].who;
}
