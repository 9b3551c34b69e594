/*
 * Folded by a table of what characters look like; decoded one code behind the other.
 */
#include "collector/mailguard/mailfold.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "collector/mailguard/maillook.h"
#include "lib/base/text.h"

/* A character in UTF-8 has at most 4 octets. */
enum { MAX_TAG = 256, CHARACTER_SIZE = 5 };

/* Characters that look like others, or like nothing; an empty one goes. */
static const struct {
	const char first[4],
	    last[4]; /* octets in UTF-8: their order is that of the characters */
	const char *as;
} looks[] = {
    {"\xc2\xa0", "\xc2\xa0", " "},         /* no-break space */
    {"\xc2\xab", "\xc2\xab", " "},         /* quotation marks */
    {"\xc2\xad", "\xc2\xad", ""},          /* soft hyphen */
    {"\xc2\xb7", "\xc2\xb7", " "},         /* middle dot */
    {"\xc2\xbb", "\xc2\xbb", " "},         /* quotation marks */
    {"\xc5\x92", "\xc5\x92", "OE"},        /* ligatures */
    {"\xc5\x93", "\xc5\x93", "oe"},        /* ligatures */
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

/*
 * The letter of U+0100 to U+017F, those of full width and of other scripts, without its marks; 0: none
 * of them.
 */
static char
plain_of(const char *text, size_t *n)
{
	static const char extended[] =
	    "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIi"
	    "IiIiJjKkkLlLlLlLlLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSs"
	    "TtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";
	const unsigned char *c = (const unsigned char *)text;

	*n = 2;
	if ((c[0] == 0xc4 || c[0] == 0xc5) && c[1] >= 0x80 && c[1] <= 0xbf)
		return extended[(c[0] - 0xc4) * 64 + c[1] - 0x80];
	char plain = vg_text_plain_letter(text);
	if (!plain)
		plain = vg_maillook(text, n);
	if (plain)
		return plain;
	*n = 3;
	if (c[0] != 0xef || !c[1] || c[2] < 0x80 || c[2] > 0xbf)
		return '\0';
	unsigned wide = c[1] == 0xbc ? c[2] - 0x80u : c[1] == 0xbd ? c[2] - 0x40u : 0;
	return wide >= 1 && wide <= 0x5e ? (char)(0x20 + wide) : '\0';
}

/* The octets at 'text' that end a line and begin the next as a quotation; 0: none do. */
static size_t
line_end(const char *text)
{
	size_t n = strspn(text, "\r\n");

	return n ? n + strspn(text + n, " \t>\r\n") : 0;
}

void
vg_mailfold(const char *text, bool join, struct vg_buf *out)
{
	bool space = false;

	while (*text) {
		char plain[2] = {0};
		size_t n = line_end(text);
		const char *as = n ? (join ? "\x02" : " ") : NULL;
		if (!n) {
			n = 1;
			if ((unsigned char)*text >= 0x80)
				as = look_of(text, &n);
			if (!as && (unsigned char)*text >= 0x80)
				plain[0] = plain_of(text, &n);
			if (!as && !plain[0]) {
				plain[0] = *text;
				n = 1;
			}
			as = as ? as : plain;
		}
		text += n;
		bool blank = isspace((unsigned char)*as) != 0;
		bool control = iscntrl((unsigned char)*as) && *as != VG_MAILFOLD_JOINT;
		if (control && !blank)
			continue;
		if (!blank)
			vg_buf_add_text(out, as);
		else if (!space)
			vg_buf_add_text(out, " ");
		space = *as ? blank : space;
	}
}

/* --- what is written for programs ------------------------------------------------------------ */

static int
hex_value(char c)
{
	if (isdigit((unsigned char)c))
		return c - '0';
	int letter = tolower((unsigned char)c);
	return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

/* An octet as "=C3" or "%C3" has it; -1: none, or no text. */
static int
coded_octet(const char *text, char sign)
{
	int high = *text == sign ? hex_value(text[1]) : -1;
	int low = high >= 0 ? hex_value(text[2]) : -1;

	return low >= 0 && high * 16 + low >= 0x20 ? high * 16 + low : -1;
}

/* A soft line break of quoted-printable. */
static size_t
soft_break(const char *text)
{
	size_t n = 1;

	if (*text != '=')
		return 0;
	n += strspn(text + n, " \t");
	n += text[n] == '\r';
	return text[n] == '\n' ? n + 1 : 0;
}

/* A tag: of those that part no words nothing stays, of others a space. */
static size_t
tag_at(const char *text, const char **as)
{
	static const char *const inside[] = {"a", "b", "i", "u", "em", "strong", "span",
	    "font", "small", "big", "sub", "sup", "wbr", "!--"};
	const char *name = text + 1;

	if (*text != '<')
		return 0;
	name += *name == '/';
	size_t size =
	    strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!-");
	const char *end = size ? memchr(name, '>', strnlen(name, MAX_TAG)) : NULL;
	/* An address in angle brackets is none. */
	if (!end || (name[size] && !strchr(" \t\r\n/>", name[size])))
		return 0;
	*as = " ";
	for (size_t i = 0; i < sizeof(inside) / sizeof(inside[0]); i++) {
		if (strlen(inside[i]) == size && strncasecmp(inside[i], name, size) == 0)
			*as = "";
	}
	return (size_t)(end - text) + 1;
}

/* Writes the character 'value', below U+10000, in UTF-8. */
static void
put_character(unsigned value, char as[CHARACTER_SIZE])
{
	size_t n = 0;

	if (value >= 0x800)
		as[n++] = (char)(0xe0 | value >> 12);
	if (value >= 0x80) {
		as[n] = (char)((n ? 0x80 : 0xc0) | (value >> 6 & (n ? 0x3f : 0x1f)));
		n++;
	}
	as[n] = (char)(n ? 0x80 | (value & 0x3f) : value);
	as[n + 1] = '\0';
}

/* The character that an entity's number stands for, below U+10000; its octets in 'as'. */
static size_t
number_at(const char *text, char as[CHARACTER_SIZE])
{
	bool hex = tolower((unsigned char)text[2]) == 'x';
	size_t n = hex ? 3 : 2;
	unsigned value = 0;

	for (; n < 10 && isxdigit((unsigned char)text[n]); n++)
		value = value * (hex ? 16 : 10) + (unsigned)hex_value(text[n]);
	bool half = value >= 0xd800 && value <= 0xdfff; /* of a pair: none by itself */
	if (text[n] != ';' || value < 0x20 || value > 0xffff || half)
		return 0;
	put_character(value, as);
	return n + 1;
}

static size_t
entity_at(const char *text, char as[CHARACTER_SIZE])
{
	static const struct {
		const char *name, *as;
	} marks[] = {{"&amp;", "&"}, {"&nbsp;", " "}, {"&lt;", "<"}, {"&gt;", ">"},
	    {"&quot;", "\""}, {"&apos;", "'"}, {"&shy;", ""}, {"&commat;", "@"},
	    {"&period;", "."}, {"&hyphen;", "-"}, {"&zwnj;", ""}, {"&zwj;", ""},
	    {"&ndash;", "-"}, {"&mdash;", " "}, {"&lsquo;", "'"}, {"&rsquo;", "'"},
	    {"&ldquo;", "\""}, {"&rdquo;", "\""}, {"&laquo;", "\""}, {"&raquo;", "\""},
	    {"&hellip;", " "}, {"&bull;", " "}, {"&middot;", " "}, {"&ensp;", " "},
	    {"&emsp;", " "}, {"&thinsp;", " "}, {"&oelig;", "oe"}, {"&colon;", ":"},
	    {"&lowbar;", "_"}, {"&sol;", "/"}, {"&plus;", "+"}};
	static const char *const letters[] = {"acute;", "grave;", "circ;", "uml;",
	    "cedil;", "tilde;", "ring;", "slash;", "caron;"};

	if (*text != '&')
		return 0;
	if (text[1] == '#')
		return number_at(text, as);
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		size_t n = strlen(marks[i].name);
		if (strncasecmp(text, marks[i].name, n) == 0) {
			vg_text_copy(as, CHARACTER_SIZE, marks[i].as);
			return n;
		}
	}
	for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++) {
		size_t n = strlen(letters[i]);
		if (isalpha((unsigned char)text[1]) &&
		    strncasecmp(text + 2, letters[i], n) == 0) {
			as[0] = text[1];
			as[1] = '\0';
			return n + 2;
		}
	}
	return 0;
}

