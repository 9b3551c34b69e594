/*
 * The tree's names into a mask.
 */
#include "collector/desk/record/deskmask.h"

#include <ctype.h>
#include <string.h>

#include "collector/evidence/manifest.h"
#include "collector/mailguard/mailalone.h"
#include "collector/mailguard/mailcommon.h"
#include "collector/mailguard/mailfold.h"
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

static void
add_also(const char *writing, void *cookie)
{
	vg_mask_also(cookie, writing);
}

/*
 * In small letters, without marks, with a blank between words: as writings are made of.
 */
static void
fold(const char *name, struct vg_buf *folded)
{
	vg_mailfold(name, false, folded);
	for (size_t i = 0; i < folded->size; i++) {
		int c = tolower(folded->data[i]);
		folded->data[i] = strchr("-_.,'", c) ? ' ' : (uint8_t)c;
	}
}

void
vg_deskmask_person(struct vg_mask *mask, const char *name)
{
	char last[VG_CONF_LINE_SIZE];
	struct vg_buf folded;

	vg_mask_add(mask, "person", name);
	vg_buf_init(&folded, 0);
	fold(name, &folded);
	vg_mailname_person(vg_buf_text(&folded), add_also, mask);
	if (vg_mailalone_last(vg_buf_text(&folded), last, sizeof(last)) &&
	    vg_mailcommon(last) == VG_MAILCOMMON_RARE) {
		vg_mask_also(mask, last);
		/* With the marks above its letters, too. */
		if (vg_mailalone_last(name, last, sizeof(last)))
			vg_mask_also(mask, last);
	}
	vg_buf_fini(&folded);
}

static void
add_firm(struct vg_mask *mask, const char *word, const char *name)
{
	struct vg_buf folded;

	vg_mask_add(mask, word, name);
	vg_buf_init(&folded, 0);
	fold(name, &folded);
	vg_mailname_firm(name, vg_buf_text(&folded), add_also, mask);
	vg_buf_fini(&folded);
}

static void
add_people(
    struct vg_mask *mask, const struct vg_conf *conf, const struct vg_conf_names *ids)
{
	for (size_t i = 0; i < ids->n; i++) {
		const struct vg_conf_person *p = vg_conf_person(conf, ids->name[i]);
		if (p)
			vg_deskmask_person(mask, p->name);
	}
}

/*
 * Whom the case is about, in all writings; first, for what is given twice keeps its first
 * word.
 */
static void
add_own(struct vg_mask *mask, const struct vg_conf *conf, const struct vg_conf_client *k)
{
	if (!k->supplier_sees_name)
		add_firm(mask, "client", k->name);
	add_people(mask, conf, &k->persons);
	for (size_t i = 0; i < conf->n_sites; i++) {
		if (strcmp(conf->sites[i].client, k->name) != 0)
			continue;
		add_firm(mask, "site", conf->sites[i].name);
		add_people(mask, conf, &conf->sites[i].contacts);
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

/* Programs have names like "mail" and "web", which are words of any letter. */
static bool
is_program(const struct vg_conf_user *user)
{
	return user->proxy || user->role == VG_ROLE_INTAKE ||
	    user->role == VG_ROLE_COURIER;
}

static void
add_persons(struct vg_mask *mask, const struct vg_conf *conf)
{
	for (size_t i = 0; i < conf->n_users; i++) {
		if (!is_program(&conf->users[i]))
			vg_mask_add(mask, "person", conf->users[i].name);
	}
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

	if (k)
		add_own(mask, desk->conf, k);
	add_clients(mask, desk->conf);
	add_devices(mask, desk->conf);
	add_persons(mask, desk->conf);
	add_host_names(mask, desk->packs);
	return mask;
}
