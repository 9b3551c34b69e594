/*
 * The candidate at the command line.
 */
#include "collector/cli/clicandidate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "collector/cli/clichanges.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/os/file.h"
#include "lib/yang/context.h"
#include "lib/yang/tree.h"
#include "lib/yang/treeset.h"

#define TREE_URL "/restconf/data/vigie-tree:tree"

/* --- asking ----------------------------------------------------------------------------------- */

/*
 * Posts 'input' (taken) to the RPC; '*output' (given) is its answer, NULL when --json has printed
 * it.
 */
static int
post(struct vg_cli *cli, const char *rpc, json_t *input, json_t **output)
{
	char *target = vg_mem_format("/restconf/operations/vigie-tree:%s", rpc);
	json_t *envelope = json_pack("{so}", "vigie-tree:input", input);
	char *body = json_dumps(envelope, JSON_COMPACT);
	struct vg_fetch_reply reply = {0};
	struct vg_detail detail = {0};
	int err = vg_fetch_send(cli->fetch, "POST", target, body, &reply, &detail);
	int code = VG_CLIARGS_OK;

	*output = NULL;
	if (err != VG_OK) {
		vg_cli_complain("%s", detail.text);
		code = err == VG_ETIMEOUT ? VG_CLIARGS_LATER : VG_CLIARGS_UNREACHABLE;
	} else if (reply.status >= 300) {
		code = vg_cli_refusal(reply.status, reply.body, cli->args.json);
	} else {
		json_t *answer = json_loads(reply.body ? reply.body : "", 0, NULL);
		if (cli->args.json && answer)
			puts(reply.body);
		else if (answer)
			*output =
			    json_incref(json_object_get(answer, "vigie-tree:output"));
		json_decref(answer);
	}
	if (err == VG_OK)
		vg_fetch_reply_fini(&reply);
	json_decref(envelope);
	free(body);
	free(target);
	return code;
}

static void
print_outcome(const struct vg_cli *cli, const json_t *output)
{
	if (cli->args.json || !output)
		return;
	vg_clichanges_print(vg_cli_text(output, "changes"), 0);
	printf("revision %s is in force%s\n", vg_cli_text(output, "revision"),
	    vg_cli_true(output, "changed") ? "" : ", nothing has changed");
	const char *until = vg_cli_text(output, "until");
	if (until[0])
		printf("it is taken back at %s unless 'vigie tree commit' confirms it\n",
		    until);
}

/* Posts and prints what became of the tree in force. */
static int
post_outcome(struct vg_cli *cli, const char *rpc, json_t *input)
{
	json_t *output;
	int code = post(cli, rpc, input, &output);

	if (code == VG_CLIARGS_OK)
		print_outcome(cli, output);
	json_decref(output);
	return code;
}

int
vg_clicandidate_fetch(struct vg_cli *cli, char **content)
{
	const bool json = cli->args.json;
	json_t *output;

	cli->args.json = false;
	int code =
	    post(cli, "tree-get", json_pack("{ss}", "source", "candidate"), &output);
	cli->args.json = json;
	*content = vg_mem_text(vg_cli_text(output, "content"));
	json_decref(output);
	return code;
}

/* --- what it changes -------------------------------------------------------------------------- */

int
vg_clicandidate_diff(struct vg_cli *cli)
{
	json_t *answer = NULL;
	int code = vg_cli_ask(cli, TREE_URL "/candidate", &answer);

	if (code == VG_CLIARGS_OK && cli->args.json) {
		json_dumpf(answer, stdout, JSON_INDENT(1));
		putchar('\n');
	}
	const json_t *one = json_object_get(answer, "vigie-tree:candidate");
	if (code == VG_CLIARGS_OK && !cli->args.json) {
		vg_clichanges_print(vg_cli_text(one, "changes"), 0);
		printf("candidate of ");
		vg_cli_print(vg_cli_text(one, "who"));
		printf(" since %s, made of revision %s", vg_cli_text(one, "since"),
		    vg_cli_text(one, "base"));
		if (strcmp(vg_cli_text(one, "who"), vg_cli_text(one, "editor")) != 0) {
			fputs("; changed last by ", stdout);
			vg_cli_print(vg_cli_text(one, "editor"));
		}
		putchar('\n');
	}
	json_decref(answer);
	return code;
}

