/*
 * Clients and whose people are.
 */
#include "collector/conf/confothers.h"

#include <stdlib.h>
#include <string.h>

#include "collector/conf/confpublic.h"
#include "lib/base/mem.h"

static void
add(struct vg_mailindex *index, enum vg_mailindex_kind kind, const char *text,
    const char *owner, const char *id)
{
	const struct vg_mailindex_entry entry = {kind, text, owner, id};

	vg_mailindex_add(index, &entry);
}

static void
add_person(struct vg_mailindex *index, const struct vg_conf_person *p, const char *owner)
{
	add(index, VG_MAILINDEX_PERSON, p->name, owner, p->id);
	add(index, VG_MAILINDEX_MAIL, p->mail, owner, p->id);
	add(index, VG_MAILINDEX_TELEPHONE, p->telephone, owner, p->id);
}

/* Persons by their number, whether a client has them. */
struct adding {
	struct vg_mailindex *index;
	const struct vg_conf *conf;
	bool *taken; /* owned by who adds */
};

static void
add_people(const struct adding *a, const struct vg_conf_names *ids, const char *owner)
{
	for (size_t i = 0; i < ids->n; i++) {
		const struct vg_conf_person *p = vg_conf_person(a->conf, ids->name[i]);
		if (!p)
			continue;
		a->taken[p - a->conf->persons] = true;
		add_person(a->index, p, owner);
	}
}

static void
add_client(struct vg_mailindex *index, const struct vg_conf_client *client)
{
	if (client->name_is_common)
		return;
	add(index, VG_MAILINDEX_FIRM, client->name, client->name, "");
	for (size_t i = 0; i < client->domains.n; i++) {
		const char *domain = client->domains.name[i];
		if (!vg_confpublic_is(domain))
			add(index, VG_MAILINDEX_DOMAIN, domain, client->name, "");
	}
}

static void
add_desk(struct vg_mailindex *index, const struct vg_conf_desk *desk)
{
	const char *at = strchr(desk->mail, '@');

	add(index, VG_MAILINDEX_MAIL, desk->mail, "", "");
	add(index, VG_MAILINDEX_TELEPHONE, desk->telephone, "", "");
	if (at && !vg_confpublic_is(at + 1))
		add(index, VG_MAILINDEX_DOMAIN, at + 1, "", "");
}

/* A carrier may be a client and a supplier: an address in a house of ours tells nothing. */
static void
add_houses(struct vg_mailindex *index, const struct vg_conf *conf)
{
	add_desk(index, &conf->office);
	for (size_t i = 0; i < conf->n_suppliers; i++) {
		const struct vg_conf_desk *desks[] = {
		    &conf->suppliers[i].support, &conf->suppliers[i].escalation};
		add_desk(index, desks[0]);
		add_desk(index, desks[1]);
	}
}

struct vg_mailindex *
vg_confothers_new(const struct vg_conf *conf)
{
	const struct adding adding = {
	    vg_mailindex_new(), conf, vg_mem_array(conf->n_persons + 1, sizeof(bool))};

	for (size_t i = 0; i < conf->n_clients; i++) {
		add_client(adding.index, &conf->clients[i]);
		add_people(&adding, &conf->clients[i].persons, conf->clients[i].name);
	}
	for (size_t i = 0; i < conf->n_sites; i++)
		add_people(&adding, &conf->sites[i].contacts, conf->sites[i].client);
	for (size_t i = 0; i < conf->n_persons; i++) {
		if (!adding.taken[i])
			add_person(adding.index, &conf->persons[i], "");
	}
	add_houses(adding.index, conf);
	free(adding.taken);
	return adding.index;
}
