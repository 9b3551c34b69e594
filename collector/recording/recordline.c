/*
 * Lines of a recording.
 */
#include "collector/recording/recordline.h"

#include <inttypes.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/text.h"

/*
 * What a type's object may hold: names with their kind (i number, t text, b truth, o object, l
 * list), each followed by ? when it may be absent.
 */
struct shape {
	const char *name, *members;
};

#define EVENT_MEMBERS                                                                    \
	" action:t origin:t device:t? serial:t? resource:t kind:t qualifier:t?"          \
	" severity:t? cause:i? since:i? sent:i? plain:b? alone:b? flapping:b? symptom-of:t?"

static const struct shape shapes[] = {
    [VG_RECORDLINE_HEAD] = {"recording",
	"version:i from:i to:i begins:i revision:i masked:b collector:t cases:b"},
    [VG_RECORDLINE_REVISION] = {"revision", "number:i content:o"},
    [VG_RECORDLINE_CASE] = {"case",
	"number:t client:t? subject:t? class:t severity:t? opened:i closed:i? recurred:i?"
	" rung:i? worse:b? priority:i? queue:t? later:b? alarm:l? targets:l suggestions:l?"},
    [VG_RECORDLINE_ROW] = {"row", "table:t values:o"},
    [VG_RECORDLINE_MESSAGE] = {"message",
	"id:i at:i agent:t spool:t sequence:i says:t body:o?"
	" action:t? origin:t? device:t? serial:t? resource:t? kind:t? qualifier:t?"
	" severity:t? cause:i? since:i? sent:i? plain:b? alone:b? flapping:b? symptom-of:t?"},
    [VG_RECORDLINE_EVENT] = {"event", "id:i at:i" EVENT_MEMBERS},
    [VG_RECORDLINE_SELF] = {"self", "at:i" EVENT_MEMBERS},
    [VG_RECORDLINE_ACT] = {"act",
	"at:i verb:t role:t who:t object:t? happened:i args:o result:t? state:t?"},
    [VG_RECORDLINE_BOOT] = {"boot", "at:i alive:i"},
    [VG_RECORDLINE_STEP] = {"step", "at:i by:i"},
    [VG_RECORDLINE_TREE] = {"tree", "at:i number:i"},
    [VG_RECORDLINE_END] = {"end", "lines:i sha256:t"},
};

enum { N_SHAPES = sizeof(shapes) / sizeof(shapes[0]) };

const char *
vg_recordline_name(enum vg_recordline_type type)
{
	return shapes[type].name;
}

static const char *const said[] = {[VG_MESSAGE_RAISED] = "raise",
    [VG_MESSAGE_CHANGED] = "change",
    [VG_MESSAGE_CLEARED] = "clear",
    [VG_MESSAGE_INVENTORY] = "inventory",
    [VG_MESSAGE_EVIDENCE] = "other",
    [VG_MESSAGE_GAP] = "gap",
    [VG_MESSAGE_HEARTBEAT] = "heartbeat",
    [VG_MESSAGE_STANDING] = "standing"};

const char *
vg_recordline_says(enum vg_message_type type)
{
	return said[type];
}

enum vg_message_type
vg_recordline_says_parse(const char *text)
{
	for (unsigned i = 1; i < sizeof(said) / sizeof(said[0]); i++) {
		if (strcmp(said[i], text) == 0)
			return (enum vg_message_type)i;
	}
	return (enum vg_message_type)0;
}

/* --- writing ------------------------------------------------------------------------------- */

void
vg_recordline_quote(struct vg_buf *line, const char *text)
{
	vg_buf_add_u8(line, '"');
	while (*text) {
		size_t plain = 0;
		while ((unsigned char)text[plain] >= 0x20 && text[plain] != '"' &&
		    text[plain] != '\\')
			plain++;
		vg_buf_add(line, text, plain);
		text += plain;
		if (!*text)
			break;
		if (*text == '"' || *text == '\\')
			vg_buf_addf(line, "\\%c", *text);
		else
			vg_buf_addf(line, "\\u%04x", (unsigned)(unsigned char)*text);
		text++;
	}
	vg_buf_add_u8(line, '"');
}

