/*
 * What a device told of itself.
 */
#include "agent/known.h"

#include <ctype.h>
#include <limits.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/os/file.h"
#include "lib/time/instant.h"

enum { FILE_MAX = 65536, FOLDER_MODE = 0750, FILE_MODE = 0640 };

void
vg_known_init(struct vg_known *known)
{
	memset(known, 0, sizeof(*known));
	vg_buf_init(&known->missing, FILE_MAX);
}

void
vg_known_fini(struct vg_known *known)
{
	vg_buf_fini(&known->missing);
}

/* The text of a scalar on one line. */
static void
take_text(const struct vg_sampleset *samples, const char *object, char *text)
{
	const struct vg_value *value =
	    vg_sampleset_value(samples, &samples->scalars, object);

	text[0] = '\0';
	if (!value || vg_value_is_missing(value))
		return;
	vg_value_text(value, text, VG_TEXT_SIZE);
	for (; *text; text++) {
		if (iscntrl((unsigned char)*text))
			*text = ' ';
	}
}

void
vg_known_identity(struct vg_known *known, const struct vg_sampleset *samples)
{
	take_text(samples, "sysObjectID", known->object_id);
	take_text(samples, "sysDescr", known->descr);
	vg_instant_text(samples->at, known->at);
	vg_buf_fini(&known->missing);
	vg_buf_init(&known->missing, FILE_MAX);
}

bool
vg_known_misses(const struct vg_known *known, const char *probe, const char *object)
{
	char line[2 * VG_NAME_SIZE + 3];

	vg_text_format(line, sizeof(line), "%s %s\n", probe, object);
	for (const char *at = vg_buf_text(&known->missing); (at = strstr(at, line));
	     at++) {
		if (at == vg_buf_text(&known->missing) || at[-1] == '\n')
			return true;
	}
	return false;
}

static void
add_missing(struct vg_known *known, const char *probe, const char *object)
{
	if (!vg_known_misses(known, probe, object))
		vg_buf_addf(&known->missing, "%s %s\n", probe, object);
}

static bool
is_missing(const struct vg_sampleset *samples, const struct vg_samplerow *row,
    const char *object)
{
	const struct vg_value *value = vg_sampleset_value(samples, row, object);

	return !value || vg_value_is_missing(value);
}

static bool
column_is_empty(const struct vg_sampleset *samples, const char *object)
{
	for (size_t i = 0; i < samples->n_rows; i++) {
		if (!is_missing(samples, &samples->rows[i], object))
			return false;
	}
	return true;
}

bool
vg_known_probe(struct vg_known *known, const struct vg_sampleset *samples)
{
	const struct vg_probe *probe = samples->probe;
	size_t before = known->missing.size;

	for (size_t i = 0; i < probe->n_scalars; i++) {
		const char *name = probe->scalars[i].name;
		if (is_missing(samples, &samples->scalars, name))
			add_missing(known, probe->name, name);
	}
	if (probe->n_columns && samples->n_rows == 0 && samples->whole)
		add_missing(known, probe->name, "*");
	for (size_t i = 0; samples->n_rows && i < probe->n_columns; i++) {
		if (column_is_empty(samples, probe->columns[i].name))
			add_missing(known, probe->name, probe->columns[i].name);
	}
	return known->missing.size != before;
}

/* --- the file ------------------------------------------------------------------------------ */

static int
path_of(char path[PATH_MAX], const char *state, const char *device)
{
	return vg_text_format(path, PATH_MAX, "%s/known/%s", state, device);
}

static void
read_line(struct vg_known *known, const char *line)
{
	if (vg_text_starts(line, "sysObjectID "))
		vg_text_copy(
		    known->object_id, sizeof(known->object_id), strchr(line, ' ') + 1);
	else if (vg_text_starts(line, "sysDescr "))
		vg_text_copy(known->descr, sizeof(known->descr), strchr(line, ' ') + 1);
	else if (vg_text_starts(line, "at "))
		vg_text_copy(known->at, sizeof(known->at), strchr(line, ' ') + 1);
	else if (vg_text_starts(line, "missing "))
		vg_buf_addf(&known->missing, "%s\n", strchr(line, ' ') + 1);
}

int
vg_known_read(struct vg_known *known, const char *state, const char *device)
{
	char path[PATH_MAX], line[2 * VG_TEXT_SIZE];
	struct vg_detail detail;
	struct vg_buf text;

	vg_buf_init(&text, 2 * FILE_MAX);
	int code = path_of(path, state, device);
	if (code == VG_OK)
		code = vg_file_read(path, &text, &detail);
	for (const char *at = vg_buf_text(&text); code == VG_OK && *at;) {
		size_t n = strcspn(at, "\n");
		vg_text_format(line, sizeof(line), "%.*s", (int)n, at);
		read_line(known, line);
		at += n + (at[n] == '\n');
	}
	vg_buf_fini(&text);
	return code == VG_OK ? VG_OK : VG_ENOENT;
}

int
vg_known_write(const struct vg_known *known, const char *state, const char *device)
{
	char path[PATH_MAX];
	struct vg_detail detail;
	struct vg_buf text;

	if (vg_text_format(path, sizeof(path), "%s/known", state) != VG_OK)
		return VG_ETRUNC;
	int code = vg_file_make_folder(path, FOLDER_MODE, &detail);
	vg_buf_init(&text, 2 * FILE_MAX);
	vg_buf_addf(&text, "at %s\n", known->at);
	if (known->object_id[0])
		vg_buf_addf(&text, "sysObjectID %s\n", known->object_id);
	if (known->descr[0])
		vg_buf_addf(&text, "sysDescr %s\n", known->descr);
	for (const char *at = vg_buf_text(&known->missing); *at;) {
		size_t n = strcspn(at, "\n");
		vg_buf_addf(&text, "missing %.*s\n", (int)n, at);
		at += n + (at[n] == '\n');
	}
	if (code == VG_OK)
		code = path_of(path, state, device);
	if (code == VG_OK)
		code = vg_file_write(
		    path, vg_buf_text(&text), text.size, FILE_MODE, &detail);
	vg_buf_fini(&text);
	return code;
}
