/*
 * Lint of case rules: what a rule matches is looked up place by place in the tree, so that a rule
 * of a client shadows one of his device, and no name has to be the same twice.
 */
#include "collector/conf/conflintrule.h"

#include <stdlib.h>
#include <string.h>

#include "collector/conf/confrule.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

enum { NAMED = 3 /* names that a sentence tells */ };

/* Where a fault may be: a device, else a site, else nowhere (the collector's own). */
struct place {
	const char *name[VG_CONFRULE_PLACES]; /* borrowed; "" none */
};

struct lint {
	const struct vg_conf *conf;
	const struct vg_packset *packs; /* may be NULL */
	vg_conflint_cb cb;
	void *cookie;
	struct place *places; /* owned: all devices, then all sites, then nowhere */
	size_t n_places;
	const char **kinds; /* owned: of the packs, or those that rules name */
	size_t n_kinds;
	size_t *at; /* owned: the places of the rule at hand */
	size_t n_at;
	bool *covers; /* owned: of each earlier rule, whether it has all those places */
};

/* --- what there is ------------------------------------------------------------------------- */

static const char *const nowhere = "";

static void
add_place(struct lint *l, const char *supplier, const char *contract, const char *site,
    const char *device)
{
	const struct vg_conf_site *s = vg_conf_site(l->conf, site);
	struct place *p = &l->places[l->n_places++];

	p->name[VG_CONFRULE_SUPPLIER] = supplier;
	p->name[VG_CONFRULE_CLIENT] = s ? s->client : nowhere;
	p->name[VG_CONFRULE_CONTRACT] = contract;
	p->name[VG_CONFRULE_SITE] = site;
	p->name[VG_CONFRULE_DEVICE] = device;
}

static void
list_places(struct lint *l)
{
	const struct vg_conf *conf = l->conf;

	l->places = vg_mem_array(conf->n_devices + conf->n_sites + 1, sizeof(*l->places));
	for (size_t i = 0; i < conf->n_devices; i++) {
		const struct vg_conf_device *d = &conf->devices[i];
		add_place(l, d->supplier, d->contract ? d->contract->name : nowhere,
		    d->site, d->name);
	}
	for (size_t i = 0; i < conf->n_sites; i++)
		add_place(l, nowhere, nowhere, conf->sites[i].name, nowhere);
	add_place(l, nowhere, nowhere, nowhere, nowhere);
}

/* The kinds that a rule without any stands for; without packs only those that others name. */
static void
list_kinds(struct lint *l)
{
	size_t n = 0;

	for (size_t i = 0; l->packs && i < vg_packset_count(l->packs); i++)
		n += vg_packset_at(l->packs, i)->n_kinds;
	for (size_t i = 0; !l->packs && i < vg_confrule_count(l->conf); i++)
		n += vg_confrule_at(l->conf, i)->kinds.n;
	l->kinds = vg_mem_array(n + 1, sizeof(*l->kinds));
	for (size_t i = 0; l->packs && i < vg_packset_count(l->packs); i++) {
		const struct vg_pack *pack = vg_packset_at(l->packs, i);
		for (size_t k = 0; k < pack->n_kinds; k++)
			l->kinds[l->n_kinds++] = pack->kinds[k].name;
	}
	for (size_t i = 0; !l->packs && i < vg_confrule_count(l->conf); i++) {
		const struct vg_conf_names *kinds = &vg_confrule_at(l->conf, i)->kinds;
		for (size_t k = 0; k < kinds->n; k++)
			l->kinds[l->n_kinds++] = kinds->name[k];
	}
	/* And one that nobody has named. */
	if (!l->packs)
		l->kinds[l->n_kinds++] = nowhere;
}

static bool
is_there(const struct vg_conf *conf, enum vg_confrule_place place, const char *name)
{
	switch (place) {
	case VG_CONFRULE_SUPPLIER:
		return vg_conf_supplier(conf, name) != NULL;
	case VG_CONFRULE_CLIENT:
		return vg_conf_client(conf, name) != NULL;
	case VG_CONFRULE_CONTRACT:
		return vg_conf_contract(conf, name) != NULL;
	case VG_CONFRULE_SITE:
		return vg_conf_site(conf, name) != NULL;
	case VG_CONFRULE_DEVICE:
		return vg_conf_device(conf, name) != NULL;
	case VG_CONFRULE_PLACES:
		break;
	}
	return false;
}

