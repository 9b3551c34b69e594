/*
 * Errors of three kinds, one shape.
 */
#include "collector/netconf/ncfault.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "collector/netconf/ncmodels.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/yang/xmlpath.h"

/* Copies 'text' as far as it goes, cut between characters. */
static void
copy(char *target, size_t size, const char *text)
{
	vg_text_copy(target, size, text);
	while (target[0] && !vg_text_is_utf8(target, strlen(target)))
		target[strlen(target) - 1] = '\0';
}

void
vg_ncfault_set(
    struct vg_ncfault *fault, const char *type, const char *tag, const char *format, ...)
{
	char text[sizeof(fault->message)];
	va_list ap;

	*fault = (struct vg_ncfault){0};
	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	copy(fault->type, sizeof(fault->type), type);
	copy(fault->tag, sizeof(fault->tag), tag);
	copy(fault->message, sizeof(fault->message), text);
}

void
vg_ncfault_escape(struct vg_buf *out, const char *text)
{
	vg_xmlpath_escape(out, text);
}

void
vg_ncfault_info(struct vg_ncfault *fault, const char *name, const char *value)
{
	struct vg_buf out;

	vg_buf_init(&out, sizeof(fault->info));
	vg_buf_add_text(&out, fault->info);
	vg_buf_addf(&out, "<%s>", name);
	vg_ncfault_escape(&out, value);
	vg_buf_addf(&out, "</%s>", name);
	if (out.error == VG_OK && out.size < sizeof(fault->info))
		copy(fault->info, sizeof(fault->info), vg_buf_text(&out));
	vg_buf_fini(&out);
}

/* --- what the models refuse ---------------------------------------------------------------- */

struct sign {
	const char *text, *tag,
	    *info; /* of libyang's sentence; what its first "word" is */
};

static const struct sign signs[] = {
    {"No module with namespace", "unknown-namespace", "bad-namespace"},
    {"not found as a child", "unknown-element", "bad-element"},
    {"not found in the", "unknown-element", "bad-element"},
    {"Mandatory", "missing-element", "bad-element"},
    {"nvalid operation value", "bad-attribute", NULL},
    {"Invalid ", "invalid-value", NULL},
    {"Storing value", "invalid-value", NULL},
    {"Value ", "invalid-value", NULL},
    {"Unsatisfied", "invalid-value", NULL},
    {"XML prefix", "malformed-message", NULL},
    {"ntity reference", "malformed-message", NULL},
    {"Data for both cases", "bad-element", NULL},
    {"Duplicate", "bad-element", NULL},
};

/* The first word in quotes of 'text' as a part of its info. */
static void
tell_culprit(struct vg_ncfault *fault, const char *name, const char *text)
{
	const char *start = strchr(text, '"');
	size_t n = start ? strcspn(start + 1, "\"") : 0;
	char word[160];

	if (!start || n == 0 || n >= sizeof(word))
		return;
	memcpy(word, start + 1, n);
	word[n] = '\0';
	vg_ncfault_info(fault, name, word);
}

/* The path alone out of "Data location "/a:b", line number 5.". */
static void
copy_path(struct vg_ncfault *fault, const char *phrase)
{
	const char *start = phrase ? strchr(phrase, '/') : NULL;
	const char *end = start ? strstr(start, "\", line") : NULL;
	size_t n;

	if (!start)
		return;
	if (!end)
		end = strrchr(start, '"');
	if (!end || start == phrase)
		end = start + strlen(start);
	n = (size_t)(end - start);
	if (n < sizeof(fault->path)) {
		memcpy(fault->path, start, n);
		fault->path[n] = '\0';
	}
}

