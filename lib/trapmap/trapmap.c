/*
 * Trap maps.
 */
#include "lib/trapmap/trapmap.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

static bool
has_value(const struct vg_trap_rule *rule, int64_t value)
{
	for (size_t i = 0; i < rule->n_values; i++) {
		if (rule->values[i] == value)
			return true;
	}
	return rule->n_values == 0;
}

/* RFC 3584: snmpTrapEnterprise.0, which proxies add; it points at nothing. */
static const struct vg_oid enterprise = {{1, 3, 6, 1, 6, 3, 1, 1, 4, 3, 0}, 11};

/* The pointer is the first varbind whose value is an OID (VariablePointer). */
static const struct vg_oid *
pointer_of(const struct vg_trap *trap)
{
	for (size_t i = 0; i < trap->n_varbinds; i++) {
		const struct vg_value *v = &trap->varbinds[i].value;
		if (v->type == VG_VALUE_OID && v->oid &&
		    vg_oid_compare(&trap->varbinds[i].oid, &enterprise) != 0)
			return v->oid;
	}
	return NULL;
}

static bool
points_at(const struct vg_trap *trap, const struct vg_oid *wanted)
{
	const struct vg_oid *pointer = pointer_of(trap);

	return pointer && vg_oid_compare(pointer, wanted) == 0;
}

/* The second varbind that a line may ask for. */
static bool
also_matches(const struct vg_trap_rule *rule, const struct vg_trap *trap)
{
	const struct vg_varbind *v = vg_trap_find(trap, &rule->also_object);
	int64_t value;

	if (!v || vg_value_as_int(&v->value, &value) != VG_OK)
		return false;
	for (size_t i = 0; i < rule->n_also_values; i++) {
		if (rule->also_values[i] == value)
			return true;
	}
	return false;
}

/* A part that its instance numbers is none without it: nobody could judge or clear it. */
static bool
has_index(const struct vg_trap_rule *rule, const struct vg_trap *trap)
{
	if (!strstr(rule->part, "{index") && !strstr(rule->qualifier, "{index"))
		return true;
	const struct vg_varbind *v = vg_trap_find(trap, &rule->index_of);
	return v && v->oid.n_arcs > rule->index_of.n_arcs;
}

static bool
matches(const struct vg_trap_rule *rule, const struct vg_trap *trap)
{
	int64_t value;

	if (vg_oid_compare(&rule->notification, &trap->oid) != 0 ||
	    !has_index(rule, trap))
		return false;
	if (rule->match_pointer.n_arcs && !points_at(trap, &rule->match_pointer))
		return false;
	if (rule->also_object.n_arcs && !also_matches(rule, trap))
		return false;
	const struct vg_varbind *v = NULL;
	if (rule->match_object.n_arcs)
		v = vg_trap_find(trap, &rule->match_object);
	else if (rule->match_position == 0)
		return true;
	else if (rule->match_position <= trap->n_varbinds)
		v = &trap->varbinds[rule->match_position - 1];
	return v && vg_value_as_int(&v->value, &value) == VG_OK && has_value(rule, value);
}

/* The instance suffix of the varbind below 'column': "5", or "1.2" for two arcs. */
static void
index_text(
    const struct vg_trap *trap, const struct vg_oid *column, char *text, size_t size)
{
	const struct vg_varbind *v = column->n_arcs ? vg_trap_find(trap, column) : NULL;
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = column->n_arcs; v && i < v->oid.n_arcs && used < size; i++) {
		int n = snprintf(text + used, size - used, "%s%lu", used ? "." : "",
		    (unsigned long)v->oid.arc[i]);
		used += n > 0 ? (size_t)n : 0;
	}
}

/* The first word of a text varbind; texts of devices may hold anything. */
static void
name_text(
    const struct vg_trap *trap, const struct vg_oid *object, char *text, size_t size)
{
	const struct vg_varbind *v = object->n_arcs ? vg_trap_find(trap, object) : NULL;
	size_t n = 0;

	for (; v && v->value.octets && n < v->value.size && n + 1 < size; n++) {
		unsigned char c = v->value.octets[n];
		if (c <= ' ' || c >= 0x7F)
			break;
		text[n] = (char)c;
	}
	text[n] = '\0';
}

/* What the words of a template stand for. */
struct words {
	char index[64], first[16], second[16], name[VG_NAME_SIZE],
	    pointer[VG_OID_TEXT_SIZE];
};

