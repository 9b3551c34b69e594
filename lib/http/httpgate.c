/*
 * The gate: line by line, then the body's octets counted.
 */
#include "lib/http/httpgate.h"

#include <string.h>
#include <strings.h>

#include "lib/base/error.h"
#include "lib/base/text.h"

enum {
	MAX_TARGET = 8192,
	MAX_FIELDS = 100,
	MAX_CHUNK_LINE = 16, /* digits of a size; more is no size of ours */
	MAX_METHOD = 16
};

void
vg_httpgate_init(struct vg_httpgate *gate, size_t header_limit, size_t body_limit)
{
	memset(gate, 0, sizeof(*gate));
	vg_buf_init(&gate->line, header_limit);
	gate->header_limit = header_limit;
	gate->body_limit = body_limit;
}

void
vg_httpgate_next(struct vg_httpgate *gate)
{
	struct vg_buf line = gate->line;
	size_t header_limit = gate->header_limit, body_limit = gate->body_limit;

	memset(gate, 0, sizeof(*gate));
	vg_buf_reset(&line);
	gate->line = line;
	gate->header_limit = header_limit;
	gate->body_limit = body_limit;
}

void
vg_httpgate_fini(struct vg_httpgate *gate)
{
	vg_buf_fini(&gate->line);
}

static void
refuse(struct vg_httpgate *gate, int status, const char *why)
{
	gate->state = VG_HTTPGATE_REFUSED;
	gate->status = status;
	gate->why = why;
}

/* --- characters ---------------------------------------------------------------------------- */

static bool
is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* tchar of RFC 9110 5.6.2 */
static bool
is_token(char c)
{
	return c && (is_alnum(c) || strchr("!#$%&'*+-.^_`|~", c));
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

static bool
all_token(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (!is_token(text[i]))
			return false;
	}
	return size > 0;
}

/* --- the request line ---------------------------------------------------------------------- */

/* Whether the 'size' octets of a segment are "." or "..", in whatever spelling. */
static bool
is_dots(const char *segment, size_t size)
{
	size_t dots = 0;

	for (size_t i = 0; i < size; dots++) {
		if (segment[i] == '.')
			i++;
		else if (size - i >= 3 && strncasecmp(segment + i, "%2e", 3) == 0)
			i += 3;
		else
			return false;
	}
	return dots == 1 || dots == 2;
}

static const char *
judge_segment(const char *segment, size_t size, bool last)
{
	if (is_dots(segment, size))
		return "a dot segment in the path";
	if (size == 0 && !last)
		return "an empty segment in the path";
	return NULL;
}

/* A character of the path (pchar, and "/") or of the query (any that is visible, but "#"). */
static const char *
judge_octet(const char *at, bool query)
{
	if (*at == '%') {
		int high = hex_value(at[1]), low = high < 0 ? -1 : hex_value(at[2]);
		if (low < 0)
			return "a percent sign that encodes nothing";
		return high == 0 && low == 0 ? "%00 in the target" : NULL;
	}
	if (*at <= ' ' || *at >= 0x7f || *at == '#')
		return "an octet that no target has";
	if (!query && !is_alnum(*at) && !strchr("-._~!$&'()*+,;=:@/", *at))
		return "an octet that no path has unencoded";
	return NULL;
}

bool
vg_httpgate_target(const char *target, const char **why)
{
	const char *segment = target + 1;
	bool query = false;

	*why = target[0] == '/' ? NULL : "a target that is no path";
	for (const char *at = segment; !*why; at++) {
		bool ends = *at == '\0' || (*at == '?' && !query);
		if (!query && (ends || *at == '/')) {
			*why = judge_segment(segment, (size_t)(at - segment), ends);
			segment = at + 1;
		}
		query = query || *at == '?';
		if (*at == '\0')
			break;
		if (!*why && *at != '?')
			*why = judge_octet(at, query);
	}
	return !*why;
}

