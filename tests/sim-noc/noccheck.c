/*
 * What must hold after each step.
 */
#include "tests/sim-noc/noccheck.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "collector/sla/ledger.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "tests/fuzz/fuzzrules.h"
#include "tests/sim-noc/nocagent.h"
#include "tests/sim-noc/nocasked.h"
#include "tests/sim-noc/noccause.h"

enum { KEPT_DAYS = 29, MAX_CLOCKS = 64, NO_CASE_PAGE = 4 };

void
vg_noccheck_let_go(void)
{
	vg_nocasked_let_go();
	fuzzrules_let_go();
	vg_noccause_let_go();
}

/* --- cases --------------------------------------------------------------------------------- */

struct seen_case {
	char number[VG_NOCTOUCH_NUMBER];
	char state[20], subject[VG_RESOURCE_SIZE], class[64], fault[16], entitlement[20],
	    mode[16], owner[VG_NAME_SIZE], device[VG_NAME_SIZE], site[VG_NAME_SIZE];
	int64_t severity, opened, closed, rung;
	bool open, over; /* over: closed, merged or void */
};

static bool
read_case(struct vg_nocworld *world, int64_t item, struct seen_case *c)
{
	vg_noctouch_number(item, c->number);
	sqlite3_stmt *s = vg_nocasked_of(world, VG_NOCASKED_CASE, c->number);

	if (sqlite3_step(s) != SQLITE_ROW) {
		sqlite3_reset(s);
		return false;
	}
	vg_text_copy(c->state, sizeof(c->state), vg_nocasked_text(s, 0));
	vg_text_copy(c->subject, sizeof(c->subject), vg_nocasked_text(s, 1));
	vg_text_copy(c->class, sizeof(c->class), vg_nocasked_text(s, 2));
	c->severity = sqlite3_column_int64(s, 3);
	vg_text_copy(c->fault, sizeof(c->fault), vg_nocasked_text(s, 4));
	c->opened = sqlite3_column_int64(s, 5);
	c->closed = sqlite3_column_int64(s, 6);
	c->rung = sqlite3_column_int64(s, 7);
	vg_text_copy(c->entitlement, sizeof(c->entitlement), vg_nocasked_text(s, 8));
	vg_text_copy(c->mode, sizeof(c->mode), vg_nocasked_text(s, 9));
	vg_text_copy(c->owner, sizeof(c->owner), vg_nocasked_text(s, 10));
	vg_text_copy(c->device, sizeof(c->device), vg_nocasked_text(s, 11));
	vg_text_copy(c->site, sizeof(c->site), vg_nocasked_text(s, 12));
	sqlite3_reset(s);
	c->over = strcmp(c->state, "closed") == 0 || strcmp(c->state, "merged") == 0 ||
	    strcmp(c->state, "void") == 0;
	c->open = !c->over;
	return true;
}

/* Section 7: one open case for a subject and class.  A request has neither. */
static void
check_one_open(struct vg_nocworld *world, const struct seen_case *c)
{
	sqlite3_stmt *s = vg_nocasked_ask(world, VG_NOCASKED_SAME);

	if (!c->open || !c->class[0])
		return;
	sqlite3_bind_text(s, 1, c->subject, -1, SQLITE_STATIC);
	sqlite3_bind_text(s, 2, c->class, -1, SQLITE_STATIC);
	if (sqlite3_step(s) != SQLITE_ROW || sqlite3_column_int64(s, 0) != 1)
		vg_nocworld_wrong(world, "one open case for a subject and class",
		    "%s of %s %s", c->number, c->subject, c->class);
	sqlite3_reset(s);
}

/* A clock of a case as its ledger tells it. */
struct clock {
	char name[24], part[24];
	bool runs, pauses;
	bool taken_back; /* it runs on: what met or ended it did not hold */
};

/* All of a case, read when a rule first asks for them. */
struct clocks {
	bool read;
	size_t n;
	struct clock of[MAX_CLOCKS];
};

