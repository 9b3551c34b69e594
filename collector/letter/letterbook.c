/*
 * The templates.
 */
#include "collector/letter/letterbook.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

enum { NAME_SIZE = 64 };

struct shelf {
	char name[VG_LETTERBOOK_MAX][NAME_SIZE];
	struct vg_letter *letter[VG_LETTERBOOK_MAX]; /* owned */
	size_t n;
	struct vg_letterwords *words;     /* owned; NULL: none */
	struct vg_letterphrases *phrases; /* owned */
};

struct vg_letterbook {
	struct shelf shelf[VG_N_LANGUAGES];
};

static const char *const languages[] = {
#define X(name, text) text,
    VG_LANGUAGE_MAP(X)
#undef X
};

const char *
vg_language_text(enum vg_language language)
{
	return languages[language];
}

int
vg_language_parse(const char *text)
{
	for (int i = 0; i < VG_N_LANGUAGES; i++) {
		if (strcmp(languages[i], text) == 0)
			return i;
	}
	return -1;
}

struct vg_letterbook *
vg_letterbook_new(void)
{
	struct vg_letterbook *book = vg_mem_zero(sizeof(*book));

	for (int i = 0; i < VG_N_LANGUAGES; i++)
		book->shelf[i].phrases =
		    vg_letterphrases_new(i == VG_LANGUAGE_FR ? " : " : ": ");
	return book;
}

void
vg_letterbook_free(struct vg_letterbook *book)
{
	if (!book)
		return;
	for (int i = 0; i < VG_N_LANGUAGES; i++) {
		for (size_t k = 0; k < book->shelf[i].n; k++)
			vg_letter_free(book->shelf[i].letter[k]);
		vg_letterwords_free(book->shelf[i].words);
		vg_letterphrases_free(book->shelf[i].phrases);
	}
	free(book);
}

/* Where 'name' stands, or would be put. */
static size_t
find(const struct shelf *shelf, const char *name)
{
	size_t i = 0;

	while (i < shelf->n && strcmp(shelf->name[i], name) != 0)
		i++;
	return i;
}

int
vg_letterbook_add(struct vg_letterbook *book, enum vg_language language, const char *name,
    const char *text, struct vg_detail *detail)
{
	struct shelf *shelf = &book->shelf[language];
	struct vg_letter *letter;
	size_t i = find(shelf, name);

	if (i == VG_LETTERBOOK_MAX || strlen(name) >= NAME_SIZE)
		return vg_detail_set(detail, VG_ELIMIT,
		    "messages %s/%.64s: at most %d templates, names of at most %d octets",
		    languages[language], name, VG_LETTERBOOK_MAX, NAME_SIZE - 1);
	int code = vg_letter_parse(text, &letter, detail);
	if (code != VG_OK)
		return vg_detail_prefix(
		    detail, "messages %s/%s", languages[language], name);
	if (i == shelf->n)
		vg_text_copy(shelf->name[shelf->n++], NAME_SIZE, name);
	vg_letter_free(shelf->letter[i]);
	shelf->letter[i] = letter;
	return VG_OK;
}

int
vg_letterbook_add_words(struct vg_letterbook *book, enum vg_language language,
    const char *text, struct vg_detail *detail)
{
	struct vg_letterwords *words;
	int code = vg_letterwords_parse(text, &words, detail);

	if (code != VG_OK)
		return vg_detail_prefix(detail, "messages %s/words", languages[language]);
	vg_letterwords_free(book->shelf[language].words);
	book->shelf[language].words = words;
	return VG_OK;
}

const struct vg_letterwords *
vg_letterbook_words(const struct vg_letterbook *book, enum vg_language language)
{
	return book->shelf[language].words;
}

int
vg_letterbook_add_phrase(struct vg_letterbook *book, enum vg_language language,
    const char *text, const char *says, struct vg_detail *detail)
{
	int code = vg_letterphrases_add(book->shelf[language].phrases, text, says);

	return code == VG_OK
	    ? VG_OK
	    : vg_detail_set(detail, code,
		  "messages %s: '%.80s': a place that the text has not, or too long",
		  languages[language], says);
}

int
vg_letterbook_add_phrases(struct vg_letterbook *book, enum vg_language language,
    const char *text, struct vg_detail *detail)
{
	char *all = vg_mem_text(text);
	int code = VG_OK;
	unsigned number = 1;

	for (char *line = all; code == VG_OK && line; number++) {
		char *end = strchr(line, '\n');
		if (end)
			*end++ = '\0';
		char *equals = strchr(line, '=');
		if (line[0] && line[0] != '#' && (!equals || equals == line))
			code = vg_detail_set(detail, VG_EINVAL,
			    "messages %s/phrases: line %u: it is not TEXT=SAYS",
			    languages[language], number);
		else if (line[0] && line[0] != '#') {
			*equals = '\0';
			code = vg_letterbook_add_phrase(
			    book, language, line, equals + 1, detail);
		}
		line = end;
	}
	free(all);
	return code;
}

const struct vg_letterphrases *
vg_letterbook_phrases(const struct vg_letterbook *book, enum vg_language language)
{
	return book->shelf[language].phrases;
}

bool
vg_letterbook_has(
    const struct vg_letterbook *book, enum vg_language language, const char *name)
{
	const struct shelf *shelf = &book->shelf[language];

	return find(shelf, name) < shelf->n;
}

static const struct vg_letter *
find_for(const struct shelf *shelf, const char *name, const char *role)
{
	char for_role[2 * NAME_SIZE];

	vg_text_format(for_role, sizeof(for_role), "%.63s-%.60s", name, role);
	size_t at = find(shelf, for_role);
	if (at == shelf->n)
		at = find(shelf, name);
	return at < shelf->n ? shelf->letter[at] : NULL;
}

const struct vg_letter *
vg_letterbook_find(const struct vg_letterbook *book, enum vg_language language,
    const char *what, const char *name, const char *role)
{
	const struct shelf *shelf = &book->shelf[language];
	const struct vg_letter *letter = find_for(shelf, what, role);

	if (!letter)
		letter = find_for(shelf, name, role);
	return letter ? letter : find_for(shelf, "target", role);
}

const char *
vg_letterbook_name(const struct vg_letterbook *book, enum vg_language language, size_t i)
{
	const struct shelf *shelf = &book->shelf[language];

	return i < shelf->n ? shelf->name[i] : NULL;
}
