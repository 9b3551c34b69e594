/*
 * The order of an agent's messages (docs/DESIGN.md 6): whichever way they come within the hole's
 * wait, and however often, the end is the same.
 *
 *     order [STREAMS [EACH]]     (generated streams, permutations of each; SEED=N the first number,
 *                                 RECORDED=0 without what is played or recorded, RICH=1 of
 *                                 the generated only rich ones)
 *
 * Each stream, by chance, of a play or recorded, is played in its order, then in many others.  A
 * message comes at most as much later than in order as a hole waits, and never later than a timer
 * that runs on a fault's own time: what has not come when a hold is over is late, not out of order.
 * Copies come at any time.  Compared are the ends (vg_orderdesk_play), when all that was near is
 * done.
 *
 * A difference is told with the stream, the arrivals, fewer of them that differ still, and both
 * ends.  The last line is one JSON object; exit 0 when nothing differs.
 */
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "tests/order/orderdesk.h"

enum { TOLD = 3, RECORDED_EACH = 5 };

struct run {
	struct vg_orderchance chance;
	uint64_t streams, recorded, left_out, permutations, differing, messages, moved,
	    copies;
	struct vg_buf end, other;
	struct vg_buf differs; /* names of streams, as members of a JSON array */
	char last[96];         /* the name told last */
};

struct tried {
	const struct vg_orderstream *stream;
	struct vg_orderarrival *arrivals; /* owned */
	size_t n;
};

static int
by_arrival(const void *a, const void *b)
{
	const struct vg_orderarrival *x = a, *y = b;

	return x->at < y->at ? -1 : x->at > y->at;
}

/*
 * --- drawing an order
 * --------------------------------------------------------------------------------
 */

/* The first instant after 'at' at which something is due of itself. */
static int64_t
next_due(const struct vg_orderdues *dues, int64_t at)
{
	for (size_t i = 0; i < dues->n; i++) {
		if (dues->at[i] > at)
			return dues->at[i];
	}
	return INT64_MAX;
}

static void
shuffle(struct run *r, struct tried *t)
{
	for (size_t i = t->n; i > 1; i--) {
		size_t j = vg_orderchance_below(&r->chance, i);
		struct vg_orderarrival kept = t->arrivals[i - 1];
		t->arrivals[i - 1] = t->arrivals[j];
		t->arrivals[j] = kept;
	}
}

/* Stable, so that what comes at one instant comes in the order that was drawn. */
static void
sort(struct tried *t)
{
	struct vg_orderarrival *a = t->arrivals;

	for (size_t i = 1; i < t->n; i++) {
		struct vg_orderarrival one = a[i];
		size_t j = i;
		for (; j > 0 && by_arrival(&a[j - 1], &one) > 0; j--)
			a[j] = a[j - 1];
		a[j] = one;
	}
}

/* By whole seconds some come in one batch. */
static int64_t
draw_delay(struct run *r, int64_t limit, bool by_seconds)
{
	if (limit <= 0 || vg_orderchance_below(&r->chance, 2))
		return 0;
	int64_t delay = (int64_t)vg_orderchance_below(&r->chance, (uint64_t)limit);
	return by_seconds ? delay - delay % VG_SECOND_US : delay;
}

static void
draw(struct run *r, const struct vg_orderstream *s, int64_t wait,
    const struct vg_orderdues *dues, struct tried *t)
{
	bool by_seconds = vg_orderchance_below(&r->chance, 2);

	t->stream = s;
	t->n = 0;
	for (size_t i = 0; i < s->n; i++) {
		int64_t at = s->messages[i].at, due = next_due(dues, at);
		int64_t limit = due - at < wait ? due - at : wait;
		t->arrivals[t->n++] = (struct vg_orderarrival){
		    i, at + draw_delay(r, limit - 1, by_seconds)};
		if (vg_orderchance_below(&r->chance, 8))
			continue;
		/* A copy: of an answer that was lost, or of a road that doubles. */
		t->arrivals[t->n] = t->arrivals[t->n - 1];
		t->arrivals[t->n++].at += draw_delay(r, 2 * wait, by_seconds);
		r->copies++;
	}
	shuffle(r, t);
	sort(t);
	for (size_t i = 1; i < t->n; i++)
		r->moved += t->arrivals[i].message < t->arrivals[i - 1].message;
}

