/*
 * The charsets of a mail.
 */
#include "collector/mail/mailcharset.h"

#include <iconv.h>
#include <string.h>
#include <strings.h>

/* Octets of a name; so many equals signs are looked at. */
enum { TOKEN = 24, MANY = 100000 };

/* What most mails say, and what must be opened for it. */
static const struct {
	const char *name;
	unsigned bit;
} few_of[] = {{"utf-8", 0}, {"utf8", 0}, {"us-ascii", 0}, {"windows-1252", 0},
    {"iso-8859-1", VG_MAILCHARSET_LATIN1}, {"iso-8859-15", VG_MAILCHARSET_LATIN9}};

/* In UTF-8 and out of it, what is read where nothing is said, or something wrong. */
static const char *const always[] = {"UTF-8", "US-ASCII", "WINDOWS-1252"};

static const char *const all[] = {"ISO-8859-1", "ISO-8859-2", "ISO-8859-5", "ISO-8859-7",
    "ISO-8859-9", "ISO-8859-15", "WINDOWS-1250", "WINDOWS-1251", "WINDOWS-1253",
    "WINDOWS-1254", "WINDOWS-1255", "WINDOWS-1256", "KOI8-R", "GB18030", "GBK", "GB2312",
    "BIG5", "EUC-JP", "SHIFT_JIS", "ISO-2022-JP", "EUC-KR", "UTF-7", "UTF-16",
    "MACINTOSH", "ISO-8859-3", "ISO-8859-4", "ISO-8859-6", "ISO-8859-8", "ISO-8859-10",
    "ISO-8859-13", "ISO-8859-14", "ISO-8859-16", "WINDOWS-1257", "WINDOWS-1258", "CP874",
    "TIS-620", "KOI8-U", "IBM437", "IBM850", "CP932", "ISO-2022-KR", "UTF-32"};

/* --- what the octets say ------------------------------------------------------------------- */

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Whether 'word' stands in front of 'at'. */
static bool
stands_before(const char *begin, const char *at, const char *word)
{
	size_t n = strlen(word);

	return (size_t)(at - begin) >= n && strncasecmp(at - n, word, n) == 0;
}

/*
 * Takes the name at 'at' up to one of 'ends' or what no name holds; false when it is none of the
 * few.
 */
static bool
take_name(const char *at, const char *end, const char *ends, unsigned *few)
{
	size_t n = 0;

	while (at + n < end && n < TOKEN && !strchr(ends, at[n]) && !is_space(at[n]))
		n++;
	for (size_t i = 0; i < sizeof(few_of) / sizeof(few_of[0]); i++) {
		if (strlen(few_of[i].name) == n &&
		    strncasecmp(at, few_of[i].name, n) == 0) {
			*few |= few_of[i].bit;
			return true;
		}
	}
	return false;
}

/* "charset" = value, with spaces and a quote at most. */
static bool
take_value(const char *at, const char *end, unsigned *few)
{
	while (at < end && is_space(*at))
		at++;
	if (at < end && *at == '"')
		at++;
	return take_name(at, end, "\";<>'", few);
}

/* name*=charset'language'value; a charset need not be said. */
static bool
take_extended(const char *at, const char *end, unsigned *few)
{
	while (at < end && (is_space(*at) || *at == '"'))
		at++;
	return (at < end && *at == '\'') || take_name(at, end, "'", few);
}

/* What stands around the '=' at 'at'; false when it may say another charset than the few. */
static bool
look(const char *begin, const char *at, const char *end, unsigned *few)
{
	const char *before = at, *after = at + 1;

	/* =?charset?Q?...?=, with a language behind a star (RFC 2231 5); "=?=" ends one. */
	if (after < end && *after == '?' && (after + 1 == end || after[1] != '=') &&
	    !take_name(after + 1, end, "?*", few))
		return false;
	while (before > begin && is_space(before[-1]))
		before--;
	switch (before > begin ? before[-1] : '\0') {
	case 't':
	case 'T':
		return !stands_before(begin, before, "charset") ||
		    take_value(after, end, few);
	case '0':
		return !stands_before(begin, before, "charset*0");
	case '*':
		return !stands_before(begin, before, "charset*") &&
		    !stands_before(begin, before, "charset*0*") &&
		    take_extended(after, end, few);
	case ')':
		/* A comment: who knows what of. */
		return false;
	default:
		return true;
	}
}

bool
vg_mailcharset_find(const char *mail, size_t size, unsigned *few)
{
	const char *end = mail + size, *at = mail;
	size_t n = 0;

	*few = 0;
	while (size && (at = memchr(at, '=', (size_t)(end - at)))) {
		if (n++ == MANY || !look(mail, at, end, few))
			return false;
		at++;
	}
	return true;
}

/* --- opened -------------------------------------------------------------------------------- */

/* Never closed: they are there as long as the process is. */
static void
open_both(const char *name)
{
	(void)iconv_open("UTF-8", name);
	(void)iconv_open(name, "UTF-8");
}

void
vg_mailcharset_open(const char *mail, size_t size)
{
	unsigned few;
	bool enough = vg_mailcharset_find(mail, size, &few);

	for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++)
		open_both(always[i]);
	if (enough && (few & VG_MAILCHARSET_LATIN1))
		open_both("ISO-8859-1");
	if (enough && (few & VG_MAILCHARSET_LATIN9))
		open_both("ISO-8859-15");
	for (size_t i = 0; !enough && i < sizeof(all) / sizeof(all[0]); i++)
		open_both(all[i]);
}
