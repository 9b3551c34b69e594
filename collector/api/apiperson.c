/*
 * Persons for the door.
 */
#include "collector/api/apiperson.h"

#include "collector/desk/front/desksweep.h"
#include "collector/desk/persons/deskread.h"
#include "lib/base/error.h"

static void
person_row(const struct vg_person_view *view, void *cookie)
{
	struct vg_restdata *data = cookie;

	vg_restdata_entry(data, "person", &view->id, 1);
	vg_restdata_text(data, "what", view->what);
	vg_restdata_text(data, "name", view->name);
	vg_restdata_text(data, "mail", view->mail);
	vg_restdata_text(data, "telephone", view->telephone);
	vg_restdata_out(data);
}

int
vg_apiperson_get(struct vg_desk *desk, struct vg_restdata *data)
{
	return vg_deskread_list(desk, person_row, data);
}

int
vg_apiperson_sweep(struct vg_desk *desk, struct vg_restdata *data)
{
	struct vg_wall last, next;
	int err = vg_desksweep_times(desk, &last, &next);

	if (err != VG_OK)
		return err;
	vg_restdata_time(data, "last", last);
	vg_restdata_time(data, "next", next);
	return VG_OK;
}