/* Reads all clocks of the case; what no ledger may say is wrong. */
static size_t
read_clocks(struct vg_nocworld *world, const struct seen_case *c, struct clock *clocks)
{
	sqlite3_stmt *s = vg_nocasked_of(world, VG_NOCASKED_LEDGER, c->number);
	size_t n = 0;

	while (sqlite3_step(s) == SQLITE_ROW) {
		const char *name = vg_nocasked_text(s, 0), *part = vg_nocasked_text(s, 1);
		int act = sqlite3_column_int(s, 2);
		struct clock *k = n ? &clocks[n - 1] : NULL;
		bool is_new =
		    !k || strcmp(k->name, name) != 0 || strcmp(k->part, part) != 0;
		if (is_new && n == MAX_CLOCKS)
			break;
		if (is_new) {
			k = &clocks[n++];
			vg_text_copy(k->name, sizeof(k->name), name);
			vg_text_copy(k->part, sizeof(k->part), part);
			k->runs = k->pauses = false;
		}
		if ((is_new && act != VG_LEDGER_START) ||
		    (k->runs && act == VG_LEDGER_START))
			vg_nocworld_wrong(world,
			    "a clock starts, and once until it rests", "%s %s: act %d",
			    c->number, name, act);
		if (act == VG_LEDGER_START || act == VG_LEDGER_REOPEN)
			k->runs = true;
		k->taken_back = act == VG_LEDGER_REOPEN;
		if (act == VG_LEDGER_START)
			k->pauses = false;
		if (act == VG_LEDGER_MEET || act == VG_LEDGER_END)
			k->runs = false;
		if (act == VG_LEDGER_PAUSE || act == VG_LEDGER_RESUME)
			k->pauses = act == VG_LEDGER_PAUSE;
	}
	sqlite3_reset(s);
	return n;
}

static bool
is_one_of(const char *name, const char *const *names)
{
	for (; *names; names++) {
		if (strcmp(name, *names) == 0)
			return true;
	}
	return false;
}

/* A clock towards the client rests in a case that is over; one that runs will warn (section 5). */
static void
check_clock(struct vg_nocworld *world, const struct seen_case *c, const struct clock *k)
{
	static const char *const ends[] = {
	    "first-reply", "next-reply", "client-told", "triage", "supplier-move", NULL};
	static const char *const warns[] = {"first-reply", "next-reply", "client-told",
	    "triage", "entitlement", "replacement", NULL};

	if (!k->runs)
		return;
	/* P6: but the client has not got what met it. */
	if (c->over && !k->taken_back && is_one_of(k->name, ends))
		vg_nocworld_wrong(world,
		    "no clock towards the client runs in a case that is over",
		    "%s (%s): %s", c->number, c->state, k->name);
	if (k->pauses || !is_one_of(k->name, warns))
		return;
	sqlite3_stmt *s = vg_nocasked_of(world, VG_NOCASKED_WARNING, c->number);
	sqlite3_bind_text(s, 2, k->name, -1, SQLITE_STATIC);
	sqlite3_bind_text(s, 3, k->part, -1, SQLITE_STATIC);
	if (sqlite3_step(s) != SQLITE_ROW)
		vg_nocworld_wrong(
		    world, "a ledger belongs to a target", "%s %s", c->number, k->name);
	else if (sqlite3_column_int(s, 0) < 4 && !sqlite3_column_int(s, 1))
		vg_nocworld_wrong(world, "a clock that runs has a row that will warn",
		    "%s %s/%s: warned %d times", c->number, k->name, k->part,
		    sqlite3_column_int(s, 0));
	sqlite3_reset(s);
}

static const struct clocks *
all_clocks(struct vg_nocworld *world, const struct seen_case *c, struct clocks *clocks)
{
	if (!clocks->read)
		clocks->n = read_clocks(world, c, clocks->of);
	clocks->read = true;
	return clocks;
}

/* It was begun, whether or not it rests already. */
static bool
begun(const struct clock *clocks, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(clocks[i].name, name) == 0)
			return true;
	}
	return false;
}

static bool
runs(const struct clock *clocks, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++) {
		if (clocks[i].runs && strcmp(clocks[i].name, name) == 0)
			return true;
	}
	return false;
}

