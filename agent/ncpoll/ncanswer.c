/*
 * Answers.
 *
 * Values are texts here; what they mean is the agent's.
 */
#include "agent/ncpoll/ncanswer.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/netconf/ncrecord.h"

enum { FLUSH_SIZE = 32768, ROWS = 4096 };

#define LIBRARY_NS "urn:ietf:params:xml:ns:yang:ietf-yang-library"

/* RFC 7895 and RFC 8525: the first is still served by devices that have the second. */
static const char library_filter[] =
    "<modules-state xmlns=\"" LIBRARY_NS "\"><module><name/></module></modules-state>"
    "<yang-library xmlns=\"" LIBRARY_NS "\"><module-set><module><name/></module>"
    "</module-set></yang-library>";

struct answer {
	struct vg_ncsession *session;
	int fd;
	struct vg_buf out;
	bool broken; /* the agent reads no more */
};

static void
flush(struct answer *a)
{
	size_t at = 0;

	while (at < a->out.size && !a->broken) {
		ssize_t n = write(a->fd, a->out.data + at, a->out.size - at);
		if (n > 0)
			at += (size_t)n;
		else if (n == 0 || errno != EINTR)
			a->broken = true;
	}
	vg_buf_reset(&a->out);
}

static void
add(struct answer *a, enum vg_ncrecord_type type, const char *const *fields, size_t n)
{
	vg_ncrecord_add(&a->out, type, fields, n);
	if (a->out.size > FLUSH_SIZE)
		flush(a);
}

static void
add_number(struct answer *a, enum vg_ncrecord_type type, size_t number, const char *text)
{
	char digits[24];
	const char *fields[] = {digits, text};

	vg_text_format(digits, sizeof(digits), "%zu", number);
	add(a, type, fields, text ? 2 : 1);
}

/* --- walking ------------------------------------------------------------------------------- */

/* The node at 'path' (of 'size' octets) from the siblings of 'first', or NULL. */
static const struct lyd_node *
follow(const struct lyd_node *first, const char *ns, const char *path, size_t size)
{
	const struct lyd_node *found = NULL;
	char name[VG_NCREQUEST_PATH];

	while (size > 0) {
		size_t n = 0;
		while (n < size && path[n] != '/')
			n++;
		vg_text_format(name, sizeof(name), "%.*s", (int)n, path);
		found = vg_ncsession_find(first, ns, name);
		if (!found || n == size)
			return found;
		first = vg_ncsession_child(found);
		path += n + 1;
		size -= n + 1;
	}
	return found;
}

/* The texts at one to four paths, joined by blanks; false when there is nothing at the first. */
static bool
read_texts(const struct lyd_node *first, const char *ns, const char *paths, char *target,
    size_t size)
{
	size_t used = 0;

	while (*(paths += strspn(paths, " "))) {
		size_t n = strcspn(paths, " ");
		const struct lyd_node *node = follow(first, ns, paths, n);
		if (!node && used == 0)
			return false;
		int wrote = snprintf(target + used, size - used, "%s%s", used ? " " : "",
		    node ? vg_ncsession_text(node) : "-");
		used += wrote > 0 ? (size_t)wrote : 0;
		if (used >= size)
			return true;
		paths += n;
	}
	return used > 0;
}

static void
add_values(struct answer *a, const struct lyd_node *first, const char *ns,
    const char (*paths)[VG_NCREQUEST_PATH], size_t n)
{
	char text[VG_NCRECORD_TEXT + 8];

	for (size_t i = 0; i < n; i++) {
		if (read_texts(first, ns, paths[i], text, sizeof(text)))
			add_number(a, VG_NCRECORD_VALUE, i, text);
	}
}

/* A row without one of its keys is none; false for it, and for a key that is too long. */
static bool
add_row(
    struct answer *a, const struct vg_ncrequest_probe *probe, const struct lyd_node *row)
{
	char texts[VG_NCREQUEST_KEYS][VG_NCRECORD_TEXT + 1];
	const char *fields[VG_NCREQUEST_KEYS];
	const char *key = probe->keys;
	size_t n = 0;

	while (*(key += strspn(key, " ")) && n < VG_NCREQUEST_KEYS) {
		size_t size = strcspn(key, " ");
		const struct lyd_node *node =
		    follow(vg_ncsession_child(row), probe->ns, key, size);
		if (!node ||
		    vg_text_copy(texts[n], sizeof(texts[n]), vg_ncsession_text(node)) !=
			VG_OK)
			return false;
		fields[n] = texts[n];
		n++;
		key += size;
	}
	add(a, VG_NCRECORD_ROW, fields, n);
	add_values(
	    a, vg_ncsession_child(row), probe->ns, probe->columns, probe->n_columns);
	return true;
}

