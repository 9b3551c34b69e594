/*
 * Cases near what changed.
 */
#include "collector/desk/record/desknear.h"

#include <stdlib.h>
#include <string.h>

#include "collector/desk/record/desklater.h"
#include "collector/store/storeunit.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

/* The first pause lets what makes them one go first; between two slices the doors are served. */
#define FIRST_PAUSE_US VG_SECOND_US
#define PAUSE_US (10 * VG_MS_US)

struct numbers {
	char (*rows)[VG_CASE_NUMBER_SIZE]; /* owned */
	size_t n, room;
};

/* The cases with suggestions, of the device or the site of 'resource', behind 'last'. */
static int
find(struct vg_desk *desk, const char *resource, const char *last, struct numbers *list)
{
	const size_t q = VG_STOREUNIT_SUGGESTED;
	char class[VG_NAME_SIZE], name[VG_NAME_SIZE];

	vg_resource_split(resource, class, name);
	bool device = strcmp(class, "device") == 0;
	if (!device && strcmp(class, "site") != 0)
		return VG_OK;
	int code = vg_db_query(desk->db, q, "tt", device ? name : "", device ? "" : name);
	while (code == VG_OK && vg_db_next(desk->db, q)) {
		const char *number = vg_db_text(desk->db, q, 0);
		if (strcmp(number, last) <= 0)
			continue;
		list->rows =
		    vg_mem_grow(list->rows, &list->room, list->n, sizeof(*list->rows));
		vg_text_copy(list->rows[list->n++], VG_CASE_NUMBER_SIZE, number);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

static int
look(struct vg_desk *desk, const char *resource, const struct vg_desk_units *units,
    const char *last, int64_t pause_us, struct vg_wall now)
{
	const size_t at_once = desk->conf->policy.adopt_at_once;
	struct numbers list = {0};
	char object[256];
	size_t i = 0;
	int code = find(desk, resource, last, &list);

	for (; code == VG_OK && i < list.n && i < at_once; i++) {
		/* One that is looked at for itself is looked at as a neighbour, too. */
		if (!vg_desklater_has_case(desk, list.rows[i]))
			code = vg_desksuggest_units(desk, list.rows[i], units, now);
	}
	if (code == VG_OK && i < list.n) {
		vg_text_format(
		    object, sizeof(object), "%s %s", list.rows[i - 1], resource);
		code =
		    vg_desk_put_due(desk, "near", object, vg_instant_add(now, pause_us));
	}
	free(list.rows);
	return code;
}

int
vg_desknear_look(struct vg_desk *desk, const char *resource,
    const struct vg_desk_units *units, struct vg_wall now)
{
	return look(desk, resource, units, "", FIRST_PAUSE_US, now);
}

int
vg_desknear_due(struct vg_desk *desk, const char *object, struct vg_wall now)
{
	char last[VG_CASE_NUMBER_SIZE];
	const char *space = strchr(object, ' ');

	if (!space)
		return VG_OK;
	vg_text_copy(last, sizeof(last), object);
	last[strcspn(last, " ")] = '\0';
	return look(
	    desk, space + 1, &(struct vg_desk_units){.device = ""}, last, PAUSE_US, now);
}
