/*
 * Ledgers of clocks.
 */
#include "collector/sla/sla.h"

#include <string.h>

#include "lib/base/error.h"

#define H 3600u

/* The order of the enum; amounts are the defaults that a contract may change. */
static const struct vg_target_rule rules[VG_TARGET_N] = {
    [VG_TARGET_FIRST_REPLY] = {"first-reply", "P6", VG_UNIT_HOURS, 4 * H, NULL, true,
	false},
    [VG_TARGET_NEXT_REPLY] = {"next-reply", "P6", VG_UNIT_HOURS, 4 * H, NULL, false,
	false},
    [VG_TARGET_CLIENT_TOLD] = {"client-told", "P7", VG_UNIT_HOURS, 4 * H, NULL, false,
	false},
    [VG_TARGET_TRIAGE] = {"triage", "P6", VG_UNIT_HOURS, 1 * H, "always", false, false},
    [VG_TARGET_ENTITLEMENT] = {"entitlement", "P1", VG_UNIT_HOURS, 4 * H, "office", false,
	false},
    [VG_TARGET_SUPPLIER_TICKET] = {"supplier-ticket", "P9", VG_UNIT_HOURS, 8 * H,
	"office", false, true},
    [VG_TARGET_SUPPLIER_MOVE] = {"supplier-move", "P9", VG_UNIT_HOURS, 8 * H, "office",
	false, true},
    [VG_TARGET_SECOND_KEY] = {"second-key", "P9", VG_UNIT_DAYS, 1, "ouvres", false,
	false},
    [VG_TARGET_REPLACEMENT] = {"replacement", "P11", VG_UNIT_DAYS, 6, "ouvrables", true,
	false},
    [VG_TARGET_FAULTY_BACK] = {"faulty-back", "P10", VG_UNIT_DAYS, 10, "ouvres", false,
	false},
    [VG_TARGET_WATCH] = {"watch", "P5", VG_UNIT_DAYS, 2, "ouvres", false, false},
    [VG_TARGET_RESOLUTION] = {"resolution", "", VG_UNIT_HOURS, 0, NULL, true, true},
};

const int vg_sla_warning_percent[VG_SLA_N_WARNINGS] = {50, 75, 90, 100};

const struct vg_target_rule *
vg_sla_rule(enum vg_target target)
{
	return &rules[target];
}

int
vg_sla_target(const char *name)
{
	for (int i = 0; i < VG_TARGET_N; i++) {
		if (strcmp(rules[i].name, name) == 0)
			return i;
	}
	return -1;
}

/* What the rows say, before any arithmetic of calendars. */
struct walk {
	struct vg_wall start, running_since, met, ended;
	struct vg_wall breached; /* in a run that a pause has ended; unset: none */
	int64_t used_us;         /* open time of finished runs */
	bool paused;
};

/* A pause comes too late for a run in which the time was used up already. */
static void
end_run(struct walk *w, struct vg_wall at, const struct vg_calendar *calendar,
    int64_t amount_us)
{
	int64_t left = amount_us - w->used_us;
	struct vg_wall due;

	if (!vg_instant_is_set(w->breached) && left > 0 &&
	    vg_calendar_add(calendar, w->running_since, left, &due) == VG_OK &&
	    vg_instant_compare(at, due) >= 0)
		w->breached = due;
	w->used_us += vg_calendar_between(calendar, w->running_since, at);
}

static void
step(struct walk *w, const struct vg_ledger_row *row, const struct vg_calendar *calendar,
    int64_t amount_us)
{
	switch (row->act) {
	case VG_LEDGER_START:
		*w = (struct walk){.start = row->at, .running_since = row->at};
		break;
	case VG_LEDGER_PAUSE:
		if (!w->paused)
			end_run(w, row->at, calendar, amount_us);
		w->paused = true;
		break;
	case VG_LEDGER_RESUME:
		if (w->paused)
			w->running_since = row->at;
		w->paused = false;
		break;
	case VG_LEDGER_MEET:
		w->met = row->at;
		break;
	case VG_LEDGER_END:
		w->ended = row->at;
		break;
	case VG_LEDGER_REOPEN:
		w->met = w->ended = (struct vg_wall){0};
		break;
	}
}

static int
walk_rows(const struct vg_ledger_row *rows, size_t n, const struct vg_calendar *calendar,
    int64_t amount_us, struct walk *w)
{
	if (n == 0 || rows[0].act != VG_LEDGER_START)
		return VG_EINVAL;
	for (size_t i = 0; i < n; i++)
		step(w, &rows[i], calendar, amount_us);
	return VG_OK;
}

int
vg_sla_compute(const struct vg_ledger_row *rows, size_t n,
    const struct vg_calendar *calendar, int64_t amount_us, struct vg_wall now,
    struct vg_target_state *state)
{
	struct walk w = {0};
	int code = walk_rows(rows, n, calendar, amount_us, &w);

	memset(state, 0, sizeof(*state));
	if (code != VG_OK)
		return code;
	struct vg_wall until = vg_instant_is_set(w.met) ? w.met
	    : vg_instant_is_set(w.ended)                ? w.ended
							: now;
	state->start = w.start;
	state->met = w.met;
	state->ended = w.ended;
	state->paused = w.paused;
	state->running = !vg_instant_is_set(w.met) && !vg_instant_is_set(w.ended);
	state->used_us = w.used_us;
	if (!w.paused)
		state->used_us += vg_calendar_between(calendar, w.running_since, until);
	state->remaining_us = amount_us - state->used_us;
	if (vg_instant_is_set(w.breached)) {
		state->due = state->breached = w.breached;
		return VG_OK;
	}
	int64_t left = amount_us - w.used_us;
	struct vg_wall from = w.paused ? until : w.running_since;
	code = vg_calendar_add(calendar, from, left > 0 ? left : 0, &state->due);
	/* A paused target cannot breach; what was met or ended in time did not. */
	if (code == VG_OK && !w.paused && vg_instant_compare(until, state->due) >= 0)
		state->breached = state->due;
	return code;
}

int
vg_sla_warning_at(const struct vg_ledger_row *rows, size_t n,
    const struct vg_calendar *calendar, int64_t amount_us, int i, struct vg_wall *at)
{
	struct walk w = {0};
	int code = walk_rows(rows, n, calendar, amount_us, &w);

	if (code != VG_OK)
		return code;
	if (vg_instant_is_set(w.met) || vg_instant_is_set(w.ended) ||
	    (w.paused && !vg_instant_is_set(w.breached)))
		return VG_ENOENT;
	if (vg_instant_is_set(w.breached)) {
		*at = w.breached;
		return VG_OK;
	}
	int64_t left = amount_us / 100 * vg_sla_warning_percent[i] - w.used_us;
	return vg_calendar_add(calendar, w.running_since, left > 0 ? left : 0, at);
}
