/*
 * Ledgers and their clocks, one after another.
 */
#include "collector/desk/clock/clockwalk.h"

#include "lib/base/error.h"

/* What all steps of a walk share. */
struct walk {
	struct vg_desk *desk;
	const struct vg_case_row *row;
	struct vg_wall now;
	vg_clockwalk_cb cb;
	void *cookie;
};

/* A sum that fails is the clock's own trouble and no reason to hide the others. */
static bool
is_of_the_sum(int code)
{
	return code == VG_EINVAL || code == VG_ERANGE || code == VG_ELIMIT;
}

static int
visit(const struct walk *w, const struct vg_clock *clock, size_t nth,
    struct vg_clockwalk_step *step)
{
	const struct vg_conf *conf = vg_clock_conf(w->desk, clock, nth);

	vg_clock_terms(conf, w->row, &step->id, clock, nth, w->now, &step->terms);
	step->error = VG_OK;
	if (!vg_clock_rested(clock, nth, &step->state))
		step->error = vg_sla_compute(
		    step->rows, step->n_rows, &step->terms, w->now, &step->state);
	if (step->error != VG_OK && !is_of_the_sum(step->error))
		return step->error;
	return w->cb(step, w->cookie);
}

static int
walk_ledger(const struct walk *w, const struct vg_clock_entry *e, struct vg_clock *clock)
{
	struct vg_clockwalk_step step = {.id = vg_clock_of_entry(w->row->number, e)};
	size_t first = 0, nth = 0;
	int code = VG_OK;

	for (size_t i = 1; code == VG_OK && i <= clock->n_rows; i++) {
		if (i < clock->n_rows && clock->rows[i].act != VG_LEDGER_START)
			continue;
		step.rows = &clock->rows[first];
		step.n_rows = i - first;
		code = visit(w, clock, nth++, &step);
		first = i;
	}
	return code;
}

int
vg_clockwalk_case(struct vg_desk *desk, const struct vg_case_row *row, struct vg_wall now,
    vg_clockwalk_cb cb, void *cookie)
{
	const struct walk w = {desk, row, now, cb, cookie};
	struct vg_clock_list list = {0};
	int code = vg_clock_list(desk, row, now, &list);

	for (size_t i = 0; code == VG_OK && i < list.n; i++)
		code = walk_ledger(&w, &list.entries[i], &list.clocks[i]);
	vg_clock_list_fini(&list);
	return code;
}
