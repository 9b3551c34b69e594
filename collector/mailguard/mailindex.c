/*
 * One table of what was added, by its kind and its words.
 */
#include "collector/mailguard/mailindex.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "collector/mailguard/mailfold.h"
#include "collector/mailguard/mailname.h"
#include "lib/base/buf.h"
#include "lib/base/mem.h"
#include "lib/base/nametable.h"
#include "lib/base/text.h"

enum {
	KEY_SIZE = 320,
	MIN_NAME = 3, /* octets of a firm's name */
	NATIONAL = 9, /* digits of a telephone behind its prefix */
	MAX_RUN = 64, /* digits that may belong together */
	MAX_TOKEN = 254
};

/* What stands under one key; of several the one added last comes first. */
struct one {
	struct vg_mailindex_entry entry;
	bool everyday; /* all words of the name are everybody's */
	struct one *more;
};

struct key {
	char *text;    /* owned; a letter of its kind in front */
	size_t number; /* among the index's keys */
	struct one *first;
};

struct vg_mailindex {
	struct vg_nametable table;
	struct key **keys; /* owned, each too */
	size_t n, room;
	size_t most; /* words of the longest name */
};

struct vg_mailindex *
vg_mailindex_new(void)
{
	return vg_mem_zero(sizeof(struct vg_mailindex));
}

void
vg_mailindex_free(struct vg_mailindex *index)
{
	if (!index)
		return;
	for (size_t i = 0; i < index->n; i++) {
		for (struct one *one = index->keys[i]->first, *more; one; one = more) {
			more = one->more;
			free(one);
		}
		free(index->keys[i]->text);
		free(index->keys[i]);
	}
	free(index->keys);
	vg_nametable_fini(&index->table);
	free(index);
}

static const struct key *
key_of(const struct vg_mailindex *index, const char *text)
{
	return vg_nametable_find_text(&index->table, text);
}

static void
put(struct vg_mailindex *index, const struct vg_mailindex_entry *entry, const char *text,
    bool everyday)
{
	const struct key *known = key_of(index, text);
	struct key *key = known ? index->keys[known->number] : NULL;

	if (!key) {
		index->keys = vg_mem_grow(
		    index->keys, &index->room, index->n, sizeof(struct key *));
		key = vg_mem_zero(sizeof(*key));
		key->number = index->n;
		index->keys[index->n++] = key;
		key->text = vg_mem_text(text);
		vg_nametable_put_text(&index->table, key->text, key);
	}
	struct one *one = vg_mem_zero(sizeof(*one));
	*one = (struct one){*entry, everyday, key->first};
	key->first = one;
}

/* --- names ----------------------------------------------------------------------------------- */

/* Puts the words of 'name' in their order, with the one at 'first' in front. */
static void
put_words(struct vg_mailindex *index, const struct vg_mailindex_entry *entry,
    const struct vg_mailalone_name *name, size_t first)
{
	char key[KEY_SIZE] = "n";
	size_t used = 1;

	for (size_t i = 0; i < name->n; i++) {
		const char *word = name->word[(first + i) % name->n];
		size_t size = strlen(word);
		if (used + size + 2 > sizeof(key))
			return;
		key[used] = ' ';
		memcpy(key + used + 1, word, size + 1);
		used += size + 1;
	}
	if (name->n > index->most)
		index->most = name->n;
	put(index, entry, key, name->everyday);
}

/* "jeanne martin" and "martin jeanne"; of more words each end may be the last name. */
static void
put_person(struct vg_mailindex *index, const struct vg_mailindex_entry *entry)
{
	struct vg_mailalone_name name;

	if (!vg_mailalone_split(entry->text, &name) || name.trade || name.n < 2)
		return;
	put_words(index, entry, &name, 0);
	put_words(index, entry, &name, name.n - 1);
	if (name.n > 2)
		put_words(index, entry, &name, 1);
}

/* Where the writings of a firm's name go. */
struct adding {
	struct vg_mailindex *index;
	const struct vg_mailindex_entry *entry;
};

static void
put_writing(const char *writing, void *cookie)
{
	const struct adding *a = cookie;
	struct vg_mailalone_name name;

	if (strlen(writing) >= MIN_NAME && vg_mailalone_split(writing, &name) &&
	    !name.everyday)
		put_words(a->index, a->entry, &name, 0);
}

static void
put_firm(struct vg_mailindex *index, const struct vg_mailindex_entry *entry)
{
	struct adding adding = {index, entry};
	struct vg_buf folded;

	vg_buf_init(&folded, 0);
	vg_mailfold(entry->text, false, &folded);
	for (size_t i = 0; i < folded.size; i++) {
		unsigned char c = folded.data[i];
		folded.data[i] =
		    isalnum(c) || c >= 0x80 ? (unsigned char)tolower(c) : ' ';
	}
	vg_mailname_firm(entry->text, vg_buf_text(&folded), put_writing, &adding);
	vg_buf_fini(&folded);
}

/* --- addresses, domains, telephones ---------------------------------------------------------- */

