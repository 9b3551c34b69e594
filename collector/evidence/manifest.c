/*
 * Manifests: their chain, their seal, their JSON.
 */
#include "collector/evidence/manifest.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/evidence/chain.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

#define FORMAT "vigie-evidence-1"

/* What stands around the seal; its digits are all that is not sealed. */
#define SEAL_HEAD ",\n \"seal\": \""
#define SEAL_TAIL "\"\n}\n"

enum {
	HEX = VG_DIGEST_TEXT_SIZE - 1,
	SEAL_SIZE = sizeof(SEAL_HEAD) - 1 + HEX + sizeof(SEAL_TAIL) - 1
};

bool
vg_manifest_name_is_good(const char *name)
{
	size_t size = strlen(name);

	return size > 0 && size < VG_MANIFEST_NAME_SIZE && name[0] != '.' &&
	    strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789.-") == size;
}

/* --- the chain ----------------------------------------------------------------------------- */

static struct vg_digest
link_entry(const struct vg_manifest_entry *e, const struct vg_digest *previous)
{
	struct vg_digest chain;
	struct vg_buf row;

	vg_buf_init(&row, 0);
	vg_chain_number(&row, e->number);
	vg_chain_text(&row, e->name);
	vg_chain_text(&row, e->kind);
	vg_chain_text(&row, e->source);
	vg_chain_number(&row, e->taken.us);
	vg_chain_number(&row, e->recorded.us);
	vg_chain_number(&row, (int64_t)e->size);
	vg_chain_field(&row, e->sha256.octet, sizeof(e->sha256.octet));
	chain = vg_chain_next(previous, &row);
	vg_buf_fini(&row);
	return chain;
}

void
vg_manifest_seal_entry(struct vg_manifest_entry *entry, const struct vg_digest *previous,
    const void *body, size_t size)
{
	entry->size = size;
	entry->sha256 = vg_digest_of(size ? body : "", size);
	entry->chain = link_entry(entry, previous);
}

struct vg_digest
vg_manifest_head(const struct vg_manifest *manifest)
{
	static const struct vg_digest none;

	return manifest->n_entries ? manifest->entries[manifest->n_entries - 1].chain
				   : none;
}

/* --- growing ------------------------------------------------------------------------------- */

void
vg_manifest_add_entry(struct vg_manifest *manifest, const struct vg_manifest_entry *entry)
{
	manifest->entries = vg_mem_grow(manifest->entries, &manifest->room_entries,
	    manifest->n_entries, sizeof(*manifest->entries));
	manifest->entries[manifest->n_entries++] = *entry;
}

void
vg_manifest_add_file(
    struct vg_manifest *manifest, const char *name, const void *data, size_t size)
{
	manifest->files = vg_mem_grow(manifest->files, &manifest->room_files,
	    manifest->n_files, sizeof(*manifest->files));
	struct vg_manifest_file *file = &manifest->files[manifest->n_files++];
	vg_text_copy(file->name, sizeof(file->name), name);
	file->size = size;
	file->sha256 = vg_digest_of(size ? data : "", size);
}

void
vg_manifest_add_note(struct vg_manifest *manifest, const char *note)
{
	manifest->left_out = vg_mem_grow(manifest->left_out, &manifest->room_left_out,
	    manifest->n_left_out, sizeof(*manifest->left_out));
	vg_text_copy(manifest->left_out[manifest->n_left_out++],
	    sizeof(manifest->left_out[0]), note);
}

void
vg_manifest_path(const struct vg_manifest_entry *entry, char path[VG_MANIFEST_PATH_SIZE])
{
	snprintf(path, VG_MANIFEST_PATH_SIZE, "entries/%04" PRIu32 "-%s", entry->number,
	    entry->name);
}

void
vg_manifest_fini(struct vg_manifest *manifest)
{
	free(manifest->entries);
	free(manifest->files);
	free(manifest->left_out);
	memset(manifest, 0, sizeof(*manifest));
}

/* --- writing ------------------------------------------------------------------------------- */

static void
set_digest(json_t *object, const char *name, const struct vg_digest *digest)
{
	char text[VG_DIGEST_TEXT_SIZE];

	vg_digest_text(digest, text);
	json_object_set_new(object, name, json_string(text));
}

static void
set_time(json_t *object, const char *name, struct vg_wall time)
{
	char text[VG_INSTANT_TEXT_SIZE];

	vg_instant_text(time, text);
	json_object_set_new(object, name, json_string(text));
}

