/*
 * Cookies, tokens, addresses, origins, forms.
 */
#include "collector/web/webfields.h"

#include <string.h>
#include <strings.h>

#include "lib/base/error.h"
#include "lib/base/text.h"

enum { MAX_TOKEN = 128, MAX_NAME = 64 };

static const char alnum[] =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

bool
vg_webfields_cookie(const char *cookies, const char *name, char *value, size_t size)
{
	size_t length = strlen(name), n = 0;

	for (const char *at = cookies; at && *at;) {
		at += strspn(at, " ;");
		size_t pair = strcspn(at, ";");
		if (pair > length && at[length] == '=' &&
		    strncmp(at, name, length) == 0) {
			size_t got = pair - length - 1;
			if (got >= size)
				return false;
			memcpy(value, at + length + 1, got);
			value[got] = '\0';
			n++;
		}
		at += pair;
	}
	return n == 1;
}

const char *
vg_webfields_bearer(const char *authorization)
{
	const char *token;

	if (strncasecmp(authorization, "Bearer ", 7) != 0)
		return NULL;
	token = authorization + 7;
	token += strspn(token, " ");
	size_t size = strspn(token, alnum);
	size += strspn(token + size,
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~+/=");
	return size && size <= MAX_TOKEN && token[size] == '\0' ? token : NULL;
}

bool
vg_webfields_forwarded(const char *field, struct vg_address *address)
{
	const char *last = strrchr(field, ',');
	char text[VG_NET_TEXT_SIZE];

	last = last ? last + 1 : field;
	last += strspn(last, " ");
	if (vg_text_copy(text, sizeof(text), last) != VG_OK)
		return false;
	text[strcspn(text, " ")] = '\0';
	return vg_net_parse(text, 0, address) == VG_OK;
}

bool
vg_webfields_is_name(const char *text)
{
	size_t size = strlen(text);

	return size > 0 && size <= MAX_NAME &&
	    strspn(text,
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:") ==
	    size;
}

bool
vg_webfields_is_origin(const char *origin, bool tls, const char *host)
{
	const char *scheme = tls ? "https://" : "http://";
	size_t size = strlen(scheme);

	return host && *host && strncasecmp(origin, scheme, size) == 0 &&
	    strcasecmp(origin + size, host) == 0;
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Undoes the form's encoding of 'size' octets at 'at'. */
static bool
decode(const char *at, size_t size, struct vg_secret *secret)
{
	unsigned char out[VG_SECRET_MAX];
	size_t n = 0;
	bool good = true;

	for (size_t i = 0; i < size && good; i++) {
		int c = (unsigned char)at[i];
		if (c == '+') {
			c = ' ';
		} else if (c == '%') {
			int high = size - i > 2 ? hex_value(at[i + 1]) : -1;
			int low = size - i > 2 ? hex_value(at[i + 2]) : -1;
			c = high < 0 || low < 0 ? 0 : high * 16 + low;
			i += 2;
		}
		good = c != 0 && n < sizeof(out) - 1;
		if (good)
			out[n++] = (unsigned char)c;
	}
	good = good && vg_secret_set(secret, out, n) == VG_OK;
	explicit_bzero(out, sizeof(out));
	return good;
}

bool
vg_webfields_form(
    const char *body, size_t size, const char *name, struct vg_secret *secret)
{
	size_t length = strlen(name), found = 0, at = 0;

	while (at < size) {
		const char *pair = body + at;
		const char *end = memchr(pair, '&', size - at);
		size_t n = end ? (size_t)(end - pair) : size - at;
		if (n > length && memcmp(pair, name, length) == 0 &&
		    pair[length] == '=' &&
		    (++found > 1 || !decode(pair + length + 1, n - length - 1, secret))) {
			vg_secret_wipe(secret);
			return false;
		}
		at += n + 1;
	}
	return found == 1;
}
