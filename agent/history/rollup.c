/*
 * Rolling up.
 *
 * Two clocks count for a value: 'turn', the cycles, and 'steps', those from whose last one a rate
 * can be had.  A cell says up to which of them it has been counted, by its type.
 */
#include "agent/history/rollup.h"

#include <stdlib.h>
#include <string.h>

#include "agent/history/samplepack.h"
#include "agent/rule/restart.h"
#include "lib/base/error.h"
#include "lib/base/hash.h"
#include "lib/base/mem.h"

#define MILLI_MOST 9.0e15

/* A row's head may say no more rows than ROWS_MOST; at most half of the slots are taken. */
enum { ROWS_MOST = VG_SAMPLESET_MAX_ROWS, SLOTS = 2 * ROWS_MOST };
static const uint32_t nowhere = UINT32_MAX;

struct cell {
	uint64_t bits;           /* of the last sample, as it is packed */
	double least, most, sum; /* thousandths */
	uint32_t n;
	uint32_t counted; /* of a counter in steps, else in turns */
	unsigned type;    /* of the last sample; TEXT counts as MISSING */
	uint32_t told_n;  /* of the five minutes given before */
	bool told_same;   /* they were all alike: */
	double told;
};

struct total {
	double least, most, sum;
	uint64_t n;
};

struct row {
	char *index;     /* owned; NULL: the scalars */
	uint32_t hash;   /* of it */
	bool here;       /* in the last cycle */
	bool five, hour; /* was in a cycle of them */
	size_t first;    /* of its cells */
};

struct vg_rollup {
	vg_rollup_cb cb;
	void *cookie;
	struct vg_samplegrid grid; /* of the last whole row */
	bool follows;              /* a difference can be taken */
	struct row *rows;          /* owned; the first are the scalars */
	size_t n_rows, rows_capacity;
	uint16_t slots[SLOTS]; /* rows by the hash of their index; 0: none */
	uint64_t left_out;
	struct cell *cells;   /* owned */
	struct total *totals; /* owned; of the hour */
	size_t n_cells, room;
	uint32_t *places; /* owned; of each value of the shape its cell, or nowhere */
	size_t n_places, places_room;
	struct vg_wall at;
	struct vg_wall five; /* given last; unset: the next is to be whole */
	bool reshaped;       /* rows came or went since */
	uint32_t uptime;     /* as the last row says it */
	struct vg_restart_last restart;
	uint32_t turn, steps;          /* before the row under way */
	bool rates;                    /* it makes a rate for each counter */
	double factor;                 /* from a step to thousandths per second */
	struct vg_value before, after; /* a counter, as it is compared */
	struct vg_buf out;
};

struct vg_rollup *
vg_rollup_new(vg_rollup_cb cb, void *cookie)
{
	struct vg_rollup *r = vg_mem_zero(sizeof(*r));

	r->cb = cb;
	r->cookie = cookie;
	vg_buf_init(&r->out, 0);
	return r;
}

void
vg_rollup_begin(struct vg_rollup *rollup, void *cookie)
{
	struct vg_rollup *r = rollup;

	for (size_t i = 0; i < r->n_rows; i++)
		free(r->rows[i].index);
	if (r->n_rows > 1)
		memset(r->slots, 0, sizeof(r->slots));
	r->n_rows = r->n_cells = 0;
	r->left_out = 0;
	r->cookie = cookie;
	r->follows = r->rates = false;
	r->at = r->five = (struct vg_wall){0};
	r->reshaped = false;
	r->uptime = 0;
	memset(&r->restart, 0, sizeof(r->restart));
	r->turn = r->steps = 0;
}

void
vg_rollup_free(struct vg_rollup *rollup)
{
	if (!rollup)
		return;
	vg_rollup_begin(rollup, NULL);
	free(rollup->rows);
	free(rollup->cells);
	free(rollup->totals);
	free(rollup->places);
	vg_buf_fini(&rollup->out);
	free(rollup);
}

uint64_t
vg_rollup_left_out(const struct vg_rollup *rollup)
{
	return rollup->left_out;
}

