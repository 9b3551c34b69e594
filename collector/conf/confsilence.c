/*
 * When an agent is silent, late, or out of time: into structs.
 */
#include "collector/conf/confread.h"

void
vg_confread_silence(struct vg_conf *c, const struct vg_node *intake)
{
	struct vg_conf_silence *s = &c->silence;
	const struct {
		uint32_t *at;
		const char *leaf;
		uint32_t fallback;
	} leaves[] = {
	    {&s->after_s, "silent-after-s", 180},
	    {&s->case_after_s, "silent-case-after-s", 300},
	    {&s->page_after_s, "silent-page-after-s", 600},
	    {&s->power_within_s, "silent-power-within-s", 900},
	    {&s->list_wait_s, "silent-list-wait-s", 120},
	    {&s->deaf_percent, "deaf-percent", 30},
	    {&s->deaf_least, "deaf-least", 2},
	    {&s->deaf_within_s, "deaf-within-s", 120},
	    {&s->deaf_page_after_s, "deaf-page-after-s", 180},
	    {&s->late_minor, "late-minor-periods", 3},
	    {&s->late_major, "late-major-periods", 10},
	    {&s->clock_warning_s, "clock-warning-s", 2},
	    {&s->clock_minor_s, "clock-minor-s", 60},
	};

	for (size_t i = 0; i < sizeof(leaves) / sizeof(leaves[0]); i++)
		*leaves[i].at = (uint32_t)vg_tree_int(
		    intake, leaves[i].leaf, (int64_t)leaves[i].fallback);
}
