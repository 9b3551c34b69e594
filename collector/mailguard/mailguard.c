/*
 * P4's guard.
 */
#include "collector/mailguard/mailguard.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

/* Fewer digits than this are no telephone; a national number has so many behind its prefix. */
enum { MIN_DIGITS = 6, NATIONAL_DIGITS = 9, MAX_DIGITS = 32, MAX_NAME = 600 };

/* Part of a word: octets of other scripts count, so that no name is found inside another. */
static bool
is_word(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

static bool
is_host(char c)
{
	return is_word(c) || c == '-';
}

/* The next place of 'word' in 'text' at or after 'from', in any case; NULL: none. */
static const char *
find(const char *from, const char *word, size_t size)
{
	const int first = size ? tolower((unsigned char)word[0]) : 0;

	for (; size && *from; from++) {
		if (tolower((unsigned char)*from) == first &&
		    strncasecmp(from, word, size) == 0)
			return from;
	}
	return NULL;
}

/* People write "Clinique A" for "clinique-a", "Jean Pierre" for "Jean-Pierre". */
static void
split_words(char *text)
{
	for (; *text; text++) {
		if (*text == '-' || *text == '_')
			*text = ' ';
	}
}

/* The same, in a text whose words may be split. */
static const char *
find_said(const char *from, const char *word, size_t size)
{
	for (; size && *from; from++) {
		size_t n = 0;
		while (n < size && from[n] &&
		    (tolower((unsigned char)from[n]) == tolower((unsigned char)word[n]) ||
			(from[n] == ' ' && strchr("-_", word[n]))))
			n++;
		if (n == size)
			return from;
	}
	return NULL;
}

/* Whether the place lies inside one of the texts that may always be said. */
static bool
is_allowed(const struct vg_mailguard_list *list, const char *text, const char *place)
{
	for (size_t i = 0; i < list->n_allowed; i++) {
		const char *allowed = list->allowed[i] ? list->allowed[i] : "";
		size_t size = strlen(allowed);
		const char *at = text;
		while ((at = find_said(at, allowed, size)) != NULL) {
			if (place >= at && place < at + size)
				return true;
			at++;
		}
	}
	return false;
}

/* --- one word in one text ---------------------------------------------------------------------- */

static bool
stands_alone(const char *text, const char *at, size_t size)
{
	return (at == text || !is_word(at[-1])) && !is_word(at[size]);
}

static bool
is_mail(const char *text, const char *at, size_t size)
{
	bool begins = at == text || !(is_host(at[-1]) || strchr("._+", at[-1]));
	bool ends = !is_host(at[size]) && !(at[size] == '.' && is_word(at[size + 1]));

	return begins && ends;
}

static bool
is_domain(const char *text, const char *at, size_t size)
{
	return (at == text || !is_host(at[-1])) && !is_host(at[size]) &&
	    !(at[size] == '.' && is_word(at[size + 1]));
}

/* A domain that stands in the host of a link. */
static bool
is_link(const char *text, const char *at, size_t size)
{
	const char *host = at;

	if (!is_domain(text, at, size))
		return false;
	while (host > text && (is_host(host[-1]) || host[-1] == '.'))
		host--;
	bool www = strncasecmp(host, "www.", 4) == 0;
	return www || (host - text >= 3 && strncmp(host - 3, "://", 3) == 0);
}

static bool
holds(const struct vg_mailguard_list *list, const char *text, const char *word,
    bool (*fits)(const char *, const char *, size_t))
{
	size_t size = strlen(word);
	const char *at = text;

	while ((at = find(at, word, size)) != NULL) {
		if (fits(text, at, size) && !is_allowed(list, text, at))
			return true;
		at++;
	}
	return false;
}

/* The digits of 'text' up to the first octet that no telephone number holds. */
static size_t
read_digits(const char *text, char digits[MAX_DIGITS], size_t *used)
{
	size_t n = 0, i;

	for (i = 0; text[i] && n < MAX_DIGITS; i++) {
		bool groups = strchr(" .-/()+", text[i]) != NULL;
		if (isdigit((unsigned char)text[i]))
			digits[n++] = text[i];
		else if (!groups)
			break;
	}
	*used = i;
	return n;
}

static bool
holds_telephone(const char *text, const char *number)
{
	char wanted[MAX_DIGITS], seen[MAX_DIGITS];
	size_t used, n = read_digits(number, wanted, &used);
	const char *tail = wanted;

	if (n < MIN_DIGITS)
		return false;
	if (n > NATIONAL_DIGITS) {
		tail = wanted + n - NATIONAL_DIGITS;
		n = NATIONAL_DIGITS;
	} else if (*tail == '0') { /* the prefix of a national number */
		tail++;
		n--;
	}
	for (const char *at = text; *at;) {
		size_t m = isdigit((unsigned char)*at) ? read_digits(at, seen, &used) : 0;
		for (size_t i = 0; i + n <= m; i++) {
			if (memcmp(seen + i, tail, n) == 0)
				return true;
		}
		at += m ? used : 1;
		/* What filled the room may have cut a number: look at its end again. */
		if (m == MAX_DIGITS)
			at -= used / 2;
	}
	return false;
}

static bool
holds_titled(const struct vg_mailguard_list *list, const char *text, const char *last)
{
	static const char *const titles[] = {"M.", "M", "Mr", "Mr.", "Mme", "Mme.",
	    "Mlle", "Mrs", "Mrs.", "Ms", "Ms.", "Dr", "Dr.", "Monsieur", "Madame"};
	char name[MAX_NAME];

	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++) {
		vg_text_format(name, sizeof(name), "%s %s", titles[i], last);
		if (holds(list, text, name, stands_alone))
			return true;
	}
	return false;
}