struct vg_wall
vg_rollup_floor(enum vg_samplespan span, struct vg_wall at)
{
	int64_t length_us = (int64_t)span * VG_SECOND_US;
	int64_t into_us = length_us ? at.us % length_us : 0;

	return (struct vg_wall){at.us - (into_us < 0 ? into_us + length_us : into_us)};
}

/* --- values ------------------------------------------------------------------------------ */

static inline bool
is_counter(unsigned type)
{
	return type == VG_SAMPLECELL_COUNTER32 || type == VG_SAMPLECELL_COUNTER64;
}

static inline void
count(struct cell *cell, double value, uint32_t n)
{
	if (n == 0)
		return;
	if (cell->n == 0 || value < cell->least)
		cell->least = value;
	if (cell->n == 0 || value > cell->most)
		cell->most = value;
	cell->sum += value * n;
	cell->n += n;
}

/* Counts what stayed since it was counted last: a counter that stayed has a rate of 0. */
static inline void
settle(struct cell *cell, uint32_t turn, uint32_t steps)
{
	if (is_counter(cell->type)) {
		count(cell, 0, steps - cell->counted);
		cell->counted = steps;
	} else if (cell->type == VG_SAMPLECELL_NUMBER) {
		count(cell, (double)vg_samplecell_unzigzag(cell->bits) * 1000,
		    turn - cell->counted);
		cell->counted = turn;
	} else if (cell->type == VG_SAMPLECELL_TICKS) {
		count(cell, (double)cell->bits * 1000, turn - cell->counted);
		cell->counted = turn;
	}
}

/* What a counter grew by, as the rules judge it. */
static inline bool
grew(struct vg_rollup *r, unsigned type, uint64_t old, uint64_t new, uint64_t *delta)
{
	r->before.type = r->after.type =
	    type == VG_SAMPLECELL_COUNTER32 ? VG_VALUE_COUNTER32 : VG_VALUE_COUNTER64;
	r->before.number = old;
	r->after.number = new;
	return vg_restart_delta(&r->before, &r->after, false, delta) == VG_OK;
}

/* The value of the cycle under way; the old one is counted first. */
static inline void
set_cell(struct vg_rollup *r, struct cell *cell, unsigned type, uint64_t bits)
{
	uint64_t delta;

	if (cell->type == type && cell->bits == bits)
		return;
	settle(cell, r->turn, r->steps);
	if (cell->type != type) {
		/* The step that leads here is none of this one's. */
		cell->type = type;
		cell->counted = is_counter(type) ? r->steps + r->rates : r->turn;
	} else if (is_counter(type)) {
		if (r->rates && grew(r, type, cell->bits, bits, &delta))
			count(cell, (double)delta * r->factor, 1);
		cell->counted = r->steps + r->rates;
	}
	cell->bits = bits;
}

static void
set_value(struct vg_rollup *r, struct cell *cell, const struct vg_samplecell *value)
{
	uint64_t bits = value->type == VG_SAMPLECELL_NUMBER
	    ? vg_samplecell_zigzag(value->number)
	    : value->count;
	bool numeric = vg_samplecell_is_numeric(value->type);

	set_cell(
	    r, cell, numeric ? value->type : VG_SAMPLECELL_MISSING, numeric ? bits : 0);
}

/* --- shapes ------------------------------------------------------------------------------ */

static size_t
make_row(struct vg_rollup *r, const char *index, uint32_t hash, size_t n)
{
	r->rows = vg_mem_grow(r->rows, &r->rows_capacity, r->n_rows, sizeof(*r->rows));
	if (r->n_cells + n > r->room) {
		r->room = (r->n_cells + n) * 2;
		r->cells = vg_mem_resize(r->cells, r->room, sizeof(*r->cells));
		r->totals = vg_mem_resize(r->totals, r->room, sizeof(*r->totals));
	}
	memset(r->cells + r->n_cells, 0, n * sizeof(*r->cells));
	memset(r->totals + r->n_cells, 0, n * sizeof(*r->totals));
	r->rows[r->n_rows] = (struct row){.index = index ? vg_mem_text(index) : NULL,
	    .hash = hash,
	    .first = r->n_cells};
	r->n_cells += n;
	r->reshaped = true;
	return r->n_rows++;
}

