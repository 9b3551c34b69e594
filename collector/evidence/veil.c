/*
 * One walk serves both ways: it finds the leaves, and what becomes of each is the caller's.
 *
 * A large tree is written anew as text (collector/evidence/veilscan), as the walk's printer would:
 * what stands in it is parsed only where leaves are taken out.
 */
#include "collector/evidence/veil.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "collector/evidence/veilscan.h"
#include "lib/base/digest.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* Deeper trees than this are none of ours. */
enum { MAX_NEST = 32 };

struct walk {
	/* Changes the member 'key' of 'object', whose text it is; VG_OK or a code that ends all. */
	int (*change)(struct walk *walk, json_t *object, const char *person,
	    const char *key, const char *text);
	const unsigned char *seed;
	uint64_t n; /* salts made */
	vg_veil_cb keep;
	vg_veil_find_cb find;
	void *cookie;
};

static const char *
bare(const char *key)
{
	const char *colon = strchr(key, ':');

	return colon ? colon + 1 : key;
}

bool
vg_veil_covers(const char *parent, const char *name)
{
	static const char *const prose[] = {"description", "reason"};
	static const char *const personal[] = {"name", "mail", "telephone"};

	for (size_t i = 0; i < sizeof(prose) / sizeof(prose[0]); i++) {
		if (strcmp(name, prose[i]) == 0)
			return true;
	}
	for (size_t i = 0; i < sizeof(personal) / sizeof(personal[0]); i++) {
		if (strcmp(parent, "person") == 0 && strcmp(name, personal[i]) == 0)
			return true;
	}
	return false;
}

static int
walk_node(struct walk *walk, json_t *node, const char *parent, int nest);

static int
walk_object(struct walk *walk, json_t *object, const char *parent, int nest)
{
	bool personal = strcmp(parent, "person") == 0;
	const char *id = json_string_value(json_object_get(object, "id"));
	json_t *member;
	const char *key;
	void *next;
	int code = VG_OK;

	json_object_foreach_safe(object, next, key, member)
	{
		const char *text = json_string_value(member);
		if (code != VG_OK)
			break;
		if (text && vg_veil_covers(parent, bare(key)))
			code = walk->change(
			    walk, object, personal && id ? id : "", key, text);
		else
			code = walk_node(walk, member, bare(key), nest + 1);
	}
	return code;
}

static int
walk_node(struct walk *walk, json_t *node, const char *parent, int nest)
{
	int code = nest > MAX_NEST ? VG_EPARSE : VG_OK;

	if (json_is_object(node) && code == VG_OK)
		return walk_object(walk, node, parent, nest);
	/* The entries of a list are nodes of its name. */
	for (size_t i = 0; code == VG_OK && i < json_array_size(node); i++)
		code = walk_node(walk, json_array_get(node, i), parent, nest + 1);
	return code;
}

static int
walk_text(struct walk *walk, const char *text, struct vg_buf *out, const char **why)
{
	json_error_t error;
	json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &error);

	*why = root ? "nested too deeply" : "no JSON";
	if (!json_is_object(root)) {
		json_decref(root);
		return VG_EPARSE;
	}
	int code = walk_node(walk, root, "", 0);
	if (code == VG_OK) {
		char *made = json_dumps(root, JSON_INDENT(1));
		vg_buf_add_text(out, made);
		free(made);
	}
	json_decref(root);
	return code == VG_OK ? out->error : code;
}

/* --- taking -------------------------------------------------------------------------------- */

void
vg_veil_mark(const unsigned char salt[VG_VEIL_SALT_SIZE], const char *text,
    char mark[VG_VEIL_MARK_SIZE])
{
	char hex[VG_DIGEST_TEXT_SIZE];
	struct vg_buf buf;

	vg_buf_init(&buf, 0);
	vg_buf_add(&buf, salt, VG_VEIL_SALT_SIZE);
	vg_buf_add_text(&buf, text);
	struct vg_digest digest = vg_digest_of(buf.data, buf.size);
	vg_buf_fini(&buf);
	vg_digest_text(&digest, hex);
	vg_text_format(mark, VG_VEIL_MARK_SIZE, "veiled:%s", hex);
}

