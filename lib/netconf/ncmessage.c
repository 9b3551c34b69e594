/*
 * One pass over a message, tag by tag.
 */
#include "lib/netconf/ncmessage.h"

#include <stdbool.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/text.h"

struct scan {
	const char *begin, *at, *end; /* borrowed */
	size_t depth, elements, most; /* 'most': elements there may be */
	struct vg_ncmessage_root root;
	bool siblings; /* may be */
	bool closed;   /* the root has ended */
	struct vg_detail *detail;
};

static int
refuse(const struct scan *scan, int code, const char *what)
{
	return vg_detail_set(
	    scan->detail, code, "message: octet %td: %s", scan->at - scan->begin, what);
}

static bool
looking_at(const struct scan *scan, const char *text)
{
	size_t size = strlen(text);

	return (size_t)(scan->end - scan->at) >= size &&
	    memcmp(scan->at, text, size) == 0;
}

/* Goes behind the next 'text'; false when there is none. */
static bool
skip_past(struct scan *scan, const char *text)
{
	size_t left = (size_t)(scan->end - scan->at), size = strlen(text);
	const char *found = memmem(scan->at, left, text, size);

	if (found)
		scan->at = found + size;
	return found != NULL;
}

static bool
begins_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	    (unsigned char)c >= 0x80;
}

/* From < to the > that ends a start tag: one inside quotes does not. */
static bool
skip_tag(struct scan *scan)
{
	char quote = '\0';

	for (scan->at++; scan->at < scan->end; scan->at++) {
		char c = *scan->at;
		if (quote)
			quote = c == quote ? '\0' : quote;
		else if (c == '"' || c == '\'')
			quote = c;
		else if (c == '<')
			return false;
		else if (c == '>') {
			scan->at++;
			return true;
		}
	}
	return false;
}

static size_t
name_size(const char *at, const char *end)
{
	const char *from = at;

	while (at < end && !strchr(" \t\r\n/>", *at))
		at++;
	return (size_t)(at - from);
}

static int
take_start(struct scan *scan)
{
	char many[40];

	if (scan->closed && !scan->siblings)
		return refuse(scan, VG_EPARSE, "a second root");
	if (++scan->elements > scan->most) {
		vg_text_format(many, sizeof(many), "more than %zu elements", scan->most);
		return refuse(scan, VG_ELIMIT, many);
	}
	if (scan->depth == 0) {
		scan->root.end = 0;
		scan->root.begin = (size_t)(scan->at + 1 - scan->begin);
		scan->root.size = name_size(scan->at + 1, scan->end);
	}
	if (!skip_tag(scan))
		return refuse(scan, VG_EPARSE, "a tag without end");
	if (scan->at[-2] != '/' && ++scan->depth > VG_NCMESSAGE_DEPTH)
		return refuse(scan, VG_ELIMIT, "more than 64 elements deep");
	scan->closed = scan->depth == 0;
	scan->root.past = (size_t)(scan->at - scan->begin);
	return VG_OK;
}

/* Whether the end tag where the scan stands has the name of the root's start tag. */
static bool
ends_root(const struct scan *scan)
{
	const struct vg_ncmessage_root *root = &scan->root;
	const char *name = scan->at + 2;

	return name_size(name, scan->end) == root->size &&
	    memcmp(name, scan->begin + root->begin, root->size) == 0;
}

static int
take_end(struct scan *scan)
{
	if (scan->depth == 0)
		return refuse(scan, VG_EPARSE, "an end tag without its start");
	if (scan->depth == 1 && !ends_root(scan))
		return refuse(scan, VG_EPARSE, "the root is not ended by its own name");
	if (scan->depth == 1)
		scan->root.end = (size_t)(scan->at + 2 - scan->begin);
	if (!skip_past(scan, ">"))
		return refuse(scan, VG_EPARSE, "a tag without end");
	scan->closed = --scan->depth == 0;
	scan->root.past = (size_t)(scan->at - scan->begin);
	return VG_OK;
}

/* Takes what begins with < where the scan stands. */
static int
take_markup(struct scan *scan)
{
	if (looking_at(scan, "<!--"))
		return skip_past(scan, "-->")
		    ? VG_OK
		    : refuse(scan, VG_EPARSE, "no end of a comment");
	if (looking_at(scan, "<?"))
		return skip_past(scan, "?>")
		    ? VG_OK
		    : refuse(scan, VG_EPARSE, "no end of an instruction");
	if (looking_at(scan, "<![CDATA[") && scan->depth > 0)
		return skip_past(scan, "]]>")
		    ? VG_OK
		    : refuse(scan, VG_EPARSE, "no end of CDATA");
	if (looking_at(scan, "<!"))
		return refuse(scan, VG_EPARSE, "RFC 6241 3: a document type");
	if (looking_at(scan, "</"))
		return take_end(scan);
	if (scan->end - scan->at < 2 || !begins_name(scan->at[1]))
		return refuse(scan, VG_EPARSE, "< without a name");
	return take_start(scan);
}

int
vg_ncmessage_check(const void *data, size_t size, struct vg_detail *detail)
{
	return vg_ncmessage_look(data, size, VG_NCMESSAGE_ELEMENTS, false, NULL, detail);
}

int
vg_ncmessage_look(const void *data, size_t size, size_t elements, bool siblings,
    struct vg_ncmessage_root *root, struct vg_detail *detail)
{
	struct scan scan = {.begin = data,
	    .most = elements,
	    .siblings = siblings,
	    .at = data,
	    .end = (const char *)data + size,
	    .detail = detail};
	int code = VG_OK;

	if (size == 0 && !siblings)
		return refuse(&scan, VG_EPARSE, "no element");
	if (size && (memchr(data, '\0', size) || !vg_text_is_utf8(data, size)))
		return vg_detail_set(detail, VG_EPARSE, "message: RFC 6241 3: no UTF-8");
	while (code == VG_OK && scan.at < scan.end) {
		if (*scan.at == '<')
			code = take_markup(&scan);
		else if (scan.depth > 0 || strchr(" \t\r\n", *scan.at))
			scan.at++;
		else
			code = refuse(&scan, VG_EPARSE, "text outside the root");
	}
	if (code == VG_OK && scan.elements == 0 && !siblings)
		code = refuse(&scan, VG_EPARSE, "no element");
	if (code == VG_OK && scan.depth > 0)
		code = refuse(&scan, VG_EPARSE, "an element without end");
	if (code == VG_OK && root)
		*root = scan.root;
	return code;
}
