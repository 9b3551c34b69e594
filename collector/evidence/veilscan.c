/*
 * A reader of JSON that keeps nothing of it but places.
 */
#include "collector/evidence/veilscan.h"

#include <stdlib.h>
#include <string.h>

#include "collector/evidence/veil.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

enum { MAX_NEST = 32, MAX_MEMBERS = 64, MAX_DIGITS = 18 };

struct token {
	const char *text;
	size_t size;
};

struct reading {
	const char *text, *at; /* ended by NUL, which is no token's */
	struct vg_veilscan *scan;
	bool inside; /* a person's entry, which is one stretch */
};

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

/* What stands behind a backslash.  Of a pair of surrogates a parser says whether it is one. */
static bool
take_escape(struct reading *r)
{
	if (*r->at && strchr("\"\\/bfnrt", *r->at)) {
		r->at++;
		return true;
	}
	if (*r->at != 'u' || strspn(r->at + 1, "0123456789abcdefABCDEF") < 4 ||
	    strchr("dD", r->at[1]) || strncmp(r->at + 1, "0000", 4) == 0)
		return false;
	r->at += 5;
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
	return true;
}

static bool
take_number(struct reading *r)
{
	size_t n;

	r->at += *r->at == '-';
	n = strspn(r->at, "0123456789");
	if (n == 0 || n > MAX_DIGITS || (n > 1 && *r->at == '0'))
		return false;
	r->at += n;
	/* A fraction would go on here. */
	return *r->at && strchr(" \t\r\n,]}", *r->at);
}

static bool
take_scalar(struct reading *r)
{
	static const char *const words[] = {"true", "false", "null"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (vg_text_starts(r->at, words[i])) {
			r->at += strlen(words[i]);
			return true;
		}
	}
	return take_number(r);
}

/* --- members ------------------------------------------------------------------------------- */

static bool
take_value(struct reading *r, const char *parent, int nest);

static void
note(struct reading *r, const char *from, const char *leaf)
{
	struct vg_veilscan *scan = r->scan;

	scan->stretches =
	    vg_mem_grow(scan->stretches, &scan->room, scan->n, sizeof(*scan->stretches));
	struct vg_veilscan_stretch *new = &scan->stretches[scan->n++];
	new->from = (size_t)(from - r->text);
	new->to = (size_t)(r->at - r->text);
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
	const char *from;

	name_of(key, name);
	if (look(r) != '"')
		return take_value(r, name, nest + 1);
	from = r->at;
	if (!take_string(r, &text))
		return false;
	if (!r->inside && vg_veil_covers(parent, name))
		note(r, from, name);
	return true;
}

static bool
take_members(struct reading *r, const char *parent, int nest)
{
	struct token keys[MAX_MEMBERS];
	size_t n = 0;

	if (take(r, '}'))
		return true;
	do {
		if (n == MAX_MEMBERS || !take_string(r, &keys[n]) ||
		    memchr(keys[n].text, '\\', keys[n].size) || !is_new(keys, n) ||
		    !take(r, ':') || !take_member(r, parent, &keys[n], nest))
			return false;
		n++;
	} while (take(r, ','));
	return take(r, '}');
}

/* --- values -------------------------------------------------------------------------------- */

static bool
take_object(struct reading *r, const char *parent, int nest)
{
	bool person = !r->inside && strcmp(parent, VG_VEILSCAN_PERSON) == 0;
	const char *from = r->at++;
	bool good;

	r->inside = r->inside || person;
	good = take_members(r, parent, nest);
	if (person) {
		r->inside = false;
		note(r, from, "");
	}
	return good;
}

/* The entries of a list are nodes of its name. */
static bool
take_array(struct reading *r, const char *parent, int nest)
{
	r->at++;
	if (take(r, ']'))
		return true;
	do {
		if (!take_value(r, parent, nest + 1))
			return false;
	} while (take(r, ','));
	return take(r, ']');
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
	struct reading r = {.text = text, .at = text, .scan = scan};

	*scan = (struct vg_veilscan){0};
	return vg_text_is_utf8(text, strlen(text)) && look(&r) == '{' &&
	    take_value(&r, "", 0) && look(&r) == '\0';
}

void
vg_veilscan_fini(struct vg_veilscan *scan)
{
	free(scan->stretches);
	*scan = (struct vg_veilscan){0};
}