void
vg_ncfault_of_model(struct vg_ncfault *fault, const struct ly_ctx *ly)
{
	const struct ly_err_item *item = ly_err_last(ly);
	const char *text = item && item->msg ? item->msg : "refused by the models";
	const struct sign *sign = NULL;
	const char *tag = "operation-failed";

	if (item && item->vecode == LYVE_SYNTAX_XML) {
		vg_ncfault_set(fault, "rpc", "malformed-message", "%s", text);
		return;
	}
	for (size_t i = 0; !sign && i < sizeof(signs) / sizeof(signs[0]); i++) {
		if (strstr(text, signs[i].text))
			sign = &signs[i];
	}
	if (sign)
		tag = sign->tag;
	else if (item && (item->vecode == LYVE_DATA || item->vecode == LYVE_XPATH))
		tag = "invalid-value"; /* the model's own words for a value */
	vg_ncfault_set(fault, "application", tag, "%s", text);
	if (item && item->apptag)
		copy(fault->app_tag, sizeof(fault->app_tag), item->apptag);
	copy_path(fault, item ? item->path : NULL);
	fault->ly = ly;
	if (sign && sign->info)
		tell_culprit(fault, sign->info, text);
}

/* --- what the collector refuses ------------------------------------------------------------ */

/* The tag of an answer without a body that we understand. */
static const char *
tag_of_status(long status)
{
	switch (status) {
	case 400:
	case 404:
		return "invalid-value";
	case 401:
	case 403:
		return "access-denied";
	case 405:
	case 501:
		return "operation-not-supported";
	case 409:
		return "in-use";
	case 413:
		return "too-big";
	case 503:
		return "resource-denied";
	default:
		return "operation-failed";
	}
}

static void
take(char *target, size_t size, const struct lyd_node *error, const char *name)
{
	const char *text = vg_ncmodels_text(error, name);

	if (text)
		copy(target, size, text);
}

void
vg_ncfault_of_answer(
    struct vg_ncfault *fault, const struct ly_ctx *ly, long status, const char *body)
{
	struct lyd_node *top = NULL;
	const struct lyd_node *errors = NULL, *error = NULL;

	vg_ncfault_set(fault, "application", tag_of_status(status),
	    "the collector answers %ld", status);
	fault->ly = ly;
	if ((body[0] == '{' || body[0] == '<') &&
	    lyd_parse_data_mem(ly, body, body[0] == '{' ? LYD_JSON : LYD_XML,
		LYD_PARSE_ONLY | LYD_PARSE_OPAQ, 0, &top) == LY_SUCCESS)
		errors = vg_ncmodels_find(top, "errors");
	if (errors)
		error = vg_ncmodels_find(lyd_child(errors), "error");
	if (error) {
		take(fault->type, sizeof(fault->type), error, "error-type");
		take(fault->tag, sizeof(fault->tag), error, "error-tag");
		take(fault->app_tag, sizeof(fault->app_tag), error, "error-app-tag");
		take(fault->message, sizeof(fault->message), error, "error-message");
		take(fault->path, sizeof(fault->path), error, "error-path");
	}
	/* A path into HTTP is none into the data. */
	if (vg_text_starts(fault->path, "/restconf"))
		fault->path[0] = '\0';
	lyd_free_all(top);
}

/* --- as XML -------------------------------------------------------------------------------- */

static void
element(struct vg_buf *out, const char *name, const char *attributes, const char *text)
{
	if (!text[0])
		return;
	vg_buf_addf(out, "<%s%s>", name, attributes);
	vg_ncfault_escape(out, text);
	vg_buf_addf(out, "</%s>", name);
}

void
vg_ncfault_print(const struct vg_ncfault *fault, struct vg_buf *out)
{
	vg_buf_add_text(out, "<rpc-error>");
	element(out, "error-type", "", fault->type);
	element(out, "error-tag", "", fault->tag);
	element(out, "error-severity", "", "error");
	element(out, "error-app-tag", "", fault->app_tag);
	if (!fault->ly || !vg_xmlpath_write(fault->ly, "error-path", fault->path, out))
		element(out, "error-path", "", fault->path);
	element(out, "error-message", " xml:lang=\"en\"", fault->message);
	if (fault->info[0])
		vg_buf_addf(out, "<error-info>%s</error-info>", fault->info);
	vg_buf_add_text(out, "</rpc-error>");
}
