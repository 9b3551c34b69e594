/*
 * The agents of a run.
 */
#include "tests/sim-noc/nocagent.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/model/vigiemib.h"
#include "tests/sim-noc/noccheck.h"

enum { BATCH = 32, RETRY_S = 7, FAST_BEAT_S = 60 };
enum { CALM_BEAT_S = VG_NOCFLEET_CALM_S / 4 * 3 };

void
vg_nocagent_spool_name(unsigned agent, unsigned spool, unsigned char name[VG_SPOOL_SIZE])
{
	char text[VG_SPOOL_SIZE + 1];

	snprintf(text, sizeof(text), "a%02up%04u", agent % 100, spool % 10000);
	memcpy(name, text, VG_SPOOL_SIZE);
}

static int64_t
beat_every(unsigned silent_s)
{
	return (silent_s < VG_NOCFLEET_CALM_S ? FAST_BEAT_S : CALM_BEAT_S) * VG_SECOND_US;
}

void
vg_nocagent_begin(struct vg_nocworld *world)
{
	for (unsigned i = 0; i < world->plan->fleet.n_sites; i++) {
		world->agents[i].spool = 1;
		world->agents[i].next = 1;
		world->agents[i].beat_us = world->true_us + (i + 1) * VG_SECOND_US;
	}
}

void
vg_nocagent_beats(struct vg_nocworld *world, unsigned silent_s)
{
	for (unsigned i = 0; i < world->plan->fleet.n_sites; i++)
		world->agents[i].beat_us = world->true_us + (i + 1) * VG_SECOND_US;
	(void)silent_s;
}

static void
drop_queue(struct vg_nocagent *a)
{
	for (size_t i = 0; i < a->n; i++)
		free(a->queue[i].body);
	a->n = 0;
	a->send_us = 0;
}

void
vg_nocagent_end(struct vg_nocworld *world)
{
	for (unsigned i = 0; i < world->plan->fleet.n_sites; i++) {
		drop_queue(&world->agents[i]);
		free(world->agents[i].queue);
		free(world->agents[i].acked);
	}
}

int64_t
vg_nocagent_next(const struct vg_nocworld *world, unsigned *agent)
{
	int64_t next = 0;

	for (unsigned i = 0; i < world->plan->fleet.n_sites; i++) {
		const struct vg_nocagent *a = &world->agents[i];
		int64_t at =
		    a->send_us && a->send_us < a->beat_us ? a->send_us : a->beat_us;
		if (next && at >= next)
			continue;
		next = at;
		*agent = i;
	}
	return next;
}

/* --- saying -------------------------------------------------------------------------------- */

static void
wake(struct vg_nocagent *a, int64_t at_us)
{
	if (at_us < a->cut_us)
		at_us = a->cut_us;
	if (!a->send_us || at_us < a->send_us)
		a->send_us = at_us;
}

/* A message with the next number; takes 'body'. */
static struct vg_nocsaid *
say(struct vg_nocworld *world, unsigned agent, enum vg_message_type type, char *body)
{
	struct vg_nocagent *a = &world->agents[agent];

	a->queue = vg_mem_grow(a->queue, &a->room, a->n, sizeof(*a->queue));
	struct vg_nocsaid *m = &a->queue[a->n++];
	memset(m, 0, sizeof(*m));
	m->sequence = a->next++;
	m->type = (uint8_t)type;
	m->at_us = m->since_us = m->not_before_us = world->true_us;
	m->body = body;
	wake(a, world->true_us);
	return m;
}

static struct vg_nocsaid *
say_fault(
    struct vg_nocworld *world, unsigned agent, enum vg_message_type type, unsigned slot)
{
	struct vg_noctruth *truth = &world->truth[slot];
	struct vg_nocsaid *m = say(world, agent, type, NULL);

	m->slot = slot;
	m->severity = truth->severity;
	m->since_us = truth->since_us;
	truth->last = m->sequence;
	return m;
}

/* Whether a message of that type waits already. */
static bool
waits(const struct vg_nocagent *a, enum vg_message_type type)
{
	for (size_t i = 0; i < a->n; i++) {
		if (a->queue[i].type == type)
			return true;
	}
	return false;
}

static unsigned
agent_of(const struct vg_nocworld *world, unsigned slot)
{
	const struct vg_nocpart *part;
	unsigned site;
	int device;

	vg_nocfleet_slot(&world->plan->fleet, slot, &site, &device, &part);
	return site;
}

static unsigned
count_standing(const struct vg_nocworld *world, unsigned agent)
{
	unsigned n = 0;

	for (unsigned s = 0; s < vg_nocfleet_slots(&world->plan->fleet); s++)
		n += world->truth[s].stands && agent_of(world, s) == agent;
	return n;
}

