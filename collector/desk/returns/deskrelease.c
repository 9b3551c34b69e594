/*
 * The catalogue of a supplier against what was polled.
 */
#include "collector/desk/returns/deskrelease.h"

#include <string.h>

#include "collector/desk/deskcore.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

enum { MAX_FIXING = 8, MAX_KINDS = 16 };

static size_t
catalogue_of(
    const struct vg_conf *conf, const char *supplier, const struct vg_release **catalogue)
{
	const struct vg_conf_supplier *s = vg_conf_supplier(conf, supplier);

	*catalogue = s ? s->catalogue : NULL;
	return s ? s->n_releases : 0;
}

void
vg_deskrelease_newer(const struct vg_desk *desk, const struct vg_device_view *device,
    struct vg_wall now, struct vg_release_newer *newer)
{
	const struct vg_release *catalogue;
	size_t n = catalogue_of(desk->conf, device->device->supplier, &catalogue);

	*newer = (struct vg_release_newer){NULL, NULL};
	vg_release_find_newer(catalogue, n, device->family, device->software, now, newer);
}

/* The kinds of a case's alarms, each once. */
struct kinds {
	char kind[MAX_KINDS][VG_KIND_SIZE];
	size_t n;
};

/* Whether an earlier kind is mended by it too. */
static bool
was_given(const struct vg_release *release, const struct kinds *kinds, size_t before)
{
	for (size_t k = 0; k < before; k++) {
		if (vg_release_fixes(release, kinds->kind[k]))
			return true;
	}
	return false;
}

static void
add_kind(const struct vg_alarm_view *view, void *cookie)
{
	struct kinds *kinds = cookie;

	for (size_t i = 0; i < kinds->n; i++) {
		if (strcmp(kinds->kind[i], view->kind) == 0)
			return;
	}
	if (kinds->n < MAX_KINDS)
		vg_text_copy(kinds->kind[kinds->n++], VG_KIND_SIZE, view->kind);
}

int
vg_deskrelease_of_case(struct vg_desk *desk, const char *number, struct vg_wall now,
    vg_release_cb cb, void *cookie)
{
	const size_t q = VG_SQL_DEVICE_GET;
	char family[VG_NAME_SIZE] = "", software[VG_TEXT_SIZE] = "";
	const struct vg_release *catalogue, *found[MAX_FIXING];
	struct kinds kinds = {.n = 0};
	struct vg_case_row row;
	int code = vg_deskrows_case(desk, number, &row);

	if (code == VG_OK)
		code = vg_desk_alarms(desk, number, add_kind, &kinds);
	if (code == VG_OK)
		code = vg_db_query(desk->db, q, "t", row.device);
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		vg_text_copy(family, sizeof(family), vg_db_text(desk->db, q, 0));
		vg_text_copy(software, sizeof(software), vg_db_text(desk->db, q, 3));
		vg_db_done(desk->db, q);
	}
	size_t n = catalogue_of(desk->conf, row.supplier, &catalogue);
	for (size_t k = 0; code == VG_OK && k < kinds.n; k++) {
		size_t n_found = vg_release_find_fixing(catalogue, n, family, software,
		    kinds.kind[k], now, found, MAX_FIXING);
		for (size_t i = 0; i < n_found; i++) {
			if (!was_given(found[i], &kinds, k))
				cb(found[i], cookie);
		}
	}
	return code;
}

bool
vg_deskrelease_crm(const struct vg_desk *desk, const char *client, const char *supplier,
    const char **crm)
{
	const struct vg_conf_supplier *s = vg_conf_supplier(desk->conf, supplier);
	const struct vg_conf_client *c = vg_conf_client(desk->conf, client);

	*crm = s ? s->crm : "";
	return c && vg_conf_names_have(&c->crm_registered, supplier);
}
