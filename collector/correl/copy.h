/*
 * Copies: what a managing device tells of a board of another is the fault that the other tells
 * of the same board itself, when both began at about the same time.
 *
 * The index of a forwarded row ends in the managed device's address and four numbers: type, card,
 * source, threshold (ALLOT-NX-MIB).  The card is the slot.  No document tells what the types mean:
 * where a pack gives a forwarded alarm a kind of its own, the kinds must be the same; a
 * supplier-alarm is a copy of whatever its board has.
 *
 * Pure.  Source: docs/DESIGN.md 6; number: policy/copy-window-s.
 */
#ifndef VG_COLLECTOR_CORREL_COPY_H
#define VG_COLLECTOR_CORREL_COPY_H

#include <stdbool.h>

#include "lib/model/event.h"

/* One fault, of a resource; both texts borrowed. */
struct vg_copy_fault {
	const char *resource, *kind;
	struct vg_wall raised;
};

/* Whether 'resource' (borrowed) is what a managing device tells of another ("via/..."). */
bool
vg_copy_is_told(const char *resource);

/*
 * The board that a forwarded 'resource' (borrowed) is about: "device/ne-8/slot/7".  False where
 * it names none: card 0, or another form.
 */
bool
vg_copy_board(const char *resource, char board[VG_RESOURCE_SIZE]);

/*
 * Whether 'told' is the copy of 'own': the same board of the same device, a kind that fits, and
 * begun within 'window_us' of each other, whichever was first.
 */
bool
vg_copy_is(
    const struct vg_copy_fault *told, const struct vg_copy_fault *own, int64_t window_us);

#endif
