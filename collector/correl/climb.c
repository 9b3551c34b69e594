/*
 * The deeds that rungs leave behind.
 */
#include "collector/correl/climb.h"

#include <assert.h>
#include <string.h>

#include "collector/correl/moment.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

struct vg_deed *
vg_climb_add(struct vg_climb *climb, enum vg_deed_type type)
{
	assert(climb->v->n_deeds < VG_CORREL_MAX_DEEDS);
	struct vg_deed *d = &climb->v->deeds[climb->v->n_deeds++];

	memset(d, 0, sizeof(*d));
	d->type = type;
	return d;
}

struct vg_deed *
vg_climb_add_for(
    struct vg_climb *climb, enum vg_deed_type type, const char *number, const char *text)
{
	struct vg_deed *d = vg_climb_add(climb, type);

	vg_text_copy(d->number, sizeof(d->number), number);
	vg_text_copy(d->text, sizeof(d->text), text);
	return d;
}

bool
vg_climb_stands(const struct vg_climb *climb)
{
	return climb->f->alarm.exists && !climb->f->alarm.cleared;
}

void
vg_climb_raise(struct vg_climb *climb)
{
	if (climb->raised)
		return;
	climb->raised = true;
	vg_climb_add(
	    climb, vg_climb_stands(climb) ? VG_DEED_ALARM_CHANGE : VG_DEED_ALARM_RAISE);
}

void
vg_climb_join(struct vg_climb *climb, const char *number, bool symptom)
{
	vg_climb_add_for(climb, VG_DEED_CASE_JOIN, number, "")->symptom = symptom;
}

static void
start(struct vg_climb *climb, const char *number, enum vg_target target)
{
	vg_climb_add_for(climb, VG_DEED_TARGET_START, number, "")->target = target;
}

/* Whether this fault makes the integrator owe the client a word (P7). */
static bool
owes_word(const struct vg_climb *climb)
{
	const struct vg_entitlement *e = &climb->f->entitlement;

	return e->opens == VG_OPENING_NEW && e->contract &&
	    e->contract->proactive_clock &&
	    climb->f->event->severity >= VG_SEVERITY_MAJOR;
}

void
vg_climb_worsen(struct vg_climb *climb, const struct vg_case_facts *into)
{
	vg_climb_add_for(climb, VG_DEED_CASE_WORSE, into->number, "");
	vg_climb_add_for(climb, VG_DEED_TELL, into->number, "worse");
	/* A case keeps the entitlement of its opening: those two owe nobody a word. */
	if (owes_word(climb) && into->severity < VG_SEVERITY_MAJOR &&
	    into->state != VG_CASE_QU && into->state != VG_CASE_OB)
		start(climb, into->number, VG_TARGET_CLIENT_TOLD);
}

/* What every new or reopened case gets, after its opening deed. */
static void
begin(struct vg_climb *climb, const char *number)
{
	bool quarantine = climb->f->entitlement.opens == VG_OPENING_QUARANTINE;

	vg_climb_join(climb, number, false);
	vg_climb_add_for(climb, VG_DEED_JOURNAL, number, climb->f->event->text);
	if (quarantine)
		start(climb, number, VG_TARGET_ENTITLEMENT);
	else if (owes_word(climb))
		start(climb, number, VG_TARGET_CLIENT_TOLD);
	vg_climb_add_for(climb, VG_DEED_SUGGEST, number, "");
	vg_climb_add_for(
	    climb, VG_DEED_TELL, number, quarantine ? "quarantine" : "opened");
}

void
vg_climb_open(struct vg_climb *climb, enum vg_case_state state)
{
	vg_climb_raise(climb);
	vg_climb_add(climb, VG_DEED_CASE_OPEN)->state = state;
	begin(climb, "");
}

void
vg_climb_reopen(struct vg_climb *climb, const char *number)
{
	vg_climb_raise(climb);
	vg_climb_add_for(climb, VG_DEED_CASE_REOPEN, number, "");
	begin(climb, number);
}

/* The instant at which the fault ended, by whoever saw it end. */
static struct vg_wall
ended_at(const struct vg_climb *climb)
{
	struct vg_wall at = climb->f->event->agent_time;

	return vg_instant_compare(at, climb->f->now) > 0 ? climb->f->now : at;
}

struct vg_wall
vg_climb_moment(const struct vg_climb *climb)
{
	const struct vg_correl_facts *f = climb->f;

	return vg_instant_is_set(f->moment) ? f->moment : f->now;
}

/* P7: why the client need not be told. */
static void
write_quiet(const struct vg_climb *climb, char text[VG_TEXT_SIZE])
{
	char class[VG_NAME_SIZE], name[VG_NAME_SIZE];

	vg_resource_split(climb->f->event->resource, class, name);
	if (climb->f->left)
		vg_text_format(text, VG_TEXT_SIZE,
		    "P7: %s %s left the tree, and nobody asked", class, name);
	else
		vg_text_copy(
		    text, VG_TEXT_SIZE, "P7: it cleared at once and nobody asked");
}

void
vg_climb_clear(struct vg_climb *climb, struct vg_wall over)
{
	const struct vg_correl_facts *f = climb->f;
	const struct vg_case_facts *of = &f->alarm_case;
	const char *number = f->alarm.case_number;

	vg_climb_add(climb, VG_DEED_ALARM_CLEAR);
	if (!number[0])
		return;
	vg_climb_add_for(climb, VG_DEED_JOURNAL, number, f->event->text);
	if (!f->others_stand) {
		vg_climb_add_for(climb, VG_DEED_CASE_CLEARED, number, "")->at =
		    vg_climb_lasts(climb, over, f->kind->settle_s);
		if (of->exists && of->client_told_runs && !of->asked &&
		    vg_instant_since(ended_at(climb), of->fault_began) <=
			(int64_t)of->quiet_s * VG_SECOND_US) {
			struct vg_deed *d =
			    vg_climb_add_for(climb, VG_DEED_TARGET_END, number, "");
			write_quiet(climb, d->text);
			d->target = VG_TARGET_CLIENT_TOLD;
			d->at = f->now;
		}
	}
	vg_climb_add_for(climb, VG_DEED_SUGGEST, number, "");
}

struct vg_wall
vg_climb_until(const struct vg_climb *climb, struct vg_wall from, uint32_t seconds)
{
	struct vg_wall moment = vg_climb_moment(climb);

	if (vg_instant_compare(from, moment) > 0)
		from = moment;
	return vg_instant_add(from, (int64_t)seconds * VG_SECOND_US);
}

struct vg_wall
vg_climb_lasts(const struct vg_climb *climb, struct vg_wall from, uint32_t seconds)
{
	return vg_moment_after(from, climb->f->now, climb->f->wait_s, seconds);
}
