/*
 * Lint of a tree and its packs.
 */
#include "collector/conf/conflint.h"

#include <stdlib.h>
#include <string.h>

#include "collector/conf/confcheck.h"
#include "collector/conf/conflintrule.h"
#include "collector/sla/sla.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

struct lint {
	const struct vg_conf *conf;
	const struct vg_packset *packs; /* may be NULL */
	struct vg_wall now;
	vg_conflint_cb cb;
	void *cookie;
};

static void
warn(const struct lint *l, const char *lint, const char *list, const char *name,
    const char *cause, const char *remedy)
{
	char path[2 * VG_NAME_SIZE + 32];
	const struct vg_conflint warning = {
	    .lint = lint, .path = path, .cause = cause, .remedy = remedy};

	vg_text_format(path, sizeof(path), "%s[name='%s']", list, name);
	l->cb(&warning, l->cookie);
}

static void
write_instant(const struct lint *l, struct vg_wall at, char text[VG_INSTANT_TEXT_SIZE])
{
	vg_instant_text_at(at, vg_zonetable_offset(&l->conf->zone, at), text);
}

/* --- packs --------------------------------------------------------------------------------- */

/*
 * Whether two templates of parts may stand for one part: "psu/{index}" for "psu/1".  What is a
 * placeholder from its beginning may be any part.
 */
static bool
may_be_one(const char *a, const char *b)
{
	if (*a == '{' || *b == '{')
		return true;
	while (*a && *b) {
		size_t x = strcspn(a, "/"), y = strcspn(b, "/");
		bool any = memchr(a, '{', x) || memchr(b, '{', y);
		if (!any && (x != y || strncmp(a, b, x) != 0))
			return false;
		if (!a[x] || !b[y])
			return a[x] == b[y];
		a += x + 1;
		b += y + 1;
	}
	return *a == *b;
}

/* Whether devices that send by lines of 'pack' are served by 'other', too. */
static bool
serves_too(const struct vg_pack *pack, const struct vg_pack *other)
{
	return !pack->supplier[0] || !other->supplier[0] ||
	    strcmp(pack->supplier, other->supplier) == 0;
}

/* Whether some family of 'pack' asks 'probe'; one without families says nothing of that. */
static bool
is_asked(const struct vg_pack *pack, const char *probe)
{
	for (size_t f = 0; f < pack->n_families; f++) {
		const struct vg_family *family = &pack->families[f];
		for (size_t i = 0; i < family->n_probes; i++) {
			if (strcmp(family->probes[i], probe) == 0)
				return true;
		}
	}
	return pack->n_families == 0;
}

/* Whether a rule finds by polling what 'raise', of 'from', says: the kind, perhaps of its part. */
static bool
is_polled(const struct vg_packset *packs, const struct vg_pack *from,
    const struct vg_trap_rule *raise)
{
	for (size_t i = 0; i < vg_packset_count(packs); i++) {
		const struct vg_pack *pack = vg_packset_at(packs, i);
		for (size_t r = 0; serves_too(from, pack) && r < pack->n_rules; r++) {
			const struct vg_rule *rule = &pack->rules[r];
			if (strcmp(rule->kind, raise->kind) == 0 &&
			    may_be_one(rule->part, raise->part) &&
			    is_asked(from, rule->probe))
				return true;
		}
	}
	return false;
}

/*
 * Whether some line clears what 'raise', of 'from', raises: its kind and qualifier, perhaps its
 * part.
 */
static bool
is_cleared(const struct vg_packset *packs, const struct vg_pack *from,
    const struct vg_trap_rule *raise)
{
	for (size_t i = 0; i < vg_packset_count(packs); i++) {
		const struct vg_pack *pack = vg_packset_at(packs, i);
		for (size_t t = 0; serves_too(from, pack) && t < pack->n_trap_rules;
		     t++) {
			const struct vg_trap_rule *line = &pack->trap_rules[t];
			if (line->action == VG_ACTION_CLEAR &&
			    strcmp(line->kind, raise->kind) == 0 &&
			    may_be_one(line->part, raise->part) &&
			    strcmp(line->qualifier, raise->qualifier) == 0)
				return true;
		}
	}
	return false;
}

