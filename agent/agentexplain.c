/*
 * Explanations, in two steps: what holds for the device (struct subject), and its writing, as
 * text or as JSON.
 */
#include "agent/agentexplain.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "agent/conf/agentconf.h"
#include "agent/history/jsonbody.h"
#include "agent/known.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/pack/packset.h"
#include "lib/yang/context.h"
#include "lib/yang/packload.h"

struct subject {
	struct vg_context *context;
	struct vg_agentconf *conf;
	struct vg_packset *packs;
	const struct vg_agentconf_device *device;
	struct vg_known known;
	bool is_known;
	const struct vg_family *family; /* NULL: not known yet, or no pack has it */
	char why[2 * VG_TEXT_SIZE];
};

/* --- what holds ---------------------------------------------------------------------------- */

static int
load(struct subject *s, const struct vg_daemon *daemon, struct vg_detail *detail)
{
	int code = vg_context_new(&s->context, detail);

	if (code == VG_OK)
		code = vg_agentconf_load(s->context, daemon->config, &s->conf, detail);
	if (code != VG_OK)
		return code;
	const char **names = vg_mem_array(s->conf->n_packs + 1, sizeof(*names));
	for (size_t i = 0; i < s->conf->n_packs; i++)
		names[i] = s->conf->packs[i];
	code = vg_packload_folder(
	    s->context, NULL, names, s->conf->n_packs, &s->packs, detail);
	free(names);
	return code;
}

static int
find_device(struct subject *s, const char *name, struct vg_detail *detail)
{
	for (size_t i = 0; i < s->conf->n_devices; i++) {
		if (strcasecmp(s->conf->devices[i].name, name) == 0)
			s->device = &s->conf->devices[i];
	}
	if (s->device)
		return VG_OK;
	return vg_detail_set(detail, VG_ENOENT,
	    vg_agentconf_names(s->conf, name)
		? "device %s is not enabled in the configuration"
		: "the configuration has no device %s",
	    name);
}

static void
by_answers(struct subject *s)
{
	struct vg_oid oid;

	if (vg_oid_parse(s->known.object_id, &oid) != VG_OK) {
		vg_text_format(s->why, sizeof(s->why),
		    "not known: at %s it answered without a sysObjectID", s->known.at);
		return;
	}
	s->family = vg_packset_match(s->packs, s->device->supplier, &oid, s->known.descr);
	const struct vg_family *f = s->family;
	if (!f)
		vg_text_format(s->why, sizeof(s->why),
		    "no pack knows sysObjectID %s: only its answering is watched",
		    s->known.object_id);
	else
		vg_text_format(s->why, sizeof(s->why), "sysObjectID %s %s%s%s%s",
		    s->known.object_id,
		    vg_oid_compare(&f->sys_object_id, &oid) == 0
			? "is the family's"
			: "lies below the family's, and no pack has that very one",
		    f->descr_contains[0] ? "; sysDescr contains \"" : "",
		    f->descr_contains, f->descr_contains[0] ? "\"" : "");
}

static void
find_family(struct subject *s)
{
	if (s->device->family[0]) {
		s->family = vg_packset_family(s->packs, s->device->family);
		vg_text_copy(s->why, sizeof(s->why),
		    s->family ? "the configuration says so"
			      : "the configuration names a family that no pack has");
	} else if (!s->device->snmp) {
		vg_text_copy(s->why, sizeof(s->why),
		    "asked by NETCONF alone: its modules decide, not a family");
	} else if (!s->is_known) {
		vg_text_copy(s->why, sizeof(s->why),
		    "not known yet: the agent has kept no answer of it");
	} else {
		by_answers(s);
	}
}

static bool
is_asked(const struct subject *s, const struct vg_probe *probe)
{
	for (size_t i = 0; s->family && i < s->family->n_probes; i++) {
		if (vg_packset_probe(s->packs, s->family->probes[i]) == probe)
			return true;
	}
	return s->device->netconf.address[0] && probe->netconf;
}

/* The packs that speak of the device's notifications. */
static bool
is_heard(const struct subject *s, const struct vg_pack *pack)
{
	return !pack->supplier[0] || strcmp(pack->supplier, s->device->supplier) == 0;
}

/* --- words of rules ------------------------------------------------------------------------ */

static void
add_numbers(struct vg_buf *out, const int64_t *numbers, size_t n)
{
	for (size_t i = 0; i < n; i++)
		vg_buf_addf(out, "%s%" PRId64, i ? " or " : "", numbers[i]);
}

