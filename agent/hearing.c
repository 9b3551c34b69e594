/*
 * Notifications to findings.
 *
 * A claim is on disk before what it was made of is acknowledged; it leaves the disk after the
 * messages that came of it are there, so that a death between the two asks again, and never not
 * at all.
 */
#include "agent/hearing.h"

#include <stdlib.h>
#include <string.h>

#include "agent/ear/noticejson.h"
#include "agent/heard/heard.h"
#include "lib/trapmap/owner.h"
#include "agent/hearclaim.h"
#include "agent/hearinggap.h"
#include "agent/hearrepeat.h"
#include "agent/spool/spool.h"
#include "agent/state/stateclaim.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/log/log.h"
#include "lib/model/resource.h"
#include "lib/os/clock.h"
#include "lib/trapmap/trapmap.h"
#include "lib/trapmap/withhold.h"

/* A claim that is done; its evidence and its row wait for the commit. */
struct done {
	struct vg_claimed claim;
	bool proves; /* the notification is evidence of a fault that stands */
};

struct vg_hearing {
	struct vg_hearing_tools t;
	struct vg_heard *heard;
	struct vg_hearinggap *gaps;
	struct vg_hearrepeat *repeat;
	struct vg_timer *timer;
	struct done *done; /* owned */
	size_t n_done, done_capacity;
	struct vg_hearing_counts count;
};

/* --- findings ---------------------------------------------------------------------------- */

static const char *
direction(bool bad)
{
	return bad ? "down" : "up";
}

static void
find_claim(struct vg_hearing *h, const struct vg_claimed *claim, enum vg_origin origin,
    enum vg_severity severity, const char *text)
{
	char device[VG_NAME_SIZE];
	const char *part = vg_resource_split(claim->resource, NULL, device);
	const struct vg_hearing_finding finding = {.device = device,
	    .part = part,
	    .kind = vg_packset_kind(h->t.packs, claim->kind),
	    .qualifier = claim->qualifier,
	    .origin = origin,
	    .bad = claim->bad,
	    .severity = severity,
	    .text = text};

	h->t.find_cb(&finding, h->t.cookie);
}

static void
find_disagreement(struct vg_hearing *h, const struct vg_claimed *claim, bool bad)
{
	const struct vg_kind *kind =
	    vg_packset_kind(h->t.packs, "trap-poll-disagreement");
	struct vg_claimed told = *claim;
	char text[VG_TEXT_SIZE];

	if (!kind)
		return;
	vg_text_format(text, sizeof(text), "trap says %s, poll says %s: %s",
	    direction(claim->bad), direction(!claim->bad), claim->text);
	vg_text_copy(told.kind, sizeof(told.kind), kind->name);
	told.qualifier[0] = '\0';
	told.bad = bad;
	find_claim(h, &told, VG_ORIGIN_BOTH, kind->severity, bad ? text : NULL);
}

/* --- claims ------------------------------------------------------------------------------ */

static void
set_timer(struct vg_hearing *h)
{
	struct vg_mono next = vg_heard_next(h->heard);

	if (next.us)
		vg_loop_timer_set(h->timer, vg_instant_mono_since(next, vg_clock_mono()));
	else
		vg_loop_timer_stop(h->timer);
}

static void
ask(struct vg_hearing *h, const struct vg_claimed *claim)
{
	h->t.ask_cb(claim->device, claim->probe, h->t.cookie);
}

/* What follows from a copy of 'claim' is to be proven and forgotten with the next commit. */
static void
be_done(struct vg_hearing *h, const struct vg_claimed *claim, bool proves)
{
	struct done *d;

	h->done = vg_mem_grow(h->done, &h->done_capacity, h->n_done, sizeof(*h->done));
	d = &h->done[h->n_done++];
	*d = (struct done){*claim, proves};
	d->claim.notification =
	    claim->notification ? vg_mem_text(claim->notification) : NULL;
}

/* Takes claim 'i' out of the waiting ones. */
static void
finish(struct vg_hearing *h, size_t i, bool proves)
{
	be_done(h, vg_heard_at(h->heard, i), proves);
	vg_heard_drop(h->heard, i);
}

