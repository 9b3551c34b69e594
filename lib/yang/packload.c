/*
 * Packs from JSON into memory.
 *
 * The model has checked types, ranges and musts before a byte is copied, and its lengths fit
 * the fields of struct vg_pack in characters; what is longer in octets is refused here, never
 * cut: a cut OID or name would be another one.  One function per list of the model.
 */
#include "lib/yang/packload.h"

#include <dirent.h>
#include <errno.h>
#include <libyang/libyang.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/datadir.h"
#include "lib/yang/packleaf.h"
#include "lib/yang/packrule.h"
#include "lib/yang/tree.h"

/* --- kinds, and what the catalogue says of them -------------------------------------------- */

/* The identity of vigie-alarm-types called 'name', or NULL. */
static const struct lysc_ident *
find_identity(const struct vg_context *context, const char *name)
{
	const struct lys_module *module =
	    ly_ctx_get_module_implemented(vg_context_ly(context), "vigie-alarm-types");
	LY_ARRAY_COUNT_TYPE i;

	LY_ARRAY_FOR(module->identities, i)
	{
		if (strcmp(module->identities[i].name, name) == 0)
			return &module->identities[i];
	}
	return NULL;
}

/*
 * The argument of the extension 'name' of 'identity' ("" for one without), or NULL.  When it
 * stands more than once, 'nth' counts them from 0.
 */
static const char *
identity_says(const struct lysc_ident *identity, const char *name, unsigned nth)
{
	LY_ARRAY_COUNT_TYPE i;

	LY_ARRAY_FOR(identity->exts, i)
	{
		if (strcmp(identity->exts[i].def->name, name) == 0 && nth-- == 0)
			return identity->exts[i].argument ? identity->exts[i].argument
							  : "";
	}
	return NULL;
}

/* The severities the catalogue allows, lowest and highest. */
static void
identity_levels(const struct lysc_ident *identity, enum vg_severity *lowest,
    enum vg_severity *highest)
{
	const char *level;

	*lowest = *highest = VG_SEVERITY_CLEARED;
	for (unsigned i = 0; (level = identity_says(identity, "severity-level", i));
	     i++) {
		vg_severity_parse(level, highest);
		if (i == 0)
			*lowest = *highest;
	}
}

/* Compares 'kind' with its identity. */
static void
check_kind(
    struct vg_packleaf *load, const struct vg_node *node, const struct vg_kind *kind)
{
	const struct lysc_ident *identity = find_identity(load->context, kind->name);
	const char *class, *cause, *clears;
	enum vg_severity lowest, highest;
	int64_t number = 0;

	if (!identity || identity_says(identity, "abstract", 0)) {
		vg_packleaf_fail(load, node,
		    "is a base of the catalogue, no kind of fault", kind->name);
		return;
	}
	class = identity_says(identity, "class", 0);
	cause = identity_says(identity, "probable-cause", 0);
	clears = identity_says(identity, "will-clear", 0);
	identity_levels(identity, &lowest, &highest);
	if (!class || strcmp(class, kind->class) != 0)
		vg_packleaf_fail(
		    load, node, "the catalogue has another class", kind->class);
	if (!cause || vg_text_int(cause, 0, INT_MAX, &number) != VG_OK ||
	    number != kind->cause)
		vg_packleaf_fail(load, node, "the catalogue has another probable cause",
		    vg_tree_text(node, "cause", ""));
	if (!clears || (strcmp(clears, "true") == 0) != kind->will_clear)
		vg_packleaf_fail(load, node, "the catalogue says otherwise of will-clear",
		    kind->will_clear ? "true" : "false");
	if (kind->lowest < lowest || kind->highest > highest)
		vg_packleaf_fail(load, node, "a level that the catalogue does not have",
		    vg_severity_text(
			kind->lowest < lowest ? kind->lowest : kind->highest));
}

static void
load_level(const struct vg_node *node, struct vg_kind *kind)
{
	static const char *const pages[] = {"", "W1", "W2", "W3", "W4"};
	enum vg_severity severity = vg_packleaf_severity(node, "severity");

	kind->hold_s[severity] = vg_packleaf_u32(node, "hold-s");
	kind->page[severity] = (uint8_t)GET_ENUM(node, "page", pages);
	if (kind->lowest == VG_SEVERITY_CLEARED || severity < kind->lowest)
		kind->lowest = severity;
	if (severity > kind->highest)
		kind->highest = severity;
}

