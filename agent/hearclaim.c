/*
 * Notifications to claims.
 */
#include "agent/hearclaim.h"

#include <string.h>

#include "agent/ear/noticejson.h"
#include "lib/trapmap/owner.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

bool
vg_hearclaim_is_judged(
    const struct vg_packset *packs, const char *kind, const char *probe)
{
	for (size_t p = 0; p < vg_packset_count(packs); p++) {
		const struct vg_pack *pack = vg_packset_at(packs, p);
		for (size_t r = 0; r < pack->n_rules; r++) {
			if (strcmp(pack->rules[r].kind, kind) == 0 &&
			    strcmp(pack->rules[r].probe, probe) == 0)
				return true;
		}
	}
	return false;
}

/* Whether 'rule' can name such a part: its template up to the first word. */
static bool
may_name(const struct vg_rule *rule, const char *part)
{
	size_t size = strcspn(rule->part, "{");

	return strncmp(rule->part, part, size) == 0 && (rule->part[size] || !part[size]);
}

bool
vg_hearclaim_ends_by_restart(const struct vg_hearing_tools *t, const char *device,
    const char *kind, const char *part)
{
	bool named = false;

	for (size_t p = 0; p < vg_packset_count(t->packs); p++) {
		const struct vg_pack *pack = vg_packset_at(t->packs, p);
		for (size_t r = 0; r < pack->n_rules; r++) {
			const struct vg_rule *rule = &pack->rules[r];
			if (strcmp(rule->kind, kind) != 0 || !may_name(rule, part) ||
			    !t->has_cb(device, rule->probe, t->cookie))
				continue;
			if (!rule->per_name)
				return false;
			named = true;
		}
	}
	return named;
}

static bool
speaks_netconf(const struct vg_agentconf *conf, const char *device)
{
	for (size_t i = 0; i < conf->n_devices; i++) {
		if (strcmp(conf->devices[i].name, device) == 0)
			return conf->devices[i].netconf.address[0];
	}
	return false;
}

/*
 * Whether the device is asked by 'probe', or might be: which of NETCONF's it has is its own word.
 */
static bool
may_be_asked(const struct vg_hearing_tools *t, const char *device, const char *probe)
{
	const struct vg_probe *found = vg_packset_probe(t->packs, probe);

	return found && found->netconf ? speaks_netconf(t->conf, device)
				       : t->has_cb(device, probe, t->cookie);
}

bool
vg_hearclaim_is_orphan(const struct vg_hearing_tools *t, const char *device,
    const char *kind, const char *part)
{
	bool named = false;

	for (size_t p = 0; p < vg_packset_count(t->packs); p++) {
		const struct vg_pack *pack = vg_packset_at(t->packs, p);
		for (size_t r = 0; r < pack->n_rules; r++) {
			const struct vg_rule *rule = &pack->rules[r];
			if (strcmp(rule->kind, kind) != 0 || !may_name(rule, part))
				continue;
			if (may_be_asked(t, device, rule->probe))
				return false;
			named = true;
		}
	}
	return named;
}

/* The probe that can judge the claim: the line's own, or any of the device that knows the kind and
 * such parts; the table of other devices' alarms knows none of this one's own. */
static const char *
judging_probe(
    const struct vg_hearing_tools *t, const char *device, const struct vg_claim *claim)
{
	const char *kind = claim->event.kind, *probe = claim->rule->probe;
	const char *part = vg_resource_split(claim->event.resource, NULL, NULL);

	if (probe[0] && vg_hearclaim_is_judged(t->packs, kind, probe) &&
	    t->has_cb(device, probe, t->cookie))
		return probe;
	/* Before it has told what it is, any probe might be its: what has a qualifier is none's. */
	if (claim->event.qualifier[0] && t->has_cb(device, "", t->cookie))
		return "";
	for (size_t p = 0; p < vg_packset_count(t->packs); p++) {
		const struct vg_pack *pack = vg_packset_at(t->packs, p);
		for (size_t r = 0; r < pack->n_rules; r++) {
			probe = pack->rules[r].probe;
			if (strcmp(pack->rules[r].kind, kind) == 0 &&
			    may_name(&pack->rules[r], part) &&
			    t->has_cb(device, probe, t->cookie))
				return probe;
		}
	}
	return "";
}

