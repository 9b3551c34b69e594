/*
 * Codes to RESTCONF errors, from one table; JSON strings.
 */
#include "lib/rest/resterror.h"

#include <string.h>

#include "lib/base/error.h"
#include "lib/base/text.h"

struct row {
	int code;
	struct vg_resterror error;
};

/*
 * The tags and the statuses they go with are those of RFC 8040 section 7.  Two go beyond: 503
 * for what a client may try again, and 409 with an app-tag for what the policy refuses.
 */
static const struct row rows[] = {
    {VG_EINVAL, {400, "application", "invalid-value", ""}},
    {VG_ERANGE, {400, "application", "invalid-value", ""}},
    {VG_ENOENT, {404, "application", "invalid-value", ""}},
    {VG_EEXIST, {409, "application", "data-exists", ""}},
    {VG_EPARSE, {400, "protocol", "malformed-message", ""}},
    {VG_ETRUNC, {413, "protocol", "too-big", ""}},
    {VG_ELIMIT, {413, "protocol", "too-big", ""}},
    {VG_EIO, {500, "application", "operation-failed", ""}},
    {VG_EFULL, {503, "application", "resource-denied", "disk-full"}},
    {VG_EBUSY, {503, "application", "resource-denied", "try-later"}},
    {VG_EAGAIN, {503, "application", "resource-denied", "try-later"}},
    {VG_ETIMEOUT, {503, "application", "resource-denied", "try-later"}},
    {VG_EAUTH, {403, "protocol", "access-denied", ""}},
    {VG_EACCESS, {403, "protocol", "access-denied", ""}},
    {VG_EPOLICY, {409, "application", "operation-failed", "refused-by-policy"}},
    {VG_ECORRUPT, {500, "application", "operation-failed", ""}},
    {VG_ECONFLICT, {409, "application", "in-use", ""}},
    {VG_EUNSUPPORTED, {405, "protocol", "operation-not-supported", ""}},
    {VG_EUNREACH, {503, "application", "resource-denied", "try-later"}},
};

struct vg_resterror
vg_resterror_of(int code)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].code == code)
			return rows[i].error;
	}
	return (struct vg_resterror){500, "application", "operation-failed", ""};
}

int
vg_resterror_status(const char *tag)
{
	static const struct {
		const char *tag;
		int status;
	} tags[] = {{"in-use", 409}, {"invalid-value", 400}, {"too-big", 413},
	    {"missing-attribute", 400}, {"bad-attribute", 400},
	    {"unknown-attribute", 400}, {"missing-element", 400}, {"bad-element", 400},
	    {"unknown-element", 400}, {"unknown-namespace", 400}, {"access-denied", 403},
	    {"lock-denied", 409}, {"resource-denied", 409}, {"rollback-failed", 500},
	    {"data-exists", 409}, {"data-missing", 409}, {"operation-not-supported", 405},
	    {"operation-failed", 412}, {"malformed-message", 400},
	    {"partial-operation", 500}};

	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
		if (strcmp(tags[i].tag, tag) == 0)
			return tags[i].status;
	}
	return 500;
}

void
vg_resterror_quote(struct vg_buf *out, const char *text)
{
	bool good = vg_text_is_utf8(text, strlen(text));

	vg_buf_add_u8(out, '"');
	for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
		if (*c == '"' || *c == '\\')
			vg_buf_addf(out, "\\%c", *c);
		else if (*c < 0x20 || *c == 0x7f)
			vg_buf_addf(out, "\\u%04x", *c);
		else if (*c >= 0x80 && !good)
			vg_buf_add_u8(out, '?');
		else
			vg_buf_add_u8(out, *c);
	}
	vg_buf_add_u8(out, '"');
}

static void
member(struct vg_buf *out, const char *name, const char *value)
{
	if (!value || !value[0])
		return;
	vg_buf_addf(out, ",\"%s\":", name);
	vg_resterror_quote(out, value);
}

void
vg_resterror_body(struct vg_buf *out, const struct vg_resterror *error, const char *path,
    const char *message)
{
	vg_buf_addf(out, "{\"ietf-restconf:errors\":{\"error\":[{\"error-type\":\"%s\"",
	    error->type);
	member(out, "error-tag", error->tag);
	member(out, "error-app-tag", error->app_tag);
	member(out, "error-path", path);
	member(out, "error-message", message);
	vg_buf_add_text(out, "}]}}\n");
}
