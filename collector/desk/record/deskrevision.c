/*
 * Revisions of the tree.
 */
#include "collector/desk/record/deskrevision.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "collector/evidence/veil.h"
#include "collector/store/record.h"
#include "collector/store/storerevision.h"
#include "lib/base/digest.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"
#include "lib/os/chance.h"
#include "lib/yang/treekeep.h"

/* A text beside the tree that is no leaf of it: what was said when it was committed. */
static const char comment[] = "comment";

static void
hash(const char *text, char sha256[VG_DIGEST_TEXT_SIZE])
{
	struct vg_digest digest = vg_digest_of(text, strlen(text));

	vg_digest_text(&digest, sha256);
}

/* --- which one it is ------------------------------------------------------------------------- */

static const char *
as_it_is(const char *text, void *cookie)
{
	(void)cookie;
	return text;
}

/*
 * The SHA-256 of FILE's octets, so that FILE can be compared with what was taken of it last; what
 * comes by a door is compared with the newest tree itself, and has none.
 */
static void
hash_taken(const char *door, const char *text, char sha256[VG_DIGEST_TEXT_SIZE])
{
	sha256[0] = '\0';
	if (strcmp(door, "file") == 0)
		hash(text, sha256);
}

static int64_t
find_file(struct vg_desk *desk, const char *text)
{
	const size_t q = VG_STOREREVISION_LAST;
	char sha256[VG_DIGEST_TEXT_SIZE];
	int64_t id = 0;

	hash(text, sha256);
	if (vg_db_query(desk->db, q, "t", "file") == VG_OK && vg_db_next(desk->db, q)) {
		if (strcmp(vg_db_text(desk->db, q, 1), sha256) == 0)
			id = vg_db_int(desk->db, q, 0);
		vg_db_done(desk->db, q);
	}
	return id;
}

bool
vg_deskrevision_is_last_file(struct vg_desk *desk, const char *text)
{
	return find_file(desk, text) != 0;
}

int64_t
vg_deskrevision_last(struct vg_desk *desk)
{
	const size_t q = VG_STOREREVISION_NEWEST;
	int64_t id = 0;

	if (vg_db_query(desk->db, q, "") == VG_OK && vg_db_next(desk->db, q)) {
		id = vg_db_int(desk->db, q, 1);
		vg_db_done(desk->db, q);
	}
	return id;
}

/* --- a new one ------------------------------------------------------------------------------- */

/* A text beside the content. */
struct part {
	char mark[VG_VEIL_MARK_SIZE];
	unsigned char salt[VG_VEIL_SALT_SIZE];
	char *person, *leaf, *text; /* owned */
	bool named;                 /* the content has its mark */
};

struct parts {
	struct part *part; /* owned */
	size_t n, room;
};

static int
keep_part(const struct vg_veil_text *text, void *cookie)
{
	struct parts *parts = cookie;

	parts->part =
	    vg_mem_grow(parts->part, &parts->room, parts->n, sizeof(*parts->part));
	struct part *part = &parts->part[parts->n++];
	vg_text_copy(part->mark, sizeof(part->mark), text->mark);
	memcpy(part->salt, text->salt, sizeof(part->salt));
	part->person = vg_mem_text(text->person);
	part->leaf = vg_mem_text(text->leaf);
	part->text = vg_mem_text(text->text);
	return VG_OK;
}

static void
free_parts(struct parts *parts)
{
	for (size_t i = 0; i < parts->n; i++) {
		free(parts->part[i].person);
		free(parts->part[i].leaf);
		free(parts->part[i].text);
	}
	free(parts->part);
}

/* Who was erased while the tree named him goes as soon as it is no more the one in force. */
static int
purge(struct vg_desk *desk)
{
	static const size_t steps[] = {VG_STOREREVISION_BEGIN,
	    VG_STOREREVISION_SEEK_ERASED, VG_STOREREVISION_DROP, VG_STOREREVISION_FORGET,
	    VG_STOREREVISION_END};
	int code = VG_OK;

	for (size_t i = 0; code == VG_OK && i < sizeof(steps) / sizeof(steps[0]); i++)
		code = vg_db_run(desk->db, steps[i], "");
	return code;
}

static int
put_parts(struct vg_desk *desk, int64_t id, const struct parts *parts)
{
	int code = VG_OK;

	for (size_t i = 0; code == VG_OK && i < parts->n; i++) {
		const struct part *p = &parts->part[i];
		code = vg_db_run(desk->db, VG_STOREREVISION_TEXT, "itttbt", id, p->mark,
		    p->person, p->leaf, p->salt, sizeof(p->salt), p->text);
	}
	return code;
}