static bool
holds_person(const struct vg_mailguard_list *list, const char *text, const char *person)
{
	const char *space = strrchr(person, ' ');
	char turned[MAX_NAME];

	if (holds(list, text, person, stands_alone))
		return true;
	if (!space || !space[1])
		return false;
	vg_text_format(
	    turned, sizeof(turned), "%s %.*s", space + 1, (int)(space - person), person);
	return holds(list, text, turned, stands_alone) ||
	    holds_titled(list, text, space + 1);
}

static bool
offends(const struct vg_mailguard_list *list, enum vg_mailguard_kind kind,
    const char *word, const char *text)
{
	switch (kind) {
	case VG_MAILGUARD_MAIL:
		return holds(list, text, word, is_mail);
	case VG_MAILGUARD_DOMAIN:
		return holds(list, text, word, is_domain);
	case VG_MAILGUARD_LINK:
		return holds(list, text, word, is_link);
	case VG_MAILGUARD_TELEPHONE:
		return holds_telephone(text, word);
	case VG_MAILGUARD_PERSON:
		return holds_person(list, text, word);
	case VG_MAILGUARD_NAME:
		return holds(list, text, word, stands_alone);
	}
	return false;
}

/* --- the message ------------------------------------------------------------------------------- */

/* Characters that look like others, or like nothing; an empty one goes. */
static const struct {
	const char first[4],
	    last[4]; /* octets in UTF-8: their order is that of the characters */
	const char *as;
} looks[] = {
    {"\xc2\xa0", "\xc2\xa0", " "},         /* no-break space */
    {"\xc2\xab", "\xc2\xab", " "},         /* quotation marks */
    {"\xc2\xad", "\xc2\xad", ""},          /* soft hyphen */
    {"\xc2\xbb", "\xc2\xbb", " "},         /* quotation marks */
    {"\xcc\x80", "\xcd\xaf", ""},          /* marks above letters; grapheme joiner */
    {"\xe1\xa0\x8e", "\xe1\xa0\x8e", ""},  /* vowel separator */
    {"\xe2\x80\x80", "\xe2\x80\x8a", " "}, /* spaces */
    {"\xe2\x80\x8b", "\xe2\x80\x8f", ""},  /* no width; marks of direction */
    {"\xe2\x80\x90", "\xe2\x80\x91", "-"}, /* hyphens */
    {"\xe2\x80\x92", "\xe2\x80\x97", " "}, /* dashes */
    {"\xe2\x80\x98", "\xe2\x80\x9b", "'"}, /* quotation marks */
    {"\xe2\x80\x9c", "\xe2\x80\xa9", " "}, /* quotation marks, bullets, ends of lines */
    {"\xe2\x80\xaa", "\xe2\x80\xae", ""},  /* marks of direction */
    {"\xe2\x80\xaf", "\xe2\x80\xaf", " "}, /* narrow no-break space */
    {"\xe2\x80\xb0", "\xe2\x81\x9f", " "}, /* other punctuation */
    {"\xe2\x81\xa0", "\xe2\x81\xaf", ""},  /* joiners; marks of direction */
    {"\xe3\x80\x80", "\xe3\x80\x80", " "}, /* ideographic space */
    {"\xef\xb8\x80", "\xef\xb8\x8f", ""},  /* variations */
    {"\xef\xbb\xbf", "\xef\xbb\xbf", ""},  /* no width */
};