/* An edit of the candidate; 'input' is taken. */
static int
edit(struct vg_cli *cli, json_t *input)
{
	json_t *output;
	int code = post(cli, "tree-edit", input, &output);

	json_decref(output);
	return code;
}

int
vg_clicandidate_replace(struct vg_cli *cli, const char *content)
{
	json_t *input = json_pack("{ssssssss}", "content", content, "default-operation",
	    "replace", "test-option", "test-then-set", "target", "candidate");

	if (!input) {
		vg_cli_complain("the tree is not UTF-8");
		return VG_CLIARGS_FAILURE;
	}
	int code = edit(cli, input);
	if (code != VG_CLIARGS_OK || cli->args.json)
		return code;
	code = vg_clicandidate_diff(cli);
	puts("'vigie tree commit' puts it in force");
	return code;
}

/* --- one leaf --------------------------------------------------------------------------------- */

static int
edit_one(struct vg_cli *cli, const char *value, bool remove)
{
	struct vg_context *context = NULL;
	struct vg_detail detail = {0};
	struct vg_buf xml;
	int code = VG_CLIARGS_FAILURE;

	vg_buf_init(&xml, 0);
	int err = vg_context_new(&context, &detail);
	if (err == VG_OK)
		err = vg_treeset_edit(
		    context, cli->args.object, value, remove, &xml, &detail);
	if (err == VG_OK)
		code = edit(cli,
		    json_pack("{ssss}", "content", vg_buf_text(&xml), "format", "xml"));
	else
		vg_cli_complain("%s", detail.text);
	if (err == VG_OK && code == VG_CLIARGS_OK && !cli->args.json)
		puts("stored in the candidate");
	vg_buf_fini(&xml);
	vg_context_free(context);
	return code;
}

int
vg_clicandidate_set(struct vg_cli *cli)
{
	return edit_one(cli, cli->args.more[0], false);
}

int
vg_clicandidate_delete(struct vg_cli *cli)
{
	return edit_one(cli, NULL, true);
}

/* --- judged, in force, away ------------------------------------------------------------------- */

int
vg_clicandidate_validate(struct vg_cli *cli)
{
	json_t *output;
	int code = post(cli, "tree-validate", json_object(), &output);
	const json_t *warnings = json_object_get(output, "warning");

	for (size_t i = 0; i < json_array_size(warnings); i++) {
		fputs("warning: ", stdout);
		vg_cli_print(json_string_value(json_array_get(warnings, i)));
		putchar('\n');
	}
	if (code == VG_CLIARGS_OK && !cli->args.json)
		printf("good, %zu warnings\n", json_array_size(warnings));
	json_decref(output);
	return code;
}

int
vg_clicandidate_commit(struct vg_cli *cli)
{
	const char *minutes = vg_cli_word(cli, "confirm", NULL);
	const char *persist = vg_cli_word(cli, "persist", NULL);
	const char *persist_id = vg_cli_word(cli, "persist-id", NULL);
	json_t *input = json_object();
	char *end = NULL;

	if (minutes) {
		long n = strtol(minutes, &end, 10);
		if (*end || n < 1 || n > 1440) {
			vg_cli_complain(
			    "--confirm: 1 to 1440 minutes, not '%s'", minutes);
			json_decref(input);
			return VG_CLIARGS_USAGE;
		}
		json_object_set_new(input, "confirmed", json_true());
		json_object_set_new(input, "confirm-timeout", json_integer(60 * n));
	}
	if (persist)
		json_object_set_new(input, "persist", json_string(persist));
	if (persist_id)
		json_object_set_new(input, "persist-id", json_string(persist_id));
	if (cli->args.text)
		json_object_set_new(input, "comment", json_string(cli->args.text));
	return post_outcome(cli, "tree-commit", input);
}

int
vg_clicandidate_cancel(struct vg_cli *cli)
{
	const char *persist_id = vg_cli_word(cli, "persist-id", NULL);
	json_t *input = json_object();

	if (persist_id)
		json_object_set_new(input, "persist-id", json_string(persist_id));
	return post_outcome(cli, "tree-cancel", input);
}

