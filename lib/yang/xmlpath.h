/*
 * Instance-identifiers as XML has them: libyang and RESTCONF write them as JSON does (RFC 7951
 * section 6.11), where a name without a module is of its parent's; an XPath in XML wants a prefix
 * at each name, and its namespace declared.
 *
 * Source: RFC 6241 section 4.3 (error-path), RFC 7950 section 9.13.
 */
#ifndef VG_LIB_YANG_XMLPATH_H
#define VG_LIB_YANG_XMLPATH_H

#include <stdbool.h>

struct ly_ctx;
struct vg_buf;

/*
 * Appends to 'out' the element 'name' with 'path' (all borrowed) as its text: a module's name is
 * its prefix.  False, with nothing appended, when it is no such path or names a module that 'ly'
 * does not have.
 */
bool
vg_xmlpath_write(
    const struct ly_ctx *ly, const char *name, const char *path, struct vg_buf *out);

/*
 * Appends 'text' (borrowed) as character data of XML, or an attribute's; what no XML may hold is a
 * space.
 */
void
vg_xmlpath_escape(struct vg_buf *out, const char *text);

#endif
