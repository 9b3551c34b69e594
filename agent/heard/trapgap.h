/*
 * Whether all notifications that a device sent were heard: by the number each one carries
 * (nlmLogIndex, RFC 3014), or by the device's own count of those it has sent.
 *
 * Pure.  What came late fills its hole; a numbering that begins anew is no gap, and a number far
 * beyond the last one begins it anew, so that a single forged one cannot invent millions.
 */
#ifndef VG_AGENT_HEARD_TRAPGAP_H
#define VG_AGENT_HEARD_TRAPGAP_H

#include <stdbool.h>
#include <stdint.h>

enum { VG_TRAPGAP_WINDOW = 64, VG_TRAPGAP_JUMP = 100000 };

/* Zeroed: nothing heard yet. */
struct vg_trapgap {
	bool numbered; /* 'last' holds */
	uint32_t last;
	uint32_t uptime; /* of that notification, hundredths of a second */
	uint64_t holes;  /* bit i: number last - 1 - i has not come */
	bool counted;    /* 'sent_last' holds */
	uint32_t sent_last;
	int64_t sent, heard; /* since the counting began */
	int64_t off;         /* sent - heard at the last count */
	uint64_t lost;       /* not heard, as far as known; falls when one comes late */
};

/* Takes the number of a notification, whose sender had been up for 'uptime'. */
void
vg_trapgap_number(struct vg_trapgap *gap, uint32_t number, uint32_t uptime);

/* A notification came, with or without a number. */
void
vg_trapgap_heard(struct vg_trapgap *gap);

/*
 * The device says that it has sent 'sent' in all (modulo 2^32).  True when that is more than was
 * heard and one is perhaps still on its way: ask again a little later.
 */
bool
vg_trapgap_sent(struct vg_trapgap *gap, uint32_t sent);

/* Polls have found what the lost ones said: none is missed any more. */
void
vg_trapgap_reconciled(struct vg_trapgap *gap);

#endif
