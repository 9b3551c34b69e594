/*
 * Names, telephones and addresses by their form.
 */
#include "collector/mailguard/mailknown.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "collector/evidence/maskform.h"
#include "collector/mailguard/mailcommon.h"
#include "collector/mailguard/mailfold.h"
#include "collector/mailguard/mailsign.h"
#include "collector/mailguard/mailtoken.h"
#include "lib/base/buf.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

enum {
	NAME_SIZE = 200,
	LINE_MAX = 72,
	MAX_WORDS = 5,
	SIGNATURE_LINES = 4,
	ABOVE = 4,
	MIN_ALONE = 3,
	MAX_ALONE = 20,
	MAX_INITIALS = 4,
	MIN_ENDING = 8
};

/* --- names --------------------------------------------------------------------------------- */

/* Words that stand inside names and begin none. */
static bool
is_particle(const char *word, size_t size)
{
	static const char *const particles[] = {"de", "du", "des", "d'", "la", "le",
	    "les", "et", "von", "van", "der", "den", "of", "the", "and", "da", "di"};

	for (size_t i = 0; i < sizeof(particles) / sizeof(particles[0]); i++) {
		if (strlen(particles[i]) == size &&
		    strncmp(particles[i], word, size) == 0)
			return true;
	}
	return false;
}

/* A capital, or a letter outside ASCII; no digit, no sign of another thing. */
static bool
is_capital(const char *word, size_t size)
{
	bool half = size == 2 &&
	    (strncasecmp(word, "AM", 2) == 0 || strncasecmp(word, "PM", 2) == 0);

	if (size > 2 && word[1] == '\'' && strchr("dlO", word[0]))
		return is_capital(word + 2, size - 2);
	bool small = word[0] == '\xc3' && (unsigned char)word[1] >= 0xa0;
	if (half || small ||
	    !(isupper((unsigned char)word[0]) || (unsigned char)word[0] >= 0x80))
		return false;
	for (size_t i = 0; i < size; i++) {
		if (isdigit((unsigned char)word[i]) || strchr("@:/=_*#?!", word[i]))
			return false;
	}
	return true;
}

/*
 * The words at the end of 'text' that may be a name, in '*from' and '*size'; whether they are two
 * with capitals at least, five at most.  'whole': the first of them begins the text.
 */
static bool
name_at_end(const char *text, size_t size, bool whole, const char **from, size_t *length)
{
	size_t end = size, first = size, words = 0, capitals = 0;

	while (words <= MAX_WORDS) {
		size_t begin = end;
		while (begin && text[begin - 1] != ' ')
			begin--;
		bool capital = begin < end && is_capital(text + begin, end - begin);
		if (!capital && !is_particle(text + begin, end - begin))
			break;
		words++;
		capitals += capital;
		if (capital)
			first = begin;
		for (end = begin; end && text[end - 1] == ' ';)
			end--;
		if (!end)
			break;
	}
	*from = text + first;
	*length = size - first;
	return capitals >= 2 && words <= MAX_WORDS && (!whole || first == 0);
}

static void
trim(const char **text, size_t *size)
{
	while (*size && strchr(" \t\r\"'*_|.,;", (*text)[*size - 1]))
		--*size;
	while (*size && strchr(" \t\r\"'*_>|-.,;", **text)) {
		++*text;
		--*size;
	}
}

/* As one writes it: no commas, one space between words. */
static void
copy_name(const char *from, size_t size, char name[NAME_SIZE])
{
	size_t n = 0;

	for (size_t i = 0; i < size && n + 1 < NAME_SIZE; i++) {
		char c = from[i] == '\t' || from[i] == ',' ? ' ' : from[i];
		if (c != ' ' || (n && name[n - 1] != ' '))
			name[n++] = c;
	}
	while (n && name[n - 1] == ' ')
		n--;
	name[n] = '\0';
}

/* What stands before "<" at 'open' back to one of 'ends', without what brackets hold behind it. */
static bool
read_before(const char *text, size_t open, const char *ends, bool strict, char *name)
{
	size_t begin = open;
	char found[NAME_SIZE];

	while (begin && open - begin < NAME_SIZE - 1 && !strchr(ends, text[begin - 1]))
		begin--;
	const char *from = text + begin;
	const char *bracket = memchr(from, '(', open - begin);
	size_t size = bracket ? (size_t)(bracket - from) : open - begin;
	trim(&from, &size);
	copy_name(from, size, found);
	if (strict) {
		const char *at;
		bool is_name = name_at_end(found, strlen(found), false, &at, &size);
		vg_text_format(name, NAME_SIZE, "%.*s", (int)size, at);
		return is_name;
	}
	vg_text_copy(name, NAME_SIZE, found);
	return strchr(name, ' ') && !strchr(name, '@');
}

