/*
 * What happens to a fleet.
 */
#include "tests/sim-noc/nocplan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "tests/sim-noc/nocperson.h"

#define MONTH_US (30 * VG_DAY_US)
#define WEEK_US (7 * VG_DAY_US)
#define YEAR_US (365 * VG_DAY_US)

enum { PAIRS_A_YEAR = 20, ACTS_A_YEAR = 14, CLOCK_STEPS = 3, FAST_STRETCHES = 1 };
enum { CALM_SILENT_S = VG_NOCFLEET_CALM_S, FAST_SILENT_S = 180, FAST_S = 5400 };

const char *const vg_nocplan_names[VG_NOC_TYPES] = {"raise", "clear", "change", "cut",
    "restart", "spool", "lose", "trap", "storm", "mail", "act", "tree", "crash", "clock"};

static struct vg_nocstep *
add(struct vg_nocplan *p, struct vg_nocchance *chance, enum vg_noctype type,
    int64_t at_us, uint32_t a, uint32_t b)
{
	p->steps = vg_mem_grow(p->steps, &p->room, p->n_steps, sizeof(*p->steps));
	struct vg_nocstep *s = &p->steps[p->n_steps++];
	*s = (struct vg_nocstep){.at_us = at_us,
	    .dice = vg_nocchance_next(chance),
	    .a = a,
	    .b = b,
	    .type = (uint8_t)type};
	return s;
}

static int64_t
any_time(const struct vg_nocplan *p, struct vg_nocchance *chance)
{
	return p->fleet.begin_us +
	    vg_nocchance_between(chance, 3600, p->fleet.span_us / VG_SECOND_US) *
	    VG_SECOND_US;
}

/* --- faults ------------------------------------------------------------------------------ */

static uint8_t
draw_road(struct vg_nocchance *chance)
{
	uint8_t how = 0;

	if (vg_nocchance_one_in(chance, 40))
		how |= VG_NOC_LOST;
	if (vg_nocchance_one_in(chance, 40))
		how |= VG_NOC_UNHEARD;
	if (vg_nocchance_one_in(chance, 60))
		how |= VG_NOC_SHUFFLED;
	if (vg_nocchance_one_in(chance, 8))
		how |= VG_NOC_LATE;
	return how;
}

/* A raise and, later, its clear; perhaps another severity between them. */
static void
add_pair(struct vg_nocplan *p, struct vg_nocchance *chance, unsigned slot, int64_t at_us,
    int64_t lasts_us)
{
	const struct vg_nocpart *part;
	unsigned site;
	int device;

	vg_nocfleet_slot(&p->fleet, slot, &site, &device, &part);
	uint32_t severity = (uint32_t)vg_nocchance_below(chance, part->n_severities);
	add(p, chance, VG_NOC_RAISE, at_us, slot, severity)->how = draw_road(chance);
	if (part->n_severities > 1 && lasts_us > VG_MINUTE_US &&
	    vg_nocchance_one_in(chance, 6))
		add(p, chance, VG_NOC_CHANGE, at_us + lasts_us / 3, slot,
		    (uint32_t)vg_nocchance_below(chance, part->n_severities))
		    ->how = draw_road(chance);
	add(p, chance, VG_NOC_CLEAR, at_us + lasts_us, slot, 0)->how = draw_road(chance);
}

static int64_t
draw_length(struct vg_nocchance *chance, const struct vg_nocpart *part)
{
	/* Most are short: the lower third of three draws in four. */
	int64_t high = vg_nocchance_one_in(chance, 4)
	    ? part->lasts_s[1]
	    : part->lasts_s[0] + (part->lasts_s[1] - part->lasts_s[0]) / 8;

	return vg_nocchance_between(chance, part->lasts_s[0], high) * VG_SECOND_US;
}

static unsigned
draw_part(struct vg_nocchance *chance)
{
	unsigned sum = 0, said, i = 0;

	for (unsigned n = 0; n < VG_NOCFLEET_PARTS; n++)
		sum += vg_nocfleet_parts[n].weight;
	said = (unsigned)vg_nocchance_below(chance, sum);
	for (; said >= vg_nocfleet_parts[i].weight; i++)
		said -= vg_nocfleet_parts[i].weight;
	return i;
}