static bool
stands(const struct vg_hearing *h, const struct vg_claimed *claim)
{
	return vg_fault_find(
		   h->t.faults, claim->resource, claim->kind, claim->qualifier) != NULL;
}

static void
end_disagreement(struct vg_hearing *h, const struct vg_claimed *claim)
{
	if (claim->told)
		find_disagreement(h, claim, false);
}

/* Both say the same. */
static void
agree(struct vg_hearing *h, size_t i, const struct vg_condition *condition)
{
	const struct vg_claimed *claim = vg_heard_at(h->heard, i);

	/* The polls clear in their own time; until then the notification is a witness. */
	if (!claim->bad && stands(h, claim))
		return;
	h->count.confirmed++;
	end_disagreement(h, claim);
	if (claim->bad) {
		vg_rule_believe(
		    h->t.rules_cb(claim->device, h->t.cookie), claim->kind, claim->part);
		find_claim(h, claim, VG_ORIGIN_BOTH, condition->severity,
		    condition->text[0] ? condition->text : claim->text);
	}
	finish(h, i, claim->bad);
}

/* The device cannot be asked, or not about this: the notification has the last word. */
static void
stand_alone(struct vg_hearing *h, const struct vg_claimed *claim)
{
	struct vg_rulestate *rules = h->t.rules_cb(claim->device, h->t.cookie);

	h->count.unconfirmed++;
	if (rules && claim->bad)
		vg_rule_believe(rules, claim->kind, claim->part);
	end_disagreement(h, claim);
	find_claim(h, claim, VG_ORIGIN_TRAP, claim->severity, claim->text);
}

static void
disagree(struct vg_hearing *h, size_t i)
{
	const struct vg_claimed *claim = vg_heard_at(h->heard, i);

	h->count.contradicted++;
	find_disagreement(h, claim, true);
	struct vg_claimed proof = *claim;
	vg_text_copy(proof.kind, sizeof(proof.kind), "trap-poll-disagreement");
	proof.qualifier[0] = '\0';
	be_done(h, &proof, true);
	if (vg_stateclaim_put(h->t.state, claim) != VG_OK)
		vg_log(VG_LOG_WARNING, "heard", claim->resource,
		    "%s: that it was told is not on disk", claim->kind);
}

static void
follow(struct vg_hearing *h, size_t i, enum vg_heard_step step,
    const struct vg_condition *condition)
{
	const struct vg_claimed *claim = vg_heard_at(h->heard, i);

	switch (step) {
	case VG_HEARD_WAIT:
		break;
	case VG_HEARD_AGREED:
		agree(h, i, condition);
		break;
	case VG_HEARD_STANDS:
		stand_alone(h, claim);
		finish(h, i, claim->bad);
		break;
	case VG_HEARD_DISAGREED:
		disagree(h, i);
		break;
	case VG_HEARD_OVER:
		vg_log(VG_LOG_INFO, "heard", claim->resource,
		    "%s: nobody confirms what a notification said: %s", claim->kind,
		    claim->text);
		finish(h, i, false);
		break;
	}
}

/* A look is due: ask; or the day of a disagreement is over. */
static void
look(void *cookie)
{
	struct vg_hearing *h = cookie;
	size_t i;

	while (vg_heard_due(h->heard, vg_clock_mono(), &i)) {
		const struct vg_claimed *claim = vg_heard_at(h->heard, i);
		if (vg_heard_is_over(h->heard, i)) {
			end_disagreement(h, claim);
			finish(h, i, false);
		} else if (h->t.has_cb(claim->device, claim->probe, h->t.cookie)) {
			ask(h, claim);
		} else {
			/* It turned out to be of another family. */
			follow(
			    h, i, claim->trusted ? VG_HEARD_STANDS : VG_HEARD_OVER, NULL);
		}
	}
	if (h->n_done)
		h->t.commit_cb(h->t.cookie);
	set_timer(h);
}

/* --- a poll answers ---------------------------------------------------------------------- */

