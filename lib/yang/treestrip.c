/*
 * Leaves without a value are cut out of the XML of an edit.
 *
 * A scanner of tags: it copies all it sees, remembers where the start tag of each open element
 * ends, and puts the attribute in there when the element's end is reached.
 */
#include "lib/yang/treestrip.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"
#include "lib/base/text.h"

#define YANG_NAMESPACE "urn:ietf:params:xml:ns:yang:1"

enum { NAME_SIZE = 65 };

struct element {
	char name[NAME_SIZE];
	size_t start;   /* where its tag begins in 'out' */
	size_t tag_end; /* where its '>' or '/>' stands in 'out' */
	size_t content; /* behind its '>' */
	char mark;      /* '-' delete, '~' remove, 0 neither */
	bool has_element;
	struct vg_buf gone; /* leaves that were cut out of it */
};

struct strip {
	struct vg_buf *out;
	struct element open[VG_TREESTRIP_DEPTH];
	size_t depth; /* elements that are open, those too deep to look at too */
	vg_treestrip_leaf_cb is_leaf;
	void *cookie;
};

static const char blank[] = " \t\r\n";

/* Copies the name that begins at 'at' without its prefix; gives its length with it. */
static size_t
take_name(const char *at, char name[NAME_SIZE])
{
	size_t size = strcspn(at, " \t\r\n/>=");
	const char *colon = memchr(at, ':', size);
	const char *local = colon ? colon + 1 : at;

	vg_text_format(
	    name, NAME_SIZE, "%.*s", (int)(size - (size_t)(local - at)), local);
	return size;
}

/*
 * Reads attributes from 'at' to the end of the tag, which it gives: its '/' or '>', or the end of
 * the text.
 */
static const char *
read_attributes(const char *at, char *mark)
{
	char name[NAME_SIZE];

	for (at += strspn(at, blank); *at && *at != '>' && *at != '/';
	     at += strspn(at, blank)) {
		at += take_name(at, name);
		at += strspn(at, blank);
		if (*at != '=')
			return at + strcspn(at, ">");
		at += 1 + strspn(at + 1, blank);
		const char quote = *at;
		const char *end =
		    quote == '"' || quote == '\'' ? strchr(at + 1, quote) : NULL;
		if (!end)
			return at + strlen(at);
		size_t size = (size_t)(end - at - 1);
		if (strcmp(name, "operation") == 0)
			*mark = size == 6 && strncmp(at + 1, "delete", 6) == 0 ? '-'
			    : size == 6 && strncmp(at + 1, "remove", 6) == 0   ? '~'
									       : 0;
		at = end + 1;
	}
	return at;
}

static bool
is_empty(const struct strip *s, const struct element *e)
{
	const char *text = vg_buf_text(s->out);

	return !e->has_element &&
	    e->content + strspn(text + e->content, blank) >= s->out->size;
}

static bool
names_leaf(struct strip *s)
{
	const char *names[VG_TREESTRIP_DEPTH];

	for (size_t i = 0; i < s->depth; i++)
		names[i] = s->open[i].name;
	return s->is_leaf(names, s->depth, s->cookie);
}

static void
cut(struct vg_buf *out, size_t size)
{
	out->size = size;
	if (out->data)
		out->data[size] = '\0';
}

/* The attribute goes into the start tag of 'e'. */
static void
put_attribute(struct strip *s, const struct element *e)
{
	char *tail = vg_mem_text(vg_buf_text(s->out) + e->tag_end);

	cut(s->out, e->tag_end);
	vg_buf_addf(s->out, " xmlns:vgyang=\"%s\" vgyang:orig-value=\"%s\"",
	    YANG_NAMESPACE, vg_buf_text(&e->gone));
	vg_buf_add_text(s->out, tail);
	free(tail);
}

/*
 * The element that is open last ends; 'tag' of 'size' octets is its end tag ("" of an empty one).
 */
static void
end_element(struct strip *s, const char *tag, size_t size)
{
	if (s->depth > VG_TREESTRIP_DEPTH || !s->depth) {
		s->depth -= s->depth != 0;
		vg_buf_add(s->out, tag, size);
		return;
	}
	struct element *e = &s->open[s->depth - 1];
	struct element *parent = s->depth > 1 ? e - 1 : NULL;
	if (e->mark && parent && is_empty(s, e) && names_leaf(s)) {
		cut(s->out, e->start);
		vg_buf_addf(&parent->gone, "%s%c%s", parent->gone.size ? " " : "",
		    e->mark, e->name);
	} else {
		vg_buf_add(s->out, tag, size);
		if (e->gone.size)
			put_attribute(s, e);
	}
	vg_buf_fini(&e->gone);
	s->depth--;
}

/* 'at' stands on the '<' of a start tag; gives where it goes on. */
static const char *
start_element(struct strip *s, const char *at)
{
	struct element e = {.start = s->out->size};
	const char *end = read_attributes(at + 1 + take_name(at + 1, e.name), &e.mark);
	bool ended = *end == '/';
	const char *after = end + (ended && end[1] == '>') + (*end != '\0');

	if (s->depth && s->depth <= VG_TREESTRIP_DEPTH)
		s->open[s->depth - 1].has_element = true;
	vg_buf_add(s->out, at, (size_t)(end - at));
	e.tag_end = s->out->size;
	vg_buf_add(s->out, end, (size_t)(after - end));
	e.content = s->out->size;
	if (s->depth < VG_TREESTRIP_DEPTH) {
		vg_buf_init(&e.gone, 4096);
		s->open[s->depth] = e;
	}
	s->depth++;
	if (ended)
		end_element(s, "", 0);
	return after;
}

/* Behind the first 'end' from 'at' on, or the end of the text. */
static const char *
behind(const char *at, const char *end)
{
	const char *found = strstr(at, end);

	return found ? found + strlen(end) : at + strlen(at);
}

void
vg_treestrip_run(
    const char *xml, vg_treestrip_leaf_cb is_leaf, void *cookie, struct vg_buf *out)
{
	struct strip *s = vg_mem_zero(sizeof(*s));
	const char *next;

	s->out = out;
	s->is_leaf = is_leaf;
	s->cookie = cookie;
	for (const char *at = xml; *at; at = next) {
		if (*at != '<') {
			next = at + strcspn(at, "<");
		} else if (strncmp(at, "</", 2) == 0) {
			next = behind(at, ">");
			end_element(s, at, (size_t)(next - at));
			continue;
		} else if (strncmp(at, "<!--", 4) == 0) {
			next = behind(at, "-->");
		} else if (strncmp(at, "<![CDATA[", 9) == 0) {
			next = behind(at, "]]>");
		} else if (at[1] == '?' || at[1] == '!') {
			next = behind(at, ">");
		} else {
			next = start_element(s, at);
			continue;
		}
		vg_buf_add(out, at, (size_t)(next - at));
	}
	for (size_t i = 0; i < s->depth && i < VG_TREESTRIP_DEPTH; i++)
		vg_buf_fini(&s->open[i].gone);
	free(s);
}
