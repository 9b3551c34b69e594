/*
 * Rules of cases, compiled.
 *
 * Every name that a rule mentions has a number; a device knows the numbers of its own five
 * names (0: no rule mentions it).  Whether a rule matches a place is then a comparison of
 * numbers, and which rules are asked at all is found by the kind.
 */
#include "collector/conf/confrule.h"

#include <stdlib.h>
#include <string.h>

#include "collector/conf/confread.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

enum { NO_CASE_PAGE = 4, LOWEST_PAGE = 3 }; /* W4, W3 */

/* The numbers of names that a rule takes, ascending; none: any. */
struct numbers {
	uint32_t *number; /* owned */
	size_t n;
};

/* The numbers of the names of a place. */
struct place {
	uint32_t of[VG_CONFRULE_PLACES];
};

/* Which rules are asked for a kind, in their order. */
struct asked {
	uint32_t *rule; /* owned */
	size_t n;
};

struct vg_confrules {
	struct vg_confrule *rules;                    /* owned */
	struct numbers (*places)[VG_CONFRULE_PLACES]; /* owned; of each rule */
	size_t n;
	struct vg_nametable names[VG_CONFRULE_PLACES];
	char *marks;           /* owned; the k-th octet stands for number k */
	uint32_t n_marks;      /* numbers given */
	struct place *devices; /* owned; of each device of the conf */
	struct asked *asked;   /* owned; of each kind that is named, then of all others */
	size_t n_kinds;
	struct vg_nametable kinds; /* name -> asked */
};

const char *
vg_confrule_place_name(enum vg_confrule_place place)
{
	static const char *const names[] = {
	    "supplier", "client", "contract", "site", "device"};

	return names[place];
}

size_t
vg_confrule_count(const struct vg_conf *conf)
{
	return conf->rules ? conf->rules->n : 0;
}

const struct vg_confrule *
vg_confrule_at(const struct vg_conf *conf, size_t i)
{
	return &conf->rules->rules[i];
}

/* --- reading ------------------------------------------------------------------------------- */

static enum vg_severity
read_severity(const struct vg_node *node, const char *leaf, enum vg_severity fallback)
{
	enum vg_severity severity = fallback;

	(void)vg_severity_parse(vg_tree_text(node, leaf, ""), &severity);
	return severity;
}

static void
read_rule(struct vg_confrule *r, const struct vg_node *node)
{
	const struct vg_node *opens = vg_tree_child(node, "opens");

	TAKE(r->name, node, "name");
	vg_confread_names(&r->kinds, node, "kind");
	for (int p = 0; p < VG_CONFRULE_PLACES; p++)
		vg_confread_names(&r->places[p], node,
		    vg_confrule_place_name((enum vg_confrule_place)p));
	r->from = read_severity(node, "severity-from", VG_SEVERITY_WARNING);
	r->to = read_severity(node, "severity-to", VG_SEVERITY_CRITICAL);
	if (opens)
		r->opens = strcmp(vg_tree_value(opens), "true") == 0
		    ? VG_CONFRULE_OPENS
		    : VG_CONFRULE_OPENS_NOT;
	r->hold_s = vg_tree_int(node, "hold-s", -1);
	TAKE(r->family, node, "family");
	r->priority = (int)vg_tree_int(node, "priority", 0);
	TAKE(r->queue, node, "queue");
}

/* --- compiling ----------------------------------------------------------------------------- */

static uint32_t
number_of(const struct vg_confrules *c, int place, const char *name)
{
	const char *mark =
	    name[0] ? vg_nametable_find_text(&c->names[place], name) : NULL;

	return mark ? (uint32_t)(mark - c->marks) : 0;
}

static int
compare_numbers(const void *a, const void *b)
{
	const uint32_t *one = a, *two = b;

	return (*one > *two) - (*one < *two);
}

static void
number_names(struct vg_confrules *c, size_t rule)
{
	for (int p = 0; p < VG_CONFRULE_PLACES; p++) {
		const struct vg_conf_names *names = &c->rules[rule].places[p];
		struct numbers *numbers = &c->places[rule][p];
		numbers->number = vg_mem_array(names->n, sizeof(*numbers->number));
		for (size_t i = 0; i < names->n; i++) {
			if (!number_of(c, p, names->name[i]))
				vg_nametable_put_text(&c->names[p], names->name[i],
				    &c->marks[++c->n_marks]);
			numbers->number[numbers->n++] = number_of(c, p, names->name[i]);
		}
		if (numbers->n)
			qsort(numbers->number, numbers->n, sizeof(*numbers->number),
			    compare_numbers);
	}
}

