/*
 * The tree at the command line.  check reads a file with the collector's own readers; the
 * others ask the collector.
 */
#include "collector/cli/clitree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/cli/clicandidate.h"
#include "collector/cli/clichanges.h"
#include "collector/conf/confcheck.h"
#include "collector/conf/conflint.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/os/file.h"
#include "lib/yang/context.h"
#include "lib/yang/packload.h"
#include "lib/yang/tree.h"
#include "lib/yang/treesecret.h"
#include "lib/yang/treeset.h"

enum { SHORT_LINES = 20 }; /* of a revision's changes, without --all */

/* --- check --------------------------------------------------------------------------------- */

struct warnings {
	const char *file;
	json_t *list; /* of {"path", "text"} */
};

static void
on_warning(const char *path, const char *text, void *cookie)
{
	struct warnings *w = cookie;

	json_array_append_new(w->list, json_pack("{ssss}", "path", path, "text", text));
}

static void
on_lint(const struct vg_conflint *one, void *cookie)
{
	struct warnings *w = cookie;
	char *text = vg_mem_format("%s; %s", one->cause, one->remedy);

	json_array_append_new(w->list,
	    json_pack("{ssssssssss}", "path", one->path, "text", text, "lint", one->lint,
		"cause", one->cause, "remedy", one->remedy));
	free(text);
}

/* 'folder' (NULL: the shipped ones): of the packs; what looks like a secret goes to 'w'. */
static int
read_file(const char *file, const char *folder, struct vg_conf **conf,
    struct vg_packset **packs, struct warnings *w, struct vg_detail *detail)
{
	struct vg_context *context = NULL;
	struct vg_tree *tree = NULL;
	int code = vg_context_new(&context, detail);

	if (code == VG_OK)
		code = vg_tree_load(context, file, VG_TREE_COLLECTOR, &tree, detail);
	if (code == VG_OK && vg_conf_read(tree, conf, detail) != VG_OK)
		code = vg_detail_prefix(detail, "%s", file);
	if (code == VG_OK)
		code = vg_packload_folder(context, folder, NULL, 0, packs, detail);
	if (code == VG_OK)
		(void)vg_treesecret_run(tree, on_warning, w);
	vg_tree_free(tree);
	vg_context_free(context);
	return code;
}

static void
print_check(const struct vg_cli *cli, const struct warnings *w, const char *error)
{
	if (cli->args.json) {
		json_t *answer = json_pack("{sssOsO}", "file", w->file, "warning",
		    w->list, "error", json_null());
		if (error)
			json_object_set_new(answer, "error", json_string(error));
		json_dumpf(answer, stdout, JSON_INDENT(1));
		putchar('\n');
		json_decref(answer);
		return;
	}
	for (size_t i = 0; i < json_array_size(w->list); i++) {
		const json_t *one = json_array_get(w->list, i);
		printf("%s: warning: ", w->file);
		vg_cli_print(vg_cli_text(one, "path"));
		fputs(": ", stdout);
		vg_cli_print(vg_cli_text(one, "text"));
		putchar('\n');
	}
	if (!error)
		printf("%s: good, %zu warnings\n", w->file, json_array_size(w->list));
}

int
vg_clitree_check(struct vg_cli *cli)
{
	struct warnings w = {cli->args.object, json_array()};
	struct vg_packset *packs = NULL;
	struct vg_conf *conf = NULL;
	struct vg_detail detail = {0};
	int code = read_file(
	    w.file, vg_cli_word(cli, "packs", NULL), &conf, &packs, &w, &detail);

	if (code == VG_OK) {
		vg_confcheck_run(conf, cli->time.now, on_warning, &w);
		vg_conflint_run(conf, packs, cli->time.now, on_lint, &w);
	}
	print_check(cli, &w, code == VG_OK ? NULL : detail.text);
	if (code != VG_OK)
		vg_cli_complain("%s", detail.text);
	vg_conf_free(conf);
	vg_packset_free(packs);
	json_decref(w.list);
	if (code == VG_ENOENT)
		return VG_CLIARGS_NOT_FOUND;
	return code == VG_OK ? VG_CLIARGS_OK : VG_CLIARGS_FAILURE;
}

/* --- show ---------------------------------------------------------------------------------- */

