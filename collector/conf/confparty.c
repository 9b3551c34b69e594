/*
 * Persons, the duty list, suppliers, clients and sites into structs.
 */
#include <stdlib.h>
#include <string.h>

#include "collector/conf/confpattern.h"
#include "collector/conf/confread.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/yang/calendarload.h"

enum { HOUR_S = 3600 };

static uint32_t
number(const struct vg_node *node, const char *leaf, uint32_t fallback)
{
	return (uint32_t)vg_tree_int(node, leaf, fallback);
}

static void
read_policy(struct vg_conf_policy *p, const struct vg_node *node)
{
	p->late_fact_days = number(node, "late-fact-days", 7);
	p->clock_step_s = number(node, "clock-step-s", 5);
	p->clock_step_hold_s = number(node, "clock-step-hold-min", 10) * 60;
	p->planned_settle_s = number(node, "planned-settle-s", 360);
	p->planned_ask_s = number(node, "planned-ask-min", 15) * 60;
	p->likely_after_s = number(node, "likely-after-min", 15) * 60;
	p->likely_raises = number(node, "likely-raises", 3);
	p->likely_within_s = number(node, "likely-within-h", 24) * HOUR_S;
	p->merge_within_s = number(node, "merge-within-h", 24) * HOUR_S;
	p->follow_within_s = number(node, "follow-within-h", 72) * HOUR_S;
	p->site_window_s = number(node, "site-window-s", 150);
	p->site_devices = number(node, "site-devices", 2);
	p->link_window_s = number(node, "link-window-s", 5);
	p->copy_window_s = number(node, "copy-window-s", 120);
	p->parent_wait_s = number(node, "parent-wait-s", 90);
	p->explained_within_s = number(node, "explained-within-s", 900);
	p->mail_cases_hour = number(node, "mail-cases-hour", 20);
	p->mail_cases_domain_hour = number(node, "mail-cases-domain-hour", 200);
	p->mail_cases_unknown_hour = number(node, "mail-cases-unknown-hour", 200);
	p->receipts_domain_hour = number(node, "receipts-domain-hour", 100);
	p->mail_told_s = number(node, "mail-told-min", 15) * 60;
	p->adopt_at_once = number(node, "adopt-at-once", 50);
	vg_confread_paging(&p->paging, p->last_resort, node);
	p->outbox_stuck_s = (uint32_t)vg_tree_int(node, "outbox-stuck-min", 10) * 60;
}

static void
read_persons(struct vg_conf *c, const struct vg_node *top)
{
	c->persons = vg_mem_array(vg_tree_count(top, "person"), sizeof(*c->persons));
	EACH(node, top, "person")
	{
		struct vg_conf_person *p = &c->persons[c->n_persons++];
		TAKE(p->id, node, "id");
		TAKE(p->name, node, "name");
		TAKE(p->role, node, "role");
		TAKE(p->mail, node, "mail");
		TAKE(p->telephone, node, "telephone");
		p->language = vg_confread_language(node, c->language);
		p->speaks = vg_tree_text(node, "language", "")[0] != '\0';
		vg_confread_channels(p, node);
		vg_nametable_put_text(&c->person_ids, p->id, p);
	}
}

static int
read_turns(struct vg_conf *c, const struct vg_node *top, struct vg_detail *detail)
{
	c->turns = vg_mem_array(vg_tree_count(top, "on-duty"), sizeof(*c->turns));
	EACH(node, top, "on-duty")
	{
		struct vg_conf_turn *t = &c->turns[c->n_turns++];
		const char *calendar = vg_tree_text(node, "calendar", "");
		const char *from = vg_tree_text(node, "from", NULL);
		const char *until = vg_tree_text(node, "until", NULL);
		int code;
		TAKE(t->name, node, "name");
		TAKE(t->person, node, "person");
		code = vg_confread_calendar(c, calendar, detail);
		if (code == VG_OK && from)
			code = vg_confread_date(&c->zone, from, 0, &t->from, detail);
		if (code == VG_OK && until)
			code = vg_confread_date(&c->zone, until, 1, &t->until, detail);
		if (code != VG_OK)
			return vg_detail_prefix(detail, "P6: on-duty %s", t->name);
		t->calendar = vg_calendarset_find(c->calendars, calendar);
	}
	return VG_OK;
}

