/*
 * The commands of the courier on the outbox (collector/desk/mail/deskoutbox.h): it takes the message
 * whose turn it is, and says what became of it; and what a person decides of one by hand.  Rules of
 * deskmail.c.
 *
 * Each returns VG_OK, or the errors of vg_desk_act with the call's detail.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKCOURIER_H
#define VG_COLLECTOR_DESK_MAIL_DESKCOURIER_H

struct vg_act_call;

int
vg_deskcourier_take(struct vg_act_call *call);
int
vg_deskcourier_report(struct vg_act_call *call);

/* A message that failed, or waits for its next try, is tried at once; one that waits is given up. */
int
vg_deskcourier_retry(struct vg_act_call *call);
int
vg_deskcourier_give_up(struct vg_act_call *call);

#endif
