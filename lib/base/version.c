/*
 * VG_VERSION comes from the Makefile, for this object alone.
 */
#include "lib/base/version.h"

#ifndef VG_VERSION
#define VG_VERSION "unknown"
#endif

const char *
vg_version_text(void)
{
	return VG_VERSION;
}
