/*
 * Recordings as files.  What is written is written beside FILE first and put in its place whole.
 */
#include "collector/cli/clirecord.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collector/cli/clirecording.h"
#include "collector/recording/recordmask.h"
#include "collector/replay/replay.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/chance.h"
#include "lib/os/file.h"
#include "lib/yang/packload.h"
#include "lib/yang/tree.h"

enum { FILE_MODE = 0640 };

/* --- export ----------------------------------------------------------------------------------- */

struct writing {
	struct vg_recordmask *mask;
	struct vg_context *context;
	FILE *file;
	struct vg_digest_run *run;
	int64_t n;
};

/* The masked tree must be one that a replay can take. */
static int
check_tree(const struct writing *w, const json_t *line, struct vg_detail *detail)
{
	char *content = json_dumps(json_object_get(line, "content"), JSON_COMPACT);
	struct vg_tree *tree = NULL;
	int code = vg_tree_parse(
	    w->context, content, "the masked tree", VG_TREE_COLLECTOR, &tree, detail);

	vg_tree_free(tree);
	free(content);
	return code;
}

static int
write_line(struct writing *w, const char *text, struct vg_detail *detail)
{
	if (fputs(text, w->file) >= 0 && fputc('\n', w->file) != EOF)
		return VG_OK;
	return vg_detail_set(detail, VG_EIO, "cannot be written: %s", strerror(errno));
}

static int
mask_line(const char *line, size_t size, struct vg_detail *detail, void *cookie)
{
	struct writing *w = cookie;
	enum vg_recordline_type type;
	json_t *object;
	int code = vg_recordline_read(line, size, &type, &object, detail);

	if (code != VG_OK || type == VG_RECORDLINE_END) {
		json_decref(object);
		return code;
	}
	json_t *masked = vg_recordmask_line(w->mask, type, object);
	if (type == VG_RECORDLINE_REVISION)
		code = check_tree(w, masked, detail);
	char *text = json_dumps(masked, JSON_COMPACT);
	if (code == VG_OK)
		code = write_line(w, text, detail);
	vg_digest_add(w->run, text, strlen(text));
	vg_digest_add(w->run, "\n", 1);
	w->n++;
	free(text);
	json_decref(masked);
	json_decref(object);
	return code;
}

/* 64 hexadecimal digits in --key FILE, made when it is not there; without it by chance. */
static int
find_key(struct vg_cli *cli, unsigned char key[VG_RECORDMASK_KEY_SIZE])
{
	const char *path = vg_cli_word(cli, "key-file", NULL);
	char hex[2 * VG_RECORDMASK_KEY_SIZE + 2];
	struct vg_detail detail;
	struct vg_buf content;

	vg_chance_fill(key, VG_RECORDMASK_KEY_SIZE);
	if (!path)
		return VG_CLIARGS_OK;
	vg_buf_init(&content, 0);
	int code = vg_file_read(path, &content, &detail);
	if (code == VG_ENOENT) {
		vg_text_hex(hex, key, VG_RECORDMASK_KEY_SIZE);
		strcat(hex, "\n");
		code = vg_file_write(path, hex, strlen(hex), 0600, &detail);
	} else if (code == VG_OK) {
		vg_text_format(hex, sizeof(hex), "%.64s", vg_buf_text(&content));
		code = vg_text_unhex(key, VG_RECORDMASK_KEY_SIZE, hex);
		if (code != VG_OK)
			vg_detail_set(
			    &detail, code, "%s: no 64 hexadecimal digits", path);
	}
	vg_buf_fini(&content);
	if (code != VG_OK)
		vg_cli_complain("%s", detail.text);
	return code == VG_OK ? VG_CLIARGS_OK : VG_CLIARGS_FAILURE;
}

static int
write_all(struct vg_cli *cli, struct writing *w)
{
	unsigned char key[VG_RECORDMASK_KEY_SIZE];
	struct vg_detail detail = {0};
	char end[160];
	int code = find_key(cli, key);

	if (code != VG_CLIARGS_OK)
		return code;
	w->mask = vg_recordmask_new(key);
	explicit_bzero(key, sizeof(key));
	w->run = vg_digest_begin();
	code = vg_clirecording_read(cli, NULL, mask_line, w);
	const struct vg_digest digest = vg_digest_end(w->run);
	vg_clirecording_seal(w->n, &digest, end, sizeof(end));
	if (code == VG_CLIARGS_OK &&
	    (write_line(w, end, &detail) != VG_OK || fflush(w->file) != 0)) {
		vg_cli_complain("the recording cannot be written: %s", strerror(errno));
		code = VG_CLIARGS_FAILURE;
	}
	vg_recordmask_free(w->mask);
	return code;
}

