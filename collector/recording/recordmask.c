/*
 * Masked lines.
 */
#include "collector/recording/recordmask.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/digest.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

enum { WORD_SIZE = 32, LONG = 512 };

struct vg_recordmask {
	unsigned char key[VG_RECORDMASK_KEY_SIZE];
	json_t *names; /* owned: all that trees call something */
};

struct vg_recordmask *
vg_recordmask_new(const unsigned char *key)
{
	struct vg_recordmask *mask = vg_mem_zero(sizeof(*mask));

	memcpy(mask->key, key, sizeof(mask->key));
	mask->names = json_object();
	return mask;
}

void
vg_recordmask_free(struct vg_recordmask *mask)
{
	if (!mask)
		return;
	explicit_bzero(mask->key, sizeof(mask->key));
	json_decref(mask->names);
	free(mask);
}

/* --- words ----------------------------------------------------------------------------------- */

/* 64 bits of it: names that meet by chance would make two devices one. */
static void
make_word(const struct vg_recordmask *mask, const char *name, char word[WORD_SIZE])
{
	char hex[VG_DIGEST_TEXT_SIZE];
	struct vg_digest digest =
	    vg_digest_keyed(mask->key, sizeof(mask->key), name, strlen(name));

	vg_digest_text(&digest, hex);
	vg_text_format(word, WORD_SIZE, "x%.16s", hex);
}

static json_t *
word_of(const struct vg_recordmask *mask, const char *name)
{
	char word[WORD_SIZE];

	if (!*name)
		return json_string("");
	make_word(mask, name, word);
	return json_string(word);
}

/* An address of the unique local ones (RFC 4193). */
static json_t *
address_of(const struct vg_recordmask *mask, const char *name)
{
	char word[WORD_SIZE], text[LONG];

	make_word(mask, name, word);
	vg_text_format(text, sizeof(text), "fd00::%.4s:%.4s:%.4s:%.4s", word + 1,
	    word + 5, word + 9, word + 13);
	return json_string(text);
}

static bool
is_one_of(const char *name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(names[i], name) == 0)
			return true;
	}
	return false;
}

static bool
is_made_of(const char *text, const char *octets)
{
	return text[strspn(text, octets)] == '\0';
}

