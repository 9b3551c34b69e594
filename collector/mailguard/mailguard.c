/*
 * P4's guard.
 */
#include "collector/mailguard/mailguard.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "collector/mailguard/mailalone.h"
#include "collector/mailguard/mailfold.h"
#include "collector/mailguard/mailname.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

/*
 * Fewer digits than this are no telephone; a national number has so many behind its
 * prefix.
 */
enum { MIN_DIGITS = 6, NATIONAL_DIGITS = 9, MAX_DIGITS = 32 };

/* A name of so many octets may have so many digits behind it: "edf01", of a host. */
enum { MIN_NUMBERED = 3, MAX_NUMBER = 4, PLACE_SIZE = 32, MEND_SIZE = 400 };

/* What stands between the words of a name, and is read as a blank there. */
#define BETWEEN "-_.,:;'\"()[]{}<>|/*~#+=&@!?%\\"

/*
 * Part of a word: octets of other scripts count, so that no name is found inside another.
 */
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

/* --- a text as it is compared ---------------------------------------------------------------- */

/* In small letters; of each octet whether it belongs to what may be said. */
struct view {
	char *text; /* owned */
	bool *said; /* owned */
	size_t n;
};

/* 'plain' as it stands; 'split' with blanks between words, as names are compared. */
struct reading {
	struct view plain, split;
};

static void
forget_reading(struct reading *r)
{
	free(r->plain.text);
	free(r->plain.said);
	free(r->split.text);
	free(r->split.said);
}

/*
 * Whether text[at..at+size) is a word by itself: neither it nor what binds it to another
 * goes on.
 */
static bool
is_whole(const char *text, size_t at, size_t size)
{
	static const char binds[] = "-_.:@";
	const char *end = text + at + size;

	if ((at && is_word(text[at - 1])) || is_word(*end))
		return false;
	if (at > 1 && strchr(binds, text[at - 1]) && is_word(text[at - 2]))
		return false;
	return !(*end && strchr(binds, *end) && is_word(end[1]));
}

/* Each place of what may be said, to the letter and whole. */
static void
mark_said(const struct vg_mailguard_list *list, const char *text, bool *said)
{
	struct vg_buf allowed;

	for (size_t i = 0; i < list->n_allowed; i++) {
		vg_buf_init(&allowed, 0);
		vg_mailfold(list->allowed[i] ? list->allowed[i] : "", false, &allowed);
		const char *word = vg_buf_text(&allowed), *at = text;
		size_t size = strlen(word);
		while (size && (at = strstr(at, word)) != NULL) {
			size_t from = (size_t)(at - text);
			if (is_whole(text, from, size))
				memset(said + from, true, size);
			at++;
		}
		vg_buf_fini(&allowed);
	}
}

static void
put(struct view *view, char c, bool said)
{
	view->said[view->n] = said;
	view->text[view->n++] = (char)tolower((unsigned char)c);
}

/*
 * The two views of what was folded; a hyphen at a line's end may be the line's or the
 * word's.
 */
static void
view_text(const struct vg_mailguard_list *list, const char *folded, struct reading *r)
{
	size_t n = strlen(folded);
	bool *said = vg_mem_zero(n + 1);

	for (size_t i = 0; i < 2; i++) {
		struct view *view = i ? &r->split : &r->plain;
		*view = (struct view){vg_mem_zero(n + 1), vg_mem_zero(n + 1), 0};
	}
	mark_said(list, folded, said);
	for (size_t i = 0; i < n; i++) {
		char c = folded[i];
		if (c == VG_MAILFOLD_JOINT)
			continue;
		put(&r->plain, c, said[i]);
		if (c == '-' && folded[i + 1] == VG_MAILFOLD_JOINT)
			continue;
		bool blank = c == ' ' || strchr(BETWEEN, c);
		size_t last = r->split.n;
		if (!blank)
			put(&r->split, c, said[i]);
		else if (!last || r->split.text[last - 1] != ' ')
			put(&r->split, ' ', said[i]);
	}
	free(said);
}

/* --- one word in one text -------------------------------------------------------------------- */

static bool
stands_alone(const char *text, const char *at, size_t size)
{
	const char *end = at + size;
	size_t number = 0;

	if (size >= MIN_NUMBERED && isalpha((unsigned char)end[-1]))
		number = strspn(end, "0123456789");
	if (number <= MAX_NUMBER)
		end += number;
	return (at == text || !is_word(at[-1])) && !is_word(*end);
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

/* Whether all of it belongs to what may be said. */
static bool
is_said(const struct view *view, size_t at, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (!view->said[at + i])
			return false;
	}
	return true;
}

