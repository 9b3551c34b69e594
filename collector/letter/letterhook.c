/*
 * Bodies for webhooks and Alertmanagers.
 */
#include "collector/letter/letterhook.h"

#include <inttypes.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/text.h"

/* --- JSON ---------------------------------------------------------------------------------- */

static void
add_octet(struct vg_buf *json, unsigned char c, bool is_utf8)
{
	if (c == '"' || c == '\\')
		vg_buf_addf(json, "\\%c", c);
	else if (c < 0x20 || c == 0x7f)
		vg_buf_addf(json, "\\u%04x", c);
	else
		vg_buf_add_u8(json, c < 0x80 || is_utf8 ? c : '?');
}

void
vg_letterhook_string(struct vg_buf *json, const char *text)
{
	size_t size = strlen(text);
	bool is_utf8 = vg_text_is_utf8(text, size);

	vg_buf_add_u8(json, '"');
	for (size_t i = 0; i < size; i++)
		add_octet(json, (unsigned char)text[i], is_utf8);
	vg_buf_add_u8(json, '"');
}

static void
begin_object(struct vg_buf *json, bool *first)
{
	vg_buf_add_u8(json, '{');
	*first = true;
}

static void
add_name(struct vg_buf *json, bool *first, const char *name)
{
	vg_buf_addf(json, "%s\"%s\":", *first ? "" : ",", name);
	*first = false;
}

static void
add_text(struct vg_buf *json, bool *first, const char *name, const char *value)
{
	if (!value || !value[0])
		return;
	add_name(json, first, name);
	vg_letterhook_string(json, value);
}

static void
add_time(struct vg_buf *json, bool *first, const char *name, struct vg_wall at)
{
	char text[VG_INSTANT_TEXT_SIZE];

	if (!vg_instant_is_set(at))
		return;
	vg_instant_text(at, text);
	add_text(json, first, name, text);
}

/* --- webhooks ------------------------------------------------------------------------------ */

static void
add_number(struct vg_buf *json, bool *first, const char *name, int64_t value)
{
	if (!value)
		return;
	add_name(json, first, name);
	vg_buf_addf(json, "%" PRId64, value);
}

static void
add_cases(struct vg_buf *json, bool *first, const struct vg_letterhook *hook)
{
	if (!hook->cases)
		return;
	add_number(json, first, "count", (int64_t)hook->count);
	add_name(json, first, "cases");
	for (size_t i = 0; i < hook->listed; i++) {
		const struct vg_letterhook_case *c = &hook->cases[i];
		bool begins;
		vg_buf_add_u8(json, i ? ',' : '[');
		begin_object(json, &begins);
		add_text(json, &begins, "case", c->number);
		add_text(json, &begins, "severity", c->severity);
		add_text(json, &begins, "type", c->type);
		add_text(json, &begins, "device", c->device);
		add_number(json, &begins, "page", c->page);
		add_text(json, &begins, "class", c->page_class);
		add_text(json, &begins, "client", c->client);
		add_text(json, &begins, "title", c->title);
		vg_buf_add_u8(json, '}');
	}
	vg_buf_add_u8(json, ']');
}

void
vg_letterhook_event(struct vg_buf *json, const struct vg_letterhook *hook)
{
	bool first;

	begin_object(json, &first);
	add_text(json, &first, "collector", hook->collector);
	add_text(json, &first, "event", hook->event);
	add_number(json, &first, "message", hook->message);
	add_time(json, &first, "at", hook->at);
	add_text(json, &first, "case", hook->number);
	add_text(json, &first, "state", hook->state);
	add_text(json, &first, "severity", hook->severity);
	add_text(json, &first, "type", hook->type);
	add_text(json, &first, "device", hook->device);
	add_text(json, &first, "target", hook->target);
	add_number(json, &first, "page", hook->page);
	add_text(json, &first, "class", hook->page_class);
	add_time(json, &first, "opened", hook->opened);
	add_time(json, &first, "closed", hook->closed);
	add_text(json, &first, "client", hook->client);
	add_text(json, &first, "site", hook->site);
	add_text(json, &first, "contract", hook->contract);
	add_text(json, &first, "owner", hook->owner);
	add_text(json, &first, "person", hook->person);
	add_text(json, &first, "title", hook->title);
	add_text(json, &first, "text", hook->text);
	add_text(json, &first, "cause", hook->cause);
	add_text(json, &first, "cure", hook->cure);
	add_cases(json, &first, hook);
	vg_buf_add_u8(json, '}');
}

/* --- alerts -------------------------------------------------------------------------------- */

static void
add_times(struct vg_buf *json, bool *first, struct vg_wall begun, struct vg_wall ends)
{
	/* An alert that ends before it begins is refused, with all others of its request. */
	if (vg_instant_compare(ends, begun) < 0)
		ends = begun;
	add_time(json, first, "startsAt", begun);
	add_time(json, first, "endsAt", ends);
}

static void
add_labels(struct vg_buf *json, const struct vg_letterhook *hook)
{
	bool first;

	begin_object(json, &first);
	add_text(json, &first, "alertname", "VigieCase");
	add_text(json, &first, "collector", hook->collector);
	add_text(json, &first, "case", hook->number);
	add_text(json, &first, "type", hook->type);
	add_text(json, &first, "device", hook->device);
	/* By which it is routed: an alert that became worse is another one, and this one ends. */
	add_text(json, &first, "severity", hook->severity);
	add_text(json, &first, "client", hook->client);
	add_text(json, &first, "site", hook->site);
	vg_buf_add_u8(json, '}');
}

static void
add_annotations(struct vg_buf *json, const struct vg_letterhook *hook)
{
	bool first;

	begin_object(json, &first);
	add_text(json, &first, "state", hook->state);
	add_text(json, &first, "summary", hook->title);
	add_text(json, &first, "contract", hook->contract);
	add_text(json, &first, "owner", hook->owner);
	vg_buf_add_u8(json, '}');
}

void
vg_letterhook_alert(
    struct vg_buf *json, const struct vg_letterhook *hook, struct vg_wall ends)
{
	char link[1024];
	bool first;

	begin_object(json, &first);
	add_name(json, &first, "labels");
	add_labels(json, hook);
	add_name(json, &first, "annotations");
	add_annotations(json, hook);
	add_times(json, &first, hook->opened,
	    vg_instant_is_set(hook->closed) ? hook->closed : ends);
	if (hook->link && hook->link[0]) {
		vg_text_format(link, sizeof(link), "%s%s", hook->link, hook->number);
		add_text(json, &first, "generatorURL", link);
	}
	vg_buf_add_u8(json, '}');
}

void
vg_letterhook_watchdog(
    struct vg_buf *json, const char *collector, struct vg_wall begun, struct vg_wall ends)
{
	bool first;

	begin_object(json, &first);
	add_name(json, &first, "labels");
	vg_buf_add_text(json, "{\"alertname\":\"Watchdog\",\"collector\":");
	vg_letterhook_string(json, collector);
	vg_buf_add_text(json,
	    "},\"annotations\":{\"summary\":\"vigie is alive; this alert "
	    "always fires, and its end is the alarm\"}");
	add_times(json, &first, begun, ends);
	vg_buf_add_u8(json, '}');
}
