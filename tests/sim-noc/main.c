/*
 * sim-noc: fleets, their faults and their people against the real desk, in virtual time.
 *
 *     sim-noc [--profile] SEEDS YEARS [SEED0 [STEPS]]
 *
 * SEEDS runs of YEARS device-years each, from number SEED0 (1) on.  With STEPS, the first so many
 * steps of each and each of them on a line.  What does not hold is told with its seed and the
 * shortest history found that leads there.  With --profile, what a device-year asks of SQLite,
 * statement by statement.  The last line is one JSON object; exit 0 when all held.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/os/clock.h"
#include "lib/yang/packload.h"
#include "tests/sim-noc/nocprofile.h"
#include "tests/sim-noc/nocrun.h"

enum { CHECK_EVERY = 2000, TRIES = 300, TOLD = 5 };

static int64_t
since_us(struct vg_mono begun)
{
	return vg_instant_mono_since(vg_clock_mono(), begun);
}

static void
print_end(const struct vg_nocrun *run, uint64_t seeds, double years, uint64_t violations,
    int64_t took_us)
{
	const struct vg_noccounts *c = &run->counts;
	double seconds = (double)took_us / VG_SECOND_US;

	printf("{\"device_years_per_minute\": %.0f, \"seeds\": %" PRIu64
	       ", \"violations\": %" PRIu64
	       ", \"device_years\": %.0f, \"seconds\": %.2f, "
	       "\"steps\": %" PRIu64 ", \"events\": %" PRIu64 ", \"cases\": %" PRIu64
	       ", \"commands\": %" PRIu64 ", \"refused\": %" PRIu64
	       ", \"mails\": %" PRIu64 ", \"trees\": %" PRIu64 ", \"restarts\": %" PRIu64
	       ", \"kills\": %" PRIu64 ", \"checks\": %" PRIu64 "}\n",
	    seconds > 0 ? (double)seeds * years * 60 / seconds : 0, seeds, violations,
	    (double)seeds * years, seconds, c->steps, c->events, c->cases, c->acts,
	    c->refusals, c->mails, c->trees, c->restarts, c->kills, c->checks);
}

/* One seed; true when all held. */
static bool
run_seed(struct vg_nocrun *run, uint64_t seed, double years, size_t steps, bool tells)
{
	struct vg_nocplan plan;

	vg_nocplan_make(&plan, seed, years);
	size_t n = steps && steps < plan.n_steps ? steps : plan.n_steps;
	size_t done = vg_nocrun_steps(run, &plan, n);
	bool held = !run->wrong.what[0];
	if (!held && tells && !steps) {
		const struct vg_noccounts counts = run->counts;
		/* The step under way is one of those that are needed. */
		vg_nocrun_shrink(run, &plan, done < n ? done + 1 : n, TRIES);
		run->counts = counts;
	} else if (!held) {
		printf("seed %" PRIu64 ": %s: %s (after %zu steps)\n", seed,
		    run->wrong.what, run->wrong.seen, done);
	}
	fflush(stdout);
	vg_nocplan_fini(&plan);
	return held;
}

int
main(int argc, char **argv)
{
	bool profiles = argc > 1 && strcmp(argv[1], "--profile") == 0;

	argv += profiles;
	argc -= profiles;
	uint64_t seeds = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
	double years = argc > 2 ? strtod(argv[2], NULL) : 0;
	uint64_t first = argc > 3 ? strtoull(argv[3], NULL, 10) : 1, violations = 0;
	size_t steps = argc > 4 ? (size_t)strtoull(argv[4], NULL, 10) : 0;
	struct vg_nocrun run = {
	    .check_every = CHECK_EVERY, .tells = steps > 0, .profiles = profiles};
	struct vg_context *context = NULL;
	struct vg_packset *packs = NULL;
	struct vg_detail detail;

	if (seeds == 0 || years <= 0) {
		fprintf(
		    stderr, "usage: sim-noc [--profile] SEEDS YEARS [SEED0 [STEPS]]\n");
		return 2;
	}
	vg_nocworld_prepare();
	if (vg_context_new(&context, &detail) != VG_OK ||
	    vg_packload_folder(context, NULL, NULL, 0, &packs, &detail) != VG_OK) {
		fprintf(stderr, "sim-noc: %s\n", detail.text);
		return 2;
	}
	run.context = context;
	run.packs = packs;
	struct vg_mono begun = vg_clock_mono();
	for (uint64_t i = 0; i < seeds; i++)
		violations += !run_seed(&run, first + i, years, steps, violations < TOLD);
	int64_t took_us = since_us(begun);
	if (profiles)
		vg_nocprofile_print((double)seeds * years);
	print_end(&run, seeds, years, violations, took_us);
	vg_nocprofile_fini();
	vg_nocworld_let_go();
	vg_packset_free(packs);
	vg_context_free(context);
	return violations ? 1 : 0;
}