static struct place
place_of_site(const struct vg_conf *conf, const char *name)
{
	const struct vg_conf_site *site = vg_conf_site(conf, name);
	struct place place = {0};

	place.of[VG_CONFRULE_SITE] = number_of(conf->rules, VG_CONFRULE_SITE, name);
	if (site)
		place.of[VG_CONFRULE_CLIENT] =
		    number_of(conf->rules, VG_CONFRULE_CLIENT, site->client);
	return place;
}

static void
number_devices(struct vg_conf *conf)
{
	struct vg_confrules *c = conf->rules;

	c->devices = vg_mem_array(conf->n_devices, sizeof(*c->devices));
	for (size_t i = 0; i < conf->n_devices; i++) {
		const struct vg_conf_device *d = &conf->devices[i];
		struct place place = place_of_site(conf, d->site);
		place.of[VG_CONFRULE_SUPPLIER] =
		    number_of(c, VG_CONFRULE_SUPPLIER, d->supplier);
		place.of[VG_CONFRULE_DEVICE] = number_of(c, VG_CONFRULE_DEVICE, d->name);
		if (d->contract)
			place.of[VG_CONFRULE_CONTRACT] =
			    number_of(c, VG_CONFRULE_CONTRACT, d->contract->name);
		c->devices[i] = place;
	}
}

/* Gives every kind that is named its own list; the last one is for all others. */
static void
name_kinds(struct vg_confrules *c)
{
	size_t most = 1;

	for (size_t i = 0; i < c->n; i++)
		most += c->rules[i].kinds.n;
	c->asked = vg_mem_array(most, sizeof(*c->asked));
	for (size_t i = 0; i < c->n; i++) {
		const struct vg_conf_names *kinds = &c->rules[i].kinds;
		for (size_t k = 0; k < kinds->n; k++) {
			if (!vg_nametable_find_text(&c->kinds, kinds->name[k]))
				vg_nametable_put_text(
				    &c->kinds, kinds->name[k], &c->asked[c->n_kinds++]);
		}
	}
}

static void
ask(struct asked *asked, size_t room, uint32_t rule)
{
	if (!asked->rule)
		asked->rule = vg_mem_array(room, sizeof(*asked->rule));
	/* A kind that one rule names twice asks it once. */
	if (asked->n == 0 || asked->rule[asked->n - 1] != rule)
		asked->rule[asked->n++] = rule;
}

static void
list_rules(struct vg_confrules *c)
{
	for (uint32_t i = 0; i < c->n; i++) {
		const struct vg_conf_names *kinds = &c->rules[i].kinds;
		for (size_t k = 0; kinds->n == 0 && k <= c->n_kinds; k++)
			ask(&c->asked[k], c->n, i);
		for (size_t k = 0; k < kinds->n; k++) {
			const struct asked *named =
			    vg_nametable_find_text(&c->kinds, kinds->name[k]);
			ask(&c->asked[named - c->asked], c->n, i);
		}
	}
	for (size_t k = 0; k <= c->n_kinds; k++) {
		struct asked *a = &c->asked[k];
		if (a->rule)
			a->rule = vg_mem_resize(a->rule, a->n, sizeof(*a->rule));
	}
}

void
vg_confrule_read(struct vg_conf *conf, const struct vg_node *top)
{
	size_t n = vg_tree_count(top, "case-rule"), n_names = 0;

	if (n == 0)
		return;
	struct vg_confrules *c = conf->rules = vg_mem_zero(sizeof(*c));
	c->rules = vg_mem_array(n, sizeof(*c->rules));
	c->places = vg_mem_array(n, sizeof(*c->places));
	EACH(node, top, "case-rule")
	{
		struct vg_confrule *r = &c->rules[c->n++];
		read_rule(r, node);
		for (int p = 0; p < VG_CONFRULE_PLACES; p++)
			n_names += r->places[p].n;
	}
	c->marks = vg_mem_zero(n_names + 1);
	for (size_t i = 0; i < n; i++)
		number_names(c, i);
	number_devices(conf);
	name_kinds(c);
	list_rules(c);
}

void
vg_confrule_free(struct vg_conf *conf)
{
	struct vg_confrules *c = conf->rules;

	if (!c)
		return;
	for (size_t i = 0; i < c->n; i++) {
		free(c->rules[i].kinds.name);
		for (int p = 0; p < VG_CONFRULE_PLACES; p++) {
			free(c->rules[i].places[p].name);
			free(c->places[i][p].number);
		}
	}
	for (size_t k = 0; k <= c->n_kinds; k++)
		free(c->asked[k].rule);
	for (int p = 0; p < VG_CONFRULE_PLACES; p++)
		vg_nametable_fini(&c->names[p]);
	vg_nametable_fini(&c->kinds);
	free(c->asked);
	free(c->devices);
	free(c->marks);
	free(c->places);
	free(c->rules);
	free(c);
}

