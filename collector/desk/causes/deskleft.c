/*
 * What left the tree.
 */
#include "collector/desk/causes/deskleft.h"

#include <string.h>

#include "collector/store/storecause.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

bool
vg_deskleft_any(const struct vg_desk *desk, const struct vg_conf *before)
{
	bool left = false;

	for (size_t i = 0; !left && i < before->n_devices; i++) {
		const struct vg_conf_device *d = &before->devices[i];
		const struct vg_conf_device *now = vg_conf_device(desk->conf, d->name);
		left = !now || strcmp(now->agent, d->agent) != 0;
	}
	for (size_t i = 0; !left && i < before->n_agents; i++)
		left = !vg_conf_agent(desk->conf, before->agents[i].name);
	for (size_t i = 0; !left && i < before->n_sites; i++)
		left = !vg_conf_site(desk->conf, before->sites[i].name);
	return left;
}

/* Whether the tree names what an alarm is about. */
static bool
is_named(const struct vg_conf *conf, const char *class, const char *name)
{
	if (strcmp(class, "device") == 0)
		return vg_conf_device(conf, name) != NULL;
	if (strcmp(class, "agent") == 0)
		return vg_conf_agent(conf, name) != NULL;
	return strcmp(class, "site") != 0 || vg_conf_site(conf, name) != NULL;
}

bool
vg_deskleft_is(const struct vg_desk *desk, const char *resource)
{
	char class[VG_NAME_SIZE], name[VG_NAME_SIZE];

	vg_resource_split(resource, class, name);
	return !is_named(desk->conf, class, name);
}

static int
end(struct vg_desk *desk, const struct vg_alarm_row *row, const char *class,
    const char *name, struct vg_wall now)
{
	struct vg_event over = row->event;
	struct vg_detail detail;

	over.action = VG_ACTION_CLEAR;
	over.origin = VG_ORIGIN_SELF;
	over.agent_time = now;
	vg_text_format(over.text, sizeof(over.text),
	    "the tree names %s %.120s no more, and nobody sees whether the fault stands",
	    class, name);
	return vg_deskapply_again(desk, &over, row->agent, now, now, &detail);
}

int
vg_deskleft_look(
    struct vg_desk *desk, const struct vg_alarm_row *row, struct vg_wall now, bool *over)
{
	char class[VG_NAME_SIZE], name[VG_NAME_SIZE];

	vg_resource_split(row->event.resource, class, name);
	*over = !is_named(desk->conf, class, name) &&
	    vg_packset_kind(desk->packs, row->event.kind);
	if (*over)
		return end(desk, row, class, name, now);
	const struct vg_conf_device *d =
	    strcmp(class, "device") == 0 ? vg_conf_device(desk->conf, name) : NULL;
	return d && row->agent[0] && strcmp(row->agent, d->agent) != 0
	    ? vg_db_run(desk->db, VG_STORECAUSE_HAND_OVER, "it", row->id, d->agent)
	    : VG_OK;
}
