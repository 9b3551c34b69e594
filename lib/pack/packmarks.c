/*
 * Marks of packs.
 */
#include "lib/pack/packmarks.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"

static struct vg_packmark *
add_mark(struct vg_packmarks *marks)
{
	marks->marks =
	    vg_mem_grow(marks->marks, &marks->room, marks->n, sizeof(*marks->marks));
	struct vg_packmark *mark = &marks->marks[marks->n++];
	memset(mark, 0, sizeof(*mark));
	return mark;
}

static const struct vg_oid *
or_none(const struct vg_oid *oid)
{
	return oid->n_arcs ? oid : NULL;
}

static const struct vg_oid mib_2 = {{1, 3, 6, 1, 2, 1}, 6};
static const struct vg_oid modules = {{1, 3, 6, 1, 6, 3}, 6};
static const struct vg_oid makers = {{1, 3, 6, 1, 4, 1}, 6};
static const struct vg_oid internet = {{1, 3, 6, 1}, 4};

static void
add_objects(struct vg_packmarks *marks, const struct vg_object *objects, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct vg_oid *oid = &objects[i].oid;
		if (!vg_oid_under(oid, &mib_2) && !vg_oid_under(oid, &modules))
			continue;
		marks->objects = vg_mem_grow(marks->objects, &marks->objects_room,
		    marks->n_objects, sizeof(*marks->objects));
		marks->objects[marks->n_objects++] = oid;
	}
}

size_t
vg_packmarks_arcs(const struct vg_packmarks *marks, const struct vg_oid *name)
{
	for (size_t i = 0; i < marks->n_objects; i++) {
		if (vg_packmarks_under(name, marks->objects[i]))
			return marks->objects[i]->n_arcs;
	}
	if (vg_oid_under(name, &mib_2) || vg_oid_under(name, &modules) ||
	    vg_oid_under(name, &makers))
		return makers.n_arcs + 1;
	/* Two is what one octet of BER holds, and no fewer can be left. */
	return vg_oid_under(name, &internet) ? internet.n_arcs : 2;
}

void
vg_packmarks_add(struct vg_packmarks *marks, const struct vg_pack *pack)
{
	for (size_t i = 0; i < pack->n_withheld; i++) {
		const struct vg_withheld *w = &pack->withheld[i];
		if (w->notification.n_arcs || w->object.n_arcs)
			*add_mark(marks) = (struct vg_packmark){
			    .notification = or_none(&w->notification),
			    .object = or_none(&w->object),
			    .position = w->position,
			    .hashed = w->hashed};
	}
	for (size_t i = 0; i < pack->n_subscriber_data; i++) {
		const struct vg_oid *root = or_none(&pack->subscriber_data[i]);
		if (root)
			*add_mark(marks) = (struct vg_packmark){
			    .notification = root, .object = root, .subtree = true};
	}
	for (size_t i = 0; i < pack->n_probes; i++) {
		const struct vg_probe *probe = &pack->probes[i];
		add_objects(marks, probe->scalars, probe->n_scalars);
		add_objects(marks, probe->columns, probe->n_columns);
	}
}

void
vg_packmarks_fini(struct vg_packmarks *marks)
{
	free(marks->objects);
	free(marks->marks);
	memset(marks, 0, sizeof(*marks));
}
