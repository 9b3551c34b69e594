/*
 * Several packs as one set.
 *
 * Invariant after vg_packset_check: every name that a rule, a trap line, a family or a kind
 * mentions is found by the look-ups below, and no kind explains itself, however long the way.
 */
#include "lib/pack/packset.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/nametable.h"

/* The longest chain of causes that is followed: site power, site, device, board, port, ... */
enum { MAX_CHAIN = 12 };

/* What was asked of probes before. */
struct asked {
	struct vg_packrules **rules; /* owned, as are its members */
	size_t n, room;
};

struct vg_packset {
	struct vg_pack *packs; /* owned */
	size_t n_packs;
	size_t room;
	struct asked *asked; /* owned: grows behind a set that does not change */
	struct vg_packmarks marks;
	struct vg_nametable kinds; /* their members stay where they are */
};

struct vg_packset *
vg_packset_new(void)
{
	struct vg_packset *set = vg_mem_zero(sizeof(*set));

	set->asked = vg_mem_zero(sizeof(*set->asked));
	return set;
}

static void
forget_asked(struct asked *asked)
{
	for (size_t i = 0; i < asked->n; i++) {
		vg_packrules_fini(asked->rules[i]);
		free(asked->rules[i]);
	}
	free(asked->rules);
	memset(asked, 0, sizeof(*asked));
}

void
vg_packset_free(struct vg_packset *set)
{
	if (!set)
		return;
	for (size_t i = 0; i < set->n_packs; i++)
		vg_pack_fini(&set->packs[i]);
	free(set->packs);
	vg_nametable_fini(&set->kinds);
	forget_asked(set->asked);
	free(set->asked);
	vg_packmarks_fini(&set->marks);
	free(set);
}

static void
index_traps(struct vg_pack *pack)
{
	free(pack->trap_hashes);
	pack->trap_hashes = vg_mem_array(pack->n_trap_rules, sizeof(uint32_t));
	for (size_t i = 0; i < pack->n_trap_rules; i++)
		pack->trap_hashes[i] = vg_oid_hash(&pack->trap_rules[i].notification);
}

static void
index_kinds(struct vg_nametable *kinds, const struct vg_pack *pack)
{
	for (size_t k = 0; k < pack->n_kinds; k++)
		vg_nametable_put_text(kinds, pack->kinds[k].name, &pack->kinds[k]);
}

/* The pack of the set that has a kind called 'name', or NULL. */
static const struct vg_pack *
pack_of_kind(const struct vg_packset *set, const char *name)
{
	for (size_t i = 0; i < set->n_packs; i++) {
		for (size_t k = 0; k < set->packs[i].n_kinds; k++) {
			if (strcmp(set->packs[i].kinds[k].name, name) == 0)
				return &set->packs[i];
		}
	}
	return NULL;
}

int
vg_packset_add(struct vg_packset *set, struct vg_pack *pack, struct vg_detail *detail)
{
	for (size_t i = 0; i < set->n_packs; i++) {
		if (strcmp(set->packs[i].name, pack->name) == 0)
			return vg_detail_set(detail, VG_ECONFLICT,
			    "pack %s is loaded already", pack->name);
	}
	for (size_t k = 0; k < pack->n_kinds; k++) {
		const struct vg_pack *other = pack_of_kind(set, pack->kinds[k].name);
		if (other)
			return vg_detail_set(detail, VG_ECONFLICT,
			    "pack %s: kind %s: pack %s has it already", pack->name,
			    pack->kinds[k].name, other->name);
	}
	forget_asked(set->asked);
	set->packs =
	    vg_mem_grow(set->packs, &set->room, set->n_packs, sizeof(*set->packs));
	set->packs[set->n_packs++] = *pack;
	vg_packmarks_add(&set->marks, pack);
	memset(pack, 0, sizeof(*pack));
	index_kinds(&set->kinds, &set->packs[set->n_packs - 1]);
	index_traps(&set->packs[set->n_packs - 1]);
	return VG_OK;
}

