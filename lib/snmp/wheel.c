/*
 * Slots of one tick each; the hand stands at the first tick that has not been looked at.
 */
#include "lib/snmp/wheel.h"

#include <stdlib.h>

#include "lib/base/mem.h"

enum { SLOTS = 1024, TICK_US = 8192 };

TAILQ_HEAD(slot, vg_wheel_entry);

struct vg_wheel {
	struct slot slots[SLOTS];
	int64_t hand;
	size_t n;
};

struct vg_wheel *
vg_wheel_new(void)
{
	struct vg_wheel *wheel = vg_mem_zero(sizeof(*wheel));

	for (size_t i = 0; i < SLOTS; i++)
		TAILQ_INIT(&wheel->slots[i]);
	return wheel;
}

void
vg_wheel_free(struct vg_wheel *wheel)
{
	free(wheel);
}

static struct slot *
slot_of(struct vg_wheel *wheel, int64_t tick)
{
	return &wheel->slots[(uint64_t)tick % SLOTS];
}

void
vg_wheel_put(struct vg_wheel *wheel, struct vg_wheel_entry *entry, struct vg_mono now,
    int64_t delay_us)
{
	if (wheel->n == 0)
		wheel->hand = now.us / TICK_US;
	/* One tick more than the division says: the wait is over when its last tick is. */
	entry->tick = (now.us + (delay_us > 0 ? delay_us : 0)) / TICK_US + 1;
	if (entry->tick < wheel->hand)
		entry->tick = wheel->hand;
	entry->waits = true;
	TAILQ_INSERT_TAIL(slot_of(wheel, entry->tick), entry, link);
	wheel->n++;
}

void
vg_wheel_take(struct vg_wheel *wheel, struct vg_wheel_entry *entry)
{
	if (!entry->waits)
		return;
	TAILQ_REMOVE(slot_of(wheel, entry->tick), entry, link);
	entry->waits = false;
	wheel->n--;
}

struct vg_wheel_entry *
vg_wheel_over(struct vg_wheel *wheel, struct vg_mono now)
{
	int64_t tick = now.us / TICK_US;
	struct vg_wheel_entry *entry;

	/* After a long halt one turn shows all slots. */
	if (wheel->hand < tick - SLOTS)
		wheel->hand = tick - SLOTS;
	for (; wheel->n > 0 && wheel->hand <= tick; wheel->hand++) {
		TAILQ_FOREACH (entry, slot_of(wheel, wheel->hand), link) {
			if (entry->tick > tick)
				continue;
			vg_wheel_take(wheel, entry);
			return entry;
		}
	}
	return NULL;
}

struct vg_mono
vg_wheel_next(const struct vg_wheel *wheel)
{
	if (wheel->n == 0)
		return (struct vg_mono){0};
	for (int64_t i = 0; i < SLOTS; i++) {
		uint64_t at = (uint64_t)(wheel->hand + i) % SLOTS;
		if (!TAILQ_EMPTY(&wheel->slots[at]))
			return (struct vg_mono){(wheel->hand + i) * TICK_US};
	}
	return (struct vg_mono){0};
}

struct vg_mono
vg_wheel_due(const struct vg_wheel_entry *entry)
{
	return (struct vg_mono){entry->tick * TICK_US};
}
