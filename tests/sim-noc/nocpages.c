/*
 * Pages by their numbers.
 */
#include "tests/sim-noc/nocpages.h"

#include <sqlite3.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"
#include "tests/sim-noc/nocmemory.h"

enum { FEW = 8, LINE = 64, FAR = 4096 };

/*
 * A page; what SQLite keeps beside its octets follows, then they: what is read first lies together.
 */
struct page {
	sqlite3_pcache_page face; /* first: SQLite gives it back */
	struct page *next;        /* of those that are unused */
	unsigned key;
};

/* The pages of a database, or of a table that a statement makes for itself. */
struct vg_nocpages {
	size_t octets, extra;
	struct page **pages; /* by key; 'few', or owned */
	unsigned room;       /* keys below it have a place */
	unsigned n, highest; /* pages; and above the key of each but 'far' */
	/* SQLite brings pages into order by way of a number that no page has: far beyond all. */
	struct page *far;
	struct page *few[FEW];
};

/* Nearly all pages are of the size of the first. */
static struct {
	size_t size;
	struct page *unused;
} usual;

static size_t
lines(size_t n)
{
	return (n + LINE - 1) / LINE * LINE;
}

/* An odd number of lines, so that heads of pages do not ask for the same places of the cache. */
static size_t
size_of(const struct vg_nocpages *c)
{
	return (lines(sizeof(struct page) + c->extra) + lines(c->octets)) | LINE;
}

static struct page *
take_page(size_t size)
{
	struct page *p = usual.unused;

	if (!usual.size)
		usual.size = size;
	if (size != usual.size)
		return vg_nocmemory_take((int)size);
	if (!p)
		return vg_nocmemory_fresh(size);
	usual.unused = p->next;
	return p;
}

static struct page *
make_page(const struct vg_nocpages *c)
{
	struct page *p = take_page(size_of(c));

	if (!p)
		return NULL;
	p->face.pExtra = p + 1;
	p->face.pBuf = (char *)p + lines(sizeof(*p) + c->extra);
	/* By this SQLite knows that it is new. */
	memset(p->face.pExtra, 0, sizeof(void *));
	return p;
}

/* NULL: there is none. */
static struct page *
find(const struct vg_nocpages *c, unsigned key)
{
	struct page *p = key < c->room ? c->pages[key] : NULL;

	return p || !c->far || c->far->key != key ? p : c->far;
}

static void
let_go(struct vg_nocpages *c, const struct page *p)
{
	if (c->far == p)
		c->far = NULL;
	else
		c->pages[p->key] = NULL;
}

static void
drop_page(struct vg_nocpages *c, struct page *p)
{
	let_go(c, p);
	c->n--;
	if (size_of(c) != usual.size) {
		vg_nocmemory_give_back(p);
		return;
	}
	p->next = usual.unused;
	usual.unused = p;
}

static void
make_room(struct vg_nocpages *c, unsigned key)
{
	unsigned room = c->room;

	while (room <= key)
		room *= 2;
	if (room == c->room)
		return;
	struct page **wider = vg_mem_array(room, sizeof(struct page *));
	memcpy(wider, c->pages, c->room * sizeof(struct page *));
	if (c->pages != c->few)
		free(c->pages);
	c->pages = wider;
	c->room = room;
}

static void
put_page(struct vg_nocpages *c, struct page *p, unsigned key)
{
	p->key = key;
	if (key >= FAR && key / 4 > c->room && !c->far) {
		c->far = p;
		return;
	}
	make_room(c, key);
	c->pages[key] = p;
	if (key >= c->highest)
		c->highest = key + 1;
}

/* --- as SQLite wants them -------------------------------------------------------------------- */

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

static sqlite3_pcache *
create(int octets, int extra, int purgeable)
{
	struct vg_nocpages *c = vg_mem_zero(sizeof(*c));

	(void)purgeable;
	c->octets = (size_t)octets;
	c->extra = (size_t)extra;
	c->pages = c->few;
	c->room = FEW;
	return (sqlite3_pcache *)c;
}

static void
size_to(sqlite3_pcache *cache, int n_pages)
{
	(void)cache;
	(void)n_pages;
}

static int
count(sqlite3_pcache *cache)
{
	return (int)((struct vg_nocpages *)cache)->n;
}

static sqlite3_pcache_page *
fetch(sqlite3_pcache *cache, unsigned key, int create_flag)
{
	struct vg_nocpages *c = (struct vg_nocpages *)cache;
	struct page *p = find(c, key);

	if (p || !create_flag)
		return p ? &p->face : NULL;
	p = make_page(c);
	if (!p)
		return NULL;
	put_page(c, p, key);
	c->n++;
	return &p->face;
}

static void
unpin(sqlite3_pcache *cache, sqlite3_pcache_page *face, int discard)
{
	if (discard)
		drop_page((struct vg_nocpages *)cache, (struct page *)face);
}

static void
rekey(sqlite3_pcache *cache, sqlite3_pcache_page *face, unsigned was, unsigned becomes)
{
	struct vg_nocpages *c = (struct vg_nocpages *)cache;
	struct page *there = find(c, becomes);

	(void)was;
	if (there)
		drop_page(c, there);
	let_go(c, (struct page *)face);
	put_page(c, (struct page *)face, becomes);
}

static void
cut(sqlite3_pcache *cache, unsigned from)
{
	struct vg_nocpages *c = (struct vg_nocpages *)cache;

	for (unsigned key = from; key < c->highest; key++) {
		if (c->pages[key])
			drop_page(c, c->pages[key]);
	}
	if (from < c->highest)
		c->highest = from;
	if (c->far && c->far->key >= from)
		drop_page(c, c->far);
}

static void
destroy(sqlite3_pcache *cache)
{
	struct vg_nocpages *c = (struct vg_nocpages *)cache;

	cut(cache, 0);
	if (c->pages != c->few)
		free(c->pages);
	free(c);
}

static void
shrink(sqlite3_pcache *cache)
{
	(void)cache;
}

void
vg_nocpages_use(void)
{
	static const sqlite3_pcache_methods2 methods = {1, NULL, begin, end, create,
	    size_to, count, fetch, unpin, rekey, cut, destroy, shrink};

	sqlite3_config(SQLITE_CONFIG_PCACHE2, &methods);
}
