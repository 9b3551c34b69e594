/*
 * A name that stands alone in a text: a last name or a first name, as whole words.
 *
 * Words are what letters and digits make, as a reader sees them (mailfold), in small
 * letters; of each is known whether it has a capital, begins a sentence, and whether its
 * line has nothing else.  Most names are only names and are looked for in any writing;
 * "Petit", "Rose" and "Port" are words, too (mailcommon), and are told by how they stand:
 *
 *   a last name     rare: any writing       everyday: a capital inside a sentence, or called
 *   a first name    rare: a capital,        everyday: called
 *                   or called
 *   of any kind     the trade's words alone are never told ("Port", "Support")
 *
 * Called is who has a line of his own or stands behind a greeting or a label ("contact");
 * one of everyday's also with a capital in the greeting's sentence, or where the line ends
 * or a comma follows: "Bonjour, petit souci" and "Bonjour. Petit souci" call nobody.
 * Behind an initial or a title no sentence begins ("P. Petit"), behind a colon or a quote
 * one does when it goes on behind the name ("Contact : Blanc" does not).
 *
 * Not seen: a name inside a longer word, or parted by a line's end.
 *
 * Pure.  Source: policy clause P4.
 */
#ifndef VG_COLLECTOR_MAILGUARD_MAILALONE_H
#define VG_COLLECTOR_MAILGUARD_MAILALONE_H

#include <stdbool.h>
#include <stddef.h>

enum vg_mailalone_kind { VG_MAILALONE_LAST, VG_MAILALONE_FIRST };

enum { VG_MAILALONE_WORDS = 8, VG_MAILALONE_NAME_SIZE = 256 };

/* A name in small words. */
struct vg_mailalone_name {
	char text[VG_MAILALONE_NAME_SIZE];
	const char *word[VG_MAILALONE_WORDS];
	size_t n;
	bool
	    everyday; /* all its words are of everybody's, or the trade's, or of two letters */
	bool trade; /* all are the trade's */
};

/* A word of a text. */
struct vg_mailalone_one {
	const char *small; /* "" between two texts */
	bool capital, covered;
};

struct vg_mailalone;

/* A name as it was found. */
struct vg_mailalone_place {
	char said[128]; /* as it is written, without marks above letters */
	unsigned line;  /* of the text, from 1 */
};

/* The words of 'text' (borrowed), also of what it says to programs. */
struct vg_mailalone *
vg_mailalone_new(const char *text);

/* Releases them (NULL is silent). */
void
vg_mailalone_free(struct vg_mailalone *words);

/*
 * Lets 'name' (borrowed) stand, whole and in this order: no name is found in it any more.
 */
void
vg_mailalone_cover(struct vg_mailalone *words, const char *name);

/*
 * Whether 'name' (borrowed) stands alone somewhere, as names of 'kind' do; the first such
 * place is in '*place'.
 */
bool
vg_mailalone_find(const struct vg_mailalone *words, enum vg_mailalone_kind kind,
    const char *name, struct vg_mailalone_place *place);

/* The words of 'name' (borrowed); false: it has none, or too many. */
bool
vg_mailalone_split(const char *name, struct vg_mailalone_name *split);

/* The word 'at' of 'words' (borrowed), from 0; false: there are not so many. */
bool
vg_mailalone_word(
    const struct vg_mailalone *words, size_t at, struct vg_mailalone_one *one);

/* The place of the 'n' words from 'at' on, which are there. */
void
vg_mailalone_tell(const struct vg_mailalone *words, size_t at, size_t n,
    struct vg_mailalone_place *place);

/*
 * The last name in a person's whole 'name' (borrowed): the word in capitals, else the
 * last one; of one word none.  And the first name: the other end's word.  In 'part' of
 * 'size'; false: there is none.
 */
bool
vg_mailalone_last(const char *name, char *part, size_t size);
bool
vg_mailalone_first(const char *name, char *part, size_t size);

#endif