/* Behind the first member of an object there is a comma. */
static void
name_member(struct vg_buf *line, const char *name)
{
	if (line->size && line->data[line->size - 1] != '{')
		vg_buf_add_u8(line, ',');
	vg_buf_add_u8(line, '"');
	vg_buf_add_text(line, name);
	vg_buf_add_text(line, "\":");
}

void
vg_recordline_begin(struct vg_buf *line, enum vg_recordline_type type)
{
	vg_buf_add_u8(line, '{');
	vg_recordline_text(line, "type", shapes[type].name);
}

void
vg_recordline_end(struct vg_buf *line)
{
	vg_buf_add_u8(line, '}');
}

void
vg_recordline_int(struct vg_buf *line, const char *name, int64_t value)
{
	name_member(line, name);
	vg_buf_addf(line, "%" PRId64, value);
}

void
vg_recordline_text(struct vg_buf *line, const char *name, const char *text)
{
	if (!text || !*text)
		return;
	name_member(line, name);
	vg_recordline_quote(line, text);
}

void
vg_recordline_bool(struct vg_buf *line, const char *name, bool value)
{
	name_member(line, name);
	vg_buf_add_text(line, value ? "true" : "false");
}

void
vg_recordline_json(struct vg_buf *line, const char *name, const char *json)
{
	name_member(line, name);
	vg_buf_add_text(line, json);
}

void
vg_recordline_open(struct vg_buf *line, const char *name)
{
	name_member(line, name);
	vg_buf_add_u8(line, '{');
}

void
vg_recordline_close(struct vg_buf *line)
{
	vg_buf_add_u8(line, '}');
}

void
vg_recordline_event(struct vg_buf *line, const struct vg_event *event)
{
	vg_recordline_text(line, "action", vg_event_action_text(event->action));
	vg_recordline_text(line, "origin", vg_event_origin_text(event->origin));
	vg_recordline_text(line, "device", event->device);
	vg_recordline_text(line, "serial", event->serial);
	vg_recordline_text(line, "resource", event->resource);
	vg_recordline_text(line, "kind", event->kind);
	vg_recordline_text(line, "qualifier", event->qualifier);
	if (event->severity)
		vg_recordline_text(line, "severity", vg_severity_text(event->severity));
	if (event->cause)
		vg_recordline_int(line, "cause", event->cause);
	if (event->since.us)
		vg_recordline_int(line, "since", event->since.us);
	if (event->agent_time.us)
		vg_recordline_int(line, "sent", event->agent_time.us);
	if (event->plain)
		vg_recordline_bool(line, "plain", true);
	if (event->alone)
		vg_recordline_bool(line, "alone", true);
	if (event->flapping)
		vg_recordline_bool(line, "flapping", true);
	vg_recordline_text(line, "symptom-of", event->symptom_of);
}

/* --- reading ------------------------------------------------------------------------------- */

static bool
is_kind(const json_t *value, char kind)
{
	return kind == 'i' ? json_is_integer(value)
	    : kind == 't'  ? json_is_string(value)
	    : kind == 'b'  ? json_is_boolean(value)
	    : kind == 'o'  ? json_is_object(value)
			   : json_is_array(value);
}

/* One member of the shape, which ends in a blank or the end; moves '*at' behind it. */
struct member {
	char name[24];
	char kind;
	bool may_lack;
};

static bool
next_member(const char **at, struct member *m)
{
	*at += strspn(*at, " ");
	size_t size = strcspn(*at, ":");

	if (!**at || size >= sizeof(m->name))
		return false;
	vg_text_format(m->name, sizeof(m->name), "%.*s", (int)size, *at);
	*at += size + 1;
	m->kind = *(*at)++;
	m->may_lack = **at == '?';
	if (m->may_lack)
		++*at;
	return true;
}

static int
check_members(const json_t *object, const struct shape *shape, struct vg_detail *detail)
{
	const char *at = shape->members;
	size_t known = 1; /* the type */
	struct member m;

	while (next_member(&at, &m)) {
		const json_t *value = json_object_get(object, m.name);
		if (value && !is_kind(value, m.kind))
			return vg_detail_set(detail, VG_EINVAL,
			    "%s: '%s' is of another kind", shape->name, m.name);
		if (!value && !m.may_lack)
			return vg_detail_set(
			    detail, VG_EINVAL, "%s: no '%s'", shape->name, m.name);
		known += value != NULL;
	}
	if (known != json_object_size(object))
		return vg_detail_set(
		    detail, VG_EINVAL, "%s: a member that it does not have", shape->name);
	return VG_OK;
}

