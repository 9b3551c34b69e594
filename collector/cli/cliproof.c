/*
 * The bundle is put together here of what the collector gives: entry by entry, each checked
 * against its digest before it is written.
 */
#include "collector/cli/cliproof.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/cli/clitar.h"
#include "collector/evidence/bundle.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/file.h"

enum { FILE_MAX = VG_BUNDLE_SIZE_MAX + 4 * 1024 * 1024, FILE_MODE = 0640 };

/* --- asking -------------------------------------------------------------------------------- */

/* The list entry that an answer to a path ending in 'list' holds; NULL: none. */
static const json_t *
only(const json_t *answer, const char *list)
{
	char name[64];

	vg_text_format(name, sizeof(name), "vigie-evidence:%s", list);
	return json_array_get(json_object_get(answer, name), 0);
}

static bool
read_digest(const json_t *object, const char *name, struct vg_digest *digest)
{
	return vg_text_unhex(digest->octet, sizeof(digest->octet),
		   vg_cli_text(object, name)) == VG_OK;
}

/* Makes an entry of the manifest of 'json'; false when the collector talks nonsense. */
static bool
read_entry(const json_t *json, struct vg_manifest_entry *e)
{
	int64_t number = vg_cli_number(json, "number", 0);
	int64_t size = vg_cli_number(json, "size", -1);

	*e = (struct vg_manifest_entry){.number = (uint32_t)number,
	    .size = (uint64_t)size,
	    .taken = vg_clitime_parse(vg_cli_text(json, "taken")),
	    .recorded = vg_clitime_parse(vg_cli_text(json, "recorded"))};
	vg_text_copy(e->name, sizeof(e->name), vg_cli_text(json, "name"));
	vg_text_copy(e->kind, sizeof(e->kind), vg_cli_text(json, "kind"));
	vg_text_copy(e->source, sizeof(e->source), vg_cli_text(json, "source"));
	return number > 0 && number <= VG_MANIFEST_MAX && size >= 0 &&
	    size <= VG_MANIFEST_BODY_MAX && vg_manifest_name_is_good(e->name) &&
	    read_digest(json, "sha256", &e->sha256) &&
	    read_digest(json, "chain", &e->chain);
}

static bool
read_manifest(const json_t *bundle, struct vg_manifest *m)
{
	const json_t *entries = json_object_get(bundle, "entry");
	const json_t *notes = json_object_get(bundle, "left-out");

	vg_text_copy(m->audience, sizeof(m->audience), vg_cli_text(bundle, "audience"));
	if (json_array_size(entries) > VG_MANIFEST_MAX ||
	    !read_digest(bundle, "source", &m->source))
		return false;
	for (size_t i = 0; i < json_array_size(entries); i++) {
		struct vg_manifest_entry e;
		if (!read_entry(json_array_get(entries, i), &e))
			return false;
		vg_manifest_add_entry(m, &e);
	}
	for (size_t i = 0; i < json_array_size(notes); i++) {
		const char *note = json_string_value(json_array_get(notes, i));
		vg_manifest_add_note(m, note ? note : "");
	}
	return true;
}

/* Reads base64 (RFC 4648 section 4) of 'size' octets; NULL when it is another size. */
static void *
unpack(const char *text, size_t size)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned char *octets = vg_mem_zero(size + 1);
	unsigned group = 0, bits = 0;
	size_t n = 0;

	for (; *text && *text != '='; text++) {
		const char *digit = strchr(digits, *text);
		if (!digit)
			continue;
		group = group << 6 | (unsigned)(digit - digits);
		bits += 6;
		if (bits < 8)
			continue;
		bits -= 8;
		if (n < size)
			octets[n] = (unsigned char)(group >> bits);
		n++;
	}
	if (n == size)
		return octets;
	free(octets);
	return NULL;
}

static int
ask(struct vg_cli *cli, const struct vg_manifest *m, const char *rest, json_t **answer)
{
	char target[256];

	vg_text_format(target, sizeof(target),
	    "/restconf/data/vigie-evidence:evidence/case=%s/bundle=%s%s", m->case_number,
	    cli->args.audience ? cli->args.audience : "internal", rest);
	return vg_cli_get(cli, target, answer);
}

/* Fetches the bodies one by one. */
static int
fetch_bodies(struct vg_cli *cli, const struct vg_manifest *m, void **bodies)
{
	int code = VG_CLIARGS_OK;

	for (size_t i = 0; i < m->n_entries; i++) {
		json_t *answer = NULL;
		char rest[32];
		vg_text_format(rest, sizeof(rest), "/entry=%u", m->entries[i].number);
		code = ask(cli, m, rest, &answer);
		if (code == VG_CLIARGS_OK)
			bodies[i] = unpack(vg_cli_text(only(answer, "entry"), "content"),
			    (size_t)m->entries[i].size);
		json_decref(answer);
		if (code != VG_CLIARGS_OK)
			return code;
		if (!bodies[i]) {
			vg_cli_complain(
			    "entry %u changed while it was fetched; try again",
			    m->entries[i].number);
			return VG_CLIARGS_LATER;
		}
	}
	return VG_CLIARGS_OK;
}

/* --- writing ------------------------------------------------------------------------------- */

static int
failed(const char *file, const struct vg_detail *detail)
{
	/* What could not be opened or written names the file itself. */
	if (vg_text_starts(detail->text, file))
		vg_cli_complain("%s", detail->text);
	else
		vg_cli_complain("%s: %s", file, detail->text);
	return VG_CLIARGS_FAILURE;
}

static struct vg_wall
last_recorded(const struct vg_manifest *m)
{
	return m->n_entries ? m->entries[m->n_entries - 1].recorded : (struct vg_wall){0};
}

