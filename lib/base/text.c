/*
 * Small work on strings.  Nothing here depends on the locale.
 */
#include "lib/base/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"

/* Without the octets at the end that only begin a character. */
static size_t
without_half(const char *text, size_t n)
{
	size_t tail = 0;

	while (tail < 3 && tail < n && (text[n - 1 - tail] & 0xC0) == 0x80)
		tail++;
	if (tail >= n)
		return n;
	unsigned char first = (unsigned char)text[n - 1 - tail];
	size_t whole = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
	return tail + 1 < whole ? n - 1 - tail : n;
}

char
vg_text_plain_letter(const char *text)
{
	static const char plain[] = "AAAAAAACEEEEIIIIDNOOOOO\0OUUUUYTs"
				    "aaaaaaaceeeeiiiidnooooo\0ouuuuyty";
	unsigned char second = text[0] == '\xc3' ? (unsigned char)text[1] : 0;

	return second >= 0x80 && second <= 0xbf ? plain[second - 0x80] : '\0';
}

size_t
vg_text_fit(const char *text, size_t most)
{
	size_t n = strnlen(text, most);

	return n < most || !text[n] ? n : without_half(text, n);
}

int
vg_text_copy(char *target, size_t size, const char *source)
{
	const char *from = source ? source : "";
	size_t length = strlen(from);
	size_t n = length < size ? length : vg_text_fit(from, size - 1);

	memcpy(target, from, n);
	target[n] = '\0';
	return n == length ? VG_OK : VG_ETRUNC;
}

int
vg_text_format(char *target, size_t size, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	int n = vsnprintf(target, size, format, args);
	va_end(args);
	if (n >= 0 && (size_t)n < size)
		return VG_OK;
	if (n >= 0 && size)
		target[without_half(target, strlen(target))] = '\0';
	return VG_ETRUNC;
}

void
vg_text_of_uint(uint64_t value, char text[VG_TEXT_NUMBER_SIZE])
{
	char digits[VG_TEXT_NUMBER_SIZE];
	size_t n = 0;

	do {
		digits[n++] = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	while (n)
		*text++ = digits[--n];
	*text = '\0';
}

void
vg_text_of_int(int64_t value, char text[VG_TEXT_NUMBER_SIZE])
{
	if (value < 0)
		*text++ = '-';
	vg_text_of_uint(value < 0 ? -(uint64_t)value : (uint64_t)value, text);
}

bool
vg_text_same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

bool
vg_text_starts(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

int
vg_text_int(const char *text, int64_t low, int64_t high, int64_t *value)
{
	char *end;

	if (!text || (*text != '-' && (*text < '0' || *text > '9')))
		return VG_EPARSE;
	errno = 0;
	long long v = strtoll(text, &end, 10);
	if (end == text || *end)
		return VG_EPARSE;
	if (errno == ERANGE || v < low || v > high)
		return VG_ERANGE;
	*value = v;
	return VG_OK;
}

int
vg_text_uint(const char *text, uint64_t high, uint64_t *value)
{
	char *end;

	if (!text || *text < '0' || *text > '9')
		return VG_EPARSE;
	errno = 0;
	unsigned long long v = strtoull(text, &end, 10);
	if (*end)
		return VG_EPARSE;
	if (errno == ERANGE || v > high)
		return VG_ERANGE;
	*value = v;
	return VG_OK;
}

/* Size of the UTF-8 character that begins at 'p', or 0 when it is malformed. */
static size_t
utf8_size(const unsigned char *p, size_t left)
{
	size_t n = p[0] < 0x80 ? 1 : p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;
	static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
	uint32_t c = n == 1 ? p[0] : p[0] & (0xFFu >> (n + 1));

	if (n == 1)
		return 1;
	if (p[0] < 0xC2 || p[0] > 0xF4 || n > left)
		return 0;
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3Fu);
	}
	/*
	 * U+FFFE and U+FFFF are no characters, neither XML's (1.0, 2.2) nor YANG's (RFC 7950 9.4).
	 */
	bool none = (c >= 0xD800 && c <= 0xDFFF) || c == 0xFFFE || c == 0xFFFF;
	return c < smallest[n] || c > 0x10FFFF || none ? 0 : n;
}

bool
vg_text_is_utf8(const void *data, size_t size)
{
	const unsigned char *p = data;

	while (size) {
		size_t n = utf8_size(p, size);
		if (!n)
			return false;
		p += n;
		size -= n;
	}
	return true;
}

size_t
vg_text_harms(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;

	if (!p[0] || (p[0] >= 0x20 && p[0] < 0x7f))
		return 0;
	size_t n = utf8_size(p, strnlen(text, 4));
	if (n < 2)
		return 1;
	bool c1 = p[0] == 0xC2 && p[1] < 0xA0;
	bool turns = p[0] == 0xE2 &&
	    ((p[1] == 0x80 && p[2] >= 0xA8 && p[2] <= 0xAE) ||
		(p[1] == 0x81 && p[2] >= 0xA6 && p[2] <= 0xA9));
	return c1 || turns ? n : 0;
}

void
vg_text_hex(char *target, const void *data, size_t size)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *p = data;

	for (size_t i = 0; i < size; i++) {
		*target++ = digits[p[i] >> 4];
		*target++ = digits[p[i] & 15];
	}
	*target = '\0';
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

int
vg_text_unhex(void *target, size_t size, const char *text)
{
	unsigned char *out = target;

	if (strlen(text) != 2 * size)
		return VG_EPARSE;
	for (size_t i = 0; i < size; i++) {
		int high = hex_digit(text[2 * i]);
		int low = hex_digit(text[2 * i + 1]);
		if (high < 0 || low < 0)
			return VG_EPARSE;
		out[i] = (unsigned char)(high << 4 | low);
	}
	return VG_OK;
}

static bool
is_unreserved(char c, const char *keep)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
	    strchr(keep, c) != NULL;
}

int
vg_text_percent(char *target, size_t size, const char *source, const char *keep)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t used = 0;

	for (; *source; source++) {
		size_t need = is_unreserved(*source, keep) ? 1 : 3;
		if (used + need >= size) {
			target[0] = '\0';
			return VG_ETRUNC;
		}
		if (need == 1) {
			target[used++] = *source;
			continue;
		}
		target[used++] = '%';
		target[used++] = digits[(unsigned char)*source >> 4];
		target[used++] = digits[(unsigned char)*source & 15];
	}
	target[used] = '\0';
	return VG_OK;
}

int
vg_text_unpercent(char *text)
{
	char *out = text;

	for (const char *in = text; *in; in++) {
		if (*in != '%') {
			*out++ = *in;
			continue;
		}
		int high = hex_digit(in[1]);
		int low = high < 0 ? -1 : hex_digit(in[2]);
		if (low < 0 || (high == 0 && low == 0))
			return VG_EPARSE;
		*out++ = (char)(high << 4 | low);
		in += 2;
	}
	*out = '\0';
	return VG_OK;
}
