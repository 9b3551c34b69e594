/*
 * Recordings, read.
 */
#include "collector/cli/clirecording.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/recording/recordline.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

enum { TOLD_EVERY = 100000 };

/* One reading. */
struct reading {
	vg_clirecording_cb cb;
	void *cookie;
	const char *name; /* of where the lines come from */
	int64_t n;
	struct vg_digest_run *run; /* owned; of lines that the collector gives */
	struct vg_buf begun;       /* of them: a line that is not whole yet */
};

void
vg_clirecording_seal(int64_t n, const struct vg_digest *digest, char *line, size_t size)
{
	char sha256[VG_DIGEST_TEXT_SIZE];

	vg_digest_text(digest, sha256);
	vg_text_format(line, size,
	    "{\"type\":\"end\",\"lines\":%" PRId64 ",\"sha256\":\"%s\"}", n, sha256);
}

static int
give(struct reading *r, const char *line, size_t size)
{
	struct vg_detail detail = {0};

	r->n++;
	if (r->n % TOLD_EVERY == 0)
		fprintf(stderr, "vigie: %" PRId64 " lines\n", r->n);
	if (r->cb(line, size, &detail, r->cookie) == VG_OK)
		return VG_CLIARGS_OK;
	vg_cli_complain("%s: line %" PRId64 ": %s", r->name, r->n, detail.text);
	return VG_CLIARGS_FAILURE;
}

/* --- from the collector ----------------------------------------------------------------------- */

static int
read_times(struct vg_cli *cli, struct vg_wall *from, struct vg_wall *to)
{
	const char *until = vg_cli_word(cli, "to", NULL);

	vg_cli_learn_zone(cli);
	*to = cli->time.now;
	if (!cli->args.from) {
		vg_cli_complain("--from TIME, or --recording FILE");
		return VG_CLIARGS_USAGE;
	}
	if (vg_clitime_read(&cli->time, cli->args.from, from) != VG_OK) {
		vg_cli_complain("--from '%s' is no time: write 14:00 or 2026-07-09T14:00",
		    cli->args.from);
		return VG_CLIARGS_USAGE;
	}
	if (until && vg_clitime_read(&cli->time, until, to) != VG_OK) {
		vg_cli_complain(
		    "--to '%s' is no time: write 14:00 or 2026-07-09T14:00", until);
		return VG_CLIARGS_USAGE;
	}
	return VG_CLIARGS_OK;
}

/* Lines that are whole; what a slice ends with may go on in the next one. */
static int
give_lines(struct reading *r, const char *lines)
{
	int code = VG_CLIARGS_OK;

	vg_digest_add(r->run, lines, strlen(lines));
	for (const char *end; code == VG_CLIARGS_OK && (end = strchr(lines, '\n'));
	     lines = end + 1) {
		vg_buf_add(&r->begun, lines, (size_t)(end - lines));
		code = give(r, vg_buf_text(&r->begun), r->begun.size);
		vg_buf_reset(&r->begun);
	}
	vg_buf_add_text(&r->begun, lines);
	if (code == VG_CLIARGS_OK && r->begun.size > VG_RECORDLINE_MAX) {
		vg_cli_complain("%s: line %" PRId64 ": more than %d octets", r->name,
		    r->n + 1, (int)VG_RECORDLINE_MAX);
		code = VG_CLIARGS_FAILURE;
	}
	return code;
}

static int
read_slices(struct vg_cli *cli, struct reading *r)
{
	struct vg_wall from, to;
	char cursor[160] = "-", target[320];
	int code = read_times(cli, &from, &to);

	while (code == VG_CLIARGS_OK && cursor[0]) {
		json_t *answer = NULL;
		vg_text_format(target, sizeof(target),
		    "/restconf/data/vigie-recording:recording/slice=%" PRId64 ",%" PRId64
		    ",%s",
		    from.us, to.us, cursor);
		code = vg_cli_ask(cli, target, &answer);
		const json_t *slice =
		    json_array_get(json_object_get(answer, "vigie-recording:slice"), 0);
		if (code == VG_CLIARGS_OK && !slice) {
			vg_cli_complain("%s: an answer has no slice of it", r->name);
			code = VG_CLIARGS_FAILURE;
		}
		if (code == VG_CLIARGS_OK)
			code = give_lines(r, vg_cli_text(slice, "lines"));
		vg_text_copy(cursor, sizeof(cursor), vg_cli_text(slice, "next"));
		json_decref(answer);
	}
	return code;
}

static int
read_collector(struct vg_cli *cli, struct reading *r)
{
	char end[160];

	r->name = "the collector's recording";
	r->run = vg_digest_begin();
	vg_buf_init(&r->begun, 0);
	int code = read_slices(cli, r);
	vg_buf_fini(&r->begun);
	const struct vg_digest digest = vg_digest_end(r->run);
	vg_clirecording_seal(r->n, &digest, end, sizeof(end));
	return code == VG_CLIARGS_OK ? give(r, end, strlen(end)) : code;
}

/* --- from a file ------------------------------------------------------------------------------ */

/* The next line without its newline; false at the end, or when it is too long ('*code'). */
static bool
next_line(FILE *file, struct vg_buf *line, const struct reading *r, int *code)
{
	int c;

	vg_buf_reset(line);
	while ((c = getc_unlocked(file)) != EOF && c != '\n') {
		if (line->size >= VG_RECORDLINE_MAX) {
			vg_cli_complain("%s: line %" PRId64 ": more than %d octets",
			    r->name, r->n + 1, (int)VG_RECORDLINE_MAX);
			*code = VG_CLIARGS_FAILURE;
			return false;
		}
		vg_buf_add_u8(line, (uint8_t)c);
	}
	if (c == EOF && line->size > 0) {
		vg_cli_complain(
		    "%s: it is cut: its last line, 'end', is not there", r->name);
		*code = VG_CLIARGS_FAILURE;
	}
	return c != EOF;
}

static int
read_file(struct reading *r, const char *path)
{
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");
	int code = VG_CLIARGS_OK;
	struct vg_buf line;

	r->name = path;
	if (!file) {
		vg_cli_complain("%s: %s", path, strerror(errno));
		return errno == ENOENT ? VG_CLIARGS_NOT_FOUND : VG_CLIARGS_FAILURE;
	}
	vg_buf_init(&line, 0);
	while (code == VG_CLIARGS_OK && next_line(file, &line, r, &code))
		code = give(r, vg_buf_text(&line), line.size);
	if (code == VG_CLIARGS_OK && ferror(file)) {
		vg_cli_complain("%s: it cannot be read", path);
		code = VG_CLIARGS_FAILURE;
	}
	vg_buf_fini(&line);
	if (file != stdin)
		fclose(file);
	return code;
}

int
vg_clirecording_read(
    struct vg_cli *cli, const char *file, vg_clirecording_cb cb, void *cookie)
{
	struct reading r = {.cb = cb, .cookie = cookie};

	if (file && (cli->args.from || vg_cli_word(cli, "to", NULL))) {
		vg_cli_complain("a file has its own times: --from and --to are for what "
				"the collector keeps");
		return VG_CLIARGS_USAGE;
	}
	return file ? read_file(&r, file) : read_collector(cli, &r);
}
