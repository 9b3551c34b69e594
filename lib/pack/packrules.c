/*
 * Looking names up, once.
 */
#include "lib/pack/packrules.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"
#include "lib/pack/packset.h"

static size_t
place_of(const struct vg_object *objects, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(objects[i].name, name) == 0)
			return i;
	}
	return SIZE_MAX;
}

static void
add_rule(struct vg_packrules *to, const struct vg_packset *set,
    const struct vg_rule *rule, size_t *room)
{
	const struct vg_probe *probe = to->probe;
	struct vg_packrule *made;

	to->rules = vg_mem_grow(to->rules, room, to->n_rules, sizeof(*to->rules));
	made = &to->rules[to->n_rules++];
	made->rule = rule;
	made->kind = vg_packset_kind(set, rule->kind);
	made->named = !strstr(rule->part, "{value}");
	made->object = place_of(probe->scalars, probe->n_scalars, rule->object);
	made->scalar = made->object != SIZE_MAX;
	if (!made->scalar)
		made->object = place_of(probe->columns, probe->n_columns, rule->object);
}

void
vg_packrules_init(struct vg_packrules *rules, const struct vg_packset *set,
    const struct vg_probe *probe)
{
	size_t rule_room = 0, identity_room = 0;

	memset(rules, 0, sizeof(*rules));
	rules->probe = probe;
	for (size_t p = 0; p < vg_packset_count(set); p++) {
		const struct vg_pack *pack = vg_packset_at(set, p);
		for (size_t i = 0; i < pack->n_rules; i++) {
			if (strcmp(pack->rules[i].probe, probe->name) == 0)
				add_rule(rules, set, &pack->rules[i], &rule_room);
		}
		for (size_t i = 0; i < pack->n_identities; i++) {
			if (strcmp(pack->identities[i].probe, probe->name) != 0)
				continue;
			rules->identities = vg_mem_grow(rules->identities, &identity_room,
			    rules->n_identities, sizeof(const struct vg_identity *));
			rules->identities[rules->n_identities++] = &pack->identities[i];
		}
	}
}

void
vg_packrules_fini(struct vg_packrules *rules)
{
	free(rules->rules);
	free(rules->identities);
	memset(rules, 0, sizeof(*rules));
}
