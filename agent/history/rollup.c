/*
 * Rolling up.
 */
#include "agent/history/rollup.h"

#include <stdlib.h>
#include <string.h>

#include "agent/history/samplepack.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"

#define MILLI_MOST 9.0e15
#define WRAP32 (UINT64_C(1) << 32)
/* An uptime that fell has wrapped, not restarted, when the wrap explains it to this much. */
#define WRAP_SLACK_TICKS (UINT64_C(120) * 100)

struct cell {
	enum vg_samplecell_type type; /* of the last sample */
	uint64_t count;               /* the counter's last */
	uint64_t n;
	double least, most, sum; /* thousandths */
};

struct row {
	char *index; /* owned; NULL: the scalars */
	struct cell *cells;
	uint64_t seen; /* the number of the last cycle that had it */
	bool goes_on;  /* the cycle before had it, too */
};

struct vg_rollup {
	struct vg_samplegrid grid; /* n_rows counts 'rows' without the scalars */
	struct row scalars;
	struct row *rows; /* owned */
	size_t capacity;
	size_t hint;
	struct vg_wall at; /* of the last row; unset: none yet */
	/* of the row under way */
	bool inside;
	bool rates;      /* it goes on from the last one */
	double passed_s; /* since the last one */
	bool has_ticks;
	uint64_t ticks; /* the uptime of the last row that had one */
	uint64_t turn;  /* its number */
	bool looks;     /* first pass: for the uptime alone */
	bool has_new_ticks;
	uint64_t new_ticks;
};

struct vg_rollup *
vg_rollup_new(void)
{
	return vg_mem_zero(sizeof(struct vg_rollup));
}

void
vg_rollup_free(struct vg_rollup *rollup)
{
	if (!rollup)
		return;
	for (size_t i = 0; i < rollup->grid.n_rows; i++) {
		free(rollup->rows[i].index);
		free(rollup->rows[i].cells);
	}
	free(rollup->rows);
	free(rollup->scalars.cells);
	free(rollup);
}

/* --- taking ------------------------------------------------------------------------------ */

static struct row *
need_row(struct vg_rollup *r, const char *index)
{
	size_t n = r->grid.n_rows;

	for (size_t i = 0; i < n; i++) {
		size_t at = (r->hint + i) % n;
		if (strcmp(r->rows[at].index, index) == 0) {
			r->hint = at;
			return &r->rows[at];
		}
	}
	r->rows = vg_mem_grow(r->rows, &r->capacity, n, sizeof(*r->rows));
	struct row *made = &r->rows[n];
	made->index = vg_mem_text(index);
	made->cells = vg_mem_array(r->grid.n_columns, sizeof(*made->cells));
	r->hint = n;
	r->grid.n_rows++;
	return made;
}

static void
take(struct cell *cell, double least, double mean, double most, uint64_t n)
{
	if (n == 0)
		return;
	if (cell->n == 0 || least < cell->least)
		cell->least = least;
	if (cell->n == 0 || most > cell->most)
		cell->most = most;
	cell->sum += mean * (double)n;
	cell->n += n;
}

/* The step of a counter; false when there is none that means anything. */
static bool
step_of(const struct cell *old, const struct vg_samplecell *new, double *step)
{
	if (old->type != new->type)
		return false;
	if (new->count >= old->count) {
		*step = (double)(new->count - old->count);
		return true;
	}
	if (new->type == VG_SAMPLECELL_COUNTER64)
		return false;
	uint64_t wrapped = new->count + WRAP32 - old->count;
	*step = (double)wrapped;
	return wrapped < WRAP32 / 2;
}

static void
take_cell(const char *index, size_t object, const struct vg_samplecell *new, void *cookie)
{
	struct vg_rollup *r = cookie;
	double step, value;

	if (r->looks) {
		if (!index && new->type == VG_SAMPLECELL_TICKS && !r->has_new_ticks) {
			r->has_new_ticks = true;
			r->new_ticks = new->count;
		}
		return;
	}
	struct row *row = index ? need_row(r, index) : &r->scalars;
	if (row->seen != r->turn) {
		row->goes_on = row->seen + 1 == r->turn;
		row->seen = r->turn;
	}
	struct cell *cell = &row->cells[object];
	switch (new->type) {
	case VG_SAMPLECELL_NUMBER:
	case VG_SAMPLECELL_TICKS:
		value = (new->type == VG_SAMPLECELL_NUMBER ? (double)new->number
							   : (double)new->count) *
		    1000;
		if (r->inside)
			take(cell, value, value, value, 1);
		break;
	case VG_SAMPLECELL_COUNTER32:
	case VG_SAMPLECELL_COUNTER64:
		if (r->rates && row->goes_on && step_of(cell, new, &step)) {
			value = step / r->passed_s * 1000;
			take(cell, value, value, value, 1);
		}
		break;
	case VG_SAMPLECELL_ROLL:
		if (r->inside)
			take(cell, (double)new->least, (double)new->mean,
			    (double)new->most, new->n);
		break;
	case VG_SAMPLECELL_MISSING:
	case VG_SAMPLECELL_TEXT:
		break;
	}
	cell->type = new->type;
	cell->count = new->count;
}

