/*
 * Alarms and their kin.
 *
 * Each alarm asks for its case, by one step into an index, and a case that one asked for is kept
 * for the next: what a page costs is what is on it, however many symptoms are kept.
 */
#include "collector/api/apialarmkin.h"

#include <stdlib.h>
#include <string.h>

#include "collector/desk/view/deskalarmkin.h"
#include "lib/base/error.h"
#include "lib/base/hash.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

enum { PLACES = 64 };

struct key {
	char resource[VG_RESOURCE_SIZE];
	char kind[VG_KIND_SIZE];
	char qualifier[VG_QUALIFIER_SIZE];
};

/* The causes of a case, or its symptoms. */
struct side {
	char number[VG_CASE_NUMBER_SIZE];
	bool symptoms;
	size_t n;
	struct key keys[VG_DESKALARMKIN_SYMPTOMS];
};

struct vg_apialarmkin {
	struct vg_desk *desk;
	const struct vg_deskscope *scope;
	struct side *places[PLACES]; /* owned; by the number of the case */
};

struct vg_apialarmkin *
vg_apialarmkin_new(struct vg_desk *desk, const struct vg_deskscope *scope)
{
	struct vg_apialarmkin *kin = vg_mem_zero(sizeof(*kin));

	kin->desk = desk;
	kin->scope = scope;
	return kin;
}

void
vg_apialarmkin_free(struct vg_apialarmkin *kin)
{
	if (!kin)
		return;
	for (size_t i = 0; i < PLACES; i++)
		free(kin->places[i]);
	free(kin);
}

/* --- the other side of a case -------------------------------------------------------------- */

static void
keep_key(const char *resource, const char *kind, const char *qualifier, void *cookie)
{
	struct side *side = cookie;
	struct key *key;

	if (side->n == VG_DESKALARMKIN_SYMPTOMS)
		return;
	key = &side->keys[side->n++];
	vg_text_copy(key->resource, sizeof(key->resource), resource);
	vg_text_copy(key->kind, sizeof(key->kind), kind);
	vg_text_copy(key->qualifier, sizeof(key->qualifier), qualifier);
}

static int
load(struct vg_apialarmkin *kin, const char *number, bool symptoms, struct side **found)
{
	size_t at = (size_t)(vg_hash_text(number) * 2 + symptoms) % PLACES;
	struct side *side = kin->places[at];

	if (!side)
		side = kin->places[at] = vg_mem_zero(sizeof(*side));
	*found = side;
	if (strcmp(side->number, number) == 0 && side->symptoms == symptoms)
		return VG_OK;
	vg_text_copy(side->number, sizeof(side->number), number);
	side->symptoms = symptoms;
	side->n = 0;
	return symptoms ? vg_deskalarmkin_symptoms(kin->desk, number, keep_key, side)
			: vg_deskalarmkin_causes(kin->desk, number, keep_key, side);
}

/* --- writing ------------------------------------------------------------------------------- */

static bool
is_seen(const struct vg_apialarmkin *kin, const char *resource)
{
	return vg_deskscope_resource(kin->scope, vg_desk_conf(kin->desk), resource);
}

static void
write_related(
    const struct vg_apialarmkin *kin, const struct side *side, struct vg_restdata *data)
{
	for (size_t i = 0; i < side->n; i++) {
		const struct key *key = &side->keys[i];
		char type[VG_KIND_SIZE + 32];
		const char *const keys[] = {key->resource, type, key->qualifier};
		if (!is_seen(kin, key->resource))
			continue;
		vg_text_format(type, sizeof(type), "vigie-alarm-types:%s", key->kind);
		vg_restdata_entry(data, "related-alarm", keys, 3);
		vg_restdata_out(data);
	}
}

/* Whether one of the first 'n' is of 'resource'. */
static bool
has(const struct side *side, size_t n, const char *resource)
{
	while (n && strcmp(side->keys[n - 1].resource, resource) != 0)
		n--;
	return n > 0;
}

/* Each resource once, and not the alarm's own. */
static void
write_resources(const struct vg_apialarmkin *kin, const struct side *side,
    const char *own, const char *leaf, struct vg_restdata *data)
{
	for (size_t i = 0; i < side->n; i++) {
		const char *resource = side->keys[i].resource;
		if (!has(side, i, resource) && strcmp(resource, own) != 0 &&
		    is_seen(kin, resource))
			vg_restdata_leaf(data, leaf, resource);
	}
}

/* What an agent that is silent now does not tell of, beside what is told already. */
static void
write_devices(const struct vg_apialarmkin *kin, const struct side *told,
    const char *agent, struct vg_restdata *data)
{
	const struct vg_conf *conf = vg_desk_conf(kin->desk);
	size_t n = 0;

	for (size_t i = 0; i < conf->n_devices && n < VG_APIALARMKIN_DEVICES; i++) {
		char resource[VG_RESOURCE_SIZE];
		if (strcmp(conf->devices[i].agent, agent) != 0)
			continue;
		vg_text_format(
		    resource, sizeof(resource), "device/%s", conf->devices[i].name);
		if (!is_seen(kin, resource) || (told && has(told, told->n, resource)))
			continue;
		vg_restdata_leaf(data, "impacted-resource", resource);
		n++;
	}
}

int
vg_apialarmkin_write(struct vg_apialarmkin *kin, const struct vg_alarm_view *view,
    struct vg_restdata *data)
{
	static const char agent[] = "agent/";
	bool is_symptom = strcmp(view->role, "symptom") == 0;
	struct side *side = NULL;
	int code = VG_OK;

	if (view->case_number[0])
		code = load(kin, view->case_number, !is_symptom, &side);
	if (side && code == VG_OK) {
		write_related(kin, side, data);
		write_resources(kin, side, view->resource,
		    is_symptom ? "root-cause-resource" : "impacted-resource", data);
	}
	if (strcmp(view->kind, "agent-silent") == 0 && !view->cleared &&
	    vg_text_starts(view->resource, agent) && !is_symptom)
		write_devices(kin, side, view->resource + sizeof(agent) - 1, data);
	return code;
}
