/*
 * Evidence in a few lines.  An engineer looks for what moved: a series that stayed as it was is
 * counted, not shown.  The whole is in the JSON (vigie case show CASE --json).
 */
#include "collector/cli/clievidence.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/text.h"

enum { MAX_POINTS = 8 };

/* A value of a point: number, text or null. */
static void
write_value(const json_t *value, char *text, size_t size)
{
	if (json_is_string(value))
		vg_text_format(text, size, "%.40s", json_string_value(value));
	else if (json_is_integer(value))
		vg_text_format(
		    text, size, "%" PRId64, (int64_t)json_integer_value(value));
	else if (json_is_real(value))
		vg_text_format(text, size, "%g", json_real_value(value));
	else
		vg_text_format(text, size, "no value");
}

/* "1 until 16:19:58, 3 at 16:20:00": the last points of a series that changed. */
static void
write_points(const struct vg_cli *cli, const json_t *points, char *text, size_t size)
{
	size_t n = json_array_size(points);

	text[0] = '\0';
	for (size_t i = n > MAX_POINTS ? n - MAX_POINTS : 0; i < n; i++) {
		const json_t *point = json_array_get(points, i);
		const char *at = json_string_value(json_array_get(point, 0));
		char moment[VG_CLITIME_SIZE] = "";
		char value[64];
		size_t used = strlen(text);
		vg_clitime_second(&cli->time, vg_clitime_parse(at ? at : ""), moment);
		write_value(json_array_get(point, 1), value, sizeof(value));
		vg_text_format(text + used, size - used, "%s%s at %s", used ? ", " : "",
		    value, moment);
	}
}

static void
tell_series(
    const struct vg_cli *cli, const json_t *series, vg_clievidence_cb cb, void *cookie)
{
	const char *index = vg_cli_text(series, "index");
	char name[160];
	char points[512];
	char line[704];

	vg_text_format(name, sizeof(name), "%.96s%s%.48s", vg_cli_text(series, "object"),
	    index[0] ? "." : "", index);
	write_points(cli, json_object_get(series, "points"), points, sizeof(points));
	vg_text_format(line, sizeof(line), "%s: %s", name, points);
	cb("", line, cookie);
}

static void
tell_body(
    const struct vg_cli *cli, const json_t *body, vg_clievidence_cb cb, void *cookie)
{
	const json_t *series = json_object_get(body, "series");
	size_t n = json_array_size(series);
	size_t same = 0;
	char line[96];

	for (size_t i = 0; i < n; i++) {
		const json_t *one = json_array_get(series, i);
		if (json_array_size(json_object_get(one, "points")) > 1)
			tell_series(cli, one, cb, cookie);
		else
			same++;
	}
	vg_text_format(
	    line, sizeof(line), "%zu of %zu polled values did not change", same, n);
	cb("", line, cookie);
}

void
vg_clievidence_tell(
    const struct vg_cli *cli, const json_t *evidence, vg_clievidence_cb cb, void *cookie)
{
	json_t *body = json_loads(vg_cli_text(evidence, "body"), 0, NULL);
	char from[VG_CLITIME_SIZE], until[VG_CLITIME_SIZE];
	char line[400];

	vg_clitime_second(&cli->time, vg_clitime_parse(vg_cli_text(body, "from")), from);
	vg_clitime_second(
	    &cli->time, vg_clitime_parse(vg_cli_text(body, "until")), until);
	if (body)
		vg_text_format(line, sizeof(line),
		    "%.64s of %.128s, cut at the %.16s: %s to %s",
		    vg_cli_text(body, "kind"), vg_cli_text(body, "resource"),
		    vg_cli_text(body, "cut"), from, until);
	else
		vg_text_format(line, sizeof(line),
		    "%" PRId64 " octets that cannot be read",
		    vg_cli_number(evidence, "size", 0));
	cb(vg_cli_text(evidence, "device"), line, cookie);
	if (body)
		tell_body(cli, body, cb, cookie);
	json_decref(body);
}
