/*
 * Own answers.
 */
#include "collector/web/webreply.h"

#include <string.h>

#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/rest/resterror.h"

enum { RETRY_S = 2 };

static const char type[] = "application/yang-data+json";

/* The error-tag of a status (RFC 8040 section 7.1), and who is at fault. */
static struct vg_resterror
error_of(int status)
{
	static const struct vg_resterror rows[] = {
	    {400, "protocol", "malformed-message", ""},
	    {401, "protocol", "access-denied", ""},
	    {403, "protocol", "access-denied", ""},
	    {404, "application", "invalid-value", ""},
	    {405, "protocol", "operation-not-supported", ""},
	    {413, "transport", "too-big", ""},
	    {414, "transport", "too-big", ""},
	    {415, "protocol", "invalid-value", ""},
	    {417, "transport", "operation-not-supported", ""},
	    {429, "protocol", "resource-denied", ""},
	    {431, "transport", "too-big", ""},
	    {501, "transport", "operation-not-supported", ""},
	    {502, "transport", "operation-failed", ""},
	    {503, "transport", "resource-denied", ""},
	    {504, "transport", "operation-failed", ""},
	    {505, "transport", "operation-not-supported", ""},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].status == status)
			return rows[i];
	}
	return (struct vg_resterror){status, "application", "operation-failed", ""};
}

void
vg_webreply_body(struct vg_buf *out, int status, const char *message)
{
	struct vg_resterror error = error_of(status);

	vg_resterror_body(out, &error, NULL, message);
}

void
vg_webreply_fields(struct vg_http_later *later)
{
	vg_http_later_add(later, "X-Content-Type-Options", "nosniff");
}

void
vg_webreply_error(
    struct vg_http_later *later, int status, int64_t retry_s, const char *message)
{
	struct vg_buf body;
	char text[24];

	vg_buf_init(&body, 0);
	vg_webreply_body(&body, status, message);
	vg_webreply_fields(later);
	vg_http_later_add(later, "Cache-Control", "no-store");
	if (status == 401)
		vg_http_later_add(later, "WWW-Authenticate", "Bearer realm=\"vigie\"");
	if (retry_s > 0) {
		vg_text_format(text, sizeof(text), "%lld", (long long)retry_s);
		vg_http_later_add(later, "Retry-After", text);
	}
	vg_http_later_reply(later, status, type, body.data, body.size);
	vg_buf_fini(&body);
}

void
vg_webreply_json(struct vg_http_later *later, int status, const char *json)
{
	vg_webreply_fields(later);
	vg_http_later_add(later, "Cache-Control", "no-store");
	vg_http_later_reply(later, status, json ? "application/json" : NULL, json,
	    json ? strlen(json) : 0);
}

void
vg_webreply_upstream(struct vg_http_later *later, int code)
{
	if (code == VG_EUNREACH)
		vg_webreply_error(
		    later, 503, RETRY_S, "the collector does not answer; try again");
	else if (code == VG_ETIMEOUT)
		vg_webreply_error(
		    later, 504, RETRY_S, "the collector did not answer in time");
	else if (code == VG_ELIMIT)
		vg_webreply_error(
		    later, 503, RETRY_S, "too many requests wait for the collector");
	else
		vg_webreply_error(later, 502, RETRY_S,
		    "the collector's answer broke off; what was ordered may have "
		    "happened");
}
