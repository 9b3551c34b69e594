/*
 * HTML as text.
 */
#include "collector/mail/mailhtml.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { TAG = 16, LINK = 512, ENTITY = 12 };

struct page {
	struct vg_buf *text;
	const char *at, *end;
	bool space;      /* white space waits to be written */
	unsigned breaks; /* line ends that wait */
	bool kept;       /* inside <pre> */
	char link[LINK]; /* of the <a> under way; "" none */
	size_t link_at;  /* where its words begin */
	/* What was looked for in vain up to the end: it is not there further on either. */
	bool no_tag, no_comment, no_title;
};

/* --- out ----------------------------------------------------------------------------------- */

static void
put(struct page *p, const char *data, size_t size)
{
	bool any = p->text->size > 0;

	for (unsigned i = 0; any && i < p->breaks; i++)
		vg_buf_add_u8(p->text, '\n');
	if (any && p->space && !p->breaks)
		vg_buf_add_u8(p->text, ' ');
	p->breaks = 0;
	p->space = false;
	vg_buf_add(p->text, data, size);
}

static void
break_lines(struct page *p, unsigned n)
{
	if (p->breaks < n)
		p->breaks = n;
	p->space = false;
}

static void
put_character(struct page *p, uint32_t c)
{
	char octets[4];
	size_t n = 0;

	if (c == 0xa0) { /* a space that does not break is a space */
		p->space = true;
		return;
	}
	if (c == 0 || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		c = 0xfffd;
	if (c < 0x80) {
		octets[n++] = (char)c;
	} else if (c < 0x800) {
		octets[n++] = (char)(0xc0 | c >> 6);
		octets[n++] = (char)(0x80 | (c & 0x3f));
	} else if (c < 0x10000) {
		octets[n++] = (char)(0xe0 | c >> 12);
		octets[n++] = (char)(0x80 | (c >> 6 & 0x3f));
		octets[n++] = (char)(0x80 | (c & 0x3f));
	} else {
		octets[n++] = (char)(0xf0 | c >> 18);
		octets[n++] = (char)(0x80 | (c >> 12 & 0x3f));
		octets[n++] = (char)(0x80 | (c >> 6 & 0x3f));
		octets[n++] = (char)(0x80 | (c & 0x3f));
	}
	put(p, octets, n);
}

/* --- references to characters ---------------------------------------------------------------- */

static const struct {
	const char *name;
	uint32_t c;
} entities[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''},
    {"nbsp", 0xa0}, {"eacute", 0xe9}, {"egrave", 0xe8}, {"ecirc", 0xea}, {"euml", 0xeb},
    {"agrave", 0xe0}, {"acirc", 0xe2}, {"ccedil", 0xe7}, {"icirc", 0xee}, {"iuml", 0xef},
    {"ocirc", 0xf4}, {"ouml", 0xf6}, {"ugrave", 0xf9}, {"ucirc", 0xfb}, {"uuml", 0xfc},
    {"auml", 0xe4}, {"szlig", 0xdf}, {"Eacute", 0xc9}, {"Egrave", 0xc8}, {"Agrave", 0xc0},
    {"Ccedil", 0xc7}, {"laquo", 0xab}, {"raquo", 0xbb}, {"deg", 0xb0}, {"copy", 0xa9},
    {"reg", 0xae}, {"oelig", 0x153}, {"euro", 0x20ac}, {"hellip", 0x2026},
    {"ndash", 0x2013}, {"mdash", 0x2014}, {"lsquo", 0x2018}, {"rsquo", 0x2019},
    {"ldquo", 0x201c}, {"rdquo", 0x201d}, {"bull", 0x2022}, {"trade", 0x2122},
    {"zwnj", 0x200c}, {"zwj", 0x200d}, {"ensp", ' '}, {"emsp", ' '}, {"thinsp", ' '},
    {"Acirc", 0xc2}, {"Ecirc", 0xca}, {"Icirc", 0xce}, {"Ocirc", 0xd4}, {"Ucirc", 0xdb},
    {"Auml", 0xc4}, {"Euml", 0xcb}, {"Iuml", 0xcf}, {"Ouml", 0xd6}, {"Uuml", 0xdc},
    {"Ugrave", 0xd9}, {"aelig", 0xe6}, {"AElig", 0xc6}, {"OElig", 0x152}, {"yuml", 0xff},
    {"aacute", 0xe1}, {"iacute", 0xed}, {"oacute", 0xf3}, {"uacute", 0xfa},
    {"igrave", 0xec}, {"ograve", 0xf2}, {"ntilde", 0xf1}, {"Ntilde", 0xd1},
    {"aring", 0xe5}, {"oslash", 0xf8}, {"sect", 0xa7}, {"para", 0xb6}, {"middot", 0xb7},
    {"times", 0xd7}, {"divide", 0xf7}, {"plusmn", 0xb1}, {"micro", 0xb5},
    {"frac12", 0xbd}, {"sup2", 0xb2}, {"sup3", 0xb3}, {"ordm", 0xba}, {"pound", 0xa3},
    {"lsaquo", 0x2039}, {"rsaquo", 0x203a}, {"sbquo", 0x201a}, {"bdquo", 0x201e},
    {"larr", 0x2190}, {"rarr", 0x2192}, {"uarr", 0x2191}, {"darr", 0x2193},
    {"le", 0x2264}, {"ge", 0x2265}, {"ne", 0x2260}, {"permil", 0x2030}};

