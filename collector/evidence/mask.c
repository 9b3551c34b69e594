/*
 * What goes and what stays; where a name stands in a text maskname finds.
 */
#include "collector/evidence/mask.h"

#include <ctype.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "collector/evidence/maskform.h"
#include "collector/evidence/maskname.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

enum { MAX_NEST = 64, MAX_WORDS = 16, MIN_ALSO = 3 };

/* An object whose values are names. */
struct object {
	char *name, *oid; /* owned; "" when not known */
};

struct vg_mask {
	struct object *objects; /* owned */
	size_t n_objects, room_objects;
	struct vg_maskname list;
	size_t last; /* + 1: the name that was added last; 0: it was none */
	struct {
		const char *word;
		unsigned last;
	} words[MAX_WORDS];
	size_t n_words;
	char **kept; /* owned: versions and serials, which may look like an address */
	size_t n_kept, room_kept;
	char *allowed; /* owned; NULL: none */
	size_t replaced, octets;
};

struct vg_mask *
vg_mask_new(void)
{
	struct vg_mask *mask = vg_mem_zero(sizeof(*mask));

	/* RFC 3418. */
	vg_mask_object(mask, "sysContact", "1.3.6.1.2.1.1.4");
	vg_mask_object(mask, "sysName", "1.3.6.1.2.1.1.5");
	vg_mask_object(mask, "sysLocation", "1.3.6.1.2.1.1.6");
	return mask;
}

void
vg_mask_free(struct vg_mask *mask)
{
	if (!mask)
		return;
	for (size_t i = 0; i < mask->n_objects; i++) {
		free(mask->objects[i].name);
		free(mask->objects[i].oid);
	}
	free(mask->objects);
	for (size_t i = 0; i < mask->n_kept; i++)
		free(mask->kept[i]);
	free(mask->kept);
	free(mask->allowed);
	vg_maskname_fini(&mask->list);
	free(mask);
}

/* --- names --------------------------------------------------------------------------------- */

void
vg_mask_allow(struct vg_mask *mask, const char *name)
{
	free(mask->allowed);
	mask->allowed = name && name[0] ? vg_mem_text(name) : NULL;
}

/*
 * 'text' with blanks for hyphens ('split'), without marks above letters ('plain'), with
 * those in capitals.
 */
static void
spell(char *text, bool split, bool plain, bool capital)
{
	char *to = text;

	for (const char *at = text; *at; at++) {
		char letter = vg_text_plain_letter(at);
		*to++ = split && strchr("-_", *at) ? ' ' : plain && letter ? letter : *at;
		if (!letter)
			continue;
		at++;
		if (!plain)
			*to++ = capital && (unsigned char)*at >= 0xa0 ? (char)(*at - 0x20)
								      : *at;
	}
	*to = '\0';
}

/* As people write names: "Clinique A" is "clinique-a", "ZOE" and "ZOÉ" are "Zoé". */
static void
add_spellings(struct vg_mask *mask, const char *word, const char *name, size_t index)
{
	for (unsigned how = 1; how < 6; how++) {
		char *other = vg_mem_text(name);
		spell(other, how & 1, how / 2 == 1, how / 2 == 2);
		if (strcmp(other, name) != 0) {
			size_t at =
			    vg_maskname_put(&mask->list, word, other, strlen(other));
			mask->list.names[at].same = index + 1;
		}
		free(other);
	}
}

void
vg_mask_add(struct vg_mask *mask, const char *word, const char *name)
{
	struct vg_buf arcs;

	mask->last = 0;
	if (!name || !name[0] || (mask->allowed && strcasecmp(name, mask->allowed) == 0))
		return;
	size_t index = vg_maskname_put(&mask->list, word, name, strlen(name));
	mask->last = index + 1;
	if (strcmp(word, "client") == 0 || strcmp(word, "site") == 0 ||
	    strcmp(word, "person") == 0)
		add_spellings(mask, word, name, index);
	/* As a table's index the name is written by the numbers of its octets. */
	if (strlen(name) < 2)
		return;
	vg_buf_init(&arcs, 0);
	for (const unsigned char *c = (const unsigned char *)name; *c; c++)
		vg_buf_addf(&arcs, "%s%u", arcs.size ? "." : "", (unsigned)*c);
	size_t other = vg_maskname_put(&mask->list, word, vg_buf_text(&arcs), arcs.size);
	mask->list.names[other].same = index + 1;
	vg_buf_fini(&arcs);
}