static void
add_measure(struct vg_buf *out, const struct vg_rule *rule)
{
	static const char *const ways[] = {[VG_MEASURE_VALUE] = "",
	    [VG_MEASURE_SHARE] = " as a share of ",
	    [VG_MEASURE_GROWTH] = "'s growth",
	    [VG_MEASURE_GROWTH_SHARE] = "'s growth as a share of that of ",
	    [VG_MEASURE_DIFFERENCE] = " less ",
	    [VG_MEASURE_OFFSET] = " against our clock",
	    [VG_MEASURE_UNTIL] = " from now on",
	    [VG_MEASURE_ROWS] = ": rows by "};
	const struct vg_measure *m = &rule->measure;

	vg_buf_addf(out, "%s%s%s%s%s", rule->object, ways[m->as], m->of,
	    m->times[0] ? " times " : "", m->times);
	if (m->scale > 1)
		vg_buf_addf(out, " (scale %" PRId64 ")", m->scale);
}

static void
add_borders(struct vg_buf *out, const struct subject *s, const struct vg_rule *rule,
    const char *word, const char *back)
{
	const int64_t *values = rule->values;

	for (size_t i = 0; s->family && i < s->family->n_limits; i++) {
		if (strcmp(s->family->limits[i].rule, rule->name) == 0)
			values = s->family->limits[i].values;
	}
	vg_buf_addf(out, " %s %" PRId64 ", good again %s %" PRId64, word, values[0], back,
	    values[1]);
}

static void
add_test(struct vg_buf *out, const struct subject *s, const struct vg_rule *rule)
{
	switch (rule->test) {
	case VG_TEST_EQUALS:
	case VG_TEST_NOT_EQUALS:
		vg_buf_add_text(out, rule->test == VG_TEST_EQUALS ? " is " : " is not ");
		add_numbers(out, rule->values, rule->n_values);
		if (rule->n_good) {
			vg_buf_add_text(out, ", good again at ");
			add_numbers(out, rule->good, rule->n_good);
		}
		break;
	case VG_TEST_ABOVE:
		add_borders(out, s, rule, "above", "below");
		break;
	case VG_TEST_BELOW:
		add_borders(out, s, rule, "below", "above");
		break;
	case VG_TEST_CHANGED:
		vg_buf_add_text(out, " changed");
		break;
	case VG_TEST_ABSENT:
		vg_buf_add_text(out, " is gone");
		break;
	case VG_TEST_FELL:
		vg_buf_add_text(out, " fell");
		break;
	case VG_TEST_STOPPED:
		vg_buf_add_text(out, " is 0 after it was above 0");
		break;
	case VG_TEST_CONTAINS:
		for (size_t i = 0; i < rule->n_contains; i++)
			vg_buf_addf(out, "%s\"%s\"", i ? " or " : " contains ",
			    rule->contains[i]);
		break;
	}
}

static void
add_guard(struct vg_buf *out, const struct vg_guard *guard, const char *word)
{
	if (!guard->object[0])
		return;
	vg_buf_addf(out, ", %s %s%s", word, guard->negate ? "not " : "", guard->object);
	if (guard->n_values) {
		vg_buf_add_text(out, " is ");
		add_numbers(out, guard->values, guard->n_values);
	}
	if (guard->has_above)
		vg_buf_addf(out, " is above %" PRId64, guard->above);
	if (guard->has_below)
		vg_buf_addf(out, " is below %" PRId64, guard->below);
	if (guard->less_than[0])
		vg_buf_addf(out, " is less than %s", guard->less_than);
}

static void
add_condition(struct vg_buf *out, const struct subject *s, const struct vg_rule *rule)
{
	add_measure(out, rule);
	add_test(out, s, rule);
	add_guard(out, &rule->guard, "while");
	add_guard(out, &rule->also, "and");
	vg_buf_addf(out, "; raised by %u of %u polls, cleared by %u", rule->bad_n,
	    rule->bad_of, rule->good_n);
}

static const char *
severity_of(const struct subject *s, const char *kind, enum vg_severity severity)
{
	const struct vg_kind *found = vg_packset_kind(s->packs, kind);

	if (severity == VG_SEVERITY_CLEARED && found)
		severity = found->severity;
	return vg_severity_text(severity);
}

/* --- one writer for both forms --------------------------------------------------------------
 * A list of JSON objects, or lines with an indent; each call is one entry.
 */

struct writer {
	struct vg_buf *out;
	bool json;
	bool first; /* of its list */
};

