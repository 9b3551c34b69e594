/*
 * A reader of JSON that writes it anew as it goes, and keeps nothing of it but places.
 */
#include "collector/evidence/veilscan.h"

#include <stdlib.h>
#include <string.h>

#include "collector/evidence/veil.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

enum { MAX_NEST = 32, MAX_MEMBERS = 64, MAX_DIGITS = 18 };

struct token {
	const char *text;
	size_t size;
};

struct reading {
	const char *at; /* ended by NUL, which is no token's */
	struct vg_veilscan *scan;
	struct vg_buf *out; /* its text */
	bool inside;        /* a person's entry, which is one stretch */
};

/* A new line of what is at 'nest'. */
static void
begin_line(struct reading *r, int nest)
{
	static const char line[MAX_NEST + 3] = "\n                                 ";

	vg_buf_add(r->out, line, (size_t)nest + 1);
}

/* --- tokens -------------------------------------------------------------------------------- */

/* The next octet that is no white space; NUL at the end. */
static char
look(struct reading *r)
{
	r->at += strspn(r->at, " \t\r\n");
	return *r->at;
}

static bool
take(struct reading *r, char wanted)
{
	if (look(r) != wanted)
		return false;
	r->at++;
	return true;
}

/* What stands behind a backslash, where it is written as we write it. */
static bool
take_escape(struct reading *r)
{
	if (!*r->at || !strchr("\"\\bfnrt", *r->at))
		return false;
	r->at++;
	return true;
}

/* A string: what stands between its quotes; false when it is none. */
static bool
take_string(struct reading *r, struct token *token)
{
	if (!take(r, '"'))
		return false;
	token->text = r->at;
	while (*r->at != '"') {
		unsigned char c = (unsigned char)*r->at++;
		if (c < 0x20 || (c == '\\' && !take_escape(r)))
			return false;
	}
	token->size = (size_t)(r->at++ - token->text);
	vg_buf_add(r->out, token->text - 1, token->size + 2);
	return true;
}

/* Gives how many octets a number has; 0: it is none that is written as we write it. */
static size_t
number_size(const char *text)
{
	size_t sign = *text == '-';
	size_t n = strspn(text + sign, "0123456789");

	if (n == 0 || n > MAX_DIGITS || (text[sign] == '0' && n + sign > 1))
		return 0;
	return n + sign;
}

static bool
take_scalar(struct reading *r)
{
	static const char *const words[] = {"true", "false", "null"};
	size_t n = number_size(r->at);

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]) && n == 0; i++)
		n = vg_text_starts(r->at, words[i]) ? strlen(words[i]) : 0;
	vg_buf_add(r->out, r->at, n);
	r->at += n;
	/* A fraction would go on here. */
	return n && *r->at && strchr(" \t\r\n,]}", *r->at);
}

/* --- members ------------------------------------------------------------------------------- */

static bool
take_value(struct reading *r, const char *parent, int nest);

/* What was written from 'from' on, at 'nest', is not to be kept as it stands. */
static void
note(struct reading *r, size_t from, const char *leaf, int nest)
{
	struct vg_veilscan *scan = r->scan;

	scan->stretches =
	    vg_mem_grow(scan->stretches, &scan->room, scan->n, sizeof(*scan->stretches));
	struct vg_veilscan_stretch *new = &scan->stretches[scan->n++];
	*new = (struct vg_veilscan_stretch){from, r->out->size, nest, ""};
	vg_text_copy(new->leaf, sizeof(new->leaf), leaf);
}

/* The name of a key without its module, cut where it is longer than any that matters. */
static void
name_of(const struct token *key, char name[VG_VEILSCAN_LEAF_SIZE])
{
	const char *colon = memchr(key->text, ':', key->size);
	const char *from = colon ? colon + 1 : key->text;
	size_t size = key->size - (size_t)(from - key->text);

	size = size < VG_VEILSCAN_LEAF_SIZE - 1 ? size : VG_VEILSCAN_LEAF_SIZE - 1;
	memcpy(name, from, size);
	name[size] = '\0';
}

