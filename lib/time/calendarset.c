/*
 * Calendars by name.  Each item has its own block, because calendars borrow zones and sets of
 * holidays while the lists still grow.
 */
#include "lib/time/calendarset.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"
#include "lib/base/text.h"

/* A calendar with another zone or other holidays. */
struct variant {
	const struct vg_calendar *of;
	const struct vg_zone *zone;            /* as asked for; NULL: its own */
	const struct vg_holiday_set *holidays; /* the same */
	struct vg_calendar calendar;           /* closures and openings belong to 'of' */
};

struct vg_calendarset {
	struct variant **variants;
	size_t n_variants, room_variants;
	struct vg_calendar **calendars;
	size_t n_calendars, room_calendars;
	struct vg_holiday_set **holidays;
	size_t n_holidays, room_holidays;
	struct vg_zone **zones;
	size_t n_zones, room_zones;
};

struct vg_calendarset *
vg_calendarset_new(void)
{
	return vg_mem_zero(sizeof(struct vg_calendarset));
}

void
vg_calendarset_free(struct vg_calendarset *set)
{
	if (!set)
		return;
	for (size_t i = 0; i < set->n_calendars; i++) {
		vg_calendar_fini(set->calendars[i]);
		free(set->calendars[i]);
	}
	for (size_t i = 0; i < set->n_holidays; i++) {
		vg_holiday_fini(set->holidays[i]);
		free(set->holidays[i]);
	}
	for (size_t i = 0; i < set->n_zones; i++) {
		vg_zonetable_fini(set->zones[i]);
		free(set->zones[i]);
	}
	for (size_t i = 0; i < set->n_variants; i++)
		free(set->variants[i]);
	free(set->variants);
	free(set->calendars);
	free(set->holidays);
	free(set->zones);
	free(set);
}

/* The next character of a name with é as e; moves '*at' on. */
static int
next_plain(const char **at)
{
	static const char e_acute[] = "\xc3\xa9";

	if (strncmp(*at, e_acute, 2) == 0) {
		*at += 2;
		return 'e';
	}
	return (unsigned char)*(*at)++;
}

static bool
is_same_name(const char *a, const char *b)
{
	int c;

	do {
		c = next_plain(&a);
		if (c != next_plain(&b))
			return false;
	} while (c);
	return true;
}

struct vg_calendar *
vg_calendarset_calendar(struct vg_calendarset *set, const char *name)
{
	for (size_t i = 0; i < set->n_calendars; i++) {
		if (is_same_name(set->calendars[i]->name, name))
			return set->calendars[i];
	}
	return NULL;
}

const struct vg_calendar *
vg_calendarset_find(const struct vg_calendarset *set, const char *name)
{
	for (size_t i = 0; i < set->n_calendars; i++) {
		if (is_same_name(set->calendars[i]->name, name))
			return set->calendars[i];
	}
	return NULL;
}

const struct vg_calendar *
vg_calendarset_at(const struct vg_calendarset *set, size_t i)
{
	return i < set->n_calendars ? set->calendars[i] : NULL;
}

const struct vg_zone *
vg_calendarset_zone(const struct vg_calendarset *set, const char *name)
{
	for (size_t i = 0; i < set->n_zones; i++) {
		if (strcmp(set->zones[i]->name, name) == 0)
			return set->zones[i];
	}
	return NULL;
}

struct vg_holiday_set *
vg_calendarset_holidays(const struct vg_calendarset *set, const char *name)
{
	for (size_t i = 0; i < set->n_holidays; i++) {
		if (strcmp(set->holidays[i]->name, name) == 0)
			return set->holidays[i];
	}
	return NULL;
}

struct vg_calendar *
vg_calendarset_add_calendar(struct vg_calendarset *set, const char *name)
{
	struct vg_calendar *made = vg_mem_zero(sizeof(*made));

	vg_text_copy(made->name, sizeof(made->name), name);
	set->calendars = vg_mem_grow(set->calendars, &set->room_calendars,
	    set->n_calendars, sizeof(struct vg_calendar *));
	return set->calendars[set->n_calendars++] = made;
}

struct vg_holiday_set *
vg_calendarset_add_holidays(struct vg_calendarset *set, const char *name)
{
	struct vg_holiday_set *made = vg_mem_zero(sizeof(*made));

	vg_text_copy(made->name, sizeof(made->name), name);
	set->holidays = vg_mem_grow(set->holidays, &set->room_holidays, set->n_holidays,
	    sizeof(struct vg_holiday_set *));
	return set->holidays[set->n_holidays++] = made;
}

