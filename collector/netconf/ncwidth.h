/*
 * Whether a message has an element with so many leaves that the models' parser would spend minutes
 * on it: it looks each one up among those before it.
 *
 * Pure.
 */
#ifndef VG_COLLECTOR_NETCONF_NCWIDTH_H
#define VG_COLLECTOR_NETCONF_NCWIDTH_H

#include <stdbool.h>

enum { VG_NCWIDTH_LEAVES = 1000 };

/*
 * Whether no element of 'text' (borrowed, terminated, which vg_ncmessage_check has passed) has more
 * than VG_NCWIDTH_LEAVES children without children.
 */
bool
vg_ncwidth_is_good(const char *text);

#endif