static bool
holds(const struct view *view, const char *word,
    bool (*fits)(const char *, const char *, size_t))
{
	size_t size = strlen(word);
	const char *at = view->text;

	while (size && (at = strstr(at, word)) != NULL) {
		if (fits(view->text, at, size) &&
		    !is_said(view, (size_t)(at - view->text), size))
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
		bool groups = strchr(" .,-_/()+", text[i]) != NULL;
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

/* --- names ----------------------------------------------------------------------------------- */

/* A writing of a name, looked for in a text. */
struct sought {
	const struct view *view;
	bool found;
};

static void
seek(const char *name, void *cookie)
{
	struct sought *s = cookie;

	s->found = s->found || holds(s->view, name, stands_alone);
}

/* 'word' as names are compared: small letters, a blank between words. */
static void
split_name(const char *word, struct vg_buf *name)
{
	for (; *word; word++) {
		char c = strchr(BETWEEN, *word) ? ' ' : *word;
		if (c != ' ' || (name->size && name->data[name->size - 1] != ' '))
			vg_buf_add_u8(name, (uint8_t)tolower((unsigned char)c));
	}
	while (name->size && name->data[name->size - 1] == ' ')
		name->data[--name->size] = '\0';
}

static bool
holds_name(const struct view *view, enum vg_mailguard_kind kind, const char *word)
{
	struct sought s = {view, false};
	struct vg_buf name;

	vg_buf_init(&name, 0);
	split_name(word, &name);
	/* Every writing of a person has the last word: most texts have none of it. */
	const char *last = strrchr(vg_buf_text(&name), ' ');
	bool may_be = strstr(view->text, last ? last + 1 : vg_buf_text(&name)) != NULL;
	if (kind == VG_MAILGUARD_PERSON && may_be)
		vg_mailname_person(vg_buf_text(&name), seek, &s);
	else if (kind == VG_MAILGUARD_NAME)
		vg_mailname_firm(word, vg_buf_text(&name), seek, &s);
	vg_buf_fini(&name);
	return s.found;
}

static bool
offends(const struct reading *r, enum vg_mailguard_kind kind, const char *word)
{
	char *small = vg_mem_text(word);
	bool bad = false;

	for (char *c = small; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	switch (kind) {
	case VG_MAILGUARD_MAIL:
		bad = holds(&r->plain, small, is_mail);
		break;
	case VG_MAILGUARD_DOMAIN:
		bad = holds(&r->plain, small, is_domain);
		break;
	case VG_MAILGUARD_LINK:
		bad = holds(&r->plain, small, is_link);
		break;
	case VG_MAILGUARD_TELEPHONE:
		bad = holds_telephone(r->plain.text, small);
		break;
	case VG_MAILGUARD_PERSON:
	case VG_MAILGUARD_NAME:
		bad = holds_name(&r->split, kind, word);
		break;
	case VG_MAILGUARD_LAST:
	case VG_MAILGUARD_FIRST:
		break;
	}
	free(small);
	return bad;
}

/* --- the message ----------------------------------------------------------------------------- */

/* As it stands, as programs read it, and that with broken words made whole again. */
enum { N_READINGS = 3 };

static size_t
read_part(const struct vg_mailguard_list *list, const char *text,
    struct reading readings[N_READINGS])
{
	struct vg_buf decoded, folded;
	size_t n = 0;

	vg_buf_init(&decoded, 0);
	bool coded = vg_mailfold_decode(text, &decoded);
	bool lines = strchr(vg_buf_text(&decoded), '\n') != NULL;
	for (size_t i = 0; i < N_READINGS; i++) {
		if ((i == 1 && !coded) || (i == 2 && !lines))
			continue;
		vg_buf_init(&folded, 0);
		vg_mailfold(i ? vg_buf_text(&decoded) : text, i == 2, &folded);
		view_text(list, vg_buf_text(&folded), &readings[n++]);
		vg_buf_fini(&folded);
	}
	vg_buf_fini(&decoded);
	return n;
}

/* A part of the message, read. */
struct part {
	struct reading readings[N_READINGS];
	size_t n;
	struct vg_mailalone *alone; /* owned */
};

static void
open_part(const struct vg_mailguard_list *list, const char *text, struct part *part)
{
	part->n = read_part(list, text, part->readings);
	part->alone = vg_mailalone_new(text);
	for (size_t i = 0; i < list->n_allowed; i++)
		vg_mailalone_cover(part->alone, list->allowed[i]);
	for (size_t i = 0; i < list->n_known; i++)
		vg_mailalone_cover(part->alone, list->known[i]);
}

static void
close_part(struct part *part)
{
	for (size_t r = 0; r < part->n; r++)
		forget_reading(&part->readings[r]);
	vg_mailalone_free(part->alone);
}

static bool
is_in(const struct part *part, const struct vg_mailguard_word *word)
{
	struct vg_buf wanted;
	bool bad = false;

	vg_buf_init(&wanted, 0);
	vg_mailfold(word->text ? word->text : "", false, &wanted);
	for (size_t r = 0; r < part->n && wanted.size && !bad; r++)
		bad = offends(&part->readings[r], word->kind, vg_buf_text(&wanted));
	vg_buf_fini(&wanted);
	return bad;
}

/*
 * The line of 'text' that holds 'word' by itself, from 1; 0: it has one line, or the word
 * is broken.
 */
static unsigned
line_of(const struct vg_mailguard_list *list, const char *text,
    const struct vg_mailguard_word *word)
{
	unsigned line = 0;

	if (!strchr(text, '\n'))
		return 0;
	for (unsigned number = 1; *text && !line; number++) {
		size_t size = strcspn(text, "\n");
		char *one = vg_mem_text_n(text, size);
		struct part part = {0};
		open_part(list, one, &part);
		line = is_in(&part, word) ? number : 0;
		close_part(&part);
		free(one);
		text += size + (text[size] == '\n');
	}
	return line;
}

/* Whether 'word', of a kind that stands alone, is in 'words'. */
static bool
stands_in(const struct vg_mailalone *words, const struct vg_mailguard_word *word,
    struct vg_mailalone_place *place)
{
	enum vg_mailalone_kind kind =
	    word->kind == VG_MAILGUARD_LAST ? VG_MAILALONE_LAST : VG_MAILALONE_FIRST;

	return word->text && word->text[0] &&
	    vg_mailalone_find(words, kind, word->text, place);
}

/* ", line 3," where there are lines. */
static void
write_line(char place[PLACE_SIZE], unsigned line)
{
	place[0] = '\0';
	if (line)
		vg_text_format(place, PLACE_SIZE, ", line %u,", line);
}

static int
refuse(const struct vg_mailguard_list *list, const char *part, unsigned line,
    const struct vg_mailguard_word *word, const char *said, struct vg_detail *detail)
{
	const char *mend = word->mend ? word->mend : list->mend;
	char place[PLACE_SIZE], from[MEND_SIZE] = "";

	write_line(place, line);
	if (word->from)
		vg_text_format(from, sizeof(from), " (%s)", word->from);
	if (said)
		return vg_detail_set(detail, VG_EPOLICY,
		    "P4: the %s%s holds '%s', %s%s; %s", part, place, said, word->whose,
		    from, mend);
	return vg_detail_set(detail, VG_EPOLICY, "P4: the %s%s holds %s, '%s'%s; %s",
	    part, place, word->whose, word->text, from, mend);
}

/* --- other clients --------------------------------------------------------------------------- */

static int
refuse_other(const char *part, unsigned line, const struct vg_mailindex_entry *entry,
    const char *said, struct vg_detail *detail)
{
	static const char *const whose[] = {[VG_MAILINDEX_FIRM] = "the name",
	    [VG_MAILINDEX_PERSON] = "a person",
	    [VG_MAILINDEX_MAIL] = "an address",
	    [VG_MAILINDEX_DOMAIN] = "a domain",
	    [VG_MAILINDEX_TELEPHONE] = "a telephone"};
	bool common =
	    entry->kind == VG_MAILINDEX_FIRM || entry->kind == VG_MAILINDEX_DOMAIN;
	char place[PLACE_SIZE], mend[MEND_SIZE] = "";

	write_line(place, line);
	if (common)
		vg_text_format(mend, sizeof(mend),
		    "; if it is a carrier's or another word of everybody's here: set "
		    "client %s name-is-common",
		    entry->owner);
	return vg_detail_set(detail, VG_EPOLICY,
	    "P4: the %s%s holds '%s', %s of another client (client %s%s%s); no client "
	    "hears of another: leave it out%s",
	    part, place, said, whose[entry->kind], entry->owner,
	    entry->id[0] ? ", person " : "", entry->id, mend);
}

static int
check_others(const struct vg_mailguard_list *list, const char *name, const char *text,
    const struct part *part, struct vg_detail *detail)
{
	struct vg_mailalone_place place = {.line = 0};
	const struct vg_mailindex_entry *entry;

	if (!list->others)
		return VG_OK;
	/* An address says more than the name in it. */
	for (size_t r = 0; r < part->n; r++) {
		entry = vg_mailindex_sign(
		    list->others, part->readings[r].plain.text, list->own);
		if (entry)
			return refuse_other(name, 0, entry, entry->text, detail);
	}
	entry = vg_mailindex_name(list->others, part->alone, list->own, &place);
	if (!entry)
		return VG_OK;
	return refuse_other(
	    name, strchr(text, '\n') ? place.line : 0, entry, place.said, detail);
}

static int
check_part(const struct vg_mailguard_list *list, const char *name, const char *text,
    struct vg_detail *detail)
{
	struct part part = {0};
	int code = VG_OK;

	if (!text || !text[0])
		return VG_OK;
	open_part(list, text, &part);
	for (size_t i = 0; i < list->n_words && code == VG_OK; i++) {
		const struct vg_mailguard_word *word = &list->words[i];
		struct vg_mailalone_place place = {.line = 0};
		if (word->kind >= VG_MAILGUARD_LAST) {
			bool lines = strchr(text, '\n') != NULL;
			if (stands_in(part.alone, word, &place))
				code = refuse(list, name, lines ? place.line : 0, word,
				    place.said, detail);
		} else if (is_in(&part, word)) {
			code = refuse(
			    list, name, line_of(list, text, word), word, NULL, detail);
		}
	}
	if (code == VG_OK)
		code = check_others(list, name, text, &part, detail);
	close_part(&part);
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
