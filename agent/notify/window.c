/*
 * The numbers in flight.
 */
#include "agent/notify/window.h"

static bool
is_in(const uint64_t *numbers, size_t n, uint64_t number)
{
	for (size_t i = 0; i < n; i++) {
		if (numbers[i] == number)
			return true;
	}
	return false;
}

bool
vg_window_has(const struct vg_window *window, uint64_t number)
{
	return is_in(window->flight, window->n_flight, number) ||
	    is_in(window->done, window->n_done, number);
}

size_t
vg_window_room(const struct vg_window *window, size_t limit)
{
	size_t used = window->n_flight + window->n_done;

	if (limit > VG_WINDOW_MAX)
		limit = VG_WINDOW_MAX;
	return used < limit ? limit - used : 0;
}

void
vg_window_take(struct vg_window *window, uint64_t number)
{
	if (window->n_flight < VG_WINDOW_MAX)
		window->flight[window->n_flight++] = number;
	if (number > window->after)
		window->after = number;
}

void
vg_window_back(struct vg_window *window, uint64_t number, bool acknowledged)
{
	for (size_t i = 0; i < window->n_flight; i++) {
		if (window->flight[i] != number)
			continue;
		window->flight[i] = window->flight[--window->n_flight];
		if (acknowledged)
			window->done[window->n_done++] = number;
		else if (number <= window->after)
			window->after = number - 1;
		return;
	}
}

void
vg_window_forget(struct vg_window *window, bool deleted)
{
	for (size_t i = 0; i < window->n_done && !deleted; i++) {
		if (window->done[i] <= window->after)
			window->after = window->done[i] - 1;
	}
	window->n_done = 0;
}
