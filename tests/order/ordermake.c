/*
 * Streams by chance: two agents, three devices, faults that come, change, repeat, flap and go,
 * causes and their symptoms, numbers that are lost and named as lost, lists of what stands,
 * inventories, signs of life; in bursts, with silences between.  One in four is rich: boards and
 * what NetXplorer tells of them, clocks that are wrong, faults that began before they were told,
 * planned work and a shelf (tests/data/order-planned.json).
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "tests/order/orderstream.h"

/* 2026-07-09T08:00:00Z, a Thursday; in some streams a Friday evening. */
#define MORNING INT64_C(1783584000000000)
#define BEAT_US (60 * VG_SECOND_US)

#define PLAIN "tests/play/two-agents.json"
#define PLANNED "tests/data/order-planned.json"

enum { MAX_STANDING = 64, RICH_EACH = 4, RICH = 2 };

/* What can go wrong: site or device, kind, and the severities it may have (lowest, highest). */
static const struct what {
	const char *part; /* "@...": of the site */
	const char *kind;
	enum vg_severity low, high;
} whats[] = {
    {"psu/1", "psu-failed", VG_SEVERITY_MAJOR, VG_SEVERITY_CRITICAL},
    {"psu/2", "psu-failed", VG_SEVERITY_MAJOR, VG_SEVERITY_CRITICAL},
    {"fan/1", "fan-failed", VG_SEVERITY_MAJOR, VG_SEVERITY_CRITICAL},
    {"temperature/1", "temperature-high", VG_SEVERITY_MINOR, VG_SEVERITY_CRITICAL},
    {"board/1", "board-off", VG_SEVERITY_MAJOR, VG_SEVERITY_CRITICAL},
    {"port/1", "network-link-down", VG_SEVERITY_MAJOR, VG_SEVERITY_CRITICAL},
    {"port/2", "network-link-down", VG_SEVERITY_MAJOR, VG_SEVERITY_CRITICAL},
    {"bypass/1", "bypass-active", VG_SEVERITY_MAJOR, VG_SEVERITY_CRITICAL},
    {"process/aos", "process-failed", VG_SEVERITY_MAJOR, VG_SEVERITY_CRITICAL},
    {"", "device-unreachable", VG_SEVERITY_CRITICAL, VG_SEVERITY_CRITICAL},
    {"@power", "power-feed-lost", VG_SEVERITY_MAJOR, VG_SEVERITY_CRITICAL},
    /* From here on in rich streams alone. */
    {"slot/7", "board-off", VG_SEVERITY_MAJOR, VG_SEVERITY_CRITICAL},
    {"slot/7", "board-inactive", VG_SEVERITY_MAJOR, VG_SEVERITY_CRITICAL},
    {"via/nx-1/alarm/10.1.2.3.5.7.1.0", "supplier-alarm", VG_SEVERITY_MINOR,
	VG_SEVERITY_CRITICAL},
    {"", "management-silent", VG_SEVERITY_WARNING, VG_SEVERITY_MAJOR},
    {"@", "site-unreachable", VG_SEVERITY_MAJOR, VG_SEVERITY_CRITICAL},
    {"psu/1", "psu-failed", VG_SEVERITY_MAJOR, VG_SEVERITY_CRITICAL},
    {"port/3", "network-link-down", VG_SEVERITY_MAJOR, VG_SEVERITY_CRITICAL},
};
enum { N_WHATS = sizeof(whats) / sizeof(whats[0]), N_PLAIN = 11 };

struct agent {
	const char *name;
	const char *devices[2];
	size_t n_devices;
	unsigned char spool[VG_SPOOL_SIZE];
	uint64_t sequence;
	int64_t beat;  /* of its last sign of life */
	int64_t ahead; /* its clock */
	/* sequences of the last message of each fault that stands; 0: it does not */
	uint64_t standing[2][N_WHATS];
	enum vg_severity severity[2][N_WHATS];
};

struct make {
	struct vg_orderstream *stream;
	struct vg_orderchance chance;
	struct agent agents[2];
	size_t n_agents, n_whats;
	int64_t now;
};

/* A stream of a number is what it was before there were rich ones. */
static bool
is_rich(const struct make *k)
{
	return k->n_whats > N_PLAIN;
}

static uint64_t
below(struct make *k, uint64_t limit)
{
	return vg_orderchance_below(&k->chance, limit);
}

static void
begin(struct make *k, struct agent *a, enum vg_message_type type, struct vg_message *m)
{
	memset(m, 0, sizeof(*m));
	m->type = type;
	vg_text_copy(m->event.key.agent, sizeof(m->event.key.agent), a->name);
	memcpy(m->event.key.spool, a->spool, VG_SPOOL_SIZE);
	m->event.key.sequence = ++a->sequence;
	m->event.agent_time.us = k->now + a->ahead;
	m->event.action = VG_ACTION_INFO;
	m->part = m->parts = 1;
}