static void
load_worse(const struct vg_node *node, struct vg_kind *kind)
{
	for (const struct vg_node *n = vg_tree_child(node, "worse");
	     n && kind->n_worse < VG_PACK_WORSE; n = vg_tree_next(n)) {
		struct vg_worse *worse = &kind->worse[kind->n_worse++];
		worse->severity = vg_packleaf_severity(n, "severity");
		worse->after_s = vg_packleaf_u32(n, "after-s");
		worse->raises = vg_packleaf_u32(n, "raises");
		worse->within_s = vg_packleaf_u32(n, "within-s");
	}
}

static void
load_kind(struct vg_packleaf *load, const struct vg_node *node, struct vg_kind *kind)
{
	const struct vg_node *flapping = vg_tree_child(node, "flapping");

	GET_TEXT(load, node, "name", kind->name);
	GET_TEXT(load, node, "class", kind->class);
	GET_TEXT(load, node, "label", kind->label);
	kind->severity = vg_packleaf_severity(node, "severity");
	kind->cause = (int)vg_tree_int(node, "cause", 0);
	kind->hardware = vg_tree_bool(node, "hardware", false);
	kind->will_clear = vg_tree_bool(node, "will-clear", true);
	kind->key_has_part = vg_tree_bool(node, "key-has-part", false);
	for (const struct vg_node *level = vg_tree_child(node, "level"); level;
	     level = vg_tree_next(level))
		load_level(level, kind);
	kind->clear_hold_s = vg_packleaf_u32(node, "clear-hold-s");
	kind->flap_count = vg_packleaf_u32(flapping, "raises");
	kind->flap_within_s = vg_packleaf_u32(flapping, "within-s");
	kind->flap_quiet_s = vg_packleaf_u32(flapping, "quiet-s");
	load_worse(node, kind);
	kind->reopen_within_s = vg_packleaf_u32(node, "reopen-within-s");
	kind->settle_s = vg_packleaf_u32(node, "settle-s");
	kind->expected_in_work = vg_tree_bool(node, "expected-in-work", false);
	kind->parents = vg_packleaf_names(load, node, "explained-by", &kind->n_parents);
	GET_TEXT(load, node, "together", kind->together);
	kind->cuts_reach = vg_tree_bool(node, "cuts-reach", false);
	kind->spreads = vg_tree_bool(node, "spreads", false);
	check_kind(load, node, kind);
}

/* --- probes, identities, families ---------------------------------------------------------- */

static void
load_words(struct vg_packleaf *load, const struct vg_node *node, struct vg_object *object)
{
	size_t n = vg_tree_count(node, "word");

	if (n)
		object->words = vg_mem_array(n, sizeof(*object->words));
	for (const struct vg_node *word = vg_tree_child(node, "word"); word && n;
	     word = vg_tree_next(word)) {
		struct vg_object_word *added = &object->words[object->n_words++];
		GET_TEXT(load, word, "text", added->word);
		added->number = vg_tree_int(word, "number", 0);
	}
}

static struct vg_object *
load_objects(
    struct vg_packleaf *load, const struct vg_node *node, const char *name, size_t *n)
{
	static const char *const types[] = {
	    "number", "text", "oid", "word", "identity", "age", "sensor"};
	struct vg_object *objects = NULL;
	size_t i = 0;

	*n = vg_tree_count(node, name);
	if (*n)
		objects = vg_mem_array(*n, sizeof(*objects));
	for (node = vg_tree_child(node, name); node && objects;
	     node = vg_tree_next(node)) {
		GET_TEXT(load, node, "name", objects[i].name);
		vg_packleaf_oid(load, node, "oid", &objects[i].oid);
		objects[i].type = (enum vg_object_type)GET_ENUM(node, "type", types);
		GET_TEXT(load, node, "path", objects[i].path);
		load_words(load, node, &objects[i]);
		i++;
	}
	return objects;
}

static void
load_netconf(struct vg_packleaf *load, const struct vg_node *node, struct vg_probe *probe)
{
	if (!node)
		return;
	probe->netconf = vg_mem_zero(sizeof(*probe->netconf));
	GET_TEXT(load, node, "module", probe->netconf->module);
	GET_TEXT(load, node, "namespace", probe->netconf->ns);
	GET_TEXT(load, node, "table", probe->netconf->table);
	GET_TEXT(load, node, "keys", probe->netconf->keys);
}

static void
load_probe(struct vg_packleaf *load, const struct vg_node *node, struct vg_probe *probe)
{
	GET_TEXT(load, node, "name", probe->name);
	probe->interval_s = vg_packleaf_u32(node, "interval-s");
	probe->scalars = load_objects(load, node, "scalar", &probe->n_scalars);
	probe->columns = load_objects(load, node, "column", &probe->n_columns);
	probe->alarm_table = vg_tree_bool(node, "alarm-table", false);
	load_netconf(load, vg_tree_child(node, "netconf"), probe);
}

