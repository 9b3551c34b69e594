/*
 * Whom an alarm is about that a managing device tells or lists: the index of its row begins with
 * the IPv4 address of the managed device (vigie-pack, alarm-table).
 *
 * Pure.
 */
#ifndef VG_LIB_TRAPMAP_OWNER_H
#define VG_LIB_TRAPMAP_OWNER_H

#include <stdbool.h>

#include "lib/model/event.h"

enum { VG_OWNER_ADDRESS_SIZE = 16 };

/*
 * Reads the address out of 'text' (borrowed), a part or a qualifier that ends in such an index
 * ("alarm/10.1.2.3.5.7.1.0", "allot:nx-10.1.2.3.5.7.1.0"), into 'address'; false when what stands
 * behind its last / : or - is none.
 */
bool
vg_owner_address(const char *text, char address[VG_OWNER_ADDRESS_SIZE]);

/*
 * The part of the managed device that such a 'part' of 'manager' (both borrowed) is:
 * "via/nx-1/alarm/10.1.2.3.5.7.1.0", or "via/nx-1" for "".  False when it is too long.
 */
bool
vg_owner_part(const char *manager, const char *part, char owned[VG_RESOURCE_SIZE]);

/*
 * The other way round: the part of 'manager' (borrowed) that 'owned' is, borrowed from it; NULL
 * when it is none of that manager's.
 */
const char *
vg_owner_of(const char *manager, const char *owned);

#endif
