/*
 * Kin of faults.
 */
#include "collector/desk/causes/deskkin.h"

#include <stdlib.h>
#include <string.h>

#include "collector/conf/confshelf.h"
#include "collector/correl/parent.h"
#include "collector/correl/spread.h"
#include "collector/desk/agents/desksilence.h"
#include "collector/desk/causes/desktwice.h"
#include "collector/store/storecause.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

/* More standing causes of one fault than that are as good as these. */
enum { MAX_PARENTS = 16 };

#define TEXT(field, column)                                                              \
	vg_text_copy(field, sizeof(field), vg_db_text(desk->db, q, column))

void
vg_deskkin_fini(struct vg_kin_list *list)
{
	free(list->rows);
	*list = (struct vg_kin_list){0};
}

/* Whether the kind called 'kind' explains any. */
static bool
is_parent(const struct vg_desk *desk, const char *kind)
{
	for (size_t i = 0; i < vg_packset_count(desk->packs); i++) {
		const struct vg_pack *pack = vg_packset_at(desk->packs, i);
		for (size_t k = 0; k < pack->n_kinds; k++) {
			const struct vg_kind *child = &pack->kinds[k];
			for (size_t j = 0; j < child->n_parents; j++) {
				if (strcmp(child->parents[j], kind) == 0)
					return true;
			}
		}
	}
	return false;
}

static bool
spreads(const struct vg_desk *desk, const char *kind)
{
	const struct vg_kind *known = vg_packset_kind(desk->packs, kind);

	return known && known->spreads;
}

bool
vg_deskkin_may_explain(const struct vg_desk *desk, const struct vg_event *event)
{
	return vg_text_starts(vg_resource_split(event->resource, NULL, NULL), "slot/") ||
	    spreads(desk, event->kind) || is_parent(desk, event->kind);
}

const char *
vg_deskkin_site(
    const struct vg_desk *desk, const char *resource, const struct vg_conf_device *device)
{
	char class[VG_NAME_SIZE], name[VG_NAME_SIZE];

	if (device)
		return device->site;
	vg_resource_split(resource, class, name);
	if (strcmp(class, "agent") == 0) {
		const struct vg_conf_agent *agent = vg_conf_agent(desk->conf, name);
		return agent ? agent->site : "";
	}
	const struct vg_conf_site *site =
	    strcmp(class, "site") == 0 ? vg_conf_site(desk->conf, name) : NULL;
	return site ? site->name : "";
}

const struct vg_conf_work *
vg_deskkin_work(const struct vg_desk *desk, const char *resource, const char *device,
    const char *class, struct vg_wall at, struct vg_wall *until)
{
	return device[0] ? vg_conf_work_at(desk->conf, device, class, at, until)
			 : vg_conf_work_at_site(desk->conf,
			       vg_deskkin_site(desk, resource, NULL), class, at, until);
}

bool
vg_deskkin_may_share(const struct vg_entitlement *entitlement, const char *client,
    const struct vg_case_row *row)
{
	bool observed = entitlement->opens == VG_OPENING_OBSERVED;

	if (client[0] && row->client[0] && strcmp(client, row->client) != 0)
		return false;
	return observed == (row->state == VG_CASE_OB) ||
	    (entitlement->contract &&
		strcmp(entitlement->contract->name, row->contract) == 0);
}

/* --- what explains it ------------------------------------------------------------------------- */

/*
 * Those that explain 'child' (NULL: all); what may not (another board) takes no place from what
 * does.
 */
