/*
 * The gate in front of the MIME parser.
 */
#include "collector/mail/mailgate.h"

#include <string.h>
#include <strings.h>

struct gate {
	struct {
		const char *at;
		size_t size; /* 0: any line that begins with -- */
	} boundaries[VG_MAILGATE_BOUNDARIES];
	size_t n_boundaries, n_delimiters, n_messages;
	size_t field, head,
	    lines; /* octets of the field and of the heads so far; their lines */
	/* Of the head under way: its field is a Content-Type; another head stands behind it. */
	bool in_head, in_type, holds_message;
	bool digest; /* what says nothing may be a message (RFC 2046 5.1.5) */
};

size_t
vg_mailgate_begin(const char *mail, size_t size)
{
	const char *end = size ? memchr(mail, '\n', size) : NULL;

	if (size < 5 || memcmp(mail, "From ", 5) != 0 || !end)
		return 0;
	return (size_t)(end - mail) + 1;
}

static bool
begins(const char *line, size_t size, const char *word)
{
	size_t n = strlen(word);

	return size >= n && strncasecmp(line, word, n) == 0;
}

static const char *
find(const char *line, size_t size, const char *word)
{
	for (size_t i = 0; i < size; i++) {
		/* A small letter, or the sign itself: 10 MiB are walked. */
		if ((line[i] | 0x20) == word[0] && begins(line + i, size - i, word))
			return line + i;
	}
	return NULL;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* What stands behind "boundary" at 'at' is said as one; it may be folded into the next line. */
static bool
take_boundary(struct gate *g, const char *at, const char *end)
{
	size_t size = 0;

	if (g->n_boundaries == VG_MAILGATE_BOUNDARIES)
		return false;
	while (at < end && is_space(*at))
		at++;
	/* In pieces, or encoded (RFC 2231): then every line with two hyphens may be it. */
	if (at < end && *at == '=') {
		at++;
		while (at < end && (is_space(*at) || *at == '"'))
			at++;
		while (at + size < end && !strchr("\";\r\n", at[size]) && size < 70)
			size++;
		/* An escape inside the quotes: what it stands for is not looked at. */
		if (memchr(at, '\\', size) || memchr(at, '(', size))
			size = 0;
	}
	g->boundaries[g->n_boundaries].at = at;
	g->boundaries[g->n_boundaries++].size = size;
	return true;
}

static bool
is_delimiter(const struct gate *g, const char *line, size_t size)
{
	if (size < 2 || line[0] != '-' || line[1] != '-')
		return false;
	for (size_t i = 0; i < g->n_boundaries; i++) {
		size_t n = g->boundaries[i].size;
		while (n && is_space(g->boundaries[i].at[n - 1]))
			n--;
		if (size - 2 >= n && memcmp(line + 2, g->boundaries[i].at, n) == 0)
			return true;
	}
	return false;
}

/* One line of a head. */
static bool
take_head(struct gate *g, const char *line, size_t size)
{
	bool blank = size == 0 || (size == 1 && line[0] == '\r');

	if (blank) {
		g->in_head = g->holds_message;
		g->in_type = false;
		g->holds_message = false;
		g->field = 0;
		return true;
	}
	bool folded = line[0] == ' ' || line[0] == '\t';
	g->field = folded ? g->field + size : size;
	g->in_type = folded ? g->in_type : begins(line, size, "content-type");
	g->head += size;
	g->lines++;
	return g->field <= VG_MAILGATE_FIELD && g->head <= VG_MAILGATE_HEAD &&
	    g->lines <= VG_MAILGATE_LINES;
}

/* Looks in a Content-Type for what lets a parser go deeper. */
static bool
take_words(struct gate *g, const char *line, size_t size, const char *end)
{
	const char *at = line;

	while ((at = find(at, (size_t)(line + size - at), "boundary")) != NULL) {
		at += strlen("boundary");
		if (!take_boundary(g, at, end))
			return false;
	}
	if (find(line, size, "digest"))
		g->digest = true;
	if (find(line, size, "message/")) {
		g->holds_message = true;
		return ++g->n_messages <= VG_MAILGATE_MESSAGES;
	}
	return true;
}

static bool
take_line(struct gate *g, const char *line, size_t size, const char *end)
{
	if (is_delimiter(g, line, size)) {
		g->in_head = true;
		g->in_type = false;
		g->holds_message = g->digest;
		g->field = 0;
		return ++g->n_delimiters <= VG_MAILGATE_DELIMITERS;
	}
	if (!g->in_head)
		return true;
	if (!take_head(g, line, size))
		return false;
	return !g->in_head || !g->in_type || take_words(g, line, size, end);
}

size_t
vg_mailgate_measure(const char *mail, size_t size, bool *cut)
{
	struct gate g = {.in_head = true};
	size_t at = 0;

	*cut = false;
	while (at < size) {
		const char *end = memchr(mail + at, '\n', size - at);
		size_t line = end ? (size_t)(end - mail) - at : size - at;
		if (!take_line(&g, mail + at, line, mail + size)) {
			*cut = true;
			return at;
		}
		at += line + (end != NULL);
	}
	return size;
}