const struct vg_packrules *
vg_packset_rules(const struct vg_packset *set, const struct vg_probe *probe)
{
	struct asked *asked = set->asked;

	for (size_t i = 0; i < asked->n; i++) {
		if (asked->rules[i]->probe == probe)
			return asked->rules[i];
	}
	asked->rules = vg_mem_grow(
	    asked->rules, &asked->room, asked->n, sizeof(struct vg_packrules *));
	struct vg_packrules *made = vg_mem_zero(sizeof(*made));
	vg_packrules_init(made, set, probe);
	asked->rules[asked->n++] = made;
	return made;
}

const struct vg_packmarks *
vg_packset_marks(const struct vg_packset *set)
{
	return &set->marks;
}

size_t
vg_packset_count(const struct vg_packset *set)
{
	return set->n_packs;
}

const struct vg_pack *
vg_packset_at(const struct vg_packset *set, size_t i)
{
	return i < set->n_packs ? &set->packs[i] : NULL;
}

const struct vg_kind *
vg_packset_kind(const struct vg_packset *set, const char *name)
{
	return vg_nametable_find_text(&set->kinds, name);
}

const struct vg_probe *
vg_packset_probe(const struct vg_packset *set, const char *name)
{
	for (size_t i = 0; i < set->n_packs; i++) {
		for (size_t p = 0; p < set->packs[i].n_probes; p++) {
			if (strcmp(set->packs[i].probes[p].name, name) == 0)
				return &set->packs[i].probes[p];
		}
	}
	return NULL;
}

size_t
vg_packset_netconf_probes(
    const struct vg_packset *set, const char *supplier, const struct vg_probe ***probes)
{
	size_t n = 0, capacity = 0;

	*probes = NULL;
	for (size_t p = 0; p < vg_packset_count(set); p++) {
		const struct vg_pack *pack = vg_packset_at(set, p);
		if (pack->supplier[0] && strcmp(pack->supplier, supplier) != 0)
			continue;
		for (size_t i = 0; i < pack->n_probes; i++) {
			if (!pack->probes[i].netconf)
				continue;
			*probes = vg_mem_grow(
			    *probes, &capacity, n, sizeof(const struct vg_probe *));
			(*probes)[n++] = &pack->probes[i];
		}
	}
	return n;
}

const struct vg_family *
vg_packset_family(const struct vg_packset *set, const char *name)
{
	for (size_t i = 0; i < set->n_packs; i++) {
		for (size_t f = 0; f < set->packs[i].n_families; f++) {
			if (strcmp(set->packs[i].families[f].name, name) == 0)
				return &set->packs[i].families[f];
		}
	}
	return NULL;
}

/* --- which family ------------------------------------------------------------------------ */

/*
 * How well 'family' fits, 0: not at all.  In this order: an exact sysObjectID, the supplier's
 * own pack, a sysDescr that was asked for, the longer prefix.
 */
static unsigned
family_fit(const struct vg_family *family, bool own, const struct vg_oid *sys_object_id,
    const char *sys_descr)
{
	bool exact = vg_oid_compare(&family->sys_object_id, sys_object_id) == 0;

	if (!exact &&
	    !(family->prefix && vg_oid_under(sys_object_id, &family->sys_object_id)))
		return 0;
	if (family->descr_contains[0] &&
	    !(sys_descr && strstr(sys_descr, family->descr_contains)))
		return 0;
	return 1u + (unsigned)family->sys_object_id.n_arcs +
	    (family->descr_contains[0] ? 256u : 0u) + (own ? 512u : 0u) +
	    (exact ? 1024u : 0u);
}