static int
fetch_parents(struct vg_desk *desk, int code, size_t q,
    const struct vg_parent_child *child, struct vg_parent *list, size_t *n)
{
	*n = 0;
	while (code == VG_OK && *n < MAX_PARENTS && vg_db_next(desk->db, q)) {
		struct vg_parent *parent = &list[*n];
		*parent = (struct vg_parent){.id = vg_db_int(desk->db, q, 0),
		    .raised = {vg_db_int(desk->db, q, 6)},
		    .until = {vg_db_int(desk->db, q, 7)}};
		TEXT(parent->resource, 1);
		TEXT(parent->kind, 2);
		TEXT(parent->class, 3);
		TEXT(parent->device, 4);
		TEXT(parent->case_number, 5);
		TEXT(parent->qualifier, 8);
		*n += !child || vg_parent_explains(parent, child);
	}
	if (code == VG_OK)
		vg_db_done(desk->db, q);
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

static int
read_parents(struct vg_desk *desk, const struct vg_passage *p,
    const struct vg_parent_child *child, struct vg_parent *list, size_t *n)
{
	const char *by[VG_PACKSET_MAX_EXPLAINERS];
	char site[VG_RESOURCE_SIZE] = "", other[VG_RESOURCE_SIZE] = "";
	const size_t q = VG_STORECAUSE_PARENTS;
	const char *at = vg_deskkin_site(desk, p->event->resource, p->device);
	size_t n_by = vg_packset_explainers(desk->packs, p->event->kind, by);

	while (n_by < VG_PACKSET_MAX_EXPLAINERS)
		by[n_by++] = NULL;
	if (at[0])
		vg_resource_build(site, "site", at, NULL);
	int code = vg_db_query(desk->db, q, "ittttttttttttttt", p->alarm.id,
	    p->device ? p->device->name : NULL, site, other, by[0], by[1], by[2], by[3],
	    by[4], by[5], by[6], by[7], by[8], by[9], by[10], by[11]);
	return fetch_parents(desk, code, q, child, list, n);
}

static struct vg_parent_child
child_of(const struct vg_desk *desk, const struct vg_passage *p)
{
	const struct vg_event *e = p->event;

	return (struct vg_parent_child){.resource = e->resource,
	    .class = p->kind.class,
	    .since = vg_instant_is_set(e->since) ? e->since : e->agent_time,
	    .silent_within_s = desk->conf->silence.power_within_s,
	    .within_s = desk->conf->policy.explained_within_s};
}

/* Planned work that covers what cuts reach is that of what comes of it. */
static const struct vg_conf_work *
work_of(const struct vg_desk *desk, const struct vg_passage *p,
    const struct vg_parent *parent, struct vg_wall *until)
{
	return parent->lasts ? vg_deskkin_work(desk, parent->resource, parent->device,
				   parent->class, p->moment, until)
			     : NULL;
}

/*
 * Whether it keeps 'p' waiting.  A shelf names one alarm: what comes of that goes its own way, but
 * for the same fault, told twice.
 */
static bool
keeps_waiting(struct vg_desk *desk, const struct vg_passage *p, struct vg_parent *parent)
{
	const struct vg_parent_child child = child_of(desk, p);
	struct vg_wall until;

	if (p->facts.parent_copy)
		return vg_instant_is_set(parent->until);
	if (parent->shelf[0] || !vg_instant_is_set(parent->until))
		return false;
	return work_of(desk, p, parent, &until) ||
	    vg_parent_holds(parent, child.since, p->now, desk->conf->policy.parent_wait_s,
		p->revisit && p->facts.alarm.held);
}

/* What the parent's case or its waiting makes of it. */
static int
look_at_parent(struct vg_desk *desk, const struct vg_passage *p, struct vg_parent *parent,
    struct vg_case_row *row)
{
	const struct vg_kind *known = vg_packset_kind(desk->packs, parent->kind);
	const struct vg_parent_child child = child_of(desk, p);
	int code = VG_OK;

	row->number[0] = '\0';
	if (parent->case_number[0])
		code = vg_deskrows_case(desk, parent->case_number, row);
	if (code != VG_OK)
		return code;
	parent->lasts = known && known->cuts_reach;
	parent->late = !p->facts.parent_copy && vg_parent_is_late(parent, &child);
	bool open = row->number[0] && vg_casestate_is_open(row->state);
	parent->in_case = open &&
	    vg_deskkin_may_share(
		&p->facts.entitlement, p->device ? p->device->client : "", row);
	const struct vg_conf_shelf *shelf = open
	    ? NULL
	    : vg_confshelf_at(desk->conf, parent->resource, parent->kind,
		  parent->qualifier, parent->class, p->now);
	vg_text_copy(parent->shelf, sizeof(parent->shelf), shelf ? shelf->name : "");
	if (shelf)
		parent->until = shelf->until;
	parent->waits = !open && keeps_waiting(desk, p, parent);
	return VG_OK;
}

static void
fill_case(struct vg_case_facts *fact, const struct vg_case_row *row)
{
	*fact = (struct vg_case_facts){.exists = true,
	    .state = row->state,
	    .severity = row->severity,
	    .owned = row->owner[0] != '\0',
	    .closed = row->closed};
	vg_text_copy(fact->number, sizeof(fact->number), row->number);
}

/* None of the symptoms of such a parent opens a case before the work ends. */
static void
follow_work(
    const struct vg_desk *desk, struct vg_passage *p, const struct vg_parent *parent)
{
	struct vg_correl_facts *f = &p->facts;
	struct vg_wall until;
	const struct vg_conf_work *work = work_of(desk, p, parent, &until);

	if (!work || f->planned)
		return;
	f->planned = f->parent_planned = true;
	vg_text_copy(f->work, sizeof(f->work), work->name);
	f->planned_until = vg_instant_add(
	    until, (int64_t)desk->conf->policy.planned_settle_s * VG_SECOND_US);
}

static int
set_parent(struct vg_desk *desk, struct vg_passage *p, const struct vg_parent *best)
{
	struct vg_correl_facts *f = &p->facts;
	struct vg_case_row row;
	int code = VG_OK;

	vg_text_copy(f->parent_resource, sizeof(f->parent_resource), best->resource);
	vg_text_copy(f->parent_kind, sizeof(f->parent_kind), best->kind);
	f->parent_late = best->late && !f->parent_spread;
	if (best->in_case) {
		code = vg_deskrows_case(desk, best->case_number, &row);
		fill_case(&f->parent_case, &row);
		return code;
	}
	f->parent_waits = true;
	f->parent_until = best->until;
	vg_text_copy(f->parent_shelf, sizeof(f->parent_shelf), best->shelf);
	follow_work(desk, p, best);
	return code;
}

int
vg_deskkin_fetch(struct vg_desk *desk, struct vg_kin_list *list, size_t q, int code)
{
	while (code == VG_OK && vg_db_next(desk->db, q)) {
		list->rows =
		    vg_mem_grow(list->rows, &list->room, list->n, sizeof(*list->rows));
		struct vg_kin *kin = &list->rows[list->n++];
		*kin = (struct vg_kin){.id = vg_db_int(desk->db, q, 0),
		    .symptom = strcmp(vg_db_text(desk->db, q, 6), "symptom") == 0,
		    .raised = {vg_db_int(desk->db, q, 7)}};
		TEXT(kin->resource, 1);
		TEXT(kin->kind, 2);
		TEXT(kin->class, 3);
		TEXT(kin->device, 4);
		TEXT(kin->case_number, 5);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

/* When the fault of 'p' began: with its alarm, where that stands. */
static struct vg_wall
began(const struct vg_passage *p)
{
	const struct vg_event *e = p->event;

	if (vg_instant_is_set(p->alarm.raised) &&
	    (!p->alarm.cleared || e->action == VG_ACTION_CLEAR))
		return p->alarm.raised;
	return vg_instant_is_set(e->since) ? e->since : e->agent_time;
}

/* --- taken along ------------------------------------------------------------------------------ */

/* What the alarm said when it was raised holds until it is raised anew. */
static struct vg_spread_fault
loss_of(const struct vg_passage *p)
{
	bool known =
	    p->alarm.id && (!p->alarm.cleared || p->event->action == VG_ACTION_CLEAR);

	return (struct vg_spread_fault){p->event->device, p->event->resource,
	    p->event->kind, began(p), known ? p->alarm.event.alone : p->event->alone};
}

static int64_t
spread_us(const struct vg_desk *desk)
{
	return (int64_t)desk->conf->policy.link_window_s * VG_SECOND_US;
}

/* Those of its device that may have taken it along, appended to the '*n' at 'list'. */
static int
append_spreading(
    struct vg_desk *desk, const struct vg_passage *p, struct vg_parent *list, size_t *n)
{
	const struct vg_spread_fault other = loss_of(p);
	const size_t q = VG_STORECAUSE_SPREADING;
	size_t fetched = 0, kept = *n;
	int code =
	    vg_db_query(desk->db, q, "ittii", p->alarm.id, other.device, other.kind,
		vg_instant_add(other.raised, -spread_us(desk)).us, other.raised.us);

	code = fetch_parents(desk, code, q, NULL, list + *n, &fetched);
	for (size_t i = *n; i < *n + fetched; i++) {
		const struct vg_spread_fault root = {
		    other.device, list[i].resource, list[i].kind, list[i].raised, false};
		if (vg_spread_explains(&root, &other, spread_us(desk)))
			list[kept++] = list[i];
	}
	*n = kept;
	return code;
}

static bool
takes_along(
    const struct vg_desk *desk, const struct vg_passage *p, const struct vg_kin *kin)
{
	const struct vg_spread_fault root = loss_of(p);
	const struct vg_spread_fault other = {
	    kin->device, kin->resource, kin->kind, kin->raised, false};

	return p->kind.spreads && vg_spread_explains(&root, &other, spread_us(desk));
}

/* --- told twice ------------------------------------------------------------------------------- */

static struct vg_copy_fault
fault_of(const struct vg_passage *p)
{
	return (struct vg_copy_fault){p->event->resource, p->event->kind, began(p)};
}

bool
vg_deskkin_is_copy(
    const struct vg_desk *desk, const struct vg_passage *p, const struct vg_kin *kin)
{
	const struct vg_copy_fault own = fault_of(p);
	const struct vg_copy_fault told = {kin->resource, kin->kind, kin->raised};
	char board[VG_RESOURCE_SIZE];

	return vg_desktwice_board(desk, &told, board) &&
	    vg_desktwice_is(desk, &told, board, &own);
}

/* What a managing device tells of 'board': the device's own fault of it is the parent. */
static int
find_own(struct vg_desk *desk, struct vg_passage *p, const char *board)
{
	const struct vg_entitlement kept = p->facts.entitlement;
	const struct vg_copy_fault told = fault_of(p);
	const size_t q = VG_STORECAUSE_BOARD;
	struct vg_parent list[MAX_PARENTS];
	struct vg_case_row row;
	size_t n = 0, fit = 0;

	int code = vg_db_query(desk->db, q, "it", p->alarm.id, board);
	code = fetch_parents(desk, code, q, NULL, list, &n);
	vg_desktwice_judge(desk, board, told.raised, &p->facts.entitlement);
	for (size_t i = 0; code == VG_OK && i < n; i++) {
		const struct vg_copy_fault own = {
		    list[i].resource, list[i].kind, list[i].raised};
		if (!vg_desktwice_is(desk, &told, board, &own))
			continue;
		p->facts.parent_copy = true;
		code = look_at_parent(desk, p, &list[i], &row);
		list[fit++] = list[i];
	}
	const struct vg_parent *best = code == VG_OK ? vg_parent_best(list, fit) : NULL;
	p->facts.parent_copy = best != NULL;
	if (best)
		return set_parent(desk, p, best);
	p->facts.entitlement = kept;
	return code;
}

int
vg_deskkin_others(struct vg_desk *desk, struct vg_passage *p)
{
	struct vg_kin_list list = {0};
	int code = vg_deskkin_standing(desk, p->alarm.case_number, p->alarm.id, &list);

	p->facts.others_stand = false;
	for (size_t i = 0; code == VG_OK && i < list.n; i++) {
		if (!vg_deskkin_is_copy(desk, p, &list.rows[i]))
			p->facts.others_stand = true;
	}
	vg_deskkin_fini(&list);
	return code;
}

int
vg_deskkin_parent(struct vg_desk *desk, struct vg_passage *p)
{
	const struct vg_parent_child child = child_of(desk, p);
	const struct vg_copy_fault told = fault_of(p);
	struct vg_parent list[2 * MAX_PARENTS];
	char board[VG_RESOURCE_SIZE];
	struct vg_case_row row;
	size_t n = 0, n_kinds = 0;

	if (vg_desktwice_board(desk, &told, board)) {
		int found = find_own(desk, p, board);
		if (found != VG_OK || p->facts.parent_copy)
			return found;
	}
	if (p->kind.n_parents == 0 && !p->kind.spreads)
		return VG_OK;
	if (!p->device && vg_text_starts(p->event->resource, "agent/"))
		return vg_desksilence_parent(desk, p);
	int code = p->kind.n_parents ? read_parents(desk, p, &child, list, &n) : VG_OK;
	n_kinds = n;
	if (code == VG_OK && p->kind.spreads && p->device)
		code = append_spreading(desk, p, list, &n);
	for (size_t i = 0; code == VG_OK && i < n; i++)
		code = look_at_parent(desk, p, &list[i], &row);
	const struct vg_parent *best = code == VG_OK ? vg_parent_best(list, n) : NULL;
	p->facts.parent_spread = best && best >= list + n_kinds;
	return best ? set_parent(desk, p, best) : code;
}

/* --- what it explains ------------------------------------------------------------------------- */

int
vg_deskkin_causes(struct vg_desk *desk, const char *number, struct vg_kin_list *list)
{
	const size_t q = VG_STORECAUSE_CAUSES;

	return vg_deskkin_fetch(desk, list, q, vg_db_query(desk->db, q, "t", number));
}

int
vg_deskkin_standing(
    struct vg_desk *desk, const char *number, int64_t but, struct vg_kin_list *list)
{
	const size_t q = VG_STORECAUSE_STANDING;

	return vg_deskkin_fetch(
	    desk, list, q, vg_db_query(desk->db, q, "ti", number, but));
}

int
vg_deskkin_explains_case(
    struct vg_desk *desk, const struct vg_passage *p, const char *number, bool *wholly)
{
	struct vg_kin_list causes = {0};
	int code = vg_deskkin_causes(desk, number, &causes);

	*wholly = true;
	for (size_t i = 0; code == VG_OK && i < causes.n; i++)
		*wholly = *wholly && vg_deskkin_explains(desk, p, &causes.rows[i]);
	vg_deskkin_fini(&causes);
	return code;
}

bool
vg_deskkin_explains(
    const struct vg_desk *desk, const struct vg_passage *p, const struct vg_kin *kin)
{
	const struct vg_parent_child child = {.resource = kin->resource,
	    .class = kin->class,
	    .since = kin->raised,
	    .silent_within_s = desk->conf->silence.power_within_s};
	struct vg_parent self = {.raised = vg_instant_is_set(p->event->since)
		? p->event->since
		: p->event->agent_time};
	char class[VG_NAME_SIZE], name[VG_NAME_SIZE];

	vg_text_copy(self.resource, sizeof(self.resource), p->event->resource);
	vg_text_copy(self.class, sizeof(self.class), p->kind.class);
	vg_resource_split(p->event->resource, class, name);
	if (kin->id == p->alarm.id)
		return false;
	if (vg_deskkin_is_copy(desk, p, kin))
		return true;
	/* A part of a device explains nothing else of another one. */
	if (strcmp(class, "device") == 0 && strcmp(kin->device, name) != 0)
		return false;
	return takes_along(desk, p, kin) ||
	    (vg_packset_explains(desk->packs, p->event->kind, kin->kind) &&
		vg_parent_explains(&self, &child));
}
