/*
 * Running clocks in the order in which they are due.
 */
#include "collector/desk/clock/deskrunning.h"

#include <stdlib.h>
#include <string.h>

#include "collector/desk/clock/deskclock.h"
#include "collector/store/storereport.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

struct item {
	struct vg_clock_entry entry;
	char number[VG_CASE_NUMBER_SIZE];
	char client[VG_NAME_SIZE], owner[VG_NAME_SIZE], ball[16];
};

struct items {
	struct item *items; /* owned */
	size_t n, room;
};

static void
add_item(struct items *all, const struct vg_case_row *row, const struct vg_clock_entry *e)
{
	all->items = vg_mem_grow(all->items, &all->room, all->n, sizeof(*all->items));
	struct item *item = &all->items[all->n++];
	*item = (struct item){.entry = *e};
	vg_text_copy(item->number, sizeof(item->number), row->number);
	vg_text_copy(item->client, sizeof(item->client), row->client);
	vg_text_copy(item->owner, sizeof(item->owner), row->owner);
	vg_text_copy(item->ball, sizeof(item->ball), row->ball);
}

static int
add_case(struct vg_desk *desk, const char *number, struct vg_wall now, struct items *all)
{
	struct vg_clock_list list = {0};
	struct vg_case_row row;
	int code = vg_clock_list_of(desk, number, now, &row, &list);

	for (size_t i = 0; code == VG_OK && i < list.n; i++) {
		if (list.entries[i].state.running)
			add_item(all, &row, &list.entries[i]);
	}
	vg_clock_list_fini(&list);
	return code;
}

static int
compare_due(const void *a, const void *b)
{
	const struct item *one = a, *other = b;
	int order = vg_instant_compare(one->entry.state.due, other->entry.state.due);

	return order ? order : strcmp(one->number, other->number);
}

int
vg_deskrunning_all(
    struct vg_desk *desk, struct vg_wall now, vg_running_cb cb, void *cookie)
{
	const size_t q = VG_STOREREPORT_RUNNING;
	char number[VG_CASE_NUMBER_SIZE];
	struct items all = {0};
	int code = vg_db_query(desk->db, q, "");

	while (code == VG_OK && vg_db_next(desk->db, q)) {
		vg_text_copy(number, sizeof(number), vg_db_text(desk->db, q, 0));
		code = add_case(desk, number, now, &all);
		if (code != VG_OK)
			vg_db_done(desk->db, q);
	}
	if (code == VG_OK)
		code = vg_db_failed(desk->db);
	if (all.n)
		qsort(all.items, all.n, sizeof(*all.items), compare_due);
	for (size_t i = 0; code == VG_OK && i < all.n; i++) {
		const struct item *item = &all.items[i];
		const struct vg_running_view view = {.number = item->number,
		    .client = item->client,
		    .owner = item->owner,
		    .ball = item->ball,
		    .target = item->entry.target,
		    .part = item->entry.part,
		    .state = item->entry.state};
		cb(&view, cookie);
	}
	free(all.items);
	return code;
}
