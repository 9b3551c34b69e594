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
}

void
vg_packmarks_fini(struct vg_packmarks *marks)
{
	free(marks->marks);
	memset(marks, 0, sizeof(*marks));
}
