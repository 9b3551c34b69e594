/*
 * Evidence in a few lines: what the rule judged, then, when asked, whatever else moved.  A series
 * that stayed as it was is counted, not shown.  The whole is in the JSON (--json).
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
	if (json_is_string(value) && json_string_length(value) == 0)
		vg_text_format(text, size, "(empty)");
	else if (json_is_string(value))
		vg_text_format(text, size, "%.40s", json_string_value(value));
	else if (json_is_integer(value))
		vg_text_format(
		    text, size, "%" PRId64, (int64_t)json_integer_value(value));
	else if (json_is_real(value))
		vg_text_format(text, size, "%g", json_real_value(value));
	else
		vg_text_format(text, size, "no value");
}

static const json_t *
point_value(const json_t *points, size_t i)
{
	return json_array_get(json_array_get(points, i), 1);
}

static struct vg_wall
point_time(const json_t *points, size_t i)
{
	const char *at = json_string_value(json_array_get(json_array_get(points, i), 0));

	return vg_clitime_parse(at ? at : "");
}

/* How often the value moved; the last point may repeat it, to say until when it was seen. */
static size_t
count_changes(const json_t *points)
{
	size_t n = 0;

	for (size_t i = 1; i < json_array_size(points); i++)
		n += !json_equal(point_value(points, i - 1), point_value(points, i));
	return n;
}

/* "1 at 16:19:58, 3 at 16:20:00": the last values of a series. */
static void
write_points(const struct vg_cli *cli, const json_t *points, char *text, size_t size)
{
	size_t changes = count_changes(points), change = 0;

	text[0] = '\0';
	for (size_t i = 0; i < json_array_size(points); i++) {
		const json_t *is = point_value(points, i);
		char moment[VG_CLITIME_SIZE] = "";
		char value[64];
		size_t used = strlen(text);
		if (i && json_equal(point_value(points, i - 1), is))
			continue;
		if (changes - change++ >= MAX_POINTS)
			continue;
		vg_clitime_second(&cli->time, point_time(points, i), moment);
		write_value(is, value, sizeof(value));
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

/* The fault's text names the object that its rule judged: "... failed: alPower is 3". */
static bool
is_own(const json_t *series, const char *said)
{
	const char *object = vg_cli_text(series, "object");

	return object[0] && strstr(said, object);
}

static void
tell_body(const struct vg_cli *cli, const json_t *body, const char *said, bool all,
    vg_clievidence_cb cb, void *cookie)
{
	const json_t *series = json_object_get(body, "series");
	size_t n = json_array_size(series);
	size_t changed = 0, own = 0;
	char line[160];

	for (size_t i = 0; i < n; i++) {
		const json_t *one = json_array_get(series, i);
		if (is_own(one, said))
			tell_series(cli, one, cb, cookie);
		own += is_own(one, said);
	}
	for (size_t i = 0; i < n; i++) {
		const json_t *one = json_array_get(series, i);
		if (is_own(one, said) || !count_changes(json_object_get(one, "points")))
			continue;
		changed++;
		if (all)
			tell_series(cli, one, cb, cookie);
	}
	vg_text_format(line, sizeof(line), "%zu of %zu%s polled values changed%s",
	    changed, n - own, own ? " other" : "",
	    changed && !all ? " (--all shows them)" : "");
	cb("", line, cookie);
}

/* The first and the last instant that a sample of 'body' bears; unset without any. */
static void
find_span(const json_t *body, struct vg_wall *from, struct vg_wall *until)
{
	const json_t *series = json_object_get(body, "series");

	*from = *until = (struct vg_wall){0};
	for (size_t i = 0; i < json_array_size(series); i++) {
		const json_t *points =
		    json_object_get(json_array_get(series, i), "points");
		size_t n = json_array_size(points);
		if (n == 0)
			continue;
		struct vg_wall first = point_time(points, 0);
		struct vg_wall last = point_time(points, n - 1);
		if (!vg_instant_is_set(*from) || vg_instant_compare(first, *from) < 0)
			*from = first;
		if (!vg_instant_is_set(*until) || vg_instant_compare(last, *until) > 0)
			*until = last;
	}
}

void
vg_clievidence_tell(const struct vg_cli *cli, const json_t *evidence, const char *said,
    bool all, vg_clievidence_cb cb, void *cookie)
{
	json_t *body = json_loads(vg_cli_text(evidence, "body"), 0, NULL);
	char first[VG_CLITIME_SIZE], last[VG_CLITIME_SIZE];
	struct vg_wall from, until;
	char line[400];

	find_span(body, &from, &until);
	vg_clitime_second(&cli->time, from, first);
	vg_clitime_second(&cli->time, until, last);
	if (body)
		vg_text_format(line, sizeof(line),
		    "%.64s of %.128s, cut at the %.16s: samples of %s to %s",
		    vg_cli_text(body, "kind"), vg_cli_text(body, "resource"),
		    vg_cli_text(body, "cut"), first, last);
	else
		vg_text_format(line, sizeof(line),
		    "%" PRId64 " octets that cannot be read",
		    vg_cli_number(evidence, "size", 0));
	cb(vg_cli_text(evidence, "device"), line, cookie);
	if (body)
		tell_body(cli, body, said, all, cb, cookie);
	json_decref(body);
}
