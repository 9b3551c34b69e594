/*
 * Moves of the ball.
 */
#include "collector/desk/clock/deskball.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"

/* Each entry says with whom the ball is after it; one recorded late belongs further up. */
static void
add_move(const struct vg_entry_view *entry, void *cookie)
{
	struct vg_deskball *b = cookie;
	int side = vg_ball_parse(entry->ball);

	/* What vigie notes moves nothing. */
	if (side < 0 || strcmp(entry->who, "vigie") == 0)
		return;
	b->moves = vg_mem_grow(b->moves, &b->room, b->n, sizeof(*b->moves));
	size_t i = b->n++;
	for (; i > 0 && vg_instant_compare(b->moves[i - 1].at, entry->happened) > 0; i--)
		b->moves[i] = b->moves[i - 1];
	b->moves[i] = (struct vg_ball_move){entry->happened, (enum vg_side)side};
}

int
vg_deskball_load(struct vg_desk *desk, const char *number, struct vg_deskball *ball)
{
	memset(ball, 0, sizeof(*ball));
	return vg_desk_entries(desk, number, NULL, add_move, ball);
}

void
vg_deskball_fini(struct vg_deskball *ball)
{
	free(ball->moves);
	memset(ball, 0, sizeof(*ball));
}
