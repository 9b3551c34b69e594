/*
 * Bundles: putting together and checking.
 */
#include "collector/evidence/bundle.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "collector/evidence/series.h"
#include "collector/evidence/summary.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

void
vg_bundle_add(struct vg_bundle *bundle, const char *name, const void *data, size_t size)
{
	bundle->files = vg_mem_grow(
	    bundle->files, &bundle->room, bundle->n_files, sizeof(*bundle->files));
	struct vg_bundle_file *file = &bundle->files[bundle->n_files++];
	vg_text_copy(file->name, sizeof(file->name), name);
	file->data = vg_mem_text_n(size ? data : "", size);
	file->size = size;
	bundle->size += size;
}

void
vg_bundle_fini(struct vg_bundle *bundle)
{
	for (size_t i = 0; i < bundle->n_files; i++)
		free(bundle->files[i].data);
	free(bundle->files);
	memset(bundle, 0, sizeof(*bundle));
}

/* --- building ------------------------------------------------------------------------------ */

static int
check_bodies(const struct vg_manifest *m, const void *const *bodies, size_t *total,
    struct vg_detail *detail)
{
	*total = 0;
	for (size_t i = 0; i < m->n_entries; i++) {
		const struct vg_manifest_entry *e = &m->entries[i];
		const struct vg_digest digest =
		    vg_digest_of(e->size ? bodies[i] : "", e->size);
		if (!vg_digest_same(&digest, &e->sha256))
			return vg_detail_set(detail, VG_ECORRUPT,
			    "entry %u, %s, is not as it was frozen", e->number, e->name);
		*total += e->size;
	}
	return VG_OK;
}

static void
write_samples(const struct vg_manifest *m, const void *const *bodies, struct vg_buf *csv)
{
	vg_series_csv_head(csv);
	for (size_t i = 0; i < m->n_entries; i++) {
		const struct vg_manifest_entry *e = &m->entries[i];
		if (strcmp(e->kind, "samples") == 0)
			vg_series_csv(bodies[i], e->size, e->number, csv);
	}
}

/* The events as one array, each as it was frozen. */
static void
write_events(const struct vg_manifest *m, const void *const *bodies, struct vg_buf *json)
{
	bool first = true;

	vg_buf_add_text(json, "[");
	for (size_t i = 0; i < m->n_entries; i++) {
		const struct vg_manifest_entry *e = &m->entries[i];
		if (strcmp(e->kind, "event") != 0)
			continue;
		vg_buf_add_text(json, first ? "\n" : ",\n");
		vg_buf_add(json, bodies[i], e->size);
		first = false;
	}
	vg_buf_add_text(json, "\n]\n");
}

static void
put_file(struct vg_manifest *m, struct vg_bundle *made, const char *name,
    const struct vg_buf *content)
{
	vg_manifest_add_file(m, name, content->data, content->size);
	vg_bundle_add(made, name, content->data, content->size);
}

int
vg_bundle_build(struct vg_manifest *manifest, const void *const *bodies,
    struct vg_bundle *bundle, struct vg_detail *detail)
{
	struct vg_buf summary, samples, events, text;
	struct vg_bundle made = {0};
	size_t total = 0;
	int code = check_bodies(manifest, bodies, &total, detail);