static void
say_alive(struct vg_nocworld *world, unsigned agent)
{
	if (waits(&world->agents[agent], VG_MESSAGE_HEARTBEAT))
		return;
	say(world, agent, VG_MESSAGE_HEARTBEAT,
	    vg_mem_format("{\"version\":\"sim\",\"queue\":0,\"standing\":%u,"
			  "\"cycle-age-ms\":800}",
		count_standing(world, agent)));
}

static void
say_standing(struct vg_nocworld *world, unsigned agent)
{
	const char *between = "";
	struct vg_buf b;

	vg_buf_init(&b, 0);
	vg_buf_add_text(&b, "{\"standing\":[");
	for (unsigned s = 0; s < vg_nocfleet_slots(&world->plan->fleet); s++) {
		if (!world->truth[s].stands || agent_of(world, s) != agent)
			continue;
		vg_buf_addf(&b, "%s%" PRIu64, between, world->truth[s].last);
		between = ",";
	}
	vg_buf_addf(&b, "],\"next\":%" PRIu64 "}", world->agents[agent].next);
	say(world, agent, VG_MESSAGE_STANDING, vg_buf_give(&b));
}

static void
say_inventory(struct vg_nocworld *world, unsigned device)
{
	say(world, world->plan->fleet.site_of[device], VG_MESSAGE_INVENTORY,
	    vg_mem_format(
		"{\"device\":\"ne-%u\",\"family\":\"ssg-500\",\"model\":\"SSG-500\","
		"\"serial\":\"SN-%u\",\"software\":\"16.%u\"}",
		device + 1, device + 1, device % 3));
}

/* --- the road -------------------------------------------------------------------------------- */

static void
encode(const struct vg_nocworld *world, unsigned agent, const struct vg_nocsaid *said,
    struct vg_trap *trap)
{
	const struct vg_nocfleet *f = &world->plan->fleet;
	struct vg_message m = {.type = (enum vg_message_type)said->type,
	    .part = 1,
	    .parts = 1,
	    .body_size = said->body ? strlen(said->body) : 0};
	struct vg_event *e = &m.event;
	const struct vg_nocpart *part;
	unsigned site;
	int device;

	snprintf(e->key.agent, sizeof(e->key.agent), "s%u", agent + 1);
	vg_nocagent_spool_name(agent, world->agents[agent].spool, e->key.spool);
	e->key.sequence = said->sequence;
	e->agent_time.us = said->at_us;
	e->action = VG_ACTION_INFO;
	m.body = (unsigned char *)said->body;
	if (vg_vigiemib_is_fault(m.type)) {
		vg_nocfleet_slot(f, said->slot, &site, &device, &part);
		const char *kind = vg_nocfleet_resource(f, said->slot, e->resource);
		e->since.us = said->since_us;
		e->origin = VG_ORIGIN_POLL;
		e->severity = (enum vg_severity)said->severity;
		vg_text_copy(e->kind, sizeof(e->kind), kind);
		vg_text_format(e->text, sizeof(e->text), "%s stands", kind);
		if (device >= 0) {
			snprintf(e->device, sizeof(e->device), "ne-%d", device + 1);
			snprintf(e->serial, sizeof(e->serial), "SN-%d", device + 1);
		}
	}
	*trap = (struct vg_trap){.version = 3,
	    .inform = true,
	    .auth_priv = true,
	    .authentic = true,
	    .received = vg_nocworld_now(world)};
	vg_text_copy(trap->source, sizeof(trap->source), "10.1.0.1");
	vg_text_copy(trap->user, sizeof(trap->user), e->key.agent);
	trap->varbinds = vg_mem_array(VG_VIGIEMIB_MAX_VARBINDS, sizeof(*trap->varbinds));
	trap->n_varbinds = vg_vigiemib_encode(&m, &trap->oid, trap->varbinds);
}

struct batch {
	struct vg_trap traps[BATCH];
	size_t of[BATCH]; /* in the queue */
	enum vg_intake_result results[BATCH];
	size_t n;
};

static void
shuffle(struct batch *b, uint64_t seed)
{
	struct vg_nocchance chance;

	vg_nocchance_begin(&chance, seed);
	for (size_t i = b->n; i > 1; i--) {
		size_t j = (size_t)vg_nocchance_below(&chance, i), of = b->of[i - 1];
		b->of[i - 1] = b->of[j];
		b->of[j] = of;
	}
}

