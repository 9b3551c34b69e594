/*
 * Which devices were told to have an address, without asking the store for each notification.
 *
 * What the store answered is kept until an inventory may have changed it; while the transaction
 * that did is open, the store is asked.  Bounded: so many addresses, chosen by their hash; of two
 * that share a place the last asked for stays.
 */
#ifndef VG_COLLECTOR_DESK_RECORD_DESKLEARNED_H
#define VG_COLLECTOR_DESK_RECORD_DESKLEARNED_H

#include "collector/desk/deskcore.h"

enum { VG_DESKLEARNED_ADDRESS_SIZE = 64 };

struct vg_desklearned;

struct vg_desklearned_who {
	char address[VG_DESKLEARNED_ADDRESS_SIZE];
	char device[2][VG_NAME_SIZE]; /* in their order; "": no more */
};

/* Gives one that knows nothing; 'free' takes it (NULL is silent). */
struct vg_desklearned *
vg_desklearned_new(void);
void
vg_desklearned_free(struct vg_desklearned *learned);

/*
 * Gives in '*who' the first two devices that were told to have 'address' (numeric, borrowed), in
 * the tree or not.  VG_OK, or an error of the database.
 */
int
vg_desklearned_at(
    struct vg_desk *desk, const char *address, struct vg_desklearned_who *who);

/* The transaction that is open may change what was told. */
void
vg_desklearned_touch(struct vg_desk *desk);

/* The transaction is over, whichever way. */
void
vg_desklearned_end(struct vg_desk *desk);

#endif