/* "Zoé Petit <", "\"Noir, Luc\" <", "De : Noir, Luc (DSI) <"; in a head, in small letters too. */
static bool
name_before(const char *text, size_t open, bool strict, char *name)
{
	size_t end = open;

	while (end && strchr(" \t", text[end - 1]))
		end--;
	if (end && text[end - 1] == '"')
		return read_before(text, end - 1, "\"\n", strict, name);
	return read_before(text, end, "\n,;:<>[|\"", strict, name) ||
	    read_before(text, end, "\n;:<>[|\"", strict, name);
}

/* --- telephones and addresses ---------------------------------------------------------------- */

/* "09/07/2026 10", which has as many digits as a telephone. */
static bool
is_date(const char *at)
{
	static const char shape[] = "dd-dd-dddd";

	for (size_t i = 0; shape[i]; i++) {
		bool fits = shape[i] == 'd' ? isdigit((unsigned char)at[i]) != 0
					    : at[i] && strchr("./- ", at[i]) != NULL;
		if (!fits)
			return false;
	}
	return strncmp(at + 6, "19", 2) == 0 || strncmp(at + 6, "20", 2) == 0;
}

/* A run of digits may be a serial: without "+" and groups it has the ten of a national number. */
static bool
is_telephone(const char *at, size_t size)
{
	size_t digits = strspn(at, "0123456789");

	return !is_date(at) &&
	    (digits < size || digits == 10 || strncmp(at, "00", 2) == 0);
}

/* What begins at text[at]; its size, 0 nothing. */
static size_t
give_at(const char *text, size_t at, bool strict, vg_mailknown_cb cb, void *cookie)
{
	char mail[VG_MAILTOKEN_MAIL_SIZE], name[NAME_SIZE], number[NAME_SIZE];
	const char *word = "";
	size_t size = vg_maskform_at(text, at, &word);

	if (!size || size >= VG_MAILTOKEN_MAIL_SIZE)
		return size;
	if (strcmp(word, "mail") == 0) {
		char line[VG_MAILTOKEN_MAIL_SIZE];
		vg_text_format(line, sizeof(line), "%.*s", (int)size, text + at);
		/* "[mailto:zoe@a.example]" */
		if (!strchr(line, '['))
			line[strcspn(line, "]")] = '\0';
		if (!vg_mailtoken_address(line, mail))
			return size;
		cb(VG_MAILGUARD_MAIL, mail, "", cookie);
		if (at && text[at - 1] == '<' && name_before(text, at - 1, strict, name))
			cb(VG_MAILGUARD_PERSON, name, mail, cookie);
	} else if (strict && strcmp(word, "telephone") == 0 &&
	    is_telephone(text + at, size)) {
		vg_text_format(number, sizeof(number), "%.*s", (int)size, text + at);
		cb(VG_MAILGUARD_TELEPHONE, number, "", cookie);
	} else {
		return size == 1 ? 0 : size;
	}
	return size;
}

static size_t
give_all(const char *text, bool strict, vg_mailknown_cb cb, void *cookie)
{
	size_t n = 0;

	for (size_t at = 0; text[at];) {
		size_t size = give_at(text, at, strict, cb, cookie);
		n += size != 0;
		at += size ? size : 1;
	}
	return n;
}

void
vg_mailknown_head(const char *line, vg_mailknown_cb cb, void *cookie)
{
	give_all(line, false, cb, cookie);
}

/* --- signatures ------------------------------------------------------------------------------ */

/* "Zoé Petit", "Zoé Petit - DSI", "Zoé Petit, Responsable Réseau". */
static void
give_name(const char *line, size_t size, vg_mailknown_cb cb, void *cookie)
{
	static const char *const ends[] = {",", "|", " - ", " \xe2\x80\x93 ", " / ", "("};
	char name[NAME_SIZE];
	const char *from;

	if (size > LINE_MAX)
		return;
	size_t title = vg_mailsign_title(line);
	title = title < size ? title : 0;
	vg_text_format(name, sizeof(name), "%.*s", (int)(size - title), line + title);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		char *end = strstr(name, ends[i]);
		if (end)
			*end = '\0';
	}
	size = strlen(name);
	while (size && name[size - 1] == ' ')
		name[--size] = '\0';
	if (name_at_end(name, size, true, &from, &size) && !vg_mailsign_is_function(name))
		cb(VG_MAILGUARD_PERSON, name, "", cookie);
}

