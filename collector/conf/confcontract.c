/*
 * Contracts into structs: days into instants of the contract's zone, versions made whole.
 */
#include <stdlib.h>
#include <string.h>

#include "collector/conf/confread.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/yang/calendarload.h"

/* The last day that a contract without an end can be suspended to. */
#define FAR "2099-12-31"

static const struct vg_zone *
zone_of(const struct vg_conf *c, const struct vg_contract *k)
{
	return k->zone ? k->zone : &c->zone;
}

/* The first instant of the day that 'leaf' names, or of the day 'plus' days later. */
static int
date_of(const struct vg_conf *c, const struct vg_contract *k, const struct vg_node *node,
    const char *leaf, int plus, struct vg_wall *instant, struct vg_detail *detail)
{
	if (vg_confread_date(zone_of(c, k), vg_tree_text(node, leaf, FAR), plus, instant,
		detail) == VG_OK)
		return VG_OK;
	return vg_detail_prefix(detail, "P1: contract %s: %s", k->name, leaf);
}

static int
compare_modes(const void *a, const void *b)
{
	const struct vg_mode_period *x = a, *y = b;

	return vg_instant_compare(x->from, y->from);
}

static int
read_modes(const struct vg_conf *c, struct vg_contract *k, const struct vg_node *node,
    struct vg_detail *detail)
{
	k->modes = vg_mem_array(vg_tree_count(node, "mode"), sizeof(*k->modes));
	EACH(mode, node, "mode")
	{
		struct vg_mode_period *p = &k->modes[k->n_modes++];
		if (date_of(c, k, mode, "from", 0, &p->from, detail) != VG_OK)
			return VG_EINVAL;
		vg_contract_mode_parse(vg_tree_text(mode, "mode", "none"), &p->mode);
		EACH(duty, mode, "duty")
		p->duties |= vg_contract_duty(vg_tree_value(duty));
	}
	qsort(k->modes, k->n_modes, sizeof(*k->modes), compare_modes);
	return VG_OK;
}