static void
warn(const struct lint *l, const struct vg_confrule *r, const char *lint,
    const char *cause, const char *remedy)
{
	char path[VG_NAME_SIZE + 32];
	const struct vg_conflint warning = {
	    .lint = lint, .path = path, .cause = cause, .remedy = remedy};

	vg_text_format(path, sizeof(path), "case-rule[name='%s']", r->name);
	l->cb(&warning, l->cookie);
}

/* --- names that are not there -------------------------------------------------------------- */

struct missing {
	size_t n;
	char names[NAMED * (VG_NAME_SIZE + 2)];
};

static void
add_name(struct missing *m, const char *name)
{
	size_t used = strlen(m->names);

	if (m->n++ < NAMED)
		vg_text_format(m->names + used, sizeof(m->names) - used, "%s%.64s",
		    used ? ", " : "", name);
}

/* Tells of 'm', of 'n' names called 'what'; whether none of them is there. */
static bool
tell_missing(const struct lint *l, const struct vg_confrule *r, const struct missing *m,
    size_t n, const char *what)
{
	char cause[VG_TEXT_SIZE], more[32] = "";
	bool all = n && m->n == n;

	if (!m->n)
		return false;
	if (m->n > NAMED)
		vg_text_format(more, sizeof(more), " and %zu more", m->n - NAMED);
	vg_text_format(cause, sizeof(cause), "it names %s %s%s that is not there%s", what,
	    m->names, more,
	    all ? ", and no other: it never matches" : "; of the others it holds");
	warn(l, r, all ? "rule-never" : "rule-stale", cause,
	    "mend the name, or take it out of the rule");
	return all;
}

static bool
lacks_names(const struct lint *l, const struct vg_confrule *r)
{
	bool never = false;

	for (int p = 0; p < VG_CONFRULE_PLACES; p++) {
		const struct vg_conf_names *names = &r->places[p];
		struct missing m = {0};
		for (size_t i = 0; i < names->n; i++) {
			if (!is_there(l->conf, (enum vg_confrule_place)p, names->name[i]))
				add_name(&m, names->name[i]);
		}
		never = tell_missing(l, r, &m, names->n,
			    vg_confrule_place_name((enum vg_confrule_place)p)) ||
		    never;
	}
	struct missing kinds = {0};
	for (size_t i = 0; l->packs && i < r->kinds.n; i++) {
		if (!vg_packset_kind(l->packs, r->kinds.name[i]))
			add_name(&kinds, r->kinds.name[i]);
	}
	return tell_missing(l, r, &kinds, r->kinds.n, "kind (of no pack)") || never;
}

/* --- severities ---------------------------------------------------------------------------- */

/* Whether a fault of 'kind' may have 'severity': its kind's levels bound it. */
static bool
may_have(const struct lint *l, const char *kind, int severity)
{
	const struct vg_kind *k = l->packs ? vg_packset_kind(l->packs, kind) : NULL;

	return !k ||
	    ((!k->lowest || severity >= (int)k->lowest) &&
		(!k->highest || severity <= (int)k->highest));
}

static bool
has_kind(const struct vg_confrule *r, const char *kind)
{
	return r->kinds.n == 0 || vg_conf_names_have(&r->kinds, kind);
}

/* Whether some kind of the rule has some severity of it. */
static bool
has_severity(const struct lint *l, const struct vg_confrule *r)
{
	for (size_t k = 0; k < l->n_kinds; k++) {
		for (int s = (int)r->from; s <= (int)r->to; s++) {
			if (has_kind(r, l->kinds[k]) && may_have(l, l->kinds[k], s))
				return true;
		}
	}
	return false;
}

