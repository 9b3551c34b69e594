/*
 * The tree's names into a mask.
 */
#include "collector/desk/record/deskmask.h"

#include <ctype.h>
#include <string.h>

#include "collector/evidence/manifest.h"
#include "collector/mailguard/mailname.h"
#include "lib/base/text.h"

/* Fewer digits stand in too many numbers. */
enum { MIN_DIGITS = 6 };

static void
add_object(struct vg_mask *mask, const struct vg_probe *probe, const char *name)
{
	char oid[VG_MANIFEST_NOTE_SIZE] = "";

	for (size_t i = 0; probe && i < probe->n_scalars; i++) {
		if (strcmp(probe->scalars[i].name, name) == 0)
			vg_oid_text(&probe->scalars[i].oid, oid, sizeof(oid));
	}
	vg_mask_object(mask, name, oid);
}

/* What a pack says is a device's own name of itself need not be the tree's. */
static void
add_host_names(struct vg_mask *mask, const struct vg_packset *packs)
{
	for (size_t p = 0; p < vg_packset_count(packs); p++) {
		const struct vg_pack *pack = vg_packset_at(packs, p);
		for (size_t i = 0; i < pack->n_identities; i++) {
			const struct vg_identity *id = &pack->identities[i];
			if (id->role == VG_IDENTITY_HOSTNAME)
				add_object(
				    mask, vg_packset_probe(packs, id->probe), id->object);
		}
	}
}

static void
add_place(const char *part, void *cookie)
{
	vg_mask_add(cookie, "site", part);
}

static void
add_clients(struct vg_mask *mask, const struct vg_conf *conf)
{
	for (size_t i = 0; i < conf->n_clients; i++) {
		const struct vg_conf_client *k = &conf->clients[i];
		vg_mask_add(mask, "client", k->name);
		for (size_t d = 0; d < k->domains.n; d++)
			vg_mask_add(mask, "client", k->domains.name[d]);
	}
	for (size_t i = 0; i < conf->n_sites; i++) {
		vg_mask_add(mask, "site", conf->sites[i].name);
		vg_mask_add(mask, "site", conf->sites[i].address);
		vg_mailname_address(conf->sites[i].address, add_place, mask);
	}
}

static void
add_devices(struct vg_mask *mask, const struct vg_conf *conf)
{
	for (size_t i = 0; i < conf->n_devices; i++) {
		const struct vg_conf_device *d = &conf->devices[i];
		vg_mask_add(mask, "device", d->name);
		for (size_t a = 0; a < d->n_addresses; a++)
			vg_mask_add(mask, "address", d->addresses[a]);
	}
	for (size_t i = 0; i < conf->n_agents; i++) {
		vg_mask_add(mask, "agent", conf->agents[i].name);
		vg_mask_add(mask, "agent", conf->agents[i].user);
	}
}

/* "Jeanne Martin" is "Martin Jeanne" as well, as a list has it. */
static void
add_name(struct vg_mask *mask, const char *name)
{
	const char *last = strrchr(name, ' ');
	char other[VG_CONF_LINE_SIZE];

	vg_mask_add(mask, "person", name);
	if (!last || last == name)
		return;
	vg_text_format(
	    other, sizeof(other), "%s %.*s", last + 1, (int)(last - name), name);
	vg_mask_add(mask, "person", other);
}

/* A telephone's digits, too: who dials does not write blanks. */
static void
add_telephone(struct vg_mask *mask, const char *telephone)
{
	char digits[VG_CONF_PHONE_SIZE];
	size_t n = 0;

	for (const char *c = telephone; *c && n + 1 < sizeof(digits); c++) {
		if (isdigit((unsigned char)*c))
			digits[n++] = *c;
	}
	digits[n] = '\0';
	vg_mask_add(mask, "telephone", telephone);
	if (n >= MIN_DIGITS)
		vg_mask_add(mask, "telephone", digits);
}

static void
add_persons(struct vg_mask *mask, const struct vg_conf *conf)
{
	for (size_t i = 0; i < conf->n_users; i++)
		vg_mask_add(mask, "person", conf->users[i].name);
	for (size_t i = 0; i < conf->n_persons; i++) {
		const struct vg_conf_person *p = &conf->persons[i];
		add_name(mask, p->name);
		vg_mask_add(mask, "person", p->id);
		vg_mask_add(mask, "mail", p->mail);
		add_telephone(mask, p->telephone);
	}
}

struct vg_mask *
vg_deskmask_new(const struct vg_desk *desk, const char *client)
{
	const struct vg_conf_client *k = vg_conf_client(desk->conf, client);
	struct vg_mask *mask = vg_mask_new();

	if (k && k->supplier_sees_name)
		vg_mask_allow(mask, k->name);

	add_clients(mask, desk->conf);
	add_devices(mask, desk->conf);
	add_persons(mask, desk->conf);
	add_host_names(mask, desk->packs);
	return mask;
}