static void
acknowledge(struct vg_nocworld *world, unsigned agent, struct vg_nocsaid *said)
{
	struct vg_nocagent *a = &world->agents[agent];

	world->counts.events++;
	a->acked = vg_mem_grow(a->acked, &a->acked_room, a->n_acked, sizeof(*a->acked));
	a->acked[a->n_acked++] =
	    (struct vg_nocacked){a->spool, said->sequence, world->true_us};
	vg_noccheck_message(world, agent, said->sequence);
	if (said->unheard) {
		said->unheard = false;
		said->not_before_us = world->true_us + RETRY_S * VG_SECOND_US;
		return;
	}
	said->sequence = 0;
}

/* What is answered leaves the queue; gives when the rest is to be tried. */
static int64_t
tidy(struct vg_nocworld *world, struct vg_nocagent *a)
{
	int64_t next = 0;
	size_t kept = 0;

	for (size_t i = 0; i < a->n; i++) {
		if (a->queue[i].sequence == 0) {
			free(a->queue[i].body);
			continue;
		}
		int64_t at = a->queue[i].not_before_us;
		if (at <= world->true_us)
			at = world->true_us + 1;
		next = !next || at < next ? at : next;
		a->queue[kept++] = a->queue[i];
	}
	a->n = kept;
	return next;
}

static void
take_results(struct vg_nocworld *world, unsigned agent, const struct batch *b)
{
	struct vg_nocagent *a = &world->agents[agent];

	for (size_t i = 0; i < b->n; i++) {
		struct vg_nocsaid *said = &a->queue[b->of[i]];
		switch (b->results[i]) {
		case VG_INTAKE_STORED:
		case VG_INTAKE_KNOWN:
			acknowledge(world, agent, said);
			break;
		case VG_INTAKE_REFUSED:
		case VG_INTAKE_FOLDED:
			vg_nocworld_wrong(world, "a good message is taken",
			    "agent s%u, number %" PRIu64 ": result %d", agent + 1,
			    said->sequence, (int)b->results[i]);
			break;
		case VG_INTAKE_FAILED:
		case VG_INTAKE_OVERLOAD:
			said->not_before_us = world->true_us + RETRY_S * VG_SECOND_US;
		}
	}
}

static void
send_batch(struct vg_nocworld *world, unsigned agent)
{
	struct vg_nocagent *a = &world->agents[agent];
	struct batch b;

	b.n = 0;
	for (size_t i = 0; i < a->n && b.n < BATCH; i++) {
		if (a->queue[i].not_before_us <= world->true_us)
			b.of[b.n++] = i;
	}
	if (a->shuffles)
		shuffle(&b, world->plan->fleet.seed + a->next);
	a->shuffles = false;
	for (size_t i = 0; i < b.n; i++) {
		a->queue[b.of[i]].tried = true;
		encode(world, agent, &a->queue[b.of[i]], &b.traps[i]);
	}
	vg_nocworld_calls(world);
	int code = b.n ? vg_desk_intake(world->desk, b.traps, b.n, vg_nocworld_now(world),
			     b.results, NULL)
		       : VG_OK;
	vg_nocworld_answered(world);
	if (code != VG_OK && !world->dead)
		vg_nocworld_wrong(world, "messages are taken", "%s", vg_error_text(code));
	/* Who was killed has told nobody, whatever it had committed. */
	for (size_t i = 0; i < b.n; i++) {
		vg_trap_fini(&b.traps[i]);
		if (world->dead)
			b.results[i] = VG_INTAKE_FAILED;
	}
	take_results(world, agent, &b);
	a->send_us = tidy(world, a);
	vg_nocworld_called(world);
}

void
vg_nocagent_turn(struct vg_nocworld *world, unsigned agent)
{
	struct vg_nocagent *a = &world->agents[agent];

	if (a->beat_us <= world->true_us) {
		say_alive(world, agent);
		a->beat_us = world->true_us + beat_every(world->silent_s);
	}
	if (a->cut_us > world->true_us) {
		a->send_us = a->cut_us;
		return;
	}
	if (a->lists) {
		a->lists = false;
		say_alive(world, agent);
		say_standing(world, agent);
	}
	if (a->send_us && a->send_us <= world->true_us)
		send_batch(world, agent);
}

/* --- steps of the plan ----------------------------------------------------------------------- */

static void
travel(struct vg_nocworld *world, unsigned agent, struct vg_nocsaid *said,
    const struct vg_nocstep *step)
{
	struct vg_nocagent *a = &world->agents[agent];

	said->unheard = step->how & VG_NOC_UNHEARD;
	said->tried = step->how & VG_NOC_LOST;
	if (said->tried)
		said->not_before_us =
		    world->true_us + (int64_t)(3 + step->dice % 22) * VG_SECOND_US;
	if (step->how & VG_NOC_SHUFFLED)
		a->shuffles = true;
	a->send_us = 0;
	for (size_t i = 0; i < a->n; i++)
		wake(a, a->queue[i].not_before_us);
	if (step->how & VG_NOC_LATE)
		a->send_us = world->true_us + (int64_t)(step->dice % 9) * VG_SECOND_US;
	if (a->send_us < a->cut_us)
		a->send_us = a->cut_us;
}