/* The site's power goes: its devices lose a supply, some are not reached; gives how many pairs. */
static unsigned
add_power_loss(struct vg_nocplan *p, struct vg_nocchance *chance, int64_t at_us)
{
	unsigned site = (unsigned)vg_nocchance_below(chance, p->fleet.n_sites);
	unsigned n = 1;
	int64_t lasts = vg_nocchance_between(
			    chance, 60, vg_nocchance_one_in(chance, 3) ? 30000 : 2000) *
	    VG_SECOND_US;

	add_pair(p, chance, p->fleet.n_devices * VG_NOCFLEET_PARTS + site,
	    at_us + vg_nocchance_between(chance, -60, 60) * VG_SECOND_US, lasts);
	for (unsigned d = p->fleet.first_of[site]; d < p->fleet.first_of[site + 1]; d++) {
		if (vg_nocchance_one_in(chance, 3))
			continue;
		unsigned part = vg_nocchance_one_in(chance, 3) ? 8 : 0;
		add_pair(p, chance, d * VG_NOCFLEET_PARTS + part,
		    at_us + vg_nocchance_between(chance, 0, 90) * VG_SECOND_US,
		    lasts + vg_nocchance_between(chance, -30, 300) * VG_SECOND_US);
		n++;
	}
	return n;
}

