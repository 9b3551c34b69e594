/*
 * The end of a transaction.
 */
#include "collector/desk/desklater.h"

#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

static void
leave(struct vg_desk *desk, bool near, const char *name, const char *device,
    struct vg_wall now)
{
	for (size_t i = desk->n_later; i > 0; i--) {
		struct vg_later *known = &desk->later[i - 1];
		if (known->near == near && strcmp(known->name, name) == 0) {
			known->now = now;
			if (strcmp(known->device, device) != 0)
				known->device[0] = '\0';
			return;
		}
	}
	desk->later = vg_mem_grow(
	    desk->later, &desk->later_room, desk->n_later, sizeof(*desk->later));
	struct vg_later *l = &desk->later[desk->n_later++];
	l->near = near;
	l->now = now;
	vg_text_copy(l->name, sizeof(l->name), name);
	vg_text_copy(l->device, sizeof(l->device), device);
}

int
vg_desklater_suggest(
    struct vg_desk *desk, const char *number, const char *device, struct vg_wall now)
{
	leave(desk, false, number, device, now);
	return VG_OK;
}

/* Of a device all parts have the same neighbours. */
int
vg_desklater_near(struct vg_desk *desk, const char *resource, struct vg_wall now)
{
	char class[VG_NAME_SIZE], name[VG_NAME_SIZE], base[VG_RESOURCE_SIZE];

	vg_resource_split(resource, class, name);
	vg_text_format(base, sizeof(base), "%s/%s", class, name);
	leave(desk, true, base, "", now);
	return VG_OK;
}

static int
do_one(struct vg_desk *desk, const struct vg_later *l)
{
	size_t told = desk->n_pending;
	int code = vg_db_save(desk->db);

	if (code != VG_OK)
		return code;
	code = l->near ? vg_desksuggest_near(desk, l->name, l->now)
		       : vg_desksuggest_device(desk, l->name, l->device, l->now);
	if (code == VG_OK)
		return vg_db_keep(desk->db);
	vg_db_undo(desk->db);
	desk->n_pending = told;
	return vg_db_is_disk(code)
	    ? code
	    : vg_deskagent_unapplied(desk, "collector", desk->conf->name, l->now,
		  "what a case suggests could not be looked at");
}

int
vg_desklater_do(struct vg_desk *desk)
{
	int code = VG_OK;

	/* What is done may leave more: the list grows while it is walked. */
	for (size_t i = 0; code == VG_OK && i < desk->n_later; i++) {
		const struct vg_later l = desk->later[i];
		code = do_one(desk, &l);
	}
	desk->n_later = 0;
	return code;
}

void
vg_desklater_drop(struct vg_desk *desk)
{
	desk->n_later = 0;
}
