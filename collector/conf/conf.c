/*
 * The collector's tree into structs.  The model has checked types, references and clauses
 * already; what is checked here is what a model cannot see.
 */
#include "collector/conf/conf.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "collector/conf/confnamed.h"
#include "collector/conf/confothers.h"
#include "collector/conf/confread.h"
#include "collector/conf/confrule.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/yang/calendarload.h"
#include "lib/zone/zone.h"

static void
read_listen(struct vg_conf *c, const struct vg_node *top)
{
	c->listen = vg_mem_array(vg_tree_count(top, "listen"), sizeof(*c->listen));
	EACH(node, top, "listen")
	{
		struct vg_conf_listen *l = &c->listen[c->n_listen++];
		TAKE(l->name, node, "name");
		TAKE(l->address, node, "address");
		l->port = (uint16_t)vg_tree_int(node, "port", 162);
		l->receive_buffer = (int)vg_tree_int(node, "receive-buffer", 8 << 20);
		l->allow = vg_mem_array(vg_tree_count(node, "allow"), sizeof(*l->allow));
		EACH(prefix, node, "allow")
		vg_text_copy(
		    l->allow[l->n_allow++], sizeof(*l->allow), vg_tree_value(prefix));
	}
}

/* The shipped calendars, with those of the tree beside them and over them. */
static int
read_calendars(struct vg_conf *c, const struct vg_tree *tree, struct vg_detail *detail)
{
	int code =
	    vg_calendarload_folder(vg_tree_context(tree), NULL, &c->calendars, detail);

	if (code == VG_OK)
		code = vg_calendarload_add(
		    c->calendars, vg_tree_top(tree), c->zone.name, detail);
	if (code == VG_OK && !vg_calendarset_find(c->calendars, "always"))
		code = vg_detail_set(detail, VG_EINVAL,
		    "calendar always: is missing among the shipped calendars");
	return code;
}

/* The name of the device before that differs from 'name' only by case, or NULL; else notes it. */
static const char *
like_it(struct vg_nametable *lower, char room[VG_NAME_SIZE], const char *name)
{
	for (size_t i = 0; (room[i] = (char)tolower((unsigned char)name[i])) != '\0'; i++)
		continue;
	const char *other = vg_nametable_find_text(lower, room);
	if (!other)
		vg_nametable_put_text(lower, room, name);
	return other;
}

static int
check_names(const struct vg_conf *c, struct vg_detail *detail)
{
	char(*room)[VG_NAME_SIZE] = vg_mem_array(c->n_devices, sizeof(*room));
	struct vg_nametable lower = {.n = 0};
	const char *other = NULL;

	for (size_t i = 0; i < c->n_devices && !other; i++) {
		const char *name = c->devices[i].name;
		other = like_it(&lower, room[i], name);
		if (other)
			vg_detail_set(detail, VG_EINVAL,
			    "device %s: differs from device %s only by case", name,
			    other);
	}
	vg_nametable_fini(&lower);
	free(room);
	return other ? VG_EINVAL : VG_OK;
}

static void
index_device(struct vg_conf *c, const struct vg_conf_device *d)
{
	vg_nametable_put_text(&c->device_names, d->name, d);
	for (size_t i = 0; i < d->n_addresses; i++)
		vg_nametable_put_text(&c->device_addresses, d->addresses[i], d);
	if (d->engine_size)
		vg_nametable_put(&c->device_engines, d->engine, d->engine_size, d);
}

static int
read_devices(struct vg_conf *c, const struct vg_node *top, struct vg_detail *detail)
{
	c->devices = vg_mem_array(vg_tree_count(top, "device"), sizeof(*c->devices));
	EACH(node, top, "device")
	{
		struct vg_conf_device *d = &c->devices[c->n_devices];
		TAKE(d->name, node, "name");
		TAKE(d->site, node, "site");
		TAKE(d->supplier, node, "supplier");
		TAKE(d->agent, node, "agent");
		TAKE(d->serial, node, "serial");
		TAKE(d->family, node, "family");
		d->engine_size =
		    vg_confread_engine(vg_tree_text(node, "engine-id", ""), d->engine);
		TAKE(d->received, node, "received");
		if (d->received[0] &&
		    vg_confread_date(
			&c->zone, d->received, 0, &d->received_from, detail) != VG_OK)
			return vg_detail_prefix(detail, "P13: device %s", d->name);
		TAKE(d->warranty_until, node, "warranty-until");
		d->contract = vg_conf_contract(c, vg_tree_text(node, "contract", ""));
		const struct vg_conf_site *site = vg_conf_site(c, d->site);
		vg_text_copy(d->client, sizeof(d->client), site ? site->client : "");
		d->addresses =
		    vg_mem_array(vg_tree_count(node, "address"), sizeof(*d->addresses));
		EACH(address, node, "address")
		vg_text_copy(d->addresses[d->n_addresses++], sizeof(*d->addresses),
		    vg_tree_value(address));
		index_device(c, d);
		c->n_devices++;
	}
	c->named = vg_confnamed_new(c->devices, c->n_devices);
	return check_names(c, detail);
}

