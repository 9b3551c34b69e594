/*
 * Backups, as a person asks for them.
 */
#include "collector/cli/clibackup.h"

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/digest.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/bigfile.h"
#include "lib/os/file.h"

enum { NAP_MS = 200, PATH_SIZE = 512 };

/* --- how it goes --------------------------------------------------------------------------- */

static void
show_progress(const json_t *backup)
{
	int64_t all = vg_cli_number(backup, "pages", 0);
	int64_t copied = vg_cli_number(backup, "pages-copied", 0);

	if (!isatty(2))
		return;
	fprintf(stderr, "\r%s %" PRId64 " %%  ", vg_cli_text(backup, "state"),
	    all > 0 ? copied * 100 / all : 0);
}

/* Asks until it is done or has failed; '*answer' is the last one, whole. */
static int
wait_for_end(struct vg_cli *cli, json_t **answer)
{
	for (;;) {
		int code = vg_cli_ask(cli, "/restconf/data/vigie-cases:storage", answer);
		if (!*answer)
			return code;
		const json_t *backup = json_object_get(
		    json_object_get(*answer, "vigie-cases:storage"), "backup");
		const char *state = vg_cli_text(backup, "state");
		show_progress(backup);
		if (strcmp(state, "copying") != 0 && strcmp(state, "verifying") != 0) {
			if (isatty(2))
				fputc('\n', stderr);
			return VG_CLIARGS_OK;
		}
		json_decref(*answer);
		*answer = NULL;
		poll(NULL, 0, NAP_MS);
	}
}

/* --- a copy elsewhere ---------------------------------------------------------------------- */

/* Its SHA-256 must be the one that was verified; the line beside it comes first. */
static int
copy_to(const char *from, const char *sha256, const char *to)
{
	char hex[VG_DIGEST_TEXT_SIZE];
	char *part = vg_mem_format("%s.part", to);
	struct vg_detail detail = {0};
	struct vg_digest digest;
	int err = vg_bigfile_copy(from, part, &digest, NULL, NULL, &detail);

	if (err == VG_OK) {
		vg_digest_text(&digest, hex);
		if (strcmp(hex, sha256) != 0)
			err = vg_detail_set(&detail, VG_ECORRUPT,
			    "%s: what was read is not what was verified", from);
		if (err == VG_OK)
			err = vg_bigfile_seal(to, &digest, &detail);
		if (err == VG_OK && rename(part, to) != 0) {
			err = vg_detail_set(
			    &detail, VG_EIO, "%s: cannot be given its name", to);
			vg_bigfile_unseal(to);
		}
		if (err == VG_OK) {
			err = vg_file_sync_folder(to, &detail);
			if (err != VG_OK) {
				unlink(to);
				vg_bigfile_unseal(to);
			}
		} else {
			unlink(part);
		}
	}
	free(part);
	if (err == VG_OK)
		return VG_CLIARGS_OK;
	vg_cli_complain("the backup is made and verified: %s; the copy of it failed: %s",
	    from, detail.text);
	return VG_CLIARGS_FAILURE;
}

static int
tell_end(struct vg_cli *cli, const json_t *answer)
{
	const json_t *backup =
	    json_object_get(json_object_get(answer, "vigie-cases:storage"), "backup");
	const char *path = vg_cli_text(backup, "path");
	const char *sha256 = vg_cli_text(backup, "sha256");
	const char *to = cli->args.object;

	if (strcmp(vg_cli_text(backup, "state"), "done") != 0) {
		vg_cli_complain("no backup: %s", vg_cli_text(backup, "error"));
		return VG_CLIARGS_FAILURE;
	}
	int code = to ? copy_to(path, sha256, to) : VG_CLIARGS_OK;
	if (cli->args.json) {
		char *text = json_dumps(answer, JSON_COMPACT);
		puts(text);
		free(text);
		return code;
	}
	if (code == VG_CLIARGS_OK) {
		printf("verified    ");
		vg_cli_print(to ? to : path);
		printf("\nsha256      ");
		vg_cli_print(sha256);
		putchar('\n');
	}
	return code;
}

int
vg_clibackup_make(struct vg_cli *cli)
{
	bool json = cli->args.json;
	json_t *answer = NULL;

	if (cli->args.object && access(cli->args.object, F_OK) == 0) {
		vg_cli_complain("%s: is there already", cli->args.object);
		return VG_CLIARGS_FAILURE;
	}
	/* What is printed is how it ended, not that it began. */
	cli->args.json = false;
	int code = vg_cli_post(cli, "backup-start", json_object(), &answer);
	cli->args.json = json;
	if (code != VG_CLIARGS_OK)
		return code;
	json_decref(answer);
	answer = NULL;
	code = wait_for_end(cli, &answer);
	if (answer)
		code = tell_end(cli, answer);
	json_decref(answer);
	return code;
}

/* --- restore ------------------------------------------------------------------------------- */

static bool
find_collector(char path[PATH_SIZE])
{
	static const char *const places[] = {"", "/../sbin"};
	char own[PATH_SIZE - 64];
	ssize_t n = readlink("/proc/self/exe", own, sizeof(own) - 1);

	if (n <= 0)
		return false;
	own[n] = '\0';
	char *slash = strrchr(own, '/');
	if (slash)
		*slash = '\0';
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		vg_text_format(path, PATH_SIZE, "%s%s/vigie-collector", own, places[i]);
		if (access(path, X_OK) == 0)
			return true;
	}
	return false;
}

int
vg_clibackup_restore(struct vg_cli *cli)
{
	const char *state = vg_cli_word(cli, "state", NULL);
	char path[PATH_SIZE];
	char *words[6] = {vg_mem_text("vigie-collector"), vg_mem_text("--restore"),
	    vg_mem_text(cli->args.object)};

	if (state) {
		words[3] = vg_mem_text("--state");
		words[4] = vg_mem_text(state);
	}
	if (find_collector(path))
		execv(path, words);
	vg_cli_complain("vigie-collector does not stand beside this program; there run "
			"vigie-collector --restore %s",
	    cli->args.object);
	for (size_t i = 0; i < 5; i++)
		free(words[i]);
	return VG_CLIARGS_FAILURE;
}
