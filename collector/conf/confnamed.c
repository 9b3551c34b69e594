/*
 * Devices that a text names.
 */
#include "collector/conf/confnamed.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "collector/conf/conf.h"
#include "lib/base/mem.h"

enum { OCTETS = 256 };

struct word {
	char *folded; /* owned */
	const struct vg_conf_device *device;
};

struct vg_confnamed {
	struct word *words; /* owned, sorted; of one word devices stand as in the tree */
	size_t n;
	size_t begin[OCTETS + 1]; /* of the words with that first octet */
};

/* Lower case, and U+2010 and U+2011 as "-"; the caller frees it. */
static char *
fold(const char *text)
{
	char *folded = vg_mem_text(text);
	char *to = folded;

	for (const char *at = text; *at; to++) {
		bool hyphen = strncmp(at, "\xe2\x80\x90", 3) == 0 ||
		    strncmp(at, "\xe2\x80\x91", 3) == 0;
		*to = hyphen ? '-' : (char)tolower((unsigned char)*at);
		at += hyphen ? 3 : 1;
	}
	*to = '\0';
	return folded;
}

/* --- the words of a tree ------------------------------------------------------------------- */

static int
compare(const void *left, const void *right)
{
	const struct word *a = left, *b = right;
	int order = strcmp(a->folded, b->folded);

	return order ? order : (a->device > b->device) - (a->device < b->device);
}

static void
add_word(struct vg_confnamed *named, const char *word, const struct vg_conf_device *d)
{
	if (word[0])
		named->words[named->n++] = (struct word){fold(word), d};
}

struct vg_confnamed *
vg_confnamed_new(const struct vg_conf_device *devices, size_t n)
{
	struct vg_confnamed *named = vg_mem_zero(sizeof(*named));

	named->words = vg_mem_array(2 * n, sizeof(*named->words));
	for (size_t i = 0; i < n; i++) {
		add_word(named, devices[i].name, &devices[i]);
		add_word(named, devices[i].serial, &devices[i]);
	}
	if (named->n)
		qsort(named->words, named->n, sizeof(*named->words), compare);
	for (size_t i = 0; i < named->n; i++)
		named->begin[(unsigned char)named->words[i].folded[0] + 1]++;
	for (size_t i = 0; i < OCTETS; i++)
		named->begin[i + 1] += named->begin[i];
	return named;
}

void
vg_confnamed_free(struct vg_confnamed *named)
{
	for (size_t i = 0; named && i < named->n; i++)
		free(named->words[i].folded);
	if (named)
		free(named->words);
	free(named);
}

/* --- the words of a text ------------------------------------------------------------------- */

struct walk {
	const struct vg_confnamed *named;
	vg_confnamed_cb wanted;
	const void *cookie;
	bool *asked; /* owned; by a word's first place */
};

static bool
joins(char c)
{
	return c == '-' || c == '_';
}

/* Whether a word begins at 'at': "core" of "dc-core" is none. */
static bool
begins(const char *text, const char *at)
{
	if (at == text || (!isalnum((unsigned char)at[-1]) && !joins(at[-1])))
		return true;
	return joins(at[-1]) && (at - 1 == text || !isalnum((unsigned char)at[-2]));
}

static bool
ends(const char *at)
{
	return !isalnum((unsigned char)at[0]) &&
	    !(joins(at[0]) && isalnum((unsigned char)at[1]));
}

/* The first of the words from 'low' to 'high', alike before 'depth', whose octet there is not
 * below 'octet'. */
static size_t
first_from(const struct word *words, size_t low, size_t high, size_t depth, int octet)
{
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if ((unsigned char)words[middle].folded[depth] < octet)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Of the words from 'low' on that end at 'depth'; a word of which none is wanted is asked once. */
static const struct vg_conf_device *
wanted_of(const struct walk *w, size_t low, size_t high, size_t depth)
{
	const struct word *words = w->named->words;

	for (size_t i = low; i < high && !w->asked[low] && !words[i].folded[depth]; i++) {
		if (w->wanted(words[i].device, w->cookie))
			return words[i].device;
	}
	w->asked[low] = w->asked[low] || !words[low].folded[depth];
	return NULL;
}

/* The longest that stands at 'at': an octet more leaves fewer words. */
static const struct vg_conf_device *
named_at(const struct walk *w, const char *at)
{
	const struct vg_confnamed *named = w->named;
	size_t low = named->begin[(unsigned char)at[0]];
	size_t high = named->begin[(unsigned char)at[0] + 1];
	const struct vg_conf_device *found = NULL;

	for (size_t depth = 1; low < high; depth++) {
		const struct vg_conf_device *d =
		    ends(at + depth) ? wanted_of(w, low, high, depth) : NULL;
		int octet = (unsigned char)at[depth];
		found = d ? d : found;
		if (!octet)
			break;
		low = first_from(named->words, low, high, depth, octet);
		high = first_from(named->words, low, high, depth, octet + 1);
	}
	return found;
}

const struct vg_conf_device *
vg_confnamed_first(const struct vg_confnamed *named, const char *text,
    vg_confnamed_cb wanted, const void *cookie)
{
	char *folded = fold(text);
	const struct vg_conf_device *found = NULL;
	const struct walk w = {
	    named, wanted, cookie, vg_mem_array(named->n, sizeof(*w.asked))};

	for (const char *at = folded; *at && !found; at++) {
		if (begins(folded, at))
			found = named_at(&w, at);
	}
	free(w.asked);
	free(folded);
	return found;
}
