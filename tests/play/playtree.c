/*
 * Trees of plays.
 */
#include "tests/play/playtree.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/tree/desktree.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/file.h"

static int
say(struct vg_play *p, const char *text)
{
	vg_text_copy(p->said, sizeof(p->said), text);
	return 0;
}

int
vg_playtree_again(struct vg_play *p)
{
	struct vg_detail detail = {0};
	struct vg_conf *conf = NULL;
	const struct vg_desk_revision revision = {p->content, "file", "vigie", ""};

	p->code = vg_desktree_read(
	    p->context, p->content, "the play's tree", NULL, &conf, &detail);
	if (p->code == VG_OK)
		p->code = vg_desk_set_conf(p->desk, conf, &revision, p->now, &detail);
	p->judged = p->code == VG_OK;
	vg_text_copy(p->said, sizeof(p->said), detail.text);
	return 1;
}

int
vg_playtree_back(struct vg_play *p)
{
	struct vg_detail detail = {0};
	struct vg_conf *conf = NULL;
	char *loaded = vg_desktree_loaded(p->desk, p->content);

	if (!loaded)
		return vg_playtree_again(p);
	const struct vg_desk_revision revision = {loaded, "play", "vigie", ""};
	p->code =
	    vg_desktree_read(p->context, loaded, "the last tree", NULL, &conf, &detail);
	if (p->code == VG_OK)
		p->code = vg_desk_set_conf(p->desk, conf, &revision, p->now, &detail);
	p->judged = p->code == VG_OK;
	vg_text_copy(p->said, sizeof(p->said), detail.text);
	free(loaded);
	return 1;
}

/* Takes 'content'; what is refused changes nothing. */
static int
put(struct vg_play *p, char *content)
{
	char *before = p->content;

	p->content = content;
	if (!p->desk) {
		free(before);
		return 1;
	}
	int good = vg_playtree_again(p);
	if (!p->judged && before) {
		free(p->content);
		p->content = before;
	} else {
		free(before);
	}
	return good;
}

int
vg_playtree_file(struct vg_play *p, const char *name)
{
	const char *slash = strrchr(p->path, '/');
	char *path = vg_mem_format(
	    "%.*s%s", slash ? (int)(slash - p->path + 1) : 0, p->path, name);
	struct vg_detail detail;
	struct vg_buf content;

	vg_buf_init(&content, 0);
	int code = vg_file_read(path, &content, &detail);
	free(path);
	char *text = code == VG_OK ? vg_mem_text(vg_buf_text(&content)) : NULL;
	vg_buf_fini(&content);
	return text ? put(p, text) : say(p, detail.text);
}

/* --- changes --------------------------------------------------------------------------------- */

static void
merge_object(json_t *into, const json_t *change);

static const char *
key_of(const json_t *entry)
{
	static const char *const keys[] = {"name", "from", "target", "version", "id"};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		const char *key = json_string_value(json_object_get(entry, keys[i]));
		if (key)
			return key;
	}
	return NULL;
}

static void
merge_list(json_t *into, const json_t *change)
{
	for (size_t i = 0; i < json_array_size(change); i++) {
		json_t *entry = json_array_get(change, i);
		const char *key = key_of(entry);
		json_t *same = NULL;
		for (size_t j = 0; key && !same && j < json_array_size(into); j++) {
			const char *other = key_of(json_array_get(into, j));
			if (other && strcmp(other, key) == 0)
				same = json_array_get(into, j);
		}
		if (same)
			merge_object(same, entry);
		else
			json_array_append(into, entry);
	}
}

static void
merge_object(json_t *into, const json_t *change)
{
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)change, name, value)
	{
		json_t *old = json_object_get(into, name);
		json_t *whole = json_object_get(value, "replace");
		if (whole)
			json_object_set(into, name, whole);
		else if (json_is_null(value))
			json_object_del(into, name);
		else if (json_is_object(old) && json_is_object(value))
			merge_object(old, value);
		else if (json_is_array(old) && json_is_array(value))
			merge_list(old, value);
		else
			json_object_set(into, name, value);
	}
}

int
vg_playtree_with(struct vg_play *p, const char *json)
{
	json_error_t error;
	json_t *change = json_loads(json, 0, &error);
	json_t *tree = json_loads(p->content, 0, NULL);

	if (!json_is_object(change)) {
		json_decref(change);
		json_decref(tree);
		return say(p, error.text);
	}
	merge_object(json_object_get(tree, "vigie-collector:collector"), change);
	char *text = json_dumps(tree, JSON_COMPACT);
	json_decref(change);
	json_decref(tree);
	return put(p, text);
}
