/*
 * Reads a zone's offsets by asking for each interval that GTimeZone knows.
 */
#include "lib/zone/zone.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

#define ZONE_LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/+-_"

/* The first second in (low, high] that belongs to 'interval' or a later one; 'high' does. */
static int64_t
find_begin(GTimeZone *tz, int64_t low, int64_t high, gint interval)
{
	while (high - low > 1) {
		int64_t middle = low + (high - low) / 2;
		if (g_time_zone_find_interval(tz, G_TIME_TYPE_UNIVERSAL, middle) <
		    interval)
			low = middle;
		else
			high = middle;
	}
	return high;
}

/* Adds a step unless the offset stays what it is (a change of the zone's name only). */
static void
add_step(struct vg_zone *zone, size_t *room, int64_t from_s, int32_t offset_s)
{
	if (zone->n_steps && zone->steps[zone->n_steps - 1].offset_s == offset_s)
		return;
	zone->steps = vg_mem_grow(zone->steps, room, zone->n_steps, sizeof(*zone->steps));
	zone->steps[zone->n_steps++] = (struct vg_zone_step){from_s, offset_s};
}

/*
 * GLib takes the name for a path and believes what it finds there: names are those of the zone
 * database, letters, digits and "/+-_", and lead nowhere else.
 */
static bool
is_zone_name(const char *name)
{
	return *name && *name != '/' && *name != '-' && *name != '+' &&
	    name[strspn(name, ZONE_LETTERS)] == '\0';
}

/* Asks for all of them. */
static int
read_zone(const char *name, struct vg_zone *zone)
{
	GTimeZone *tz = is_zone_name(name) ? g_time_zone_new_identifier(name) : NULL;
	int64_t end = vg_instant_days(2101, 1, 1) * 86400;
	int64_t begin = 0;
	size_t room = 0;

	memset(zone, 0, sizeof(*zone));
	if (!tz || vg_text_copy(zone->name, sizeof(zone->name), name) != VG_OK) {
		if (tz)
			g_time_zone_unref(tz);
		return VG_ENOENT;
	}
	/* Intervals are numbered in the order of time. */
	gint first = g_time_zone_find_interval(tz, G_TIME_TYPE_UNIVERSAL, 0);
	gint last = g_time_zone_find_interval(tz, G_TIME_TYPE_UNIVERSAL, end);
	add_step(zone, &room, INT64_MIN, g_time_zone_get_offset(tz, first));
	for (gint i = first + 1; i <= last; i++) {
		begin = find_begin(tz, begin, end, i);
		add_step(zone, &room, begin, g_time_zone_get_offset(tz, i));
	}
	g_time_zone_unref(tz);
	return VG_OK;
}

/* Each tree that is read asks for the zone of the one before it. */
int
vg_zone_load(const char *name, struct vg_zone *zone)
{
	static struct vg_zone last;
	int code = VG_OK;

	if (!last.steps || strcmp(last.name, name) != 0) {
		vg_zonetable_fini(&last);
		code = read_zone(name, &last);
	}
	*zone = last;
	if (code == VG_OK)
		zone->steps = vg_mem_copy(last.steps, last.n_steps * sizeof(*last.steps));
	return code;
}
