/*
 * The templates of all messages and the words for them, in each language.
 *
 * Pure: who reads the files gives them here.
 */
#ifndef VG_COLLECTOR_LETTER_LETTERBOOK_H
#define VG_COLLECTOR_LETTER_LETTERBOOK_H

#include <stdbool.h>

#include "collector/letter/letter.h"
#include "collector/letter/letterphrase.h"
#include "collector/letter/letterwords.h"

/* The folder of templates is called so. */
#define VG_LANGUAGE_MAP(X) X(FR, "fr") X(EN, "en")

enum vg_language {
#define X(name, text) VG_LANGUAGE_##name,
	VG_LANGUAGE_MAP(X)
#undef X
	    VG_N_LANGUAGES
};

/* "fr" (static). */
const char *
vg_language_text(enum vg_language language);

/* The language called 'text' (borrowed), or -1. */
int
vg_language_parse(const char *text);

enum { VG_LETTERBOOK_MAX = 128 }; /* templates of a language */

struct vg_letterbook;

/* Gives an empty book. */
struct vg_letterbook *
vg_letterbook_new(void);

/* Releases it (NULL is silent). */
void
vg_letterbook_free(struct vg_letterbook *book);

/*
 * Reads the template 'text' as the one called 'name' in 'language' (all borrowed); in the place
 * of one that is there.  VG_OK; VG_EINVAL or VG_ELIMIT with detail, as vg_letter_parse.
 */
int
vg_letterbook_add(struct vg_letterbook *book, enum vg_language language, const char *name,
    const char *text, struct vg_detail *detail);

/*
 * The template for a turn of a case that is told 'role': of 'what', or else of 'name' (all
 * borrowed).  "opened-client" before "opened", that before the same of 'name', and last "target",
 * which tells the turn in a line; NULL when not even that is there.
 */
const struct vg_letter *
vg_letterbook_find(const struct vg_letterbook *book, enum vg_language language,
    const char *what, const char *name, const char *role);

/*
 * Reads 'text' as the words of 'language' (both borrowed), in the place of those that are there.
 * VG_OK or as vg_letterwords_parse, the detail naming the file.
 */
int
vg_letterbook_add_words(struct vg_letterbook *book, enum vg_language language,
    const char *text, struct vg_detail *detail);

/* The words of 'language', borrowed; NULL: there are none. */
const struct vg_letterwords *
vg_letterbook_words(const struct vg_letterbook *book, enum vg_language language);

/*
 * Lets 'text' be said as 'says' in letters of 'language' (both borrowed).  VG_OK or as
 * vg_letterphrases_add, with detail.
 */
int
vg_letterbook_add_phrase(struct vg_letterbook *book, enum vg_language language,
    const char *text, const char *says, struct vg_detail *detail);

/*
 * Reads 'text' (borrowed), lines TEXT=SAYS; empty ones and those that begin with '#' say nothing.
 * VG_OK; VG_EINVAL or VG_ELIMIT with the cause.
 */
int
vg_letterbook_add_phrases(struct vg_letterbook *book, enum vg_language language,
    const char *text, struct vg_detail *detail);

/* The phrases of 'language', borrowed. */
const struct vg_letterphrases *
vg_letterbook_phrases(const struct vg_letterbook *book, enum vg_language language);

/* Whether there is a template called so (borrowed). */
bool
vg_letterbook_has(
    const struct vg_letterbook *book, enum vg_language language, const char *name);

/* The i-th name of 'language', in the order in which they were read; NULL past the last. */
const char *
vg_letterbook_name(const struct vg_letterbook *book, enum vg_language language, size_t i);

#endif
