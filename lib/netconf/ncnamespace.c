/*
 * Declarations of no namespace.
 */
#include "lib/netconf/ncnamespace.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "lib/base/error.h"

struct walk {
	const char *at, *end;
	const char *from; /* what is not copied yet */
	struct vg_buf out;
};

static bool
is_one_of(const struct walk *walk, const char *octets)
{
	return walk->at < walk->end && *walk->at && strchr(octets, *walk->at);
}

static void
skip_space(struct walk *walk)
{
	while (is_one_of(walk, " \t\r\n"))
		walk->at++;
}

static void
skip_name(struct walk *walk)
{
	while (walk->at < walk->end && !is_one_of(walk, " \t\r\n=/>"))
		walk->at++;
}

/* Goes behind 'past', or to the end. */
static void
skip_past(struct walk *walk, const char *past)
{
	size_t size = strlen(past);
	const char *found = memmem(walk->at, (size_t)(walk->end - walk->at), past, size);

	walk->at = found ? found + size : walk->end;
}

static bool
begins(const struct walk *walk, const char *text)
{
	size_t size = strlen(text);

	return (size_t)(walk->end - walk->at) >= size &&
	    memcmp(walk->at, text, size) == 0;
}

/* Takes name and value of an attribute. */
static void
take_attribute(struct walk *walk)
{
	const char *name = walk->at;
	char quote[2] = {0};
	bool declares = begins(walk, "xmlns");

	skip_name(walk);
	size_t size = (size_t)(walk->at - name);
	declares = declares && (size == 5 || name[5] == ':');
	skip_space(walk);
	if (!is_one_of(walk, "=")) {
		walk->at += size == 0 && walk->at < walk->end;
		return;
	}
	walk->at++;
	skip_space(walk);
	if (!is_one_of(walk, "\"'"))
		return;
	quote[0] = *walk->at++;
	if (declares && is_one_of(walk, quote)) {
		vg_buf_add(&walk->out, walk->from, (size_t)(walk->at - walk->from));
		vg_buf_add_text(&walk->out, VG_NCNAMESPACE_NONE);
		walk->from = walk->at;
	}
	skip_past(walk, quote);
}

static void
take_tag(struct walk *walk)
{
	walk->at++;
	skip_name(walk);
	while (walk->at < walk->end && !is_one_of(walk, ">")) {
		if (is_one_of(walk, " \t\r\n/"))
			walk->at++;
		else
			take_attribute(walk);
	}
}

int
vg_ncnamespace_fill(struct vg_buf *message, struct vg_detail *detail)
{
	const char *text = vg_buf_text(message);
	struct walk walk = {.at = text, .end = text + message->size, .from = text};

	vg_buf_init(&walk.out, message->limit);
	while ((walk.at = memchr(walk.at, '<', (size_t)(walk.end - walk.at))) != NULL) {
		if (begins(&walk, "<!--"))
			skip_past(&walk, "-->");
		else if (begins(&walk, "<![CDATA["))
			skip_past(&walk, "]]>");
		else if (begins(&walk, "<?"))
			skip_past(&walk, "?>");
		else
			take_tag(&walk);
	}
	if (walk.from == text) {
		vg_buf_fini(&walk.out);
		return VG_OK;
	}
	vg_buf_add(&walk.out, walk.from, (size_t)(walk.end - walk.from));
	vg_buf_fini(message);
	*message = walk.out;
	return message->error == VG_OK ? VG_OK
				       : vg_detail_set(detail, message->error,
					     "message: too long with its namespaces");
}