static void
tell_body(struct make *k, struct agent *a, enum vg_message_type type, const char *body)
{
	struct vg_message m;

	begin(k, a, type, &m);
	m.body_size = strlen(body);
	m.body = vg_mem_copy(body, m.body_size);
	vg_orderstream_tell(k->stream, &m, (struct vg_wall){k->now});
	vg_vigiemib_fini(&m);
}

static void
tell_fault(struct make *k, struct agent *a, size_t device, size_t what,
    enum vg_message_type type)
{
	const struct what *w = &whats[what];
	struct vg_message m;
	struct vg_event *e = &m.event;

	begin(k, a, type, &m);
	e->since = e->agent_time;
	if (is_rich(k) && below(k, 3) == 0)
		e->since.us -= (int64_t)below(k, 100) * VG_SECOND_US;
	e->origin = VG_ORIGIN_POLL;
	e->severity = a->severity[device][what];
	e->alone = is_rich(k) && below(k, 6) == 0;
	vg_text_copy(e->kind, sizeof(e->kind), w->kind);
	if (w->part[0] == '@') {
		vg_text_format(e->resource, sizeof(e->resource), "site/%s%s%s", a->name,
		    w->part[1] ? "/" : "", w->part + 1);
	} else {
		vg_text_copy(e->device, sizeof(e->device), a->devices[device]);
		vg_text_copy(e->serial, sizeof(e->serial), "SN-7");
		vg_text_format(e->resource, sizeof(e->resource), "device/%s%s%s",
		    a->devices[device], w->part[0] ? "/" : "", w->part);
	}
	vg_text_format(e->text, sizeof(e->text), "%s stands", w->kind);
	vg_orderstream_tell(k->stream, &m, (struct vg_wall){k->now});
	a->standing[device][what] = type == VG_MESSAGE_CLEARED ? 0 : a->sequence;
}

/* A site's fault has one key, whichever device's row it is drawn from. */
static void
draw_fault(struct make *k, size_t *device, size_t *what, const struct agent *a)
{
	*what = below(k, k->n_whats);
	*device = whats[*what].part[0] == '@' ? 0 : below(k, a->n_devices);
}

static void
draw_severity(struct make *k, struct agent *a, size_t device, size_t what)
{
	const struct what *w = &whats[what];

	a->severity[device][what] =
	    (enum vg_severity)(w->low + below(k, (uint64_t)(w->high - w->low) + 1));
}

static void
turn_fault(struct make *k, struct agent *a, size_t device, size_t what)
{
	uint64_t how = below(k, 10);

	if (!a->standing[device][what]) {
		draw_severity(k, a, device, what);
		tell_fault(k, a, device, what, VG_MESSAGE_RAISED);
	} else if (how < 5) {
		tell_fault(k, a, device, what, VG_MESSAGE_CLEARED);
	} else if (how < 7) {
		tell_fault(k, a, device, what, VG_MESSAGE_RAISED);
	} else {
		draw_severity(k, a, device, what);
		tell_fault(k, a, device, what, VG_MESSAGE_CHANGED);
	}
}

static bool
is_link(size_t what)
{
	return strcmp(whats[what].kind, "network-link-down") == 0;
}

/* Links of one device that go one behind the other, as where one takes the others along. */
static void
lose_links(struct make *k, struct agent *a)
{
	size_t device = below(k, a->n_devices);

	for (size_t w = 0; w < k->n_whats; w++) {
		if (!is_link(w) || a->standing[device][w] || below(k, 4) == 0)
			continue;
		draw_severity(k, a, device, w);
		tell_fault(k, a, device, w, VG_MESSAGE_RAISED);
		k->now += (int64_t)below(k, 5) * VG_SECOND_US;
	}
}

/* Numbers that the agent has lost, named as such. */
static void
tell_gap(struct make *k, struct agent *a)
{
	uint64_t first = a->sequence + 1, last = first + below(k, 4);
	char body[120];

	vg_text_format(body, sizeof(body),
	    "{\"from\":%" PRIu64 ",\"to\":%" PRIu64
	    ",\"lost\":1,\"reason\":\"overflow\"}",
	    first, last);
	tell_body(k, a, VG_MESSAGE_GAP, body);
	a->sequence = last;
}

/* The list of what stands; now and then one is over without a word. */
static void
tell_standing(struct make *k, struct agent *a)
{
	struct vg_buf body;
	const char *comma = "";

	vg_buf_init(&body, 0);
	vg_buf_add_text(&body, "{\"standing\": [");
	for (size_t d = 0; d < a->n_devices; d++) {
		for (size_t w = 0; w < N_WHATS; w++) {
			if (a->standing[d][w] && below(k, 6) == 0)
				a->standing[d][w] = 0;
			if (!a->standing[d][w])
				continue;
			vg_buf_addf(&body, "%s%" PRIu64, comma, a->standing[d][w]);
			comma = ", ";
		}
	}
	vg_buf_addf(&body, "], \"next\": %" PRIu64 "}", a->sequence + 1);
	tell_body(k, a, VG_MESSAGE_STANDING, vg_buf_text(&body));
	vg_buf_fini(&body);
}

