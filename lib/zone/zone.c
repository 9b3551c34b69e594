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

enum { STEP_S = 43200 };

/* The first second in (low, high] whose offset differs from the one at 'low'. */
static int64_t
find_change(GTimeZone *tz, int64_t low, int64_t high, int32_t offset)
{
	while (high - low > 1) {
		int64_t middle = low + (high - low) / 2;
		gint interval =
		    g_time_zone_find_interval(tz, G_TIME_TYPE_UNIVERSAL, middle);
		if (g_time_zone_get_offset(tz, interval) == offset)
			low = middle;
		else
			high = middle;
	}
	return high;
}

static void
add_step(struct vg_zone *zone, size_t *room, int64_t from_s, int32_t offset_s)
{
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

int
vg_zone_load(const char *name, struct vg_zone *zone)
{
	GTimeZone *tz = is_zone_name(name) ? g_time_zone_new_identifier(name) : NULL;
	int64_t end = vg_instant_days(2101, 1, 1) * 86400;
	size_t room = 0;
	int32_t offset = 0;

	memset(zone, 0, sizeof(*zone));
	if (!tz || vg_text_copy(zone->name, sizeof(zone->name), name) != VG_OK) {
		if (tz)
			g_time_zone_unref(tz);
		return VG_ENOENT;
	}
	/* No zone changed twice within half a day, so no change is stepped over. */
	for (int64_t s = 0; s < end; s += STEP_S) {
		gint interval = g_time_zone_find_interval(tz, G_TIME_TYPE_UNIVERSAL, s);
		int32_t now = g_time_zone_get_offset(tz, interval);
		if (s == 0)
			add_step(zone, &room, INT64_MIN, now);
		else if (now != offset)
			add_step(
			    zone, &room, find_change(tz, s - STEP_S, s, offset), now);
		offset = now;
	}
	g_time_zone_unref(tz);
	return VG_OK;
}