/* Takes scheme and authority from an absolute target; gives where its path begins. */
static const char *
cut_authority(struct vg_httpgate *gate, const char *target)
{
	size_t scheme = strncasecmp(target, "http://", 7) == 0 ? 7
	    : strncasecmp(target, "https://", 8) == 0          ? 8
							       : 0;

	if (scheme == 0)
		return target;
	size_t size = strcspn(target + scheme, "/?#");
	if (size == 0 || size >= sizeof(gate->authority))
		return NULL;
	memcpy(gate->authority, target + scheme, size);
	gate->authority[size] = '\0';
	return target + scheme + size;
}

static void
judge_version(struct vg_httpgate *gate, const char *version)
{
	if (strcmp(version, "HTTP/1.0") == 0)
		gate->http10 = true;
	else if (strcmp(version, "HTTP/1.1") != 0)
		refuse(gate, vg_text_starts(version, "HTTP/") ? 505 : 400,
		    "a version that is not spoken here");
}

static void
judge_target(struct vg_httpgate *gate, const char *target)
{
	const char *path = cut_authority(gate, target);
	const char *why = "the target's authority";

	if (strlen(target) > MAX_TARGET)
		refuse(gate, 414, "the target is too long");
	else if (!path || !vg_httpgate_target(path, &why))
		refuse(gate, 400, why);
}

/* method SP target SP version, with one space each. */
static void
judge_request(struct vg_httpgate *gate, char *line)
{
	static const char *const with_body[] = {"POST", "PUT", "PATCH"};
	static const char *const without[] = {"GET", "HEAD", "DELETE", "OPTIONS"};
	char *target = strchr(line, ' ');
	char *version = target ? strchr(target + 1, ' ') : NULL;
	bool known = false;

	if (!version || strchr(version + 1, ' ') ||
	    !all_token(line, (size_t)(target - line))) {
		refuse(gate, 400, "the request line is not METHOD TARGET VERSION");
		return;
	}
	*target++ = '\0';
	*version++ = '\0';
	for (size_t i = 0; i < sizeof(with_body) / sizeof(with_body[0]); i++)
		gate->may_body = gate->may_body || strcmp(line, with_body[i]) == 0;
	for (size_t i = 0; i < sizeof(without) / sizeof(without[0]); i++)
		known = known || strcmp(line, without[i]) == 0;
	judge_version(gate, version);
	if (gate->state != VG_HTTPGATE_REFUSED && !known && !gate->may_body)
		refuse(gate, 501, "the method is not one of ours");
	if (gate->state != VG_HTTPGATE_REFUSED)
		judge_target(gate, target);
	if (gate->state != VG_HTTPGATE_REFUSED)
		gate->state = VG_HTTPGATE_FIELDS;
}

/* --- header fields ------------------------------------------------------------------------- */

static void
judge_length(struct vg_httpgate *gate, const char *value)
{
	if (gate->length || gate->coding) {
		refuse(gate, 400,
		    gate->coding ? "Content-Length beside Transfer-Encoding"
				 : "two Content-Length");
		return;
	}
	gate->length = true;
	if (!*value || value[strspn(value, "0123456789")])
		refuse(gate, 400, "a Content-Length that is no number");
	else if (vg_text_uint(value, gate->body_limit, &gate->left) != VG_OK)
		refuse(gate, 413, "the body is too large");
	else if (gate->left && !gate->may_body)
		refuse(gate, 400, "a body with a method that has none");
}

static void
judge_coding(struct vg_httpgate *gate, const char *value)
{
	if (gate->length || gate->coding)
		refuse(gate, 400,
		    gate->coding ? "two Transfer-Encoding"
				 : "Transfer-Encoding beside Content-Length");
	else if (gate->http10)
		refuse(gate, 400, "Transfer-Encoding in HTTP/1.0");
	else if (strcasecmp(value, "chunked") != 0)
		refuse(gate, 501, "a Transfer-Encoding that is not chunked");
	else if (!gate->may_body)
		refuse(gate, 400, "a body with a method that has none");
	gate->coding = true;
}

