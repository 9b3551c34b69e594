/*
 * Each form is tried where a word begins; the longest that fits to its end wins.
 */
#include "collector/evidence/maskform.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

enum { MAX_COLONS = 64, MAX_PHONE = 24, MIN_DIGITS = 9, MAX_DIGITS = 15 };

static bool
is_word(char c)
{
	return isalnum((unsigned char)c) != 0;
}

/* Letters and digits, those above 127 too, and 'others'. */
static bool
is_part(char c, const char *others)
{
	return is_word(c) || (unsigned char)c > 127 || (c && strchr(others, c));
}

/* Local part, "@", host; the host may be one label, or an address in brackets. */
static size_t
mail_at(const char *text, size_t at)
{
	static const char others[] = ".!#$%&'*+/=?^_`{|}~-";
	size_t local = 0, size = 0;

	/* Where it begins and nowhere else: a long word is read once. */
	if (at && is_part(text[at - 1], others))
		return 0;
	while (is_part(text[at + local], others))
		local++;
	if (local == 0 || text[at + local] != '@')
		return 0;
	const char *host = text + at + local + 1;
	while (is_part(host[size], ".-:[]"))
		size++;
	while (size && strchr(".-:[", host[size - 1]))
		size--;
	return size ? local + 1 + size : 0;
}

/* Four numbers up to 255, neither after nor before another number and dot. */
static size_t
ipv4_at(const char *text, size_t at)
{
	const char *c = text + at;

	if (at &&
	    (isdigit((unsigned char)text[at - 1]) ||
		(text[at - 1] == '.' && at > 1 && isdigit((unsigned char)text[at - 2]))))
		return 0;
	for (int part = 0; part < 4; part++) {
		size_t digits = strspn(c, "0123456789");
		unsigned value = 0;
		if (digits < 1 || digits > 3 || (part < 3 && c[digits] != '.'))
			return 0;
		for (size_t i = 0; i < digits; i++)
			value = value * 10 + (unsigned)(c[i] - '0');
		if (value > 255)
			return 0;
		c += digits + (part < 3);
	}
	if (*c == '.' && isdigit((unsigned char)c[1]))
		return 0;
	return (size_t)(c - (text + at));
}

/* Groups of hexadecimal digits and colons: eight, or fewer with "::", or the six of a MAC. */
static size_t
colons_at(const char *text, size_t at)
{
	size_t colons = 0, run = 0, longest = 0;
	bool shortened = false;

	if (at && (is_word(text[at - 1]) || text[at - 1] == ':'))
		return 0;
	size_t size = 0;
	/* Bounded, for it is asked at each place. */
	while (size < MAX_COLONS && text[at + size] &&
	    strchr("0123456789abcdefABCDEF:.", text[at + size]))
		size++;
	if (size == MAX_COLONS)
		return 0;
	while (size && text[at + size - 1] == '.')
		size--;
	for (size_t i = 0; i < size; i++) {
		char c = text[at + i];
		colons += c == ':';
		shortened = shortened || (c == ':' && i && text[at + i - 1] == ':');
		run = c == ':' ? 0 : run + 1;
		longest = run > longest ? run : longest;
	}
	if (is_word(text[at + size]) || size < 3)
		return 0;
	bool ipv6 = (shortened && colons <= 8) || colons == 7;
	bool mac = colons == 5 && longest == 2 && !shortened;
	return ipv6 || mac ? size : 0;
}

/* 'n' groups of 'length' hexadecimal digits with 'between' between them, and no more of either. */
static size_t
groups_at(const char *text, size_t at, int n, int length, char between)
{
	const char *c = text + at;

	if (at && (is_word(text[at - 1]) || text[at - 1] == between))
		return 0;
	for (int i = 0; i < n; i++) {
		if (i && *c++ != between)
			return 0;
		for (int k = 0; k < length; k++) {
			if (!isxdigit((unsigned char)*c++))
				return 0;
		}
	}
	bool goes_on = is_word(*c) || (*c == between && isxdigit((unsigned char)c[1]));
	return goes_on ? 0 : (size_t)(c - (text + at));
}

/* A MAC as some equipment writes it: 00-1b-2c-3d-4e-5f, or 001b.2c3d.4e5f. */
static size_t
mac_at(const char *text, size_t at)
{
	size_t size = groups_at(text, at, 6, 2, '-');

	return size ? size : groups_at(text, at, 3, 4, '.');
}

/* "+33 4 72 00 00 00", "0033...", "04.72.00.00.00", "(04) 72 ...": 9 to 15 digits. */
static size_t
phone_at(const char *text, size_t at)
{
	size_t i = 0, digits = 0, end = 0;
	char first = text[at];

	if (first != '+' && first != '0' && first != '(')
		return 0;
	if (at && (is_word(text[at - 1]) || strchr(".-+:/", text[at - 1])))
		return 0;
	for (; i < MAX_PHONE && text[at + i]; i++) {
		char c = text[at + i];
		if (isdigit((unsigned char)c)) {
			digits++;
			end = i + 1;
		} else if (!strchr(" .-()/", c) && !(c == '+' && i == 0)) {
			break;
		}
	}
	if (first == '(' && text[at + 1] != '0' && text[at + 1] != '+')
		return 0;
	return digits >= MIN_DIGITS && digits <= MAX_DIGITS && !is_word(text[at + end])
	    ? end
	    : 0;
}

size_t
vg_maskform_at(const char *text, size_t at, const char **word)
{
	static const struct {
		size_t (*find)(const char *text, size_t at);
		const char *word;
	} forms[] = {
	    {mail_at, "mail"},
	    {ipv4_at, "address"},
	    {colons_at, "address"},
	    {mac_at, "address"},
	    {phone_at, "telephone"},
	};
	size_t longest = 0;

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		size_t size = forms[i].find(text, at);
		if (size > longest) {
			longest = size;
			*word = forms[i].word;
		}
	}
	return longest;
}