const struct vg_family *
vg_packset_match(const struct vg_packset *set, const char *supplier,
    const struct vg_oid *sys_object_id, const char *sys_descr)
{
	const struct vg_family *best = NULL;
	unsigned best_fit = 0;

	for (size_t i = 0; i < set->n_packs; i++) {
		const struct vg_pack *pack = &set->packs[i];
		bool own =
		    supplier && supplier[0] && strcmp(pack->supplier, supplier) == 0;
		for (size_t f = 0; f < pack->n_families; f++) {
			unsigned fit =
			    family_fit(&pack->families[f], own, sys_object_id, sys_descr);
			if (fit > best_fit) {
				best_fit = fit;
				best = &pack->families[f];
			}
		}
	}
	return best;
}

const struct vg_return_rule *
vg_packset_return_rule(
    const struct vg_packset *set, const char *supplier, const char *kind)
{
	const struct vg_return_rule *any = NULL;

	for (size_t i = 0; i < set->n_packs; i++) {
		const struct vg_pack *pack = &set->packs[i];
		bool own =
		    supplier && supplier[0] && strcmp(pack->supplier, supplier) == 0;
		for (size_t r = 0; r < pack->n_return_rules; r++) {
			if (strcmp(pack->return_rules[r].kind, kind) != 0)
				continue;
			if (own)
				return &pack->return_rules[r];
			if (!any)
				any = &pack->return_rules[r];
		}
	}
	return any;
}

/* --- what explains what ------------------------------------------------------------------ */

static bool
explains_within(
    const struct vg_packset *set, const char *parent, const char *child, unsigned depth)
{
	const struct vg_kind *kind = vg_packset_kind(set, child);

	if (!kind || depth == 0)
		return false;
	for (size_t i = 0; i < kind->n_parents; i++) {
		if (strcmp(kind->parents[i], parent) == 0 ||
		    explains_within(set, parent, kind->parents[i], depth - 1))
			return true;
	}
	return false;
}

bool
vg_packset_explains(const struct vg_packset *set, const char *parent, const char *child)
{
	return explains_within(set, parent, child, MAX_CHAIN);
}

size_t
vg_packset_explainers(const struct vg_packset *set, const char *child,
    const char *explainers[VG_PACKSET_MAX_EXPLAINERS])
{
	const char *next = child;
	size_t n = 0;

	/* What was found is looked at in turn: the nearest come first. */
	for (size_t looked = 0;; next = explainers[looked++]) {
		const struct vg_kind *kind = vg_packset_kind(set, next);
		for (size_t i = 0; kind && i < kind->n_parents; i++) {
			size_t k = 0;
			while (k < n && strcmp(explainers[k], kind->parents[i]) != 0)
				k++;
			if (k == n && n < VG_PACKSET_MAX_EXPLAINERS)
				explainers[n++] = kind->parents[i];
		}
		if (looked == n)
			return n;
	}
}

static bool
has_parent(const struct vg_kind *kind, const char *parent)
{
	for (size_t i = 0; i < kind->n_parents; i++) {
		if (strcmp(kind->parents[i], parent) == 0)
			return true;
	}
	return false;
}

static bool
is_among(const char *const *names, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(names[i], name) == 0)
			return true;
	}
	return false;
}

size_t
vg_packset_explained(
    const struct vg_packset *set, const char *parent, const char **explained, size_t room)
{
	size_t n = 0;

	for (size_t looked = 0;; parent = explained[looked++]) {
		for (size_t i = 0; i < set->n_packs; i++) {
			const struct vg_pack *pack = &set->packs[i];
			for (size_t k = 0; k < pack->n_kinds && n < room; k++) {
				const struct vg_kind *kind = &pack->kinds[k];
				if (has_parent(kind, parent) &&
				    !is_among(explained, n, kind->name))
					explained[n++] = kind->name;
			}
		}
		if (looked == n)
			return n;
	}
}

/* --- the set as a whole ------------------------------------------------------------------- */

static bool
probe_has(const struct vg_probe *probe, const char *object)
{
	for (size_t i = 0; i < probe->n_scalars; i++) {
		if (strcmp(probe->scalars[i].name, object) == 0)
			return true;
	}
	for (size_t i = 0; i < probe->n_columns; i++) {
		if (strcmp(probe->columns[i].name, object) == 0)
			return true;
	}
	return false;
}