	memset(bundle, 0, sizeof(*bundle));
	if (code != VG_OK)
		return code;
	manifest->n_files = 0;
	vg_buf_init(&summary, VG_BUNDLE_FILE_MAX);
	vg_buf_init(&samples, VG_BUNDLE_FILE_MAX);
	vg_buf_init(&events, VG_BUNDLE_FILE_MAX);
	vg_buf_init(&text, VG_MANIFEST_TEXT_MAX);
	vg_summary_write(manifest, bodies, &summary);
	write_samples(manifest, bodies, &samples);
	write_events(manifest, bodies, &events);
	if (summary.error != VG_OK || samples.error != VG_OK || events.error != VG_OK ||
	    total + summary.size + samples.size + events.size > VG_BUNDLE_SIZE_MAX)
		code = vg_detail_set(detail, VG_ELIMIT,
		    "the evidence of case %s is too large for one bundle",
		    manifest->case_number);
	put_file(manifest, &made, "summary.html", &summary);
	put_file(manifest, &made, "samples.csv", &samples);
	put_file(manifest, &made, "events.json", &events);
	vg_manifest_write(manifest, &text);
	if (code == VG_OK && text.error != VG_OK)
		code = vg_detail_set(detail, VG_ELIMIT, "the manifest is too large");
	if (code == VG_OK)
		vg_bundle_add(bundle, "manifest.json", text.data, text.size);
	for (size_t i = 0; code == VG_OK && i < made.n_files; i++)
		vg_bundle_add(
		    bundle, made.files[i].name, made.files[i].data, made.files[i].size);
	for (size_t i = 0; code == VG_OK && i < manifest->n_entries; i++) {
		char path[VG_MANIFEST_PATH_SIZE];
		vg_manifest_path(&manifest->entries[i], path);
		vg_bundle_add(bundle, path, bodies[i], manifest->entries[i].size);
	}
	vg_bundle_fini(&made);
	vg_buf_fini(&summary);
	vg_buf_fini(&samples);
	vg_buf_fini(&events);
	vg_buf_fini(&text);
	return code;
}

/* --- checking ------------------------------------------------------------------------------ */

static const struct vg_bundle_file *
find_file(const struct vg_bundle *bundle, const char *name)
{
	for (size_t i = 0; i < bundle->n_files; i++) {
		if (strcmp(bundle->files[i].name, name) == 0)
			return &bundle->files[i];
	}
	return NULL;
}

static int
differ(
    char *differs, const char *name, int code, struct vg_detail *detail, const char *why)
{
	vg_text_copy(differs, VG_MANIFEST_PATH_SIZE, name);
	return vg_detail_set(detail, code, "%s", why);
}

/* Whether the file is there with that content; marks it as seen. */
static int
check_file(const struct vg_bundle *bundle, const char *name, uint64_t size,
    const struct vg_digest *sha256, bool *seen, char *differs, struct vg_detail *detail)
{
	const struct vg_bundle_file *file = find_file(bundle, name);

	if (!file)
		return differ(differs, name, VG_ENOENT, detail, "it is missing");
	seen[file - bundle->files] = true;
	const struct vg_digest digest = vg_digest_of(file->data, file->size);
	if (file->size != size || !vg_digest_same(&digest, sha256))
		return differ(
		    differs, name, VG_ECORRUPT, detail, "it is not as the manifest says");
	return VG_OK;
}

static int
check_listed(const struct vg_bundle *bundle, const struct vg_manifest *m, bool *seen,
    char *differs, struct vg_detail *detail)
{
	int code = VG_OK;

	for (size_t i = 0; code == VG_OK && i < m->n_files; i++)
		code = check_file(bundle, m->files[i].name, m->files[i].size,
		    &m->files[i].sha256, seen, differs, detail);
	for (size_t i = 0; code == VG_OK && i < m->n_entries; i++) {
		char path[VG_MANIFEST_PATH_SIZE];
		vg_manifest_path(&m->entries[i], path);
		code = check_file(bundle, path, m->entries[i].size, &m->entries[i].sha256,
		    seen, differs, detail);
	}
	return code;
}

int
vg_bundle_check(const struct vg_bundle *bundle, struct vg_manifest *manifest,
    char *differs, struct vg_detail *detail)
{
	const struct vg_bundle_file *file = find_file(bundle, "manifest.json");

	memset(manifest, 0, sizeof(*manifest));
	if (!file)
		return differ(
		    differs, "manifest.json", VG_ENOENT, detail, "it is missing");
	int code = vg_manifest_read(file->data, file->size, manifest, detail);
	if (code != VG_OK) {
		vg_text_copy(differs, VG_MANIFEST_PATH_SIZE, "manifest.json");
		return code;
	}
	bool *seen = vg_mem_array(bundle->n_files, sizeof(*seen));
	seen[file - bundle->files] = true;
	code = check_listed(bundle, manifest, seen, differs, detail);
	/* A file twice is seen once: the second is a stranger too. */
	for (size_t i = 0; code == VG_OK && i < bundle->n_files; i++) {
		if (!seen[i])
			code = differ(differs, bundle->files[i].name, VG_ECORRUPT, detail,
			    "it is not in the manifest");
	}
	free(seen);
	if (code != VG_OK)
		vg_manifest_fini(manifest);
	return code;
}