void
vg_nocagent_fault(struct vg_nocworld *world, const struct vg_nocstep *step)
{
	struct vg_noctruth *truth = &world->truth[step->a];
	enum vg_message_type type = VG_MESSAGE_CHANGED;
	const struct vg_nocpart *part;
	unsigned agent;
	int device;

	vg_nocfleet_slot(&world->plan->fleet, step->a, &agent, &device, &part);
	uint8_t severity = (uint8_t)part->severities[step->b % part->n_severities];
	if (step->type == VG_NOC_RAISE ? truth->stands : !truth->stands)
		return;
	if (step->type == VG_NOC_CHANGE && truth->severity == severity)
		return;
	if (step->type == VG_NOC_CLEAR) {
		type = VG_MESSAGE_CLEARED;
		truth->stands = false;
	} else {
		truth->severity = severity;
	}
	if (step->type == VG_NOC_RAISE) {
		type = VG_MESSAGE_RAISED;
		truth->stands = true;
		truth->since_us = world->true_us;
	}
	travel(world, agent, say_fault(world, agent, type, step->a), step);
}

void
vg_nocagent_cut(struct vg_nocworld *world, const struct vg_nocstep *step)
{
	struct vg_nocagent *a = &world->agents[step->a];

	a->cut_us = world->true_us + (int64_t)step->b * VG_SECOND_US;
	/* Who was away for long tells what stands when it is heard again. */
	a->lists = a->lists || step->b > 120;
	if (a->send_us || a->lists)
		a->send_us = a->cut_us;
}

void
vg_nocagent_restart(struct vg_nocworld *world, const struct vg_nocstep *step)
{
	const struct vg_nocfleet *f = &world->plan->fleet;
	unsigned s = step->a, n = f->first_of[s + 1] - f->first_of[s];

	say_alive(world, s);
	say_inventory(world, f->first_of[s] + (unsigned)(step->dice % n));
	if (!waits(&world->agents[s], VG_MESSAGE_STANDING))
		say_standing(world, s);
}

/* What stands is told again, from number 'from' on: what was told before it has arrived. */
static void
say_again(struct vg_nocworld *world, unsigned agent, uint64_t from)
{
	for (unsigned s = 0; s < vg_nocfleet_slots(&world->plan->fleet); s++) {
		if (world->truth[s].stands && world->truth[s].last >= from &&
		    agent_of(world, s) == agent)
			say_fault(world, agent, VG_MESSAGE_RAISED, s);
	}
	say_standing(world, agent);
}

void
vg_nocagent_spool(struct vg_nocworld *world, const struct vg_nocstep *step)
{
	struct vg_nocagent *a = &world->agents[step->a];

	drop_queue(a);
	a->spool++;
	a->next = 1;
	say_alive(world, step->a);
	say_again(world, step->a, 0);
}

/* What was never on the road is lost: the last messages that wait. */
void
vg_nocagent_lose(struct vg_nocworld *world, const struct vg_nocstep *step)
{
	struct vg_nocagent *a = &world->agents[step->a];
	uint64_t last = a->next - 1;
	size_t kept = a->n;

	while (kept > 0 && !a->queue[kept - 1].tried)
		kept--;
	if (kept == a->n)
		return;
	uint64_t first = a->queue[kept].sequence;
	for (size_t i = kept; i < a->n; i++)
		free(a->queue[i].body);
	a->n = kept;
	struct vg_nocsaid *gap = say(world, step->a, VG_MESSAGE_GAP,
	    vg_mem_format("{\"from\":%" PRIu64 ",\"to\":%" PRIu64
			  ",\"lost\":1,\"reason\":\"overflow\"}",
		first, last));
	gap->sequence = first;
	a->next = last + 1;
	say_again(world, step->a, first);
}

void
vg_nocagent_all_back(struct vg_nocworld *world)
{
	for (unsigned i = 0; i < world->plan->fleet.n_sites; i++) {
		struct vg_nocagent *a = &world->agents[i];
		a->cut_us = 0;
		say_alive(world, i);
		say_standing(world, i);
		for (size_t m = 0; m < a->n; m++)
			a->queue[m].not_before_us = world->true_us;
		a->send_us = world->true_us;
	}
}
