/*
 * Changes of the tree by a command.
 */
#include "collector/desk/tree/desktreeedit.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/record/deskrevision.h"
#include "collector/desk/tree/desktake.h"
#include "collector/desk/tree/desktree.h"
#include "collector/desk/tree/desktreenow.h"
#include "collector/evidence/veil.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/yang/treekeep.h"

int
vg_desktreeedit_begin(struct vg_act_call *call, struct vg_desktreeedit *edit)
{
	struct vg_desk *desk = call->desk;
	const struct vg_tree *now = vg_desktreenow_known(desk);

	*edit = (struct vg_desktreeedit){.call = call};
	if (now && (edit->tree = vg_tree_copy(now)))
		return VG_OK;
	if (desk->context)
		edit->before = vg_deskrevision_content(desk, desk->revision);
	if (!edit->before)
		return vg_detail_set(call->detail, VG_EIO,
		    "%s: the tree in force cannot be read from the store",
		    call->rule->verb);
	return vg_treekeep_parse(desk->context, edit->before, "the tree in force",
	    VG_TREE_COLLECTOR, &edit->tree, call->detail);
}

void
vg_desktreeedit_fini(struct vg_desktreeedit *edit)
{
	vg_tree_free(edit->tree);
	free(edit->before);
	edit->tree = NULL;
	edit->before = NULL;
}

/* What 'after' changes against what the command began with. */
static char *
compare(const struct vg_desktreeedit *edit, const struct vg_tree *after)
{
	const struct vg_tree *known = vg_desktreenow_known(edit->call->desk);
	struct vg_tree *old = NULL;
	struct vg_detail unused;
	char *diff = NULL;

	if (known)
		diff = vg_tree_diff(known, after, vg_veil_covers);
	else if (vg_treekeep_parse(edit->call->desk->context, edit->before, "before",
		     VG_TREE_COLLECTOR, &old, &unused) == VG_OK)
		diff = vg_tree_diff(old, after, vg_veil_covers);
	vg_tree_free(old);
	return diff ? diff : vg_mem_text("");
}

int
vg_desktreeedit_finish(struct vg_desktreeedit *edit)
{
	struct vg_act_call *call = edit->call;
	struct vg_tree *after = NULL;
	struct vg_conf *conf = NULL;
	char *content = vg_tree_print(edit->tree);
	int code = vg_desktree_read(
	    call->desk->context, content, call->rule->verb, &after, &conf, call->detail);

	if (code == VG_OK) {
		char *diff = compare(edit, after);
		const struct vg_desk_revision revision = {
		    content, call->actor->door, call->actor->user, diff};
		code = vg_desktake_store(
		    call->desk, conf, &revision, call->now, &call->take, call->detail);
		free(diff);
	}
	/* The next command begins with it. */
	if (code == VG_OK && strlen(content) <= VG_TREEKEEP_MAX_SIZE) {
		vg_desktreenow_keep(call->desk, after);
		after = NULL;
	}
	vg_tree_free(after);
	free(content);
	vg_desktreeedit_fini(edit);
	return code;
}

void
vg_desktreeedit_name(const struct vg_desktreeedit *edit, const char *list,
    const char *stem, char name[VG_NAME_SIZE])
{
	int64_t number = vg_deskrevision_last(edit->call->desk) + 1;

	do
		vg_text_format(name, VG_NAME_SIZE, "%s-%" PRId64, stem, number++);
	while (vg_tree_entry(vg_tree_top(edit->tree), list, name));
}

int
vg_desktreeedit_list(struct vg_treeedit_entry *entry, const char *leaf,
    const char *prefix, const char *values, struct vg_detail *detail)
{
	char value[2 * VG_NAME_SIZE];
	int code = VG_OK;

	for (const char *at = values; *at && code == VG_OK;) {
		size_t size = strcspn(at, ",");
		vg_text_format(value, sizeof(value), "%s%.*s", prefix, (int)size, at);
		if (size >= VG_NAME_SIZE)
			return vg_detail_set(detail, VG_EINVAL,
			    "%s: '%.64s...' has more than 64 characters", leaf, at);
		if (size)
			code = vg_treeedit_put(entry, leaf, value, true, detail);
		at += size + (at[size] == ',');
	}
	return code;
}

int
vg_desktreeedit_time(struct vg_treeedit_entry *entry, const char *leaf, struct vg_wall at,
    struct vg_detail *detail)
{
	char text[VG_INSTANT_TEXT_SIZE];

	vg_instant_text(at, text);
	return vg_treeedit_put(entry, leaf, text, false, detail);
}

int
vg_desktreeedit_span(const struct vg_act_call *call, const char *name, int64_t *us)
{
	const char *text = vg_deskact_value(call, name);
	char *end;
	long amount = strtol(text, &end, 10);
	int64_t unit = *end == 'd' ? VG_DAY_US
	    : *end == 'h'          ? VG_HOUR_US
	    : *end == 'm'          ? VG_MINUTE_US
	    : *end == 's'          ? VG_SECOND_US
				   : 0;

	*us = 0;
	if (!*text)
		return VG_OK;
	if (end == text || !unit || end[1] || amount <= 0 || amount > 999999)
		return vg_detail_set(call->detail, VG_EINVAL,
		    "%s: '%.32s' is no time: write 90m, 2h or 7d", name, text);
	*us = amount * unit;
	return VG_OK;
}

int
vg_desktreeedit_instant(
    const struct vg_act_call *call, const char *name, struct vg_wall *at)
{
	const char *text = vg_deskact_value(call, name);

	*at = (struct vg_wall){0};
	if (!*text || vg_instant_parse(text, at) == VG_OK)
		return VG_OK;
	return vg_detail_set(
	    call->detail, VG_EINVAL, "%s: '%.40s' is no instant", name, text);
}
