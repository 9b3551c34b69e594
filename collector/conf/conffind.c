/*
 * Look-ups in a read tree.  What each message asks for is found by its hash; there are few of the
 * rest, and they are asked for rarely.
 */
#include "collector/conf/conf.h"

#include <string.h>
#include <strings.h>

#include "collector/conf/confpublic.h"

#define FIND(array, n, field, wanted)                                                    \
	do {                                                                             \
		for (size_t i = 0; i < (n); i++) {                                       \
			if (strcmp((array)[i].field, (wanted)) == 0)                     \
				return &(array)[i];                                      \
		}                                                                        \
		return NULL;                                                             \
	} while (0)

const struct vg_conf_device *
vg_conf_device(const struct vg_conf *conf, const char *name)
{
	return vg_nametable_find_text(&conf->device_names, name);
}

const struct vg_conf_agent *
vg_conf_agent(const struct vg_conf *conf, const char *name)
{
	return vg_nametable_find_text(&conf->agent_names, name);
}

const struct vg_conf_agent *
vg_conf_agent_of_user(const struct vg_conf *conf, const char *user)
{
	return vg_nametable_find_text(&conf->agent_users, user);
}

const struct vg_conf_site *
vg_conf_site(const struct vg_conf *conf, const char *name)
{
	return vg_nametable_find_text(&conf->site_names, name);
}

const struct vg_conf_user *
vg_conf_user(const struct vg_conf *conf, const char *name)
{
	FIND(conf->users, conf->n_users, name, name);
}

const struct vg_conf_user *
vg_conf_user_of_uid(const struct vg_conf *conf, uint32_t uid)
{
	for (size_t i = 0; i < conf->n_users; i++) {
		if (conf->users[i].has_uid && conf->users[i].uid == uid)
			return &conf->users[i];
	}
	return NULL;
}

const struct vg_conf_person *
vg_conf_person(const struct vg_conf *conf, const char *id)
{
	return vg_nametable_find_text(&conf->person_ids, id);
}

const struct vg_conf_team *
vg_conf_team(const struct vg_conf *conf, const char *role)
{
	FIND(conf->teams, conf->n_teams, role, role);
}

const struct vg_conf_supplier *
vg_conf_supplier(const struct vg_conf *conf, const char *name)
{
	FIND(conf->suppliers, conf->n_suppliers, name, name);
}

const struct vg_conf_client *
vg_conf_client(const struct vg_conf *conf, const char *name)
{
	FIND(conf->clients, conf->n_clients, name, name);
}

bool
vg_conf_names_have(const struct vg_conf_names *names, const char *name)
{
	for (size_t i = 0; i < names->n; i++) {
		if (strcmp(names->name[i], name) == 0)
			return true;
	}
	return false;
}

/* The person of 'client' whose address is 'mail', or NULL. */
static const struct vg_conf_person *
person_at(
    const struct vg_conf *conf, const struct vg_conf_client *client, const char *mail)
{
	for (size_t i = 0; i < client->persons.n; i++) {
		const struct vg_conf_person *p =
		    vg_conf_person(conf, client->persons.name[i]);
		if (p && p->mail[0] && strcasecmp(p->mail, mail) == 0)
			return p;
	}
	return NULL;
}

static bool
has_domain(const struct vg_conf_client *client, const char *domain)
{
	for (size_t i = 0; i < client->domains.n; i++) {
		if (strcasecmp(client->domains.name[i], domain) == 0)
			return true;
	}
	return false;
}

/* A person's own address says more than the domain: an employee may use another one. */
const struct vg_conf_client *
vg_conf_client_of_mail(
    const struct vg_conf *conf, const char *mail, const struct vg_conf_person **person)
{
	const char *at = strrchr(mail, '@');
	const struct vg_conf_person *found = NULL;
	const struct vg_conf_client *client = NULL;

	for (size_t i = 0; i < conf->n_clients && !found; i++) {
		found = person_at(conf, &conf->clients[i], mail);
		if (found)
			client = &conf->clients[i];
	}
	/* Who writes from everybody's domain is known by his whole address. */
	if (at && vg_confpublic_is(at + 1))
		at = NULL;
	for (size_t i = 0; i < conf->n_clients && at && !client; i++) {
		if (has_domain(&conf->clients[i], at + 1))
			client = &conf->clients[i];
	}
	if (person)
		*person = found;
	return client;
}

const struct vg_conf_release *
vg_conf_release(
    const struct vg_conf_supplier *supplier, const char *family, const char *version)
{
	for (size_t i = 0; i < supplier->n_releases; i++) {
		const struct vg_conf_release *r = &supplier->releases[i];
		if (strcmp(r->family, family) == 0 && strcmp(r->version, version) == 0)
			return r;
	}
	return NULL;
}

bool
vg_conf_release_fixes(const struct vg_conf_release *release, const char *kind)
{
	return vg_conf_names_have(&release->fixes, kind);
}

const struct vg_conf_device *
vg_conf_device_at(const struct vg_conf *conf, const char *address)
{
	return vg_nametable_find_text(&conf->device_addresses, address);
}

const struct vg_conf_device *
vg_conf_device_of_engine(const struct vg_conf *conf, const void *engine, size_t size)
{
	return vg_nametable_find(&conf->device_engines, engine, size);
}

bool
vg_conf_is_forwarder(const struct vg_conf *conf, const char *address)
{
	return vg_nametable_find_text(&conf->forwarder_addresses, address) != NULL;
}

const struct vg_calendar *
vg_conf_calendar(const struct vg_conf *conf, const char *name)
{
	const struct vg_calendar *found = vg_calendarset_find(conf->calendars, name);

	return found ? found : vg_calendarset_find(conf->calendars, "always");
}

const struct vg_contract *
vg_conf_contract(const struct vg_conf *conf, const char *name)
{
	for (size_t i = 0; i < conf->n_contracts; i++) {
		if (strcmp(conf->contracts[i].name, name) == 0)
			return &conf->contracts[i];
	}
	return NULL;
}

const struct vg_calendar *
vg_conf_contract_calendar(
    const struct vg_conf *conf, const char *contract, const char *name)
{
	const struct vg_contract *k = vg_conf_contract(conf, contract);
	const struct vg_calendar *c = vg_conf_calendar(conf, name);

	return k ? vg_calendarset_variant(conf->calendars, c->name, k->zone, k->holidays)
		 : c;
}

static void
put(uint32_t *number, int64_t value)
{
	if (value >= 0)
		*number = (uint32_t)value;
}

void
vg_conf_kind(const struct vg_conf *conf, const struct vg_kind *kind, struct vg_kind *copy)
{
	*copy = *kind;
	for (size_t i = 0; i < conf->n_kinds; i++) {
		const struct vg_conf_kind *k = &conf->kinds[i];
		if (strcmp(k->kind, kind->name) != 0)
			continue;
		for (size_t s = 0; s < VG_PACK_N_SEVERITIES; s++)
			put(&copy->hold_s[s], k->hold_s);
		put(&copy->clear_hold_s, k->clear_hold_s);
		put(&copy->settle_s, k->settle_s);
		put(&copy->reopen_within_s, k->reopen_within_s);
		put(&copy->flap_count, k->flap_count);
		put(&copy->flap_within_s, k->flap_within_s);
		put(&copy->flap_quiet_s, k->flap_quiet_s);
	}
}
