/*
 * How another tree is taken.
 */
#include "collector/desk/tree/desktake.h"

#include <string.h>

#include "collector/desk/causes/deskrule.h"
#include "collector/desk/causes/desktogether.h"
#include "collector/desk/clock/deskclock.h"
#include "collector/desk/clock/desknextdue.h"
#include "collector/desk/foreign/deskaccept.h"
#include "collector/desk/mail/deskwaitingturn.h"
#include "collector/desk/mail/deskway.h"
#include "collector/desk/paging/deskduty.h"
#include "collector/desk/quiet/deskplanned.h"
#include "collector/desk/quiet/deskshelf.h"
#include "collector/desk/record/deskrecorded.h"
#include "collector/desk/record/deskrevision.h"
#include "collector/desk/returns/desksuggest.h"
#include "collector/desk/tree/deskconfirm.h"
#include "collector/desk/tree/deskrevise.h"
#include "collector/desk/tree/desktreenow.h"
#include "lib/base/error.h"

/* Whether the change can move a clock; a change that nobody described can. */
static bool
touches_promises(const char *diff)
{
	return !diff[0] || strstr(diff, "contract") || strstr(diff, "calendar") ||
	    strstr(diff, "holiday");
}

/* The new tree is in force while it is looked at. */
int
vg_desktake_store(struct vg_desk *desk, struct vg_conf *conf,
    const struct vg_desk_revision *revision, struct vg_wall now, struct vg_desktake *take,
    struct vg_detail *detail)
{
	struct vg_conf *before = desk->conf;

	*take = (struct vg_desktake){conf, desk->conf, desk->revision};
	/* At the start of the program the tree before this one is the last on disk. */
	if (!before)
		before = vg_deskrevision_conf(desk, vg_deskrevision_last(desk));
	desk->conf = conf;
	int code = vg_deskrevision_store(
	    desk, conf->name, revision, now, &desk->revision, detail);
	/* FILE is the tree, whatever waits to be confirmed. */
	if (code == VG_OK && strcmp(revision->door, "file") == 0)
		code = vg_deskconfirm_over(desk);
	if (code == VG_OK)
		code = vg_deskrecorded_tree(desk, desk->revision, now);
	if (code == VG_OK)
		code = vg_deskrevise_look(
		    desk, touches_promises(revision->diff) ? before : NULL, now);
	if (code == VG_OK)
		code = vg_deskshelf_look(desk, now);
	if (code == VG_OK)
		code = vg_deskplanned_arm(desk, now);
	if (code == VG_OK)
		code = vg_deskduty_tree(desk, before, now);
	if (code == VG_OK)
		code = vg_deskway_arm(desk, now);
	if (code == VG_OK)
		code = vg_deskwaitingturn_tree(desk, now);
	if (code == VG_OK)
		code = vg_desksuggest_soon(desk, now);
	if (code == VG_OK)
		code = vg_deskrule_changed(desk, before, now);
	if (code == VG_OK)
		code = vg_desktogether_tree(desk, now, detail);
	if (code == VG_OK)
		code = vg_desknextdue_rebuild(desk, now);
	if (before != take->before)
		vg_conf_free(before);
	return code;
}

void
vg_desktake_done(struct vg_desk *desk, struct vg_desktake *take, struct vg_wall now)
{
	if (!take->conf)
		return;
	desk->conf_number++;
	vg_conf_free(take->before);
	*take = (struct vg_desktake){NULL, NULL, 0};
	/* An alarm that cannot be ended now is ended at the next tree. */
	(void)vg_deskaccept_known(desk, now);
}

void
vg_desktake_undo(struct vg_desk *desk, struct vg_desktake *take)
{
	if (!take->conf)
		return;
	/* Its number will be another's. */
	if (desk->tree_revision == desk->revision)
		vg_desktreenow_forget(desk);
	desk->conf = take->before;
	desk->revision = take->was;
	vg_conf_free(take->conf);
	*take = (struct vg_desktake){NULL, NULL, 0};
}
