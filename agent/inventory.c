/*
 * Identities of a device.
 */
#include "agent/inventory.h"

#include <stdlib.h>
#include <string.h>

#include "agent/history/jsonbody.h"
#include "agent/rule/ruletest.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

enum { MAX_PARTS = 256, MAX_ADDRESSES = 32 };

struct part {
	char *name;   /* owned; "slot/5" */
	char *serial; /* owned; NULL: "" */
};

struct vg_inventory {
	char *text[VG_IDENTITY_N]; /* owned; NULL: "" */
	struct part *parts;        /* owned; by name */
	size_t n_parts, capacity;
	char **addresses; /* owned, each too */
	size_t n_addresses;
	bool changed; /* since vg_inventory_settle */
};

struct vg_inventory *
vg_inventory_new(void)
{
	return vg_mem_zero(sizeof(struct vg_inventory));
}

static void
free_addresses(char **addresses, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(addresses[i]);
	free(addresses);
}

void
vg_inventory_free(struct vg_inventory *inventory)
{
	if (!inventory)
		return;
	for (size_t i = 0; i < VG_IDENTITY_N; i++)
		free(inventory->text[i]);
	for (size_t i = 0; i < inventory->n_parts; i++) {
		free(inventory->parts[i].name);
		free(inventory->parts[i].serial);
	}
	free(inventory->parts);
	free_addresses(inventory->addresses, inventory->n_addresses);
	free(inventory);
}

const char *
vg_inventory_text(const struct vg_inventory *inventory, enum vg_identity_role role)
{
	return inventory->text[role] ? inventory->text[role] : "";
}

bool
vg_inventory_is_changed(const struct vg_inventory *inventory)
{
	return inventory->changed;
}

void
vg_inventory_touch(struct vg_inventory *inventory)
{
	inventory->changed = true;
}

void
vg_inventory_settle(struct vg_inventory *inventory)
{
	inventory->changed = false;
}

/* Makes '*text' what 'value' says. */
static void
take_text(struct vg_inventory *inventory, char **text, const struct vg_value *value)
{
	char said[VG_INVENTORY_SIZE];

	vg_ruletest_text(said, sizeof(said), value);
	if (strcmp(*text ? *text : "", said) == 0)
		return;
	vg_mem_replace(text, said);
	inventory->changed = true;
}

static struct part *
need_part(struct vg_inventory *inventory, const char *name)
{
	size_t at = 0;

	while (at < inventory->n_parts && strcmp(inventory->parts[at].name, name) < 0)
		at++;
	if (at < inventory->n_parts && strcmp(inventory->parts[at].name, name) == 0)
		return &inventory->parts[at];
	if (inventory->n_parts >= MAX_PARTS)
		return NULL;
	inventory->parts = vg_mem_grow(inventory->parts, &inventory->capacity,
	    inventory->n_parts, sizeof(*inventory->parts));
	memmove(&inventory->parts[at + 1], &inventory->parts[at],
	    (inventory->n_parts - at) * sizeof(*inventory->parts));
	inventory->n_parts++;
	inventory->changed = true;
	memset(&inventory->parts[at], 0, sizeof(inventory->parts[at]));
	inventory->parts[at].name = vg_mem_text(name);
	return &inventory->parts[at];
}

static void
take_parts(struct vg_inventory *inventory, const struct vg_identity *identity,
    const struct vg_sampleset *samples)
{
	char name[VG_RESOURCE_SIZE];

	for (size_t i = 0; i < samples->n_rows; i++) {
		const struct vg_samplerow *row = &samples->rows[i];
		const struct vg_value *value =
		    vg_sampleset_value(samples, row, identity->object);
		const struct vg_ruletest_words words = {
		    .label = "", .value = "", .index = row->index, .name = row->index};
		if (!value || vg_value_is_missing(value))
			continue;
		vg_ruletest_fill(name, sizeof(name), identity->part, &words);
		struct part *part = need_part(inventory, name);
		if (part)
			take_text(inventory, &part->serial, value);
	}
}

/* The rows of a table whose index is the address; half of it says nothing of the others. */
static void
take_addresses(struct vg_inventory *inventory, const struct vg_sampleset *samples)
{
	size_t n = samples->n_rows < MAX_ADDRESSES ? samples->n_rows : MAX_ADDRESSES;
	bool same = n == inventory->n_addresses;

	if (!samples->whole)
		return;
	for (size_t i = 0; i < n && same; i++)
		same = strcmp(inventory->addresses[i], samples->rows[i].index) == 0;
	if (same)
		return;
	free_addresses(inventory->addresses, inventory->n_addresses);
	inventory->addresses = vg_mem_array(n ? n : 1, sizeof(*inventory->addresses));
	for (size_t i = 0; i < n; i++)
		inventory->addresses[i] = vg_mem_text(samples->rows[i].index);
	inventory->n_addresses = n;
	inventory->changed = true;
}