static bool
is_new(const struct token *keys, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (keys[i].size == keys[n].size &&
		    memcmp(keys[i].text, keys[n].text, keys[n].size) == 0)
			return false;
	}
	return true;
}

static bool
take_member(struct reading *r, const char *parent, const struct token *key, int nest)
{
	char name[VG_VEILSCAN_LEAF_SIZE];
	struct token text;
	size_t from = r->out->size;

	name_of(key, name);
	if (look(r) != '"')
		return take_value(r, name, nest + 1);
	if (!take_string(r, &text))
		return false;
	if (!r->inside && vg_veil_covers(parent, name))
		note(r, from, name, nest);
	return true;
}

/* The key, its colon and what stands there. */
static bool
take_pair(struct reading *r, const char *parent, struct token *keys, size_t n, int nest)
{
	begin_line(r, nest + 1);
	if (!take_string(r, &keys[n]) || memchr(keys[n].text, '\\', keys[n].size) ||
	    !is_new(keys, n) || !take(r, ':'))
		return false;
	vg_buf_add(r->out, ": ", 2);
	return take_member(r, parent, &keys[n], nest);
}

/* Goes on behind a comma, which it writes; else 'end' has to stand there. */
static bool
goes_on(struct reading *r, char end, int nest, bool *good)
{
	bool more = take(r, ',');

	if (more) {
		vg_buf_add(r->out, ",", 1);
		return true;
	}
	*good = take(r, end);
	begin_line(r, nest);
	vg_buf_add(r->out, &end, 1);
	return false;
}

static bool
take_members(struct reading *r, const char *parent, int nest)
{
	struct token keys[MAX_MEMBERS];
	size_t n = 0;
	bool good = true;

	if (take(r, '}')) {
		vg_buf_add(r->out, "}", 1);
		return true;
	}
	do {
		if (n == MAX_MEMBERS || !take_pair(r, parent, keys, n, nest))
			return false;
		n++;
	} while (goes_on(r, '}', nest, &good));
	return good;
}

/* --- values -------------------------------------------------------------------------------- */

static bool
take_object(struct reading *r, const char *parent, int nest)
{
	bool person = !r->inside && strcmp(parent, VG_VEILSCAN_PERSON) == 0;
	size_t from = r->out->size;
	bool good;

	r->at++;
	vg_buf_add(r->out, "{", 1);
	r->inside = r->inside || person;
	good = take_members(r, parent, nest);
	if (person) {
		r->inside = false;
		note(r, from, "", nest);
	}
	return good;
}

/* The entries of a list are nodes of its name. */
static bool
take_array(struct reading *r, const char *parent, int nest)
{
	bool good = true;

	r->at++;
	vg_buf_add(r->out, "[", 1);
	if (take(r, ']')) {
		vg_buf_add(r->out, "]", 1);
		return true;
	}
	do {
		begin_line(r, nest + 1);
		if (!take_value(r, parent, nest + 1))
			return false;
	} while (goes_on(r, ']', nest, &good));
	return good;
}

static bool
take_value(struct reading *r, const char *parent, int nest)
{
	struct token text;

	if (nest > MAX_NEST)
		return false;
	switch (look(r)) {
	case '{':
		return take_object(r, parent, nest);
	case '[':
		return take_array(r, parent, nest);
	case '"':
		return take_string(r, &text);
	default:
		return take_scalar(r);
	}
}

bool
vg_veilscan_look(const char *text, struct vg_veilscan *scan)
{
	struct reading r = {.at = text, .scan = scan, .out = &scan->text};

	*scan = (struct vg_veilscan){0};
	vg_buf_init(&scan->text, 0);
	return vg_text_is_utf8(text, strlen(text)) && look(&r) == '{' &&
	    take_value(&r, "", 0) && look(&r) == '\0' && scan->text.error == VG_OK;
}

void
vg_veilscan_fini(struct vg_veilscan *scan)
{
	free(scan->stretches);
	vg_buf_fini(&scan->text);
	*scan = (struct vg_veilscan){0};
}
