/*
 * What a replay costs: a recording of a week of 200 devices, made as it is read, lived again by a
 * desk in memory; and what a slice of a recording costs the collector.
 *
 *     build/release/tests/bench/replay [EVENTS [SLICES]]        (1,000,000 and 500)
 *
 * Of a hundred lines ten are heartbeats, one is a fault that comes or goes (a hundred times as
 * often as in the field), the others are notifications of faults that stand.  Seconds are of the
 * wall clock, MiB the largest the process was (getrusage), slices are timed by the processor's
 * clock.  The last line is one JSON object.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "collector/desk/desk.h"
#include "collector/desk/replay/deskslice.h"
#include "collector/desk/tree/desktree.h"
#include "collector/recording/recordline.h"
#include "collector/replay/replay.h"
#include "lib/base/digest.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/yang/packload.h"

enum { DEVICES = 200, AGENTS = 10, PARTS = 6, MAX_SLICES = 100000 };

#define BEGIN_US INT64_C(1783555200000000) /* 2026-07-09T00:00:00Z */
#define STEP_US INT64_C(604800)            /* 1,000,000 of them are a week */

static void
must(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "replay: %s\n", what);
	exit(1);
}

static double
seconds(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* --- the fleet ------------------------------------------------------------------------------- */

static char *
make_tree(void)
{
	struct vg_buf b;

	vg_buf_init(&b, 0);
	vg_buf_add_text(&b,
	    "{\"vigie-collector:collector\":{\"name\":\"noc\",\"integrator\":{\"name\":\"i\","
	    "\"zone\":\"Europe/Paris\"},\"listen\":[{\"name\":\"trap\",\"address\":"
	    "\"127.0.0.1\",\"port\":0}],\"supplier\":[{\"name\":\"allot\",\"delegation\":"
	    "\"included\"}],\"client\":[{\"name\":\"c\"}],\"calendar\":[{\"name\":"
	    "\"always\"}],\"contract\":[{\"name\":\"k\",\"client\":\"c\",\"supplier\":"
	    "\"allot\",\"from\":\"2026-01-01\",\"until\":\"2036-12-31\",\"calendar\":"
	    "\"always\",\"mode\":[{\"from\":\"2026-01-01\",\"mode\":\"delegated\"}]}],"
	    "\"site\":[");
	for (int i = 0; i < AGENTS; i++)
		vg_buf_addf(
		    &b, "%s{\"name\":\"s-%d\",\"client\":\"c\"}", i ? "," : "", i);
	vg_buf_add_text(&b, "],\"agent\":[");
	for (int i = 0; i < AGENTS; i++)
		vg_buf_addf(&b,
		    "%s{\"name\":\"a-%d\",\"site\":\"s-%d\",\"user\":\"a-%d\","
		    "\"credential\":\"a\"}",
		    i ? "," : "", i, i, i);
	vg_buf_add_text(&b, "],\"device\":[");
	for (int i = 0; i < DEVICES; i++)
		vg_buf_addf(&b,
		    "%s{\"name\":\"d-%d\",\"site\":\"s-%d\",\"supplier\":\"allot\","
		    "\"contract\":\"k\",\"agent\":\"a-%d\"}",
		    i ? "," : "", i, i % AGENTS, i % AGENTS);
	vg_buf_add_text(&b, "]}}");
	char *made = vg_buf_give(&b);
	vg_buf_fini(&b);
	return made;
}

struct fleet {
	int64_t n;
	uint64_t sequence[AGENTS];
	bool stands[DEVICES][PARTS];
	uint32_t seed;
};

static uint32_t
chance(struct fleet *f, uint32_t below)
{
	f->seed = f->seed * 1664525 + 1013904223;
	return (f->seed >> 8) % below;
}

static struct vg_wall
time_of(const struct fleet *f)
{
	return (struct vg_wall){BEGIN_US + VG_SECOND_US + f->n * STEP_US};
}

static void
name_event(struct vg_event *e, const char *kind, int device, int part)
{
	e->severity = VG_SEVERITY_MAJOR;
	vg_text_format(e->device, sizeof(e->device), "d-%d", device);
	vg_text_format(e->resource, sizeof(e->resource), "device/d-%d/%.3s/%d", device,
	    kind, part + 1);
	vg_text_copy(e->kind, sizeof(e->kind), kind);
}

static void
begin_message(struct fleet *f, struct vg_buf *line, int agent, struct vg_wall at)
{
	char name[16];

	vg_text_format(name, sizeof(name), "a-%d", agent);
	vg_recordline_begin(line, VG_RECORDLINE_MESSAGE);
	vg_recordline_int(line, "id", f->n + 1);
	vg_recordline_int(line, "at", at.us);
	vg_recordline_text(line, "agent", name);
	vg_recordline_text(line, "spool", "0011223344556677");
	vg_recordline_int(line, "sequence", (int64_t)++f->sequence[agent]);
}

static void
write_heartbeat(struct fleet *f, struct vg_buf *line, struct vg_wall at)
{
	begin_message(f, line, (int)(f->n / 10 % AGENTS), at);
	vg_recordline_int(line, "sent", at.us);
	vg_recordline_text(line, "says", "heartbeat");
	vg_recordline_open(line, "body");
	vg_recordline_int(line, "queue", 0);
	vg_recordline_int(line, "standing", 1);
	vg_recordline_close(line);
}

static void
write_fault(struct fleet *f, struct vg_buf *line, struct vg_wall at)
{
	int device = (int)chance(f, DEVICES), part = (int)chance(f, PARTS);
	bool *stands = &f->stands[device][part];
	struct vg_event e = {.origin = VG_ORIGIN_POLL, .since = at, .agent_time = at};

	e.action = *stands ? VG_ACTION_CLEAR : VG_ACTION_RAISE;
	name_event(&e, part < 2 ? "psu-failed" : "fan-failed", device, part);
	begin_message(f, line, device % AGENTS, at);
	vg_recordline_text(line, "says", *stands ? "clear" : "raise");
	vg_recordline_event(line, &e);
	*stands = !*stands;
}

static void
write_notification(struct fleet *f, struct vg_buf *line, struct vg_wall at)
{
	struct vg_event e = {.action = VG_ACTION_RAISE, .origin = VG_ORIGIN_TRAP};

	name_event(&e, "fan-failed", (int)chance(f, DEVICES), 8);
	e.agent_time = at;
	vg_recordline_begin(line, VG_RECORDLINE_EVENT);
	vg_recordline_int(line, "id", f->n + 1);
	vg_recordline_int(line, "at", at.us);
	vg_recordline_event(line, &e);
}

/* --- the replay ------------------------------------------------------------------------------- */

static void
feed(struct vg_replay *replay, struct vg_digest_run *run, struct vg_buf *line)
{
	struct vg_detail detail = {0};
	const char *text = vg_buf_text(line);

	must(vg_replay_line(replay, text, line->size, &detail) == VG_OK, detail.text);
	if (run) {
		vg_digest_add(run, text, line->size);
		vg_digest_add(run, "\n", 1);
	}
	vg_buf_reset(line);
}

static void
feed_head(struct vg_replay *replay, int64_t events, struct vg_digest_run *run,
    struct vg_buf *line)
{
	char *tree = make_tree();

	vg_buf_addf(line,
	    "{\"type\":\"recording\",\"version\":1,\"from\":%" PRId64 ",\"to\":%" PRId64
	    ",\"begins\":%" PRId64
	    ",\"revision\":1,\"masked\":false,\"collector\":\"noc\",\"cases\":true}",
	    BEGIN_US, BEGIN_US + events * STEP_US + VG_HOUR_US, BEGIN_US);
	feed(replay, run, line);
	vg_buf_addf(line, "{\"type\":\"revision\",\"number\":1,\"content\":%s}", tree);
	feed(replay, run, line);
	free(tree);
}

static size_t
run_replay(const struct vg_replay_by *by, int64_t events)
{
	struct fleet f = {.seed = 1};
	struct vg_replay *replay = vg_replay_new(by);
	struct vg_digest_run *run = vg_digest_begin();
	char sha256[VG_DIGEST_TEXT_SIZE];
	struct vg_detail detail = {0};
	json_t *cases = NULL;
	struct vg_buf line;

	vg_buf_init(&line, 0);
	feed_head(replay, events, run, &line);
	for (; f.n < events; f.n++) {
		struct vg_wall at = time_of(&f);
		if (f.n % 10 == 0)
			write_heartbeat(&f, &line, at);
		else if (f.n % 100 == 1)
			write_fault(&f, &line, at);
		else
			write_notification(&f, &line, at);
		vg_recordline_end(&line);
		feed(replay, run, &line);
	}
	const struct vg_digest digest = vg_digest_end(run);
	vg_digest_text(&digest, sha256);
	vg_buf_addf(&line, "{\"type\":\"end\",\"lines\":%" PRId64 ",\"sha256\":\"%s\"}",
	    events + 2, sha256);
	feed(replay, NULL, &line);
	must(vg_replay_end(replay, &cases, &detail) == VG_OK, detail.text);
	size_t n = json_array_size(cases);
	json_decref(cases);
	vg_replay_free(replay);
	vg_buf_fini(&line);
	return n;
}

/* --- slices ----------------------------------------------------------------------------------- */

static int64_t
spent_us(void *cookie)
{
	const double *begun = cookie;

	return (int64_t)((seconds(CLOCK_PROCESS_CPUTIME_ID) - *begun) * 1e6);
}

static struct vg_desk *
make_collector(const struct vg_replay_by *by, int64_t messages)
{
	struct fleet f = {.seed = 2};
	struct vg_desk *desk;
	struct vg_conf *conf = NULL;
	struct vg_detail d = {0};
	char *tree = make_tree();
	const struct vg_desk_revision revision = {tree, "file", "vigie", ""};

	must(vg_desk_open(":memory:", by->packs, (struct vg_wall){BEGIN_US}, &desk, &d) ==
		VG_OK,
	    d.text);
	must(vg_desktree_read(by->context, tree, "tree", NULL, &conf, &d) == VG_OK,
	    d.text);
	must(vg_desk_set_conf(desk, conf, &revision, (struct vg_wall){BEGIN_US}, &d) ==
		VG_OK,
	    d.text);
	for (; f.n < messages; f.n++) {
		int device = (int)chance(&f, DEVICES), agent = device % AGENTS;
		struct vg_message m = {.type = VG_MESSAGE_RAISED, .part = 1, .parts = 1};
		struct vg_varbind varbinds[VG_VIGIEMIB_MAX_VARBINDS];
		enum vg_intake_result result;
		struct vg_trap trap = {.version = 3,
		    .inform = true,
		    .auth_priv = true,
		    .authentic = true,
		    .varbinds = varbinds,
		    .received = time_of(&f)};
		m.event.action = VG_ACTION_RAISE;
		m.event.origin = VG_ORIGIN_POLL;
		m.event.since = m.event.agent_time = trap.received;
		name_event(&m.event, "fan-failed", device, (int)chance(&f, PARTS));
		vg_text_format(
		    m.event.key.agent, sizeof(m.event.key.agent), "a-%d", agent);
		vg_text_format(trap.user, sizeof(trap.user), "a-%d", agent);
		memcpy(m.event.key.spool, "slicesli", VG_SPOOL_SIZE);
		m.event.key.sequence = ++f.sequence[agent];
		memset(varbinds, 0, sizeof(varbinds));
		trap.n_varbinds = vg_vigiemib_encode(&m, &trap.oid, varbinds);
		must(vg_desk_intake(desk, &trap, 1, trap.received, &result, NULL) ==
			    VG_OK &&
			result == VG_INTAKE_STORED,
		    "a message was not stored");
		for (size_t i = 0; i < trap.n_varbinds; i++)
			vg_value_fini(&varbinds[i].value);
	}
	free(tree);
	return desk;
}

static int
order(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The slices of events: how long each took, in ms; gives the 99th of a hundred and the longest. */
static size_t
run_slices(const struct vg_replay_by *by, size_t slices, double *p99, double *longest,
    size_t *lines, size_t *most)
{
	static double took[MAX_SLICES];
	struct vg_desk *desk = make_collector(by, (int64_t)slices * VG_DESKSLICE_MAX);
	char next[VG_DESKSLICE_CURSOR_SIZE] = "", cursor[VG_DESKSLICE_CURSOR_SIZE];
	struct vg_detail detail = {0};
	size_t n = 0;

	*lines = *most = 0;
	do {
		double begun = seconds(CLOCK_PROCESS_CPUTIME_ID);
		struct vg_buf text;
		vg_text_copy(cursor, sizeof(cursor), next);
		const struct vg_deskslice slice = {.from = {BEGIN_US},
		    .to = {BEGIN_US + 14 * VG_DAY_US},
		    .now = {BEGIN_US + 14 * VG_DAY_US},
		    .cursor = cursor,
		    .spent_us = spent_us,
		    .cookie = &begun};
		vg_buf_init(&text, 0);
		must(vg_deskslice_read(desk, &slice, &text, next, &detail) == VG_OK,
		    detail.text);
		took[n] = (seconds(CLOCK_PROCESS_CPUTIME_ID) - begun) * 1e3;
		size_t in_slice = 0;
		for (size_t i = 0; i < text.size; i++)
			in_slice += text.data[i] == '\n';
		must(in_slice <= VG_DESKSLICE_MAX, "a slice has more than 200 lines");
		*lines += in_slice;
		*most = in_slice > *most ? in_slice : *most;
		n += cursor[0] != '\0';
		vg_buf_fini(&text);
	} while (next[0] && n < MAX_SLICES);
	qsort(took, n, sizeof(*took), order);
	*p99 = took[n * 99 / 100];
	*longest = took[n - 1];
	vg_desk_close(desk);
	return n;
}

int
main(int argc, char **argv)
{
	int64_t events = argc > 1 ? strtoll(argv[1], NULL, 10) : 1000000;
	size_t slices = argc > 2 ? strtoul(argv[2], NULL, 10) : 500;
	struct vg_replay_by by = {.context = NULL};
	struct vg_context *context;
	struct vg_packset *packs;
	struct vg_detail d = {0};
	struct rusage u;
	double p99, longest;
	size_t lines, most;

	must(events >= 10 && slices >= 1 && slices <= 5000,
	    "use: replay [EVENTS [SLICES]]");
	must(vg_context_new(&context, &d) == VG_OK, d.text);
	must(vg_packload_folder(context, NULL, NULL, 0, &packs, &d) == VG_OK, d.text);
	by.context = context;
	by.packs = packs;
	double begun = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
	size_t cases = run_replay(&by, events);
	double wall = seconds(CLOCK_MONOTONIC) - begun;
	cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	getrusage(RUSAGE_SELF, &u);
	size_t n = run_slices(&by, slices, &p99, &longest, &lines, &most);
	printf(
	    "{\"events\": %" PRId64 ", \"seconds\": %.1f, \"cpu_seconds\": %.1f, "
	    "\"mib\": %ld, \"cases\": %zu, \"slices\": %zu, \"lines\": %zu, \"lines_a_slice_max\": %zu, "
	    "\"slice_p99_ms\": %.2f, \"slice_max_ms\": %.2f}\n",
	    events, wall, cpu, u.ru_maxrss / 1024, cases, n, lines, most, p99, longest);
	vg_packset_free(packs);
	vg_context_free(context);
	return 0;
}