/* --- suppliers ----------------------------------------------------------------------------- */

static void
read_releases(struct vg_conf_supplier *s, const struct vg_node *node)
{
	s->releases = vg_mem_array(vg_tree_count(node, "release"), sizeof(*s->releases));
	EACH(one, node, "release")
	{
		struct vg_conf_release *r = &s->releases[s->n_releases++];
		TAKE(r->family, one, "family");
		TAKE(r->version, one, "version");
		TAKE(r->date, one, "date");
		r->major = strcmp(vg_tree_text(one, "kind", ""), "major") == 0;
		vg_confread_names(&r->fixes, one, "fixes");
	}
}

/* The same in the shape that collector/work compares; a date that is none is not known. */
static void
make_catalogue(const struct vg_conf *c, struct vg_conf_supplier *s)
{
	struct vg_detail unused;
	size_t n = 0;

	for (size_t i = 0; i < s->n_releases; i++)
		n += s->releases[i].fixes.n;
	s->catalogue = vg_mem_array(s->n_releases + 1, sizeof(*s->catalogue));
	s->fixed = vg_mem_array(n + 1, sizeof(*s->fixed));
	n = 0;
	for (size_t i = 0; i < s->n_releases; i++) {
		const struct vg_conf_release *r = &s->releases[i];
		struct vg_release *line = &s->catalogue[i];
		line->family = r->family;
		line->version = r->version;
		line->weight = r->major ? VG_RELEASE_MAJOR : VG_RELEASE_MINOR;
		line->fixes = &s->fixed[n];
		line->n_fixes = r->fixes.n;
		for (size_t k = 0; k < r->fixes.n; k++)
			s->fixed[n++] = r->fixes.name[k];
		if (r->date[0])
			(void)vg_confread_date(
			    &c->zone, r->date, 0, &line->date, &unused);
	}
}

static int
read_pattern(const struct vg_conf_supplier *s, const struct vg_node *node,
    const char *leaf, struct vg_confpattern **pattern, struct vg_detail *detail)
{
	const char *text = vg_tree_text(node, leaf, NULL);

	if (!text || vg_confpattern_new(text, pattern, detail) == VG_OK)
		return VG_OK;
	return vg_detail_prefix(detail, "supplier %s: %s '%s'", s->name, leaf, text);
}

static enum vg_delegation
delegation_of(const char *text)
{
	if (strcmp(text, "included") == 0)
		return VG_DELEGATION_INCLUDED;
	return strcmp(text, "refused") == 0 ? VG_DELEGATION_REFUSED
					    : VG_DELEGATION_SURCHARGE;
}

static void
read_desk(struct vg_conf_desk *desk, const struct vg_node *node)
{
	TAKE(desk->mail, node, "mail");
	TAKE(desk->telephone, node, "telephone");
}

static int
read_suppliers(struct vg_conf *c, const struct vg_node *top, struct vg_detail *detail)
{
	c->suppliers =
	    vg_mem_array(vg_tree_count(top, "supplier"), sizeof(*c->suppliers));
	EACH(node, top, "supplier")
	{
		struct vg_conf_supplier *s = &c->suppliers[c->n_suppliers++];
		TAKE(s->name, node, "name");
		s->language = vg_confread_language(node, VG_LANGUAGE_EN);
		s->delegation =
		    delegation_of(vg_tree_text(node, "delegation", "surcharge"));
		TAKE(s->delegation_refused, node, "delegation-refused");
		s->direct =
		    strcmp(vg_tree_text(node, "direct", "offered"), "offered") == 0;
		read_desk(&s->support, vg_tree_child(node, "support"));
		read_desk(&s->escalation, vg_tree_child(node, "escalation"));
		TAKE(s->crm, node, "crm");
		s->doa_window_days = number(node, "doa-window-days", 30);
		s->repeat_within_days = number(node, "repeat-within-days", 90);
		s->prove_in_s = number(node, "prove-in-h", 24) * HOUR_S;
		read_releases(s, node);
		make_catalogue(c, s);
		if (read_pattern(s, node, "ticket-pattern", &s->ticket, detail) !=
			VG_OK ||
		    read_pattern(s, node, "rma-pattern", &s->rma, detail) != VG_OK)
			return VG_EINVAL;
	}
	return VG_OK;
}