int
vg_clitree_fetch(struct vg_cli *cli, char **content, int64_t *revision)
{
	const bool json = cli->args.json;
	json_t *answer = NULL;

	cli->args.json = false;
	int code = vg_cli_get(cli, "/restconf/data/vigie-tree:tree?depth=2", &answer);
	cli->args.json = json;
	if (code != VG_CLIARGS_OK)
		return code;
	const json_t *tree = json_object_get(answer, "vigie-tree:tree");
	*content = vg_mem_text(vg_cli_text(tree, "content"));
	*revision = vg_cli_number(tree, "revision", 0);
	json_decref(answer);
	return VG_CLIARGS_OK;
}

/* Whether 'entry' has 'key' as the first key of its list, or as itself. */
static bool
has_key(const json_t *entry, const char *key, size_t size)
{
	static const char *const keys[] = {
	    "name", "id", "from", "target", "type", "family"};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		const char *value = json_string_value(json_object_get(entry, keys[i]));
		if (value && strlen(value) == size && strncmp(value, key, size) == 0)
			return true;
	}
	const char *value = json_string_value(entry);
	return value && strlen(value) == size && strncmp(value, key, size) == 0;
}

/* The member or entry that the step ("contract", "contract=c-1") of 'size' octets names. */
static const json_t *
take_step(const json_t *node, const char *step, size_t size)
{
	const char *equals = memchr(step, '=', size);
	char *name = vg_mem_text_n(step, equals ? (size_t)(equals - step) : size);
	const json_t *found = json_object_get(node, name);

	free(name);
	if (!found || !equals)
		return found;
	for (size_t i = 0; i < json_array_size(found); i++) {
		const json_t *entry = json_array_get(found, i);
		if (has_key(entry, equals + 1, size - (size_t)(equals + 1 - step)))
			return entry;
	}
	return NULL;
}

static const json_t *
find_path(const json_t *top, const char *path)
{
	const json_t *node = top;

	while (node && *path) {
		size_t size = strcspn(path, "/");
		if (size)
			node = take_step(node, path, size);
		path += size + (path[size] == '/');
	}
	return node;
}

/* The lines of what stands at 'path'. */
static int
print_lines(const char *content, const char *path)
{
	struct vg_context *context = NULL;
	struct vg_tree *tree = NULL;
	struct vg_detail detail = {0};
	struct vg_buf out;
	int code = vg_context_new(&context, &detail);

	vg_buf_init(&out, 0);
	if (code == VG_OK)
		code = vg_tree_parse_draft(
		    context, content, "the tree", VG_TREE_COLLECTOR, &tree, &detail);
	if (code == VG_OK)
		code = vg_treeset_print(tree, path, &out, &detail);
	if (code == VG_OK)
		vg_cli_print_lines(vg_buf_text(&out));
	else
		vg_cli_complain("%s", detail.text);
	vg_buf_fini(&out);
	vg_tree_free(tree);
	vg_context_free(context);
	if (code == VG_ENOENT)
		return VG_CLIARGS_NOT_FOUND;
	return code == VG_OK ? VG_CLIARGS_OK : VG_CLIARGS_FAILURE;
}

int
vg_clitree_show(struct vg_cli *cli)
{
	const char *path = cli->args.object ? cli->args.object : "";
	char *content = NULL;
	int64_t revision = 0;
	int code = cli->args.candidate ? vg_clicandidate_fetch(cli, &content)
				       : vg_clitree_fetch(cli, &content, &revision);

	if (code == VG_CLIARGS_OK && cli->args.set)
		code = print_lines(content, path);
	if (code != VG_CLIARGS_OK || cli->args.set) {
		free(content);
		return code;
	}
	json_t *whole = json_loads(content, 0, NULL);
	const json_t *top = json_object_get(whole, "vigie-collector:collector");
	const json_t *found = path[0] ? find_path(top, path) : whole;
	if (found) {
		json_dumpf(found, stdout, JSON_INDENT(1) | JSON_ENCODE_ANY);
		putchar('\n');
	} else {
		vg_cli_complain("nothing at '%s' in revision %lld; a path is written "
				"contract=c-1/mode",
		    path, (long long)revision);
		code = VG_CLIARGS_NOT_FOUND;
	}
	json_decref(whole);
	free(content);
	return code;
}