static void
load_identity(
    struct vg_packleaf *load, const struct vg_node *node, struct vg_identity *identity)
{
	static const char *const roles[VG_IDENTITY_N] = {[VG_IDENTITY_MODEL] = "model",
	    [VG_IDENTITY_SERIAL] = "serial",
	    [VG_IDENTITY_SOFTWARE] = "software",
	    [VG_IDENTITY_HARDWARE] = "hardware",
	    [VG_IDENTITY_HOSTNAME] = "hostname",
	    [VG_IDENTITY_PART_SERIAL] = "part-serial",
	    [VG_IDENTITY_UPTIME] = "uptime",
	    [VG_IDENTITY_NOTIFICATIONS_SENT] = "notifications-sent",
	    [VG_IDENTITY_ADDRESS] = "address"};

	identity->role = (enum vg_identity_role)GET_ENUM(node, "role", roles);
	GET_TEXT(load, node, "probe", identity->probe);
	GET_TEXT(load, node, "object", identity->object);
	GET_TEXT(load, node, "part", identity->part);
}

static void
load_limits(
    struct vg_packleaf *load, const struct vg_node *node, struct vg_family *family)
{
	family->limits =
	    vg_mem_array(vg_tree_count(node, "limit") + 1, sizeof(*family->limits));
	for (const struct vg_node *limit = vg_tree_child(node, "limit"); limit;
	     limit = vg_tree_next(limit)) {
		struct vg_family_limit *added = &family->limits[family->n_limits++];
		int64_t values[VG_PACK_MATCH_VALUES];
		GET_TEXT(load, limit, "rule", added->rule);
		vg_packleaf_values(limit, "value", values); /* the model wants two */
		memcpy(added->values, values, sizeof(added->values));
	}
}

static void
load_printed(
    struct vg_packleaf *load, const struct vg_node *node, struct vg_family *family)
{
	family->printed =
	    vg_mem_array(vg_tree_count(node, "printed") + 1, sizeof(*family->printed));
	for (const struct vg_node *item = vg_tree_child(node, "printed"); item;
	     item = vg_tree_next(item)) {
		struct vg_family_printed *added = &family->printed[family->n_printed++];
		GET_TEXT(load, item, "part", added->part);
		GET_TEXT(load, item, "label", added->label);
	}
}

static void
load_family(
    struct vg_packleaf *load, const struct vg_node *node, struct vg_family *family)
{
	GET_TEXT(load, node, "name", family->name);
	GET_TEXT(load, node, "label", family->label);
	vg_packleaf_oid(load, node, "sys-object-id", &family->sys_object_id);
	family->prefix = vg_tree_bool(node, "prefix", false);
	GET_TEXT(load, node, "descr-contains", family->descr_contains);
	family->probes = vg_packleaf_names(load, node, "probe", &family->n_probes);
	family->n_psu = vg_packleaf_u32(node, "power-supplies");
	load_limits(load, node, family);
	load_printed(load, node, family);
}

/* --- the whole ----------------------------------------------------------------------------- */

/* Makes room for the entries of list 'name' in 'items' and lets 'load_one' fill each. */
#define LOAD_LIST(load, top, name, items, n_items, load_one)                             \
	do {                                                                             \
		size_t at_ = 0;                                                          \
		(n_items) = vg_tree_count(top, name);                                    \
		(items) = vg_mem_array((n_items), sizeof(*(items)));                     \
		for (const struct vg_node *node_ = vg_tree_child(top, name); node_;      \
		     node_ = vg_tree_next(node_))                                        \
			load_one(load, node_, &(items)[at_++]);                          \
	} while (0)

static void
load_pack(struct vg_packleaf *load, const struct vg_node *top)
{
	struct vg_pack *pack = load->pack;

	GET_TEXT(load, top, "name", pack->name);
	GET_TEXT(load, top, "supplier", pack->supplier);
	GET_TEXT(load, top, "version", pack->version);
	LOAD_LIST(load, top, "kind", pack->kinds, pack->n_kinds, load_kind);
	LOAD_LIST(load, top, "probe", pack->probes, pack->n_probes, load_probe);
	LOAD_LIST(
	    load, top, "identity", pack->identities, pack->n_identities, load_identity);
	LOAD_LIST(load, top, "family", pack->families, pack->n_families, load_family);
	LOAD_LIST(load, top, "rule", pack->rules, pack->n_rules, vg_packrule_rule);
	LOAD_LIST(
	    load, top, "trap", pack->trap_rules, pack->n_trap_rules, vg_packrule_trap);
	LOAD_LIST(load, top, "withheld", pack->withheld, pack->n_withheld,
	    vg_packrule_withheld);
	LOAD_LIST(load, top, "subscriber-data", pack->subscriber_data,
	    pack->n_subscriber_data, vg_packrule_subscriber);
	LOAD_LIST(load, top, "return", pack->return_rules, pack->n_return_rules,
	    vg_packrule_return);
	LOAD_LIST(load, top, "translation", pack->translations, pack->n_translations,
	    vg_packrule_translation);
}

