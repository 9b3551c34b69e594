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
enum { LOOKED_THROUGH = 256, LOOKED_FOR = 64 };

static bool
are_same(const struct vg_desk_units *a, const struct vg_desk_units *b)
{
	return strcmp(a->device, b->device) == 0 && strcmp(a->near, b->near) == 0;
}

static void
leave(struct vg_desk *desk, int what, const char *name, const struct vg_desk_units *units,
    struct vg_wall now)
{
	size_t first =
	    desk->n_later > LOOKED_THROUGH ? desk->n_later - LOOKED_THROUGH : 0;

	for (size_t i = desk->n_later; i > first; i--) {
		struct vg_later *known = &desk->later[i - 1];
		if ((int)known->what == what && strcmp(known->name, name) == 0) {
			known->now = now;
			if (!are_same(&known->units, units))
				known->units = (struct vg_desk_units){.device = ""};
			return;
		}
	}
	desk->later = vg_mem_grow(
	    desk->later, &desk->later_room, desk->n_later, sizeof(*desk->later));
	struct vg_later *l = &desk->later[desk->n_later++];
	l->what = what;
	l->now = now;
	vg_text_copy(l->name, sizeof(l->name), name);
	l->units = *units;
}

int
vg_desklater_suggest(
    struct vg_desk *desk, const char *number, const char *device, struct vg_wall now)
{
	struct vg_desk_units units = {.device = ""};

	vg_text_copy(units.device, sizeof(units.device), device);
	leave(desk, VG_LATER_SUGGEST, number, &units, now);
	return VG_OK;
}

/* Of a device all parts have the same neighbours. */
int
vg_desklater_near(
    struct vg_desk *desk, const char *resource, const char *kind, struct vg_wall now)
{
	char class[VG_NAME_SIZE], name[VG_NAME_SIZE], base[VG_RESOURCE_SIZE];
	struct vg_desk_units units = {.device = ""};

	vg_resource_split(resource, class, name);
	vg_text_format(base, sizeof(base), "%s/%s", class, name);
	vg_text_copy(units.near, sizeof(units.near), kind);
	leave(desk, VG_LATER_NEAR, base, &units, now);
	return VG_OK;
}

int
vg_desklater_next_due(struct vg_desk *desk, const char *number, struct vg_wall now)
{
	leave(
	    desk, VG_LATER_NEXT_DUE, number, &(struct vg_desk_units){.device = ""}, now);
	return VG_OK;
}

bool
vg_desklater_has_case(const struct vg_desk *desk, const char *number)
{
	for (size_t i = 0; i < desk->n_later && i < LOOKED_FOR; i++) {
		const struct vg_later *l = &desk->later[i];
		if (l->what == VG_LATER_SUGGEST && strcmp(l->name, number) == 0)
			return true;
	}
	return false;
}

/*
 * A case that is a neighbour, too, is looked at once: as both.  Where neighbours are looked at for
 * several kinds, or for any, all its units are.
 */
static struct vg_desk_units
units_of_case(const struct vg_desk *desk, const struct vg_later *of_case)
{
	struct vg_desk_units units = of_case->units;
	size_t n_near = 0;

	for (size_t i = 0; units.device[0] && i < desk->n_later; i++) {
		const struct vg_later *l = &desk->later[i];
		if (l->what != VG_LATER_NEAR)
			continue;
		if (n_near++ || !l->units.near[0])
			return (struct vg_desk_units){.device = ""};
		vg_text_copy(units.near, sizeof(units.near), l->units.near);
	}
	return units;
}

static int
suggest(struct vg_desk *desk, const struct vg_later *l)
{
	const struct vg_desk_units units = units_of_case(desk, l);

	return vg_desksuggest_units(desk, l->name, &units, l->now);
}

static int
look(struct vg_desk *desk, const struct vg_later *l)
{
	switch (l->what) {
	case VG_LATER_NEAR:
		return vg_desknear_look(desk, l->name, &l->units, l->now);
	case VG_LATER_NEXT_DUE:
		return vg_desknextdue_refresh(desk, l->name, l->now);
	case VG_LATER_SUGGEST:
		break;
	}
	return suggest(desk, l);
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
