/*
 * A message as a tree of BER elements, which can be written down wrongly: with a length of another
 * form, or one that lies; with any tag; with what it holds taken away, doubled or replaced.
 *
 * Codec of its own: it must not share a bug with what it tests.  Source: X.690 section 8.
 */
#ifndef VG_TESTS_MALFORMED_MALBER_H
#define VG_TESTS_MALFORMED_MALBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"

/* What an element is to those who sign, encrypt and change messages. */
enum vg_malber_role {
	VG_MALBER_PLAIN,
	VG_MALBER_MESSAGE, /* the whole */
	VG_MALBER_VERSION,
	VG_MALBER_COMMUNITY,
	VG_MALBER_FLAGS,
	VG_MALBER_MODEL,
	VG_MALBER_ENGINE,
	VG_MALBER_BOOTS,
	VG_MALBER_TIME,
	VG_MALBER_USER,
	VG_MALBER_DIGEST,
	VG_MALBER_SALT,
	VG_MALBER_SECRET, /* its content is encrypted */
	VG_MALBER_PDU,
	VG_MALBER_NUMBER, /* of the PDU: request-id, error-status ... */
	VG_MALBER_LIST,   /* the varbinds */
	VG_MALBER_VARBIND,
	VG_MALBER_NAME,
	VG_MALBER_VALUE,
	VG_MALBER_TRAP_OID /* what makes the message known again */
};

/* Forms of a length: 0 the shortest, 1 to 126 so many octets after the first one. */
enum { VG_MALBER_SHORT = 0, VG_MALBER_INDEFINITE = 128, VG_MALBER_RESERVED = 127 };

struct vg_malber {
	uint8_t tag;
	enum vg_malber_role role;
	int form;
	int64_t lie;           /* added to the length it has */
	unsigned char *octets; /* owned: what it holds when it has no children */
	size_t size;
	struct vg_malber **children; /* owned */
	size_t n, room;
	size_t at, end; /* where it was written last: its tag, and behind its content */
};

/* Gives an element of 'size' octets at 'octets' (borrowed), or one of children to come. */
struct vg_malber *
vg_malber_leaf(enum vg_malber_role role, uint8_t tag, const void *octets, size_t size);
struct vg_malber *
vg_malber_node(enum vg_malber_role role, uint8_t tag);

/* Gives an INTEGER-like element, as short as X.690 8.3.2 wants it. */
struct vg_malber *
vg_malber_int(enum vg_malber_role role, uint8_t tag, int64_t value);

/* Gives an OBJECT IDENTIFIER written as text ("1.3.6..."). */
struct vg_malber *
vg_malber_oid(enum vg_malber_role role, const char *text);

/* Takes 'child' (not NULL) into 'parent' at place 'at' (SIZE_MAX: last); gives 'child'. */
struct vg_malber *
vg_malber_add(struct vg_malber *parent, struct vg_malber *child, size_t at);

/* Takes the child at 'at' out of 'parent' and gives it. */
struct vg_malber *
vg_malber_take(struct vg_malber *parent, size_t at);

/* Gives a copy of all of 'node' (borrowed); frees it (NULL is silent). */
struct vg_malber *
vg_malber_copy(const struct vg_malber *node);
void
vg_malber_free(struct vg_malber *node);

/* Makes 'node' hold just the 'size' octets at 'octets' (borrowed). */
void
vg_malber_set(struct vg_malber *node, const void *octets, size_t size);

/*
 * The elements of 'root' (borrowed) in the order in which they are written: how many, and the
 * 'i'-th with its '*parent' (NULL for the root; may be NULL) and its place there.
 */
size_t
vg_malber_count(const struct vg_malber *root);
struct vg_malber *
vg_malber_at(struct vg_malber *root, size_t i, struct vg_malber **parent, size_t *place);

/* The first element of 'root' with 'role', borrowed, or NULL. */
struct vg_malber *
vg_malber_find(struct vg_malber *root, enum vg_malber_role role);

/* What is done to the content of a VG_MALBER_SECRET before it is written, in place. */
typedef void (*vg_malber_hide_cb)(
    struct vg_malber *root, unsigned char *octets, size_t size, void *cookie);

/* Appends 'root' to 'out' and notes in each element where it stands; 'hide' may be NULL. */
void
vg_malber_write(
    struct vg_malber *root, vg_malber_hide_cb hide, void *cookie, struct vg_buf *out);

#endif