/* Of what names are made, but for their marks; of UTF-8, too. */
static bool
is_name_octet(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

/* "192.0.2.7": numbers, and somebody's address. */
static bool
is_address(const char *text)
{
	size_t dots = 0;

	for (const char *c = text; *c; c++)
		dots += *c == '.';
	return dots == 3 && is_made_of(text, "0123456789.") && strlen(text) <= 15;
}

static bool
is_numbered(const char *text)
{
	return *text && is_made_of(text, "0123456789.") && !is_address(text);
}

/*
 * An even place says what the next one names; behind "server" are two names: its type, and itself.
 */
static bool
is_named(const char *step, size_t place, size_t *second)
{
	if (place % 2 == 1 || (place > 0 && place == *second))
		return true;
	if (strcmp(step, "server") == 0)
		*second = place + 2;
	return false;
}

/* "2026-000001", "R-2026-0001", a row's number, an OID: ours, or nobody's. */
static bool
is_ours(const char *text)
{
	if (text[0] && text[1] == '-' && strchr("RVOM", text[0]))
		text += 2;
	return is_made_of(text, "0123456789-.") && !is_address(text);
}

/*
 * "device/ne-7/psu/1": the class of it, the name as a word, then what the pack calls the part, and
 * its number; a part that has a name bears its word, and so does each name of "server/ntp/2".
 */
static json_t *
resource_of(const struct vg_recordmask *mask, const char *text, size_t first)
{
	char made[LONG] = "", step[LONG];
	size_t i = first, second = 0;

	while (*text) {
		char word[WORD_SIZE];
		size_t size = strcspn(text, "/"), used = strlen(made);
		vg_text_format(step, sizeof(step), "%.*s", (int)size, text);
		bool names = i == 1 ||
		    (is_named(step, i, &second) && !is_numbered(step)) ||
		    json_object_get(mask->names, step) != NULL;
		make_word(mask, step, word);
		vg_text_format(made + used, sizeof(made) - used, "%s%s", used ? "/" : "",
		    names ? word : step);
		text += size + (text[size] == '/');
		i++;
	}
	return json_string(made);
}

/* "RESOURCE KIND QUALIFIER" */
static json_t *
symptom_of(const struct vg_recordmask *mask, const char *text)
{
	char made[2 * LONG], resource[LONG], word[WORD_SIZE];
	size_t size = strcspn(text, " ");
	size_t kind = size + (text[size] ? 1 + strcspn(text + size + 1, " ") : 0);
	const char *qualifier = text[kind] ? text + kind + 1 : "";

	vg_text_format(resource, sizeof(resource), "%.*s", (int)size, text);
	json_t *masked = resource_of(mask, resource, 0);
	make_word(mask, qualifier, word);
	vg_text_format(made, sizeof(made), "%s%.*s%s%s", json_string_value(masked),
	    (int)(kind - size), text + size, text[kind] ? " " : "",
	    is_ours(qualifier) ? qualifier : word);
	json_decref(masked);
	return json_string(made);
}

/* --- patterns of resources ------------------------------------------------------------------ */

/* What may be a name at 'at', without its escapes; gives how many octets it takes there. */
static size_t
read_name(const char *at, char name[LONG])
{
	size_t size = 0, n = 0;

	while (n + 1 < LONG) {
		bool escaped = at[size] == '\\' && at[size + 1] &&
		    strchr(".-_:", at[size + 1]) != NULL;
		const char c = at[size + escaped];
		bool any = c == '.' && !escaped && at[size + 1] &&
		    strchr("*+?{", at[size + 1]) != NULL;
		if (!c || any || (!strchr(".-_:", c) && !is_name_octet(c)))
			break;
		name[n++] = c;
		size += 1U + escaped;
	}
	name[n] = '\0';
	return size;
}

/*
 * A name of the tree becomes its word.  What is no whole name may be a piece of one: only whole
 * steps that say of which class the next one is stay ('depth': slashes before it).
 */
static void
put_name(const struct vg_recordmask *mask, struct vg_buf *made, const char *text,
    const char *at, size_t size, size_t depth, size_t *second)
{
	char name[LONG], word[WORD_SIZE];
	bool step = (at == text || strchr("/(|", at[-1])) && strchr("/()|", at[size]);

	read_name(at, name);
	bool named = is_named(name, depth, second);
	bool stays = is_numbered(name) ? depth != 1 : step && !named;
	make_word(mask, name, word);
	if (json_object_get(mask->names, name) || !stays)
		vg_buf_add_text(made, word);
	else
		vg_buf_add(made, at, size);
}

static void
put_pattern(const struct vg_recordmask *mask, struct vg_buf *made, const char *text)
{
	char name[LONG];
	size_t depth = 0, second = 0;

	for (const char *at = text; *at;) {
		size_t size = read_name(at, name);
		if (size) {
			put_name(mask, made, text, at, size, depth, &second);
		} else {
			const char *end = *at == '[' ? strchr(at + 1, ']') : NULL;
			size = end                 ? (size_t)(end - at) + 1
			    : *at == '\\' && at[1] ? 2
						   : 1;
			vg_buf_add(made, at, size);
		}
		depth += *at == '/';
		at += size;
	}
}

/* "/vigie-cases:inventory/device[name='ne-7']/component[name='psu/1']": the device is first. */
static void
put_path(const struct vg_recordmask *mask, struct vg_buf *made, const char *text)
{
	bool quoted = false;

	for (size_t n = 0; *text; n++) {
		char part[LONG];
		size_t size = strcspn(text, "'\"");
		vg_text_format(part, sizeof(part), "%.*s", (int)size, text);
		json_t *masked =
		    n == 1 ? word_of(mask, part) : resource_of(mask, part, 2);
		vg_buf_add_text(made, quoted ? json_string_value(masked) : part);
		json_decref(masked);
		quoted = !quoted;
		vg_buf_add(made, text + size, text[size] != '\0');
		text += size + (text[size] != '\0');
	}
}

/* Of a shelf.  One that were longer than the model lets matches nothing. */
static json_t *
pattern_of(const struct vg_recordmask *mask, const char *text)
{
	struct vg_buf made;

	vg_buf_init(&made, 0);
	if (text[0] == '/')
		put_path(mask, &made, text);
	else
		put_pattern(mask, &made, text);
	json_t *masked =
	    made.size <= LONG ? json_string(vg_buf_text(&made)) : word_of(mask, text);
	vg_buf_fini(&made);
	return masked;
}

/* Qualifiers that are numbers stay; a pattern over others finds none of their words. */
static json_t *
qualifier_of(const struct vg_recordmask *mask, const char *text)
{
	return is_made_of(text, "0123456789.-\\d[]+*?{},^$()|") ? json_string(text)
								: word_of(mask, text);
}

/* --- lines but trees -------------------------------------------------------------------------- */

enum how { KEEP, WORD, RESOURCE, SYMPTOM, OURS, LEFT_OUT };

static enum how
how_of(const char *in, const char *name)
{
	static const struct {
		const char *name;
		enum how how;
	} hows[] = {{"resource", RESOURCE}, {"subject", RESOURCE},
	    {"symptom-of", SYMPTOM}, {"device", WORD}, {"agent", WORD}, {"client", WORD},
	    {"site", WORD}, {"owner", WORD}, {"who", WORD}, {"contract", WORD},
	    {"shelf", WORD}, {"work", WORD}, {"collector", WORD}, {"to", WORD},
	    {"serial", WORD}, {"announced", WORD}, {"new_serial", WORD}, {"lent", WORD},
	    {"seen", WORD}, {"number", OURS}, {"object", OURS}, {"result", OURS},
	    {"qualifier", OURS}, {"queue", WORD}, {"notification", OURS},
	    {"hardware", LEFT_OUT}, {"digest", LEFT_OUT}, {"part", LEFT_OUT}};
	bool named = strcmp(in, "agent") == 0 || strcmp(in, "device") == 0;

	if (strcmp(name, "name") == 0)
		return named ? WORD : KEEP;
	/* The rule of a case is one of the tree; that of a suggestion is a pack's. */
	if (strcmp(in, "case") == 0 && strcmp(name, "rule") == 0)
		return WORD;
	/* The result of a check is a choice; a clock's part is the number of a return. */
	if ((strcmp(in, "args") == 0 || strcmp(in, "check") == 0) &&
	    strcmp(name, "result") == 0)
		return KEEP;
	if (strcmp(in, "target") == 0 || strcmp(in, "ledger") == 0 ||
	    strcmp(in, "tie-clock") == 0)
		return KEEP;
	/* Of a merge: the number of an alarm, a return, a visit or an order, or a ticket. */
	if (strcmp(in, "tie-part") == 0 && strcmp(name, "part") == 0)
		return OURS;
	for (size_t i = 0; i < sizeof(hows) / sizeof(hows[0]); i++) {
		if (strcmp(hows[i].name, name) == 0)
			return hows[i].how;
	}
	return KEEP;
}

static json_t *
mask_text(
    const struct vg_recordmask *mask, const char *in, const char *name, const char *text)
{
	if ((strcmp(in, "component") == 0 && strcmp(name, "name") == 0) ||
	    (strcmp(in, "unit") == 0 && strcmp(name, "part") == 0))
		return resource_of(mask, text, 2);
	switch (how_of(in, name)) {
	case WORD:
		return word_of(mask, text);
	case RESOURCE:
		return resource_of(mask, text, 0);
	case SYMPTOM:
		return symptom_of(mask, text);
	case OURS:
		return is_ours(text) ? json_string(text) : word_of(mask, text);
	case LEFT_OUT:
		return json_string("");
	case KEEP:
		break;
	}
	/* A choice of ours may be what somebody is called, too. */
	static const char *const choices[] = {"type", "role", "verb", "state", "says",
	    "action", "origin", "kind", "class", "severity", "table", "outcome", "grade",
	    "rule", "fault", "mode", "ball", "source", "side", "before", "entitlement",
	    "cause", "flow", "how", "data", "finding", "ship_to", "what"};
	if (is_one_of(name, choices, sizeof(choices) / sizeof(choices[0])))
		return json_string(text);
	/* What has a blank was written by somebody; a device's model and version may have one. */
	bool plain = !strchr(text, ' ') || strcmp(in, "device") == 0 ||
	    strcmp(in, "family") == 0 || strcmp(in, "problem") == 0;
	return json_object_get(mask->names, text) ? word_of(mask, text)
						  : json_string(plain ? text : "");
}

/* --- trees ------------------------------------------------------------------------------------ */

/* Suppliers and the program's own calendars are known to all; packs and the program name them. */
static bool
is_public(const char *list, const char *name)
{
	static const char *const lists[] = {
	    "supplier", "kind", "clock", "release", "mode", "suspended", "amendment"};
	static const char *const calendars[] = {
	    "always", "office", "ouvrables", "ouvres", "ouvr\xc3\xa9s"};

	return is_one_of(list, lists, sizeof(lists) / sizeof(lists[0])) ||
	    (strcmp(list, "calendar") == 0 &&
		is_one_of(name, calendars, sizeof(calendars) / sizeof(calendars[0])));
}

/* Learns what entries of lists are called; 'in' is the list. */
static void
learn(struct vg_recordmask *mask, const char *in, const json_t *value)
{
	static const char *const keys[] = {"name", "id", "user"};
	json_t *object = (json_t *)(uintptr_t)value;

	for (size_t i = 0; i < json_array_size(value); i++)
		learn(mask, in, json_array_get(value, i));
	if (!json_is_object(value))
		return;
	for (size_t i = 0; i < 3; i++) {
		const char *name = json_string_value(json_object_get(value, keys[i]));
		if (name && !is_public(in, name))
			json_object_set_new(mask->names, name, json_true());
	}
	for (void *at = json_object_iter(object); at;
	     at = json_object_iter_next(object, at))
		learn(mask, json_object_iter_key(at), json_object_iter_value(at));
}

/* What a replay has no use for, or that people write. */
static bool
is_left_out(const char *in, const char *name)
{
	static const char *const names[] = {"description", "telephone", "crm",
	    "crm-registered", "delegation-refused", "ticket-pattern", "rma-pattern",
	    "surcharge-order", "trusted-mta", "allow", "trap-user", "source", "engine-id",
	    "next-credential", "backup", "uid", "reason", "note", "text", "forwarder",
	    "label", "storage", "retention"};

	if (strcmp(name, "address") == 0)
		return strcmp(in, "site") == 0;
	if (strcmp(name, "role") == 0)
		return strcmp(in, "person") == 0;
	/* Where the model wants a reason, it gets none that says anything. */
	return is_one_of(name, names, sizeof(names) / sizeof(names[0])) &&
	    strcmp(in, "suspended") != 0 && strcmp(in, "planned-work") != 0 &&
	    strcmp(in, "shelf") != 0;
}

static json_t *
mask_leaf(
    const struct vg_recordmask *mask, const char *in, const char *name, const char *text)
{
	static const char *const words[] = {"credential", "serial", "user", "queue"};
	static const char *const prose[] = {
	    "description", "reason", "note", "text", "reference"};
	/* A choice may be what somebody is called, too. */
	static const char *const choices[] = {"role", "type", "mode", "duty", "class",
	    "kind", "delegation", "direct", "day", "target", "pause", "severity",
	    "action", "family", "zone", "level", "supplier"};
	char word[WORD_SIZE], made[LONG];

	if (is_one_of(name, choices, sizeof(choices) / sizeof(choices[0])))
		return json_string(text);
	if (strcmp(in, "shelf") == 0 && strcmp(name, "resource") == 0)
		return pattern_of(mask, text);
	if (strcmp(in, "shelf") == 0 && strcmp(name, "qualifier") == 0)
		return qualifier_of(mask, text);
	make_word(mask, text, word);
	if (strcmp(name, "address") == 0)
		return address_of(mask, text);
	if (is_one_of(name, prose, sizeof(prose) / sizeof(prose[0])))
		return json_string("-");
	if (strcmp(name, "mail") == 0) {
		vg_text_format(made, sizeof(made), "%s@masked.invalid", word);
		return json_string(made);
	}
	if (strcmp(name, "domain") == 0) {
		vg_text_format(made, sizeof(made), "%s.invalid", word);
		return json_string(made);
	}
	if (is_one_of(name, words, sizeof(words) / sizeof(words[0])) ||
	    json_object_get(mask->names, text) ||
	    (strcmp(name, "name") == 0 && !is_public(in, text)) || strchr(text, ' '))
		return json_string(word);
	return json_string(text);
}

/* --- the walk -------------------------------------------------------------------------------- */

/* What becomes of a text, and which members are left out (NULL: none). */
struct way {
	json_t *(*mask)(const struct vg_recordmask *mask, const char *in,
	    const char *name, const char *text);
	bool (*leaves_out)(const char *in, const char *name);
};

static const struct way in_line = {mask_text, NULL}, in_tree = {mask_leaf, is_left_out};

/* Members in their order; 'in' is what the object is called, or a row's table. */
static json_t *
walk(const struct vg_recordmask *mask, const struct way *way, const char *in,
    const char *name, const json_t *value)
{
	if (json_is_string(value))
		return way->mask(mask, in, name, json_string_value(value));
	if (json_is_array(value)) {
		json_t *made = json_array();
		for (size_t i = 0; i < json_array_size(value); i++)
			json_array_append_new(
			    made, walk(mask, way, in, name, json_array_get(value, i)));
		return made;
	}
	if (!json_is_object(value))
		return json_deep_copy(value);
	json_t *made = json_object(), *object = (json_t *)(uintptr_t)value;
	for (void *at = json_object_iter(object); at;
	     at = json_object_iter_next(object, at)) {
		const char *member = json_object_iter_key(at);
		if (!way->leaves_out || !way->leaves_out(name, member))
			json_object_set_new(made, member,
			    walk(mask, way, name, member, json_object_iter_value(at)));
	}
	return made;
}

/* Of these timers the object is ours: a clock's case and target, or where a look goes on. */
static void
keep_object(const json_t *values, json_t *made)
{
	static const char *const kinds[] = {"warn", "shelf", "rejudge", "deaf"};
	const char *kind = vg_recordline_get(values, "kind");

	if (is_one_of(kind, kinds, sizeof(kinds) / sizeof(kinds[0])))
		json_object_set(made, "object", json_object_get(values, "object"));
}

/* What of a row is a name depends on its table. */
static json_t *
mask_row(const struct vg_recordmask *mask, const json_t *object)
{
	const char *table = vg_recordline_get(object, "table");
	const json_t *values = json_object_get(object, "values");
	json_t *made = walk(mask, &in_line, "", table, values);

	if (strcmp(table, "due") == 0)
		keep_object(values, made);
	return made;
}

/* --- a line ----------------------------------------------------------------------------------- */

json_t *
vg_recordmask_line(
    struct vg_recordmask *mask, enum vg_recordline_type type, const json_t *object)
{
	json_t *made;

	if (type == VG_RECORDLINE_REVISION) {
		made = json_object();
		learn(mask, "", json_object_get(object, "content"));
		json_object_set(made, "type", json_object_get(object, "type"));
		json_object_set(made, "number", json_object_get(object, "number"));
		json_object_set_new(made, "content",
		    walk(mask, &in_tree, "", "", json_object_get(object, "content")));
		return made;
	}
	made = walk(mask, &in_line, "", vg_recordline_name(type), object);
	if (type == VG_RECORDLINE_ROW)
		json_object_set_new(made, "values", mask_row(mask, object));
	if (type == VG_RECORDLINE_HEAD)
		json_object_set_new(made, "masked", json_true());
	return made;
}
