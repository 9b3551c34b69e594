/*
 * Instance-identifiers as XML has them: libyang and RESTCONF write them as JSON does (RFC 7951 section 6.11), where a
 * name without a module is of its parent's; an XPath in XML wants a prefix at each name, and its namespace declared.
 *
 * Source: RFC 6241 section 4.3 (error-path), RFC 7950 section 9.13.
 */
#ifndef VG_COLLECTOR_NETCONF_NCPATH_H
#define VG_COLLECTOR_NETCONF_NCPATH_H

#include <stdbool.h>

#include <libyang/libyang.h>

#include "lib/base/buf.h"

/*
 * Appends to 'out' the element 'name' with 'path' (all borrowed) as its text: a module's name is its prefix.  False,
 * with nothing appended, when it is no such path or names a module that 'ly' does not have.
 */
bool
vg_ncpath_write(
    const struct ly_ctx *ly, const char *name, const char *path, struct vg_buf *out);

#endif