static void
check_raise(
    const struct lint *l, const struct vg_pack *pack, const struct vg_trap_rule *line)
{
	const struct vg_kind *kind = vg_packset_kind(l->packs, line->kind);
	char list[VG_NAME_SIZE + 32], cause[VG_TEXT_SIZE];

	if (line->action != VG_ACTION_RAISE || !kind || !kind->will_clear ||
	    line->quiet_s || is_polled(l->packs, pack, line) ||
	    is_cleared(l->packs, pack, line))
		return;
	vg_text_format(list, sizeof(list), "pack[name='%s']/trap", line->pack);
	vg_text_format(cause, sizeof(cause),
	    "it raises %s%s%s of %s, which its kind says will clear, and nothing ends it: "
	    "no line clears it there, no rule that its families ask polls it there, no "
	    "quiet-s is set",
	    line->kind, line->qualifier[0] ? " " : "", line->qualifier,
	    line->part[0] ? line->part : "the device");
	warn(l, "raise-no-clear", list, line->name, cause,
	    "add a line with action clear, a rule that polls it, or quiet-s; or say "
	    "will-clear false of the kind");
}

static void
check_packs(const struct lint *l)
{
	for (size_t i = 0; l->packs && i < vg_packset_count(l->packs); i++) {
		const struct vg_pack *pack = vg_packset_at(l->packs, i);
		for (size_t t = 0; t < pack->n_trap_rules; t++)
			check_raise(l, pack, &pack->trap_rules[t]);
	}
}

/* --- targets ------------------------------------------------------------------------------- */

/* When the target of 'k', begun at 'start', is due.  VG_ENOENT: it promises none; VG_ERANGE. */
static int
due_of(const struct lint *l, const struct vg_contract *k, enum vg_target target,
    struct vg_wall start, struct vg_wall *due, const char **calendar)
{
	const struct vg_terms *v = vg_terms_at(k->versions, k->n_versions, start, start);
	struct vg_target_amount a = vg_sla_default(target, false, false);
	struct vg_ledger_row row = {.act = VG_LEDGER_START, .at = start};
	struct vg_target_state state;

	if (!v || !v->term[target].amount)
		return VG_ENOENT;
	*calendar = v->term[target].calendar[0] ? v->term[target].calendar
	    : a.calendar                        ? a.calendar
						: v->calendar;
	const struct vg_sla_terms terms = {.target = target,
	    .calendar = vg_conf_contract_calendar(l->conf, k->name, *calendar),
	    .unit = a.unit,
	    .amount = v->term[target].amount,
	    .last = k->last_day_art_642 ? VG_WORKDAY_ART_642 : 0};
	int code = vg_sla_compute(&row, 1, &terms, start, &state);
	*due = state.due;
	return code;
}

/* The target of 'k' that is due last when all begin at 'start'; VG_TARGET_N: none promised. */
static enum vg_target
longest(const struct lint *l, const struct vg_contract *k, struct vg_wall start,
    struct vg_wall *last)
{
	enum vg_target found = VG_TARGET_N;
	const char *calendar;

	*last = start;
	for (int t = 0; t < VG_TARGET_N; t++) {
		struct vg_wall due;
		if (due_of(l, k, (enum vg_target)t, start, &due, &calendar) == VG_OK &&
		    vg_instant_compare(due, *last) > 0) {
			*last = due;
			found = (enum vg_target)t;
		}
	}
	return found;
}