/* A serial number moves between devices of one agent only: two agents have no order. */
static void
tell_inventory(struct make *k, struct agent *a)
{
	size_t device = below(k, a->n_devices);
	char body[160];

	vg_text_format(body, sizeof(body),
	    "{\"device\": \"%s\", \"model\": \"SSG-500\", \"serial\": \"%s-%" PRIu64
	    "\", \"software\": \"16.5\"}",
	    a->devices[device], a->name, below(k, 3));
	tell_body(k, a, VG_MESSAGE_INVENTORY, body);
}

static void
beat(struct make *k, struct agent *a)
{
	tell_body(k, a, VG_MESSAGE_HEARTBEAT,
	    "{\"queue\": 0, \"standing\": 1, \"version\": \"0.1\", \"clock-offset-ms\": 0}");
	a->beat = k->now;
}

/* Time passes, with signs of life unless the road is away. */
static void
pass(struct make *k, int64_t by, bool mute)
{
	int64_t until = k->now + by;

	for (size_t i = 0; !mute && i < k->n_agents; i++) {
		struct agent *a = &k->agents[i];
		while (a->beat + BEAT_US < until) {
			int64_t kept = k->now;
			k->now = a->beat + BEAT_US > kept ? a->beat + BEAT_US : kept;
			beat(k, a);
			k->now = kept;
		}
	}
	k->now = until;
}

static void
burst(struct make *k)
{
	struct agent *flaps = below(k, 3) == 0 ? &k->agents[below(k, k->n_agents)] : NULL;
	size_t device = 0, what = 0;
	size_t n = 2 + below(k, 9);

	if (flaps)
		draw_fault(k, &device, &what, flaps);
	for (size_t i = 0; i < n; i++) {
		struct agent *a = &k->agents[below(k, k->n_agents)];
		uint64_t how = below(k, 20);
		if (flaps && below(k, 2))
			turn_fault(k, flaps, device, what);
		else if (how == 0)
			tell_gap(k, a);
		else if (how == 1)
			tell_standing(k, a);
		else if (how == 2)
			tell_inventory(k, a);
		else if (how == 3)
			beat(k, a);
		else if (how == 4 && is_rich(k))
			lose_links(k, a);
		else {
			size_t d, w;
			draw_fault(k, &d, &w, a);
			turn_fault(k, a, d, w);
		}
		k->now += (int64_t)below(k, 4) * (int64_t)below(k, 2000) * VG_MS_US;
	}
}

bool
vg_ordermake_is_rich(uint64_t seed)
{
	return seed % RICH_EACH == RICH;
}

void
vg_ordermake(uint64_t seed, struct vg_orderstream *stream)
{
	static const int64_t clocks[] = {0, 0, -25, -3, 7, 25};
	static const int64_t rests[] = {20, 45, 70, 95, 130, 240};
	struct make k = {.stream = stream,
	    .n_whats = vg_ordermake_is_rich(seed) ? N_WHATS : N_PLAIN,
	    .chance = {seed * 7919 + 1},
	    .agents = {{.name = "lyon-2", .devices = {"ne-7", "ne-8"}, .n_devices = 2},
		{.name = "paris-1", .devices = {"ne-9"}, .n_devices = 1}}};

	vg_text_format(stream->name, sizeof(stream->name), "seed %" PRIu64, seed);
	vg_text_copy(stream->tree, sizeof(stream->tree), is_rich(&k) ? PLANNED : PLAIN);
	k.n_agents = 1 + below(&k, 3) / 2;
	k.now = MORNING + (int64_t)below(&k, 2) * (VG_DAY_US + 9 * VG_HOUR_US);
	for (size_t i = 0; i < k.n_agents; i++) {
		memcpy(k.agents[i].spool, i ? "parispar" : "playplay", VG_SPOOL_SIZE);
		if (is_rich(&k))
			k.agents[i].ahead =
			    clocks[below(&k, sizeof(clocks) / sizeof(clocks[0]))] *
			    VG_SECOND_US;
		beat(&k, &k.agents[i]);
	}
	k.now += VG_SECOND_US;
	for (uint64_t left = 1 + below(&k, 3); left > 0; left--) {
		burst(&k);
		int64_t rest = rests[below(&k, sizeof(rests) / sizeof(rests[0]))];
		pass(&k, rest * VG_SECOND_US + (int64_t)below(&k, 9000) * VG_MS_US,
		    below(&k, 3) == 0);
	}
	vg_orderstream_settle(stream);
}