static void
judge_host(struct vg_httpgate *gate, const char *value)
{
	size_t good = strspn(value,
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$&'()*+,"
	    ";=:[]%");

	if (gate->host)
		refuse(gate, 400, "two Host");
	else if (value[good])
		refuse(gate, 400, "a Host that is no host");
	else if (gate->authority[0] && strcasecmp(gate->authority, value) != 0)
		refuse(gate, 400, "the target's authority is not Host's");
	gate->host = true;
}

/* Whoever stands before us may have read the other one. */
static void
judge_authorization(struct vg_httpgate *gate)
{
	if (gate->authorization)
		refuse(gate, 400, "two Authorization");
	gate->authorization = true;
}

static bool
is_value(const char *value, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)value[i];
		if ((c < ' ' && c != '\t') || c == 0x7f)
			return false;
	}
	return true;
}

/* Judges "Name: value" of 'size' octets, terminated. */
static void
judge_field(struct vg_httpgate *gate, char *line, size_t size)
{
	char *colon = memchr(line, ':', size);

	if (line[0] == ' ' || line[0] == '\t')
		refuse(gate, 400, "a folded header field");
	else if (!colon || !all_token(line, (size_t)(colon - line)))
		refuse(gate, 400, "a header field that is not NAME: VALUE");
	else if (!is_value(colon + 1, size - (size_t)(colon + 1 - line)))
		refuse(gate, 400, "a control character in a header field");
	else if (++gate->fields > MAX_FIELDS)
		refuse(gate, 431, "too many header fields");
	if (gate->state == VG_HTTPGATE_REFUSED)
		return;
	*colon = '\0';
	char *value = colon + 1 + strspn(colon + 1, " ");
	/* evhttp leaves it in the value, and would not know "\tchunked". */
	if (*value == '\t') {
		refuse(gate, 400, "a tab before a header field's value");
		return;
	}
	for (size_t n = strlen(value); n && (value[n - 1] == ' ' || value[n - 1] == '\t');
	     n--)
		value[n - 1] = '\0';
	if (strcasecmp(line, "Content-Length") == 0)
		judge_length(gate, value);
	else if (strcasecmp(line, "Transfer-Encoding") == 0)
		judge_coding(gate, value);
	else if (strcasecmp(line, "Host") == 0)
		judge_host(gate, value);
	else if (strcasecmp(line, "Authorization") == 0)
		judge_authorization(gate);
	else if (strcasecmp(line, "Expect") == 0 &&
	    strcasecmp(value, "100-continue") != 0)
		refuse(gate, 417, "an expectation that is not 100-continue");
}

/* The blank line behind the fields. */
static void
end_fields(struct vg_httpgate *gate)
{
	if (!gate->host && !gate->http10)
		refuse(gate, 400, "no Host");
	else if (gate->coding)
		gate->state = VG_HTTPGATE_CHUNK;
	else
		gate->state = gate->left ? VG_HTTPGATE_BODY : VG_HTTPGATE_DONE;
}

/* --- bodies -------------------------------------------------------------------------------- */

/* Hexadecimal digits and nothing else. */
static void
judge_chunk(struct vg_httpgate *gate, const char *line, size_t size)
{
	uint64_t value = 0;

	for (size_t i = 0; i < size; i++) {
		int digit = hex_value(line[i]);
		if (digit < 0) {
			refuse(gate, 400, "a chunk's size with something beside it");
			return;
		}
		value = value << 4 | (uint64_t)digit;
	}
	if (size == 0) {
		refuse(gate, 400, "a chunk without a size");
		return;
	}
	if (value > gate->body_limit - gate->body) {
		refuse(gate, 413, "the body is too large");
		return;
	}
	gate->left = value;
	gate->body += (size_t)value;
	gate->state = value ? VG_HTTPGATE_DATA : VG_HTTPGATE_LAST;
}