/* Letters, with "-" and "'" inside, and as few as names have. */
static bool
is_name_word(const char *word, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)word[i];
		if (!isalpha(c) && c < 0x80 && !(i && strchr("-'", c)))
			return false;
	}
	return size >= MIN_ALONE && size <= MAX_ALONE;
}

/* "rapidement", "actuellement", "intervention": words by how they end, of names few. */
static bool
ends_as_words(const char *word, size_t size)
{
	static const char *const ends[] = {"ement", "amment", "emment", "tion", "tions"};

	for (size_t i = 0; size >= MIN_ENDING && i < sizeof(ends) / sizeof(ends[0]);
	     i++) {
		size_t n = strlen(ends[i]);
		if (strcmp(word + size - n, ends[i]) == 0)
			return true;
	}
	return false;
}

/* No word of everybody's or of the trade's, as it is folded. */
static bool
is_rare(const char *word)
{
	struct vg_buf folded;

	vg_buf_init(&folded, 0);
	vg_mailfold(word, false, &folded);
	for (size_t i = 0; i < folded.size; i++)
		folded.data[i] = (uint8_t)tolower(folded.data[i]);
	bool rare = vg_mailcommon(vg_buf_text(&folded)) == VG_MAILCOMMON_RARE &&
	    !ends_as_words(vg_buf_text(&folded), folded.size);
	vg_buf_fini(&folded);
	return rare;
}

/*
 * "zoé petit" and "Zoé" right below a closing: names, too, unless all their words are everybody's.  Letters of
 * a house ("DSI") are none.
 */
static void
give_small(const char *line, size_t size, vg_mailknown_cb cb, void *cookie)
{
	char name[NAME_SIZE], word[NAME_SIZE];
	size_t words = 0, capitals = 0;
	bool rare = false;

	if (size >= LINE_MAX)
		return;
	vg_text_format(name, sizeof(name), "%.*s", (int)size, line);
	for (const char *at = name; *at; words++) {
		size_t n = strcspn(at, " ");
		if (!is_name_word(at, n))
			return;
		vg_text_format(word, sizeof(word), "%.*s", (int)n, at);
		rare = rare || is_rare(word);
		for (size_t i = 0; i < n; i++)
			capitals += isupper((unsigned char)at[i]) != 0;
		at += n;
		at += strspn(at, " ");
	}
	if (!rare || vg_mailsign_is_function(name))
		return;
	if (words == 1 && !(capitals == size && size <= MAX_INITIALS))
		cb(VG_MAILGUARD_FIRST, name, "", cookie);
	else if (words == 2 && capitals < 2)
		cb(VG_MAILGUARD_PERSON, name, "", cookie);
}

/* "De : Noir, Luc [mailto:luc@a.example]; Ana Blanc" */
static void
give_labelled(const char *line, bool head, vg_mailknown_cb cb, void *cookie)
{
	const char *at = vg_mailsign_labelled(line, head);

	while (at && *at) {
		size_t size = strcspn(at, ";"), end = strcspn(at, ";<[(@");
		bool addressed = at[strcspn(at, ";<")] == '<';
		for (size_t i = addressed ? end : 0; i < end;) {
			size_t part = strcspn(at + i, ",;<[(@");
			give_name(at + i, part, cb, cookie);
			i += part + 1;
		}
		char name[NAME_SIZE];
		copy_name(at, end < NAME_SIZE ? end : 0, name);
		/* Before an address it is given with it. */
		if (addressed)
			name[0] = '\0';
		give_name(name, strlen(name), cb, cookie);
		at += size;
		at += strspn(at, "; ");
	}
}

/* "Mme Zoé Petit", "M. Noir": a title and words with capitals behind it. */
static void
give_titled(const char *line, vg_mailknown_cb cb, void *cookie)
{
	for (const char *at = line; *at; at++) {
		size_t title =
		    at == line || strchr(" (,;:", at[-1]) ? vg_mailsign_title(at) : 0;
		size_t end = title, words = 0;
		while (title && words < MAX_WORDS) {
			size_t size = strcspn(at + end, " \t,;:()|<>");
			if (!size ||
			    !(is_capital(at + end, size) || is_particle(at + end, size)))
				break;
			words++;
			end += size;
			if (at[end] != ' ')
				break;
			end++;
		}
		if (!words)
			continue;
		char name[NAME_SIZE];
		const char *from = words > 1 ? at + title : at;
		copy_name(from, (size_t)(at + end - from), name);
		for (size_t n = strlen(name); n && strchr(".!?", name[n - 1]);)
			name[--n] = '\0';
		cb(VG_MAILGUARD_PERSON, name, "", cookie);
	}
}

