/*
 * Ledgers of targets: read, judged, added to.
 */
#include "collector/desk/clock/deskclock.h"
#include "collector/desk/record/desklater.h"

#include <stdlib.h>
#include <string.h>

#include "collector/desk/record/deskrevision.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

/* --- reading ---------------------------------------------------------------------------------- */

static const char *
keep_cause(struct vg_clock *c, const char *cause)
{
	if (!cause[0])
		return NULL;
	c->causes =
	    vg_mem_grow(c->causes, &c->causes_room, c->n_causes, sizeof(*c->causes));
	return c->causes[c->n_causes++] = vg_mem_text(cause);
}

static void
read_row(struct vg_db *db, size_t q, struct vg_clock *c)
{
	c->rows = vg_mem_grow(c->rows, &c->rows_room, c->n_rows, sizeof(*c->rows));
	c->verdicts =
	    vg_mem_grow(c->verdicts, &c->verdicts_room, c->n_rows, sizeof(*c->verdicts));
	c->verdicts[c->n_rows] = (struct vg_clock_verdict){
	    vg_db_int(db, q, 5), {vg_db_int(db, q, 6)}, vg_db_int(db, q, 7)};
	struct vg_ledger_row *row = &c->rows[c->n_rows];
	row->mark = c->n_rows++;
	row->act = (enum vg_ledger_act)vg_db_int(db, q, 0);
	row->at.us = vg_db_int(db, q, 1);
	row->cause = keep_cause(c, vg_db_text(db, q, 2));
	if (row->act != VG_LEDGER_START)
		return;
	c->kinds = vg_mem_grow(c->kinds, &c->kinds_room, c->n_kinds, sizeof(*c->kinds));
	c->kinds[c->n_kinds++] =
	    (struct vg_clock_kind){.critical = vg_db_int(db, q, 3) & 1,
		.first = vg_db_int(db, q, 3) & 2,
		.left_us = vg_db_int(db, q, 4)};
}

/* A row of a target: of its ledger, or one of NULLs. */
static void
read_next(struct vg_db *db, size_t q, struct vg_clock *c)
{
	c->exists = true;
	c->warned = (int)vg_db_int(db, q, 8);
	if (!vg_db_is_null(db, q, 0))
		read_row(db, q, c);
}