static void
begin(struct writer *w, const char *list)
{
	if (w->json)
		vg_buf_addf(w->out, ",\"%s\":[", list);
	w->first = true;
}

static void
end(struct writer *w)
{
	if (w->json)
		vg_buf_add_text(w->out, "]");
	w->first = false;
}

static void
write_rule(struct writer *w, const struct subject *s, const struct vg_rule *rule)
{
	const char *severity = severity_of(s, rule->kind, rule->severity);
	struct vg_buf words;

	vg_buf_init(&words, 0);
	add_condition(&words, s, rule);
	if (w->json) {
		vg_buf_add_text(w->out, w->first ? "{" : ",{");
		vg_jsonbody_member(w->out, "name", rule->name);
		vg_jsonbody_member(w->out, "kind", rule->kind);
		vg_jsonbody_member(w->out, "part", rule->part);
		vg_jsonbody_member(w->out, "severity", severity);
		vg_jsonbody_member(w->out, "condition", vg_buf_text(&words));
		vg_buf_add_text(w->out, "}");
	} else {
		vg_buf_addf(w->out, "    rule %s: %s %s at %s when %s\n", rule->name,
		    rule->kind, severity, rule->part[0] ? rule->part : "the device",
		    vg_buf_text(&words));
	}
	w->first = false;
	vg_buf_fini(&words);
}

static void
write_missing(struct writer *w, const struct subject *s, const struct vg_probe *probe)
{
	const struct vg_object *const objects[] = {probe->scalars, probe->columns};
	const size_t n[] = {probe->n_scalars, probe->n_columns};

	begin(w, "not-answered");
	for (size_t k = 0; k < 2; k++) {
		for (size_t i = 0; i < n[k]; i++) {
			const char *name = objects[k][i].name;
			bool all = k == 1 && vg_known_misses(&s->known, probe->name, "*");
			if (!all && !vg_known_misses(&s->known, probe->name, name))
				continue;
			if (w->json) {
				vg_buf_add_text(w->out, w->first ? "" : ",");
				vg_jsonbody_quote(w->out, name);
			} else {
				vg_buf_addf(w->out, "%s%s",
				    w->first ? "    not answered: " : ", ", name);
			}
			w->first = false;
		}
	}
	if (!w->json && !w->first)
		vg_buf_add_text(w->out, "\n");
	end(w);
}

static void
write_probe(struct writer *w, const struct subject *s, const struct vg_probe *probe)
{
	const char *way = probe->netconf ? "NETCONF" : "SNMP";
	double every_s =
	    (double)probe->interval_s * (double)s->conf->interval_ms / 60000.0;

	if (w->json) {
		vg_buf_add_text(w->out, w->first ? "{" : ",{");
		vg_jsonbody_member(w->out, "name", probe->name);
		vg_jsonbody_member(w->out, "by", way);
		vg_buf_addf(w->out, ",\"interval-s\":%.10g,\"objects\":%zu", every_s,
		    probe->n_scalars + probe->n_columns);
	} else {
		vg_buf_addf(w->out, "  probe %s: by %s every %.10g s, %zu objects\n",
		    probe->name, way, every_s, probe->n_scalars + probe->n_columns);
	}
	write_missing(w, s, probe);
	begin(w, "rule");
	for (size_t p = 0; p < vg_packset_count(s->packs); p++) {
		const struct vg_pack *pack = vg_packset_at(s->packs, p);
		for (size_t r = 0; r < pack->n_rules; r++) {
			if (strcmp(pack->rules[r].probe, probe->name) == 0)
				write_rule(w, s, &pack->rules[r]);
		}
	}
	end(w);
	if (w->json)
		vg_buf_add_text(w->out, "}");
}

static void
write_trap(struct writer *w, const struct vg_trap_rule *trap)
{
	char oid[VG_OID_TEXT_SIZE];
	const char *action = vg_event_action_text(trap->action);

	vg_oid_text(&trap->notification, oid, sizeof(oid));
	if (w->json) {
		vg_buf_add_text(w->out, w->first ? "{" : ",{");
		vg_jsonbody_member(w->out, "name", trap->name);
		vg_jsonbody_member(w->out, "notification", oid);
		vg_jsonbody_member(w->out, "action", action);
		vg_jsonbody_member(w->out, "kind", trap->kind);
		vg_jsonbody_member(w->out, "part", trap->part);
		vg_jsonbody_member(w->out, "probe", trap->probe);
		vg_buf_add_text(w->out, "}");
	} else {
		vg_buf_addf(w->out, "  notification %s (%s): %s %s%s%s%s%s\n", trap->name,
		    oid, action, trap->kind, trap->part[0] ? " at " : "", trap->part,
		    trap->probe[0] ? ", asks " : "", trap->probe);
	}
	w->first = false;
}