/* The octets of a blank, 'word' in any case, or a sign, and a blank at 'text'; 0: not there. */
static size_t
apart_at(const char *text, const char *word)
{
	size_t before = strspn(text, " \t"), n = before + strlen(word);

	if (!before || strncasecmp(text + before, word, n - before) != 0)
		return 0;
	size_t after = strspn(text + n, " \t");
	return after ? n + after : 0;
}

/* The same of one of 'words'. */
static size_t
one_apart_at(const char *text, const char *const *words, size_t n)
{
	size_t size = 0;

	for (size_t i = 0; i < n && !size; i++)
		size = apart_at(text, words[i]);
	return size;
}

/*
 * "zoe at a dot example", "zoe @ a . example": "at" alone is a word of everybody's, but before a
 * host whose dot is spoken.
 */
static size_t
unfenced_at(const char *text, const char **as)
{
	static const char *const ats[] = {"at", "arobase"}, *const dots[] = {"dot", "."};
	size_t n = one_apart_at(text, ats, 2);
	size_t host = strcspn(text + n, " \t\r\n@");
	bool spoken = n && one_apart_at(text + n + host, dots, 2);

	*as = "@";
	if (!spoken)
		n = apart_at(text, "@");
	if (n)
		return n;
	*as = ".";
	n = one_apart_at(text, dots, 2);
	return isalnum((unsigned char)text[n]) ? n : 0;
}

