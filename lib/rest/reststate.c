/*
 * The state of the door itself.
 */
#include "lib/rest/reststate.h"

#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/rest/restcore.h"

#define CAPABILITY "urn:ietf:params:restconf:capability:"

static const char *const capabilities[] = {CAPABILITY "defaults:1.0?basic-mode=explicit",
    CAPABILITY "depth:1.0", CAPABILITY "fields:1.0", CAPABILITY "replay:1.0",
    CAPABILITY "with-defaults:1.0"};

/* A stream each of whose subscriptions is another is a door's own affair. */
static bool
is_shown(const struct vg_rest *rest, const struct vg_rest_stream *stream,
    const struct vg_rest_caller *caller)
{
	struct vg_detail detail = {0};

	if (stream->begin)
		return false;
	if (rest->access &&
	    rest->access(caller, VG_REST_FOLLOW, stream->name, &detail,
		rest->access_cookie) != VG_OK)
		return false;
	return !stream->may || stream->may(caller, &detail, stream->cookie) == VG_OK;
}

static void
write_stream(const struct vg_rest_stream *stream, struct vg_restdata *data)
{
	static const char *const json = "json";
	const char *name = stream->name;
	char location[96];

	vg_text_format(location, sizeof(location), "/restconf/streams/%s", name);
	vg_restdata_entry(data, "stream", &name, 1);
	vg_restdata_bool(data, "replay-support", stream->replays);
	vg_restdata_entry(data, "access", &json, 1);
	vg_restdata_leaf(data, "location", location);
	vg_restdata_out(data);
	vg_restdata_out(data);
}

static int
get(const struct vg_rest_ask *ask, struct vg_restdata *data, struct vg_detail *detail,
    void *cookie)
{
	const struct vg_rest *rest = cookie;

	(void)detail;
	vg_restdata_into(data, "capabilities");
	for (size_t i = 0; i < sizeof(capabilities) / sizeof(capabilities[0]); i++)
		vg_restdata_leaf(data, "capability", capabilities[i]);
	vg_restdata_out(data);
	vg_restdata_into(data, "streams");
	for (size_t i = 0; i < rest->n_streams; i++) {
		if (is_shown(rest, &rest->streams[i], ask->caller))
			write_stream(&rest->streams[i], data);
	}
	vg_restdata_out(data);
	return VG_OK;
}

void
vg_reststate_add(struct vg_rest *rest)
{
	vg_rest_add_data(rest, "ietf-restconf-monitoring:restconf-state", get, rest);
}