static void
in_order(const struct vg_orderstream *s, struct tried *t)
{
	t->stream = s;
	t->n = s->n;
	for (size_t i = 0; i < s->n; i++)
		t->arrivals[i] = (struct vg_orderarrival){i, s->messages[i].at};
}

/*
 * --- a difference
 * --------------------------------------------------------------------------------------
 */

static bool
differs(struct run *r, const struct tried *t)
{
	vg_orderdesk_play(t->stream, t->arrivals, t->n, &r->other, NULL);
	return strcmp(vg_buf_text(&r->end), vg_buf_text(&r->other)) != 0;
}

/* Copies that are not needed go; messages that need not be late come in time. */
static void
shrink(struct run *r, struct tried *t)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct tried kept = {t->stream,
		    vg_mem_copy(t->arrivals, t->n * sizeof(*t->arrivals)), t->n};
		size_t message = t->arrivals[i].message;
		bool copy = false;
		for (size_t j = 0; j < i; j++)
			copy = copy || t->arrivals[j].message == message;
		if (copy) {
			memmove(&t->arrivals[i], &t->arrivals[i + 1],
			    (t->n - i - 1) * sizeof(*t->arrivals));
			t->n--;
		} else if (t->arrivals[i].at != t->stream->messages[message].at) {
			t->arrivals[i].at = t->stream->messages[message].at;
			sort(t);
		} else {
			free(kept.arrivals);
			continue;
		}
		if (differs(r, t)) {
			free(kept.arrivals);
			i = (size_t)-1;
			continue;
		}
		memcpy(t->arrivals, kept.arrivals, kept.n * sizeof(*t->arrivals));
		t->n = kept.n;
		free(kept.arrivals);
	}
	differs(r, t);
}

static void
tell(struct run *r, struct tried *t)
{
	if (strcmp(r->last, t->stream->name) != 0)
		vg_buf_addf(&r->differs, "%s\"%s\"", r->differs.size ? ", " : "",
		    t->stream->name);
	vg_text_copy(r->last, sizeof(r->last), t->stream->name);
	if (r->differing++ >= TOLD)
		return;
	shrink(r, t);
	printf("%s differs when they come so:\n", t->stream->name);
	for (size_t i = 0; i < t->n; i++) {
		const struct vg_orderarrival *a = &t->arrivals[i];
		const struct vg_ordermessage *m = &t->stream->messages[a->message];
		double after = (double)(a->at - t->stream->messages[0].at) / VG_SECOND_US,
		       late = (double)(a->at - m->at) / VG_SECOND_US;
		printf("  %9.3f s%s%6.3f %s %" PRIu64 ": %s\n", after,
		    late > 0 ? " LATE " : "      ", late, m->agent, m->sequence, m->says);
	}
	printf(" in order:\n%s so:\n%s", vg_buf_text(&r->end), vg_buf_text(&r->other));
	fflush(stdout);
}

/*
 * --- the run
 * -------------------------------------------------------------------------------------------
 */

static void
try_stream(struct run *r, const struct vg_orderstream *s, uint64_t each)
{
	struct tried t = {.arrivals = vg_mem_array(2 * s->n + 1, sizeof(*t.arrivals))};
	int64_t wait = vg_orderdesk_take_tree(s);
	struct vg_orderdues dues = {NULL, 0, 0};

	in_order(s, &t);
	if (!vg_orderdesk_play(s, t.arrivals, t.n, &r->end, &dues)) {
		printf("%s is left out:\n%s", s->name, vg_buf_text(&r->end));
		r->left_out++;
		each = 0;
	}
	for (uint64_t i = 0; i < each; i++) {
		draw(r, s, wait, &dues, &t);
		r->permutations++;
		r->messages += t.n;
		if (differs(r, &t))
			tell(r, &t);
	}
	free(dues.at);
	free(t.arrivals);
}

