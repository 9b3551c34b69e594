/*
 * What a fault explains.
 */
#include "collector/desk/causes/deskchildren.h"

#include <stdlib.h>
#include <string.h>

#include "collector/store/storecause.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

/* More kinds than that are explained by none. */
enum { MAX_KINDS = 64 };

static int
append(struct vg_desk *desk, struct vg_kin_list *list, size_t q, const char *of)
{
	return vg_deskkin_fetch(desk, list, q, vg_db_query(desk->db, q, "t", of));
}

/* All that stands at the site: of its devices, its agents, itself. */
static int
append_site(struct vg_desk *desk, const char *site, struct vg_kin_list *list)
{
	const struct vg_conf *conf = desk->conf;
	char resource[VG_RESOURCE_SIZE];

	vg_resource_build(resource, "site", site, NULL);
	int code = append(desk, list, VG_STORECAUSE_UNDER, resource);
	for (size_t i = 0; code == VG_OK && i < conf->n_devices; i++) {
		if (strcmp(conf->devices[i].site, site) == 0)
			code = append(
			    desk, list, VG_STORECAUSE_OF_DEVICE, conf->devices[i].name);
	}
	for (size_t i = 0; code == VG_OK && i < conf->n_agents; i++) {
		if (strcmp(conf->agents[i].site, site) != 0)
			continue;
		vg_resource_build(resource, "agent", conf->agents[i].name, NULL);
		code = append(desk, list, VG_STORECAUSE_UNDER, resource);
	}
	return code;
}

static int
append_agents(struct vg_desk *desk, struct vg_kin_list *list)
{
	char resource[VG_RESOURCE_SIZE];
	int code = VG_OK;

	for (size_t i = 0; code == VG_OK && i < desk->conf->n_agents; i++) {
		vg_resource_build(resource, "agent", desk->conf->agents[i].name, NULL);
		code = append(desk, list, VG_STORECAUSE_UNDER, resource);
	}
	return code;
}

static int
by_id(const void *a, const void *b)
{
	int64_t left = ((const struct vg_kin *)a)->id;
	int64_t right = ((const struct vg_kin *)b)->id;

	return (left > right) - (left < right);
}

/* In the order in which they were raised first, each once. */
static void
put_in_order(struct vg_kin_list *list)
{
	size_t kept = 0;

	if (list->n)
		qsort(list->rows, list->n, sizeof(*list->rows), by_id);
	for (size_t i = 0; i < list->n; i++) {
		if (kept == 0 || list->rows[kept - 1].id != list->rows[i].id)
			list->rows[kept++] = list->rows[i];
	}
	list->n = kept;
}

/*
 * Of what stands at the device called 'name' that which the fault of 'p' there may explain: by its
 * kind, taken along, or of a 'board' what a managing device tells.  All else is never read, for a
 * device may have thousands of faults.
 */
static int
append_own(struct vg_desk *desk, const struct vg_passage *p, const char *name, bool board,
    struct vg_kin_list *list)
{
	const char *kinds[MAX_KINDS];
	const size_t q = VG_STORECAUSE_OF_KIND;
	size_t n =
	    vg_packset_explained(desk->packs, p->event->kind, kinds, MAX_KINDS - 1);
	char resource[VG_RESOURCE_SIZE];
	int code = VG_OK;

	if (n == MAX_KINDS - 1)
		return append(desk, list, VG_STORECAUSE_OF_DEVICE, name);
	if (p->kind.spreads)
		kinds[n++] = p->event->kind;
	for (size_t i = 0; code == VG_OK && i < n; i++)
		code = vg_deskkin_fetch(
		    desk, list, q, vg_db_query(desk->db, q, "tt", name, kinds[i]));
	if (code == VG_OK && board &&
	    vg_resource_build(resource, "device", name, "via") == VG_OK)
		code = append(desk, list, VG_STORECAUSE_UNDER, resource);
	put_in_order(list);
	return code;
}

/* What other devices tell of the device called 'name', by one of its addresses. */
static int
append_told(struct vg_desk *desk, const char *name, struct vg_kin_list *list)
{
	const struct vg_conf_device *device = vg_conf_device(desk->conf, name);
	size_t own = list->n, kept = own;
	int code = VG_OK;

	for (size_t i = 0; code == VG_OK && device && i < device->n_addresses; i++)
		code = append(desk, list, VG_STORECAUSE_TOLD_AT, device->addresses[i]);
	for (size_t i = own; i < list->n; i++) {
		size_t seen = 0;
		while (seen < kept && list->rows[seen].id != list->rows[i].id)
			seen++;
		if (seen == kept)
			list->rows[kept++] = list->rows[i];
	}
	list->n = kept;
	return code;
}

int
vg_deskchildren_gather(
    struct vg_desk *desk, const struct vg_passage *p, struct vg_kin_list *list)
{
	char class[VG_NAME_SIZE], name[VG_NAME_SIZE];
	int code = VG_OK;

	*list = (struct vg_kin_list){0};
	const char *part = vg_resource_split(p->event->resource, class, name);
	bool board = strcmp(class, "device") == 0 && vg_text_starts(part, "slot/");
	if (strcmp(class, "device") == 0)
		code = append_own(desk, p, name, board, list);
	else if (strcmp(class, "site") == 0)
		code = append_site(desk, name, list);
	else if (strcmp(class, "collector") == 0)
		code = append_agents(desk, list);
	if (code == VG_OK && board)
		code = append_told(desk, name, list);
	size_t kept = 0;
	for (size_t i = 0; i < list->n; i++) {
		if (vg_deskkin_explains(desk, p, &list->rows[i]))
			list->rows[kept++] = list->rows[i];
	}
	list->n = kept;
	return code;
}