/* A board dies: its links and the bypass follow, in any order. */
static unsigned
add_board_loss(struct vg_nocplan *p, struct vg_nocchance *chance, int64_t at_us)
{
	static const unsigned parts[] = {4, 5, 6, 7};
	unsigned slot =
	    (unsigned)vg_nocchance_below(chance, p->fleet.n_devices) * VG_NOCFLEET_PARTS;
	int64_t lasts = draw_length(chance, &vg_nocfleet_parts[4]);

	for (unsigned i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		add_pair(p, chance, slot + parts[i],
		    at_us + vg_nocchance_between(chance, 0, 100) * VG_SECOND_US,
		    lasts + vg_nocchance_between(chance, -20, 400) * VG_SECOND_US);
	return 4;
}

/* It comes and goes. */
static unsigned
add_flaps(struct vg_nocplan *p, struct vg_nocchance *chance, int64_t at_us)
{
	unsigned slot =
	    (unsigned)vg_nocchance_below(chance, p->fleet.n_devices) * VG_NOCFLEET_PARTS +
	    draw_part(chance);
	unsigned n = (unsigned)vg_nocchance_between(chance, 3, 9);

	for (unsigned i = 0; i < n; i++) {
		int64_t lasts = vg_nocchance_between(chance, 5, 150) * VG_SECOND_US;
		add_pair(p, chance, slot, at_us, lasts);
		at_us += lasts + vg_nocchance_between(chance, 5, 400) * VG_SECOND_US;
	}
	return n;
}

static void
add_faults(struct vg_nocplan *p, struct vg_nocchance *chance, double years)
{
	unsigned wanted = (unsigned)(years * PAIRS_A_YEAR), n = 0;

	while (n < wanted) {
		int64_t at = any_time(p, chance);
		switch (vg_nocchance_below(chance, 100)) {
		case 0:
			n += add_power_loss(p, chance, at);
			break;
		case 1:
		case 2:
			n += add_board_loss(p, chance, at);
			break;
		case 3:
		case 4:
			n += add_flaps(p, chance, at);
			break;
		default: {
			unsigned part = draw_part(chance);
			add_pair(p, chance,
			    (unsigned)vg_nocchance_below(chance, p->fleet.n_devices) *
				    VG_NOCFLEET_PARTS +
				part,
			    at, draw_length(chance, &vg_nocfleet_parts[part]));
			n++;
		}
		}
	}
}

/* --- planned work --------------------------------------------------------------------------- */

static int
by_begin(const void *a, const void *b)
{
	const struct vg_nocwork *x = a, *y = b;

	if (x->begin_us != y->begin_us)
		return x->begin_us < y->begin_us ? -1 : 1;
	return x->site < y->site ? -1 : x->site > y->site;
}

/* A month's works are told at its first moment; the people who do them make faults. */
static void
add_month(struct vg_nocplan *p, struct vg_nocchance *chance, unsigned month)
{
	int64_t first = p->fleet.begin_us + month * MONTH_US;

	add(p, chance, VG_NOC_TREE, first, month, CALM_SILENT_S);
	for (unsigned s = 0; s < p->fleet.n_sites; s++) {
		int64_t begin =
		    first + vg_nocchance_between(chance, 3600, 28 * 86400) * VG_SECOND_US;
		int64_t lasts =
		    vg_nocchance_between(chance, 1800, 5 * 3600) * VG_SECOND_US;
		p->works =
		    vg_mem_grow(p->works, &p->works_room, p->n_works, sizeof(*p->works));
		p->works[p->n_works++] = (struct vg_nocwork){s, begin, begin + lasts};
		unsigned d = p->fleet.first_of[s] +
		    (unsigned)vg_nocchance_below(
			chance, p->fleet.first_of[s + 1] - p->fleet.first_of[s]);
		/* One that ends with the work, and one that outlives it. */
		add_pair(p, chance, d * VG_NOCFLEET_PARTS + draw_part(chance),
		    begin + lasts / 4, lasts / 2);
		if (vg_nocchance_one_in(chance, 2))
			add_pair(p, chance, d * VG_NOCFLEET_PARTS + draw_part(chance),
			    begin + lasts / 2, lasts);
	}
}

void
vg_nocplan_month(const struct vg_nocplan *plan, unsigned month, size_t *from, size_t *to)
{
	int64_t first = plan->fleet.begin_us + month * MONTH_US;
	size_t i = 0;

	while (i < plan->n_works && plan->works[i].begin_us < first)
		i++;
	*from = i;
	while (i < plan->n_works && plan->works[i].begin_us < first + MONTH_US)
		i++;
	*to = i;
}

/* --- the rest --------------------------------------------------------------------------------- */

/* Now and then an agent is cut off for half a day, and what it had to say in it is lost. */
static void
add_losses(struct vg_nocplan *p, struct vg_nocchance *chance, unsigned agent)
{
	int64_t n = p->fleet.span_us / (2 * MONTH_US) + 1;

	for (int64_t i = 0; i < n; i++) {
		int64_t at = any_time(p, chance);
		add(p, chance, VG_NOC_CUT, at, agent, 40000);
		add(p, chance, VG_NOC_LOSE, at + 39000 * VG_SECOND_US, agent, 0);
	}
}

static void
add_agents(struct vg_nocplan *p, struct vg_nocchance *chance)
{
	for (unsigned s = 0; s < p->fleet.n_sites; s++) {
		for (int64_t at = p->fleet.begin_us;
		     at < p->fleet.begin_us + p->fleet.span_us; at += WEEK_US) {
			add(p, chance, VG_NOC_RESTART,
			    at + vg_nocchance_between(chance, 60, 604000) * VG_SECOND_US,
			    s, 0);
			if (vg_nocchance_one_in(chance, 4))
				add(p, chance, VG_NOC_CUT,
				    at +
					vg_nocchance_between(chance, 60, 604000) *
					    VG_SECOND_US,
				    s, (uint32_t)vg_nocchance_between(chance, 5, 4000));
		}
		if (vg_nocchance_one_in(chance, 2))
			add(p, chance, VG_NOC_SPOOL, any_time(p, chance), s, 0);
		add_losses(p, chance, s);
		add(p, chance, VG_NOC_CUT, any_time(p, chance), s,
		    (uint32_t)vg_nocchance_between(chance, 90000, 900000));
	}
}

/* Hours in which agents are heard every minute and silent after three: some are cut off. */
static void
add_fast(struct vg_nocplan *p, struct vg_nocchance *chance)
{
	for (int i = 0; i < FAST_STRETCHES; i++) {
		int64_t at = any_time(p, chance);
		uint32_t month = (uint32_t)((at - p->fleet.begin_us) / MONTH_US);
		add(p, chance, VG_NOC_TREE, at, month, FAST_SILENT_S);
		int64_t end = at + FAST_S * VG_SECOND_US;
		uint32_t after = (uint32_t)((end - p->fleet.begin_us) / MONTH_US);
		add(p, chance, VG_NOC_TREE, end, after, CALM_SILENT_S);
		for (unsigned n = 0; n < 2; n++)
			add(p, chance, VG_NOC_CUT,
			    at + vg_nocchance_between(chance, 60, 1200) * VG_SECOND_US,
			    (uint32_t)vg_nocchance_below(chance, p->fleet.n_sites),
			    (uint32_t)vg_nocchance_between(chance, 60, 1500));
		for (unsigned n = 0; n < 6; n++)
			add_pair(p, chance,
			    (unsigned)vg_nocchance_below(
				chance, vg_nocfleet_slots(&p->fleet)),
			    at + vg_nocchance_between(chance, 0, 3000) * VG_SECOND_US,
			    vg_nocchance_between(chance, 20, 3000) * VG_SECOND_US);
	}
}

static void
add_people(struct vg_nocplan *p, struct vg_nocchance *chance, double years)
{
	for (unsigned i = 0; i < (unsigned)years; i++)
		add(p, chance, VG_NOC_MAIL, any_time(p, chance),
		    (uint32_t)vg_nocchance_below(chance, p->fleet.n_clients), 0);
	for (unsigned i = 0; i < (unsigned)(years * ACTS_A_YEAR); i++)
		add(p, chance, VG_NOC_ACT, any_time(p, chance), 0, 0);
	for (unsigned i = 0; i < (unsigned)(years * 2); i++)
		add(p, chance, VG_NOC_TRAP, any_time(p, chance),
		    (uint32_t)vg_nocchance_below(chance, p->fleet.n_devices), 1);
	for (unsigned i = 0; i < 3; i++)
		add(p, chance, VG_NOC_STORM, any_time(p, chance),
		    (uint32_t)vg_nocchance_below(chance, p->fleet.n_devices),
		    (uint32_t)vg_nocchance_between(chance, 20, 200));
}

static void
add_collector(struct vg_nocplan *p, struct vg_nocchance *chance)
{
	static const int32_t steps[] = {3600, -3600, 120, -90, 7200, -30, 5};
	int64_t n = p->fleet.span_us / (3 * MONTH_US) + 1;

	for (int64_t i = 0; i < n; i++)
		add(p, chance, VG_NOC_CRASH, any_time(p, chance),
		    (uint32_t)vg_nocchance_below(chance, 3) > 0, 0);
	for (int i = 0; i < CLOCK_STEPS; i++)
		add(p, chance, VG_NOC_CLOCK, any_time(p, chance), 0,
		    (uint32_t)steps[vg_nocchance_below(chance, 7)]);
}

static int
by_time(const void *a, const void *b)
{
	const struct vg_nocstep *x = a, *y = b;

	if (x->at_us != y->at_us)
		return x->at_us < y->at_us ? -1 : 1;
	return x->dice < y->dice ? -1 : x->dice > y->dice;
}

void
vg_nocplan_make(struct vg_nocplan *plan, uint64_t seed, double years)
{
	struct vg_nocchance chance;

	memset(plan, 0, sizeof(*plan));
	vg_nocfleet_draw(&plan->fleet, seed, years);
	vg_nocchance_begin(&chance, seed ^ UINT64_C(0x5EED));
	for (unsigned m = 0; m * MONTH_US < plan->fleet.span_us; m++)
		add_month(plan, &chance, m);
	qsort(plan->works, plan->n_works, sizeof(*plan->works), by_begin);
	add_faults(plan, &chance, years);
	add_agents(plan, &chance);
	add_fast(plan, &chance);
	add_people(plan, &chance, years);
	add_collector(plan, &chance);
	qsort(plan->steps, plan->n_steps, sizeof(*plan->steps), by_time);
}

void
vg_nocplan_fini(struct vg_nocplan *plan)
{
	free(plan->steps);
	free(plan->works);
	memset(plan, 0, sizeof(*plan));
}

void
vg_nocplan_text(
    const struct vg_nocplan *plan, const struct vg_nocstep *step, char *text, size_t size)
{
	char when[VG_INSTANT_TEXT_SIZE], resource[VG_RESOURCE_SIZE] = "";
	const struct vg_nocpart *part = NULL;
	const char *kind = "", *severity = "";
	unsigned site;
	int device;

	vg_instant_text((struct vg_wall){step->at_us}, when);
	if (step->type <= VG_NOC_CHANGE) {
		vg_nocfleet_slot(&plan->fleet, step->a, &site, &device, &part);
		kind = vg_nocfleet_resource(&plan->fleet, step->a, resource);
		if (step->type != VG_NOC_CLEAR)
			severity = vg_severity_text(
			    part->severities[step->b % part->n_severities]);
		vg_text_format(text, size, "%s %s %s %s %s%s%s%s%s", when,
		    vg_nocplan_names[step->type], resource, kind, severity,
		    step->how & VG_NOC_LOST ? " lost" : "",
		    step->how & VG_NOC_UNHEARD ? " unheard" : "",
		    step->how & VG_NOC_SHUFFLED ? " shuffled" : "",
		    step->how & VG_NOC_LATE ? " late" : "");
		return;
	}
	if (step->type == VG_NOC_ACT) {
		vg_text_format(text, size, "%s %s", when, vg_nocperson_verb(step));
		return;
	}
	vg_text_format(text, size, "%s %s %u %d", when, vg_nocplan_names[step->type],
	    step->a, (int)step->b);
}