void
vg_mask_also(struct vg_mask *mask, const char *writing)
{
	if (!mask->last || strlen(writing) < MIN_ALSO)
		return;
	size_t index = vg_maskname_put(
	    &mask->list, mask->list.names[mask->last - 1].word, writing, strlen(writing));
	mask->list.names[index].same = mask->last;
	mask->list.names[index].whole = true;
}

/*
 * Appends the placeholder of names[index], whose number is settled when it first occurs.
 */
static void
write_placeholder(struct vg_mask *mask, size_t index, struct vg_buf *out)
{
	struct vg_maskname_one *name = &mask->list.names[index];
	size_t w = 0;

	if (name->same)
		name = &mask->list.names[name->same - 1];
	while (w < mask->n_words && strcmp(mask->words[w].word, name->word) != 0)
		w++;
	if (w == mask->n_words && w + 1 < MAX_WORDS)
		mask->words[mask->n_words++].word = name->word;
	if (!name->number) {
		name->number = ++mask->words[w].last;
		mask->replaced++;
	}
	vg_buf_addf(out, "%s-%u", name->word, name->number);
}

/* --- looking up ---------------------------------------------------------------------------- */

static bool
is_kept(const struct vg_mask *mask, const char *text, size_t size)
{
	for (size_t i = 0; i < mask->n_kept; i++) {
		if (strlen(mask->kept[i]) == size &&
		    memcmp(mask->kept[i], text, size) == 0)
			return true;
	}
	return false;
}

/* The same for a thing known by its form, which becomes a name. */
static size_t
find_form(struct vg_mask *mask, const char *text, size_t at, size_t *index)
{
	const char *word = NULL;
	size_t size = vg_maskform_at(text, at, &word);

	if (!size || is_kept(mask, text + at, size))
		return 0;
	if (!vg_maskname_is(&mask->list, text + at, size, index))
		*index = vg_maskname_join(&mask->list, word, text + at, size);
	return size;
}

void
vg_mask_text(struct vg_mask *mask, const char *text, struct vg_buf *out)
{
	size_t kept = 0, at = 0;

	vg_maskname_sort(&mask->list);
	while (text[at]) {
		size_t index = 0, other = 0;
		size_t size = vg_maskname_at(&mask->list, text, at, &index);
		size_t form = find_form(mask, text, at, &other);
		if (form > size) {
			size = form;
			index = other;
		}
		if (!size) {
			at++;
			continue;
		}
		vg_buf_add(out, text + kept, at - kept);
		write_placeholder(mask, index, out);
		at += size;
		kept = at;
	}
	vg_buf_add(out, text + kept, at - kept);
}

size_t
vg_mask_replaced(const struct vg_mask *mask)
{
	return mask->replaced;
}

size_t
vg_mask_octets(const struct vg_mask *mask)
{
	return mask->octets;
}

/* --- JSON ---------------------------------------------------------------------------------- */

/* Octets in hexadecimal as vg_value_text writes them. */
static bool
is_hex(const char *text)
{
	size_t size = strlen(text);

	return size > 3 && strncmp(text, "0x", 2) == 0 &&
	    strspn(text + 2, "0123456789abcdefABCDEF :") == size - 2;
}

static json_t *
masked_text(struct vg_mask *mask, const char *text)
{
	struct vg_buf out;

	if (is_hex(text)) {
		mask->octets++;
		return json_string("octets-left-out");
	}
	vg_buf_init(&out, 0);
	vg_mask_text(mask, text, &out);
	json_t *made = json_stringn(vg_buf_text(&out), out.size);
	vg_buf_fini(&out);
	return made;
}

static json_t *
masked(struct vg_mask *mask, json_t *value, int nest);

static json_t *
masked_object(struct vg_mask *mask, json_t *object, int nest)
{
	json_t *made = json_object(), *member;
	const char *key;

	json_object_foreach(object, key, member)
	{
		struct vg_buf name;
		vg_buf_init(&name, 0);
		vg_mask_text(mask, key, &name);
		json_object_set_new(
		    made, vg_buf_text(&name), masked(mask, member, nest + 1));
		vg_buf_fini(&name);
	}
	return made;
}