static int
write_file(struct vg_cli *cli, struct writing *w, const char *path)
{
	char *beside = vg_mem_format("%s.new", path);
	int fd = open(
	    beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
	int code = VG_CLIARGS_FAILURE;

	w->file = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (w->file) {
		code = write_all(cli, w);
		bool bad = fsync(fd) != 0;
		bad = fclose(w->file) != 0 || bad;
		if (code == VG_CLIARGS_OK && (bad || rename(beside, path) != 0)) {
			vg_cli_complain("%s: %s", path, strerror(errno));
			code = VG_CLIARGS_FAILURE;
		}
		if (code != VG_CLIARGS_OK)
			unlink(beside);
	} else {
		vg_cli_complain("%s: %s", beside, strerror(errno));
	}
	free(beside);
	return code;
}

int
vg_clirecord_export(struct vg_cli *cli)
{
	const char *path = cli->args.object;
	struct writing w = {.file = stdout};
	struct vg_detail detail;

	if (vg_context_new(&w.context, &detail) != VG_OK) {
		vg_cli_complain("%s", detail.text);
		return VG_CLIARGS_FAILURE;
	}
	int code = path && strcmp(path, "-") != 0 ? write_file(cli, &w, path)
						  : write_all(cli, &w);
	if (code == VG_CLIARGS_OK && path)
		fprintf(stderr, "vigie: %s: %" PRId64 " lines, masked\n", path, w.n + 1);
	vg_context_free(w.context);
	return code;
}

/* --- import ----------------------------------------------------------------------------------- */

static int
play_line(const char *line, size_t size, struct vg_detail *detail, void *cookie)
{
	return vg_replay_line(cookie, line, size, detail);
}

static void
tell(const struct vg_cli *cli, const struct vg_replay *replay)
{
	char from[VG_INSTANT_TEXT_SIZE], to[VG_INSTANT_TEXT_SIZE];
	struct vg_replay_counts n;

	vg_replay_counts(replay, &n);
	vg_instant_text((struct vg_wall){n.from_us}, from);
	vg_instant_text((struct vg_wall){n.to_us}, to);
	if (cli->args.json)
		printf("{\"from\":\"%s\",\"to\":\"%s\",\"lines\":%" PRId64
		       ",\"messages\":%" PRId64 ",\"events\":%" PRId64
		       ",\"acts\":%" PRId64 ",\"cases\":%zu}\n",
		    from, to, n.lines, n.messages, n.events, n.acts,
		    json_array_size(vg_replay_recorded(replay)));
	else
		printf("%s is whole: %s to %s, %" PRId64 " lines, %" PRId64
		       " messages, %" PRId64 " events, %" PRId64 " acts, %zu cases.\n"
		       "vigie replay --recording %s plays it.\n",
		    cli->args.object, from, to, n.lines, n.messages, n.events, n.acts,
		    json_array_size(vg_replay_recorded(replay)), cli->args.object);
}

static int
play(struct vg_cli *cli, const struct vg_replay_by *by)
{
	struct vg_replay *replay = vg_replay_new(by);
	struct vg_detail detail = {0};
	json_t *cases = NULL;
	int code = vg_clirecording_read(cli, cli->args.object, play_line, replay);

	if (code == VG_CLIARGS_OK && vg_replay_end(replay, &cases, &detail) != VG_OK) {
		vg_cli_complain("%s: %s", cli->args.object, detail.text);
		code = VG_CLIARGS_FAILURE;
	}
	if (code == VG_CLIARGS_OK)
		tell(cli, replay);
	json_decref(cases);
	vg_replay_free(replay);
	return code;
}

int
vg_clirecord_import(struct vg_cli *cli)
{
	struct vg_context *context = NULL;
	struct vg_packset *packs = NULL;
	struct vg_detail detail = {0};
	int code = vg_context_new(&context, &detail);

	if (code == VG_OK)
		code = vg_packload_folder(context, NULL, NULL, 0, &packs, &detail);
	if (code != VG_OK) {
		vg_cli_complain("%s", detail.text);
		code = VG_CLIARGS_FAILURE;
	} else {
		const struct vg_replay_by by = {.context = context, .packs = packs};
		code = play(cli, &by);
	}
	vg_packset_free(packs);
	vg_context_free(context);
	return code;
}
