/*
 * Lists of blocks of one size: four sizes to a power of two.
 */
#include "tests/sim-noc/nocmemory.h"

#include <sqlite3.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "tests/sim-noc/nocpages.h"

enum {
	HUGE_PAGE = 2 << 20,
	STRETCH = 32 << 20, /* that much is asked of the system at a time */
	LARGE = 4096,       /* from that on a block begins with a line of the cache */
	LINE = 64,
	HEAD = 16, /* before each block: its size, and SQLite's alignment */
	STEP = 16, /* the sizes up to SMALL are multiples of it */
	SMALL = 64,
	SMALL_BITS = 6,
	N_SIZES = 48 /* the last is 128 KiB; what is larger is the system's */
};

/* A block that was given back. */
struct block {
	size_t size;
	struct block *next;
};

static struct block *unused[N_SIZES];
static char *fresh, *fresh_end; /* what no block was made of yet */

/*
 * Millions of octets that are looked at here and there: in large pages the processor finds them
 * again.  Where the system has none, they are small ones.
 */
void *
vg_nocmemory_fresh(size_t n)
{
	if (n >= LARGE)
		fresh += (LINE - (uintptr_t)fresh % LINE) % LINE;
	if (!fresh || fresh + n > fresh_end) {
		char *p = mmap(NULL, STRETCH + HUGE_PAGE, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (p == MAP_FAILED)
			return NULL;
		fresh = p + (HUGE_PAGE - (uintptr_t)p % HUGE_PAGE) % HUGE_PAGE;
		fresh_end = fresh + STRETCH;
		madvise(fresh, STRETCH, MADV_HUGEPAGE);
	}
	void *block = fresh;
	fresh += n;
	return block;
}

/* Which of the sizes holds 'n' octets; N_SIZES or more: none. */
static size_t
place_of(size_t n)
{
	size_t bits = SMALL_BITS, place = SMALL / STEP;

	if (n <= SMALL)
		return (n - 1) / STEP;
	for (; n > (size_t)2 << bits; bits++)
		place += 4;
	return place + ((n - 1) >> (bits - 2)) % 4;
}

static size_t
size_of(size_t place)
{
	if (place < SMALL / STEP)
		return (place + 1) * STEP;
	place -= SMALL / STEP;
	return (size_t)(5 + place % 4) << (SMALL_BITS - 2 + place / 4);
}

static size_t
rounded(size_t n)
{
	size_t place = place_of(n);

	return place < N_SIZES ? size_of(place) : (n + STEP - 1) / STEP * STEP;
}

void *
vg_nocmemory_take(int asked)
{
	size_t n = rounded((size_t)asked + HEAD), place = place_of(n);
	struct block *block = place < N_SIZES ? unused[place] : NULL;

	if (block)
		unused[place] = block->next;
	else
		block = place < N_SIZES ? vg_nocmemory_fresh(n) : malloc(n);
	if (!block)
		return NULL;
	block->size = n;
	return (char *)block + HEAD;
}

static struct block *
block_of(void *memory)
{
	return (struct block *)(void *)((char *)memory - HEAD);
}

void
vg_nocmemory_give_back(void *memory)
{
	struct block *block = block_of(memory);
	size_t place = place_of(block->size);

	if (place >= N_SIZES) {
		free(block);
		return;
	}
	block->next = unused[place];
	unused[place] = block;
}

static int
usable(void *memory)
{
	return memory ? (int)(block_of(memory)->size - HEAD) : 0;
}

static int
round_up(int asked)
{
	return (int)(rounded((size_t)asked + HEAD) - HEAD);
}

static void *
resize(void *memory, int asked)
{
	int has = usable(memory);
	void *new = asked <= has ? memory : vg_nocmemory_take(asked);

	if (new &&new != memory) {
		memcpy(new, memory, (size_t)has);
		vg_nocmemory_give_back(memory);
	}
	return new;
}

static int
begin(void *cookie)
{
	(void)cookie;
	return SQLITE_OK;
}

static void
end(void *cookie)
{
	(void)cookie;
}

void
vg_nocmemory_use(void)
{
	static const sqlite3_mem_methods methods = {vg_nocmemory_take,
	    vg_nocmemory_give_back, resize, usable, round_up, begin, end, NULL};

#ifndef __SANITIZE_ADDRESS__
	sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
	vg_nocpages_use();
#endif
	(void)methods;
}