static int
write_bundle(struct vg_cli *cli, struct vg_manifest *m, void **bodies)
{
	const char *file = cli->args.output;
	struct vg_bundle bundle = {0};
	struct vg_detail detail = {0};
	struct vg_buf tar;
	int err = vg_bundle_build(m, (const void *const *)bodies, &bundle, &detail);

	vg_buf_init(&tar, FILE_MAX);
	if (err == VG_OK)
		err = vg_clitar_write(&bundle, last_recorded(m), &tar, &detail);
	if (err == VG_OK)
		err = vg_file_write(file, tar.data, tar.size, FILE_MODE, &detail);
	if (err == VG_OK)
		printf("%s: %zu files, %zu octets\n", file, bundle.n_files, tar.size);
	vg_buf_fini(&tar);
	vg_bundle_fini(&bundle);
	return err == VG_OK ? VG_CLIARGS_OK : failed(file, &detail);
}

static void
print_head(const struct vg_manifest *m)
{
	const struct vg_digest head = vg_manifest_head(m);
	char text[VG_DIGEST_TEXT_SIZE];

	vg_digest_text(&head, text);
	printf("case %s, %s, %zu entries, head %s\n", m->case_number, m->audience,
	    m->n_entries, text);
}

static void
print_manifest(const struct vg_cli *cli, const struct vg_manifest *m)
{
	print_head(m);
	for (size_t i = 0; i < m->n_entries; i++) {
		const struct vg_manifest_entry *e = &m->entries[i];
		char moment[VG_CLITIME_SIZE], digest[VG_DIGEST_TEXT_SIZE];
		vg_clitime_second(&cli->time, e->recorded, moment);
		vg_digest_text(&e->sha256, digest);
		printf("%4u  %-8s %9" PRIu64 "  %.16s  %s  ", e->number, e->kind, e->size,
		    digest, moment);
		vg_cli_print(e->source);
		putchar('\n');
	}
	for (size_t i = 0; i < m->n_left_out; i++) {
		printf("      left out: ");
		vg_cli_print(m->left_out[i]);
		putchar('\n');
	}
}

static int
give(struct vg_cli *cli, struct vg_manifest *m, const json_t *answer)
{
	void **bodies = NULL;
	int code = VG_CLIARGS_OK;

	if (!read_manifest(only(answer, "bundle"), m)) {
		vg_cli_complain("%s: the manifest is malformed", cli->socket);
		return VG_CLIARGS_FAILURE;
	}
	if (!cli->args.output) {
		print_manifest(cli, m);
		return code;
	}
	bodies = vg_mem_array(m->n_entries, sizeof(*bodies));
	code = fetch_bodies(cli, m, bodies);
	if (code == VG_CLIARGS_OK)
		code = write_bundle(cli, m, bodies);
	for (size_t i = 0; i < m->n_entries; i++)
		free(bodies[i]);
	free(bodies);
	return code;
}

int
vg_cliproof_get(struct vg_cli *cli)
{
	struct vg_manifest m = {.audience = ""};
	json_t *answer = NULL;
	int code;

	if (cli->args.json && cli->args.output) {
		vg_cli_complain(
		    "--json shows the manifest, --output writes a bundle: one "
		    "of them");
		return VG_CLIARGS_USAGE;
	}
	vg_cli_learn_zone(cli);
	code = vg_cli_case_number(cli, cli->args.object, m.case_number);
	if (code == VG_CLIARGS_OK)
		code = ask(cli, &m, "", &answer);
	if (code == VG_CLIARGS_OK && answer)
		code = give(cli, &m, answer);
	json_decref(answer);
	vg_manifest_fini(&m);
	return code;
}

/* --- verifying ----------------------------------------------------------------------------- */

/* What no member holds, headers and padding, is as vigie would write it, or was tampered with. */
static int
check_rest(const struct vg_bundle *bundle, const struct vg_manifest *m,
    const struct vg_buf *tar, struct vg_detail *detail)
{
	struct vg_buf again;
	int err;

	vg_buf_init(&again, FILE_MAX);
	err = vg_clitar_write(bundle, last_recorded(m), &again, detail);
	if (err == VG_OK &&
	    (again.size != tar->size || memcmp(again.data, tar->data, tar->size) != 0))
		err = vg_detail_set(detail, VG_ECORRUPT,
		    "all files are as they were, but the archive around them is not");
	vg_buf_fini(&again);
	return err;
}

static int
verify(const char *file, const struct vg_buf *tar, struct vg_manifest *m)
{
	char differs[VG_MANIFEST_PATH_SIZE] = "";
	struct vg_bundle bundle = {0};
	struct vg_detail detail = {0};
	int err = vg_clitar_read(tar->data, tar->size, &bundle, &detail);

	if (err == VG_OK) {
		err = vg_bundle_check(&bundle, m, differs, &detail);
		if (err != VG_OK)
			vg_detail_prefix(&detail, "%s", differs);
	}
	if (err == VG_OK)
		err = check_rest(&bundle, m, tar, &detail);
	vg_bundle_fini(&bundle);
	return err == VG_OK ? VG_CLIARGS_OK : failed(file, &detail);
}

int
vg_cliproof_verify(struct vg_cli *cli)
{
	const char *file = cli->args.object;
	struct vg_manifest m = {.audience = ""};
	struct vg_detail detail = {0};
	struct vg_buf tar;
	int code;

	vg_buf_init(&tar, FILE_MAX);
	if (vg_file_read(file, &tar, &detail) != VG_OK) {
		vg_cli_complain("%s", detail.text);
		code = VG_CLIARGS_FAILURE;
	} else {
		code = verify(file, &tar, &m);
	}
	if (code == VG_CLIARGS_OK)
		print_head(&m);
	vg_manifest_fini(&m);
	vg_buf_fini(&tar);
	return code;
}
