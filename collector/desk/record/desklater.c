/*
 * The end of a transaction.
 */
#include "collector/desk/record/desklater.h"

#include <string.h>

#include "collector/desk/record/desknear.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

/* What is left twice is done twice: no harm, where a transaction is about many cases. */
enum { LOOKED_THROUGH = 256 };

static void
leave(struct vg_desk *desk, int what, const char *name, const char *only,
    struct vg_wall now)
{
	size_t first =
	    desk->n_later > LOOKED_THROUGH ? desk->n_later - LOOKED_THROUGH : 0;

	for (size_t i = desk->n_later; i > first; i--) {
		struct vg_later *known = &desk->later[i - 1];
		if ((int)known->what == what && strcmp(known->name, name) == 0) {
			known->now = now;
			if (strcmp(known->only, only) != 0)
				known->only[0] = '\0';
			return;
		}
	}
	desk->later = vg_mem_grow(
	    desk->later, &desk->later_room, desk->n_later, sizeof(*desk->later));
	struct vg_later *l = &desk->later[desk->n_later++];
	l->what = what;
	l->now = now;
	vg_text_copy(l->name, sizeof(l->name), name);
	vg_text_copy(l->only, sizeof(l->only), only);
}

int
vg_desklater_suggest(
    struct vg_desk *desk, const char *number, const char *device, struct vg_wall now)
{
	leave(desk, VG_LATER_SUGGEST, number, device, now);
	return VG_OK;
}

/* Of a device all parts have the same neighbours. */
int
vg_desklater_near(
    struct vg_desk *desk, const char *resource, const char *kind, struct vg_wall now)
{
	char class[VG_NAME_SIZE], name[VG_NAME_SIZE], base[VG_RESOURCE_SIZE];

	vg_resource_split(resource, class, name);
	vg_text_format(base, sizeof(base), "%s/%s", class, name);
	leave(desk, VG_LATER_NEAR, base, kind, now);
	return VG_OK;
}

int
vg_desklater_next_due(struct vg_desk *desk, const char *number, struct vg_wall now)
{
	leave(desk, VG_LATER_NEXT_DUE, number, "", now);
	return VG_OK;
}

static int
look(struct vg_desk *desk, const struct vg_later *l)
{
	switch (l->what) {
	case VG_LATER_NEAR:
		return vg_desknear_look(desk, l->name, l->only, l->now);
	case VG_LATER_NEXT_DUE:
		return vg_desknextdue_refresh(desk, l->name, l->now);
	case VG_LATER_SUGGEST:
		break;
	}
	return vg_desksuggest_device(desk, l->name, l->only, l->now);
}

/* One whose failure is told, and stops no other. */
static int
do_one(struct vg_desk *desk, const struct vg_later *l)
{
	size_t told = desk->n_pending;
	int code = vg_db_save(desk->db);

	if (code != VG_OK)
		return code;
	code = look(desk, l);
	if (code == VG_OK)
		return vg_db_keep(desk->db);
	vg_db_undo(desk->db);
	desk->n_pending = told;
	return vg_db_is_disk(code)
	    ? code
	    : vg_deskagent_unapplied(desk, "collector", desk->conf->name, l->now,
		  l->what == VG_LATER_NEXT_DUE
		      ? "when a case is next due could not be computed"
		      : "what a case suggests could not be looked at");
}

/* What is done may leave more: the list grows while it is walked. */
static int
do_all(struct vg_desk *desk, bool next_due,
    int (*do_this)(struct vg_desk *desk, const struct vg_later *l))
{
	int code = VG_OK;

	for (size_t i = 0; code == VG_OK && i < desk->n_later; i++) {
		const struct vg_later l = desk->later[i];
		if ((l.what == VG_LATER_NEXT_DUE) == next_due)
			code = do_this(desk, &l);
	}
	return code;
}

static int
do_both(struct vg_desk *desk, int (*do_this)(struct vg_desk *, const struct vg_later *))
{
	int code = do_all(desk, false, do_this);

	/* A return that was suggested has clocks, too. */
	return code == VG_OK ? do_all(desk, true, do_this) : code;
}

/* Nearly always nothing fails: only when something does is each tried for itself. */
int
vg_desklater_do(struct vg_desk *desk)
{
	const size_t told = desk->n_pending, n = desk->n_later;
	int code = n ? vg_db_save(desk->db) : VG_OK;

	if (code != VG_OK || n == 0)
		return code;
	code = do_both(desk, look);
	if (code == VG_OK) {
		code = vg_db_keep(desk->db);
	} else {
		vg_db_undo(desk->db);
		desk->n_pending = told;
		desk->n_later = n;
		if (!vg_db_is_disk(code))
			code = do_both(desk, do_one);
	}
	desk->n_later = 0;
	return code;
}

void
vg_desklater_drop(struct vg_desk *desk)
{
	desk->n_later = 0;
}
