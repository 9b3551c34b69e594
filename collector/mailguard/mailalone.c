/*
 * Names alone.
 */
#include "collector/mailguard/mailalone.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "collector/mailguard/mailcommon.h"
#include "collector/mailguard/mailfold.h"
#include "lib/base/buf.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

enum { MIN_WORD = 3 };

/* How a sentence begins: with "Contact : Blanc" it does not, with "ne-7: Petit souci" it does. */
enum begin { WITHIN, IF_MORE, BEGINS };

struct word {
	size_t text; /* in small letters, in 'small'; the same place in 'written' */
	unsigned line, count;   /* words in its line */
	bool capital, capitals; /* its first letter is one; all are, and there are two */
	enum begin begins;      /* a sentence, as far as the text says */
	bool
	    ends; /* no word is behind it in its line, numbers aside, or a comma or quote */
	bool covered;
};

struct vg_mailalone {
	struct vg_buf small, written; /* each word with its NUL */
	struct word *words;           /* owned; a line of 0 between two texts */
	size_t n, room;
	size_t *sorted; /* owned; by their text */
};

/* --- words of a text ------------------------------------------------------------------------- */

static bool
is_letter(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

static bool
is_capital(char c)
{
	return isupper((unsigned char)c) || (unsigned char)c >= 0x80;
}

static void
add_word(struct vg_mailalone *w, const char *from, size_t size, unsigned line,
    enum begin begins)
{
	size_t after = size + strspn(from + size, " ");
	struct word word = {.text = w->small.size,
	    .line = line,
	    .capital = is_capital(*from),
	    .capitals = size > 1,
	    .begins = begins,
	    .ends = from[after] == ',' || from[after] == '"'};

	for (size_t i = 0; i < size; i++) {
		word.capitals = word.capitals && !islower((unsigned char)from[i]);
		vg_buf_add_u8(&w->small, (uint8_t)tolower((unsigned char)from[i]));
	}
	vg_buf_add_u8(&w->small, 0);
	vg_buf_add(&w->written, from, size);
	vg_buf_add_u8(&w->written, 0);
	w->words = vg_mem_grow(w->words, &w->room, w->n, sizeof(*w->words));
	w->words[w->n++] = word;
}

static const char *
small_of(const struct vg_mailalone *w, size_t word)
{
	return (const char *)w->small.data + w->words[word].text;
}

static bool
is_one_of(const char *word, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(list[i], word) == 0)
			return true;
	}
	return false;
}

/* "J.", "Ph.", "Ing.": a name follows; "ok.", "HS." and "7." end a sentence. */
static bool
is_shortened(const struct vg_mailalone *w)
{
	static const char *const titles[] = {
	    "ing", "dr", "pr", "prof", "me", "mr", "mrs", "ms", "mme", "mlle", "mgr"};
	const struct word *word = &w->words[w->n - 1];
	const char *small = small_of(w, w->n - 1);

	if (is_one_of(small, titles, COUNT(titles)))
		return true;
	if (!word->capital || word->capitals || isdigit((unsigned char)small[0]))
		return false;
	return !small[1] || (!small[2] && !strchr("aeiouy", small[1]));
}

/* What 'c' begins behind the last word of a line, or behind another sign ('apart'). */
static enum begin
begins_behind(const struct vg_mailalone *w, char c, bool apart)
{
	if (strchr("!?;", c) || (c == '.' && (apart || !is_shortened(w))))
		return BEGINS;
	return c == ':' || c == '"' ? IF_MORE : WITHIN;
}

/* Numbers go on with what is said: "Petit 04 72 00 00 00". */
static void
close_line(struct vg_mailalone *w, size_t first)
{
	bool more = false;

	for (size_t i = w->n; i-- > first;) {
		struct word *word = &w->words[i];
		word->count = (unsigned)(w->n - first);
		word->ends = word->ends || !more;
		more = more || !isdigit((unsigned char)*small_of(w, i));
	}
}

/* A sentence begins behind its ends, and behind what begins a line before words do. */
static void
add_line(struct vg_mailalone *w, const char *line, unsigned number)
{
	size_t first = w->n;
	enum begin begins = BEGINS;
	bool apart = true;

	while (*line) {
		size_t size = 0;
		while (is_letter(line[size]))
			size++;
		if (size) {
			add_word(w, line, size, number, begins);
			begins = WITHIN;
			apart = false;
			line += size;
			continue;
		}
		enum begin found = begins_behind(w, *line, apart);
		begins = found > begins ? found : begins;
		apart = true;
		line++;
	}
	close_line(w, first);
}

