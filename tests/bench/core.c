/*
 * What the pure core takes for an event: its subject, the contract in force at that moment, and
 * the ladder over prepared facts, with verdict and deeds.  No store, no desk.
 *
 *     build/release/tests/bench/core [COUNT [ROUNDS]]        (200,000 and 9)
 *
 * repeats: the alarm stands, nothing changes (rung 6).  new: no alarm, no case, no hold: the alarm
 * is raised and its case opened with its clocks (rung 16).  worse: it stands, becomes critical and
 * joins its case (rung 12).  clears: the last alarm of its case, whose clear has lasted (rung 5).
 * CPU is getrusage's of this process; figures are medians of the rounds, in events a second.  The
 * last line is one JSON object: figures, and how many verdicts and deeds were as they must be.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "collector/correl/ladder.h"
#include "collector/correl/subject.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/yang/context.h"
#include "lib/yang/packload.h"

enum { EVENTS = 4096, MAX_ROUNDS = 99 };

/* 2026-07-09T12:00:00Z */
#define NOON INT64_C(1783598400000000)

/* One way through the ladder: how its facts differ, the rung that must decide, how many deeds. */
struct way {
	const char *name;
	void (*prepare)(struct vg_correl_facts *facts);
	enum vg_action action;
	int rung;
	size_t least_deeds;
};

struct bench {
	struct vg_event *events; /* owned */
	struct vg_kind kind;
	struct vg_mode_period mode;
	struct vg_contract contract;
	uint64_t verdicts, deeds, wrong;
};

static void
must(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "core: %s\n", what);
	exit(1);
}

static double
cpu_s(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
	    (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

/*
 * --- ways
 * -------------------------------------------------------------------------------------------
 */

static void
prepare_repeat(struct vg_correl_facts *f)
{
	f->alarm = (struct vg_alarm_fact){.exists = true,
	    .severity = VG_SEVERITY_MAJOR,
	    .last_raised = {NOON - VG_HOUR_US}};
	memcpy(f->alarm.case_number, "2026-000001", sizeof("2026-000001"));
}

static void
prepare_new(struct vg_correl_facts *f)
{
	(void)f;
}

static void
prepare_worse(struct vg_correl_facts *f)
{
	prepare_repeat(f);
	f->open_case = (struct vg_case_facts){.exists = true,
	    .state = VG_CASE_NW,
	    .severity = VG_SEVERITY_WARNING,
	    .has_part = true};
	memcpy(f->open_case.number, f->alarm.case_number, sizeof("2026-000001"));
	f->alarm.severity = VG_SEVERITY_WARNING;
}

static void
prepare_clear(struct vg_correl_facts *f)
{
	prepare_worse(f);
	f->alarm.severity = VG_SEVERITY_MAJOR;
	f->alarm.clear_pending = true;
	f->revisit = true;
	f->alarm_case = f->open_case;
}

static const struct way ways[] = {
    {"repeats", prepare_repeat, VG_ACTION_RAISE, 6, 1},
    {"new", prepare_new, VG_ACTION_RAISE, 16, 6},
    {"worse", prepare_worse, VG_ACTION_RAISE, 12, 5},
    {"clears", prepare_clear, VG_ACTION_CLEAR, 5, 3},
};
enum { N_WAYS = sizeof(ways) / sizeof(ways[0]) };

/*
 * --- the core
 * ------------------------------------------------------------------------------------------
 */

/* What the desk does for an event between its queries. */
static void
judge(struct bench *b, const struct way *way, const struct vg_event *event,
    struct vg_correl_facts *facts, struct vg_verdict *verdict)
{
	char subject[VG_RESOURCE_SIZE];

	memset(facts, 0, sizeof(*facts));
	vg_subject_of(&b->kind, event->resource, "lyon-2", subject);
	facts->event = event;
	facts->kind = &b->kind;
	facts->now.us = event->agent_time.us + VG_SECOND_US;
	way->prepare(facts);
	vg_contract_judge(&b->contract, event->since, &facts->entitlement);
	vg_ladder_judge(facts, verdict);
	b->verdicts++;
	b->deeds += verdict->n_deeds;
	b->wrong += verdict->rung != way->rung || verdict->n_deeds < way->least_deeds ||
	    subject[0] != 'd';
}

static double
run(struct bench *b, const struct way *way, uint64_t count)
{
	struct vg_correl_facts facts;
	struct vg_verdict verdict;

	for (size_t i = 0; i < EVENTS; i++)
		b->events[i].action = way->action;
	double begun = cpu_s();
	for (uint64_t i = 0; i < count; i++)
		judge(b, way, &b->events[i % EVENTS], &facts, &verdict);
	double used = cpu_s() - begun;
	return used > 0 ? (double)count / used : 0;
}

static void
make_events(struct bench *b)
{
	b->events = vg_mem_array(EVENTS, sizeof(*b->events));
	for (size_t i = 0; i < EVENTS; i++) {
		struct vg_event *e = &b->events[i];
		memset(e, 0, sizeof(*e));
		e->origin = VG_ORIGIN_POLL;
		e->severity = VG_SEVERITY_MAJOR;
		e->since.us = NOON - VG_HOUR_US;
		e->agent_time.us = NOON + (int64_t)i;
		vg_text_format(e->device, sizeof(e->device), "ne-%zu", i / 4);
		vg_text_format(e->resource, sizeof(e->resource), "device/ne-%zu/psu/%zu",
		    i / 4, i % 4);
		vg_text_copy(e->kind, sizeof(e->kind), "psu-failed");
		vg_text_copy(e->text, sizeof(e->text), "power supply failed");
	}
}

static int
order(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int
main(int argc, char **argv)
{
	uint64_t count = argc > 1 ? strtoull(argv[1], NULL, 10) : 200000;
	size_t rounds = argc > 2 ? strtoul(argv[2], NULL, 10) : 9;
	double rates[N_WAYS][MAX_ROUNDS];
	struct vg_context *context;
	struct vg_packset *packs;
	struct vg_detail d;
	struct bench b = {.mode = {{NOON - 100 * VG_DAY_US}, VG_MODE_DELEGATED, 0}};

	must(rounds >= 1 && rounds <= MAX_ROUNDS, "1 to 99 rounds");
	must(vg_context_new(&context, &d) == VG_OK, d.text);
	must(vg_packload_folder(context, NULL, NULL, 0, &packs, &d) == VG_OK, d.text);
	b.kind = *vg_packset_kind(packs, "psu-failed");
	b.contract = (struct vg_contract){.name = "c-2026-7",
	    .from = {NOON - 100 * VG_DAY_US},
	    .until = {NOON + 100 * VG_DAY_US},
	    .modes = &b.mode,
	    .n_modes = 1,
	    .proactive_clock = true};
	make_events(&b);
	for (size_t i = 0; i < rounds; i++) {
		for (size_t w = 0; w < N_WAYS; w++)
			rates[w][i] = run(&b, &ways[w], count);
	}
	printf("{");
	for (size_t w = 0; w < N_WAYS; w++) {
		qsort(rates[w], rounds, sizeof(double), order);
		printf("\"%s_per_s\": %.0f, ", ways[w].name, rates[w][rounds / 2]);
	}
	printf("\"verdicts\": %" PRIu64 ", \"deeds\": %" PRIu64 ", \"wrong\": %" PRIu64
	       "}\n",
	    b.verdicts, b.deeds, b.wrong);
	free(b.events);
	vg_packset_free(packs);
	vg_context_free(context);
	return b.wrong ? 1 : 0;
}