static enum vg_heard_says
says_of(struct vg_hearing *h, const struct vg_hearing_poll *poll,
    const struct vg_claimed *claim, struct vg_condition *condition)
{
	struct vg_rulestate *rules = h->t.rules_cb(claim->device, h->t.cookie);

	switch (rules ? vg_rule_says(rules, claim->kind, claim->part, condition)
		      : VG_SAYS_NOTHING) {
	case VG_SAYS_GOOD:
		return VG_HEARD_GOOD;
	case VG_SAYS_BAD:
		return VG_HEARD_BAD;
	case VG_SAYS_NOTHING:
		break;
	}
	/* What has no row in a table of alarms is over. */
	return poll->samples->probe->alarm_table && poll->samples->whole
	    ? VG_HEARD_GOOD
	    : VG_HEARD_NOTHING;
}

static void
judge_claims(struct vg_hearing *h, const struct vg_hearing_poll *poll)
{
	struct vg_mono now = vg_clock_mono();

	/* From the end: a claim that is done is replaced by the last one. */
	for (size_t i = vg_heard_count(h->heard); i-- > 0;) {
		const struct vg_claimed *claim = vg_heard_at(h->heard, i);
		struct vg_condition condition = {0};
		enum vg_heard_says says = VG_HEARD_SILENT;
		if (strcmp(claim->device, poll->device) != 0)
			continue;
		if (poll->samples) {
			if (strcmp(claim->probe, poll->samples->probe->name) != 0)
				continue;
			says = says_of(h, poll, claim, &condition);
		}
		enum vg_heard_step step =
		    vg_heard_judge(h->heard, i, says, poll->asked, now);
		follow(h, i, step, &condition);
	}
}

/* The part that a standing fault is in the table of 'manager', or NULL. */
static const char *
part_at(const char *manager, const struct vg_event *fault)
{
	char device[VG_NAME_SIZE];
	const char *part = vg_resource_split(fault->resource, NULL, device);
	const char *owned = vg_owner_of(manager, part);
	char unused[VG_OWNER_ADDRESS_SIZE];

	if (owned)
		return owned;
	if (strcmp(device, manager) != 0 ||
	    (!vg_owner_address(part, unused) &&
		!vg_owner_address(fault->qualifier, unused)))
		return NULL;
	return part;
}

/* Alarms that stand by what was heard, or from before a restart, and have no row any more. */
static void
reconcile_table(struct vg_hearing *h, const struct vg_hearing_poll *poll)
{
	struct vg_rulestate *rules = h->t.rules_cb(poll->device, h->t.cookie);
	const char *probe = poll->samples->probe->name;

	for (size_t i = vg_fault_count(h->t.faults); i-- > 0;) {
		const struct vg_event *fault = vg_fault_at(h->t.faults, i);
		const char *part = part_at(poll->device, fault);
		struct vg_condition condition;
		if (!part || !vg_hearclaim_is_judged(h->t.packs, fault->kind, probe) ||
		    vg_rule_says(rules, fault->kind, part, &condition) != VG_SAYS_NOTHING)
			continue;
		struct vg_claimed over = {.bad = false};
		vg_text_copy(over.resource, sizeof(over.resource), fault->resource);
		vg_text_copy(over.kind, sizeof(over.kind), fault->kind);
		vg_text_copy(over.qualifier, sizeof(over.qualifier), fault->qualifier);
		find_claim(h, &over,
		    vg_hearing_origin(h, over.resource, over.kind, false),
		    VG_SEVERITY_CLEARED, "it is not in the table of alarms any more");
	}
}

void
vg_hearing_polled(struct vg_hearing *hearing, const struct vg_hearing_poll *poll)
{
	const struct vg_sampleset *samples = poll->samples;

	if (samples && samples->probe->alarm_table && samples->whole)
		reconcile_table(hearing, poll);
	judge_claims(hearing, poll);
	if (!samples)
		vg_hearrepeat_unanswered(hearing->repeat, poll->device);
	vg_hearinggap_polled(hearing->gaps, poll);
	set_timer(hearing);
}

/* --- a notification comes ---------------------------------------------------------------- */

static void
put_evidence(struct vg_hearing *h, const struct vg_claimed *claim)
{
	const struct vg_event *fault =
	    vg_fault_find(h->t.faults, claim->resource, claim->kind, claim->qualifier);
	struct vg_buf json;

	if (!fault || !claim->notification ||
	    !vg_hearinggap_may_prove(h->gaps, claim->device))
		return;
	vg_buf_init(&json, 0);
	vg_noticejson_evidence(fault, claim->notification, claim->at, &json);
	vg_batch_body(h->t.batch, VG_MESSAGE_EVIDENCE, &json, vg_clock_wall());
	vg_buf_fini(&json);
}

