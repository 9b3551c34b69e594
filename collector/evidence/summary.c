/*
 * The page is made of the entries alone; everything in it that came from outside is escaped.
 */
#include "collector/evidence/summary.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "collector/evidence/series.h"

enum { MAX_CHARTS = 24, WIDE = 640, HIGH = 96, MARGIN = 8 };

static const char style[] =
    "body{font:15px/1.4 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
    "table{border-collapse:collapse;margin:0 0 1em}td,th{text-align:left;"
    "vertical-align:top;padding:.15em .8em .15em 0;border-bottom:1px solid #ccc}"
    "code{font-size:85%;word-break:break-all}svg{background:#f6f6f6;display:block}"
    "polyline{fill:none;stroke:#06c;stroke-width:2}h1{font-size:1.5em}h2{font-size:1.15em}";

static void
add_text(struct vg_buf *html, const char *text)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;
		if (c == '<' || c == '>' || c == '&' || c == '"' || c == '\'')
			vg_buf_addf(html, "&#%u;", c);
		else
			vg_buf_add_u8(html, c < 0x20 ? ' ' : c);
	}
}

static void
add_row(struct vg_buf *html, const char *label, const char *text)
{
	vg_buf_add_text(html, "<tr><th>");
	add_text(html, label);
	vg_buf_add_text(html, "</th><td>");
	add_text(html, text);
	vg_buf_add_text(html, "</td></tr>\n");
}

/* The texts and numbers of an object as rows. */
static void
add_members(struct vg_buf *html, json_t *object)
{
	json_t *member;
	const char *key;

	vg_buf_add_text(html, "<table>\n");
	json_object_foreach(object, key, member)
	{
		char number[32] = "";
		if (json_is_integer(member))
			snprintf(number, sizeof(number), "%" PRId64,
			    (int64_t)json_integer_value(member));
		if (json_is_string(member) && json_string_length(member))
			add_row(html, key, json_string_value(member));
		else if (number[0])
			add_row(html, key, number);
	}
	vg_buf_add_text(html, "</table>\n");
}

static void
add_varbinds(struct vg_buf *html, const json_t *varbinds)
{
	vg_buf_add_text(html, "<table>\n");
	for (size_t i = 0; i < json_array_size(varbinds); i++) {
		const json_t *v = json_array_get(varbinds, i);
		const char *oid = json_string_value(json_object_get(v, "oid"));
		const char *value = json_string_value(json_object_get(v, "value"));
		add_row(html, oid ? oid : "", value ? value : "");
	}
	vg_buf_add_text(html, "</table>\n");
}

/* --- charts -------------------------------------------------------------------------------- */

struct charts {
	struct vg_buf *html;
	size_t drawn, unchanged, texts;
};

/* Where 'value' stands between 'low' and 'high' on 'room' pixels. */
static int64_t
scale(int64_t value, int64_t low, int64_t high, int64_t room)
{
	double part = high > low
	    ? ((double)value - (double)low) / ((double)high - (double)low)
	    : 0.5;

	return (int64_t)(part * (double)room);
}

/* A value holds until the next is seen: steps, not slopes. */
static void
draw(struct vg_buf *html, const struct vg_series *s, int64_t low, int64_t high)
{
	const int64_t from = s->points[0].at.us, until = s->points[s->n_points - 1].at.us;
	int64_t before = 0;

	vg_buf_addf(html,
	    "<svg width='%d' height='%d' viewBox='0 0 %d %d' role='img'><polyline "
	    "points='",
	    WIDE, HIGH, WIDE, HIGH);
	for (size_t i = 0; i < s->n_points; i++) {
		int64_t x =
		    MARGIN + scale(s->points[i].at.us, from, until, WIDE - 2 * MARGIN);
		int64_t y = HIGH - MARGIN -
		    scale(s->points[i].number, low, high, HIGH - 2 * MARGIN);
		if (i)
			vg_buf_addf(html, " %" PRId64 ",%" PRId64, x, before);
		vg_buf_addf(html, " %" PRId64 ",%" PRId64, x, y);
		before = y;
	}
	vg_buf_add_text(html, "'/></svg>\n");
}

static bool
all_numbers(const struct vg_series *s, int64_t *low, int64_t *high)
{
	*low = INT64_MAX;
	*high = INT64_MIN;
	for (size_t i = 0; i < s->n_points; i++) {
		if (!s->points[i].is_number)
			return false;
		*low = s->points[i].number < *low ? s->points[i].number : *low;
		*high = s->points[i].number > *high ? s->points[i].number : *high;
	}
	return s->n_points > 1;
}