int
vg_clock_load(struct vg_desk *desk, const struct vg_clock_id *id, struct vg_clock *clock)
{
	const size_t q = VG_SQL_LEDGER_OF;
	int code = vg_db_query(
	    desk->db, q, "ttt", id->number, vg_sla_rule(id->target)->name, id->part);

	memset(clock, 0, sizeof(*clock));
	while (code == VG_OK && vg_db_next(desk->db, q))
		read_next(desk->db, q, clock);
	/* A start stays where it was recorded: its kind is found by counting. */
	vg_ledger_sort(clock->rows, clock->n_rows);
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

void
vg_clock_fini(struct vg_clock *clock)
{
	for (size_t i = 0; i < clock->n_causes; i++)
		free(clock->causes[i]);
	free(clock->causes);
	free(clock->rows);
	free(clock->verdicts);
	free(clock->kinds);
	memset(clock, 0, sizeof(*clock));
}

static struct vg_wall
started(const struct vg_clock *clock, size_t nth)
{
	size_t seen = 0;

	for (size_t i = 0; i < clock->n_rows; i++) {
		if (clock->rows[i].act == VG_LEDGER_START && seen++ == nth)
			return clock->rows[i].at;
	}
	return (struct vg_wall){0};
}

/* What the contract's version says, or the policy where there is no contract. */
static struct vg_target_amount
promised(const struct vg_terms *version, enum vg_target target,
    const struct vg_clock_kind *kind, const char **calendar)
{
	const struct vg_target_rule *rule = vg_sla_rule(target);
	struct vg_target_amount a = vg_sla_default(target, kind->critical, kind->first);

	*calendar = a.calendar ? a.calendar : version ? version->calendar : "always";
	if (!version)
		return a;
	const struct vg_term *term = &version->term[target];
	if (kind->first && rule->first.amount)
		a.amount = term->first_s;
	else if (kind->critical && rule->critical.amount)
		a.amount = term->critical_s;
	else
		a.amount = term->amount;
	if (term->calendar[0] && !(kind->critical && rule->critical.amount))
		*calendar = term->calendar;
	return a;
}

void
vg_clock_terms(const struct vg_conf *conf, const struct vg_case_row *row,
    const struct vg_clock_id *id, const struct vg_clock *clock, size_t nth,
    struct vg_wall now, struct vg_sla_terms *terms)
{
	const struct vg_contract *k = vg_conf_contract(conf, row->contract);
	static const struct vg_clock_kind plain;
	const struct vg_clock_kind *kind =
	    nth < clock->n_kinds ? &clock->kinds[nth] : &plain;
	const struct vg_ledger_row *rest =
	    vg_ledger_rest(clock->rows, clock->n_rows, nth);
	struct vg_wall start = started(clock, nth);
	const char *calendar;

	if (rest)
		now = rest->at;
	if (!vg_instant_is_set(start))
		start = now; /* it is about to begin */
	const struct vg_terms *version =
	    k ? vg_terms_at(k->versions, k->n_versions, start, now) : NULL;
	struct vg_target_amount a = promised(version, id->target, kind, &calendar);
	*terms = (struct vg_sla_terms){.target = id->target,
	    .calendar = vg_conf_contract_calendar(conf, row->contract, calendar),
	    .unit = a.unit,
	    .amount = a.amount};
	if (kind->left_us)
		terms->amount = (uint32_t)(kind->left_us / VG_SECOND_US);
	if (k && k->last_day_art_642)
		terms->last = VG_WORKDAY_ART_642;
}

bool
vg_clock_rested(const struct vg_clock *clock, size_t nth, struct vg_target_state *state)
{
	const struct vg_ledger_row *rest =
	    vg_ledger_rest(clock->rows, clock->n_rows, nth);
	const struct vg_clock_verdict *v = rest ? &clock->verdicts[rest->mark] : NULL;

	memset(state, 0, sizeof(*state));
	if (!v || !vg_instant_is_set(v->due))
		return false;
	state->start = started(clock, nth);
	state->due = v->due;
	state->last_day = v->last_day;
	if (rest->act == VG_LEDGER_MEET)
		state->met = rest->at;
	else
		state->ended = rest->at;
	if (vg_instant_compare(rest->at, v->due) >= 0)
		state->breached = v->due;
	return true;
}

static int
judge(const struct vg_conf *conf, const struct vg_case_row *row,
    const struct vg_clock_id *id, const struct vg_clock *clock, struct vg_wall now,
    struct vg_target_state *state, struct vg_sla_terms *terms)
{
	size_t last = clock->n_kinds - 1;

	vg_clock_terms(conf, row, id, clock, last, now, terms);
	return vg_clock_rested(clock, last, state)
	    ? VG_OK
	    : vg_sla_compute(clock->rows, clock->n_rows, terms, now, state);
}

static int
state_of(struct vg_desk *desk, const struct vg_case_row *row,
    const struct vg_clock_id *id, struct vg_wall now, struct vg_target_state *state,
    struct vg_sla_terms *terms, bool *exists)
{
	struct vg_clock clock;
	int code = vg_clock_load(desk, id, &clock);

	memset(state, 0, sizeof(*state));
	*exists = code == VG_OK && clock.exists && clock.n_kinds;
	if (*exists)
		code = judge(desk->conf, row, id, &clock, now, state, terms);
	vg_clock_fini(&clock);
	return code;
}

int
vg_deskclock_state(struct vg_desk *desk, struct vg_clock_id id, struct vg_wall now,
    struct vg_target_state *state, bool *exists)
{
	struct vg_sla_terms terms;
	struct vg_case_row row;
	struct vg_clock clock;
	int code = vg_clock_load(desk, &id, &clock);

	memset(state, 0, sizeof(*state));
	/* Mostly nothing was promised, or asked: then the case has no say in it. */
	bool began = code == VG_OK && clock.n_kinds;
	if (began)
		code = vg_deskrows_case(desk, id.number, &row);
	*exists = began && code == VG_OK;
	if (*exists)
		code = judge(desk->conf, &row, &id, &clock, now, state, &terms);
	vg_clock_fini(&clock);
	return code;
}

/* --- all ledgers of a case -------------------------------------------------------------------- */

/* Another target than the one before it. */
static void
add_entry(struct vg_clock_list *list, enum vg_target target, const char *part)
{
	list->entries =
	    vg_mem_grow(list->entries, &list->room, list->n, sizeof(*list->entries));
	list->clocks =
	    vg_mem_grow(list->clocks, &list->clocks_room, list->n, sizeof(*list->clocks));
	struct vg_clock_entry *e = &list->entries[list->n];
	memset(e, 0, sizeof(*e));
	memset(&list->clocks[list->n++], 0, sizeof(*list->clocks));
	e->target = target;
	vg_text_copy(e->part, sizeof(e->part), part);
}

static int
read_ledgers(struct vg_desk *desk, const char *number, struct vg_clock_list *list)
{
	const size_t q = VG_SQL_LEDGERS_OF;
	int code = vg_db_query(desk->db, q, "t", number);

	while (code == VG_OK && vg_db_next(desk->db, q)) {
		int target = vg_sla_target(vg_db_text(desk->db, q, 9));
		const char *part = vg_db_text(desk->db, q, 10);
		if (target < 0)
			continue;
		const struct vg_clock_entry *last =
		    list->n ? &list->entries[list->n - 1] : NULL;
		if (!last || (int)last->target != target || strcmp(last->part, part) != 0)
			add_entry(list, (enum vg_target)target, part);
		read_next(desk->db, q, &list->clocks[list->n - 1]);
	}
	for (size_t i = 0; i < list->n; i++)
		vg_ledger_sort(list->clocks[i].rows, list->clocks[i].n_rows);
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

/* Whether there is a state to tell of: a clock began, and a calendar can compute it. */
static bool
judge_entry(struct vg_desk *desk, const struct vg_case_row *row, struct vg_clock_entry *e,
    const struct vg_clock *clock, struct vg_wall now)
{
	const struct vg_clock_id id = vg_clock_of_entry(row->number, e);
	struct vg_sla_terms terms = {0};

	/* What no calendar can compute hides neither the other clocks nor the case. */
	if (!clock->n_kinds ||
	    judge(desk->conf, row, &id, clock, now, &e->state, &terms) != VG_OK)
		return false;
	vg_text_copy(e->calendar, sizeof(e->calendar), terms.calendar->name);
	return true;
}

int
vg_clock_list(struct vg_desk *desk, const struct vg_case_row *row, struct vg_wall now,
    struct vg_clock_list *list)
{
	size_t kept = 0;

	memset(list, 0, sizeof(*list));
	int code = read_ledgers(desk, row->number, list);
	for (size_t i = 0; i < list->n; i++) {
		struct vg_clock *clock = &list->clocks[i];
		if (code != VG_OK ||
		    !judge_entry(desk, row, &list->entries[i], clock, now)) {
			vg_clock_fini(clock);
			continue;
		}
		list->entries[kept] = list->entries[i];
		list->clocks[kept++] = *clock;
	}
	list->n = kept;
	return code;
}

int
vg_clock_list_of(struct vg_desk *desk, const char *number, struct vg_wall now,
    struct vg_case_row *row, struct vg_clock_list *list)
{
	int code = vg_deskrows_case(desk, number, row);

	return code == VG_OK ? vg_clock_list(desk, row, now, list) : code;
}

void
vg_clock_list_fini(struct vg_clock_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		vg_clock_fini(&list->clocks[i]);
	free(list->clocks);
	free(list->entries);
	memset(list, 0, sizeof(*list));
}

const struct vg_clock_entry *
vg_clock_next(const struct vg_clock_list *list)
{
	const struct vg_clock_entry *next = NULL;

	for (size_t i = 0; i < list->n; i++) {
		const struct vg_clock_entry *e = &list->entries[i];
		if (e->state.running && !e->state.paused &&
		    (!next || vg_instant_compare(e->state.due, next->state.due) < 0))
			next = e;
	}
	return next;
}

struct vg_clock_id
vg_clock_of_entry(const char *number, const struct vg_clock_entry *entry)
{
	return (struct vg_clock_id){number, entry->target, entry->part};
}

/* --- acts ------------------------------------------------------------------------------------- */

/* What the doors are told of an act on a ledger; "" nothing. */
static const char *
happening_of(enum vg_ledger_act act)
{
	switch (act) {
	case VG_LEDGER_START:
		return "target-started";
	case VG_LEDGER_MEET:
		return "target-met";
	case VG_LEDGER_END:
		return "target-ended";
	case VG_LEDGER_PAUSE:
		return "target-paused";
	case VG_LEDGER_RESUME:
		return "target-resumed";
	case VG_LEDGER_REOPEN:
		break;
	}
	return "";
}

static int
tell_act(struct vg_desk *desk, const struct vg_clock_id *id, enum vg_ledger_act act,
    struct vg_wall at, const char *cause)
{
	const char *kind = happening_of(act);
	char text[VG_TEXT_SIZE];

	vg_text_format(text, sizeof(text), "%s%s%s%s%s", vg_sla_rule(id->target)->name,
	    id->part[0] ? " of " : "", id->part, cause[0] ? ": " : "", cause);
	return kind[0] ? vg_desk_tell(desk, at, kind, id->number, "", text) : VG_OK;
}

static int
add_row(struct vg_desk *desk, const struct vg_clock_id *id, enum vg_ledger_act act,
    const struct vg_clock_kind *kind, const struct vg_clock_verdict *verdict,
    struct vg_wall at, struct vg_wall now, const char *who, const char *cause)
{
	int64_t variant = kind->critical | kind->first << 1;
	int code = vg_db_run(desk->db, VG_SQL_LEDGER_ADD, "tttiiittiiiii", id->number,
	    vg_sla_rule(id->target)->name, id->part, (int64_t)act, at.us, now.us, who,
	    cause, variant, kind->left_us, desk->revision, verdict->due.us,
	    verdict->last_day);

	if (code == VG_OK)
		code = tell_act(desk, id, act, at, cause);
	if (code == VG_OK)
		code = vg_deskwarn_arm(desk, id, now);
	return code == VG_OK ? vg_desklater_next_due(desk, id->number, now) : code;
}

/*
 * What the act means for the last clock: the due time that it rests with, and whether it turns
 * what had been said, for it happened before it was recorded.
 */
static int
judge_act(struct vg_desk *desk, const struct vg_clock_id *id, enum vg_ledger_act act,
    struct vg_wall at, struct vg_wall now, struct vg_clock_verdict *verdict,
    enum vg_late *turned)
{
	const struct vg_ledger_row row = {.act = act, .at = at};
	struct vg_target_state state;
	struct vg_sla_terms terms;
	struct vg_case_row of_case;
	struct vg_clock clock;

	*turned = VG_LATE_NOTHING;
	int code = vg_deskrows_case(desk, id->number, &of_case);
	if (code != VG_OK)
		return code;
	code = vg_clock_load(desk, id, &clock);
	if (code == VG_OK && clock.n_kinds) {
		vg_clock_terms(
		    desk->conf, &of_case, id, &clock, clock.n_kinds - 1, now, &terms);
		if (vg_instant_compare(at, now) < 0)
			*turned =
			    vg_sla_late(clock.rows, clock.n_rows, &row, &terms, now);
		/* A pause that is not over when it rests counts up to there. */
		if ((act == VG_LEDGER_MEET || act == VG_LEDGER_END) &&
		    vg_sla_compute(clock.rows, clock.n_rows, &terms, at, &state) == VG_OK)
			*verdict = (struct vg_clock_verdict){0, state.due,
			    terms.unit == VG_UNIT_DAYS ? state.last_day : 0};
	}
	vg_clock_fini(&clock);
	return code;
}

/* What rested kept its due time; running again it has that of the tree of now, and says so. */
static int
tell_moved(struct vg_desk *desk, const struct vg_clock_id *id, struct vg_wall was,
    struct vg_wall now)
{
	char text[VG_TEXT_SIZE], old[VG_INSTANT_TEXT_SIZE], new[VG_INSTANT_TEXT_SIZE];
	struct vg_target_state is;
	bool exists;
	int code = vg_deskclock_state(desk, *id, now, &is, &exists);

	if (code != VG_OK || !vg_instant_is_set(was) ||
	    vg_instant_compare(was, is.due) == 0)
		return code;
	vg_instant_text(was, old);
	vg_instant_text(is.due, new);
	vg_text_format(text, sizeof(text),
	    "%s%s%s runs again and is due %s, no more %s: the tree has changed",
	    vg_sla_rule(id->target)->name, id->part[0] ? " of " : "", id->part, new, old);
	return vg_desk_journal(desk, id->number, now, now, "target", "vigie", text);
}

int
vg_deskclock_act(struct vg_desk *desk, struct vg_clock_id id, enum vg_ledger_act act,
    struct vg_wall at, struct vg_wall now, const char *who, const char *cause)
{
	static const struct vg_clock_kind plain;
	struct vg_clock_verdict verdict = {0};
	struct vg_target_state was = {0};
	enum vg_late turned;
	bool exists;
	int code = judge_act(desk, &id, act, at, now, &verdict, &turned);

	if (code == VG_OK && act == VG_LEDGER_REOPEN)
		code = vg_deskclock_state(desk, id, now, &was, &exists);
	if (code == VG_OK)
		code = add_row(desk, &id, act, &plain, &verdict, at, now, who, cause);
	if (code == VG_OK && act == VG_LEDGER_REOPEN)
		code = tell_moved(desk, &id, was.due, now);
	return code == VG_OK ? vg_deskwarn_turned(desk, &id, turned, at, now) : code;
}

/* Whether the last clock is what a merged case had left: then it was asked earlier. */
static int
is_carried(struct vg_desk *desk, const struct vg_clock_id *id, bool *carried)
{
	struct vg_clock clock;
	int code = vg_clock_load(desk, id, &clock);

	*carried =
	    code == VG_OK && clock.n_kinds && clock.kinds[clock.n_kinds - 1].left_us != 0;
	vg_clock_fini(&clock);
	return code;
}

int
vg_deskclock_end(struct vg_desk *desk, struct vg_clock_id id, enum vg_ledger_act act,
    struct vg_wall at, struct vg_wall now, const char *who, const char *cause)
{
	struct vg_target_state state;
	bool exists;
	int code = vg_deskclock_state(desk, id, now, &state, &exists);

	if (code != VG_OK || !exists)
		return code;
	if (vg_instant_compare(at, state.start) < 0) {
		bool carried = false;
		if (act == VG_LEDGER_MEET)
			code = is_carried(desk, &id, &carried);
		/* What was said before it was asked is no answer to it. */
		if (code != VG_OK || (act == VG_LEDGER_MEET && !carried))
			return code;
		at = state.start;
	}
	/* What is recorded late may have kept a promise that rests broken. */
	bool saves = act == VG_LEDGER_MEET && vg_instant_is_set(state.met) &&
	    vg_instant_is_set(state.breached) &&
	    vg_instant_compare(at, state.breached) < 0;
	return state.running || saves
	    ? vg_deskclock_act(desk, id, act, at, now, who, cause)
	    : VG_OK;
}

static int
begin(struct vg_desk *desk, const struct vg_clock_id *id,
    const struct vg_clock_kind *kind, struct vg_wall at, struct vg_wall now,
    const char *cause)
{
	static const struct vg_clock_verdict none;
	int code = vg_db_run(desk->db, VG_SQL_TARGET_ADD, "ttt", id->number,
	    vg_sla_rule(id->target)->name, id->part);

	return code == VG_OK
	    ? add_row(desk, id, VG_LEDGER_START, kind, &none, at, now, "vigie", cause)
	    : code;
}

int
vg_deskclock_start(
    struct vg_desk *desk, struct vg_clock_id id, struct vg_wall at, struct vg_wall now)
{
	const struct vg_target_rule *rule = vg_sla_rule(id.target);
	struct vg_target_state state;
	struct vg_sla_terms terms;
	struct vg_case_row row;
	bool exists = false;
	int code = vg_deskrows_case(desk, id.number, &row);

	if (code == VG_OK)
		code = state_of(desk, &row, &id, now, &state, &terms, &exists);
	if (code != VG_OK || (exists && state.running))
		return code;
	struct vg_clock_kind kind = {.critical = row.severity == VG_SEVERITY_CRITICAL,
	    .first = !exists && rule->first.amount};
	struct vg_clock none = {.kinds = &kind, .n_kinds = 1};
	vg_clock_terms(desk->conf, &row, &id, &none, 0, at, &terms);
	return terms.amount ? begin(desk, &id, &kind, at, now, rule->clause) : VG_OK;
}

int
vg_deskclock_carry(struct vg_desk *desk, const char *from, struct vg_clock_id into,
    int64_t left_us, struct vg_wall at, struct vg_wall now)
{
	const struct vg_clock_kind kind = {
	    .left_us = left_us < VG_SECOND_US ? VG_SECOND_US : left_us};
	char cause[VG_TEXT_SIZE];

	vg_text_format(cause, sizeof(cause), "what %s had left", from);
	return begin(desk, &into, &kind, at, now, cause);
}

/* One old tree is kept: explanations ask clock by clock for the same few. */
const struct vg_conf *
vg_clock_conf(struct vg_desk *desk, const struct vg_clock *clock, size_t nth)
{
	const struct vg_ledger_row *rest =
	    vg_ledger_rest(clock->rows, clock->n_rows, nth);
	int64_t revision = rest ? clock->verdicts[rest->mark].revision : desk->revision;

	if (revision == desk->revision)
		return desk->conf;
	if (desk->judge_revision != revision) {
		vg_conf_free(desk->judge);
		desk->judge = vg_deskrevision_conf(desk, revision);
		desk->judge_revision = revision;
	}
	return desk->judge ? desk->judge : desk->conf;
}
