/*
 * How long a try waits for its answer: the smoothed round trip of one device and its variation.
 *
 * Pure.  After a retransmission nobody knows which try was answered, so that only first tries
 * give samples (Karn); a wait that was too short is doubled, and stays so until a first try is
 * answered, or a device that became slow would never give a sample again.  The last try of a
 * request waits as long as is allowed: an answer that comes late is better than none.
 *
 * Sources: RFC 6298 sections 2, 3 and 5; RFC 8085 section 3.1.3.
 */
#ifndef VG_LIB_SNMP_RTO_H
#define VG_LIB_SNMP_RTO_H

#include <stdbool.h>
#include <stdint.h>

/* All zero: nothing is known. */
struct vg_rto {
	int64_t srtt_us; /* smoothed round trip; 0: no sample yet */
	int64_t var_us;  /* its variation */
	unsigned doublings;
};

/* Takes the round trip 'rtt_us' (0 and more) of a try that was the only one. */
void
vg_rto_sample(struct vg_rto *rto, int64_t rtt_us);

/* A try that was not the last one waited in vain. */
void
vg_rto_late(struct vg_rto *rto);

/*
 * How long a try waits: srtt + 4 var, doubled as often as was needed, within 'least_us' and
 * 'most_us'; 'most_us' while nothing is known, and for the 'last' try.
 */
int64_t
vg_rto_wait(const struct vg_rto *rto, int64_t least_us, int64_t most_us, bool last);

#endif
