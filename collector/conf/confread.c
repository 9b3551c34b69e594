/*
 * What the files that read a collector's tree share.
 */
#include "collector/conf/confread.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

void
vg_confread_take(char *target, size_t size, const struct vg_node *node, const char *leaf)
{
	size_t n;

	if (vg_text_copy(target, size, vg_tree_text(node, leaf, "")) == VG_OK)
		return;
	/* A text cut in the middle of a character would be none for JSON. */
	for (n = strlen(target); n && !vg_text_is_utf8(target, n); n--)
		target[n - 1] = '\0';
}

void
vg_confread_names(
    struct vg_conf_names *names, const struct vg_node *node, const char *leaf)
{
	names->name = vg_mem_array(vg_tree_count(node, leaf), sizeof(*names->name));
	EACH(one, node, leaf)
	vg_text_copy(names->name[names->n++], sizeof(*names->name), vg_tree_value(one));
}

int
vg_confread_date(const struct vg_zone *zone, const char *text, int plus,
    struct vg_wall *instant, struct vg_detail *detail)
{
	int y = 0, m = 0, d = 0, year, month, day;

	if (sscanf(text, "%4d-%2d-%2d", &y, &m, &d) == 3 && y >= 1970) {
		int64_t days = vg_instant_days(y, m, d);
		vg_instant_date(days, &year, &month, &day);
		if (year == y && month == m && day == d) {
			*instant =
			    vg_zonetable_instant(zone, days + plus, 0, VG_ZONE_FIRST);
			return VG_OK;
		}
	}
	return vg_detail_set(detail, VG_EINVAL, "there is no day %s", text);
}

int
vg_confread_calendar(const struct vg_conf *c, const char *name, struct vg_detail *detail)
{
	if (vg_calendarset_find(c->calendars, name))
		return VG_OK;
	return vg_detail_set(detail, VG_EINVAL,
	    "calendar '%s' is neither in this tree nor shipped; add it to the list "
	    "calendar, or name always, office or ouvrables",
	    name);
}