static void
take_identity(struct vg_inventory *inventory, const struct vg_identity *identity,
    const struct vg_sampleset *samples)
{
	const struct vg_value *value;

	if (identity->role == VG_IDENTITY_UPTIME ||
	    identity->role == VG_IDENTITY_NOTIFICATIONS_SENT ||
	    identity->role >= VG_IDENTITY_N)
		return;
	if (identity->role == VG_IDENTITY_PART_SERIAL) {
		take_parts(inventory, identity, samples);
		return;
	}
	if (identity->role == VG_IDENTITY_ADDRESS) {
		take_addresses(inventory, samples);
		return;
	}
	value = vg_sampleset_value(samples, &samples->scalars, identity->object);
	if (value && !vg_value_is_missing(value))
		take_text(inventory, &inventory->text[identity->role], value);
}

void
vg_inventory_take(struct vg_inventory *inventory, const struct vg_packset *packs,
    const struct vg_sampleset *samples)
{
	const struct vg_packrules *of = vg_packset_rules(packs, samples->probe);

	for (size_t i = 0; i < of->n_identities; i++)
		take_identity(inventory, of->identities[i], samples);
}

void
vg_inventory_json(const struct vg_inventory *inventory, const char *device,
    const struct vg_family *family, struct vg_buf *json, char digest[VG_DIGEST_TEXT_SIZE])
{
	static const struct {
		enum vg_identity_role role;
		const char *name;
	} members[] = {{VG_IDENTITY_MODEL, "model"}, {VG_IDENTITY_SERIAL, "serial"},
	    {VG_IDENTITY_SOFTWARE, "software"}, {VG_IDENTITY_HARDWARE, "hardware"},
	    {VG_IDENTITY_HOSTNAME, "hostname"}};

	vg_buf_add_text(json, "{");
	vg_jsonbody_member(json, "device", device);
	vg_jsonbody_member(json, "family", family ? family->name : "");
	vg_jsonbody_member(json, "label", family ? family->label : "");
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		vg_jsonbody_member(
		    json, members[i].name, vg_inventory_text(inventory, members[i].role));
	vg_buf_add_text(json, ",\"component\":[");
	for (size_t i = 0; i < inventory->n_parts; i++) {
		vg_buf_add_text(json, i ? ",{" : "{");
		vg_jsonbody_member(json, "name", inventory->parts[i].name);
		vg_jsonbody_member(json, "serial",
		    inventory->parts[i].serial ? inventory->parts[i].serial : "");
		vg_buf_add_text(json, "}");
	}
	vg_buf_add_text(json, "]");
	for (size_t i = 0; i < inventory->n_addresses; i++) {
		vg_buf_add_text(json, i ? ",\"" : ",\"address\":[\"");
		vg_buf_add_text(json, inventory->addresses[i]);
		vg_buf_add_text(json, "\"");
	}
	vg_buf_add_text(json, inventory->n_addresses ? "]}" : "}");
	struct vg_digest sum = vg_digest_of(vg_buf_text(json), json->size);
	vg_digest_text(&sum, digest);
}

const struct vg_family *
vg_inventory_family(const struct vg_packset *packs, const char *supplier,
    const char *name, const struct vg_sampleset *samples, char *oid, size_t size)
{
	const struct vg_value *id =
	    vg_sampleset_value(samples, &samples->scalars, "sysObjectID");
	const struct vg_value *descr =
	    vg_sampleset_value(samples, &samples->scalars, "sysDescr");
	char text[VG_TEXT_SIZE] = "";

	vg_text_copy(oid, size, "no sysObjectID");
	if (name[0])
		return vg_packset_family(packs, name);
	if (!id || id->type != VG_VALUE_OID)
		return NULL;
	vg_value_text(id, oid, size);
	if (descr && !vg_value_is_missing(descr))
		vg_value_text(descr, text, sizeof(text));
	return vg_packset_match(packs, supplier, id->oid, text);
}

bool
vg_inventory_whole(const struct vg_packset *packs, const struct vg_probe *const *probes,
    const bool *seen, size_t n)
{
	for (size_t p = 0; p < vg_packset_count(packs); p++) {
		const struct vg_pack *pack = vg_packset_at(packs, p);
		for (size_t i = 0; i < pack->n_identities; i++) {
			for (size_t k = 0; k < n; k++) {
				if (!seen[k] &&
				    strcmp(probes[k]->name, pack->identities[i].probe) ==
					0)
					return false;
			}
		}
	}
	return true;
}