static bool
lacks_severity(const struct lint *l, const struct vg_confrule *r)
{
	char cause[VG_TEXT_SIZE];

	if (r->from > r->to) {
		vg_text_format(cause, sizeof(cause),
		    "severity-from, %s, is above severity-to, %s: it never matches",
		    vg_severity_text(r->from), vg_severity_text(r->to));
		warn(l, r, "rule-never", cause, "change the two about");
		return true;
	}
	if (has_severity(l, r))
		return false;
	vg_text_format(cause, sizeof(cause),
	    "no kind that it names is ever %s%s%s: it never matches",
	    vg_severity_text(r->from), r->from < r->to ? " to " : "",
	    r->from < r->to ? vg_severity_text(r->to) : "");
	warn(l, r, "rule-never", cause,
	    "take severities that the packs give these kinds, or other kinds");
	return true;
}

/* --- places -------------------------------------------------------------------------------- */

static bool
takes_place(const struct vg_confrule *r, const struct place *place)
{
	for (int p = VG_CONFRULE_PLACES - 1; p >= 0; p--) {
		if (r->places[p].n && !vg_conf_names_have(&r->places[p], place->name[p]))
			return false;
	}
	return true;
}

static bool
lacks_places(struct lint *l, const struct vg_confrule *r)
{
	l->n_at = 0;
	for (size_t i = 0; i < l->n_places; i++) {
		if (takes_place(r, &l->places[i]))
			l->at[l->n_at++] = i;
	}
	if (l->n_at)
		return false;
	warn(l, r, "rule-never",
	    "no device or site is of all the suppliers, clients, contracts, sites and "
	    "devices that it names: it never matches",
	    "take out what contradicts the rest");
	return true;
}

/*
 * Whether faults of 'kind' are a device's: not those of agents, of ourselves, and what is a site's.
 */
static bool
is_of_devices(const struct lint *l, const char *kind)
{
	const struct vg_kind *k = vg_packset_kind(l->packs, kind);

	if (k && (strcmp(k->class, "agent") == 0 || strcmp(k->class, "self") == 0))
		return false;
	for (size_t i = 0; i < l->n_kinds; i++) {
		const struct vg_kind *part = vg_packset_kind(l->packs, l->kinds[i]);
		if (part && strcmp(part->together, kind) == 0)
			return false;
	}
	return true;
}

/* Kinds that no device has, where devices alone are left. */
static bool
lacks_subject(const struct lint *l, const struct vg_confrule *r)
{
	bool devices = l->packs && r->kinds.n > 0;

	for (size_t i = 0; devices && i < l->n_at; i++)
		devices = l->places[l->at[i]].name[VG_CONFRULE_DEVICE][0] != '\0';
	for (size_t k = 0; devices && k < r->kinds.n; k++)
		devices = !is_of_devices(l, r->kinds.name[k]);
	if (!devices)
		return false;
	warn(l, r, "rule-never",
	    "the kinds that it names are faults of sites, agents or the collector, never of "
	    "a device, supplier or contract: it never matches",
	    "name sites or clients, or no place");
	return true;
}

static bool
has_places(const struct lint *l, const struct vg_confrule *r)
{
	for (size_t i = 0; i < l->n_at; i++) {
		if (!takes_place(r, &l->places[l->at[i]]))
			return false;
	}
	return true;
}

/* --- shadows ------------------------------------------------------------------------------- */

/* The first of the rules before 'n' that judges such a fault wherever rule 'n' would; or NULL. */
static const struct vg_confrule *
earlier(const struct lint *l, size_t n, const char *kind, int severity)
{
	for (size_t i = 0; i < n; i++) {
		const struct vg_confrule *r = vg_confrule_at(l->conf, i);
		if (l->covers[i] && severity >= (int)r->from && severity <= (int)r->to &&
		    has_kind(r, kind))
			return r;
	}
	return NULL;
}

/* Up to NAMED rules, each once, and how many there are in all. */
struct shades {
	const struct vg_confrule *rule[NAMED];
	size_t n;
};

static void
add_shade(struct shades *by, const struct vg_confrule *rule)
{
	for (size_t i = 0; i < by->n; i++) {
		if (by->rule[i] == rule)
			return;
	}
	if (by->n < NAMED)
		by->rule[by->n++] = rule;
}