static void
check_calendars(const struct lint *l, const struct vg_contract *k)
{
	struct vg_wall start = vg_instant_compare(k->from, l->now) > 0 ? k->from : l->now;

	for (int t = 0; t < VG_TARGET_N; t++) {
		char cause[VG_TEXT_SIZE];
		struct vg_wall due;
		const char *calendar;
		if (due_of(l, k, (enum vg_target)t, start, &due, &calendar) != VG_ERANGE)
			continue;
		vg_text_format(cause, sizeof(cause),
		    "its target %s runs by calendar %s, which never opens for so long: "
		    "it would never be due",
		    vg_sla_rule((enum vg_target)t)->name, calendar);
		warn(l, "target-calendar", "contract", k->name, cause,
		    "give the calendar slots, or the target another calendar (clock)");
	}
}

/* --- contracts ----------------------------------------------------------------------------- */

static void
check_end(const struct lint *l, const struct vg_contract *k)
{
	char when[VG_INSTANT_TEXT_SIZE], cause[VG_TEXT_SIZE];
	struct vg_wall due;
	const char *calendar;
	enum vg_target target = longest(l, k, k->from, &due);

	if (target != VG_TARGET_N && vg_instant_compare(due, k->until) > 0) {
		write_instant(l, due, when);
		vg_text_format(cause, sizeof(cause),
		    "begun on its first day, its target %s would be due %s, after its "
		    "end",
		    vg_sla_rule(target)->name, when);
		warn(l, "contract-short", "contract", k->name, cause,
		    "let it end later, or promise less");
		return;
	}
	if (vg_instant_compare(k->from, l->now) > 0 ||
	    !(vg_confcheck_duties(k, l->now) & VG_DUTY_RMA) ||
	    due_of(l, k, VG_TARGET_REPLACEMENT, l->now, &due, &calendar) != VG_OK ||
	    vg_instant_compare(due, k->until) <= 0)
		return;
	write_instant(l, due, when);
	vg_text_format(cause, sizeof(cause),
	    "P11: a replacement that begins now is due %s, after its end", when);
	warn(l, "contract-ends", "contract", k->name, cause,
	    "renew it, or tell the client that what begins now is still kept");
}

/* Whether the two have equipment on one site, or one of them names no equipment. */
static bool
share_place(
    const struct vg_conf *conf, const struct vg_contract *a, const struct vg_contract *b)
{
	struct vg_nametable sites = {0};
	bool one = false, other = false, both = false;

	for (size_t i = 0; i < conf->n_devices; i++) {
		if (conf->devices[i].contract == a) {
			vg_nametable_put_text(&sites, conf->devices[i].site, conf);
			one = true;
		}
	}
	for (size_t i = 0; i < conf->n_devices && !both; i++) {
		if (conf->devices[i].contract == b) {
			other = true;
			both = vg_nametable_find_text(&sites, conf->devices[i].site);
		}
	}
	vg_nametable_fini(&sites);
	return both || !one || !other;
}

static int
compare_contracts(const void *a, const void *b)
{
	const struct vg_contract *const *x = a, *const *y = b;
	int order = strcmp((*x)->client, (*y)->client);

	if (order == 0)
		order = strcmp((*x)->supplier, (*y)->supplier);
	if (order == 0)
		order = vg_instant_compare((*x)->from, (*y)->from);
	return order ? order : strcmp((*x)->name, (*y)->name);
}

static void
check_pair(const struct lint *l, const struct vg_contract *a, const struct vg_contract *b)
{
	char cause[VG_TEXT_SIZE], from[VG_INSTANT_TEXT_SIZE];

	/* What is over bothers nobody. */
	if (vg_instant_compare(a->until, l->now) <= 0 ||
	    vg_instant_compare(b->until, l->now) <= 0 || !share_place(l->conf, a, b))
		return;
	write_instant(l, b->from, from);
	vg_text_format(cause, sizeof(cause),
	    "from %.10s on it covers what contract %s covers: the same client %s, "
	    "supplier %s and place",
	    from, a->name, b->client, b->supplier);
	warn(l, "contract-overlap", "contract", b->name, cause,
	    "let one end where the other begins, or tell the places apart by their "
	    "devices");
}

