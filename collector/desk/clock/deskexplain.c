/*
 * Clocks of a case, explained.
 */
#include "collector/desk/clock/deskexplain.h"

#include "collector/desk/clock/clockwalk.h"
#include "collector/desk/clock/deskball.h"
#include "lib/base/error.h"

struct telling {
	const struct vg_deskball *ball;
	struct vg_wall now;
	vg_deskexplain_cb cb;
	void *cookie;
};

static int
tell_clock(const struct vg_clockwalk_step *step, void *cookie)
{
	const struct telling *t = cookie;
	struct vg_explain explain = {0};
	struct vg_explain_clock clock = {.target = step->id.target,
	    .part = step->id.part,
	    .calendar = step->terms.calendar->name,
	    .zone = step->terms.calendar->zone,
	    .unit = step->terms.unit,
	    .amount = step->terms.amount,
	    .rows = step->rows,
	    .n_rows = step->n_rows,
	    .explain = &explain};

	int code = step->error;
	if (code == VG_OK)
		code = vg_explain_target(step->rows, step->n_rows, &step->terms,
		    t->ball->moves, t->ball->n, t->now, &explain);
	clock.error = code == VG_OK ? NULL : vg_error_text(code);
	t->cb(&clock, t->cookie);
	vg_explain_fini(&explain);
	return VG_OK;
}

int
vg_deskexplain_case(struct vg_desk *desk, const char *number, struct vg_wall now,
    vg_deskexplain_cb cb, void *cookie, struct vg_detail *detail)
{
	struct vg_deskball ball = {0};
	struct vg_case_row row;
	int code = vg_deskrows_case(desk, number, &row);

	if (code == VG_OK && !row.number[0])
		return vg_detail_set(
		    detail, VG_ENOENT, "case %.32s: there is none", number);
	if (code == VG_OK)
		code = vg_deskball_load(desk, row.number, &ball);
	struct telling t = {&ball, now, cb, cookie};
	if (code == VG_OK)
		code = vg_clockwalk_case(desk, &row, now, tell_clock, &t);
	vg_deskball_fini(&ball);
	return code;
}
