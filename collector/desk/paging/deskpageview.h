/*
 * How far it is known that pages arrive: for each channel of who may be called, when it was tested
 * and when it was proved last, which takes a message that its relay accepted and a person who said
 * that he has it.
 *
 * For the desk's files, and for doors.
 */
#ifndef VG_COLLECTOR_DESK_PAGING_DESKPAGEVIEW_H
#define VG_COLLECTOR_DESK_PAGING_DESKPAGEVIEW_H

#include "collector/conf/confpage.h"
#include "collector/desk/desk.h"

enum { VG_DESKPAGEVIEW_MAX = 128 };

struct vg_deskpageview_proof {
	char person[VG_NAME_SIZE], channel[VG_NAME_SIZE];
	enum vg_conf_way kind;
	bool wakes, on_duty;
	bool old;                      /* never, or more than seven days ago */
	struct vg_wall tested, proved; /* unset: never */
};

/*
 * Writes the channels of 'person' (borrowed), or with "" of everybody in the duty list and of the last
 * resort, into 'proofs' (room for 'max'); '*n' is how many.  VG_OK or the database's.
 */
int
vg_deskpageview_proofs(struct vg_desk *desk, const char *person, struct vg_wall now,
    struct vg_deskpageview_proof *proofs, size_t max, size_t *n);

#endif