/* Number 'nth' of a dotted index, "" when there are fewer. */
static void
arc_text(char *text, size_t size, const char *index, unsigned nth)
{
	size_t n = 0;

	for (; nth > 0 && *index; index++)
		nth -= *index == '.';
	for (; *index && *index != '.' && n + 1 < size; index++)
		text[n++] = *index;
	text[n] = '\0';
}

static void
find_words(
    struct words *words, const struct vg_trap_rule *rule, const struct vg_trap *trap)
{
	words->pointer[0] = '\0';
	index_text(trap, &rule->index_of, words->index, sizeof(words->index));
	arc_text(words->first, sizeof(words->first), words->index, 0);
	arc_text(words->second, sizeof(words->second), words->index, 1);
	name_text(trap, &rule->name_of, words->name, sizeof(words->name));
	const struct vg_oid *pointer = pointer_of(trap);
	if (pointer)
		vg_oid_text(pointer, words->pointer, sizeof(words->pointer));
	if (!words->name[0])
		vg_text_copy(words->name, sizeof(words->name), words->index);
}

/* A text as it grows; what does not fit is left out. */
struct growing {
	char *at, *end; /* 'end' is where the NUL stands at the latest */
};

/* A word, as a resource name may hold it. */
static void
append_safe(struct growing *g, const char *value)
{
	char safe[VG_RESOURCE_SIZE];

	if (vg_text_percent(safe, sizeof(safe), *value ? value : "-", ":") != VG_OK)
		return;
	size_t size = strlen(safe), room = (size_t)(g->end - g->at);
	if (size > room)
		size = room;
	memcpy(g->at, safe, size);
	g->at += size;
}

/* The word that begins at 'template', and how long its mark is; NULL when none does. */
static const char *
word_at(const char *template, const struct words *words, size_t *length)
{
	const struct {
		const char *mark, *word;
	} table[] = {{"{index}", words->index}, {"{index1}", words->first},
	    {"{index2}", words->second}, {"{name}", words->name},
	    {"{pointer}", words->pointer}};

	for (size_t i = 0; *template == '{' && i < sizeof(table) / sizeof(table[0]);
	     i++) {
		if (!vg_text_starts(template, table[i].mark))
			continue;
		*length = strlen(table[i].mark);
		return table[i].word;
	}
	return NULL;
}

/* Expands the words; everything else stands for itself. */
static void
expand(char *target, size_t size, const char *template, const struct words *words)
{
	struct growing g = {target, target + size - 1};
	size_t length;

	while (*template) {
		const char *word = word_at(template, words, &length);
		if (word) {
			append_safe(&g, word);
			template += length;
		} else {
			if (g.at < g.end)
				*g.at++ = *template;
			template ++;
		}
	}
	*g.at = '\0';
}

/* Adds ": TEXT" of the varbind below 'object', as far as it fits. */
static void
add_text(
    char *target, size_t size, const struct vg_trap *trap, const struct vg_oid *object)
{
	const struct vg_varbind *v = object->n_arcs ? vg_trap_find(trap, object) : NULL;
	char text[VG_TEXT_SIZE];
	size_t used = strlen(target);

	if (!v || vg_value_is_missing(&v->value) || used + 3 >= size)
		return;
	vg_value_text(&v->value, text, sizeof(text));
	if (!text[0])
		return;
	vg_text_copy(target + used, size - used, ": ");
	vg_text_copy(target + used + 2, size - used - 2, text);
	/* Cut at a character, not inside one. */
	for (used = strlen(target); used && !vg_text_is_utf8(target, used);)
		target[--used] = '\0';
}

static void
fill(struct vg_claim *claim, const struct vg_packset *packs,
    const struct vg_trap_rule *rule, const char *device, const struct vg_trap *trap)
{
	const struct vg_kind *kind = vg_packset_kind(packs, rule->kind);
	struct vg_event *e = &claim->event;
	char part[VG_RESOURCE_SIZE], base[VG_RESOURCE_SIZE];
	struct words words;

	memset(claim, 0, sizeof(*claim));
	claim->rule = rule;
	find_words(&words, rule, trap);
	expand(part, sizeof(part), rule->part, &words);
	vg_resource_build(base, "device", device, NULL);
	vg_text_format(
	    e->resource, sizeof(e->resource), "%s%s%s", base, part[0] ? "/" : "", part);
	e->action = rule->action;
	e->origin = VG_ORIGIN_TRAP;
	vg_text_copy(e->device, sizeof(e->device), device);
	vg_text_copy(e->kind, sizeof(e->kind), rule->kind);
	expand(e->qualifier, sizeof(e->qualifier), rule->qualifier, &words);
	e->severity = rule->severity;
	if (e->severity == VG_SEVERITY_CLEARED && kind)
		e->severity = kind->severity;
	e->cause = kind ? kind->cause : 0;
	e->since = e->agent_time = e->received = trap->received;
	expand(e->text, sizeof(e->text), rule->text, &words);
	add_text(e->text, sizeof(e->text), trap, &rule->text_of);
}

