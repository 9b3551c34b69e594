/*
 * Families of faults.
 */
#include "collector/correl/family.h"

#include <string.h>

bool
vg_family_is_of_equipment(const char *class)
{
	static const char *const not [] = {"site-power", "reachability", "link",
	    "dependency", "monitoring", "storm", "triage", "agent", "self"};

	for (size_t i = 0; i < sizeof(not ) / sizeof(not [0]); i++) {
		if (strcmp(class, not [i]) == 0)
			return false;
	}
	return true;
}

struct vg_family_span
vg_family_count(const struct vg_family_case *cases, size_t n)
{
	struct vg_family_span span = {0};

	for (size_t i = 0; i < n; i++) {
		bool client = true, device = true;
		for (size_t k = 0; k < i; k++) {
			client = client && strcmp(cases[k].client, cases[i].client) != 0;
			device = device && strcmp(cases[k].device, cases[i].device) != 0;
		}
		span.clients += client;
		span.devices += device;
	}
	return span;
}

bool
vg_family_is_problem(struct vg_family_span span, uint32_t clients, uint32_t devices)
{
	return span.clients >= clients && span.devices >= devices;
}
