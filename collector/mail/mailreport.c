/*
 * A delivery report, field by field.
 */
#include "collector/mail/mailreport.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "lib/base/text.h"

enum { ADDRESS_SIZE = 321, VALUE_SIZE = 1024 };

/* What stands of one recipient, up to an empty line. */
struct block {
	char action[VG_MAILREPORT_WORD], final[ADDRESS_SIZE], original[ADDRESS_SIZE];
};

struct reading {
	struct block block;
	char *action; /* of the report, as its caller wants it */
	struct vg_buf *failed;
	size_t n_lines;
};

/* Behind white space and comments. */
static const char *
skip(const char *at)
{
	int depth = 0;

	for (; *at; at++) {
		if (*at == '(')
			depth++;
		else if (*at == ')' && depth)
			depth--;
		else if (*at == '\\' && at[1])
			at++;
		else if (!depth && *at != ' ' && *at != '\t')
			break;
	}
	return at;
}

static void
read_word(const char *value, char word[VG_MAILREPORT_WORD])
{
	size_t n = 0;

	value = skip(value);
	while (n < VG_MAILREPORT_WORD - 1 && isalpha((unsigned char)value[n])) {
		word[n] = (char)tolower((unsigned char)value[n]);
		n++;
	}
	word[n] = '\0';
}

/* "rfc822; <anne@clinique-a.example>"; what is no address of mail is none. */
static void
read_address(const char *value, char address[ADDRESS_SIZE])
{
	const char *at = skip(value);
	size_t n = strcspn(at, "; \t(");
	bool is_mail = (n == 6 && strncasecmp(at, "rfc822", n) == 0) ||
	    (n == 5 && strncasecmp(at, "utf-8", n) == 0);

	at = strchr(at, ';');
	if (!is_mail || !at)
		return;
	at = skip(at + 1);
	at += *at == '<';
	n = strcspn(at, " \t<>;,\"");
	if (n == 0 || n >= ADDRESS_SIZE || !memchr(at, '@', n))
		return;
	memcpy(address, at, n);
	address[n] = '\0';
}

static void
take_field(struct block *b, const char *line)
{
	static const char action[] = "action:", final[] = "final-recipient:",
			  original[] = "original-recipient:";

	if (strncasecmp(line, action, sizeof(action) - 1) == 0)
		read_word(line + sizeof(action) - 1, b->action);
	else if (strncasecmp(line, final, sizeof(final) - 1) == 0)
		read_address(line + sizeof(final) - 1, b->final);
	else if (strncasecmp(line, original, sizeof(original) - 1) == 0)
		read_address(line + sizeof(original) - 1, b->original);
}

static void
end_block(struct reading *r)
{
	const struct block *b = &r->block;
	bool failed = strcmp(b->action, "failed") == 0;
	const char *first = b->final[0] ? b->final : b->original;
	bool other =
	    b->final[0] && b->original[0] && strcasecmp(b->final, b->original) != 0;

	if (b->action[0] && (!r->action[0] || failed))
		vg_text_copy(r->action, VG_MAILREPORT_WORD, b->action);
	if (failed && first[0] && r->n_lines < VG_MAILREPORT_LINES &&
	    r->failed->size + 2 * (size_t)ADDRESS_SIZE <= VG_MAILREPORT_SIZE) {
		vg_buf_addf(r->failed, "%s%s%s%s", r->n_lines ? "\n" : "", first,
		    other ? " " : "", other ? b->original : "");
		r->n_lines++;
	}
	memset(&r->block, 0, sizeof(r->block));
}

/* One field, its folded lines in one; what is too long is cut.  Behind it. */
static const char *
unfold(const char *text, char value[VALUE_SIZE])
{
	size_t used = 0;

	do {
		size_t n = strcspn(text, "\n");
		for (size_t i = 0; i < n && used + 1 < VALUE_SIZE; i++) {
			if (text[i] != '\r')
				value[used++] = text[i];
		}
		text += n + (text[n] == '\n');
	} while (used && (*text == ' ' || *text == '\t'));
	value[used] = '\0';
	return text;
}

void
vg_mailreport_read(
    const char *text, char action[VG_MAILREPORT_WORD], struct vg_buf *failed)
{
	struct reading r = {.action = action, .failed = failed};
	char value[VALUE_SIZE];

	action[0] = '\0';
	while (*text) {
		text = unfold(text, value);
		if (value[strspn(value, " \t")] == '\0')
			end_block(&r);
		else
			take_field(&r.block, value);
	}
	end_block(&r);
}