static void
put_small(struct vg_mailindex *index, const struct vg_mailindex_entry *entry, char kind)
{
	char key[KEY_SIZE];

	vg_text_format(key, sizeof(key), "%c%s", kind, entry->text);
	for (char *c = key; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	put(index, entry, key, false);
}

/* The digits of 'text' up to the first octet that no telephone number holds. */
static size_t
read_digits(const char *text, char digits[MAX_RUN], size_t *used)
{
	size_t n = 0, i = 0;

	for (; text[i] && n < MAX_RUN; i++) {
		if (isdigit((unsigned char)text[i]))
			digits[n++] = text[i];
		else if (!strchr(" .,-_/()+", text[i]))
			break;
	}
	*used = i;
	return n;
}

static void
put_telephone(struct vg_mailindex *index, const struct vg_mailindex_entry *entry)
{
	char digits[MAX_RUN], key[KEY_SIZE];
	size_t used, n = read_digits(entry->text, digits, &used);

	if (n < NATIONAL)
		return;
	vg_text_format(key, sizeof(key), "t%.*s", (int)NATIONAL, digits + n - NATIONAL);
	put(index, entry, key, false);
}

void
vg_mailindex_add(struct vg_mailindex *index, const struct vg_mailindex_entry *entry)
{
	if (!entry->text[0])
		return;
	switch (entry->kind) {
	case VG_MAILINDEX_FIRM:
		put_firm(index, entry);
		break;
	case VG_MAILINDEX_PERSON:
		put_person(index, entry);
		break;
	case VG_MAILINDEX_MAIL:
		put_small(index, entry, 'm');
		break;
	case VG_MAILINDEX_DOMAIN:
		put_small(index, entry, 'd');
		break;
	case VG_MAILINDEX_TELEPHONE:
		put_telephone(index, entry);
		break;
	}
}

/* --- looked for ------------------------------------------------------------------------------ */

/* What is 'own' or ours as well tells of nobody else. */
static bool
is_ours(const struct key *key, const char *own)
{
	for (const struct one *one = key->first; one; one = one->more) {
		if (!one->entry.owner[0] || strcmp(one->entry.owner, own) == 0)
			return true;
	}
	return false;
}

static const struct one *
other_of(const struct vg_mailindex *index, const char *text, const char *own)
{
	const struct key *key = key_of(index, text);

	return key && !is_ours(key, own) ? key->first : NULL;
}

const struct vg_mailindex_entry *
vg_mailindex_name(const struct vg_mailindex *index, const struct vg_mailalone *words,
    const char *own, struct vg_mailalone_place *place)
{
	struct vg_mailalone_one word;

	for (size_t at = 0; vg_mailalone_word(words, at, &word); at++) {
		bool covered = true, capital = true;
		char key[KEY_SIZE] = "n";
		size_t used = 1;
		for (size_t n = 1; n <= index->most; n++) {
			bool more = vg_mailalone_word(words, at + n - 1, &word);
			size_t size = more ? strlen(word.small) : 0;
			if (!size || used + size + 2 > sizeof(key))
				break;
			covered = covered && word.covered;
			capital = capital && word.capital;
			key[used] = ' ';
			memcpy(key + used + 1, word.small, size + 1);
			used += size + 1;
			const struct one *one =
			    covered ? NULL : other_of(index, key, own);
			if (!one || (one->everyday && !capital))
				continue;
			vg_mailalone_tell(words, at, n, place);
			return &one->entry;
		}
	}
	return NULL;
}

static bool
is_token(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80 ||
	    (c && strchr("-._+", c));
}

/* What token[0..size) is by itself, or by the domain behind its "@" or one of its dots. */
static const struct one *
token_of(
    const struct vg_mailindex *index, const char *token, size_t size, const char *own)
{
	const char *at = memchr(token, '@', size), *end = token + size;
	const char *host = at ? at + 1 : token;
	const struct key *known = NULL;
	char key[KEY_SIZE];

	if (size > MAX_TOKEN)
		return NULL;
	if (at) {
		vg_text_format(key, sizeof(key), "m%.*s", (int)size, token);
		known = key_of(index, key);
	}
	/* What is known best decides: an address of ours in another's house is ours. */
	while (!known && host && host < end) {
		vg_text_format(key, sizeof(key), "d%.*s", (int)(end - host), host);
		known = key_of(index, key);
		host = memchr(host, '.', (size_t)(end - host));
		host = host ? host + 1 : NULL;
	}
	return known && !is_ours(known, own) ? known->first : NULL;
}

/* An address or a host; a dot at its end is the sentence's. */
static const struct one *
find_host(const struct vg_mailindex *index, const char *text, const char *own)
{
	const struct one *one = NULL;

	while (*text && !one) {
		size_t size = 0;
		bool dot = false;
		while (is_token(text[size]) || (size && text[size] == '@')) {
			dot = dot || text[size] == '.';
			size++;
		}
		size_t all = size ? size : 1;
		while (size && strchr(".-_@", text[size - 1]))
			size--;
		size_t front = dot ? strspn(text, ".-_+") : 0;
		if (dot && size > front)
			one = token_of(index, text + front, size - front, own);
		text += all;
	}
	return one;
}

/* Nine digits somewhere among those that may belong together. */
static const struct one *
find_telephone(const struct vg_mailindex *index, const char *text, const char *own)
{
	char digits[MAX_RUN], key[KEY_SIZE];
	const struct one *one = NULL;

	while (*text && !one) {
		size_t used = 1;
		size_t n =
		    isdigit((unsigned char)*text) ? read_digits(text, digits, &used) : 0;
		for (size_t i = 0; i + NATIONAL <= n && !one; i++) {
			vg_text_format(
			    key, sizeof(key), "t%.*s", (int)NATIONAL, digits + i);
			one = other_of(index, key, own);
		}
		/* What filled the room may have cut a number: look at its end again. */
		text += n == MAX_RUN ? used - used / 2 : used;
	}
	return one;
}

const struct vg_mailindex_entry *
vg_mailindex_sign(const struct vg_mailindex *index, const char *text, const char *own)
{
	const struct one *one = find_host(index, text, own);

	one = one ? one : find_telephone(index, text, own);
	return one ? &one->entry : NULL;
}