static int
put(struct vg_desk *desk, const char *name, const struct vg_desk_revision *r,
    const char *content, const struct parts *parts, struct vg_wall now, int64_t *id)
{
	char sha256[VG_DIGEST_TEXT_SIZE], taken[VG_DIGEST_TEXT_SIZE];
	char resource[VG_RESOURCE_SIZE], text[VG_TEXT_SIZE];

	hash(content, sha256);
	hash_taken(r->door, r->content, taken);
	const struct vg_record_act act = {
	    now, r->who, "", r->door, "tree", sha256, "revision taken"};
	int code = vg_db_run(desk->db, VG_STOREREVISION_UNTAKE, "t", r->door);
	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_STOREREVISION_ADD, "ttitttt", sha256,
		    r->door, now.us, content, r->who, r->diff, taken);
	*id = vg_db_last_id(desk->db);
	if (code == VG_OK)
		code = put_parts(desk, *id, parts);
	if (code == VG_OK)
		code = purge(desk);
	if (code == VG_OK)
		code = vg_record_audit(desk->db, &act);
	vg_resource_build(resource, "collector", name, NULL);
	vg_text_format(
	    text, sizeof(text), "revision %" PRId64 " taken from %s", *id, r->door);
	return code == VG_OK ? vg_desk_tell(desk, now, "tree-changed", "", resource, text)
			     : code;
}

int
vg_deskrevision_store(struct vg_desk *desk, const char *name,
    const struct vg_desk_revision *revision, struct vg_wall now, int64_t *id,
    struct vg_detail *detail)
{
	unsigned char seed[VG_VEIL_SEED_SIZE];
	struct parts parts = {0};
	struct vg_buf content;

	vg_buf_init(&content, 0);
	vg_chance_fill(seed, sizeof(seed));
	int code =
	    vg_veil_take(revision->content, seed, &content, keep_part, &parts, detail);
	if (code == VG_OK)
		code = put(desk, name, revision, vg_buf_text(&content), &parts, now, id);
	free_parts(&parts);
	vg_buf_fini(&content);
	return code;
}

int
vg_deskrevision_comment(struct vg_desk *desk, int64_t id, const char *text)
{
	unsigned char salt[VG_VEIL_SALT_SIZE];
	char mark[VG_VEIL_MARK_SIZE];

	if (!text[0])
		return VG_OK;
	vg_chance_fill(salt, sizeof(salt));
	vg_veil_mark(salt, text, mark);
	return vg_db_run(desk->db, VG_STOREREVISION_TEXT, "itttbt", id, mark, "", comment,
	    (const void *)salt, sizeof(salt), text);
}

/* --- reading --------------------------------------------------------------------------------- */

static int
by_mark(const void *a, const void *b)
{
	const struct part *left = a, *right = b;

	return strcmp(left->mark, right->mark);
}

/* 'mark' may be followed by anything; NULL when it is none of theirs. */
static struct part *
part_of(const struct parts *parts, const char *mark)
{
	struct part wanted;

	vg_text_format(
	    wanted.mark, sizeof(wanted.mark), "%.*s", (int)sizeof(wanted.mark) - 1, mark);
	return parts->n
	    ? bsearch(&wanted, parts->part, parts->n, sizeof(*parts->part), by_mark)
	    : NULL;
}

static const char *
find_part(const char *mark, void *cookie)
{
	const struct part *found = part_of(cookie, mark);

	return found ? found->text : NULL;
}

static int
load_parts(struct vg_db *db, int64_t id, struct parts *parts)
{
	const size_t q = VG_STOREREVISION_TEXTS;
	int code = vg_db_query(db, q, "i", id);

	while (code == VG_OK && vg_db_next(db, q)) {
		size_t size = 0;
		static const unsigned char none[VG_VEIL_SALT_SIZE];
		const unsigned char *salt = vg_db_blob(db, q, 1, &size);
		const struct vg_veil_text text = {.mark = vg_db_text(db, q, 0),
		    .salt = size == sizeof(none) ? salt : none,
		    .person = "",
		    .leaf = vg_db_text(db, q, 3),
		    .text = vg_db_text(db, q, 2)};
		(void)keep_part(&text, parts);
	}
	if (parts->n)
		qsort(parts->part, parts->n, sizeof(*parts->part), by_mark);
	return code == VG_OK ? vg_db_failed(db) : code;
}

/* The row that statement 'q' stands on, with its texts put back. */
static char *
lift_row(struct vg_desk *desk, size_t q, char *door, size_t size)
{
	struct parts parts = {0};
	struct vg_buf content;
	int64_t id = vg_db_int(desk->db, q, 1);
	char *kept = vg_mem_text(vg_db_text(desk->db, q, 0));

	if (door)
		vg_text_copy(door, size, vg_db_text(desk->db, q, 2));
	vg_db_done(desk->db, q);
	vg_buf_init(&content, 0);
	int code = load_parts(desk->db, id, &parts);
	if (code == VG_OK)
		code = vg_veil_lift(kept, find_part, &parts, &content);
	free_parts(&parts);
	free(kept);
	char *made = code == VG_OK ? vg_buf_give(&content) : NULL;
	vg_buf_fini(&content);
	return made;
}

