/*
 * The one libyang context of a process, and its errors as sentences.
 *
 * Why a sentence is built here and not taken as it is: libyang tells where in a phrase ("Data
 * location "/a:b", line number 5."), tells no value when a pattern has an error-message of its
 * own, and no line for what is found after parsing (must, leafref, mandatory).
 *
 * Source: libyang 2.1.30, log.h and context.h.
 */
#include "lib/yang/context.h"

#include <ctype.h>
#include <libyang/libyang.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/datadir.h"
#include "lib/yang/leafabout.h"

/* Where Debian's libyuma-base puts the IETF modules. */
#define IETF_FOLDER "/usr/share/yuma/modules/ietf"

enum { MAX_QUOTE = 80 };

struct vg_context {
	struct ly_ctx *ly;            /* owned */
	struct vg_contextnote *notes; /* owned: of each room */
};

/* What of RFC 8632 is served: a feature stands here when a test has seen it. */
static const char *alarm_features[] = {"operator-actions", "alarm-shelving",
    "alarm-history", "alarm-summary", "alarm-correlation", "root-cause-analysis",
    "service-impact-analysis", NULL};

/* ietf-netconf: what an edit does with a node is an attribute of it (RFC 6241 section 7.2). */
static const char *const modules[] = {"ietf-alarms", "ietf-netconf-acm", "ietf-netconf",
    "ietf-netconf-notifications", "ietf-netconf-with-defaults",
    "ietf-restconf-monitoring", "vigie-types", "vigie-defaults", "vigie-alarm-types",
    "vigie-calendar", "vigie-pack", "vigie-parties", "vigie-contract", "vigie-agent",
    "vigie-collector", "vigie-cases", "vigie-tree", "vigie-evidence", "vigie-sla",
    "vigie-recording", "vigie-alarms-case", "vigie-alarms-deviations", "vigie-web",
    "vigie-courier"};

static int
refuse_modules(const struct vg_context *context, const char *module, const char *folder,
    struct vg_detail *detail)
{
	vg_context_error(context, module, NULL, detail);
	vg_detail_prefix(detail, "YANG modules in %s", folder);
	return VG_EPARSE;
}

/*
 * Loads our modules into 'ly', the first failure ends it.  They are compiled when all are there:
 * else each one that says something about another has that compiled again, and a start takes twice
 * as long.
 */
static int
load_modules(struct vg_context *context, const char *folder, struct vg_detail *detail)
{
	ly_ctx_set_options(context->ly, LY_CTX_EXPLICIT_COMPILE);
	for (size_t i = 0; i < sizeof(modules) / sizeof(modules[0]); i++) {
		const char **features =
		    strcmp(modules[i], "ietf-alarms") == 0 ? alarm_features : NULL;
		if (!ly_ctx_load_module(context->ly, modules[i], NULL, features))
			return refuse_modules(context, modules[i], folder, detail);
	}
	if (ly_ctx_compile(context->ly) != LY_SUCCESS)
		return refuse_modules(context, "compiled", folder, detail);
	ly_ctx_unset_options(context->ly, LY_CTX_EXPLICIT_COMPILE);
	return VG_OK;
}

int
vg_context_new(struct vg_context **context, struct vg_detail *detail)
{
	char folder[PATH_MAX];
	struct stat st;
	struct vg_context *made;
	int err = vg_datadir_find(VG_DATADIR_YANG, folder, sizeof(folder));

	if (err != VG_OK)
		return vg_detail_set(detail, err,
		    "%s: no folder with the YANG modules; install them or set "
		    "VIGIE_DATADIR",
		    folder);
	ly_log_options(LY_LOSTORE_LAST);
	made = vg_mem_zero(sizeof(*made));
	made->notes = vg_mem_array(VG_CONTEXT_ROOMS, sizeof(*made->notes));
	if (ly_ctx_new(folder, LY_CTX_DISABLE_SEARCHDIR_CWD, &made->ly) != LY_SUCCESS) {
		free(made->notes);
		free(made);
		return vg_detail_set(
		    detail, VG_EPARSE, "libyang takes no context on %s", folder);
	}
	if (stat(IETF_FOLDER, &st) == 0)
		ly_ctx_set_searchdir(made->ly, IETF_FOLDER);
	err = load_modules(made, folder, detail);
	if (err != VG_OK) {
		vg_context_free(made);
		return err;
	}
	*context = made;
	return VG_OK;
}

const char *
vg_context_ietf_folder(void)
{
	return IETF_FOLDER;
}

void
vg_context_free(struct vg_context *context)
{
	if (!context)
		return;
	for (size_t i = 0; i < VG_CONTEXT_ROOMS; i++) {
		if (context->notes[i].what)
			context->notes[i].release(context->notes[i].what);
	}
	ly_ctx_destroy(context->ly);
	free(context->notes);
	free(context);
}

struct vg_contextnote *
vg_context_note(const struct vg_context *context, enum vg_context_room room)
{
	return &context->notes[room];
}

struct ly_ctx *
vg_context_ly(const struct vg_context *context)
{
	return context->ly;
}

/* --- errors ------------------------------------------------------------------------------ */

