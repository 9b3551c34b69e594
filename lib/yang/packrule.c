/*
 * Rules, lines of notifications, what is withheld and returns of a pack.
 */
#include "lib/yang/packrule.h"

#include <stdbool.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

static void
load_guard(struct vg_packleaf *load, const struct vg_node *node, struct vg_guard *guard)
{
	if (!node)
		return;
	GET_TEXT(load, node, "object", guard->object);
	guard->negate = vg_tree_bool(node, "negate", false);
	guard->has_above = vg_tree_child(node, "above") != NULL;
	guard->above = vg_tree_int(node, "above", 0);
	guard->has_below = vg_tree_child(node, "below") != NULL;
	guard->below = vg_tree_int(node, "below", 0);
	GET_TEXT(load, node, "less-than", guard->less_than);
	guard->n_values = vg_packleaf_values(node, "value", guard->values);
	guard->texts = vg_packleaf_names(load, node, "text", &guard->n_texts);
}

static void
load_measure(
    struct vg_packleaf *load, const struct vg_node *node, struct vg_measure *measure)
{
	static const char *const ways[] = {[VG_MEASURE_VALUE] = "",
	    [VG_MEASURE_SHARE] = "share",
	    [VG_MEASURE_GROWTH] = "growth",
	    [VG_MEASURE_GROWTH_SHARE] = "growth-share",
	    [VG_MEASURE_DIFFERENCE] = "difference",
	    [VG_MEASURE_OFFSET] = "offset",
	    [VG_MEASURE_UNTIL] = "until",
	    [VG_MEASURE_ROWS] = "rows"};

	if (!node)
		return;
	measure->as = (enum vg_measure_as)GET_ENUM(node, "as", ways);
	GET_TEXT(load, node, "of", measure->of);
	GET_TEXT(load, node, "times", measure->times);
	measure->scale = vg_tree_int(node, "scale", 1);
	measure->n_values = vg_packleaf_values(node, "row-value", measure->values);
}

void
vg_packrule_rule(
    struct vg_packleaf *load, const struct vg_node *node, struct vg_rule *rule)
{
	static const char *const tests[] = {[VG_TEST_EQUALS] = "equals",
	    [VG_TEST_NOT_EQUALS] = "not-equals",
	    [VG_TEST_ABOVE] = "above",
	    [VG_TEST_BELOW] = "below",
	    [VG_TEST_CHANGED] = "changed",
	    [VG_TEST_ABSENT] = "absent",
	    [VG_TEST_FELL] = "fell",
	    [VG_TEST_STOPPED] = "stopped",
	    [VG_TEST_CONTAINS] = "contains"};

	GET_TEXT(load, node, "name", rule->name);
	vg_text_copy(rule->pack, sizeof(rule->pack), load->pack->name);
	GET_TEXT(load, node, "probe", rule->probe);
	GET_TEXT(load, node, "object", rule->object);
	GET_TEXT(load, node, "kind", rule->kind);
	GET_TEXT(load, node, "part", rule->part);
	GET_TEXT(load, node, "name-object", rule->name_object);
	GET_TEXT(load, node, "name-else", rule->name_else);
	rule->per_name = vg_tree_bool(node, "per-name", false);
	GET_TEXT(load, node, "label-object", rule->label_object);
	rule->indexes = vg_packleaf_names(load, node, "index", &rule->n_indexes);
	load_measure(load, vg_tree_child(node, "measure"), &rule->measure);
	rule->contains = vg_packleaf_names(load, node, "contains", &rule->n_contains);
	rule->test = (enum vg_test)GET_ENUM(node, "test", tests);
	rule->n_values = vg_packleaf_values(node, "value", rule->values);
	rule->n_good = vg_packleaf_values(node, "good", rule->good);
	load_guard(load, vg_tree_child(node, "guard"), &rule->guard);
	load_guard(load, vg_tree_child(node, "also"), &rule->also);
	load_guard(load, vg_tree_child(node, "alone"), &rule->alone);
	rule->otherwise = vg_tree_bool(node, "otherwise", false);
	GET_TEXT(load, node, "qualifier", rule->qualifier);
	rule->severity = vg_packleaf_severity(node, "severity");
	GET_TEXT(load, node, "severity-object", rule->severity_object);
	rule->bad_of = vg_packleaf_u32(node, "bad-of");
	rule->bad_n = vg_packleaf_u32(node, "bad-n");
	rule->good_n = vg_packleaf_u32(node, "good-n");
	GET_TEXT(load, node, "text", rule->text);
}

