/*
 * Events: names of their enums and the checks that hold for every source.
 */
#include "lib/model/event.h"

#include <string.h>

#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

static const char *const action_names[] = {"", "raise", "change", "clear", "info"};
static const char *const origin_names[] = {"", "poll", "trap", "self", "both"};

const char *
vg_event_action_text(enum vg_action action)
{
	return action_names[action];
}

const char *
vg_event_origin_text(enum vg_origin origin)
{
	return origin_names[origin];
}

int
vg_event_action_parse(const char *text, enum vg_action *action)
{
	for (int i = VG_ACTION_RAISE; i <= VG_ACTION_INFO; i++) {
		if (strcmp(text, action_names[i]) == 0) {
			*action = (enum vg_action)i;
			return VG_OK;
		}
	}
	return VG_EPARSE;
}

int
vg_event_origin_parse(const char *text, enum vg_origin *origin)
{
	for (int i = VG_ORIGIN_POLL; i <= VG_ORIGIN_BOTH; i++) {
		if (strcmp(text, origin_names[i]) == 0) {
			*origin = (enum vg_origin)i;
			return VG_OK;
		}
	}
	return VG_EPARSE;
}

int
vg_event_check(const struct vg_event *event, const char **what)
{
	const char *unused;

	if (!what)
		what = &unused;
	*what = "action";
	if (event->action < VG_ACTION_RAISE || event->action > VG_ACTION_INFO)
		return VG_EINVAL;
	*what = "device";
	if (event->device[0] && !vg_resource_is_name(event->device))
		return VG_EINVAL;
	*what = "resource";
	if (vg_resource_check(event->resource) != VG_OK)
		return VG_EINVAL;
	*what = "kind";
	if (!vg_resource_is_name(event->kind))
		return VG_EINVAL;
	*what = "severity";
	if (event->action != VG_ACTION_INFO && event->severity < VG_SEVERITY_WARNING)
		return VG_EINVAL;
	*what = "text";
	if (!vg_text_is_utf8(event->text, strlen(event->text)))
		return VG_EINVAL;
	*what = NULL;
	return VG_OK;
}