static void
check_overlaps(const struct lint *l)
{
	size_t n = l->conf->n_contracts;
	const struct vg_contract **all = vg_mem_array(n, sizeof(*all));

	for (size_t i = 0; i < n; i++)
		all[i] = &l->conf->contracts[i];
	if (n)
		qsort(all, n, sizeof(*all), compare_contracts);
	for (size_t i = 0; i < n; i++) {
		for (size_t j = i + 1;
		     j < n && strcmp(all[i]->client, all[j]->client) == 0 &&
		     strcmp(all[i]->supplier, all[j]->supplier) == 0 &&
		     vg_instant_compare(all[j]->from, all[i]->until) < 0;
		     j++)
			check_pair(l, all[i], all[j]);
	}
	free(all);
}

/* --- suppliers ----------------------------------------------------------------------------- */

/* Whether a ticket at him is ours under some contract: then vg_confcheck_run tells it (P9). */
static bool
tickets_are_ours(const struct lint *l, const char *supplier)
{
	for (size_t i = 0; i < l->conf->n_contracts; i++) {
		const struct vg_contract *k = &l->conf->contracts[i];
		if (strcmp(k->supplier, supplier) == 0 &&
		    (vg_confcheck_duties(k, l->now) & VG_DUTY_SUPPLIER_TICKET))
			return true;
	}
	return false;
}

static void
check_supplier(const struct lint *l, const struct vg_conf_supplier *s)
{
	size_t n = 0;

	for (size_t i = 0; i < l->conf->n_devices; i++)
		n += strcmp(l->conf->devices[i].supplier, s->name) == 0;
	if (s->support.mail[0] || tickets_are_ours(l, s->name))
		return;
	warn(l, "supplier-mail", "supplier", s->name,
	    n ? "there is equipment of his, and his support has no mail address: nobody "
		"can write to him when a case turns ours"
	      : "his support has no mail address, and no equipment of his is in the tree: "
		"nobody will be able to write to him once there is",
	    n ? "add support/mail" : "add support/mail, or take him out");
}

/* Those behind are not written to. */
static void
check_addresses(const struct lint *l, const char *list, const char *name, size_t n)
{
	if (n > VG_CONF_ADDRESSES)
		warn(l, "addresses", list, name,
		    "more persons are to be written to than a letter has addresses: the "
		    "first 64 are",
		    "name 64 at most, or a mailing list's address");
}

static void
check_work(const struct lint *l, const struct vg_conf_work *w)
{
	bool over = !w->weekly && vg_instant_compare(w->end, l->now) <= 0;

	if (!over && !vg_conf_work_is_allowed(l->conf, w))
		warn(l, "work-long", "planned-work", w->name,
		    "it lasts more than 12 hours, and who allowed it is no manager",
		    "name the person of a user with role manager in approved-by");
}

void
vg_conflint_run(const struct vg_conf *conf, const struct vg_packset *packs,
    struct vg_wall now, vg_conflint_cb cb, void *cookie)
{
	const struct lint l = {conf, packs, now, cb, cookie};

	for (size_t i = 0; i < conf->n_suppliers; i++)
		check_supplier(&l, &conf->suppliers[i]);
	for (size_t i = 0; i < conf->n_contracts; i++) {
		check_calendars(&l, &conf->contracts[i]);
		check_end(&l, &conf->contracts[i]);
	}
	check_overlaps(&l);
	for (size_t i = 0; i < conf->n_clients; i++)
		check_addresses(
		    &l, "client", conf->clients[i].name, conf->clients[i].persons.n);
	for (size_t i = 0; i < conf->n_sites; i++)
		check_addresses(
		    &l, "site", conf->sites[i].name, conf->sites[i].contacts.n);
	for (size_t i = 0; i < conf->n_works; i++)
		check_work(&l, &conf->works[i]);
	vg_conflintrule_run(conf, packs, cb, cookie);
	check_packs(&l);
}