struct vg_zone *
vg_calendarset_add_zone(struct vg_calendarset *set, const char *name)
{
	struct vg_zone *made = vg_mem_zero(sizeof(*made));

	vg_text_copy(made->name, sizeof(made->name), name);
	set->zones = vg_mem_grow(
	    set->zones, &set->room_zones, set->n_zones, sizeof(struct vg_zone *));
	return set->zones[set->n_zones++] = made;
}

static bool
is_empty(const struct vg_holiday_set *holidays)
{
	return holidays->n_rules == 0 && holidays->n_includes == 0;
}

static void
add_variant(struct vg_calendarset *set, const struct vg_calendar *of,
    const struct vg_zone *zone, const struct vg_holiday_set *holidays)
{
	struct variant *v = vg_mem_zero(sizeof(*v));

	*v = (struct variant){of, zone, holidays, *of};
	if (zone)
		v->calendar.zone = zone;
	if (holidays && (!of->holidays || !is_empty(of->holidays))) {
		v->calendar.holidays = holidays;
		v->calendar.always = of->always && is_empty(holidays);
	}
	set->variants = vg_mem_grow(set->variants, &set->room_variants, set->n_variants,
	    sizeof(struct variant *));
	set->variants[set->n_variants++] = v;
}

static const struct vg_calendar *
find_variant(const struct vg_calendarset *set, const struct vg_calendar *of,
    const struct vg_zone *zone, const struct vg_holiday_set *holidays)
{
	for (size_t i = 0; i < set->n_variants; i++) {
		const struct variant *v = set->variants[i];
		if (v->of == of && v->zone == zone && v->holidays == holidays)
			return &v->calendar;
	}
	return NULL;
}

void
vg_calendarset_vary(struct vg_calendarset *set, const struct vg_zone *zone,
    const struct vg_holiday_set *holidays)
{
	for (size_t i = 0; (zone || holidays) && i < set->n_calendars; i++) {
		if (!find_variant(set, set->calendars[i], zone, holidays))
			add_variant(set, set->calendars[i], zone, holidays);
	}
}

const struct vg_calendar *
vg_calendarset_variant(const struct vg_calendarset *set, const char *name,
    const struct vg_zone *zone, const struct vg_holiday_set *holidays)
{
	const struct vg_calendar *of = vg_calendarset_find(set, name);

	return of && (zone || holidays) ? find_variant(set, of, zone, holidays) : of;
}

/* --- a copy -------------------------------------------------------------------------------- */

static void
copy_holidays(struct vg_calendarset *made, struct vg_holiday_set *h,
    const struct vg_holiday_set *from)
{
	h->rules = vg_mem_copy(from->rules, from->n_rules * sizeof(*h->rules));
	h->n_rules = from->n_rules;
	h->includes = vg_mem_array(from->n_includes, sizeof(struct vg_holiday_set *));
	for (; h->n_includes < from->n_includes; h->n_includes++)
		h->includes[h->n_includes] =
		    vg_calendarset_holidays(made, from->includes[h->n_includes]->name);
}

static void
copy_calendar(struct vg_calendarset *made, const struct vg_calendar *from)
{
	struct vg_calendar *c = vg_calendarset_add_calendar(made, from->name);

	*c = *from;
	if (from->zone)
		c->zone = vg_calendarset_zone(made, from->zone->name);
	if (from->holidays)
		c->holidays = vg_calendarset_holidays(made, from->holidays->name);
	c->closed = vg_mem_copy(from->closed, from->n_closed * sizeof(*c->closed));
	c->opened = vg_mem_copy(from->opened, from->n_opened * sizeof(*c->opened));
}

struct vg_calendarset *
vg_calendarset_copy(const struct vg_calendarset *set)
{
	struct vg_calendarset *made = vg_calendarset_new();

	for (size_t i = 0; i < set->n_zones; i++) {
		const struct vg_zone *from = set->zones[i];
		struct vg_zone *zone = vg_calendarset_add_zone(made, from->name);
		zone->n_steps = from->n_steps;
		zone->steps =
		    vg_mem_copy(from->steps, from->n_steps * sizeof(*zone->steps));
	}
	/* All names first: a set may include one that stands further down. */
	for (size_t i = 0; i < set->n_holidays; i++)
		vg_calendarset_add_holidays(made, set->holidays[i]->name);
	for (size_t i = 0; i < set->n_holidays; i++)
		copy_holidays(made, made->holidays[i], set->holidays[i]);
	for (size_t i = 0; i < set->n_calendars; i++)
		copy_calendar(made, set->calendars[i]);
	return made;
}
