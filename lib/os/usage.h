/*
 * What this process takes of the machine.
 */
#ifndef VG_LIB_OS_USAGE_H
#define VG_LIB_OS_USAGE_H

#include <stdint.h>

struct vg_usage {
	int64_t cpu_us;    /* user and system time since the start (getrusage) */
	uint64_t resident; /* octets in memory now; 0: not told */
};

/* Its 'cpu_us' alone, for little. */
int64_t
vg_usage_cpu(void);

/* The usage of this process. */
struct vg_usage
vg_usage_self(void);

#endif