int
vg_clicandidate_discard(struct vg_cli *cli)
{
	json_t *output;
	int code = post(cli, "tree-discard", json_object(), &output);

	if (code == VG_CLIARGS_OK && output)
		puts(vg_cli_true(output, "changed") ? "the candidate is discarded"
						    : "there was none");
	json_decref(output);
	return code;
}

int
vg_clicandidate_rollback(struct vg_cli *cli)
{
	return post_outcome(
	    cli, "tree-rollback", json_pack("{ss}", "revision", cli->args.object));
}

/* --- the editor ------------------------------------------------------------------------------- */

static bool
run_editor(const char *file)
{
	const char *editor = getenv("VISUAL");

	if (!editor || !*editor)
		editor = getenv("EDITOR");
	if (!editor || !*editor)
		editor = "vi";
	char *line = vg_mem_format("%s \"$1\"", editor);
	const char *const words[] = {"sh", "-c", line, "sh", file, NULL};
	pid_t pid = fork();
	int status = -1;

	if (pid == 0) {
		/* execv takes what it does not change as if it could (POSIX says why). */
		execv("/bin/sh", (char *const *)(uintptr_t)words);
		_exit(127);
	}
	if (pid > 0)
		(void)waitpid(pid, &status, 0);
	free(line);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Asks on the terminal; no without one. */
static bool
wants_again(void)
{
	char line[16];

	if (!isatty(STDIN_FILENO))
		return false;
	fputs("edit it again? [Y/n] ", stderr);
	return fgets(line, sizeof(line), stdin) && line[0] != 'n' && line[0] != 'N';
}

/* Reads the file as strictly as the collector; what is wrong is said. */
static bool
read_back(const struct vg_context *context, const char *file, struct vg_buf *content)
{
	struct vg_detail detail = {0};
	struct vg_tree *tree = NULL;
	int err;

	vg_buf_reset(content);
	err = vg_file_read(file, content, &detail);
	if (err == VG_OK)
		err = vg_tree_parse(context, vg_buf_text(content), file,
		    VG_TREE_COLLECTOR, &tree, &detail);
	vg_tree_free(tree);
	if (err != VG_OK)
		vg_cli_complain("%s", detail.text);
	return err == VG_OK;
}

/* Until it is taken, or given up: an exit code, and '*kept' when the file must stay. */
static int
edit_file(struct vg_cli *cli, const struct vg_context *context, const char *file,
    const char *before, bool *kept)
{
	struct vg_buf content;
	int code;

	vg_buf_init(&content, VG_TREE_MAX_SIZE);
	do {
		code = VG_CLIARGS_FAILURE;
		*kept = true;
		if (!run_editor(file)) {
			vg_cli_complain("the editor failed");
			break;
		}
		if (!read_back(context, file, &content))
			continue;
		if (strcmp(vg_buf_text(&content), before) == 0) {
			puts("nothing has changed");
			code = VG_CLIARGS_OK;
		} else {
			code = vg_clicandidate_replace(cli, vg_buf_text(&content));
		}
		*kept = code != VG_CLIARGS_OK;
	} while (*kept && wants_again());
	vg_buf_fini(&content);
	return code;
}

int
vg_clicandidate_edit(struct vg_cli *cli)
{
	const char *folder = getenv("TMPDIR");
	struct vg_context *context = NULL;
	struct vg_detail detail = {0};
	char *content = NULL;
	bool kept = false;
	int code = vg_clicandidate_fetch(cli, &content);

	if (code != VG_CLIARGS_OK) {
		free(content);
		return code;
	}
	char *file = vg_mem_format(
	    "%s/vigie-tree-XXXXXX.json", folder && *folder ? folder : "/tmp");
	int fd = mkstemps(file, (int)strlen(".json"));
	bool made = fd >= 0 && dprintf(fd, "%s", content) >= 0 && close(fd) == 0;
	if (!made) {
		vg_cli_complain("%s: cannot be written", file);
		code = VG_CLIARGS_FAILURE;
	} else if (vg_context_new(&context, &detail) != VG_OK) {
		vg_cli_complain("%s", detail.text);
		code = VG_CLIARGS_FAILURE;
	} else {
		code = edit_file(cli, context, file, content, &kept);
	}
	if (kept)
		vg_cli_complain("what was written is in %s", file);
	else if (fd >= 0)
		unlink(file);
	vg_context_free(context);
	free(file);
	free(content);
	return code;
}