static void
read_agents(struct vg_conf *c, const struct vg_node *top)
{
	c->agents = vg_mem_array(vg_tree_count(top, "agent"), sizeof(*c->agents));
	EACH(node, top, "agent")
	{
		struct vg_conf_agent *a = &c->agents[c->n_agents++];
		TAKE(a->name, node, "name");
		TAKE(a->site, node, "site");
		TAKE(a->user, node, "user");
		TAKE(a->credential, node, "credential");
		TAKE(a->next_credential, node, "next-credential");
		vg_nametable_put_text(&c->agent_names, a->name, a);
		vg_nametable_put_text(&c->agent_users, a->user, a);
	}
}

static const char *const role_names[] = {
    "none", "intake", "courier", "viewer", "noc", "manager", "admin"};

const char *
vg_conf_role_text(enum vg_role role)
{
	return role_names[role];
}

static void
read_users(struct vg_conf *c, const struct vg_node *top)
{
	c->users = vg_mem_array(vg_tree_count(top, "user"), sizeof(*c->users));
	EACH(node, top, "user")
	{
		struct vg_conf_user *u = &c->users[c->n_users++];
		const char *role = vg_tree_text(node, "role", "none");
		TAKE(u->name, node, "name");
		for (int r = VG_ROLE_NONE; r <= VG_ROLE_ADMIN; r++) {
			if (strcmp(role_names[r], role) == 0)
				u->role = (enum vg_role)r;
		}
		u->has_uid = vg_tree_child(node, "uid") != NULL;
		u->uid = (uint32_t)vg_tree_int(node, "uid", 0);
		u->proxy = vg_tree_bool(node, "proxy", false);
		TAKE(u->person, node, "person");
	}
}

static void
read_intake(struct vg_conf *c, const struct vg_node *intake)
{
	c->rate = (uint32_t)vg_tree_int(intake, "rate", 50);
	c->burst = (uint32_t)vg_tree_int(intake, "burst", 1000);
	c->hole_wait_s = (uint32_t)vg_tree_int(intake, "hole-wait-s", 30);
	vg_confread_silence(c, intake);
	c->storm_quiet_s = (uint32_t)vg_tree_int(intake, "storm-quiet-s", 300);
}

static void
read_family(struct vg_conf *c, const struct vg_node *node)
{
	c->family.on = vg_tree_bool(node, "suggested", true);
	c->family.clients = (uint32_t)vg_tree_int(node, "clients", 2);
	c->family.devices = (uint32_t)vg_tree_int(node, "devices", 3);
	c->family.within_s = (uint32_t)vg_tree_int(node, "within-s", 604800);
	c->family.forget_s = (uint32_t)vg_tree_int(node, "forget-after-s", 2592000);
}

static void
read_kinds(struct vg_conf *c, const struct vg_node *top)
{
	c->kinds = vg_mem_array(vg_tree_count(top, "kind"), sizeof(*c->kinds));
	EACH(node, top, "kind")
	{
		struct vg_conf_kind *k = &c->kinds[c->n_kinds++];
		TAKE(k->kind, node, "type");
		k->hold_s = vg_tree_int(node, "hold-s", -1);
		k->clear_hold_s = vg_tree_int(node, "clear-hold-s", -1);
		k->settle_s = vg_tree_int(node, "settle-s", -1);
		k->reopen_within_s = vg_tree_int(node, "reopen-within-s", -1);
		k->flap_count = vg_tree_int(node, "flap-raises", -1);
		k->flap_within_s = vg_tree_int(node, "flap-within-s", -1);
		k->flap_quiet_s = vg_tree_int(node, "flap-quiet-s", -1);
	}
}

