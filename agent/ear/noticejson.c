/*
 * Notifications as JSON.
 */
#include "agent/ear/noticejson.h"

#include <inttypes.h>
#include <stdlib.h>

#include "agent/history/jsonbody.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

static bool
is_octets(const struct vg_value *value)
{
	return value->type == VG_VALUE_OCTETS || value->type == VG_VALUE_OPAQUE;
}

static bool
is_printable(const struct vg_value *value)
{
	for (size_t i = 0; i < value->size; i++) {
		unsigned char c = value->octets[i];
		if (c == 0x7F || (c < ' ' && c != '\t' && c != '\r' && c != '\n'))
			return false;
	}
	return vg_text_is_utf8(value->octets, value->size);
}

/* Octets of any length: the text of a value for people is cut. */
static void
quote_octets(struct vg_buf *json, const struct vg_value *value)
{
	if (value->size == 0 || is_printable(value)) {
		char *text = vg_mem_text_n(value->octets, value->size);
		vg_jsonbody_quote(json, text);
		free(text);
		return;
	}
	char *hex = vg_mem_zero(2 * value->size + 1);
	vg_text_hex(hex, value->octets, value->size);
	vg_buf_addf(json, "\"0x%s\"", hex);
	free(hex);
}

static void
write_varbind(struct vg_buf *json, const struct vg_varbind *v, bool first)
{
	char text[VG_OID_TEXT_SIZE];

	vg_oid_text(&v->oid, text, sizeof(text));
	vg_buf_addf(json, "%s[\"%s\",\"%s\",", first ? "" : ",", text,
	    vg_value_type_text(v->value.type));
	if (is_octets(&v->value)) {
		quote_octets(json, &v->value);
	} else {
		vg_value_text(&v->value, text, sizeof(text));
		vg_jsonbody_quote(json, text);
	}
	vg_buf_add_text(json, "]");
}

static void
write_pdu(struct vg_buf *json, const struct vg_buf *pdu)
{
	char *hex = vg_mem_zero(2 * pdu->size + 1);

	vg_text_hex(hex, pdu->data, pdu->size);
	/* As all octets: what masks a bundle leaves them out. */
	if (pdu->size)
		vg_buf_addf(json, ",\"pdu\":\"0x%s\"", hex);
	free(hex);
}

void
vg_noticejson_write(const struct vg_trap *trap, bool whole, struct vg_buf *json)
{
	static const char *const versions[] = {"", "v1", "v2c", "v3"};
	char when[VG_INSTANT_TEXT_SIZE], oid[VG_OID_TEXT_SIZE];

	vg_instant_text(trap->received, when);
	vg_oid_text(&trap->oid, oid, sizeof(oid));
	vg_buf_add_text(json, "{");
	vg_jsonbody_member(json, "at", when);
	vg_jsonbody_member(json, "source", trap->source);
	vg_jsonbody_member(json, "version", versions[trap->version & 3]);
	vg_jsonbody_member(json, "user", trap->user);
	vg_jsonbody_member(json, "oid", oid);
	vg_buf_addf(json, ",\"inform\":%s,\"uptime\":%" PRIu32 ",\"varbinds\":[",
	    trap->inform ? "true" : "false", trap->uptime);
	for (size_t i = 0; i < trap->n_varbinds; i++)
		write_varbind(json, &trap->varbinds[i], i == 0);
	vg_buf_add_text(json, "]");
	if (whole)
		write_pdu(json, &trap->pdu);
	vg_buf_add_text(json, "}");
}

void
vg_noticejson_evidence(const struct vg_event *fault, const char *notification,
    struct vg_wall at, struct vg_buf *json)
{
	char when[VG_INSTANT_TEXT_SIZE];

	vg_instant_text(at, when);
	vg_buf_addf(json, "{\"raise\":%" PRIu64, fault->key.sequence);
	vg_jsonbody_member(json, "device", fault->device);
	vg_jsonbody_member(json, "resource", fault->resource);
	vg_jsonbody_member(json, "kind", fault->kind);
	vg_buf_add_text(json, ",\"qualifier\":");
	vg_jsonbody_quote(json, fault->qualifier);
	vg_jsonbody_member(json, "cut", "notification");
	vg_jsonbody_member(json, "from", when);
	vg_jsonbody_member(json, "until", when);
	vg_buf_addf(json, ",\"series\":[],\"notification\":%s}", notification);
}
