/*
 * An array in the order in which rules and rows were first met.
 */
#include "agent/rule/instance.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"

enum { MAX_INSTANCES = 20000 };

void
vg_instances_init(struct vg_instances *instances, struct vg_names *names)
{
	*instances = (struct vg_instances){.names = names};
}

static void
release(struct vg_instances *instances, struct vg_instance *in)
{
	vg_names_drop(instances->names, in->part);
	if (in->more) {
		free(in->more->last);
		free(in->more->text);
		free(in->more->qualifier);
	}
	free(in->more);
}

void
vg_instances_fini(struct vg_instances *instances)
{
	for (size_t i = 0; i < instances->n; i++)
		release(instances, &instances->at[i]);
	free(instances->at);
	*instances = (struct vg_instances){.names = instances->names};
}

struct vg_instance *
vg_instances_next(
    struct vg_instances *instances, const struct vg_rule *rule, uint64_t seen)
{
	for (size_t i = 0; i < instances->n; i++) {
		size_t place = (instances->next + i) % instances->n;
		struct vg_instance *in = &instances->at[place];
		if (in->seen == seen && in->of->rule == rule) {
			instances->next = place + 1;
			return in;
		}
	}
	return NULL;
}

struct vg_instance *
vg_instances_find(
    struct vg_instances *instances, const struct vg_rule *rule, const char *part)
{
	for (size_t i = 0; i < instances->n; i++) {
		struct vg_instance *in = &instances->at[i];
		if (in->of->rule != rule ||
		    (part && (!in->part || strcmp(in->part, part) != 0)))
			continue;
		instances->next = i + 1;
		return in;
	}
	return NULL;
}

struct vg_instance *
vg_instances_need(
    struct vg_instances *instances, const struct vg_packrule *of, const char *part)
{
	struct vg_instance *found = vg_instances_find(instances, of->rule, part);

	if (found || instances->n >= MAX_INSTANCES)
		return found;
	/* By steps: doubling would leave half of a device's memory empty. */
	if (instances->n == instances->room) {
		instances->room += instances->room / 8 + 2;
		instances->at =
		    vg_mem_resize(instances->at, instances->room, sizeof(*instances->at));
	}
	found = &instances->at[instances->n++];
	*found = (struct vg_instance){.of = of};
	if (part)
		found->part = vg_names_hold(instances->names, part);
	instances->next = instances->n;
	return found;
}

void
vg_instances_name(
    struct vg_instances *instances, struct vg_instance *instance, const char *part)
{
	const char *before = instance->part;

	instance->part = vg_names_hold(instances->names, part);
	vg_names_drop(instances->names, before);
}

struct vg_instance_more *
vg_instances_more(struct vg_instance *instance)
{
	if (!instance->more)
		instance->more = vg_mem_zero(sizeof(*instance->more));
	return instance->more;
}

static bool
is_gone(const struct vg_instance *in)
{
	return in->gone && in->settled && !in->bad;
}

static bool
is_named(const struct vg_instance *in)
{
	return in->of->rule->per_name;
}

static bool
is_named_and_over(const struct vg_instance *in)
{
	return is_named(in) && !in->here && in->settled && !in->bad;
}

static void
drop(struct vg_instances *instances, bool (*is_over)(const struct vg_instance *in))
{
	size_t kept = 0;

	for (size_t i = 0; i < instances->n; i++) {
		struct vg_instance *in = &instances->at[i];
		if (is_over(in))
			release(instances, in);
		else
			instances->at[kept++] = *in;
	}
	instances->n = kept;
}

void
vg_instances_drop_gone(struct vg_instances *instances)
{
	drop(instances, is_gone);
}

void
vg_instances_turn(struct vg_instances *instances, const struct vg_rule *rule)
{
	for (size_t i = 0; i < instances->n; i++) {
		if (instances->at[i].of->rule == rule)
			instances->at[i].here = false;
	}
}

void
vg_instances_drop_named(struct vg_instances *instances, bool all)
{
	drop(instances, all ? is_named : is_named_and_over);
}

uint64_t
vg_instances_window(const struct vg_instance *instance)
{
	return instance->more ? instance->more->window : 0;
}
