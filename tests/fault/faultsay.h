/*
 * What a sender of the fault harness says: parts of its devices fail and recover, each message
 * with the next number, and the ledger of what was acknowledged.
 *
 * A slot is a part of a device: three to a device, two supplies and the fans.  Its messages are
 * raise and clear by turns, so that the numbers alone tell what stands after each of them.
 */
#ifndef VG_TESTS_FAULT_FAULTSAY_H
#define VG_TESTS_FAULT_FAULTSAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/model/trap.h"
#include "lib/model/vigiemib.h"

enum { VG_FAULTSAY_SLOTS = 3 }; /* of a device */

struct vg_faultline {
	unsigned slot;
	bool raise;
	bool
	    list; /* no fault: the list that says that nothing stands; its slot is none */
	bool acknowledged;
	struct vg_wall at;
};

struct vg_faultsay {
	char agent[VG_NAME_SIZE];
	unsigned char spool[VG_SPOOL_SIZE];
	unsigned first_device, n_devices; /* ne-FIRST and those after it */
	struct vg_faultline *lines;       /* owned; message 1 is lines[0] */
	size_t n, room;
	size_t n_acknowledged;
};

/* Releases what it owns and empties it. */
void
vg_faultsay_fini(struct vg_faultsay *say);

/* Makes the next message, of 'slot' (below n_devices * VG_FAULTSAY_SLOTS); gives its number. */
uint64_t
vg_faultsay_next(struct vg_faultsay *say, unsigned slot, struct vg_wall now);

/* Makes the next message a list of standing faults that names none; gives its number. */
uint64_t
vg_faultsay_list(struct vg_faultsay *say, struct vg_wall now);

/* Whether the fault of 'slot' stands when the messages 1 to 'sequence' are applied. */
bool
vg_faultsay_stands(const struct vg_faultsay *say, unsigned slot, uint64_t sequence);

/* Marks number 'sequence' as acknowledged; false when it was. */
bool
vg_faultsay_acknowledge(struct vg_faultsay *say, uint64_t sequence);

/* The resource ("device/ne-3/psu/1") and kind (static) of 'slot'. */
const char *
vg_faultsay_resource(
    const struct vg_faultsay *say, unsigned slot, char resource[VG_RESOURCE_SIZE]);

/*
 * Writes message 'sequence' into 'message', as it was made; the caller releases it with
 * vg_vigiemib_fini.
 */
void
vg_faultsay_message(
    const struct vg_faultsay *say, uint64_t sequence, struct vg_message *message);

/*
 * The same as it comes out of the collector's socket, an authPriv inform of user AGENT; the
 * caller releases 'trap' with vg_trap_fini.
 */
void
vg_faultsay_trap(const struct vg_faultsay *say, uint64_t sequence, struct vg_trap *trap);

#endif
