/*
 * The commands of the courier on the outbox (collector/desk/mail/deskoutbox.h): it takes the
 * message whose turn it is, and says what became of it; and what a person decides of one by hand.
 * Rules of deskmail.c.
 *
 * Each returns VG_OK, or the errors of vg_desk_act with the call's detail.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKCOURIER_H
#define VG_COLLECTOR_DESK_MAIL_DESKCOURIER_H

#include <stdint.h>

struct vg_act_call;

int
vg_deskcourier_take(struct vg_act_call *call);
int
vg_deskcourier_report(struct vg_act_call *call);

/*
 * Message 'id', which was taken or sent, did not arrive at 'address' (borrowed; NULL: at nobody's),
 * 'why' (borrowed) says who says so.  The others of it have it: he has failed as a message of his
 * own.
 */
int
vg_deskcourier_returned(
    struct vg_act_call *call, int64_t id, const char *address, const char *why);

/*
 * A message that failed, or waits for its next try, is tried at once; one that waits is given up.
 */
int
vg_deskcourier_retry(struct vg_act_call *call);
int
vg_deskcourier_give_up(struct vg_act_call *call);

#endif
