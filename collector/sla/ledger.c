/*
 * Reading ledgers.
 */
#include "collector/sla/ledger.h"

#include "lib/base/error.h"

static int
begin_pause(struct vg_ledger_clock *c, const struct vg_ledger_row *row)
{
	if (c->paused)
		return VG_OK;
	if (c->n_pauses == VG_LEDGER_MAX_PAUSES)
		return VG_ELIMIT;
	c->paused = true;
	c->pauses[c->n_pauses++] =
	    (struct vg_ledger_pause){.from = row->at, .cause = row->cause};
	return VG_OK;
}

static bool
rests(const struct vg_ledger_clock *c)
{
	return vg_instant_is_set(c->met) || vg_instant_is_set(c->ended);
}

static int
step(struct vg_ledger_clock *c, const struct vg_ledger_row *row)
{
	switch (row->act) {
	case VG_LEDGER_START:
		*c = (struct vg_ledger_clock){.start = row->at, .cause = row->cause};
		break;
	case VG_LEDGER_PAUSE:
		return begin_pause(c, row);
	case VG_LEDGER_RESUME:
		if (c->paused)
			c->pauses[c->n_pauses - 1].until = row->at;
		c->paused = false;
		break;
	/* The first act that brings it to rest does; a later one comes too late for that. */
	case VG_LEDGER_MEET:
		if (!rests(c))
			c->met = row->at;
		break;
	case VG_LEDGER_END:
		if (rests(c))
			break;
		c->ended = row->at;
		c->end_cause = row->cause;
		break;
	case VG_LEDGER_REOPEN:
		c->met = c->ended = (struct vg_wall){0};
		c->end_cause = NULL;
		break;
	}
	return VG_OK;
}

int
vg_ledger_read(const struct vg_ledger_row *rows, size_t n, struct vg_ledger_clock *clock)
{
	int code = VG_OK;

	*clock = (struct vg_ledger_clock){0};
	if (n == 0 || rows[0].act != VG_LEDGER_START)
		return VG_EINVAL;
	for (size_t i = 0; i < n; i++) {
		int one = step(clock, &rows[i]);
		code = rows[i].act == VG_LEDGER_START ? VG_OK : code ? code : one;
	}
	return code;
}

const struct vg_ledger_row *
vg_ledger_rest(const struct vg_ledger_row *rows, size_t n, size_t nth)
{
	const struct vg_ledger_row *rest = NULL;
	size_t starts = 0;

	for (size_t i = 0; i < n; i++) {
		starts += rows[i].act == VG_LEDGER_START;
		if (starts != nth + 1)
			continue;
		if (!rest &&
		    (rows[i].act == VG_LEDGER_MEET || rows[i].act == VG_LEDGER_END))
			rest = &rows[i];
		if (rows[i].act == VG_LEDGER_REOPEN)
			rest = NULL;
	}
	return rest;
}

size_t
vg_ledger_clocks(const struct vg_ledger_row *rows, size_t n, size_t *first, size_t max)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++) {
		if (rows[i].act != VG_LEDGER_START)
			continue;
		if (count < max)
			first[count] = i;
		count++;
	}
	return count;
}

/* Ledgers are short and nearly in order: insertion, which keeps equals as they are. */
void
vg_ledger_sort(struct vg_ledger_row *rows, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct vg_ledger_row row = rows[i];
		size_t j = i;
		while (j > 0 && row.act != VG_LEDGER_START &&
		    rows[j - 1].act != VG_LEDGER_START &&
		    vg_instant_compare(rows[j - 1].at, row.at) > 0) {
			rows[j] = rows[j - 1];
			j--;
		}
		rows[j] = row;
	}
}

struct vg_wall
vg_ledger_until(const struct vg_ledger_clock *clock, struct vg_wall now)
{
	if (vg_instant_is_set(clock->met))
		return clock->met;
	return vg_instant_is_set(clock->ended) ? clock->ended : now;
}

void
vg_ledger_cut(struct vg_ledger_clock *clock, struct vg_wall until)
{
	struct vg_ledger_pause *last = &clock->pauses[clock->n_pauses];

	for (; clock->n_pauses; clock->n_pauses--, clock->paused = false) {
		last--;
		if (vg_instant_compare(last->from, until) <= 0)
			break;
	}
	if (clock->n_pauses && vg_instant_compare(last->until, until) > 0) {
		last->until = (struct vg_wall){0};
		clock->paused = true;
	}
}

bool
vg_ledger_pauses_before(const struct vg_ledger_clock *clock, struct vg_wall end,
    struct vg_wall until, const char **cause)
{
	for (size_t i = 0; i < clock->n_pauses; i++) {
		const struct vg_ledger_pause *p = &clock->pauses[i];
		struct vg_wall over = vg_instant_is_set(p->until) ? p->until : until;
		if (vg_instant_compare(p->from, end) >= 0 ||
		    vg_instant_compare(end, over) > 0)
			continue;
		if (cause)
			*cause = p->cause ? p->cause : "";
		return true;
	}
	return false;
}

const char *
vg_ledger_act_text(enum vg_ledger_act act)
{
	static const char *const names[] = {
	    "", "start", "pause", "resume", "meet", "end", "reopen"};

	return names[act];
}
