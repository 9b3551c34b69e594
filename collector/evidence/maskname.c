/*
 * Names in runs, each sorted.
 */
#include "collector/evidence/maskname.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"

/* From so many octets on a name is found inside longer words too. */
enum { ANYWHERE = 5, MAX_BETWEEN = 2, KEY_LETTERS = 3, MIN_NUMBERED = 3, MAX_NUMBER = 4 };

void
vg_maskname_fini(struct vg_maskname *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->names[i].text);
	free(list->names);
	free(list->sorted);
}

static int
by_text(const void *a, const void *b, void *cookie)
{
	const struct vg_maskname *list = cookie;
	const size_t i = *(const size_t *)a, j = *(const size_t *)b;
	int order = strcmp(list->names[i].text, list->names[j].text);

	/* Equal names: the one given first decides the word. */
	return order ? order : (i > j) - (i < j);
}

void
vg_maskname_sort(struct vg_maskname *list)
{
	if (list->n_runs && list->n_sorted == list->n)
		return;
	list->room_sorted = list->n + 1;
	list->sorted =
	    vg_mem_resize(list->sorted, list->room_sorted, sizeof(*list->sorted));
	for (size_t i = 0; i < list->n; i++)
		list->sorted[i] = i;
	if (list->n)
		qsort_r(list->sorted, list->n, sizeof(*list->sorted), by_text, list);
	list->n_sorted = list->end[0] = list->n;
	list->n_runs = 1;
}

static size_t
run_begin(const struct vg_maskname *list, size_t run)
{
	return run ? list->end[run - 1] : 0;
}

/* Makes one run of the last two. */
static void
merge_runs(struct vg_maskname *list)
{
	size_t a = run_begin(list, list->n_runs - 2),
	       middle = list->end[list->n_runs - 2];
	size_t b = middle, from = a, end = list->end[list->n_runs - 1], n = 0;
	size_t *merged = vg_mem_zero((end - from) * sizeof(*merged));

	while (a < middle || b < end) {
		bool first = b == end ||
		    (a < middle && by_text(&list->sorted[a], &list->sorted[b], list) < 0);
		merged[n++] = list->sorted[first ? a++ : b++];
	}
	memcpy(list->sorted + from, merged, n * sizeof(*merged));
	free(merged);
	list->n_runs--;
	list->end[list->n_runs - 1] = end;
}