/* Section 7: what stands keeps the case, what is over lets it go. */
static void
check_fault(struct vg_nocworld *world, const struct seen_case *c, struct clocks *clocks)
{
	sqlite3_stmt *s = vg_nocasked_of(world, VG_NOCASKED_STANDING, c->number);
	bool alarms = false, standing = false, here = false;

	if (sqlite3_step(s) == SQLITE_ROW) {
		alarms = sqlite3_column_int(s, 0);
		standing = sqlite3_column_int(s, 1);
		here = sqlite3_column_int(s, 2);
	}
	sqlite3_reset(s);
	if (c->open && here && strcmp(c->fault, "cleared") == 0)
		vg_nocworld_wrong(world, "a case whose alarms stand is not cleared",
		    "%s (%s)", c->number, c->state);
	if (c->open && alarms && !standing && strcmp(c->fault, "standing") == 0)
		vg_nocworld_wrong(world, "a case of which nothing stands is cleared",
		    "%s: %s", c->number, c->fault);
	bool settles = strcmp(c->state, "resolved") == 0;
	if (strcmp(c->state, "new") == 0 && strcmp(c->fault, "cleared") == 0 &&
	    !c->owner[0]) {
		all_clocks(world, c, clocks);
		settles = !runs(clocks->of, clocks->n, "first-reply") &&
		    !runs(clocks->of, clocks->n, "next-reply");
	}
	/* What nobody sees may stand: neither is over. */
	if (!settles || strcmp(c->fault, "standing") == 0 ||
	    strcmp(c->fault, "not-known") == 0)
		return;
	s = vg_nocasked_of(world, VG_NOCASKED_SETTLES, c->number);
	if (sqlite3_step(s) != SQLITE_ROW || !sqlite3_column_int(s, 0))
		vg_nocworld_wrong(world, "what is over has a row that closes it",
		    "%s (%s, fault %s)", c->number, c->state, c->fault);
	sqlite3_reset(s);
}

/* Section 7: who was told that something began is told that it ended. */
static void
check_told(struct vg_nocworld *world, const struct seen_case *c)
{
	if (!c->over)
		return;
	sqlite3_stmt *s = vg_nocasked_of(world, VG_NOCASKED_TOLD, c->number);
	if (sqlite3_step(s) == SQLITE_ROW)
		vg_nocworld_wrong(world, "who was told of the opening is told of the end",
		    "%s (%s): %s", c->number, c->state, vg_nocasked_text(s, 0));
	sqlite3_reset(s);
}

/* Each clock, and that each target has one. */
static void
check_promises(
    struct vg_nocworld *world, const struct seen_case *c, struct clocks *clocks)
{
	all_clocks(world, c, clocks);
	for (size_t i = 0; i < clocks->n; i++)
		check_clock(world, c, &clocks->of[i]);
	sqlite3_stmt *s = vg_nocasked_of(world, VG_NOCASKED_BARE_TARGET, c->number);
	if (sqlite3_step(s) == SQLITE_ROW)
		vg_nocworld_wrong(world, "no target without a ledger", "%s %s", c->number,
		    vg_nocasked_text(s, 0));
	sqlite3_reset(s);
}

/* What can have become wrong by the rows that were touched. */
static void
check_case(struct vg_nocworld *world, int64_t item)
{
	const struct vg_noctouch *t = &world->touch;
	struct clocks clocks;
	struct seen_case c;

	clocks.read = false;
	if (!read_case(world, item, &c))
		return;
	bool moved = vg_noctouch_has(&t->moved, item);
	if (moved)
		check_one_open(world, &c);
	if (moved || vg_noctouch_has(&t->promised, item))
		check_promises(world, &c, &clocks);
	check_fault(world, &c, &clocks);
	if (!world->mutes)
		check_told(world, &c);
}

/* --- a case that is new ---------------------------------------------------------------------- */

/* "s3" is 2; -1: no such name. */
static int
site_index(const struct vg_nocworld *world, const char *name)
{
	int64_t n;

	if (name[0] != 's' ||
	    vg_text_int(name + 1, 1, world->plan->fleet.n_sites, &n) != VG_OK)
		return -1;
	return (int)n - 1;
}

/*
 * Whether one of its faults was to open it before 'work' began, and was only heard in it: of an
 * agent that was cut off.
 */
static bool
was_due_before(
    struct vg_nocworld *world, const char *number, const struct vg_nocwork *work)
{
	sqlite3_stmt *s = vg_nocasked_of(world, VG_NOCASKED_RAISED, number);
	bool was = false;