static void
add_text(struct vg_mailalone *w, const char *text)
{
	for (unsigned number = 1; *text; number++) {
		size_t size = strcspn(text, "\n");
		char *line = vg_mem_text_n(text, size);
		struct vg_buf folded;
		vg_buf_init(&folded, 0);
		vg_mailfold(line, false, &folded);
		add_line(w, vg_buf_text(&folded), number);
		vg_buf_fini(&folded);
		free(line);
		text += size + (text[size] == '\n');
	}
}

static int
by_text(const void *a, const void *b, void *cookie)
{
	const struct vg_mailalone *w = cookie;
	size_t i = *(const size_t *)a, j = *(const size_t *)b;
	int order = strcmp(small_of(w, i), small_of(w, j));

	return order ? order : (i > j) - (i < j);
}

struct vg_mailalone *
vg_mailalone_new(const char *text)
{
	struct vg_mailalone *w = vg_mem_zero(sizeof(*w));
	struct vg_buf decoded;

	vg_buf_init(&w->small, 0);
	vg_buf_init(&w->written, 0);
	vg_buf_init(&decoded, 0);
	add_text(w, text);
	if (vg_mailfold_decode(text, &decoded)) {
		add_word(w, "", 0, 0, BEGINS);
		add_text(w, vg_buf_text(&decoded));
	}
	vg_buf_fini(&decoded);
	w->sorted = vg_mem_zero((w->n + 1) * sizeof(*w->sorted));
	for (size_t i = 0; i < w->n; i++)
		w->sorted[i] = i;
	if (w->n)
		qsort_r(w->sorted, w->n, sizeof(*w->sorted), by_text, w);
	return w;
}

void
vg_mailalone_free(struct vg_mailalone *words)
{
	if (!words)
		return;
	vg_buf_fini(&words->small);
	vg_buf_fini(&words->written);
	free(words->words);
	free(words->sorted);
	free(words);
}

/* --- a name ---------------------------------------------------------------------------------- */

/* What has too many words is no name, and of few letters a word of everybody's. */
bool
vg_mailalone_split(const char *name, struct vg_mailalone_name *split)
{
	struct vg_buf folded;
	bool in_word = false;

	memset(split, 0, sizeof(*split));
	vg_buf_init(&folded, 0);
	vg_mailfold(name, false, &folded);
	vg_text_copy(split->text, sizeof(split->text), vg_buf_text(&folded));
	vg_buf_fini(&folded);
	for (char *c = split->text; *c; c++) {
		bool letter = is_letter(*c);
		*c = letter ? (char)tolower((unsigned char)*c) : '\0';
		if (letter && !in_word) {
			if (split->n == VG_MAILALONE_WORDS)
				return false;
			split->word[split->n++] = c;
		}
		in_word = letter;
	}
	split->everyday = split->trade = true;
	for (size_t i = 0; i < split->n; i++) {
		enum vg_mailcommon common = vg_mailcommon(split->word[i]);
		bool shorter = strlen(split->word[i]) < MIN_WORD;
		split->trade = split->trade && common == VG_MAILCOMMON_TRADE;
		split->everyday =
		    split->everyday && (common != VG_MAILCOMMON_RARE || shorter);
	}
	return split->n > 0;
}