void
vg_packrule_trap(
    struct vg_packleaf *load, const struct vg_node *node, struct vg_trap_rule *trap)
{
	const char *action = vg_tree_text(node, "action", "");

	GET_TEXT(load, node, "name", trap->name);
	vg_text_copy(trap->pack, sizeof(trap->pack), load->pack->name);
	vg_packleaf_oid(load, node, "notification", &trap->notification);
	if (vg_event_action_parse(action, &trap->action) != VG_OK)
		vg_packleaf_fail(load, node, "no action", action);
	GET_TEXT(load, node, "kind", trap->kind);
	GET_TEXT(load, node, "qualifier", trap->qualifier);
	GET_TEXT(load, node, "part", trap->part);
	vg_packleaf_oid(load, node, "index-of", &trap->index_of);
	vg_packleaf_oid(load, node, "name-of", &trap->name_of);
	vg_packleaf_oid(load, node, "match-object", &trap->match_object);
	vg_packleaf_oid(load, node, "match-pointer", &trap->match_pointer);
	vg_packleaf_oid(load, node, "also-object", &trap->also_object);
	trap->n_also_values = vg_packleaf_values(node, "also-value", trap->also_values);
	trap->match_position = vg_packleaf_u32(node, "match-position");
	vg_packleaf_oid(load, node, "text-of", &trap->text_of);
	trap->fallback = vg_tree_bool(node, "fallback", false);
	trap->n_values = vg_packleaf_values(node, "value", trap->values);
	trap->severity = vg_packleaf_severity(node, "severity");
	trap->count = vg_packleaf_u32(node, "count");
	trap->within_s = vg_packleaf_u32(node, "within-s");
	trap->quiet_s = vg_packleaf_u32(node, "quiet-s");
	GET_TEXT(load, node, "probe", trap->probe);
	GET_TEXT(load, node, "text", trap->text);
}

void
vg_packrule_withheld(
    struct vg_packleaf *load, const struct vg_node *node, struct vg_withheld *withheld)
{
	vg_packleaf_oid(load, node, "notification", &withheld->notification);
	vg_packleaf_oid(load, node, "object", &withheld->object);
	withheld->position = vg_packleaf_u32(node, "position");
	withheld->hashed = strcmp(vg_tree_text(node, "personal", ""), "keyed-hash") == 0;
}

void
vg_packrule_subscriber(
    struct vg_packleaf *load, const struct vg_node *node, struct vg_oid *subtree)
{
	vg_packleaf_oid(load, node, "subtree", subtree);
}

void
vg_packrule_return(
    struct vg_packleaf *load, const struct vg_node *node, struct vg_return_rule *rule)
{
	static const char *const advices[] = {[VG_RETURN_NEVER] = "never",
	    [VG_RETURN_CONDITIONAL] = "conditional",
	    [VG_RETURN_YES] = "yes"};

	GET_TEXT(load, node, "name", rule->name);
	vg_text_copy(rule->pack, sizeof(rule->pack), load->pack->name);
	GET_TEXT(load, node, "kind", rule->kind);
	rule->advice = (enum vg_return_advice)GET_ENUM(node, "advice", advices);
	GET_TEXT(load, node, "unit", rule->unit);
	GET_TEXT(load, node, "check", rule->check);
	rule->against = vg_packleaf_names(load, node, "against", &rule->n_against);
	rule->holds_data = vg_tree_bool(node, "holds-data", false);
	rule->suggest_after_s = vg_packleaf_u32(node, "suggest-after-s");
}

/* Whether 'text' has each place of 'says': "{value}". */
static bool
has_places(const char *text, const char *says)
{
	const char *end;

	for (const char *at = says; (at = strchr(at, '{')) != NULL; at = end) {
		char place[VG_TEXT_SIZE];
		end = strchr(at, '}');
		if (!end ||
		    vg_text_format(
			place, sizeof(place), "%.*s", (int)(end - at) + 1, at) != VG_OK ||
		    !strstr(text, place))
			return false;
	}
	return true;
}

void
vg_packrule_translation(struct vg_packleaf *load, const struct vg_node *node,
    struct vg_translation *translation)
{
	GET_TEXT(load, node, "language", translation->language);
	translation->text = vg_mem_text(vg_tree_text(node, "text", ""));
	translation->says = vg_mem_text(vg_tree_text(node, "says", ""));
	if (!has_places(translation->text, translation->says))
		vg_packleaf_fail(
		    load, node, "has a place that the text has not", translation->says);
}
