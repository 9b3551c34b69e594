/*
 * The attributes of a request: what the models' reader passes over would be done otherwise than it
 * was meant.
 *
 * Known are operation of NETCONF and insert, key, value of YANG in a config, default of RFC 6243
 * there, type and select of a filter, and xml's own.  What stands in a filter is compared, not
 * judged (RFC 6241 6.2.2); those of rpc itself are the client's.
 *
 * Sources: RFC 6241 section 7.2 and appendix A, RFC 7950 section 7.8.6, RFC 6243 section 6.
 */
#ifndef VG_COLLECTOR_NETCONF_NCATTRIBUTE_H
#define VG_COLLECTOR_NETCONF_NCATTRIBUTE_H

#include <libyang/libyang.h>
#include <stdbool.h>

#include "collector/netconf/ncfault.h"

/*
 * Looks at the message 'text' (borrowed), an rpc.  False and 'fault' when an attribute is
 * unknown-attribute, or its value a bad-attribute; with bad-attribute and bad-element.  What cannot
 * be read is not judged.  One at a time.
 */
bool
vg_ncattribute_check(const char *text, struct vg_ncfault *fault);

#endif
