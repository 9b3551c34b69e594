/*
 * The version of this build; the one object that a commit rebuilds.
 */
#ifndef VG_LIB_BASE_VERSION_H
#define VG_LIB_BASE_VERSION_H

/* "0.1.0" or "0.1.0-g1a2b3c4" (static). */
const char *
vg_version_text(void);

#endif