static void
write_probes(struct writer *w, const struct subject *s)
{
	begin(w, "probe");
	for (size_t p = 0; p < vg_packset_count(s->packs); p++) {
		const struct vg_pack *pack = vg_packset_at(s->packs, p);
		for (size_t i = 0; i < pack->n_probes; i++) {
			if (!is_asked(s, &pack->probes[i]))
				continue;
			write_probe(w, s, &pack->probes[i]);
			w->first = false;
		}
	}
	end(w);
}

static void
write_traps(struct writer *w, const struct subject *s)
{
	begin(w, "notification");
	for (size_t p = 0; p < vg_packset_count(s->packs); p++) {
		const struct vg_pack *pack = vg_packset_at(s->packs, p);
		for (size_t i = 0; is_heard(s, pack) && i < pack->n_trap_rules; i++)
			write_trap(w, &pack->trap_rules[i]);
	}
	end(w);
}

/* Family, why, what it said, and its probes. */
static void
write_subject(struct writer *w, const struct subject *s)
{
	const char *name = s->family ? s->family->name : "";
	const char *label = s->family ? s->family->label : "";
	struct vg_buf *out = w->out;

	if (w->json) {
		vg_jsonbody_member(out, "family", name);
		vg_jsonbody_member(out, "label", label);
		vg_jsonbody_member(out, "why", s->why);
		vg_jsonbody_member(out, "answered", s->known.at);
		vg_jsonbody_member(out, "sys-object-id", s->known.object_id);
		vg_jsonbody_member(out, "sys-descr", s->known.descr);
	} else {
		vg_buf_addf(out, "family %s%s%s\n  why: %s\n", name[0] ? name : "unknown",
		    name[0] ? ": " : "", label, s->why);
		if (s->is_known)
			vg_buf_addf(out, "  it said at %s: sysObjectID %s, sysDescr %s\n",
			    s->known.at, s->known.object_id, s->known.descr);
	}
	write_probes(w, s);
}

static void
know(struct subject *s, const struct vg_daemon *daemon)
{
	vg_known_init(&s->known);
	s->is_known = vg_known_read(&s->known, daemon->state, s->device->key) == VG_OK;
	find_family(s);
}

/* The management board of the device, when it has one. */
static void
write_board(struct writer *w, const struct subject *s, const struct vg_daemon *daemon)
{
	struct subject board = *s;

	board.device = NULL;
	for (size_t i = 0; i < s->conf->n_bmcs; i++) {
		if (strcmp(s->conf->bmcs[i].name, s->device->name) == 0)
			board.device = &s->conf->bmcs[i];
	}
	if (!board.device)
		return;
	board.family = NULL;
	know(&board, daemon);
	vg_buf_add_text(w->out, w->json ? ",\"bmc\":{" : "management board\n");
	write_subject(w, &board);
	vg_buf_add_text(w->out, w->json ? "}" : "");
	vg_known_fini(&board.known);
}

static void
write_all(const struct subject *s, const struct vg_daemon *daemon, bool json,
    struct vg_buf *out)
{
	struct writer w = {out, json, true};

	if (json) {
		vg_buf_add_text(out, "{");
		vg_jsonbody_member(out, "device", s->device->name);
		vg_jsonbody_member(out, "site", s->device->site);
		vg_jsonbody_member(out, "supplier", s->device->supplier);
	} else {
		vg_buf_addf(out, "device %s at site %s, supplier %s\n", s->device->name,
		    s->device->site, s->device->supplier);
	}
	write_subject(&w, s);
	write_board(&w, s, daemon);
	write_traps(&w, s);
	vg_buf_add_text(out, json ? "}\n" : "");
}

int
vg_agentexplain_device(const struct vg_daemon *daemon, const char *device, bool json,
    struct vg_buf *out, struct vg_detail *detail)
{
	struct subject s = {.context = NULL};
	int code;

	vg_known_init(&s.known);
	code = load(&s, daemon, detail);
	if (code == VG_OK)
		code = find_device(&s, device, detail);
	if (code == VG_OK) {
		know(&s, daemon);
		write_all(&s, daemon, json, out);
	}
	vg_known_fini(&s.known);
	vg_packset_free(s.packs);
	vg_agentconf_free(s.conf);
	vg_context_free(s.context);
	return code;
}
