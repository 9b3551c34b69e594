/*
 * Round trips smoothed.
 */
#include "lib/snmp/rto.h"

enum { MAX_DOUBLINGS = 16 };

void
vg_rto_sample(struct vg_rto *rto, int64_t rtt_us)
{
	/* Zero means "no sample", and a round trip on the own machine can be that short. */
	int64_t rtt = rtt_us > 0 ? rtt_us : 1;

	if (rto->srtt_us == 0) {
		rto->srtt_us = rtt;
		rto->var_us = rtt / 2;
	} else {
		int64_t off =
		    rtt > rto->srtt_us ? rtt - rto->srtt_us : rto->srtt_us - rtt;
		rto->var_us += (off - rto->var_us) / 4;
		rto->srtt_us += (rtt - rto->srtt_us) / 8;
	}
	if (rto->srtt_us < 1)
		rto->srtt_us = 1;
	rto->doublings = 0;
}

void
vg_rto_late(struct vg_rto *rto)
{
	if (rto->doublings < MAX_DOUBLINGS)
		rto->doublings++;
}

int64_t
vg_rto_wait(const struct vg_rto *rto, int64_t least_us, int64_t most_us, bool last)
{
	if (last || rto->srtt_us == 0)
		return most_us;
	int64_t wait = rto->srtt_us + 4 * rto->var_us;
	if (wait < least_us)
		wait = least_us;
	for (unsigned i = 0; i < rto->doublings && wait < most_us; i++)
		wait *= 2;
	return wait < most_us ? wait : most_us;
}