int
vg_packload_file(const struct vg_context *context, const char *path, struct vg_pack *pack,
    struct vg_detail *detail)
{
	struct vg_packleaf load = {context, path, pack, detail, VG_OK};
	struct vg_tree *tree;
	int err = vg_tree_load(context, path, VG_TREE_PACK, &tree, detail);

	if (err != VG_OK)
		return err;
	memset(pack, 0, sizeof(*pack));
	load_pack(&load, vg_tree_top(tree));
	vg_tree_free(tree);
	if (load.err != VG_OK)
		vg_pack_fini(pack);
	return load.err;
}

/* Loads FOLDER/NAME.json into 'set'. */
static int
add_file(const struct vg_context *context, const char *folder, const char *name,
    struct vg_packset *set, struct vg_detail *detail)
{
	char path[PATH_MAX];
	struct vg_pack pack;

	if (vg_text_format(path, sizeof(path), "%s/%s.json", folder, name) != VG_OK)
		return vg_detail_set(
		    detail, VG_ETRUNC, "%s/%s.json: too long", folder, name);
	int err = vg_packload_file(context, path, &pack, detail);
	if (err != VG_OK)
		return err;
	err = vg_packset_add(set, &pack, detail);
	if (err != VG_OK)
		vg_pack_fini(&pack);
	return err;
}

static bool
is_wanted(const char *name, const char *const *names, size_t n_names)
{
	for (size_t i = 0; i < n_names; i++) {
		if (strcmp(names[i], name) == 0)
			return true;
	}
	return n_names == 0;
}

static int
is_pack_file(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return entry->d_name[0] != '.' && length > 5 &&
	    strcmp(entry->d_name + length - 5, ".json") == 0;
}

/* Adds every wanted file of 'folder'; the entries are freed as they are read. */
static int
add_folder(const struct vg_context *context, const char *folder, const char *const *names,
    size_t n_names, struct vg_packset *set, struct vg_detail *detail)
{
	struct dirent **entries;
	int err = VG_OK;
	int n = scandir(folder, &entries, is_pack_file, alphasort);

	if (n < 0)
		return vg_detail_set(detail, errno == ENOENT ? VG_ENOENT : VG_EIO,
		    "%s: %s", folder, strerror(errno));
	for (int i = 0; i < n; i++) {
		char *name = entries[i]->d_name;
		name[strlen(name) - 5] = '\0';
		if (err == VG_OK && is_wanted(name, names, n_names))
			err = add_file(context, folder, name, set, detail);
		free(entries[i]);
	}
	free(entries);
	return err;
}

/* Every pack that was named must have come. */
static int
check_named(const struct vg_packset *set, const char *folder, const char *const *names,
    size_t n_names, struct vg_detail *detail)
{
	if (vg_packset_count(set) == 0)
		return vg_detail_set(detail, VG_ENOENT, "%s: holds no pack", folder);
	for (size_t i = 0; i < n_names; i++) {
		bool found = false;
		for (size_t p = 0; p < vg_packset_count(set); p++)
			found |= strcmp(vg_packset_at(set, p)->name, names[i]) == 0;
		if (!found)
			return vg_detail_set(detail, VG_ENOENT, "%s: there is no pack %s",
			    folder, names[i]);
	}
	return VG_OK;
}

int
vg_packload_folder(const struct vg_context *context, const char *folder,
    const char *const *names, size_t n_names, struct vg_packset **set,
    struct vg_detail *detail)
{
	char found[PATH_MAX];
	int err;

	if (!folder) {
		err = vg_datadir_find(VG_DATADIR_PACKS, found, sizeof(found));
		if (err != VG_OK)
			return vg_detail_set(detail, err,
			    "%s: no folder with packs; install them or set VIGIE_DATADIR",
			    found);
		folder = found;
	}
	struct vg_packset *made = vg_packset_new();
	err = add_folder(context, folder, names, n_names, made, detail);
	if (err == VG_OK)
		err = check_named(made, folder, names, n_names, detail);
	if (err == VG_OK) {
		err = vg_packset_check(made, detail);
		if (err != VG_OK)
			vg_detail_prefix(detail, "%s", folder);
	}
	if (err != VG_OK) {
		vg_packset_free(made);
		return err;
	}
	*set = made;
	return VG_OK;
}
