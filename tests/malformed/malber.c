/*
 * A message as a tree of BER elements.
 */
#include "tests/malformed/malber.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"

struct vg_malber *
vg_malber_node(enum vg_malber_role role, uint8_t tag)
{
	struct vg_malber *node = vg_mem_zero(sizeof(*node));

	node->role = role;
	node->tag = tag;
	return node;
}

void
vg_malber_set(struct vg_malber *node, const void *octets, size_t size)
{
	unsigned char *copy = vg_mem_copy(octets, size);

	for (size_t i = 0; i < node->n; i++)
		vg_malber_free(node->children[i]);
	node->n = 0;
	free(node->octets);
	node->octets = copy;
	node->size = size;
}

struct vg_malber *
vg_malber_leaf(enum vg_malber_role role, uint8_t tag, const void *octets, size_t size)
{
	struct vg_malber *node = vg_malber_node(role, tag);

	vg_malber_set(node, octets, size);
	return node;
}

struct vg_malber *
vg_malber_int(enum vg_malber_role role, uint8_t tag, int64_t value)
{
	unsigned char octets[9];
	size_t size = 0;

	/* As many as are needed for the sign to stand in the first bit. */
	do {
		size++;
	} while (
	    size < 8 && value >> (8 * size - 1) != 0 && value >> (8 * size - 1) != -1);
	for (size_t i = 0; i < size; i++)
		octets[i] = (unsigned char)((uint64_t)value >> (8 * (size - 1 - i)));
	return vg_malber_leaf(role, tag, octets, size);
}

static void
put_arc(struct vg_buf *out, uint64_t arc)
{
	for (int shift = 28; shift > 0; shift -= 7) {
		if (arc >> shift)
			vg_buf_add_u8(out, (uint8_t)(0x80 | (arc >> shift & 0x7F)));
	}
	vg_buf_add_u8(out, arc & 0x7F);
}

struct vg_malber *
vg_malber_oid(enum vg_malber_role role, const char *text)
{
	struct vg_buf out;
	char *end;
	uint64_t first = strtoull(text, &end, 10);

	vg_buf_init(&out, 0);
	put_arc(&out, first * 40 + strtoull(end + 1, &end, 10));
	while (*end == '.')
		put_arc(&out, strtoull(end + 1, &end, 10));
	struct vg_malber *node = vg_malber_leaf(role, 0x06, out.data, out.size);
	vg_buf_fini(&out);
	return node;
}

struct vg_malber *
vg_malber_add(struct vg_malber *parent, struct vg_malber *child, size_t at)
{
	parent->children = vg_mem_grow(
	    parent->children, &parent->room, parent->n, sizeof(struct vg_malber *));
	if (at > parent->n)
		at = parent->n;
	memmove(parent->children + at + 1, parent->children + at,
	    (parent->n - at) * sizeof(struct vg_malber *));
	parent->children[at] = child;
	parent->n++;
	return child;
}

struct vg_malber *
vg_malber_take(struct vg_malber *parent, size_t at)
{
	struct vg_malber *child = parent->children[at];

	parent->n--;
	memmove(parent->children + at, parent->children + at + 1,
	    (parent->n - at) * sizeof(struct vg_malber *));
	return child;
}

struct vg_malber *
vg_malber_copy(const struct vg_malber *node)
{
	struct vg_malber *copy = vg_mem_copy(node, sizeof(*node));

	copy->octets = node->octets ? vg_mem_copy(node->octets, node->size) : NULL;
	copy->children = NULL;
	copy->n = copy->room = 0;
	for (size_t i = 0; i < node->n; i++)
		vg_malber_add(copy, vg_malber_copy(node->children[i]), SIZE_MAX);
	return copy;
}

void
vg_malber_free(struct vg_malber *node)
{
	if (!node)
		return;
	for (size_t i = 0; i < node->n; i++)
		vg_malber_free(node->children[i]);
	free(node->children);
	free(node->octets);
	free(node);
}

size_t
vg_malber_count(const struct vg_malber *root)
{
	size_t n = 1;

	for (size_t i = 0; i < root->n; i++)
		n += vg_malber_count(root->children[i]);
	return n;
}

struct vg_malber *
vg_malber_at(struct vg_malber *root, size_t i, struct vg_malber **parent, size_t *place)
{
	if (i == 0)
		return root;
	i--;
	for (size_t k = 0; k < root->n; k++) {
		size_t n = vg_malber_count(root->children[k]);
		if (i < n) {
			if (parent)
				*parent = root;
			if (place)
				*place = k;
			return vg_malber_at(root->children[k], i, parent, place);
		}
		i -= n;
	}
	return NULL;
}

struct vg_malber *
vg_malber_find(struct vg_malber *root, enum vg_malber_role role)
{
	struct vg_malber *found = root->role == role ? root : NULL;

	for (size_t i = 0; !found && i < root->n; i++)
		found = vg_malber_find(root->children[i], role);
	return found;
}

/* --- writing ------------------------------------------------------------------------------- */

struct writing {
	struct vg_malber *root;
	vg_malber_hide_cb hide;
	void *cookie;
};

static void
put_length(const struct vg_malber *node, size_t size, struct vg_buf *out)
{
	uint64_t said = (uint64_t)size + (uint64_t)node->lie;
	int form = node->form;

	if (form == VG_MALBER_INDEFINITE) {
		vg_buf_add_u8(out, 0x80);
		return;
	}
	if (form == VG_MALBER_SHORT && said >= 0x80) {
		for (form = 1; form < 4 && said >> (8 * form); form++)
			continue;
	}
	if (form == VG_MALBER_SHORT) {
		vg_buf_add_u8(out, (uint8_t)said);
		return;
	}
	vg_buf_add_u8(out, (uint8_t)(0x80 | form));
	for (int i = form - 1; i >= 0; i--)
		vg_buf_add_u8(out, (uint8_t)(i < 8 ? said >> (8 * i) : 0));
}

static void
move(struct vg_malber *node, size_t by)
{
	node->at += by;
	node->end += by;
	for (size_t i = 0; i < node->n; i++)
		move(node->children[i], by);
}

static void
put(struct writing *w, struct vg_malber *node, struct vg_buf *out)
{
	struct vg_buf content;

	vg_buf_init(&content, 0);
	for (size_t i = 0; i < node->n; i++)
		put(w, node->children[i], &content);
	if (node->n == 0)
		vg_buf_add(&content, node->octets, node->size);
	if (node->role == VG_MALBER_SECRET && w->hide && content.size)
		w->hide(w->root, content.data, content.size, w->cookie);
	node->at = out->size;
	vg_buf_add_u8(out, node->tag);
	put_length(node, content.size, out);
	for (size_t i = 0; i < node->n; i++)
		move(node->children[i], out->size);
	vg_buf_add(out, content.data, content.size);
	node->end = out->size;
	if (node->form == VG_MALBER_INDEFINITE)
		vg_buf_add(out, "\0\0", 2);
	vg_buf_fini(&content);
}

void
vg_malber_write(
    struct vg_malber *root, vg_malber_hide_cb hide, void *cookie, struct vg_buf *out)
{
	struct writing w = {root, hide, cookie};

	put(&w, root, out);
}