	while (!was && sqlite3_step(s) == SQLITE_ROW) {
		const struct vg_kind *k =
		    vg_packset_kind(world->packs, vg_nocasked_text(s, 0));
		int64_t hold_s = k ? k->hold_s[sqlite3_column_int(s, 1)] : 0;
		was = sqlite3_column_int64(s, 2) + hold_s * VG_SECOND_US < work->begin_us;
	}
	sqlite3_reset(s);
	return was;
}

/* Rung 14 by what the plan knows of the contract; rung 10 by the works that it has planned. */
static void
check_opening_rung(struct vg_nocworld *world, const struct seen_case *c)
{
	static const char *const always[] = {
	    "power", "cooling", "site-power", "agent", "self", NULL};
	int site = site_index(world, c->site);

	if (c->rung != 14 && c->rung != 16)
		vg_nocworld_wrong(world, "a fault opens a case at rung 14 or 16",
		    "%s: %" PRId64, c->number, c->rung);
	if (site < 0 || !c->device[0])
		return;
	enum vg_nocterms now =
	    vg_nocfleet_terms(&world->plan->fleet, (unsigned)site, world->true_us);
	enum vg_nocterms before = vg_nocfleet_terms(
	    &world->plan->fleet, (unsigned)site, world->true_us - 20 * VG_DAY_US);
	/* The last day of a contract ends at a midnight of its zone. */
	enum vg_nocterms soon = vg_nocfleet_terms(
	    &world->plan->fleet, (unsigned)site, world->true_us + 2 * VG_DAY_US);
	if (now == before && now == soon && world->offset_us == 0 &&
	    strcmp(c->state, "merged") != 0) {
		const char *state = now == VG_NOCTERMS_DELEGATED ? "new"
		    : now == VG_NOCTERMS_PARTIAL                 ? "new"
		    : now == VG_NOCTERMS_DIRECT                  ? "observed"
								 : "quarantine";
		if (strcmp(c->state, state) != 0)
			vg_nocworld_wrong(world, "the contract decides how a case opens",
			    "%s is %s; its contract says %s", c->number, c->state, state);
	}
	const struct vg_nocwork *work = vg_nocworld_work(world, (unsigned)site);
	/* A fault's own moment counts: with a clock that is wrong it is another (DESIGN 6). */
	if (work && world->offset_us == 0 && !is_one_of(c->class, always) &&
	    !was_due_before(world, c->number, work))
		vg_nocworld_wrong(world, "no case opens under planned work",
		    "%s of %s %s", c->number, c->subject, c->class);
}

static void
check_opened(struct vg_nocworld *world, int64_t item)
{
	struct clock clocks[MAX_CLOCKS];
	struct seen_case c;

	if (!read_case(world, item, &c))
		return; /* it was rolled back */
	world->counts.cases++;
	sqlite3_stmt *s = vg_nocasked_of(world, VG_NOCASKED_ORIGIN, c.number);
	/* One that was merged in the same transaction has given its alarm away. */
	if (strcmp(c.state, "merged") != 0 &&
	    (sqlite3_step(s) != SQLITE_ROW || !sqlite3_column_int(s, 0)))
		vg_nocworld_wrong(
		    world, "no case without its event", "%s of %s", c.number, c.subject);
	sqlite3_reset(s);
	if (c.rung == 0)
		return;
	check_opening_rung(world, &c);
	size_t n = read_clocks(world, &c, clocks);
	/* P7; P1: the commercial queue. */
	bool ours = strcmp(c.state, "new") == 0 && c.device[0];
	if (ours && c.severity >= VG_SEVERITY_MAJOR && !begun(clocks, n, "client-told"))
		vg_nocworld_wrong(world, "P7: a client is to be told of a major fault",
		    "%s: client-told has not begun", c.number);
	if (strcmp(c.state, "quarantine") == 0 && !begun(clocks, n, "entitlement"))
		vg_nocworld_wrong(world, "P1: the commercial queue has its task",
		    "%s: entitlement has not begun", c.number);
	if (strcmp(c.state, "new") != 0 && runs(clocks, n, "client-told"))
		vg_nocworld_wrong(world, "P1, P5: no clock towards the client runs",
		    "%s (%s)", c.number, c.state);
}

/* --- alarms ---------------------------------------------------------------------------------- */

