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
	/* What is left out: the rest of fields that are too long. */
	struct {
		size_t from, to;
	} left_out[VG_MAILGATE_LEFT_OUT];
	size_t n_left_out;
	bool strict, skips; /* nothing may be left out; the field under way is */
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
		g->skips = false;
		g->field = 0;
		return true;
	}
	bool folded = line[0] == ' ' || line[0] == '\t';
	if (folded && g->skips)
		return true;
	g->field = folded ? g->field + size : size;
	g->skips = g->field > VG_MAILGATE_FIELD;
	if (g->skips)
		return !g->strict;
	g->in_type = folded ? g->in_type : begins(line, size, "content-type");
	g->head += size;
	g->lines++;
	return g->head <= VG_MAILGATE_HEAD && g->lines <= VG_MAILGATE_LINES;
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
		g->skips = false;
		g->field = 0;
		return ++g->n_delimiters <= VG_MAILGATE_DELIMITERS;
	}
	if (!g->in_head)
		return true;
	if (!take_head(g, line, size))
		return false;
	return !g->in_head || !g->in_type || g->skips || take_words(g, line, size, end);
}

/* The octets from 'from' to 'to' are left out; what was said before them stays where it is. */
static bool
leave_out(struct gate *g, size_t from, size_t to)
{
	if (g->n_left_out && g->left_out[g->n_left_out - 1].to == from) {
		g->left_out[g->n_left_out - 1].to = to;
		return true;
	}
	if (g->n_left_out == VG_MAILGATE_LEFT_OUT)
		return false;
	g->left_out[g->n_left_out].from = from;
	g->left_out[g->n_left_out++].to = to;
	return true;
}

/* How far the mail may be read. */
static size_t
walk(struct gate *g, const char *mail, size_t size)
{
	size_t at = 0;

	while (at < size) {
		const char *end = memchr(mail + at, '\n', size - at);
		size_t line = end ? (size_t)(end - mail) - at : size - at;
		size_t next = at + line + (end != NULL);
		if (!take_line(g, mail + at, line, mail + size))
			return at;
		if (g->skips && !leave_out(g, at, next))
			return at;
		at = next;
	}
	return size;
}

static size_t
close_up(const struct gate *g, char *mail, size_t size)
{
	size_t to = 0, at = 0;

	for (size_t i = 0; i < g->n_left_out; i++) {
		memmove(mail + to, mail + at, g->left_out[i].from - at);
		to += g->left_out[i].from - at;
		at = g->left_out[i].to;
	}
	memmove(mail + to, mail + at, size - at);
	return to + size - at;
}

size_t
vg_mailgate_pass(char *mail, size_t size, bool *cut)
{
	struct gate g = {.in_head = true};
	size_t seen = walk(&g, mail, size);

	*cut = seen < size || g.n_left_out;
	if (!g.n_left_out)
		return seen;
	seen = close_up(&g, mail, seen);
	/* What stood around it is joined now, and is looked at as the parser will. */
	g = (struct gate){.in_head = true, .strict = true};
	return walk(&g, mail, seen);
}