size_t
vg_maskname_put(struct vg_maskname *list, const char *word, const char *text, size_t size)
{
	list->names =
	    vg_mem_grow(list->names, &list->room, list->n, sizeof(*list->names));
	struct vg_maskname_one *name = &list->names[list->n];
	*name = (struct vg_maskname_one){.text = vg_mem_text_n(text, size), .word = word};
	for (char *c = name->text; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return list->n++;
}

/* The digits of a host behind a name of letters: "edf01". */
static size_t
number_behind(const char *text, size_t at, size_t size)
{
	bool letter = isalpha((unsigned char)text[at + size - 1]) != 0;
	size_t n =
	    letter && size >= MIN_NUMBERED ? strspn(text + at + size, "0123456789") : 0;

	return n <= MAX_NUMBER ? n : 0;
}

/*
 * Whether names[index], found at text[at..at+size), is no part of a longer word or
 * number.
 */
static bool
stands_alone(const char *text, size_t at, size_t size, bool whole)
{
	unsigned char before = at ? (unsigned char)text[at - 1] : 0;
	unsigned char first = (unsigned char)text[at];
	unsigned char last = (unsigned char)text[at + size - 1];
	unsigned char after =
	    (unsigned char)text[at + size + number_behind(text, at, size)];

	if ((isdigit(first) && isdigit(before)) || (isdigit(last) && isdigit(after)))
		return false;
	if (whole && (before >= 0x80 || after >= 0x80))
		return false;
	return (size >= ANYWHERE && !whole) || (!isalnum(before) && !isalnum(after));
}

/*
 * The first of sorted[low..high) whose octet 'depth' is at least 'c'; all share what is
 * before.
 */
static size_t
lower_bound(
    const struct vg_maskname *list, size_t low, size_t high, size_t depth, unsigned c)
{
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *text = list->names[list->sorted[middle]].text;
		if ((unsigned char)text[depth] < c)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/*
 * A letter of the text as names have it; 'loose': what stands between words is a blank.
 */
static unsigned
letter_at(const char *text, bool loose, size_t *n)
{
	*n = 1;
	if (!loose || !strchr(" -_.,", *text))
		return (unsigned)tolower((unsigned char)*text);
	while (*n < MAX_BETWEEN && text[*n] && strchr(" -_.,", text[*n]))
		++*n;
	return ' ';
}

/* What 'text' begins with, of VG_MASKNAME_KEY; 0: it is too short. */
static unsigned
key_of(const char *text, bool loose)
{
	unsigned key = 1;

	for (int i = 0; i < KEY_LETTERS; i++) {
		size_t n;
		if (!*text)
			return 0;
		key = key << 5 ^ letter_at(text, loose, &n);
		text += n;
	}
	return key % VG_MASKNAME_KEY;
}

/* Lets names[index], which was put last, stand in the runs. */
static void
join_names(struct vg_maskname *list, size_t index)
{
	list->sorted = vg_mem_grow(
	    list->sorted, &list->room_sorted, list->n_sorted, sizeof(*list->sorted));
	list->sorted[list->n_sorted++] = index;
	list->end[list->n_runs++] = list->n_sorted;
	list->begins[key_of(list->names[index].text, false)] = true;
	while (list->n_runs > 2) {
		size_t middle = list->end[list->n_runs - 2];
		if (list->n_sorted - middle < middle - run_begin(list, list->n_runs - 2))
			return;
		merge_runs(list);
	}
}

/* The size of the longest name of 'run' at text[at], and which it is; 0: none. */
static size_t
find_in(const struct vg_maskname *list, size_t run, const char *text, size_t at,
    bool loose, size_t *index)
{
	size_t low = run_begin(list, run), high = list->end[run];
	size_t longest = 0, size = 0, n;

	for (size_t depth = 0; low < high && text[at + size]; depth++) {
		unsigned c = letter_at(text + at + size, loose, &n);
		low = lower_bound(list, low, high, depth, c);
		high = lower_bound(list, low, high, depth, c + 1);
		size += n;
		if (low == high)
			break;
		const struct vg_maskname_one *name = &list->names[list->sorted[low]];
		if (!name->text[depth + 1] && stands_alone(text, at, size, name->whole)) {
			longest = size;
			*index = list->sorted[low];
		}
	}
	return longest;
}

/* The same of all. */
static size_t
find_as(const struct vg_maskname *list, const char *text, size_t at, bool loose,
    size_t *index)
{
	size_t longest = find_in(list, 0, text, at, loose, index);

	if (list->n_runs == 1 || !list->begins[key_of(text + at, loose)])
		return longest;
	for (size_t run = 1; run < list->n_runs; run++) {
		size_t other = 0, size = find_in(list, run, text, at, loose, &other);
		if (size > longest) {
			longest = size;
			*index = other;
		}
	}
	return longest;
}

size_t
vg_maskname_at(const struct vg_maskname *list, const char *text, size_t at, size_t *index)
{
	size_t size = find_as(list, text, at, false, index), other = 0;
	bool begins = !at || !isalnum((unsigned char)text[at - 1]);
	size_t loose = begins ? find_as(list, text, at, true, &other) : 0;

	if (loose > size)
		*index = other;
	return loose > size ? loose : size;
}

/* How 'known' stands to text[0..size) in small letters. */
static int
compare(const char *known, const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		int order = (unsigned char)known[i] - tolower((unsigned char)text[i]);
		if (order || !known[i])
			return order;
	}
	return known[size] ? 1 : 0;
}

/* Whether text[0..size) is a name of 'run': the first of those that are the same. */
static bool
is_in(const struct vg_maskname *list, size_t run, const char *text, size_t size,
    size_t *index)
{
	size_t low = run_begin(list, run), high = list->end[run], end = high;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *known = list->names[list->sorted[middle]].text;
		if (compare(known, text, size) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == end || compare(list->names[list->sorted[low]].text, text, size) != 0)
		return false;
	*index = list->sorted[low];
	return true;
}

bool
vg_maskname_is(
    const struct vg_maskname *list, const char *text, size_t size, size_t *index)
{
	for (size_t run = 0; run < list->n_runs; run++) {
		if (is_in(list, run, text, size, index))
			return true;
	}
	return false;
}

size_t
vg_maskname_join(
    struct vg_maskname *list, const char *word, const char *text, size_t size)
{
	size_t index = vg_maskname_put(list, word, text, size);

	join_names(list, index);
	return index;
}
