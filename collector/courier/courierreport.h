/*
 * What the courier tells of a message: a line of JSON, the input of outbox-report without its key.
 *
 * So it goes to the collector, and so it stands beside the key of the take (courierwork.h) while it could not
 * be told: who comes after tells it, and sends nothing.
 *
 * Pure.
 */
#ifndef VG_COLLECTOR_COURIER_COURIERREPORT_H
#define VG_COLLECTOR_COURIER_COURIERREPORT_H

#include "collector/courier/couriermime.h"
#include "collector/courier/couriersmtp.h"

enum {
	VG_COURIERREPORT_SIZE = 256 * 1024 /* no report is as long */
};

/* A report that was read. */
struct vg_courierreport {
	char id[24];                     /* of the message */
	enum vg_courier_outcome outcome; /* of those who are not apart */
	bool bare;                       /* it says no more than "sent" */
};

/*
 * Gives (owned) what is told of message 'id', taken with the key 'taken_by', and of those of 'letter' (NULL where
 * nobody is apart) who fared otherwise; all borrowed.
 */
char *
vg_courierreport_write(const char *id, const char *taken_by,
    const struct vg_courierletter *letter, const struct vg_courierfate *fate);

/*
 * Reads 'text' (borrowed).  VG_OK; VG_EPARSE for one that is not whole, or of another take than that with the key
 * 'taken_by' (borrowed), '*report' being undefined then.
 */
int
vg_courierreport_read(
    const char *text, const char *taken_by, struct vg_courierreport *report);

/*
 * Gives (owned) what 'text' (borrowed), which another take kept under the key 'kept_by', tells of message 'id', as
 * told of the take with the key 'taken_by' (all borrowed).  NULL where it is not whole, of another message or
 * take, or tells of no relay that took it.
 */
char *
vg_courierreport_again(
    const char *text, const char *kept_by, const char *id, const char *taken_by);

#endif