static int
is_play(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return dot && strcmp(dot, ".play") == 0;
}

static int
by_tree(const void *a, const void *b)
{
	const struct vg_orderstream *x = a, *y = b;

	return strcmp(x->tree, y->tree);
}

/* All plays that only tell messages, and what was recorded. */
static void
try_recorded(struct run *r, uint64_t each)
{
	struct dirent **entries = NULL;
	struct vg_orderstream *streams = NULL;
	size_t n = 0, room = 0;
	char why[80];

	int n_entries = scandir(VG_CHECKOUT "/tests/play", &entries, is_play, alphasort);
	for (int i = -1; i < n_entries; i++) {
		char *path = i < 0 ? vg_mem_text("tests/data/order-recorded.txt")
				   : vg_mem_format("tests/play/%s", entries[i]->d_name);
		streams = vg_mem_grow(streams, &room, n, sizeof(*streams));
		bool good = i < 0
		    ? vg_orderplay_recorded(path, &streams[n], why, sizeof(why))
		    : vg_orderplay_read(path, &streams[n], why, sizeof(why));
		if (getenv("VIGIE_ORDER_TELL"))
			printf("%s: %s\n", path, good ? "taken" : why);
		n += good;
		if (i >= 0)
			free(entries[i]);
		free(path);
	}
	free(entries);
	if (n)
		qsort(streams, n, sizeof(*streams), by_tree);
	for (size_t i = 0; i < n; i++) {
		try_stream(r, &streams[i], each);
		vg_orderstream_fini(&streams[i]);
	}
	r->recorded += n;
	free(streams);
}

int
main(int argc, char **argv)
{
	uint64_t streams = argc > 1 ? strtoull(argv[1], NULL, 10) : 400,
		 each = argc > 2 ? strtoull(argv[2], NULL, 10) : 20;
	const char *first = getenv("SEED"), *recorded = getenv("RECORDED");
	uint64_t seed = first ? strtoull(first, NULL, 10) : 1;
	struct run r = {.chance = {seed}};

	if (!vg_orderdesk_begin())
		return 2;
	vg_buf_init(&r.end, 0);
	vg_buf_init(&r.other, 0);
	vg_buf_init(&r.differs, 0);
	if (!recorded || strcmp(recorded, "0") != 0)
		try_recorded(&r, each * RECORDED_EACH);
	/* Those of a tree one after the other. */
	for (uint64_t j = getenv("RICH") ? streams : 0; j < 2 * streams; j++) {
		struct vg_orderstream s = {.n = 0};
		uint64_t i = j % streams;
		if (vg_ordermake_is_rich(seed + i) != (j >= streams))
			continue;
		r.chance.state = seed + i;
		vg_ordermake(seed + i, &s);
		try_stream(&r, &s, each);
		vg_orderstream_fini(&s);
		r.streams++;
	}
	printf("{\"streams\": %" PRIu64 ", \"recorded\": %" PRIu64
	       ", \"left_out\": %" PRIu64 ", \"permutations\": %" PRIu64
	       ", \"messages\": %" PRIu64 ", \"out_of_order\": %" PRIu64
	       ", \"copies\": %" PRIu64 ", \"differing\": %" PRIu64
	       ", \"differing_streams\": [%s]}\n",
	    r.streams, r.recorded, r.left_out, r.permutations, r.messages, r.moved,
	    r.copies, r.differing, vg_buf_text(&r.differs));
	vg_buf_fini(&r.differs);
	vg_buf_fini(&r.end);
	vg_buf_fini(&r.other);
	vg_orderdesk_end();
	return r.differing ? 1 : 0;
}