/* Telephones are read of the folded line, all else of the line as it stands. */
struct sieve {
	vg_mailknown_cb cb;
	void *cookie;
	bool telephones;
};

static void
sift(enum vg_mailguard_kind kind, const char *word, const char *mail, void *cookie)
{
	const struct sieve *sieve = cookie;

	if ((kind == VG_MAILGUARD_TELEPHONE) == sieve->telephones)
		sieve->cb(kind, word, mail, sieve->cookie);
}

/* Telephones of a folded line: what stands between a label and a number, or between two, is no part of them. */
static void
give_telephones(char *line, vg_mailknown_cb cb, void *cookie)
{
	for (char *at = line; *at; at++) {
		bool behind = at > line && isalpha((unsigned char)at[-1]);
		if (behind && strchr(":./", *at) && strchr("+0( ", at[1]))
			*at = ' ';
		else if (*at == ' ' && strchr("/-", at[1]) && at[1] && at[2] == ' ')
			at[1] = '|';
	}
	struct sieve sieve = {cb, cookie, true};
	give_all(line, true, sift, &sieve);
}

struct paragraph {
	const char *line[ABOVE];
	size_t size[ABOVE], n;
	size_t below; /* lines of a signature that may still come */
	bool head;    /* it is what a program quotes of a mail's head */
};

/* What one line gives by its forms, wherever it stands. */
static void
give_forms(const struct paragraph *p, const char *line, size_t size, vg_mailknown_cb cb,
    void *cookie)
{
	char *raw = vg_mem_text_n(line, size);
	struct vg_buf folded;

	give_labelled(raw, p->head, cb, cookie);
	give_titled(raw, cb, cookie);
	vg_buf_init(&folded, 0);
	vg_mailfold(raw, false, &folded);
	vg_mailsign_line(vg_buf_text(&folded), p->below > 0, cb, cookie);
	char *loose = vg_mem_text(vg_buf_text(&folded));
	give_telephones(loose, cb, cookie);
	free(loose);
	free(raw);
	vg_buf_fini(&folded);
}

/* A line as it stands quoted or not; '*size' 0: it is blank. */
static const char *
cut_line(const char *line, size_t *size)
{
	trim(&line, size);
	return line;
}

static void
read_line(
    struct paragraph *p, const char *line, size_t size, vg_mailknown_cb cb, void *cookie)
{
	const char *raw = line;
	bool dashes = size >= 2 && size <= 3 && strncmp(raw, "--", 2) == 0;
	char one[LINE_MAX + 1];

	line = cut_line(line, &size);
	if (!size) {
		p->n = 0;
		p->head = false;
		p->below = dashes ? SIGNATURE_LINES : p->below;
		return;
	}
	bool program = vg_mailsign_is_program(line, size);
	p->head = p->head || vg_mailsign_is_head(line);
	give_forms(p, line, size, cb, cookie);
	if (p->below && !program) {
		if (p->below == SIGNATURE_LINES)
			give_small(line, size, cb, cookie);
		p->below--;
		give_name(line, size, cb, cookie);
	}
	if (program || vg_mailsign_is_closing(line, size))
		p->below = SIGNATURE_LINES;
	if (size <= LINE_MAX) {
		const char *word = "";
		vg_text_format(one, sizeof(one), "%.*s", (int)size, line);
		bool found = program;
		for (size_t at = 0; one[at] && !found; at++)
			found = vg_maskform_at(one, at, &word) &&
			    strcmp(word, "address") != 0 && !is_date(one + at);
		for (size_t i = 0; found && i < p->n; i++)
			give_name(p->line[i], p->size[i], cb, cookie);
		/* "Luke Black | +44 20 7946 0958" */
		if (found && strchr(one, '|'))
			give_name(line, size, cb, cookie);
		if (found && !program)
			p->n = 0;
	}
	if (p->n == ABOVE) {
		memmove(p->line, p->line + 1, (ABOVE - 1) * sizeof(p->line[0]));
		memmove(p->size, p->size + 1, (ABOVE - 1) * sizeof(p->size[0]));
		p->n--;
	}
	p->line[p->n] = line;
	p->size[p->n++] = size;
}

void
vg_mailknown_text(const char *text, vg_mailknown_cb cb, void *cookie)
{
	struct paragraph p = {.n = 0};
	struct sieve sieve = {cb, cookie, false};

	give_all(text, true, sift, &sieve);
	while (*text) {
		size_t size = strcspn(text, "\n");
		read_line(&p, text, size, cb, cookie);
		text += size + (text[size] == '\n');
	}
}