/* An alarm as it stands, and which rows it waits for. */
struct seen_alarm {
	const char *resource, *kind; /* borrowed of the statement */
	int severity, rung;
	bool cleared, pending, held, flapping, known, has_case;
	bool hold_row, flap_row, clear_row;
};

/* What waits has a row that ends the wait (R8), and no row outlives it. */
static void
check_waits(struct vg_nocworld *world, const struct seen_alarm *a)
{
	/* A clear that waits for the quiet time ends it, by its own row. */
	if (a->flapping && !a->cleared && !a->pending && !a->flap_row)
		vg_nocworld_wrong(world, "what comes and goes has its row", "%s %s",
		    a->resource, a->kind);
	if (a->held && !a->hold_row)
		vg_nocworld_wrong(world, "what is held has the row that it waits for",
		    "%s %s, rung %d", a->resource, a->kind, a->rung);
	if (a->known && a->pending != a->clear_row)
		vg_nocworld_wrong(world,
		    "a clear that waits has its row, and the row its clear",
		    "%s %s, pending %d", a->resource, a->kind, a->pending);
	if (a->cleared &&
	    (a->held || a->pending || a->flapping || a->hold_row || a->clear_row ||
		a->flap_row))
		vg_nocworld_wrong(world, "what is over waits for nothing", "%s %s",
		    a->resource, a->kind);
}

/* What stands has a case or waits for one: 'state' of its case, NULL none; 'covered' by works. */
static void
check_stands(struct vg_nocworld *world, const struct seen_alarm *a, const char *state,
    const char *role, bool covered)
{
	const struct vg_kind *k = vg_packset_kind(world->packs, a->kind);

	if (a->cleared)
		return;
	if (strcmp(state, "merged") == 0)
		vg_nocworld_wrong(world, "no standing alarm is left in a merged case",
		    "%s", a->resource);
	if (strcmp(role, "symptom") == 0 && !a->has_case)
		vg_nocworld_wrong(world, "a symptom is in a case", "%s", a->resource);
	/* Rungs 9 to 16: a fault that stands has a case, a row that brings it back, or W4. */
	if (!a->has_case && !a->held && !a->pending && !covered && !a->hold_row &&
	    !a->flap_row && k && k->page[a->severity] != NO_CASE_PAGE)
		vg_nocworld_wrong(world, "what stands has a case or waits for one",
		    "%s %s, rung %d", a->resource, a->kind, a->rung);
}

static void
check_alarm(struct vg_nocworld *world, int64_t id)
{
	sqlite3_stmt *s = vg_nocasked_ask(world, VG_NOCASKED_ALARM);
	char object[24];

	snprintf(object, sizeof(object), "%" PRId64, id);
	sqlite3_bind_int64(s, 1, id);
	sqlite3_bind_text(s, 2, object, -1, SQLITE_STATIC);
	if (sqlite3_step(s) != SQLITE_ROW) {
		sqlite3_reset(s);
		return;
	}
	const struct seen_alarm a = {vg_nocasked_text(s, 0), vg_nocasked_text(s, 1),
	    sqlite3_column_int(s, 2), sqlite3_column_int(s, 7), sqlite3_column_int(s, 3),
	    sqlite3_column_int(s, 4), sqlite3_column_int(s, 5), sqlite3_column_int(s, 6),
	    sqlite3_column_int(s, 16), vg_nocasked_text(s, 9)[0] != '\0',
	    sqlite3_column_int(s, 12), sqlite3_column_int(s, 13),
	    sqlite3_column_int(s, 17)};
	if (a.rung < 1 || a.rung > 16)
		vg_nocworld_wrong(world, "each alarm has a rung of the ladder",
		    "%s %s: %d", a.resource, a.kind, a.rung);
	check_waits(world, &a);
	check_stands(world, &a, vg_nocasked_text(s, 14), vg_nocasked_text(s, 8),
	    (a.rung == 9 || a.rung == 10) && sqlite3_column_int(s, 15));
	bool has_case = a.has_case;
	sqlite3_reset(s);
	if (has_case)
		vg_noccause_touched(world, id);
}

