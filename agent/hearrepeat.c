/*
 * Repeated notifications, and those that stay away.
 */
#include "agent/hearrepeat.h"

#include <stdlib.h>
#include <string.h>

#include "agent/fault/fault.h"
#include "agent/heard/repeat.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/log/log.h"
#include "lib/model/resource.h"
#include "lib/os/clock.h"

struct vg_hearrepeat {
	const struct vg_hearing_tools *t;
	struct vg_repeat *repeat;
	struct vg_timer *timer;
};

static void
set_timer(struct vg_hearrepeat *r)
{
	struct vg_mono next = vg_repeat_next(r->repeat);

	if (next.us)
		vg_loop_timer_set(r->timer, vg_instant_mono_since(next, vg_clock_mono()));
	else
		vg_loop_timer_stop(r->timer);
}

static bool
is_silent(const struct vg_hearrepeat *r, const char *device)
{
	char resource[VG_RESOURCE_SIZE], snmp[VG_RESOURCE_SIZE];

	vg_text_format(resource, sizeof(resource), "device/%s", device);
	vg_text_format(snmp, sizeof(snmp), "device/%s/management/snmp", device);
	return vg_fault_find(r->t->faults, resource, "device-unreachable", "") ||
	    vg_fault_find(r->t->faults, snmp, "management-silent", "");
}

/* The quiet times of a silent 'device' begin anew; whether it is silent. */
static bool
put_off(struct vg_hearrepeat *r, const char *device)
{
	char resource[VG_RESOURCE_SIZE];

	if (!is_silent(r, device))
		return false;
	vg_text_format(resource, sizeof(resource), "device/%s", device);
	vg_repeat_put_off(r->repeat, resource, vg_clock_mono());
	return true;
}

void
vg_hearrepeat_unanswered(struct vg_hearrepeat *repeat, const char *device)
{
	if (put_off(repeat, device))
		set_timer(repeat);
}

/* Nothing was heard of it for its quiet time: over, when a notification alone raised it. */
static void
end_quiet(struct vg_hearrepeat *r, const struct vg_repeat_key *key)
{
	const struct vg_event *fault =
	    vg_fault_find(r->t->faults, key->resource, key->kind, key->qualifier);
	char device[VG_NAME_SIZE];
	const char *part = vg_resource_split(key->resource, NULL, device);
	const struct vg_hearing_finding over = {.device = device,
	    .part = part,
	    .kind = vg_packset_kind(r->t->packs, key->kind),
	    .qualifier = key->qualifier,
	    .origin = VG_ORIGIN_TRAP,
	    .text = "no further notification has come"};

	if (fault && fault->origin == VG_ORIGIN_TRAP)
		r->t->find_cb(&over, r->t->cookie);
}

static void
look(void *cookie)
{
	struct vg_hearrepeat *r = cookie;
	struct vg_repeat_key key;

	for (size_t i = 0; i < r->t->conf->n_devices; i++)
		put_off(r, r->t->conf->devices[i].name);
	while (vg_repeat_due(r->repeat, vg_clock_mono(), &key))
		end_quiet(r, &key);
	r->t->commit_cb(r->t->cookie);
	set_timer(r);
}

static struct vg_repeat_limits
limits_of(const struct vg_trap_rule *rule)
{
	return (struct vg_repeat_limits){
	    rule->count, rule->within_s * VG_SECOND_US, rule->quiet_s * VG_SECOND_US};
}

static void
set_key(struct vg_repeat_key *key, const struct vg_trap_rule *rule, const char *resource,
    const char *kind, const char *qualifier)
{
	vg_text_copy(key->line, sizeof(key->line), rule->name);
	vg_text_copy(key->resource, sizeof(key->resource), resource);
	vg_text_copy(key->kind, sizeof(key->kind), kind);
	vg_text_copy(key->qualifier, sizeof(key->qualifier), qualifier);
}

bool
vg_hearrepeat_counts(struct vg_hearrepeat *repeat, const struct vg_trap_rule *rule,
    const struct vg_claimed *claim)
{
	const struct vg_repeat_limits limits = limits_of(rule);
	struct vg_repeat_key key;

	if (!claim->bad || (rule->count <= 1 && rule->quiet_s == 0))
		return true;
	/* What proves nothing, and no poll can prove, does not add up to a proof. */
	if (!claim->trusted && !claim->probe[0])
		return true;
	set_key(&key, rule, claim->resource, claim->kind, claim->qualifier);
	const struct vg_event *fault =
	    vg_fault_find(repeat->t->faults, key.resource, key.kind, key.qualifier);
	bool enough = vg_repeat_heard(repeat->repeat, &key, &limits, vg_clock_mono());
	/* What stands as severe as that goes on without a number; nothing here makes it better. */
	bool counts = fault && fault->severity >= claim->severity
	    ? fault->severity == claim->severity
	    : enough;
	if (!counts && !fault)
		vg_log(VG_LOG_INFO, "heard", claim->resource,
		    "%s: not yet %u within %u s: %s", claim->kind, rule->count,
		    rule->within_s, claim->text);
	set_timer(repeat);
	return counts;
}

/* The line whose quiet time ends 'fault': the longest of its kind. */
static const struct vg_trap_rule *
quiet_rule(const struct vg_packset *packs, const struct vg_event *fault)
{
	const struct vg_trap_rule *found = NULL;

	for (size_t p = 0; p < vg_packset_count(packs); p++) {
		const struct vg_pack *pack = vg_packset_at(packs, p);
		for (size_t i = 0; i < pack->n_trap_rules; i++) {
			const struct vg_trap_rule *rule = &pack->trap_rules[i];
			if (rule->action == VG_ACTION_RAISE && rule->quiet_s &&
			    strcmp(rule->kind, fault->kind) == 0 &&
			    (!found || rule->quiet_s > found->quiet_s))
				found = rule;
		}
	}
	return found;
}

struct vg_hearrepeat *
vg_hearrepeat_new(const struct vg_hearing_tools *tools)
{
	struct vg_hearrepeat *r = vg_mem_zero(sizeof(*r));
	struct vg_mono now = vg_clock_mono();

	r->t = tools;
	r->repeat = vg_repeat_new();
	r->timer = vg_loop_timer(tools->loop, look, r);
	for (size_t i = 0; i < vg_fault_count(tools->faults); i++) {
		const struct vg_event *fault = vg_fault_at(tools->faults, i);
		const struct vg_trap_rule *rule = quiet_rule(tools->packs, fault);
		struct vg_repeat_key key;
		if (!rule || fault->origin != VG_ORIGIN_TRAP)
			continue;
		const struct vg_repeat_limits limits = limits_of(rule);
		set_key(&key, rule, fault->resource, fault->kind, fault->qualifier);
		vg_repeat_heard(r->repeat, &key, &limits, now);
	}
	set_timer(r);
	return r;
}

void
vg_hearrepeat_free(struct vg_hearrepeat *repeat)
{
	if (!repeat)
		return;
	vg_loop_timer_free(repeat->timer);
	vg_repeat_free(repeat->repeat);
	free(repeat);
}