/* By whose numbers much is written that says it were Unicode (HTML, 13.2.5.80). */
static const uint16_t windows[32] = {0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020,
    0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d, 0x17d, 0x8f, 0x90, 0x2018, 0x2019,
    0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d,
    0x17e, 0x178};

static bool
take_number(struct page *p, const char *name)
{
	char *rest;
	bool hex = name[1] == 'x' || name[1] == 'X';
	unsigned long c = strtoul(name + 1 + hex, &rest, hex ? 16 : 10);

	if (rest == name + 1 + hex || *rest)
		return false;
	if (c >= 0x80 && c < 0xa0)
		c = windows[c - 0x80];
	put_character(p, c > 0x10ffff ? 0xfffd : (uint32_t)c);
	return true;
}

/* At an "&": the character, or the sign itself when it is no reference. */
static void
take_entity(struct page *p)
{
	char name[ENTITY + 1];
	size_t n = 0;
	const char *at = p->at + 1;

	while (n < ENTITY && at < p->end && (isalnum((unsigned char)*at) || *at == '#'))
		name[n++] = *at++;
	name[n] = '\0';
	bool known = name[0] == '#' && take_number(p, name);
	for (size_t i = 0; !known && i < sizeof(entities) / sizeof(entities[0]); i++) {
		if (strcmp(entities[i].name, name) == 0) {
			put_character(p, entities[i].c);
			known = true;
		}
	}
	if (!known) {
		put(p, "&", 1);
		p->at++;
		return;
	}
	p->at = at + (at < p->end && *at == ';');
}

/* --- tags ---------------------------------------------------------------------------------- */

/*
 * The end of the tag at 'at': behind its ">", which quotes may hide that are closed; NULL: it has
 * none.
 */
static const char *
tag_end(const char *at, const char *end)
{
	const char *first = at < end ? memchr(at, '>', (size_t)(end - at)) : NULL;
	char quote = '\0';

	for (; first && at < end; at++) {
		if (quote) {
			if (*at == quote)
				quote = '\0';
		} else if (*at == '>') {
			return at + 1;
		} else if ((*at == '"' || *at == '\'') && at[-1] == '=') {
			quote = *at;
		}
	}
	return first ? first + 1 : NULL;
}

static const char *
find(const char *at, const char *end, const char *word)
{
	size_t n = strlen(word);

	for (; (size_t)(end - at) >= n; at++) {
		if (strncasecmp(at, word, n) == 0)
			return at;
	}
	return end;
}

/* Where a link points, of a tag that ends at 'end'. */
static void
begin_link(struct page *p, const char *tag, const char *end)
{
	const char *at = find(tag, end, "href=");
	size_t n = 0;

	p->link[0] = '\0';
	if (at == end)
		return;
	at += strlen("href=");
	char quote = at < end && (*at == '"' || *at == '\'') ? *at++ : '>';
	while (at < end && *at != quote && *at != '>' && !isspace((unsigned char)*at) &&
	    n + 1 < LINK)
		p->link[n++] = *at++;
	p->link[n] = '\0';
	if (strncasecmp(p->link, "http", 4) != 0)
		p->link[0] = '\0';
	p->link_at = p->text->size;
}