/* The row of 'index', made when it is new; 0 when there are as many as can be told. */
static size_t
need_row(struct vg_rollup *r, const char *index, size_t n)
{
	uint32_t hash = vg_hash_text(index);
	size_t at = hash % SLOTS;

	for (; r->slots[at]; at = (at + 1) % SLOTS) {
		const struct row *row = &r->rows[r->slots[at]];
		if (row->hash == hash && strcmp(row->index, index) == 0)
			return r->slots[at];
	}
	if (r->n_rows > ROWS_MOST)
		return 0;
	r->slots[at] = (uint16_t)make_row(r, index, hash, n);
	return r->slots[at];
}

/* The next 'n' values are of no row that is told. */
static void
leave_out(struct vg_rollup *r, size_t n)
{
	for (size_t i = 0; i < n; i++)
		r->places[r->n_places++] = nowhere;
	r->left_out++;
}

static void
place_row(struct vg_rollup *r, size_t row, size_t n)
{
	r->reshaped = r->reshaped || !r->rows[row].five;
	r->rows[row].here = r->rows[row].five = r->rows[row].hour = true;
	for (size_t i = 0; i < n; i++)
		r->places[r->n_places++] = (uint32_t)(r->rows[row].first + i);
}

/* What is not in the shape that comes ends here. */
static void
leave_shape(struct vg_rollup *r)
{
	for (size_t i = 0; i < r->n_rows; i++) {
		struct row *row = &r->rows[i];
		size_t n = i ? r->grid.n_columns : r->grid.n_scalars;
		r->reshaped = r->reshaped || (row->five && !row->here);
		for (size_t k = 0; k < n && !row->here; k++)
			set_cell(r, &r->cells[row->first + k], VG_SAMPLECELL_MISSING, 0);
	}
}

static int
take_whole(
    struct vg_rollup *r, const struct vg_samplehead *head, const struct vg_cursor *values)
{
	const struct vg_samplegrid *grid = &head->grid;
	size_t n = grid->n_scalars + grid->n_columns * grid->n_rows;
	struct vg_cursor c = *values;
	char index[VG_SAMPLESET_INDEX_SIZE];
	struct vg_samplecell cell;

	/* One track has one shape but for its rows. */
	if (r->n_rows &&
	    (grid->n_scalars != r->grid.n_scalars ||
		grid->n_columns != r->grid.n_columns))
		return VG_EPARSE;
	if (n > r->places_room) {
		r->places_room = n;
		r->places = vg_mem_resize(r->places, n, sizeof(*r->places));
	}
	for (size_t i = 0; i < r->n_rows; i++)
		r->rows[i].here = false;
	r->grid = *grid;
	r->n_places = 0;
	place_row(
	    r, r->n_rows ? 0 : make_row(r, NULL, 0, grid->n_scalars), grid->n_scalars);
	for (size_t i = 0; i < n && !c.failed; i++) {
		if (i >= grid->n_scalars &&
		    (i - grid->n_scalars) % grid->n_columns == 0) {
			vg_samplepack_read_index(&c, index);
			size_t row = need_row(r, index, grid->n_columns);
			if (c.failed || (row && r->rows[row].here))
				return VG_EPARSE;
			if (row)
				place_row(r, row, grid->n_columns);
			else
				leave_out(r, grid->n_columns);
		}
		vg_samplecell_read(&c, &cell);
		if (!c.failed && r->places[i] != nowhere)
			set_value(r, &r->cells[r->places[i]], &cell);
	}
	leave_shape(r);
	if (!vg_instant_is_set(r->at))
		r->reshaped = false;
	return c.failed || vg_cursor_left(&c) ? VG_EPARSE : VG_OK;
}