/* --- clients ------------------------------------------------------------------------------- */

/* Another client than the last one that has 'domain', or NULL. */
static const struct vg_conf_client *
other_with(const struct vg_conf *c, const char *domain)
{
	for (size_t i = 0; i + 1 < c->n_clients; i++) {
		if (vg_conf_names_have(&c->clients[i].domains, domain))
			return &c->clients[i];
	}
	return NULL;
}

static int
read_clients(struct vg_conf *c, const struct vg_node *top, struct vg_detail *detail)
{
	c->clients = vg_mem_array(vg_tree_count(top, "client"), sizeof(*c->clients));
	EACH(node, top, "client")
	{
		struct vg_conf_client *k = &c->clients[c->n_clients++];
		TAKE(k->name, node, "name");
		vg_confread_names(&k->domains, node, "domain");
		vg_confread_names(&k->persons, node, "person");
		vg_confread_names(&k->crm_registered, node, "crm-registered");
		k->supplier_sees_name =
		    strcmp(vg_tree_text(node, "supplier-sees", ""), "name") == 0;
		k->language = vg_confread_language(node, c->language);
		k->name_is_common = vg_tree_bool(node, "name-is-common", false);
		for (size_t i = 0; i < k->domains.n; i++) {
			const struct vg_conf_client *o =
			    other_with(c, k->domains.name[i]);
			if (o)
				return vg_detail_set(detail, VG_EINVAL,
				    "P6: clients %s and %s both have the domain %s: a "
				    "sender belongs to one client; list his people "
				    "instead",
				    o->name, k->name, k->domains.name[i]);
		}
	}
	return VG_OK;
}

static int
read_sites(struct vg_conf *c, const struct vg_node *top, struct vg_detail *detail)
{
	c->sites = vg_mem_array(vg_tree_count(top, "site"), sizeof(*c->sites));
	EACH(node, top, "site")
	{
		struct vg_conf_site *s = &c->sites[c->n_sites++];
		const char *zone = vg_tree_text(node, "zone", NULL);
		TAKE(s->name, node, "name");
		vg_nametable_put_text(&c->site_names, s->name, s);
		TAKE(s->client, node, "client");
		TAKE(s->address, node, "address");
		vg_confread_names(&s->contacts, node, "contact");
		s->zone =
		    zone ? vg_calendarload_zone(c->calendars, zone, detail) : &c->zone;
		if (!s->zone)
			return vg_detail_prefix(detail, "site %s", s->name);
	}
	return VG_OK;
}

int
vg_confread_parties(
    struct vg_conf *c, const struct vg_node *top, struct vg_detail *detail)
{
	int code;

	read_policy(&c->policy, vg_tree_child(top, "policy"));
	read_persons(c, top);
	code = read_turns(c, top, detail);
	if (code == VG_OK)
		code = read_suppliers(c, top, detail);
	if (code == VG_OK)
		code = read_clients(c, top, detail);
	return code == VG_OK ? read_sites(c, top, detail) : code;
}

void
vg_confread_free_parties(struct vg_conf *c)
{
	for (size_t i = 0; i < c->n_suppliers; i++) {
		struct vg_conf_supplier *s = &c->suppliers[i];
		for (size_t k = 0; k < s->n_releases; k++)
			free(s->releases[k].fixes.name);
		free(s->releases);
		free(s->catalogue);
		free(s->fixed);
		vg_confpattern_free(s->ticket);
		vg_confpattern_free(s->rma);
	}
	for (size_t i = 0; i < c->n_clients; i++) {
		free(c->clients[i].domains.name);
		free(c->clients[i].persons.name);
		free(c->clients[i].crm_registered.name);
	}
	for (size_t i = 0; i < c->n_sites; i++)
		free(c->sites[i].contacts.name);
	vg_confread_free_channels(c);
	free(c->persons);
	free(c->turns);
	free(c->suppliers);
	free(c->clients);
	free(c->sites);
}