static int
read_suspensions(const struct vg_conf *c, struct vg_contract *k,
    const struct vg_node *node, struct vg_detail *detail)
{
	k->suspensions =
	    vg_mem_array(vg_tree_count(node, "suspended"), sizeof(*k->suspensions));
	EACH(span, node, "suspended")
	{
		struct vg_suspension *s = &k->suspensions[k->n_suspensions++];
		if (date_of(c, k, span, "from", 0, &s->from, detail) != VG_OK ||
		    date_of(c, k, span, "until", 1, &s->until, detail) != VG_OK)
			return VG_EINVAL;
		if (vg_instant_compare(s->from, s->until) >= 0)
			return vg_detail_set(detail, VG_EINVAL,
			    "P1: contract %s: suspended from %s until %s, which is "
			    "before it; mend the days",
			    k->name, vg_tree_text(span, "from", ""),
			    vg_tree_text(span, "until", ""));
		TAKE(s->reason, span, "description");
	}
	return VG_OK;
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

/* --- promises ------------------------------------------------------------------------------ */

static const struct number {
	const char *leaf;
	enum vg_term_kind term;
	enum { AMOUNT_MIN, AMOUNT_DAYS, CRITICAL_MIN, FIRST_MIN } what;
} numbers[] = {
    {"first-reply-min", VG_TERM_FIRST_REPLY, AMOUNT_MIN},
    {"next-reply-min", VG_TERM_NEXT_REPLY, AMOUNT_MIN},
    {"client-told-min", VG_TERM_CLIENT_TOLD, AMOUNT_MIN},
    {"triage-min", VG_TERM_TRIAGE, AMOUNT_MIN},
    {"entitlement-min", VG_TERM_ENTITLEMENT, AMOUNT_MIN},
    {"supplier-ticket-min", VG_TERM_SUPPLIER_TICKET, AMOUNT_MIN},
    {"supplier-ticket-critical-min", VG_TERM_SUPPLIER_TICKET, CRITICAL_MIN},
    {"supplier-move-min", VG_TERM_SUPPLIER_MOVE, AMOUNT_MIN},
    {"supplier-move-critical-min", VG_TERM_SUPPLIER_MOVE, CRITICAL_MIN},
    {"second-key-days", VG_TERM_SECOND_KEY, AMOUNT_DAYS},
    {"replacement-days", VG_TERM_REPLACEMENT, AMOUNT_DAYS},
    {"faulty-back-days", VG_TERM_FAULTY_BACK, AMOUNT_DAYS},
    {"watch-first-min", VG_TERM_WATCH, FIRST_MIN},
    {"watch-days", VG_TERM_WATCH, AMOUNT_DAYS},
    {"resolution-min", VG_TERM_RESOLUTION, AMOUNT_MIN},
};

static void
put_number(struct vg_terms *terms, const struct number *n, uint32_t value)
{
	struct vg_term *term = &terms->term[n->term];

	switch (n->what) {
	case AMOUNT_MIN:
		term->amount = value * 60;
		break;
	case AMOUNT_DAYS:
		term->amount = value;
		break;
	case CRITICAL_MIN:
		term->critical_s = value * 60;
		break;
	case FIRST_MIN:
		term->first_s = value * 60;
		break;
	}
}

/* Puts what 'node' (a contract, an amendment) says over 'terms'. */
static int
read_terms(const struct vg_conf *c, struct vg_terms *terms, const struct vg_node *node,
    struct vg_detail *detail)
{
	const struct vg_node *targets = vg_tree_child(node, "targets");
	const char *calendar = vg_tree_text(node, "calendar", terms->calendar);

	if (vg_confread_calendar(c, calendar, detail) != VG_OK)
		return vg_detail_prefix(detail, "P6");
	vg_text_copy(terms->calendar, sizeof(terms->calendar), calendar);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		int64_t value = vg_tree_int(targets, numbers[i].leaf, -1);
		if (value >= 0)
			put_number(terms, &numbers[i], (uint32_t)value);
	}
	int64_t quiet = vg_tree_int(targets, "client-told-quiet-min", -1);
	if (quiet >= 0)
		terms->told_quiet_s = (uint32_t)quiet * 60;
	EACH(clock, node, "clock")
	{
		const char *name = vg_tree_text(clock, "target", "");
		int kind = vg_terms_find(name);
		const char *own = vg_tree_text(clock, "calendar", NULL);
		if (kind < 0 || (own && vg_confread_calendar(c, own, detail) != VG_OK))
			return vg_detail_prefix(detail, "clock %s", name);
		struct vg_term *term = &terms->term[kind];
		vg_text_copy(term->calendar, sizeof(term->calendar), own);
		term->pauses = 0;
		EACH(pause, clock, "pause")
		term->pauses |= vg_terms_pause(vg_tree_value(pause));
	}
	return VG_OK;
}

static int
compare_versions(const void *a, const void *b)
{
	const struct vg_terms *x = a, *y = b;

	return vg_instant_compare(x->from, y->from);
}

/* The amendments of 'node' in the order of their days, each with its node. */
struct amendment {
	struct vg_terms head; /* from, running, reference; compared by 'from' */
	const struct vg_node *node;
};

/* A version holds all that is in force from its day on, not only what it changed. */
static int
make_whole(struct vg_conf *c, struct vg_contract *k, struct amendment *amendments,
    size_t n, struct vg_detail *detail)
{
	for (size_t i = 0; i < n; i++) {
		struct vg_terms *v = &k->versions[k->n_versions];
		*v = k->versions[k->n_versions - 1];
		v->from = amendments[i].head.from;
		v->running = amendments[i].head.running;
		vg_text_copy(
		    v->reference, sizeof(v->reference), amendments[i].head.reference);
		if (read_terms(c, v, amendments[i].node, detail) != VG_OK)
			return vg_detail_prefix(detail, "contract %s: amendment of %s",
			    k->name, vg_tree_text(amendments[i].node, "from", ""));
		k->n_versions++;
	}
	return VG_OK;
}

