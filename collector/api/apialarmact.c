/*
 * The actions of RFC 8632.
 */
#include "collector/api/apialarmact.h"

#include <string.h>

#include "collector/api/apisession.h"
#include "collector/conf/confpattern.h"
#include "collector/conf/confshelf.h"
#include "collector/desk/view/deskoperator.h"
#include "collector/desk/view/deskpurge.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/os/clock.h"
#include "lib/yang/tree.h"

enum { LIST_STEPS = 3 }; /* alarms/alarm-list/alarm */

static struct vg_actor
actor_of(const struct vg_rest_caller *caller)
{
	return (struct vg_actor){.user = caller->user,
	    .proxy = caller->through[0] ? caller->through : NULL,
	    .door = vg_apisession_door(caller),
	    .role = (enum vg_role)caller->role};
}

/* "module:name" without its module. */
static const char *
bare(const char *name)
{
	const char *colon = strchr(name, ':');

	return colon ? colon + 1 : name;
}

/* --- one alarm ----------------------------------------------------------------------------- */

static void
take_id(const struct vg_alarm_view *view, void *cookie)
{
	int64_t *id = cookie;

	*id = view->id;
}

static int
set_state(const struct vg_rest_caller *caller, const struct vg_restpath *path,
    const struct vg_node *input, struct vg_restdata *output, struct vg_detail *detail,
    void *cookie)
{
	const struct vg_restpath_step *step = &path->steps[LIST_STEPS - 1];
	const struct vg_actor actor = actor_of(caller);
	struct vg_desk *desk = cookie;
	int64_t id = 0;
	int err = vg_desk_alarm_of(
	    desk, step->keys[0], bare(step->keys[1]), step->keys[2], take_id, &id);

	(void)output;
	if (err == VG_OK && id == 0)
		return vg_detail_set(
		    detail, VG_ENOENT, "alarm %.128s: not found", step->keys[0]);
	return err != VG_OK
	    ? err
	    : vg_deskoperator_set(desk, &actor, id, vg_tree_text(input, "state", ""),
		  vg_tree_text(input, "text", ""), vg_clock_wall(), detail);
}

/* --- many ---------------------------------------------------------------------------------- */

static enum vg_severity
read_severity(const struct vg_node *node, const char *name)
{
	enum vg_severity severity = VG_SEVERITY_CLEARED;

	(void)vg_severity_parse(vg_tree_text(node, name, ""), &severity);
	return severity;
}

static void
read_severities(const struct vg_node *input, struct vg_deskpurge_order *order)
{
	const struct vg_node *node = vg_tree_child(input, "severity");
	enum vg_severity below = read_severity(node, "below");
	enum vg_severity is = read_severity(node, "is");
	enum vg_severity above = read_severity(node, "above");

	order->least = VG_SEVERITY_WARNING;
	order->most = VG_SEVERITY_CRITICAL;
	if (below)
		order->most = below - 1;
	if (above)
		order->least = above + 1;
	if (is)
		order->least = order->most = is;
}

static void
read_age(
    const struct vg_node *input, struct vg_wall now, struct vg_deskpurge_order *order)
{
	static const struct {
		const char *name;
		int64_t us;
	} units[] = {{"seconds", VG_SECOND_US}, {"minutes", VG_MINUTE_US},
	    {"hours", VG_HOUR_US}, {"days", VG_DAY_US}, {"weeks", 7 * VG_DAY_US}};
	const struct vg_node *age = vg_tree_child(input, "older-than");

	for (size_t i = 0; age && i < sizeof(units) / sizeof(units[0]); i++) {
		int64_t n = vg_tree_int(age, units[i].name, -1);
		if (n >= 0)
			order->before = vg_instant_add(now, -n * units[i].us);
	}
}

static int
purge(const struct vg_rest_caller *caller, const struct vg_restpath *path,
    const struct vg_node *input, struct vg_restdata *output, struct vg_detail *detail,
    void *cookie)
{
	const char *status = vg_tree_text(input, "alarm-clearance-status", "");
	const struct vg_node *said = vg_tree_child(input, "operator-state-filter");
	const struct vg_actor actor = actor_of(caller);
	struct vg_wall now = vg_clock_wall();
	struct vg_deskpurge_order order = {.purge = true,
	    .shelved = strcmp(path->steps[1].name, "shelved-alarms") == 0,
	    .cleared = strcmp(status, "not-cleared") != 0,
	    .standing = strcmp(status, "cleared") != 0,
	    .state = vg_tree_text(said, "state", NULL),
	    .operator= vg_tree_text(said, "user", NULL)};
	uint32_t n = 0;

	read_severities(input, &order);
	read_age(input, now, &order);
	int err = vg_deskpurge_begin(cookie, &actor, &order, now, &n, detail);
	if (err == VG_OK)
		vg_restdata_uint(output, "purged-alarms", n);
	return err;
}

static int
compress(const struct vg_rest_caller *caller, const struct vg_restpath *path,
    const struct vg_node *input, struct vg_restdata *output, struct vg_detail *detail,
    void *cookie)
{
	const struct vg_actor actor = actor_of(caller);
	const char *resource = vg_tree_text(input, "resource", NULL);
	const char *kind = vg_tree_text(input, "alarm-type-id", NULL);
	struct vg_deskpurge_order order = {
	    .shelved = strcmp(path->steps[1].name, "shelved-alarms") == 0,
	    .least = VG_SEVERITY_WARNING,
	    .most = VG_SEVERITY_CRITICAL,
	    .kind = kind ? bare(kind) : NULL,
	    .qualifier = vg_tree_text(input, "alarm-type-qualifier", NULL)};
	struct vg_confpattern *pattern = NULL;
	uint32_t n = 0;
	int err = VG_OK;

	if (resource)
		err =
		    vg_confshelf_resource("compress-alarms", resource, &pattern, detail);
	if (err != VG_OK)
		return err;
	order.resource = pattern;
	err = vg_deskpurge_begin(cookie, &actor, &order, vg_clock_wall(), &n, detail);
	vg_confpattern_free(pattern);
	if (err == VG_OK)
		vg_restdata_uint(output, "compressed-alarms", n);
	return err;
}

void
vg_apialarmact_add(struct vg_rest *rest, struct vg_desk *desk)
{
	static const struct {
		const char *path;
		vg_rest_action_cb cb;
	} actions[] = {
	    {"ietf-alarms:alarms/alarm-list/alarm/set-operator-state", set_state},
	    {"ietf-alarms:alarms/alarm-list/purge-alarms", purge},
	    {"ietf-alarms:alarms/alarm-list/compress-alarms", compress},
	    {"ietf-alarms:alarms/shelved-alarms/purge-shelved-alarms", purge},
	    {"ietf-alarms:alarms/shelved-alarms/compress-shelved-alarms", compress},
	};

	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		vg_rest_add_action(rest, actions[i].path, actions[i].cb, desk);
}