static void
judge_line(struct vg_httpgate *gate)
{
	char *line = (char *)gate->line.data;
	size_t size = gate->line.size;
	char none[1] = "";

	if (!line)
		line = none;
	switch (gate->state) {
	case VG_HTTPGATE_LINE:
		if (memchr(line, '\0', size))
			refuse(gate, 400, "a NUL in the request line");
		else
			judge_request(gate, line);
		break;
	case VG_HTTPGATE_FIELDS:
		if (size)
			judge_field(gate, line, size);
		else
			end_fields(gate);
		break;
	case VG_HTTPGATE_CHUNK:
		judge_chunk(gate, line, size);
		break;
	case VG_HTTPGATE_AFTER:
		gate->state = VG_HTTPGATE_CHUNK;
		break;
	case VG_HTTPGATE_LAST:
		gate->state = VG_HTTPGATE_DONE;
		break;
	case VG_HTTPGATE_BODY:
	case VG_HTTPGATE_DATA:
	case VG_HTTPGATE_DONE:
	case VG_HTTPGATE_REFUSED:
		break;
	}
	vg_buf_reset(&gate->line);
}

/* How long the line may become. */
static bool
line_fits(const struct vg_httpgate *gate)
{
	switch (gate->state) {
	case VG_HTTPGATE_CHUNK:
		return gate->line.size < MAX_CHUNK_LINE;
	case VG_HTTPGATE_AFTER:
	case VG_HTTPGATE_LAST:
		return false;
	case VG_HTTPGATE_LINE:
	case VG_HTTPGATE_FIELDS:
	case VG_HTTPGATE_BODY:
	case VG_HTTPGATE_DATA:
	case VG_HTTPGATE_DONE:
	case VG_HTTPGATE_REFUSED:
		break;
	}
	return true;
}

static void
refuse_line(struct vg_httpgate *gate)
{
	if (gate->state == VG_HTTPGATE_CHUNK)
		refuse(gate, 400, "a chunk's size with something beside it");
	else
		refuse(gate, 400,
		    gate->state == VG_HTTPGATE_LAST
			? "a trailer"
			: "a chunk that is longer than it says");
}

static void
read_octet(struct vg_httpgate *gate, char c)
{
	bool in_header =
	    gate->state == VG_HTTPGATE_LINE || gate->state == VG_HTTPGATE_FIELDS;

	if (in_header && ++gate->header > gate->header_limit)
		refuse(gate, gate->state == VG_HTTPGATE_LINE ? 414 : 431,
		    "the header is too large");
	else if (gate->cr && c != '\n')
		refuse(gate, 400, "a carriage return inside a line");
	else if (!gate->cr && c == '\n')
		refuse(gate, 400, "a bare line feed");
	else if (c == '\r')
		gate->cr = true;
	else if (c == '\n') {
		gate->cr = false;
		judge_line(gate);
	} else if (!line_fits(gate))
		refuse_line(gate);
	else
		vg_buf_add_u8(&gate->line, (uint8_t)c);
}

size_t
vg_httpgate_read(struct vg_httpgate *gate, const void *data, size_t size)
{
	const char *at = data;
	size_t used = 0;

	while (used < size && gate->state < VG_HTTPGATE_DONE) {
		if (gate->state != VG_HTTPGATE_BODY && gate->state != VG_HTTPGATE_DATA) {
			read_octet(gate, at[used++]);
			continue;
		}
		size_t some = size - used < gate->left ? size - used : (size_t)gate->left;
		used += some;
		gate->left -= some;
		if (gate->left == 0)
			gate->state = gate->state == VG_HTTPGATE_DATA ? VG_HTTPGATE_AFTER
								      : VG_HTTPGATE_DONE;
	}
	return used;
}
