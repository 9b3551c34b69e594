/*
 * The collector's tree into structs.  The model has checked types, references and clauses
 * already; what is checked here is what a model cannot see.
 */
#include "collector/conf/conf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/yang/calendarload.h"
#include "lib/zone/zone.h"

/* Walks the entries of list 'name', giving each to the reader of its kind. */
#define EACH(node, parent, name)                                                         \
	for (const struct vg_node *node = vg_tree_child(parent, name); node;             \
	     node = vg_tree_next(node))

static void
take(char *target, size_t size, const struct vg_node *node, const char *leaf)
{
	vg_text_copy(target, size, vg_tree_text(node, leaf, ""));
}

#define TAKE(field, node, leaf) take(field, sizeof(field), node, leaf)

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

/* The first instant of a civil date ('plus' days later) in the integrator's zone. */
static struct vg_wall
date_of(const struct vg_conf *c, const char *text, int plus)
{
	int y = 1970, m = 1, d = 1;

	if (sscanf(text, "%d-%d-%d", &y, &m, &d) != 3)
		return (struct vg_wall){0};
	return vg_zonetable_instant(
	    &c->zone, vg_instant_days(y, m, d) + plus, 0, VG_ZONE_FIRST);
}

static int
compare_modes(const void *a, const void *b)
{
	const struct vg_mode_period *x = a, *y = b;

	return vg_instant_compare(x->from, y->from);
}

static void
read_modes(struct vg_conf *c, struct vg_contract *contract, const struct vg_node *node)
{
	contract->modes =
	    vg_mem_array(vg_tree_count(node, "mode"), sizeof(*contract->modes));
	EACH(mode, node, "mode")
	{
		struct vg_mode_period *p = &contract->modes[contract->n_modes++];
		p->from = date_of(c, vg_tree_text(mode, "from", ""), 0);
		vg_contract_mode_parse(vg_tree_text(mode, "mode", "none"), &p->mode);
		EACH(duty, mode, "duty")
		p->duties |= vg_contract_duty(vg_tree_value(duty));
	}
	qsort(
	    contract->modes, contract->n_modes, sizeof(*contract->modes), compare_modes);
}

/* The zone and the holidays that a contract names once for all its calendars. */
static int
read_overrides(struct vg_conf *c, struct vg_contract *k, const struct vg_node *node,
    struct vg_detail *detail)
{
	const char *zone = vg_tree_text(node, "zone", NULL);
	const char *holidays = vg_tree_text(node, "holidays", NULL);

	if (zone) {
		k->zone = vg_calendarload_zone(c->calendars, zone, detail);
		if (!k->zone)
			return vg_detail_prefix(detail, "contract %s", k->name);
	}
	if (holidays) {
		k->holidays = vg_calendarset_holidays(c->calendars, holidays);
		if (!k->holidays)
			return vg_detail_set(detail, VG_EINVAL,
			    "contract %s: holidays '%s' are neither in this tree nor "
			    "shipped",
			    k->name, holidays);
	}
	vg_calendarset_vary(c->calendars, k->zone, k->holidays);
	return VG_OK;
}

static int
read_contracts(struct vg_conf *c, const struct vg_node *top, struct vg_detail *detail)
{
	c->contracts =
	    vg_mem_array(vg_tree_count(top, "contract"), sizeof(*c->contracts));
	EACH(node, top, "contract")
	{
		struct vg_contract *k = &c->contracts[c->n_contracts++];
		const struct vg_node *targets = vg_tree_child(node, "targets");
		TAKE(k->name, node, "name");
		TAKE(k->client, node, "client");
		TAKE(k->supplier, node, "supplier");
		TAKE(k->calendar, node, "calendar");
		if (read_overrides(c, k, node, detail) != VG_OK)
			return VG_EINVAL;
		k->from = date_of(c, vg_tree_text(node, "from", ""), 0);
		k->until = date_of(c, vg_tree_text(node, "until", "2099-12-31"), 1);
		k->proactive_clock = vg_tree_bool(node, "proactive-clock", true);
		k->client_told_s =
		    (uint32_t)vg_tree_int(targets, "client-told-min", 240) * 60;
		k->first_reply_s =
		    (uint32_t)vg_tree_int(targets, "first-reply-min", 240) * 60;
		read_modes(c, k, node);
		k->suspensions = vg_mem_array(
		    vg_tree_count(node, "suspended"), sizeof(*k->suspensions));
		EACH(span, node, "suspended")
		k->suspensions[k->n_suspensions++] =
		    (struct vg_suspension){date_of(c, vg_tree_text(span, "from", ""), 0),
			date_of(c, vg_tree_text(span, "until", "2099-12-31"), 1)};
	}
	return VG_OK;
}

