/*
 * Copies: what a managing device tells of a board of another is the fault that the other tells
 * of the same board itself, when both began at about the same time.
 *
 * The index of a managing device's row is the managed device's address and four numbers: type,
 * card, source, threshold (ALLOT-NX-MIB).  The card is the slot.  Who knows both devices tells the
 * row as a part of the managed one ("via/..."); an agent that polls the managing device alone tells
 * it as that one's own, and the address says whose it is.  No document tells what the types mean:
 * where a pack gives such an alarm a kind of its own, the kinds must be the same; a supplier-alarm
 * is a copy of whatever its board has.
 *
 * Pure.  Source: docs/DESIGN.md 6; number: policy/copy-window-s.
 */
#ifndef VG_COLLECTOR_CORREL_COPY_H
#define VG_COLLECTOR_CORREL_COPY_H

#include <stdbool.h>

#include "lib/model/event.h"

enum { VG_COPY_ADDRESS_SIZE = 16 };

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
 * The address and the part of the board that a row is about which a managing device's own
 * 'resource' (borrowed) ends in: "10.1.2.3" and "slot/7".  False where it names no board.
 */
bool
vg_copy_row(
    const char *resource, char address[VG_COPY_ADDRESS_SIZE], char part[VG_NAME_SIZE]);

/*
 * Whether 'told', which is about 'board' (all borrowed), is the copy of 'own': something of that
 * board, of a kind that fits, and begun within 'window_us' of each other, whichever was first.
 */
bool
vg_copy_is(const struct vg_copy_fault *told, const char *board,
    const struct vg_copy_fault *own, int64_t window_us);

#endif
