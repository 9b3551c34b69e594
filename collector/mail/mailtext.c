/*
 * Text out of a mail.
 */
#include "collector/mail/mailtext.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "lib/base/text.h"

enum { PIECE = 4096 };

static const char replacement[] = "\xef\xbf\xbd";

/* --- characters ---------------------------------------------------------------------------- */

/* The character at 'at' and its octets in '*n'; 0xfffd and one octet when it is none. */
static uint32_t
next_character(const unsigned char *at, size_t left, size_t *n)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t size = at[0] < 0x80 ? 1
	    : at[0] >= 0xf0        ? 4
	    : at[0] >= 0xe0        ? 3
	    : at[0] >= 0xc0        ? 2
				   : 0;
	uint32_t c = size == 1 ? at[0] : at[0] & (0xffU >> (size + 1));

	*n = 1;
	if (size == 0 || size > left || at[0] > 0xf4)
		return 0xfffd;
	for (size_t i = 1; i < size; i++) {
		if ((at[i] & 0xc0) != 0x80)
			return 0xfffd;
		c = c << 6 | (at[i] & 0x3f);
	}
	if (c < least[size] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return 0xfffd;
	*n = size;
	return c;
}

/* RFC 7950 yang-char, but for the controls that are looked at before. */
static bool
is_shown(uint32_t c)
{
	/* Controls of the second kind, ends of lines, marks that turn the text around. */
	bool harms = (c >= 0x7f && c <= 0x9f) || (c >= 0x2028 && c <= 0x202e) ||
	    (c >= 0x2066 && c <= 0x2069);

	return c >= 0x20 && !harms && !(c >= 0xfdd0 && c <= 0xfdef) &&
	    (c & 0xfffe) != 0xfffe;
}

bool
vg_mailtext_clean(
    const char *text, size_t size, size_t limit, bool line, struct vg_buf *clean)
{
	const unsigned char *at = (const unsigned char *)text;
	const unsigned char *end = size ? at + size : at;
	size_t n;

	for (; at < end; at += n) {
		uint32_t c = next_character(at, (size_t)(end - at), &n);
		const char *put = (const char *)at;
		size_t n_put = n;
		if (c == '\r' && at + 1 < end && at[1] == '\n')
			continue;
		if (c == '\t' || c == '\n' || c == '\r') {
			if (line)
				put = " ";
			else if (c == '\r')
				put = "\n";
		} else if (!is_shown(c) || (c == 0xfffd && n == 1)) {
			put = replacement;
			n_put = 3;
		}
		if (clean->size + n_put > limit)
			return false;
		vg_buf_add(clean, put, n_put);
	}
	return true;
}

/* --- charsets ------------------------------------------------------------------------------ */

/* What cannot be converted is one replacement for each octet. */
static bool
convert(const char *charset, const char *data, size_t size, struct vg_buf *text)
{
	iconv_t how = iconv_open("UTF-8", charset);
	char room[PIECE], *in;
	size_t bad = 0;

	if ((intptr_t)how == -1)
		return false;
	/* It reads them only; its parameter is not const. */
	memcpy(&in, &data, sizeof(in));
	while (size) {
		char *out = room;
		size_t left = sizeof(room);
		size_t done = iconv(how, &in, &size, &out, &left);
		int cause = errno;
		vg_buf_add(text, room, sizeof(room) - left);
		if (done != (size_t)-1 || text->error)
			break;
		if (cause == E2BIG)
			continue;
		vg_buf_add_text(text, replacement);
		in++;
		size--;
		bad++;
		iconv(how, NULL, NULL, NULL, NULL);
	}
	iconv_close(how);
	return bad == 0;
}

/* By names that iconv does not know: the same octets. */
static const char *
real_name(const char *charset)
{
	static const struct {
		const char *said, *meant;
	} names[] = {{"iso-8859-8-i", "ISO-8859-8"}, {"iso-8859-8-e", "ISO-8859-8"},
	    {"iso-8859-6-i", "ISO-8859-6"}, {"windows-31j", "CP932"},
	    {"windows-874", "CP874"}, {"x-sjis", "CP932"}, {"x-mac-roman", "MACINTOSH"},
	    {"ks_c_5601-1987", "EUC-KR"}, {"x-gbk", "GBK"}};

	for (size_t i = 0; charset && i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcasecmp(names[i].said, charset) == 0)
			return names[i].meant;
	}
	return charset;
}

void
vg_mailtext_decode(
    const char *charset, const void *data, size_t size, struct vg_buf *text)
{
	size_t before = text->size;
	bool utf8 = vg_text_is_utf8(data, size);

	charset = real_name(charset);
	/* What is UTF-8, and not only by chance, is: whatever it is called. */
	if (!charset || !charset[0] || strcasecmp(charset, "us-ascii") == 0 ||
	    strcasecmp(charset, "utf-8") == 0 || strcasecmp(charset, "utf8") == 0)
		charset = utf8 ? NULL : "WINDOWS-1252";
	if (charset && convert(charset, data, size, text))
		return;
	if (charset && utf8)
		text->size = before;
	if (!charset || utf8)
		vg_buf_add(text, data, size);
	else if (text->size == before)
		convert("WINDOWS-1252", data, size, text);
}