/* Checks that 'kind' exists and may have 'severity' (CLEARED: its own). */
static int
check_kind(const struct vg_packset *set, const char *where, const char *kind,
    enum vg_severity severity, struct vg_detail *detail)
{
	const struct vg_kind *found = vg_packset_kind(set, kind);

	if (!found)
		return vg_detail_set(
		    detail, VG_EINVAL, "%s: no pack has the kind %s", where, kind);
	if (severity != VG_SEVERITY_CLEARED &&
	    (severity < found->lowest || severity > found->highest))
		return vg_detail_set(detail, VG_EINVAL,
		    "%s: %s cannot be %s, only %s to %s", where, kind,
		    vg_severity_text(severity), vg_severity_text(found->lowest),
		    vg_severity_text(found->highest));
	return VG_OK;
}

static int
check_rule(
    const struct vg_packset *set, const struct vg_rule *rule, struct vg_detail *detail)
{
	const struct vg_probe *probe = vg_packset_probe(set, rule->probe);
	const char *const objects[] = {rule->object, rule->name_object, rule->name_else,
	    rule->label_object, rule->guard.object, rule->guard.less_than,
	    rule->also.object, rule->also.less_than, rule->alone.object,
	    rule->alone.less_than, rule->measure.of, rule->measure.times};

	if (!probe)
		return vg_detail_set(detail, VG_EINVAL,
		    "rule %s: no pack has the probe %s", rule->name, rule->probe);
	for (size_t i = 0; i < sizeof(objects) / sizeof(objects[0]); i++) {
		if (objects[i][0] && !probe_has(probe, objects[i]))
			return vg_detail_set(detail, VG_EINVAL,
			    "rule %s: probe %s has no object %s", rule->name, rule->probe,
			    objects[i]);
	}
	return check_kind(set, rule->name, rule->kind, rule->severity, detail);
}

/*
 * Whether a pack keeps 'object' from being kept; 'scalar' numbers of subscriber data tell of
 * nobody.
 */
static bool
is_withheld(const struct vg_packset *set, const struct vg_object *object, bool scalar)
{
	bool counts = scalar && object->type == VG_OBJECT_NUMBER;

	for (size_t i = 0; i < set->marks.n; i++) {
		const struct vg_packmark *mark = &set->marks.marks[i];
		if (mark->object && !(mark->subtree && counts) &&
		    vg_packmarks_under(&object->oid, mark->object))
			return true;
	}
	return false;
}

/* What no notification may leave with us is not asked for either. */
static int
check_probe(
    const struct vg_packset *set, const struct vg_probe *probe, struct vg_detail *detail)
{
	const struct vg_object *const objects[] = {probe->scalars, probe->columns};
	const size_t n[] = {probe->n_scalars, probe->n_columns};

	for (size_t k = 0; k < 2; k++) {
		for (size_t i = 0; i < n[k]; i++) {
			const struct vg_object *o = &objects[k][i];
			if (is_withheld(set, o, k == 0))
				return vg_detail_set(detail, VG_EINVAL,
				    "probe %s: %s is withheld by a pack", probe->name,
				    o->name);
		}
	}
	return VG_OK;
}

static int
check_trap(const struct vg_packset *set, const struct vg_trap_rule *trap,
    struct vg_detail *detail)
{
	if (trap->probe[0] && !vg_packset_probe(set, trap->probe))
		return vg_detail_set(detail, VG_EINVAL,
		    "trap %s: no pack has the probe %s", trap->name, trap->probe);
	if (!trap->kind[0])
		return VG_OK;
	return check_kind(set, trap->name, trap->kind, trap->severity, detail);
}

static bool
has_rule(const struct vg_packset *set, const char *name)
{
	for (size_t p = 0; p < set->n_packs; p++) {
		for (size_t r = 0; r < set->packs[p].n_rules; r++) {
			if (strcmp(set->packs[p].rules[r].name, name) == 0)
				return true;
		}
	}
	return false;
}

