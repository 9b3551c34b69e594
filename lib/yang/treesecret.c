/*
 * What looks like a secret.
 */
#include "lib/yang/treesecret.h"

#include <libyang/libyang.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/text.h"

/*
 * --- values
 * ---------------------------------------------------------------------------------------
 */

bool
vg_treesecret_looks(const char *text)
{
	static const char *const words[] = {"password", "passphrase", "pass phrase",
	    "community", "secret", "auth", "priv", "token", "mot de passe"};

	if (strstr(text, "-----BEGIN ") || strstr(text, "$6$") || strstr(text, "$2y$"))
		return true;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		const char *at = strcasestr(text, words[i]);
		if (!at)
			continue;
		at += strlen(words[i]);
		at += strspn(at, " \t");
		/* Something must stand behind the sign: "community: see the safe" is told, too. */
		if ((*at == ':' || *at == '=') && at[1 + strspn(at + 1, " \t")])
			return true;
	}
	return false;
}

static size_t
look(const struct vg_node *node, vg_treesecret_cb cb, void *cookie)
{
	char path[512];
	size_t n = 0;

	if (vg_treesecret_looks(vg_tree_value(node))) {
		vg_tree_path(node, path, sizeof(path));
		cb(path,
		    "it looks like a secret, and everybody who reads trees sees it: put "
		    "it into a file of the credentials' folder and name that",
		    cookie);
		n++;
	}
	for (const struct vg_node *child = vg_tree_first(node); child;
	     child = vg_tree_sibling(child))
		n += look(child, cb, cookie);
	return n;
}

size_t
vg_treesecret_run(const struct vg_tree *tree, vg_treesecret_cb cb, void *cookie)
{
	return look(vg_tree_top(tree), cb, cookie);
}

/*
 * --- the model
 * --------------------------------------------------------------------------------------
 */

struct search {
	size_t left; /* to be passed over */
	char *path;
	size_t size;
	bool found;
};

static LY_ERR
look_at_leaf(struct lysc_node *node, void *data, ly_bool *unused)
{
	static const char *const names[] = {"password", "passphrase", "phrase", "secret",
	    "community", "private", "token", "auth-key", "priv-key", "psk"};
	struct search *s = data;

	(void)unused;
	if (!(node->nodetype & LYD_NODE_TERM) || !(node->flags & LYS_CONFIG_W))
		return LY_SUCCESS;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!strstr(node->name, names[i]) || strstr(node->name, "credential"))
			continue;
		if (s->left--)
			return LY_SUCCESS;
		s->found = true;
		(void)lysc_path(node, LYSC_PATH_DATA, s->path, s->size);
		return LY_EEXIST;
	}
	return LY_SUCCESS;
}

bool
vg_treesecret_leaf(
    const struct vg_context *context, const char *top, size_t i, char *path, size_t size)
{
	struct search s = {i, path, size, false};
	char module[96];
	const char *colon = strchr(top, ':');

	vg_text_format(module, sizeof(module), "%.*s", (int)(colon - top), top);
	const struct lys_module *of =
	    ly_ctx_get_module_implemented(vg_context_ly(context), module);
	const struct lysc_node *root =
	    of ? lys_find_child(NULL, of, colon + 1, 0, 0, 0) : NULL;
	if (root)
		(void)lysc_tree_dfs_full(root, look_at_leaf, &s);
	return s.found;
}