void
vg_hearing_committed(struct vg_hearing *hearing)
{
	for (size_t i = 0; i < hearing->n_done; i++) {
		struct done *d = &hearing->done[i];
		if (d->proves)
			put_evidence(hearing, &d->claim);
		if (vg_stateclaim_drop(hearing->t.state, &d->claim) != VG_OK)
			vg_log(VG_LOG_WARNING, "heard", d->claim.resource,
			    "%s: done, and still on disk", d->claim.kind);
		free(d->claim.notification);
	}
	hearing->n_done = 0;
}

/* Nobody can judge it: the notification stands, if it can be believed. */
static void
take_unjudged(struct vg_hearing *h, struct vg_claimed *claim)
{
	if (!claim->trusted) {
		vg_log(VG_LOG_WARNING, "heard", claim->resource,
		    "%s: said in the clear, and no poll can tell: %s", claim->kind,
		    claim->text);
		free(claim->notification);
		return;
	}
	stand_alone(h, claim);
	be_done(h, claim, claim->bad);
	free(claim->notification);
}

static bool
take_claim(struct vg_hearing *h, const struct vg_agentconf_device *device,
    const struct vg_trap *trap, const struct vg_claim *from)
{
	struct vg_claimed claim = vg_hearclaim_make(&h->t, device, trap, from);
	struct vg_claimed asks = claim;

	if (!vg_hearrepeat_counts(h->repeat, from->rule, &claim)) {
		free(claim.notification);
		return true;
	}
	if (!claim.probe[0]) {
		take_unjudged(h, &claim);
		return true;
	}
	if (vg_stateclaim_put(h->t.state, &claim) != VG_OK) {
		free(claim.notification);
		return false;
	}
	if (vg_heard_take(h->heard, &claim, vg_clock_mono()) != VG_OK) {
		vg_log(VG_LOG_WARNING, "heard", device->name,
		    "more claims at once than are kept; it is polled");
		vg_stateclaim_drop(h->t.state, &asks);
		ask(h, &asks);
		return false;
	}
	ask(h, &asks);
	return true;
}

/* Kept whole, and to be looked at by a person. */
static void
take_unknown(struct vg_hearing *h, const struct vg_agentconf_device *device,
    const struct vg_trap *trap)
{
	struct vg_claimed claim = vg_hearclaim_unknown(device, trap);

	h->count.unclassified++;
	find_claim(h, &claim, VG_ORIGIN_TRAP, claim.severity, claim.text);
	be_done(h, &claim, true);
	free(claim.notification);
}

static bool
take_claims(struct vg_hearing *h, const struct vg_agentconf_device *device,
    const struct vg_trap *trap)
{
	struct vg_claim claims[VG_TRAPMAP_MAX_CLAIMS];
	size_t n =
	    vg_trapmap_apply(h->t.packs, device->supplier, device->name, trap, claims);
	bool kept = true;

	for (size_t i = 0; i < n; i++) {
		const struct vg_trap_rule *rule = claims[i].rule;
		if (rule->action != VG_ACTION_INFO) {
			kept = take_claim(h, device, trap, &claims[i]) && kept;
			continue;
		}
		vg_log(VG_LOG_INFO, "heard", device->name, "%s", claims[i].event.text);
		if (rule->probe[0])
			h->t.ask_cb(device->name, rule->probe, h->t.cookie);
	}
	if (n == 0)
		take_unknown(h, device, trap);
	return kept;
}

bool
vg_hearing_take(struct vg_hearing *hearing, const struct vg_agentconf_device *device,
    const struct vg_trap *trap)
{
	vg_hearinggap_heard(hearing->gaps, device, trap);
	if (vg_hearclaim_is_start(trap))
		hearing->t.ask_cb(device->name, NULL, hearing->t.cookie);
	struct vg_trap room;
	const struct vg_trap *left = vg_withhold(vg_packset_marks(hearing->t.packs),
	    vg_state_key(hearing->t.state), trap, &room);
	bool kept = take_claims(hearing, device, left);
	vg_withhold_end(left, trap);
	set_timer(hearing);
	return kept;
}

