/*
 * Members stand in the order in which they are written here; equal facts give equal octets.
 */
#include "collector/evidence/proofbody.h"

#include <inttypes.h>
#include <string.h>

#include "lib/base/text.h"

enum { VALUE_SIZE = 4096, OID_SIZE = 640 };

/*
 * An object being written, without a tree of it: a message has a hundred members, and each that
 * opens a case is frozen.  Compact; what RFC 8259 section 7 wants escaped is, and nothing else.
 */
struct object {
	struct vg_buf *out; /* borrowed */
	bool has_member;
};

static struct object
begin(struct vg_buf *out)
{
	vg_buf_add_u8(out, '{');
	return (struct object){out, false};
}

static void
end(struct object *o)
{
	vg_buf_add_u8(o->out, '}');
}

/* What is written for 'c'; NULL: itself. */
static const char *
escape_of(unsigned char c, char room[8])
{
	static const char plain[] = "\"\\\b\f\n\r\t", named[] = "\"\\bfnrt";

	if (c >= 0x20 && c != '"' && c != '\\')
		return NULL;
	const char *at = strchr(plain, c);
	if (at)
		vg_text_format(room, 8, "\\%c", named[at - plain]);
	else
		vg_text_format(room, 8, "\\u%04X", c);
	return room;
}

static void
add_string(struct vg_buf *out, const char *text)
{
	const char *plain = text;
	char room[8];

	vg_buf_add_u8(out, '"');
	for (; *text; text++) {
		const char *escaped = escape_of((unsigned char)*text, room);
		if (!escaped)
			continue;
		vg_buf_add(out, plain, (size_t)(text - plain));
		vg_buf_add_text(out, escaped);
		plain = text + 1;
	}
	vg_buf_add(out, plain, (size_t)(text - plain));
	vg_buf_add_u8(out, '"');
}

/* Its value follows. */
static void
name_member(struct object *o, const char *name)
{
	vg_buf_add_text(o->out, o->has_member ? ",\"" : "\"");
	vg_buf_add_text(o->out, name);
	vg_buf_add_text(o->out, "\":");
	o->has_member = true;
}

/* What is no UTF-8 is no text, and left out. */
static void
set_any_text(struct object *o, const char *name, const char *text)
{
	if (!vg_text_is_utf8(text, strlen(text)))
		return;
	name_member(o, name);
	add_string(o->out, text);
}

static void
set_text(struct object *o, const char *name, const char *text)
{
	if (text && text[0])
		set_any_text(o, name, text);
}

static void
set_number(struct object *o, const char *name, int64_t number)
{
	name_member(o, name);
	vg_buf_addf(o->out, "%" PRId64, number);
}

static void
set_time(struct object *o, const char *name, struct vg_wall time)
{
	char text[VG_INSTANT_TEXT_SIZE];

	vg_instant_text(time, text);
	set_text(o, name, text);
}

static void
set_device(struct object *object, const struct vg_proofbody_case *f)
{
	const char *between = "";

	set_text(object, "family", f->family);
	set_text(object, "model", f->model);
	set_text(object, "serial", f->serial);
	set_text(object, "software", f->software);
	set_text(object, "hardware", f->hardware);
	set_time(object, "inventory-heard", f->inventory);
	name_member(object, "address");
	vg_buf_add_u8(object->out, '[');
	for (size_t i = 0; i < f->n_addresses; i++) {
		if (!vg_text_is_utf8(f->addresses[i], strlen(f->addresses[i])))
			continue;
		vg_buf_add_text(object->out, between);
		add_string(object->out, f->addresses[i]);
		between = ",";
	}
	vg_buf_add_u8(object->out, ']');
}

void
vg_proofbody_case(const struct vg_proofbody_case *f, struct vg_buf *out)
{
	struct object object = begin(out);

	set_text(&object, "case", f->number);
	set_text(&object, "title", f->title);
	set_time(&object, "opened", f->opened);
	set_text(&object, "subject", f->subject);
	set_text(&object, "class", f->class);
	set_text(&object, "kind", f->kind);
	set_text(&object, "severity", f->severity);
	set_text(&object, "resource", f->resource);
	set_text(&object, "text", f->text);
	set_text(&object, "client", f->client);
	set_text(&object, "site", f->site);
	set_text(&object, "device", f->device);
	set_text(&object, "supplier", f->supplier);
	set_text(&object, "contract", f->contract);
	set_text(&object, "mode", f->mode);
	set_device(&object, f);
	set_text(&object, "agent", f->agent);
	set_text(&object, "agent-version", f->agent_version);
	set_time(&object, "agent-heard", f->agent_heard);
	if (f->agent && f->agent[0])
		set_number(&object, "agent-clock-offset-ms", f->clock_offset_ms);
	set_number(&object, "configuration-revision", f->revision);
	set_text(&object, "configuration-sha256", f->revision_sha256);
	set_time(&object, "configuration-taken", f->revision_taken);
	end(&object);
}

static void
add_varbind(const struct vg_varbind *varbind, struct vg_buf *out)
{
	char oid[OID_SIZE], value[VALUE_SIZE];
	struct object object = begin(out);

	vg_oid_text(&varbind->oid, oid, sizeof(oid));
	vg_value_text(&varbind->value, value, sizeof(value));
	set_text(&object, "oid", oid);
	set_text(&object, "type", vg_value_type_text(varbind->value.type));
	set_any_text(&object, "value", value);
	end(&object);
}

void
vg_proofbody_event(const struct vg_trap *trap, const char *source, struct vg_buf *out)
{
	struct object object = begin(out);
	char oid[OID_SIZE];

	vg_oid_text(&trap->oid, oid, sizeof(oid));
	set_text(&object, "message", source);
	set_time(&object, "received", trap->received);
	set_text(&object, "from", trap->source);
	set_number(&object, "snmp-version", trap->version);
	set_text(&object, "agent", trap->user);
	set_text(&object, "notification", oid);
	set_number(&object, "uptime-centiseconds", trap->uptime);
	name_member(&object, "varbinds");
	vg_buf_add_u8(out, '[');
	for (size_t i = 0; i < trap->n_varbinds; i++) {
		if (i)
			vg_buf_add_u8(out, ',');
		add_varbind(&trap->varbinds[i], out);
	}
	vg_buf_add_u8(out, ']');
	end(&object);
}

void
vg_proofbody_note(const char *text, struct vg_buf *out)
{
	struct object object = begin(out);

	set_text(&object, "note", text);
	end(&object);
}