static size_t
apply_pack(const struct vg_packset *packs, const struct vg_pack *pack, const char *device,
    const struct vg_trap *trap, struct vg_claim *claims, size_t n)
{
	const uint32_t hash = vg_oid_hash(&trap->oid);

	for (size_t i = 0; i < pack->n_trap_rules && n < VG_TRAPMAP_MAX_CLAIMS; i++) {
		const struct vg_trap_rule *rule = &pack->trap_rules[i];
		if (pack->trap_hashes[i] != hash)
			continue;
		if ((n == 0 || !rule->fallback) && matches(rule, trap))
			fill(&claims[n++], packs, &pack->trap_rules[i], device, trap);
	}
	return n;
}

size_t
vg_trapmap_apply(const struct vg_packset *packs, const char *supplier, const char *device,
    const struct vg_trap *trap, struct vg_claim claims[VG_TRAPMAP_MAX_CLAIMS])
{
	size_t n = 0;

	for (size_t i = 0; supplier && *supplier && i < vg_packset_count(packs); i++) {
		const struct vg_pack *pack = vg_packset_at(packs, i);
		if (strcmp(pack->supplier, supplier) == 0)
			n = apply_pack(packs, pack, device, trap, claims, n);
	}
	for (size_t i = 0; n == 0 && i < vg_packset_count(packs); i++) {
		const struct vg_pack *pack = vg_packset_at(packs, i);
		if (pack->supplier[0] == '\0')
			n = apply_pack(packs, pack, device, trap, claims, n);
	}
	return n;
}

/* --- what no line knows ------------------------------------------------------------------- */

/* "OID=value OID=value ...", as far as it fits: the rest stands in the raw row. */
static void
tell_varbinds(const struct vg_trap *trap, char text[VG_TEXT_SIZE])
{
	char oid[VG_OID_TEXT_SIZE], value[VG_TEXT_SIZE];
	struct vg_buf buf;

	vg_oid_text(&trap->oid, oid, sizeof(oid));
	vg_buf_init(&buf, 0);
	vg_buf_addf(&buf, "unknown notification %s", oid);
	for (size_t i = 0; i < trap->n_varbinds && buf.size < VG_TEXT_SIZE; i++) {
		vg_oid_text(&trap->varbinds[i].oid, oid, sizeof(oid));
		vg_value_text(&trap->varbinds[i].value, value, sizeof(value));
		vg_buf_addf(&buf, " %s=%s", oid, value);
	}
	/* Cut at a character, not inside one. */
	size_t n = buf.size < VG_TEXT_SIZE ? buf.size : VG_TEXT_SIZE - 1;
	while (n && !vg_text_is_utf8(buf.data, n))
		n--;
	memcpy(text, buf.data, n);
	text[n] = '\0';
	vg_buf_fini(&buf);
}

bool
vg_trapmap_knows(const struct vg_packset *packs, const struct vg_oid *oid)
{
	for (size_t p = 0; p < vg_packset_count(packs); p++) {
		const struct vg_pack *pack = vg_packset_at(packs, p);
		for (size_t i = 0; i < pack->n_trap_rules; i++) {
			if (vg_oid_compare(&pack->trap_rules[i].notification, oid) == 0)
				return true;
		}
	}
	return false;
}

void
vg_trapmap_unclassified(
    const char *device, const struct vg_trap *trap, struct vg_event *e)
{
	memset(e, 0, sizeof(*e));
	e->action = VG_ACTION_RAISE;
	e->origin = VG_ORIGIN_TRAP;
	e->severity = VG_SEVERITY_WARNING;
	e->cause = 1024; /* X.733 other */
	vg_text_copy(e->device, sizeof(e->device), device);
	vg_resource_build(e->resource, "device", device, NULL);
	vg_text_copy(e->kind, sizeof(e->kind), "unclassified-notification");
	vg_oid_text(&trap->oid, e->qualifier, sizeof(e->qualifier));
	e->since = e->agent_time = e->received = trap->received;
	tell_varbinds(trap, e->text);
}