static json_t *
entry_json(const struct vg_manifest_entry *e)
{
	char path[VG_MANIFEST_PATH_SIZE];
	json_t *object = json_object();

	vg_manifest_path(e, path);
	json_object_set_new(object, "number", json_integer(e->number));
	json_object_set_new(object, "file", json_string(path));
	json_object_set_new(object, "name", json_string(e->name));
	json_object_set_new(object, "kind", json_string(e->kind));
	json_object_set_new(object, "source", json_string(e->source));
	set_time(object, "taken", e->taken);
	set_time(object, "recorded", e->recorded);
	json_object_set_new(object, "size", json_integer((json_int_t)e->size));
	set_digest(object, "sha256", &e->sha256);
	set_digest(object, "chain", &e->chain);
	return object;
}

static json_t *
manifest_json(const struct vg_manifest *m)
{
	json_t *root = json_object(), *entries = json_array(), *files = json_array();
	json_t *left_out = json_array();
	const struct vg_digest head = vg_manifest_head(m);

	json_object_set_new(root, "format", json_string(FORMAT));
	json_object_set_new(root, "case", json_string(m->case_number));
	json_object_set_new(root, "audience", json_string(m->audience));
	set_digest(root, "head", &head);
	set_digest(root, "source", &m->source);
	for (size_t i = 0; i < m->n_entries; i++)
		json_array_append_new(entries, entry_json(&m->entries[i]));
	json_object_set_new(root, "entries", entries);
	for (size_t i = 0; i < m->n_files; i++) {
		const struct vg_manifest_file *f = &m->files[i];
		json_t *file = json_object();
		json_object_set_new(file, "file", json_string(f->name));
		json_object_set_new(file, "size", json_integer((json_int_t)f->size));
		set_digest(file, "sha256", &f->sha256);
		json_array_append_new(files, file);
	}
	json_object_set_new(root, "files", files);
	for (size_t i = 0; i < m->n_left_out; i++)
		json_array_append_new(left_out, json_string(m->left_out[i]));
	json_object_set_new(root, "left-out", left_out);
	return root;
}

void
vg_manifest_write(const struct vg_manifest *manifest, struct vg_buf *out)
{
	json_t *root = manifest_json(manifest);
	char *text = json_dumps(root, JSON_INDENT(1));
	size_t size = strlen(text) - 2; /* without its closing "\n}" */
	char seal[VG_DIGEST_TEXT_SIZE];
	const struct vg_digest digest = vg_digest_of(text, size);

	vg_digest_text(&digest, seal);
	vg_buf_add(out, text, size);
	vg_buf_addf(out, "%s%s%s", SEAL_HEAD, seal, SEAL_TAIL);
	free(text);
	json_decref(root);
}

/* --- reading ------------------------------------------------------------------------------- */

static int
check_seal(const char *text, size_t size, struct vg_detail *detail)
{
	char seal[VG_DIGEST_TEXT_SIZE];
	const char *at = text + size - SEAL_SIZE;

	if (size > VG_MANIFEST_TEXT_MAX)
		return vg_detail_set(detail, VG_ELIMIT, "%zu octets are too many", size);
	if (size <= SEAL_SIZE || memcmp(at, SEAL_HEAD, sizeof(SEAL_HEAD) - 1) != 0 ||
	    memcmp(text + size - (sizeof(SEAL_TAIL) - 1), SEAL_TAIL,
		sizeof(SEAL_TAIL) - 1) != 0)
		return vg_detail_set(detail, VG_ECORRUPT, "it does not end with a seal");
	const struct vg_digest digest = vg_digest_of(text, size - SEAL_SIZE);
	vg_digest_text(&digest, seal);
	if (memcmp(at + sizeof(SEAL_HEAD) - 1, seal, HEX) != 0)
		return vg_detail_set(
		    detail, VG_ECORRUPT, "it is not as it was when it was sealed");
	return VG_OK;
}

/* Copies text member 'name' into 'target'; false when it is none or too long. */
static bool
take_text(const json_t *object, const char *name, char *target, size_t size)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text && vg_text_copy(target, size, text) == VG_OK;
}

static bool
take_digest(const json_t *object, const char *name, struct vg_digest *digest)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text && vg_text_unhex(digest->octet, sizeof(digest->octet), text) == VG_OK;
}

static bool
take_time(const json_t *object, const char *name, struct vg_wall *time)
{
	const char *text = json_string_value(json_object_get(object, name));

	*time = (struct vg_wall){0};
	return text && (!text[0] || vg_instant_parse(text, time) == VG_OK);
}

static bool
take_number(const json_t *object, const char *name, uint64_t high, uint64_t *number)
{
	const json_t *member = json_object_get(object, name);

	if (!json_is_integer(member) || json_integer_value(member) < 0 ||
	    (uint64_t)json_integer_value(member) > high)
		return false;
	*number = (uint64_t)json_integer_value(member);
	return true;
}