/* How long the device says has passed; false when it restarted. */
static bool
uptime_passed(const struct vg_rollup *r, double *passed_s)
{
	uint64_t expected = r->ticks + (uint64_t)(*passed_s * 100);

	if (r->new_ticks >= r->ticks) {
		*passed_s = (double)(r->new_ticks - r->ticks) / 100;
		return true;
	}
	if (expected + WRAP_SLACK_TICKS < WRAP32)
		return false;
	uint64_t wrapped = r->new_ticks + WRAP32 - r->ticks;
	*passed_s = (double)wrapped / 100;
	return wrapped <= expected - r->ticks + WRAP_SLACK_TICKS;
}

static void
judge_time(struct vg_rollup *r, struct vg_wall at)
{
	r->rates = vg_instant_is_set(r->at);
	r->passed_s = r->rates ? (double)vg_instant_since(at, r->at) / VG_SECOND_US : 0;
	if (r->rates && r->has_ticks && r->has_new_ticks)
		r->rates = uptime_passed(r, &r->passed_s);
	r->rates = r->rates && r->passed_s > 0;
	r->has_ticks = r->has_new_ticks;
	r->ticks = r->new_ticks;
	r->at = at;
}

int
vg_rollup_add(
    struct vg_rollup *rollup, const struct vg_buf *whole, struct vg_wall at, bool inside)
{
	struct vg_rollup *r = rollup;
	struct vg_samplegrid grid;

	r->looks = true;
	r->has_new_ticks = false;
	int err = vg_samplepack_each(whole->data, whole->size, &grid, take_cell, r);
	r->looks = false;
	if (err != VG_OK)
		return err;
	/* One track has one shape but for its rows; a row without scalars has none to roll. */
	if (!r->scalars.cells) {
		r->grid.n_scalars = grid.n_scalars;
		r->grid.n_columns = grid.n_columns;
		r->scalars.cells = vg_mem_array(grid.n_scalars + 1, sizeof(struct cell));
	} else if (grid.n_scalars != r->grid.n_scalars ||
	    grid.n_columns != r->grid.n_columns) {
		return VG_EPARSE;
	}
	r->inside = inside;
	judge_time(r, at);
	r->turn++;
	return vg_samplepack_each(whole->data, whole->size, &grid, take_cell, r);
}

/* --- giving ------------------------------------------------------------------------------ */

static int64_t
milli(double value)
{
	if (value > MILLI_MOST)
		value = MILLI_MOST;
	if (value < -MILLI_MOST)
		value = -MILLI_MOST;
	return (int64_t)(value < 0 ? value - 0.5 : value + 0.5);
}

static void
give_row(const struct row *row, size_t n, struct vg_buf *out)
{
	for (size_t i = 0; i < n; i++) {
		const struct cell *cell = &row->cells[i];
		struct vg_samplecell roll = {.type = VG_SAMPLECELL_MISSING};
		if (cell->n) {
			roll.type = VG_SAMPLECELL_ROLL;
			roll.n = cell->n;
			roll.least = milli(cell->least);
			roll.mean = milli(cell->sum / (double)cell->n);
			roll.most = milli(cell->most);
		}
		vg_samplepack_cell(out, &roll);
	}
}

void
vg_rollup_whole(const struct vg_rollup *rollup, struct vg_buf *out)
{
	vg_samplepack_head(out, &rollup->grid);
	if (rollup->scalars.cells)
		give_row(&rollup->scalars, rollup->grid.n_scalars, out);
	for (size_t i = 0; i < rollup->grid.n_rows; i++) {
		vg_samplepack_index(out, rollup->rows[i].index);
		give_row(&rollup->rows[i], rollup->grid.n_columns, out);
	}
}