/* All that borrows nothing but calendars and zones, in an order in which it can be found. */
static int
read_all(struct vg_conf *c, const struct vg_tree *tree, struct vg_detail *detail)
{
	const struct vg_node *top = vg_tree_top(tree);
	int code = read_calendars(c, tree, detail);

	if (code == VG_OK)
		code = vg_confread_contracts(c, top, detail);
	if (code == VG_OK)
		code = vg_confread_parties(c, top, detail);
	if (code == VG_OK)
		code = read_devices(c, top, detail);
	if (code == VG_OK)
		code = vg_confread_works(c, top, detail);
	if (code != VG_OK)
		return code;
	read_listen(c, top);
	read_intake(c, vg_tree_child(top, "intake"));
	vg_confread_retention(c, top);
	vg_confread_storage(c, top);
	read_agents(c, top);
	read_users(c, top);
	c->others = vg_confothers_new(c);
	read_kinds(c, top);
	vg_confread_outways(c, top);
	vg_confrule_read(c, top);
	read_family(c, vg_tree_child(top, "supplier-problem"));
	vg_confread_alarms(c, top);
	code = vg_confread_shelves(c, top, detail);
	return code == VG_OK ? vg_confread_senders(c, top, detail) : code;
}

int
vg_conf_read(const struct vg_tree *tree, struct vg_conf **conf, struct vg_detail *detail)
{
	const struct vg_node *top = vg_tree_top(tree);
	const struct vg_node *integrator = vg_tree_child(top, "integrator");
	struct vg_conf *c = vg_mem_zero(sizeof(*c));
	const char *zone = vg_tree_text(integrator, "zone", "Europe/Paris");
	int code = VG_OK;

	TAKE(c->name, top, "name");
	TAKE(c->integrator, integrator, "name");
	TAKE(c->office.mail, integrator, "mail");
	TAKE(c->office.telephone, integrator, "telephone");
	TAKE(c->return_address, integrator, "return-address");
	c->language = vg_confread_language(integrator, VG_LANGUAGE_FR);
	vg_confread_teams(c, integrator);
	vg_confread_names(&c->trusted_mta, integrator, "trusted-mta");
	vg_confread_names(&c->authserv, integrator, "authserv-id");
	c->staff_figures = vg_tree_bool(integrator, "staff-figures", false);
	if (vg_zone_load(zone, &c->zone) != VG_OK)
		code = vg_detail_set(detail, VG_EINVAL,
		    "integrator: time zone '%s' is not known here", zone);
	if (code == VG_OK)
		code = read_all(c, tree, detail);
	if (code != VG_OK) {
		vg_conf_free(c);
		return code;
	}
	*conf = c;
	return VG_OK;
}

static void
free_indexes(struct vg_conf *c)
{
	vg_confnamed_free(c->named);
	vg_mailindex_free(c->others);
	vg_nametable_fini(&c->person_ids);
	vg_nametable_fini(&c->device_names);
	vg_nametable_fini(&c->device_addresses);
	vg_nametable_fini(&c->device_engines);
	vg_nametable_fini(&c->agent_names);
	vg_nametable_fini(&c->agent_users);
	vg_nametable_fini(&c->site_names);
	vg_nametable_fini(&c->forwarder_addresses);
}

void
vg_conf_free(struct vg_conf *conf)
{
	if (!conf)
		return;
	for (size_t i = 0; i < conf->n_listen; i++)
		free(conf->listen[i].allow);
	for (size_t i = 0; i < conf->n_devices; i++)
		free(conf->devices[i].addresses);
	vg_confread_free_contracts(conf);
	vg_confread_free_parties(conf);
	vg_confread_free_works(conf);
	vg_confread_free_shelves(conf);
	vg_confread_free_outways(conf);
	vg_confread_free_senders(conf);
	vg_confread_free_teams(conf);
	vg_confrule_free(conf);
	vg_zonetable_fini(&conf->zone);
	vg_calendarset_free(conf->calendars);
	free(conf->trusted_mta.name);
	free(conf->authserv.name);
	free(conf->listen);
	free(conf->devices);
	free(conf->agents);
	free(conf->users);
	free(conf->kinds);
	free_indexes(conf);
	free(conf);
}