static void
tell_shadow(const struct lint *l, const struct vg_confrule *r, const struct shades *by)
{
	char cause[VG_TEXT_SIZE];
	size_t used;

	vg_text_copy(cause, sizeof(cause), "all that it matches is judged before by");
	for (size_t i = 0; i < by->n; i++) {
		used = strlen(cause);
		vg_text_format(cause + used, sizeof(cause) - used, "%s %s", i ? "," : "",
		    by->rule[i]->name);
	}
	warn(l, r, "rule-shadowed", cause,
	    "put it before them, narrow them, or take it out");
}

static void
check_shadow(struct lint *l, size_t n)
{
	const struct vg_confrule *r = vg_confrule_at(l->conf, n);
	struct shades by = {.n = 0};

	for (size_t i = 0; i < n; i++)
		l->covers[i] = has_places(l, vg_confrule_at(l->conf, i));
	for (size_t k = 0; k < l->n_kinds; k++) {
		if (!has_kind(r, l->kinds[k]))
			continue;
		for (int s = (int)r->from; s <= (int)r->to; s++) {
			if (!may_have(l, l->kinds[k], s))
				continue;
			const struct vg_confrule *first = earlier(l, n, l->kinds[k], s);
			if (!first)
				return;
			add_shade(&by, first);
		}
	}
	tell_shadow(l, r, &by);
}

/* --- what opens no case -------------------------------------------------------------------- */

enum { NO_CASE_PAGE = 4 }; /* W4: the weekly list only */

static bool
opens_a_case(const struct lint *l, const struct vg_confrule *r)
{
	if (r->opens != VG_CONFRULE_AS_KIND)
		return r->opens == VG_CONFRULE_OPENS;
	for (size_t k = 0; k < l->n_kinds; k++) {
		const struct vg_kind *kind =
		    l->packs ? vg_packset_kind(l->packs, l->kinds[k]) : NULL;
		for (int s = (int)r->from; has_kind(r, l->kinds[k]) && s <= (int)r->to;
		     s++) {
			if (!kind ||
			    (may_have(l, l->kinds[k], s) &&
				kind->page[s] != NO_CASE_PAGE))
				return true;
		}
	}
	return false;
}

/* Nothing waits for a hold, nor for a place in a queue, that has no case at its end. */
static void
check_case(const struct lint *l, const struct vg_confrule *r)
{
	char said[64], cause[VG_TEXT_SIZE];

	vg_text_format(said, sizeof(said), "%s%s%s", r->hold_s >= 0 ? ", hold-s" : "",
	    r->priority ? ", priority" : "", r->queue[0] ? ", queue" : "");
	if (!said[0] || opens_a_case(l, r))
		return;
	vg_text_format(cause, sizeof(cause),
	    "it says %s, and nothing that it matches opens a case: %s", said + 2,
	    r->opens == VG_CONFRULE_OPENS_NOT
		? "opens is false"
		: "at these severities its kinds stand in the weekly list alone (W4)");
	warn(l, r, "rule-no-case", cause,
	    "say opens true, take kinds or severities that open one, or take it out");
}

void
vg_conflintrule_run(const struct vg_conf *conf, const struct vg_packset *packs,
    vg_conflint_cb cb, void *cookie)
{
	struct lint l = {.conf = conf, .packs = packs, .cb = cb, .cookie = cookie};
	size_t n = vg_confrule_count(conf);

	if (n == 0)
		return;
	list_places(&l);
	list_kinds(&l);
	l.at = vg_mem_array(l.n_places, sizeof(*l.at));
	l.covers = vg_mem_array(n, sizeof(*l.covers));
	for (size_t i = 0; i < n; i++) {
		const struct vg_confrule *r = vg_confrule_at(conf, i);
		bool never = lacks_names(&l, r);
		if (!never)
			never = lacks_severity(&l, r) || lacks_places(&l, r) ||
			    lacks_subject(&l, r);
		if (!never) {
			check_shadow(&l, i);
			check_case(&l, r);
		}
	}
	free(l.covers);
	free(l.at);
	free(l.kinds);
	free(l.places);
}