/* What the character at 'text' is read as, and its octets in '*n'; NULL: as it stands. */
static const char *
look_of(const char *text, size_t *n)
{
	for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++) {
		*n = strlen(looks[i].first);
		if (text[0] == looks[i].first[0] && strnlen(text, *n) == *n &&
		    memcmp(text, looks[i].first, *n) >= 0 &&
		    memcmp(text, looks[i].last, *n) <= 0)
			return looks[i].as;
	}
	return NULL;
}

/* As a reader sees it: what has no width hides no name, and runs of white space, whatever they are
 * made of, are one space.  'folded' has room for 'text'. */
static void
fold(const char *text, char *folded)
{
	bool space = false;

	while (*text) {
		size_t n = 1;
		const char *as = (unsigned char)*text >= 0x80 ? look_of(text, &n) : NULL;
		char plain = vg_text_plain_letter(text);
		char c = as ? *as : plain ? plain : *text;
		text += as ? n : plain ? 2 : 1;
		if (as && !c)
			continue;
		bool blank = isspace((unsigned char)c) != 0;
		if (!blank)
			*folded++ = c;
		else if (!space)
			*folded++ = ' ';
		space = blank;
	}
	*folded = '\0';
}

static int
check_part(const struct vg_mailguard_list *list, const char *part, const char *text,
    struct vg_detail *detail)
{
	char *folded = vg_mem_text(text ? text : "");
	char wanted[MAX_NAME];
	int code = VG_OK;

	fold(text ? text : "", folded);
	char *split = vg_mem_text(folded);
	split_words(split);
	for (size_t i = 0; i < list->n_words && code == VG_OK; i++) {
		const struct vg_mailguard_word *word = &list->words[i];
		vg_text_copy(wanted, sizeof(wanted), word->text);
		fold(wanted, wanted);
		bool named =
		    word->kind == VG_MAILGUARD_NAME || word->kind == VG_MAILGUARD_PERSON;
		if (named)
			split_words(wanted);
		if (wanted[0] &&
		    offends(list, word->kind, wanted, named ? split : folded))
			code = vg_detail_set(detail, VG_EPOLICY,
			    "P4: the %s holds %s, '%s'; %s", part, word->whose,
			    word->text, list->mend);
	}
	free(split);
	free(folded);
	return code;
}

int
vg_mailguard_check(const struct vg_mailguard_list *list,
    const struct vg_mailguard_message *message, struct vg_detail *detail)
{
	const struct {
		const char *name, *text;
	} parts[] = {{"sender", message->from}, {"recipient", message->to},
	    {"Reply-To", message->reply_to}, {"subject", message->subject},
	    {"text", message->text}};
	int code = VG_OK;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]) && code == VG_OK; i++)
		code = check_part(list, parts[i].name, parts[i].text, detail);
	return code;
}
