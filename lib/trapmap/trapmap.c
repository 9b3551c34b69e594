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

/* The pointer is the first varbind whose value is an OID (VariablePointer). */
static bool
points_at(const struct vg_trap *trap, const struct vg_oid *wanted)
{
	for (size_t i = 0; i < trap->n_varbinds; i++) {
		const struct vg_value *v = &trap->varbinds[i].value;
		if (v->type == VG_VALUE_OID && v->oid)
			return vg_oid_compare(v->oid, wanted) == 0;
	}
	return false;
}

static bool
matches(const struct vg_trap_rule *rule, const struct vg_trap *trap)
{
	int64_t value;

	if (vg_oid_compare(&rule->notification, &trap->oid) != 0)
		return false;
	if (rule->match_pointer.n_arcs && !points_at(trap, &rule->match_pointer))
		return false;
	if (!rule->match_object.n_arcs)
		return true;
	const struct vg_varbind *v = vg_trap_find(trap, &rule->match_object);
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

/* One octet of a template's parameter, as a resource name may hold it. */
static void
append_safe(char *target, size_t size, const char *value)
{
	char safe[VG_RESOURCE_SIZE];

	if (vg_text_percent(safe, sizeof(safe), *value ? value : "-", ":") == VG_OK)
		strncat(target, safe, size - strlen(target) - 1);
}

/* Expands {index} and {name}; everything else stands for itself. */
static void
expand(
    char *target, size_t size, const char *template, const char *index, const char *name)
{
	target[0] = '\0';
	while (*template) {
		if (vg_text_starts(template, "{index}")) {
			append_safe(target, size, index);
			template += strlen("{index}");
		} else if (vg_text_starts(template, "{name}")) {
			append_safe(target, size, *name ? name : index);
			template += strlen("{name}");
		} else {
			size_t used = strlen(target);
			if (used + 1 < size) {
				target[used] = *template;
				target[used + 1] = '\0';
			}
			template ++;
		}
	}
}

static void
fill(struct vg_claim *claim, const struct vg_packset *packs,
    const struct vg_trap_rule *rule, const char *device, const struct vg_trap *trap)
{
	const struct vg_kind *kind = vg_packset_kind(packs, rule->kind);
	struct vg_event *e = &claim->event;
	char index[64], name[VG_NAME_SIZE], part[VG_RESOURCE_SIZE],
	    base[VG_RESOURCE_SIZE];

	memset(claim, 0, sizeof(*claim));
	claim->rule = rule;
	index_text(trap, &rule->index_of, index, sizeof(index));
	name_text(trap, &rule->name_of, name, sizeof(name));
	expand(part, sizeof(part), rule->part, index, name);
	vg_resource_build(base, "device", device, NULL);
	vg_text_format(
	    e->resource, sizeof(e->resource), "%s%s%s", base, part[0] ? "/" : "", part);
	e->action = rule->action;
	e->origin = VG_ORIGIN_TRAP;
	vg_text_copy(e->device, sizeof(e->device), device);
	vg_text_copy(e->kind, sizeof(e->kind), rule->kind);
	vg_text_copy(e->qualifier, sizeof(e->qualifier), rule->qualifier);
	e->severity = rule->severity;
	if (e->severity == VG_SEVERITY_CLEARED && kind)
		e->severity = kind->severity;
	e->cause = kind ? kind->cause : 0;
	e->since = e->agent_time = e->received = trap->received;
	expand(e->text, sizeof(e->text), rule->text, index, name);
}

static size_t
apply_pack(const struct vg_packset *packs, const struct vg_pack *pack, const char *device,
    const struct vg_trap *trap, struct vg_claim *claims, size_t n)
{
	for (size_t i = 0; i < pack->n_trap_rules && n < VG_TRAPMAP_MAX_CLAIMS; i++) {
		if (matches(&pack->trap_rules[i], trap))
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
