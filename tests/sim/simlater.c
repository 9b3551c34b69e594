/*
 * Datagrams that leave later: a heap by due time, and one timer for its head.
 */
#include "tests/sim/simlater.h"

#include <stdlib.h>

#include "lib/base/mem.h"
#include "lib/os/clock.h"

struct waiting {
	int64_t due_us;  /* since the queue was made */
	uint64_t number; /* of the same time, the first that came leaves first */
	struct vg_simway way;
	void *data; /* owned */
	size_t size;
};

struct vg_simlater {
	struct vg_loop *loop;
	struct vg_timer *timer;
	vg_simlater_cb cb;
	void *cookie;
	struct vg_mono began;
	struct waiting **heap; /* owned, each one too */
	size_t n, room;
	uint64_t added;
};

static bool
is_before(const struct waiting *a, const struct waiting *b)
{
	return a->due_us < b->due_us || (a->due_us == b->due_us && a->number < b->number);
}

static void
swap(struct vg_simlater *later, size_t a, size_t b)
{
	struct waiting *kept = later->heap[a];

	later->heap[a] = later->heap[b];
	later->heap[b] = kept;
}

static void
push(struct vg_simlater *later, struct waiting *one)
{
	size_t at = later->n;

	later->heap =
	    vg_mem_grow(later->heap, &later->room, later->n, sizeof(struct waiting *));
	later->heap[later->n++] = one;
	for (; at > 0 && is_before(later->heap[at], later->heap[(at - 1) / 2]);
	     at = (at - 1) / 2)
		swap(later, at, (at - 1) / 2);
}

static struct waiting *
pop(struct vg_simlater *later)
{
	struct waiting *first = later->heap[0];
	size_t at = 0;

	later->heap[0] = later->heap[--later->n];
	for (;;) {
		size_t least = at;
		for (size_t child = 2 * at + 1; child <= 2 * at + 2; child++)
			if (child < later->n &&
			    is_before(later->heap[child], later->heap[least]))
				least = child;
		if (least == at)
			return first;
		swap(later, at, least);
		at = least;
	}
}

static int64_t
now_us(const struct vg_simlater *later)
{
	return vg_instant_mono_since(vg_clock_mono(), later->began);
}

static void
on_due(void *cookie)
{
	struct vg_simlater *later = cookie;
	int64_t now = now_us(later);

	while (later->n > 0 && later->heap[0]->due_us <= now) {
		struct waiting *one = pop(later);
		later->cb(&one->way, one->data, one->size, later->cookie);
		free(one->data);
		free(one);
	}
	if (later->n > 0)
		vg_loop_timer_set(later->timer, later->heap[0]->due_us - now);
}

struct vg_simlater *
vg_simlater_new(struct vg_loop *loop, vg_simlater_cb cb, void *cookie)
{
	struct vg_simlater *later = vg_mem_zero(sizeof(*later));

	*later = (struct vg_simlater){
	    .loop = loop, .cb = cb, .cookie = cookie, .began = vg_clock_mono()};
	later->timer = vg_loop_timer(loop, on_due, later);
	return later;
}

void
vg_simlater_free(struct vg_simlater *later)
{
	if (later == NULL)
		return;
	for (size_t i = 0; i < later->n; i++) {
		free(later->heap[i]->data);
		free(later->heap[i]);
	}
	free(later->heap);
	vg_loop_timer_free(later->timer);
	free(later);
}

void
vg_simlater_add(struct vg_simlater *later, int64_t wait_us, const struct vg_simway *way,
    const void *data, size_t size)
{
	struct waiting *one = vg_mem_zero(sizeof(*one));
	int64_t now = now_us(later);

	*one = (struct waiting){.due_us = now + wait_us,
	    .number = later->added++,
	    .way = *way,
	    .data = vg_mem_copy(data, size),
	    .size = size};
	push(later, one);
	if (later->heap[0] == one)
		vg_loop_timer_set(later->timer, wait_us);
}
