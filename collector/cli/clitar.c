/*
 * libarchive with nothing but its tar.
 */
#include "collector/cli/clitar.h"

#include <archive.h>
#include <archive_entry.h>
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

enum { BLOCK = 512, MODE = 0644, TAR_MAX = VG_BUNDLE_SIZE_MAX + 4 * 1024 * 1024 };

/* --- writing ------------------------------------------------------------------------------- */

static la_ssize_t
put(struct archive *archive, void *cookie, const void *data, size_t size)
{
	struct vg_buf *out = cookie;

	vg_buf_add(out, data, size);
	if (out->error == VG_OK)
		return (la_ssize_t)size;
	archive_set_error(archive, ENOSPC, "too large");
	return -1;
}

static int
write_member(struct archive *archive, const struct vg_bundle_file *file, int64_t second)
{
	struct archive_entry *entry = archive_entry_new();

	archive_entry_set_pathname(entry, file->name);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, MODE);
	archive_entry_set_size(entry, (la_int64_t)file->size);
	archive_entry_set_mtime(entry, (time_t)second, 0);
	int code = archive_write_header(archive, entry);
	archive_entry_free(entry);
	if (code != ARCHIVE_OK)
		return VG_EIO;
	return archive_write_data(archive, file->data, file->size) ==
		(la_ssize_t)file->size
	    ? VG_OK
	    : VG_EIO;
}

int
vg_clitar_write(const struct vg_bundle *bundle, struct vg_wall at, struct vg_buf *out,
    struct vg_detail *detail)
{
	struct archive *archive = archive_write_new();
	int code = VG_OK;

	if (archive_write_set_format_ustar(archive) != ARCHIVE_OK ||
	    archive_write_add_filter_none(archive) != ARCHIVE_OK ||
	    archive_write_set_bytes_per_block(archive, BLOCK) != ARCHIVE_OK ||
	    archive_write_open(archive, out, NULL, put, NULL) != ARCHIVE_OK)
		code = VG_EIO;
	for (size_t i = 0; code == VG_OK && i < bundle->n_files; i++)
		code = write_member(archive, &bundle->files[i], at.us / VG_SECOND_US);
	if (code == VG_OK && archive_write_close(archive) != ARCHIVE_OK)
		code = VG_EIO;
	if (code != VG_OK) {
		const char *why = archive_error_string(archive);
		vg_detail_set(detail, code, "tar: %s", why ? why : "cannot be written");
	}
	archive_write_free(archive);
	return code;
}

/* --- reading ------------------------------------------------------------------------------- */

/* A member's name for people: what could move a cursor is a dot. */
static void
shown(const char *name, char *text, size_t size)
{
	vg_text_copy(text, size, name);
	for (char *c = text; *c; c++) {
		if (!isprint((unsigned char)*c))
			*c = '.';
	}
}

/* manifest.json, summary.html ..., entries/0001-case.json: nothing else is looked at. */
static bool
name_is_good(const char *name)
{
	const char *rest = vg_text_starts(name, "entries/") ? name + 8 : name;

	return strlen(name) < VG_MANIFEST_PATH_SIZE && rest[0] && rest[0] != '.' &&
	    strspn(rest, "abcdefghijklmnopqrstuvwxyz0123456789.-") == strlen(rest);
}

static int
check_member(
    struct archive_entry *entry, const struct vg_bundle *bundle, struct vg_detail *detail)
{
	const char *name = archive_entry_pathname(entry);
	char text[VG_MANIFEST_PATH_SIZE];

	shown(name ? name : "?", text, sizeof(text));
	if (!name || !name_is_good(name))
		return vg_detail_set(
		    detail, VG_EINVAL, "%s: no file of a bundle has such a name", text);
	if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) ||
	    archive_entry_sparse_count(entry) > 0)
		return vg_detail_set(detail, VG_EINVAL, "%s: it is no plain file", text);
	if (bundle->n_files >= VG_BUNDLE_FILES)
		return vg_detail_set(detail, VG_ELIMIT, "%s: too many files", text);
	if (archive_entry_size(entry) < 0 ||
	    archive_entry_size(entry) > VG_BUNDLE_FILE_MAX ||
	    bundle->size + (size_t)archive_entry_size(entry) > VG_BUNDLE_SIZE_MAX)
		return vg_detail_set(detail, VG_ELIMIT, "%s: it is too large", text);
	return VG_OK;
}

static int
read_member(struct archive *archive, struct archive_entry *entry,
    struct vg_bundle *bundle, size_t left, struct vg_detail *detail)
{
	int code = check_member(entry, bundle, detail);

	if (code != VG_OK)
		return code;
	const char *name = archive_entry_pathname(entry);
	size_t size = (size_t)archive_entry_size(entry);
	/* A header may promise more than there is: nothing is allocated for it. */
	if (size > left)
		return vg_detail_set(detail, VG_EPARSE, "%s: it is cut off", name);
	char *data = vg_mem_zero(size + 1);
	la_ssize_t n = size ? archive_read_data(archive, data, size) : 0;
	if (n == (la_ssize_t)size)
		vg_bundle_add(bundle, name, data, size);
	else
		code = vg_detail_set(detail, VG_EPARSE, "%s: it is cut off", name);
	free(data);
	return code;
}

static int
read_all(struct archive *archive, size_t left, struct vg_bundle *bundle,
    struct vg_detail *detail)
{
	for (;;) {
		struct archive_entry *entry = NULL;
		int result = archive_read_next_header(archive, &entry);
		const char *why = archive_error_string(archive);
		if (result == ARCHIVE_EOF)
			return VG_OK;
		if (result != ARCHIVE_OK)
			return vg_detail_set(detail, VG_EPARSE, "after %s: %s",
			    bundle->n_files ? bundle->files[bundle->n_files - 1].name
					    : "nothing",
			    why ? why : "it is no tar");
		int code = read_member(archive, entry, bundle, left, detail);
		if (code != VG_OK)
			return code;
	}
}

int
vg_clitar_read(
    const void *data, size_t size, struct vg_bundle *bundle, struct vg_detail *detail)
{
	struct archive *archive = archive_read_new();
	int code = VG_OK;

	memset(bundle, 0, sizeof(*bundle));
	if (size > TAR_MAX)
		code = vg_detail_set(detail, VG_ELIMIT, "it is too large for a bundle");
	else if (archive_read_support_format_tar(archive) != ARCHIVE_OK ||
	    archive_read_support_filter_none(archive) != ARCHIVE_OK ||
	    archive_read_open_memory(archive, data, size) != ARCHIVE_OK)
		code = vg_detail_set(detail, VG_EPARSE, "it is no tar");
	if (code == VG_OK)
		code = read_all(archive, size, bundle, detail);
	if (code == VG_OK && bundle->n_files == 0)
		code = vg_detail_set(detail, VG_EPARSE, "there is nothing in it");
	archive_read_free(archive);
	if (code != VG_OK)
		vg_bundle_fini(bundle);
	return code;
}