bool
vg_hearing_store(struct vg_hearing *hearing)
{
	vg_hearinggap_settle(hearing->gaps);
	hearing->t.commit_cb(hearing->t.cookie);
	return vg_spool_retry(hearing->t.spool) == VG_OK;
}

void
vg_hearing_storm(struct vg_hearing *hearing, const struct vg_agentconf_device *device)
{
	vg_hearinggap_storm(hearing->gaps, device);
}

const char *
vg_hearing_owner(const struct vg_hearing *hearing, const struct vg_probe *probe,
    const char *manager, const char *part, const char *qualifier,
    char owned[VG_RESOURCE_SIZE])
{
	return vg_hearclaim_owner(
	    hearing->t.conf, probe, manager, part, qualifier, owned);
}

enum vg_origin
vg_hearing_origin(
    const struct vg_hearing *hearing, const char *resource, const char *kind, bool bad)
{
	return vg_heard_speaks(hearing->heard, resource, kind, bad) ? VG_ORIGIN_BOTH
								    : VG_ORIGIN_POLL;
}

void
vg_hearing_accept(struct vg_hearing *hearing, const char *device)
{
	const struct vg_kind *kind =
	    vg_packset_kind(hearing->t.packs, "unclassified-notification");

	for (size_t i = vg_fault_count(hearing->t.faults); kind && i-- > 0;) {
		const struct vg_event *fault = vg_fault_at(hearing->t.faults, i);
		if (strcmp(fault->device, device) != 0 ||
		    strcmp(fault->kind, kind->name) != 0)
			continue;
		char qualifier[VG_QUALIFIER_SIZE];
		vg_text_copy(qualifier, sizeof(qualifier), fault->qualifier);
		const struct vg_hearing_finding over = {.device = device,
		    .part = "",
		    .kind = kind,
		    .qualifier = qualifier,
		    .origin = VG_ORIGIN_SELF,
		    .text = "somebody has looked at it"};
		hearing->t.find_cb(&over, hearing->t.cookie);
	}
	hearing->t.commit_cb(hearing->t.cookie);
}

/* --- life -------------------------------------------------------------------------------- */

static void
go_on(struct vg_claimed *claim, void *cookie)
{
	struct vg_hearing *h = cookie;

	/* A device that is none of ours any more is not asked. */
	if (!h->t.rules_cb(claim->device, h->t.cookie)) {
		be_done(h, claim, false);
		free(claim->notification);
		return;
	}
	/* All is polled at the start: nobody has to ask. */
	if (vg_heard_take(h->heard, claim, vg_clock_mono()) != VG_OK)
		vg_log(VG_LOG_WARNING, "heard", claim->resource,
		    "%s: one claim more than are kept", claim->kind);
}

struct vg_hearing *
vg_hearing_new(const struct vg_hearing_tools *tools)
{
	struct vg_hearing *h = vg_mem_zero(sizeof(*h));

	h->t = *tools;
	h->heard = vg_heard_new(tools->conf->first_look_ms * VG_MS_US,
	    tools->conf->second_look_ms * VG_MS_US);
	h->timer = vg_loop_timer(tools->loop, look, h);
	h->gaps = vg_hearinggap_new(tools);
	h->repeat = vg_hearrepeat_new(&h->t);
	vg_stateclaim_each(tools->state, go_on, h);
	set_timer(h);
	return h;
}

void
vg_hearing_free(struct vg_hearing *hearing)
{
	if (!hearing)
		return;
	for (size_t i = 0; i < hearing->n_done; i++)
		free(hearing->done[i].claim.notification);
	free(hearing->done);
	vg_heard_free(hearing->heard);
	vg_hearinggap_free(hearing->gaps);
	vg_hearrepeat_free(hearing->repeat);
	vg_loop_timer_free(hearing->timer);
	free(hearing);
}

struct vg_hearing_counts
vg_hearing_count(const struct vg_hearing *hearing)
{
	struct vg_hearing_counts count = hearing->count;

	count.waiting = vg_heard_count(hearing->heard);
	count.lost = vg_hearinggap_lost(hearing->gaps);
	return count;
}