static void
read_sites(struct vg_conf *c, const struct vg_node *top)
{
	c->sites = vg_mem_array(vg_tree_count(top, "site"), sizeof(*c->sites));
	EACH(node, top, "site")
	{
		struct vg_conf_site *s = &c->sites[c->n_sites++];
		TAKE(s->name, node, "name");
		TAKE(s->client, node, "client");
	}
}

static int
read_devices(struct vg_conf *c, const struct vg_node *top, struct vg_detail *detail)
{
	c->devices = vg_mem_array(vg_tree_count(top, "device"), sizeof(*c->devices));
	EACH(node, top, "device")
	{
		struct vg_conf_device *d = &c->devices[c->n_devices];
		TAKE(d->name, node, "name");
		for (size_t i = 0; i < c->n_devices; i++) {
			if (strcasecmp(c->devices[i].name, d->name) == 0)
				return vg_detail_set(detail, VG_EINVAL,
				    "device %s: differs from device %s only by case",
				    d->name, c->devices[i].name);
		}
		TAKE(d->site, node, "site");
		TAKE(d->supplier, node, "supplier");
		TAKE(d->agent, node, "agent");
		d->contract = vg_conf_contract(c, vg_tree_text(node, "contract", ""));
		const struct vg_conf_site *site = vg_conf_site(c, d->site);
		vg_text_copy(d->client, sizeof(d->client), site ? site->client : "");
		d->addresses =
		    vg_mem_array(vg_tree_count(node, "address"), sizeof(*d->addresses));
		EACH(address, node, "address")
		vg_text_copy(d->addresses[d->n_addresses++], sizeof(*d->addresses),
		    vg_tree_value(address));
		c->n_devices++;
	}
	return VG_OK;
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
	}
}

static const char *const role_names[] = {"none", "viewer", "noc", "manager", "admin"};

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
	}
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

int
vg_conf_read(const struct vg_tree *tree, struct vg_conf **conf, struct vg_detail *detail)
{
	const struct vg_node *top = vg_tree_top(tree);
	const struct vg_node *integrator = vg_tree_child(top, "integrator");
	const struct vg_node *intake = vg_tree_child(top, "intake");
	struct vg_conf *c = vg_mem_zero(sizeof(*c));
	const char *zone = vg_tree_text(integrator, "zone", "Europe/Paris");
	int code = VG_OK;

	TAKE(c->name, top, "name");
	TAKE(c->integrator, integrator, "name");
	if (vg_zone_load(zone, &c->zone) != VG_OK)
		code = vg_detail_set(detail, VG_EINVAL,
		    "integrator: time zone '%s' is not known here", zone);
	if (code == VG_OK)
		code = read_calendars(c, tree, detail);
	if (code == VG_OK)
		code = read_contracts(c, top, detail);
	if (code == VG_OK) {
		read_listen(c, top);
		read_sites(c, top);
		read_agents(c, top);
		read_users(c, top);
		read_kinds(c, top);
		c->rate = (uint32_t)vg_tree_int(intake, "rate", 50);
		c->burst = (uint32_t)vg_tree_int(intake, "burst", 1000);
		c->hole_wait_s = (uint32_t)vg_tree_int(intake, "hole-wait-s", 30);
		c->silent_after_s = (uint32_t)vg_tree_int(intake, "silent-after-s", 180);
		code = read_devices(c, top, detail);
	}
	if (code != VG_OK) {
		vg_conf_free(c);
		return code;
	}
	*conf = c;
	return VG_OK;
}

void
vg_conf_free(struct vg_conf *conf)
{
	if (!conf)
		return;
	for (size_t i = 0; i < conf->n_listen; i++)
		free(conf->listen[i].allow);
	for (size_t i = 0; i < conf->n_contracts; i++) {
		free(conf->contracts[i].modes);
		free(conf->contracts[i].suspensions);
	}
	for (size_t i = 0; i < conf->n_devices; i++)
		free(conf->devices[i].addresses);
	vg_zonetable_fini(&conf->zone);
	free(conf->listen);
	free(conf->contracts);
	vg_calendarset_free(conf->calendars);
	free(conf->sites);
	free(conf->devices);
	free(conf->agents);
	free(conf->users);
	free(conf->kinds);
	free(conf);
}