static size_t
lower_bound(const struct vg_mailalone *w, const char *text)
{
	size_t low = 0, high = w->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(small_of(w, w->sorted[middle]), text) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool
stands_at(const struct vg_mailalone *w, size_t at, const struct vg_mailalone_name *name)
{
	for (size_t i = 0; i < name->n; i++) {
		if (at + i >= w->n || strcmp(small_of(w, at + i), name->word[i]) != 0)
			return false;
	}
	return true;
}

void
vg_mailalone_cover(struct vg_mailalone *words, const char *name)
{
	struct vg_mailalone_name wanted;

	if (!words->n || !vg_mailalone_split(name, &wanted))
		return;
	for (size_t s = lower_bound(words, wanted.word[0]); s < words->n; s++) {
		size_t at = words->sorted[s];
		if (strcmp(small_of(words, at), wanted.word[0]) != 0)
			break;
		for (size_t i = 0; stands_at(words, at, &wanted) && i < wanted.n; i++)
			words->words[at + i].covered = true;
	}
}

static bool
is_greeting(const char *word)
{
	static const char *const greetings[] = {"bonjour", "bonsoir", "hello", "hi",
	    "dear", "cher", "chere", "salut", "merci", "thanks", "hey", "cordialement",
	    "regards", "mr", "mrs", "ms", "mme", "mlle", "monsieur", "madame"};

	return is_one_of(word, greetings, COUNT(greetings));
}

/* Behind which persons stand, with a colon or without. */
static bool
is_label(const char *word)
{
	static const char *const labels[] = {"contact", "contacter", "contactez",
	    "personne", "person", "demander", "demandez", "appeler", "appelez", "nom"};

	return is_one_of(word, labels, COUNT(labels));
}

/* Where all is in capitals they say nothing. */
static bool
is_shouted(const struct vg_mailalone *w, size_t at, size_t n)
{
	const struct word *word = &w->words[at];

	return word->capitals &&
	    ((at && word[-1].line && word[-1].capitals) ||
		(at + n < w->n && w->words[at + n].capitals));
}

/*
 * Whether somebody is called so at 'at': "Petit" has a line of its own, or is greeted.
 * Behind a greeting a word of everybody's may go on otherwise: "Bonjour, petit souci".
 */
static bool
is_called(const struct vg_mailalone *w, size_t at, const struct vg_mailalone_name *name)
{
	const struct word *word = &w->words[at];

	if (word->count == name->n)
		return true;
	if (!at || word[-1].line != word->line)
		return false;
	bool label = is_label(small_of(w, at - 1));
	if (!label && !is_greeting(small_of(w, at - 1)))
		return false;
	return !name->everyday || word[name->n - 1].ends ||
	    (word->capital && word->begins <= (label ? IF_MORE : WITHIN) &&
		!is_shouted(w, at, name->n));
}

/* Whether the name at 'at' is told by how it stands (the table of the header). */
static bool
tells(const struct vg_mailalone *w, size_t at, enum vg_mailalone_kind kind,
    const struct vg_mailalone_name *name)
{
	const struct word *word = &w->words[at];
	bool begins = word->begins == BEGINS ||
	    (word->begins == IF_MORE && !word[name->n - 1].ends);

	switch (kind) {
	case VG_MAILALONE_LAST:
		return !name->everyday || is_called(w, at, name) ||
		    (word->capital && !begins && !is_shouted(w, at, name->n));
	case VG_MAILALONE_FIRST:
		break;
	}
	return is_called(w, at, name) || (!name->everyday && word->capital);
}

bool
vg_mailalone_word(
    const struct vg_mailalone *words, size_t at, struct vg_mailalone_one *one)
{
	if (at >= words->n)
		return false;
	one->small = small_of(words, at);
	one->capital = words->words[at].capital;
	one->covered = words->words[at].covered;
	return true;
}

void
vg_mailalone_tell(
    const struct vg_mailalone *w, size_t at, size_t n, struct vg_mailalone_place *place)
{
	struct vg_buf said;

	vg_buf_init(&said, 0);
	for (size_t i = 0; i < n; i++)
		vg_buf_addf(&said, "%s%s", i ? " " : "",
		    (const char *)w->written.data + w->words[at + i].text);
	vg_text_copy(place->said, sizeof(place->said), vg_buf_text(&said));
	place->line = w->words[at].line;
	vg_buf_fini(&said);
}

bool
vg_mailalone_find(const struct vg_mailalone *words, enum vg_mailalone_kind kind,
    const char *name, struct vg_mailalone_place *place)
{
	struct vg_mailalone_name wanted;

	if (!words->n || !vg_mailalone_split(name, &wanted) || wanted.trade)
		return false;
	for (size_t s = lower_bound(words, wanted.word[0]); s < words->n; s++) {
		size_t at = words->sorted[s];
		bool covered = true;
		if (strcmp(small_of(words, at), wanted.word[0]) != 0)
			break;
		if (!stands_at(words, at, &wanted))
			continue;
		for (size_t i = 0; i < wanted.n; i++)
			covered = covered && words->words[at + i].covered;
		if (!covered && tells(words, at, kind, &wanted)) {
			vg_mailalone_tell(words, at, wanted.n, place);
			return true;
		}
	}
	return false;
}

/* --- a person's -------------------------------------------------------------------------------- */

static bool
is_all_capitals(const char *word, size_t size)
{
	size_t letters = 0;

	for (size_t i = 0; i < size; i++) {
		if (islower((unsigned char)word[i]))
			return false;
		letters += isupper((unsigned char)word[i]) != 0;
	}
	return letters > 1;
}

/*
 * Of a name of two words at least; whether the last one stands in front: "MARTIN Jeanne".
 */
static bool
is_turned(const char *name)
{
	const char *last = strrchr(name, ' ');

	return last && is_all_capitals(name, strcspn(name, " ")) &&
	    !is_all_capitals(last + 1, strlen(last + 1));
}

static bool
take_end(const char *name, bool front, char *part, size_t size)
{
	const char *last = strrchr(name, ' ');

	if (!last || last == name || !last[1])
		return false;
	if (front)
		vg_text_format(part, size, "%.*s", (int)strcspn(name, " "), name);
	else
		vg_text_copy(part, size, last + 1);
	return true;
}

bool
vg_mailalone_last(const char *name, char *part, size_t size)
{
	return take_end(name, is_turned(name), part, size);
}

bool
vg_mailalone_first(const char *name, char *part, size_t size)
{
	return take_end(name, !is_turned(name), part, size);
}
