/*
 * Why nobody is told of what is on a shelf.
 */
#include "collector/desk/paging/deskpagequiet.h"

#include <string.h>

#include "collector/conf/confshelf.h"
#include "collector/store/storepageover.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

static void
add_shelf(
    struct vg_deskpagequiet *quiet, const struct vg_conf_shelf *shelf, const char *name)
{
	size_t used = strlen(quiet->shelves);

	vg_text_format(quiet->shelves + used, sizeof(quiet->shelves) - used, "%s%s",
	    used ? ", " : "", name);
	if (shelf &&
	    (!vg_instant_is_set(quiet->until) ||
		vg_instant_compare(shelf->until, quiet->until) < 0))
		quiet->until = shelf->until;
}

int
vg_deskpagequiet_find(
    struct vg_desk *desk, const char *number, struct vg_deskpagequiet *quiet)
{
	const size_t q = VG_STOREPAGEOVER_SHELVES;
	int code = desk->conf && desk->conf->n_shelves
	    ? vg_db_query(desk->db, q, "t", number)
	    : VG_ENOENT;

	*quiet = (struct vg_deskpagequiet){.shelves = ""};
	if (code == VG_ENOENT)
		return VG_OK;
	while (code == VG_OK && vg_db_next(desk->db, q)) {
		const char *name = vg_db_text(desk->db, q, 0);
		if (!name[0]) {
			vg_db_done(desk->db, q);
			return VG_OK;
		}
		add_shelf(quiet, vg_confshelf_find(desk->conf, name), name);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

void
vg_deskpagequiet_reason(const struct vg_deskpagequiet *quiet, char reason[VG_TEXT_SIZE])
{
	vg_text_format(reason, VG_TEXT_SIZE, "all that stands is on a shelf (%.200s)",
	    quiet->shelves);
}