void
vg_noccheck_touched(struct vg_nocworld *world)
{
	struct vg_noctouch *t = &world->touch;

	vg_noctouch_sort(&t->cases);
	vg_noctouch_sort(&t->opened);
	vg_noctouch_sort(&t->moved);
	vg_noctouch_sort(&t->promised);
	vg_noctouch_sort(&t->alarms);
	for (size_t i = 0; i < t->cases.n; i++)
		check_case(world, t->cases.items[i]);
	for (size_t i = 0; i < t->opened.n; i++)
		check_opened(world, t->opened.items[i]);
	for (size_t i = 0; i < t->alarms.n; i++)
		check_alarm(world, t->alarms.items[i]);
}

/* --- messages -------------------------------------------------------------------------------- */

static void
check_message(
    struct vg_nocworld *world, unsigned agent, unsigned spool, uint64_t sequence)
{
	sqlite3_stmt *s = vg_nocasked_ask(world, VG_NOCASKED_MESSAGE);
	unsigned char name[VG_SPOOL_SIZE];
	char who[16];

	snprintf(who, sizeof(who), "s%u", agent + 1);
	vg_nocagent_spool_name(agent, spool, name);
	sqlite3_bind_text(s, 1, who, -1, SQLITE_TRANSIENT);
	sqlite3_bind_blob(s, 2, name, VG_SPOOL_SIZE, SQLITE_TRANSIENT);
	sqlite3_bind_int64(s, 3, (int64_t)sequence);
	if (sqlite3_step(s) != SQLITE_ROW)
		vg_nocworld_wrong(world, "no acknowledged event is missing",
		    "agent %s, spool %u, number %" PRIu64, who, spool, sequence);
	else if (strcmp(vg_nocasked_text(s, 0), "unapplied") == 0)
		vg_nocworld_wrong(world, "a good message is applied",
		    "agent %s, spool %u, number %" PRIu64, who, spool, sequence);
	sqlite3_reset(s);
}

void
vg_noccheck_message(struct vg_nocworld *world, unsigned agent, uint64_t sequence)
{
	check_message(world, agent, world->agents[agent].spool, sequence);
}

void
vg_noccheck_acked(struct vg_nocworld *world)
{
	int64_t since = world->true_us - KEPT_DAYS * VG_DAY_US;

	for (unsigned i = 0; i < world->plan->fleet.n_sites; i++) {
		const struct vg_nocagent *a = &world->agents[i];
		for (size_t n = a->n_acked; n > 0 && a->acked[n - 1].at_us > since; n--)
			check_message(
			    world, i, a->acked[n - 1].spool, a->acked[n - 1].sequence);
	}
}

/* --- everything ------------------------------------------------------------------------------ */

static struct vg_nocworld *asking; /* who asks the rules that fuzz_desk asks too */

static void
broken_rule(const char *what, const char *seen)
{
	vg_nocworld_wrong(asking, what, "%s", seen ? seen : "");
}

void
vg_noccheck_all(struct vg_nocworld *world)
{
	struct vg_desk_counts c;
	struct vg_detail detail;

	asking = world;
	fuzzrules_check(world->raw, broken_rule);
	vg_noccause_all(world);
	vg_desk_counts(world->desk, &c);
	if (c.stored != c.applied + c.unapplied + c.history + c.waiting)
		vg_nocworld_wrong(world, "the counts of messages add up",
		    "%" PRId64 " stored", c.stored);
	if (vg_desk_verify(world->desk, &detail) != VG_OK)
		vg_nocworld_wrong(world, "journal and audit verify", "%s", detail.text);
}

void
vg_noccheck_truth(struct vg_nocworld *world)
{
	char resource[VG_RESOURCE_SIZE];

	for (unsigned i = 0; i < vg_nocfleet_slots(&world->plan->fleet); i++) {
		const char *kind = vg_nocfleet_resource(&world->plan->fleet, i, resource);
		sqlite3_stmt *s = vg_nocasked_ask(world, VG_NOCASKED_TRUTH);
		sqlite3_bind_text(s, 1, resource, -1, SQLITE_STATIC);
		sqlite3_bind_text(s, 2, kind, -1, SQLITE_STATIC);
		bool stands =
		    sqlite3_step(s) == SQLITE_ROW && sqlite3_column_int(s, 0) == 0;
		sqlite3_reset(s);
		if (stands != world->truth[i].stands)
			vg_nocworld_wrong(world,
			    "in the end that stands which stands at the agents",
			    "%s %s %s here", resource, kind,
			    stands ? "stands only" : "does not stand");
	}
}
