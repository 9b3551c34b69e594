/*
 * A desk over the shipped packs, with a tree of the test's.
 */
#ifndef VG_TESTS_UNIT_DESKBENCH_H
#define VG_TESTS_UNIT_DESKBENCH_H

#include "tests/unit/packbench.h"
#include "tests/unit/sqlbench.h"

#include "collector/desk/deskcore.h"
#include "collector/desk/tree/desktree.h"
#include "lib/os/file.h"

static struct vg_desk *desk;

/*
 * Opens the desk at 'path' with the tree 'text'; 'disk' false: no disk is small to it.  VG_OK, or
 * an error that is told.
 */
static inline int
begin_desk(const char *path, const char *text, bool disk, struct vg_wall now)
{
	const struct vg_desk_revision revision = {text, "file", "vigie", ""};
	struct vg_detail detail = {0};
	struct vg_conf *conf = NULL;
	int code = vg_desktree_read(context, text, "tree", NULL, &conf, &detail);

	if (code == VG_OK)
		code = vg_desk_open(path, packs, now, &desk, &detail);
	if (code == VG_OK && !disk)
		conf->storage.low_mib = conf->storage.critical_mib = 0;
	if (code == VG_OK)
		code = vg_desk_set_conf(desk, conf, &revision, now, &detail);
	if (code != VG_OK)
		fprintf(stderr, "%s\n", detail.text);
	return code;
}

/* The same with the tree of 'file'. */
static inline int
begin_desk_of(const char *path, const char *file, bool disk, struct vg_wall now)
{
	struct vg_detail detail = {0};
	struct vg_buf tree;

	vg_buf_init(&tree, 0);
	int code = vg_file_read(file, &tree, &detail);
	if (code != VG_OK)
		fprintf(stderr, "%s\n", detail.text);
	else
		code = begin_desk(path, vg_buf_text(&tree), disk, now);
	vg_buf_fini(&tree);
	return code;
}

#endif