char *
vg_deskrevision_newest(struct vg_desk *desk, char *door, size_t size)
{
	const size_t q = VG_STOREREVISION_NEWEST;

	if (vg_db_query(desk->db, q, "") != VG_OK || !vg_db_next(desk->db, q))
		return NULL;
	return lift_row(desk, q, door, size);
}

/* Whether two texts are the same JSON. */
static bool
is_same(const char *one, const char *other)
{
	struct vg_buf a, b;

	vg_buf_init(&a, 0);
	vg_buf_init(&b, 0);
	bool same = vg_veil_lift(one, as_it_is, NULL, &a) == VG_OK &&
	    vg_veil_lift(other, as_it_is, NULL, &b) == VG_OK &&
	    strcmp(vg_buf_text(&a), vg_buf_text(&b)) == 0;
	vg_buf_fini(&a);
	vg_buf_fini(&b);
	return same;
}

int64_t
vg_deskrevision_find(struct vg_desk *desk, const struct vg_desk_revision *revision)
{
	char door[VG_NAME_SIZE] = "";
	char *newest;
	bool same;

	/* FILE is what it was when it was last taken; a load means the newest tree, of any door. */
	if (strcmp(revision->door, "file") == 0)
		return find_file(desk, revision->content);
	newest = vg_deskrevision_newest(desk, door, sizeof(door));
	same = newest && strcmp(door, "file") != 0 && is_same(newest, revision->content);
	free(newest);
	return same ? vg_deskrevision_last(desk) : 0;
}

char *
vg_deskrevision_content(struct vg_desk *desk, int64_t id)
{
	const size_t q = VG_STOREREVISION_BY_ID;

	if (vg_db_query(desk->db, q, "i", id) != VG_OK || !vg_db_next(desk->db, q))
		return NULL;
	return lift_row(desk, q, NULL, 0);
}

/* --- proving --------------------------------------------------------------------------------- */

/* Marks off the texts that 'content' names. */
static void
name_parts(struct parts *parts, const char *content)
{
	static const char begins[] = "\"veiled:";

	for (const char *at = content; (at = strstr(at, begins)) != NULL; at++) {
		struct part *found = part_of(parts, at + 1);
		if (found)
			found->named = true;
	}
}

static int
verify_parts(struct vg_db *db, int64_t id, const char *content, struct vg_detail *detail)
{
	struct parts parts = {0};
	int code = load_parts(db, id, &parts);

	name_parts(&parts, content);
	for (size_t i = 0; code == VG_OK && i < parts.n; i++) {
		const struct part *p = &parts.part[i];
		char mark[VG_VEIL_MARK_SIZE];
		vg_veil_mark(p->salt, p->text, mark);
		bool named = p->named || strcmp(p->leaf, comment) == 0;
		if (strcmp(mark, p->mark) != 0 || !named)
			code = vg_detail_set(detail, VG_ECORRUPT,
			    "tree: revision %" PRId64 ": a text is not the one of its "
			    "mark",
			    id);
	}
	free_parts(&parts);
	return code;
}

int
vg_deskrevision_verify(struct vg_db *db, struct vg_detail *detail)
{
	const size_t q = VG_STOREREVISION_ALL;
	int code = vg_db_query(db, q, "");

	while (code == VG_OK && vg_db_next(db, q)) {
		int64_t id = vg_db_int(db, q, 0);
		const char *content = vg_db_text(db, q, 2);
		char sha256[VG_DIGEST_TEXT_SIZE];
		hash(content, sha256);
		if (strcmp(sha256, vg_db_text(db, q, 1)) != 0)
			code = vg_detail_set(detail, VG_ECORRUPT,
			    "tree: revision %" PRId64 " is not the one of its SHA-256",
			    id);
		if (code == VG_OK)
			code = verify_parts(db, id, content, detail);
		if (code != VG_OK)
			vg_db_done(db, q);
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

struct vg_conf *
vg_deskrevision_conf(struct vg_desk *desk, int64_t id)
{
	struct vg_tree *tree = NULL;
	struct vg_conf *conf = NULL;
	struct vg_detail detail;
	char *content = desk->context ? vg_deskrevision_content(desk, id) : NULL;

	if (content &&
	    vg_treekeep_parse(desk->context, content, "an old revision",
		VG_TREE_COLLECTOR, &tree, &detail) == VG_OK &&
	    vg_conf_read(tree, &conf, &detail) != VG_OK)
		conf = NULL;
	vg_tree_free(tree);
	free(content);
	return conf;
}