static int
check_family(const struct vg_packset *set, const struct vg_family *family,
    struct vg_detail *detail)
{
	for (size_t i = 0; i < family->n_probes; i++) {
		if (!vg_packset_probe(set, family->probes[i]))
			return vg_detail_set(detail, VG_EINVAL,
			    "family %s: no pack has the probe %s", family->name,
			    family->probes[i]);
	}
	for (size_t i = 0; i < family->n_limits; i++) {
		if (!has_rule(set, family->limits[i].rule))
			return vg_detail_set(detail, VG_EINVAL,
			    "family %s: no pack has the rule %s", family->name,
			    family->limits[i].rule);
	}
	return VG_OK;
}

static int
check_parents(
    const struct vg_packset *set, const struct vg_kind *kind, struct vg_detail *detail)
{
	for (size_t i = 0; i < kind->n_parents; i++) {
		if (!vg_packset_kind(set, kind->parents[i]))
			return vg_detail_set(detail, VG_EINVAL,
			    "kind %s: no pack has the kind %s that explains it",
			    kind->name, kind->parents[i]);
	}
	if (kind->together[0] && !vg_packset_kind(set, kind->together))
		return vg_detail_set(detail, VG_EINVAL,
		    "kind %s: no pack has the kind %s that it is together", kind->name,
		    kind->together);
	const char *explainers[VG_PACKSET_MAX_EXPLAINERS];
	if (vg_packset_explainers(set, kind->name, explainers) ==
	    VG_PACKSET_MAX_EXPLAINERS)
		return vg_detail_set(detail, VG_EINVAL,
		    "kind %s: %d kinds or more explain it", kind->name,
		    VG_PACKSET_MAX_EXPLAINERS);
	if (vg_packset_explains(set, kind->name, kind->name))
		return vg_detail_set(detail, VG_EINVAL,
		    "kind %s: explains itself through the kinds that explain it",
		    kind->name);
	return VG_OK;
}

static int
check_return(const struct vg_packset *set, const struct vg_return_rule *rule,
    struct vg_detail *detail)
{
	int err = check_kind(set, rule->name, rule->kind, VG_SEVERITY_CLEARED, detail);

	for (size_t i = 0; err == VG_OK && i < rule->n_against; i++)
		err = check_kind(
		    set, rule->name, rule->against[i], VG_SEVERITY_CLEARED, detail);
	return err;
}

static int
check_pack(
    const struct vg_packset *set, const struct vg_pack *pack, struct vg_detail *detail)
{
	int err = VG_OK;

	for (size_t i = 0; err == VG_OK && i < pack->n_kinds; i++)
		err = check_parents(set, &pack->kinds[i], detail);
	for (size_t i = 0; err == VG_OK && i < pack->n_probes; i++)
		err = check_probe(set, &pack->probes[i], detail);
	for (size_t i = 0; err == VG_OK && i < pack->n_families; i++)
		err = check_family(set, &pack->families[i], detail);
	for (size_t i = 0; err == VG_OK && i < pack->n_rules; i++)
		err = check_rule(set, &pack->rules[i], detail);
	for (size_t i = 0; err == VG_OK && i < pack->n_trap_rules; i++)
		err = check_trap(set, &pack->trap_rules[i], detail);
	for (size_t i = 0; err == VG_OK && i < pack->n_return_rules; i++)
		err = check_return(set, &pack->return_rules[i], detail);
	return err;
}

int
vg_packset_check(const struct vg_packset *set, struct vg_detail *detail)
{
	for (size_t i = 0; i < set->n_packs; i++) {
		int err = check_pack(set, &set->packs[i], detail);
		if (err != VG_OK) {
			vg_detail_prefix(detail, "pack %s", set->packs[i].name);
			return err;
		}
	}
	return VG_OK;
}
