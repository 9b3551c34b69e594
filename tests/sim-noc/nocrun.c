/*
 * A seed's run, and the shortest history that fails as it did.
 */
#include "tests/sim-noc/nocrun.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"
#include "tests/sim-noc/nocagent.h"
#include "tests/sim-noc/noccheck.h"
#include "tests/sim-noc/nocperson.h"

/* Longer than any hold, quiet time, wait and work: then all that was to happen has happened. */
#define AFTERWARDS_US (3 * VG_DAY_US)

static void
do_step(struct vg_nocworld *world, const struct vg_nocstep *step)
{
	switch ((enum vg_noctype)step->type) {
	case VG_NOC_RAISE:
	case VG_NOC_CLEAR:
	case VG_NOC_CHANGE:
		vg_nocagent_fault(world, step);
		break;
	case VG_NOC_CUT:
		vg_nocagent_cut(world, step);
		break;
	case VG_NOC_RESTART:
		vg_nocagent_restart(world, step);
		break;
	case VG_NOC_SPOOL:
		vg_nocagent_spool(world, step);
		break;
	case VG_NOC_LOSE:
		vg_nocagent_lose(world, step);
		break;
	case VG_NOC_TRAP:
		vg_nocperson_trap(world, step);
		break;
	case VG_NOC_STORM:
		vg_nocperson_storm(world, step);
		break;
	case VG_NOC_MAIL:
		vg_nocperson_mail(world, step);
		break;
	case VG_NOC_ACT:
		vg_nocperson_act(world, step);
		break;
	case VG_NOC_TREE:
		vg_nocworld_tree(world, step->a, step->b);
		break;
	case VG_NOC_CRASH:
		vg_nocworld_crash(world, step->a ? 1 + step->dice % 4000 : 0);
		break;
	case VG_NOC_CLOCK:
		world->offset_us += (int64_t)(int32_t)step->b * VG_SECOND_US;
		break;
	case VG_NOC_TYPES:
		break;
	}
	world->counts.steps++;
	/* What it made agents say at once is said before the next. */
	vg_nocworld_pass(world, world->true_us);
}

static void
tell(const struct vg_nocplan *plan, const struct vg_nocstep *step)
{
	char text[400];

	vg_nocplan_text(plan, step, text, sizeof(text));
	puts(text);
}

static void
add_counts(struct vg_noccounts *sum, const struct vg_noccounts *c)
{
	sum->steps += c->steps;
	sum->events += c->events;
	sum->cases += c->cases;
	sum->acts += c->acts;
	sum->refusals += c->refusals;
	sum->mails += c->mails;
	sum->trees += c->trees;
	sum->restarts += c->restarts;
	sum->kills += c->kills;
	sum->checks += c->checks;
}

size_t
vg_nocrun_steps(struct vg_nocrun *run, const struct vg_nocplan *plan, size_t n)
{
	struct vg_nocworld *world = vg_mem_zero(sizeof(*world));
	size_t i = 0;

	vg_nocworld_begin(world, plan, run->context, run->packs, run->profiles);
	for (; i < n && !world->wrong.what[0]; i++) {
		vg_nocworld_pass(world, plan->steps[i].at_us);
		if (world->wrong.what[0])
			break;
		if (run->tells)
			tell(plan, &plan->steps[i]);
		do_step(world, &plan->steps[i]);
		if (run->check_every && (i + 1) % run->check_every == 0 &&
		    !world->wrong.what[0])
			vg_noccheck_all(world);
	}
	if (!world->wrong.what[0]) {
		vg_nocagent_all_back(world);
		vg_nocworld_pass(world, world->true_us + AFTERWARDS_US);
	}
	if (!world->wrong.what[0])
		vg_noccheck_all(world);
	if (!world->wrong.what[0])
		vg_noccheck_truth(world);
	if (!world->wrong.what[0])
		vg_noccheck_acked(world);
	run->wrong = world->wrong;
	add_counts(&run->counts, &world->counts);
	vg_nocworld_end(world);
	free(world);
	return i;
}

/* --- shorter ------------------------------------------------------------------------------- */

/* Whether the same thing is found without steps 'from' to 'to' (exclusive). */
static bool
fails_without(struct vg_nocrun *run, struct vg_nocplan *plan, size_t from, size_t to,
    const char *what)
{
	size_t n = plan->n_steps, cut = to - from;
	struct vg_nocstep *kept = vg_mem_copy(plan->steps, n * sizeof(*kept));

	memmove(&plan->steps[from], &plan->steps[to], (n - to) * sizeof(*plan->steps));
	plan->n_steps = n - cut;
	size_t done = vg_nocrun_steps(run, plan, plan->n_steps);
	bool fails = strcmp(run->wrong.what, what) == 0;
	if (fails) {
		plan->n_steps = done < plan->n_steps ? done + 1 : done;
	} else {
		memcpy(plan->steps, kept, n * sizeof(*kept));
		plan->n_steps = n;
	}
	free(kept);
	return fails;
}

void
vg_nocrun_shrink(struct vg_nocrun *run, struct vg_nocplan *plan, size_t n, unsigned tries)
{
	const struct vg_nocwrong wrong = run->wrong;
	struct vg_nocwrong last = wrong;
	size_t size;

	plan->n_steps = n < plan->n_steps ? n : plan->n_steps;
	for (size = plan->n_steps / 2; size > 0 && tries > 0; size /= 2) {
		/* From the end, so that what is left is a history that leads there. */
		size_t at = plan->n_steps;
		while (at > 0 && tries > 0) {
			size_t from = at > size ? at - size : 0;
			tries--;
			if (fails_without(run, plan, from, at, wrong.what))
				last = run->wrong;
			at = from < plan->n_steps ? from : plan->n_steps;
		}
	}
	printf("seed %llu: %s\n  seen: %s\n  the same is found after %zu steps:\n",
	    (unsigned long long)plan->fleet.seed, last.what, last.seen, plan->n_steps);
	for (size_t i = 0; i < plan->n_steps; i++) {
		printf("    ");
		tell(plan, &plan->steps[i]);
	}
	run->wrong = wrong;
}