static int
read_versions(struct vg_conf *c, struct vg_contract *k, const struct vg_node *node,
    struct vg_detail *detail)
{
	size_t n = vg_tree_count(node, "amendment"), i = 0;
	struct amendment *amendments = vg_mem_array(n, sizeof(*amendments));
	int code = VG_OK;

	k->versions = vg_mem_array(n + 1, sizeof(*k->versions));
	k->versions[0].from = k->from;
	if (read_terms(c, &k->versions[0], node, detail) != VG_OK)
		code = vg_detail_prefix(detail, "contract %s", k->name);
	k->n_versions = 1;
	for (const struct vg_node *a = vg_tree_child(node, "amendment");
	     a && code == VG_OK; a = vg_tree_next(a)) {
		struct amendment *one = &amendments[i++];
		one->node = a;
		one->head.running = vg_tree_bool(a, "running", false);
		TAKE(one->head.reference, a, "reference");
		code = date_of(c, k, a, "from", 0, &one->head.from, detail);
	}
	if (code == VG_OK) {
		qsort(amendments, n, sizeof(*amendments), compare_versions);
		code = make_whole(c, k, amendments, n, detail);
	}
	free(amendments);
	return code;
}

/* --- the rest ------------------------------------------------------------------------------ */

static bool
says(const struct vg_node *node, const char *leaf, const char *value)
{
	return strcmp(vg_tree_text(node, leaf, ""), value) == 0;
}

static void
read_choices(struct vg_contract *k, const struct vg_node *node)
{
	TAKE(k->surcharge_order, node, "surcharge-order");
	k->proactive_clock = vg_tree_bool(node, "proactive-clock", true);
	k->retroactive = vg_tree_bool(node, "retroactive", false);
	k->two_people = vg_tree_bool(node, "two-people", false);
	k->loan_counts = vg_tree_bool(node, "loan-counts", false);
	k->start_at_number = says(node, "replacement-start", "rma-number");
	k->met_at_delivery = says(node, "replacement-met", "delivered");
	k->last_day_art_642 = says(node, "last-day", "art-642");
	k->ship_to_site = says(node, "ship-to", "site");
	k->wake = vg_tree_bool(node, "wake", false);
}

static int
read_contract(struct vg_conf *c, struct vg_contract *k, const struct vg_node *node,
    struct vg_detail *detail)
{
	TAKE(k->name, node, "name");
	TAKE(k->client, node, "client");
	TAKE(k->supplier, node, "supplier");
	TAKE(k->calendar, node, "calendar");
	read_choices(k, node);
	int code = read_overrides(c, k, node, detail);
	if (code == VG_OK)
		code = date_of(c, k, node, "from", 0, &k->from, detail);
	if (code == VG_OK)
		code = date_of(c, k, node, "until", 1, &k->until, detail);
	if (code == VG_OK)
		code = read_versions(c, k, node, detail);
	if (code == VG_OK)
		code = read_modes(c, k, node, detail);
	if (code == VG_OK)
		code = read_suspensions(c, k, node, detail);
	if (code != VG_OK)
		return code;
	return VG_OK;
}

int
vg_confread_contracts(
    struct vg_conf *c, const struct vg_node *top, struct vg_detail *detail)
{
	c->contracts =
	    vg_mem_array(vg_tree_count(top, "contract"), sizeof(*c->contracts));
	EACH(node, top, "contract")
	{
		if (read_contract(c, &c->contracts[c->n_contracts++], node, detail) !=
		    VG_OK)
			return VG_EINVAL;
	}
	return VG_OK;
}

void
vg_confread_free_contracts(struct vg_conf *c)
{
	for (size_t i = 0; i < c->n_contracts; i++) {
		free(c->contracts[i].modes);
		free(c->contracts[i].suspensions);
		free(c->contracts[i].versions);
	}
	free(c->contracts);
}
