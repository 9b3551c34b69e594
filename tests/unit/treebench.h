/*
 * Trees of a test: made of a text, and written as one that is the same for the same tree.
 */
#ifndef VG_TESTS_UNIT_TREEBENCH_H
#define VG_TESTS_UNIT_TREEBENCH_H

#include "tests/unit/contextbench.h"

#include <ctype.h>

#include "lib/yang/tree.h"

/* A collector's tree that is not checked. */
static inline struct vg_tree *
draft(const char *text)
{
	struct vg_tree *tree = NULL;
	struct vg_detail detail = {0};

	if (vg_tree_parse_draft(
		context, text, "test", VG_TREE_COLLECTOR, &tree, &detail) != VG_OK)
		fail_msg("%s", detail.text);
	return tree;
}

/* Without white space; the caller frees it. */
static inline char *
printed(const struct vg_tree *tree)
{
	char *text = vg_tree_print(tree), *to = text;

	for (const char *at = text; *at; at++) {
		if (!isspace((unsigned char)*at))
			*to++ = *at;
	}
	*to = '\0';
	return text;
}

#endif