static int
take_difference(struct vg_rollup *r, struct vg_cursor *c)
{
	struct vg_samplechange change;
	size_t i = 0;

	while (vg_cursor_left(c)) {
		vg_samplepack_read_change(c, &change);
		if (c->failed || change.skip >= r->n_places - i)
			return VG_EPARSE;
		i += change.skip;
		uint32_t place = r->places[i++];
		if (place == nowhere)
			continue;
		struct cell *cell = &r->cells[place];
		if (!change.is_step)
			set_value(r, cell, &change.cell);
		else if (vg_samplecell_is_numeric(cell->type))
			set_cell(r, cell, cell->type,
			    vg_samplecell_stepped(cell->type, cell->bits, change.step));
		else
			return VG_EPARSE;
	}
	return c->failed ? VG_EPARSE : VG_OK;
}

/* --- giving ------------------------------------------------------------------------------ */

static inline int64_t
milli(double value)
{
	if (value > MILLI_MOST)
		value = MILLI_MOST;
	if (value < -MILLI_MOST)
		value = -MILLI_MOST;
	return (int64_t)(value < 0 ? value - 0.5 : value + 0.5);
}

static unsigned char *
put_total(unsigned char *at, double least, double most, double sum, uint64_t n)
{
	const struct vg_samplecell roll = {
	    .type = n ? VG_SAMPLECELL_ROLL : VG_SAMPLECELL_MISSING,
	    .n = n,
	    .least = milli(least),
	    .mean = n ? milli(sum / (double)n) : 0,
	    .most = milli(most)};

	return vg_samplecell_put(at, &roll);
}

static void
add_total(struct total *total, const struct cell *cell)
{
	if (cell->n == 0)
		return;
	if (total->n == 0 || cell->least < total->least)
		total->least = cell->least;
	if (total->n == 0 || cell->most > total->most)
		total->most = cell->most;
	total->sum += cell->sum;
	total->n += cell->n;
}

/* Whether it is as it was told: so many samples, all of one value. */
static bool
is_told(struct cell *cell)
{
	bool same = cell->least >= cell->most;
	bool told = same && cell->told_same && cell->told_n == cell->n &&
	    !(cell->told < cell->least || cell->told > cell->least);

	cell->told_same = same;
	cell->told_n = cell->n;
	cell->told = cell->least;
	return told;
}

/* Gives one cell of five minutes and adds it to its hour; '*same' counts what need not be told. */
static unsigned char *
give_cell(struct vg_rollup *r, size_t i, uint32_t steps, size_t *same, unsigned char *at)
{
	struct cell *cell = &r->cells[i];

	settle(cell, r->turn, steps);
	add_total(&r->totals[i], cell);
	if (is_told(cell) && same) {
		(*same)++;
	} else {
		if (same) {
			at = vg_samplepack_put_control(at, *same, VG_SAMPLEPACK_WHOLE);
			*same = 0;
		}
		at = put_total(at, cell->least, cell->most, cell->sum, cell->n);
	}
	cell->n = 0;
	cell->least = cell->most = cell->sum = 0;
	return at;
}

static unsigned char *
give_total(struct vg_rollup *r, size_t i, unsigned char *at)
{
	struct total *total = &r->totals[i];

	at = put_total(at, total->least, total->most, total->sum, total->n);
	*total = (struct total){0};
	return at;
}

static void
give_head(struct vg_rollup *r, bool five, struct vg_wall at, bool differs)
{
	struct vg_samplehead head = {.whole = true, .at = at, .grid = r->grid};

	vg_buf_reset(&r->out);
	if (differs) {
		vg_samplepack_head_difference(&r->out, vg_instant_since(at, r->five));
		return;
	}
	head.grid.n_rows = 0;
	for (size_t i = 1; i < r->n_rows; i++)
		head.grid.n_rows += five ? r->rows[i].five : r->rows[i].hour;
	vg_samplepack_head(&r->out, &head);
}