const char *
vg_hearclaim_owner(const struct vg_agentconf *conf, const struct vg_probe *probe,
    const char *manager, const char *part, const char *qualifier,
    char owned[VG_RESOURCE_SIZE])
{
	char text[VG_OWNER_ADDRESS_SIZE];
	struct vg_address address;
	const struct vg_agentconf_device *owner;

	if (!probe || !probe->alarm_table ||
	    (!vg_owner_address(part, text) && !vg_owner_address(qualifier, text)) ||
	    vg_net_parse(text, 0, &address) != VG_OK)
		return NULL;
	owner = vg_agentconf_at(conf, &address);
	return owner && vg_owner_part(manager, part, owned) ? owner->name : NULL;
}

static void
name_resource(const struct vg_hearing_tools *t, const struct vg_agentconf_device *device,
    const struct vg_claim *from, struct vg_claimed *claim)
{
	char owned[VG_RESOURCE_SIZE];
	const char *owner =
	    vg_hearclaim_owner(t->conf, vg_packset_probe(t->packs, from->rule->probe),
		device->name, claim->part, from->event.qualifier, owned);

	vg_text_copy(claim->resource, sizeof(claim->resource), from->event.resource);
	if (owner)
		vg_text_format(claim->resource, sizeof(claim->resource), "device/%s/%s",
		    owner, owned);
}

static char *
notification_of(const struct vg_trap *trap, bool whole)
{
	struct vg_buf json;

	vg_buf_init(&json, 0);
	vg_noticejson_write(trap, whole, &json);
	char *text = vg_mem_text(vg_buf_text(&json));
	vg_buf_fini(&json);
	return text;
}

struct vg_claimed
vg_hearclaim_make(const struct vg_hearing_tools *t,
    const struct vg_agentconf_device *device, const struct vg_trap *trap,
    const struct vg_claim *from)
{
	struct vg_claimed claim = {.bad = from->event.action == VG_ACTION_RAISE,
	    /* What the polls encrypt, nobody says in the clear. */
	    .trusted = trap->auth_priv || !device->v3,
	    .severity = from->event.severity,
	    .at = trap->received};

	vg_text_copy(claim.device, sizeof(claim.device), device->name);
	vg_text_copy(claim.kind, sizeof(claim.kind), from->event.kind);
	vg_text_copy(claim.text, sizeof(claim.text), from->event.text);
	vg_text_copy(claim.part, sizeof(claim.part),
	    vg_resource_split(from->event.resource, NULL, NULL));
	name_resource(t, device, from, &claim);
	vg_text_copy(
	    claim.probe, sizeof(claim.probe), judging_probe(t, device->name, from));
	/* The polls name no qualifier; what they never see has its own. */
	if (!claim.probe[0])
		vg_text_copy(
		    claim.qualifier, sizeof(claim.qualifier), from->event.qualifier);
	claim.notification = notification_of(trap, false);
	return claim;
}

struct vg_claimed
vg_hearclaim_unknown(const struct vg_agentconf_device *device, const struct vg_trap *trap)
{
	struct vg_claimed claim = {.bad = true, .at = trap->received};
	struct vg_event event;

	vg_trapmap_unclassified(device->name, trap, &event);
	claim.severity = event.severity;
	vg_text_copy(claim.device, sizeof(claim.device), device->name);
	vg_text_copy(claim.resource, sizeof(claim.resource), event.resource);
	vg_text_copy(claim.kind, sizeof(claim.kind), event.kind);
	vg_text_copy(claim.qualifier, sizeof(claim.qualifier), event.qualifier);
	vg_text_copy(claim.text, sizeof(claim.text), event.text);
	claim.notification = notification_of(trap, true);
	return claim;
}

/* RFC 3418: coldStart and warmStart; whatever was known of the device may be over. */
bool
vg_hearclaim_is_start(const struct vg_trap *trap)
{
	static const struct vg_oid traps = {{1, 3, 6, 1, 6, 3, 1, 1, 5}, 9};

	return vg_oid_under(&trap->oid, &traps) && trap->oid.n_arcs == 10 &&
	    (trap->oid.arc[9] == 1 || trap->oid.arc[9] == 2);
}
