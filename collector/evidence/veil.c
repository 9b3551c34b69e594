/*
 * One walk serves both ways: it finds the leaves, and what becomes of each is the caller's.
 */
#include "collector/evidence/veil.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

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

static int
take(struct walk *walk, json_t *object, const char *person, const char *key,
    const char *text)
{
	unsigned char salt[VG_VEIL_SALT_SIZE];
	char mark[VG_VEIL_MARK_SIZE];

	make_salt(walk, salt);
	vg_veil_mark(salt, text, mark);
	const struct vg_veil_text taken = {mark, salt, person, bare(key), text};
	int code = walk->keep(&taken, walk->cookie);
	json_object_set_new(object, key, json_string(mark));
	return code;
}

int
vg_veil_take(const char *content, const unsigned char seed[VG_VEIL_SEED_SIZE],
    struct vg_buf *kept, vg_veil_cb cb, void *cookie, struct vg_detail *detail)
{
	struct walk walk = {.change = take, .seed = seed, .keep = cb, .cookie = cookie};
	const char *why;
	int code = walk_text(&walk, content, kept, &why);

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
