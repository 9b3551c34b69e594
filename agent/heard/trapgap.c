/*
 * Gaps among notifications.
 */
#include "agent/heard/trapgap.h"

#include <stddef.h>

/* A sender whose uptime is lower than this much before has started anew. */
static const uint32_t restart_cs = 6000;

static void
begin(struct vg_trapgap *gap, uint32_t number)
{
	gap->numbered = true;
	gap->last = number;
	gap->holes = 0;
}

/* Numbers 'last' + 1 to 'number' - 1 have not come. */
static void
advance(struct vg_trapgap *gap, uint32_t number)
{
	uint32_t step = number - gap->last;

	gap->lost += step - 1;
	if (step >= VG_TRAPGAP_WINDOW)
		gap->holes = UINT64_MAX;
	else
		gap->holes = gap->holes << step | ((UINT64_C(1) << (step - 1)) - 1);
	gap->last = number;
}

/* One that comes late, or again. */
static void
fill(struct vg_trapgap *gap, uint32_t number)
{
	uint32_t place = gap->last - 1 - number;

	if (place >= VG_TRAPGAP_WINDOW || !(gap->holes >> place & 1))
		return;
	gap->holes &= ~(UINT64_C(1) << place);
	if (gap->lost)
		gap->lost--;
}

void
vg_trapgap_number(struct vg_trapgap *gap, uint32_t number, uint32_t uptime)
{
	bool restarted = gap->numbered && uptime < gap->uptime &&
	    gap->uptime - uptime > restart_cs && number <= gap->last;

	if (!gap->numbered || restarted ||
	    (number > gap->last && number - gap->last > VG_TRAPGAP_JUMP))
		begin(gap, number);
	else if (number > gap->last)
		advance(gap, number);
	else if (number < gap->last)
		fill(gap, number);
	if (restarted || uptime > gap->uptime)
		gap->uptime = uptime;
}

void
vg_trapgap_heard(struct vg_trapgap *gap)
{
	gap->heard++;
}

bool
vg_trapgap_sent(struct vg_trapgap *gap, uint32_t sent)
{
	uint32_t step = sent - gap->sent_last;
	bool begins = !gap->counted || step > VG_TRAPGAP_JUMP;

	gap->counted = true;
	gap->sent_last = sent;
	if (begins) {
		gap->sent = gap->heard = gap->off = 0;
		return false;
	}
	gap->sent += step;
	int64_t off = gap->sent - gap->heard, before = gap->off;
	/* What was missing at two counts is lost; what came twice is counted once from now on. */
	int64_t stays = 0;
	if (off > 0 && before > 0)
		stays = off < before ? off : before;
	else if (off < 0 && before < 0)
		stays = off > before ? off : before;
	if (stays > 0)
		gap->lost += (uint64_t)stays;
	gap->heard += stays;
	gap->off = off - stays;
	return gap->off > 0;
}

void
vg_trapgap_reconciled(struct vg_trapgap *gap)
{
	gap->lost = 0;
	gap->holes = 0;
}
