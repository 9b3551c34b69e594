/*
 * Phrases fitted to sentences, the places as short as they can be.
 */
#include "collector/letter/letterphrase.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

/* STEPS bounds what a sentence from outside may cost a phrase. */
enum { PHRASE_MAX = 512, MAX_PLACES = 6, MAX_DEEP = 3, STEPS = 20000 };

struct phrase {
	char *text, *says; /* owned */
	size_t letters;    /* outside places */
	bool joins;        /* it has no word of its own */
};

struct vg_letterphrases {
	struct phrase *list; /* owned */
	size_t n, room;
	const char *colon;
};

/* What stands in a place of a sentence; all borrowed. */
struct place {
	const char *name, *from;
	size_t name_size, size;
};

struct fit {
	struct place place[MAX_PLACES];
	size_t n, steps;
	const char *rest; /* behind ": "; NULL: nothing */
};

struct vg_letterphrases *
vg_letterphrases_new(const char *colon)
{
	struct vg_letterphrases *phrases = vg_mem_zero(sizeof(*phrases));

	phrases->colon = colon;
	return phrases;
}

void
vg_letterphrases_free(struct vg_letterphrases *phrases)
{
	if (!phrases)
		return;
	for (size_t i = 0; i < phrases->n; i++) {
		free(phrases->list[i].text);
		free(phrases->list[i].says);
	}
	free(phrases->list);
	free(phrases);
}

/* The octets of the place that begins at 'at', with its braces; 0: none does. */
static size_t
place_at(const char *at)
{
	const char *end = *at == '{' ? strchr(at, '}') : NULL;

	return end && end > at + 1 ? (size_t)(end - at) + 1 : 0;
}

/* Whether 'text' has the place of 'size' octets at 'place'. */
static bool
has_place(const char *text, const char *place, size_t size)
{
	while (*text) {
		size_t own = place_at(text);
		if (own == size && strncmp(text, place, size) == 0)
			return true;
		text += own ? own : 1;
	}
	return false;
}

static bool
is_letter(char c)
{
	return isalpha((unsigned char)c) || (unsigned char)c >= 0x80;
}

int
vg_letterphrases_add(struct vg_letterphrases *phrases, const char *text, const char *says)
{
	size_t places = 0, letters = 0;
	bool joins = true;

	if (strlen(text) > PHRASE_MAX || strlen(says) > PHRASE_MAX)
		return VG_ELIMIT;
	for (const char *at = says; *at;) {
		size_t size = place_at(at);
		if (size && !has_place(text, at, size))
			return VG_EINVAL;
		at += size ? size : 1;
	}
	for (const char *at = text; *at;) {
		size_t size = place_at(at);
		places += size != 0;
		letters += size == 0;
		joins = joins && (size || !is_letter(*at));
		at += size ? size : 1;
	}
	if (places > MAX_PLACES)
		return VG_EINVAL;
	phrases->list = vg_mem_grow(
	    phrases->list, &phrases->room, phrases->n, sizeof(*phrases->list));
	phrases->list[phrases->n++] =
	    (struct phrase){vg_mem_text(text), vg_mem_text(says), letters, joins};
	return VG_OK;
}

/* --- fitting ------------------------------------------------------------------------------- */

static bool
fits(const char *pattern, const char *text, struct fit *fit)
{
	size_t place = 0;

	for (; *pattern && !(place = place_at(pattern)); pattern++, text++) {
		if (*pattern != *text)
			return false;
	}
	if (!*pattern) {
		bool more = strncmp(text, ": ", 2) == 0 && text[2];
		fit->rest = more ? text + 2 : NULL;
		return more || !*text;
	}
	struct place *p = &fit->place[fit->n++];
	for (size_t size = 1; text[size - 1] && fit->steps < STEPS; size++) {
		*p = (struct place){pattern + 1, text, place - 2, size};
		fit->steps++;
		if (fits(pattern + place, text + size, fit))
			return true;
	}
	fit->n--;
	return false;
}

static const struct phrase *
find(const struct vg_letterphrases *phrases, const char *sentence, struct fit *fit)
{
	const struct phrase *best = NULL;

	for (size_t i = 0; i < phrases->n; i++) {
		const struct phrase *p = &phrases->list[i];
		struct fit one = {.n = 0};
		if ((best && p->letters < best->letters) ||
		    !fits(p->text, sentence, &one))
			continue;
		best = p;
		*fit = one;
	}
	return best;
}

static bool
say(const struct vg_letterphrases *phrases, const char *sentence, int deep,
    struct vg_buf *out);

/* What stood in places of a phrase: words that were said, and such as were not. */
struct heard {
	bool said, unsaid;
};

/* A name or a code is no word of a language; "power" alone might be, and is let pass. */
static void
say_place(const struct vg_letterphrases *phrases, const char *from, size_t size, int deep,
    struct heard *heard, struct vg_buf *out)
{
	char *text = vg_mem_text_n(from, size);
	bool said = deep < MAX_DEEP && say(phrases, text, deep + 1, out);

	if (!said)
		vg_buf_add_text(out, text);
	heard->said = heard->said || said;
	heard->unsaid = heard->unsaid || (!said && strchr(text, ' '));
	free(text);
}

/* What stands at the end and what is behind its ": " may be one sentence, which is said as one. */
static void
take_rest(const struct vg_letterphrases *phrases, int deep, struct fit *fit)
{
	struct place *last = fit->n ? &fit->place[fit->n - 1] : NULL;
	struct vg_buf whole;

	if (!fit->rest || !last || last->from + last->size + 2 != fit->rest ||
	    deep == MAX_DEEP)
		return;
	vg_buf_init(&whole, 0);
	if (say(phrases, last->from, deep + 1, &whole)) {
		last->size = strlen(last->from);
		fit->rest = NULL;
	}
	vg_buf_fini(&whole);
}

static bool
say(const struct vg_letterphrases *phrases, const char *sentence, int deep,
    struct vg_buf *out)
{
	struct fit fit;
	const struct phrase *p = find(phrases, sentence, &fit);
	struct heard heard = {false, false};
	const size_t before = out->size;

	if (!p)
		return false;
	if (!p->joins)
		take_rest(phrases, deep, &fit);
	for (const char *at = p->says; *at;) {
		size_t size = place_at(at), i = 0;
		if (!size) {
			vg_buf_add(out, at++, 1);
			continue;
		}
		while (fit.place[i].name_size != size - 2 ||
		    strncmp(fit.place[i].name, at + 1, size - 2) != 0)
			i++;
		say_place(
		    phrases, fit.place[i].from, fit.place[i].size, deep, &heard, out);
		at += size;
	}
	if (fit.rest) {
		vg_buf_add_text(out, phrases->colon);
		say_place(phrases, fit.rest, strlen(fit.rest), deep, &heard, out);
	}
	if (!p->joins || (heard.said && !heard.unsaid))
		return true;
	if (out->data) {
		out->size = before;
		out->data[before] = '\0';
	}
	return false;
}

bool
vg_letterphrases_say(
    const struct vg_letterphrases *phrases, const char *sentence, struct vg_buf *out)
{
	return phrases && strlen(sentence) <= PHRASE_MAX &&
	    say(phrases, sentence, 0, out);
}