static void
end_link(struct page *p)
{
	size_t n = strlen(p->link);
	const char *words = p->text->size ? (const char *)p->text->data + p->link_at : "";
	size_t size = p->text->size - p->link_at;

	if (n && size && find(words, words + size, p->link) == words + size) {
		p->space = true;
		put(p, "<", 1);
		put(p, p->link, n);
		put(p, ">", 1);
	}
	p->link[0] = '\0';
}

static bool
is_one_of(const char *tag, const char *const *tags)
{
	for (; *tags; tags++) {
		if (strcasecmp(tag, *tags) == 0)
			return true;
	}
	return false;
}

/* What stands inside is no text: to behind its end.  A title that never ends is one. */
static void
skip(struct page *p, const char *tag)
{
	bool title = strcasecmp(tag, "title") == 0;
	char close[TAG + 3] = "</";

	if (title && p->no_title)
		return;
	memcpy(close + 2, tag, strlen(tag) + 1);
	const char *at = find(p->at, p->end, close);
	p->no_title = title && at == p->end;
	if (p->no_title)
		return;
	const char *end = tag_end(at, p->end);
	p->at = end ? end : p->end;
}

/* At a "<" of what may be a tag. */
static void
take_tag(struct page *p)
{
	static const char *const hidden[] = {"script", "style", "title", NULL};
	static const char *const lines[] = {"br", "tr", "li", "div", "dt", "dd", "h1",
	    "h2", "h3", "h4", "h5", "h6", "hr", "blockquote", "table", "ul", "ol", "pre",
	    NULL};
	const char *end = p->no_tag ? NULL : tag_end(p->at + 1, p->end);
	const char *at = p->at + 1;
	bool closes = at < p->end && *at == '/';
	char tag[TAG + 1];
	size_t n = 0;

	p->no_tag = !end;
	if (!end) {
		put(p, "<", 1);
		p->at++;
		return;
	}
	at += closes;
	while (n < TAG && at < end && isalnum((unsigned char)*at))
		tag[n++] = *at++;
	tag[n] = '\0';
	p->at = end;
	if (!closes && is_one_of(tag, hidden))
		skip(p, tag);
	else if (strcasecmp(tag, "p") == 0)
		break_lines(p, 2);
	else if (strcasecmp(tag, "br") == 0)
		p->breaks += p->breaks < 3;
	else if (is_one_of(tag, lines))
		break_lines(p, 1);
	else if (strcasecmp(tag, "td") == 0 || strcasecmp(tag, "th") == 0)
		p->space = true;
	else if (strcasecmp(tag, "a") == 0 && !closes)
		begin_link(p, at, end);
	else if (strcasecmp(tag, "a") == 0)
		end_link(p);
	if (strcasecmp(tag, "pre") == 0)
		p->kept = !closes;
}

/* At a "<": a tag, a comment, or the sign itself. */
static void
take_mark(struct page *p)
{
	char next = p->at + 1 < p->end ? p->at[1] : '\0';

	if (!p->no_comment && p->end - p->at >= 4 && memcmp(p->at, "<!--", 4) == 0) {
		const char *close = find(p->at + 4, p->end, "-->");
		p->no_comment = close == p->end;
		if (!p->no_comment)
			p->at = close + 3;
	} else if (p->no_comment && p->end - p->at >= 4 &&
	    memcmp(p->at, "<!--", 4) == 0) {
		put(p, "<!--", 4);
		p->at += 4;
	} else if (isalpha((unsigned char)next) || next == '/' || next == '!' ||
	    next == '?') {
		take_tag(p);
	} else {
		put(p, "<", 1);
		p->at++;
	}
}

void
vg_mailhtml_text(const char *html, size_t size, struct vg_buf *text)
{
	struct page p = {.text = text, .at = html, .end = size ? html + size : html};

	while (p.at < p.end && text->error == 0) {
		size_t n = 0;
		while (p.at + n < p.end && !strchr("<& \t\r\n", p.at[n]))
			n++;
		if (n)
			put(&p, p.at, n);
		p.at += n;
		if (p.at == p.end)
			break;
		if (*p.at == '<') {
			take_mark(&p);
		} else if (*p.at == '&') {
			take_entity(&p);
		} else {
			if (*p.at == '\n' && p.kept)
				p.breaks += p.breaks < 3;
			else
				p.space = true;
			p.at++;
		}
	}
}
