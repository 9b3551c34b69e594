/*
 * Planned work: who announced it is asked.
 */
#include "collector/desk/quiet/deskplanned.h"

#include <inttypes.h>
#include <string.h>

#include "collector/store/storeshelf.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

static const char due_kind[] = "planned";

/* --- the owner is asked ---------------------------------------------------------------------- */

/* When the owner is asked about a window: never before it begins. */
static struct vg_wall
ask_at(const struct vg_desk *desk, const struct vg_conf_window *window)
{
	struct vg_wall at = vg_instant_add(
	    window->end, -(int64_t)desk->conf->policy.planned_ask_s * VG_SECOND_US);

	return vg_instant_compare(at, window->begin) < 0 ? window->begin : at;
}

/* A row for the window that is on at 'at' or comes next. */
static int
arm(struct vg_desk *desk, const struct vg_conf_work *work, struct vg_wall at)
{
	struct vg_conf_window window;

	if (!desk->conf->policy.planned_ask_s ||
	    !vg_conf_work_window(desk->conf, work, at, &window))
		return vg_desk_drop_due(desk, due_kind, work->name);
	return vg_desk_put_due(desk, due_kind, work->name, ask_at(desk, &window));
}

int
vg_deskplanned_arm(struct vg_desk *desk, struct vg_wall now)
{
	int code = VG_OK;

	for (size_t i = 0; code == VG_OK && i < desk->conf->n_works; i++)
		code = arm(desk, &desk->conf->works[i], now);
	return code;
}

static int
ask(struct vg_desk *desk, const struct vg_conf_work *work, struct vg_wall end,
    struct vg_wall now)
{
	char text[VG_TEXT_SIZE], transition[VG_TEXT_SIZE], when[VG_INSTANT_TEXT_SIZE];
	char resource[VG_RESOURCE_SIZE];

	vg_instant_text(end, when);
	vg_text_format(
	    transition, sizeof(transition), "planned-ends %s@%s", work->name, when);
	int code = vg_db_run(
	    desk->db, VG_STORESHELF_ASK, "itt", now.us, transition, work->owner);
	if (code != VG_OK || vg_db_changes(desk->db) == 0)
		return code;
	vg_resource_build(resource, "collector", desk->conf->name, NULL);
	vg_text_format(text, sizeof(text),
	    "planned work %s ends at %s: vigie planned extend %s --by 1h, or end it",
	    work->name, when, work->name);
	return vg_desk_tell(desk, now, "planned-ends", "", resource, text);
}

int
vg_deskplanned_ask(struct vg_desk *desk, const char *name, struct vg_wall now)
{
	const struct vg_conf_work *work = vg_conf_work(desk->conf, name);
	struct vg_conf_window window;

	if (!work || !vg_conf_work_window(desk->conf, work, now, &window))
		return VG_OK;
	/* Another tree may have moved it: then this is not yet the time. */
	if (vg_instant_compare(ask_at(desk, &window), now) > 0)
		return arm(desk, work, now);
	int code = ask(desk, work, window.end, now);
	return code == VG_OK && work->weekly ? arm(desk, work, window.end) : code;
}