static json_t *
masked(struct vg_mask *mask, json_t *value, int nest)
{
	if (nest > MAX_NEST)
		return json_string("left-out");
	if (json_is_string(value))
		return masked_text(mask, json_string_value(value));
	if (json_is_object(value))
		return masked_object(mask, value, nest);
	if (!json_is_array(value))
		return json_incref(value);
	json_t *made = json_array();
	for (size_t i = 0; i < json_array_size(value); i++)
		json_array_append_new(
		    made, masked(mask, json_array_get(value, i), nest + 1));
	return made;
}

int
vg_mask_json(struct vg_mask *mask, const void *body, size_t size, struct vg_buf *out,
    struct vg_detail *detail)
{
	json_error_t error;
	json_t *root = json_loadb(body, size, JSON_REJECT_DUPLICATES, &error);

	if (!root)
		return vg_detail_set(
		    detail, VG_EPARSE, "masking: it is no JSON: %s", error.text);
	json_t *made = masked(mask, root, 0);
	char *text = json_dumps(made, JSON_COMPACT);
	vg_buf_add_text(out, text);
	free(text);
	json_decref(made);
	json_decref(root);
	return VG_OK;
}

/* --- learning ------------------------------------------------------------------------------ */

/* The word of a member whose text is a name; NULL for any other. */
static const char *
word_of(const char *key)
{
	static const char *const words[] = {"client", "site", "device", "agent",
	    "address", "person", "serial", "software", "hardware", "model"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i], key) == 0)
			return words[i];
	}
	return NULL;
}

void
vg_mask_object(struct vg_mask *mask, const char *name, const char *oid)
{
	mask->objects = vg_mem_grow(
	    mask->objects, &mask->room_objects, mask->n_objects, sizeof(*mask->objects));
	mask->objects[mask->n_objects++] =
	    (struct object){vg_mem_text(name ? name : ""), vg_mem_text(oid ? oid : "")};
}

/* Whether 'oid' is 'root' or lies below it. */
static bool
is_below(const char *oid, const char *root)
{
	size_t size = strlen(root);

	return size && strncmp(oid, root, size) == 0 &&
	    (oid[size] == '\0' || oid[size] == '.');
}

/* A series or a varbind of an object whose values are names. */
static bool
is_system(const struct vg_mask *mask, const json_t *object)
{
	const char *name = json_string_value(json_object_get(object, "object"));
	const char *oid = json_string_value(json_object_get(object, "oid"));

	for (size_t i = 0; i < mask->n_objects; i++) {
		if ((name && name[0] && strcmp(name, mask->objects[i].name) == 0) ||
		    (oid && is_below(oid, mask->objects[i].oid)))
			return true;
	}
	return false;
}

static void
learn_system(struct vg_mask *mask, const json_t *object)
{
	const json_t *points = json_object_get(object, "points");

	vg_mask_add(mask, "system", json_string_value(json_object_get(object, "value")));
	for (size_t i = 0; i < json_array_size(points); i++)
		vg_mask_add(mask, "system",
		    json_string_value(json_array_get(json_array_get(points, i), 1)));
}

/* A name; or what the supplier needs, which the forms leave alone. */
static void
take_word(struct vg_mask *mask, const char *word, const char *text)
{
	static const char *const kept[] = {"serial", "software", "hardware", "model"};

	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
		if (strcmp(kept[i], word) != 0)
			continue;
		mask->kept = vg_mem_grow(
		    mask->kept, &mask->room_kept, mask->n_kept, sizeof(*mask->kept));
		mask->kept[mask->n_kept++] = vg_mem_text(text);
		return;
	}
	vg_mask_add(mask, word, text);
}

static void
learn(struct vg_mask *mask, json_t *value, const char *word, int nest)
{
	json_t *member;
	const char *key;

	if (nest > MAX_NEST)
		return;
	if (word && json_is_string(value))
		take_word(mask, word, json_string_value(value));
	for (size_t i = 0; i < json_array_size(value); i++)
		learn(mask, json_array_get(value, i), word, nest + 1);
	if (!json_is_object(value))
		return;
	if (is_system(mask, value))
		learn_system(mask, value);
	json_object_foreach(value, key, member)
	    learn(mask, member, word_of(key), nest + 1);
}

void
vg_mask_learn(struct vg_mask *mask, const void *body, size_t size)
{
	json_t *root = json_loadb(body, size, 0, NULL);

	if (root)
		learn(mask, root, NULL, 0);
	json_decref(root);
}
