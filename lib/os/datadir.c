/*
 * Finds the shipped data.
 */
#include "lib/os/datadir.h"

#include <stdlib.h>
#include <unistd.h>

#include "lib/base/error.h"
#include "lib/base/text.h"

static const struct {
	const char *installed; /* below the data folder */
	const char *checkout;  /* below the source tree */
} places[] = {
    [VG_DATADIR_PACKS] = {"packs", "lib/packs"},
    [VG_DATADIR_YANG] = {"yang", "yang"},
    [VG_DATADIR_MIBS] = {"mibs", "mibs"},
    [VG_DATADIR_CALENDARS] = {"calendars", "lib/calendars"},
    [VG_DATADIR_MESSAGES] = {"messages", "lib/messages"},
};

/* VG_OK when ROOT/SUB is a folder one may read; the path is written all the same. */
static int
try(const char *root, const char *sub, char *path, size_t size)
{
	if (vg_text_format(path, size, "%s/%s", root, sub) != VG_OK)
		return VG_ETRUNC;
	return access(path, R_OK | X_OK) == 0 ? VG_OK : VG_ENOENT;
}

int
vg_datadir_find(enum vg_datadir what, char *path, size_t size)
{
	const char *asked = getenv("VIGIE_DATADIR");

	if (asked && *asked)
		return try(asked, places[what].installed, path, size);
	int code = try(VG_DATADIR, places[what].installed, path, size);
	if (code == VG_ENOENT)
		code = try(VG_CHECKOUT, places[what].checkout, path, size);
	return code;
}