/* The number after "ine number " in libyang's phrase, 0 when there is none. */
static unsigned long
phrase_line(const char *phrase)
{
	const char *at = strstr(phrase, "ine number ");

	return at ? strtoul(at + strlen("ine number "), NULL, 10) : 0;
}

/*
 * Copies the path out of libyang's phrase: a bare path as it is, else what stands in quotes
 * after "data location", else after "schema location" (all there is for a missing leaf).  Keys
 * in a path are quoted with ', or with " when they hold a ', so the end is the quote before the
 * line or the last one.
 */
static void
phrase_path(const char *phrase, char *path, size_t size)
{
	static const char data[] = "ata location \"";
	static const char schema[] = "chema location \"";
	const char *start = phrase;
	const char *end = phrase + strlen(phrase);

	path[0] = '\0';
	if (phrase[0] != '/') {
		start = strstr(phrase, data);
		if (start)
			start += strlen(data);
		else if ((start = strstr(phrase, schema)))
			start += strlen(schema);
		else
			return;
		end = strstr(start, "\", line number");
		if (!end)
			end = strrchr(start, '"');
		if (!end)
			return;
	}
	size_t length = (size_t)(end - start);
	if (length >= size)
		length = size - 1;
	memcpy(path, start, length);
	path[length] = '\0';
}

/*
 * Where the leaf that 'path' ends in stands in the 'length' bytes at 'line', when it stands
 * there once; NULL else.
 */
static const char *
find_leaf(const char *line, size_t length, const char *path)
{
	const char *leaf = strrchr(path, '/');
	char quoted[80];

	if (!leaf || vg_text_format(quoted, sizeof(quoted), "\"%s\"", leaf + 1) != VG_OK)
		return NULL;
	const char *found = memmem(line, length, quoted, strlen(quoted));
	if (!found)
		return NULL;
	const char *rest = found + 1;
	if (memmem(rest, length - (size_t)(rest - line), quoted, strlen(quoted)))
		return NULL;
	return found;
}

/*
 * Appends line 'line' of 'text', trimmed, so that the offending value is seen; of a long line
 * only what follows the leaf's name, and nothing when that name stands there twice.
 */
static void
quote_line(struct vg_buf *out, const char *text, unsigned long line, const char *path)
{
	const char *at = text;

	for (unsigned long i = 1; at && i < line; i++) {
		at = strchr(at, '\n');
		if (at)
			at++;
	}
	if (!at)
		return;
	at += strspn(at, " \t");
	size_t length = strcspn(at, "\r\n");
	if (length > MAX_QUOTE) {
		const char *leaf = find_leaf(at, length, path);
		if (!leaf)
			return;
		length -= (size_t)(leaf - at);
		at = leaf;
		length = length < MAX_QUOTE ? length : MAX_QUOTE;
	}
	if (length) {
		vg_buf_add_text(out, " (in: ");
		vg_buf_add(out, at, length);
		vg_buf_add_text(out, ")");
	}
}

void
vg_context_error_path(const struct vg_context *context, char *path, size_t size)
{
	const struct ly_err_item *item = ly_err_last(context->ly);

	path[0] = '\0';
	if (item && item->path)
		phrase_path(item->path, path, size);
}

int
vg_context_error(const struct vg_context *context, const char *origin, const char *text,
    struct vg_detail *detail)
{
	const struct ly_err_item *item = ly_err_last(context->ly);
	const char *phrase = item && item->path ? item->path : "";
	const char *message = item && item->msg ? item->msg : "refused by libyang";
	unsigned long line = phrase_line(phrase);
	char path[256], what[200];
	struct vg_buf out;
	int code = VG_EINVAL;

	if (item &&
	    (item->vecode == LYVE_SYNTAX || item->vecode == LYVE_SYNTAX_JSON ||
		item->vecode == LYVE_SYNTAX_XML || item->vecode == LYVE_SYNTAX_YANG))
		code = VG_EPARSE;
	phrase_path(phrase, path, sizeof(path));
	vg_buf_init(&out, sizeof(detail->text));
	vg_buf_addf(&out, "%s:", origin);
	if (line)
		vg_buf_addf(&out, "%lu:", line);
	if (path[0])
		vg_buf_addf(&out, " %s:", path);
	/* A long value stands in libyang's sentence; what is cut must not take all away. */
	vg_text_copy(what, sizeof(what), message);
	while (!vg_text_is_utf8(what, strlen(what)))
		what[strlen(what) - 1] = '\0';
	vg_buf_addf(&out, " %s", what);
	if (strstr(message, "enumeration")) {
		vg_buf_add_text(&out, " It is one of: ");
		vg_leafabout_choices(context, path, &out);
	} else if (line && text) {
		quote_line(&out, text, line, path);
	}
	for (size_t i = 0; i < out.size; i++) { /* one line, whatever a name held */
		if (iscntrl(out.data[i]))
			out.data[i] = ' ';
	}
	vg_detail_set(detail, code, "%s", vg_buf_text(&out));
	vg_buf_fini(&out);
	ly_err_clean(context->ly, NULL);
	return code;
}
