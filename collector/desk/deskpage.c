/*
 * Cursors: "queue.0.1783000000000000.-4.2026-000123".
 */
#include "collector/desk/deskpage.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/text.h"

enum { N_PARTS = 5, TEXT = 4 };

size_t
vg_deskpage_limit(const struct vg_deskpage *page)
{
	return page->limit ? page->limit : VG_DESKPAGE_NORMAL;
}

/* Cuts 'text' at its dots; whether they are as many parts as a cursor has. */
static bool
cut(char *text, char *parts[N_PARTS])
{
	size_t n = 0;

	for (char *at = text; at; n++) {
		if (n == N_PARTS)
			return false;
		parts[n] = at;
		at = strchr(at, '.');
		if (at)
			*at++ = '\0';
	}
	return n == N_PARTS;
}

/* What a case number or a return's is made of; anything else would be no row's. */
static bool
is_key_text(const char *text)
{
	return text[strspn(text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-")] == '\0';
}

int
vg_deskpage_begin(struct vg_deskpage *page, const char *list, struct vg_deskpage_key *key)
{
	char text[VG_DESKPAGE_CURSOR_SIZE], *parts[N_PARTS];
	struct vg_deskpage_key read;

	page->next[0] = '\0';
	if (!page->after || !page->after[0])
		return VG_OK;
	if (vg_text_copy(text, sizeof(text), page->after) != VG_OK || !cut(text, parts) ||
	    strcmp(parts[0], list) != 0)
		return VG_EINVAL;
	for (size_t i = 0; i < 3; i++) {
		if (vg_text_int(parts[i + 1], INT64_MIN, INT64_MAX, &read.n[i]) != VG_OK)
			return VG_EINVAL;
	}
	if (vg_text_copy(read.text, sizeof(read.text), parts[TEXT]) != VG_OK ||
	    !is_key_text(read.text))
		return VG_EINVAL;
	*key = read;
	return VG_OK;
}

void
vg_deskpage_more(
    struct vg_deskpage *page, const char *list, const struct vg_deskpage_key *key)
{
	vg_text_format(page->next, sizeof(page->next),
	    "%s.%" PRId64 ".%" PRId64 ".%" PRId64 ".%s", list, key->n[0], key->n[1],
	    key->n[2], key->text);
}