static void
make_salt(struct walk *walk, unsigned char salt[VG_VEIL_SALT_SIZE])
{
	unsigned char block[VG_VEIL_SEED_SIZE + sizeof(walk->n)];

	memcpy(block, walk->seed, VG_VEIL_SEED_SIZE);
	memcpy(block + VG_VEIL_SEED_SIZE, &walk->n, sizeof(walk->n));
	walk->n++;
	struct vg_digest digest = vg_digest_of(block, sizeof(block));
	memcpy(salt, digest.octet, VG_VEIL_SALT_SIZE);
}

/* Gives 'text' to who keeps it, and its mark. */
static int
take_text(struct walk *walk, const char *person, const char *leaf, const char *text,
    char mark[VG_VEIL_MARK_SIZE])
{
	unsigned char salt[VG_VEIL_SALT_SIZE];

	make_salt(walk, salt);
	vg_veil_mark(salt, text, mark);
	const struct vg_veil_text taken = {mark, salt, person, leaf, text};
	return walk->keep(&taken, walk->cookie);
}

static int
take(struct walk *walk, json_t *object, const char *person, const char *key,
    const char *text)
{
	char mark[VG_VEIL_MARK_SIZE];
	int code = take_text(walk, person, bare(key), text, mark);

	json_object_set_new(object, key, json_string(mark));
	return code;
}

/* Adds the lines of 'text', 'nest' deeper. */
static void
add_lines(struct vg_buf *out, const char *text, int nest)
{
	for (; *text; text++) {
		vg_buf_add(out, text, 1);
		for (int i = 0; *text == '\n' && i < nest; i++)
			vg_buf_add(out, " ", 1);
	}
}

/* A person's entry, or a text with its quotes, as it is to be kept. */
static int
take_stretch(struct walk *walk, const char *text, const struct vg_veilscan_stretch *at,
    struct vg_buf *out)
{
	char mark[VG_VEIL_MARK_SIZE];
	int code = VG_EPARSE;
	json_t *value =
	    json_loadb(text + at->from, at->to - at->from, JSON_DECODE_ANY, NULL);

	if (json_is_string(value)) {
		code = take_text(walk, "", at->leaf, json_string_value(value), mark);
		vg_buf_addf(out, "\"%s\"", mark);
	} else if (value) {
		code = walk_object(walk, value, VG_VEILSCAN_PERSON, 0);
		char *made = json_dumps(value, JSON_INDENT(1));
		add_lines(out, made, at->nest);
		free(made);
	}
	json_decref(value);
	return code;
}

/* What is no stretch is copied. */
static int
take_scanned(struct walk *walk, const struct vg_veilscan *scan, struct vg_buf *out)
{
	const char *text = vg_buf_text(&scan->text);
	size_t copied = 0;
	int code = VG_OK;

	for (size_t i = 0; i < scan->n && code == VG_OK; i++) {
		const struct vg_veilscan_stretch *at = &scan->stretches[i];
		vg_buf_add(out, text + copied, at->from - copied);
		code = take_stretch(walk, text, at, out);
		copied = at->to;
	}
	vg_buf_add(out, text + copied, scan->text.size - copied);
	return code == VG_OK ? out->error : code;
}

int
vg_veil_take(const char *content, const unsigned char seed[VG_VEIL_SEED_SIZE],
    struct vg_buf *kept, vg_veil_cb cb, void *cookie, struct vg_detail *detail)
{
	struct walk walk = {.change = take, .seed = seed, .keep = cb, .cookie = cookie};
	const char *why = "no JSON";
	struct vg_veilscan scan;
	int code = vg_veilscan_look(content, &scan)
	    ? take_scanned(&walk, &scan, kept)
	    : walk_text(&walk, content, kept, &why);

	vg_veilscan_fini(&scan);
	return code == VG_EPARSE ? vg_detail_set(detail, code,
				       "the tree's persons cannot be set apart: %s", why)
				 : code;
}

/* --- putting back -------------------------------------------------------------------------- */

static int
lift(struct walk *walk, json_t *object, const char *person, const char *key,
    const char *text)
{
	const char *found = walk->find(text, walk->cookie);

	(void)person;
	if (found)
		json_object_set_new(object, key, json_string(found));
	else
		json_object_del(object, key);
	return VG_OK;
}

int
vg_veil_lift(const char *kept, vg_veil_find_cb find, void *cookie, struct vg_buf *content)
{
	struct walk walk = {.change = lift, .find = find, .cookie = cookie};
	const char *why;

	return walk_text(&walk, kept, content, &why);
}