/* "zoe (at) a (point) example", as people write what programs must not gather. */
static size_t
spoken_at(const char *text, const char **as)
{
	static const struct {
		const char *word, *as;
	} signs[] = {{"at", "@"}, {"a", "@"}, {"arobase", "@"}, {"dot", "."},
	    {"point", "."}, {"tiret", "-"}, {"@", "@"}, {".", "."}, {"-", "-"}};
	size_t before = strspn(text, " \t");

	if (!strchr("([{", text[before]) || !text[before])
		return 0;
	const char *name = text + before + 1;
	name += strspn(name, " ");
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		size_t n = strlen(signs[i].word);
		if (strncasecmp(name, signs[i].word, n) != 0)
			continue;
		n += strspn(name + n, " ");
		if (!name[n] || !strchr(")]}", name[n]))
			continue;
		*as = signs[i].as;
		n += 1 + strspn(name + n + 1, " \t");
		return (size_t)(name - text) + n;
	}
	return 0;
}

/* One code: what stands at 'text' for programs, and as what; its octets, 0 none. */
typedef size_t (*code_cb)(const char *text, char own[CHARACTER_SIZE], const char **as);

static size_t
octets_code(const char *text, char own[CHARACTER_SIZE], const char **as)
{
	int octet = coded_octet(text, '=');

	*as = "";
	if (octet < 0)
		return soft_break(text);
	own[0] = (char)octet;
	*as = own;
	return 3;
}

static size_t
percents_code(const char *text, char own[CHARACTER_SIZE], const char **as)
{
	int octet = coded_octet(text, '%');

	if (octet < 0)
		return 0;
	own[0] = (char)octet;
	*as = own;
	return 3;
}

static size_t
html_code(const char *text, char own[CHARACTER_SIZE], const char **as)
{
	size_t n = tag_at(text, as);

	if (n)
		return n;
	*as = own;
	return entity_at(text, own);
}

static size_t
spoken_code(const char *text, char own[CHARACTER_SIZE], const char **as)
{
	size_t n = spoken_at(text, as);

	(void)own;
	return n ? n : unfenced_at(text, as);
}

bool
vg_mailfold_decode(const char *text, struct vg_buf *out)
{
	static const code_cb codes[] = {
	    octets_code, percents_code, html_code, spoken_code};
	struct vg_buf read;
	bool other = false;

	vg_buf_init(&read, 0);
	vg_buf_add_text(&read, text);
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		struct vg_buf next;
		vg_buf_init(&next, 0);
		for (const char *at = vg_buf_text(&read); *at;) {
			const char *as = "";
			char own[CHARACTER_SIZE] = {0};
			size_t n = codes[i](at, own, &as);
			if (n)
				vg_buf_add_text(&next, as);
			else
				vg_buf_add(&next, at, 1);
			other = other || n;
			at += n ? n : 1;
		}
		vg_buf_fini(&read);
		read = next;
	}
	vg_buf_add_text(out, vg_buf_text(&read));
	vg_buf_fini(&read);
	return other;
}
