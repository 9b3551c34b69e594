/*
 * Members stand in the order in which they are written here; equal facts give equal octets.
 */
#include "collector/evidence/proofbody.h"

#include <jansson.h>
#include <stdlib.h>

enum { VALUE_SIZE = 4096, OID_SIZE = 640 };

static void
set_text(json_t *object, const char *name, const char *text)
{
	if (text && text[0])
		json_object_set_new(object, name, json_string(text));
}

static void
set_time(json_t *object, const char *name, struct vg_wall time)
{
	char text[VG_INSTANT_TEXT_SIZE];

	vg_instant_text(time, text);
	set_text(object, name, text);
}

static void
give(json_t *object, struct vg_buf *out)
{
	char *text = json_dumps(object, JSON_COMPACT);

	vg_buf_add_text(out, text);
	free(text);
	json_decref(object);
}

static void
set_device(json_t *object, const struct vg_proofbody_case *f)
{
	json_t *addresses = json_array();

	set_text(object, "family", f->family);
	set_text(object, "model", f->model);
	set_text(object, "serial", f->serial);
	set_text(object, "software", f->software);
	set_text(object, "hardware", f->hardware);
	set_time(object, "inventory-heard", f->inventory);
	for (size_t i = 0; i < f->n_addresses; i++)
		json_array_append_new(addresses, json_string(f->addresses[i]));
	json_object_set_new(object, "address", addresses);
}

void
vg_proofbody_case(const struct vg_proofbody_case *f, struct vg_buf *out)
{
	json_t *object = json_object();

	set_text(object, "case", f->number);
	set_text(object, "title", f->title);
	set_time(object, "opened", f->opened);
	set_text(object, "subject", f->subject);
	set_text(object, "class", f->class);
	set_text(object, "kind", f->kind);
	set_text(object, "severity", f->severity);
	set_text(object, "resource", f->resource);
	set_text(object, "text", f->text);
	set_text(object, "client", f->client);
	set_text(object, "site", f->site);
	set_text(object, "device", f->device);
	set_text(object, "supplier", f->supplier);
	set_text(object, "contract", f->contract);
	set_text(object, "mode", f->mode);
	set_device(object, f);
	set_text(object, "agent", f->agent);
	set_text(object, "agent-version", f->agent_version);
	set_time(object, "agent-heard", f->agent_heard);
	if (f->agent && f->agent[0])
		json_object_set_new(
		    object, "agent-clock-offset-ms", json_integer(f->clock_offset_ms));
	json_object_set_new(object, "configuration-revision", json_integer(f->revision));
	set_text(object, "configuration-sha256", f->revision_sha256);
	set_time(object, "configuration-taken", f->revision_taken);
	give(object, out);
}

static json_t *
varbind_json(const struct vg_varbind *varbind)
{
	char oid[OID_SIZE], value[VALUE_SIZE];
	json_t *object = json_object();

	vg_oid_text(&varbind->oid, oid, sizeof(oid));
	vg_value_text(&varbind->value, value, sizeof(value));
	set_text(object, "oid", oid);
	set_text(object, "type", vg_value_type_text(varbind->value.type));
	json_object_set_new(object, "value", json_string(value));
	return object;
}

void
vg_proofbody_event(const struct vg_trap *trap, const char *source, struct vg_buf *out)
{
	json_t *object = json_object(), *varbinds = json_array();
	char oid[OID_SIZE];

	vg_oid_text(&trap->oid, oid, sizeof(oid));
	set_text(object, "message", source);
	set_time(object, "received", trap->received);
	set_text(object, "from", trap->source);
	json_object_set_new(object, "snmp-version", json_integer(trap->version));
	set_text(object, "agent", trap->user);
	set_text(object, "notification", oid);
	json_object_set_new(object, "uptime-centiseconds", json_integer(trap->uptime));
	for (size_t i = 0; i < trap->n_varbinds; i++)
		json_array_append_new(varbinds, varbind_json(&trap->varbinds[i]));
	json_object_set_new(object, "varbinds", varbinds);
	give(object, out);
}

void
vg_proofbody_note(const char *text, struct vg_buf *out)
{
	json_t *object = json_object();

	set_text(object, "note", text);
	give(object, out);
}
