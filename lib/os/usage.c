/*
 * getrusage, and the second number of /proc/self/statm.
 */
#include "lib/os/usage.h"

#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

static int64_t
us_of(struct timeval t)
{
	return (int64_t)t.tv_sec * 1000000 + t.tv_usec;
}

static uint64_t
resident(void)
{
	unsigned long whole, pages = 0;
	FILE *file = fopen("/proc/self/statm", "re");

	if (!file)
		return 0;
	if (fscanf(file, "%lu %lu", &whole, &pages) != 2)
		pages = 0;
	fclose(file);
	return (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

int64_t
vg_usage_cpu(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return us_of(usage.ru_utime) + us_of(usage.ru_stime);
}

struct vg_usage
vg_usage_self(void)
{
	return (struct vg_usage){vg_usage_cpu(), resident()};
}