int
vg_recordline_read(const char *text, size_t size, enum vg_recordline_type *type,
    json_t **object, struct vg_detail *detail)
{
	json_error_t error;
	unsigned i;

	*object = NULL;
	if (size > VG_RECORDLINE_MAX)
		return vg_detail_set(detail, VG_ELIMIT, "%zu octets; at most %d", size,
		    (int)VG_RECORDLINE_MAX);
	json_t *read = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);
	const char *name = json_string_value(json_object_get(read, "type"));
	if (!read || !name) {
		json_decref(read);
		return vg_detail_set(
		    detail, VG_EPARSE, "%s", read ? "no object with a type" : error.text);
	}
	for (i = 1; i < N_SHAPES && strcmp(shapes[i].name, name) != 0; i++)
		;
	int code = i < N_SHAPES
	    ? check_members(read, &shapes[i], detail)
	    : vg_detail_set(detail, VG_EPARSE, "'%.40s': no such type", name);
	if (code == VG_OK && i != VG_RECORDLINE_REVISION &&
	    size > VG_RECORDLINE_OTHERS_MAX)
		code = vg_detail_set(detail, VG_ELIMIT, "%s: %zu octets; at most %d",
		    shapes[i].name, size, (int)VG_RECORDLINE_OTHERS_MAX);
	if (code != VG_OK) {
		json_decref(read);
		return code;
	}
	*type = (enum vg_recordline_type)i;
	*object = read;
	return VG_OK;
}

const char *
vg_recordline_get(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "";
}

int64_t
vg_recordline_number(const json_t *object, const char *name)
{
	return json_integer_value(json_object_get(object, name));
}

/* Copies the text 'name'; one that does not fit is refused. */
static int
copy(const json_t *object, const char *name, char *target, size_t size,
    struct vg_detail *detail)
{
	const char *text = vg_recordline_get(object, name);

	if (strlen(text) >= size)
		return vg_detail_set(
		    detail, VG_EINVAL, "'%s' has more than %zu octets", name, size - 1);
	vg_text_copy(target, size, text);
	return VG_OK;
}

static int
copy_texts(const json_t *o, struct vg_event *e, struct vg_detail *detail)
{
	const struct {
		const char *name;
		char *target;
		size_t size;
	} texts[] = {{"device", e->device, sizeof(e->device)},
	    {"serial", e->serial, sizeof(e->serial)},
	    {"resource", e->resource, sizeof(e->resource)},
	    {"kind", e->kind, sizeof(e->kind)},
	    {"qualifier", e->qualifier, sizeof(e->qualifier)},
	    {"symptom-of", e->symptom_of, sizeof(e->symptom_of)}};
	int code = VG_OK;

	for (size_t i = 0; code == VG_OK && i < sizeof(texts) / sizeof(texts[0]); i++)
		code = copy(o, texts[i].name, texts[i].target, texts[i].size, detail);
	return code;
}

int
vg_recordline_read_event(
    const json_t *object, struct vg_event *event, struct vg_detail *detail)
{
	const char *severity = vg_recordline_get(object, "severity");
	const char *what = NULL;

	memset(event, 0, sizeof(*event));
	int code = copy_texts(object, event, detail);
	if (code != VG_OK)
		return code;
	if (vg_event_action_parse(vg_recordline_get(object, "action"), &event->action) !=
	    VG_OK)
		what = "action";
	else if (vg_event_origin_parse(
		     vg_recordline_get(object, "origin"), &event->origin) != VG_OK)
		what = "origin";
	else if (severity[0] && vg_severity_parse(severity, &event->severity) != VG_OK)
		what = "severity";
	if (what)
		return vg_detail_set(detail, VG_EINVAL, "'%s': no such value", what);
	event->cause = (int)vg_recordline_number(object, "cause");
	event->since.us = vg_recordline_number(object, "since");
	event->agent_time.us = vg_recordline_number(object, "sent");
	event->plain = json_is_true(json_object_get(object, "plain"));
	event->alone = json_is_true(json_object_get(object, "alone"));
	event->flapping = json_is_true(json_object_get(object, "flapping"));
	return VG_OK;
}
