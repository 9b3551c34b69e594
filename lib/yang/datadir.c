/*
 * Where the data that comes with the programs lies.
 */
#include "lib/yang/datadir.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/error.h"
#include "lib/base/text.h"

static bool
is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* In a checkout the packs stand beside the code that reads them. */
static const char *
checkout_place(const char *what)
{
	return strcmp(what, "packs") == 0 ? "lib/" : "";
}

int
vg_datadir_find(const char *what, char *path, size_t size, struct vg_detail *detail)
{
	const char *wanted = getenv("VIGIE_DATADIR");

	if (wanted && wanted[0]) {
		if (vg_text_format(path, size, "%s/%s", wanted, what) != VG_OK)
			return vg_detail_set(
			    detail, VG_ETRUNC, "VIGIE_DATADIR %s: too long", wanted);
		if (!is_folder(path))
			return vg_detail_set(detail, VG_ENOENT,
			    "VIGIE_DATADIR is set, but there is no folder %s", path);
		return VG_OK;
	}
	if (vg_text_format(path, size, "%s/%s", VG_DATADIR, what) == VG_OK && is_folder(path))
		return VG_OK;
	if (vg_text_format(path, size, "%s/%s%s", VG_CHECKOUT, checkout_place(what), what) ==
	        VG_OK &&
	    is_folder(path))
		return VG_OK;
	return vg_detail_set(detail, VG_ENOENT,
	    "no folder %s/%s: install the data files or set VIGIE_DATADIR", VG_DATADIR, what);
}
