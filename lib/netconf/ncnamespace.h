/*
 * What a message puts into no namespace (xmlns=""), which RFC 6241 section 6.2.1 knows in a filter.
 * It stands before libyang, whose reader of XML dereferences NULL at the second of two such
 * siblings of one name.
 *
 * Pure.
 */
#ifndef VG_LIB_NETCONF_NCNAMESPACE_H
#define VG_LIB_NETCONF_NCNAMESPACE_H

#include "lib/base/buf.h"
#include "lib/base/detail.h"

/* The namespace that stands for none; no module has it. */
#define VG_NCNAMESPACE_NONE "urn:vigie:none"

/*
 * Writes VG_NCNAMESPACE_NONE where a tag of 'message', which vg_ncmessage_check has taken, declares
 * an empty namespace.  VG_OK; or the message's error, when it has grown past its limit, in
 * 'detail'.
 */
int
vg_ncnamespace_fill(struct vg_buf *message, struct vg_detail *detail);

#endif