/* --- history ------------------------------------------------------------------------------- */

static void
print_revision(const struct vg_cli *cli, const json_t *one)
{
	printf("revision %s  %s  ", vg_cli_text(one, "number"), vg_cli_text(one, "at"));
	vg_cli_print(vg_cli_text(one, "who"));
	fputs("  ", stdout);
	vg_cli_print(vg_cli_text(one, "door"));
	putchar('\n');
	vg_clichanges_print(vg_cli_text(one, "changes"), cli->args.all ? 0 : SHORT_LINES);
	if (vg_cli_text(one, "comment")[0]) {
		fputs("    \"", stdout);
		vg_cli_print(vg_cli_text(one, "comment"));
		fputs("\"\n", stdout);
	}
}

int
vg_clitree_history(struct vg_cli *cli)
{
	json_t *answer = NULL;
	int code = vg_cli_get(cli, "/restconf/data/vigie-tree:tree/history", &answer);
	const json_t *list = vg_cli_list(answer, "vigie-tree:history", "revision");

	for (size_t i = 0; i < json_array_size(list); i++)
		print_revision(cli, json_array_get(list, i));
	json_decref(answer);
	return code;
}

/* --- load ---------------------------------------------------------------------------------- */

static const char load_target[] = "/restconf/operations/vigie-tree:tree-load";

/* The exit code of a load that got an answer, which is printed. */
static int
take_answer(struct vg_cli *cli, const struct vg_fetch_reply *reply)
{
	if (reply->status >= 300)
		return vg_cli_refusal(reply->status, reply->body, cli->args.json);
	json_t *answer;
	int code = vg_cli_read(cli, load_target, reply, &answer);
	if (code != VG_CLIARGS_OK)
		return code;
	if (cli->args.json) {
		puts(reply->body);
		json_decref(answer);
		return VG_CLIARGS_OK;
	}
	const json_t *output = json_object_get(answer, "vigie-tree:output");
	vg_clichanges_print(vg_cli_text(output, "changes"), 0);
	printf("revision %s is in force%s\n", vg_cli_text(output, "revision"),
	    vg_cli_true(output, "changed") ? "" : ", nothing has changed");
	json_decref(answer);
	return VG_CLIARGS_OK;
}

int
vg_clitree_put(struct vg_cli *cli, const char *content, int64_t base)
{
	json_t *input = json_pack("{ss}", "content", content);
	struct vg_fetch_reply reply;
	struct vg_detail detail = {0};
	char *number = vg_mem_format("%lld", (long long)base);
	int code;

	if (!input) {
		free(number);
		vg_cli_complain("the tree is not UTF-8");
		return VG_CLIARGS_FAILURE;
	}
	if (base)
		json_object_set_new(input, "if-revision", json_string(number));
	json_t *envelope = json_pack("{so}", "vigie-tree:input", input);
	char *body = json_dumps(envelope, JSON_COMPACT);
	int err = vg_fetch_send(cli->fetch, "POST", load_target, body, &reply, &detail);
	if (err == VG_OK) {
		code = take_answer(cli, &reply);
		vg_fetch_reply_fini(&reply);
	} else {
		vg_cli_complain("%s", detail.text);
		code = err == VG_ETIMEOUT ? VG_CLIARGS_LATER : VG_CLIARGS_UNREACHABLE;
	}
	json_decref(envelope);
	free(body);
	free(number);
	return code;
}

int
vg_clitree_load(struct vg_cli *cli)
{
	struct vg_detail detail = {0};
	struct vg_buf content;
	int code;

	vg_buf_init(&content, VG_TREE_MAX_SIZE);
	int err = vg_file_read(cli->args.object, &content, &detail);
	if (err == VG_OK) {
		code = cli->args.commit
		    ? vg_clitree_put(cli, vg_buf_text(&content), 0)
		    : vg_clicandidate_replace(cli, vg_buf_text(&content));
	} else {
		vg_cli_complain("%s", detail.text);
		code = err == VG_ENOENT ? VG_CLIARGS_NOT_FOUND : VG_CLIARGS_FAILURE;
	}
	vg_buf_fini(&content);
	return code;
}