static int
read_entry(
    struct vg_manifest *m, const json_t *object, size_t i, struct vg_detail *detail)
{
	const struct vg_digest previous = vg_manifest_head(m);
	struct vg_manifest_entry e = {0};
	uint64_t number = 0;

	if (!take_number(object, "number", VG_MANIFEST_MAX, &number) ||
	    !take_text(object, "name", e.name, sizeof(e.name)) ||
	    !take_text(object, "kind", e.kind, sizeof(e.kind)) ||
	    !take_text(object, "source", e.source, sizeof(e.source)) ||
	    !take_time(object, "taken", &e.taken) ||
	    !take_time(object, "recorded", &e.recorded) ||
	    !take_number(object, "size", VG_MANIFEST_BODY_MAX, &e.size) ||
	    !take_digest(object, "sha256", &e.sha256) ||
	    !take_digest(object, "chain", &e.chain) || !vg_manifest_name_is_good(e.name))
		return vg_detail_set(detail, VG_EPARSE, "entry %zu is malformed", i + 1);
	e.number = (uint32_t)number;
	const struct vg_digest chain = link_entry(&e, &previous);
	if (!vg_digest_same(&chain, &e.chain))
		return vg_detail_set(
		    detail, VG_ECORRUPT, "the chain breaks at entry %zu", i + 1);
	vg_manifest_add_entry(m, &e);
	return VG_OK;
}

static int
read_file(struct vg_manifest *m, const json_t *object, size_t i, struct vg_detail *detail)
{
	struct vg_manifest_file f = {0};

	if (!take_text(object, "file", f.name, sizeof(f.name)) ||
	    !take_number(object, "size", INT64_MAX, &f.size) ||
	    !take_digest(object, "sha256", &f.sha256) ||
	    !vg_manifest_name_is_good(f.name))
		return vg_detail_set(detail, VG_EPARSE, "file %zu is malformed", i + 1);
	m->files = vg_mem_grow(m->files, &m->room_files, m->n_files, sizeof(*m->files));
	m->files[m->n_files++] = f;
	return VG_OK;
}

static int
read_lists(struct vg_manifest *m, const json_t *root, struct vg_detail *detail)
{
	const json_t *entries = json_object_get(root, "entries");
	const json_t *files = json_object_get(root, "files");
	const json_t *notes = json_object_get(root, "left-out");
	int code = VG_OK;

	if (json_array_size(entries) > VG_MANIFEST_MAX || json_array_size(files) > 16 ||
	    json_array_size(notes) > VG_MANIFEST_MAX + 8)
		return vg_detail_set(detail, VG_ELIMIT, "it lists too much");
	for (size_t i = 0; code == VG_OK && i < json_array_size(entries); i++)
		code = read_entry(m, json_array_get(entries, i), i, detail);
	for (size_t i = 0; code == VG_OK && i < json_array_size(files); i++)
		code = read_file(m, json_array_get(files, i), i, detail);
	for (size_t i = 0; code == VG_OK && i < json_array_size(notes); i++) {
		const char *note = json_string_value(json_array_get(notes, i));
		vg_manifest_add_note(m, note ? note : "");
	}
	return code;
}

static int
read_root(struct vg_manifest *m, const json_t *root, struct vg_detail *detail)
{
	const char *format = json_string_value(json_object_get(root, "format"));
	struct vg_digest said, head;

	if (!format || strcmp(format, FORMAT) != 0)
		return vg_detail_set(detail, VG_EPARSE, "it is not of format " FORMAT);
	if (!take_text(root, "case", m->case_number, sizeof(m->case_number)) ||
	    !take_text(root, "audience", m->audience, sizeof(m->audience)) ||
	    !take_digest(root, "head", &said) || !take_digest(root, "source", &m->source))
		return vg_detail_set(detail, VG_EPARSE, "its head is malformed");
	int code = read_lists(m, root, detail);
	if (code != VG_OK)
		return code;
	head = vg_manifest_head(m);
	return vg_digest_same(&head, &said)
	    ? VG_OK
	    : vg_detail_set(detail, VG_ECORRUPT, "its head is not its last entry's");
}

int
vg_manifest_read(
    const void *text, size_t size, struct vg_manifest *manifest, struct vg_detail *detail)
{
	json_error_t error;
	int code = check_seal(text, size, detail);

	memset(manifest, 0, sizeof(*manifest));
	if (code != VG_OK)
		return code;
	json_t *root = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);
	code = root ? read_root(manifest, root, detail)
		    : vg_detail_set(detail, VG_EPARSE, "it is no JSON: %s", error.text);
	json_decref(root);
	if (code != VG_OK)
		vg_manifest_fini(manifest);
	return code;
}