static bool
add_table(
    struct answer *a, const struct vg_ncrequest_probe *probe, const struct lyd_node *data)
{
	const char *last = strrchr(probe->table, '/');
	const char *name = last ? last + 1 : probe->table;
	const struct lyd_node *row =
	    follow(data, probe->ns, probe->table, strlen(probe->table));
	bool whole = true;
	size_t n = 0;

	for (; row; row = vg_ncsession_next(row, probe->ns, name)) {
		if (n++ == ROWS)
			return false;
		whole = add_row(a, probe, row) && whole;
	}
	return whole;
}

/* --- probes -------------------------------------------------------------------------------- */

static int
ask_probe(
    struct answer *a, const struct vg_ncrequest_probe *probe, struct vg_detail *detail)
{
	const struct lyd_node *data = NULL;
	struct vg_buf xml;

	vg_buf_init(&xml, VG_NCFILTER_REQUEST);
	vg_ncrequest_filter(probe, &xml);
	int code = xml.error != VG_OK
	    ? vg_detail_set(detail, xml.error, "the filter is too long")
	    : vg_ncsession_get(a->session, vg_buf_text(&xml), &data, detail);
	vg_buf_fini(&xml);
	if (code == VG_EUNSUPPORTED) {
		add_number(a, VG_NCRECORD_FAIL, 0, detail->text);
		return VG_OK;
	}
	if (code != VG_OK)
		return code;
	add_values(a, data, probe->ns, probe->scalars, probe->n_scalars);
	bool whole = !probe->table[0] || add_table(a, probe, data);
	add_number(a, VG_NCRECORD_END, whole, NULL);
	return VG_OK;
}

static bool
lists_module(const struct lyd_node *first, const char *name)
{
	for (const struct lyd_node *m = vg_ncsession_find(first, LIBRARY_NS, "module"); m;
	     m = vg_ncsession_next(m, LIBRARY_NS, "module")) {
		const struct lyd_node *found =
		    vg_ncsession_find(vg_ncsession_child(m), LIBRARY_NS, "name");
		if (found && strcmp(vg_ncsession_text(found), name) == 0)
			return true;
	}
	return false;
}

static bool
in_library(const struct lyd_node *data, const char *name)
{
	const struct lyd_node *old = vg_ncsession_find(data, LIBRARY_NS, "modules-state");
	const struct lyd_node *new = vg_ncsession_find(data, LIBRARY_NS, "yang-library");

	if (old && lists_module(vg_ncsession_child(old), name))
		return true;
	const struct lyd_node *set = new
	    ? vg_ncsession_find(vg_ncsession_child(new), LIBRARY_NS, "module-set")
	    : NULL;
	for (; set; set = vg_ncsession_next(set, LIBRARY_NS, "module-set")) {
		if (lists_module(vg_ncsession_child(set), name))
			return true;
	}
	return false;
}

/* Marks in 'has' which probes' modules the device offers: by its hello, else by its list. */
static int
find_modules(struct answer *a, const struct vg_ncrequest *request, bool *has,
    struct vg_detail *detail)
{
	const struct lyd_node *data = NULL;
	bool all = true;

	for (size_t i = 0; i < request->n; i++) {
		has[i] = vg_ncsession_has_module(a->session, request->probes[i].module);
		all = all && has[i];
	}
	if (all || !vg_ncsession_has_library(a->session))
		return VG_OK;
	int code = vg_ncsession_get(a->session, library_filter, &data, detail);
	for (size_t i = 0; code == VG_OK && i < request->n; i++)
		has[i] = has[i] || in_library(data, request->probes[i].module);
	return code == VG_EUNSUPPORTED ? VG_OK : code;
}

int
vg_ncanswer_write(
    struct vg_ncsession *session, const struct vg_ncrequest *request, int fd)
{
	struct answer a = {.session = session, .fd = fd};
	bool has[VG_NCREQUEST_PROBES] = {false};
	struct vg_detail detail = {0};

	vg_buf_init(&a.out, FLUSH_SIZE + 2 * VG_NCRECORD_SIZE);
	int code = find_modules(&a, request, has, &detail);
	for (size_t i = 0; code == VG_OK && i < request->n && !a.broken; i++) {
		add_number(&a, VG_NCRECORD_BEGIN, i, NULL);
		if (has[i])
			code = ask_probe(&a, &request->probes[i], &detail);
		else
			add(&a, VG_NCRECORD_LACKS, NULL, 0);
	}
	if (code == VG_OK)
		add(&a, VG_NCRECORD_DONE, NULL, 0);
	else
		add_number(&a, VG_NCRECORD_FAIL, 1, detail.text);
	flush(&a);
	vg_buf_fini(&a.out);
	return code;
}

void
vg_ncanswer_fail(int fd, const struct vg_detail *detail)
{
	struct answer a = {.fd = fd};

	vg_buf_init(&a.out, VG_NCRECORD_SIZE);
	add_number(&a, VG_NCRECORD_FAIL, 1, detail->text);
	flush(&a);
	vg_buf_fini(&a.out);
}