/* --- matching ------------------------------------------------------------------------------ */

static bool
takes(const struct numbers *numbers, uint32_t number)
{
	if (numbers->n <= 1)
		return numbers->n == 0 || numbers->number[0] == number;
	return number &&
	    bsearch(&number, numbers->number, numbers->n, sizeof(number),
		compare_numbers) != NULL;
}

static bool
matches(const struct vg_confrules *c, uint32_t rule, enum vg_severity severity,
    const struct place *place)
{
	const struct vg_confrule *r = &c->rules[rule];

	if (severity < r->from || severity > r->to)
		return false;
	for (int p = VG_CONFRULE_PLACES - 1; p >= 0; p--) {
		if (!takes(&c->places[rule][p], place->of[p]))
			return false;
	}
	return true;
}

static struct place
place_of(
    const struct vg_conf *conf, const struct vg_conf_device *device, const char *resource)
{
	char class[VG_NAME_SIZE], name[VG_NAME_SIZE];
	const struct vg_conf_agent *agent;

	if (device)
		return conf->rules->devices[device - conf->devices];
	vg_resource_split(resource, class, name);
	if (strcmp(class, "site") == 0)
		return place_of_site(conf, name);
	agent = strcmp(class, "agent") == 0 ? vg_conf_agent(conf, name) : NULL;
	return agent ? place_of_site(conf, agent->site) : (struct place){0};
}

const struct vg_confrule *
vg_confrule_find(const struct vg_conf *conf, const char *kind, enum vg_severity severity,
    const struct vg_conf_device *device, const char *resource)
{
	const struct vg_confrules *c = conf->rules;

	if (!c)
		return NULL;
	const struct asked *asked = vg_nametable_find_text(&c->kinds, kind);
	if (!asked)
		asked = &c->asked[c->n_kinds];
	if (asked->n == 0)
		return NULL;
	const struct place place = place_of(conf, device, resource);
	for (size_t i = 0; i < asked->n; i++) {
		if (matches(c, asked->rule[i], severity, &place))
			return &c->rules[asked->rule[i]];
	}
	return NULL;
}

void
vg_confrule_apply(const struct vg_confrule *rule, struct vg_kind *kind)
{
	for (size_t s = 0; s < VG_PACK_N_SEVERITIES; s++) {
		if (rule->hold_s >= 0)
			kind->hold_s[s] = (uint32_t)rule->hold_s;
		if (rule->opens == VG_CONFRULE_OPENS_NOT)
			kind->page[s] = NO_CASE_PAGE;
		else if (rule->opens == VG_CONFRULE_OPENS &&
		    kind->page[s] == NO_CASE_PAGE)
			kind->page[s] = LOWEST_PAGE;
	}
	if (rule->family[0])
		vg_text_copy(kind->class, sizeof(kind->class), rule->family);
}

/* --- another tree -------------------------------------------------------------------------- */

static bool
same_names(const struct vg_conf_names *one, const struct vg_conf_names *other)
{
	if (one->n != other->n)
		return false;
	for (size_t i = 0; i < one->n; i++) {
		if (strcmp(one->name[i], other->name[i]) != 0)
			return false;
	}
	return true;
}

static bool
same_rule(const struct vg_confrule *one, const struct vg_confrule *other)
{
	for (int p = 0; p < VG_CONFRULE_PLACES; p++) {
		if (!same_names(&one->places[p], &other->places[p]))
			return false;
	}
	return strcmp(one->name, other->name) == 0 &&
	    same_names(&one->kinds, &other->kinds) && one->from == other->from &&
	    one->to == other->to && one->opens == other->opens &&
	    one->hold_s == other->hold_s && strcmp(one->family, other->family) == 0 &&
	    one->priority == other->priority && strcmp(one->queue, other->queue) == 0;
}

/* How long they hold: the one number of a kind that decides when a case opens. */
static bool
same_kinds(const struct vg_conf *one, const struct vg_conf *other)
{
	if (one->n_kinds != other->n_kinds)
		return false;
	for (size_t i = 0; i < one->n_kinds; i++) {
		if (strcmp(one->kinds[i].kind, other->kinds[i].kind) != 0 ||
		    one->kinds[i].hold_s != other->kinds[i].hold_s)
			return false;
	}
	return true;
}

bool
vg_confrule_same(const struct vg_conf *one, const struct vg_conf *other)
{
	size_t n = vg_confrule_count(one);

	if (n != vg_confrule_count(other) || !same_kinds(one, other))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!same_rule(vg_confrule_at(one, i), vg_confrule_at(other, i)))
			return false;
	}
	return true;
}