static void
add_chart(const struct vg_series *s, void *cookie)
{
	struct charts *charts = cookie;
	char from[VG_INSTANT_TEXT_SIZE], until[VG_INSTANT_TEXT_SIZE];
	int64_t low, high;

	if (!s->changed) {
		charts->unchanged++;
		return;
	}
	if (!all_numbers(s, &low, &high) || charts->drawn >= MAX_CHARTS) {
		charts->texts++;
		return;
	}
	charts->drawn++;
	vg_instant_text(s->points[0].at, from);
	vg_instant_text(s->points[s->n_points - 1].at, until);
	vg_buf_add_text(charts->html, "<h3>");
	add_text(charts->html, s->object);
	vg_buf_add_text(charts->html, s->index[0] ? "." : "");
	add_text(charts->html, s->index);
	vg_buf_addf(charts->html,
	    "</h3>\n<p>%s to %s; %" PRId64 " to %" PRId64 ", last %" PRId64 "</p>\n",
	    from, until, low, high, s->points[s->n_points - 1].number);
	draw(charts->html, s, low, high);
}

static void
add_samples(struct vg_buf *html, const void *body, size_t size)
{
	struct charts charts = {.html = html};

	vg_series_read(body, size, add_chart, &charts);
	vg_buf_addf(html,
	    "<p>%zu polled values did not change; %zu more are in samples.csv.</p>\n",
	    charts.unchanged, charts.texts);
}

/* --- the page ------------------------------------------------------------------------------ */

static void
add_entry(struct vg_buf *html, const struct vg_manifest_entry *e, const void *body)
{
	json_t *object =
	    strcmp(e->kind, "raw") == 0 ? NULL : json_loadb(body, e->size, 0, NULL);
	char taken[VG_INSTANT_TEXT_SIZE];

	if (!object)
		return;
	vg_instant_text(e->taken, taken);
	vg_buf_addf(html, "<h2>%u: ", e->number);
	add_text(html, e->kind);
	vg_buf_addf(html, " %s</h2>\n", taken);
	add_members(html, object);
	if (strcmp(e->kind, "event") == 0)
		add_varbinds(html, json_object_get(object, "varbinds"));
	if (strcmp(e->kind, "samples") == 0)
		add_samples(html, body, e->size);
	json_decref(object);
}

static void
add_list(struct vg_buf *html, const struct vg_manifest *m)
{
	vg_buf_add_text(html,
	    "<h2>Manifest</h2>\n<table><tr><th>file</th><th>octets</th><th>SHA-256</th>"
	    "</tr>\n");
	for (size_t i = 0; i < m->n_entries; i++) {
		char path[VG_MANIFEST_PATH_SIZE], digest[VG_DIGEST_TEXT_SIZE];
		vg_manifest_path(&m->entries[i], path);
		vg_digest_text(&m->entries[i].sha256, digest);
		vg_buf_add_text(html, "<tr><td>");
		add_text(html, path);
		vg_buf_addf(html,
		    "</td><td>%" PRIu64 "</td><td><code>%s</code></td></tr>\n",
		    m->entries[i].size, digest);
	}
	vg_buf_add_text(html, "</table>\n");
	if (m->n_left_out)
		vg_buf_add_text(html, "<h2>Left out</h2>\n<ul>\n");
	for (size_t i = 0; i < m->n_left_out; i++) {
		vg_buf_add_text(html, "<li>");
		add_text(html, m->left_out[i]);
		vg_buf_add_text(html, "</li>\n");
	}
	vg_buf_add_text(html, m->n_left_out ? "</ul>\n" : "");
}

void
vg_summary_write(
    const struct vg_manifest *manifest, const void *const *bodies, struct vg_buf *html)
{
	char head[VG_DIGEST_TEXT_SIZE];
	const struct vg_digest digest = vg_manifest_head(manifest);

	vg_digest_text(&digest, head);
	vg_buf_addf(html,
	    "<!DOCTYPE html>\n<html lang='en'><head><meta charset='utf-8'>"
	    "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; "
	    "style-src 'unsafe-inline'\">"
	    "<title>Evidence of case %s</title><style>%s</style></head><body>\n"
	    "<h1>Evidence of case %s (%s)</h1>\n"
	    "<p>%zu entries; head of their chain <code>%s</code></p>\n",
	    manifest->case_number, style, manifest->case_number, manifest->audience,
	    manifest->n_entries, head);
	for (size_t i = 0; i < manifest->n_entries; i++)
		add_entry(html, &manifest->entries[i], bodies[i]);
	add_list(html, manifest);
	vg_buf_add_text(html, "</body></html>\n");
}
