/*
 * Tokens of mail.
 */
#include "collector/mailguard/mailtoken.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "lib/base/text.h"

/* Whether 'at' begins with the shape of a token. */
static bool
is_token(const char *at)
{
	static const char shape[] = "[dddd-dddddd]";

	for (size_t i = 0; shape[i]; i++) {
		bool fits =
		    shape[i] == 'd' ? isdigit((unsigned char)at[i]) : at[i] == shape[i];
		if (!fits)
			return false;
	}
	return true;
}

bool
vg_mailtoken_next_case(const char **subject, char number[VG_MAILTOKEN_CASE_SIZE])
{
	const char *at = *subject;

	while (*at && !is_token(at))
		at++;
	*subject = *at ? at + VG_MAILTOKEN_CASE_SIZE : at;
	if (*at)
		vg_text_format(number, VG_MAILTOKEN_CASE_SIZE, "%.11s", at + 1);
	return *at != '\0';
}

/* The inside of the last "<...>", or the whole line when it has none. */
static void
cut_address(const char *line, const char **from, size_t *size)
{
	const char *open = strrchr(line, '<');
	const char *close = open ? strchr(open, '>') : NULL;

	*from = close ? open + 1 : line + strspn(line, " \t");
	*size = close ? (size_t)(close - *from) : strcspn(*from, " \t\r\n,;");
}

static bool
read_address(const char *from, size_t size, char mail[VG_MAILTOKEN_MAIL_SIZE])
{
	const char *at = memchr(from, '@', size);

	mail[0] = '\0';
	if (size >= VG_MAILTOKEN_MAIL_SIZE || !at || at == from || at + 1 == from + size)
		return false;
	for (size_t i = 0; i < size; i++) {
		if (isspace((unsigned char)from[i]) || iscntrl((unsigned char)from[i])) {
			mail[0] = '\0';
			return false;
		}
		mail[i] = (char)tolower((unsigned char)from[i]);
	}
	mail[size] = '\0';
	return true;
}

bool
vg_mailtoken_address(const char *line, char mail[VG_MAILTOKEN_MAIL_SIZE])
{
	const char *from;
	size_t size;

	cut_address(line, &from, &size);
	return read_address(from, size, mail);
}

bool
vg_mailtoken_next_address(const char **line, char mail[VG_MAILTOKEN_MAIL_SIZE])
{
	while (**line) {
		const char *open = strchr(*line, '<');
		const char *from = open ? open + 1 : *line + strspn(*line, " \t,;");
		size_t size = strcspn(from, open ? ">" : " \t\r\n,;");
		*line = from + size + (from[size] != '\0');
		if (read_address(from, size, mail))
			return true;
	}
	mail[0] = '\0';
	return false;
}

bool
vg_mailtoken_next_id(const char **line, char id[VG_MAILTOKEN_ID_SIZE])
{
	while ((*line = strchr(*line, '<')) != NULL) {
		const char *from = *line + 1;
		size_t size = strcspn(from, "<> \t\r\n");
		*line = from + size;
		if (from[size] == '>' && size > 0 && size < VG_MAILTOKEN_ID_SIZE) {
			vg_text_format(id, VG_MAILTOKEN_ID_SIZE, "%.*s", (int)size, from);
			return true;
		}
	}
	*line = "";
	return false;
}

static bool
is_inside(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("-_./#", c));
}

bool
vg_mailtoken_next_word(const char **text, char word[VG_MAILTOKEN_WORD_SIZE])
{
	const char *at = *text;

	while (*at) {
		size_t size = 0;
		while (*at && !isalnum((unsigned char)*at))
			at++;
		while (is_inside(at[size]))
			size++;
		const char *from = at;
		at += size;
		while (size && !isalnum((unsigned char)from[size - 1]))
			size--;
		if (size && size < VG_MAILTOKEN_WORD_SIZE) {
			vg_text_format(
			    word, VG_MAILTOKEN_WORD_SIZE, "%.*s", (int)size, from);
			*text = at;
			return true;
		}
	}
	*text = at;
	return false;
}