/* Gives what was rolled up in 'span'; 'steps' were made in it. */
static void
give(struct vg_rollup *r, enum vg_samplespan span, uint32_t steps)
{
	bool five = span == VG_SAMPLESPAN_FIVE;
	bool differs = five && vg_instant_is_set(r->five) && !r->reshaped;
	struct vg_wall begin = vg_rollup_floor(span, r->at);
	size_t same = 0;

	give_head(r, five, begin, differs);
	/* The next one has other rows than this one, when any came or went in it. */
	r->five = five && !r->reshaped ? begin : (struct vg_wall){0};
	r->reshaped = false;
	for (size_t i = 0; i < r->n_rows; i++) {
		struct row *row = &r->rows[i];
		bool *was = five ? &row->five : &row->hour;
		size_t n = i ? r->grid.n_columns : r->grid.n_scalars;
		if (i && !*was)
			continue;
		*was = row->here;
		if (i && !differs)
			vg_samplepack_index(&r->out, row->index);
		unsigned char *room =
		    vg_buf_reserve(&r->out, (n + 1) * VG_SAMPLECELL_ROOM);
		unsigned char *at = room;
		for (size_t k = row->first; room && k < row->first + n; k++)
			at = five ? give_cell(r, k, steps, differs ? &same : NULL, at)
				  : give_total(r, k, at);
		r->out.size += (size_t)(at - room);
	}
	if (!r->out.error)
		r->cb(span, begin, &r->out, r->cookie);
}

/* --- taking ------------------------------------------------------------------------------ */

/* How long has passed, and whether counters may be compared over it. */
static void
judge_time(struct vg_rollup *r, const struct vg_samplehead *head, struct vg_wall at)
{
	const struct vg_restart_clock clock = {
	    .has_uptime = head->has_uptime, .uptime = r->uptime};
	uint32_t before = r->restart.clock.uptime;
	int64_t passed_us = vg_instant_since(at, r->at);
	/* Only what lies between two instants is asked of it. */
	enum vg_restart restart =
	    vg_restart_see(&r->restart, &clock, (struct vg_mono){at.us});
	double passed_s = (double)passed_us / VG_SECOND_US;

	/* Two clocks with a row between them say nothing of the row. */
	if (!head->has_uptime)
		memset(&r->restart, 0, sizeof(r->restart));
	if (restart == VG_RESTART_NO)
		passed_s = (double)vg_restart_elapsed(before, r->uptime) / 100;
	r->rates = vg_instant_is_set(r->at) && passed_us > 0 && passed_s > 0 &&
	    restart != VG_RESTART_YES && !head->restarted;
	r->factor = r->rates ? 1000 / passed_s : 0;
}

int
vg_rollup_add(struct vg_rollup *rollup, const void *packed, size_t size)
{
	struct vg_rollup *r = rollup;
	struct vg_cursor c = vg_cursor_over(packed, size);
	struct vg_samplehead head;

	vg_samplepack_read_head(&c, &head);
	if (c.failed)
		return VG_EPARSE;
	if (!head.whole && !r->follows)
		return VG_ECONFLICT;
	struct vg_wall at = head.whole ? head.at : vg_instant_add(r->at, head.passed_us);
	r->uptime = head.whole ? head.uptime : r->uptime + head.uptime;
	judge_time(r, &head, at);
	int err = head.whole ? take_whole(r, &head, &c) : take_difference(r, &c);
	r->follows = err == VG_OK;
	if (err != VG_OK)
		return err;
	uint32_t steps = r->steps + r->rates;
	if (vg_instant_is_set(r->at)) {
		if (vg_rollup_floor(VG_SAMPLESPAN_FIVE, r->at).us !=
		    vg_rollup_floor(VG_SAMPLESPAN_FIVE, at).us)
			give(r, VG_SAMPLESPAN_FIVE, steps);
		if (vg_rollup_floor(VG_SAMPLESPAN_HOUR, r->at).us !=
		    vg_rollup_floor(VG_SAMPLESPAN_HOUR, at).us)
			give(r, VG_SAMPLESPAN_HOUR, steps);
	}
	r->steps = steps;
	r->turn++;
	r->at = at;
	return VG_OK;
}

void
vg_rollup_end(struct vg_rollup *rollup)
{
	if (!vg_instant_is_set(rollup->at))
		return;
	give(rollup, VG_SAMPLESPAN_FIVE, rollup->steps);
	give(rollup, VG_SAMPLESPAN_HOUR, rollup->steps);
}
